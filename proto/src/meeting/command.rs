//! What a participant can ask for.

use crate::id::{CommandId, ConnectionId, ParticipantId, RequestId, SeatId};
use crate::profile::RequestKind;
use crate::read::Read;
use serde::{Deserialize, Serialize};

/// A wish, in the words of the rules of procedure. Whether it may be is for
/// [`Meeting::decide`](crate::meeting::Meeting::decide).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Command {
    /// Open the meeting. From Lobby.
    OpenMeeting {},
    /// Close the meeting, for good. From InSession.
    CloseMeeting {},
    /// Let a seat in from the lobby, with everyone who speaks for it.
    AdmitSeat {
        /// The seat.
        seat: SeatId,
    },
    /// Let in one person: somebody without a seat, or somebody who was expelled.
    AdmitParticipant {
        /// The person.
        participant: ParticipantId,
    },
    /// Put a person out of the meeting.
    Expel {
        /// The person.
        participant: ParticipantId,
    },
    /// Ask for the floor (RFC 8855 §5.3.1 FloorRequest).
    RequestFloor {
        /// The beneficiary.
        seat: SeatId,
        /// What for.
        kind: RequestKind,
    },
    /// Withdraw a request that waits.
    CancelRequest {
        /// The request.
        request: RequestId,
    },
    /// Put a pending request on the speakers' list.
    AcceptRequest {
        /// The request.
        request: RequestId,
    },
    /// Refuse a request that waits.
    DenyRequest {
        /// The request.
        request: RequestId,
        /// Told to the seat; at most 500 bytes.
        reason: String,
    },
    /// Move an entry of the speakers' list.
    MoveRequest {
        /// The request.
        request: RequestId,
        /// The new place, from 1.
        position: u32,
    },
    /// Give the floor to the first of the speakers' list.
    CallNext {},
    /// Give the floor to a seat, in or out of turn.
    GiveFloor {
        /// The seat.
        seat: SeatId,
    },
    /// Take the floor back from the holder.
    RevokeFloor {
        /// The granted request.
        request: RequestId,
    },
    /// Let a seat speak later: one place further down, or, if it was called or is held, second in the list.
    DeferRequest {
        /// The request.
        request: RequestId,
    },
    /// Wait once more for a holder whose connection is lost.
    ExtendHold {
        /// The held request.
        request: RequestId,
    },
    /// The called seat's microphone works, or does not.
    ReportReady {
        /// The called request.
        request: RequestId,
        /// Checked and working.
        ready: bool,
    },
    /// The called delegate begins: the consent that opens the microphone.
    StartSpeaking {
        /// The called request.
        request: RequestId,
    },
    /// The holder has finished.
    ReleaseFloor {
        /// The granted request.
        request: RequestId,
    },
    /// Take no more statements.
    CloseList {},
    /// Take statements again.
    OpenList {},
    /// Open one's own microphone on this connection.
    OpenMicrophone {},
    /// Close one's own microphone.
    CloseMicrophone {},
    /// Show or hide one's own picture on this connection.
    TurnCamera {
        /// Shown.
        on: bool,
    },
    /// Close a seat's microphone, by the chair, or for a technical reason by a technician.
    Mute {
        /// The seat.
        seat: SeatId,
    },
    /// Lift one's mute of a seat. It opens no microphone.
    Unmute {
        /// The seat.
        seat: SeatId,
    },
    /// Close every seat's microphone but the presiding one.
    MuteEveryone {},
    /// Lift every mute that the chair made.
    ClearMutes {},
    /// Tell the chair and the technicians of a problem at a seat.
    ReportProblem {
        /// The seat.
        seat: SeatId,
        /// What is wrong.
        problem: Problem,
    },
    /// The problem is over.
    ClearProblem {
        /// The seat.
        seat: SeatId,
    },
}

/// A technical problem in the words of the person who has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(rename_all = "snake_case")]
pub enum Problem {
    /// Hears nothing, or badly.
    CannotHear,
    /// Others hear nothing, or badly.
    CannotBeHeard,
    /// Sees no picture.
    CannotSee,
}

/// Who asks: known to the server from the token, never from the message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The person.
    pub participant: ParticipantId,
    /// The device.
    pub connection: ConnectionId,
}

/// The command that caused an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct Cause {
    /// The person who asked.
    pub participant: ParticipantId,
    /// The connection it came over.
    pub connection: ConnectionId,
    /// The command.
    pub command: CommandId,
}
