//! Giving the floor, using it, and its end.

use crate::id::{RequestId, SeatId};
use crate::meeting::Meeting;
use crate::meeting::command::Actor;
use crate::meeting::event::{Event, Record};
use crate::meeting::floor::{FloorRequest, GrantPhase, Interruption, RevokeReason, Status};
use crate::meeting::refusal::Refusal;
use crate::profile::{Policy, RequestKind};
use crate::time::{Millis, Timestamp};

/// The most time that can be given at once.
const MAX_EXTENSION: Millis = Millis::minutes(60 * 24);

impl Meeting {
    /// The next of the lists: statements, then replies.
    #[must_use]
    pub fn next_speaker(&self) -> Option<&FloorRequest> {
        let next = self.speakers.first().or(self.replies.first())?;
        self.request(*next).ok()
    }

    /// The first entry of the lists whose seat is present.
    #[must_use]
    pub fn next_present(&self) -> Option<&FloorRequest> {
        let ids = self.speakers.iter().chain(&self.replies);
        let mut waiting = ids.filter_map(|id| self.request(*id).ok());
        waiting.find(|request| self.is_present(&request.beneficiary))
    }

    pub(super) fn call_next(&self, now: Timestamp) -> Result<Vec<Event>, Refusal> {
        self.require_session()?;
        self.grant(now, self.next_speaker().ok_or(Refusal::ListEmpty {})?)
    }

    pub(super) fn grant_request(
        &self,
        now: Timestamp,
        id: RequestId,
    ) -> Result<Vec<Event>, Refusal> {
        self.require_session()?;
        let request = self.request(id)?;
        if request.waits() { self.grant(now, request) } else { request.refuse() }
    }

    /// In or out of turn: the seat's waiting request of the highest rank is granted; without a request
    /// one for a statement is made for it.
    pub(super) fn give_floor(
        &self,
        now: Timestamp,
        actor: &Actor,
        seat: &SeatId,
    ) -> Result<Vec<Event>, Refusal> {
        self.require_session()?;
        self.seat(seat)?;
        let kinds = self.setup.profile.requests.iter().map(|rule| rule.kind);
        if let Some(request) = kinds.filter_map(|kind| self.waiting(seat, kind)).next() {
            return self.grant(now, request);
        }
        let request = FloorRequest {
            id: self.next_request(),
            requested_by: Some(actor.participant.clone()),
            beneficiary: seat.clone(),
            kind: RequestKind::Statement,
            about: None,
            at: self.at,
            status: Status::Pending {},
            last_place: None,
            restored_as: None,
            private: false,
        };
        let asked = Event::FloorRequested {
            request: request.id,
            requested_by: Some(actor.participant.clone()),
            beneficiary: seat.clone(),
            kind: request.kind,
            about: None,
        };
        let mut events = vec![asked];
        events.extend(self.grant(now, &request)?);
        Ok(events)
    }

    /// Grants a request, with what must give way to it.
    fn grant(&self, now: Timestamp, request: &FloorRequest) -> Result<Vec<Event>, Refusal> {
        let seat = &request.beneficiary;
        self.may_be_heard_now(request)?;
        let mut events = match request.kind {
            RequestKind::PointOfOrder => self.make_way_for_point(now, request.id)?,
            RequestKind::Statement | RequestKind::RightOfReply | RequestKind::Motion => {
                if !request.explains_vote() {
                    self.no_challenge_open()?;
                }
                self.make_way(now, seat)?
            }
        };
        // What keeps everybody from the floor is said before who is away.
        if !self.is_present(seat) {
            return Err(Refusal::SeatAway { seat: seat.clone() });
        }
        events.push(Event::FloorGranted { request: request.id, limit: self.limit_of(request) });
        Ok(events)
    }

    /// Points of order are heard before anything else; a motion by its precedence; nothing while a vote
    /// is taken, and no debate where a motion allows none.
    fn may_be_heard_now(&self, request: &FloorRequest) -> Result<(), Refusal> {
        match request.kind {
            RequestKind::PointOfOrder => Ok(()),
            _ if self.open_vote().is_some() => Err(Refusal::VoteOpen {}),
            RequestKind::Motion => self.heard_in_order(request),
            RequestKind::Statement | RequestKind::RightOfReply => self.debate_is_open(request),
        }
    }

    fn make_way_for_point(&self, now: Timestamp, point: RequestId) -> Result<Vec<Event>, Refusal> {
        let active: Vec<_> = self.active().collect();
        if let Some(other) = active.iter().find(|r| r.kind == RequestKind::PointOfOrder) {
            return Err(Refusal::FloorTaken { seat: other.beneficiary.clone() });
        }
        self.no_ruling_due()?;
        let cause = Interruption::PointOfOrder { request: point };
        Ok(active.iter().map(|r| interrupted(now, r, cause)).collect())
    }

    fn make_way(&self, now: Timestamp, seat: &SeatId) -> Result<Vec<Event>, Refusal> {
        let taken = |r: &FloorRequest| Err(Refusal::FloorTaken { seat: r.beneficiary.clone() });
        self.no_ruling_due()?;
        if let Some(interrupted) =
            self.granted().find(|r| r.grant().is_some_and(|g| g.is_interrupted()))
        {
            return taken(interrupted);
        }
        if let Some(own) = self.granted_to(seat) {
            return own.refuse();
        }
        let mut active: Vec<_> = self.active().collect();
        active.sort_by_key(|r| (r.grant().map(|g| g.since), r.id));
        if active.len() < usize::from(self.policy.microphones()) {
            return Ok(vec![]);
        }
        match (self.policy, active.first()) {
            (Policy::Open { overriding: true, .. }, Some(oldest)) => {
                let reason = RevokeReason::Overridden;
                let spoken = oldest.spoken(now);
                Ok(vec![Event::FloorRevoked { request: oldest.id, reason, spoken }])
            }
            (_, Some(holder)) => taken(holder),
            (_, None) => Ok(vec![]),
        }
    }

    /// Grants that are not interrupted.
    fn active(&self) -> impl Iterator<Item = &FloorRequest> {
        self.granted().filter(|r| r.grant().is_some_and(|g| !g.is_interrupted()))
    }

    /// In an open meeting a new request is granted at once, if it can be.
    pub(super) fn granted_at_once(
        &self,
        now: Timestamp,
        request: RequestId,
        before: &[Event],
    ) -> Vec<Event> {
        let after = self.after(now, before);
        let granted = after.request(request).and_then(|r| after.grant(now, r));
        granted.unwrap_or_default()
    }

    /// The meeting as it would be after some events.
    pub(super) fn after(&self, at: Timestamp, events: &[Event]) -> Self {
        let mut meeting = self.clone();
        for event in events {
            let seq = meeting.seq + 1;
            meeting.apply(&Record { seq, at, by: None, event: event.clone() });
        }
        meeting
    }

    /// What follows when a speaker ends: with a queue, and in an open meeting, the next is called.
    pub(super) fn and_next(&self, now: Timestamp, events: Vec<Event>) -> Vec<Event> {
        self.and_next_under(self.policy, now, events)
    }

    /// The same under the policy that holds after the events.
    pub(super) fn and_next_under(
        &self,
        policy: Policy,
        now: Timestamp,
        mut events: Vec<Event>,
    ) -> Vec<Event> {
        match policy {
            Policy::Moderated {} => events,
            Policy::Queue {} | Policy::Open { .. } => {
                let after = self.after(now, &events);
                if let Some(next) = after.next_present().filter(|_| after.in_session()) {
                    events.extend(after.grant(now, next).unwrap_or_default());
                }
                events
            }
        }
    }

    pub(super) fn revoke(&self, now: Timestamp, id: RequestId) -> Result<Vec<Event>, Refusal> {
        let request = self.request(id)?;
        if request.grant().is_none() {
            return request.refuse();
        }
        let spoken = request.spoken(now);
        let reason = RevokeReason::ByChair;
        Ok(self.and_next(now, vec![Event::FloorRevoked { request: id, reason, spoken }]))
    }

    /// An entry of a list moves one place down. A grant that is not live is taken back, and the seat
    /// inscribed again as second in its list: RFC 8855 has no way back from Granted.
    pub(super) fn defer(&self, actor: &Actor, id: RequestId) -> Result<Vec<Event>, Refusal> {
        let request = self.request(id)?;
        let list = self.list(request.kind).len() as u32;
        match &request.status {
            Status::Accepted {} => {
                let Some(from) = self.position(id) else { return request.refuse() };
                let moved = Event::FloorMoved { request: id, position: from + 1, reason: None };
                Ok(if from < list { vec![moved] } else { vec![] })
            }
            Status::Granted { grant } if grant.live().is_none() && may_wait(request.kind) => {
                let anew = self.next_request();
                let reason = RevokeReason::Deferred;
                Ok(vec![
                    Event::FloorRevoked { request: id, reason, spoken: grant.spoken },
                    Event::FloorRequested {
                        request: anew,
                        requested_by: Some(actor.participant.clone()),
                        beneficiary: request.beneficiary.clone(),
                        kind: request.kind,
                        about: request.about,
                    },
                    Event::FloorAccepted { request: anew, position: (list + 1).min(2) },
                ])
            }
            Status::Granted { .. } | Status::Pending {} | Status::Denied { .. } => request.refuse(),
            Status::Cancelled {} | Status::Released { .. } => request.refuse(),
            Status::Revoked { .. } => request.refuse(),
        }
    }

    pub(super) fn extend_hold(&self, now: Timestamp, id: RequestId) -> Result<Vec<Event>, Refusal> {
        let request = self.request(id)?;
        match request.grant().map(|g| &g.phase) {
            Some(GrantPhase::Held { .. }) => {
                let until = now + self.setup.profile.grace;
                Ok(vec![Event::HoldExtended { request: id, until }])
            }
            Some(GrantPhase::Called { .. } | GrantPhase::Live { .. }) => request.refuse(),
            Some(GrantPhase::Interrupted { .. }) | None => request.refuse(),
        }
    }

    /// More time for the holder.
    pub(super) fn extend_time(&self, id: RequestId, by: Millis) -> Result<Vec<Event>, Refusal> {
        let request = self.request(id)?;
        let Some(grant) = request.grant() else { return request.refuse() };
        match grant.limit {
            Some(_) if by > MAX_EXTENSION => {
                Err(Refusal::BadTime { least: Millis::seconds(1), most: MAX_EXTENSION })
            }
            Some(limit) if by.0 > 0 => {
                Ok(vec![Event::TimeExtended { request: id, limit: limit + by }])
            }
            Some(_) | None => Ok(vec![]),
        }
    }

    pub(super) fn start_speaking(
        &self,
        actor: &Actor,
        id: RequestId,
    ) -> Result<Vec<Event>, Refusal> {
        self.require_session()?;
        let request = self.request(id)?;
        let seat = &request.beneficiary;
        if self.seat_of(&actor.participant) != Some(seat) {
            return Err(Refusal::NotYourSeat { seat: seat.clone() });
        }
        match request.grant().map(|g| &g.phase) {
            Some(GrantPhase::Called { .. }) => {
                self.seat(seat)?.microphone.may_open()?;
                self.no_other_device(seat, actor.connection)?;
                let connection = actor.connection;
                Ok(vec![Event::SpeechStarted { request: id, connection }])
            }
            Some(GrantPhase::Live { .. } | GrantPhase::Interrupted { .. }) => request.refuse(),
            Some(GrantPhase::Held { .. }) | None => request.refuse(),
        }
    }

    pub(super) fn release(&self, now: Timestamp, id: RequestId) -> Result<Vec<Event>, Refusal> {
        let request = self.request(id)?;
        let Some(grant) = request.grant() else { return request.refuse() };
        let released = Event::FloorReleased { request: id, spoken: grant.spoken(now) };
        Ok(self.and_next(now, vec![released]))
    }
}

pub(super) fn interrupted(now: Timestamp, request: &FloorRequest, cause: Interruption) -> Event {
    Event::FloorInterrupted { request: request.id, cause, spoken: request.spoken(now) }
}

/// Points of order and motions are heard at once or not at all.
pub(super) fn may_wait(kind: RequestKind) -> bool {
    match kind {
        RequestKind::Statement | RequestKind::RightOfReply => true,
        RequestKind::PointOfOrder | RequestKind::Motion => false,
    }
}
