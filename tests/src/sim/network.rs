//! The virtual network: what is said arrives in order on each connection, later than it was said, sometimes
//! much later; a cable that is out delivers nothing until it is in again.

use rand::Rng;
use rand::rngs::SmallRng;
use rostrum_proto::time::{Millis, Timestamp};
use std::collections::VecDeque;

/// One direction of a connection.
#[derive(Debug)]
pub struct Pipe<T> {
    waiting: VecDeque<(Timestamp, T)>,
    last: Timestamp,
}

impl<T> Default for Pipe<T> {
    fn default() -> Self {
        Self { waiting: VecDeque::new(), last: Timestamp(0) }
    }
}

/// How bad it is.
#[derive(Clone, Copy, Debug)]
pub struct Weather {
    /// The longest usual way, in ms.
    pub delay: u64,
    /// Of a hundred packets so many are lost, and come when they are sent again.
    pub loss: u32,
}

impl Weather {
    /// A good network.
    pub const FAIR: Self = Self { delay: 30, loss: 0 };
}

impl<T> Pipe<T> {
    /// Something is said.
    pub fn put(&mut self, now: Timestamp, weather: Weather, dice: &mut SmallRng, what: T) {
        let mut way = dice.random_range(1..=weather.delay.max(1));
        while dice.random_range(0..100) < weather.loss {
            way += dice.random_range(200..600);
        }
        self.last = self.last.max(now + Millis(way));
        self.waiting.push_back((self.last, what));
    }

    /// The next thing that has arrived.
    pub fn take(&mut self, now: Timestamp) -> Option<T> {
        let arrived = self.waiting.front().is_some_and(|(at, _)| *at <= now);
        if arrived { self.waiting.pop_front().map(|(_, what)| what) } else { None }
    }

    /// Nothing is on its way.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }
}
