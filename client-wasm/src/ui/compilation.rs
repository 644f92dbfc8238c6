//! The compilation, for the secretariat: the letter's own data, what does not agree, a draft, the publication.

use crate::app::App;
use crate::core::compiling::{CompilingMsg, LetterField};
use crate::core::msg::Msg;
use crate::core::text;
use crate::core::view::compiling;
use crate::ui::dom::{El, button, el, value_of};
use crate::ui::{documents, parts};
use leptos::prelude::*;
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::command::Command;
use rostrum_proto::wire::documents::Disagreement;

fn tell(app: App, msg: CompilingMsg) {
    app.dispatch(Msg::Documents(msg.into()));
}

/// All of it.
pub fn section(app: App) -> El {
    let lang = app.lang();
    let published = app.view(|m| m.papers.told.as_ref().is_some_and(|t| t.compilation.is_some()));
    el("section.compilation")
        .label(text::compilation(lang))
        .add(el("h3").text(text::compilation(lang)))
        .when(move || *published.get(), move || self::published(app))
        .when(move || !*published.get(), move || making(app))
}

/// Where it is to be read, in each language.
pub fn published(app: App) -> El {
    let lang = app.lang();
    let compilation =
        app.view(|m| m.papers.told.as_ref().and_then(|told| told.compilation.clone()));
    el("div").parts(move || {
        let compilation = compilation.get();
        let Some(compilation) = compilation.as_ref() else { return vec![] };
        let symbol = parts::alone(&compilation.symbol);
        let link = |of: &Lang| {
            let other = |format: &str| {
                let (address, words) =
                    (documents::path(app, "compilation", *of), text::own_name(*of));
                el("a")
                    .attr("href", &format!("{address}&format={}", format.to_lowercase()))
                    .attr("target", "_blank")
                    .attr("rel", "noopener")
                    .label(&format!("{words} ({format})"))
                    .text(format)
            };
            let page = documents::address(app, "compilation", *of);
            el("li").add(page).text(" · ").add(other("PDF")).text(" · ").add(other("DOCX"))
        };
        vec![
            el("p").attr("role", "status").text(&text::compilation_is_published(lang, &symbol)),
            el("ul.versions")
                .label(text::document_versions(lang))
                .add_all(compilation.versions.keys().map(link)),
        ]
    })
}

fn making(app: App) -> El {
    let lang = app.lang();
    let made = app.model.with_untracked(|m| m.papers.compiling.clone());
    let field = |kind: &str, words: &str, field: LetterField, value: &str| {
        let input = el("input.field").attr("type", kind).attr("maxlength", "200");
        input.as_a::<web_sys::HtmlInputElement>().set_value(value);
        let input =
            input.on("input", move |event| tell(app, CompilingMsg::Type(field, value_of(&event))));
        el("label.choice").add(el("span").text(words)).add(input)
    };
    let busy = app.view(|m| m.papers.compiling.busy);
    let resting = move || busy.get().then(String::new);
    let check = button("btn", text::compilation_check(lang))
        .attr_of("disabled", resting)
        .press(move || tell(app, CompilingMsg::Check));
    let draft = |format: &'static str, words: String| {
        button("btn", &words)
            .attr_of("disabled", resting)
            .press(move || tell(app, CompilingMsg::Draft(format)))
    };
    let named = |format: &str| format!("{} ({format})", text::compilation_draft(lang));
    let problem =
        app.view(|m| m.papers.compiling.problem.as_ref().map(|trouble| m.in_words(trouble)));
    let said = move || {
        let problem = problem.get();
        Some(el("p.warn-text").attr("role", "alert").text(problem.as_ref().as_ref()?))
    };
    el("div.making")
        .add(
            el("div.pair")
                .add(field(
                    "text",
                    text::compilation_symbol(lang),
                    LetterField::Symbol,
                    &made.symbol,
                ))
                .add(field("date", text::compilation_date(lang), LetterField::Dated, &made.dated)),
        )
        .add(
            el("div.pair")
                .add(field(
                    "text",
                    text::compilation_signed_by(lang),
                    LetterField::Name,
                    &made.name,
                ))
                .add(field("text", text::statement_title(lang), LetterField::Title, &made.title)),
        )
        .add(
            el("div.buttons")
                .add(check)
                .add(draft("html", named("HTML")))
                .add(draft("docx", named("DOCX")))
                .add(draft("pdf", named("PDF"))),
        )
        .part(said)
        .with(|part| points(app, part))
        .with(|part| annexes(app, part))
        .with(|part| publishing(app, part))
}

/// What does not agree, each with why it stands or where to say so.
fn points(app: App, part: El) -> El {
    let lang = app.lang();
    let found = app.view(|m| m.papers.compiling.points.clone());
    let none = move || {
        let found = found.get();
        let agrees = found.as_ref().as_ref()?.is_empty();
        agrees.then(|| el("p.good").attr("role", "status").text(text::compilation_agrees(lang)))
    };
    let all = move || found.get().as_ref().clone().unwrap_or_default();
    let key = |point: &Disagreement| format!("{}{:?}", point.point, point.reason);
    part.part(none).add(el("ul.points").each(all, key, move |point| line(app, point)))
}

fn line(app: App, point: Disagreement) -> El {
    let lang = app.lang();
    let sentence = el("span").text(&point.sentence);
    if let Some(reason) = &point.reason {
        let stands = text::compilation_stands(lang, &parts::alone(reason));
        return el("li").add(sentence).add(el("span.good").text(&stands));
    }
    let reason = RwSignal::new(String::new());
    let field = el("input.field")
        .attr("maxlength", "500")
        .label(text::compilation_reason(lang))
        .attr("placeholder", text::compilation_reason(lang))
        .on("input", move |event| reason.set(value_of(&event)));
    let stand = button("btn small", text::compilation_let_stand(lang))
        .attr_of("disabled", move || reason.get().trim().is_empty().then(String::new))
        .press(move || {
            let (point, reason) = (point.point.clone(), reason.get_untracked());
            app.dispatch(Msg::Do(Command::SettlePoint { point, reason }));
        });
    el("li").add(sentence).add(el("div.settle").add(field).add(stand))
}

/// In which order the annexes follow one another, once it was asked for.
fn annexes(app: App, part: El) -> El {
    let lang = app.lang();
    let order = app.view(compiling::annexes);
    let row =
        move |(place, entry): (usize, compiling::Annexed)| {
            let mover = |words: String, sign: &'static str, by: isize| {
                let seat = entry.seat.clone();
                button("btn small", sign)
                    .label(&words)
                    .attr_of("disabled", {
                        let (last, to) = (entry.last, place.checked_add_signed(by));
                        move || to.is_none_or(|to| to > last).then(String::new)
                    })
                    .press(move || tell(app, CompilingMsg::Move(seat.clone(), by)))
            };
            let name = parts::alone(&entry.name.text);
            let acts = el("div.buttons")
                .add(mover(text::move_up(lang, &name), "↑", -1))
                .add(mover(text::move_down(lang, &name), "↓", 1));
            el("li").add(parts::name(&entry.name)).add(acts)
        };
    let rows = move || order.get().iter().cloned().enumerate().collect::<Vec<_>>();
    let arranged = app.view(compiling::is_arranged);
    let by_rules = move || {
        button("btn small", text::annexes_by_rules(lang))
            .press(move || tell(app, CompilingMsg::ByRules))
    };
    part.when(
        move || !order.get().is_empty(),
        move || {
            el("details.annexes")
                .add(el("summary").text(text::annexes_order(lang)))
                .add(el("ol.given").each(rows, |row| format!("{row:?}"), row))
                .add(el("div.buttons").when(move || *arranged.get(), by_rules))
        },
    )
}

/// Publishing it, once the meeting is closed and nothing blocks; asked about first.
fn publishing(app: App, part: El) -> El {
    let lang = app.lang();
    let may = app.view(|m| {
        let points = m.papers.compiling.points.as_ref();
        m.closed() && points.is_some_and(|all| all.iter().all(|point| point.reason.is_some()))
    });
    let closed = app.view(|m| m.closed());
    let open = RwSignal::new(false);
    let content = move || {
        let yes = button("btn main", text::compilation_publish_yes(lang)).press(move || {
            open.set(false);
            tell(app, CompilingMsg::Publish);
        });
        let no = button("btn", text::cancel(lang)).press(move || open.set(false));
        vec![el("p").text(text::compilation_publish_text(lang)), el("div.buttons").add(no).add(yes)]
    };
    let title = move || text::compilation_publish_title(lang).to_owned();
    let opener =
        move || button("btn main", text::compilation_publish(lang)).press(move || open.set(true));
    let later = move || el("p.quiet").text(text::compilation_after(lang));
    part.when(move || *may.get(), opener)
        .when(move || !*closed.get(), later)
        .add(parts::dialog(open, title, content))
}
