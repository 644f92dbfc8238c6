//! The statements of all: the secretariat's table, and the entries that others may read.

use crate::app::App;
use crate::core::documents::DocumentsMsg;
use crate::core::msg::Msg;
use crate::core::text;
use crate::core::view::documents::{self, Row};
use crate::ui::documents::time;
use crate::ui::dom::{El, button, el, value_of};
use crate::ui::{parts, statement};
use leptos::prelude::*;
use rostrum_proto::meeting::command::Command;
use rostrum_proto::meeting::statement::{Answer, Called, Version};

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
    let body = el("tbody").each(shown, |row| format!("{row:?}"), move |row| line(app, &row));
    let download = button("btn small", text::statements_download(lang))
        .press(move || app.dispatch(Msg::Documents(DocumentsMsg::Bundle)));
    el("section.all")
        .label(text::statements(lang))
        .add(el("h3").text(text::statements(lang)))
        .add(choices)
        .add(el("div.wide").add(el("table").add(el("thead").add(heads)).add(body)))
        .add(el("div.buttons").add(download))
        .add(for_another(app))
}

/// A seat's row.
fn line(app: App, row: &Row) -> El {
    let lang = app.lang();
    let place = row.place.map(|place| text::statement_place(lang, &place.to_string()));
    let seat = el("th").attr("scope", "row").add(parts::name(&row.name));
    let seat = seat.add_all(place.map(|place| el("small").text(&place)));
    let (of, words, state, acts) = match &row.version {
        None => {
            let missing = el("span.warn-text").text(text::statement_is_missing(lang));
            (String::new(), String::new(), missing, reminder(app, row))
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
            let of = text::own_name(version.statement.lang).to_owned();
            let acts = acts(app, row, *n, version);
            (of, version.statement.words.to_string(), state, acts)
        }
    };
    let named = row.version.as_ref().map(|(_, version)| version.statement.lang.code());
    let of = match named {
        Some(code) => el("td").attr("lang", code).text(&of),
        None => el("td").text("–"),
    };
    el("tr")
        .add(seat)
        .add(of)
        .add(el("td.n").text(if words.is_empty() { "–" } else { &words }))
        .add(el("td").add(state))
        .add(el("td").add(el("div.buttons").add_all(acts)))
}

fn acts(app: App, row: &Row, version: u32, sent: &Version) -> Vec<El> {
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
        acts.push(send_back(app, row, version));
        acts.push(put_right(app, row, version, sent));
    }
    acts
}

/// Returning a version, with a reason.
fn send_back(app: App, row: &Row, version: u32) -> El {
    let (lang, seat, name) = (app.lang(), row.seat.clone(), row.name.text.clone());
    let open = RwSignal::new(false);
    let reason = RwSignal::new(String::new());
    let content = move || {
        let field = el("input.field")
            .attr("maxlength", "500")
            .on("input", move |event| reason.set(value_of(&event)));
        let field =
            el("label.choice").add(el("span").text(text::statement_return_reason(lang))).add(field);
        let seat = seat.clone();
        let send = move || {
            let reason = reason.get_untracked();
            app.dispatch(Msg::Do(Command::ReturnStatement { seat: seat.clone(), version, reason }));
            open.set(false);
        };
        let yes = el("button.btn.main")
            .attr("type", "button")
            .attr_of("disabled", move || reason.get().trim().is_empty().then(String::new))
            .text(text::statement_return(lang))
            .press(send);
        let no = button("btn", text::cancel(lang)).press(move || open.set(false));
        vec![field, el("div.buttons").add(no).add(yes)]
    };
    let title = {
        let name = parts::alone(&name);
        move || text::statement_return_title(lang, &name)
    };
    let words = text::statement_return(lang);
    let opener = button("btn small", words)
        .label(&format!("{words}: {}", parts::alone(&name)))
        .press(move || open.set(true));
    el("span").add(opener).add(parts::dialog(open, title, content))
}

/// Putting right how the compilation calls who gives it.
fn put_right(app: App, row: &Row, version: u32, sent: &Version) -> El {
    let (lang, seat, name) = (app.lang(), row.seat.clone(), row.name.text.clone());
    let known = sent.called.clone().unwrap_or_else(|| Called {
        name: sent.statement.name.clone(),
        title: sent.statement.title.clone(),
    });
    let open = RwSignal::new(false);
    let called = RwSignal::new(known.clone());
    let content = move || {
        let field = |words: &str, value: &str, set: fn(&mut Called, String)| {
            let input = el("input.field").attr("maxlength", "200").attr("dir", "auto");
            input.as_a::<web_sys::HtmlInputElement>().set_value(value);
            let typed = move |event| called.update(|called| set(called, value_of(&event)));
            el("label.choice").add(el("span").text(words)).add(input.on("input", typed))
        };
        let now = called.get_untracked();
        let name = field(text::statement_name(lang), &now.name, |called, name| called.name = name);
        let title =
            field(text::statement_title(lang), &now.title, |called, title| called.title = title);
        let seat = seat.clone();
        let correct = move || {
            let Called { name, title } = called.get_untracked();
            let called = Called { name: name.trim().into(), title: title.trim().into() };
            app.dispatch(Msg::Do(Command::CorrectStatement {
                seat: seat.clone(),
                version,
                called,
            }));
            open.set(false);
        };
        let yes = el("button.btn.main")
            .attr("type", "button")
            .attr_of("disabled", move || {
                called.with(|called| called.name.trim().is_empty()).then(String::new)
            })
            .text(text::statement_correct_yes(lang))
            .press(correct);
        let no = button("btn", text::cancel(lang)).press(move || open.set(false));
        vec![name, title, el("div.buttons").add(no).add(yes)]
    };
    let title = {
        let name = parts::alone(&name);
        move || text::statement_correct_title(lang, &name)
    };
    let words = text::statement_correct(lang);
    let opener = button("btn small", words)
        .label(&format!("{words}: {}", parts::alone(&name)))
        .press(move || {
            called.set(known.clone());
            open.set(true);
        });
    el("span").add(opener).add(parts::dialog(open, title, content))
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
