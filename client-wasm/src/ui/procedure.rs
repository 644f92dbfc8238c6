//! A member's means of procedure: point of order, right of reply, motions, a challenge.

use crate::app::App;
use crate::core::msg::Msg;
use crate::core::text;
use crate::core::view::Action;
use crate::core::view::bar::Bar;
use crate::ui::dom::{El, button, el};
use crate::ui::parts::{self, Icon, Look};
use crate::view::View;
use leptos::prelude::*;

/// The buttons in the bar.
pub fn buttons(app: App, bar: View<Bar>, foot: El) -> El {
    let lang = app.lang();
    let point = move || match bar.get().waiting.0 {
        true => text::withdraw_point(lang).to_owned(),
        false => text::point_of_order(lang).to_owned(),
    };
    let reply = move || match bar.get().waiting.1 {
        true => text::withdraw_reply(lang).to_owned(),
        false => text::right_of_reply(lang).to_owned(),
    };
    foot.with(parts::act(
        app,
        Look::both("btn words", Icon::Point),
        move || bar.get().point.clone(),
        point,
    ))
    .with(parts::act(
        app,
        Look::both("btn words", Icon::Reply),
        move || bar.get().reply.clone(),
        reply,
    ))
    .when(
        move || !bar.get().motions.is_empty() || bar.get().challenge.is_some(),
        move || menu(app, bar),
    )
}

fn menu(app: App, bar: View<Bar>) -> El {
    let lang = app.lang();
    let open = RwSignal::new(false);
    let entries = View::new(move || {
        let bar = bar.get();
        let challenge = bar.challenge.clone().map(|a| (text::challenge_ruling(lang).to_owned(), a));
        let motions = bar
            .motions
            .iter()
            .map(|(motion, action)| (text::move_motion(lang, motion), action.clone()));
        challenge.into_iter().chain(motions).collect::<Vec<(String, Action)>>()
    });
    let toggle = parts::labelled("btn", text::procedure(lang), Icon::Procedure);
    let content = move || {
        let all = entries.get();
        let buttons = all.iter().map(|(word, action)| {
            let command = action.command.clone();
            button("btn", word).press(move || {
                open.set(false);
                app.dispatch(Msg::Do(command.clone()));
            })
        });
        el("div.menu.up").add_all(buttons)
    };
    parts::popup(open, toggle, content)
}
