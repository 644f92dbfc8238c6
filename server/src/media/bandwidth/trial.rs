//! Whether a picture that was left out would fit again, found out with padding. Voices wait in the same queue, so a
//! trial goes no further than it has to.
//!
//! ```text
//!  Train ── it arrived as fast as the picture would ──► Pulses, each with more ──► the whole for a while ──► Held
//!    └─────────── slower ───────────► Failed ◄── a queue grows, or packets are lost ──┘
//! ```
//! A train of packets ([`crate::media::train`]) costs the voices a few hundredths of a second, and nearly always tells
//! that nothing has changed.

use crate::media::rtp::{MAX_PADDING, NUMBERED_HEADER};
use crate::media::train::{AROUND, LENGTH};
use std::time::{Duration, Instant};

/// A step of a trial, and how much more each sends: for a moment only, then it is heard what came of it.
const STEP: Duration = Duration::from_millis(450);
const MOMENT: Duration = Duration::from_millis(150);
const STEP_UP: f64 = 1.5;
/// The last step, which sends a little more than the picture would.
const LAST_STEP: Duration = Duration::from_millis(1_500);
/// Nothing is heard of a train within this time: then nothing is known.
const ANSWERED: Duration = Duration::from_secs(1);
/// A voice waits so many seconds behind a train, as far as is known what the line carries.
const TRAIN_TAKES: f64 = 0.03;
/// The shortest padding whose packets tell anything.
const SHORTEST: f64 = 40.0;

/// What is to be sent now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::media) enum Padding {
    /// So many octets.
    Octets(usize),
    /// A train of packets, each with so much padding.
    Train(u8),
}

/// How it stands with a trial.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Course {
    Goes,
    Held,
    Failed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Train {
    ToBeSent(u8),
    SentAt(Instant),
    Over,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Trial {
    rate: f64,
    goal: f64,
    train: Train,
    step_ends: Instant,
    /// Octets that may be sent and were not.
    owed: f64,
    paid_at: Instant,
}

impl Trial {
    /// Up to `goal`, where `sent` is sent now, and the line `carries` so much as far as is known; bits per second.
    pub(super) fn new(sent: f64, goal: f64, carries: Option<f64>, now: Instant) -> Self {
        let packet = carries.map_or(f64::MAX, |it| it / 8.0 * TRAIN_TAKES / LENGTH as f64);
        let padding = packet - (NUMBERED_HEADER + AROUND) as f64;
        let train = Train::ToBeSent(padding.clamp(SHORTEST, f64::from(MAX_PADDING)) as u8);
        let rate = (sent * 1.2).min(goal);
        let trial = Self { rate, goal, train, step_ends: now, owed: 0.0, paid_at: now };
        Self { step_ends: now + trial.step(), ..trial }
    }

    /// How long the present step lasts.
    fn step(&self) -> Duration {
        if self.rate >= self.goal { LAST_STEP } else { STEP }
    }

    /// A train has measured what the line carries: whether the trial goes on.
    pub(super) fn train_arrived(&mut self, carries: f64, now: Instant) -> bool {
        if self.train != Train::Over {
            self.train = Train::Over;
            self.step_ends = now + self.step();
        }
        carries >= self.goal
    }

    /// Time passes; `heard` is whether the listener has told anything of late.
    pub(super) fn goes_on(&mut self, goal: f64, heard: bool, now: Instant) -> Course {
        self.goal = goal;
        match self.train {
            Train::SentAt(at) if now - at < ANSWERED => return Course::Goes,
            Train::SentAt(_) => return Course::Failed,
            _ if now < self.step_ends => return Course::Goes,
            // Whom no padding can be sent is tried with the picture itself.
            Train::ToBeSent(_) => self.train = Train::Over,
            Train::Over => {}
        }
        if self.rate < self.goal {
            self.rate = (self.rate * STEP_UP).min(self.goal);
            self.step_ends = now + self.step();
            return Course::Goes;
        }
        // No queue grew, or the trial would be over; but that has to have been said.
        if heard { Course::Held } else { Course::Failed }
    }

    /// What is to be sent now, beside what is `sent` anyway, in bits per second.
    pub(super) fn padding(&mut self, sent: f64, now: Instant) -> Padding {
        let passed = now.saturating_duration_since(self.paid_at).as_secs_f64().min(0.1);
        self.paid_at = now;
        if let Train::ToBeSent(padding) = self.train {
            self.train = Train::SentAt(now);
            return Padding::Train(padding);
        }
        let pauses = self.rate < self.goal && now + STEP - MOMENT > self.step_ends;
        if self.train != Train::Over || pauses {
            return Padding::Octets(0);
        }
        // What is sent anyway counts.
        self.owed += (self.rate - sent.min(self.rate)).max(0.0) / 8.0 * passed;
        let due = self.owed.floor();
        self.owed -= due;
        Padding::Octets(due as usize)
    }
}
