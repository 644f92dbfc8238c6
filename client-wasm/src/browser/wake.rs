//! The screen stays on while one is called or speaks, and nobody goes by accident.

use crate::browser::js;
use crate::browser::listen::Listener;
use js_sys::{Promise, Reflect};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};

/// Keeps the page awake and open.
#[derive(Default)]
pub struct Wake {
    wanted: Rc<Cell<bool>>,
    lock: Rc<RefCell<Option<JsValue>>>,
    listeners: RefCell<Vec<Listener>>,
}

impl Wake {
    /// From now on, or no more.
    pub fn keep(&self, awake: bool) {
        if self.wanted.replace(awake) == awake {
            return;
        }
        self.listeners.borrow_mut().clear();
        if !awake {
            if let Some(lock) = self.lock.take() {
                drop(js::call(&lock, "release", &[]));
            }
            return;
        }
        request(self.wanted.clone(), self.lock.clone());
        let Some(window) = web_sys::window() else { return };
        // The browser takes the lock away from a page that is not seen.
        let (wanted, lock) = (self.wanted.clone(), self.lock.clone());
        let seen = window.document().map(|document| {
            Listener::new(&document, "visibilitychange", move |_| {
                request(wanted.clone(), lock.clone())
            })
        });
        let leaving = Listener::new(&window, "beforeunload", |event| event.prevent_default());
        self.listeners.borrow_mut().extend(seen.into_iter().chain([leaving]));
    }

    /// The page goes because it shall.
    pub fn lets_go(&self) {
        self.keep(false);
    }
}

fn request(wanted: Rc<Cell<bool>>, held: Rc<RefCell<Option<JsValue>>>) {
    let Some(window) = web_sys::window() else { return };
    let Ok(lock) = Reflect::get(&window.navigator(), &"wakeLock".into()) else { return };
    let asked = js::call(&lock, "request", &["screen".into()]);
    let Some(promise) = asked.and_then(|promise| promise.dyn_into::<Promise>().ok()) else {
        return;
    };
    spawn_local(async move {
        if let Ok(lock) = JsFuture::from(promise).await {
            match wanted.get() {
                true => drop(held.replace(Some(lock))),
                false => drop(js::call(&lock, "release", &[])),
            }
        }
    });
}
