//! Elements of the page: made once, and what can change in them is bound to signals.
//!
//! `el("p.quiet").text("…")` is `<p class="quiet">…</p>`. A method that takes a closure runs it again
//! whenever a signal that it read has changed. Leptos's `view!` makes every element and every closure
//! a type of its own; here there is one of each, and the client is less than half as large.

use crate::ui::focus::{self, LostFocus};
use crate::view::View;
use leptos::prelude::*;
use std::rc::Rc;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, HtmlElement, Node};

/// An element.
#[derive(Clone)]
pub struct El(Element);

/// An entry of a list: by its key it is known again.
type Entry = (String, Box<dyn FnOnce() -> El>);

/// A new element: `name` or `name.class.class`.
pub fn el(selector: &str) -> El {
    made(None, selector)
}

/// The same, of a drawing.
pub fn svg(selector: &str) -> El {
    made(Some("http://www.w3.org/2000/svg"), selector)
}

fn made(space: Option<&str>, selector: &str) -> El {
    let (name, classes) = selector.split_once('.').unwrap_or((selector, ""));
    let element =
        document().create_element_ns(space.or(Some("http://www.w3.org/1999/xhtml")), name);
    let element = El(element.expect("names of elements are written in this program"));
    match classes {
        "" => element,
        classes => element.attr("class", &classes.replace('.', " ")),
    }
}

impl El {
    /// An attribute.
    pub fn attr(self, name: &str, value: &str) -> Self {
        let _ = self.0.set_attribute(name, value);
        self
    }

    /// The accessible name.
    pub fn label(self, text: &str) -> Self {
        self.attr("aria-label", text)
    }

    /// An attribute that changes; without a value it is not there.
    pub fn attr_of(self, name: &'static str, value: impl Fn() -> Option<String> + 'static) -> Self {
        self.attr_by(name, Box::new(value))
    }

    fn attr_by(self, name: &'static str, value: Box<dyn Fn() -> Option<String>>) -> Self {
        let element = self.0.clone();
        let mut last = None;
        watch(move || {
            let value = value();
            if value != last {
                if name == "disabled" && value.is_some() {
                    focus::leave(&element);
                }
                let _ = match &value {
                    Some(value) => element.set_attribute(name, value),
                    None => element.remove_attribute(name),
                };
                last = value;
            }
        });
        self
    }

    /// A property of its style that changes.
    pub fn style_of(self, name: &'static str, value: impl Fn() -> String + 'static) -> Self {
        let style = self.as_a::<HtmlElement>().style();
        watch(move || {
            let _ = style.set_property(name, &value());
        });
        self
    }

    /// A class that comes and goes.
    pub fn class_if(self, class: &'static str, there: impl Fn() -> bool + 'static) -> Self {
        let classes = self.0.class_list();
        watch(move || {
            let _ = classes.toggle_with_force(class, there());
        });
        self
    }

    /// A text.
    pub fn text(self, text: &str) -> Self {
        let _ = self.0.append_with_str_1(text);
        self
    }

    /// A text that changes.
    pub fn text_of(self, text: impl Fn() -> String + 'static) -> Self {
        self.text_by(Box::new(text))
    }

    fn text_by(self, text: Box<dyn Fn() -> String>) -> Self {
        let node = document().create_text_node("");
        let _ = self.0.append_child(&node);
        let mut last = String::new();
        watch(move || {
            let text = text();
            if text != last {
                node.set_data(&text);
                last = text;
            }
        });
        self
    }

    /// A child.
    pub fn add(self, child: El) -> Self {
        let _ = self.0.append_child(&child.0);
        self
    }

    /// Children.
    pub fn add_all(self, children: impl IntoIterator<Item = El>) -> Self {
        children.into_iter().fold(self, El::add)
    }

    /// Children that are made anew when something has changed.
    pub fn parts(self, make: impl Fn() -> Vec<El> + 'static) -> Self {
        self.parts_by(Box::new(make))
    }

    fn parts_by(self, make: Box<dyn Fn() -> Vec<El>>) -> Self {
        let (parent, end) = self.place();
        let mut shown: Vec<El> = Vec::new();
        watch(move || {
            let made = make();
            let lost = LostFocus::within(&parent, shown.iter().cloned());
            for old in shown.drain(..) {
                old.0.remove();
            }
            for new in &made {
                let _ = parent.insert_before(&new.0, Some(&end));
            }
            shown = made;
            if let Some(lost) = lost {
                lost.go_back();
            }
        });
        self
    }

    /// A child that is made anew, or not there, when something has changed.
    pub fn part(self, make: impl Fn() -> Option<El> + 'static) -> Self {
        self.parts(move || make().into_iter().collect())
    }

    /// A child that is there or not; it stays as long as the answer stays.
    pub fn when(
        self,
        there: impl Fn() -> bool + Send + Sync + 'static,
        make: impl Fn() -> El + 'static,
    ) -> Self {
        let there = View::new(there);
        self.part(move || there.get().then(&make))
    }

    /// A child for each item. One whose key is known stays and only moves.
    pub fn each<T: 'static>(
        self,
        items: impl Fn() -> Vec<T> + 'static,
        key: impl Fn(&T) -> String + 'static,
        make: impl Fn(T) -> El + 'static,
    ) -> Self {
        let make: Rc<dyn Fn(T) -> El> = Rc::new(make);
        let entry = move |item: T| {
            let (key, make) = (key(&item), make.clone());
            (key, Box::new(move || make(item)) as Box<dyn FnOnce() -> El>)
        };
        self.keyed(Box::new(move || items().into_iter().map(&entry).collect()))
    }

    fn keyed(self, entries: Box<dyn Fn() -> Vec<Entry>>) -> Self {
        let (parent, end) = self.place();
        let owner = Owner::current().unwrap_or_default();
        let mut shown: Vec<(String, El, Owner)> = Vec::new();
        watch(move || {
            let mut old = std::mem::take(&mut shown);
            for (key, make) in entries() {
                let known = old.iter().position(|(known, ..)| *known == key);
                shown.push(match known {
                    Some(known) => old.remove(known),
                    None => {
                        let own = owner.child();
                        let element = own.with(|| untrack(make));
                        (key, element, own)
                    }
                });
            }
            let lost =
                LostFocus::within(&parent, old.iter().map(|(_, element, _)| element.clone()));
            for (_, element, own) in old {
                element.0.remove();
                own.cleanup();
            }
            let active = document().active_element();
            let mut next: Node = end.clone();
            for (_, element, _) in shown.iter().rev() {
                if element.0.next_sibling().as_ref() != Some(&next) {
                    let _ = parent.insert_before(&element.0, Some(&next));
                }
                next = element.0.clone().into();
            }
            // What only moved has lost the keyboard all the same.
            let held = active.filter(|a| shown.iter().any(|(_, e, _)| e.0.contains(Some(a))));
            if let Some(held) = held.filter(|a| document().active_element().as_ref() != Some(a)) {
                let _ = held.unchecked_ref::<HtmlElement>().focus();
            }
            if let Some(lost) = lost {
                lost.go_back();
            }
        });
        self
    }

    /// Children that come and go together.
    pub fn with(self, fragment: impl FnOnce(El) -> El) -> Self {
        fragment(self)
    }

    /// Calls at an event.
    pub fn on(self, event: &str, call: impl Fn(Event) + 'static) -> Self {
        // The browser lets the closure go together with the element.
        let call: Box<dyn Fn(Event)> = Box::new(call);
        let call = Closure::wrap(call).into_js_value();
        let _ = self.0.add_event_listener_with_callback(event, call.unchecked_ref());
        self
    }

    /// Calls when it is pressed.
    pub fn press(self, call: impl Fn() + 'static) -> Self {
        self.on("click", move |_| call())
    }

    /// The element as the browser knows it.
    pub fn as_a<T: JsCast + Clone>(&self) -> T {
        self.0.unchecked_ref::<T>().clone()
    }

    /// Where children that come and go shall stand.
    fn place(&self) -> (Element, Node) {
        let end = document().create_text_node("");
        let _ = self.0.append_child(&end);
        (self.0.clone(), end.into())
    }
}

/// Runs now, and again whenever a signal that was read has changed, until its part of the page goes.
pub fn watch(run: impl FnMut() + 'static) {
    follow(Box::new(run));
}

fn follow(mut run: Box<dyn FnMut()>) {
    let effect = RenderEffect::new(move |_: Option<()>| run());
    on_cleanup(move || drop(effect));
}

/// A button with a text.
pub fn button(class: &str, text: &str) -> El {
    el("button").attr("type", "button").attr("class", class).text(text)
}

/// What was typed or chosen in the element of an event.
pub fn value_of(event: &Event) -> String {
    let target = event.target().map(JsValue::from).unwrap_or_default();
    let value = js_sys::Reflect::get(&target, &"value".into()).ok();
    value.and_then(|value| value.as_string()).unwrap_or_default()
}

/// The page itself.
pub fn page() -> El {
    El(document().body().expect("a page has a body").into())
}
