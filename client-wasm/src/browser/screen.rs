//! The screen that is shown: a window, a tab or the whole of it, chosen in the browser's own dialog.

use crate::browser::listen::Listener;
use crate::browser::{Out, Sink, js};
use crate::core::msg::Msg;
use js_sys::{Array, Function, Promise, Reflect};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{MediaStream, MediaStreamTrack};

/// Frames a second that are asked for: slides and lines of text move little.
const FRAME_RATE: u32 = 15;

/// What of the screen is captured.
#[derive(Default)]
pub struct SharedScreen {
    /// The browser's dialog is open.
    asks: Cell<bool>,
    held: RefCell<Option<Held>>,
}

struct Held {
    picture: MediaStreamTrack,
    sound: Option<MediaStreamTrack>,
    _ended: Listener,
}

/// Whether the browser can capture a screen at all; telephones cannot.
pub fn can_share() -> bool {
    display_media().is_some()
}

fn display_media() -> Option<(JsValue, Function)> {
    let devices = web_sys::window()?.navigator().media_devices().ok()?;
    let ask = js::function(&devices, "getDisplayMedia")?;
    Some((devices.into(), ask))
}

impl SharedScreen {
    /// Asks its user what to show. Has to follow a press at once, or browsers refuse.
    pub fn choose(self: &Rc<Self>, sink: &Sink) {
        let Some((devices, ask)) = display_media().filter(|_| !self.asks.get()) else { return };
        let Ok(asked) = ask.call1(&devices, &wanted()) else { return };
        let (this, sink) = (self.clone(), sink.clone());
        self.asks.set(true);
        spawn_local(async move {
            let chosen = JsFuture::from(Promise::from(asked)).await;
            this.asks.set(false);
            // Who has chosen nothing has thought better of it: nothing is to be said.
            if let Some(stream) = chosen.ok().and_then(|s| s.dyn_into::<MediaStream>().ok()) {
                this.take(&stream, &sink);
            }
        });
    }

    fn take(self: &Rc<Self>, stream: &MediaStream, sink: &Sink) {
        let first = |tracks: Array| tracks.get(0).dyn_into::<MediaStreamTrack>().ok();
        let Some(picture) = first(stream.get_video_tracks()) else { return };
        // Text is to stay sharp; it may move less smoothly.
        let _ = Reflect::set(&picture, &"contentHint".into(), &"detail".into());
        let (gone, tell) = (Rc::downgrade(self), sink.clone());
        let ended = Listener::new(&picture, "ended", move |_| {
            if let Some(screen) = gone.upgrade() {
                screen.release();
                tell(Out::Msg(Msg::Screen(false).into()));
            }
        });
        self.release();
        let sound = first(stream.get_audio_tracks());
        *self.held.borrow_mut() = Some(Held { picture, sound, _ended: ended });
        sink(Out::Msg(Msg::Screen(true).into()));
        sink(Out::Tracks);
    }

    /// Its picture.
    pub fn picture(&self) -> Option<MediaStreamTrack> {
        self.held.borrow().as_ref().map(|held| Clone::clone(&held.picture))
    }

    /// Its sound, if there is any.
    pub fn sound(&self) -> Option<MediaStreamTrack> {
        let held = self.held.borrow();
        let sound = held.as_ref()?.sound.as_ref()?;
        Some(Clone::clone(sound))
    }

    /// Lets it go.
    pub fn release(&self) {
        // Taken out first: a listener that runs meanwhile finds nothing.
        let held = self.held.borrow_mut().take();
        if let Some(Held { picture, sound, .. }) = held {
            picture.stop();
            sound.iter().for_each(MediaStreamTrack::stop);
        }
    }
}

fn wanted() -> JsValue {
    let video = js::object(&[("frameRate", FRAME_RATE.into())]);
    js::object(&[("video", video), ("audio", true.into())])
}
