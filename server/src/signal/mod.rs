//! What clients reach: HTTP routes and the WebSocket.

mod accept;
mod compilation;
mod documents;
mod door;
mod drafts;
mod handed_out;
mod hello;
mod last_ping;
mod limits;
mod pages;
mod passing;
mod patience;
mod published;
mod range;
mod record;
mod recording;
mod routes;
mod socket;
mod upgrade;
mod uploads;
mod viewer;
mod writer;

pub use accept::{let_in, listen, plain, serve};
pub use documents::ToldPublic;
pub use door::Door;
pub use limits::OF_ONE_ADDRESS;
pub use passing::AllPassing;
pub use patience::Patient;
pub use published::Published;
pub use recording::Tickets;
pub use routes::router;
pub use upgrade::Refusals;

use crate::clock::Clock;
use crate::config::Origin;
use crate::contents::Contents;
use crate::drafts::Drafts;
use crate::identity::{Invitations, Tokens};
use crate::recorder::shelf::Shelf;
use crate::relay::Relays;
use crate::room::Directory;
use crate::taker::Taker;
use crate::uploads::Uploads;
use rostrum_proto::id::{MeetingId, ParticipantId};
use rostrum_proto::wire::http::MediaPort;
use rostrum_proto::wire::relay::Relay;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use tokio::sync::{Semaphore, mpsc, watch};

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
    /// Meetings that are not open, since their journals were altered, with what is wrong.
    pub altered: Mutex<BTreeMap<MeetingId, String>>,
    /// What is wrong with the tables of the data folder, once that has been found out.
    pub damage: OnceLock<String>,
    /// Which texts and files that journals name are not there, once that has been found out.
    pub missing: OnceLock<Vec<String>>,
    /// Origins that may open a socket, besides the server's own host.
    pub origins: Vec<Origin>,
    /// Where media is received, for who tries beforehand whether it can be reached.
    pub media: Option<MediaPort>,
    /// Where media may be relayed.
    pub relays: Option<Relays>,
    /// Who may hold a connection, and which proxies say who asks.
    pub door: Arc<Door>,
    /// Held by every socket: when all have ended, the other end knows.
    pub open_sockets: mpsc::WeakSender<()>,
    /// Slows down those who guess codes, by their address.
    pub wrong_codes: limits::Buckets,
    /// Slows down those who ask for records: each is made from a whole journal.
    pub records: limits::Buckets,
    /// The records that were published.
    pub published: Published,
    /// Slows down those who ask for documents, and send statements.
    pub documents: limits::Buckets,
    /// Slows down those who read documents without a link, by their address.
    pub pages: limits::Buckets,
    /// What the public was told of documents lately.
    pub told_public: ToldPublic,
    /// Slows down those who send files.
    pub uploads: limits::Buckets,
    /// The same for their parts.
    pub parts: limits::Buckets,
    /// So many files are taken in at a time: each is in memory meanwhile.
    pub upload_turns: Semaphore,
    /// Texts and files.
    pub contents: Contents,
    /// Recordings.
    pub shelf: Shelf,
    /// Who may open their files.
    pub tickets: Tickets,
    /// Bodies on their way, by whose they are.
    pub passing: AllPassing,
    /// Files on their way.
    pub uploads_on_their_way: Arc<Uploads>,
    /// Drafts of statements.
    pub drafts: Arc<Drafts>,
    /// Takes the text out of files.
    pub taker: Taker,
    /// Where the press is, if it is there.
    pub press: PathBuf,
    /// Slows down those who use one link again and again: every use is a record for everybody.
    pub uses: limits::Buckets,
    /// Slows down those who connect again and again: so is every connection.
    pub sockets: limits::Buckets,
    /// Slows down what is said of sockets that are refused.
    pub refusals: Refusals,
}

impl App {
    /// The links, for a short look.
    pub fn invitations(&self) -> MutexGuard<'_, Invitations> {
        self.invitations.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The meetings that are not open since they were altered, for a short look.
    pub fn altered(&self) -> MutexGuard<'_, BTreeMap<MeetingId, String>> {
        self.altered.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The journals of some meetings are sound, those of others are altered.
    pub fn note_altered(&self, sound: &[MeetingId], altered: BTreeMap<MeetingId, String>) {
        let mut known = self.altered();
        known.retain(|id, _| !sound.contains(id));
        known.extend(altered);
        metrics::gauge!("rostrum_meetings_altered").set(known.len() as f64);
    }

    /// What opens the relays for a participant, if there are any.
    #[must_use]
    pub fn relay_for(&self, who: &ParticipantId) -> Option<Relay> {
        Some(self.relays.as_ref()?.credential(who, self.clock.now()))
    }

    /// A limiter for records: of each link 10 at once, then one every two seconds.
    #[must_use]
    pub fn records() -> limits::Buckets {
        limits::Buckets::new(10.0, 0.5)
    }

    /// A limiter for documents: of each person 60 at once, then two a second.
    #[must_use]
    pub fn documents() -> limits::Buckets {
        limits::Buckets::new(60.0, 2.0)
    }

    /// A limiter for files: of each link 40 at once, then one in ten seconds.
    #[must_use]
    pub fn uploads() -> limits::Buckets {
        limits::Buckets::new(40.0, 0.1)
    }

    /// A limiter for documents that need no link: of each address 60 at once, then five a second.
    #[must_use]
    pub fn pages() -> limits::Buckets {
        limits::Buckets::new(60.0, 5.0)
    }

    /// A limiter for parts of files: of each link ten of the largest files at once, then ten parts a second.
    #[must_use]
    pub fn parts() -> limits::Buckets {
        limits::Buckets::new(400.0, 10.0)
    }

    /// Turns for files.
    #[must_use]
    pub fn upload_turns() -> Semaphore {
        Semaphore::new(limits::UPLOADS_AT_ONCE)
    }

    /// A limiter for the uses of each link: 30 at once, then one every two seconds.
    #[must_use]
    pub fn uses() -> limits::Buckets {
        limits::Buckets::new(30.0, 0.5)
    }

    /// A limiter for the connections of each link: 60 at once, then one a second.
    #[must_use]
    pub fn sockets() -> limits::Buckets {
        limits::Buckets::new(60.0, 1.0)
    }

    /// A limiter for wrong codes of each address: 20 at once, 2 more each second.
    #[must_use]
    pub fn wrong_codes() -> limits::Buckets {
        limits::Buckets::new(20.0, 2.0)
    }
}
