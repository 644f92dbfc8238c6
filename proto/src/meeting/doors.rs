//! The doors: a meeting is public unless the presiding officer has closed it to the public, with a reason and on record.
//!
//! What comes to its end behind closed doors stays there: it is marked `private`, and the public's view
//! of the meeting does not have it, also later. A vote that is under way and a ruling that is due stay there, so that
//! the doors are opened only after them; what was moved or ruled there is voted on and challenged only there. A speech
//! that goes on when the doors are opened is told whole.

use crate::id::RequestId;
use crate::meeting::Meeting;
use crate::meeting::event::Event;
use crate::meeting::phase::PhaseName;
use crate::meeting::reason::reason;
use crate::meeting::refusal::Refusal;
use crate::meeting::vote::Subject;
use crate::read::Read;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// The meeting is closed to the public.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct Private {
    /// Since when.
    pub since: Timestamp,
    /// Why, in the words of who closed it.
    pub reason: String,
}

impl Meeting {
    /// Whether the public follows: from the opening on while the doors are open, and to see that it is over.
    #[must_use]
    pub fn is_followed(&self) -> bool {
        match self.phase.name() {
            PhaseName::Scheduled | PhaseName::Lobby => false,
            PhaseName::InSession | PhaseName::Suspended => self.private.is_none(),
            PhaseName::Closed => true,
        }
    }

    pub(super) fn close_doors(&self, why: &str) -> Result<Vec<Event>, Refusal> {
        let reason = reason(why)?;
        Ok(match self.private {
            Some(_) => vec![],
            None => vec![Event::DoorsClosed { reason }],
        })
    }

    pub(super) fn open_doors(&self) -> Result<Vec<Event>, Refusal> {
        if self.private.is_none() {
            return Ok(vec![]);
        }
        self.no_challenge_open()?;
        if let Some(point) = self.ruling_due().filter(|point| point.private) {
            return Err(Refusal::RulingDue { seat: point.beneficiary.clone() });
        }
        match self.votes.iter().any(|vote| vote.private && vote.is_under_way()) {
            true => Err(Refusal::VoteInPrivate {}),
            false => Ok(vec![Event::DoorsOpened {}]),
        }
    }

    /// Marks what an event has ended or decided behind closed doors.
    pub(super) fn keep_private(&mut self, event: &Event) {
        let Some(since) = self.private.as_ref().map(|private| private.since) else { return };
        match event {
            Event::FloorDenied { request, .. }
            | Event::FloorCancelled { request }
            | Event::FloorReleased { request, .. }
            | Event::FloorRevoked { request, .. }
            | Event::MotionWithdrawn { request } => self.keep_request(*request),
            // A point that is ruled on is over, where it was raised in public too.
            Event::RulingGiven { request, .. } | Event::RulingChallenged { request, .. } => {
                self.note_ruling(*request, |ruling| ruling.private = true);
                self.keep_request(*request);
            }
            Event::VoteAnnounced { vote, .. }
            | Event::VoteOpened { vote, .. }
            | Event::VoteCast { vote, .. }
            | Event::BallotCast { vote, .. }
            | Event::BallotsCounted { vote, .. }
            | Event::CountChecked { vote, .. }
            | Event::BallotVoided { vote, .. }
            | Event::VoteExtended { vote, .. }
            | Event::VoteClosed { vote, .. }
            | Event::VoteWithdrawn { vote } => {
                self.note_vote(*vote, |v| v.private = true);
                match self.vote(*vote).ok().map(|vote| vote.subject.clone()) {
                    // What it decides goes with it.
                    Some(Subject::Ruling { request }) => {
                        self.note_ruling(request, |ruling| ruling.private = true);
                        self.keep_request(request);
                    }
                    Some(Subject::Motion { request }) => self.keep_request(request),
                    Some(Subject::Question { .. }) | None => {}
                }
            }
            // What nobody will answer any more.
            Event::MeetingClosed {} => {
                for request in &mut self.requests {
                    request.private |= request.waits() && request.at >= since;
                }
            }
            _ => {}
        }
    }

    /// What is not over will end where everybody is told of it, perhaps.
    fn keep_request(&mut self, id: RequestId) {
        if let Some(request) = self.request_mut(id) {
            request.private |= !request.waits() && request.grant().is_none();
        }
    }
}
