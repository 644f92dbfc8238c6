//! Where sound comes out: the loudspeaker that was chosen, and a tone to try it.

use js_sys::{Function, Reflect};
use wasm_bindgen::JsCast;
use web_sys::{AudioContext, HtmlMediaElement};

/// Hz, and seconds.
const TONE: (f32, f64) = (523.25, 0.8);
const GAIN: f32 = 0.3;

/// Lets an element sound from a loudspeaker; empty is the system's own. Where the browser cannot, it stays as it is.
pub fn sound_from(element: &HtmlMediaElement, loudspeaker: &str) {
    let set = Reflect::get(element, &"setSinkId".into()).and_then(|f| f.dyn_into::<Function>());
    if let Ok(set) = set {
        // A loudspeaker that is gone is no reason for silence: the browser keeps the one before.
        let promise = set.call1(element, &loudspeaker.into());
        if let Ok(promise) = promise.and_then(|p| p.dyn_into::<js_sys::Promise>()) {
            wasm_bindgen_futures::spawn_local(async move {
                let _ = wasm_bindgen_futures::JsFuture::from(promise).await;
            });
        }
    }
}

/// Plays a tone from a loudspeaker, as loud as the meeting would be.
pub fn test_tone(loudspeaker: &str, volume: f64) -> Option<()> {
    let context = AudioContext::new().ok()?;
    let end = context.create_media_stream_destination().ok()?;
    let gain = context.create_gain().ok()?;
    gain.gain().set_value(GAIN);
    gain.connect_with_audio_node(&end).ok()?;
    let oscillator = context.create_oscillator().ok()?;
    oscillator.frequency().set_value(TONE.0);
    oscillator.connect_with_audio_node(&gain).ok()?;
    let element: HtmlMediaElement =
        web_sys::window()?.document()?.create_element("audio").ok()?.dyn_into().ok()?;
    element.set_src_object(Some(&end.stream()));
    element.set_volume(volume);
    sound_from(&element, loudspeaker);
    drop(element.play());
    let begin = context.current_time() + 0.1;
    oscillator.start_with_when(begin).ok()?;
    oscillator.stop_with_when(begin + TONE.1).ok()?;
    let close = wasm_bindgen::closure::Closure::once_into_js(move || {
        element.set_src_object(None);
        drop(context.close());
    });
    oscillator.set_onended(Some(close.unchecked_ref()));
    Some(())
}
