//! *More*: what is not done every minute, in words, in groups: to the President, sound and picture, the meeting.

use crate::app::App;
use crate::core::msg::Msg;
use crate::core::text;
use crate::core::view::Action;
use crate::core::view::bar::{self, Bar, Reporting};
use crate::ui::ask::Asking;
use crate::ui::dom::{El, button, el};
use crate::ui::parts::{self, Icon, Look};
use crate::ui::{chair, devices, documents, doors, presenting, procedure, recording};
use crate::view::View;
use leptos::prelude::*;
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::command::Problem;
use rostrum_proto::meeting::phase::PhaseName;

/// The button and its menu.
pub fn more(app: App, asking: Asking, bar: View<Bar>) -> El {
    let lang = app.lang();
    let open = RwSignal::new(false);
    let reported = move || bar.get().problem.as_ref().and_then(|p| p.now);
    let toggle = parts::labelled("btn more", text::more(lang), Icon::More)
        .class_if("warn", move || reported().is_some());
    let menu = move || {
        el("div.menu.up.groups")
            .with(|menu| procedure::group(app, bar, open, menu))
            .add(
                group(text::more_sound(lang), |group| group.add(devices::opener(app, "btn")))
                    .attr("class", "group narrow"),
            )
            .with(|menu| chair::rare(app, asking, open, menu))
            .with(|menu| meeting(app, asking, bar, menu))
    };
    parts::popup(open, toggle, menu)
}

/// A group of entries with its head; without entries neither is seen.
pub fn group(head: &str, entries: impl FnOnce(El) -> El) -> El {
    el("div.group").add(el("h3").text(head)).with(entries)
}

fn meeting(app: App, asking: Asking, bar: View<Bar>, menu: El) -> El {
    let lang = app.lang();
    menu.add(group(text::more_meeting(lang), |group| {
        let group = doors::acts(app, asking, group.add(documents::opener(app, "btn")));
        let group = presenting::gallery(app, recording::acts(app, group));
        group.when(move || bar.get().problem.is_some(), move || report(app, bar)).add(leave(app))
    }))
}

/// The problems that can be reported, as a dialog; the one reported can be taken back.
fn report(app: App, bar: View<Bar>) -> El {
    let lang = app.lang();
    let open = RwSignal::new(false);
    let of = move |part: fn(&Reporting) -> Option<Action>| {
        move || bar.get().problem.as_ref().and_then(part)
    };
    let reported = View::new(move || bar.get().problem.as_ref().and_then(|p| p.now));
    let content = move || {
        let choices = el("div.choices");
        let choices = bar::PROBLEMS.into_iter().enumerate().fold(choices, |menu, (i, kind)| {
            let action = move || {
                let bar = bar.get();
                let reporting = bar.problem.as_ref()?;
                reporting.report.get(i).filter(|_| reporting.now != Some(kind)).cloned()
            };
            let label = move || first_person(kind, lang).to_owned();
            menu.with(parts::act_then(app, Look::text("btn"), action, label, move |_| {
                open.set(false)
            }))
        });
        let line = move || Some(el("p.quiet").text(first_person((*reported.get())?, lang)));
        let over = move || text::problem_over(lang).to_owned();
        let clear = of(|p| p.clear.clone());
        let choices = choices.part(line).with(parts::act_then(
            app,
            Look::text("btn main"),
            clear,
            over,
            move |_| open.set(false),
        ));
        let cancel = button("btn", text::cancel(lang)).press(move || open.set(false));
        vec![choices, el("div.buttons").add(cancel)]
    };
    let title = move || text::report_problem(lang).to_owned();
    let button = parts::labelled("btn", text::report_problem(lang), Icon::Warning)
        .press(move || open.set(true));
    el("div").add(button).add(parts::dialog(open, title, content))
}

fn first_person(problem: Problem, lang: Lang) -> &'static str {
    match problem {
        Problem::CannotHear => text::problem_i_cannot_hear(lang),
        Problem::CannotBeHeard => text::problem_i_cannot_be_heard(lang),
        Problem::CannotSee => text::problem_i_cannot_see(lang),
    }
}

/// Who speaks does not leave by one press.
fn leave(app: App) -> El {
    let lang = app.lang();
    let open = RwSignal::new(false);
    let asks = move || {
        let model = app.model.read_untracked();
        let in_session = model.meeting().is_some_and(|m| m.phase.name() == PhaseName::InSession);
        in_session
            && (model.microphone_open() || bar::my_floor(&model, app.now.get_untracked()).is_some())
    };
    let go = move || app.dispatch(Msg::Leave);
    let content = move || {
        let no = button("btn", text::leave_no(lang)).press(move || open.set(false));
        let yes = button("btn stop", text::leave(lang)).press(go);
        vec![el("p").text(text::leave_text(lang)), el("div.buttons").add(no).add(yes)]
    };
    let press = move || if asks() { open.set(true) } else { go() };
    el("div")
        .add(parts::labelled("btn stop", text::leave(lang), Icon::Leave).press(press))
        .add(parts::dialog(open, move || text::leave_title(lang).to_owned(), content))
}
