//! Suspending and adjourning: what it does, and until when.

use crate::app::{App, intl};
use crate::core::msg::Msg;
use crate::core::text;
use crate::core::view::words;
use crate::ui::dom::{El, button, el, value_of};
use crate::ui::{parts, when};
use leptos::prelude::*;
use rostrum_proto::meeting::command::Command;
use rostrum_proto::profile::Moment;
use rostrum_proto::time::{Millis, Timestamp};

/// The button, shown when `there` says so, and its dialog.
pub fn suspend(app: App, there: impl Fn() -> bool + Send + Sync + 'static, buttons: El) -> El {
    let lang = app.lang();
    let open = RwSignal::new(false);
    let adjourn = RwSignal::new(false);
    // Minutes for a suspension, a moment for an adjournment, as typed.
    let typed = RwSignal::new(String::new());
    let wrong = RwSignal::new(false);
    let until = move || -> Option<Timestamp> {
        let typed = typed.get_untracked();
        if adjourn.get_untracked() {
            return intl::local_moment(&typed);
        }
        let minutes: u64 = typed.trim().parse().ok().filter(|minutes| *minutes > 0)?;
        Some(app.now.get_untracked() + Millis::minutes(minutes))
    };
    let confirm = move || {
        let command = match (adjourn.get_untracked(), until()) {
            (false, until) => Command::SuspendMeeting { until },
            (true, Some(until)) => Command::AdjournMeeting { until },
            // The field is required; the browser says so.
            (true, None) => return,
        };
        let past = match &command {
            Command::AdjournMeeting { until } => *until <= app.now.get_untracked(),
            _ => false,
        };
        wrong.set(past);
        if !past {
            open.set(false);
            app.dispatch(Msg::Do(command));
        }
    };
    let field = move || {
        typed.set(String::new());
        if adjourn.get() {
            return vec![when::moment(app, typed)];
        }
        let number = el("input.field").attr("type", "number").attr("inputmode", "numeric");
        let number = number.attr("min", "1").attr("max", "20000");
        let number = number.on("input", move |event| typed.set(value_of(&event)));
        vec![el("label.choice").add(el("span").text(text::suspend_minutes(lang))).add(number)]
    };
    // The rules have words for a suspension only.
    let say = move || {
        let meeting = app.model.read_untracked();
        let lines = meeting.meeting().map(|m| words::at(Moment::Suspended, m, lang));
        let lines = lines.filter(|_| !adjourn.get()).unwrap_or_default();
        parts::say(text::presiding_text(lang), &lines)
    };
    let means = move || {
        let held = app.model.read_untracked().meeting().is_some_and(|m| m.holder().is_some());
        let all = text::suspend_text(lang);
        if held { format!("{all} {}", text::suspend_keeps(lang)) } else { all.to_owned() }
    };
    let content = move || {
        let check = el("input").attr("type", "checkbox").on("change", move |_| {
            adjourn.update(|a| *a = !*a);
        });
        let check = el("label.check").add(check).add(el("span").text(text::suspend_adjourn(lang)));
        let label = move || match adjourn.get() {
            true => text::adjourn_yes(lang).to_owned(),
            false => text::suspend_yes(lang).to_owned(),
        };
        let yes = el("button.btn.stop").attr("type", "submit").text_of(label);
        let cancel = button("btn", text::cancel(lang)).press(move || open.set(false));
        let form = el("form")
            .add(el("p").text(&means()))
            .part(say)
            .add(check)
            .add(el("div").parts(field))
            .part(move || parts::wrong_time(lang, wrong.get()))
            .add(el("div.buttons").add(yes).add(cancel))
            .on("submit", move |event| {
                event.prevent_default();
                confirm();
            });
        vec![form]
    };
    let start = move || {
        adjourn.set(false);
        wrong.set(false);
        open.set(true);
    };
    buttons
        .when(there, move || button("btn", text::suspend_meeting(lang)).press(start))
        .add(parts::dialog(open, move || text::suspend_title(lang).to_owned(), content))
}
