//! The only place in the server that reads a clock.

use rostrum_proto::time::{Millis, Timestamp};
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

    /// The same, unless it is behind `at`: then it goes on from there. Of a wall clock that was put back the
    /// journal's last record is proof.
    #[must_use]
    pub fn not_before(self, at: Timestamp) -> Self {
        if self.now() < at { Self::starting_at(at) } else { self }
    }

    /// Now.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        Timestamp(self.started_at.0.saturating_add(self.started.elapsed().as_millis() as u64))
    }

    /// The wall clock minus ours in milliseconds: how much it was moved since the start.
    #[must_use]
    pub fn skew(&self) -> i64 {
        wall().0 as i64 - self.now().0 as i64
    }

    /// Waits until `at`; not at all if it has passed. The timer rounds up, so that even a sleep of nothing
    /// would let whatever else is ready go first, at each turn of a loop.
    pub async fn sleep_until(&self, at: Timestamp) {
        let wait = at.since(self.now());
        if wait > Millis(0) {
            tokio::time::sleep(Duration::from_millis(wait.0)).await;
        }
    }
}

fn wall() -> Timestamp {
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp(since_epoch.as_millis() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn nothing_goes_before_what_is_due() {
        let clock = Clock::starting_at(Timestamp(1_000));
        for (due, first) in [(0, "due"), (1_000, "due"), (9_000_000, "another")] {
            let said = tokio::select! {
                biased;
                () = clock.sleep_until(Timestamp(due)) => "due",
                () = std::future::ready(()) => "another",
            };
            assert_eq!(said, first, "due at {due}, now 1000");
        }
    }
}
