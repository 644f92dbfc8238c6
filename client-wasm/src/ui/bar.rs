//! A delegate's controls: the bar, and the panel when one's seat has the floor.

use crate::app::App;
use crate::core::msg::Msg;
use crate::core::text;
use crate::core::view::Action;
use crate::core::view::bar::{self, Bar, FloorState, MyFloor};
use crate::ui::ask::Asking;
use crate::ui::dom::{El, button, el};
use crate::ui::parts::{self, Confirm, Icon, Look};
use crate::ui::{channel, devices, more, plate};
use crate::view::View;

/// The bar at the foot of the stage.
pub fn bar(app: App, asking: Asking) -> El {
    let lang = app.lang();
    let bar = app.view_at(bar::bar);
    let part = move |of: fn(&Bar) -> Option<Action>| move || of(&bar.get());
    let label = |text: &'static str| move || text.to_owned();
    el("footer.bar")
        .with(parts::act(
            app,
            Look::text("btn main"),
            part(|b| b.request.clone()),
            label(text::request_floor(lang)),
        ))
        .with(|foot| withdraw(app, bar, foot))
        .add(el("span.place").text_of(move || bar.get().place.clone().unwrap_or_default()))
        .with(parts::act(
            app,
            Look::both("btn live", Icon::Microphone),
            part(|b| b.microphone.clone().filter(|_| b.microphone_open)),
            label(text::close_microphone(lang)),
        ))
        .with(parts::act(
            app,
            Look::both("btn", Icon::MicrophoneOff),
            part(|b| b.microphone.clone().filter(|_| !b.microphone_open)),
            label(text::open_microphone(lang)),
        ))
        .when(move || bar.get().camera.is_some(), move || camera(app, bar))
        .with(channel::choice(app))
        .add(devices::opener(app, "btn wide"))
        .add(more::more(app, asking, bar))
}

/// A place in the list is not lost by one press.
fn withdraw(app: App, bar: View<Bar>, foot: El) -> El {
    let lang = app.lang();
    let ask = move || Confirm {
        button: button("btn", text::withdraw_request(lang)),
        title: text::withdraw_title(lang).to_owned(),
        no: text::withdraw_no(lang).to_owned(),
        yes: text::withdraw_yes(lang).to_owned(),
    };
    let place = move || bar.get().place.clone().unwrap_or_default();
    let words = move || text::withdraw_text(lang, &place());
    foot.with(parts::confirm(app, ask, move || bar.get().withdraw.clone(), words))
}

fn camera(app: App, bar: View<Bar>) -> El {
    let lang = app.lang();
    let on = View::new(move || bar.get().camera == Some(true));
    let face = move || match *on.get() {
        true => vec![parts::icon(Icon::Camera), el("span.label").text(text::camera_off(lang))],
        false => vec![parts::icon(Icon::CameraOff), el("span.label").text(text::camera_on(lang))],
    };
    let turn = move || app.dispatch(Msg::WantCamera(!*on.get_untracked()));
    el("button.btn").attr("type", "button").parts(face).press(turn)
}

/// "You have the floor": the region is always there, so that its words are announced.
pub fn my_floor(app: App) -> El {
    let lang = app.lang();
    let mine = app.view_at(bar::my_floor);
    let part =
        move |of: fn(&MyFloor) -> Option<Action>| move || mine.get().as_ref().as_ref().and_then(of);
    let state = View::new(move || mine.get().as_ref().as_ref().map(|m| m.state));
    let class = move || match *state.get() {
        None => "my-floor",
        Some(FloorState::Called) => "my-floor there called",
        Some(FloorState::Live) => "my-floor there",
        Some(FloorState::Amber) => "my-floor there amber",
        Some(FloorState::Over) => "my-floor there over",
        Some(FloorState::Interrupted) => "my-floor there interrupted",
    };
    let announce = el("p.announce").attr("role", "status").attr("aria-live", "assertive");
    let title =
        move || mine.get().as_ref().as_ref().map(|m| m.title).unwrap_or_default().to_owned();
    let line = View::new(move || mine.get().as_ref().as_ref().map(|m| (m.line.clone(), m.warn)));
    let line = move || {
        let line = line.get();
        let (line, warn) = line.as_ref().as_ref()?;
        let class = if *warn { "p.announce-line.warn-text" } else { "p.announce-line" };
        Some(el(class).text(line))
    };
    let mends = View::new(move || mine.get().as_ref().as_ref().is_some_and(|m| m.mend));
    let mend = move || {
        el("div.buttons")
            .add(button("btn", text::try_again(lang)).press(move || app.open_devices()))
            .add(devices::opener(app, "btn"))
    };
    let there = move || state.get().is_some();
    let called = move || *state.get() == Some(FloorState::Called);
    el("section.my-floor")
        .label(text::you_have_the_floor(lang))
        .attr_of("class", move || Some(class().to_owned()))
        .add(el("div.announced").add(announce.text_of(title)).part(line))
        .when(there, move || plate::own_dial(app))
        .when(move || *mends.get(), mend)
        // Where "Start speaking" was the level stands next: "Finish speaking" never comes under the same finger.
        .when(there, move || {
            el("div.level").class_if("low", move || !called()).add(parts::meter(app))
        })
        .with(parts::act(
            app,
            Look::both("btn go big", Icon::Microphone),
            part(|m| m.start.clone()),
            move || text::start_speaking(lang).to_owned(),
        ))
        .with(|section| finish(app, mine, section))
}

/// A statement that has just begun is not ended by one press.
fn finish(app: App, mine: View<Option<MyFloor>>, section: El) -> El {
    let lang = app.lang();
    let ending = move || mine.get().as_ref().as_ref().map(|m| m.ending).unwrap_or_default();
    let asks = move || mine.get_untracked().as_ref().as_ref().is_some_and(|m| m.just_begun);
    let ask = move || Confirm {
        button: button("btn main big finish", text::finish_speaking(lang)),
        title: ending().0.to_owned(),
        no: text::finish_no(lang).to_owned(),
        yes: text::finish_yes(lang).to_owned(),
    };
    let action = move || mine.get().as_ref().as_ref().and_then(|m| m.finish.clone());
    section.with(parts::confirm_if(app, asks, ask, action, move || ending().1.to_owned()))
}
