//! Interrupting a speaker, and going on with the rest of the time.

use crate::meeting::Meeting;
use crate::meeting::event::Event;
use crate::meeting::floor::{FloorRequest, GrantPhase, Interruption};
use crate::meeting::grant::interrupted;
use crate::meeting::refusal::{Refusal, StatusName};
use crate::profile::RequestKind;
use crate::time::Timestamp;

impl Meeting {
    /// The speakers that are interrupted.
    pub fn interrupted(&self) -> impl Iterator<Item = &FloorRequest> {
        self.granted().filter(|r| r.grant().is_some_and(|g| g.is_interrupted()))
    }

    /// The chair pauses who is live.
    pub(super) fn pause(&self, now: Timestamp) -> Result<Vec<Event>, Refusal> {
        self.require_session()?;
        if self.speaking_devices().next().is_none() {
            return Err(Refusal::NobodySpeaks {});
        }
        // Who is called would else begin to speak while the others are paused.
        let active = self.granted().filter(|r| r.grant().is_some_and(|g| !g.is_interrupted()));
        Ok(active.map(|r| interrupted(now, r, Interruption::Pause {})).collect())
    }

    /// The interrupted go on, once what interrupted them is over.
    pub(super) fn resume_speaker(&self, now: Timestamp) -> Result<Vec<Event>, Refusal> {
        self.require_session()?;
        // A point of order that was paused is heard to its end before it is ruled on.
        if let Some(point) = self.interrupted().find(|r| r.kind == RequestKind::PointOfOrder) {
            return Ok(self.goes_on(now, point).into_iter().collect());
        }
        self.no_ruling_due()?;
        self.no_challenge_open()?;
        let waiting: Vec<_> = self.interrupted().collect();
        if waiting.is_empty() {
            return Err(Refusal::NobodySpeaks {});
        }
        let active = self.granted().find(|r| r.status_name() != StatusName::Interrupted);
        if let Some(other) = active {
            return Err(Refusal::FloorTaken { seat: other.beneficiary.clone() });
        }
        if self.open_vote().is_some() {
            return Err(Refusal::VoteOpen {});
        }
        Ok(waiting.into_iter().filter_map(|r| self.goes_on(now, r)).collect())
    }

    /// Called again with the rest of the time, since nobody but the delegate opens the microphone; without any
    /// device held.
    pub(super) fn goes_on(&self, now: Timestamp, request: &FloorRequest) -> Option<Event> {
        let grant = request.grant()?;
        let GrantPhase::Interrupted { .. } = grant.phase else { return None };
        let (request, spoken, seat) = (request.id, grant.spoken, &request.beneficiary);
        Some(match self.is_present(seat) {
            true => Event::FloorReturned { request, spoken },
            false => Event::FloorHeld { request, until: now + self.setup.profile.grace, spoken },
        })
    }
}
