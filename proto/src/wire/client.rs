//! Client → server.

use crate::id::{CommandId, ConnectionId, SeatId};
use crate::lang::Lang;
use crate::meeting::command::Command;
use crate::time::Timestamp;
use crate::wire::desk::{Help, LogLevel};
use crate::wire::quality::DeviceNames;
use serde::{Deserialize, Serialize};

/// Pictures of seats that a client is sent at the same time, at most.
pub const MAX_WATCHED: usize = 16;

/// A message from a client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum ClientMessage {
    /// Must be the first, within 10 s.
    Hello {
        /// The client's protocol version.
        protocol: u32,
        /// The JWT from `POST /api/join` or the last `token` message.
        token: String,
        /// What the client has from an earlier connection.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        resume: Option<Resume>,
    },
    /// Do this.
    Command {
        /// Chosen by the client. The same id is done once and answered alike.
        id: CommandId,
        /// What.
        command: Command,
    },
    /// An SDP offer for this connection's media; each offer starts its media anew.
    Offer {
        /// SDP text, RFC 8866.
        sdp: String,
        /// What its sections are for, in their order, by the names of the protocol. A name that the server does not
        /// know is of a section that stays inactive. Absent: the eight of the first protocol.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        sections: Vec<String>,
    },
    /// Hear the interpretation into a language from now on, or none; it is not on record. Heard while somebody interprets.
    Listen {
        /// The channel; absent: the floor alone.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        channel: Option<Lang>,
    },
    /// Be sent the pictures of these seats from now on, each in the place of its number; it is not on record.
    Watch {
        /// At most [`MAX_WATCHED`]; `null` leaves a place empty.
        seats: Vec<Option<SeatId>>,
    },
    /// Renew the token.
    Renew {},
    /// Are you there? Answered with `pong`.
    Ping {
        /// Sent back unchanged.
        nonce: u32,
    },
    /// A part of the journal, for technicians.
    Journal {
        /// Records with a smaller number; absent means from the end.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        before: Option<u64>,
        /// At most so many, and never more than 500.
        limit: u32,
    },
    /// Which devices are in use, whenever that changes.
    Devices {
        /// Their names.
        devices: DeviceNames,
    },
    /// A line of the client's log: no media, no statement, at most 300 bytes.
    Log {
        /// How much it matters.
        level: LogLevel,
        /// What happened.
        text: String,
        /// The command or the help that it came of.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        trace: Option<CommandId>,
    },
    /// A technician takes note of an alarm.
    Acknowledge {
        /// Its number.
        alarm: u64,
    },
    /// One seat's story, for technicians: journal and desk log on one time line.
    Story {
        /// The seat.
        seat: SeatId,
        /// From this moment.
        from: Timestamp,
        /// Before this moment.
        until: Timestamp,
    },
    /// A technician asks something of another's client.
    Help {
        /// The trace id of what comes of it.
        id: CommandId,
        /// The device.
        connection: ConnectionId,
        /// What.
        help: Help,
    },
}

/// A secret ballot is as long as this, in octets.
const BALLOT_LENGTH: usize = 512;

impl ClientMessage {
    /// Its text, filled with spaces where it is a secret ballot: who watches the line sees how long something is, though
    /// it is encrypted, and so what it says.
    #[must_use]
    pub fn filled(&self, mut text: String) -> String {
        if matches!(self, Self::Command { command: Command::CastBallot { .. }, .. }) {
            let missing = BALLOT_LENGTH.saturating_sub(text.len());
            text.extend(std::iter::repeat_n(' ', missing));
        }
        text
    }
}

/// Where an earlier connection stopped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resume {
    /// The earlier connection of the same person; it is replaced by this one.
    pub connection: ConnectionId,
    /// The number of the last record that the client has applied.
    pub seq: u64,
}
