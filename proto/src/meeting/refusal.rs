//! Why something was declined: a stable code, what it was about, and a sentence that a delegate understands.

use crate::id::SeatId;
use crate::meeting::phase::PhaseName;
use crate::read::Read;
use serde::{Deserialize, Serialize};

/// A refusal. The code is the tag; a client shows it in the reader's language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(tag = "code", rename_all = "snake_case", deny_unknown_fields)]
pub enum Refusal {
    /// The role does not allow it.
    NotPermitted {},
    /// It is for one's own seat only.
    NotYourSeat {
        /// The other seat.
        seat: SeatId,
    },
    /// The person waits in the lobby.
    NotAdmitted {},
    /// The meeting is in another phase.
    WrongPhase {
        /// The phase it is in.
        phase: PhaseName,
    },
    /// There is no such seat.
    UnknownSeat {
        /// As named.
        seat: SeatId,
    },
    /// There is no such person.
    UnknownParticipant {},
    /// There is no such request.
    UnknownRequest {},
    /// The request's status does not allow it.
    WrongStatus {
        /// The status it has, RFC 8855.
        status: StatusName,
    },
    /// The seat's request waits already.
    AlreadyRequested {
        /// The seat.
        seat: SeatId,
    },
    /// No more statements are taken.
    ListClosed {},
    /// Nobody is on the list.
    ListEmpty {},
    /// Somebody has the floor.
    FloorTaken {
        /// The holder.
        seat: SeatId,
    },
    /// The seat does not have the floor, so its microphone stays closed.
    NoFloor {},
    /// The speech goes on on another device of the seat.
    OtherDevice {},
    /// The seat is not connected.
    SeatAway {
        /// The seat.
        seat: SeatId,
    },
    /// The chair muted the seat.
    MutedByChair {},
    /// A technician muted the seat.
    MutedByTechnician {},
    /// A text is empty or too long.
    BadReason {
        /// The longest allowed, in bytes.
        limit: u32,
    },
    /// The position is not in the list.
    BadPosition {
        /// The last position there is.
        last: u32,
    },
}

/// A floor request's status without its data (RFC 8855 §5.2.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Read)]
#[serde(rename_all = "snake_case")]
pub enum StatusName {
    /// Waits for the chair.
    Pending,
    /// On the list.
    Accepted,
    /// Called.
    Called,
    /// Speaking.
    Live,
    /// Holder lost, floor waits.
    Held,
    /// Refused by the chair.
    Denied,
    /// Withdrawn.
    Cancelled,
    /// Finished.
    Released,
    /// Taken back.
    Revoked,
}

impl Refusal {
    /// The refusal as an English sentence: what is the case, and what to do.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Refusal::NotPermitted {} => "Your role in this meeting does not allow this.".into(),
            Refusal::NotYourSeat { seat } => {
                format!("You can do this for your own seat only, not for {seat}.")
            }
            Refusal::NotAdmitted {} => {
                "You are in the lobby. A technician will admit you shortly.".into()
            }
            Refusal::WrongPhase { phase } => match phase {
                PhaseName::Scheduled | PhaseName::Lobby => "The meeting is not open yet.".into(),
                PhaseName::InSession => "The meeting is already open.".into(),
                PhaseName::Closed => "The meeting is closed.".into(),
            },
            Refusal::UnknownSeat { seat } => format!("There is no seat {seat} in this meeting."),
            Refusal::UnknownParticipant {} => "There is no such person in this meeting.".into(),
            Refusal::UnknownRequest {} => "There is no such request for the floor.".into(),
            Refusal::WrongStatus { status } => {
                let status = format!("{status:?}").to_lowercase();
                format!("The request has changed in the meantime: it is {status} now.")
            }
            Refusal::AlreadyRequested { seat } => {
                format!("{seat} is on the speakers' list already. Its place is kept.")
            }
            Refusal::ListClosed {} => {
                "The speakers' list is closed. Ask the secretariat if you still wish to speak."
                    .into()
            }
            Refusal::ListEmpty {} => "Nobody is on the speakers' list.".into(),
            Refusal::FloorTaken { seat } => {
                format!("{seat} has the floor. Take it back first, or wait until it is released.")
            }
            Refusal::NoFloor {} => {
                "Your microphone opens when the President gives you the floor.".into()
            }
            Refusal::OtherDevice {} => {
                "Your delegation is speaking from another device. Close the microphone there first."
                    .into()
            }
            Refusal::SeatAway { seat } => {
                format!("{seat} is not connected. Call another speaker, or wait for it.")
            }
            Refusal::MutedByChair {} => "The President has closed your microphone.".into(),
            Refusal::MutedByTechnician {} => {
                "A technician has closed your microphone for a technical reason.".into()
            }
            Refusal::BadReason { limit } => {
                format!("Give a reason of one to {limit} bytes, without control characters.")
            }
            Refusal::BadPosition { last } => format!("Choose a position from 1 to {last}."),
        }
    }
}
