//! A key is chosen: its button is pressed, and then the key.

use crate::ui::dom::El;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlElement, KeyboardEvent};

/// What is being done about the keys of a dialog.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Choosing<T> {
    /// Nothing.
    No,
    /// A key is waited for, for this.
    Waiting(T),
    /// The one that was pressed cannot be it.
    Refused,
}

/// Makes a button one that waits for the key of something; `take` takes it, or says that it cannot be.
pub fn waits_for_key<T: Copy + PartialEq + Send + Sync + 'static>(
    button: El,
    choosing: RwSignal<Choosing<T>>,
    of: T,
    take: impl Fn(&KeyboardEvent) -> bool + 'static,
) -> El {
    let chosen = move |event: Event| {
        let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
        if choosing.get_untracked() != Choosing::Waiting(of) || event.key() == "Tab" {
            return;
        }
        // It neither presses the button nor closes the dialog, and does not yet do what it is chosen for.
        event.prevent_default();
        event.stop_propagation();
        choosing.set(match event.key() == "Escape" || take(event) {
            true => Choosing::No,
            false => Choosing::Refused,
        });
    };
    let pressed: HtmlElement = button.as_a();
    button
        .press(move || {
            // Not every browser gives the focus to what is pressed, and the key is listened for there.
            let _ = pressed.focus();
            choosing.set(Choosing::Waiting(of));
        })
        .on("keydown", chosen)
        .on("blur", move |_| choosing.set(Choosing::No))
}
