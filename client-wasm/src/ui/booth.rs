//! The console of an interpreter: into which channel the microphone is open, and who of the booth has it.

use crate::app::App;
use crate::core::msg::Msg;
use crate::core::text;
use crate::core::view::booth;
use crate::ui::dom::{El, button, el};
use crate::ui::parts::{self, Icon, Look};
use crate::view::View;

/// The console, for interpreters.
pub fn console(app: App, foot: El) -> El {
    let booth = app.view(booth::booth);
    let there = View::new(move || booth.get().is_some());
    foot.when(move || *there.get(), move || of_booth(app, booth))
}

fn of_booth(app: App, booth: View<Option<booth::Booth>>) -> El {
    let lang = app.lang();
    let name = move || booth.get().as_ref().as_ref().map(|b| b.name.clone()).unwrap_or_default();
    let line = move || {
        let booth = booth.get();
        let booth = booth.as_ref().as_ref()?;
        let lamp = match (booth.on_air.is_some(), booth.silent) {
            (true, _) => "p.lamp.live",
            (false, true) => "p.lamp.dark",
            (false, false) => "p.lamp",
        };
        Some(el(lamp).text(&booth.line))
    };
    let count = View::new(move || booth.get().as_ref().as_ref().map_or(0, |b| b.outputs.len()));
    let outputs = move || {
        let output = |n: usize| {
            let action = move || Some(booth.get().as_ref().as_ref()?.outputs.get(n)?.1.clone());
            let own = move || {
                let booth = booth.get();
                let booth = booth.as_ref().as_ref();
                booth.is_some_and(|b| b.outputs.get(n).map(|o| o.0) == b.on_air)
            };
            let label = move || {
                let booth = booth.get();
                let of = booth.as_ref().as_ref().and_then(|b| Some(b.outputs.get(n)?.0));
                of.map(|of| text::booth_on_air(lang, text::name_of(lang, of))).unwrap_or_default()
            };
            let live = Look::both("btn go", Icon::Microphone);
            el("span").with(parts::act(app, live, move || action().filter(|_| !own()), label))
        };
        (0..*count.get()).map(output).collect()
    };
    let off = move || booth.get().as_ref().as_ref().and_then(|b| b.off.clone());
    let on = View::new(move || booth.get().as_ref().as_ref().is_some_and(|b| b.on_air.is_some()));
    let coughs = app.view(|m| m.coughs);
    let cough = move || {
        let cough = move |held| move |_| app.dispatch(Msg::Cough(held));
        button("btn", text::booth_cough(lang))
            .attr_of("aria-pressed", move || Some(coughs.get().to_string()))
            .on("pointerdown", cough(true))
            .on("pointerup", cough(false))
            .on("pointerleave", cough(false))
            .on("keydown", cough(true))
            .on("keyup", cough(false))
            .on("blur", cough(false))
    };
    el("section.booth")
        .attr_of("aria-label", move || Some(name()))
        .add(el("h2").text_of(name))
        .add(el("div").attr("role", "status").part(line))
        .add(parts::meter(app))
        .add(
            el("div.buttons")
                .parts(outputs)
                .with(parts::act(
                    app,
                    Look::both("btn live", Icon::MicrophoneOff),
                    off,
                    move || text::booth_off_air(lang).to_owned(),
                ))
                .when(move || *on.get(), cough),
        )
}
