//! Listeners behind lines of all kinds, in virtual time.

use super::*;
use crate::clock::steady;

const FLOOR: f64 = 600_000.0;
const CHAIR: f64 = 150_000.0;
const VOICES: f64 = 50_000.0;
/// What each picture takes: no screen is shown, and no seats.
const PICTURES_MADE: [f64; PICTURES] = [0.0, FLOOR, CHAIR, 0.0];

/// How finely time passes on a line, and how often its listener tells what came.
const TICK: Duration = Duration::from_millis(10);
const TELLS_EVERY: u32 = 10;
/// A full queue takes so long to empty.
const QUEUE: f64 = 0.3;
/// Octets of a packet.
const PACKET: f64 = 500.0;

/// A listener behind a line: a queue that drains at a rate, and is full at some time.
struct Line {
    bandwidth: Bandwidth,
    now: Instant,
    /// Bits per second.
    carries: f64,
    loses: f64,
    /// Packets travel longer by so much, from one message to the next.
    shakes: Vec<Duration>,
    is_silent: bool,
    /// Octets that wait.
    queue: f64,
    changes: u32,
    /// For how long somebody's voice would have been lost, and waited for more than a tenth of a second.
    lost: Duration,
    late: Duration,
}

impl Line {
    fn new(carries: f64) -> Self {
        Self {
            bandwidth: Bandwidth::default(),
            now: steady(),
            carries,
            loses: 0.0,
            shakes: vec![Duration::ZERO],
            is_silent: false,
            queue: 0.0,
            changes: 0,
            lost: Duration::ZERO,
            late: Duration::ZERO,
        }
    }

    fn runs(&mut self, seconds: u64) {
        let tick = TICK.as_secs_f64();
        for round in 0..seconds * 10 {
            let (mut came, mut sent, mut dropped) = (0.0, 0.0, 0.0);
            let mut train = None;
            for _ in 0..TELLS_EVERY {
                self.now += TICK;
                let mut rate = VOICES;
                for (number, picture) in PICTURES_MADE.into_iter().enumerate() {
                    rate += if self.bandwidth.carries(number) { picture } else { 0.0 };
                }
                let media = rate / 8.0 * tick;
                self.bandwidth.sent(media as usize);
                let padding = match self.bandwidth.padding(self.now) {
                    Padding::Octets(octets) => octets as f64,
                    Padding::Train(padding) => {
                        train = Some(self.carries);
                        4.0 * (58.0 + f64::from(padding))
                    }
                };
                let more = media + padding;
                let (room, drains) = (self.carries / 8.0 * QUEUE, self.carries / 8.0 * tick);
                let taken = more.min(room + drains - self.queue);
                sent += more;
                dropped += more - taken;
                let leaves = (self.queue + taken).min(drains);
                self.queue += taken - leaves;
                came += leaves * (1.0 - self.loses);
                dropped += leaves * self.loses;
                self.lost += if more > taken + 1.0 { TICK } else { Duration::ZERO };
                self.late +=
                    if self.queue * 8.0 / self.carries > 0.1 { TICK } else { Duration::ZERO };
            }
            let shakes = self.shakes[round as usize % self.shakes.len()];
            let waits = Duration::from_secs_f64(self.queue * 8.0 / self.carries);
            let passage = Passage {
                octets: came as usize,
                within: TICK * TELLS_EVERY,
                queued: Some(waits + shakes),
                told: (sent / PACKET).ceil() as u32,
                missing: (dropped / PACKET).round() as i32,
                train,
            };
            if !self.is_silent {
                self.bandwidth.told(&passage, self.now);
            }
            let change = self.bandwidth.decide(PICTURES_MADE, VOICES, (DECIDE_EVERY, self.now));
            let changed = change.stopped.iter().chain(&change.resumed).filter(|c| **c).count();
            self.changes += changed as u32;
        }
    }

    fn shown(&self) -> [bool; 2] {
        [self.bandwidth.carries(1), self.bandwidth.carries(2)]
    }
}

#[test]
fn a_good_line_carries_everything() {
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
fn on_a_narrow_line_there_is_sound_only_and_trials_harm_it_little() {
    for (carries, late_at_most) in [(300_000.0, 0), (64_000.0, 0)] {
        let mut line = Line::new(carries);
        line.runs(5);
        assert_eq!(line.shown(), [false, false]);
        let (lost, late) = (line.lost, line.late);
        line.runs(120);
        assert_eq!(line.shown(), [false, false]);
        assert!(line.lost - lost < Duration::from_millis(500), "{:?}", line.lost - lost);
        let late = line.late - late;
        assert!(late <= Duration::from_secs(late_at_most), "{late:?} at {carries}");
    }
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
    let all_lost = Passage { told: 100, missing: 100, ..Passage::default() };
    line.bandwidth.told(&all_lost, line.now);
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
fn jitter_alone_stops_nothing() {
    let mut line = Line::new(5_000_000.0);
    line.loses = 0.01;
    line.shakes = (0..97).map(|n| Duration::from_millis(n * 37 % 80)).collect();
    line.runs(60);
    assert_eq!((line.shown(), line.changes), ([true, true], 0));
}

#[test]
fn who_says_nothing_is_not_tried() {
    let mut line = Line::new(300_000.0);
    line.runs(5);
    let before = line.changes;
    line.is_silent = true;
    line.runs(120);
    assert_eq!((line.shown(), line.changes), ([false, false], before));
}
