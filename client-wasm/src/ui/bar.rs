//! A delegate's controls: the bar, and the panel when one's seat has the floor.

use crate::app::App;
use crate::core::msg::Msg;
use crate::core::text;
use crate::core::view::Action;
use crate::core::view::bar::{self, Bar, MyFloor, Reporting};
use crate::ui::dom::{El, button, el};
use crate::ui::parts::{self, Confirm, Icon, Look};
use crate::ui::procedure;
use crate::view::View;
use leptos::prelude::*;
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::command::Problem;

/// The bar at the foot of the stage.
pub fn bar(app: App) -> El {
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
        .with(|foot| procedure::buttons(app, bar, foot))
        .with(parts::act(
            app,
            Look::both("btn live words", Icon::Microphone),
            part(|b| b.microphone.clone().filter(|_| b.microphone_open)),
            label(text::close_microphone(lang)),
        ))
        .with(parts::act(
            app,
            Look::both("btn words", Icon::MicrophoneOff),
            part(|b| b.microphone.clone().filter(|_| !b.microphone_open)),
            label(text::open_microphone(lang)),
        ))
        .when(move || bar.get().camera.is_some(), move || camera(app, bar))
        .when(move || bar.get().problem.is_some(), move || report(app, bar))
        .add(
            parts::labelled("btn", text::leave(lang), Icon::Leave)
                .press(move || app.dispatch(Msg::Leave)),
        )
}

/// A place in the list is not lost by one press.
fn withdraw(app: App, bar: View<Bar>, foot: El) -> El {
    let lang = app.lang();
    let ask = move || Confirm {
        button: button("btn words", text::withdraw_request(lang)),
        title: text::withdraw_title(lang),
        no: text::withdraw_no(lang),
        yes: text::withdraw_yes(lang),
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

/// The problems as a small menu; the one reported can be taken back.
fn report(app: App, bar: View<Bar>) -> El {
    let lang = app.lang();
    let open = RwSignal::new(false);
    let now = move || bar.get().problem.as_ref().and_then(|p| p.now);
    let toggle = parts::labelled("btn", text::report_problem(lang), Icon::Warning)
        .class_if("warn", move || now().is_some());
    let of = move |part: fn(&Reporting) -> Option<Action>| {
        move || bar.get().problem.as_ref().and_then(part)
    };
    let reported = View::new(now);
    let menu = move || {
        let menu =
            bar::PROBLEMS.into_iter().enumerate().fold(el("div.menu.up"), |menu, (i, kind)| {
                let action = move || {
                    let bar = bar.get();
                    let reporting = bar.problem.as_ref()?;
                    reporting.report.get(i).filter(|_| reporting.now != Some(kind)).cloned()
                };
                let label = move || first_person(kind, lang).to_owned();
                menu.with(parts::act_then(app, Look::text("btn"), action, label, move |_| {
                    open.set(false);
                }))
            });
        let line = move || Some(el("p.quiet").text(first_person((*reported.get())?, lang)));
        let over = move || text::problem_over(lang).to_owned();
        let clear = of(|p| p.clear.clone());
        menu.part(line).with(parts::act_then(app, Look::text("btn main"), clear, over, move |_| {
            open.set(false);
        }))
    };
    parts::popup(open, toggle, menu)
}

fn first_person(problem: Problem, lang: Lang) -> &'static str {
    match problem {
        Problem::CannotHear => text::problem_i_cannot_hear(lang),
        Problem::CannotBeHeard => text::problem_i_cannot_be_heard(lang),
        Problem::CannotSee => text::problem_i_cannot_see(lang),
    }
}

/// "You have the floor": the region is always there, so that its words are announced.
pub fn my_floor(app: App) -> El {
    let lang = app.lang();
    let mine = app.view_at(bar::my_floor);
    let part =
        move |of: fn(&MyFloor) -> Option<Action>| move || mine.get().as_ref().as_ref().and_then(of);
    let start = part(|m| m.start.clone());
    let there = move || mine.get().is_some();
    let called = move || start().is_some();
    let announce = el("p.announce").attr("role", "status").attr("aria-live", "assertive");
    let interrupted = move || mine.get().as_ref().as_ref().map(|m| m.interrupted);
    let words = move || match interrupted() {
        Some(true) => text::interrupted_title(lang).to_owned(),
        Some(false) => text::you_have_the_floor(lang).to_owned(),
        None => String::new(),
    };
    let line = View::new(move || mine.get().as_ref().as_ref().map(|m| (m.line.clone(), m.warn)));
    let line = move || {
        let line = line.get();
        let (line, warn) = line.as_ref().as_ref()?;
        let class = if *warn { "p.announce-line.warn-text" } else { "p.announce-line" };
        Some(el(class).text(line))
    };
    let finish = part(|m| m.finish.clone().filter(|_| !m.interrupted));
    let give_up = part(|m| m.finish.clone().filter(|_| m.interrupted));
    el("section.my-floor")
        .label(text::you_have_the_floor(lang))
        .class_if("there", there)
        .class_if("called", called)
        .class_if("interrupted", move || interrupted() == Some(true))
        .add(el("div").add(announce.text_of(words)).part(line))
        .when(called, move || parts::meter(app))
        .with(parts::act(app, Look::both("btn go big", Icon::Microphone), start, move || {
            text::start_speaking(lang).to_owned()
        }))
        .with(parts::act(app, Look::text("btn main big"), finish, move || {
            text::finish_speaking(lang).to_owned()
        }))
        .with(parts::act(app, Look::text("btn"), give_up, move || {
            text::finish_speaking(lang).to_owned()
        }))
}
