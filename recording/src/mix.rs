//! The sound of the floor: up to four voices and that of a screen as one.
//!
//! Who speaks, the chair and whoever else has an open microphone are heard at once, and a file has one sound. Voices are
//! decoded, added and encoded again. Where nobody speaks nothing is decoded or encoded.
//!
//! ```text
//!  voice 0  ── buffer, decoder ──┐  every 20 ms, 200 ms late
//!  …                             ├─► added ─► encoder ─► a packet of 20 ms
//!  voice 3  ── buffer, decoder ──┘
//! ```
//!
//! A packet that is more than 200 ms late is left out. Short losses are concealed by the decoder; longer ones are silence.
//!
//! One voice costs 1.4 % of a core and four cost 2.2 %, so that a single one is not passed through: a stream that is taken
//! from one encoder and then from another clicks. The codec is `opus-pure`, whose decoder gives the samples of libopus; its
//! vector code is the only unsafe code in it. 400,000 damaged packets did not make it panic.

mod voice;

use crate::opus::{SAMPLES_PER_SECOND, SILENCE, SILENCE_SAMPLES, samples_until};
use opus_pure::{Application, MAX_PACKET_BYTES, OpusEncoder};
use std::time::Duration;
use voice::Voice;

/// Voices of the floor, and the sound of a screen.
pub const MAX_VOICES: usize = 5;

/// How late a packet may be.
pub const MAX_JITTER: Duration = Duration::from_millis(200);

/// Samples of a packet that is made: 20 ms.
const TICK: usize = SILENCE_SAMPLES as usize;

/// After so many packets of nothing the encoder has said everything, and silence needs no encoder.
const MAX_SILENT: u32 = 5;

/// Bits a second: a voice in full band, encoded for the second time.
const BITRATE: i32 = 48_000;

/// From 0 to 10. Five takes two thirds of the time of ten, and is heard by nobody at this rate.
const COMPLEXITY: i32 = 5;

/// 20 ms of the floor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mixed {
    /// When they began.
    pub at: Duration,
    /// An Opus packet, mono.
    pub packet: Vec<u8>,
}

/// Mixes the voices of the floor.
#[derive(Debug)]
pub struct Mixer {
    voices: [Voice; MAX_VOICES],
    encoder: OpusEncoder,
    /// Samples from the start of the recording to the next packet.
    position: u64,
    silent: u32,
}

impl Mixer {
    /// One whose first packet begins at `start`.
    #[must_use]
    pub fn new(start: Duration) -> Self {
        Self {
            voices: std::array::from_fn(|_| Voice::new()),
            encoder: encoder(),
            position: samples_until(start),
            silent: MAX_SILENT,
        }
    }

    /// Takes an Opus packet of one of the voices, from 0, that came `at` and has this RTP timestamp (48 kHz). A voice that
    /// does not exist and what is no Opus are left out.
    pub fn push(&mut self, voice: usize, at: Duration, timestamp: u32, packet: &[u8]) {
        if let Some(voice) = self.voices.get_mut(voice) {
            voice.push(at, timestamp, packet, self.position);
        }
    }

    /// The next 20 ms, if they were over 200 ms before `now`. To be called until there are none, every 20 ms or so.
    pub fn next(&mut self, now: Duration) -> Option<Mixed> {
        let end = self.position + SILENCE_SAMPLES;
        if samples_until(now.checked_sub(MAX_JITTER)?) < end {
            return None;
        }
        let mut sum = [0.0; TICK];
        for voice in &mut self.voices {
            voice.add_to(&mut sum, self.position);
        }
        let at = Duration::from_micros(self.position * 1_000 / 48);
        self.position = end;
        Some(Mixed { at, packet: self.encode(&sum) })
    }

    fn encode(&mut self, sum: &[f32; TICK]) -> Vec<u8> {
        if sum.iter().all(|sample| *sample == 0.0) {
            if self.silent >= MAX_SILENT {
                return SILENCE.to_vec();
            }
            self.silent += 1;
        } else {
            if self.silent >= MAX_SILENT {
                // What the decoder has heard since is not what this encoder has said last.
                self.encoder = encoder();
            }
            self.silent = 0;
        }
        let bounded = sum.map(|sample| sample.clamp(-1.0, 1.0));
        let mut packet = vec![0; MAX_PACKET_BYTES];
        match self.encoder.encode(&bounded, TICK, &mut packet) {
            Ok(length) => packet.truncate(length),
            Err(_) => packet = SILENCE.to_vec(),
        }
        packet
    }
}

fn encoder() -> OpusEncoder {
    let rate = SAMPLES_PER_SECOND as i32;
    let mut encoder =
        OpusEncoder::new(rate, 1, Application::Voip).expect("48 kHz, mono is a kind of Opus");
    encoder.bitrate_bps = BITRATE;
    encoder.complexity = COMPLEXITY;
    encoder
}
