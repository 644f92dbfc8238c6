//! A member's means of procedure: point of order, right of reply, motions, a challenge.

use crate::app::{App, intl};
use crate::core::msg::Msg;
use crate::core::text;
use crate::core::view::Action;
use crate::core::view::bar::Bar;
use crate::core::view::business;
use crate::ui::dom::{El, button, el, value_of};
use crate::ui::parts::{self, Icon, Look};
use crate::view::View;
use leptos::prelude::*;
use rostrum_proto::meeting::command::Command;
use rostrum_proto::profile::Motion;

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
        move || {
            let bar = bar.get();
            bar.challenge.is_some() || !(bar.motions.is_empty() && bar.moved.is_empty())
        },
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
        let moved = bar.moved.iter();
        let moved =
            moved.map(|(motion, action)| (text::withdraw_motion(lang, motion), action.clone()));
        challenge.into_iter().chain(moved).chain(motions).collect::<Vec<(String, Action)>>()
    });
    let (timing, asking) = (RwSignal::new(None::<Command>), RwSignal::new(false));
    let toggle = parts::labelled("btn", text::procedure(lang), Icon::Procedure);
    let content = move || {
        let all = entries.get();
        let buttons = all.iter().map(|(word, action)| {
            let command = action.command.clone();
            button("btn", word).press(move || {
                open.set(false);
                match &command {
                    Command::MoveMotion { until: Some(_), .. } => {
                        timing.set(Some(command.clone()));
                        asking.set(true);
                    }
                    _ => app.dispatch(Msg::Do(command.clone())),
                }
            })
        });
        el("div.menu.up").add_all(buttons)
    };
    parts::popup(open, toggle, content).with(|menu| which_time(app, timing, asking, menu))
}

/// A motion to adjourn to a certain time asks for it.
fn which_time(app: App, timing: RwSignal<Option<Command>>, open: RwSignal<bool>, menu: El) -> El {
    let lang = app.lang();
    let (typed, wrong) = (RwSignal::new(String::new()), RwSignal::new(false));
    let confirm = move || {
        let until = intl::local_moment(&typed.get_untracked());
        wrong.set(until.is_some_and(|until| until <= app.now.get_untracked()));
        if wrong.get_untracked() {
            return;
        }
        if let (Some(Command::MoveMotion { seat, motion, .. }), Some(_)) =
            (timing.get_untracked(), until)
        {
            app.dispatch(Msg::Do(Command::MoveMotion { seat, motion, until }));
            open.set(false);
        }
    };
    let content = move || {
        typed.set(String::new());
        wrong.set(false);
        let field = el("input.field")
            .attr("type", "datetime-local")
            .attr("required", "")
            .on("input", move |event| typed.set(value_of(&event)));
        let field = el("label.choice").add(el("span").text(text::adjourn_until(lang))).add(field);
        let motion = business::motion(Motion::AdjournToTime, lang);
        let yes =
            el("button.btn.main").attr("type", "submit").text(&text::move_motion(lang, motion));
        let cancel = button("btn", text::cancel(lang)).press(move || open.set(false));
        let past = move || parts::wrong_time(lang, wrong.get());
        let form = el("form").add(field).part(past).add(el("div.buttons").add(yes).add(cancel)).on(
            "submit",
            move |event| {
                event.prevent_default();
                confirm();
            },
        );
        vec![form]
    };
    menu.add(parts::dialog(open, move || text::move_time_title(lang).to_owned(), content))
}
