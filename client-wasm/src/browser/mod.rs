//! What the core asks for, done: socket, HTTP, media, devices, storage, time. Knows no rules and no
//! screens; what it learns leaves through the [`Sink`].

mod desk;
mod devices;
mod documents;
pub mod files;
mod http;
pub mod intl;
mod js;
mod listen;
mod meter;
mod rtc;
pub mod screen;
pub mod shaper;
mod socket;
mod stats;
mod storage;
mod timer;
pub mod tone;
mod trial;
mod upload;
mod wake;

use crate::core::msg::{Effect, Msg};
use crate::core::network::Page;
use crate::core::text;
use crate::core::wish::Wish;
use devices::LocalDevices;
use listen::Listener;
use rostrum_proto::lang::Lang;
use rostrum_proto::wire::relay::Relay;
use rtc::Rtc;
use screen::SharedScreen;
use socket::Socket;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use trial::Trials;
use wake::Wake;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::MediaStream;

pub use desk::{chime, remembered};
pub use http::{record, recordings};
pub use storage::{chance, remember, remembered as remembered_text};
pub use timer::{Interval, now};

/// How often time is told to the core.
const TICK_MS: i32 = 250;
/// How often the seconds of a speech are looked at: they change at everybody's within 200 ms of the server's.
const SECONDS_MS: i32 = 50;

/// Errors that nothing has caught, reported of one page.
const MAX_TROUBLES: u32 = 5;

/// Something for the core or for the screens.
pub enum Out {
    /// For the core.
    Msg(Box<Msg>),
    /// A moment has passed.
    Passed,
    /// Our tracks are others now.
    Tracks,
    /// Our own picture.
    Own(Option<MediaStream>),
    /// The floor's picture.
    Floor(Option<MediaStream>),
    /// The presiding officer's picture.
    Chair(Option<MediaStream>),
    /// What is heard.
    Sounds(Vec<MediaStream>),
    /// The channel that we listen to.
    Channel(Option<MediaStream>),
    /// The voices and the pictures of those of our booth, by their numbers there.
    Colleagues(Vec<Colleague>),
    /// The screen that is shown.
    Presentation(Option<MediaStream>),
    /// The pictures of seats, by their places.
    Gallery(Vec<Option<MediaStream>>),
    /// The microphone's level, 0 to 1.
    Level(f64),
}

/// The voice and the picture of one of our booth.
pub type Colleague = (Option<MediaStream>, Option<MediaStream>);

/// Where it goes.
pub type Sink = Rc<dyn Fn(Out)>;

/// Which device is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A camera.
    Camera,
    /// A microphone.
    Microphone,
    /// A loudspeaker or headset.
    Loudspeaker,
}

/// The browser's side of the client; lives as long as the page.
pub struct Browser {
    sink: Sink,
    socket: RefCell<Option<Socket>>,
    /// Sockets in whose place another is to come.
    deserted: RefCell<Vec<Socket>>,
    rtc: RefCell<Option<Rc<Rtc>>>,
    relay: RefCell<Option<Relay>>,
    trials: Trials,
    wish: Cell<Wish>,
    devices: Rc<LocalDevices>,
    screen: Rc<SharedScreen>,
    wake: Wake,
    _timers: [Interval; 2],
    _listeners: Vec<Listener>,
}

impl Browser {
    /// Starts time and listens to the page.
    pub fn new(sink: Sink) -> Rc<Self> {
        let tell = |sink: &Sink, msg: fn() -> Msg| {
            let sink = sink.clone();
            move || sink(Out::Msg(msg().into()))
        };
        let network = tell(&sink, || Msg::NetworkChanged);
        let (network_too, way_too) = (network.clone(), network.clone());
        let mut listeners = Vec::new();
        if let Some(window) = web_sys::window() {
            listeners.push(Listener::new(&window, "online", move |_| network()));
            listeners.push(Listener::new(&window, "offline", move |_| network_too()));
            // Wi-Fi to mobile, where the browser tells it (Network Information API). It tells its estimates of the
            // line as well, which are no other network.
            let way = js_sys::Reflect::get(&window.navigator(), &"connection".into()).ok();
            if let Some(way) = way.and_then(|way| way.dyn_into::<web_sys::EventTarget>().ok()) {
                let kind =
                    |way: &web_sys::EventTarget| js_sys::Reflect::get(way, &"type".into()).ok();
                let known = RefCell::new(kind(&way));
                let looked_at = way.clone();
                listeners.push(Listener::new(&way, "change", move |_| {
                    let now = kind(&looked_at);
                    if known.replace(now.clone()) != now {
                        way_too();
                    }
                }));
            }
            listeners.push(Listener::new(&window, "hashchange", |_| reload()));
            // Few: to report one may be what fails next.
            let (trouble, left) = (sink.clone(), Cell::new(MAX_TROUBLES));
            listeners.push(Listener::new(&window, "error", move |event| {
                if left.get() == 0 {
                    return;
                }
                left.set(left.get() - 1);
                let message = js_sys::Reflect::get(&event, &"message".into()).ok();
                let message = message.and_then(|message| message.as_string());
                let text = format!("not caught: {}", message.unwrap_or_default());
                trouble(Out::Msg(Msg::Trouble(text).into()));
            }));
        }
        if let Some(document) = document() {
            let seen = sink.clone();
            listeners.push(Listener::new(&document, "visibilitychange", move |_| {
                seen(Out::Msg(Msg::Hidden(hidden()).into()));
            }));
        }
        let passing = sink.clone();
        let tell_time = move || passing(Out::Passed);
        Rc::new(Self {
            devices: Rc::new(LocalDevices::new(sink.clone())),
            screen: Rc::default(),
            wake: Wake::default(),
            _timers: [
                Interval::new(TICK_MS, tell(&sink, || Msg::Tick)),
                Interval::new(SECONDS_MS, tell_time),
            ],
            _listeners: listeners,
            sink,
            socket: RefCell::default(),
            deserted: RefCell::default(),
            rtc: RefCell::default(),
            relay: RefCell::default(),
            trials: Trials::default(),
            wish: Cell::default(),
        })
    }

    /// What the page is.
    pub fn page() -> Page {
        let window = web_sys::window();
        let origin = window.as_ref().and_then(|window| window.location().origin().ok());
        let insecure = window.is_some_and(|window| !window.is_secure_context());
        Page { origin: origin.unwrap_or_default(), insecure }
    }

    /// The first message: what the address and the storage say.
    pub fn started() -> Msg {
        text::take_plurals(intl::plural);
        let lang = storage::language().unwrap_or(Lang::En);
        if let Some(words) = storage::words() {
            // Not those of this program: English stands in.
            let _ = text::load(lang, &words);
        }
        Msg::Started {
            code: storage::code_in_address(),
            kept: storage::kept(),
            lang,
            seed: (js_sys::Math::random() * 2f64.powi(53)) as u64,
        }
    }

    /// Does what the core asks for.
    pub fn perform(self: &Rc<Self>, effect: Effect) {
        match effect {
            Effect::PostJoin(code) => {
                let sink = self.sink.clone();
                spawn_local(async move {
                    sink(Out::Msg(Msg::JoinAnswered(http::join(code).await).into()));
                });
            }
            Effect::Try(trial) => self.trials.begin(trial, &self.sink),
            Effect::Connect => {
                self.trials.end();
                self.deserted.borrow_mut().extend(self.socket.take().and_then(Socket::desert));
                *self.socket.borrow_mut() = Socket::open(&self.sink);
                self.rtc.borrow().iter().for_each(|rtc| rtc.is_asked_anew());
            }
            Effect::Disconnect => drop((self.socket.take(), self.deserted.take())),
            Effect::Send(message) => {
                if let Some(socket) = &*self.socket.borrow() {
                    socket.send(&message);
                }
            }
            Effect::RestartIce(session) => {
                let rtc = self.rtc.borrow().clone().filter(|rtc| rtc.session == session);
                rtc.iter().for_each(Rtc::look_for_another_way);
            }
            Effect::Welcomed(relay) => {
                self.relay.replace(relay);
                self.deserted.take();
            }
            Effect::Keep(kept) => storage::keep(&kept),
            Effect::OpenDevices => self.open_devices(),
            Effect::ReleaseDevices => {
                self.reconcile(Wish::default());
                self.devices.release();
                self.screen.release();
            }
            Effect::ReleaseScreen => self.screen.release(),
            Effect::FetchWords(lang) => {
                let sink = self.sink.clone();
                spawn_local(async move {
                    let words = http::words(lang).await.unwrap_or_default();
                    sink(Out::Msg(Msg::Words(lang, words).into()));
                });
            }
            Effect::SaveLang(lang) => {
                storage::set_language(lang);
                set_page_language(lang);
            }
            Effect::Answer(sdp) => {
                if let Some(rtc) = &*self.rtc.borrow() {
                    rtc.answer(sdp);
                }
            }
            Effect::Reload => {
                self.wake.lets_go();
                reload();
            }
            Effect::Documents { token, meeting, effect } => {
                let sink = self.sink.clone();
                documents::perform(token, &meeting, *effect, move |msg| {
                    sink(Out::Msg(Msg::Documents(msg).into()));
                });
            }
            Effect::Desk(effect) => desk::perform(effect),
        }
    }

    /// Asks for camera and microphone, again if they were refused.
    pub fn open_devices(self: &Rc<Self>) {
        let this = self.clone();
        spawn_local(async move {
            this.devices.open().await;
            this.feed();
        });
    }

    /// Asks which screen is to be shown.
    pub fn choose_screen(&self) {
        self.screen.choose(&self.sink);
    }

    /// Takes another device; its track takes the place of the old one, without a new offer.
    pub fn choose(self: &Rc<Self>, kind: Kind, id: String) {
        let this = self.clone();
        spawn_local(async move {
            this.devices.choose(kind, &id).await;
            this.feed();
        });
    }

    /// Makes the media what it should be.
    pub fn reconcile(&self, wish: Wish) {
        let held = self.rtc.borrow().as_ref().map(|rtc| rtc.session);
        if held != wish.session {
            drop(self.rtc.take());
            if let Some(session) = wish.session {
                let rtc = Rtc::start(
                    session,
                    wish,
                    (&self.sink, &self.devices, &self.screen),
                    self.relay.borrow().as_ref(),
                );
                *self.rtc.borrow_mut() = rtc;
            }
        }
        let before = self.wish.replace(wish);
        let fed = |wish: Wish| (wish.trial, wish.no_picture, wish.shown, wish.screen, wish.aside);
        if fed(before) != fed(wish) {
            self.feed();
        }
        if wish.interprets && !before.interprets {
            let devices = self.devices.clone();
            spawn_local(async move { devices.leave_untouched().await });
        }
        self.devices.enable(wish);
        self.wake.keep(wish.awake);
    }

    /// Puts the present tracks into the present session.
    pub fn feed(&self) {
        if let Some(rtc) = &*self.rtc.borrow() {
            rtc.feed((&self.devices, &self.screen), self.wish.get());
        }
        self.devices.enable(self.wish.get());
    }
}

/// Whether something remembered is off.
pub fn is_off(key: &str) -> bool {
    storage::remembered(key).as_deref() == Some("off")
}

/// A number that was remembered.
pub fn remembered_number(key: &str) -> Option<f64> {
    storage::remembered(key)?.parse().ok()
}

/// Whether the window has room for the stage alone, as on a phone.
pub fn is_narrow() -> bool {
    let matched =
        web_sys::window().and_then(|w| w.match_media("(max-width: 1100px)").ok().flatten());
    matched.is_some_and(|matched| matched.matches())
}

/// Whether nobody can see the page.
#[must_use]
pub fn hidden() -> bool {
    document().is_some_and(|document| document.hidden())
}

fn document() -> Option<web_sys::Document> {
    web_sys::window().and_then(|window| window.document())
}

/// The address of the page, which is the link that it was opened by.
#[must_use]
pub fn address() -> String {
    web_sys::window().and_then(|window| window.location().href().ok()).unwrap_or_default()
}

/// Loads the page again.
pub fn reload() {
    if let Some(window) = web_sys::window() {
        let _ = window.location().reload();
    }
}

/// A language and its direction belong to the whole page.
fn set_page_language(lang: Lang) {
    if let Some(root) = document().and_then(|document| document.document_element()) {
        let _ = root.set_attribute("lang", lang.code());
        let _ = root.set_attribute("dir", text::direction(lang));
    }
}
