//! The only reader of a clock in the client.

use rostrum_proto::time::Timestamp;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::JsFuture;

/// The browser's time: its wall clock when the page was loaded and what has passed since, so that nobody who
/// sets the clock of a device sets back what waits there.
#[must_use]
pub fn now() -> Timestamp {
    let steady = web_sys::window().and_then(|window| window.performance());
    let now = steady.map_or_else(js_sys::Date::now, |p| p.time_origin() + p.now());
    Timestamp(now as u64)
}

/// Ends after so many milliseconds.
pub async fn pass(ms: i32) {
    let promise = js_sys::Promise::new(&mut |ended, _| {
        if let Some(window) = web_sys::window() {
            let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(&ended, ms);
        }
    });
    let _ = JsFuture::from(promise).await;
}

/// Calls again and again, as long as it lives.
pub struct Interval {
    handle: i32,
    _closure: Closure<dyn FnMut()>,
}

impl Interval {
    /// Every `ms` milliseconds.
    pub fn new(ms: i32, call: impl FnMut() + 'static) -> Self {
        let closure = Closure::<dyn FnMut()>::new(call);
        let callback = closure.as_ref().unchecked_ref();
        let handle = web_sys::window()
            .and_then(|w| {
                w.set_interval_with_callback_and_timeout_and_arguments_0(callback, ms).ok()
            })
            .unwrap_or_default();
        Self { handle, _closure: closure }
    }
}

impl Drop for Interval {
    fn drop(&mut self) {
        if let Some(window) = web_sys::window() {
            window.clear_interval_with_handle(self.handle);
        }
    }
}
