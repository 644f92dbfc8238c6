//! Camera and microphone: asked for, chosen, remembered, let go.
//!
//! The microphone has several tracks of one source: one is measured always, another is sent and is enabled only while the
//! meeting says that the microphone is open, and a third is what an interpreter says to the booth alone.

use crate::browser::js::object;
use crate::browser::listen::Listener;
use crate::browser::meter::Meter;
use crate::browser::{Kind, Out, Sink, js, storage};
use crate::core::model::{Device, DeviceState, Devices};
use crate::core::msg::Msg;
use crate::core::wish::Wish;
use js_sys::Array;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    MediaDeviceInfo, MediaDeviceKind, MediaDevices, MediaStream, MediaStreamConstraints,
    MediaStreamTrack,
};

/// The devices of this page.
pub struct LocalDevices {
    inner: Rc<Inner>,
    _change: Option<Listener>,
}

struct Inner {
    sink: Sink,
    held: RefCell<Held>,
    /// The microphone is sent as it is: an interpreter's headset needs no echo taken out of it, and what a browser
    /// mends is heard by whole delegations.
    untouched: Cell<bool>,
}

#[derive(Default)]
struct Held {
    state: Devices,
    camera: Option<MediaStreamTrack>,
    microphone: Option<MediaStreamTrack>,
    sent: Option<MediaStreamTrack>,
    aside: Option<MediaStreamTrack>,
    meter: Option<Meter>,
    listeners: Vec<(Kind, Listener)>,
}

impl LocalDevices {
    /// None held yet.
    pub fn new(sink: Sink) -> Self {
        let inner = Rc::new(Inner { sink, held: RefCell::default(), untouched: Cell::default() });
        let changed = Rc::downgrade(&inner);
        let change = media_devices().map(|devices| {
            Listener::new(&devices, "devicechange", move |_| {
                if let Some(inner) = changed.upgrade() {
                    spawn_local(async move { inner.devices_changed().await });
                }
            })
        });
        Self { inner, _change: change }
    }

    /// Asks for both at once, and for each alone if that fails.
    pub async fn open(&self) {
        let inner = &self.inner;
        inner.set(Kind::Camera, DeviceState::Asking);
        inner.set(Kind::Microphone, DeviceState::Asking);
        inner.tell();
        let camera = inner.constraints(Kind::Camera, None);
        let microphone = inner.constraints(Kind::Microphone, None);
        match get(Some(&camera), Some(&microphone)).await {
            Ok(stream) => {
                inner.take(Kind::Camera, track(&stream, Kind::Camera));
                inner.take(Kind::Microphone, track(&stream, Kind::Microphone));
            }
            Err(_) => {
                inner.open_one(Kind::Microphone, None).await;
                inner.open_one(Kind::Camera, None).await;
            }
        }
        inner.report().await;
    }

    /// Takes this device and remembers it.
    pub async fn choose(&self, kind: Kind, id: &str) {
        storage::remember(key(kind), id);
        if kind != Kind::Loudspeaker {
            self.inner.open_one(kind, Some(id)).await;
        }
        self.inner.report().await;
    }

    /// Lets everything go.
    pub fn release(&self) {
        let held = std::mem::take(&mut *self.inner.held.borrow_mut());
        let all = [&held.camera, &held.microphone, &held.sent, &held.aside];
        for track in all.into_iter().flatten() {
            track.stop();
        }
        (self.inner.sink)(Out::Own(None));
        self.inner.tell();
    }

    /// The camera's track.
    pub fn camera(&self) -> Option<MediaStreamTrack> {
        self.inner.held.borrow().camera.clone()
    }

    /// The microphone's track that may be sent.
    pub fn microphone(&self) -> Option<MediaStreamTrack> {
        self.inner.held.borrow().sent.clone()
    }

    /// The microphone's track that is for the booth alone.
    pub fn aside(&self) -> Option<MediaStreamTrack> {
        self.inner.held.borrow().aside.clone()
    }

    /// From now on the microphone is sent as it is.
    pub async fn leave_untouched(&self) {
        let inner = &self.inner;
        if !inner.untouched.replace(true) && inner.held.borrow().microphone.is_some() {
            let id = inner.held.borrow().state.microphone_id.clone();
            let exact = (!id.is_empty()).then_some(id.as_str());
            inner.open_one(Kind::Microphone, exact).await;
            inner.report().await;
        }
    }

    /// Enables the tracks; outside a session the camera is for ourselves only.
    pub fn enable(&self, wish: Wish) {
        let held = self.inner.held.borrow();
        if let Some(track) = &held.sent {
            track.set_enabled(wish.microphone);
        }
        if let Some(track) = &held.aside {
            track.set_enabled(wish.aside);
        }
        if let Some(track) = &held.camera {
            // Before the meeting the picture is a preview, for us alone.
            track.set_enabled(wish.camera || wish.trial || wish.session.is_none());
        }
    }
}

impl Inner {
    fn constraints(&self, kind: Kind, exact: Option<&str>) -> JsValue {
        constraints(kind, exact, !self.untouched.get())
    }

    /// Opens a device, this one if it is named.
    async fn open_one(self: &Rc<Self>, kind: Kind, exact: Option<&str>) {
        let constraints = self.constraints(kind, exact);
        let answer = match kind {
            Kind::Camera => get(Some(&constraints), None).await,
            Kind::Microphone => get(None, Some(&constraints)).await,
            Kind::Loudspeaker => return,
        };
        match answer {
            Ok(stream) => self.take(kind, track(&stream, kind)),
            Err(why) => {
                self.take(kind, None);
                let state =
                    if is_refused(&why) { DeviceState::Refused } else { DeviceState::Missing };
                self.set(kind, state);
            }
        }
    }

    /// Puts a new track in the place of the old one.
    fn take(self: &Rc<Self>, kind: Kind, track: Option<MediaStreamTrack>) {
        let listeners = track.as_ref().map(|track| self.listen(kind, track)).unwrap_or_default();
        let state = match &track {
            Some(track) if track.muted() => Some(DeviceState::Muted),
            Some(_) => Some(DeviceState::Live),
            None => None,
        };
        let mut held = self.held.borrow_mut();
        held.listeners.retain(|(of, _)| *of != kind);
        held.listeners.extend(listeners.into_iter().map(|listener| (kind, listener)));
        match kind {
            Kind::Camera => {
                stop(held.camera.take());
                let own = track.as_ref().and_then(stream_of);
                held.camera = track;
                drop(held);
                (self.sink)(Out::Own(own));
            }
            Kind::Microphone => {
                stop(held.microphone.take());
                stop(held.sent.take());
                stop(held.aside.take());
                held.meter = None;
                // `MediaStreamTrack::clone` makes a second track; `Clone::clone` only a second handle.
                held.sent = track.as_ref().map(MediaStreamTrack::clone);
                held.aside = track.as_ref().map(MediaStreamTrack::clone);
                held.meter =
                    track.as_ref().and_then(stream_of).and_then(|s| Meter::new(&s, &self.sink));
                held.microphone = track;
                drop(held);
            }
            Kind::Loudspeaker => drop(held),
        }
        if let Some(state) = state {
            self.set(kind, state);
        }
        (self.sink)(Out::Tracks);
    }

    /// A track that ends was unplugged, or its permission was taken away: the next device takes over at once. One
    /// that is muted is muted by the system, or by a switch of its own.
    fn listen(self: &Rc<Self>, kind: Kind, track: &MediaStreamTrack) -> Vec<Listener> {
        let on = |event, does: fn(Rc<Self>, Kind)| {
            let inner = Rc::downgrade(self);
            Listener::new(track, event, move |_| {
                if let Some(inner) = inner.upgrade() {
                    does(inner, kind);
                }
            })
        };
        vec![
            on("ended", |inner, kind| spawn_local(async move { inner.fall_back(kind).await })),
            on("mute", |inner, kind| {
                inner.set(kind, DeviceState::Muted);
                inner.tell();
            }),
            on("unmute", |inner, kind| {
                inner.set(kind, DeviceState::Live);
                inner.tell();
            }),
        ]
    }

    async fn fall_back(self: Rc<Self>, kind: Kind) {
        self.open_one(kind, None).await;
        self.report().await;
    }

    /// Devices came or went. One that is missing is looked for; the one that was chosen is taken again.
    async fn devices_changed(self: Rc<Self>) {
        let lists = list().await;
        for kind in [Kind::Microphone, Kind::Camera] {
            let (state, id) = {
                let held = self.held.borrow();
                match kind {
                    Kind::Camera => (held.state.camera, held.state.camera_id.clone()),
                    Kind::Microphone | Kind::Loudspeaker => {
                        (held.state.microphone, held.state.microphone_id.clone())
                    }
                }
            };
            let there = devices_of(&lists, kind);
            let chosen =
                storage::remembered(key(kind)).filter(|c| there.iter().any(|d| d.id == *c));
            if state == DeviceState::Missing && !there.is_empty() {
                self.open_one(kind, chosen.as_deref()).await;
            } else if let Some(chosen) = chosen.filter(|c| state.is_held() && *c != id) {
                self.open_one(kind, Some(&chosen)).await;
            }
        }
        self.report().await;
    }

    fn set(&self, kind: Kind, state: DeviceState) {
        let mut held = self.held.borrow_mut();
        match kind {
            Kind::Camera => held.state.camera = state,
            Kind::Microphone => held.state.microphone = state,
            Kind::Loudspeaker => {}
        }
    }

    fn tell(&self) {
        let state = self.held.borrow().state.clone();
        (self.sink)(Out::Msg(Msg::Devices(state).into()));
    }

    /// Lists the devices anew and says how things stand.
    async fn report(&self) {
        let list = list().await;
        let mut held = self.held.borrow_mut();
        held.state.cameras = devices_of(&list, Kind::Camera);
        held.state.microphones = devices_of(&list, Kind::Microphone);
        held.state.loudspeakers = devices_of(&list, Kind::Loudspeaker);
        held.state.camera_id = held.camera.as_ref().map(device_id).unwrap_or_default();
        held.state.microphone_id = held.microphone.as_ref().map(device_id).unwrap_or_default();
        held.state.loudspeaker_id = storage::remembered(key(Kind::Loudspeaker)).unwrap_or_default();
        drop(held);
        self.tell();
    }
}

async fn list() -> Array {
    match media_devices().and_then(|d| d.enumerate_devices().ok()) {
        Some(promise) => JsFuture::from(promise).await.map(|l| Array::from(&l)).unwrap_or_default(),
        None => Array::new(),
    }
}

fn devices_of(list: &Array, kind: Kind) -> Vec<Device> {
    let wanted = match kind {
        Kind::Camera => MediaDeviceKind::Videoinput,
        Kind::Microphone => MediaDeviceKind::Audioinput,
        Kind::Loudspeaker => MediaDeviceKind::Audiooutput,
    };
    list.iter()
        .filter_map(|d| d.dyn_into::<MediaDeviceInfo>().ok())
        .filter(|d| d.kind() == wanted && !d.device_id().is_empty())
        .map(|d| Device { id: d.device_id(), label: d.label() })
        .collect()
}

fn media_devices() -> Option<MediaDevices> {
    web_sys::window()?.navigator().media_devices().ok()
}

async fn get(
    camera: Option<&JsValue>,
    microphone: Option<&JsValue>,
) -> Result<MediaStream, JsValue> {
    let devices = media_devices().ok_or(JsValue::NULL)?;
    let wanted = MediaStreamConstraints::new();
    if let Some(camera) = camera {
        wanted.set_video(camera);
    }
    if let Some(microphone) = microphone {
        wanted.set_audio(microphone);
    }
    let stream = JsFuture::from(devices.get_user_media_with_constraints(&wanted)?).await?;
    stream.dyn_into()
}

fn constraints(kind: Kind, exact: Option<&str>, mends: bool) -> JsValue {
    let ideal = |n: f64| object(&[("ideal", n.into())]);
    let device = match (exact, storage::remembered(key(kind))) {
        (Some(id), _) => object(&[("exact", id.into())]),
        (None, Some(id)) => object(&[("ideal", id.into())]),
        (None, None) => JsValue::UNDEFINED,
    };
    match kind {
        Kind::Camera => object(&[
            ("width", ideal(1280.0)),
            ("height", ideal(720.0)),
            ("frameRate", ideal(30.0)),
            ("deviceId", device),
        ]),
        Kind::Microphone | Kind::Loudspeaker => object(&[
            ("echoCancellation", mends.into()),
            ("noiseSuppression", mends.into()),
            ("autoGainControl", mends.into()),
            ("channelCount", ideal(1.0)),
            ("deviceId", device),
        ]),
    }
}

fn track(stream: &MediaStream, kind: Kind) -> Option<MediaStreamTrack> {
    let tracks = match kind {
        Kind::Camera => stream.get_video_tracks(),
        Kind::Microphone | Kind::Loudspeaker => stream.get_audio_tracks(),
    };
    tracks.get(0).dyn_into().ok()
}

fn stream_of(track: &MediaStreamTrack) -> Option<MediaStream> {
    MediaStream::new_with_tracks(&Array::of1(track)).ok()
}

fn stop(track: Option<MediaStreamTrack>) {
    if let Some(track) = track {
        track.stop();
    }
}

fn device_id(track: &MediaStreamTrack) -> String {
    track.get_settings().get_device_id().unwrap_or_default()
}

fn is_refused(why: &JsValue) -> bool {
    let name = js::text(why, "name");
    matches!(name.as_deref(), Some("NotAllowedError" | "SecurityError"))
}

fn key(kind: Kind) -> &'static str {
    match kind {
        Kind::Camera => "rostrum.camera",
        Kind::Microphone => "rostrum.microphone",
        Kind::Loudspeaker => "rostrum.loudspeaker",
    }
}
