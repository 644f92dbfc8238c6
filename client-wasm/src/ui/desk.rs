//! The technicians' desk: alarms and the lobby first, then the seats, then the journal.

use crate::app::App;
use crate::core::text;
use crate::core::view::quality::{self, Grade, Line, SPARK_WIDTH};
use crate::ui::dom::{El, el, svg};
use crate::ui::parts::{self, Icon, Look};
use crate::ui::{admissions, journal, plate};
use crate::view::View;

/// The screen, within the frame of the stage.
pub fn screen(app: App) -> El {
    let lang = app.lang();
    let floor = el("section.floor.small")
        .label(text::floor(lang))
        .add(plate::picture(app, false))
        .add(plate::plate(app));
    let top = el("div.desk-top").add(admissions::all(app)).add(floor);
    el("main.desk")
        .attr("id", "main")
        .attr("tabindex", "-1")
        .label(text::desk(lang))
        .add(alarms(app))
        .add(el("div.desk-left").add(top).add(seats(app)))
        .add(journal::journal(app))
}

fn alarms(app: App) -> El {
    let lang = app.lang();
    let alarms = app.view_at(quality::alarms);
    let alarm = |alarm: &quality::Alarm| {
        let line = el(if alarm.grave { "p.alarm.grave" } else { "p.alarm" });
        line.add(parts::icon(Icon::Warning)).add(el("span").text(&alarm.text))
    };
    let lines = move || match alarms.get() {
        none if none.is_empty() => vec![el("p.quiet").text(text::alarms_none(lang))],
        alarms => alarms.iter().map(alarm).collect(),
    };
    el("div.alarms").attr("role", "group").label(text::alarms(lang)).parts(lines)
}

fn seats(app: App) -> El {
    let lang = app.lang();
    let lines = app.view_at(quality::lines);
    let connected = app.view(quality::connected);
    let head = [
        (text::col_seat(lang), "th"),
        (text::col_quality(lang), "th"),
        (text::col_round_trip(lang), "th.n"),
        (text::col_loss(lang), "th.n"),
        (text::col_up(lang), "th.n"),
        (text::col_down(lang), "th.n"),
        (text::col_history(lang), "th"),
        (text::col_action(lang), "th"),
    ];
    let head = head.map(|(label, cell)| el(cell).attr("scope", "col").text(label));
    let rows = el("tbody").each(
        move || lines.get().to_vec(),
        |l| l.id.to_string(),
        move |first| line(app, lines, first),
    );
    let table = el("table").add(el("thead").add(el("tr").add_all(head))).add(rows);
    let title = el("div.section-head")
        .add(el("h2").text(text::seats_quality(lang)))
        .add(el("span.quiet").text_of(move || connected.get().to_string()));
    let scroll = el("div.scroll").attr("tabindex", "0").attr("role", "group");
    el("section.card.seats")
        .label(text::seats_quality(lang))
        .add(title)
        .add(scroll.label(text::seats_quality(lang)).add(table))
}

fn line(app: App, lines: View<Vec<Line>>, first: Line) -> El {
    let lang = app.lang();
    let name = parts::name(&first.name);
    let seat = first.name.text.clone();
    let line = View::new(move || {
        let lines = lines.get();
        lines.iter().find(|l| l.id == first.id).unwrap_or(&first).clone()
    });
    let number = move |of: fn(&Line) -> String| {
        el("td.n").attr("dir", "ltr").text_of(move || of(&line.get()))
    };
    let class = move || match line.get().grade {
        Grade::Good => "grade good",
        Grade::Fair => "grade fair",
        Grade::Poor => "grade poor",
        Grade::Lost => "grade lost",
        Grade::Away => "grade away",
    };
    let grade = el("span").attr_of("class", move || Some(class().to_owned()));
    let label = move || match line.get().muted {
        true => text::unmute(lang, &seat),
        false => text::mute(lang, &seat),
    };
    let spark = View::new(move || line.get().spark.clone());
    let drawn = svg("svg.spark")
        .attr("viewBox", &format!("0 0 {SPARK_WIDTH} 28"))
        .attr("role", "img")
        .attr_of("aria-label", move || Some(line.get().spark_text.clone()))
        .parts(move || {
            spark.get().iter().map(|points| svg("polyline").attr("points", points)).collect()
        });
    let head = el("th").attr("scope", "row").add(name);
    el("tr")
        .class_if("poor", move || line.get().grade == Grade::Poor)
        .class_if("away", move || line.get().grade == Grade::Away)
        .add(head.add(el("small").text_of(move || line.get().state.clone())))
        .add(el("td").add(grade.text_of(move || line.get().grade_text.to_owned())))
        .add(number(|l| l.round_trip.clone()))
        .add(number(|l| l.loss.clone()))
        .add(number(|l| l.up.clone()))
        .add(number(|l| l.down.clone()))
        .add(el("td").add(drawn))
        .add(el("td").with(parts::act(
            app,
            Look::bare("icon", Icon::MicrophoneOff),
            move || line.get().mute.clone(),
            label,
        )))
}
