//! What a caller has heard and seen.

use bytes::Bytes;
use std::time::Instant;

/// A packet as a caller was sent it.
#[derive(Clone, Debug)]
pub struct Heard {
    /// Its stream (RFC 3550 §5.1, as the other fields).
    pub ssrc: u32,
    /// Its place in the stream.
    pub sequence: u16,
    /// In steps of the codec's clock.
    pub timestamp: u32,
    /// Begins a voice or ends a picture.
    pub marker: bool,
    /// What it carries.
    pub payload: Bytes,
    /// When it came.
    pub at: Instant,
}

impl Heard {
    /// The name given to the sender with [`Caller::named`](super::Caller::named), and the number of its packet.
    pub fn says(&self) -> (u32, u32) {
        let tail = &self.payload[self.payload.len() - 8..];
        let word = |at: usize| u32::from_be_bytes(tail[at..at + 4].try_into().unwrap());
        (word(0), word(4))
    }

    /// The number of the picture, if this is of one.
    pub fn picture(&self) -> u16 {
        u16::from_be_bytes([self.payload[2] & 0x7F, self.payload[3]])
    }

    /// A picture that stands alone.
    pub fn is_key_frame(&self) -> bool {
        self.payload[4] & 1 == 0
    }
}

/// One source that never ends: one SSRC, no gap, no step back.
///
/// # Panics
/// It is not so.
pub fn assert_continuous(heard: &[Heard]) {
    for pair in heard.windows(2) {
        assert_eq!(pair[0].ssrc, pair[1].ssrc);
        assert_eq!(pair[1].sequence, pair[0].sequence.wrapping_add(1));
        let step = pair[1].timestamp.wrapping_sub(pair[0].timestamp);
        assert!(step < 0x8000_0000, "time ran backwards by {}", step.wrapping_neg());
    }
}
