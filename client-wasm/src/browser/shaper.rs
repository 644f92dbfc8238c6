//! The sound of an interpreter's headset: bass, treble, and a limit for what is suddenly loud (W3C Web Audio).

use crate::browser::Interval;
use crate::browser::listen::Listener;
use crate::browser::meter::{self, EVERY_MS, SAMPLES};
use crate::core::shape::Shape;
use wasm_bindgen::JsCast;
use web_sys::{
    AnalyserNode, AudioContext, AudioContextState, BiquadFilterNode, BiquadFilterType,
    DynamicsCompressorNode, GainNode, HtmlMediaElement, MediaStream,
    MediaStreamAudioDestinationNode, MediaStreamAudioSourceNode,
};

/// Below and above these the tone is changed, in Hz: beneath the vowels, and where the consonants are.
const BASS: f32 = 250.0;
const TREBLE: f32 = 3_000.0;
/// What is louder than this, in dB of the full scale, is held there.
const MOST: f32 = -10.0;
/// By how much is held what is above, and how soon it is let go, in seconds.
const RATIO: f32 = 20.0;
const ATTACK: f32 = 0.002;
const RELEASE: f32 = 0.25;

/// Where all that is shaped comes from: one for a page, for a browser has few of them.
pub struct Headset {
    context: AudioContext,
    /// Of what comes in, as it is shaped.
    analyser: AnalyserNode,
    _state: Listener,
    _levels: Interval,
}

/// Shapes a stream as long as it lives.
pub struct Shaper {
    source: MediaStreamAudioSourceNode,
    bass: BiquadFilterNode,
    treble: BiquadFilterNode,
    limiter: DynamicsCompressorNode,
    level: GainNode,
    /// Of which the level is measured.
    measured: GainNode,
    end: MediaStreamAudioDestinationNode,
    /// Chromium takes nothing from the network for a stream that no element plays.
    silent: HtmlMediaElement,
}

impl Headset {
    /// Nothing if the browser has none. `waits` is told when nothing comes out, for the browser wants a gesture first or
    /// has stopped it, and when something does again; `level` how loud what comes in is, 0 to 1, ten times a second.
    pub fn new(waits: impl Fn(bool) + 'static, level: impl Fn(f64) + 'static) -> Option<Self> {
        let context = AudioContext::new().ok()?;
        let watched = Clone::clone(&context);
        let state = Listener::new(&context, "statechange", move |_| waits(is_held_up(&watched)));
        let analyser = context.create_analyser().ok()?;
        analyser.set_fft_size(SAMPLES);
        let (measured, mut samples) = (Clone::clone(&analyser), vec![0.0; SAMPLES as usize]);
        let levels = Interval::new(EVERY_MS, move || {
            measured.get_float_time_domain_data(&mut samples);
            level(meter::level(meter::peak(&samples)));
        });
        Some(Self { context, analyser, _state: state, _levels: levels })
    }

    /// Whether nothing comes out.
    pub fn waits(&self) -> bool {
        is_held_up(&self.context)
    }

    /// There was a gesture.
    pub fn resume(&self) {
        let _ = self.context.resume();
    }
}

impl Drop for Headset {
    fn drop(&mut self) {
        let _ = self.context.close();
    }
}

impl Shaper {
    /// Of a stream; nothing if the browser cannot.
    pub fn of(headset: &Headset, stream: &MediaStream) -> Option<Self> {
        let context = &headset.context;
        let source = context.create_media_stream_source(stream).ok()?;
        let shelf = |kind, frequency| {
            let filter = context.create_biquad_filter().ok()?;
            filter.set_type(kind);
            filter.frequency().set_value(frequency);
            Some(filter)
        };
        let bass = shelf(BiquadFilterType::Lowshelf, BASS)?;
        let treble = shelf(BiquadFilterType::Highshelf, TREBLE)?;
        let limiter = context.create_dynamics_compressor().ok()?;
        limiter.knee().set_value(0.0);
        limiter.attack().set_value(ATTACK);
        limiter.release().set_value(RELEASE);
        let level = context.create_gain().ok()?;
        let end = context.create_media_stream_destination().ok()?;
        source.connect_with_audio_node(&bass).ok()?;
        bass.connect_with_audio_node(&treble).ok()?;
        treble.connect_with_audio_node(&limiter).ok()?;
        limiter.connect_with_audio_node(&level).ok()?;
        level.connect_with_audio_node(&end).ok()?;
        let measured = context.create_gain().ok()?;
        level.connect_with_audio_node(&measured).ok()?;
        let silent = web_sys::window()?.document()?.create_element("audio").ok()?;
        let silent: HtmlMediaElement = silent.dyn_into().ok()?;
        silent.set_muted(true);
        silent.set_src_object(Some(stream));
        drop(silent.play());
        Some(Self { source, bass, treble, limiter, level, measured, end, silent })
    }

    /// What comes out.
    pub fn stream(&self) -> MediaStream {
        self.end.stream()
    }

    /// It is so much of what comes in.
    pub fn comes_in(&self, headset: &Headset, share: f64) {
        self.measured.gain().set_value(share as f32);
        let _ = self.measured.connect_with_audio_node(&headset.analyser);
    }

    /// From now on in this way.
    pub fn set(&self, shape: Shape) {
        self.bass.gain().set_value(f32::from(shape.bass));
        self.treble.gain().set_value(f32::from(shape.treble));
        let (most, ratio) = if shape.limits { (MOST, RATIO) } else { (0.0, 1.0) };
        self.limiter.threshold().set_value(most);
        self.limiter.ratio().set_value(ratio);
        self.level.gain().set_value(made_up(most, ratio).recip());
    }
}

impl Drop for Shaper {
    fn drop(&mut self) {
        let _ = (self.source.disconnect(), self.measured.disconnect());
        self.silent.set_src_object(None);
    }
}

/// Neither runs nor is closed: suspended, or interrupted by a call as Safari says.
fn is_held_up(context: &AudioContext) -> bool {
    !matches!(context.state(), AudioContextState::Running | AudioContextState::Closed)
}

/// By how much a compressor makes everything louder, which nobody has asked for: to the power of 0.6 what it takes from
/// the full scale (Web Audio 1.1, "makeup gain").
fn made_up(threshold: f32, ratio: f32) -> f32 {
    let full = threshold - threshold / ratio;
    10_f32.powf(-full * 0.6 / 20.0)
}
