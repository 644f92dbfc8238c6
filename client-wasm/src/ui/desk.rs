//! The technicians' desk: alarms and the lobby first, then the seats, then the journal.

use crate::app::App;
use crate::core::text;
use crate::core::view::channel;
use crate::core::view::grade::Grade;
use crate::core::view::quality::{self, Line};
use crate::ui::dom::{El, button, el};
use crate::ui::parts::{self, Icon, Look};
use crate::ui::{admissions, alarms, feeds, journal, plate, story};
use crate::view::View;
use leptos::prelude::*;

/// The screen, within the frame of the stage.
pub fn screen(app: App) -> El {
    let lang = app.lang();
    let floor = el("section.floor.small")
        .label(text::floor(lang))
        .add(plate::picture(app, false))
        .add(plate::plate(app));
    let looked_at = app.view(|model| model.desk.story.as_ref().map(|s| s.seat.clone()));
    let top = el("div.desk-top").add(admissions::all(app)).add(floor);
    el("main.desk")
        .attr("id", "main")
        .attr("tabindex", "-1")
        .label(text::desk(lang))
        .add(alarms::alarms(app))
        .add(el("div.desk-left").add(top).add(tables(app)))
        // Behind a story the journal stays as it is, with its filters.
        .add(journal::journal(app).class_if("gone", move || looked_at.get().is_some()))
        .part(move || looked_at.get().is_some().then(|| story::story(app)))
}

/// The seats or the channels: there is room for one of them.
fn tables(app: App) -> El {
    let lang = app.lang();
    let interpreted = app.view(channel::has_channels);
    let connected = app.view(quality::connected);
    let shown = app.channels_shown;
    let channels = move || shown.get() && *interpreted.get();
    let title = move || match channels() {
        true => text::channels(lang).to_owned(),
        false => text::seats_quality(lang).to_owned(),
    };
    let tab = move |channels: bool, words: &'static str| {
        button("tab", words)
            .attr_of("aria-pressed", move || Some((shown.get() == channels).to_string()))
            .press(move || shown.set(channels))
    };
    let tabs = move || {
        el("div.tabs")
            .attr("role", "group")
            .label(text::desk_tables(lang))
            .add(tab(false, text::seats_quality(lang)))
            .add(tab(true, text::channels(lang)))
    };
    let words = move || if channels() { String::new() } else { connected.get().to_string() };
    let head = el("div.section-head")
        .when(move || *interpreted.get(), tabs)
        .when(move || !*interpreted.get(), move || el("h2").text(text::seats_quality(lang)))
        .add(el("span.quiet").text_of(words));
    let table = move || match channels() {
        true => Some(feeds::table(app)),
        false => Some(seats(app)),
    };
    let scroll = el("div.scroll").attr("tabindex", "0").attr("role", "group");
    el("section.card.seats")
        .attr_of("aria-label", move || Some(title()))
        .add(head)
        .add(scroll.attr_of("aria-label", move || Some(title())).part(table))
}

fn seats(app: App) -> El {
    let lang = app.lang();
    let lines = app.view_at(quality::lines);
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
    el("table").add(el("thead").add(el("tr").add_all(head))).add(rows)
}

fn line(app: App, lines: View<Vec<Line>>, first: Line) -> El {
    let lang = app.lang();
    let name = parts::name(&first.name);
    let (seat, first_name, id) =
        (first.name.text.clone(), first.name.text.clone(), first.id.clone());
    let line = View::new(move || {
        let lines = lines.get();
        lines.iter().find(|l| l.id == first.id).unwrap_or(&first).clone()
    });
    let number = move |of: fn(&Line) -> String| {
        el("td.n").attr("dir", "ltr").text_of(move || of(&line.get()))
    };
    let class = move || line.get().grade.class();
    let quality = move || match line.get().path {
        Some(path) => format!("{} · {path}", line.get().grade_text),
        None => line.get().grade_text.to_owned(),
    };
    let grade = el("span").attr_of("class", move || Some(class().to_owned()));
    let label = move || match line.get().muted {
        true => text::unmute(lang, &seat),
        false => text::mute(lang, &seat),
    };
    let spark = View::new(move || line.get().spark.clone());
    let open = button("btn small", text::story(lang)).label(&text::story_of(lang, &first_name));
    let open = open.attr("id", &story::button_id(&id));
    let open = open.press(move || story::open_seat(app, id.clone()));
    let head = el("th").attr("scope", "row").add(name);
    el("tr")
        .class_if("poor", move || line.get().grade == Grade::Poor)
        .class_if("away", move || line.get().grade == Grade::Away)
        .add(head.add(el("small").text_of(move || line.get().state.clone())))
        .add(el("td").add(grade.text_of(quality)))
        .add(number(|l| l.round_trip.clone()))
        .add(number(|l| l.loss.clone()))
        .add(number(|l| l.up.clone()))
        .add(number(|l| l.down.clone()))
        .add(el("td").part(move || Some(story::drawn(&spark.get()))))
        .add(
            el("td.acts")
                .add(open)
                .with(parts::act(
                    app,
                    Look::bare("icon", Icon::Microphone),
                    move || line.get().mute.clone().filter(|_| !line.get().muted),
                    label.clone(),
                ))
                .with(parts::act(
                    app,
                    Look::bare("icon stop", Icon::MicrophoneOff),
                    move || line.get().mute.clone().filter(|_| line.get().muted),
                    label,
                )),
        )
}
