//! What clients and the server say to each other, as JSON text frames. See `PROTOCOL.md`.
//!
//! Tagged enums, one variant for each thing that can be said; unknown fields are refused.

pub mod candidate;
pub mod client;
pub mod concern;
pub mod desk;
pub mod documents;
pub mod http;
pub mod quality;
pub mod recordings;
pub mod relay;
pub mod server;

pub use client::ClientMessage;
pub use server::ServerMessage;

/// The version of the protocol that this code speaks.
pub const PROTOCOL: u32 = 3;

/// The largest text frame that the server takes, in bytes.
pub const MAX_FRAME_BYTES: usize = 64 * 1024;

/// WebSocket close codes (RFC 6455 §7.4, private range) with what a client does next.
pub mod close {
    /// Token expired or not valid: join again with the link.
    pub const UNAUTHORIZED: u16 = 4001;
    /// The link was revoked or the person put out: do not come back.
    pub const ENDED: u16 = 4003;
    /// The same person came back on a new connection in place of this one: do nothing.
    pub const REPLACED: u16 = 4009;
    /// A message was not of the protocol: do not come back unchanged.
    pub const PROTOCOL_ERROR: u16 = 4002;
    /// Read too slowly: come back and resume.
    pub const TOO_SLOW: u16 = 4008;
    /// The server stops or restarts: come back and resume.
    pub const RESTARTING: u16 = 1012;
    /// Too many connections of one person: close one first.
    pub const TOO_MANY: u16 = 4010;
}
