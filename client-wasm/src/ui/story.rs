//! One seat looked at: its connections, what can be asked of them, and its story.

use crate::app::App;
use crate::core::desk::act::DeskMsg;
use crate::core::model::Model;
use crate::core::msg::Msg;
use crate::core::text;
use crate::core::view::heard::{self, Span};
use crate::core::view::recording;
use crate::core::view::spark::{Spark, WIDTH};
use crate::core::view::story::{self, Device, HELPS, StoryLine, help_text};
use crate::ui::dom::{El, button, el, svg, value_of};
use crate::ui::journal;
use crate::ui::parts::{self, Icon};
use crate::ui::recording::play_from;
use crate::ui::rows::rows;
use crate::view::View;
use leptos::prelude::*;
use rostrum_proto::id::SeatId;

/// The id of the panel's heading.
const TITLE: &str = "story-title";

/// Looks at a seat. The keyboard goes there, and on a small screen the page.
pub fn open_seat(app: App, seat: SeatId) {
    app.dispatch(Msg::Desk(DeskMsg::OpenSeat(seat)));
    request_animation_frame(|| parts::focus(TITLE));
}

/// The id of the button that opens a seat's story.
pub fn button_id(seat: &SeatId) -> String {
    format!("story-of-{seat}")
}

/// Has looked: the keyboard goes back to where it was opened.
fn close_seat(app: App) {
    let seat = app.model.with_untracked(|m| m.desk.story.as_ref().map(|s| s.seat.clone()));
    app.dispatch(Msg::Desk(DeskMsg::CloseSeat));
    if let Some(seat) = seat {
        request_animation_frame(move || parts::focus(&button_id(&seat)));
    }
}

/// The panel, in the place of the journal.
pub fn story(app: App) -> El {
    let lang = app.lang();
    let head = app.view(story::head);
    let name = move || head.get().as_ref().as_ref().map(|h| h.name.clone()).unwrap_or_default();
    let title = move || text::story_of(lang, &name().text);
    let close = el("button.icon")
        .attr("type", "button")
        .label(text::close_story(lang))
        .add(parts::icon(Icon::Close))
        .press(move || close_seat(app));
    let progress =
        move || head.get().as_ref().as_ref().map(|h| h.progress.clone()).unwrap_or_default();
    let heading = el("div.section-head")
        .add(el("h2").attr("id", TITLE).attr("tabindex", "-1").text_of(title))
        .add(el("span.quiet").attr("role", "status").text_of(progress))
        .add(close);
    el("section.card.journal.story")
        .attr("aria-labelledby", TITLE)
        .on("keydown", move |event| {
            if parts::is_escape(&event) {
                close_seat(app);
            }
        })
        .add(heading)
        .add(el("div.story-top").add(sparks(app)).add(devices(app)))
        .add(question(app))
        .add(answers(app))
        .add(lines(app))
}

/// Whether it could be heard, at a glance.
fn answers(app: App) -> El {
    let lang = app.lang();
    let spans = told(app, heard::heard);
    let one = move |span: &Span| {
        let (class, said) = match (span.heard, span.amiss) {
            (true, _) => ("li.heard-yes", text::heard_yes(lang)),
            (false, false) => ("li", text::heard_no(lang)),
            (false, true) => ("li.heard-amiss", text::heard_no(lang)),
        };
        let notes = span.notes.iter().map(|note| el("span.heard-note").text(note));
        el(class)
            .add(el("span.heard-time").attr("dir", "ltr").text(&span.time))
            .add(el("b").text(said))
            .add(el("span").text(&span.text).add_all(notes))
    };
    let head = app.view(story::head);
    let range = move || head.get().as_ref().as_ref().map(|h| h.range.clone()).unwrap_or_default();
    let range = el("small").attr("dir", "ltr").text_of(range);
    let title = el("h3").attr("id", "heard-title").text(text::heard_title(lang)).add(range);
    let list = el("ol").attr("tabindex", "0").attr("aria-labelledby", "heard-title");
    el("section.heard")
        .attr("aria-labelledby", "heard-title")
        .add(title)
        .add(list.parts(move || spans.get().iter().map(one).collect()))
}

fn sparks(app: App) -> El {
    let sparks = app.view(story::sparks);
    let one = |(title, spark): &(&'static str, Spark)| {
        el("figure").add(drawn(spark)).add(el("figcaption").text(title))
    };
    el("div.sparks").parts(move || sparks.get().iter().map(one).collect())
}

/// A sparkline.
pub fn drawn(spark: &Spark) -> El {
    let lines = spark.lines.iter().map(|points| svg("polyline").attr("points", points));
    svg("svg.spark")
        .attr("viewBox", &format!("0 0 {WIDTH} 28"))
        .attr("preserveAspectRatio", "none")
        .attr("role", "img")
        .attr("aria-label", &spark.text)
        .add_all(lines)
}

/// Each device stays while its numbers change, so that its buttons can be pressed.
fn devices(app: App) -> El {
    let lang = app.lang();
    let devices = app.view(story::devices);
    let none = move || {
        let closed = app.model.with_untracked(|model| model.closed());
        el("p.quiet").text(if closed { text::phase_closed(lang) } else { text::q_away(lang) })
    };
    el("div.devices").when(move || devices.get().is_empty(), none).each(
        move || devices.get().to_vec(),
        |device| device.connection.to_string(),
        move |first| device(app, devices, first),
    )
}

fn device(app: App, devices: View<Vec<Device>>, first: Device) -> El {
    let lang = app.lang();
    let (connection, person) = (first.connection, first.person.clone());
    let facts = View::new(move || {
        let devices = devices.get();
        let now = devices.iter().find(|d| d.connection == connection);
        now.map_or_else(|| first.facts.clone(), |d| d.facts.clone())
    });
    let fact = |(word, value): &(&'static str, String)| {
        let value = el("bdi").text(value);
        el("div").add(el("dt").text(word)).add(el("dd").add(value))
    };
    let helps = HELPS.map(|help| {
        let text = help_text(help, lang);
        button("btn small", text)
            .label(&format!("{text}: {person}"))
            .press(move || app.dispatch(Msg::Desk(DeskMsg::Help(connection, help))))
    });
    el("article")
        .label(&person)
        .add(el("h3").add(el("bdi").text(&person)).add(el("small").text(&connection.to_string())))
        .add(el("div.buttons").attr("role", "group").label(text::ask_client(lang)).add_all(helps))
        .add(
            el("details.more")
                .add(el("summary").text(text::connection_facts(lang)))
                .add(el("dl.facts").parts(move || facts.get().iter().map(fact).collect())),
        )
}

/// Another time, and the file for a ticket.
fn question(app: App) -> El {
    let lang = app.lang();
    let head = app.view(story::head);
    let range = head.get_untracked().as_ref().as_ref().map(|h| (h.from.clone(), h.until.clone()));
    let (begins, ends) = range.unwrap_or_default();
    let (from, until) = (RwSignal::new(begins.clone()), RwSignal::new(ends.clone()));
    let field = |label: &str, value: &str, typed: RwSignal<String>| {
        let field = el("input.field.time")
            .attr("type", "text")
            .attr("size", "19")
            .attr("dir", "ltr")
            .attr("value", value)
            .attr("placeholder", text::now(lang))
            .attr("title", "14:32, 14:32:05, 2020-08-06 14:32")
            .on("input", move |event| typed.set(value_of(&event)));
        el("label.small-choice").text(label).add(field)
    };
    let ask = move || {
        let (from, until) = (from.get_untracked(), until.get_untracked());
        app.dispatch(Msg::Desk(DeskMsg::AskStory { from, until }));
    };
    let complete = View::new(move || head.get().as_ref().as_ref().is_some_and(|h| h.complete));
    el("form.filters")
        .label(text::story_time(lang))
        .add(field(text::story_from(lang), &begins, from))
        .add(field(text::story_until(lang), &ends, until))
        .add(el("button.btn.small").attr("type", "submit").text(text::story_show(lang)))
        .on("submit", move |event| {
            event.prevent_default();
            ask();
        })
        .add(
            button("btn small", text::story_export(lang))
                .attr_of("disabled", move || (!*complete.get()).then(String::new))
                .press(move || app.dispatch(Msg::Desk(DeskMsg::ExportStory))),
        )
}

/// A story is long: it is looked at again when it has changed, not at every message.
fn told<T: PartialEq + Send + Sync + 'static>(app: App, look: fn(&Model) -> T) -> View<T> {
    let changes = app.view(|model| model.desk.story.as_ref().map(|story| story.version()));
    View::new(move || {
        changes.get();
        look(&app.model.read_untracked())
    })
}

fn lines(app: App) -> El {
    let lang = app.lang();
    let lines = told(app, story::lines);
    let count = View::new(move || lines.get().len());
    let frame = el("div.log")
        .attr("role", "group")
        .attr("tabindex", "0")
        .label(text::story(lang))
        .when(move || *count.get() == 0, move || el("p.quiet").text(text::story_empty(lang)));
    let key = move |place: usize| {
        lines.get().get(place).map(|line| format!("{} {} {}", line.time, line.kind, line.detail))
    };
    let make = move |place: usize| lines.get_untracked().get(place).map(|line| entry(app, line));
    rows(frame, count, key, make).frame
}

fn entry(app: App, line: &StoryLine) -> El {
    let lang = app.lang();
    let part = |cell: &str, text: &str| el(cell).attr("dir", "ltr").text(text);
    let origin = match line.seq {
        Some(_) => text::origin_journal(lang),
        None => text::origin_desk(lang),
    };
    let plays = app.model.with_untracked(recording::has_parts);
    let play = line.seq.filter(|_| plays).map(|seq| play_from(app, seq, &line.time));
    el(journal::class(line.severity))
        .attr("title", &line.detail)
        .add(part("span.entry-time", &line.time))
        .add(part("span.entry-day", &line.day))
        .add(part("span.entry-kind", &line.kind).attr("lang", "en"))
        .add(el("span.entry-seat").text(origin))
        .add(part("span.entry-detail", &line.detail).attr("lang", "en"))
        .add_all(play)
}
