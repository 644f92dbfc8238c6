//! The server's clock as this device knows it: from the answers to its pings, as NTP does (RFC 5905, section
//! 10), trusting the one with the shortest round trip.

use rostrum_proto::time::Timestamp;
use std::collections::VecDeque;

/// How many answers are considered: a minute of them, in which no device's clock drifts by much.
const LOOKED_AT: usize = 60;
/// Two readings may differ by this much more than their ways explain: rounding, and a clock that drifts.
const ROUNDING: u64 = 20;

/// What is known of the server's clock.
#[derive(Clone, Debug, Default)]
pub struct ServerClock {
    /// From the greeting, whose delay is not known.
    guess: i64,
    /// The shortest way there and back on the connection before, in ms.
    before: Option<u64>,
    answers: VecDeque<Answer>,
}

#[derive(Clone, Copy, Debug)]
struct Answer {
    /// Server time minus ours, in ms, if both directions took equally long.
    offset: i64,
    /// The round trip, in ms. The offset is wrong by at most half of it.
    round_trip: u64,
}

impl ServerClock {
    /// A new connection begins: at our time `at` came the server's `now`.
    pub fn greeted(&mut self, at: Timestamp, now: Timestamp) {
        self.guess = now.0 as i64 - at.0 as i64;
        self.before = self.round_trip();
        self.answers.clear();
    }

    /// A ping was answered with the server's `now`; it came back at our time `at` after `round_trip` ms.
    pub fn answered(&mut self, at: Timestamp, round_trip: u64, now: Timestamp) {
        let offset = now.0 as i64 + round_trip as i64 / 2 - at.0 as i64;
        let new = Answer { offset, round_trip };
        // What cannot be true together with what was just heard was read from a clock that has jumped since.
        self.answers.retain(|old| old.agrees_with(&new));
        self.answers.push_back(new);
        if self.answers.len() > LOOKED_AT {
            self.answers.pop_front();
        }
    }

    /// Server time for our time.
    #[must_use]
    pub fn at(&self, at: Timestamp) -> Timestamp {
        Timestamp(at.0.saturating_add_signed(self.offset()))
    }

    /// Our time for server time.
    #[must_use]
    pub fn ours(&self, at: Timestamp) -> Timestamp {
        Timestamp(at.0.saturating_add_signed(-self.offset()))
    }

    /// The shortest way there and back, in ms, if any is known.
    #[must_use]
    pub fn round_trip(&self) -> Option<u64> {
        self.answers.iter().map(|answer| answer.round_trip).min().or(self.before)
    }

    fn offset(&self) -> i64 {
        let best = self.answers.iter().min_by_key(|answer| answer.round_trip);
        best.map_or(self.guess, |best| best.offset)
    }
}

impl Answer {
    fn agrees_with(&self, other: &Self) -> bool {
        let apart = self.offset.abs_diff(other.offset);
        apart <= (self.round_trip + other.round_trip) / 2 + ROUNDING
    }
}
