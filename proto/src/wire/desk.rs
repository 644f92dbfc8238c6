//! What technicians work with beside the journal: alarms, remote help, and the desk log of operational
//! observations, which are no facts of the meeting.

use crate::id::{CommandId, ConnectionId, MeetingId, ParticipantId, SeatId};
use crate::lang::Lang;
use crate::meeting::audibility::Audibility;
use crate::named::Named;
use crate::read::Read;
use crate::time::Timestamp;
use crate::wire::quality::{DeviceNames, LeftOut, MediaState};
use serde::{Deserialize, Serialize};

/// The longest line of a client's log that the server keeps, in bytes.
pub const MAX_LOG_BYTES: usize = 300;

/// How much something matters.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Read, Named,
)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// For the record.
    Info,
    /// Watch it.
    Warning,
    /// Do something.
    Grave,
}

/// What an alarm is about. When it is raised and cleared is data, see the server's `desk/alarms.json`.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Read, Named,
)]
#[serde(rename_all = "snake_case")]
pub enum AlarmKind {
    /// Nothing is heard of the speaker, whose microphone is open; seconds.
    SilentSpeaker,
    /// The holder of the floor is not connected; 1.
    HolderDisconnected,
    /// The presiding officer is not connected; 1.
    ChairDisconnected,
    /// A seat reported a technical problem; 1.
    ProblemReported,
    /// A seat loses packets; per cent, the worse direction.
    Loss,
    /// A seat's packets take long; milliseconds.
    RoundTrip,
    /// The server's processors are busy; per cent.
    ServerCpu,
    /// The disk of the data folder is full; per cent.
    Disk,
    /// The machine's clock was moved against the server's; milliseconds.
    ClockSkew,
    /// Meetings of the server are not open, since their journals were altered; how many.
    JournalAltered,
    /// A booth calls for a technician; 1.
    TechnicianCalled,
    /// A booth cannot interpret what it hears of the floor; 1.
    SoundInadequate,
    /// Nobody interprets into a channel while the floor speaks another language; 1.
    NoInterpreter,
    /// Nothing is heard of an interpreter on air while the floor is heard; seconds.
    SilentInterpreter,
    /// Nobody of a booth is here any more while the meeting is in session; 1.
    BoothLost,
    /// The recording has stopped by itself; 1.
    RecordingStopped,
}

/// An alarm that is raised.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct Alarm {
    /// Its number, never used again.
    pub id: u64,
    /// What it is about.
    pub kind: AlarmKind,
    /// How much it matters.
    pub severity: Severity,
    /// The seat; absent if it is about the server or a booth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seat: Option<SeatId>,
    /// The booth, if it is about one, or the channel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub booth: Option<Lang>,
    /// What was measured when it was raised, in the unit of its kind.
    pub value: f32,
    /// The meetings, if it is about such.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub meetings: Vec<MeetingId>,
    /// When it was raised.
    pub raised_at: Timestamp,
    /// Who has taken note of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acknowledged: Option<Acknowledged>,
}

/// Somebody has taken note of an alarm.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct Acknowledged {
    /// Who.
    pub by: ParticipantId,
    /// When.
    pub at: Timestamp,
}

/// What a technician can ask of a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(rename_all = "snake_case")]
pub enum Help {
    /// Load the page again.
    Reload,
    /// Begin picture and sound anew.
    RestartMedia,
    /// Do without pictures, in both directions.
    AudioOnly,
    /// Pictures again.
    AllMedia,
}

/// How much a line of a client's log matters; less than a warning is not sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(rename_all = "snake_case")]
pub enum LogLevel {
    /// Something did not go as it should.
    Warn,
    /// Something failed.
    Error,
}

/// A line of the desk log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct DeskEntry {
    /// When it was observed.
    pub at: Timestamp,
    /// The seat it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seat: Option<SeatId>,
    /// The device it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connection: Option<ConnectionId>,
    /// The person who did it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<ParticipantId>,
    /// How much it matters.
    pub severity: Severity,
    /// What.
    pub note: Note,
}

impl DeskEntry {
    /// Whether it belongs to the story of some seat: it is about one, or about the server as a whole.
    #[must_use]
    pub fn is_of_seat_or_server(&self) -> bool {
        self.seat.is_some() || self.connection.is_none()
    }

    /// Whether it belongs to the story of this seat.
    #[must_use]
    pub fn is_told_of(&self, seat: &SeatId) -> bool {
        self.is_of_seat_or_server() && self.seat.as_ref().is_none_or(|of| of == seat)
    }
}

/// From a moment on, whether a seat can be heard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct Heard {
    /// Since when.
    pub at: Timestamp,
    /// Whether, or why not.
    pub state: Audibility,
    /// Whose command made it so, if it was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<ParticipantId>,
}

/// An operational observation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Read, Named)]
#[serde(tag = "type", deny_unknown_fields)]
pub enum Note {
    /// The media of a connection has come further, or is gone.
    #[serde(rename = "media.changed")]
    MediaChanged {
        /// How far it is.
        media: MediaState,
    },
    /// How the media of a connection travelled; every ten seconds, in whole numbers.
    #[serde(rename = "media.measured")]
    MediaMeasured {
        /// In milliseconds.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        round_trip_ms: Option<u32>,
        /// In milliseconds.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        jitter_ms: Option<u32>,
        /// The worst of the time, in thousandths.
        loss_up: u32,
        /// The worst of the time, in thousandths.
        loss_down: u32,
        /// Bits a second.
        bits_up: u64,
        /// Bits a second.
        bits_down: u64,
        /// Pictures a second.
        frame_rate: u32,
        /// The loudest of the time, in -dBov.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        audio_level: Option<u8>,
    },
    /// Pictures are not sent to a connection any more, or all are again: its network does not carry them, or does.
    #[serde(rename = "media.left_out")]
    MediaLeftOut {
        /// Which are not sent.
        pictures: LeftOut,
        /// Bits a second that its network carries to it, if that is known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        limit: Option<u64>,
    },
    /// A client said which devices it uses.
    #[serde(rename = "devices.named")]
    DevicesNamed {
        /// Which.
        devices: DeviceNames,
    },
    /// An alarm was raised.
    #[serde(rename = "alarm.raised")]
    AlarmRaised {
        /// Its number.
        alarm: u64,
        /// What it is about.
        kind: AlarmKind,
        /// What was measured, in whole units.
        value: u32,
    },
    /// Somebody took note of an alarm.
    #[serde(rename = "alarm.acknowledged")]
    AlarmAcknowledged {
        /// Its number.
        alarm: u64,
        /// What it is about.
        kind: AlarmKind,
    },
    /// An alarm is over.
    #[serde(rename = "alarm.cleared")]
    AlarmCleared {
        /// Its number.
        alarm: u64,
        /// What it was about.
        kind: AlarmKind,
    },
    /// A line of a client's log.
    #[serde(rename = "client.logged")]
    ClientLogged {
        /// How much it matters.
        level: LogLevel,
        /// In the client's words.
        text: String,
        /// The command or the help that it came of.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        trace: Option<CommandId>,
    },
    /// A command was declined: the journal tells only of those that were done.
    #[serde(rename = "command.refused")]
    CommandRefused {
        /// The command's id.
        trace: CommandId,
        /// The command's type.
        command: String,
        /// The refusal's code.
        code: String,
    },
    /// Somebody's socket was refused before it was one: a proxy in between takes something away, or the server was
    /// not told of its own address.
    #[serde(rename = "socket.refused")]
    SocketRefused {
        /// What had to be in the request.
        expected: String,
        /// What was.
        came: String,
    },
    /// A technician asked something of a client.
    #[serde(rename = "help.asked")]
    HelpAsked {
        /// Chosen by the technician's client.
        trace: CommandId,
        /// What.
        help: Help,
    },
}
