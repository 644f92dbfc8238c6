//! A stream of a meeting, as it is made: continuous, whoever feeds it.
//!
//! Speakers come and go; whoever has the stream sees one source that never ends. Every packet of the present
//! speaker is given the next sequence number, a timestamp that goes on counting and (VP8) the next picture number. The
//! work is done once a packet, whatever the number of those who are sent it.
//!
//! ```text
//!            assign(other)                 first packet (audio), first key frame (video)
//!  Flowing ───────────────► Waiting ─────────────────────────────────────────────► Flowing
//!     │ the source starts a new stream (its SSRC changed, or its numbers jumped)  ▲
//!     └──────────────────────────────► Waiting ───────────────────────────────────┘
//! ```

use super::history::History;
use super::kind::Kind;
use super::mapping::{Cursor, Mapping};
use super::meter::Meter;
use super::numbers::Numbers;
use super::outgoing::Outgoing;
use super::plan::{Stream, Track};
use super::rtp;
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
    /// Held back: the stream needs a key frame of this source first.
    NeedsKeyFrame,
    /// Belongs to what was before the switch, or cannot be read.
    Dropped,
}

/// A stream of a meeting.
#[derive(Debug)]
pub(super) struct Production {
    source: Option<(ConnectionId, Track)>,
    kind: Kind,
    mapping: Option<Mapping>,
    cursor: Cursor,
    history: History,
    forwards: Meter,
    /// Who is sent it, and in which of their places.
    pub audience: Vec<(ConnectionId, usize)>,
}

impl Production {
    /// One that nothing feeds; `seed` makes the first numbers hard to guess.
    pub(super) fn new(stream: Stream, seed: u64) -> Self {
        let [a, b, c, d, e, f, g, _] = seed.to_be_bytes();
        Self {
            source: None,
            kind: stream.kind(),
            mapping: None,
            cursor: Cursor {
                // The first numbers start low (RFC 3711 §3.3.1): no rollover while receivers join.
                sequence: u16::from_be_bytes([a & 0x3F, b]),
                timestamp: u32::from_be_bytes([c, d, e, f]),
                at: None,
                picture: u16::from(g),
                base_layer: g,
            },
            history: History::default(),
            forwards: Meter::default(),
            audience: Vec::new(),
        }
    }

    /// Measures what it takes, `passed` after the last time.
    pub(super) fn measure(&mut self, passed: Duration) {
        self.forwards.measure(passed);
    }

    /// What it takes, bits per second, as last measured.
    pub(super) fn rate(&self) -> f64 {
        self.forwards.rate()
    }

    /// Names the source; true if that changed anything. A source of the wrong kind is no source.
    pub(super) fn assign(&mut self, source: Option<(ConnectionId, Track)>) -> bool {
        let source = source.filter(|(_, track)| track.kind() == self.kind);
        if source == self.source {
            return false;
        }
        self.source = source;
        self.mapping = None;
        self.history.clear();
        true
    }

    /// The source's session is a new one: whatever its numbers are, they begin anew.
    pub(super) fn restart(&mut self) {
        self.mapping = None;
    }

    /// Whether it is a picture, which begins with a key frame only.
    pub(super) fn is_picture(&self) -> bool {
        self.kind == Kind::Video
    }

    pub(super) fn source(&self) -> Option<(ConnectionId, Track)> {
        self.source
    }

    /// True while it has a source and nothing of it was forwarded yet.
    pub(super) fn is_waiting(&self) -> bool {
        self.source.is_some() && self.mapping.is_none()
    }

    /// The timestamp that belongs to one of the present source.
    pub(super) fn map_timestamp(&self, ssrc: u32, timestamp: u32) -> Option<u32> {
        self.mapping.as_ref()?.map_timestamp(ssrc, timestamp)
    }

    /// A packet that was made earlier, by its number.
    pub(super) fn sent(&self, sequence: u16) -> Option<&[u8]> {
        self.history.find(sequence)
    }

    /// Goes on with a packet of its source.
    pub(super) fn forward(&mut self, arrival: &Arrival<'_>, now: Instant) -> Forwarding {
        let descriptor = match self.kind {
            Kind::Audio => None,
            Kind::Video if arrival.payload.is_empty() => None,
            Kind::Video => match Descriptor::parse(arrival.payload) {
                Some(descriptor) => Some(descriptor),
                None => return Forwarding::Dropped,
            },
        };
        let is_key = descriptor.is_some_and(|d| d.starts_key_frame);
        let flows = self.mapping.as_ref().is_some_and(|mapping| mapping.continues(arrival));
        if !flows {
            if self.kind == Kind::Video && !is_key {
                self.mapping = None;
                return Forwarding::NeedsKeyFrame;
            }
            let elapsed = self.cursor.at.map_or(Duration::ZERO, |at| now - at);
            let ticks = self.kind.ticks(elapsed);
            self.mapping = Some(Mapping::begin(arrival, descriptor, &self.cursor, ticks));
        }
        let begins = !flows;
        let Some(mapping) = self.mapping.as_mut() else {
            return Forwarding::Dropped;
        };
        if mapping.is_over_before(arrival) {
            return Forwarding::Dropped;
        }

        let (sequence, timestamp) = mapping.place(arrival);
        let marker = arrival.marker || (begins && self.kind == Kind::Audio);
        let (mut picture, mut base_layer) = (None, None);
        // Under which SSRC it is sent is of each who is sent it.
        let packet = match descriptor {
            None => rtp::write(sequence, timestamp, 0, marker, &[arrival.payload]),
            Some(descriptor) => {
                (picture, base_layer) = mapping.renumber(&descriptor, &mut self.cursor);
                let renumbered = descriptor.renumbered(picture, base_layer);
                let parts = [renumbered.as_bytes(), descriptor.frame(arrival.payload)];
                rtp::write(sequence, timestamp, 0, marker, &parts)
            }
        };
        if mapping.advance(arrival, begins) {
            self.cursor.sequence = sequence;
            self.cursor.timestamp = timestamp;
            self.cursor.at = Some(now);
        }
        self.forwards.add(packet.len());
        self.history.keep(sequence, &packet);
        let is_entry = self.kind == Kind::Audio || is_key;
        let numbers = Numbers { sequence, timestamp, picture, base_layer };
        Forwarding::Packet(Outgoing::new(numbers, is_entry, packet))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::rtp::Header;

    const INDONESIA: ConnectionId = ConnectionId(1);
    const TUNISIA: ConnectionId = ConnectionId(2);

    fn video() -> Production {
        Production::new(Stream::FloorPicture, 0)
    }

    fn audio() -> Production {
        Production::new(Stream::FloorVoice(0), 0)
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
        let mut made = audio();
        assert!(made.assign(Some((INDONESIA, Track::Microphone))));
        let mut last = sent(made.forward(&voice(1, 65_534, 5_000), start));
        assert!(Header::parse(&last.packet).expect("rtp").marker, "a new voice is marked");
        for (sequence, timestamp) in [(65_535, 5_960), (0, 6_920), (1, 7_880)] {
            let next = sent(made.forward(&voice(1, sequence, timestamp), start));
            assert_eq!(next.numbers.sequence, last.numbers.sequence.wrapping_add(1));
            last = next;
        }
        let before = Header::parse(&last.packet).expect("rtp");
        assert!(made.assign(Some((TUNISIA, Track::Microphone))));
        let later = start + Duration::from_millis(500);
        let next = sent(made.forward(&voice(2, 40_000, 9), later));
        let after = Header::parse(&next.packet).expect("rtp");
        assert_eq!(after.sequence, before.sequence.wrapping_add(1));
        assert_eq!(after.timestamp.wrapping_sub(before.timestamp), 24_000);
        assert!(after.marker);
    }

    #[test]
    fn a_switch_of_pictures_waits_for_a_key_frame() {
        let now = Instant::now();
        let mut made = video();
        made.assign(camera(INDONESIA));
        let inter = frame(1, 10, 100, false);
        assert!(matches!(made.forward(&arrival(&inter), now), Forwarding::NeedsKeyFrame));
        let first = sent(made.forward(&arrival(&frame(1, 11, 101, true)), now));
        let second = sent(made.forward(&arrival(&frame(1, 12, 102, false)), now));
        assert!(first.is_entry && !second.is_entry);

        made.assign(camera(TUNISIA));
        assert!(matches!(
            made.forward(&arrival(&frame(2, 900, 7, false)), now),
            Forwarding::NeedsKeyFrame
        ));
        let third = sent(made.forward(&arrival(&frame(2, 901, 8, true)), now));
        assert_eq!(third.numbers.sequence, second.numbers.sequence.wrapping_add(1));
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
        let mut made = video();
        made.assign(camera(INDONESIA));
        let _ = sent(made.forward(&arrival(&frame(1, 50, 5, true)), now));
        assert!(matches!(
            made.forward(&arrival(&frame(1, 49, 4, false)), now),
            Forwarding::Dropped
        ));
    }

    #[test]
    fn a_late_packet_keeps_its_place() {
        let now = Instant::now();
        let mut made = video();
        made.assign(camera(INDONESIA));
        let first = sent(made.forward(&arrival(&frame(1, 65_535, 5, true)), now));
        let third = sent(made.forward(&arrival(&frame(1, 1, 7, false)), now));
        let second = sent(made.forward(&arrival(&frame(1, 0, 6, false)), now));
        assert_eq!(second.numbers.sequence, first.numbers.sequence.wrapping_add(1));
        assert_eq!(third.numbers.sequence, first.numbers.sequence.wrapping_add(2));
        assert!(made.sent(second.numbers.sequence).is_some());
    }

    #[test]
    fn a_source_that_jumps_is_taken_as_a_new_stream() {
        let now = Instant::now();
        let mut made = audio();
        made.assign(Some((INDONESIA, Track::Microphone)));
        let first = sent(made.forward(&voice(1, 0, 0), now));
        let next = sent(made.forward(&voice(1, 30_000, 0), now));
        assert_eq!(next.numbers.sequence, first.numbers.sequence.wrapping_add(1));
    }

    #[test]
    fn a_long_speech_wraps_many_times() {
        let now = Instant::now();
        let mut made = audio();
        made.assign(Some((INDONESIA, Track::Microphone)));
        let mut expected = None;
        for n in 0..200_000_u32 {
            let outgoing = sent(made.forward(&voice(1, n as u16, n.wrapping_mul(960)), now));
            if let Some(expected) = expected {
                assert_eq!(outgoing.numbers.sequence, expected);
            }
            expected = Some(outgoing.numbers.sequence.wrapping_add(1));
        }
    }

    #[test]
    fn a_microphone_does_not_fill_a_picture() {
        let mut made = video();
        assert!(!made.assign(Some((INDONESIA, Track::Microphone))));
        assert_eq!(made.source(), None);
    }
}
