//! For the technicians' desk: the sound of an alarm, and files for the user.

use crate::browser::storage;
use crate::core::desk::act::{DeskEffect, DeskMsg};
use js_sys::Array;
use wasm_bindgen::JsCast;
use web_sys::{AudioContext, Blob, BlobPropertyBag, HtmlAnchorElement, Url};

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
        DeskEffect::Save { name, text } => drop(save(&name, &text)),
    }
}

fn chime() -> Option<()> {
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

/// Gives the user a file, as if a link to it had been followed.
fn save(name: &str, text: &str) -> Option<()> {
    let kind = BlobPropertyBag::new();
    kind.set_type("application/json");
    let parts = Array::of1(&text.into());
    let blob = Blob::new_with_str_sequence_and_options(&parts, &kind).ok()?;
    let address = Url::create_object_url_with_blob(&blob).ok()?;
    let link = web_sys::window()?.document()?.create_element("a").ok()?;
    let link: HtmlAnchorElement = link.dyn_into().ok()?;
    link.set_href(&address);
    link.set_download(name);
    link.click();
    Url::revoke_object_url(&address).ok()
}
