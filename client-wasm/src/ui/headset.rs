//! What an interpreter hears, as they want it: how loud, the floor beneath, bass, treble, and the limit for what is
//! suddenly loud.

use crate::app::App;
use crate::core::shape::{MOST, Shape};
use crate::core::text;
use crate::ui::devices::{self, check};
use crate::ui::dom::{El, button, el, value_of};
use crate::ui::parts;
use leptos::prelude::*;
use web_sys::HtmlInputElement;

/// The button that opens the dialog, and the dialog.
pub fn controls(app: App, foot: El) -> El {
    let lang = app.lang();
    let open = app.headset_open;
    let content = move || {
        let shape = app.streams.shape;
        let set = move |change: &dyn Fn(&mut Shape)| {
            let mut now = shape.get_untracked();
            change(&mut now);
            app.set_shape(now);
        };
        let limits = shape.get_untracked().limits;
        let done = button("btn main", text::done(lang)).press(move || open.set(false));
        let dials = [
            devices::volume(app),
            devices::beneath(app),
            tone(app, text::headset_bass(lang), |s| s.bass, move |to| set(&|s| s.bass = to)),
            tone(app, text::headset_treble(lang), |s| s.treble, move |to| set(&|s| s.treble = to)),
        ];
        vec![
            el("div.dials").add_all(dials),
            check(limits, move |on| set(&|s| s.limits = on), text::headset_limit(lang)),
            el("div.buttons.end").add(done),
        ]
    };
    foot.add(button("btn small", text::headset(lang)).press(move || open.set(true)))
        .add(parts::dialog(open, move || text::headset(lang).to_owned(), content))
}

/// So many dB more or less.
fn tone(app: App, words: &str, of: fn(&Shape) -> i8, set: impl Fn(i8) + 'static) -> El {
    let shape = app.streams.shape;
    let slider = el("input").attr("type", "range").attr("step", "1");
    let slider = slider.attr("min", &(-MOST).to_string()).attr("max", &MOST.to_string());
    let slider = slider.on("input", move |event| {
        if let Ok(gain) = value_of(&event).parse() {
            set(gain);
        }
    });
    slider.as_a::<HtmlInputElement>().set_value(&shape.with_untracked(of).to_string());
    let gain = move || format!("{:+} dB", shape.with(of)).replace("+0", "0");
    el("label.volume")
        .add(el("span").text(words))
        .add(slider)
        .add(el("output").attr("dir", "ltr").text_of(gain))
}
