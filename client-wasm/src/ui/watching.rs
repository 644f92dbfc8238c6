//! What who only watches wants of the floor: how loud it is, the whole screen, and a window of its own beside other
//! work. What a browser cannot do is not offered.

use crate::app::App;
use crate::core::text;
use crate::ui::devices;
use crate::ui::dom::{El, button, el};
use js_sys::{Function, Promise, Reflect};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Document, Element, HtmlAudioElement};

/// The tools below `picture`, whose moving part is `video`.
pub fn tools(app: App, picture: El, video: &El) -> El {
    let lang = app.lang();
    let Some(document) = web_sys::window().and_then(|window| window.document()) else {
        return picture;
    };
    let (full, page) = (RwSignal::new(false), document.clone());
    let tools = el("div.watching")
        .add_all(is_volume_ours().then(|| devices::volume(app)))
        .add_all(full_screen(app, &document, picture.as_a(), full))
        .add_all(
            window_of_its_own(&document, video.as_a())
                .map(|press| button("btn", text::picture_in_picture(lang)).press(press)),
        );
    // Escape leaves it too.
    let picture =
        picture.on("fullscreenchange", move |_| full.set(page.fullscreen_element().is_some()));
    picture.add(tools)
}

/// Telephones have buttons for it, and let no page change it.
fn is_volume_ours() -> bool {
    let Ok(audio) = HtmlAudioElement::new() else { return false };
    audio.set_volume(0.5);
    audio.volume() < 1.0
}

fn full_screen(
    app: App,
    document: &Document,
    picture: Element,
    full: RwSignal<bool>,
) -> Option<El> {
    if !document.fullscreen_enabled() {
        return None;
    }
    let lang = app.lang();
    let page = document.clone();
    let words = move || match full.get() {
        true => text::full_screen_leave(lang).to_owned(),
        false => text::full_screen(lang).to_owned(),
    };
    let press = move || match page.fullscreen_element().is_some() {
        true => page.exit_fullscreen(),
        // A browser that refuses stays as it is.
        false => drop(picture.request_fullscreen()),
    };
    Some(button("btn", "").text_of(words).press(press))
}

/// W3C Picture-in-Picture, which not every browser has; pressed again, the window goes.
fn window_of_its_own(document: &Document, video: JsValue) -> Option<impl Fn() + 'static> {
    let get = |of: &JsValue, name: &str| Reflect::get(of, &name.into()).ok();
    let document: JsValue = document.clone().into();
    get(&document, "pictureInPictureEnabled")?.as_bool().filter(|enabled| *enabled)?;
    let function = |of: &JsValue, name: &str| get(of, name)?.dyn_into::<Function>().ok();
    let (open, close) = (
        function(&video, "requestPictureInPicture")?,
        function(&document, "exitPictureInPicture")?,
    );
    Some(move || {
        let shown = Reflect::get(&document, &"pictureInPictureElement".into());
        let there = shown.is_ok_and(|shown| shown == video);
        let called = if there { close.call0(&document) } else { open.call0(&video) };
        if let Some(promise) = called.ok().and_then(|called| called.dyn_into::<Promise>().ok()) {
            spawn_local(async move {
                // Refused while there is no picture: there is nothing to see then.
                let _ = JsFuture::from(promise).await;
            });
        }
    })
}
