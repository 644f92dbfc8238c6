//! One voice: its packets by their times, and the sound they make.

use super::TICK;
use crate::opus::{self, MAX_PACKET_SAMPLES, SAMPLES_PER_SECOND};
use crate::timeline::Timeline;
use opus_pure::OpusDecoder;
use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

/// More packets than this are never held: two seconds of the usual ones.
const MAX_HELD: usize = 100;

/// A packet this near to the end of the one before it follows it: two clocks never go alike.
const MAX_SHIFT: u64 = SAMPLES_PER_SECOND / 100;

/// A loss is concealed for so long, then it is silence.
const MAX_CONCEALED: u64 = SAMPLES_PER_SECOND * 60 / 1_000;

/// A voice. All times are samples from the start of the recording.
#[derive(Debug)]
pub(super) struct Voice {
    timeline: Timeline,
    /// Packets that wait for their time, by when they begin.
    held: BTreeMap<u64, Vec<u8>>,
    decoder: OpusDecoder,
    /// Decoded and not yet mixed; it ends at `end`.
    sound: VecDeque<f32>,
    end: u64,
    /// When the last packet ended.
    heard_until: Option<u64>,
}

impl Voice {
    pub(super) fn new() -> Self {
        let rate = SAMPLES_PER_SECOND as u32;
        Self {
            timeline: Timeline::new(rate),
            held: BTreeMap::new(),
            decoder: OpusDecoder::new(rate.cast_signed(), 1)
                .expect("48 kHz, mono is a kind of Opus"),
            sound: VecDeque::new(),
            end: 0,
            heard_until: None,
        }
    }

    /// Holds a packet until its time, unless that is before `position`.
    pub(super) fn push(&mut self, at: Duration, timestamp: u32, packet: &[u8], position: u64) {
        let Some(long) = opus::samples_of(packet) else { return };
        let begins = opus::samples_until(self.timeline.place(timestamp, at));
        if begins + long > position && self.held.len() < MAX_HELD {
            self.held.insert(begins, packet.to_vec());
        }
    }

    /// Adds the 20 ms from `position` on.
    pub(super) fn add_to(&mut self, sum: &mut [f32; TICK], position: u64) {
        let until = position + TICK as u64;
        if self.sound.is_empty() {
            self.end = position;
        }
        while self.end < until {
            let first = self.held.first_key_value().map(|(begins, _)| *begins);
            match first.filter(|begins| *begins < until) {
                Some(begins) if begins + MAX_SHIFT < self.end => {
                    // Came twice, or after it was concealed.
                    self.held.pop_first();
                }
                Some(begins) if begins <= self.end + MAX_SHIFT => self.decode(),
                Some(begins) => self.bridge(begins),
                None if self.sound.is_empty() && !self.conceals() => return,
                None => self.bridge(until),
            }
        }
        for (sum, sample) in sum.iter_mut().zip(self.sound.drain(..TICK)) {
            *sum += sample;
        }
    }

    fn decode(&mut self) {
        let Some((_, packet)) = self.held.pop_first() else { return };
        let mut sound = [0.0; MAX_PACKET_SAMPLES as usize];
        // One that the decoder refuses is as good as lost, and will be concealed.
        if let Ok(count) = self.decoder.decode(&packet, sound.len(), &mut sound) {
            self.append(&sound[..count.min(sound.len())]);
            self.heard_until = Some(self.end);
        }
    }

    fn conceals(&self) -> bool {
        self.heard_until.is_some_and(|until| self.end < until + MAX_CONCEALED)
    }

    /// Fills the time until the next packet.
    fn bridge(&mut self, until: u64) {
        let mut sound = [0.0; TICK];
        let missing = until - self.end;
        if self.conceals()
            && missing + MAX_SHIFT >= TICK as u64
            && self.decoder.decode(&[], TICK, &mut sound).is_ok()
        {
            self.append(&sound);
        } else {
            let count = usize::try_from(missing).unwrap_or(TICK).min(TICK);
            self.append(&sound[..count]);
        }
    }

    fn append(&mut self, sound: &[f32]) {
        self.sound
            .extend(sound.iter().map(|sample| if sample.is_finite() { *sample } else { 0.0 }));
        self.end += sound.len() as u64;
    }
}
