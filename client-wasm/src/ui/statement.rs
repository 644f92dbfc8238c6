//! Writing a statement: typed, pasted or taken out of a file, counted, kept on the device, submitted, with its receipt.

use crate::app::{App, LONGEST_STATEMENT, take_file};
use crate::core::documents::{DocumentsMsg, Field, Way};
use crate::core::msg::Msg;
use crate::core::text;
use crate::core::view::documents;
use crate::ui::documents::time;
use crate::ui::dom::{El, button, el, value_of};
use crate::ui::{parts, statements, when};
use leptos::prelude::*;
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::statement::Manner;
use web_sys::{HtmlInputElement, HtmlTextAreaElement};

/// The editor.
pub fn editor(app: App) -> El {
    let lang = app.lang();
    let seat = app.view(documents::writer);
    let head = move || {
        let seat = seat.get();
        let seat = seat.as_ref().as_ref()?;
        let title = text::statement_of(lang, when::HERE);
        Some(el("h3").add_all(when::woven(&title, vec![parts::name(seat)])))
    };
    let closes = app.view_at(documents::until);
    // What is typed stays; what comes from elsewhere is put into fields made anew.
    let edition = app.view(|m| m.papers.edition);
    let fields = move || {
        let _ = edition.get();
        vec![fields(app)]
    };
    el("section.editor")
        .label(text::statement_yours(lang))
        .part(head)
        .when(move || closes.get().is_some(), move || until(app))
        .parts(fields)
        .with(|part| beneath(app, part))
        .with(|part| sent(app, part))
}

fn tell(app: App, msg: DocumentsMsg) {
    app.dispatch(Msg::Documents(msg));
}

/// Until when statements are taken.
fn until(app: App) -> El {
    let lang = app.lang();
    let until = app.view_at(documents::until);
    el("p.quiet").class_if("warn-text", move || until.get().as_ref().is_some_and(|u| u.over)).parts(
        move || {
            let Some(until) = *until.get() else { return vec![] };
            let line = match until.over {
                false if until.corrects => text::corrections_until(lang, when::HERE),
                true if until.corrects => text::corrections_until_over(lang, when::HERE),
                false => text::statement_until(lang, when::HERE),
                true => text::statement_until_over(lang, when::HERE),
            };
            when::woven(&line, vec![el("span").add_all(time(app, until.at))])
        },
    )
}

fn fields(app: App) -> El {
    let lang = app.lang();
    let draft = app.model.with_untracked(|m| m.papers.draft.0.clone());
    let manner = |value: Manner| {
        let field = el("input").attr("type", "radio").attr("name", "manner");
        let native: HtmlInputElement = field.as_a();
        native.set_checked(draft.manner == value);
        let field = field.on("change", move |_| tell(app, DocumentsMsg::As(value)));
        el("label.check").add(field).add(el("span").text(documents::manner(value, lang)))
    };
    let manners = el("div.manners")
        .attr("role", "radiogroup")
        .label(text::statement_manner(lang))
        .add(manner(Manner::Delivered))
        .add(manner(Manner::Written));
    let option = |of: Lang| {
        let option = el("option").attr("value", of.code()).attr("lang", of.code());
        let option = if of == draft.lang { option.attr("selected", "") } else { option };
        option.text(text::own_name(of))
    };
    let languages = el("select.field").add_all(Lang::ALL.map(option)).on("change", move |event| {
        if let Some(lang) = Lang::from_tag(&value_of(&event)) {
            tell(app, DocumentsMsg::In(lang));
        }
    });
    let line = |field: Field, value: &str| {
        let input = el("input.field").attr("dir", "auto");
        input.as_a::<HtmlInputElement>().set_value(value);
        input.on("input", move |event| tell(app, DocumentsMsg::Type(field, value_of(&event))))
    };
    let area = |field: Field, rows: &str, value: &str| {
        let area = el("textarea.field").attr("rows", rows).attr("dir", "auto");
        area.as_a::<HtmlTextAreaElement>().set_value(value);
        area.on("input", move |event| tell(app, DocumentsMsg::Type(field, value_of(&event))))
    };
    let named = |words: &str, field: El| el("label.choice").add(el("span").text(words)).add(field);
    let written_in = app.view(|m| m.papers.draft.0.lang);
    let text_field = area(Field::Text, "12", &draft.text)
        .attr_of("lang", move || Some(written_in.get().code().to_owned()));
    el("div.fields")
        .add(manners)
        .add(
            el("div.pair")
                .add(named(text::statement_name(lang), line(Field::Name, &draft.name)))
                .add(named(text::statement_title(lang), line(Field::Title, &draft.title))),
        )
        .add(
            el("div.pair")
                .add(named(text::statement_lang(lang), languages))
                .add(named(text::statement_behalf(lang), area(Field::Behalf, "1", &draft.behalf))),
        )
        .add(named(text::statement_text(lang), text_field))
}

/// How long it is, and what to do with it.
fn beneath(app: App, part: El) -> El {
    let lang = app.lang();
    let measure = app.view(documents::measure);
    let length = move || {
        let measure = measure.get();
        let measure = measure.as_ref().as_ref()?;
        let (words, characters) = &measure.lengths;
        let said = match measure.over {
            true => format!("{} {}", measure.about, text::statement_over(lang)),
            false => measure.about.clone(),
        };
        let said = el("span.quiet").text(&said);
        let said = if measure.over { said.attr("class", "warn-text") } else { said };
        Some(
            el("p.measure")
                .add(el("b").text(words))
                .add(said)
                .add(el("span.quiet").text(characters)),
        )
    };
    let left_out = app.view(documents::left_out);
    let taken = app.view(|m| m.papers.taken_out);
    let check = move || el("p.said").attr("role", "status").text(text::statement_check(lang));
    let with_file = app.view(|m| m.papers.draft.0.file.is_some());
    let file = move || {
        let without = button("btn small", text::statement_without_file(lang))
            .press(move || tell(app, DocumentsMsg::WithoutFile));
        el("p.said.with-file").add(el("span").text(text::statement_with_file(lang))).add(without)
    };
    let left = move || {
        let left = left_out.get();
        Some(el("p.said").text(left.as_ref().as_ref()?))
    };
    let saved = app.view(|m| m.papers.keeping.saved);
    let kept = move || match *saved.get() {
        true => text::statement_saved(lang).to_owned(),
        false => text::statement_kept(lang).to_owned(),
    };
    let problem = app.view(|m| m.papers.problem.as_ref().map(|trouble| m.in_words(trouble)));
    let said = move || {
        let problem = problem.get();
        Some(el("p.warn-text").attr("role", "alert").text(problem.as_ref().as_ref()?))
    };
    let state = app.view_at(|m, now| {
        let until = documents::until(m, now);
        let late = until.is_some_and(|until| until.over);
        let corrects = until.is_some_and(|until| until.corrects);
        (documents::next(m), late, corrects, m.papers.sending, m.papers.taking)
    });
    let submit = move || {
        let (next, late, corrects, sending, taking) = *state.get();
        match taking {
            Some(Way::Waits) => return text::statement_upload_waits(lang).to_owned(),
            Some(Way::Arrived(part)) if part < 100 => {
                return text::statement_uploading(lang, &part.to_string());
            }
            Some(Way::Arrived(_)) => return text::statement_taking(lang).to_owned(),
            None => {}
        }
        match (sending, late, next) {
            (true, ..) => text::statement_sending(lang).to_owned(),
            (false, false, n) if corrects => {
                text::statement_submit_correction(lang, &n.to_string())
            }
            (false, false, 1) => text::statement_submit(lang).to_owned(),
            (false, false, n) => text::statement_submit_again(lang, &n.to_string()),
            (false, true, n) => text::statement_submit_late(lang, &n.to_string()),
        }
    };
    let busy = move || {
        let (.., sending, taking) = *state.get();
        (sending || taking.is_some()).then(String::new)
    };
    let send = el("button.btn.main")
        .attr("type", "button")
        .attr_of("disabled", busy)
        .text_of(submit)
        .press(move || tell(app, DocumentsMsg::Send));
    let load = el("input")
        .attr("type", "file")
        .attr("accept", ".docx,.odt,.txt,.md,.pdf,text/plain")
        .on("change", move |event| {
            take_file(&event, LONGEST_STATEMENT, move |_, bytes| {
                tell(app, DocumentsMsg::Chosen(bytes))
            });
        });
    let load = el("label.btn.file").add(el("span").text(text::statement_upload(lang))).add(load);
    part.part(length)
        .when(move || *taken.get(), check)
        .part(left)
        .when(move || *with_file.get(), file)
        .add(el("p.quiet").attr("role", "status").text_of(kept))
        .with(|part| other(app, part))
        .add(el("div.buttons").add(send).add(load))
        // Beneath them, so that they stay where they are when it goes.
        .part(said)
}

/// Another version of the draft, which somebody else has written: nobody's words vanish.
fn other(app: App, part: El) -> El {
    let lang = app.lang();
    let other = app.view(|m| m.papers.keeping.other.clone());
    part.part(move || {
        let other = other.get();
        let other = other.as_ref().as_ref()?;
        let words = text::draft_other(lang, when::HERE);
        let head = when::woven(&words, vec![el("span").add_all(time(app, other.at))]);
        let exchange = button("btn", text::draft_exchange(lang))
            .press(move || tell(app, DocumentsMsg::Exchange));
        let discard = button("btn", text::draft_discard(lang))
            .press(move || tell(app, DocumentsMsg::Discard));
        let their = el("div.statement")
            .attr("tabindex", "0")
            .attr("lang", other.draft.lang.code())
            .attr("dir", text::direction(other.draft.lang))
            .text(&other.draft.text);
        Some(
            el("div.reading")
                .attr("role", "alert")
                .add(el("p.warn-text").add_all(head))
                .add(their)
                .add(el("div.buttons").add(exchange).add(discard)),
        )
    })
}

/// What was sent, and what was said to it.
fn sent(app: App, part: El) -> El {
    let lang = app.lang();
    let receipt = app.view(|m| m.papers.receipt.clone());
    let new = move || {
        let receipt = receipt.get();
        let receipt = receipt.as_ref().as_ref()?;
        let version = &receipt.version;
        let title = text::receipt_title(lang, &parts::alone(&receipt.receipt));
        let mut line = vec![text::words_count(lang, &version.statement.words.to_string())];
        line.extend(version.late.then(|| text::statement_late(lang).to_owned()));
        Some(
            el("div.receipt")
                .attr("role", "status")
                .add(el("b").text(&title))
                .add(el("p").text(&line.join(" · ")))
                .add(el("p").add_all(time(app, version.at)))
                .add(
                    el("code")
                        .attr("dir", "ltr")
                        .text("sha-256 ")
                        .text(version.statement.text.as_str()),
                ),
        )
    };
    let own = app.view(documents::own);
    let list = move || {
        let own = own.get();
        let entry = |row: &documents::Row| statements::version(app, row);
        (!own.is_empty()).then(|| {
            el("div")
                .add(el("h3").text(text::statement_versions(lang)))
                .add(el("ul.given").add_all(own.iter().map(entry)))
        })
    };
    let none = app.view(|m| documents::own(m).is_empty() && !documents::settles(m));
    let nothing = move || el("p.quiet").text(text::statement_none(lang));
    part.part(new).part(list).when(move || *none.get(), nothing)
}

/// A button to read a version.
pub fn read(app: App, row: &documents::Row) -> El {
    let (seat, name) = (row.seat.clone(), row.name.text.clone());
    let version = row.version.as_ref().map(|(n, _)| n.to_string()).unwrap_or_default();
    let words = text::statement_read(app.lang());
    button("btn small", words)
        .label(&format!("{words}: {}", parts::alone(&name)))
        .press(move || tell(app, DocumentsMsg::Read(seat.clone(), version.clone())))
}
