//! What left for one client under which transport number, and what its browser says of the arrivals: how much comes
//! through, how long it waits in queues on the way, what is lost
//! (draft-holmer-rmcat-transport-wide-cc-extensions-01 §3.1; written for the other direction in [`super::arrivals`]).

use super::arrivals::{LARGE, REFERENCE_TICKS, SMALL, TICK};
use super::rtp::is_newer;
use super::train::Train;
use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// Packets that are remembered: some seconds of all that one client is sent.
const KEPT: usize = 1_024;
/// The quickest journey is that of the last one or two of these times: clocks differ, and a way may become longer.
const QUICKEST_OF: Duration = Duration::from_millis(2_500);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Unknown,
    Lost,
    Arrived,
}

#[derive(Clone, Copy, Debug)]
struct Departure {
    at: Instant,
    /// Which packet it is: its place and the number in it; none if it is sent only once under its number.
    what: Option<(u8, u16)>,
    octets: u16,
    fate: Fate,
}

/// What one message says of the way to the client.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Passage {
    /// Octets that have arrived, and within what time they did.
    pub octets: usize,
    pub within: Duration,
    /// How much longer the quickest packet travelled than the quickest of late.
    pub queued: Option<Duration>,
    /// Packets of which nothing was said before, and how many of them are missing. Late ones are taken off again.
    pub told: u32,
    pub missing: i32,
    /// What a train of packets has measured, in bits per second, if all is told of one now.
    pub train: Option<f64>,
}

/// What left for a client of late.
#[derive(Debug)]
pub(super) struct Departures {
    start: Instant,
    /// Oldest first; the newest has the number before `next`.
    left: VecDeque<Departure>,
    next: u16,
    /// Arrivals are told by the client's clock: the newest so far, in ticks, and octets told with no time between.
    arrived: Option<i64>,
    untimed: usize,
    /// The number after the last that was spoken of.
    spoken: Option<u16>,
    /// The quickest journeys in microseconds of the time before and of this one, which began then. The two clocks do
    /// not agree.
    quickest: Option<([f64; 2], Instant)>,
    train: Option<Train>,
}

impl Departures {
    pub(super) fn new(now: Instant) -> Self {
        Self {
            start: now,
            left: VecDeque::new(),
            next: 0,
            arrived: None,
            untimed: 0,
            spoken: None,
            quickest: None,
            train: None,
        }
    }

    /// A packet leaves: its number. `what` it is, its place and its number there, finds that again.
    pub(super) fn leaves(
        &mut self,
        what: Option<(usize, u16)>,
        octets: usize,
        now: Instant,
    ) -> u16 {
        if self.left.len() == KEPT {
            self.left.pop_front();
        }
        let octets = u16::try_from(octets).unwrap_or(u16::MAX);
        let what = what.map(|(place, own)| (place as u8, own));
        self.left.push_back(Departure { at: now, what, octets, fate: Fate::Unknown });
        let number = self.next;
        self.next = number.wrapping_add(1);
        number
    }

    /// The next packets, each of so many octets, are a train.
    pub(super) fn train_leaves(&mut self, octets: usize) {
        self.train = Some(Train::new(self.next, octets));
    }

    /// The number under which a packet of a place left, if it is still known.
    pub(super) fn number_of(&self, place: usize, own: u16) -> Option<u16> {
        let ago = self.left.iter().rev().position(|d| d.what == Some((place as u8, own)))?;
        Some(self.next.wrapping_sub(1 + ago as u16))
    }

    /// The client is reached by another way: what left by the old one says nothing of it.
    pub(super) fn go_another_way(&mut self, now: Instant) {
        *self = Self { next: self.next, ..Self::new(now) };
    }

    /// Takes a message, from its base number on. What it says of packets that never left counts for nothing.
    pub(super) fn told(&mut self, message: &[u8], now: Instant) -> Option<Passage> {
        let mut passage = Passage::default();
        let told = read(message)?;
        let (base, end) = (told.first()?.0, told.last()?.0.wrapping_add(1));
        let first = self.next.wrapping_sub(self.left.len() as u16);
        let (mut octets, mut newest, mut quickest) = (0, i64::MIN, None::<f64>);
        // A message may be lost itself: what it would have told is taken to have come.
        if let Some(spoken) = self.spoken.filter(|spoken| is_newer(base, *spoken)) {
            let (from, to) = (spoken.wrapping_sub(first), base.wrapping_sub(first));
            let unknown = self.left.iter().take(usize::from(to)).skip(usize::from(from));
            octets = unknown.map(|departure| usize::from(departure.octets)).sum();
        }
        if self.spoken.is_none_or(|spoken| is_newer(end, spoken)) {
            self.spoken = Some(end);
        }
        for (number, ticks) in told {
            if let Some(train) = &mut self.train {
                train.told(number, ticks);
            }
            let place = usize::from(number.wrapping_sub(first));
            let Some(departure) = self.left.get_mut(place) else { continue };
            let before = departure.fate;
            passage.told += u32::from(before == Fate::Unknown);
            let Some(ticks) = ticks else {
                if before == Fate::Unknown {
                    departure.fate = Fate::Lost;
                    passage.missing += 1;
                }
                continue;
            };
            passage.missing -= i32::from(before == Fate::Lost);
            if before == Fate::Arrived {
                continue;
            }
            departure.fate = Fate::Arrived;
            octets += usize::from(departure.octets);
            newest = newest.max(ticks);
            let sent = departure.at.saturating_duration_since(self.start).as_micros() as f64;
            let travelled = (ticks * TICK.as_micros() as i64) as f64 - sent;
            quickest = Some(quickest.map_or(travelled, |known| known.min(travelled)));
        }
        passage.train = self.train.as_ref().and_then(Train::carries);
        self.train = self.train.take().filter(|_| passage.train.is_none());
        passage.queued = quickest.map(|travelled| self.queued(travelled, now));
        self.untimed += octets;
        if quickest.is_some() {
            let within = self.arrived.map_or(0, |before| newest.saturating_sub(before));
            if let Ok(ticks @ 1..) = u32::try_from(within) {
                (passage.octets, passage.within) =
                    (std::mem::take(&mut self.untimed), TICK * ticks);
            } else if self.arrived.is_none() {
                // Nothing is known of when the first ones began to come.
                self.untimed = 0;
            }
            self.arrived = self.arrived.max(Some(newest));
        }
        Some(passage)
    }

    fn queued(&mut self, travelled: f64, now: Instant) -> Duration {
        let (known, since) = self.quickest.get_or_insert(([travelled; 2], now));
        if now.saturating_duration_since(*since) >= QUICKEST_OF {
            (*known, *since) = ([known[1], travelled], now);
        }
        known[1] = known[1].min(travelled);
        Duration::from_micros((travelled - known[0].min(known[1])) as u64)
    }
}

/// The numbers that a message speaks of, and in ticks when each arrived, if it did; `None` if the message is cut.
fn read(message: &[u8]) -> Option<Vec<(u16, Option<i64>)>> {
    let (head, mut rest) = message.split_first_chunk::<8>()?;
    let [base_high, base_low, count_high, count_low, reference @ .., _] = *head;
    let base = u16::from_be_bytes([base_high, base_low]);
    let count = usize::from(u16::from_be_bytes([count_high, count_low]));
    let mut symbols = Vec::with_capacity(count.min(KEPT));
    // Whoever speaks of more has not been sent it.
    while symbols.len() < count.min(KEPT) {
        let (word, after) = rest.split_first_chunk::<2>()?;
        let word = u16::from_be_bytes(*word);
        rest = after;
        match word >> 14 {
            0 | 1 => {
                let run = usize::from(word & 0x1FFF).min(KEPT);
                symbols.extend(std::iter::repeat_n(word >> 13 & 3, run));
            }
            2 => symbols.extend((0..14).map(|n| word >> (13 - n) & 1)),
            _ => symbols.extend((0..7).map(|n| word >> (12 - 2 * n) & 3)),
        }
    }
    symbols.truncate(count);
    let [high, middle, low] = reference;
    let mut ticks = i64::from(u32::from_be_bytes([0, high, middle, low])) * REFERENCE_TICKS;
    let mut told = Vec::with_capacity(symbols.len());
    for (n, symbol) in symbols.into_iter().enumerate() {
        let delta = match symbol {
            SMALL => {
                let (delta, after) = rest.split_first()?;
                rest = after;
                Some(i64::from(*delta))
            }
            LARGE => {
                let (delta, after) = rest.split_first_chunk::<2>()?;
                rest = after;
                Some(i64::from(i16::from_be_bytes(*delta)))
            }
            _ => None,
        };
        ticks += delta.unwrap_or_default();
        told.push((base.wrapping_add(n as u16), delta.map(|_| ticks)));
    }
    Some(told)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::steady;
    use crate::media::arrivals::Arrivals;

    fn ms(n: u64) -> Duration {
        Duration::from_millis(n)
    }

    #[test]
    fn a_queue_that_grows_is_seen_and_what_comes_through() {
        let start = steady();
        let (mut departures, mut arrivals) = (Departures::new(start), Arrivals::new(start));
        // A hundred octets every 10 ms; the line takes 20 ms, and from the hundredth on 40 ms for each.
        let mut free_at = start;
        let mut passages = Vec::new();
        for n in 0..200_u64 {
            let now = start + ms(n * 10);
            let number = departures.leaves(None, 100, now);
            let takes = if n < 100 { ms(0) } else { ms(40) };
            free_at = free_at.max(now) + takes;
            let arrives = free_at + ms(20);
            arrivals.arrived(number, arrives);
            if let Some(message) = arrivals.tell(false, arrives) {
                passages.push(departures.told(&message, arrives).expect("whole"));
            }
        }
        let early = &passages[1..10];
        assert!(early.iter().all(|p| p.queued <= Some(ms(1))), "{early:?}");
        let rate = |p: &Passage| p.octets as f64 * 8.0 / p.within.as_secs_f64();
        assert!(early.iter().all(|p| (rate(p) - 80_000.0).abs() < 1_000.0), "{early:?}");
        let late = passages.last().expect("some");
        assert!(late.queued > Some(ms(2_800)), "{late:?}");
        assert!((rate(late) - 20_000.0).abs() < 500.0, "{late:?}");
        assert!(passages.iter().all(|p| p.missing == 0));
    }

    #[test]
    fn what_is_missing_counts_once_and_what_comes_late_is_not_missing() {
        let start = steady();
        let mut departures = Departures::new(start);
        for n in 0..6 {
            assert_eq!(departures.leaves(Some((1, n as u16 + 7)), 100, start + ms(n)), n as u16);
        }
        assert_eq!(departures.number_of(1, 9), Some(2));
        assert_eq!((departures.number_of(0, 9), departures.number_of(1, 13)), (None, None));
        // Base 0, four packets at reference 0: come, missing, come, missing (a vector of two bits each).
        let message = [0, 0, 0, 4, 0, 0, 0, 0, 0b1101_0001, 0b0000_0000, 40, 4];
        let passage = departures.told(&message, start + ms(30)).expect("whole");
        assert_eq!((passage.told, passage.missing), (4, 2));
        let again = departures.told(&message, start + ms(31)).expect("whole");
        assert_eq!((again.told, again.missing, again.octets), (0, 0, 0));
        // Number 1 comes after all; 4 and 5 are spoken of for the first time.
        let message = [0, 1, 0, 5, 0, 0, 0, 1, 0b1101_0000, 0b0101_0000, 100, 4, 4];
        let passage = departures.told(&message, start + ms(60)).expect("whole");
        assert_eq!((passage.told, passage.missing), (2, -1));
        assert_eq!(passage.octets, 300);
    }

    #[test]
    fn a_message_that_is_lost_does_not_make_a_way_look_narrow() {
        let start = steady();
        let (mut departures, mut arrivals) = (Departures::new(start), Arrivals::new(start));
        let (mut octets, mut within, mut messages) = (0, Duration::ZERO, 0);
        for n in 0..1_000_u64 {
            let now = start + ms(n * 10);
            arrivals.arrived(departures.leaves(None, 100, now), now + ms(20));
            let Some(message) = arrivals.tell(false, now + ms(20)) else { continue };
            messages += 1;
            if messages % 3 == 2 {
                continue;
            }
            let passage = departures.told(&message, now + ms(40)).expect("whole");
            assert_eq!(passage.missing, 0);
            octets += passage.octets;
            within += passage.within;
        }
        let rate = octets as f64 * 8.0 / within.as_secs_f64();
        assert!((rate - 80_000.0).abs() < 1_000.0, "{rate}");
    }

    #[test]
    fn messages_that_lie_say_nothing() {
        let start = steady();
        let mut departures = Departures::new(start);
        departures.leaves(None, 100, start);
        assert_eq!(departures.told(&[], start), None);
        assert_eq!(departures.told(&[0, 0, 0, 1, 0, 0, 0, 0, 0x20, 1], start), None, "cut");
        // Thousands of packets that never left.
        let mut message = vec![0, 9, 0xFF, 0xFF, 0, 0, 0, 0];
        message.extend_from_slice(&[0x3F, 0xFF]);
        message.extend_from_slice(&[1; 9_000]);
        let passage = departures.told(&message, start).expect("read as far as it may count");
        assert_eq!(passage, Passage::default());
        departures.go_another_way(start);
        assert_eq!(departures.leaves(None, 100, start), 1, "numbers go on");
        let message = [0, 0, 0, 1, 0, 0, 0, 0, 0x20, 1, 9];
        assert_eq!(departures.told(&message, start), Some(Passage::default()), "of the old way");
    }

    #[test]
    fn numbers_wrap_in_a_long_meeting() {
        let start = steady();
        let (mut departures, mut arrivals) = (Departures::new(start), Arrivals::new(start));
        let (mut told, mut missing) = (0, 0);
        for n in 0..150_000_u64 {
            let now = start + ms(n * 5);
            let number = departures.leaves(None, 200, now);
            if n % 10 != 3 {
                arrivals.arrived(number, now + ms(30));
            }
            if let Some(message) = arrivals.tell(false, now + ms(30)) {
                let passage = departures.told(&message, now + ms(60)).expect("whole");
                told += passage.told;
                missing += passage.missing;
                assert!(passage.queued < Some(ms(2)), "{passage:?} at {n}");
            }
        }
        assert!((149_900..=150_000).contains(&told), "{told}");
        assert!((14_980..=15_000).contains(&missing), "{missing}");
    }
}
