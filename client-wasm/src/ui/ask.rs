//! One dialog for everything that is said in words before it is done: a reason, a ruling, a question.

use crate::app::App;
use crate::core::msg::Msg;
use crate::core::text;
use crate::ui::dom::{El, button, el, value_of, watch};
use crate::ui::parts;
use leptos::prelude::*;
use rostrum_proto::meeting::command::Command;
use std::rc::Rc;
use web_sys::HtmlInputElement;

/// What is asked, and the commands that the words go into.
#[derive(Clone)]
pub struct Ask {
    /// Over the field.
    pub title: String,
    /// Beside the field.
    pub label: &'static str,
    /// What stands in it at first.
    pub given: String,
    /// It may be left empty.
    pub optional: bool,
    /// Each button with its look and what it does with the words. A single one is also pressed by Enter; of
    /// several none is chosen by accident.
    pub answers: Vec<Answer>,
}

/// A button of the dialog.
#[derive(Clone)]
pub struct Answer {
    label: String,
    class: &'static str,
    command: Rc<dyn Fn(String) -> Command>,
}

impl Answer {
    /// The main one.
    pub fn main(label: &str, command: impl Fn(String) -> Command + 'static) -> Self {
        Self { label: label.to_owned(), class: "btn main", command: Rc::new(command) }
    }

    /// One that turns something down.
    pub fn stop(label: &str, command: impl Fn(String) -> Command + 'static) -> Self {
        Self { label: label.to_owned(), class: "btn stop", command: Rc::new(command) }
    }
}

/// What is being asked now.
pub type Asking = RwSignal<Option<Ask>, LocalStorage>;

/// The dialog.
pub fn dialog(app: App, asking: Asking) -> El {
    let lang = app.lang();
    let open = RwSignal::new(false);
    let words = RwSignal::new(String::new());
    watch(move || {
        if let Some(ask) = asking.get() {
            words.set(ask.given);
            open.set(true);
        }
    });
    watch(move || {
        if !open.get() {
            asking.set(None);
        }
    });
    let title = move || asking.get_untracked().map(|ask| ask.title).unwrap_or_default();
    let say = move |answer: Answer| {
        let said = words.get_untracked().trim().to_owned();
        let optional = asking.get_untracked().is_some_and(|ask| ask.optional);
        if optional || !said.is_empty() {
            app.dispatch(Msg::Do((answer.command)(said)));
            open.set(false);
        }
    };
    let content = move || {
        let Some(ask) = asking.get_untracked() else { return vec![] };
        let input = el("input.field")
            .attr("type", "text")
            .attr("maxlength", "500")
            .on("input", move |event| words.set(value_of(&event)));
        input.as_a::<HtmlInputElement>().set_value(&words.get_untracked());
        let input = if ask.optional { input } else { input.attr("required", "") };
        let only = ask.answers.first().cloned().filter(|_| ask.answers.len() == 1);
        let by_enter = only.is_some();
        let answers = ask.answers.into_iter().map(|answer| {
            let face = el("button").attr("class", answer.class).text(&answer.label);
            match by_enter {
                true => face.attr("type", "submit"),
                false => face.attr("type", "button").press(move || say(answer.clone())),
            }
        });
        let cancel = button("btn", text::cancel(lang)).press(move || open.set(false));
        let form = el("form")
            .add(el("label.choice").add(el("span").text(ask.label)).add(input))
            .add(el("div.buttons").add_all(answers).add(cancel))
            .on("submit", move |event| {
                event.prevent_default();
                only.iter().cloned().for_each(say);
            });
        vec![form]
    };
    parts::dialog(open, title, content)
}
