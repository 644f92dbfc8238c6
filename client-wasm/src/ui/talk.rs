//! Hold a key to speak: the keyboard is listened to, and the key is chosen in *Devices*.

use crate::app::App;
use crate::core::msg::Msg;
use crate::core::talk::TalkKey;
use crate::core::text;
use crate::ui::choosing::{Choosing, waits_for_key};
use crate::ui::dom::{El, button, el};
use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, KeyboardEvent};

/// Listens as long as the part of the page that it is called in.
pub fn listen(app: App) {
    let pressed = window_event_listener(ev::keydown, move |event| {
        let meant = is_meant(app, &event) && !types(&event) && !event.repeat();
        let shifted = event.ctrl_key() || event.alt_key() || event.meta_key();
        if meant && !shifted {
            app.dispatch(Msg::Talk(true));
        }
    });
    let released = window_event_listener(ev::keyup, move |event| {
        if is_meant(app, &event) {
            app.dispatch(Msg::Talk(false));
        }
    });
    // Who looks elsewhere holds nothing here: the key may come up unseen.
    let left = window_event_listener(ev::blur, move |_| app.dispatch(Msg::Talk(false)));
    on_cleanup(move || {
        pressed.remove();
        released.remove();
        left.remove();
        app.dispatch(Msg::Talk(false));
    });
}

fn is_meant(app: App, event: &KeyboardEvent) -> bool {
    app.talk_key.with_untracked(|key| key.as_ref().is_some_and(|key| key.code == event.code()))
}

/// Whether the key writes, or chooses from a list.
pub(super) fn types(event: &Event) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let fields = "input:not([type=checkbox], [type=range]), textarea, select";
    target.is_some_and(|target| matches!(target.closest(fields), Ok(Some(_))))
}

/// Whether a key is held to speak, and which.
pub fn choice(app: App) -> El {
    let lang = app.lang();
    let choosing = RwSignal::new(Choosing::No);
    let set = move |on: bool| {
        choosing.set(Choosing::No);
        app.set_talk_key(on.then(TalkKey::default));
    };
    let on = move || app.talk_key.with(Option::is_some);
    let name = move || {
        app.talk_key.with(|key| key.as_ref().map(|key| key.name.clone())).unwrap_or_default()
    };
    let line = move || match choosing.get() {
        Choosing::No => text::talk_key(lang, &name()),
        Choosing::Waiting(()) => text::talk_key_ask(lang).to_owned(),
        Choosing::Refused => text::talk_key_refused(lang).to_owned(),
    };
    let take = move |event: &KeyboardEvent| {
        let key = TalkKey::chosen(&event.code(), &event.key());
        let taken = key.is_some();
        if taken {
            app.set_talk_key(key);
        }
        taken
    };
    let key = move || {
        let change = button("btn small", text::talk_key_change(lang));
        let change = waits_for_key(change, choosing, (), take);
        el("div.buttons.talk-key").add(el("span").attr("role", "status").text_of(line)).add(change)
    };
    el("div.fields")
        .add(super::devices::check(untrack(on), set, text::talk_by_key(lang)))
        .when(on, key)
        .add(el("p.quiet").text(text::talk_by_key_means(lang)))
}
