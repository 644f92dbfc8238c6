//! One listener's view of one slot: which packets it was sent, under which of its own numbers.
//!
//! The slot's stream is shared, but a listener is not sent everything: not its own track, nothing
//! before it joined. Its numbers close those gaps; otherwise it would ask for thousands of packets
//! that were never meant for it, or lose count of the rollovers its decryption depends on.
//!
//! ```text
//!  Paused ── entry packet (any voice packet, first packet of a key frame) ──► Running
//!  Running ── left the audience, or became the slot's own source ──────────► Paused
//! ```

use super::rtp::is_newer;

/// Retransmissions a listener may ask for from one report to the next (half a second), of each slot: far above any
/// honest need.
pub(super) const RETRANSMISSIONS_PER_REPORT: u32 = 200;

/// What the listener negotiated for a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Negotiated {
    pub payload_type: u8,
    pub retransmission: Option<u8>,
    /// The identifier of the extension that numbers all that it is sent, if it tells what arrived.
    pub transport_sequence: Option<u8>,
}

#[derive(Clone, Copy, Debug)]
enum Phase {
    Paused,
    /// The listener's number is the slot's minus `offset`; nothing before `since` was sent.
    Running {
        offset: u16,
        since: u16,
    },
}

/// A listener's slot.
#[derive(Debug)]
pub(super) struct Downlink {
    pub negotiated: Option<Negotiated>,
    phase: Phase,
    last: Option<u16>,
    /// Packets and payload octets sent, for the sender report.
    pub packets: u32,
    pub octets: u32,
    retransmission_sequence: u16,
    retransmissions_left: u32,
}

impl Downlink {
    /// A slot the listener negotiated, or `None` if it did not want it.
    pub(super) fn new(negotiated: Option<Negotiated>) -> Self {
        Self {
            negotiated,
            phase: Phase::Paused,
            last: None,
            packets: 0,
            octets: 0,
            retransmission_sequence: 0,
            retransmissions_left: RETRANSMISSIONS_PER_REPORT,
        }
    }

    /// Stops until the next entry packet.
    pub(super) fn pause(&mut self) {
        self.phase = Phase::Paused;
    }

    pub(super) fn is_paused(&self) -> bool {
        matches!(self.phase, Phase::Paused)
    }

    /// The listener's number for a packet of the slot, or `None` if it is not to be sent.
    pub(super) fn admit(&mut self, sequence: u16, is_entry: bool, octets: usize) -> Option<u16> {
        let own = match self.phase {
            Phase::Paused if is_entry => {
                let own = self.last.map_or(sequence, |last| last.wrapping_add(1));
                self.phase = Phase::Running { offset: sequence.wrapping_sub(own), since: sequence };
                own
            }
            Phase::Paused => return None,
            Phase::Running { since, .. } if is_newer(since, sequence) => return None,
            Phase::Running { offset, .. } => sequence.wrapping_sub(offset),
        };
        if self.last.is_none_or(|last| is_newer(own, last)) {
            self.last = Some(own);
            self.follow(sequence);
        }
        self.packets = self.packets.wrapping_add(1);
        self.octets = self.octets.wrapping_add(octets as u32);
        Some(own)
    }

    /// Keeps `since` within half the number space of the present, or old numbers would look new.
    fn follow(&mut self, sequence: u16) {
        if let Phase::Running { since, .. } = &mut self.phase
            && sequence.wrapping_sub(*since) > 0x4000
        {
            *since = sequence.wrapping_sub(0x2000);
        }
    }

    /// The slot's number for a number the listener says it lost, if it was ever sent that.
    pub(super) fn lost(&self, own: u16) -> Option<u16> {
        let Phase::Running { offset, since } = self.phase else {
            return None;
        };
        let sequence = own.wrapping_add(offset);
        let was_sent = self.last.is_some_and(|last| !is_newer(own, last));
        (was_sent && !is_newer(since, sequence)).then_some(sequence)
    }

    /// Takes one from the allowance and numbers the retransmission.
    pub(super) fn next_retransmission(&mut self) -> Option<u16> {
        self.retransmissions_left = self.retransmissions_left.checked_sub(1)?;
        Some(self.next_padding())
    }

    /// Numbers a packet of padding on the stream of retransmissions.
    pub(super) fn next_padding(&mut self) -> u16 {
        self.retransmission_sequence = self.retransmission_sequence.wrapping_add(1);
        self.retransmission_sequence
    }

    /// A new report, a new allowance.
    pub(super) fn refill(&mut self) {
        self.retransmissions_left = RETRANSMISSIONS_PER_REPORT;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listener() -> Downlink {
        let (payload_type, retransmission) = (96, Some(97));
        Downlink::new(Some(Negotiated {
            payload_type,
            retransmission,
            transport_sequence: Some(3),
        }))
    }

    #[test]
    fn nothing_before_a_key_frame() {
        let mut downlink = listener();
        assert_eq!(downlink.admit(10, false, 1), None);
        assert_eq!(downlink.admit(11, true, 1), Some(11));
        assert_eq!(downlink.admit(12, false, 1), Some(12));
        assert_eq!(downlink.admit(10, false, 1), None, "before it joined");
    }

    #[test]
    fn its_own_speech_leaves_no_gap() {
        let mut downlink = listener();
        assert_eq!(downlink.admit(100, true, 1), Some(100));
        downlink.pause();
        assert_eq!(downlink.lost(100), None, "too old to be sent again");
        assert_eq!(downlink.admit(50_000, true, 1), Some(101));
        assert_eq!(downlink.lost(101), Some(50_000));
        assert_eq!(downlink.lost(100), None);
        assert_eq!(downlink.lost(102), None, "never sent");
    }

    #[test]
    fn a_long_stay_wraps() {
        let mut downlink = listener();
        for n in 0..200_000_u32 {
            assert_eq!(downlink.admit(n as u16, n == 0, 1), Some(n as u16));
        }
    }

    #[test]
    fn retransmissions_are_bounded() {
        let mut downlink = listener();
        let granted = (0..10_000).filter_map(|_| downlink.next_retransmission()).count();
        assert_eq!(granted, RETRANSMISSIONS_PER_REPORT as usize);
        downlink.refill();
        assert!(downlink.next_retransmission().is_some());
    }
}
