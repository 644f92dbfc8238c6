//! The `speech` floor: permission to use the microphone (RFC 8855).
//!
//! | status | may become |
//! |---|---|
//! | Pending | Accepted, Granted, Denied, Cancelled |
//! | Accepted (at a position) | Accepted at another position, Granted, Denied, Cancelled |
//! | Granted | Released by the holder, Revoked by the chair or a rule |
//! | Denied, Cancelled, Released, Revoked | nothing |
//!
//! A grant has a phase of its own: `Called → Live`, `Held` when the holder's last connection drops, and
//! back to `Called` when the seat returns. A grant never opens a microphone by itself: that is
//! `StartSpeaking`, the delegate's consent.

use crate::id::{ConnectionId, ParticipantId, RequestId, SeatId};
use crate::meeting::Meeting;
use crate::meeting::command::Actor;
use crate::meeting::event::Event;
use crate::meeting::refusal::{Refusal, StatusName};
use crate::profile::RequestKind;
use crate::read::Read;
use crate::time::{Millis, Timestamp};
use serde::{Deserialize, Serialize};

/// The longest reason for a denial, in bytes.
pub const MAX_REASON_BYTES: u32 = 500;

/// A request for the floor (RFC 8855 §3, FloorRequest).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct FloorRequest {
    /// The request.
    pub id: RequestId,
    /// Who asked; absent for the prepared list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requested_by: Option<ParticipantId>,
    /// The seat that shall speak.
    pub beneficiary: SeatId,
    /// What for.
    pub kind: RequestKind,
    /// When it was made.
    pub at: Timestamp,
    /// Where it stands.
    pub status: Status,
}

/// Request status (RFC 8855 §5.2.5), each with what belongs to it. The queue position of an accepted
/// request is its place in [`Meeting::speakers`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(tag = "status", rename_all = "snake_case", deny_unknown_fields)]
pub enum Status {
    /// Waits for the chair.
    Pending {},
    /// On the list.
    Accepted {},
    /// Has the floor.
    Granted {
        /// How it is used.
        grant: Grant,
    },
    /// Refused by the chair.
    Denied {
        /// Why.
        reason: String,
    },
    /// Withdrawn.
    Cancelled {},
    /// Finished.
    Released {
        /// Speaking time used.
        spoken: Millis,
    },
    /// Taken back.
    Revoked {
        /// Why.
        reason: RevokeReason,
        /// Speaking time used.
        spoken: Millis,
    },
}

/// A grant of the floor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct Grant {
    /// Since when the seat is the holder.
    pub since: Timestamp,
    /// Speaking time; absent means no limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<Millis>,
    /// Speaking time used before the present phase.
    pub spoken: Millis,
    /// Where the grant stands.
    pub phase: GrantPhase,
}

/// Where a grant stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(tag = "phase", rename_all = "snake_case", deny_unknown_fields)]
pub enum GrantPhase {
    /// The chair has named the seat; its microphone is closed.
    Called {
        /// The microphone was checked: works, or does not.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ready: Option<bool>,
    },
    /// The clock runs and the microphone is the floor channel.
    Live {
        /// Since when.
        since: Timestamp,
        /// The device that is heard and seen.
        connection: ConnectionId,
    },
    /// The connection was lost; the floor waits.
    Held {
        /// The end of the grace period; after it the chair is asked.
        until: Timestamp,
        /// The grace period is over.
        expired: bool,
    },
}

/// Why a floor was taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(rename_all = "snake_case")]
pub enum RevokeReason {
    /// The chair took it back.
    ByChair,
    /// The seat speaks later instead.
    Deferred,
    /// The time was over, and the profile closes then.
    TimeOver,
    /// The meeting was closed.
    MeetingClosed,
}

impl Grant {
    /// Speaking time used up to `now`.
    #[must_use]
    pub fn spoken(&self, now: Timestamp) -> Millis {
        match self.phase {
            GrantPhase::Live { since, .. } => self.spoken + now.since(since),
            GrantPhase::Called { .. } | GrantPhase::Held { .. } => self.spoken,
        }
    }
}

impl FloorRequest {
    /// Speaking time used up to `now`.
    #[must_use]
    pub fn spoken(&self, now: Timestamp) -> Millis {
        match &self.status {
            Status::Granted { grant } => grant.spoken(now),
            Status::Released { spoken } | Status::Revoked { spoken, .. } => *spoken,
            Status::Pending {} | Status::Accepted {} => Millis(0),
            Status::Cancelled {} | Status::Denied { .. } => Millis(0),
        }
    }

    /// The grant, if the request has the floor.
    #[must_use]
    pub fn grant(&self) -> Option<&Grant> {
        match &self.status {
            Status::Granted { grant } => Some(grant),
            Status::Pending {} | Status::Accepted {} | Status::Denied { .. } => None,
            Status::Cancelled {} | Status::Released { .. } | Status::Revoked { .. } => None,
        }
    }

    /// The status by name, a grant by its phase.
    #[must_use]
    pub fn status_name(&self) -> StatusName {
        match &self.status {
            Status::Pending {} => StatusName::Pending,
            Status::Accepted {} => StatusName::Accepted,
            Status::Granted { grant } => match grant.phase {
                GrantPhase::Called { .. } => StatusName::Called,
                GrantPhase::Live { .. } => StatusName::Live,
                GrantPhase::Held { .. } => StatusName::Held,
            },
            Status::Denied { .. } => StatusName::Denied,
            Status::Cancelled {} => StatusName::Cancelled,
            Status::Released { .. } => StatusName::Released,
            Status::Revoked { .. } => StatusName::Revoked,
        }
    }

    fn refuse<T>(&self) -> Result<T, Refusal> {
        Err(Refusal::WrongStatus { status: self.status_name() })
    }

    fn waits(&self) -> bool {
        matches!(self.status, Status::Pending {} | Status::Accepted {})
    }
}

impl Meeting {
    /// The request with this id.
    ///
    /// # Errors
    /// There is none.
    pub fn request(&self, id: RequestId) -> Result<&FloorRequest, Refusal> {
        let index = (id.0 as usize).wrapping_sub(1);
        self.requests.get(index).ok_or(Refusal::UnknownRequest {})
    }

    /// The request that has the floor.
    #[must_use]
    pub fn holder(&self) -> Option<&FloorRequest> {
        self.requests.iter().rev().find(|r| r.grant().is_some())
    }

    /// A seat's request that waits.
    #[must_use]
    pub fn waiting(&self, seat: &SeatId) -> Option<&FloorRequest> {
        self.requests.iter().find(|r| r.beneficiary == *seat && r.waits())
    }

    pub(super) fn next_request(&self) -> RequestId {
        RequestId(self.requests.len() as u32 + 1)
    }

    pub(super) fn deny(&self, id: RequestId, reason: &str) -> Result<Vec<Event>, Refusal> {
        let request = self.request(id)?;
        if !request.waits() {
            return request.refuse();
        }
        let reason = reason.trim();
        let fits = !reason.is_empty()
            && reason.len() <= MAX_REASON_BYTES as usize
            && !reason.chars().any(char::is_control);
        if !fits {
            return Err(Refusal::BadReason { limit: MAX_REASON_BYTES });
        }
        Ok(vec![Event::FloorDenied { request: id, reason: reason.into() }])
    }

    pub(super) fn cancel(&self, id: RequestId) -> Result<Vec<Event>, Refusal> {
        let request = self.request(id)?;
        match request.waits() {
            true => Ok(vec![Event::FloorCancelled { request: id }]),
            false => request.refuse(),
        }
    }

    pub(super) fn call_next(&self) -> Result<Vec<Event>, Refusal> {
        self.require_session()?;
        let next = self.speakers.first().ok_or(Refusal::ListEmpty {})?;
        self.grant(self.request(*next)?)
    }

    /// In or out of turn: the seat's waiting request is granted, or one is made for it.
    pub(super) fn give_floor(&self, actor: &Actor, seat: &SeatId) -> Result<Vec<Event>, Refusal> {
        self.require_session()?;
        self.seat(seat)?;
        if let Some(request) = self.waiting(seat) {
            return self.grant(request);
        }
        let request = FloorRequest {
            id: self.next_request(),
            requested_by: Some(actor.participant.clone()),
            beneficiary: seat.clone(),
            kind: RequestKind::Statement,
            at: self.at,
            status: Status::Pending {},
        };
        let asked = Event::FloorRequested {
            request: request.id,
            requested_by: actor.participant.clone(),
            beneficiary: seat.clone(),
            kind: request.kind,
        };
        let mut events = vec![asked];
        events.extend(self.grant(&request)?);
        Ok(events)
    }

    fn grant(&self, request: &FloorRequest) -> Result<Vec<Event>, Refusal> {
        let seat = &request.beneficiary;
        if let Some(holder) = self.holder() {
            return Err(Refusal::FloorTaken { seat: holder.beneficiary.clone() });
        }
        if !self.is_present(seat) {
            return Err(Refusal::SeatAway { seat: seat.clone() });
        }
        let limit = self.setup.profile.limit(request.kind, self.seat(seat)?.setup.kind);
        Ok(vec![Event::FloorGranted { request: request.id, limit }])
    }

    pub(super) fn revoke(&self, now: Timestamp, id: RequestId) -> Result<Vec<Event>, Refusal> {
        let request = self.request(id)?;
        if request.grant().is_none() {
            return request.refuse();
        }
        let spoken = request.spoken(now);
        Ok(vec![Event::FloorRevoked { request: id, reason: RevokeReason::ByChair, spoken }])
    }

    /// An entry of the list moves one place down. A grant that is not live is taken back, and the seat
    /// inscribed anew as second in the list: RFC 8855 knows no way back from Granted.
    pub(super) fn defer(&self, actor: &Actor, id: RequestId) -> Result<Vec<Event>, Refusal> {
        let request = self.request(id)?;
        match &request.status {
            Status::Accepted {} => {
                let last = self.speakers.len() as u32;
                let position = self.position(id).map_or(last, |p| (p + 1).min(last));
                self.move_request(id, position)
            }
            Status::Granted { grant } if !matches!(grant.phase, GrantPhase::Live { .. }) => {
                let anew = self.next_request();
                let reason = RevokeReason::Deferred;
                Ok(vec![
                    Event::FloorRevoked { request: id, reason, spoken: grant.spoken },
                    Event::FloorRequested {
                        request: anew,
                        requested_by: actor.participant.clone(),
                        beneficiary: request.beneficiary.clone(),
                        kind: request.kind,
                    },
                    Event::FloorAccepted {
                        request: anew,
                        position: (self.speakers.len() as u32 + 1).min(2),
                    },
                ])
            }
            Status::Granted { .. } | Status::Pending {} | Status::Denied { .. } => request.refuse(),
            Status::Cancelled {} | Status::Released { .. } => request.refuse(),
            Status::Revoked { .. } => request.refuse(),
        }
    }

    pub(super) fn extend_hold(&self, now: Timestamp, id: RequestId) -> Result<Vec<Event>, Refusal> {
        let request = self.request(id)?;
        match request.status_name() {
            StatusName::Held => {
                let until = now + self.setup.profile.grace;
                Ok(vec![Event::HoldExtended { request: id, until }])
            }
            _ => request.refuse(),
        }
    }

    pub(super) fn report_ready(&self, id: RequestId, ready: bool) -> Result<Vec<Event>, Refusal> {
        let request = self.request(id)?;
        match request.grant().map(|g| &g.phase) {
            Some(GrantPhase::Called { ready: known }) if *known == Some(ready) => Ok(vec![]),
            Some(GrantPhase::Called { .. }) => Ok(vec![Event::FloorReady { request: id, ready }]),
            Some(GrantPhase::Live { .. } | GrantPhase::Held { .. }) | None => request.refuse(),
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
                let connection = actor.connection;
                Ok(vec![Event::SpeechStarted { request: id, connection }])
            }
            Some(GrantPhase::Live { .. } | GrantPhase::Held { .. }) | None => request.refuse(),
        }
    }

    pub(super) fn release(&self, now: Timestamp, id: RequestId) -> Result<Vec<Event>, Refusal> {
        let request = self.request(id)?;
        let Some(grant) = request.grant() else { return request.refuse() };
        Ok(vec![Event::FloorReleased { request: id, spoken: grant.spoken(now) }])
    }

    /// Sets a request's status; leaving Accepted leaves the list, an end adds up the speaking time.
    pub(super) fn set_status(&mut self, id: RequestId, status: Status) {
        self.speakers.retain(|r| *r != id);
        let Some(request) = self.requests.get_mut((id.0 as usize).wrapping_sub(1)) else { return };
        request.status = status;
        let ended = matches!(request.status, Status::Released { .. } | Status::Revoked { .. });
        let spoken = request.spoken(self.at);
        if let Some(seat) = self.seats.get_mut(&request.beneficiary)
            && ended
        {
            seat.spoken = seat.spoken + spoken;
        }
    }

    /// Changes the phase of a grant, and the speaking time used before it.
    pub(super) fn set_grant(&mut self, id: RequestId, phase: GrantPhase, spoken: Option<Millis>) {
        let request = self.requests.get_mut((id.0 as usize).wrapping_sub(1));
        if let Some(Status::Granted { grant }) = request.map(|r| &mut r.status) {
            grant.phase = phase;
            grant.spoken = spoken.unwrap_or(grant.spoken);
        }
    }
}
