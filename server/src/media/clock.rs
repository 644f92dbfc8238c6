//! Media time: NTP format counted from the start of the server, and how sources' clocks relate to
//! it.
//!
//! A listener aligns a face with its voice by comparing sender reports. Every source has a clock of
//! its own, so a switch would look like a leap in time. All our reports therefore speak of one
//! clock, ours, and each source's clock is tied to it by the quickest of its reports.

use std::time::Instant;

/// Our clock in NTP format: seconds in the upper 32 bits, fractions in the lower.
#[derive(Clone, Copy, Debug)]
pub(super) struct MediaClock {
    start: Instant,
}

/// The clock starts here, not at 0: a report that says 0 says that there was none (RFC 3550
/// §6.4.1).
const EPOCH: u64 = 1 << 32;

impl MediaClock {
    pub(super) fn new(start: Instant) -> Self {
        Self { start }
    }

    pub(super) fn ntp(self, now: Instant) -> u64 {
        let elapsed = now - self.start;
        let fraction = (u64::from(elapsed.subsec_nanos()) << 32) / 1_000_000_000;
        EPOCH.wrapping_add(elapsed.as_secs() << 32 | fraction)
    }

    /// The middle 32 bits, as reports echo them.
    pub(super) fn middle(self, now: Instant) -> u32 {
        (self.ntp(now) >> 16) as u32
    }
}

/// How a source's clock relates to ours: add to its time to have ours. One a client, since its
/// microphone and camera share a clock.
#[derive(Debug, Default)]
pub(super) struct SourceClock {
    offset: Option<i64>,
}

impl SourceClock {
    /// Takes a sender report that arrived at our time `arrival`.
    pub(super) fn reported(&mut self, ntp: u64, arrival: u64) {
        let seen = arrival.wrapping_sub(ntp) as i64;
        self.offset = Some(match self.offset {
            // Never later than the quickest report; a slow drift of the clocks is followed slowly.
            Some(known) if seen.wrapping_sub(known) > 0 => {
                known.wrapping_add(seen.wrapping_sub(known) / 64)
            }
            _ => seen,
        });
    }

    /// What the media clock of the source shows now, given the last report on the track.
    pub(super) fn timestamp(&self, report: &TrackReport, now: u64, clock_rate: u32) -> Option<u32> {
        let source_now = now.wrapping_sub(self.offset? as u64);
        let elapsed = i128::from(source_now.wrapping_sub(report.ntp) as i64);
        let ticks = (elapsed * i128::from(clock_rate)) >> 32;
        Some(report.timestamp.wrapping_add(ticks as u32))
    }
}

/// The last sender report on one track.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TrackReport {
    pub ssrc: u32,
    pub ntp: u64,
    pub timestamp: u32,
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn face_and_voice_of_one_source_stay_together() {
        let start = Instant::now();
        let clock = MediaClock::new(start);
        let mut source = SourceClock::default();
        let theirs = 0x7000_0000_0000_0000_u64;
        let voice = TrackReport { ssrc: 1, ntp: theirs, timestamp: 48_000 };
        let face = TrackReport { ssrc: 2, ntp: theirs + (1 << 32), timestamp: 90_000 };
        source.reported(voice.ntp, clock.ntp(start + Duration::from_millis(20)));
        source.reported(face.ntp, clock.ntp(start + Duration::from_millis(1_090)));
        let now = clock.ntp(start + Duration::from_secs(3));
        let heard = source.timestamp(&voice, now, 48_000).expect("known");
        let seen = source.timestamp(&face, now, 90_000).expect("known");
        let heard = f64::from(heard - 48_000) / 48_000.0;
        let seen = f64::from(seen - 90_000) / 90_000.0 + 1.0;
        assert!((heard - seen).abs() < 0.001, "{heard} {seen}");
        assert!((2.9..3.0).contains(&heard));
    }
}
