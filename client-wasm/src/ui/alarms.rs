//! The alarms: the first thing at the desk.

use crate::app::App;
use crate::core::desk::act::DeskMsg;
use crate::core::msg::Msg;
use crate::core::text;
use crate::core::view::alarms::{self, AlarmLine};
use crate::ui::dom::{El, button, el};
use crate::ui::parts::{self, Icon};
use crate::ui::story;

/// All that are raised, and the switch of their sound.
pub fn alarms(app: App) -> El {
    let lang = app.lang();
    let alarms = app.view(alarms::alarms);
    let none = move || el("p.quiet").text(text::alarms_none(lang));
    let key = |a: &AlarmLine| format!("{} {} {:?}", a.id, a.text, a.acknowledged);
    let list = el("ul.alarm-list").attr("role", "list").each(
        move || alarms.get().to_vec(),
        key,
        move |line| alarm(app, line),
    );
    el("div.alarms")
        .attr("role", "group")
        .label(text::alarms(lang))
        .add(
            el("div.alarm-box")
                .attr("aria-live", "polite")
                .when(move || alarms.get().is_empty(), none)
                .add(list),
        )
        .add(sound(app))
}

fn alarm(app: App, line: AlarmLine) -> El {
    let lang = app.lang();
    let classes = match (line.grave, line.acknowledged.is_some()) {
        (true, false) => "li.alarm.grave",
        (true, true) => "li.alarm.grave.known",
        (false, false) => "li.alarm",
        (false, true) => "li.alarm.known",
    };
    let note = match &line.acknowledged {
        Some(by) => format!("{} · {by}", line.since),
        None => line.since.clone(),
    };
    let words = el("span.alarm-words")
        .add(el("span").text(&line.text))
        .add(el("small").add(el("bdi").text(&note)));
    let acknowledge = line.acknowledged.is_none().then(|| {
        let id = line.id;
        button("btn small", text::acknowledge(lang))
            .label(&format!("{}: {}", text::acknowledge(lang), line.text))
            .press(move || app.dispatch(Msg::Desk(DeskMsg::Acknowledge(id))))
    });
    let story = line.seat.map(|seat| {
        let open = move || story::open_seat(app, seat.clone());
        button("btn small", text::story(lang)).label(&text::story_of(lang, &line.name)).press(open)
    });
    let remedy = line.remedy.map(|(label, command)| {
        button("btn small", label)
            .label(&format!("{label}: {}", line.text))
            .press(move || app.dispatch(Msg::Do(command.clone())))
    });
    let row = el(classes).add(parts::icon(Icon::Warning)).add(words);
    row.add_all(story).add_all(remedy).add_all(acknowledge)
}

/// Whether a new alarm is heard.
fn sound(app: App) -> El {
    let on = app.view(|model| !model.desk.silent);
    let press = move || app.dispatch(Msg::Desk(DeskMsg::Sound(!*on.get_untracked())));
    button("btn small", text::alarm_sound(app.lang()))
        .attr_of("aria-pressed", move || Some(on.get().to_string()))
        .press(press)
}
