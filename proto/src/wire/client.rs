//! Client → server.

use crate::id::{CommandId, ConnectionId};
use crate::meeting::command::Command;
use serde::{Deserialize, Serialize};

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
