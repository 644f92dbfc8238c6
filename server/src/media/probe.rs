//! How a connection fares: what the technician's view and the client's own indicator show.

use super::bandwidth::Shortage;
use super::rtcp::ReportBlock;
use rostrum_proto::id::ConnectionId;
use std::net::SocketAddr;

/// The state of one connection over the last two seconds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Quality {
    /// Where its media comes from, and whether it is over TCP.
    pub from: Option<(SocketAddr, bool)>,
    /// To the client and back; `None` until it has reported on something it was sent.
    pub round_trip_ms: Option<f32>,
    /// Part of the client's packets that the network lost, 0 to 1, before repair.
    pub loss_up: f32,
    /// Part of our packets that the client reports lost, 0 to 1.
    pub loss_down: f32,
    /// Media received from the client, bits per second.
    pub bits_up: u64,
    /// Media sent to the client, bits per second.
    pub bits_down: u64,
    /// Variation of the client's packets' travel in milliseconds, the worse track (RFC 3550 §6.4.1);
    /// `None` until something came.
    pub jitter_ms: Option<f32>,
    /// Pictures received from the client, per second.
    pub frame_rate: f32,
    /// Sound came.
    pub hears: bool,
    /// Pictures came.
    pub sees: bool,
    /// The loudest the microphone was, in -dBov: 0 is loudest, 127 is silence (RFC 6464).
    pub audio_level: Option<u8>,
    /// What is left out of what it is sent, and why.
    pub shortage: Shortage,
    /// Media packets of the client that were received and not forwarded because the plan does not
    /// name them. Counted since the connection came up.
    pub packets_dropped: u64,
}

/// Packets counted for the server as a whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    /// Sent to clients, retransmissions too.
    pub forwarded: u64,
    /// Received and, by the plan, not forwarded.
    pub withheld: u64,
}

impl std::ops::AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.forwarded += other.forwarded;
        self.withheld += other.withheld;
    }
}

/// The counters behind [`Quality`].
#[derive(Debug, Default)]
pub(super) struct Probe {
    octets_up: u64,
    octets_down: u64,
    sounds: u32,
    pictures: u32,
    frames: u32,
    level: Option<u8>,
    dropped: u64,
    tally: Tally,
    reported_loss: (u32, u32),
    round_trip_ms: Option<f32>,
}

impl Probe {
    pub(super) fn received(&mut self, octets: usize) {
        self.octets_up += octets as u64;
    }

    /// Counts a packet of the microphone.
    pub(super) fn sound(&mut self) {
        self.sounds += 1;
    }

    /// Counts a packet of the camera; the last one of a picture `ends` it.
    pub(super) fn picture(&mut self, ends: bool) {
        self.pictures += 1;
        self.frames += u32::from(ends);
    }

    pub(super) fn sent(&mut self, octets: usize) {
        self.octets_down += octets as u64;
        self.tally.forwarded += 1;
    }

    pub(super) fn heard(&mut self, level: u8) {
        self.level = Some(self.level.map_or(level, |loudest| loudest.min(level)));
    }

    pub(super) fn not_in_the_plan(&mut self) {
        self.dropped += 1;
        self.tally.withheld += 1;
    }

    /// The counts since the last call.
    pub(super) fn tally(&mut self) -> Tally {
        std::mem::take(&mut self.tally)
    }

    /// Takes a client's report on a slot; `now` is the middle of our NTP time, as in the report.
    pub(super) fn reported(&mut self, block: &ReportBlock, now: u32) {
        let (sum, count) = self.reported_loss;
        self.reported_loss = (sum + u32::from(block.fraction_lost), count + 1);
        let ticks = now.wrapping_sub(block.last_report).wrapping_sub(block.delay);
        // Half the range is negative: a clock that ran backwards, or a lie.
        if block.last_report == 0 || ticks >= 0x8000_0000 {
            return;
        }
        self.round_trip_ms = Some(ticks as f32 * 1_000.0 / 65_536.0);
    }

    /// The quality over the last `seconds`; `expected` and `lost` count the client's packets in
    /// that time.
    pub(super) fn take(
        &mut self,
        seconds: f32,
        (expected, lost): (u32, u32),
        jitter_ms: Option<f32>,
    ) -> Quality {
        let rate = |octets: u64| (octets as f32 * 8.0 / seconds) as u64;
        let (sum, count) = std::mem::take(&mut self.reported_loss);
        Quality {
            from: None,
            round_trip_ms: self.round_trip_ms,
            loss_up: lost as f32 / expected.max(1) as f32,
            loss_down: sum as f32 / 256.0 / count.max(1) as f32,
            bits_up: rate(std::mem::take(&mut self.octets_up)),
            bits_down: rate(std::mem::take(&mut self.octets_down)),
            jitter_ms,
            frame_rate: std::mem::take(&mut self.frames) as f32 / seconds,
            hears: std::mem::take(&mut self.sounds) > 0,
            sees: std::mem::take(&mut self.pictures) > 0,
            audio_level: self.level.take(),
            shortage: Shortage::default(),
            packets_dropped: self.dropped,
        }
    }
}

/// What media tells the rest of the server.
#[derive(Clone, Debug, PartialEq)]
pub enum MediaEvent {
    /// Every two seconds for every connection that is up.
    Quality {
        /// Whose.
        connection: ConnectionId,
        /// Since the last one.
        quality: Quality,
    },
    /// What is left out of what the client is sent has changed.
    LeftOut {
        /// Whose.
        connection: ConnectionId,
        /// Why, and what.
        shortage: Shortage,
    },
    /// The client's offer was answered; it looks for a path.
    Checking {
        /// Whose.
        connection: ConnectionId,
    },
    /// A path to the client is found; the keys come next.
    Handshaking {
        /// Whose.
        connection: ConnectionId,
    },
    /// The client's media is connected and authenticated.
    Up {
        /// Whose.
        connection: ConnectionId,
    },
    /// The client's media failed, was ended by the client or fell silent. It may offer again.
    Down {
        /// Whose.
        connection: ConnectionId,
    },
}

impl MediaEvent {
    /// Whose session it is about.
    #[must_use]
    pub fn connection(&self) -> ConnectionId {
        match self {
            Self::Quality { connection, .. }
            | Self::LeftOut { connection, .. }
            | Self::Checking { connection }
            | Self::Handshaking { connection }
            | Self::Up { connection }
            | Self::Down { connection } => *connection,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_and_losses_are_of_the_interval() {
        let mut probe = Probe::default();
        probe.received(250);
        probe.heard(60);
        probe.heard(30);
        probe.heard(90);
        probe.sound();
        for ends in [false, true, false, true] {
            probe.picture(ends);
        }
        let block = ReportBlock {
            fraction_lost: 64,
            last_report: 1_000,
            delay: 6_554,
            ..ReportBlock::default()
        };
        probe.reported(&block, 1_000 + 6_554 + 6_554);
        let quality = probe.take(2.0, (100, 5), Some(3.0));
        assert_eq!((quality.frame_rate, quality.hears, quality.sees), (1.0, true, true));
        assert_eq!((quality.bits_up, quality.audio_level), (1_000, Some(30)));
        assert!((quality.loss_up - 0.05).abs() < 1e-6);
        assert!((quality.loss_down - 0.25).abs() < 1e-6);
        assert!((quality.round_trip_ms.expect("known") - 100.0).abs() < 0.1);
        let next = probe.take(2.0, (0, 0), None);
        assert!(!next.hears && !next.sees);
        assert_eq!((next.bits_up, next.audio_level), (0, None));
    }
}
