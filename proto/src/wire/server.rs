//! Server → client.

use crate::id::{CommandId, ConnectionId, ParticipantId, SeatId};
use crate::lang::{Lang, LocalText};
use crate::meeting::Meeting;
use crate::meeting::booth::own::OwnBooth;
use crate::meeting::event::Record;
use crate::meeting::outage::Silenced;
use crate::meeting::own::Own;
use crate::meeting::phase::Phase;
use crate::meeting::refusal::Refusal;
use crate::meeting::setup::Person;
use crate::read::Read;
use crate::time::Timestamp;
use crate::wire::desk::{Alarm, DeskEntry, Heard, Help};
use crate::wire::quality::{ConnectionQuality, LeftOut};
use crate::wire::relay::Relay;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A message from the server.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Read)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum ServerMessage {
    /// The answer to `hello`.
    Welcome {
        /// This connection.
        connection: ConnectionId,
        /// Who the server knows you to be.
        you: Person,
        /// The server's time, for the clocks.
        now: Timestamp,
        /// When the token must have been renewed.
        token_expires_at: Timestamp,
        /// Where media may be relayed, if the port of media is not reached. Absent if this server has no relay.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        relay: Option<Box<Relay>>,
    },
    /// You wait in the lobby. Sent again when something in it changes.
    Lobby {
        /// What is known outside.
        lobby: Box<Lobby>,
    },
    /// The meeting as your class of audience sees it; from here on apply records.
    Snapshot {
        /// The meeting after record `seq`.
        meeting: Box<Meeting>,
    },
    /// What your delegation alone is told of itself, in place of what it was told before.
    Own {
        /// So it is as soon as this record was applied.
        seq: u64,
        /// It.
        own: Box<Own>,
    },
    /// What your booth alone is told of itself, in place of what it was told before.
    OwnBooth {
        /// So it is as soon as this record was applied.
        seq: u64,
        /// It.
        booth: Box<OwnBooth>,
    },
    /// Something about documents or statements that you may see has changed: ask for them again.
    DocumentsChanged {},
    /// Records after the one named in `resume`, instead of a snapshot.
    Resumed {
        /// In order, all that your class is told; empty if nothing was missed.
        records: Vec<Record>,
    },
    /// Something happened. One frame for all of a class.
    Event {
        /// The number of the record before it in your feed: another means that you have missed something.
        after: u64,
        /// The record.
        record: Record,
    },
    /// A command was done.
    Accepted {
        /// The command.
        id: CommandId,
        /// The number of the last record of your feed when it was done: apply up to here before judging the result.
        seq: u64,
    },
    /// A command was declined; nothing has changed.
    Refused {
        /// The command.
        id: CommandId,
        /// Code and subject.
        refusal: Refusal,
        /// The same in English.
        sentence: String,
    },
    /// The answer to an offer.
    Answer {
        /// SDP text.
        sdp: String,
    },
    /// The offer cannot be used. The connection goes on without media.
    MediaRefused {
        /// Why, and what was expected.
        sentence: String,
    },
    /// Pictures are not sent to this connection, so that its sound comes through; or all are sent again.
    LeftOut {
        /// Which.
        pictures: LeftOut,
    },
    /// A new token.
    Token {
        /// JWT.
        token: String,
        /// When it must have been renewed.
        expires_at: Timestamp,
    },
    /// The answer to `ping`.
    Pong {
        /// As sent.
        nonce: u32,
        /// The server's time.
        now: Timestamp,
    },
    /// For technicians: quality of every connection, every 2 s.
    Quality {
        /// One for each connection.
        connections: Vec<ConnectionQuality>,
    },
    /// For technicians: a part of the journal, oldest first.
    JournalPage {
        /// The records.
        records: Vec<Record>,
    },
    /// For technicians: all alarms that are raised, whenever something in them changes.
    Alarms {
        /// The gravest first.
        alarms: Vec<Alarm>,
    },
    /// For technicians: a part of one seat's story.
    Story {
        /// The seat.
        seat: SeatId,
        /// As asked for.
        from: Timestamp,
        /// As asked for.
        until: Timestamp,
        /// Whether the seat could be heard: at the beginning, and each time it changed, as the journal says.
        heard: Vec<Heard>,
        /// What the journal says of the seat, oldest first.
        records: Vec<Record>,
        /// What the desk log says of the seat and of the server, oldest first.
        entries: Vec<DeskEntry>,
        /// There is more: ask again from here.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        next: Option<Timestamp>,
    },
    /// For technicians: what has just been written into the desk log, except of people without a seat.
    Observed {
        /// Oldest first.
        entries: Vec<DeskEntry>,
    },
    /// A technician asks something of this client. The person is to be told.
    Help {
        /// The trace id of what comes of it.
        id: CommandId,
        /// Who asks.
        by: ParticipantId,
        /// Their name, also for those who wait in the lobby.
        name: String,
        /// What.
        help: Help,
    },
    /// The server cannot write its journal, or can again. To the chair, deputies, secretaries, technicians.
    Storage {
        /// It can.
        writable: bool,
    },
    /// How many of the public follow. To the chair, deputies, secretaries, technicians; at most once a second.
    Following {
        /// Now.
        now: u32,
        /// At most at one time, so far.
        most: u32,
    },
    /// How many listen to each channel, whenever that changes. To the booths and to technicians.
    Listeners {
        /// Of the channels that anybody listens to.
        channels: BTreeMap<Lang, u32>,
    },
    /// What is closed although it could not be recorded, all of it, whenever there is more. To everybody in the
    /// meeting; the next record says it itself.
    Silenced {
        /// Which.
        sources: Vec<Silenced>,
    },
    /// A message could not be understood or done.
    Error {
        /// Stable.
        code: ErrorCode,
        /// What was expected, in English.
        sentence: String,
        /// The command in question, if it could be read.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        id: Option<CommandId>,
    },
}

/// What is known of a meeting in its lobby.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct Lobby {
    /// The kind of meeting.
    pub format: LocalText,
    /// The topic.
    pub title: LocalText,
    /// The item of the agenda.
    pub agenda_item: LocalText,
    /// Where the meeting stands.
    pub phase: Phase,
    /// The announced start.
    pub starts_at: Timestamp,
    /// The zone of the venue, by its IANA name.
    pub venue_time_zone: String,
    /// The place whose clocks these are; absent if nobody named it.
    #[serde(default, skip_serializing_if = "LocalText::is_empty")]
    pub venue: LocalText,
    /// Your seat's nameplate, if you have a seat.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seat: Option<LocalText>,
    /// Since when the meeting is closed to the public, if it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub private: Option<Timestamp>,
}

/// Why a message was not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// Not JSON of the protocol, an unknown command or an unknown field.
    Malformed,
    /// A binary frame, or text that is too long.
    BadFrame,
    /// `hello` must come first, once.
    HelloExpected,
    /// The journal cannot be written: nothing was done.
    StorageUnavailable,
    /// The journal cannot be written: what the command closes is closed and stays so, the rest was not done.
    ClosedUnrecorded,
    /// The role may not see this.
    NotPermitted,
    /// Too many messages in too short a time.
    TooFast,
    /// What the message is about is not there any more.
    Gone,
}
