//! Pictures and sounds as elements.

use crate::app::{App, sound_from};
use crate::core::text;
use crate::core::view::channel;
use crate::ui::dom::{El, button, el, watch};
use crate::view::View;
use leptos::prelude::*;
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

/// The sounds of the meeting; each in an element of its own.
pub fn sounds(app: App, header: El) -> El {
    let (sounds, blocked) = (app.streams.sounds, app.streams.blocked);
    let again = RwSignal::new(0_u32);
    let heard = app.view(channel::is_heard);
    let shares = View::new(move || channel::shares(*heard.get(), app.streams.beneath.get()));
    let sound = move |stream: MediaStream, share: fn(&(f64, f64)) -> f64| {
        let audio = el("audio").attr("autoplay", "");
        let element: HtmlMediaElement = audio.as_a();
        element.set_src_object(Some(&stream));
        let (louder, placed) = (element.clone(), element.clone());
        watch(move || louder.set_volume(app.streams.volume.get() * share(&shares.get())));
        let loudspeaker = app.view(|m| m.devices.loudspeaker_id.clone());
        watch(move || sound_from(&placed, &loudspeaker.get()));
        watch(move || {
            again.get();
            play(&element, Some(blocked));
        });
        audio
    };
    let lang = app.lang();
    let allow = move || {
        let enable = button("btn main", text::enable_sound(lang)).press(move || {
            blocked.set(false);
            again.update(|n| *n += 1);
        });
        el("div.banner.note").add(el("span").text(text::sound_blocked(lang))).add(enable)
    };
    header
        .parts(move || sounds.get().into_iter().map(|stream| sound(stream, |s| s.0)).collect())
        .part(move || Some(sound(app.streams.channel.get()?, |s| s.1)))
        .when(move || blocked.get(), allow)
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
