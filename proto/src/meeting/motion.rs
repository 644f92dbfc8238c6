//! Motions: which comes first (rule 33), and what follows when one is carried.

use crate::id::RequestId;
use crate::meeting::Meeting;
use crate::meeting::event::Event;
use crate::meeting::floor::{FloorRequest, RevokeReason, Status};
use crate::meeting::refusal::Refusal;
use crate::meeting::vote::{Subject, Vote};
use crate::profile::{Motion, RequestKind};
use crate::time::Timestamp;

impl Meeting {
    /// A motion's place in the order of precedence, from 0; other requests come after.
    #[must_use]
    pub fn precedence(&self, request: &FloorRequest) -> usize {
        let known = request.motion().and_then(|m| self.setup.profile.motion(m));
        known.map_or(usize::MAX, |(place, _)| place)
    }

    /// Motions moved but not decided, in the order in which they will be decided.
    #[must_use]
    pub fn undecided_motions(&self) -> Vec<&FloorRequest> {
        let moved = |r: &&FloorRequest| {
            // What was moved behind closed doors is decided there.
            let spoken_of = !r.private || self.private.is_some();
            r.kind == RequestKind::Motion && r.was_moved() && !self.is_decided(r) && spoken_of
        };
        let mut motions: Vec<_> = self.requests.iter().filter(moved).collect();
        motions.sort_by_key(|r| self.precedence(r));
        motions
    }

    /// A motion moved but not decided.
    pub(super) fn undecided(&self, id: RequestId) -> Result<&FloorRequest, Refusal> {
        let motion = self.request(id)?;
        match self.undecided_motions().iter().any(|m| m.id == id) {
            true => Ok(motion),
            false => motion.refuse(),
        }
    }

    fn is_decided(&self, motion: &FloorRequest) -> bool {
        let subject = Subject::Motion { request: motion.id };
        let over = |v: &Vote| v.subject == subject && !v.is_under_way();
        self.withdrawn_motions.contains(&motion.id) || self.votes.iter().any(over)
    }

    /// The mover takes a motion back, so long as no vote on it is being taken (rule 35). What was announced
    /// on it goes with it, also while a vote on a ruling comes first.
    pub(super) fn withdraw_motion(&self, id: RequestId) -> Result<Vec<Event>, Refusal> {
        self.require_session()?;
        self.undecided(id)?;
        let subject = Subject::Motion { request: id };
        let about = self.votes.iter().filter(|vote| vote.subject == subject && vote.is_under_way());
        if about.clone().any(|vote| vote.method().is_some()) {
            return Err(Refusal::VoteOpen {});
        }
        let announced = about.map(|vote| Event::VoteWithdrawn { vote: vote.id });
        Ok(announced.chain([Event::MotionWithdrawn { request: id }]).collect())
    }

    /// Of the motions that wait for the floor, those of higher precedence are heard first, as they are decided
    /// first once they were moved.
    pub(super) fn heard_in_order(&self, motion: &FloorRequest) -> Result<(), Refusal> {
        let waiting = self.pending().into_iter().filter(|r| r.kind == RequestKind::Motion);
        self.comes_first(motion, waiting.chain(self.undecided_motions()))
    }

    /// A motion that has not been heard does not keep others from being decided.
    pub(super) fn decided_in_order(&self, motion: &FloorRequest) -> Result<(), Refusal> {
        self.comes_first(motion, self.undecided_motions().into_iter())
    }

    fn comes_first<'a>(
        &self,
        motion: &FloorRequest,
        others: impl Iterator<Item = &'a FloorRequest>,
    ) -> Result<(), Refusal> {
        let first = others.min_by_key(|r| self.precedence(r));
        match first.filter(|first| self.precedence(first) < self.precedence(motion)) {
            Some(first) => Err(Refusal::MotionFirst { seat: first.beneficiary.clone() }),
            None => Ok(()),
        }
    }

    /// There is no debate on a motion that allows none: it is decided first.
    pub(super) fn debate_is_open(&self, request: &FloorRequest) -> Result<(), Refusal> {
        let closed = |r: &&FloorRequest| {
            let rule = r.motion().and_then(|m| self.setup.profile.motion(m));
            rule.is_some_and(|(_, rule)| !rule.debate)
        };
        match self.undecided_motions().into_iter().find(closed) {
            Some(motion) if !request.explains_vote() => {
                Err(Refusal::MotionFirst { seat: motion.beneficiary.clone() })
            }
            Some(_) | None => Ok(()),
        }
    }

    /// What follows from a motion that was carried.
    pub(super) fn carried(&self, moved: &FloorRequest, now: Timestamp) -> Vec<Event> {
        let Some(motion) = moved.motion() else { return vec![] };
        match motion {
            Motion::Suspend => self.suspended(now, None, false),
            Motion::Adjourn => self.suspended(now, None, true),
            Motion::AdjournToTime => {
                let until = moved.moved_until().filter(|until| *until > now);
                self.suspended(now, until, true)
            }
            Motion::CloseDebate if !self.list_closed => vec![Event::ListClosed {}],
            Motion::CloseDebate | Motion::Refer | Motion::Postpone => vec![],
            Motion::Amend | Motion::AdjournDebate => vec![],
        }
    }
}

impl FloorRequest {
    /// Whether a motion was moved: its mover has ended, or the time for it.
    #[must_use]
    pub fn was_moved(&self) -> bool {
        match &self.status {
            Status::Released { .. } => true,
            Status::Revoked { reason, .. } => match reason {
                RevokeReason::TimeOver | RevokeReason::Overridden => true,
                RevokeReason::ByChair | RevokeReason::Deferred | RevokeReason::MeetingClosed => {
                    false
                }
            },
            Status::Pending {} | Status::Accepted {} | Status::Granted { .. } => false,
            Status::Denied { .. } | Status::Cancelled {} => false,
        }
    }
}
