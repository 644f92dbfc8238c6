//! When every packet of a client arrived, told to it many times a second, so that its browser finds out what its uplink
//! carries and keeps its voice before its picture (draft-holmer-rmcat-transport-wide-cc-extensions-01 §3.1).

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// How often it is told, and how often where the way down is narrow: as libwebrtc does, between the two.
const TELL_EVERY: Duration = Duration::from_millis(50);
const TELL_SELDOM: Duration = Duration::from_millis(250);
/// Packets in one message, received and missing. More have not been sent in that time.
const MOST: u64 = 400;
/// A tick of a message's clock; it begins at a multiple of so many.
pub(super) const TICK: Duration = Duration::from_micros(250);
pub(super) const REFERENCE_TICKS: i64 = 256;

const NOT_RECEIVED: u16 = 0;
pub(super) const SMALL: u16 = 1;
pub(super) const LARGE: u16 = 2;
/// Packets of one word with two bits each.
const IN_VECTOR: usize = 7;
const MAX_RUN: usize = 0x1FFF;

/// What has arrived and was not told yet.
#[derive(Debug)]
pub(super) struct Arrivals {
    start: Instant,
    /// By number, counted on beyond 16 bits.
    received: BTreeMap<u64, Instant>,
    highest: Option<u64>,
    /// The first number that the next message speaks of.
    next: u64,
    messages: u8,
    told_at: Instant,
}

impl Arrivals {
    pub(super) fn new(now: Instant) -> Self {
        let received = BTreeMap::new();
        Self { start: now, received, highest: None, next: 0, messages: 0, told_at: now }
    }

    /// A packet with this number has arrived.
    pub(super) fn arrived(&mut self, number: u16, now: Instant) {
        let counted = match self.highest {
            None => 0x1_0000 + u64::from(number),
            Some(highest) => {
                let ahead = i64::from(number.wrapping_sub(highest as u16).cast_signed());
                highest.saturating_add_signed(ahead)
            }
        };
        if self.highest.is_none() {
            self.next = counted;
        }
        // What was told as missing stays so: the sender has drawn its conclusion.
        if counted < self.next {
            return;
        }
        self.highest = self.highest.max(Some(counted));
        self.received.entry(counted).or_insert(now);
        let oldest = self.highest.map_or(0, |highest| (highest + 1).saturating_sub(MOST));
        if oldest > self.next {
            self.next = oldest;
            self.received = self.received.split_off(&oldest);
        }
    }

    /// The body of the next message, from the base number on, if there is something to tell.
    pub(super) fn tell(&mut self, is_narrow: bool, now: Instant) -> Option<Vec<u8>> {
        let every = if is_narrow { TELL_SELDOM } else { TELL_EVERY };
        if now - self.told_at < every || self.received.is_empty() {
            return None;
        }
        self.told_at = now;
        let received = std::mem::take(&mut self.received);
        let (first, last) = (self.next, *received.keys().next_back()?);
        self.next = last + 1;
        let earliest = received.values().min()?.saturating_duration_since(self.start);
        let earliest = (earliest.as_micros() / TICK.as_micros()) as i64;
        let reference = (earliest / REFERENCE_TICKS) as u32;
        let mut before = i64::from(reference) * REFERENCE_TICKS;
        let (mut symbols, mut deltas) = (Vec::new(), Vec::new());
        for number in first..=last {
            let Some(at) = received.get(&number) else {
                symbols.push(NOT_RECEIVED);
                continue;
            };
            let ticks =
                (at.saturating_duration_since(self.start).as_micros() / TICK.as_micros()) as i64;
            let delta = ticks - before;
            if let Ok(small) = u8::try_from(delta) {
                symbols.push(SMALL);
                deltas.push(small);
            } else if let Ok(large) = i16::try_from(delta) {
                symbols.push(LARGE);
                deltas.extend_from_slice(&large.to_be_bytes());
            } else {
                // More than eight seconds in one message are not of one burst.
                symbols.push(NOT_RECEIVED);
                continue;
            }
            before = ticks;
        }
        let mut body = Vec::with_capacity(16 + symbols.len() + deltas.len());
        body.extend_from_slice(&(first as u16).to_be_bytes());
        body.extend_from_slice(&(symbols.len() as u16).to_be_bytes());
        body.extend_from_slice(
            &((reference & 0xFF_FFFF) << 8 | u32::from(self.messages)).to_be_bytes(),
        );
        self.messages = self.messages.wrapping_add(1);
        chunks(&symbols, &mut body);
        body.extend_from_slice(&deltas);
        Some(body)
    }
}

/// Runs of one kind, and between them words of seven packets.
fn chunks(mut symbols: &[u16], body: &mut Vec<u8>) {
    while let Some(&first) = symbols.first() {
        let run = symbols.iter().take(MAX_RUN).take_while(|symbol| **symbol == first).count();
        let (word, told) = if run >= IN_VECTOR || run == symbols.len() {
            (first << 13 | run as u16, run)
        } else {
            let told = symbols.len().min(IN_VECTOR);
            let packed = symbols[..told].iter().enumerate();
            let packed = packed.fold(0, |word, (n, symbol)| word | symbol << (12 - 2 * n));
            (0xC000 | packed, told)
        };
        body.extend_from_slice(&word.to_be_bytes());
        symbols = &symbols[told..];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(n: u64) -> Duration {
        Duration::from_millis(n)
    }

    /// Reads a body back, by the draft: numbers and arrival in ticks, none for what is missing.
    fn read(body: &[u8]) -> Vec<(u16, Option<i64>)> {
        let u16_at = |at: usize| u16::from_be_bytes([body[at], body[at + 1]]);
        let (base, count) = (u16_at(0), usize::from(u16_at(2)));
        let reference = u32::from_be_bytes([0, body[4], body[5], body[6]]);
        let mut symbols = Vec::new();
        let mut at = 8;
        while symbols.len() < count {
            let word = u16_at(at);
            at += 2;
            match word >> 14 {
                0 | 1 => symbols.extend(vec![word >> 13 & 3; usize::from(word & 0x1FFF)]),
                2 => symbols.extend((0..14).map(|n| word >> (13 - n) & 1)),
                _ => symbols.extend((0..7).map(|n| word >> (12 - 2 * n) & 3)),
            }
        }
        let mut ticks = i64::from(reference) * 256;
        let numbered = symbols.into_iter().take(count).enumerate();
        let read = numbered.map(|(n, symbol)| {
            let arrived = match symbol {
                0 => None,
                1 => {
                    at += 1;
                    Some(i64::from(body[at - 1]))
                }
                2 => {
                    at += 2;
                    Some(i64::from(u16_at(at - 2).cast_signed()))
                }
                other => panic!("reserved: {other}"),
            };
            let arrived = arrived.map(|delta| {
                ticks += delta;
                ticks
            });
            (base.wrapping_add(n as u16), arrived)
        });
        let read = read.collect();
        assert_eq!(at, body.len(), "nothing is left");
        read
    }

    #[test]
    fn arrivals_are_told_with_what_is_missing() {
        let start = Instant::now();
        let mut arrivals = Arrivals::new(start);
        for (number, at) in [(65_534, 10), (65_535, 11), (1, 130), (0, 131), (5, 200)] {
            arrivals.arrived(number, start + ms(at));
        }
        assert_eq!(arrivals.tell(false, start + ms(20)), None, "not yet");
        let told = read(&arrivals.tell(false, start + ms(210)).unwrap());
        let at = |ms: i64| Some(ms * 4);
        let expected = [
            (65_534, at(10)),
            (65_535, at(11)),
            (0, at(131)),
            (1, at(130)),
            (2, None),
            (3, None),
            (4, None),
            (5, at(200)),
        ];
        assert_eq!(told, expected);
        arrivals.arrived(3, start + ms(220));
        assert_eq!(arrivals.tell(false, start + ms(300)), None, "too late to be told");
        arrivals.arrived(6, start + ms(320));
        assert_eq!(read(&arrivals.tell(false, start + ms(400)).unwrap()), [(6, at(320))]);
    }

    #[test]
    fn a_long_meeting_is_told_whole() {
        let start = Instant::now();
        let mut arrivals = Arrivals::new(start);
        let mut told = Vec::new();
        for n in 0..150_000_u64 {
            let now = start + Duration::from_millis(n * 3);
            if n % 17 != 3 {
                arrivals.arrived(n as u16, now);
            }
            told.extend(arrivals.tell(false, now).map_or(vec![], |body| read(&body)));
        }
        assert!(told.len() > 149_900);
        for (n, (number, arrived)) in told.iter().enumerate() {
            assert_eq!(*number, n as u16);
            assert_eq!(arrived.is_none(), n % 17 == 3, "{n}");
        }
    }

    #[test]
    fn numbers_that_lie_cost_little() {
        let start = Instant::now();
        let mut arrivals = Arrivals::new(start);
        for n in 0..10_000_u32 {
            arrivals.arrived(
                (n.wrapping_mul(40_503) >> 3) as u16,
                start + Duration::from_micros(u64::from(n)),
            );
            assert!(arrivals.received.len() <= MOST as usize);
        }
        let body = arrivals.tell(false, start + ms(60)).unwrap();
        assert!(body.len() < 1_200, "{}", body.len());
    }
}
