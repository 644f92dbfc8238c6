//! The socket's life: `Waiting → Opening → Greeting → Up`, and back to Waiting when it drops.
//!
//! At once, then 250 ms, 500 ms, and 1 s from then on, with jitter: a server that returns has everybody
//! back within five seconds and not all in the same instant.

use rostrum_proto::time::{Millis, Timestamp};

/// How often we ask whether the server is there.
pub const PING_EVERY: Millis = Millis(1000);
/// How long we wait for its answer. With the above, a socket that died in silence is noticed and replaced
/// within five seconds.
pub const PONG_WITHIN: Millis = Millis(3000);
/// A page that did not run for so long has not waited: what has arrived meanwhile comes first.
pub const STALLED: Millis = Millis(1000);
/// Then, and after a change of network, an answer has this long.
pub const PONG_SOON: Millis = Millis(1500);
/// How long a socket may take until `welcome`.
pub const OPEN_WITHIN: Millis = Millis(4000);

/// The socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// Not wanted.
    Down,
    /// Lost; tried again at a time.
    Waiting {
        /// When.
        until: Timestamp,
        /// Attempts since it was up.
        attempt: u32,
        /// The token is no longer good: the link's code is exchanged first.
        rejoin: bool,
    },
    /// The code is being exchanged again.
    Rejoining {
        /// Attempts since it was up.
        attempt: u32,
    },
    /// The socket opens, or waits for `welcome`.
    Opening {
        /// Since when.
        since: Timestamp,
        /// Attempts since it was up.
        attempt: u32,
    },
    /// `welcome` was said.
    Up {
        /// When the next ping is due.
        next_ping: Timestamp,
        /// When the oldest ping without an answer was sent.
        pinged: Option<Timestamp>,
    },
}

impl Link {
    /// Messages can be sent.
    #[must_use]
    pub fn is_up(self) -> bool {
        matches!(self, Link::Up { .. })
    }

    /// Attempts since it was last up.
    #[must_use]
    pub fn attempt(self) -> u32 {
        match self {
            Link::Waiting { attempt, .. }
            | Link::Rejoining { attempt }
            | Link::Opening { attempt, .. } => attempt,
            Link::Down | Link::Up { .. } => 0,
        }
    }
}

/// How long to wait before an attempt, without jitter.
#[must_use]
pub fn delay(attempt: u32) -> Millis {
    match attempt {
        0 => Millis(0),
        1 => Millis(250),
        2 => Millis(500),
        _ => Millis(1000),
    }
}
