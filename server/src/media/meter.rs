//! How many bits per second there have been of late.

use std::time::Duration;

/// Counts octets, and tells their rate over a second or so: pictures come in bursts.
#[derive(Debug, Default)]
pub(super) struct Meter {
    octets: u64,
    rate: f64,
}

impl Meter {
    pub(super) fn add(&mut self, octets: usize) {
        self.octets += octets as u64;
    }

    /// Takes what came in the time that has `passed` since the last call; gives the rate.
    pub(super) fn measure(&mut self, passed: Duration) -> f64 {
        let seconds = passed.as_secs_f64().max(0.001);
        let now = std::mem::take(&mut self.octets) as f64 * 8.0 / seconds;
        self.rate += (now - self.rate) * seconds.min(1.0);
        self.rate
    }

    /// Bits per second, as last measured.
    pub(super) fn rate(&self) -> f64 {
        self.rate
    }
}
