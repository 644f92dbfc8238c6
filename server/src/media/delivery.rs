//! One place in what a client receives: which stream fills it, and which packets of that it was sent, under which numbers
//! of its own.
//!
//! A stream is shared, but a client is not sent everything: not its own track, nothing before it joined, and of another
//! stream when it chooses one. Its numbers close those gaps; otherwise it would ask for thousands of packets that were
//! never meant for it, or lose count of the rollovers its decryption depends on.
//!
//! ```text
//!  Paused ── entry packet (any voice packet, first packet of a key frame) ──► Running
//!  Running ── may not have the stream, or is to have another ──────────────► Paused
//! ```

use super::kind::Kind;
use super::layout::Slot;
use super::numbers::{Ahead, Numbers};
use super::outgoing::Outgoing;
use super::plan::Stream;
use super::rtp::is_newer;
use super::ssrcs::Pair;
use std::time::Instant;

/// Retransmissions a client may ask for from one report to the next (half a second), of each place: far above any
/// honest need.
pub(super) const RETRANSMISSIONS_PER_REPORT: u32 = 200;

/// What the client negotiated for a place.
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
    /// The client's numbers are so much behind those of the stream; nothing before `since` was sent.
    Running {
        ahead: Ahead,
        since: u16,
    },
}

/// The last that the client was sent here: where the next stream goes on.
#[derive(Clone, Copy, Debug)]
struct Last {
    numbers: Numbers,
    at: Instant,
    of: Option<Stream>,
    /// How far the clock of that stream is ahead of the client's.
    ahead: u32,
}

/// A place in what a client receives.
#[derive(Debug)]
pub(super) struct Delivery {
    pub slot: Slot,
    /// What fills it, if the plan allows that; `None` as long as the client has chosen nothing.
    pub stream: Option<Stream>,
    /// Absent if the client did not want it.
    pub negotiated: Option<Negotiated>,
    pub ssrcs: Pair,
    /// It is sent now, as far as the plan goes.
    pub is_planned: bool,
    phase: Phase,
    last: Option<Last>,
    /// Packets and payload octets sent, for the sender report.
    pub packets: u32,
    pub octets: u32,
    /// What left since the ghost check last looked.
    carried: Vec<Stream>,
    retransmission_sequence: u16,
    retransmissions_left: u32,
}

impl Delivery {
    /// A place, which shows what it shows first.
    pub(super) fn new(slot: Slot, negotiated: Option<Negotiated>, ssrcs: Pair) -> Self {
        Self {
            slot,
            stream: slot.shows_first(),
            negotiated,
            ssrcs,
            is_planned: false,
            phase: Phase::Paused,
            last: None,
            packets: 0,
            octets: 0,
            carried: Vec::new(),
            retransmission_sequence: 0,
            retransmissions_left: RETRANSMISSIONS_PER_REPORT,
        }
    }

    /// Whether it is a picture that fills it.
    pub(super) fn is_picture(&self) -> bool {
        self.slot.kind() == Kind::Video
    }

    /// Another stream is to fill it, or none.
    pub(super) fn choose(&mut self, stream: Option<Stream>) {
        self.stream = stream;
        self.pause();
    }

    /// Stops until the next entry packet.
    pub(super) fn pause(&mut self) {
        self.phase = Phase::Paused;
    }

    pub(super) fn is_paused(&self) -> bool {
        matches!(self.phase, Phase::Paused)
    }

    /// The client's numbers for a packet of the stream, or `None` if it is not to be sent.
    pub(super) fn admit(&mut self, packet: &Outgoing, now: Instant) -> Option<Numbers> {
        let theirs = packet.numbers;
        let (ahead, own) = match self.phase {
            Phase::Paused if packet.is_entry => {
                let ahead = self.goes_on(theirs, now);
                self.phase = Phase::Running { ahead, since: theirs.sequence };
                (ahead, ahead.own(theirs))
            }
            Phase::Paused => return None,
            Phase::Running { since, .. } if is_newer(since, theirs.sequence) => return None,
            Phase::Running { ahead, .. } => (ahead, ahead.own(theirs)),
        };
        if self.last.is_none_or(|last| is_newer(own.sequence, last.numbers.sequence)) {
            // A packet that ends a picture may have no number of one.
            let before = self.last.map(|last| last.numbers).unwrap_or_default();
            let picture = own.picture.or(before.picture);
            let base_layer = own.base_layer.or(before.base_layer);
            let numbers = Numbers { picture, base_layer, ..own };
            self.last = Some(Last { numbers, at: now, of: self.stream, ahead: ahead.timestamp });
            self.follow(theirs.sequence);
        }
        self.packets = self.packets.wrapping_add(1);
        self.octets = self.octets.wrapping_add(packet.octets() as u32);
        Some(own)
    }

    /// How far the stream is ahead when it begins here with these numbers.
    fn goes_on(&self, theirs: Numbers, now: Instant) -> Ahead {
        let Some(last) = self.last else { return Ahead::default() };
        let ticks = self.slot.kind().ticks(now.saturating_duration_since(last.at));
        let next = Numbers {
            sequence: last.numbers.sequence.wrapping_add(1),
            timestamp: last.numbers.timestamp.wrapping_add(ticks),
            picture: last.numbers.picture.map(|picture| picture.wrapping_add(1)),
            base_layer: last.numbers.base_layer.map(|layer| layer.wrapping_add(1)),
        };
        let ahead = theirs.ahead_of(next);
        // The clock of one stream goes on while it is not sent.
        let timestamp = if last.of == self.stream { last.ahead } else { ahead.timestamp };
        Ahead { timestamp, ..ahead }
    }

    /// Keeps `since` within half the number space of the present, or old numbers would look new.
    fn follow(&mut self, sequence: u16) {
        if let Phase::Running { since, .. } = &mut self.phase
            && sequence.wrapping_sub(*since) > 0x4000
        {
            *since = sequence.wrapping_sub(0x2000);
        }
    }

    /// The stream's number for a number that the client says it lost, if it was ever sent that.
    pub(super) fn lost(&self, own: u16) -> Option<u16> {
        let Phase::Running { ahead, since } = self.phase else {
            return None;
        };
        let sequence = own.wrapping_add(ahead.sequence);
        let was_sent = self.last.is_some_and(|last| !is_newer(own, last.numbers.sequence));
        (was_sent && !is_newer(since, sequence)).then_some(sequence)
    }

    /// The client's numbers for those of the stream, while that is sent.
    pub(super) fn own(&self, of_stream: Numbers) -> Option<Numbers> {
        match self.phase {
            Phase::Paused => None,
            Phase::Running { ahead, .. } => Some(ahead.own(of_stream)),
        }
    }

    /// The client's timestamp for one of the stream, while that is sent.
    pub(super) fn time(&self, of_stream: u32) -> Option<u32> {
        Some(self.own(Numbers { timestamp: of_stream, ..Numbers::default() })?.timestamp)
    }

    /// A packet has left.
    pub(super) fn carries(&mut self) {
        if let Some(stream) = self.stream.filter(|stream| self.carried.last() != Some(stream)) {
            self.carried.push(stream);
        }
    }

    /// What left since this was last asked.
    pub(super) fn carried(&mut self) -> impl Iterator<Item = Stream> {
        self.carried.drain(..)
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
    use crate::clock::steady;
    use crate::media::rtp;
    use std::time::Duration;

    /// A client that is sent something in one place.
    struct Client {
        delivery: Delivery,
        now: Instant,
    }

    fn client(slot: Slot) -> Client {
        let (payload_type, retransmission) = (96, Some(97));
        let negotiated = Negotiated { payload_type, retransmission, transport_sequence: Some(3) };
        let ssrcs = Pair { media: 1, retransmission: 2 };
        Client { delivery: Delivery::new(slot, Some(negotiated), ssrcs), now: steady() }
    }

    impl Client {
        /// Its number for a packet with this one.
        fn admits(&mut self, sequence: u16, is_entry: bool) -> Option<u16> {
            let numbers = Numbers { sequence, ..Numbers::default() };
            self.admits_all(numbers, is_entry).map(|own| own.sequence)
        }

        fn admits_all(&mut self, numbers: Numbers, is_entry: bool) -> Option<Numbers> {
            let packet = rtp::write(numbers.sequence, numbers.timestamp, 0, false, &[b"x"]);
            self.delivery.admit(&Outgoing::new(numbers, is_entry, packet), self.now)
        }
    }

    #[test]
    fn nothing_before_a_key_frame() {
        let mut client = client(Slot::FloorPicture);
        assert_eq!(client.admits(10, false), None);
        assert_eq!(client.admits(11, true), Some(11));
        assert_eq!(client.admits(12, false), Some(12));
        assert_eq!(client.admits(10, false), None, "before it joined");
    }

    #[test]
    fn its_own_speech_leaves_no_gap() {
        let mut client = client(Slot::FloorVoice(0));
        assert_eq!(client.admits(100, true), Some(100));
        client.delivery.pause();
        assert_eq!(client.delivery.lost(100), None, "too old to be sent again");
        assert_eq!(client.admits(50_000, true), Some(101));
        assert_eq!(client.delivery.lost(101), Some(50_000));
        assert_eq!(client.delivery.lost(100), None);
        assert_eq!(client.delivery.lost(102), None, "never sent");
    }

    #[test]
    fn a_long_stay_wraps() {
        let mut client = client(Slot::FloorVoice(0));
        for n in 0..200_000_u32 {
            assert_eq!(client.admits(n as u16, n == 0), Some(n as u16));
        }
    }

    #[test]
    fn another_stream_goes_on_where_the_one_before_was() {
        let mut client = client(Slot::FloorPicture);
        let floor = Numbers {
            sequence: 65_535,
            timestamp: 4_000_000_000,
            picture: Some(0x7FFF),
            base_layer: Some(255),
        };
        assert_eq!(client.admits_all(floor, true), Some(floor));
        client.delivery.choose(Some(Stream::ChairPicture));
        client.now += Duration::from_millis(200);
        let chair = Numbers { sequence: 9, timestamp: 77, picture: Some(4), base_layer: Some(200) };
        let first = client.admits_all(chair, true).expect("an entry");
        let after = Numbers {
            sequence: 0,
            timestamp: 4_000_018_000,
            picture: Some(0),
            base_layer: Some(0),
        };
        assert_eq!(first, after);
        let chair = Numbers { sequence: 10, timestamp: 3_077, picture: Some(5), ..chair };
        let next = client.admits_all(chair, false).expect("it goes on");
        assert_eq!((next.sequence, next.timestamp, next.picture), (1, 4_000_021_000, Some(1)));
        // What is sent again has the numbers that it had.
        assert_eq!(client.delivery.lost(1), Some(10));
        assert_eq!(client.delivery.own(chair), Some(next));
        assert_eq!(client.delivery.lost(65_535), None, "it was of the other stream");
        assert_eq!(client.delivery.carried().count(), 0, "nothing has left yet");
    }

    #[test]
    fn the_clock_of_a_stream_goes_on_while_it_is_not_sent() {
        let mut client = client(Slot::FloorVoice(1));
        let at = |sequence, timestamp| Numbers { sequence, timestamp, ..Numbers::default() };
        assert_eq!(client.admits_all(at(1, 1_000), true), Some(at(1, 1_000)));
        client.delivery.pause();
        // Half a minute later by the clock of the stream, whatever ours says.
        client.now += Duration::from_secs(31);
        assert_eq!(client.admits_all(at(900, 1_441_000), true), Some(at(2, 1_441_000)));
    }

    #[test]
    fn retransmissions_are_bounded() {
        let mut client = client(Slot::FloorPicture);
        let granted = (0..10_000).filter_map(|_| client.delivery.next_retransmission()).count();
        assert_eq!(granted, RETRANSMISSIONS_PER_REPORT as usize);
        client.delivery.refill();
        assert!(client.delivery.next_retransmission().is_some());
    }
}
