//! Keeps presses from buttons that they were not meant for, everywhere on the page, and lets such buttons be seen to
//! rest. What is meant is decided in `core::hands`.

use crate::app::now;
use crate::core::hands::{Control, Hands, Point, Press};
use leptos::prelude::document;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    AddEventListenerOptions, Element, Event, HtmlElement, KeyboardEvent, MouseEvent,
    MutationObserver, MutationObserverInit, MutationRecord, Node,
};

/// Between two looks at the page, beside those at every change of a button.
const LOOK_EVERY_MS: i32 = 200;
/// What is pressed: buttons, and heads that unfold something.
const CONTROLS: &str = "button, summary";
/// What covers the rest of the page.
const OPEN_DIALOG: &str = "dialog:modal";
/// What tells that something covers it, or no longer.
const OPEN: &str = "open";
/// What a resting button has.
const RESTING: &str = "data-resting";

/// Watches over the page as long as it is there.
pub fn watch_over() {
    let page = Rc::new(Page::default());
    page.listen("click", {
        let page = page.clone();
        move |event| page.clicked(&event)
    });
    for moves in ["pointermove", "pointerdown"] {
        let page_moved = page.clone();
        page.listen(moves, move |event| {
            if let Some(at) = event.dyn_ref::<MouseEvent>().map(place_of) {
                page_moved.hands.borrow_mut().hand_at(now(), at);
            }
        });
    }
    let keyed = page.clone();
    page.listen("keydown", move |event| {
        let key = event.dyn_ref::<KeyboardEvent>().map(KeyboardEvent::key).unwrap_or_default();
        if key == "Tab" || key.starts_with("Arrow") {
            keyed.hands.borrow_mut().focus_moved();
            keyed.look();
        }
    });
    for moves in ["scroll", "resize"] {
        let scrolled = page.clone();
        page.listen(moves, move |_| scrolled.scrolled());
    }
    page.observe();
    let looking = page.clone();
    // As long as the page.
    std::mem::forget(crate::app::every(LOOK_EVERY_MS, move || looking.look()));
}

#[derive(Default)]
struct Page {
    hands: RefCell<Hands>,
    numbers: RefCell<Control>,
}

impl Page {
    fn listen(&self, event: &str, call: impl Fn(Event) + 'static) {
        let call = Closure::<dyn Fn(Event)>::new(call).into_js_value();
        let options = AddEventListenerOptions::new();
        options.set_capture(true);
        options.set_passive(event != "click");
        let window = web_sys::window();
        let _ = window.map(|window| {
            window.add_event_listener_with_callback_and_add_event_listener_options(
                event,
                call.unchecked_ref(),
                &options,
            )
        });
    }

    /// Buttons that come, go, say something else or are uncovered by a dialog are looked at before anybody can press
    /// them.
    fn observe(self: &Rc<Self>) {
        let page = self.clone();
        let changed = Closure::<dyn Fn(js_sys::Array)>::new(move |records: js_sys::Array| {
            let of_button = |record: JsValue| {
                record.dyn_into::<MutationRecord>().is_ok_and(|record| touches_button(&record))
            };
            if records.iter().any(of_button) {
                page.look();
            }
        });
        let changed = changed.into_js_value();
        let what = MutationObserverInit::new();
        what.set_subtree(true);
        what.set_child_list(true);
        what.set_character_data(true);
        what.set_attribute_filter(&js_sys::Array::of2(&"aria-label".into(), &OPEN.into()));
        if let (Ok(observer), Some(body)) =
            (MutationObserver::new(changed.unchecked_ref()), document().body())
        {
            let _ = observer.observe_with_options(&body, &what);
        }
    }

    fn clicked(&self, event: &Event) {
        let Some(button) = button_of(event) else { return };
        let press = match event.dyn_ref::<MouseEvent>().filter(|mouse| mouse.detail() > 0) {
            Some(mouse) => Press::At(place_of(mouse)),
            None => Press::Key,
        };
        let (control, words) = (self.number(&button), words(&button));
        if !self.hands.borrow_mut().takes(now(), control, &words, press) {
            event.prevent_default();
            event.stop_immediate_propagation();
            self.look();
        }
    }

    fn scrolled(&self) {
        let moved: Vec<_> = buttons().iter().map(|b| (self.number(b), top_left(b))).collect();
        self.hands.borrow_mut().scrolled(moved.into_iter());
    }

    fn look(&self) {
        let buttons = buttons();
        let seen: Vec<_> =
            buttons.iter().map(|b| (self.number(b), words(b), top_left(b))).collect();
        let now = now();
        let mut hands = self.hands.borrow_mut();
        hands.look(now, seen.iter().cloned());
        for (button, (control, words, _)) in buttons.iter().zip(&seen) {
            let holds = button.matches(":hover").unwrap_or(false);
            let resting = hands.is_resting(now, *control, words, holds);
            if resting != button.has_attribute(RESTING) {
                let _ = match resting {
                    true => button
                        .set_attribute(RESTING, "")
                        .and_then(|()| button.set_attribute("aria-disabled", "true")),
                    false => button
                        .remove_attribute(RESTING)
                        .and_then(|()| button.remove_attribute("aria-disabled")),
                };
            }
        }
    }

    /// The number of a button, given when it is first seen.
    fn number(&self, button: &HtmlElement) -> Control {
        const KEY: &str = "rostrumControl";
        let known = js_sys::Reflect::get(button, &KEY.into()).ok().and_then(|n| n.as_f64());
        known.map_or_else(
            || {
                let mut last = self.numbers.borrow_mut();
                *last += 1;
                let _ =
                    js_sys::Reflect::set(button, &KEY.into(), &JsValue::from_f64(f64::from(*last)));
                *last
            },
            |number| number as Control,
        )
    }
}

/// Everything that is there to be pressed. What a dialog covers is not, and comes anew when the dialog closes: the
/// second press of *Done* does not fall on it.
fn buttons() -> Vec<HtmlElement> {
    let page = document();
    let all = match page.query_selector(OPEN_DIALOG) {
        Ok(Some(dialog)) => dialog.query_selector_all(CONTROLS),
        Ok(None) | Err(_) => page.query_selector_all(CONTROLS),
    };
    let Ok(all) = all else { return vec![] };
    (0..all.length()).filter_map(|n| all.get(n)?.dyn_into().ok()).collect()
}

fn button_of(event: &Event) -> Option<HtmlElement> {
    let target = event.target()?.dyn_into::<Element>().ok()?;
    target.closest(CONTROLS).ok()??.dyn_into().ok()
}

fn touches_button(record: &MutationRecord) -> bool {
    let is = |node: &Node| {
        let element = node.dyn_ref::<Element>().cloned().or_else(|| node.parent_element());
        let Some(element) = element else { return false };
        matches!(element.closest(CONTROLS), Ok(Some(_)))
            || matches!(element.query_selector(CONTROLS), Ok(Some(_)))
                && node.is_instance_of::<Element>()
    };
    if record.attribute_name().as_deref() == Some(OPEN) {
        return true;
    }
    if record.type_() != "childList" {
        return record.target().is_some_and(|node| is(&node));
    }
    let added = record.added_nodes();
    let within = record.target().and_then(|node| node.dyn_into::<Element>().ok());
    within.is_some_and(|e| matches!(e.closest(CONTROLS), Ok(Some(_))))
        || (0..added.length()).filter_map(|n| added.get(n)).any(|node| is(&node))
}

/// What a button says, without numbers: a count that changes makes no other button of it. What only opens something
/// is the same whatever it says.
fn words(button: &HtmlElement) -> String {
    if button.has_attribute("aria-expanded") {
        return String::new();
    }
    let label = button.get_attribute("aria-label").or_else(|| button.text_content());
    label.unwrap_or_default().chars().filter(|c| !c.is_numeric()).collect()
}

fn top_left(button: &HtmlElement) -> Point {
    let place = button.get_bounding_client_rect();
    Point { x: place.left(), y: place.top() }
}

fn place_of(event: &MouseEvent) -> Point {
    Point { x: f64::from(event.client_x()), y: f64::from(event.client_y()) }
}
