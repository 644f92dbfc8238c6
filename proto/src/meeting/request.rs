//! Asking for the floor: who may, for what, how often; and the answers that give it nobody.

use crate::id::{RequestId, SeatId, VoteId};
use crate::meeting::Meeting;
use crate::meeting::command::Actor;
use crate::meeting::event::Event;
use crate::meeting::floor::{About, FloorRequest, Status};
use crate::meeting::phase::may_go_on_at;
use crate::meeting::reason::reason;
use crate::meeting::refusal::{Refusal, StatusName};
use crate::meeting::vote::VoteStage;
use crate::profile::{Inscription, Motion, Policy, RequestKind, RequestRule};
use crate::time::{Millis, Timestamp};

/// A seat asks so often at most...
const ASKS: usize = 20;
/// ...in such a time: more is no use of the floor, and fills the journal.
const A_WHILE: Millis = Millis::minutes(1);

impl Meeting {
    pub(super) fn next_request(&self) -> RequestId {
        RequestId(self.requests.len() as u32 + 1)
    }

    pub(super) fn request_mut(&mut self, id: RequestId) -> Option<&mut FloorRequest> {
        self.requests.get_mut((id.0 as usize).wrapping_sub(1))
    }

    /// A seat's request of a kind that waits. An explanation of vote is another thing.
    #[must_use]
    pub fn waiting(&self, seat: &SeatId, kind: RequestKind) -> Option<&FloorRequest> {
        let of_debate = |r: &&FloorRequest| {
            r.beneficiary == *seat && r.kind == kind && r.waits() && !r.explains_vote()
        };
        self.requests.iter().find(of_debate)
    }

    /// Requests that wait for the chair, those of higher rank first, else as they came.
    #[must_use]
    pub fn pending(&self) -> Vec<&FloorRequest> {
        let mut pending: Vec<_> =
            self.requests.iter().filter(|r| r.status == Status::Pending {}).collect();
        let rank =
            |r: &FloorRequest| self.setup.profile.requests.iter().position(|x| x.kind == r.kind);
        pending.sort_by_key(|r| (rank(r), self.precedence(r)));
        pending
    }

    pub(super) fn request_floor(
        &self,
        now: Timestamp,
        actor: &Actor,
        seat: &SeatId,
        kind: RequestKind,
    ) -> Result<Vec<Event>, Refusal> {
        match kind {
            RequestKind::Motion => Err(Refusal::NameTheMotion {}),
            RequestKind::Statement | RequestKind::RightOfReply | RequestKind::PointOfOrder => {
                self.ask_for_floor(now, actor, seat, kind, None)
            }
        }
    }

    pub(super) fn move_motion(
        &self,
        now: Timestamp,
        actor: &Actor,
        seat: &SeatId,
        motion: Motion,
        until: Option<Timestamp>,
    ) -> Result<Vec<Event>, Refusal> {
        self.setup.profile.motion(motion).ok_or(Refusal::UnknownMotion { motion })?;
        match (motion, until) {
            (Motion::AdjournToTime, None) => return Err(Refusal::NameTheTime {}),
            (Motion::AdjournToTime, Some(until)) => may_go_on_at(now, until)?,
            (_, Some(_)) => return Err(Refusal::NotPermitted {}),
            (_, None) => {}
        }
        let about = About::Motion { motion, until };
        self.ask_for_floor(now, actor, seat, RequestKind::Motion, Some(about))
    }

    /// A statement before or after a vote, to explain it.
    pub(super) fn explain_vote(
        &self,
        now: Timestamp,
        actor: &Actor,
        seat: &SeatId,
        vote: VoteId,
    ) -> Result<Vec<Event>, Refusal> {
        self.require_voter(seat)?;
        match self.vote(vote)?.stage {
            VoteStage::Announced {} | VoteStage::Closed { .. } => {}
            VoteStage::Open { .. } => return Err(Refusal::VoteOpen {}),
            VoteStage::Withdrawn {} => return Err(Refusal::UnknownVote {}),
        }
        let explained = |r: &FloorRequest| {
            r.beneficiary == *seat && r.about == Some(About::Vote { vote }) && !r.is_turned_down()
        };
        if self.requests.iter().any(explained) {
            return Err(Refusal::NoMoreRequests { kind: RequestKind::Statement, allowed: 1 });
        }
        self.ask_for_floor(now, actor, seat, RequestKind::Statement, Some(About::Vote { vote }))
    }

    fn ask_for_floor(
        &self,
        now: Timestamp,
        actor: &Actor,
        seat: &SeatId,
        kind: RequestKind,
        about: Option<About>,
    ) -> Result<Vec<Event>, Refusal> {
        if let (Policy::Open { .. }, RequestKind::Statement, None) = (self.policy, kind, about)
            && self.in_session()
            && let Some(waiting) = self.waiting(seat, kind)
        {
            // Who waits since the floor was given by the chair asks again, and has it.
            return self.grant_request(now, waiting.id);
        }
        let rule = self.may_ask(now, seat, kind, about)?;
        let request = self.next_request();
        let mut events = vec![Event::FloorRequested {
            request,
            requested_by: Some(actor.participant.clone()),
            beneficiary: seat.clone(),
            kind,
            about,
        }];
        match rule.inscription {
            Inscription::Automatic => events.push(self.inscribe_last(request, kind)),
            Inscription::ByChair => {}
        }
        match (self.policy, kind) {
            (Policy::Open { .. }, RequestKind::Statement) if self.in_session() => {
                events.extend(self.granted_at_once(now, request, &events));
                Ok(events)
            }
            // Nobody has the floor and nobody waits: it is this one's turn.
            (Policy::Queue {}, RequestKind::Statement | RequestKind::RightOfReply) => {
                Ok(self.and_next(now, events))
            }
            _ => Ok(events),
        }
    }

    fn may_ask(
        &self,
        now: Timestamp,
        seat: &SeatId,
        kind: RequestKind,
        about: Option<About>,
    ) -> Result<&RequestRule, Refusal> {
        let place = self.seat(seat)?;
        let rule = self.setup.profile.rule(kind).ok_or(Refusal::NotForSeat { kind })?;
        if !rule.seats.contains(&place.setup.kind) {
            return Err(Refusal::NotForSeat { kind });
        }
        match kind {
            // There is nothing to reply to before the meeting has been opened.
            RequestKind::PointOfOrder | RequestKind::Motion | RequestKind::RightOfReply => {
                self.require_session()?;
            }
            RequestKind::Statement => {}
        }
        let explains = matches!(about, Some(About::Vote { .. }));
        if self.list_closed && !rule.when_list_closed && !explains {
            return Err(Refusal::ListClosed {});
        }
        let of_seat = self.requests.iter().filter(|r| r.beneficiary == *seat);
        if of_seat.clone().filter(|r| now.since(r.at) < A_WHILE).count() >= ASKS {
            return Err(Refusal::AskedTooOften {});
        }
        // Who was denied a motion does not move it again at once, so that others come to theirs.
        let moved = about.and_then(About::motion);
        let denied = |r: &FloorRequest| match r.status {
            Status::Denied { at, .. } => now.since(at) < A_WHILE && r.motion() == moved,
            _ => false,
        };
        if moved.is_some() && of_seat.clone().any(denied) {
            return Err(Refusal::AskedTooOften {});
        }
        // An explanation of vote is counted apart from the statement in the debate.
        let own = of_seat.filter(|r| r.kind == kind && r.explains_vote() == explains);
        if own.clone().filter(|r| r.waits()).count() >= usize::from(rule.waiting) {
            return Err(Refusal::AlreadyRequested { seat: seat.clone() });
        }
        if let Some(allowed) = rule.per_seat
            && own.clone().filter(|r| !r.is_turned_down()).count() >= usize::from(allowed)
        {
            return Err(Refusal::NoMoreRequests { kind, allowed });
        }
        if let Some(holding) = own.clone().find(|r| r.grant().is_some()) {
            return Err(Refusal::WrongStatus { status: holding.status_name() });
        }
        Ok(rule)
    }

    pub(super) fn accept(&self, id: RequestId) -> Result<Vec<Event>, Refusal> {
        let request = self.request(id)?;
        match (request.status_name(), request.kind) {
            (StatusName::Pending, RequestKind::Statement | RequestKind::RightOfReply) => {
                Ok(vec![self.inscribe_last(id, request.kind)])
            }
            (status, _) => Err(Refusal::WrongStatus { status }),
        }
    }

    pub(super) fn deny(&self, id: RequestId, why: &str) -> Result<Vec<Event>, Refusal> {
        let request = self.request(id)?;
        if !request.waits() {
            return request.refuse();
        }
        Ok(vec![Event::FloorDenied { request: id, reason: reason(why)? }])
    }

    pub(super) fn cancel(&self, id: RequestId) -> Result<Vec<Event>, Refusal> {
        let request = self.request(id)?;
        match request.waits() {
            true => Ok(vec![Event::FloorCancelled { request: id }]),
            false => request.refuse(),
        }
    }
}
