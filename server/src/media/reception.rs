//! What arrives of one stream a client sends: losses, jitter, what to ask for again (RFC 3550 §6.4,
//! A.1, A.8).

use super::rtcp::ReportBlock;
use super::rtp::is_newer;
use std::time::{Duration, Instant};

/// Lost packets remembered at most, and for how long; beyond that only a key frame helps.
const MISSING_KEPT: usize = 256;
const REMEMBERED: Duration = Duration::from_secs(2);
/// A jump beyond which the sender has started anew.
const MAX_JUMP: u16 = 3_000;
/// How often a lost packet is asked for, and how long after the first request comes the second; each wait after it is
/// half as long again. What was asked for may stand in a queue for a second.
const REQUESTS: u8 = 7;
const SECOND_REQUEST: Duration = Duration::from_millis(60);
/// A packet that is only late is not asked for.
const REORDERING: Duration = Duration::from_millis(8);

/// What a packet means to the count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Seen {
    New,
    Recovered,
    Duplicate,
}

#[derive(Clone, Copy, Debug)]
struct Missing {
    sequence: u16,
    since: Instant,
    requests: u8,
    next: Instant,
    wait: Duration,
}

/// The reception of one SSRC.
#[derive(Debug)]
pub(super) struct Reception {
    pub ssrc: u32,
    clock_rate: u32,
    first: u32,
    highest: u32,
    received: u32,
    jitter: f64,
    transit: Option<f64>,
    started: Instant,
    sender_report: Option<(u32, Instant)>,
    missing: Vec<Missing>,
    reported: (u32, u32),
    probed: (u32, u32),
}

impl Reception {
    /// Starts counting with the first packet of a stream.
    pub(super) fn new(ssrc: u32, clock_rate: u32, sequence: u16, now: Instant) -> Self {
        let first = 0x1_0000 | u32::from(sequence);
        Self {
            ssrc,
            clock_rate,
            first,
            highest: first.wrapping_sub(1),
            received: 0,
            jitter: 0.0,
            transit: None,
            started: now,
            sender_report: None,
            missing: Vec::new(),
            reported: (0, 0),
            probed: (0, 0),
        }
    }

    /// Counts a packet; `resent` if it came as a retransmission.
    pub(super) fn count(
        &mut self,
        sequence: u16,
        timestamp: u32,
        now: Instant,
        resent: bool,
    ) -> Seen {
        let highest = self.highest as u16;
        if is_newer(sequence, highest) {
            let ahead = sequence.wrapping_sub(highest);
            if ahead > MAX_JUMP {
                let sender_report = self.sender_report;
                *self = Self::new(self.ssrc, self.clock_rate, sequence, now);
                self.sender_report = sender_report;
                self.highest = self.first;
            } else {
                for lost in 1..ahead {
                    self.miss(highest.wrapping_add(lost), now);
                }
                self.highest = self.highest.wrapping_add(u32::from(ahead));
            }
            // What came only because it was sent again was lost, whether or not we had missed it yet.
            if !resent {
                self.received = self.received.wrapping_add(1);
                self.time(timestamp, now);
            }
            return Seen::New;
        }
        let Some(place) = self.missing.iter().position(|m| m.sequence == sequence) else {
            return Seen::Duplicate;
        };
        self.missing.swap_remove(place);
        if !resent {
            self.received = self.received.wrapping_add(1);
        }
        Seen::Recovered
    }

    fn miss(&mut self, sequence: u16, now: Instant) {
        if self.missing.len() == MISSING_KEPT {
            self.missing.remove(0);
        }
        let (next, wait) = (now + REORDERING, SECOND_REQUEST);
        self.missing.push(Missing { sequence, since: now, requests: 0, next, wait });
    }

    fn time(&mut self, timestamp: u32, now: Instant) {
        let arrival = (now - self.started).as_secs_f64() * f64::from(self.clock_rate);
        let transit = arrival - f64::from(timestamp);
        if let Some(before) = self.transit.replace(transit) {
            let difference = (transit - before).abs();
            // A timestamp that wrapped says nothing about the network.
            if difference < f64::from(self.clock_rate) * 10.0 {
                self.jitter += (difference - self.jitter) / 16.0;
            }
        }
    }

    /// Sequence numbers to ask the sender for now.
    pub(super) fn requests(&mut self, now: Instant) -> Vec<u16> {
        let mut wanted = Vec::new();
        self.missing.retain_mut(|missing| {
            if missing.next <= now && missing.requests < REQUESTS {
                wanted.push(missing.sequence);
                missing.requests += 1;
                missing.next = now + missing.wait;
                missing.wait = missing.wait * 3 / 2;
            }
            now.saturating_duration_since(missing.since) < REMEMBERED
        });
        wanted
    }

    /// Remembers a sender report, to be echoed in ours.
    pub(super) fn sender_reported(&mut self, ntp: u64, now: Instant) {
        self.sender_report = Some(((ntp >> 16) as u32, now));
    }

    /// Our report on this stream since the last one, if anything of it has come since (RFC 3550 §6.4): to say that nothing
    /// was lost of nothing would be good news to a sender of whom hardly anything passes.
    pub(super) fn report(&mut self, now: Instant) -> Option<ReportBlock> {
        let (expected, received) = (self.expected(), self.received);
        if expected == self.reported.0 {
            return None;
        }
        let fraction = lost_fraction(&mut self.reported, expected, received);
        let lost = expected.saturating_sub(received).min(0x7F_FFFF);
        let (last_report, delay) = self
            .sender_report
            .map_or((0, 0), |(last, at)| (last, ((now - at).as_secs_f64() * 65_536.0) as u32));
        Some(ReportBlock {
            ssrc: self.ssrc,
            fraction_lost: (fraction * 256.0).min(255.0) as u8,
            cumulative_lost: lost,
            highest: self.highest,
            jitter: self.jitter as u32,
            last_report,
            delay,
        })
    }

    /// Variation of the travel in milliseconds.
    pub(super) fn jitter_ms(&self) -> f32 {
        (self.jitter * 1_000.0 / f64::from(self.clock_rate)) as f32
    }

    /// Packets expected and lost since the last call.
    pub(super) fn probe(&mut self) -> (u32, u32) {
        let (expected, received) = (self.expected(), self.received);
        let (before, before_received) = self.probed;
        self.probed = (expected, received);
        let expected = expected.saturating_sub(before);
        let received = received.saturating_sub(before_received);
        (expected, expected.saturating_sub(received))
    }

    fn expected(&self) -> u32 {
        self.highest.wrapping_sub(self.first).wrapping_add(1)
    }
}

fn lost_fraction(last: &mut (u32, u32), expected: u32, received: u32) -> f32 {
    let (before, before_received) = std::mem::replace(last, (expected, received));
    let expected = expected.saturating_sub(before);
    let received = received.saturating_sub(before_received);
    if expected == 0 {
        return 0.0;
    }
    expected.saturating_sub(received) as f32 / expected as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn losses_are_asked_for_a_bounded_number_of_times() {
        let start = Instant::now();
        let mut reception = Reception::new(1, 90_000, 65_534, start);
        assert_eq!(reception.count(65_534, 0, start, false), Seen::New);
        assert_eq!(reception.count(1, 0, start, false), Seen::New);
        assert!(reception.requests(start).is_empty(), "may only be late");
        let mut now = start + REORDERING;
        assert_eq!(reception.requests(now), [65_535, 0]);
        assert_eq!(reception.count(65_535, 0, now, true), Seen::Recovered);
        assert_eq!(reception.count(65_535, 0, now, true), Seen::Duplicate);
        let waits = [60, 90, 135, 202, 304, 455].map(|ms| Duration::from_millis(ms + 1));
        for wait in waits {
            assert!(reception.requests(now + wait / 2).is_empty());
            now += wait;
            assert_eq!(reception.requests(now), [0]);
        }
        assert!(reception.requests(now + SECOND_REQUEST * 10).is_empty());
        assert_eq!(reception.count(0, 0, now, true), Seen::Recovered, "late, and welcome");
        assert_eq!(reception.probe(), (4, 2));
        assert_eq!(reception.probe(), (0, 0));
    }

    #[test]
    fn a_report_counts_what_the_network_lost() {
        let now = Instant::now();
        let mut reception = Reception::new(9, 48_000, 100, now);
        for sequence in (100..200).filter(|n| n % 4 != 0) {
            reception.count(sequence, 0, now, false);
        }
        let report = reception.report(now).expect("it has come");
        assert_eq!((report.cumulative_lost, report.fraction_lost), (25, 64));
        assert_eq!(report.highest & 0xFFFF, 199);
        assert!(reception.report(now).is_none(), "nothing has come since");
        reception.count(203, 0, now, false);
        let next = reception.report(now).expect("something has come");
        assert_eq!((next.cumulative_lost, next.fraction_lost), (28, 192));
    }

    #[test]
    fn a_hostile_jump_starts_anew() {
        let now = Instant::now();
        let mut reception = Reception::new(9, 48_000, 0, now);
        reception.count(0, 0, now, false);
        reception.count(30_000, 0, now, false);
        assert!(reception.requests(now + REORDERING).is_empty());
        for n in 0..20_u16 {
            reception.count(30_000_u16.wrapping_add(n * 2_000), 0, now, false);
        }
        assert!(reception.requests(now + REORDERING).len() <= MISSING_KEPT);
    }
}
