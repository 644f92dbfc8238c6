//! What has to be known of an Opus packet without decoding it.

use std::time::Duration;

/// Samples of a second of sound in an Opus file, whatever the sound was sampled at (RFC 7845 §4).
pub const SAMPLES_PER_SECOND: u64 = 48_000;

/// Samples of the longest packet there may be: 120 ms (RFC 6716 §3.2.5).
pub const MAX_PACKET_SAMPLES: u64 = 5_760;

/// 20 ms of silence: one full-band CELT frame, mono, whose silence flag is set.
pub const SILENCE: [u8; 3] = [0xF8, 0xFF, 0xFE];

/// Samples of [`SILENCE`].
pub const SILENCE_SAMPLES: u64 = 960;

/// What an encoder at 48 kHz is behind its microphone, 6.5 ms, and what a player leaves out at the start of a file to
/// make up for it (RFC 7845 §4.2). A packet that was begun at one second is so heard at one second.
pub const PRE_SKIP: u16 = 312;

/// How long a packet is, in samples at 48 kHz (RFC 6716 §3.1); `None` if it is none.
///
/// ```
/// use rostrum_recording::opus::{SILENCE, samples_of};
/// assert_eq!(samples_of(&SILENCE), Some(960)); // 20 ms
/// ```
#[must_use]
pub fn samples_of(packet: &[u8]) -> Option<u64> {
    let toc = *packet.first()?;
    let configuration = toc >> 3;
    let frame: u64 = match configuration {
        // SILK: 10, 20, 40 or 60 ms.
        0..=11 => [480, 960, 1_920, 2_880][usize::from(configuration & 3)],
        // Hybrid: 10 or 20 ms.
        12..=15 => [480, 960][usize::from(configuration & 1)],
        // CELT: 2.5, 5, 10 or 20 ms.
        _ => 120 << (configuration & 3),
    };
    let frames = match toc & 3 {
        0 => 1,
        1 | 2 => 2,
        _ => u64::from(packet.get(1)? & 0x3F),
    };
    Some(frame * frames).filter(|samples| (1..=MAX_PACKET_SAMPLES).contains(samples))
}

/// Samples until then: 20 ms are 960.
pub(crate) fn samples_until(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX / 48).saturating_mul(48) / 1_000
}

/// The identification header of a mono stream (RFC 7845 §5.1).
pub(crate) fn head() -> Vec<u8> {
    let mut head = b"OpusHead\x01\x01".to_vec();
    head.extend(PRE_SKIP.to_le_bytes());
    head.extend(48_000_u32.to_le_bytes());
    // No gain; one channel.
    head.extend([0, 0, 0]);
    head
}
