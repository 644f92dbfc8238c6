//! What happened. Events are the truth: every state is a fold of them.

use crate::id::{ConnectionId, ParticipantId, RequestId, SeatId};
use crate::meeting::command::{Cause, Problem};
use crate::meeting::floor::RevokeReason;
use crate::meeting::microphone::MuteOrigin;
use crate::meeting::presence::DisconnectReason;
use crate::meeting::setup::{Person, Setup};
use crate::profile::RequestKind;
use crate::read::Read;
use crate::time::{Millis, Timestamp};
use serde::{Deserialize, Serialize};

/// One line of the journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// Counted from 1 in each meeting, without gaps.
    pub seq: u64,
    /// When the server decided it.
    pub at: Timestamp,
    /// The command behind it; absent if the server itself noticed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Cause>,
    /// What happened.
    pub event: Event,
}

/// A fact. Applying one never fails.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(tag = "type", deny_unknown_fields)]
pub enum Event {
    /// The meeting exists; always the first event.
    #[serde(rename = "meeting.convened")]
    Convened {
        /// All that is known beforehand.
        setup: Box<Setup>,
    },
    /// The lobby takes people in.
    #[serde(rename = "meeting.lobby_opened")]
    LobbyOpened {},
    /// The meeting is in session.
    #[serde(rename = "meeting.opened")]
    MeetingOpened {},
    /// The meeting is over.
    #[serde(rename = "meeting.closed")]
    MeetingClosed {},
    /// Somebody was named after the meeting was convened.
    #[serde(rename = "participant.named")]
    ParticipantNamed {
        /// The person.
        person: Person,
    },
    /// A link was used to join.
    #[serde(rename = "invitation.used")]
    InvitationUsed {
        /// Whose link.
        participant: ParticipantId,
        /// The invitation's public number (not its code).
        invitation: String,
    },
    /// A link is no longer good.
    #[serde(rename = "invitation.revoked")]
    InvitationRevoked {
        /// Whose link.
        participant: ParticipantId,
        /// The invitation's public number.
        invitation: String,
    },
    /// A person's device is here.
    #[serde(rename = "connection.opened")]
    ConnectionOpened {
        /// The device.
        connection: ConnectionId,
        /// The person.
        participant: ParticipantId,
    },
    /// A person's device is gone.
    #[serde(rename = "connection.closed")]
    ConnectionClosed {
        /// The device.
        connection: ConnectionId,
        /// Why.
        reason: DisconnectReason,
    },
    /// A seat was let in.
    #[serde(rename = "seat.admitted")]
    SeatAdmitted {
        /// The seat.
        seat: SeatId,
    },
    /// A person was let in.
    #[serde(rename = "participant.admitted")]
    ParticipantAdmitted {
        /// The person.
        participant: ParticipantId,
    },
    /// A person was put out.
    #[serde(rename = "participant.expelled")]
    ParticipantExpelled {
        /// The person.
        participant: ParticipantId,
    },
    /// Pending (RFC 8855 §5.2.5, request status).
    #[serde(rename = "floor.requested")]
    FloorRequested {
        /// The new request.
        request: RequestId,
        /// Who asked.
        requested_by: ParticipantId,
        /// For which seat.
        beneficiary: SeatId,
        /// What for.
        kind: RequestKind,
    },
    /// Accepted, at a position.
    #[serde(rename = "floor.accepted")]
    FloorAccepted {
        /// The request.
        request: RequestId,
        /// The place in the list, from 1.
        position: u32,
    },
    /// Accepted, at another position.
    #[serde(rename = "floor.moved")]
    FloorMoved {
        /// The request.
        request: RequestId,
        /// The new place, from 1.
        position: u32,
    },
    /// Denied.
    #[serde(rename = "floor.denied")]
    FloorDenied {
        /// The request.
        request: RequestId,
        /// Why, in the chair's words.
        reason: String,
    },
    /// Cancelled.
    #[serde(rename = "floor.cancelled")]
    FloorCancelled {
        /// The request.
        request: RequestId,
    },
    /// Granted: the seat is called.
    #[serde(rename = "floor.granted")]
    FloorGranted {
        /// The request.
        request: RequestId,
        /// Speaking time; absent means no limit.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        limit: Option<Millis>,
    },
    /// The called seat's microphone was checked.
    #[serde(rename = "floor.ready")]
    FloorReady {
        /// The request.
        request: RequestId,
        /// It works.
        ready: bool,
    },
    /// The grant is live: the clock runs and the microphone is open.
    #[serde(rename = "speech.started")]
    SpeechStarted {
        /// The request.
        request: RequestId,
        /// The device that is heard and seen.
        connection: ConnectionId,
    },
    /// The holder's last connection dropped: the floor waits.
    #[serde(rename = "floor.held")]
    FloorHeld {
        /// The request.
        request: RequestId,
        /// The end of the grace period.
        until: Timestamp,
        /// Speaking time used so far.
        spoken: Millis,
    },
    /// The grace period is over: the chair is asked.
    #[serde(rename = "floor.hold_expired")]
    HoldExpired {
        /// The request.
        request: RequestId,
    },
    /// The chair waits once more.
    #[serde(rename = "floor.hold_extended")]
    HoldExtended {
        /// The request.
        request: RequestId,
        /// The new end of the grace period.
        until: Timestamp,
    },
    /// The holder is back, or continues on another device: called again.
    #[serde(rename = "floor.returned")]
    FloorReturned {
        /// The request.
        request: RequestId,
        /// Speaking time used so far.
        spoken: Millis,
    },
    /// Released by the holder.
    #[serde(rename = "floor.released")]
    FloorReleased {
        /// The request.
        request: RequestId,
        /// Speaking time used.
        spoken: Millis,
    },
    /// Revoked by the chair or a rule.
    #[serde(rename = "floor.revoked")]
    FloorRevoked {
        /// The request.
        request: RequestId,
        /// Why.
        reason: RevokeReason,
        /// Speaking time used.
        spoken: Millis,
    },
    /// No more statements are taken.
    #[serde(rename = "list.closed")]
    ListClosed {},
    /// Statements are taken again.
    #[serde(rename = "list.opened")]
    ListOpened {},
    /// Somebody opened their own microphone.
    #[serde(rename = "microphone.opened")]
    MicrophoneOpened {
        /// The device.
        connection: ConnectionId,
    },
    /// Somebody closed their own microphone.
    #[serde(rename = "microphone.closed")]
    MicrophoneClosed {
        /// The device.
        connection: ConnectionId,
    },
    /// Microphones were closed by another.
    #[serde(rename = "microphone.muted")]
    SeatsMuted {
        /// The seats.
        seats: Vec<SeatId>,
        /// By which authority.
        origin: MuteOrigin,
    },
    /// Mutes were lifted.
    #[serde(rename = "microphone.unmuted")]
    SeatsUnmuted {
        /// The seats.
        seats: Vec<SeatId>,
        /// By which authority they had been muted.
        origin: MuteOrigin,
    },
    /// Somebody shows or hides their picture.
    #[serde(rename = "camera.turned")]
    CameraTurned {
        /// The device.
        connection: ConnectionId,
        /// Shown.
        on: bool,
    },
    /// A seat has a technical problem.
    #[serde(rename = "problem.reported")]
    ProblemReported {
        /// The seat.
        seat: SeatId,
        /// What is wrong.
        problem: Problem,
    },
    /// A seat's problem is over.
    #[serde(rename = "problem.cleared")]
    ProblemCleared {
        /// The seat.
        seat: SeatId,
    },
}

impl Event {
    /// Whether the event can only close microphones, never open one: such an event may act before it
    /// is on disk.
    #[must_use]
    pub fn closes_microphones(&self) -> bool {
        matches!(
            self,
            Event::MeetingClosed {}
                | Event::ConnectionClosed { .. }
                | Event::ParticipantExpelled { .. }
                | Event::FloorHeld { .. }
                | Event::FloorReturned { .. }
                | Event::FloorReleased { .. }
                | Event::FloorRevoked { .. }
                | Event::MicrophoneClosed { .. }
                | Event::SeatsMuted { .. }
        )
    }
}
