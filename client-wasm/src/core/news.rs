//! What a record means for us: news for the polite live region, messages that must be seen.

use crate::core::model::Model;
use crate::core::view::business::{self, policy_line};
use crate::core::view::{chair, secret, stage, undo, vote};
use crate::core::{format, names, text};
use rostrum_proto::id::{ConnectionId, RequestId};
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::Meeting;
use rostrum_proto::meeting::attendance::stand_in;
use rostrum_proto::meeting::event::{Event, Record};
use rostrum_proto::meeting::floor::{About, RevokeReason};
use rostrum_proto::meeting::microphone::MuteOrigin;
use rostrum_proto::meeting::presentation::PresentationEnd;
use rostrum_proto::profile::RequestKind;

impl Model {
    /// Looks at a record before it is applied, so that it can be compared with what was.
    pub(super) fn notice(&mut self, record: &Record) {
        let Some(meeting) = self.meeting() else { return };
        let was_open = self.microphone_open();
        let by_us = self.caused(record);
        let of = |request: RequestId| meeting.request(request).ok().map(|r| &r.beneficiary);
        let mine = |request: RequestId| self.my_seat().is_some() && of(request) == self.my_seat();
        let lang = self.lang;
        let must_see = match &record.event {
            Event::FloorDenied { request, reason } if mine(*request) && !by_us => {
                Some(text::denied_toast(lang, reason))
            }
            Event::FloorRevoked { request, reason: RevokeReason::ByChair, .. }
                if mine(*request) && !by_us =>
            {
                Some(text::revoked_toast(lang).to_owned())
            }
            Event::FloorInterrupted { request, .. } if mine(*request) => {
                Some(text::interrupted_toast(lang).to_owned())
            }
            Event::PresentationEnded { seat, why } if self.my_seat() == Some(seat) && !by_us => {
                match why {
                    PresentationEnd::Finished => None,
                    PresentationEnd::Denied => Some(text::screen_denied(lang).to_owned()),
                    PresentationEnd::TakenBack => Some(text::screen_taken_back(lang).to_owned()),
                }
            }
            Event::ChairChanged { presiding, .. }
                if self.actor().is_some_and(|a| a.participant == *presiding) =>
            {
                Some(text::presiding_toast(lang).to_owned())
            }
            Event::SeatsMuted { seats, origin }
                if was_open && self.my_seat().is_some_and(|s| seats.contains(s)) =>
            {
                let by = match origin {
                    MuteOrigin::Chair => text::r_muted_by_chair(lang),
                    MuteOrigin::Technical => text::r_muted_by_technician(lang),
                };
                Some(by.to_owned())
            }
            Event::MicrophoneSilenced { connection, origin } => {
                silenced(self, *connection, *origin)
            }
            // For everybody: the matter has gone from the screen.
            Event::MotionWithdrawn { request } if !by_us => withdrawn(self, meeting, *request),
            _ => None,
        };
        let opens = match &record.event {
            Event::FloorGranted { request, .. } | Event::FloorReturned { request, .. } => {
                mine(*request)
            }
            Event::SeatsUnmuted { seats, .. } => self.my_seat().is_some_and(|s| seats.contains(s)),
            _ => false,
        };
        let ended = match &record.event {
            Event::FloorRevoked { request, .. } | Event::FloorReleased { request, .. } => {
                Some(*request)
            }
            Event::FloorDenied { request, .. } | Event::FloorCancelled { request } => {
                Some(*request)
            }
            _ => None,
        };
        let slip = undo::may_be_a_slip(&record.event);
        let ended = ended.filter(|_| slip);
        let arranged = slip && matches!(record.event, Event::ListArranged { .. });
        let before = arranged.then(|| undo::order(meeting));
        let answered = answer(self, meeting, record, by_us);
        let news = list_news(self, meeting, &record.event);
        if let Some(before) = before {
            self.order_before = Some((before, record.at));
        }
        if let Some(request) = ended {
            self.ended = Some((request, record.at));
        }
        if let Some(news) = news {
            self.news = (self.news.0 + 1, news);
        }
        if opens {
            // What was said of a closed microphone no longer holds.
            self.toast = None;
        }
        if let Some(must_see) = must_see.or(answered) {
            self.tell(must_see);
        }
    }

    /// Whether we caused a record, on this device or, as far as we are told, on another of ours.
    fn caused(&self, record: &Record) -> bool {
        let (Some(by), Some(us)) = (&record.by, self.actor()) else { return false };
        by.connection == us.connection
            || by.participant == us.participant && by.connection == stand_in(&us.participant)
    }
}

/// What becomes of a problem that the user has reported or taken back.
pub(super) fn problem_line(reported: bool, lang: Lang) -> &'static str {
    if reported { text::problem_told(lang) } else { text::problem_taken_back(lang) }
}

/// What the user has done, and how others answered, in words.
fn answer(model: &Model, meeting: &Meeting, record: &Record, by_us: bool) -> Option<String> {
    let lang = model.lang;
    let seat_of = |request| meeting.request(request).ok().map(|r| r.beneficiary.clone());
    let name = |request| Some(names::seat(meeting, &seat_of(request)?, lang).text);
    let mine = |request| model.my_seat().is_some() && seat_of(request).as_ref() == model.my_seat();
    let me = model.actor().map(|actor| actor.participant);
    match &record.event {
        Event::ProblemReported { .. } if by_us => Some(problem_line(true, lang).to_owned()),
        Event::ProblemCleared { .. } if by_us => Some(problem_line(false, lang).to_owned()),
        Event::SwapOffered { swap } if by_us => Some(text::swap_offered(lang, &name(swap.with)?)),
        Event::PlacesSwapped { swap } if mine(swap.request) && !by_us => {
            let place = format::place(lang, meeting.position(swap.with)?);
            let seat = name(swap.with)?;
            Some(text::swap_agreed(lang, text::SwapAgreed { place: &place, seat: &seat }))
        }
        Event::PlacesSwapped { swap } if mine(swap.with) && by_us => {
            let place = format::place(lang, meeting.position(swap.request)?);
            Some(text::swap_done(lang, &place))
        }
        Event::SwapDeclined { swap } if mine(swap.request) && !by_us => {
            Some(text::swap_declined(lang, &name(swap.with)?))
        }
        Event::ChairAsked { .. } if by_us => {
            Some(text::chair_was_asked(lang, &names::participant(meeting, &meeting.presiding)))
        }
        Event::ChairKept {} if meeting.chair_asked == me && !by_us => {
            Some(text::chair_is_kept(lang, &names::participant(meeting, &meeting.presiding)))
        }
        Event::ChairOfferWithdrawn {} if !by_us && chair::presides(model) => {
            let to = meeting.chair_offer.as_ref()?;
            Some(text::chair_declined(lang, &names::participant(meeting, to)))
        }
        // Who presided until now reads who does.
        Event::ChairChanged { presiding, .. } if me.as_ref() == Some(&meeting.presiding) => {
            Some(text::say_presides(lang, &names::participant(meeting, presiding)))
        }
        Event::SeatsUnmuted { seats, .. } if model.my_seat().is_some_and(|s| seats.contains(s)) => {
            let live = meeting.granted_to(model.my_seat()?)?.grant()?.live();
            live.filter(|_| !by_us).map(|_| text::unmuted_toast(lang).to_owned())
        }
        _ => None,
    }
}

/// Tells whoever may reopen the microphone that it was closed: the chair, or the seat itself.
fn silenced(model: &Model, device: ConnectionId, origin: Option<MuteOrigin>) -> Option<String> {
    let (lang, meeting) = (model.lang, model.replica()?);
    let seat = meeting.seat_of(&meeting.connections.get(&device)?.participant)?;
    let presides = model.actor().is_some_and(|actor| actor.participant == meeting.presiding);
    match origin {
        None if model.my_seat() == Some(seat) => Some(text::silenced_here(lang).to_owned()),
        Some(MuteOrigin::Chair) if model.my_seat() == Some(seat) && !presides => {
            Some(text::r_muted_by_chair(lang).to_owned())
        }
        Some(MuteOrigin::Technical) if model.my_seat() == Some(seat) => {
            Some(text::r_muted_by_technician(lang).to_owned())
        }
        _ if presides => Some(text::silenced_seat(lang, &names::seat(meeting, seat, lang).text)),
        _ => None,
    }
}

fn withdrawn(model: &Model, meeting: &Meeting, request: RequestId) -> Option<String> {
    let motion = meeting.request(request).ok()?;
    let moved = business::moved(motion, model.lang)?;
    let seat = names::seat(meeting, &motion.beneficiary, model.lang);
    Some(text::say_motion_withdrawn(
        model.lang,
        text::SayMotionWithdrawn { motion: &moved, seat: &seat.text },
    ))
}

fn list_news(model: &Model, meeting: &Meeting, event: &Event) -> Option<String> {
    let lang = model.lang;
    let name = |request: &RequestId| {
        let seat = &meeting.request(*request).ok()?.beneficiary;
        Some(names::seat(meeting, seat, lang).text)
    };
    Some(match event {
        Event::FloorRequested { beneficiary, kind, about, .. } => {
            let seat = names::seat(meeting, beneficiary, lang).text;
            match (kind, about) {
                (RequestKind::PointOfOrder, _) => text::say_point(lang, &seat),
                (RequestKind::Motion, Some(About::Motion { motion, .. })) => {
                    let motion = business::motion(*motion, lang);
                    text::motion_waits(lang, text::MotionWaits { motion, seat: &seat })
                }
                _ => text::say_now_requested(lang, &seat),
            }
        }
        Event::RulingGiven { request, sustained, text } => {
            stage::said_ruling(*sustained, text, &name(request)?, lang)
        }
        Event::PlaceRestored { request, .. } => text::say_restored(lang, &name(request)?),
        Event::RulingChallenged { by, .. } => {
            text::say_challenged(lang, &names::seat(meeting, by, lang).text)
        }
        Event::MotionWithdrawn { request } => withdrawn(model, meeting, *request)?,
        Event::ChairChanged { presiding, .. } => {
            text::say_presides(lang, &names::participant(meeting, presiding))
        }
        Event::PolicyChanged { policy, .. } => policy_line(*policy, lang),
        Event::FloorMoved { request, position, .. } => {
            let (n, seat) = (position.to_string(), name(request)?);
            text::say_now_moved(lang, text::SayNowMoved { n: &n, seat: &seat })
        }
        Event::FloorGranted { request, .. } => text::say_now_speaking(lang, &name(request)?),
        Event::FloorReleased { request, .. } | Event::FloorRevoked { request, .. } => {
            // Who was interrupted, or speaks beside them, has it still.
            let free = meeting.granted().all(|other| other.id == *request);
            free.then(|| text::say_now_free(lang).to_owned())?
        }
        Event::FloorInterrupted { request, .. } => text::say_now_interrupted(lang, &name(request)?),
        Event::FloorReturned { request, .. } => {
            let interrupted = meeting.request(*request).ok()?.grant()?.is_interrupted();
            interrupted.then(|| name(request).map(|seat| text::say_now_resumed(lang, &seat)))??
        }
        Event::MeetingSuspended { adjourned: true, .. } => text::phase_adjourned(lang).to_owned(),
        Event::MeetingSuspended { .. } => text::phase_suspended(lang).to_owned(),
        Event::DoorsClosed { reason } => text::say_private(lang, reason),
        Event::DoorsOpened {} => text::say_public(lang).to_owned(),
        Event::MeetingClosed {} => text::phase_closed(lang).to_owned(),
        Event::RecordPublished {} => text::record_is_published(lang).to_owned(),
        Event::DocumentIssued { document, .. } => text::say_issued(lang, &document.symbol),
        Event::StatementSent { seat, .. } => {
            text::say_sent(lang, &names::seat(meeting, seat, lang).text)
        }
        Event::StatementAccepted { seat, .. } => {
            text::say_accepted_text(lang, &names::seat(meeting, seat, lang).text)
        }
        Event::StatementReturned { seat, reason, .. } => {
            let seat = &names::seat(meeting, seat, lang).text;
            text::say_returned_text(lang, text::SayReturnedText { reason, seat })
        }
        Event::StatementCorrected { seat, .. } => {
            text::say_corrected(lang, &names::seat(meeting, seat, lang).text)
        }
        Event::AnnexesArranged { .. } => text::say_arranged(lang).to_owned(),
        Event::PointSettled { .. } => text::say_settled(lang).to_owned(),
        Event::CompilationPublished { .. } => text::say_compiled(lang).to_owned(),
        Event::MeetingResumed {} => text::phase_in_session(lang).to_owned(),
        Event::VoteAnnounced { .. } => text::vote_announced(lang).to_owned(),
        Event::VoteOpened { .. } => text::vote_open(lang).to_owned(),
        Event::BallotsCounted { .. } => text::vote_counted_now(lang).to_owned(),
        Event::BallotVoided { why, .. } => secret::void(*why, lang).to_owned(),
        Event::VoteClosed { vote, outcome } => {
            vote::result(meeting.vote(*vote).ok()?, outcome.carried, lang).to_owned()
        }
        Event::ListArranged { .. } => text::say_now_arranged(lang).to_owned(),
        Event::ListClosed {} => text::list_is_closed(lang).to_owned(),
        Event::ListOpened {} => text::list_is_open(lang).to_owned(),
        _ => return None,
    })
}
