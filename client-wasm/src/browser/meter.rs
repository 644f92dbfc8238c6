//! The microphone's level, ten times a second.

use crate::browser::listen::Listener;
use crate::browser::{Interval, Out, Sink};
use crate::core::hearing::Hearing;
use crate::core::model::Sound;
use crate::core::msg::Msg;
use std::cell::{Cell, RefCell};
use web_sys::{AudioContext, AudioContextState, MediaStream};

/// How often a level is measured, and over how many samples: a twentieth of a second.
pub(super) const EVERY_MS: i32 = 100;
pub(super) const SAMPLES: u32 = 2048;
/// A peak above this is a sound and not the noise of a converter.
const HEARD: f32 = 0.003;
/// How often it is told how the microphone sounds, in measurements.
const TELL_EVERY: u32 = 20;
/// Measurements without a sound until we say so.
const SILENT_AFTER: u32 = 20;

/// Measures as long as it lives.
pub struct Meter {
    context: AudioContext,
    _interval: Interval,
    _wake: Option<Listener>,
}

impl Meter {
    /// Measures a stream with one microphone track.
    pub fn new(stream: &MediaStream, sink: &Sink) -> Option<Self> {
        let context = AudioContext::new().ok()?;
        let source = context.create_media_stream_source(stream).ok()?;
        let analyser = context.create_analyser().ok()?;
        analyser.set_fft_size(SAMPLES);
        source.connect_with_audio_node(&analyser).ok()?;
        let sink = sink.clone();
        let measured = Clone::clone(&context);
        let (said, quiet) = (Cell::new(Sound::Unmeasured), Cell::new(0_u32));
        let (hearing, frames) = (RefCell::new(Hearing::default()), Cell::new(0_u32));
        let mut samples = vec![0.0_f32; SAMPLES as usize];
        let interval = Interval::new(EVERY_MS, move || {
            if measured.state() != AudioContextState::Running {
                return;
            }
            analyser.get_float_time_domain_data(&mut samples);
            hearing.borrow_mut().take(&samples);
            frames.set(frames.get() + 1);
            if frames.get() % TELL_EVERY == 0
                && let Some(measured) = hearing.borrow().measured()
            {
                sink(Out::Msg(Msg::Heard(measured).into()));
            }
            let peak = peak(&samples);
            sink(Out::Level(level(peak)));
            quiet.set(if peak > HEARD { 0 } else { quiet.get() + 1 });
            let sound = match (peak > HEARD, said.get()) {
                (true, _) => Sound::Heard,
                _ if quiet.get() >= SILENT_AFTER => Sound::Silent,
                (_, before) => before,
            };
            if said.replace(sound) != sound {
                sink(Out::Msg(Msg::Sound(sound).into()));
            }
        });
        // After a reload the browser waits for a gesture before it measures.
        let waiting = Clone::clone(&context);
        let wake = web_sys::window().map(|window| {
            Listener::new(&window, "pointerdown", move |_| {
                let _ = waiting.resume();
            })
        });
        Some(Self { context, _interval: interval, _wake: wake })
    }
}

impl Drop for Meter {
    fn drop(&mut self) {
        let _ = self.context.close();
    }
}

/// The loudest of some samples.
pub(super) fn peak(samples: &[f32]) -> f32 {
    samples.iter().fold(0.0, |peak, sample| sample.abs().max(peak))
}

/// From -60 dB to 0 dB as 0 to 1.
pub(super) fn level(peak: f32) -> f64 {
    (1.0 + f64::from(20.0 * peak.max(1e-4).log10()) / 60.0).clamp(0.0, 1.0)
}
