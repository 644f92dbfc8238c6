//! Where the keyboard is when what it was on goes: a page that is drawn anew must not throw its user back to
//! the top.

use crate::ui::dom::El;
use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// The place of the keyboard within what is about to go.
pub struct LostFocus {
    tag: String,
    was: String,
    within: Element,
}

impl LostFocus {
    /// If the keyboard is on one of these children of `parent`.
    pub fn within(parent: &Element, going: impl Iterator<Item = El>) -> Option<Self> {
        let active = document().active_element()?;
        let mut going = going.map(|child| child.as_a::<Element>());
        let lost = going.any(|child| child.contains(Some(&active)));
        lost.then(|| Self { tag: active.tag_name(), was: words(&active), within: parent.clone() })
    }

    /// Goes to the one thing that says the same; if there is none, or several, to the part of the page that it was in:
    /// never to another control, which a second press would press.
    pub fn go_back(self) {
        let same = self.within.query_selector_all("button, a, summary, input, select").ok();
        let same = same.into_iter().flat_map(|all| {
            (0..all.length()).filter_map(move |n| all.get(n)?.dyn_into::<HtmlElement>().ok())
        });
        let mut same = same.filter(|e| {
            e.tag_name() == self.tag && words(e) == self.was && !e.has_attribute("disabled")
        });
        let part = || part_of(&self.within);
        let (first, second) = (same.next(), same.next());
        let one = first.filter(|_| second.is_none() && !self.was.is_empty());
        if let Some(element) = one.or_else(part) {
            let _ = element.focus();
        }
    }
}

/// A control that is about to be disabled gives the keyboard to the part of the page that it is in: the browser would
/// take it to the top.
pub fn leave(control: &Element) {
    if document().active_element().as_ref() == Some(control)
        && let Some(part) = part_of(control)
    {
        let _ = part.focus();
    }
}

/// The part of the page that something is in, made ready for the keyboard.
fn part_of(within: &Element) -> Option<HtmlElement> {
    let part =
        within.closest("section, article, dialog, footer, main, aside, #controls").ok()??;
    if !part.has_attribute("tabindex") {
        let _ = part.set_attribute("tabindex", "-1");
    }
    part.dyn_into().ok()
}

/// What it says to somebody who does not see it.
fn words(element: &Element) -> String {
    let label = element.get_attribute("aria-label");
    label.or_else(|| element.text_content()).unwrap_or_default()
}
