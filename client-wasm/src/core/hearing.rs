//! How a microphone sounds, measured over some seconds: how loud speech is, how loud the room, and whether it
//! distorts. Levels are in dB below full scale, 0 to 127 (RFC 6464).

use std::collections::VecDeque;

/// Frames that are analysed together: at ten per second, the last eight seconds.
const FRAMES: usize = 80;
/// How many are needed before anything is reported.
const ENOUGH: usize = 50;
/// A level that may be speech.
const AUDIBLE: u8 = 60;

/// The last seconds of a microphone.
#[derive(Debug, Default)]
pub struct Hearing {
    frames: VecDeque<Frame>,
}

#[derive(Debug)]
struct Frame {
    level: u8,
    clipped: u32,
    samples: u32,
}

/// What was measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measured {
    /// Of speech: the loudest tenth.
    pub level: u8,
    /// Of the room: the quietest tenth.
    pub noise: u8,
    /// Samples at full scale, in thousandths.
    pub clipping: u32,
}

impl Hearing {
    /// Takes in a tenth of a second, as samples from -1 to 1.
    pub fn take(&mut self, samples: &[f32]) {
        let energy: f32 = samples.iter().map(|s| s * s).sum();
        let mean = energy / samples.len().max(1) as f32;
        let level = (-10.0 * mean.max(1e-13).log10()).clamp(0.0, 127.0).round() as u8;
        let clipped = samples.iter().filter(|s| s.abs() >= 0.99).count() as u32;
        self.frames.push_back(Frame { level, clipped, samples: samples.len() as u32 });
        if self.frames.len() > FRAMES {
            self.frames.pop_front();
        }
    }

    /// The result, once enough speech was heard.
    #[must_use]
    pub fn measured(&self) -> Option<Measured> {
        if self.frames.len() < ENOUGH {
            return None;
        }
        let mut levels: Vec<_> = self.frames.iter().map(|f| f.level).collect();
        levels.sort_unstable();
        let tenth = levels.len() / 10;
        let (level, noise) = (levels[tenth], levels[levels.len() - 1 - tenth]);
        let clipped: u64 = self.frames.iter().map(|f| u64::from(f.clipped)).sum();
        let samples: u64 = self.frames.iter().map(|f| u64::from(f.samples)).sum();
        let clipping = (clipped * 1000 / samples.max(1)) as u32;
        (level <= AUDIBLE).then_some(Measured { level, noise, clipping })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(amplitude: f32) -> Vec<f32> {
        (0..2048).map(|n| amplitude * (n as f32 * 0.1).sin()).collect()
    }

    #[test]
    fn speech_and_room_are_told_apart() {
        let mut hearing = Hearing::default();
        for n in 0..60 {
            hearing.take(&tone(if n % 3 == 0 { 0.3 } else { 0.001 }));
        }
        let measured = hearing.measured().unwrap();
        // A sine of amplitude 0.3 is 10.5 + 3 dB below full scale.
        assert_eq!((measured.level, measured.noise, measured.clipping), (13, 63, 0));
    }

    #[test]
    fn nothing_is_said_of_silence_or_of_a_moment() {
        let mut hearing = Hearing::default();
        hearing.take(&tone(0.3));
        assert_eq!(hearing.measured(), None);
        let mut hearing = Hearing::default();
        (0..80).for_each(|_| hearing.take(&[0.0; 2048]));
        assert_eq!(hearing.measured(), None);
    }

    #[test]
    fn what_is_too_loud_is_cut_off_and_seen() {
        let mut hearing = Hearing::default();
        let loud: Vec<_> = tone(2.0).into_iter().map(|s| s.clamp(-1.0, 1.0)).collect();
        (0..60).for_each(|_| hearing.take(&loud));
        assert!(hearing.measured().unwrap().clipping > 500);
    }
}
