//! The live journal with its filters.

use crate::app::App;
use crate::core::text;
use crate::core::view::journal::{self, Filter, JournalLine, KINDS};
use crate::ui::dom::{El, button, el, value_of};
use crate::ui::parts;
use crate::view::View;
use leptos::prelude::*;

/// The card with the log.
pub fn journal(app: App) -> El {
    let lang = app.lang();
    let filter = RwSignal::new(Filter::default());
    let newest = app.view(journal::newest);
    // The journal is long: it is looked at again when it or the filter has changed, not at every message.
    let lines = View::new(move || {
        newest.get();
        journal::lines(&app.model.read_untracked(), &filter.read())
    });
    let head = el("div.section-head")
        .add(el("h2").attr("id", "journal-title").text(text::journal(lang)))
        .add(by_text(app, filter))
        .add(by_seat(app, filter))
        .add(by_kind(app, filter))
        .add(pause(app, filter, newest));
    let log = el("div.log")
        .attr("role", "log")
        .attr("aria-live", "off")
        .attr("tabindex", "0")
        .label(text::journal(lang))
        .when(move || lines.get().is_empty(), move || el("p.quiet").text(text::journal_empty(lang)))
        .each(move || lines.get().to_vec(), |l| l.seq.to_string(), entry);
    el("section.card.journal").attr("aria-labelledby", "journal-title").add(head).add(log)
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
    let option = |kind: &str| el("option").attr("value", kind).attr("lang", "en").text(kind);
    el("select.field")
        .label(text::filter_kind(lang))
        .add(el("option").attr("value", "").text(text::all_kinds(lang)))
        .add_all(KINDS.map(option))
        .on("change", move |event| filter.update(|f| f.kind = value_of(&event)))
}

fn pause(app: App, filter: RwSignal<Filter>, newest: View<u64>) -> El {
    let lang = app.lang();
    let label = move || match filter.read().paused_at {
        Some(_) => text::resume(lang).to_owned(),
        None => text::pause(lang).to_owned(),
    };
    button("btn small", "").text_of(label).press(move || {
        let at = *newest.get_untracked();
        filter.update(|f| f.paused_at = if f.paused_at.is_some() { None } else { Some(at) });
    })
}

fn entry(line: JournalLine) -> El {
    let part = |cell: &str, text: &str| el(cell).attr("dir", "ltr").text(text);
    el(if line.warn { "div.entry.warn" } else { "div.entry" })
        .add(part("span.entry-time", &line.time))
        .add(part("span.entry-kind", &line.kind).attr("lang", "en"))
        .add(el("span.entry-seat").add(parts::name(&line.seat)))
        .add(part("span.entry-detail", &line.detail).attr("lang", "en"))
}
