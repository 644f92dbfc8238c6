//! Whether anything comes of the server: it says something twice a second, whoever speaks, so that silence tells that
//! the way is gone before the browser knows it.

use rostrum_proto::time::{Millis, Timestamp};

/// After this much silence the way is gone.
const SILENCE: Millis = Millis(1300);
/// After this much it may be.
const FAINT: Millis = Millis(600);

/// What has passed over a connection, as its statistics say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Passed {
    /// Octets received since it began.
    pub received: u64,
    /// Bits a second that may be sent, as the browser estimates; not every browser tells.
    pub may_send: Option<u32>,
    /// Of our picture, lost on its way of late, in hundredths, as the server reports.
    pub picture_lost: Option<u32>,
}

/// When something last came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pulse {
    received: u64,
    /// When there were first so many octets.
    since: Option<Timestamp>,
}

impl Pulse {
    /// So many octets have come by now. Says whether the pulse is missed. A page that was paused has not looked: what
    /// came meanwhile counts.
    pub fn is_missed(&mut self, at: Timestamp, received: u64) -> bool {
        if received != self.received || self.since.is_none() {
            *self = Self { received, since: Some(at) };
        }
        self.lasts(at, SILENCE)
    }

    /// Whether the pulse was not felt of late.
    #[must_use]
    pub fn is_faint(&self, at: Timestamp) -> bool {
        self.lasts(at, FAINT)
    }

    fn lasts(&self, at: Timestamp, silence: Millis) -> bool {
        self.since.is_some_and(|since| at.since(since) >= silence)
    }
}
