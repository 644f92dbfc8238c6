//! For the technicians' desk: the sound of an alarm, and files for the user.

use crate::browser::{files, storage};
use crate::core::desk::act::{DeskEffect, DeskMsg};
use wasm_bindgen::JsCast;
use web_sys::AudioContext;

const SOUND: &str = "rostrum.alarm-sound";
/// Two tones, in Hz.
const TONES: [f32; 2] = [660.0, 880.0];
/// Each lasts so long, in seconds.
const TONE: f64 = 0.18;
/// Loudness, of 1.
const GAIN: f32 = 0.15;

/// What was remembered of the desk.
pub fn remembered() -> Option<DeskMsg> {
    let off = storage::remembered(SOUND).as_deref() == Some("off");
    off.then_some(DeskMsg::Sound(false))
}

/// Does it.
pub fn perform(effect: DeskEffect) {
    match effect {
        // Without a device for sound there is none.
        DeskEffect::Chime => drop(chime()),
        DeskEffect::RememberSound(on) => storage::remember(SOUND, if on { "on" } else { "off" }),
        DeskEffect::Save { name, text } => files::save(&name, &text),
    }
}

/// Two tones, for those who listen for them.
pub fn chime() -> Option<()> {
    let context = AudioContext::new().ok()?;
    let gain = context.create_gain().ok()?;
    gain.gain().set_value(GAIN);
    gain.connect_with_audio_node(&context.destination()).ok()?;
    let mut last = None;
    for (n, tone) in TONES.into_iter().enumerate() {
        let oscillator = context.create_oscillator().ok()?;
        oscillator.frequency().set_value(tone);
        oscillator.connect_with_audio_node(&gain).ok()?;
        let begin = context.current_time() + n as f64 * TONE;
        oscillator.start_with_when(begin).ok()?;
        oscillator.stop_with_when(begin + TONE).ok()?;
        last = Some(oscillator);
    }
    // A context that is not closed is kept by the browser, and there may be few of them.
    let close = wasm_bindgen::closure::Closure::once_into_js(move || drop(context.close()));
    last?.set_onended(Some(close.unchecked_ref()));
    Some(())
}
