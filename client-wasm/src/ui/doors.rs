//! The doors: going on in private, with a reason, and in public again.

use crate::app::App;
use crate::core::text;
use crate::core::view::doors;
use crate::ui::ask::{Answer, Ask, Asking};
use crate::ui::dom::{El, button, el};
use crate::ui::parts::{self, Confirm};
use leptos::prelude::Set;
use rostrum_proto::meeting::command::Command;

/// Closing and opening them, for who may.
pub fn acts(app: App, asking: Asking, group: El) -> El {
    let lang = app.lang();
    let doors = app.view_at(doors::doors);
    let close = move || {
        let close = |reason| Command::CloseDoors { reason };
        asking.set(Some(Ask {
            title: text::close_doors_title(lang).to_owned(),
            label: text::close_doors_reason(lang),
            given: String::new(),
            optional: false,
            answers: vec![Answer::main(text::close_doors_yes(lang), close)],
        }));
    };
    let closing = move || button("btn", text::close_doors(lang)).press(close);
    // What is said in private would be heard: not by one press.
    let ask = move || Confirm {
        button: button("btn", text::open_doors(lang)),
        title: text::open_doors_title(lang).to_owned(),
        no: text::open_doors_no(lang).to_owned(),
        yes: text::open_doors_yes(lang).to_owned(),
    };
    let words = move || text::open_doors_text(lang).to_owned();
    group.when(move || doors.get().close, closing).with(parts::confirm(
        app,
        ask,
        move || doors.get().open.clone(),
        words,
    ))
}

/// Whether the meeting is public, for everybody.
pub fn chip(app: App) -> impl Fn() -> Option<El> {
    let lang = app.lang();
    let private = app.view(doors::is_private);
    move || {
        Some(match (*private.get())? {
            true => el("span.chip.private").text(text::doors_private(lang)),
            false => el("span.chip").text(text::doors_public(lang)),
        })
    }
}
