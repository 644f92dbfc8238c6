//! The only place in the server that reads a clock.

use rostrum_proto::time::Timestamp;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::time::Instant;

/// The steady time of media, which measures packets in microseconds.
#[must_use]
pub fn steady() -> std::time::Instant {
    std::time::Instant::now()
}

/// The server's time: the wall clock at its start, then a steady one, so that a corrected wall clock
/// never moves a speaker's time. On tokio's paused time it is virtual.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    started_at: Timestamp,
    started: Instant,
}

impl Clock {
    /// Reads the wall clock once.
    #[must_use]
    pub fn system() -> Self {
        Self::starting_at(wall())
    }

    /// A clock that begins at a given time.
    #[must_use]
    pub fn starting_at(at: Timestamp) -> Self {
        Self { started_at: at, started: Instant::now() }
    }

    /// Now.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        Timestamp(self.started_at.0 + self.started.elapsed().as_millis() as u64)
    }

    /// The wall clock minus ours in milliseconds: how much it was moved since the start.
    #[must_use]
    pub fn skew(&self) -> i64 {
        wall().0 as i64 - self.now().0 as i64
    }

    /// Waits until `at`; at once if it has passed.
    pub async fn sleep_until(&self, at: Timestamp) {
        let wait = Duration::from_millis(at.since(self.now()).0);
        tokio::time::sleep(wait).await;
    }
}

fn wall() -> Timestamp {
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp(since_epoch.as_millis() as u64)
}
