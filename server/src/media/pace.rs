//! Pictures leave no faster than a listener's line is known to carry: a key frame is as long as ten pictures, and the
//! voices of the next half second would wait behind it. What may not leave yet is held for a moment; voices never are.

use super::outgoing::Outgoing;
use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// What has waited so long leaves at once, whatever the line carries: later nobody needs it.
const LONGEST: Duration = Duration::from_millis(500);
/// What leaves together is what leaves in this time, and three packets at least: an ordinary picture.
const TOGETHER: Duration = Duration::from_millis(30);
const PICTURE: f64 = 3_600.0;

/// A packet that waits.
#[derive(Debug)]
pub(super) struct Held {
    /// In which place of the client.
    pub place: usize,
    pub outgoing: Outgoing,
    since: Instant,
}

/// One listener's pictures on their way out.
#[derive(Debug, Default)]
pub(super) struct Pace {
    held: VecDeque<Held>,
    /// Octets that may leave now.
    may: f64,
    at: Option<Instant>,
}

impl Pace {
    /// Whether a packet of a picture may leave now, at `rate` bits per second, if that is known.
    pub(super) fn lets(&mut self, octets: usize, rate: Option<f64>, now: Instant) -> bool {
        self.held.is_empty() && self.spends(octets, rate, now)
    }

    /// Keeps a packet that may not leave yet.
    pub(super) fn hold(&mut self, place: usize, outgoing: Outgoing, now: Instant) {
        self.held.push_back(Held { place, outgoing, since: now });
    }

    /// The next packet that leaves now.
    pub(super) fn due(&mut self, rate: Option<f64>, now: Instant) -> Option<Held> {
        let next = self.held.front()?;
        let (octets, is_late) = (next.outgoing.packet.len(), now - next.since >= LONGEST);
        (self.spends(octets, rate, now) || is_late).then(|| self.held.pop_front())?
    }

    /// What waits for a place is not sent any more.
    pub(super) fn forget(&mut self, place: usize) {
        self.held.retain(|held| held.place != place);
    }

    /// Whether anything waits for a place.
    #[cfg(test)]
    pub(super) fn holds(&self, place: usize) -> bool {
        self.held.iter().any(|held| held.place == place)
    }

    fn spends(&mut self, octets: usize, rate: Option<f64>, now: Instant) -> bool {
        let Some(rate) = rate else { return true };
        let passed = self.at.replace(now).map_or(TOGETHER, |at| now.saturating_duration_since(at));
        let most = (rate / 8.0 * TOGETHER.as_secs_f64()).max(PICTURE);
        self.may = (self.may + rate / 8.0 * passed.as_secs_f64()).min(most);
        let may = self.may >= octets as f64;
        if may {
            self.may -= octets as f64;
        }
        may
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::steady;
    use crate::media::bandwidth::{Bandwidth, DECIDE_EVERY};
    use crate::media::departures::Passage;
    use crate::media::numbers::Numbers;
    use crate::media::rtp;

    const TICK: Duration = Duration::from_millis(20);
    /// Octets of a voice's packet, of a picture's, and of a key frame in such packets.
    const VOICE: usize = 160;
    const PACKET: usize = 1_100;
    const KEY_FRAME: usize = 36;

    /// A listener behind a line that carries so many bits per second, one packet after the other.
    struct Line {
        carries: f64,
        /// When the last packet will be through.
        free_at: Instant,
        octets: usize,
    }

    impl Line {
        /// How long a packet waits and takes.
        fn takes(&mut self, octets: usize, now: Instant) -> Duration {
            let sending = Duration::from_secs_f64(octets as f64 * 8.0 / self.carries);
            self.free_at = self.free_at.max(now) + sending;
            self.octets += octets;
            self.free_at - now
        }
    }

    fn packet(sequence: u16) -> Outgoing {
        let numbers = Numbers { sequence, ..Numbers::default() };
        Outgoing::new(numbers, true, rtp::write(sequence, 0, 1, false, &[&[0; PACKET - 24]]))
    }

    /// A minute of a voice and of pictures of 430 kbit/s, with a key frame every five seconds: the longest wait of the
    /// voice for each of these.
    fn waits(carries: f64, paced: bool) -> Vec<Duration> {
        let mut now = steady();
        let mut line = Line { carries, free_at: now, octets: 0 };
        let (mut bandwidth, mut pace) = (Bandwidth::default(), Pace::default());
        let mut longest = Vec::new();
        for tick in 0_u32..50 * 60 {
            now += TICK;
            if tick % 250 == 0 {
                longest.push(Duration::ZERO);
            }
            let count = if tick % 250 == 1 { KEY_FRAME } else { 1 - tick as usize % 50 / 49 };
            let rate = bandwidth.pace().filter(|_| paced);
            while let Some(held) = pace.due(rate, now) {
                line.takes(held.outgoing.packet.len(), now);
            }
            for _ in 0..count {
                let outgoing = packet(tick as u16);
                match pace.lets(outgoing.packet.len(), rate, now) {
                    true => drop(line.takes(outgoing.packet.len(), now)),
                    false => pace.hold(0, outgoing, now),
                }
            }
            let wait = line.takes(VOICE, now);
            if let Some(longest) = longest.last_mut() {
                *longest = wait.max(*longest);
            }
            if tick % 5 == 0 {
                let queued = line.free_at.saturating_duration_since(now);
                // What is through, not what was sent.
                let through = line.octets as f64 - queued.as_secs_f64() * carries / 8.0;
                line.octets -= through as usize;
                let within = DECIDE_EVERY;
                let passage = Passage {
                    octets: through as usize,
                    within,
                    queued: Some(queued),
                    told: 5,
                    missing: 0,
                    train: None,
                };
                bandwidth.told(&passage, now);
                bandwidth.decide([0.0, 430_000.0, 0.0, 0.0], 64_000.0, (DECIDE_EVERY, now));
            }
        }
        longest
    }

    #[test]
    fn a_voice_waits_for_no_key_frame_once_the_line_is_known() {
        let ms = Duration::from_millis;
        let unpaced = waits(700_000.0, false);
        assert!(unpaced.iter().all(|wait| *wait > ms(250)), "{unpaced:?}");
        let paced = waits(700_000.0, true);
        assert!(paced[1..].iter().all(|wait| *wait < ms(70)), "{paced:?}");
    }

    #[test]
    fn a_good_line_is_not_paced() {
        assert_eq!(waits(20_000_000.0, true), waits(20_000_000.0, false));
    }

    #[test]
    fn nothing_waits_for_long_nor_after_it_was_forgotten() {
        let now = steady();
        let mut pace = Pace::default();
        let slow = Some(8_000.0);
        (0..20).for_each(|n| pace.hold(n % 2, packet(n as u16), now));
        pace.forget(1);
        let sent = |pace: &mut Pace, now| std::iter::from_fn(|| pace.due(slow, now)).count();
        assert!(sent(&mut pace, now) < 5);
        assert!(!pace.lets(1, None, now), "nothing overtakes");
        assert!(sent(&mut pace, now + LONGEST) > 5);
        assert!(pace.held.is_empty() && pace.lets(1, None, now));
    }
}
