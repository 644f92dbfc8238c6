//! Sound and pictures: the one codec of each, and how its clock runs.

use std::time::Duration;

/// Sound is Opus, a picture is VP8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Audio,
    Video,
}

impl Kind {
    /// As in `m=`.
    pub(super) fn name(self) -> &'static str {
        match self {
            Kind::Audio => "audio",
            Kind::Video => "video",
        }
    }

    /// As in `a=rtpmap`.
    pub(super) fn codec(self) -> &'static str {
        match self {
            Kind::Audio => "opus/48000/2",
            Kind::Video => "VP8/90000",
        }
    }

    /// Ticks of its timestamps in a second.
    pub(super) fn clock_rate(self) -> u32 {
        match self {
            Kind::Audio => 48_000,
            Kind::Video => 90_000,
        }
    }

    /// Ticks in `elapsed`, at least one frame: time never stands still over a switch.
    pub(super) fn ticks(self, elapsed: Duration) -> u32 {
        let frame = match self {
            Kind::Audio => 960,
            Kind::Video => 3_000,
        };
        ((elapsed.as_micros() * u128::from(self.clock_rate()) / 1_000_000) as u32).max(frame)
    }
}
