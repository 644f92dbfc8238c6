//! How much a client may ask for.

use rostrum_proto::time::{Millis, Timestamp};
use rostrum_proto::wire::MAX_FRAME_BYTES;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;

/// `hello` must come within this time.
pub const HELLO_WITHIN: Duration = Duration::from_secs(10);
/// The body of a request must be there within this time.
pub const BODY_WITHIN: Duration = Duration::from_secs(5);
/// A statement or a file must be there within this time: 10 MB on a line of a hotel.
pub const UPLOAD_WITHIN: Duration = Duration::from_secs(600);
/// Files that are taken in at a time.
pub const UPLOADS_AT_ONCE: usize = 8;
/// Bodies of one person that are on their way at a time.
pub const BODIES_AT_ONCE: usize = 4;
/// A whole journal must have been read within this time.
pub const JOURNAL_WITHIN: Duration = Duration::from_secs(30);
/// How often a write that another process holds up is tried.
pub const WRITE_TRIES: u32 = 250;
/// How long to wait between those tries.
pub const WRITE_AGAIN: Duration = Duration::from_millis(20);
/// The server pings this often.
pub const PING_EVERY: Duration = Duration::from_secs(15);
/// A connection is lost when nothing has been heard from it for this long.
pub const LOST_AFTER: Millis = Millis::seconds(25);
/// The same for a client that sends `ping` of its own accord every second or two: its silence says more.
pub const HEARTBEAT_LOST_AFTER: Millis = Millis::seconds(10);
/// Such a client is pinged when it has been silent for this long: a hidden page may run once a minute and its
/// browser answers all the same.
pub const HEARTBEAT_ASKED_AFTER: Millis = Millis::seconds(4);
/// How long one write may take before the connection counts as lost.
pub const WRITE_WITHIN: Duration = Duration::from_secs(20);
/// A client that takes fewer bytes than this within [`TAKEN_WITHIN`] takes nothing. The system reports free space
/// once a third of its buffer is gone: on a line of 20 kbit/s that is half a minute.
pub const ENOUGH_TAKEN: usize = 16 * 1024;
/// See [`ENOUGH_TAKEN`].
pub const TAKEN_WITHIN: Duration = Duration::from_secs(60);
/// The head of a request must be there within this time, from the connection's start or the answer before; and so
/// must a handshake of TLS.
pub const HEAD_WITHIN: Duration = Duration::from_secs(5);
/// What a message may be on the wire, with the heads of its frames: some thousand frames, or fewer that are full.
pub const MAX_WIRE_BYTES: usize = MAX_FRAME_BYTES + 16 * 1024;
/// Simultaneous connections per address, unless the operator sets another number: enough for a building that shares
/// one address, where each browser opens six to load the page.
pub const OF_ONE_ADDRESS: usize = 1_000;
/// Names that are remembered at most, of those who have come lately.
const MAX_NAMES: usize = 10_000;

/// A bucket of permits that fills at a steady rate.
#[derive(Debug)]
pub struct Bucket {
    permits: f64,
    most: f64,
    per_second: f64,
    filled_at: Timestamp,
}

impl Bucket {
    /// A full one.
    #[must_use]
    pub fn new(most: f64, per_second: f64) -> Self {
        Self { permits: most, most, per_second, filled_at: Timestamp(0) }
    }

    fn fill(&mut self, now: Timestamp) {
        let filled = now.since(self.filled_at).0 as f64 / 1000.0 * self.per_second;
        self.permits = (self.permits + filled).min(self.most);
        self.filled_at = now;
    }

    /// Takes a permit, if there is one.
    pub fn take(&mut self, now: Timestamp) -> bool {
        self.fill(now);
        let there = self.permits >= 1.0;
        if there {
            self.permits -= 1.0;
        }
        there
    }
}

/// A bucket each for whoever comes by a name, such as a link.
#[derive(Debug)]
pub struct Buckets {
    most: f64,
    per_second: f64,
    by_name: Mutex<BTreeMap<String, Bucket>>,
}

impl Buckets {
    /// Nobody has come yet; full ones for those who will.
    #[must_use]
    pub fn new(most: f64, per_second: f64) -> Self {
        Self { most, per_second, by_name: Mutex::default() }
    }

    /// Takes a permit out of the bucket of `name`, if there is one.
    pub fn take(&self, name: &str, now: Timestamp) -> bool {
        let mut by_name = self.by_name.lock().unwrap_or_else(PoisonError::into_inner);
        let fresh = || Bucket::new(self.most, self.per_second);
        if by_name.len() >= MAX_NAMES && !by_name.contains_key(name) {
            // A full one says nothing of whose it is. If none is full, somebody has come under many names.
            by_name.retain(|_, bucket| {
                bucket.fill(now);
                bucket.permits < bucket.most
            });
            if by_name.len() >= MAX_NAMES {
                return false;
            }
        }
        by_name.entry(name.to_owned()).or_insert_with(fresh).take(now)
    }
}

/// Limits of the WebSocket protocol: the library's own defaults suit neither memory nor safety.
#[must_use]
pub fn websocket() -> WebSocketConfig {
    WebSocketConfig::default()
        .max_message_size(Some(MAX_FRAME_BYTES))
        .max_frame_size(Some(MAX_FRAME_BYTES))
        .read_buffer_size(1024)
        .write_buffer_size(2 * 1024)
        .max_write_buffer_size(4 * 1024 * 1024)
}
