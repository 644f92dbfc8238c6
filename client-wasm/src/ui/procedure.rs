//! A member's means of procedure, in *More*: point of order, right of reply, motions, a challenge.

use crate::app::{App, intl};
use crate::core::msg::Msg;
use crate::core::text;
use crate::core::view::Action;
use crate::core::view::bar::Bar;
use crate::ui::dom::{El, button, el, value_of};
use crate::ui::parts::{self, Icon, Look};
use crate::ui::{more, presenting, when};
use crate::view::View;
use leptos::prelude::*;
use rostrum_proto::meeting::command::Command;

/// The group *To the President*, while there is anything to say.
pub fn group(app: App, bar: View<Bar>, menu: RwSignal<bool>, place: El) -> El {
    let screen = presenting::may_ask(app);
    let any = move || {
        let bar = bar.get();
        if *screen.get() {
            return true;
        }
        let first = bar.point.is_some() || bar.reply.is_some() || bar.challenge.is_some();
        first || !(bar.motions.is_empty() && bar.moved.is_empty())
    };
    place.when(any, move || {
        more::group(text::more_to_president(app.lang()), |group| entries(app, bar, menu, group))
    })
}

fn entries(app: App, bar: View<Bar>, menu: RwSignal<bool>, group: El) -> El {
    let lang = app.lang();
    let point = move || match bar.get().waiting.0 {
        true => text::withdraw_point(lang).to_owned(),
        false => text::point_of_order(lang).to_owned(),
    };
    let reply = move || match bar.get().waiting.1 {
        true => text::withdraw_reply(lang).to_owned(),
        false => text::right_of_reply(lang).to_owned(),
    };
    let moved = View::new(move || bar.get().moved.clone());
    let withdraw = move || {
        let moved = moved.get();
        let buttons = moved.iter().map(|(motion, action)| {
            let command = action.command.clone();
            button("btn", &text::withdraw_motion(lang, motion)).press(move || {
                menu.set(false);
                app.dispatch(Msg::Do(command.clone()));
            })
        });
        buttons.collect()
    };
    let close = move |_| menu.set(false);
    group
        .with(|group| presenting::ask(app, move || menu.set(false), group))
        .with(parts::act_then(
            app,
            Look::both("btn", Icon::Reply),
            move || bar.get().reply.clone(),
            reply,
            close,
        ))
        .when(move || !bar.get().motions.is_empty(), move || motions(app, bar, menu))
        .parts(withdraw)
        .with(parts::act_then(
            app,
            Look::both("btn", Icon::Procedure),
            move || bar.get().challenge.clone(),
            move || text::challenge_ruling(lang).to_owned(),
            close,
        ))
        .with(parts::act_then(
            app,
            Look::both("btn", Icon::Point),
            move || bar.get().point.clone(),
            point,
            close,
        ))
}

/// A motion is chosen and moved in a dialog: it is before everybody at once. One to adjourn to a certain time asks
/// for it.
fn motions(app: App, bar: View<Bar>, menu: RwSignal<bool>) -> El {
    let lang = app.lang();
    let open = RwSignal::new(false);
    let chosen = RwSignal::new(0_usize);
    let (typed, wrong) = (RwSignal::new(String::new()), RwSignal::new(false));
    let motions = View::new(move || bar.get().motions.clone());
    let motion = move || -> Option<Action> {
        let motions = motions.get();
        motions.get(chosen.get()).map(|(_, action)| action.clone())
    };
    let timed = move || {
        matches!(motion().map(|m| m.command), Some(Command::MoveMotion { until: Some(_), .. }))
    };
    let confirm = move || {
        let Some(Command::MoveMotion { seat, motion, until }) = untrack(motion).map(|m| m.command)
        else {
            return;
        };
        let until = match until {
            None => None,
            Some(_) => match intl::local_moment(&typed.get_untracked()) {
                Some(until) if until > app.now.get_untracked() => Some(until),
                _ => return wrong.set(true),
            },
        };
        open.set(false);
        menu.set(false);
        app.dispatch(Msg::Do(Command::MoveMotion { seat, motion, until }));
    };
    let options = move || {
        let option = |(n, (word, _)): (usize, &(&'static str, Action))| {
            let option = el("option").attr("value", &n.to_string());
            let option =
                if n == chosen.get_untracked() { option.attr("selected", "") } else { option };
            option.text(&text::move_motion(lang, word))
        };
        motions.get().iter().enumerate().map(option).collect()
    };
    let content = move || {
        typed.set(String::new());
        wrong.set(false);
        let select = el("select.field").parts(options).on("change", move |event| {
            chosen.set(value_of(&event).parse().unwrap_or_default());
        });
        let choice = el("label.choice").add(el("span").text(text::kind_motion(lang))).add(select);
        let yes = el("button.btn.main").attr("type", "submit").text(text::move_it(lang));
        let cancel = button("btn", text::cancel(lang)).press(move || open.set(false));
        let form = el("form")
            .add(choice)
            .when(timed, move || when::moment(app, typed))
            .part(move || parts::wrong_time(lang, wrong.get()))
            .add(el("p.quiet").text(text::motion_text(lang)))
            .add(el("div.buttons").add(cancel).add(yes))
            .on("submit", move |event| {
                event.prevent_default();
                confirm();
            });
        vec![form]
    };
    let start = move || {
        chosen.set(0);
        open.set(true);
    };
    el("div")
        .add(parts::labelled("btn", text::move_a_motion(lang), Icon::Procedure).press(start))
        .add(parts::dialog(open, move || text::move_a_motion(lang).to_owned(), content))
}
