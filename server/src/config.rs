//! What a server is told when it starts.

use crate::clock::Clock;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

/// The settings of one server.
#[derive(Clone, Debug)]
pub struct Config {
    /// Holds the journal, the invitations and the signing key; made if it is not there.
    pub data: PathBuf,
    /// HTTP and WebSocket (TCP).
    pub listen: SocketAddr,
    /// Media (UDP): one port for everybody.
    pub media: SocketAddr,
    /// Addresses at which browsers reach the media port; empty means what the bound address says.
    pub advertise: Vec<IpAddr>,
    /// Encrypts HTTP, if the server does it itself.
    pub tls: Option<Tls>,
    /// Origins that may open a socket, besides the server's own host.
    pub origins: Vec<String>,
    /// The server's time.
    pub clock: Clock,
}

/// Where the certificate comes from.
#[derive(Clone, Debug)]
pub enum Tls {
    /// Made at the first start: browsers warn, and then give the microphone.
    SelfSigned,
    /// PEM files.
    Files {
        /// The chain.
        certificate: PathBuf,
        /// The private key.
        key: PathBuf,
    },
}
