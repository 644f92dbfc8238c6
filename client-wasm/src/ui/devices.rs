//! *Devices*: camera, microphone, loudspeaker, volume, at any time. Changes hold at once and are remembered.

use crate::app::{App, Kind};
use crate::core::model::Model;
use crate::core::text;
use crate::core::view::{channel, devices};
use crate::ui::dom::{El, button, el, value_of};
use crate::ui::join::chooser;
use crate::ui::{media, parts, talk};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

/// The button that opens it.
pub fn opener(app: App, class: &str) -> El {
    parts::labelled(class, text::devices(app.lang()), parts::Icon::Devices)
        .press(move || app.devices_open.set(true))
}

/// The dialog; opened from several places.
pub fn dialog(app: App) -> El {
    let lang = app.lang();
    let content = move || {
        let done = button("btn main", text::done(lang)).press(move || app.devices_open.set(false));
        // Who is never heard is asked for no microphone.
        let takes_part = app.model.with_untracked(Model::has_devices);
        let own = takes_part.then(|| [camera(app), microphone(app)]);
        let foot = el("p.quiet").text(text::devices_remembered(lang));
        let others =
            [loudspeaker(app, takes_part), connection(app), el("div.buttons").add(foot).add(done)];
        own.into_iter().flatten().chain(others).collect()
    };
    parts::dialog(app.devices_open, move || text::devices(lang).to_owned(), content)
}

fn part() -> El {
    el("div.device")
}

fn camera(app: App) -> El {
    let lang = app.lang();
    let own = move || app.streams.own.get().filter(|_| app.streams.own_shown.get());
    let preview = media::video(own, "mirrored", move || text::your_picture(lang).to_owned());
    let shown = app.streams.own_shown.get_untracked();
    let check = check(shown, move |on| app.show_own(on), text::own_picture_shown(lang));
    part()
        .add(el("div.preview").add(preview))
        .add(el("div.fields").add(chooser(app, Kind::Camera)).add(check))
}

fn microphone(app: App) -> El {
    let lang = app.lang();
    let state = app.view(devices::microphone);
    let words = move || *state.get();
    let line = el("p")
        .attr("role", "status")
        .class_if("warn-text", move || words().1)
        .text_of(move || words().0.to_owned());
    let again = move || button("btn", text::try_again(lang)).press(move || app.open_devices());
    part().add(
        el("div.fields")
            .add(chooser(app, Kind::Microphone))
            .add(parts::meter(app))
            .add(line)
            .when(move || words().1, again)
            .add(el("p.quiet").text(text::only_you_hear(lang)))
            .add(talk::choice(app)),
    )
}

/// How loud the meeting is.
pub fn volume(app: App) -> El {
    let set = move |volume| app.set_volume(volume);
    slider(text::volume(app.lang()), app.streams.volume, (100, 5), set)
}

/// How loud the floor is beneath an interpreter; at nothing it is off.
pub fn beneath(app: App) -> El {
    let set = move |beneath| app.set_beneath(beneath);
    let most = (channel::MAX_BENEATH * 100.0).round() as u32;
    slider(text::channel_beneath(app.lang()), app.streams.beneath, (most, 1), set)
}

/// Something from nothing to `most` in steps, in hundredths.
fn slider(
    words: &str,
    level: RwSignal<f64>,
    (most, step): (u32, u32),
    set: impl Fn(f64) + 'static,
) -> El {
    let percent = move || (level.get() * 100.0).round() as u32;
    let slider = el("input").attr("type", "range").attr("min", "0");
    let slider = slider.attr("max", &most.to_string()).attr("step", &step.to_string());
    let slider = slider.on("input", move |event| {
        if let Ok(percent) = value_of(&event).parse::<f64>() {
            set(percent / 100.0);
        }
    });
    slider.as_a::<HtmlInputElement>().set_value(&untrack(percent).to_string());
    el("label.volume")
        .add(el("span").text(words))
        .add(slider)
        .add(el("output").text_of(move || percent().to_string()))
}

fn loudspeaker(app: App, takes_part: bool) -> El {
    let lang = app.lang();
    let several = app.view(|m| !m.devices.loudspeakers.is_empty());
    let interpreted = app.view(channel::has_channels);
    let tone = button("btn", text::play_test_tone(lang)).press(move || app.test_tone());
    let mine = check(app.tone_is_on(), move |on| app.set_tone(on), text::tone_when_called(lang));
    part().add(
        el("div.fields")
            .when(move || *several.get(), move || chooser(app, Kind::Loudspeaker))
            .add(volume(app))
            .when(move || *interpreted.get(), move || beneath(app))
            .add(el("div.buttons").add(tone))
            .add_all(takes_part.then_some(mine)),
    )
}

fn connection(app: App) -> El {
    let lang = app.lang();
    let state = app.view(devices::connection);
    let words = move || *state.get();
    let head = el("h3").text(text::connection(lang));
    let line = el("p")
        .attr("role", "status")
        .class_if("warn-text", move || words().1)
        .text_of(move || words().0.to_owned());
    part().add(el("div.fields").add(head).add(line))
}

/// A box to tick.
pub fn check(on: bool, set: impl Fn(bool) + 'static, words: &str) -> El {
    let field = el("input").attr("type", "checkbox");
    let native: HtmlInputElement = field.as_a();
    native.set_checked(on);
    let field = field.on("change", move |event| {
        let field = event.target().and_then(|t| t.dyn_into::<HtmlInputElement>().ok());
        set(field.is_some_and(|field| field.checked()));
    });
    el("label.check").add(field).add(el("span").text(words))
}
