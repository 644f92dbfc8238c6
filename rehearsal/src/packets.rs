//! From clips to RTP (RFC 3550): one packet for each 20 ms of a voice (RFC 7587), and for each frame of a picture as many
//! as it needs (RFC 7741). Sequence, timestamps and picture numbers go on over the end of a clip, a silence and a jump.

use bytes::{BufMut, Bytes, BytesMut};
use rostrum_proto::time::Millis;
use rtc::rtp::{Header, Packet};

/// Payload types, as Chromium numbers them.
pub const OPUS: u8 = 111;
/// See [`OPUS`].
pub const VP8: u8 = 96;

/// The longest packet before it is encrypted, in bytes.
pub const MAX_PACKET: usize = 1_200;
/// Kept free of it for header and extensions.
const MAX_HEADERS: usize = 40;

/// A packet of a voice that is not longer carries none, in bytes.
const SILENCE: usize = 3;

/// Steps of the clocks in a millisecond.
const OPUS_STEPS: u64 = 48;
const VP8_STEPS: u64 = 90;

/// The sender of a voice.
#[derive(Debug)]
pub struct VoiceSender {
    ssrc: u32,
    sequence: u16,
    is_silent: bool,
}

/// The sender of a picture.
#[derive(Debug)]
pub struct PictureSender {
    ssrc: u32,
    sequence: u16,
    picture: u16,
    base_layer: u8,
}

impl VoiceSender {
    /// One that has said nothing yet.
    #[must_use]
    pub fn new(ssrc: u32, sequence: u16) -> Self {
        Self { ssrc, sequence, is_silent: true }
    }

    /// The next packet, at a time since the call began. The first after a silence is marked.
    pub fn says(&mut self, at: Millis, opus: Bytes) -> Packet {
        let marker = std::mem::replace(&mut self.is_silent, false);
        let timestamp = (at.0 * OPUS_STEPS) as u32;
        packet((self.ssrc, OPUS), next(&mut self.sequence), timestamp, marker, opus)
    }

    /// Nothing is said for a while.
    pub fn is_silent(&mut self) {
        self.is_silent = true;
    }
}

impl PictureSender {
    /// One that has shown nothing yet.
    #[must_use]
    pub fn new(ssrc: u32, sequence: u16, picture: u16) -> Self {
        Self { ssrc, sequence, picture: picture & 0x7FFF, base_layer: 0 }
    }

    /// The packets of the next frame, at a time since the call began; the last is marked.
    pub fn shows(&mut self, at: Millis, frame: &Bytes) -> Vec<Packet> {
        let timestamp = (at.0 * VP8_STEPS) as u32;
        let parts = parts(frame);
        let last = parts.len().saturating_sub(1);
        let number = |(n, part): (usize, Bytes)| {
            let mut payload = BytesMut::with_capacity(DESCRIPTOR + part.len());
            self.describe(n == 0, &mut payload);
            payload.put(part);
            let sequence = next(&mut self.sequence);
            packet((self.ssrc, VP8), sequence, timestamp, n == last, payload.freeze())
        };
        let packets = parts.into_iter().enumerate().map(number).collect();
        self.picture = (self.picture + 1) & 0x7FFF;
        self.base_layer = self.base_layer.wrapping_add(1);
        packets
    }

    /// The descriptor as Chromium writes it for one layer: a number of 15 bits, and each frame is of the base layer.
    ///
    /// ```text
    /// X S | I L T | M PictureID (2 bytes) | TL0PICIDX | TID 0
    /// ```
    fn describe(&self, starts: bool, to: &mut BytesMut) {
        to.put_u8(0x80 | u8::from(starts) << 4);
        to.put_u8(0xE0);
        to.put_u16(0x8000 | self.picture);
        to.put_u8(self.base_layer);
        to.put_u8(0);
    }
}

/// The length of our descriptor.
const DESCRIPTOR: usize = 6;

/// A frame in parts of nearly the same length, each for one packet: 2,500 bytes come to 834, 834 and 832.
fn parts(frame: &Bytes) -> Vec<Bytes> {
    let most = MAX_PACKET - MAX_HEADERS - DESCRIPTOR;
    let count = frame.len().div_ceil(most).max(1);
    let length = frame.len().div_ceil(count);
    let part = |n| frame.slice(n * length..frame.len().min((n + 1) * length));
    (0..count).map(part).collect()
}

/// How loud a packet of a voice is, in -dBov (RFC 6464). It is guessed: with a variable rate a loud one is long.
#[must_use]
pub fn level(opus: &[u8]) -> u8 {
    if opus.len() <= SILENCE {
        return 127;
    }
    // 32 bytes are a pause (-62 dBov), 80 are speech (-26 dBov).
    let louder = opus.len().saturating_sub(32) * 3 / 4;
    62 - u8::try_from(louder).unwrap_or(u8::MAX).min(40)
}

fn next(sequence: &mut u16) -> u16 {
    let now = *sequence;
    *sequence = now.wrapping_add(1);
    now
}

fn packet(
    (ssrc, payload_type): (u32, u8),
    sequence_number: u16,
    timestamp: u32,
    marker: bool,
    payload: Bytes,
) -> Packet {
    let header = Header {
        version: 2,
        marker,
        payload_type,
        sequence_number,
        timestamp,
        ssrc,
        ..Header::default()
    };
    Packet { header, payload }
}
