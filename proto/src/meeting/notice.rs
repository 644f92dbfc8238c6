//! What the server observes.

use crate::id::{ConnectionId, ParticipantId};
use crate::meeting::command::Actor;
use crate::meeting::deadline::Deadline;
use crate::meeting::dossier::Document;
use crate::meeting::outage::Silenced;
use crate::meeting::presence::DisconnectReason;
use crate::meeting::ready::Fault;
use crate::meeting::recording::{RecordingFault, SealedFile};
use crate::meeting::setup::Person;
use crate::time::{Millis, Timestamp};

/// What the server observes. It cannot be refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// An authenticated device of a person is here.
    Connected(Actor),
    /// Devices are gone; nothing was heard of them after `last_seen`.
    Disconnected {
        /// The devices.
        connections: Vec<ConnectionId>,
        /// Stops the speaking clock.
        last_seen: Timestamp,
        /// Why.
        reason: DisconnectReason,
    },
    /// What media measured of the device that speaks: why it is not heard, or that it is.
    Heard(ConnectionId, Option<Fault>),
    /// A deadline has passed.
    Due(Deadline),
    /// Since then until now nobody could have anything recorded: the server was down, or its journal could not
    /// be written.
    Unavailable(Timestamp),
    /// Sources that were closed while nothing could be recorded.
    Silenced(Vec<Silenced>),
    /// How many of the public follow, and how many did at most.
    Counted {
        /// Now.
        now: u32,
        /// At most at one time.
        most: u32,
    },
    /// The recording cannot go on.
    RecordingFailed(RecordingFault),
    /// A part of the recording has ended.
    RecordingSealed {
        /// Its number, from 1.
        part: u32,
        /// How long it is.
        length: Millis,
        /// Its files.
        files: Vec<SealedFile>,
    },
    /// A document was issued for the meeting, or has another version.
    Issued {
        /// The name in its address.
        name: String,
        /// What it is now.
        document: Box<Document>,
    },
    /// An invitation names a person the meeting does not know yet.
    Named(Person),
    /// An invitation was used to join.
    InvitationUsed(ParticipantId, String),
    /// An invitation was revoked; its devices are closed with it.
    InvitationRevoked(ParticipantId, String),
}
