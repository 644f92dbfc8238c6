//! What one listener's network carries, and what is therefore sent: voices always, pictures while they fit.
//!
//! The listener's browser tells when every packet arrived ([`super::departures`]). While packets wait in a queue that
//! does not empty, what comes through is what the network carries; heavy loss counts too. When a picture has been left
//! out, nothing tells that it would fit again; so padding is sent for a moment, in steps, up to what the picture would
//! take, and no longer than until a queue grows ([`trial`]).
//!
//! ```text
//!  Sent ── demand above the limit ──► LeftOut ── a trial with padding holds ──► Sent
//!             (the less important before the others)    └─ it does not: later again
//! ```

mod trial;

pub(super) use trial::Padding;

use super::departures::Passage;
use super::meter::Meter;
use std::time::{Duration, Instant};
use trial::{Course, Trial};

/// Pictures, the more important first: the screen that is shown, the floor's, the presiding officer's, those of the seats
/// together.
pub(super) const PICTURES: usize = 4;

/// How often it is decided.
pub(super) const DECIDE_EVERY: Duration = Duration::from_millis(100);
/// What comes through is told over so long: pictures come in bursts.
const PASSES_OVER: f64 = 0.7;
/// A queue that makes packets wait so long does not empty by itself.
const CROWDED: Duration = Duration::from_millis(100);
/// A trial goes no further than this: voices wait in the same queue.
const TRIED_ENOUGH: Duration = Duration::from_millis(60);
/// A clean count lets more through, if that is really used (as in Galène).
const MORE: f64 = 1.05;
const USED: f64 = 0.875;
const NO_LOSS: f32 = 0.02;
/// More than the limit is what exceeds it by so much, for so long: by a little only counts if packets are lost, since a
/// way may have become longer and carry as much.
const ABOVE: f64 = 1.15;
const ABOVE_WITH_LOSS: f64 = 1.03;
const PATIENCE: Duration = Duration::from_millis(500);
/// A rate well above the demand is no limit any more.
const AMPLE: f64 = 1.25;
/// Loss above this is taken for congestion; below [`CLEAN`] a trial may hold (as in Galène).
const CONGESTED: f32 = 0.10;
const CLEAN: f32 = 0.07;
/// With loss above this something stands in the way.
const SOME_LOSS: f32 = 0.03;
/// So long it is remembered what passed when a queue stood.
const REMEMBERED: Duration = Duration::from_secs(60);
/// Loss is told over this time, and so many packets.
const LOSS_OVER: Duration = Duration::from_secs(2);
const ENOUGH_TO_TELL: u32 = 40;
/// What a receiver has not said within this time is not known; of a trial it has to speak sooner.
const FRESH: Duration = Duration::from_secs(3);
const PROMPT: Duration = Duration::from_secs(1);
/// The first trial comes so long after a picture was left out; every one that fails lengthens the wait.
const FIRST_TRIAL: Duration = Duration::from_secs(4);
const LONGEST_WAIT: Duration = Duration::from_secs(14);
/// A picture that is left out again so soon was tried for nothing: that doubles the wait, up to two minutes.
const SOON: Duration = Duration::from_secs(10);
const LONGEST_AFTER_RETURN: Duration = Duration::from_secs(120);
/// A picture that returns has to fit with a little more.
const MARGIN: f64 = 1.1;

/// Why pictures are left out, in bits per second.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shortage {
    /// The screen that is shown is not sent.
    pub presentation: bool,
    /// The floor's picture is not sent.
    pub floor: bool,
    /// The presiding officer's picture is not sent.
    pub chair: bool,
    /// The pictures of the seats are not sent.
    pub gallery: bool,
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

/// One listener's network.
#[derive(Debug, Default)]
pub(super) struct Bandwidth {
    /// What comes through, bits per second.
    passes: f64,
    /// How long packets wait on the way, as last told.
    queued: Option<(Duration, Instant)>,
    /// Packets spoken of and missing since loss was last told, and that.
    counted: Option<(u32, i32, Instant)>,
    loss: Option<(f32, Instant)>,
    /// What queues say that passes, and what losses say.
    by_queue: Option<f64>,
    by_loss: Option<f64>,
    /// What passed when a queue last stood, and until when that is believed: no picture is pushed through faster.
    narrow: Option<(f64, Instant)>,
    /// How fast pictures may leave, as last decided.
    pace: Option<f64>,
    /// All that is sent but padding.
    sent: Meter,
    above_since: Option<Instant>,
    left_out: [bool; PICTURES],
    resumed_at: Option<Instant>,
    wait: Option<Duration>,
    next_trial: Option<Instant>,
    trial: Option<Trial>,
}

impl Bandwidth {
    /// Whether the picture of this importance is sent.
    pub(super) fn carries(&self, picture: usize) -> bool {
        !self.left_out[picture]
    }

    /// What is not media has to be little.
    pub(super) fn is_narrow(&self) -> bool {
        self.left_out != [false; PICTURES]
    }

    /// Whether lost packets of a picture, or of a voice, are sent again: not into a queue that is full, where they would
    /// push out others. Behind any queue a voice would come too late.
    pub(super) fn may_resend(&self, of_picture: bool) -> bool {
        let all_passes = of_picture && self.sent.rate() < self.passes * ABOVE;
        self.queued.is_none_or(|(queued, _)| queued < CROWDED) || all_passes
    }

    /// How fast pictures may leave, in bits per second; `None` as long as nothing says that a voice would wait for them.
    pub(super) fn pace(&self) -> Option<f64> {
        self.pace
    }

    /// What is left out.
    pub(super) fn shortage(&self) -> Shortage {
        let [presentation, floor, chair, gallery] = self.left_out;
        let limit = self.limit().map(|limit| limit as u64);
        Shortage { presentation, floor, chair, gallery, limit }
    }

    fn limit(&self) -> Option<f64> {
        self.by_queue.into_iter().chain(self.by_loss).reduce(f64::min)
    }

    /// Something was sent.
    pub(super) fn sent(&mut self, octets: usize) {
        self.sent.add(octets);
    }

    /// The listener has told what arrived. It may lie: then it is sent less, or suffers what it asks for.
    pub(super) fn told(&mut self, passage: &Passage, now: Instant) {
        let seconds = passage.within.as_secs_f64();
        if seconds > 0.0 {
            let rate = passage.octets as f64 * 8.0 / seconds;
            self.passes += (rate - self.passes) * (seconds / PASSES_OVER).min(1.0);
        }
        if let Some(queued) = passage.queued {
            self.queued = Some((queued, now));
            if queued > TRIED_ENOUGH {
                self.trial_failed(now);
            }
        }
        let arrived = |carries| self.trial.as_mut().is_none_or(|t| t.train_arrived(carries, now));
        if !passage.train.is_none_or(arrived) {
            self.trial_failed(now);
        }
        let (told, missing, since) = self.counted.get_or_insert((0, 0, now));
        *told += passage.told;
        *missing = missing.saturating_add(passage.missing);
        if now - *since >= LOSS_OVER && *told >= ENOUGH_TO_TELL {
            let part = (*missing as f32 / *told as f32).clamp(0.0, 1.0);
            self.counted = None;
            self.lost(part, now);
        }
    }

    /// This part of what was sent in the last moments is lost.
    fn lost(&mut self, part: f32, now: Instant) {
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

    /// The client is reached by another way: what is known of the old one says nothing of it, and what was left out
    /// may fit.
    pub(super) fn goes_another_way(&mut self, now: Instant) {
        let Self { sent, left_out, .. } = std::mem::take(self);
        let next_trial = left_out.contains(&true).then_some(now + FIRST_TRIAL);
        *self = Self { sent, left_out, next_trial, ..Self::default() };
    }

    /// Packets wait in a queue.
    fn is_queued(&self, now: Instant) -> bool {
        self.queued.is_some_and(|(queued, at)| now - at < FRESH && queued > CROWDED)
    }

    /// Packets are lost on the way.
    fn is_losing(&self, now: Instant) -> bool {
        self.loss.is_some_and(|(part, at)| now - at < FRESH && part > SOME_LOSS)
    }

    /// What is to be sent, of what each stream takes.
    fn demand(&self, pictures: [f64; PICTURES], voices: f64) -> f64 {
        let sent = pictures.iter().zip(&self.left_out).filter(|(_, out)| !**out);
        voices + sent.map(|(rate, _)| rate).sum::<f64>()
    }

    /// Decides what is sent, `passed` after the last time, given what each stream takes: `pictures` and all
    /// `voices` together.
    pub(super) fn decide(
        &mut self,
        pictures: [f64; PICTURES],
        voices: f64,
        (passed, now): (Duration, Instant),
    ) -> Change {
        self.sent.measure(passed);
        let mut change = Change::default();
        let demand = self.demand(pictures, voices);
        self.find_pace(demand, voices, now);
        if self.is_queued(now) {
            self.by_queue = Some(self.passes);
        } else if let Some(limit) = &mut self.by_queue {
            *limit = limit.max(self.passes);
        }
        if !self.is_narrow() {
            let counts = |limit: &f64| *limit <= demand * AMPLE;
            self.by_queue = self.by_queue.filter(counts);
            self.by_loss = self.by_loss.filter(counts);
        }
        let above = if self.is_losing(now) { ABOVE_WITH_LOSS } else { ABOVE };
        let limit = self.limit().map(|limit| limit * above);
        let is_crowded = self.is_losing(now) || self.is_queued(now);
        let above = limit.is_some_and(|limit| demand > limit);
        self.above_since = self.above_since.filter(|_| above).or(above.then_some(now));
        if is_crowded
            && self.above_since.is_some_and(|since| now - since >= PATIENCE)
            && let Some(limit) = limit
        {
            // The less important go first, until the rest is what came through.
            for number in (0..PICTURES).rev() {
                if self.demand(pictures, voices) > limit
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

    /// A burst shows what a line carries at its narrowest; that is remembered for the next.
    fn find_pace(&mut self, demand: f64, voices: f64, now: Instant) {
        let known = self.narrow.filter(|(_, until)| now < *until);
        let passes = known.map_or(self.passes, |(rate, _)| rate.max(self.passes));
        self.narrow = match self.is_queued(now) {
            true => Some((passes, now + REMEMBERED)),
            false => known.map(|(_, until)| (passes, until)),
        };
        // No slower than the pictures themselves, or they would never be through.
        let least = (demand - voices) * MARGIN;
        self.pace = self.narrow.map(|(rate, _)| (rate - voices).max(least));
    }

    /// What is to be sent now to find out what the network carries.
    pub(super) fn padding(&mut self, now: Instant) -> Padding {
        let sent = self.sent.rate();
        self.trial.as_mut().map_or(Padding::Octets(0), |trial| trial.padding(sent, now))
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
        if let Some(trial) = &mut self.trial {
            let heard = self.queued.is_some_and(|(_, at)| now - at < PROMPT);
            match trial.goes_on(goal, heard, now) {
                Course::Goes => {}
                Course::Failed => self.trial_failed(now),
                Course::Held => {
                    self.trial = None;
                    (self.by_queue, self.by_loss) = (None, None);
                    self.left_out[number] = false;
                    change.resumed[number] = true;
                    self.resumed_at = Some(now);
                    self.next_trial = Some(now + FIRST_TRIAL);
                }
            }
            return;
        }
        // A picture that nobody sends has no rate that could be tried; and a queue has to empty first.
        let is_due = self.next_trial.is_none_or(|at| at <= now) && pictures[number] > 0.0;
        if is_due && self.queued.is_none_or(|(queued, _)| queued < TRIED_ENOUGH / 2) {
            // What passed in a queue is what a line carries; what losses say may be far less.
            let carries = self.by_queue.or(self.by_loss);
            self.trial = Some(Trial::new(sent, goal, carries, now));
        }
    }
}

#[cfg(test)]
mod tests;
