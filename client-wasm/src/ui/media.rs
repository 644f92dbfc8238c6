//! Pictures and sounds as elements.

use crate::app::App;
use crate::core::text;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{HtmlMediaElement, MediaStream};

/// A picture without sound.
pub fn video(
    stream: RwSignal<Option<MediaStream>, LocalStorage>,
    class: &'static str,
    label: impl Fn() -> String + Send + Sync + 'static,
) -> impl IntoView {
    video_of(move || stream.get(), class, label)
}

/// The same, of a picture that is chosen among several.
pub fn video_of(
    stream: impl Fn() -> Option<MediaStream> + 'static,
    class: &'static str,
    label: impl Fn() -> String + Send + Sync + 'static,
) -> impl IntoView {
    let node = NodeRef::<html::Video>::new();
    Effect::new(move |_| {
        let stream = stream();
        let Some(element) = node.get() else { return };
        element.set_muted(true);
        if element.src_object() != stream {
            element.set_src_object(stream.as_ref());
            play(&element, None);
        }
    });
    view! { <video node_ref=node class=class autoplay playsinline aria-label=label></video> }
}

/// The sounds of the meeting; each in an element of its own.
pub fn sounds(app: App) -> impl IntoView {
    let (sounds, blocked) = (app.streams.sounds, app.streams.blocked);
    let again = RwSignal::new(0_u32);
    let element = move |stream: MediaStream| {
        let node = NodeRef::<html::Audio>::new();
        Effect::new(move |_| {
            again.get();
            let Some(element) = node.get() else { return };
            if element.src_object().is_none() {
                element.set_src_object(Some(&stream));
            }
            play(&element, Some(blocked));
        });
        view! { <audio node_ref=node autoplay></audio> }
    };
    let lang = app.lang();
    view! {
        {move || sounds.get().into_iter().map(element).collect_view()}
        <Show when=move || blocked.get()>
            <div class="banner note">
                <span>{text::sound_blocked(lang)}</span>
                <button
                    type="button"
                    class="btn main"
                    on:click=move |_| {
                        blocked.set(false);
                        again.update(|n| *n += 1);
                    }
                >
                    {text::enable_sound(lang)}
                </button>
            </div>
        </Show>
    }
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
