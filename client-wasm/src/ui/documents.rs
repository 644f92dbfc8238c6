//! *Documents*: what there is to read, and the statements. Open from the lobby to the end.

use crate::app::{App, intl};
use crate::core::documents::{DocumentsMsg, Reading};
use crate::core::msg::Msg;
use crate::core::text;
use crate::core::view::documents;
use crate::ui::dom::{self, El, button, el};
use crate::ui::{compilation, parts, statement, statements};
use leptos::prelude::*;
use rostrum_proto::lang::{Lang, LocalText};
use rostrum_proto::meeting::dossier::Document;
use rostrum_proto::words::paragraphs;

/// The button that opens it.
pub fn opener(app: App, class: &str) -> El {
    button(class, text::documents(app.lang())).press(move || app.documents_open.set(true))
}

/// The dialog.
pub fn dialog(app: App) -> El {
    // It stays open while another language is chosen.
    let language = app.view(|m| m.lang);
    dom::watch(move || {
        let msg = if app.documents_open.get() { DocumentsMsg::Open } else { DocumentsMsg::Close };
        // What it tells must not be read here.
        request_animation_frame(move || app.dispatch(Msg::Documents(msg.clone())));
    });
    let content = move || {
        let lang = *language.get();
        let done = button("btn", text::done(lang)).press(move || app.documents_open.set(false));
        vec![el("div.papers").add(reader(app)).add(writer(app)), el("div.buttons.end").add(done)]
    };
    parts::dialog(app.documents_open, move || text::documents(app.lang()).to_owned(), content)
        .attr("class", "documents")
}

/// What there is to read.
fn reader(app: App) -> El {
    let lang = app.lang();
    let failed = app.view(|m| m.papers.failed);
    let again = move || {
        el("p.warn-text").attr("role", "alert").text(text::documents_failed(lang)).add(
            button("btn", text::try_again(lang))
                .press(move || app.dispatch(Msg::Documents(DocumentsMsg::Open))),
        )
    };
    let reading = app.view(|m| m.papers.reading.clone());
    let open = move || {
        let text = text_of(app, reading.get().as_ref().as_ref()?);
        let shown: web_sys::HtmlElement = text.as_a();
        // Once it is in the page: it may have been asked for far below.
        request_animation_frame(move || {
            shown.scroll_into_view();
            let _ = shown.focus();
        });
        Some(text)
    };
    let issued = app.view(documents::issued);
    let questions = app.view(documents::questions);
    let published = app.view(|m| {
        let told = m.papers.told.as_ref();
        told.is_some_and(|told| told.compilation.is_some() && !told.settles)
    });
    let asked = move || {
        let questions = questions.get();
        let line = |(letter, question): &(String, crate::core::names::Name)| {
            let question = parts::name(question);
            el("li").add(el("b").text(letter)).add(question)
        };
        let list = el("ol.asked").add_all(questions.iter().map(line));
        (!questions.is_empty())
            .then(|| el("div").add(el("h3").text(text::guiding_questions(lang))).add(list))
    };
    el("section.read")
        .label(text::documents_of_meeting(lang))
        .part(open)
        .when(move || *failed.get(), again)
        .parts(move || issued.get().iter().map(|(name, doc)| of_meeting(app, name, doc)).collect())
        .part(asked)
        .when(
            move || *published.get(),
            move || {
                let head = el("h3").text(text::compilation(lang));
                el("article.issued").add(head).add(compilation::published(app))
            },
        )
        .with(|part| given(app, part))
}

/// A link to a document in a language, named by that.
pub fn address(app: App, name: &str, of: Lang) -> El {
    el("a")
        .attr("href", &path(app, name, of))
        .attr("target", "_blank")
        .attr("rel", "noopener")
        .attr("lang", of.code())
        .text(text::own_name(of))
}

/// Where a document is in a language.
pub fn path(app: App, name: &str, of: Lang) -> String {
    let meeting = app.model.with_untracked(|m| m.identity.as_ref().map(|i| i.meeting.clone()));
    let meeting = meeting.map(|meeting| meeting.to_string()).unwrap_or_default();
    format!("m/{meeting}/{name}?lang={}", of.code())
}

/// A document that was issued, with its versions.
fn of_meeting(app: App, name: &str, document: &Document) -> El {
    let lang = app.lang();
    let versions = document.versions.keys().map(|of| el("li").add(address(app, name, *of)));
    let original = text::document_original(lang, text::name_of(lang, document.original));
    let missing = (!document.versions.contains_key(&lang))
        .then(|| el("p.said").text(&text::document_not_in(lang, text::name_of(lang, lang))));
    el("article.issued")
        .add(el("h3").add(el("bdi").attr("dir", "ltr").text(&document.symbol)))
        .add(el("p.quiet").text(&document.dated).text(" · ").text(&original))
        .add_all(missing)
        .add(el("ul.versions").label(text::document_versions(lang)).add_all(versions))
}

/// The statements that we may read, and the one that is being read.
fn given(app: App, part: El) -> El {
    let lang = app.lang();
    let settles = app.view(documents::settles);
    let rows = app.view(documents::others);
    let list = move || {
        let (rows, settles) = (rows.get(), settles.get());
        let shown = !*settles && !rows.is_empty();
        let entry = |row: &documents::Row| statements::entry(app, row);
        shown.then(|| {
            el("div")
                .add(el("h3").text(text::statements(lang)))
                .add(el("ul.given").add_all(rows.iter().map(entry)))
        })
    };
    part.part(list)
}

fn text_of(app: App, reading: &Reading) -> El {
    let lang = app.lang();
    let (row, of) = app.model.with_untracked(|m| {
        let told = m.papers.told.as_ref();
        let sent = told.and_then(|t| t.seats.iter().find(|sent| sent.seat == reading.seat));
        let version = sent.and_then(|sent| sent.versions.get(&reading.version));
        let name = sent.map_or_else(LocalText::default, |sent| sent.name.clone());
        (crate::core::names::local(&name, m.lang), version.map(|v| v.statement.lang))
    });
    let of = of.unwrap_or(lang);
    let away = button("btn", text::put_away(lang))
        .press(move || app.dispatch(Msg::Documents(DocumentsMsg::PutAway)));
    let paragraphs = reading.text.iter().flat_map(|text| paragraphs(text));
    // It scrolls, by the keyboard too.
    let body = el("div.statement")
        .attr("tabindex", "0")
        .attr("lang", of.code())
        .attr("dir", text::direction(of));
    let body = body.add_all(paragraphs.map(|text| el("p").attr("dir", "auto").text(&text)));
    let waits = reading.text.is_none().then(|| el("p.quiet").text(text::loading(lang)));
    el("article.reading")
        .attr("tabindex", "-1")
        .add(el("div.buttons").add(el("h3").add(parts::name(&row))).add(away))
        .add(el("p.quiet").text(text::check_against_delivery(lang)))
        .add_all(waits)
        .add(body)
}

/// The statement that is being written, or all of them.
fn writer(app: App) -> El {
    let sends = app.view(documents::sends);
    let settles = app.view(documents::settles);
    let writes = app.view(|m| m.papers.seat.is_some());
    let closed = app.view(|m| m.closed());
    el("div.write")
        // What is done next stands first.
        .when(move || *settles.get() && *closed.get(), move || compilation::section(app))
        .when(move || *settles.get(), move || statements::table(app))
        .when(move || *sends.get() && *writes.get(), move || statement::editor(app))
        .when(move || *settles.get() && !*closed.get(), move || compilation::section(app))
}

/// A time at the venue, and by this device's clock.
pub fn time(app: App, at: rostrum_proto::time::Timestamp) -> Vec<El> {
    use crate::core::model::Whereabouts;
    use crate::core::when::{UTC, Venue};
    let lang = app.lang();
    let venue = app.model.with_untracked(|m| match &m.place {
        Whereabouts::Lobby(lobby) => Venue::of(&lobby.venue_time_zone, &lobby.venue, lang),
        Whereabouts::Meeting(meeting) => {
            Venue::of(&meeting.setup.venue_time_zone, &meeting.setup.venue, lang)
        }
        Whereabouts::Nowhere => Venue::of(UTC, &LocalText::default(), lang),
    });
    crate::ui::when::both(lang, at, &venue, |zone| intl::date_time(at, lang, zone))
}
