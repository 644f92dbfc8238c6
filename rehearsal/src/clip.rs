//! Clips: a voice from Ogg (RFC 3533, RFC 7845), a picture from IVF. Read once, then played again and again.

use anyhow::Context;
use bytes::Bytes;
use ogg::PacketReader;
use rostrum_proto::time::Millis;
use std::io::Cursor;

/// How long a packet of a voice is.
pub const VOICE_STEP: Millis = Millis(20);

/// Before the packets of a voice: who it is (`OpusHead`), and what is said of it (`OpusTags`).
const OPUS_HEADERS: usize = 2;

const IVF_HEADER: usize = 32;
const IVF_FRAME_HEADER: usize = 12;

/// A voice: packets of Opus, 20 ms each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Voice(Vec<Bytes>);

/// A picture that moves: frames of VP8 in even steps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    frames: Vec<Frame>,
    step: Millis,
}

/// A frame of VP8.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// As it was encoded.
    pub bytes: Bytes,
    /// It needs no other.
    pub is_key: bool,
}

impl Voice {
    /// Reads an `.opus` file.
    ///
    /// # Errors
    /// It is not Ogg, not Opus, or its packets are not of 20 ms.
    pub fn read(file: &[u8]) -> anyhow::Result<Self> {
        let mut reader = PacketReader::new(Cursor::new(file));
        let mut packets = Vec::new();
        while let Some(packet) = reader.read_packet().context("reading Ogg")? {
            packets.push(Bytes::from(packet.data));
        }
        let is_opus = packets.first().is_some_and(|head| head.starts_with(b"OpusHead"));
        anyhow::ensure!(is_opus && packets.len() > OPUS_HEADERS, "expected a voice in Opus");
        let voice = packets.split_off(OPUS_HEADERS);
        for (n, packet) in voice.iter().enumerate() {
            let length = packet.first().and_then(|toc| opus_length(*toc));
            anyhow::ensure!(length == Some(VOICE_STEP), "packet {n} is not of 20 ms");
        }
        Ok(Self(voice))
    }

    /// One packet of silence, as encoders write it.
    #[must_use]
    pub fn silence() -> Self {
        Self(vec![Bytes::from_static(&[0xF8, 0xFF, 0xFE])])
    }

    /// How long it is.
    #[must_use]
    pub fn length(&self) -> Millis {
        Millis(self.0.len() as u64 * VOICE_STEP.0)
    }

    /// The packet at a place, from 0; after the last comes the first.
    #[must_use]
    pub fn packet(&self, place: usize) -> Bytes {
        self.0[place % self.0.len()].clone()
    }
}

impl Picture {
    /// Reads an `.ivf` file.
    ///
    /// # Errors
    /// It is not IVF with VP8, is cut short, or does not begin with a key frame.
    pub fn read(file: &[u8]) -> anyhow::Result<Self> {
        let is_vp8 = file.starts_with(b"DKIF") && file.get(8..12) == Some(b"VP80");
        anyhow::ensure!(is_vp8, "expected IVF with VP8");
        let rate = word(file, 16).context("cut short")?;
        let scale = word(file, 20).context("cut short")?;
        anyhow::ensure!(rate > 0 && scale > 0, "expected a rate, found {rate}/{scale}");
        let step = Millis(1_000 * u64::from(scale) / u64::from(rate));
        let mut frames = Vec::new();
        let mut rest = file.get(IVF_HEADER..).context("cut short")?;
        while !rest.is_empty() {
            let length = word(rest, 0).context("cut short")? as usize;
            let end = IVF_FRAME_HEADER + length;
            let bytes = rest.get(IVF_FRAME_HEADER..end).context("cut short in a frame")?;
            let bytes = Bytes::copy_from_slice(bytes);
            // RFC 6386 §9.1: the lowest bit is 0 in a key frame.
            let is_key = bytes.first().is_some_and(|first| first & 1 == 0);
            frames.push(Frame { bytes, is_key });
            rest = &rest[end..];
        }
        let begins = frames.first().is_some_and(|frame| frame.is_key);
        anyhow::ensure!(begins, "expected a key frame first");
        Ok(Self { frames, step })
    }

    /// From one frame to the next.
    #[must_use]
    pub fn step(&self) -> Millis {
        self.step
    }

    /// All frames of a round.
    #[must_use]
    pub fn frames(&self) -> &[Frame] {
        &self.frames
    }

    /// The frame at a place, from 0; after the last comes the first.
    #[must_use]
    pub fn frame(&self, place: usize) -> &Frame {
        &self.frames[place % self.frames.len()]
    }

    /// The next place from this one on where a frame needs no other. There is one in each round.
    #[must_use]
    pub fn next_key(&self, place: usize) -> usize {
        let mut places = place..place + self.frames.len();
        places.find(|place| self.frame(*place).is_key).unwrap_or(place)
    }
}

/// How long a packet is by its first byte (RFC 6716 §3.1), if it is one frame.
fn opus_length(toc: u8) -> Option<Millis> {
    let one_frame = toc & 0b11 == 0;
    let length = match toc >> 3 {
        configuration @ 0..=11 => [10, 20, 40, 60][usize::from(configuration & 0b11)],
        configuration @ 12..=15 => [10, 20][usize::from(configuration & 0b1)],
        // 2.5 ms is none of ours.
        configuration => [2, 5, 10, 20][usize::from(configuration & 0b11)],
    };
    one_frame.then_some(Millis(length))
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}
