//! What the secretariat says to a statement: that it returns it, or how the compilation calls who gives it. The dialogs are
//! beside the table, so that a row that changes takes nothing away that is being typed.

use crate::app::App;
use crate::core::msg::Msg;
use crate::core::text;
use crate::ui::dom::{self, El, button, el, value_of};
use crate::ui::parts;
use leptos::prelude::*;
use rostrum_proto::id::SeatId;
use rostrum_proto::meeting::command::Command;
use rostrum_proto::meeting::statement::{Called, Version};
use web_sys::HtmlInputElement;

/// What is being said.
#[derive(Clone, Debug)]
pub enum Saying {
    /// That it is returned.
    Return(Said),
    /// How who gives it is called.
    Correct(Said),
}

/// To which version.
#[derive(Clone, Debug)]
pub struct Said {
    /// The seat.
    pub seat: SeatId,
    /// Its name.
    pub name: String,
    /// The number of the version.
    pub version: u32,
    /// It.
    pub sent: Version,
}

/// Whether a dialog is open, which follows what is being said and is followed by it.
fn opened(
    saying: RwSignal<Option<Saying>>,
    of: fn(&Saying) -> Option<&Said>,
) -> (RwSignal<bool>, impl Fn() -> Option<Said> + Copy) {
    let open = RwSignal::new(false);
    dom::watch(move || open.set(saying.with(|saying| saying.as_ref().and_then(of).is_some())));
    dom::watch(move || {
        if !open.get() && saying.with_untracked(|saying| saying.as_ref().and_then(of).is_some()) {
            saying.set(None);
        }
    });
    let said = move || saying.with_untracked(|saying| saying.as_ref().and_then(of).cloned());
    (open, said)
}

/// Returning a version, with a reason.
pub fn returning(app: App, saying: RwSignal<Option<Saying>>) -> El {
    let lang = app.lang();
    let (open, said) = opened(saying, |saying| match saying {
        Saying::Return(said) => Some(said),
        Saying::Correct(_) => None,
    });
    let content = move || {
        let Some(Said { seat, version, .. }) = said() else { return vec![] };
        let reason = RwSignal::new(String::new());
        let field = el("input.field")
            .attr("maxlength", "500")
            .on("input", move |event| reason.set(value_of(&event)));
        let field =
            el("label.choice").add(el("span").text(text::statement_return_reason(lang))).add(field);
        let give_back = move || {
            let (seat, reason) = (seat.clone(), reason.get_untracked());
            app.dispatch(Msg::Do(Command::ReturnStatement { seat, version, reason }));
            open.set(false);
        };
        let empty = move || reason.get().trim().is_empty();
        vec![field, answers(app, open, text::statement_return(lang), empty, give_back)]
    };
    let title = move || {
        text::statement_return_title(lang, &said().map(|said| said.name).unwrap_or_default())
    };
    parts::dialog(open, title, content)
}

/// Putting right how the compilation calls who gives it.
pub fn correcting(app: App, saying: RwSignal<Option<Saying>>) -> El {
    let lang = app.lang();
    let (open, said) = opened(saying, |saying| match saying {
        Saying::Correct(said) => Some(said),
        Saying::Return(_) => None,
    });
    let content = move || {
        let Some(Said { seat, version, sent, .. }) = said() else { return vec![] };
        let (name, title) = (sent.statement.name, sent.statement.title);
        let called = RwSignal::new(sent.called.unwrap_or(Called { name, title }));
        let field = |words: &str, value: &str, set: fn(&mut Called, String)| {
            let input = el("input.field").attr("dir", "auto");
            input.as_a::<HtmlInputElement>().set_value(value);
            let typed = move |event| called.update(|called| set(called, value_of(&event)));
            el("label.choice").add(el("span").text(words)).add(input.on("input", typed))
        };
        let now = called.get_untracked();
        let name = field(text::statement_name(lang), &now.name, |called, name| called.name = name);
        let title =
            field(text::statement_title(lang), &now.title, |called, title| called.title = title);
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
        let empty = move || called.with(|called| called.name.trim().is_empty());
        vec![name, title, answers(app, open, text::statement_correct_yes(lang), empty, correct)]
    };
    let title = move || {
        text::statement_correct_title(lang, &said().map(|said| said.name).unwrap_or_default())
    };
    parts::dialog(open, title, content)
}

/// The two answers of such a dialog.
fn answers(
    app: App,
    open: RwSignal<bool>,
    yes: &str,
    not_yet: impl Fn() -> bool + 'static,
    call: impl Fn() + 'static,
) -> El {
    let yes = el("button.btn.main")
        .attr("type", "button")
        .attr_of("disabled", move || not_yet().then(String::new))
        .text(yes)
        .press(call);
    let no = button("btn", text::cancel(app.lang())).press(move || open.set(false));
    el("div.buttons").add(no).add(yes)
}
