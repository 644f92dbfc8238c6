//! The joint: the model in a signal, messages into it, effects out to the browser.

use crate::browser::{self, Browser, Out, Sink};
use crate::core::keys::Keys;
use crate::core::model::Model;
use crate::core::msg::Msg;
use crate::core::refusal;
use crate::core::shape::Shape;
use crate::core::talk::TalkKey;
use crate::core::wish::Wish;
use crate::streams::{BENEATH, OWN_PICTURE, SHAPE, Streams, VOLUME};
use crate::view::View;
use leptos::prelude::*;
use rostrum_proto::file_name::file_name;
use rostrum_proto::id::VoteId;
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::ballot_box::{NUMBERS, Slip};
use rostrum_proto::meeting::vote::Ballot;
use rostrum_proto::time::Timestamp;
use rostrum_proto::wire::http::{Joined, RecordProblem};
use rostrum_proto::wire::recordings::Recordings;
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;
use wasm_bindgen_futures::spawn_local;

pub use crate::browser::files::{
    LONGEST_LIST, LONGEST_STATEMENT, save as save_file, take as take_file,
};
pub use crate::browser::screen::can_share;
pub use crate::browser::shaper::{Headset, Shaper};
pub use crate::browser::{Interval, Kind, address, intl, now, reload, tone::sound_from};

/// Calls every `ms` milliseconds, as long as what it gives is kept.
pub fn every(ms: i32, call: impl FnMut() + 'static) -> Interval {
    Interval::new(ms, call)
}

/// A browser that lets sound begin has done so by then.
const BEGINS_WITHIN: Duration = Duration::from_secs(3);

const CHANNEL: &str = "rostrum.channel";
const GALLERY: &str = "rostrum.gallery";
const TONE: &str = "rostrum.tone";
const TALK_KEY: &str = "rostrum.talk-key";
const KEYS: &str = "rostrum.keys";

/// Everything a component needs.
#[derive(Clone, Copy)]
pub struct App {
    /// The model.
    pub model: RwSignal<Model>,
    /// Server time, by the second.
    pub now: RwSignal<Timestamp>,
    /// Server time in small steps, while a speech is measured.
    fine: RwSignal<Timestamp>,
    /// Pictures and sounds.
    pub streams: Streams,
    /// The dialog *Devices* is open.
    pub devices_open: RwSignal<bool>,
    /// The dialog *Documents* is open.
    pub documents_open: RwSignal<bool>,
    /// The desk shows the channels and not the seats.
    pub channels_shown: RwSignal<bool>,
    /// The dialog *Headset* is open.
    pub headset_open: RwSignal<bool>,
    /// The dialog *Recording* is open.
    pub recording_open: RwSignal<bool>,
    /// What it shows, once that is known, and whether a moment of it was sought.
    pub recordings: RwSignal<Option<(bool, Recordings)>>,
    /// How often it was asked for: an answer to an earlier press is late.
    recordings_asked: StoredValue<u32>,
    /// The key that is held to speak, if its user wants one.
    pub talk_key: RwSignal<Option<TalkKey>>,
    /// The keys of an interpreter's console.
    pub keys: RwSignal<Keys>,
    browser: StoredValue<Rc<Browser>, LocalStorage>,
    headset: StoredValue<Option<Rc<Headset>>, LocalStorage>,
}

impl App {
    /// Starts the client.
    pub fn start() -> Self {
        let streams = Streams::silent();
        // The browser exists before the application that it reports to: what comes before is kept.
        let target: Rc<RefCell<Option<App>>> = Rc::default();
        let known = target.clone();
        let sink: Sink = Rc::new(move |out| {
            let app = *known.borrow();
            if let Some(app) = app {
                app.receive(out);
            }
        });
        let browser = Browser::new(sink);
        let app = Self {
            model: RwSignal::new(Model::default()),
            now: RwSignal::new(browser::now()),
            fine: RwSignal::new(browser::now()),
            streams,
            devices_open: RwSignal::new(false),
            documents_open: RwSignal::new(false),
            channels_shown: RwSignal::new(false),
            headset_open: RwSignal::new(false),
            recording_open: RwSignal::new(false),
            recordings: RwSignal::new(None),
            recordings_asked: StoredValue::new(0),
            talk_key: RwSignal::new(
                browser::remembered_text(TALK_KEY).and_then(|key| TalkKey::remembered(&key)),
            ),
            keys: RwSignal::new(
                browser::remembered_text(KEYS).map_or_else(Keys::default, |k| Keys::remembered(&k)),
            ),
            browser: StoredValue::new_local(browser),
            headset: StoredValue::new_local(None),
        };
        *target.borrow_mut() = Some(app);
        app.dispatch(Msg::Hidden(browser::hidden()));
        app.dispatch(Msg::Page(Browser::page()));
        app.dispatch(Browser::started());
        let channel = browser::remembered_text(CHANNEL);
        app.dispatch(Msg::Listen(channel.and_then(|channel| Lang::from_tag(&channel))));
        // A small screen has no room for them beside the stage, and often a dear line.
        let gallery = browser::remembered_text(GALLERY);
        app.dispatch(Msg::Gallery(gallery.map_or(!browser::is_narrow(), |kept| kept == "on")));
        if let Some(msg) = browser::remembered() {
            app.dispatch(Msg::Desk(msg));
        }
        let wish = app.view(Model::wish);
        Effect::new(move |_| {
            let wish: Wish = *wish.get();
            app.browser().reconcile(wish);
        });
        app
    }

    /// Tells the core something.
    pub fn dispatch(self, msg: Msg) {
        let at = browser::now();
        let step = self.model.try_update_untracked(|model| {
            let step = model.update(at, msg);
            (step, model.server_time(at))
        });
        let Some((step, server_time)) = step else { return };
        let second = Timestamp(server_time.0 / 1000 * 1000);
        if self.now.get_untracked() != second {
            self.now.set(second);
        }
        if step.changed {
            self.model.notify();
        }
        let browser = self.browser();
        for effect in step.effects {
            browser.perform(effect);
        }
    }

    /// A part of the model.
    pub fn view<T>(self, look: impl Fn(&Model) -> T + Send + Sync + 'static) -> View<T>
    where
        T: PartialEq + Send + Sync + 'static,
    {
        View::new(move || look(&self.model.read()))
    }

    /// The same, for what depends on the time too.
    pub fn view_at<T>(
        self,
        look: impl Fn(&Model, Timestamp) -> T + Send + Sync + 'static,
    ) -> View<T>
    where
        T: PartialEq + Send + Sync + 'static,
    {
        self.view_by(move || self.now.get(), look)
    }

    /// The same, for what shows the seconds of a speech.
    pub fn view_finely<T>(
        self,
        look: impl Fn(&Model, Timestamp) -> T + Send + Sync + 'static,
    ) -> View<T>
    where
        T: PartialEq + Send + Sync + 'static,
    {
        self.view_by(move || self.fine.get().max(self.now.get()), look)
    }

    fn view_by<T>(
        self,
        now: impl Fn() -> Timestamp + Send + Sync + 'static,
        look: impl Fn(&Model, Timestamp) -> T + Send + Sync + 'static,
    ) -> View<T>
    where
        T: PartialEq + Send + Sync + 'static,
    {
        View::new(move || {
            let now = now();
            look(&self.model.read(), now)
        })
    }

    /// The interface language; a change of it draws everything anew.
    pub fn lang(self) -> Lang {
        self.model.read_untracked().lang
    }

    /// Asks for camera and microphone again.
    pub fn open_devices(self) {
        self.browser().open_devices();
    }

    /// Marks our secret ballot, under a number drawn for it.
    pub fn mark(self, vote: VoteId, ballot: Ballot) {
        let Some(chance) = browser::chance() else { return };
        let number = u32::from_le_bytes(chance) % NUMBERS;
        self.dispatch(Msg::Mark(vote, Slip { number, ballot }));
    }

    /// Gives the user the record of the meeting as a file in a format.
    pub fn save_record(self, format: &'static str) {
        let (identity, lang) =
            self.model.with_untracked(|model| (model.identity.clone(), model.lang));
        let Some(Joined { token, meeting, .. }) = identity else { return };
        spawn_local(async move {
            match browser::record(&token, lang, format).await {
                Ok(record) => {
                    let name = format!("record ({}).{format}", lang.code());
                    browser::files::save_blob(&file_name(meeting.as_str(), &name), &record);
                }
                Err(why) => self.tell_why(why),
            }
        });
    }

    /// Shows what was recorded, from the moment of a record on.
    pub fn open_recording(self, seq: Option<u64>) {
        let identity = self.model.with_untracked(|model| model.identity.clone());
        let Some(Joined { token, .. }) = identity else { return };
        self.recordings.set(None);
        self.recording_open.set(true);
        self.recordings_asked.update_value(|asked| *asked += 1);
        let asked = self.recordings_asked.get_value();
        spawn_local(async move {
            match browser::recordings(&token, seq).await {
                _ if self.recordings_asked.get_value() != asked => {}
                Ok(found) => self.recordings.set(Some((seq.is_some(), found))),
                Err(why) => {
                    self.recording_open.set(false);
                    self.tell_why(why);
                }
            }
        });
    }

    /// Says why the record, or what was recorded, is not given.
    fn tell_why(self, why: Option<RecordProblem>) {
        let lang = self.model.with_untracked(|model| model.lang);
        let why = refusal::record(why.map(|why| why.code), lang);
        self.dispatch(Msg::Tell(why.to_owned()));
    }

    /// Copies a text for the user, and says so once it is copied.
    pub fn copy(self, text: String, said: &'static str) {
        spawn_local(async move {
            if browser::files::copy(&text).await.is_some() {
                self.dispatch(Msg::Tell(said.to_owned()));
            }
        });
    }

    /// Listens to a channel, or to the floor alone, and remembers it.
    pub fn listen(self, channel: Option<Lang>) {
        browser::remember(CHANNEL, channel.map_or("", Lang::code));
        self.dispatch(Msg::Listen(channel));
    }

    /// Wants the pictures of the seats, or not, and remembers it.
    pub fn show_gallery(self, shown: bool) {
        browser::remember(GALLERY, if shown { "on" } else { "off" });
        self.dispatch(Msg::Gallery(shown));
    }

    /// Has the user choose the screen that is to be shown.
    pub fn choose_screen(self) {
        self.browser().choose_screen();
    }

    /// Sets how loud the meeting is, and remembers it.
    pub fn set_volume(self, volume: f64) {
        self.streams.volume.set(volume);
        browser::remember(VOLUME, &volume.to_string());
    }

    /// Sets how loud the floor is beneath an interpreter, and remembers it.
    pub fn set_beneath(self, beneath: f64) {
        self.streams.beneath.set(beneath);
        browser::remember(BENEATH, &beneath.to_string());
    }

    /// Sets how the sound of the headset is shaped, and remembers it.
    pub fn set_shape(self, shape: Shape) {
        self.streams.shape.set(shape);
        browser::remember(SHAPE, &shape.to_remember());
    }

    /// What an interpreter hears by: one as long as the page lives, or none if the browser has none.
    pub fn headset(self) -> Option<Rc<Headset>> {
        if let Some(known) = self.headset.get_value() {
            return Some(known);
        }
        let (waits, incoming) = (self.streams.waits, self.streams.incoming);
        let headset = Headset::new(move |now| waits.set(now), move |level| incoming.set(level));
        let headset = Rc::new(headset?);
        let begun = headset.clone();
        set_timeout(move || waits.set(begun.waits()), BEGINS_WITHIN);
        self.headset.set_value(Some(headset.clone()));
        Some(headset)
    }

    /// Shows or hides one's own picture, for oneself alone.
    pub fn show_own(self, shown: bool) {
        self.streams.own_shown.set(shown);
        browser::remember(OWN_PICTURE, if shown { "on" } else { "off" });
    }

    /// Whether a tone sounds when one's turn has come.
    pub fn tone_is_on(self) -> bool {
        !browser::is_off(TONE)
    }

    /// Switches that tone.
    pub fn set_tone(self, on: bool) {
        browser::remember(TONE, if on { "on" } else { "off" });
    }

    /// Sets the key that is held to speak, or that there is none, and remembers it.
    pub fn set_talk_key(self, key: Option<TalkKey>) {
        browser::remember(TALK_KEY, &key.as_ref().map(TalkKey::to_remember).unwrap_or_default());
        self.talk_key.set(key);
    }

    /// Sets the keys of the console, and remembers them.
    pub fn set_keys(self, keys: Keys) {
        browser::remember(KEYS, &keys.to_remember());
        self.keys.set(keys);
    }

    /// Plays the tone for one's turn, if it is on.
    pub fn sound_tone(self) {
        if self.tone_is_on() {
            // Without a device for sound there is none.
            let _ = browser::chime();
        }
    }

    /// Plays a tone from the loudspeaker that was chosen.
    pub fn test_tone(self) {
        let loudspeaker = self.model.with_untracked(|m| m.devices.loudspeaker_id.clone());
        let _ = browser::tone::test_tone(&loudspeaker, self.streams.volume.get_untracked());
    }

    /// Takes another device.
    pub fn choose(self, kind: Kind, id: String) {
        self.browser().choose(kind, id);
    }

    fn browser(self) -> Rc<Browser> {
        self.browser.get_value()
    }

    /// Time goes on for who speaks. Nothing else is drawn for it.
    fn pass(self) {
        let now = self.model.with_untracked(|model| {
            let speaks = model.meeting().is_some_and(|meeting| meeting.holder().is_some());
            speaks.then(|| model.server_time(browser::now()))
        });
        if let Some(now) = now {
            self.fine.set(now);
        }
    }

    fn receive(self, out: Out) {
        let streams = self.streams;
        match out {
            Out::Msg(msg) => self.dispatch(*msg),
            Out::Passed => self.pass(),
            Out::Tracks => self.browser().feed(),
            Out::Own(stream) => streams.own.set(stream),
            Out::Floor(stream) => streams.floor.set(stream),
            Out::Chair(stream) => streams.chair.set(stream),
            Out::Sounds(sounds) => streams.sounds.set(sounds),
            Out::Channel(channel) => streams.channel.set(channel),
            Out::Colleagues(colleagues) => streams.colleagues.set(colleagues),
            Out::Presentation(screen) => streams.presentation.set(screen),
            Out::Gallery(pictures) => streams.gallery.set(pictures),
            Out::Level(level) => streams.level.set(level),
        }
    }
}
