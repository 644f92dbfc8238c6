//! What clients reach: HTTP routes and the WebSocket.

mod limits;
mod routes;
mod socket;

pub use routes::router;

use crate::clock::Clock;
use crate::identity::{Invitations, Tokens};
use crate::room::Directory;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;

/// What the routes share.
pub struct App {
    /// The server's time.
    pub clock: Clock,
    /// Issues and checks tokens.
    pub tokens: Tokens,
    /// Links.
    pub invitations: Arc<Mutex<Invitations>>,
    /// Rooms.
    pub directory: Directory,
    /// Whether the journal can be written, for `/readyz`.
    pub writable: watch::Receiver<bool>,
    /// Origins that may open a socket, besides the server's own host.
    pub origins: Vec<String>,
    /// Slows down those who guess codes.
    pub wrong_codes: Mutex<limits::Bucket>,
}

impl App {
    /// The links, for a short look.
    pub fn invitations(&self) -> MutexGuard<'_, Invitations> {
        self.invitations.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A limiter for wrong codes: 20 at once, 2 more each second, for the whole server.
    #[must_use]
    pub fn wrong_codes() -> Mutex<limits::Bucket> {
        Mutex::new(limits::Bucket::new(20.0, 2.0))
    }
}
