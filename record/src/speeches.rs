//! Who had the floor: from the call to its end, with what stopped the speaker meanwhile.

use super::document::{CalledInVain, Cause, End, Intervention, Kind, Stop};
use rostrum_proto::id::{ConnectionId, ParticipantId, RequestId};
use rostrum_proto::meeting::Meeting;
use rostrum_proto::meeting::event::Event;
use rostrum_proto::meeting::floor::{About, FloorRequest, GrantPhase, Interruption};
use rostrum_proto::profile::{RequestKind, SeatKind};
use rostrum_proto::time::Millis;
use rostrum_proto::utc::Utc;

/// One grant of the floor.
struct Speech {
    request: RequestId,
    called: Utc,
    first_limit: Option<Millis>,
    limit: Option<Millis>,
    started: Option<Utc>,
    speakers: Vec<ParticipantId>,
    stops: Vec<Stop>,
    end: Option<(Utc, End)>,
}

/// The grants so far, in the order of the calls.
#[derive(Default)]
pub(super) struct Speeches {
    speeches: Vec<Speech>,
}

/// For what a request takes, or would take, the floor.
pub(super) fn kind(meeting: &Meeting, request: &FloorRequest) -> Kind {
    let seat = meeting.seats.get(&request.beneficiary).map(|seat| seat.setup.kind);
    match (request.kind, request.about, seat) {
        (RequestKind::Statement, Some(About::Vote { .. }), _) => Kind::ExplanationOfVote,
        (RequestKind::Statement, _, Some(SeatKind::Briefer)) => Kind::Briefing,
        (RequestKind::Statement, _, _) => Kind::Statement,
        (RequestKind::RightOfReply, _, _) => Kind::RightOfReply,
        (RequestKind::PointOfOrder, _, _) => Kind::PointOfOrder,
        (RequestKind::Motion, _, _) => Kind::Motion,
    }
}

impl Speeches {
    /// Takes note of an event. The meeting is as it is after it.
    pub fn read(&mut self, meeting: &Meeting, at: Utc, event: &Event) {
        match event {
            Event::FloorGranted { request, limit } => {
                self.speeches.push(Speech::called(*request, at, *limit));
            }
            Event::TimeExtended { request, limit } => {
                self.with(*request, |speech| speech.limit = Some(*limit));
            }
            Event::SpeechStarted { request, connection }
            | Event::SpeechResumed { request, connection } => {
                let speaker = speaker(meeting, *connection);
                self.with(*request, |speech| speech.goes_on(at, speaker));
            }
            Event::FloorInterrupted { request, cause, .. } => {
                let cause = cause_of(meeting, *cause);
                self.with(*request, |speech| speech.stops(at, cause));
            }
            Event::FloorHeld { request, .. } => {
                self.with(*request, |speech| speech.stops(at, Some(Cause::ConnectionLost)));
            }
            // Called again after another stop, it is still that which keeps the speaker from going on.
            Event::FloorReturned { request, .. } => self.with(*request, |speech| {
                if speech.is_live() {
                    speech.stops(at, Some(Cause::DeviceLost));
                }
            }),
            Event::FloorReleased { request, .. } => {
                self.with(*request, |speech| speech.ends(at, End::Released));
            }
            Event::FloorRevoked { request, reason, .. } => {
                let reason = *reason;
                self.with(*request, |speech| speech.ends(at, End::Revoked { reason }));
            }
            _ => {}
        }
    }

    /// Takes up what is being said, and what stops it, for an audience that begins to follow.
    pub fn look_round(&mut self, meeting: &Meeting) {
        for request in meeting.granted() {
            let Some(grant) = request.grant() else { continue };
            if !self.speeches.iter().any(|speech| speech.request == request.id) {
                self.speeches.push(Speech::called(request.id, Utc(grant.since), grant.limit));
            }
            self.with(request.id, |speech| {
                speech.limit = grant.limit;
                // Who has spoken already has begun, though nobody was told when.
                if grant.spoken > Millis(0) {
                    speech.started.get_or_insert(Utc(grant.since));
                }
                match &grant.phase {
                    GrantPhase::Live { since, speaker, .. } => {
                        speech.goes_on(Utc(*since), speaker.clone());
                    }
                    GrantPhase::Interrupted { cause, since } if speech.is_live() => {
                        let cause = cause_of(meeting, *cause);
                        speech.stops(Utc(since.unwrap_or(meeting.at)), cause);
                    }
                    GrantPhase::Held { .. } if speech.is_live() => {
                        speech.stops(Utc(meeting.at), Some(Cause::ConnectionLost));
                    }
                    _ => {}
                }
            });
        }
    }

    /// Leaves out what came to its end in private.
    pub fn leave_out_private(&mut self, meeting: &Meeting) {
        self.speeches.retain(|speech| meeting.request(speech.request).is_ok_and(|r| !r.private));
    }

    fn with(&mut self, request: RequestId, change: impl FnOnce(&mut Speech)) {
        // A request is granted once: RFC 8855 knows no way back from Granted.
        if let Some(speech) = self.speeches.iter_mut().find(|s| s.request == request) {
            change(speech);
        }
    }

    /// Those who spoke, in the order in which they began, and those who were called and did not.
    pub fn told(&self, meeting: &Meeting) -> (Vec<Intervention>, Vec<CalledInVain>) {
        let mut spoken: Vec<_> =
            self.speeches.iter().filter_map(|s| Some((s.started?, s))).collect();
        spoken.sort_by_key(|(started, _)| *started);
        let mut interventions = Vec::new();
        for (started, speech) in spoken {
            let Ok(request) = meeting.request(speech.request) else { continue };
            let (limit, first) = (speech.limit, speech.first_limit);
            interventions.push(Intervention {
                number: interventions.len() as u32 + 1,
                request: speech.request,
                seat: request.beneficiary.clone(),
                speakers: speech.speakers.clone(),
                kind: kind(meeting, request),
                called: speech.called,
                started,
                ended: speech.end.map(|(at, _)| at),
                end: speech.end.map(|(_, end)| end),
                spoken_ms: request.spoken(meeting.at).0,
                limit_ms: limit.map(|limit| limit.0),
                extended_ms: limit.map_or(0, |l| l.0.saturating_sub(first.map_or(l.0, |f| f.0))),
                interruptions: speech.stops.clone(),
            });
        }
        let vain = self.speeches.iter().filter(|s| s.started.is_none());
        let vain = vain.filter_map(|speech| {
            let request = meeting.request(speech.request).ok()?;
            Some(CalledInVain {
                request: speech.request,
                seat: request.beneficiary.clone(),
                kind: kind(meeting, request),
                called: speech.called,
                ended: speech.end.map(|(at, _)| at),
                end: speech.end.map(|(_, end)| end),
            })
        });
        (interventions, vain.collect())
    }
}

impl Speech {
    fn called(request: RequestId, called: Utc, limit: Option<Millis>) -> Self {
        Self {
            request,
            called,
            first_limit: limit,
            limit,
            started: None,
            speakers: vec![],
            stops: vec![],
            end: None,
        }
    }

    fn is_live(&self) -> bool {
        self.started.is_some() && self.stops.last().is_none_or(|stop| stop.until.is_some())
    }

    fn goes_on(&mut self, at: Utc, speaker: Option<ParticipantId>) {
        self.started.get_or_insert(at);
        self.stop_over(at);
        if let Some(speaker) = speaker.filter(|who| !self.speakers.contains(who)) {
            self.speakers.push(speaker);
        }
    }

    /// What stops a seat that was called and has not begun is no interruption.
    fn stops(&mut self, at: Utc, cause: Option<Cause>) {
        let Some(cause) = cause.filter(|_| self.started.is_some()) else { return };
        self.stop_over(at);
        self.stops.push(Stop { at, cause, until: None });
    }

    fn stop_over(&mut self, at: Utc) {
        if let Some(stop) = self.stops.last_mut() {
            stop.until.get_or_insert(at);
        }
    }

    fn ends(&mut self, at: Utc, end: End) {
        self.stop_over(at);
        self.end = Some((at, end));
    }
}

fn speaker(meeting: &Meeting, connection: ConnectionId) -> Option<ParticipantId> {
    meeting.connections.get(&connection).map(|c| c.participant.clone())
}

fn cause_of(meeting: &Meeting, cause: Interruption) -> Option<Cause> {
    Some(match cause {
        Interruption::PointOfOrder { request } => {
            Cause::PointOfOrder { by: meeting.request(request).ok()?.beneficiary.clone(), request }
        }
        Interruption::Pause {} => Cause::Pause,
        Interruption::Suspension {} => Cause::Suspension,
    })
}
