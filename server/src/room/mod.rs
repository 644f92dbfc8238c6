//! A room is the running task of one meeting: inbox → decide → journal (durable) → apply → publish.

mod asleep;
mod commit;
mod desk;
pub mod directory;
mod done;
mod draft;
mod feeds;
mod gate;
mod letters;
mod listening;
pub mod outbox;
mod own;
pub mod plan;
mod presence;
pub mod public;
mod publish;
mod recording;
mod reports;
mod resume;
mod statements;
mod stories;
mod task;

pub use crate::media::Offered;
pub use desk::DeskLetter;
pub use directory::Directory;
pub use letters::Connect;
pub use outbox::{CloseReason, Outbox};
pub use public::{Public, Viewing};
pub use statements::{Publishing, SendError, Sent};
pub use task::{Room, RoomHandle, Wiring};

use crate::recorder::Outcome;
use rostrum_proto::id::{CommandId, ConnectionId, ParticipantId, SeatId};
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::command::{Actor, Command};
use rostrum_proto::meeting::dossier::Document;
use rostrum_proto::meeting::event::Record;
use rostrum_proto::meeting::presence::DisconnectReason;
use rostrum_proto::meeting::refusal::Refusal;
use rostrum_proto::meeting::setup::Person;
use rostrum_proto::time::Timestamp;
use rostrum_proto::wire::documents::Documents;
use rostrum_proto::wire::http::RecordError;
use tokio::sync::oneshot;

/// What a room receives.
pub enum Letter {
    /// An authenticated socket.
    Connect(Connect),
    /// A socket is gone, and with it the device, unless that has another by now.
    Disconnect {
        /// Of which device.
        connection: ConnectionId,
        /// The way to that socket.
        outbox: Outbox,
        /// Why.
        reason: DisconnectReason,
        /// When it was last heard from.
        last_seen: Timestamp,
    },
    /// A participant asks for something.
    Command {
        /// Who.
        actor: Actor,
        /// Which.
        id: CommandId,
        /// What.
        command: Command,
    },
    /// An SDP offer.
    Offer {
        /// Of this device.
        connection: ConnectionId,
        /// It.
        offered: Offered,
    },
    /// A client listens to a channel from now on, or to none.
    Listen {
        /// This device.
        connection: ConnectionId,
        /// Which.
        channel: Option<Lang>,
    },
    /// A client is sent the pictures of these seats from now on, each in its place.
    Watch {
        /// This device.
        connection: ConnectionId,
        /// Which.
        seats: Vec<Option<SeatId>>,
    },
    /// A client asks for part of the journal.
    Journal {
        /// By this device.
        actor: Actor,
        /// Records before this one.
        before: Option<u64>,
        /// How many.
        limit: u32,
    },
    /// A client asks for the meeting's whole journal, for its record.
    Record {
        /// By whom; nobody is the public, once the record is published.
        participant: Option<ParticipantId>,
        /// The journal, or why not.
        answer: oneshot::Sender<Result<Vec<Record>, RecordError>>,
    },
    /// Somebody asks for what there is of documents and statements; nobody is the public.
    Documents {
        /// Who.
        participant: Option<ParticipantId>,
        /// What they may see.
        answer: oneshot::Sender<Documents>,
    },
    /// A statement came.
    Statement(Box<Sent>),
    /// The compilation was made, and is to be published.
    Publish(Box<Publishing>),
    /// A document was issued for the meeting, or has another version.
    Issued {
        /// The name in its address.
        name: String,
        /// What it is now.
        document: Box<Document>,
    },
    /// A link was used; the answer says whether the person may join.
    Join {
        /// The person of the invitation.
        person: Person,
        /// Its number.
        invitation: String,
        /// The lobby's view, or why not.
        answer: oneshot::Sender<Result<rostrum_proto::wire::server::Lobby, ConnectError>>,
    },
    /// Links were revoked.
    Revoked {
        /// Whose link.
        participant: ParticipantId,
        /// Its number.
        invitation: String,
    },
    /// The recorder has something to say.
    Recorder(Outcome),
    /// Something for the technicians' desk.
    Desk(DeskLetter),
    /// The server stops: tell everybody, then say so.
    Stop(oneshot::Sender<()>),
}

/// Why a connection is not accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConnectError {
    /// The meeting refuses it.
    Refused(Refusal),
    /// The meeting is over.
    MeetingClosed,
    /// The device has gone on by a socket that was opened later.
    Replaced,
    /// One person has too many connections.
    TooMany,
    /// The journal cannot be written now.
    Storage,
}
