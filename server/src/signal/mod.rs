//! What clients reach: HTTP routes and the WebSocket.

mod accept;
mod limits;
mod record;
mod routes;
mod socket;

pub use accept::{listen, serve};
pub use record::{Format, write as write_record};
pub use routes::router;

use crate::clock::Clock;
use crate::identity::{Invitations, Tokens};
use crate::room::Directory;
use rostrum_proto::time::Timestamp;
use std::collections::BTreeMap;
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
    /// Slows down those who ask for records: each is made from a whole journal.
    pub records: Mutex<limits::Bucket>,
    /// Slows down those who use one link again and again: every use is a record for everybody.
    pub uses: Mutex<BTreeMap<String, limits::Bucket>>,
}

impl App {
    /// The links, for a short look.
    pub fn invitations(&self) -> MutexGuard<'_, Invitations> {
        self.invitations.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a link may be used once more now: 30 times at once, then every two seconds.
    pub fn uses_of(&self, invitation: &str, now: Timestamp) -> bool {
        let mut uses = self.uses.lock().unwrap_or_else(PoisonError::into_inner);
        let fresh = || limits::Bucket::new(30.0, 0.5);
        uses.entry(invitation.to_owned()).or_insert_with(fresh).take(now)
    }

    /// A limiter for records: 10 at once, then one every two seconds, for the whole server.
    #[must_use]
    pub fn records() -> Mutex<limits::Bucket> {
        Mutex::new(limits::Bucket::new(10.0, 0.5))
    }

    /// A limiter for wrong codes: 20 at once, 2 more each second, for the whole server.
    #[must_use]
    pub fn wrong_codes() -> Mutex<limits::Bucket> {
        Mutex::new(limits::Bucket::new(20.0, 2.0))
    }
}
