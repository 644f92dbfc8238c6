//! What one listener's network carries, and what is therefore sent: voices always, pictures while they fit.
//!
//! A receiver tells what it believes to be able to receive (REMB), and what it has lost. Its estimate lags far behind
//! what could be sent, so it counts as a limit only once it falls or stops growing below what is sent. It falls at mere
//! jitter too: so nothing is left out unless packets are lost as well, or travel longer than they did. When a picture
//! has been left out, nothing tells that it would fit again; so padding is sent for a moment, in steps, up to what the
//! picture would take.
//!
//! ```text
//!  Sent ── demand above the limit ──► LeftOut ── a trial with padding holds ──► Sent
//!             (the presiding officer's before the floor's)    └─ it does not: later again
//! ```

use super::meter::Meter;
use std::time::{Duration, Instant};

/// Pictures, the more important first: the floor's, the presiding officer's. Their places in `SLOTS`.
pub(super) const PICTURES: usize = 2;

/// How often it is decided.
pub(super) const DECIDE_EVERY: Duration = Duration::from_millis(200);
/// An estimate that falls below this part of the one before has fallen.
const FALLEN: f64 = 0.97;
/// A receiver whose queue grows names this part of what it has received (libwebrtc).
const NAMED: f64 = 0.85;
/// One that has not grown for so long is as high as it gets; it grows by 8 % a second (libwebrtc).
const STUCK: Duration = Duration::from_secs(2);
const GROWN: f64 = 1.01;
/// A receiver tells its estimate once a second.
const SPEAKS_EVERY: Duration = Duration::from_millis(1_200);
/// A clean report lets more through, if that is really used (as in Galène).
const MORE: f64 = 1.05;
const USED: f64 = 0.875;
const NO_LOSS: f32 = 0.02;
/// The demand must be above the limit for so long.
const PATIENCE: Duration = Duration::from_millis(400);
/// A rate well above the demand is no limit any more.
const AMPLE: f64 = 1.25;
/// Loss above this is taken for congestion; below [`CLEAN`] a trial may hold (as in Galène).
const CONGESTED: f32 = 0.10;
const CLEAN: f32 = 0.07;
/// What shows that a queue is full or grows: loss above this, or a round trip so much longer than the shortest.
const SOME_LOSS: f32 = 0.03;
const LONGER: f32 = 100.0;
/// The shortest round trip is forgotten by so many milliseconds a second: a way may become longer.
const FORGOTTEN: f32 = 2.0;
/// What a receiver has not said within this time is not known.
const FRESH: Duration = Duration::from_secs(3);
/// The first trial comes so long after a picture was left out; every one that fails lengthens the wait.
const FIRST_TRIAL: Duration = Duration::from_secs(4);
const LONGEST_WAIT: Duration = Duration::from_secs(18);
/// A picture that is left out again so soon was tried for nothing: that doubles the wait, up to two minutes.
const SOON: Duration = Duration::from_secs(10);
const LONGEST_AFTER_RETURN: Duration = Duration::from_secs(120);
/// A step of a trial, and how much more each sends.
const STEP: Duration = Duration::from_millis(500);
const STEP_UP: f64 = 1.5;
/// The last step, which sends a little more than the picture would.
const LAST_STEP: Duration = Duration::from_millis(2_200);
const MARGIN: f64 = 1.1;

/// Why pictures are left out, in bits per second.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shortage {
    /// The floor's picture is not sent.
    pub floor: bool,
    /// The presiding officer's picture is not sent.
    pub chair: bool,
    /// What the listener's network carries, as far as it is known.
    pub limit: Option<u64>,
}

/// What became of a decision.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Change {
    /// Pictures that are left out from now on.
    pub stopped: [bool; PICTURES],
    /// Pictures that are sent again, from their next key frame on.
    pub resumed: [bool; PICTURES],
}

#[derive(Clone, Copy, Debug)]
struct Trial {
    since: Instant,
    rate: f64,
    goal: f64,
    step_ends: Instant,
    /// Octets that may be sent and were not.
    owed: f64,
    paid_at: Instant,
}

impl Trial {
    /// How long the present step lasts.
    fn step(&self) -> Duration {
        if self.rate >= self.goal { LAST_STEP } else { STEP }
    }
}

/// One listener's network.
#[derive(Debug, Default)]
pub(super) struct Bandwidth {
    estimate: Option<(f64, Instant)>,
    /// The highest estimate since the last fall, and when it was reached.
    highest: Option<(f64, Instant)>,
    /// What the estimate says that passes, and what losses say.
    by_delay: Option<f64>,
    by_loss: Option<f64>,
    loss: Option<(f32, Instant)>,
    /// In milliseconds: the last, and the shortest.
    round_trip: Option<(f32, Instant)>,
    shortest: Option<f32>,
    /// What is sent, and padding apart.
    sent: Meter,
    padding: Meter,
    above_since: Option<Instant>,
    left_out: [bool; PICTURES],
    resumed_at: Option<Instant>,
    wait: Option<Duration>,
    next_trial: Option<Instant>,
    trial: Option<Trial>,
}

impl Bandwidth {
    /// Whether this picture is sent; `true` for voices.
    pub(super) fn carries(&self, slot: usize) -> bool {
        !self.left_out.get(slot).is_some_and(|out| *out)
    }

    /// Whether lost packets are sent again: not into a queue that is full, where they would push out others.
    pub(super) fn may_resend(&self) -> bool {
        self.by_delay.is_none_or(|limit| self.sent.rate() < limit * USED)
    }

    /// What is left out.
    pub(super) fn shortage(&self) -> Shortage {
        let [floor, chair] = self.left_out;
        Shortage { floor, chair, limit: self.limit().map(|limit| limit as u64) }
    }

    fn limit(&self) -> Option<f64> {
        self.by_delay.into_iter().chain(self.by_loss).reduce(f64::min)
    }

    /// Something was sent.
    pub(super) fn sent(&mut self, octets: usize) {
        self.sent.add(octets);
    }

    /// Padding was sent.
    pub(super) fn padded(&mut self, octets: usize) {
        self.padding.add(octets);
    }

    /// The receiver's estimate of all that it can receive, bits per second. It may lie: then it is sent less, or
    /// suffers what it asks for.
    pub(super) fn estimated(&mut self, bits: u64, now: Instant) {
        let bits = bits as f64;
        let before = self.estimate.replace((bits, now)).filter(|(_, at)| now - *at < FRESH);
        let fallen = before.is_some_and(|(before, _)| bits < before * FALLEN);
        if fallen || self.highest.is_none_or(|(highest, _)| bits > highest * GROWN) {
            self.highest = Some((bits, now));
        }
        if fallen {
            self.by_delay = Some(bits);
            self.trial_failed(now);
        } else if let Some(limit) = &mut self.by_delay {
            *limit = limit.max(bits);
        }
    }

    /// The client is reached by another way: what is known of the old one says nothing of it, and what was left out
    /// may fit.
    pub(super) fn goes_another_way(&mut self, now: Instant) {
        let Self { sent, padding, left_out, .. } = std::mem::take(self);
        let next_trial = left_out.contains(&true).then_some(now + FIRST_TRIAL);
        *self = Self { sent, padding, left_out, next_trial, ..Self::default() };
    }

    /// More is sent than the receiver believes to pass, and it has stopped believing in more.
    fn is_stuck(&self, now: Instant) -> bool {
        let fresh = self.estimate.filter(|(_, at)| now - *at < FRESH);
        fresh.is_some_and(|(bits, _)| bits < self.sent.rate() + self.padding.rate())
            && self.highest.is_some_and(|(_, at)| now - at > STUCK)
    }

    /// The receiver has lost this part of a stream since its last report.
    pub(super) fn lost(&mut self, part: f32, now: Instant) {
        self.loss = Some((part, now));
        if part > CONGESTED {
            let passed = self.by_loss.unwrap_or(self.sent.rate()).min(self.sent.rate());
            self.by_loss = Some(passed * (1.0 - f64::from(part) / 2.0));
        } else if part < NO_LOSS
            && let Some(limit) =
                self.by_loss.as_mut().filter(|limit| self.sent.rate() > **limit * USED)
        {
            *limit *= MORE;
        }
        if part > CLEAN {
            self.trial_failed(now);
        }
    }

    /// The receiver's last report has travelled so long, in milliseconds, there and back.
    pub(super) fn travelled(&mut self, ms: f32, now: Instant) {
        let before = self.round_trip.replace((ms, now));
        let passed = before.map_or(0.0, |(_, at)| (now - at).as_secs_f32());
        self.shortest = Some(self.shortest.map_or(ms, |known| ms.min(known + FORGOTTEN * passed)));
    }

    /// Packets are lost or travel longer than they did.
    fn is_crowded(&self, now: Instant) -> bool {
        let fresh = |at: Instant| now - at < FRESH;
        let lost = self.loss.is_some_and(|(part, at)| fresh(at) && part > SOME_LOSS);
        let longer = self.round_trip.zip(self.shortest);
        lost || longer.is_some_and(|((ms, at), shortest)| fresh(at) && ms > shortest + LONGER)
    }

    /// What is to be sent, of what each slot's stream takes.
    fn demand(&self, pictures: [f64; PICTURES], voices: f64) -> f64 {
        let sent = pictures.iter().zip(&self.left_out).filter(|(_, out)| !**out);
        voices + sent.map(|(rate, _)| rate).sum::<f64>()
    }

    /// Decides what is sent, `passed` after the last time, given what each slot's stream takes: `pictures` and all
    /// `voices` together.
    pub(super) fn decide(
        &mut self,
        pictures: [f64; PICTURES],
        voices: f64,
        (passed, now): (Duration, Instant),
    ) -> Change {
        self.sent.measure(passed);
        self.padding.measure(passed);
        let mut change = Change::default();
        let demand = self.demand(pictures, voices);
        if self.is_stuck(now) && self.by_delay.is_none() {
            self.by_delay = self.estimate.map(|(bits, _)| bits);
        }
        if self.left_out == [false; PICTURES] {
            let counts = |limit: &f64| *limit <= demand * AMPLE;
            self.by_delay = self.by_delay.filter(counts);
            self.by_loss = self.by_loss.filter(counts);
        }
        let limit = self.limit();
        let above = limit.is_some_and(|limit| demand > limit);
        self.above_since = self.above_since.filter(|_| above).or(above.then_some(now));
        if self.is_crowded(now)
            && self.above_since.is_some_and(|since| now - since >= PATIENCE)
            && let Some(limit) = limit
        {
            // The less important go first, until the rest is what came through.
            for number in (0..PICTURES).rev() {
                if self.demand(pictures, voices) > limit / NAMED
                    && !self.left_out[number]
                    && pictures[number] > 0.0
                {
                    self.left_out[number] = true;
                    change.stopped[number] = true;
                }
            }
            if change.stopped != [false; PICTURES] {
                self.above_since = None;
                self.put_off_after_return(now);
            }
        }
        self.go_on_with_trial(pictures, voices, now, &mut change);
        change
    }

    /// How many octets of padding are to be sent now.
    pub(super) fn padding(&mut self, now: Instant) -> usize {
        let Some(trial) = &mut self.trial else { return 0 };
        let passed = now.saturating_duration_since(trial.paid_at).as_secs_f64().min(0.1);
        trial.paid_at = now;
        // What is sent anyway counts.
        trial.owed += (trial.rate - self.sent.rate().min(trial.rate)).max(0.0) / 8.0 * passed;
        let due = trial.owed.floor();
        trial.owed -= due;
        due as usize
    }

    /// The pictures are of somebody else now: what was too much may fit, and nobody waits for the next trial.
    pub(super) fn other_source(&mut self, now: Instant) {
        if let Some(next) = &mut self.next_trial {
            *next = (*next).min(now + FIRST_TRIAL);
        }
    }

    fn put_off_after_return(&mut self, now: Instant) {
        let soon = self.resumed_at.is_some_and(|at| now - at < SOON);
        let wait = match self.wait {
            Some(wait) if soon => (wait * 2).min(LONGEST_AFTER_RETURN),
            _ => FIRST_TRIAL,
        };
        self.wait = Some(wait);
        self.next_trial = Some(now + wait);
        self.trial = None;
    }

    fn trial_failed(&mut self, now: Instant) {
        if self.trial.take().is_some() {
            let wait =
                self.wait.map_or(FIRST_TRIAL, |wait| (wait * 3 / 2).min(LONGEST_WAIT.max(wait)));
            self.wait = Some(wait);
            self.next_trial = Some(now + wait);
        }
    }

    fn go_on_with_trial(
        &mut self,
        pictures: [f64; PICTURES],
        voices: f64,
        now: Instant,
        change: &mut Change,
    ) {
        let Some(number) = self.left_out.iter().position(|out| *out) else {
            self.trial = None;
            return;
        };
        let sent = self.demand(pictures, voices);
        let goal = (sent + pictures[number]) * MARGIN;
        let passes = self.sent.rate();
        if let Some(trial) = &mut self.trial {
            trial.goal = goal;
            // An estimate below what is sent has to grow, or the line is full.
            // One that is below what the voices take, which pass, says nothing.
            let below =
                self.estimate.is_some_and(|(bits, _)| (passes..trial.rate * NAMED).contains(&bits));
            let grows = self.highest.is_some_and(|(_, at)| now - at < SPEAKS_EVERY);
            if below && !grows && now - trial.since > SPEAKS_EVERY {
                self.trial_failed(now);
                return;
            }
            if now < trial.step_ends {
                return;
            }
            if trial.rate < trial.goal {
                trial.rate = (trial.rate * STEP_UP).min(trial.goal);
                trial.step_ends = now + trial.step();
                return;
            }
            // Nothing is in the way only if the receiver says so: its estimate is as high, or still grows.
            let rate = trial.rate;
            let holds = match self.estimate.filter(|(_, at)| now - *at < FRESH) {
                Some((bits, _)) if (passes..rate * NAMED).contains(&bits) => {
                    self.highest.is_some_and(|(_, at)| now - at < LAST_STEP)
                }
                Some(_) => true,
                None => self.loss.is_some_and(|(_, at)| now - at < FRESH),
            };
            if !holds {
                self.trial_failed(now);
                return;
            }
            self.trial = None;
            (self.by_delay, self.by_loss) = (None, None);
            self.highest = self.estimate.map(|(bits, _)| (bits, now));
            self.left_out[number] = false;
            change.resumed[number] = true;
            self.resumed_at = Some(now);
            self.next_trial = Some(now + FIRST_TRIAL);
            return;
        }
        // A picture that nobody sends has no rate that could be tried.
        let is_due = self.next_trial.is_none_or(|at| at <= now) && pictures[number] > 0.0;
        if is_due {
            let start = self.limit().unwrap_or(sent).max(sent) * 1.2;
            let rate = start.min(goal);
            let trial = Trial { since: now, rate, goal, step_ends: now, owed: 0.0, paid_at: now };
            self.trial = Some(Trial { step_ends: now + trial.step(), ..trial });
        }
    }
}

#[cfg(test)]
mod tests;
