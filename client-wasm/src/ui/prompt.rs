//! The text of who speaks, beside the clock.

use crate::app::App;
use crate::core::msg::Msg;
use crate::core::prompt::{PromptMsg, SIZES};
use crate::core::text;
use crate::core::view::prompt::{self, Shown};
use crate::ui::dom::{self, El, button, el};
use crate::ui::{parts, when};
use crate::view::View;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

fn tell(app: App, msg: PromptMsg) {
    app.dispatch(Msg::Documents(msg.into()));
}

/// Adds it to the floor, where there is one that we may read.
pub fn script(app: App, floor: El) -> El {
    let shown = app.view(prompt::shown);
    let whose = View::new(move || {
        let shown = shown.get();
        let shown = shown.as_ref().as_ref()?;
        let script = &shown.script;
        Some((script.seat.clone(), script.version.clone(), shown.own, shown.speaks))
    });
    let open = move || shown.get().as_ref().as_ref().is_some_and(|shown| shown.open);
    floor
        .class_if("has-script", open)
        .class_if("own", move || shown.get().as_ref().as_ref().is_some_and(|shown| shown.own))
        .part(move || {
            (*whose.get()).as_ref()?;
            let now = shown.get_untracked();
            Some(panel(app, shown, now.as_ref().as_ref()?))
        })
}

fn panel(app: App, shown: View<Option<Shown>>, now: &Shown) -> El {
    let lang = app.lang();
    let title = match (now.own, now.speaks) {
        (true, _) => vec![el("span").text(text::text_own(lang))],
        (false, true) => {
            when::woven(&text::text_of(lang, when::HERE), vec![parts::name(&now.name)])
        }
        (false, false) => {
            when::woven(&text::text_next(lang, when::HERE), vec![parts::name(&now.name)])
        }
    };
    let at = View::new(move || {
        let shown = shown.get();
        shown.as_ref().as_ref().map_or((0, 2, true), |s| (s.script.at, s.size, s.open))
    });
    let hide = el("button.btn.small")
        .attr("type", "button")
        .text_of(move || match at.get().2 {
            true => text::text_hide(lang).to_owned(),
            false => text::text_show(lang).to_owned(),
        })
        .press(move || tell(app, PromptMsg::Show(!at.get_untracked().2)));
    let size = move |words: &str, sign: &str, by: i8| {
        let next = move |size: u8| size.saturating_add_signed(by).min(SIZES - 1);
        el("button.btn.small")
            .attr("type", "button")
            .attr_of("disabled", move || (next(at.get().1) == at.get().1).then(String::new))
            .label(words)
            .attr("dir", "ltr")
            .text(sign)
            .press(move || tell(app, PromptMsg::Size(next(at.get_untracked().1))))
    };
    let tools = el("div.buttons")
        .when(move || at.get().2, move || size(text::text_smaller(lang), "A−", -1))
        .when(move || at.get().2, move || size(text::text_larger(lang), "A+", 1))
        .add(hide);
    let head = el("div.prompt-head")
        .add(
            el("div")
                .add(el("h3").add_all(title))
                .add(el("p.quiet").text(text::check_against_delivery(lang))),
        )
        .add(tools);
    let script = now.script.clone();
    let last = script.paragraphs.len().saturating_sub(1);
    let step = |words: &str, class: &str, by: isize| {
        let to = move |at: usize| at.saturating_add_signed(by).min(last);
        button(class, words)
            .attr_of("disabled", move || (to(at.get().0) == at.get().0).then(String::new))
            .press(move || tell(app, PromptMsg::At(to(at.get_untracked().0))))
    };
    let steps = el("div.buttons").add(step(text::text_back(lang), "btn", -1)).add(step(
        text::text_on(lang),
        "btn main",
        1,
    ));
    let rest = app.view_at(prompt::rest);
    let left = move || {
        let rest = rest.get();
        let rest = rest.as_ref().as_ref()?;
        let class = if rest.over { "p.rest.warn-text" } else { "p.rest" };
        Some(el(class).text(&rest.text))
    };
    let paragraphs = script.paragraphs.iter().enumerate().map(|(n, (words, _))| {
        let line = el("p")
            .attr("dir", "auto")
            .class_if("now", move || at.get().0 == n)
            .class_if("read", move || n < at.get().0)
            .text(words)
            .on("click", move |_| tell(app, PromptMsg::At(n)));
        let node: HtmlElement = line.as_a();
        dom::watch(move || {
            if at.get().0 == n {
                to_top(&node);
            }
        });
        line
    });
    let body = el("div.script")
        .attr("tabindex", "0")
        .attr("role", "document")
        .label(text::statement_text(lang))
        .attr("lang", script.lang.code())
        .attr("dir", text::direction(script.lang))
        .attr_of("data-size", move || Some(at.get().1.to_string()))
        .add_all(paragraphs);
    el("div.prompt")
        .add(head)
        .add(body)
        .add(el("div.prompt-foot").part(left).add(steps))
        .class_if("shut", move || !at.get().2)
}

/// The paragraph that is being read stands at the top; the one before it is still in sight.
fn to_top(paragraph: &HtmlElement) {
    let Some(script) = paragraph.parent_element() else { return };
    let before = paragraph.previous_element_sibling();
    let before = before.and_then(|before| before.dyn_into::<HtmlElement>().ok());
    let above = before.map_or(0, |before| before.offset_height().min(60));
    script.set_scroll_top(paragraph.offset_top() - above);
}
