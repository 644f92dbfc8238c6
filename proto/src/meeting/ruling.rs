//! Points of order: the chair rules at once, and the ruling stands unless it is overruled (rule 30 of the
//! Council's provisional rules of procedure, S/96/Rev.7).

use crate::id::{RequestId, SeatId};
use crate::meeting::Meeting;
use crate::meeting::event::Event;
use crate::meeting::floor::{FloorRequest, Status};
use crate::meeting::reason::reason;
use crate::meeting::refusal::Refusal;
use crate::profile::RequestKind;
use crate::read::Read;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// The chair's ruling on a point of order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct Ruling {
    /// The point of order.
    pub request: RequestId,
    /// The point is well taken.
    pub sustained: bool,
    /// In the chair's words.
    pub text: String,
    /// When.
    pub at: Timestamp,
    /// Whether it stands.
    pub standing: Standing,
    /// It was given or challenged behind closed doors.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub private: bool,
}

/// Whether a ruling stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(tag = "standing", rename_all = "snake_case", deny_unknown_fields)]
pub enum Standing {
    /// It stands, and may be challenged until the meeting proceeds.
    Stands {},
    /// A member challenges it; a vote decides.
    Challenged {
        /// Who.
        by: SeatId,
    },
    /// It stands for good.
    Upheld {},
    /// The vote overruled it.
    Overruled {},
}

impl Meeting {
    /// A point of order that was heard and not ruled on.
    #[must_use]
    pub fn ruling_due(&self) -> Option<&FloorRequest> {
        let heard = |r: &&FloorRequest| {
            r.kind == RequestKind::PointOfOrder
                && matches!(
                    r.status,
                    Status::Granted { .. } | Status::Released { .. } | Status::Revoked { .. }
                )
                && !self.rulings.iter().any(|ruling| ruling.request == r.id)
        };
        self.requests.iter().rev().find(heard)
    }

    /// The challenged ruling. It stays challenged until the vote, whatever else is ruled on meanwhile.
    #[must_use]
    pub fn challenged_ruling(&self) -> Option<&Ruling> {
        self.rulings.iter().find(|ruling| matches!(ruling.standing, Standing::Challenged { .. }))
    }

    pub(super) fn no_ruling_due(&self) -> Result<(), Refusal> {
        match self.ruling_due() {
            Some(point) => Err(Refusal::RulingDue { seat: point.beneficiary.clone() }),
            None => Ok(()),
        }
    }

    pub(super) fn no_challenge_open(&self) -> Result<(), Refusal> {
        match self.challenged_ruling() {
            Some(_) => Err(Refusal::ChallengeOpen {}),
            None => Ok(()),
        }
    }

    /// The chair rules on a point of order that was given the floor.
    pub(super) fn rule(
        &self,
        now: Timestamp,
        request: RequestId,
        sustained: bool,
        text: &str,
    ) -> Result<Vec<Event>, Refusal> {
        self.require_session()?;
        let point = self.request(request)?;
        if self.ruling_due().map(|r| r.id) != Some(request) {
            return point.refuse();
        }
        // Which way the chair rules is said anyway.
        let text = if text.trim().is_empty() { String::new() } else { reason(text)? };
        let spoken = point.spoken(now);
        let heard = point.grant().map(|_| Event::FloorReleased { request, spoken });
        Ok(heard.into_iter().chain([Event::RulingGiven { request, sustained, text }]).collect())
    }

    pub(super) fn challenge(&self, seat: &SeatId) -> Result<Vec<Event>, Refusal> {
        self.require_session()?;
        self.require_voter(seat)?;
        self.no_challenge_open()?;
        // What was ruled behind closed doors is not spoken of in public.
        let spoken_of = |ruling: &&Ruling| !ruling.private || self.private.is_some();
        let last = self.rulings.last().filter(spoken_of).ok_or(Refusal::NoRuling {})?;
        match &last.standing {
            Standing::Stands {} => {
                let request = last.request;
                Ok(vec![Event::RulingChallenged { request, by: seat.clone() }])
            }
            Standing::Challenged { .. } | Standing::Upheld {} | Standing::Overruled {} => {
                Err(Refusal::NoRuling {})
            }
        }
    }

    pub(super) fn set_standing(&mut self, request: RequestId, standing: Standing) {
        self.note_ruling(request, |ruling| ruling.standing = standing);
    }

    pub(super) fn note_ruling(&mut self, request: RequestId, change: impl FnOnce(&mut Ruling)) {
        if let Some(ruling) = self.rulings.iter_mut().find(|r| r.request == request) {
            change(ruling);
        }
    }

    /// The meeting proceeds: a ruling that was not challenged stands for good.
    pub(super) fn rulings_stand(&mut self) {
        for ruling in &mut self.rulings {
            if ruling.standing == (Standing::Stands {}) {
                ruling.standing = Standing::Upheld {};
            }
        }
    }
}
