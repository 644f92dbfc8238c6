//! The statements of all: the secretariat's table, and the entries that others may read.

use crate::app::App;
use crate::core::documents::DocumentsMsg;
use crate::core::msg::Msg;
use crate::core::text;
use crate::core::view::documents::{self, Row};
use crate::ui::answering::{self, Said, Saying};
use crate::ui::documents::time;
use crate::ui::dom::{El, button, el, value_of};
use crate::ui::{parts, statement};
use leptos::prelude::*;
use rostrum_proto::meeting::command::Command;
use rostrum_proto::meeting::statement::{Answer, Version};

/// Which rows are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Filter {
    All,
    ToAccept,
    Missing,
}

impl Filter {
    fn takes(self, row: &Row) -> bool {
        match self {
            Self::All => row.version.is_some() || row.place.is_some(),
            Self::ToAccept => row.waits(),
            Self::Missing => row.is_missing(),
        }
    }
}

/// All statements, as the secretariat sees them.
pub fn table(app: App) -> El {
    let lang = app.lang();
    let filter = RwSignal::new(Filter::All);
    let saying = RwSignal::new(None);
    let rows = app.view(documents::others);
    let count = move |of: Filter| rows.get().iter().filter(|row| of.takes(row)).count();
    let choice = move |of: Filter, words: fn(_, &str) -> String| {
        el("button.btn.small")
            .attr("type", "button")
            .attr_of("aria-pressed", move || Some((filter.get() == of).to_string()))
            .text_of(move || words(lang, &count(of).to_string()))
            .press(move || filter.set(of))
    };
    let choices = el("div.buttons")
        .add(choice(Filter::All, text::statements_all))
        .add(choice(Filter::ToAccept, text::statements_to_accept))
        .add(choice(Filter::Missing, text::statements_missing));
    let head = |words: &str| el("th").attr("scope", "col").text(words);
    let heads = el("tr")
        .add(head(text::statement_seat(lang)))
        .add(head(text::statement_lang(lang)))
        .add(head(text::statement_words(lang)))
        .add(head(text::statement_state(lang)))
        .add(el("td"));
    let shown = move || {
        let filter = filter.get();
        rows.get().iter().filter(|row| filter.takes(row)).cloned().collect::<Vec<_>>()
    };
    let settled = app.view(documents::is_settled);
    let body = el("tbody").each(
        move || shown().into_iter().map(|row| (*settled.get(), row)).collect(),
        |row| format!("{row:?}"),
        move |(settled, row)| line(app, saying, settled, &row),
    );
    let download = button("btn small", text::statements_download(lang))
        .press(move || app.dispatch(Msg::Documents(DocumentsMsg::Bundle)));
    el("section.all")
        .label(text::statements(lang))
        .add(el("h3").text(text::statements(lang)))
        .add(choices)
        .add(el("div.wide").add(el("table").add(el("thead").add(heads)).add(body)))
        .add(el("div.buttons").add(download))
        .when(move || !*settled.get(), move || for_another(app))
        .add(answering::returning(app, saying))
        .add(answering::correcting(app, saying))
}

/// A seat's row.
fn line(app: App, saying: RwSignal<Option<Saying>>, settled: bool, row: &Row) -> El {
    let lang = app.lang();
    let place = row.place.map(|place| text::statement_place(lang, &place.to_string()));
    let seat = el("th").attr("scope", "row").add(parts::name(&row.name));
    let seat = seat.add_all(place.map(|place| el("small").text(&place)));
    let (of, words, state, acts) = match &row.version {
        None => {
            let missing = el("span.warn-text").text(text::statement_is_missing(lang));
            let acts = if settled { vec![] } else { reminder(app, row) };
            (String::new(), String::new(), missing, acts)
        }
        Some((n, version)) => {
            let said = documents::state(version, true, lang);
            let state = el("span").text(&said);
            let state = match version.answer {
                Answer::Accepted {} => state.attr("class", "good"),
                Answer::Returned { .. } => state.attr("class", "warn-text"),
                Answer::Waits {} => state,
            };
            let late = version.late.then(|| el("span.warn-text").text(text::statement_late(lang)));
            let correction = correction(app, row);
            let called = called(app, version);
            let about = el("small").text(&row.receipt).text(" · ").add_all(time(app, version.at));
            let state = el("div").add(state).add_all(correction).add_all(late);
            let state = state.add(about).add_all(called);
            let of = text::name_of(lang, version.statement.lang).to_owned();
            let acts = match settled {
                true => vec![statement::read(app, row)],
                false => acts(app, saying, row, *n, version),
            };
            (of, version.statement.words.to_string(), state, acts)
        }
    };
    el("tr")
        .add(seat)
        .add(el("td").text(&or_dash(of)))
        .add(el("td.n").text(&or_dash(words)))
        .add(el("td").add(state))
        .add(el("td").add(el("div.buttons").add_all(acts)))
}

/// What stands in a cell, or that nothing does.
fn or_dash(text: String) -> String {
    if text.is_empty() { "–".into() } else { text }
}

fn acts(
    app: App,
    saying: RwSignal<Option<Saying>>,
    row: &Row,
    version: u32,
    sent: &Version,
) -> Vec<El> {
    let answer = &sent.answer;
    let (lang, seat) = (app.lang(), row.seat.clone());
    let name = parts::alone(&row.name.text);
    let accept = {
        let command = Command::AcceptStatement { seat: seat.clone(), version };
        let words = text::statement_accept(lang);
        button("btn small", words)
            .label(&format!("{words}: {name}"))
            .press(move || app.dispatch(Msg::Do(command.clone())))
    };
    let mut acts = vec![statement::read(app, row)];
    if *answer != (Answer::Accepted {}) {
        acts.push(accept);
    }
    if !matches!(answer, Answer::Returned { .. }) {
        let said = Said { seat: row.seat.clone(), name: name.clone(), version, sent: sent.clone() };
        let opener = |words: &str, what: fn(Said) -> Saying| {
            let said = said.clone();
            button("btn small", words)
                .label(&format!("{words}: {name}"))
                .press(move || saying.set(Some(what(said.clone()))))
        };
        acts.push(opener(text::statement_return(lang), Saying::Return));
        acts.push(opener(text::statement_correct(lang), Saying::Correct));
    }
    acts
}

fn correction(app: App, row: &Row) -> Option<El> {
    let is_one = app.model.with_untracked(|m| documents::is_correction(m, row));
    is_one.then(|| el("span").text(text::statement_is_correction(app.lang())))
}

fn called(app: App, version: &Version) -> Option<El> {
    let called = documents::called(version, app.lang())?;
    Some(el("small").text(&called))
}

/// A reminder to copy, for a seat that has sent nothing.
fn reminder(app: App, row: &Row) -> Vec<El> {
    let (lang, name) = (app.lang(), row.name.text.clone());
    let words = text::statement_reminder(lang);
    let reminder = text::statement_reminder_text(lang, &name);
    let copy = move || app.copy(reminder.clone(), text::statement_copied(lang));
    vec![button("btn small", words).label(&format!("{words}: {}", parts::alone(&name))).press(copy)]
}

/// A text that came in another way is entered for its seat.
fn for_another(app: App) -> El {
    let lang = app.lang();
    let rows = app.view(documents::others);
    let options = move || {
        let none = el("option").attr("value", "").text(text::statement_choose_seat(lang));
        let option = |row: &Row| el("option").attr("value", row.seat.as_str()).text(&row.name.text);
        [none].into_iter().chain(rows.get().iter().map(option)).collect()
    };
    let choice = el("select.field").parts(options).on("change", move |event| {
        if let Ok(seat) = rostrum_proto::id::SeatId::new(value_of(&event)) {
            app.dispatch(Msg::Documents(DocumentsMsg::For(seat)));
        }
    });
    el("label.choice").add(el("span").text(text::statement_enter_for(lang))).add(choice)
}

/// A statement that we may read, with whose it is.
pub fn entry(app: App, row: &Row) -> El {
    el("li").add(parts::name(&row.name)).add(statement::read(app, row))
}

/// A version of our own.
pub fn version(app: App, row: &Row) -> El {
    let lang = app.lang();
    let Some((_, version)) = &row.version else { return el("li") };
    let late = version.late.then(|| el("span.warn-text").text(text::statement_late(lang)));
    let state = el("span").text(&documents::state(version, false, lang));
    let state = match version.answer {
        Answer::Accepted {} => state.attr("class", "good"),
        Answer::Returned { .. } => state.attr("class", "warn-text"),
        Answer::Waits {} => state,
    };
    el("li")
        .add(el("b").add(el("bdi").text(&row.receipt)))
        .add(state)
        .add_all(correction(app, row))
        .add_all(late)
        .add(el("small").add_all(time(app, version.at)))
        .add_all(called(app, version))
        .add(statement::read(app, row))
}
