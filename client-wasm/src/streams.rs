//! Pictures and sounds, and how they are wanted.

use crate::browser::{self, Colleague};
use crate::core::shape::Shape;
use crate::core::view::channel;
use leptos::prelude::*;
use web_sys::MediaStream;

/// Under this it is remembered how loud the meeting is,
pub const VOLUME: &str = "rostrum.volume";
/// how loud the floor is beneath an interpreter,
pub const BENEATH: &str = "rostrum.beneath";
/// how the sound of a headset is shaped,
pub const SHAPE: &str = "rostrum.shape";
/// and whether one's own picture is shown.
pub const OWN_PICTURE: &str = "rostrum.own-picture";

/// Pictures and sounds.
#[derive(Clone, Copy)]
pub struct Streams {
    /// Our own picture.
    pub own: RwSignal<Option<MediaStream>, LocalStorage>,
    /// The floor's picture.
    pub floor: RwSignal<Option<MediaStream>, LocalStorage>,
    /// The presiding officer's picture.
    pub chair: RwSignal<Option<MediaStream>, LocalStorage>,
    /// What is heard of the floor.
    pub sounds: RwSignal<Vec<MediaStream>, LocalStorage>,
    /// What is heard of an interpreter.
    pub channel: RwSignal<Option<MediaStream>, LocalStorage>,
    /// What is heard and seen of those of our booth, by their numbers there.
    pub colleagues: RwSignal<Vec<Colleague>, LocalStorage>,
    /// How the sound of the headset is shaped.
    pub shape: RwSignal<Shape>,
    /// The screen that is shown.
    pub presentation: RwSignal<Option<MediaStream>, LocalStorage>,
    /// The pictures of seats, by their places.
    pub gallery: RwSignal<Vec<Option<MediaStream>>, LocalStorage>,
    /// The microphone's level, 0 to 1.
    pub level: RwSignal<f64>,
    /// The level of what an interpreter hears, 0 to 1.
    pub incoming: RwSignal<f64>,
    /// The browser did not start the sound.
    pub blocked: RwSignal<bool>,
    /// It does not let anything out of an interpreter's headset.
    pub waits: RwSignal<bool>,
    /// How loud the meeting is, 0 to 1.
    pub volume: RwSignal<f64>,
    /// How loud the floor is beneath an interpreter, of that.
    pub beneath: RwSignal<f64>,
    /// One's own picture is shown to oneself.
    pub own_shown: RwSignal<bool>,
}

impl Streams {
    /// Nothing has come yet; what was wanted before is.
    #[must_use]
    pub fn silent() -> Self {
        Self {
            own: RwSignal::new_local(None),
            floor: RwSignal::new_local(None),
            chair: RwSignal::new_local(None),
            sounds: RwSignal::new_local(Vec::new()),
            channel: RwSignal::new_local(None),
            colleagues: RwSignal::new_local(Vec::new()),
            shape: RwSignal::new(
                browser::remembered_text(SHAPE)
                    .map_or_else(Shape::default, |text| Shape::remembered(&text)),
            ),
            presentation: RwSignal::new_local(None),
            gallery: RwSignal::new_local(Vec::new()),
            level: RwSignal::new(0.0),
            incoming: RwSignal::new(0.0),
            blocked: RwSignal::new(false),
            waits: RwSignal::new(false),
            volume: RwSignal::new(
                browser::remembered_number(VOLUME).unwrap_or(1.0).clamp(0.0, 1.0),
            ),
            beneath: RwSignal::new(browser::remembered_number(BENEATH).unwrap_or(channel::BENEATH)),
            own_shown: RwSignal::new(!browser::is_off(OWN_PICTURE)),
        }
    }
}
