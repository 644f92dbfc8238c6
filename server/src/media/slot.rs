//! One receiving place of a meeting, and the continuous stream that fills it.
//!
//! Speakers come and go; a receiver sees one source that never ends. Every packet of the present
//! speaker is given the slot's SSRC, the next sequence number, a timestamp that goes on counting
//! and (VP8) the next picture number. The work is done once a packet, whatever the number of
//! listeners.
//!
//! ```text
//!            assign(other)                 first packet (audio), first key frame (video)
//!  Flowing ───────────────► Waiting ─────────────────────────────────────────────► Flowing
//!     │ the source starts a new stream (its SSRC changed, or its numbers jumped)  ▲
//!     └──────────────────────────────► Waiting ───────────────────────────────────┘
//! ```

use super::history::History;
use super::meter::Meter;
use super::outgoing::Outgoing;
use super::plan::{Slot, Track};
use super::rtp;
use super::stream::{SlotCursor, Stream};
use super::vp8::Descriptor;
use rostrum_proto::id::ConnectionId;
use std::time::{Duration, Instant};

/// A decrypted packet of a source.
#[derive(Clone, Copy, Debug)]
pub(super) struct Arrival<'a> {
    pub ssrc: u32,
    pub sequence: u16,
    pub timestamp: u32,
    pub marker: bool,
    pub payload: &'a [u8],
}

/// What became of a packet.
#[derive(Debug)]
pub(super) enum Forwarding {
    Packet(Outgoing),
    /// Held back: the slot needs a key frame of this source first.
    NeedsKeyFrame,
    /// Belongs to what was before the switch, or cannot be read.
    Dropped,
}

/// A slot of a meeting.
#[derive(Debug)]
pub(super) struct SlotStream {
    source: Option<(ConnectionId, Track)>,
    carries: Track,
    ssrc: u32,
    stream: Option<Stream>,
    cursor: SlotCursor,
    history: History,
    forwards: Meter,
}

impl SlotStream {
    /// An empty slot that sends as `ssrc`; `seed` makes the first numbers hard to guess.
    pub(super) fn new(slot: Slot, ssrc: u32, seed: u64) -> Self {
        let carries = match slot {
            Slot::FloorVideo | Slot::ChairVideo => Track::Camera,
            Slot::FloorAudio(_) => Track::Microphone,
        };
        let [a, b, c, d, e, f, g, _] = seed.to_be_bytes();
        Self {
            source: None,
            carries,
            ssrc,
            stream: None,
            cursor: SlotCursor {
                // The first numbers start low (RFC 3711 §3.3.1): no rollover while receivers join.
                sequence: u16::from_be_bytes([a & 0x3F, b]),
                timestamp: u32::from_be_bytes([c, d, e, f]),
                at: None,
                picture: u16::from(g),
                base_layer: g,
            },
            history: History::default(),
            forwards: Meter::default(),
        }
    }

    /// What the stream takes, bits per second, `passed` after it was last asked.
    pub(super) fn measure(&mut self, passed: Duration) -> f64 {
        self.forwards.measure(passed)
    }

    /// Names the source; true if that changed anything. A source of the wrong kind is no source.
    pub(super) fn assign(&mut self, source: Option<(ConnectionId, Track)>) -> bool {
        let source = source.filter(|(_, track)| *track == self.carries);
        if source == self.source {
            return false;
        }
        self.source = source;
        self.stream = None;
        self.history.clear();
        true
    }

    /// The source's session is a new one: whatever its numbers are, they begin anew.
    pub(super) fn restart(&mut self) {
        self.stream = None;
    }

    pub(super) fn source(&self) -> Option<(ConnectionId, Track)> {
        self.source
    }

    /// True while it has a source and nothing of it was forwarded yet.
    pub(super) fn is_waiting(&self) -> bool {
        self.source.is_some() && self.stream.is_none()
    }

    pub(super) fn ssrc(&self) -> u32 {
        self.ssrc
    }

    /// The timestamp of the slot that belongs to a timestamp of the present source.
    pub(super) fn map_timestamp(&self, ssrc: u32, timestamp: u32) -> Option<u32> {
        self.stream.as_ref()?.map_timestamp(ssrc, timestamp)
    }

    /// A packet sent earlier in this slot, by its number in the slot.
    pub(super) fn sent(&self, sequence: u16) -> Option<&[u8]> {
        self.history.find(sequence)
    }

    /// Continues the slot with a packet of its source.
    pub(super) fn forward(&mut self, arrival: &Arrival<'_>, now: Instant) -> Forwarding {
        let descriptor = match self.carries {
            Track::Microphone => None,
            Track::Camera if arrival.payload.is_empty() => None,
            Track::Camera => match Descriptor::parse(arrival.payload) {
                Some(descriptor) => Some(descriptor),
                None => return Forwarding::Dropped,
            },
        };
        let is_key = descriptor.is_some_and(|d| d.starts_key_frame);
        let flows = self.stream.as_ref().is_some_and(|s| s.continues(arrival));
        if !flows {
            if self.carries == Track::Camera && !is_key {
                self.stream = None;
                return Forwarding::NeedsKeyFrame;
            }
            let elapsed = self.cursor.at.map_or(Duration::ZERO, |at| now - at);
            let ticks = self.ticks(elapsed);
            self.stream = Some(Stream::begin(arrival, descriptor, &self.cursor, ticks));
        }
        let begins = !flows;
        let Some(stream) = self.stream.as_mut() else {
            return Forwarding::Dropped;
        };
        if stream.is_over_before(arrival) {
            return Forwarding::Dropped;
        }

        let (sequence, timestamp) = stream.place(arrival);
        let marker = arrival.marker || (begins && self.carries == Track::Microphone);
        let packet = match descriptor {
            None => rtp::write(sequence, timestamp, self.ssrc, marker, &[arrival.payload]),
            Some(descriptor) => {
                let renumbered = stream.renumber(&descriptor, &mut self.cursor);
                let parts = [renumbered.as_bytes(), descriptor.frame(arrival.payload)];
                rtp::write(sequence, timestamp, self.ssrc, marker, &parts)
            }
        };
        if stream.advance(arrival, begins) {
            self.cursor.sequence = sequence;
            self.cursor.timestamp = timestamp;
            self.cursor.at = Some(now);
        }
        self.forwards.add(packet.len());
        self.history.keep(sequence, &packet);
        let is_entry = self.carries == Track::Microphone || is_key;
        Forwarding::Packet(Outgoing::new(sequence, is_entry, packet))
    }

    /// Clock ticks in `elapsed`, at least one frame: time never stands still over a switch.
    fn ticks(&self, elapsed: Duration) -> u32 {
        let (rate, frame) = match self.carries {
            Track::Microphone => (48_u128, 960),
            Track::Camera => (90_u128, 3_000),
        };
        ((elapsed.as_micros() * rate / 1_000) as u32).max(frame)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::rtp::Header;

    const INDONESIA: ConnectionId = ConnectionId(1);
    const TUNISIA: ConnectionId = ConnectionId(2);

    fn video() -> SlotStream {
        SlotStream::new(Slot::FloorVideo, 0xF100, 0)
    }

    fn audio() -> SlotStream {
        SlotStream::new(Slot::FloorAudio(0), 0xA100, 0)
    }

    fn camera(connection: ConnectionId) -> Option<(ConnectionId, Track)> {
        Some((connection, Track::Camera))
    }

    fn voice(ssrc: u32, sequence: u16, timestamp: u32) -> Arrival<'static> {
        Arrival { ssrc, sequence, timestamp, marker: false, payload: b"opus" }
    }

    fn frame(ssrc: u32, sequence: u16, picture: u16, is_key: bool) -> (u32, u16, Vec<u8>) {
        let [high, low] = picture.to_be_bytes();
        let payload = vec![0x90, 0x80, 0x80 | high, low, u8::from(!is_key), 0xAA];
        (ssrc, sequence, payload)
    }

    fn arrival((ssrc, sequence, payload): &(u32, u16, Vec<u8>)) -> Arrival<'_> {
        Arrival {
            ssrc: *ssrc,
            sequence: *sequence,
            timestamp: u32::from(*sequence) * 3_000,
            marker: true,
            payload,
        }
    }

    fn sent(forwarding: Forwarding) -> Outgoing {
        match forwarding {
            Forwarding::Packet(outgoing) => outgoing,
            other => panic!("expected a packet, got {other:?}"),
        }
    }

    #[test]
    fn a_switch_of_voices_goes_on_counting() {
        let start = Instant::now();
        let mut slot = audio();
        assert!(slot.assign(Some((INDONESIA, Track::Microphone))));
        let mut last = sent(slot.forward(&voice(1, 65_534, 5_000), start));
        assert!(Header::parse(&last.packet).expect("rtp").marker, "a new voice is marked");
        for (sequence, timestamp) in [(65_535, 5_960), (0, 6_920), (1, 7_880)] {
            let next = sent(slot.forward(&voice(1, sequence, timestamp), start));
            assert_eq!(next.sequence, last.sequence.wrapping_add(1));
            last = next;
        }
        let before = Header::parse(&last.packet).expect("rtp");
        assert!(slot.assign(Some((TUNISIA, Track::Microphone))));
        let later = start + Duration::from_millis(500);
        let next = sent(slot.forward(&voice(2, 40_000, 9), later));
        let after = Header::parse(&next.packet).expect("rtp");
        assert_eq!(after.sequence, before.sequence.wrapping_add(1));
        assert_eq!(after.timestamp.wrapping_sub(before.timestamp), 24_000);
        assert_eq!((after.ssrc, before.ssrc), (0xA100, 0xA100));
        assert!(after.marker);
    }

    #[test]
    fn a_switch_of_pictures_waits_for_a_key_frame() {
        let now = Instant::now();
        let mut slot = video();
        slot.assign(camera(INDONESIA));
        let inter = frame(1, 10, 100, false);
        assert!(matches!(slot.forward(&arrival(&inter), now), Forwarding::NeedsKeyFrame));
        let first = sent(slot.forward(&arrival(&frame(1, 11, 101, true)), now));
        let second = sent(slot.forward(&arrival(&frame(1, 12, 102, false)), now));
        assert!(first.is_entry && !second.is_entry);

        slot.assign(camera(TUNISIA));
        assert!(matches!(
            slot.forward(&arrival(&frame(2, 900, 7, false)), now),
            Forwarding::NeedsKeyFrame
        ));
        let third = sent(slot.forward(&arrival(&frame(2, 901, 8, true)), now));
        assert_eq!(third.sequence, second.sequence.wrapping_add(1));
        let picture = |outgoing: &Outgoing| {
            let header = Header::parse(&outgoing.packet).expect("rtp");
            Descriptor::parse(header.payload(&outgoing.packet))
                .and_then(|d| d.picture)
                .expect("numbered")
                .value
        };
        assert_eq!(picture(&second), picture(&first) + 1);
        assert_eq!(picture(&third), picture(&second) + 1);
    }

    #[test]
    fn packets_from_before_the_switch_are_not_forwarded() {
        let now = Instant::now();
        let mut slot = video();
        slot.assign(camera(INDONESIA));
        let _ = sent(slot.forward(&arrival(&frame(1, 50, 5, true)), now));
        assert!(matches!(
            slot.forward(&arrival(&frame(1, 49, 4, false)), now),
            Forwarding::Dropped
        ));
    }

    #[test]
    fn a_late_packet_keeps_its_place() {
        let now = Instant::now();
        let mut slot = video();
        slot.assign(camera(INDONESIA));
        let first = sent(slot.forward(&arrival(&frame(1, 65_535, 5, true)), now));
        let third = sent(slot.forward(&arrival(&frame(1, 1, 7, false)), now));
        let second = sent(slot.forward(&arrival(&frame(1, 0, 6, false)), now));
        assert_eq!(second.sequence, first.sequence.wrapping_add(1));
        assert_eq!(third.sequence, first.sequence.wrapping_add(2));
        assert!(slot.sent(second.sequence).is_some());
    }

    #[test]
    fn a_source_that_jumps_is_taken_as_a_new_stream() {
        let now = Instant::now();
        let mut slot = audio();
        slot.assign(Some((INDONESIA, Track::Microphone)));
        let first = sent(slot.forward(&voice(1, 0, 0), now));
        let next = sent(slot.forward(&voice(1, 30_000, 0), now));
        assert_eq!(next.sequence, first.sequence.wrapping_add(1));
    }

    #[test]
    fn a_long_speech_wraps_many_times() {
        let now = Instant::now();
        let mut slot = audio();
        slot.assign(Some((INDONESIA, Track::Microphone)));
        let mut expected = None;
        for n in 0..200_000_u32 {
            let outgoing = sent(slot.forward(&voice(1, n as u16, n.wrapping_mul(960)), now));
            if let Some(expected) = expected {
                assert_eq!(outgoing.sequence, expected);
            }
            expected = Some(outgoing.sequence.wrapping_add(1));
        }
    }

    #[test]
    fn a_microphone_does_not_fill_a_picture() {
        let mut slot = video();
        assert!(!slot.assign(Some((INDONESIA, Track::Microphone))));
        assert_eq!(slot.source(), None);
    }
}
