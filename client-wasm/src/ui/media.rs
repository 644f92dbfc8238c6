//! Pictures and sounds as elements.

use crate::app::{App, Headset, Shaper, sound_from};
use crate::core::text;
use crate::core::view::channel;
use crate::ui::dom::{El, button, el, watch};
use crate::view::View;
use leptos::prelude::*;
use std::rc::Rc;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{HtmlMediaElement, MediaStream};

/// A picture without sound.
pub fn video(
    stream: impl Fn() -> Option<MediaStream> + 'static,
    class: &str,
    label: impl Fn() -> String + 'static,
) -> El {
    let video = el("video").attr("class", class).attr("autoplay", "").attr("playsinline", "");
    let element: HtmlMediaElement = video.as_a();
    element.set_muted(true);
    watch(move || {
        let stream = stream();
        if element.src_object() != stream {
            element.set_src_object(stream.as_ref());
            play(&element, None);
        }
    });
    video.attr_of("aria-label", move || Some(label()))
}

/// How loud something is, of what the floor and the channel are ([`channel::shares`]).
type Share = fn(&(f64, f64)) -> f64;

/// The sounds of the meeting; each in an element of its own.
pub fn sounds(app: App, header: El) -> El {
    let (sounds, blocked) = (app.streams.sounds, app.streams.blocked);
    let again = RwSignal::new(0_u32);
    let heard = app.view(channel::is_heard);
    let shares = View::new(move || channel::shares(*heard.get(), app.streams.beneath.get()));
    // An interpreter hears everything by the headset, a colleague too.
    let interprets = app.model.with_untracked(|model| model.my_booth().is_some());
    let waits = app.streams.waits;
    let headset = interprets.then(|| app.headset()).flatten();
    let sound = move |stream: MediaStream, headset: Option<Rc<Headset>>, share: Option<Share>| {
        let audio = el("audio").attr("autoplay", "");
        let element: HtmlMediaElement = audio.as_a();
        let shaper = headset.as_ref().and_then(|headset| Shaper::of(headset, &stream));
        let shaped = shaper.as_ref().map(Shaper::stream);
        element.set_src_object(Some(&shaped.unwrap_or(stream)));
        let shaper = shaper.map(Rc::new);
        if let (Some(shaper), Some(headset), Some(share)) = (&shaper, &headset, share) {
            let (shaper, headset) = (shaper.clone(), headset.clone());
            watch(move || shaper.comes_in(&headset, share(&shares.get())));
        }
        if let Some(shaper) = shaper {
            watch(move || shaper.set(app.streams.shape.get()));
        }
        let (louder, placed) = (element.clone(), element.clone());
        let share = move || share.map_or(1.0, |share| share(&shares.get()));
        watch(move || louder.set_volume(app.streams.volume.get() * share()));
        let loudspeaker = app.view(|m| m.devices.loudspeaker_id.clone());
        watch(move || sound_from(&placed, &loudspeaker.get()));
        watch(move || {
            again.get();
            if let Some(headset) = &headset {
                headset.resume();
            }
            play(&element, Some(blocked));
        });
        audio
    };
    let lang = app.lang();
    let (of_floor, of_booth) = (headset.clone(), headset.clone());
    let allow = move || {
        let enable = button("btn main", text::enable_sound(lang)).press(move || {
            blocked.set(false);
            again.update(|n| *n += 1);
        });
        el("div.banner.note").add(el("span").text(text::sound_blocked(lang))).add(enable)
    };
    header
        .parts(move || {
            let all = sounds.get().into_iter();
            all.map(|stream| sound(stream, of_floor.clone(), Some(|s| s.0))).collect()
        })
        .part(move || Some(sound(app.streams.channel.get()?, headset.clone(), Some(|s| s.1))))
        .parts(move || {
            let voices = app.streams.colleagues.get().into_iter().filter_map(|(voice, _)| voice);
            voices.map(|voice| sound(voice, of_booth.clone(), None)).collect()
        })
        .when(move || blocked.get() || waits.get(), allow)
}

/// Plays; says so if the browser wants a click first.
fn play(element: &HtmlMediaElement, blocked: Option<RwSignal<bool>>) {
    let Ok(promise) = element.play() else { return };
    spawn_local(async move {
        let refused = JsFuture::from(promise).await.err();
        let name = refused
            .and_then(|why| js_sys::Reflect::get(&why, &"name".into()).ok())
            .and_then(|name| name.as_string());
        if let (Some(blocked), Some("NotAllowedError")) = (blocked, name.as_deref()) {
            blocked.set(true);
        }
    });
}
