//! The `speech` floor: permission to use the microphone (RFC 8855).
//!
//! | status | may become |
//! |---|---|
//! | Pending | Accepted, Granted, Denied, Cancelled |
//! | Accepted (at a position) | Accepted at another position, Granted, Denied, Cancelled |
//! | Granted | Released by the holder, Revoked by the chair or a rule |
//! | Denied, Cancelled, Released, Revoked | nothing |
//!
//! A grant has a phase of its own:
//!
//! | phase | may become |
//! |---|---|
//! | Called | Live by the delegate, Interrupted, Held when the last connection drops |
//! | Live | Interrupted by the chair or a point of order, Held, Called on another device |
//! | Interrupted | Called again, or Held if the seat is gone meanwhile |
//! | Held | Called when the seat returns, Interrupted |
//!
//! A grant never opens a microphone by itself, and neither does the end of an interruption: that is `StartSpeaking`,
//! the delegate's consent.

use crate::id::{ConnectionId, ParticipantId, RequestId, SeatId, VoteId};
use crate::meeting::Meeting;
use crate::meeting::clock::Counting;
use crate::meeting::ready::Fault;
use crate::meeting::refusal::{Refusal, StatusName};
use crate::profile::{Motion, RequestKind};
use crate::read::Read;
use crate::time::{Millis, Timestamp};
use serde::{Deserialize, Serialize};

/// A request for the floor (RFC 8855 §3, FloorRequest).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct FloorRequest {
    /// The request.
    pub id: RequestId,
    /// Who asked; absent for the prepared list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requested_by: Option<ParticipantId>,
    /// The seat that is to speak.
    pub beneficiary: SeatId,
    /// What for.
    pub kind: RequestKind,
    /// What it is about, beyond its kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<About>,
    /// When it was made.
    pub at: Timestamp,
    /// Where it stands.
    pub status: Status,
    /// Its last place in its list, from 1, once it has left it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_place: Option<u32>,
    /// If it was ended by mistake: the request that now has its place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restored_as: Option<RequestId>,
    /// It ended behind closed doors.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub private: bool,
}

/// What a request is about, beyond its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(tag = "about", rename_all = "snake_case", deny_unknown_fields)]
pub enum About {
    /// The motion that is moved.
    Motion {
        /// Which.
        motion: Motion,
        /// To which time it adjourns, if it does.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Timestamp>,
    },
    /// The vote that is explained.
    Vote {
        /// Which.
        vote: VoteId,
    },
}

impl About {
    /// The motion that is moved.
    pub(super) fn motion(self) -> Option<Motion> {
        match self {
            About::Motion { motion, .. } => Some(motion),
            About::Vote { .. } => None,
        }
    }
}

/// Request status (RFC 8855 §5.2.5), each with what belongs to it. The queue position of an accepted
/// request is its place in its list, see [`Meeting::list`].
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
        /// When.
        at: Timestamp,
    },
    /// Withdrawn.
    Cancelled {},
    /// Finished.
    Released {
        /// Speaking time used.
        spoken: Millis,
        /// When.
        at: Timestamp,
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
    /// Speaking time used before the present phase, and before the clock last stood in it.
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
        /// Whether it can be heard, according to its device.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ready: Option<bool>,
        /// Why it cannot be heard.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        fault: Option<Fault>,
    },
    /// The clock runs and the microphone is the floor channel.
    Live {
        /// Since when.
        since: Timestamp,
        /// The device that is heard and seen.
        connection: ConnectionId,
        /// Whose device that is, also when it is gone.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        speaker: Option<ParticipantId>,
        /// Why it is not heard all the same, if so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        fault: Option<Fault>,
        /// What the clock does, if it was stopped meanwhile; absent: it has run all the time.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        clock: Option<Counting>,
    },
    /// The clock is stopped and the place is kept.
    Interrupted {
        /// Why.
        cause: Interruption,
        /// Since when.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        since: Option<Timestamp>,
    },
    /// The connection was lost; the floor waits.
    Held {
        /// The end of the grace period; after it the chair is asked.
        until: Timestamp,
        /// The grace period is over.
        expired: bool,
    },
}

/// What interrupts a speaker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(tag = "cause", rename_all = "snake_case", deny_unknown_fields)]
pub enum Interruption {
    /// A point of order was given the floor (rule 30).
    PointOfOrder {
        /// Its request.
        request: RequestId,
    },
    /// The chair paused the speaker.
    Pause {},
    /// The meeting is suspended.
    Suspension {},
}

/// Why a floor was taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(rename_all = "snake_case")]
pub enum RevokeReason {
    /// The chair took it back.
    ByChair,
    /// The seat speaks later instead.
    Deferred,
    /// The time was over, and the profile then closes the microphone.
    TimeOver,
    /// Another seat took the microphone, as the policy allows.
    Overridden,
    /// The meeting was closed.
    MeetingClosed,
}

impl Grant {
    /// Speaking time used up to `now`.
    #[must_use]
    pub fn spoken(&self, now: Timestamp) -> Millis {
        self.spoken + self.counts_from().map_or(Millis(0), |since| now.since(since))
    }

    /// The device that speaks.
    #[must_use]
    pub fn live(&self) -> Option<ConnectionId> {
        let GrantPhase::Live { connection, .. } = self.phase else { return None };
        Some(connection)
    }

    /// Whether it is interrupted.
    #[must_use]
    pub fn is_interrupted(&self) -> bool {
        self.interruption().is_some()
    }

    /// What interrupts it.
    #[must_use]
    pub fn interruption(&self) -> Option<Interruption> {
        match self.phase {
            GrantPhase::Interrupted { cause, .. } => Some(cause),
            GrantPhase::Called { .. } | GrantPhase::Live { .. } | GrantPhase::Held { .. } => None,
        }
    }
}

impl FloorRequest {
    /// Speaking time used up to `now`.
    #[must_use]
    pub fn spoken(&self, now: Timestamp) -> Millis {
        match &self.status {
            Status::Granted { grant } => grant.spoken(now),
            Status::Released { spoken, .. } | Status::Revoked { spoken, .. } => *spoken,
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
                GrantPhase::Interrupted { .. } => StatusName::Interrupted,
                GrantPhase::Held { .. } => StatusName::Held,
            },
            Status::Denied { .. } => StatusName::Denied,
            Status::Cancelled {} => StatusName::Cancelled,
            Status::Released { .. } => StatusName::Released,
            Status::Revoked { .. } => StatusName::Revoked,
        }
    }

    /// The motion that it moves.
    #[must_use]
    pub fn motion(&self) -> Option<Motion> {
        self.about?.motion()
    }

    /// The time to which the motion adjourns.
    #[must_use]
    pub fn moved_until(&self) -> Option<Timestamp> {
        match self.about {
            Some(About::Motion { until, .. }) => until,
            Some(About::Vote { .. }) | None => None,
        }
    }

    pub(super) fn refuse<T>(&self) -> Result<T, Refusal> {
        Err(Refusal::WrongStatus { status: self.status_name() })
    }

    /// It explains a vote, and is not part of the debate.
    #[must_use]
    pub fn explains_vote(&self) -> bool {
        matches!(self.about, Some(About::Vote { .. }))
    }

    /// It is waiting, for the chair or on a list.
    #[must_use]
    pub fn waits(&self) -> bool {
        matches!(self.status, Status::Pending {} | Status::Accepted {})
    }

    /// It came to nothing, and does not count.
    pub(super) fn is_turned_down(&self) -> bool {
        match &self.status {
            _ if self.restored_as.is_some() => true,
            Status::Denied { .. } | Status::Cancelled {} => true,
            // Inscribed anew: the new request counts.
            Status::Revoked { reason, .. } => *reason == RevokeReason::Deferred,
            Status::Pending {} | Status::Accepted {} => false,
            Status::Granted { .. } | Status::Released { .. } => false,
        }
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

    /// The requests that have the floor, interrupted ones among them, in the order of their ids.
    pub fn granted(&self) -> impl Iterator<Item = &FloorRequest> {
        self.requests.iter().filter(|r| r.grant().is_some())
    }

    /// The request that has the floor: of several the one granted last, and an interrupted one only while
    /// no other has it.
    #[must_use]
    pub fn holder(&self) -> Option<&FloorRequest> {
        let key =
            |r: &&FloorRequest| r.grant().map(|grant| (!grant.is_interrupted(), grant.since, r.id));
        self.granted().max_by_key(key)
    }

    /// A seat's request that has the floor.
    #[must_use]
    pub fn granted_to(&self, seat: &SeatId) -> Option<&FloorRequest> {
        let own = self.granted().filter(|r| r.beneficiary == *seat);
        own.max_by_key(|r| r.grant().map(|grant| (!grant.is_interrupted(), grant.since)))
    }

    /// Sets a request's status; leaving Accepted leaves the list, an end adds up the speaking time.
    pub(super) fn set_status(&mut self, id: RequestId, status: Status) {
        let place = self.position(id);
        self.unlist(id);
        let at = self.at;
        let Some(request) = self.request_mut(id) else { return };
        request.status = status;
        request.last_place = place.or(request.last_place);
        let ended = matches!(request.status, Status::Released { .. } | Status::Revoked { .. });
        let (seat, spoken) = (request.beneficiary.clone(), request.spoken(at));
        if let Some(seat) = self.seats.get_mut(&seat).filter(|_| ended) {
            seat.spoken = seat.spoken + spoken;
        }
    }

    pub(super) fn with_grant(&mut self, id: RequestId, change: impl FnOnce(&mut Grant)) {
        if let Some(Status::Granted { grant }) = self.request_mut(id).map(|r| &mut r.status) {
            change(grant);
        }
    }

    /// Changes the phase of a grant, and the speaking time used before it.
    pub(super) fn set_grant(&mut self, id: RequestId, phase: GrantPhase, spoken: Option<Millis>) {
        self.with_grant(id, |grant| {
            grant.phase = phase;
            grant.spoken = spoken.unwrap_or(grant.spoken);
        });
    }
}
