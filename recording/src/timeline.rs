//! From the timestamps of a stream to the time of the recording.

use std::time::Duration;

/// An arrival this far from where the timestamp says it should be is of a stream that has begun anew.
const MAX_ERROR: i64 = 5_000_000;

/// A part of what an arrival is early or late by is taken over into the time of all later ones. Early ones count more: no
/// packet arrives before it is sent, so the start was late.
const EARLY_PART: i64 = 16;
const LATE_PART: i64 = 512;

/// So late, in microseconds, a packet is of no use to who mixes; and when so many in a row are, the way has become longer
/// and it is not jitter: the time is counted from there.
const TOO_LATE: i64 = 150_000;
const LATE_IN_A_ROW: u32 = 10;

/// The times of the packets of one stream. Arrivals jitter and timestamps do not; so the time is that of the timestamp,
/// counted from the first arrival, and follows the arrivals slowly: two clocks never go alike.
#[derive(Clone, Debug)]
pub struct Timeline {
    rate: u32,
    /// The last timestamp, and how many ticks it is from the first.
    last: Option<(u32, i64)>,
    /// Microseconds of the recording at the first timestamp.
    zero: i64,
    /// How many in a row were too late.
    late: u32,
}

impl Timeline {
    /// For timestamps of `rate` a second: 48,000 for Opus, 90,000 for VP8 (RFC 7587, RFC 7741).
    #[must_use]
    pub fn new(rate: u32) -> Self {
        Self { rate: rate.max(1), last: None, zero: 0, late: 0 }
    }

    /// When what arrived `at` and carries this timestamp was made, with what the network takes at its usual pace.
    pub fn place(&mut self, timestamp: u32, at: Duration) -> Duration {
        let arrival = i64::try_from(at.as_micros()).unwrap_or(i64::MAX);
        let ticks = match self.last {
            None => 0,
            // The shorter way round; the difference of two u32 is a signed one.
            Some((last, ticks)) => ticks + i64::from(timestamp.wrapping_sub(last).cast_signed()),
        };
        let made = ticks.saturating_mul(1_000_000) / i64::from(self.rate);
        let error = arrival - (self.zero + made);
        self.late = if error > TOO_LATE { self.late + 1 } else { 0 };
        let begins_anew = error.abs() > MAX_ERROR || self.late >= LATE_IN_A_ROW;
        if self.last.is_none() || begins_anew {
            self.last = Some((timestamp, 0));
            (self.zero, self.late) = (arrival, 0);
            return at;
        }
        self.last = Some((timestamp, ticks));
        self.zero += if error < 0 { error / EARLY_PART } else { error / LATE_PART };
        Duration::from_micros(u64::try_from(self.zero + made).unwrap_or_default())
    }
}
