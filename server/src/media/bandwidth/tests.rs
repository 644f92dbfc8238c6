//! Listeners behind lines of all kinds, in virtual time.

use super::*;
use crate::clock::steady;

const FLOOR: f64 = 600_000.0;
const CHAIR: f64 = 150_000.0;
const VOICES: f64 = 50_000.0;

/// A listener behind a line: a queue that drains at a rate, and a receiver that notices when it grows.
struct Line {
    bandwidth: Bandwidth,
    now: Instant,
    carries: f64,
    loses: f32,
    estimate: f64,
    changes: u32,
    /// Time at which more was sent than the line carries.
    crowded: Duration,
}

impl Line {
    fn new(carries: f64) -> Self {
        let (bandwidth, now) = (Bandwidth::default(), steady());
        let (estimate, changes, crowded) = (300_000.0, 0, Duration::ZERO);
        Self { bandwidth, now, carries, loses: 0.0, estimate, changes, crowded }
    }

    fn runs(&mut self, seconds: u64) {
        for _ in 0..seconds * 5 {
            let mut sent = VOICES;
            for (number, rate) in [FLOOR, CHAIR].into_iter().enumerate() {
                sent += if self.bandwidth.carries(number) { rate } else { 0.0 };
            }
            let mut padding = 0;
            for _ in 0..10 {
                self.now += DECIDE_EVERY / 10;
                padding += self.bandwidth.padding(self.now);
            }
            self.bandwidth.sent((sent / 8.0 / 5.0) as usize);
            self.bandwidth.padded(padding);
            let sent = sent + padding as f64 * 8.0 * 5.0;
            // As libwebrtc: 0.85 of what came when the queue grows, else 8 % a second, at most half more than
            // what comes.
            if sent > self.carries {
                self.crowded += DECIDE_EVERY;
                self.estimate = self.estimate.min(self.carries * 0.85);
            } else if self.estimate < sent * 1.5 {
                self.estimate *= 1.016;
            }
            self.bandwidth.estimated(self.estimate as u64, self.now);
            let queue = if sent > self.carries { 250.0 } else { 0.0 };
            self.bandwidth.travelled(30.0 + queue, self.now);
            let full = (1.0 - self.carries / sent).max(0.0) as f32;
            self.bandwidth.lost(full.max(self.loses), self.now);
            let change = self.bandwidth.decide([FLOOR, CHAIR], VOICES, (DECIDE_EVERY, self.now));
            let changed = change.stopped.iter().chain(&change.resumed).filter(|c| **c).count();
            self.changes += changed as u32;
        }
    }

    fn shown(&self) -> [bool; 2] {
        [self.bandwidth.carries(0), self.bandwidth.carries(1)]
    }
}

#[test]
fn a_good_line_carries_everything_though_the_estimate_lags_behind() {
    let mut line = Line::new(5_000_000.0);
    line.runs(60);
    assert_eq!((line.shown(), line.changes), ([true, true], 0));
}

#[test]
fn the_presiding_officers_picture_goes_first() {
    let mut line = Line::new(720_000.0);
    line.runs(15);
    assert_eq!(line.shown(), [true, false]);
}

#[test]
fn on_a_narrow_line_there_is_sound_only_and_trials_are_seldom() {
    let mut line = Line::new(300_000.0);
    line.runs(4);
    assert_eq!(line.shown(), [false, false]);
    let before = line.crowded;
    line.runs(120);
    assert_eq!(line.shown(), [false, false]);
    assert!(line.crowded - before < Duration::from_secs(15), "{:?}", line.crowded - before);
}

#[test]
fn after_a_step_down_and_up_the_pictures_come_back() {
    let mut line = Line::new(2_000_000.0);
    line.runs(30);
    line.carries = 300_000.0;
    line.runs(30);
    assert_eq!(line.shown(), [false, false]);
    line.carries = 2_000_000.0;
    line.runs(20);
    assert!(line.shown()[0], "the floor's is back within 20 s");
    line.runs(20);
    assert_eq!((line.shown(), line.changes), ([true, true], 4));
}

#[test]
fn another_network_is_judged_anew() {
    let mut line = Line::new(300_000.0);
    line.runs(60);
    assert_eq!(line.shown(), [false, false]);
    line.carries = 5_000_000.0;
    line.bandwidth.goes_another_way(line.now);
    line.runs(12);
    assert!(line.shown()[0], "nobody waits as long as on the old one");
    line.runs(12);
    assert_eq!(line.shown(), [true, true]);
    // And the other way round: an outage between two good networks costs no picture.
    line.bandwidth.lost(1.0, line.now);
    line.bandwidth.goes_another_way(line.now);
    let before = line.changes;
    line.runs(20);
    assert_eq!((line.shown(), line.changes), ([true, true], before));
}

#[test]
fn loss_counts_as_congestion_only_when_it_is_heavy() {
    let mut line = Line::new(5_000_000.0);
    line.runs(5);
    line.loses = 0.02;
    line.runs(20);
    assert_eq!(line.shown(), [true, true]);
    line.loses = 0.3;
    line.runs(20);
    assert_eq!(line.shown(), [false, false]);
}

#[test]
fn an_estimate_that_falls_at_jitter_alone_stops_nothing() {
    let mut line = Line::new(5_000_000.0);
    line.runs(5);
    for n in 0..200_u64 {
        line.now += DECIDE_EVERY;
        line.bandwidth.sent(20_000);
        line.bandwidth.estimated(100_000 + n * 977 % 90_000, line.now);
        line.bandwidth.travelled(30.0 + (n * 37 % 80) as f32, line.now);
        line.bandwidth.lost(0.01, line.now);
        line.bandwidth.decide([FLOOR, CHAIR], VOICES, (DECIDE_EVERY, line.now));
    }
    assert_eq!(line.shown(), [true, true]);
}

#[test]
fn who_says_nothing_is_not_tried() {
    let mut line = Line::new(300_000.0);
    line.runs(5);
    let mut resumed = false;
    for _ in 0..600 {
        line.now += DECIDE_EVERY;
        let change = line.bandwidth.decide([FLOOR, CHAIR], VOICES, (DECIDE_EVERY, line.now));
        resumed |= change.resumed[0];
    }
    assert!(!resumed);
}
