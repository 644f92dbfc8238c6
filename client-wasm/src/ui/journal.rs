//! The live journal with its filters.

use crate::app::App;
use crate::core::text;
use crate::core::view::journal::{self, Filter, Found, JournalLine};
use crate::ui::dom::{El, button, el, value_of};
use crate::ui::rows::rows;
use crate::ui::{parts, record};
use crate::view::View;
use leptos::prelude::*;
use rostrum_proto::wire::desk::Severity;
use std::cell::RefCell;
use std::rc::Rc;

/// The card with the log.
pub fn journal(app: App) -> El {
    let lang = app.lang();
    let filter = RwSignal::new(Filter::default());
    let found = Rc::new(RefCell::new(Found::default()));
    let changes = app.view(|model| model.desk.journal.changes());
    // The journal is long: it is looked at again when it or the filter has changed, not at every message.
    let count = {
        let found = StoredValue::new_local(found.clone());
        View::new(move || {
            changes.get();
            let found = found.get_value();
            let mut found = found.borrow_mut();
            found.follow(&app.model.read_untracked(), &filter.read());
            found.len()
        })
    };
    let log = el("div.log")
        .attr("role", "log")
        .attr("aria-live", "off")
        .attr("tabindex", "0")
        .label(text::journal(lang))
        .when(move || *count.get() == 0, move || el("p.quiet").text(text::journal_empty(lang)));
    let (keys, lines) = (found.clone(), found.clone());
    let key = move |place| {
        changes.get();
        filter.read();
        Some(keys.borrow().at(place)?.to_string())
    };
    let line = move |place| {
        let seq = lines.borrow().at(place)?;
        journal::line(&app.model.read_untracked(), seq).map(entry)
    };
    let log = rows(log, count, key, line);
    let jump = move |typed: &str| {
        let place = found.borrow().place_of(&app.model.read_untracked(), typed);
        if let Some(place) = place {
            (log.go_to)(place);
        }
    };
    let newest = app.view(journal::newest);
    let head = el("div.section-head")
        .add(el("h2").attr("id", "journal-title").text(text::journal(lang)))
        .add(shown(app, count))
        .add(record::offered(app, "btn small", "btn small"))
        .add(pause(app, filter, newest));
    let times = el("div.times")
        .add(time(text::filter_from(lang), move |typed| filter.update(|f| f.from = typed)))
        .add(time(text::filter_until(lang), move |typed| filter.update(|f| f.until = typed)))
        .add(time(text::jump_to(lang), move |typed| jump(&typed)));
    let filters = el("div.filters")
        .attr("role", "group")
        .label(text::filters(lang))
        .add(by_text(app, filter))
        .add(by_seat(app, filter))
        .add(by_kind(app, filter))
        .add(by_severity(app, filter))
        .add(times);
    el("section.card.journal")
        .attr("aria-labelledby", "journal-title")
        .add(head)
        .add(filters)
        .add(log.frame)
}

fn by_text(app: App, filter: RwSignal<Filter>) -> El {
    let lang = app.lang();
    el("input.field")
        .attr("type", "search")
        .label(text::filter_text(lang))
        .attr("placeholder", text::filter_placeholder(lang))
        .on("input", move |event| filter.update(|f| f.text = value_of(&event)))
}

fn by_seat(app: App, filter: RwSignal<Filter>) -> El {
    let lang = app.lang();
    let seats = app.view(journal::seats);
    let option = |(id, name): &(String, String)| el("option").attr("value", id).text(name);
    el("select.field")
        .label(text::filter_seat(lang))
        .add(el("option").attr("value", "").text(text::all_seats(lang)))
        .parts(move || seats.get().iter().map(option).collect())
        .on("change", move |event| filter.update(|f| f.seat = value_of(&event)))
}

fn by_kind(app: App, filter: RwSignal<Filter>) -> El {
    let lang = app.lang();
    let kinds = app.view(journal::kinds);
    let option =
        |kind: &String| el("option").attr("value", kind).attr("lang", "en").text(kind.as_str());
    el("select.field")
        .label(text::filter_kind(lang))
        .add(el("option").attr("value", "").text(text::all_kinds(lang)))
        .each(move || kinds.get().to_vec(), Clone::clone, move |kind| option(&kind))
        .on("change", move |event| filter.update(|f| f.kind = value_of(&event)))
}

fn by_severity(app: App, filter: RwSignal<Filter>) -> El {
    let lang = app.lang();
    let option = |value: &str, text: &str| el("option").attr("value", value).text(text);
    let chosen = |value: &str| match value {
        "warning" => Some(Severity::Warning),
        "grave" => Some(Severity::Grave),
        _ => None,
    };
    el("select.field")
        .label(text::filter_severity(lang))
        .add(option("", text::all_severities(lang)))
        .add(option("warning", text::severity_warning(lang)))
        .add(option("grave", text::severity_grave(lang)))
        .on("change", move |event| filter.update(|f| f.severity = chosen(&value_of(&event))))
}

/// A time of day, which counts as soon as it is one.
fn time(label: &'static str, typed: impl Fn(String) + 'static) -> El {
    let field = el("input.field.time")
        .attr("type", "text")
        .attr("size", "8")
        .attr("dir", "ltr")
        .attr("placeholder", "14:32")
        .attr("title", "14:32, 14:32:05, 2020-08-06 14:32")
        .on("input", move |event| typed(value_of(&event)));
    el("label.small-choice").text(label).add(field)
}

fn shown(app: App, count: View<usize>) -> El {
    let lang = app.lang();
    el("span.quiet").text_of(move || text::entries_count(lang, &count.get().to_string()))
}

fn pause(app: App, filter: RwSignal<Filter>, newest: View<u64>) -> El {
    let lang = app.lang();
    let label = move || match filter.read().paused_at {
        Some(at) => match *newest.get() - at {
            0 => text::resume(lang).to_owned(),
            new => text::resume_new(lang, &new.to_string()),
        },
        None => text::pause(lang).to_owned(),
    };
    button("btn small", "").text_of(label).press(move || {
        let at = *newest.get_untracked();
        filter.update(|f| f.paused_at = if f.paused_at.is_some() { None } else { Some(at) });
    })
}

fn entry(line: JournalLine) -> El {
    let part = |cell: &str, text: &str| el(cell).attr("dir", "ltr").text(text);
    el(class(line.severity))
        .attr("title", &line.detail)
        .add(part("span.entry-time", &line.time))
        .add(part("span.entry-day", &line.day))
        .add(part("span.entry-kind", &line.kind).attr("lang", "en"))
        .add(el("span.entry-seat").add(parts::name(&line.seat)))
        .add(part("span.entry-detail", &line.detail).attr("lang", "en"))
}

/// An entry by its severity.
pub fn class(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "div.entry",
        Severity::Warning => "div.entry.warn",
        Severity::Grave => "div.entry.grave",
    }
}
