//! The browser client.
//!
//! `core` is pure: the model, what a message does to it, and what the screens show of it. It holds a
//! `Meeting` of `rostrum_proto`, applies records to it and asks the same `decide` as the server which
//! buttons are live. `browser` does what the core asks for: socket, devices, media, storage, time.
//! `ui` draws; `app` is the joint between the three, and `view` what the screens see of the model. Only
//! the core is compiled natively, for its tests.

pub mod core;

#[cfg(target_arch = "wasm32")]
mod app;
#[cfg(target_arch = "wasm32")]
mod browser;
#[cfg(target_arch = "wasm32")]
mod streams;
#[cfg(target_arch = "wasm32")]
mod ui;
#[cfg(target_arch = "wasm32")]
mod view;

#[cfg(target_arch = "wasm32")]
mod start {
    /// The page has loaded.
    #[wasm_bindgen::prelude::wasm_bindgen(start)]
    pub fn start() {
        crate::ui::mount();
    }
}
