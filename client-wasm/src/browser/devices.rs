//! Camera and microphone: asked for, chosen, remembered, let go.
//!
//! The microphone has two tracks of one source: one is measured always, the other is sent and is
//! enabled only while the meeting says that the microphone is open.

use crate::browser::listen::Listener;
use crate::browser::meter::Meter;
use crate::browser::{Kind, Out, Sink, storage};
use crate::core::model::{Device, DeviceState, Devices, Wish};
use crate::core::msg::Msg;
use js_sys::{Array, Object, Reflect};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    MediaDeviceInfo, MediaDeviceKind, MediaDevices, MediaStream, MediaStreamConstraints,
    MediaStreamTrack,
};

/// The devices of this page.
pub struct LocalDevices {
    sink: Sink,
    held: Rc<RefCell<Held>>,
    _change: Option<Listener>,
}

#[derive(Default)]
struct Held {
    state: Devices,
    camera: Option<MediaStreamTrack>,
    microphone: Option<MediaStreamTrack>,
    sent: Option<MediaStreamTrack>,
    meter: Option<Meter>,
    ended: Vec<(Kind, Listener)>,
}

impl LocalDevices {
    /// None held yet.
    pub fn new(sink: Sink) -> Self {
        let held: Rc<RefCell<Held>> = Rc::default();
        let (list, tell) = (held.clone(), sink.clone());
        let change = media_devices().map(|devices| {
            Listener::new(&devices, "devicechange", move |_| {
                let (list, tell) = (list.clone(), tell.clone());
                spawn_local(async move { report(&list, &tell).await });
            })
        });
        Self { sink, held, _change: change }
    }

    /// Asks for both at once, and for each alone if that fails.
    pub async fn open(&self) {
        self.set_state(Some(DeviceState::Asking), Some(DeviceState::Asking));
        let camera = constraints(Kind::Camera, None);
        let microphone = constraints(Kind::Microphone, None);
        match get(Some(&camera), Some(&microphone)).await {
            Ok(stream) => {
                self.take(Kind::Camera, track(&stream, Kind::Camera));
                self.take(Kind::Microphone, track(&stream, Kind::Microphone));
            }
            Err(_) => {
                self.open_one(Kind::Microphone, &microphone).await;
                self.open_one(Kind::Camera, &camera).await;
            }
        }
        report(&self.held, &self.sink).await;
    }

    /// Takes this device and remembers it.
    pub async fn choose(&self, kind: Kind, id: &str) {
        storage::remember(key(kind), id);
        self.open_one(kind, &constraints(kind, Some(id))).await;
        report(&self.held, &self.sink).await;
    }

    /// Lets everything go.
    pub fn release(&self) {
        let held = std::mem::take(&mut *self.held.borrow_mut());
        for track in [&held.camera, &held.microphone, &held.sent].into_iter().flatten() {
            track.stop();
        }
        (self.sink)(Out::Own(None));
        (self.sink)(Out::Msg(Msg::Devices(Devices::default()).into()));
    }

    /// The camera's track.
    pub fn camera(&self) -> Option<MediaStreamTrack> {
        self.held.borrow().camera.clone()
    }

    /// The microphone's track that may be sent.
    pub fn microphone(&self) -> Option<MediaStreamTrack> {
        self.held.borrow().sent.clone()
    }

    /// Enables the tracks; outside a session the camera is for ourselves only.
    pub fn enable(&self, wish: Wish) {
        let held = self.held.borrow();
        if let Some(track) = &held.sent {
            track.set_enabled(wish.microphone);
        }
        if let Some(track) = &held.camera {
            // Before the meeting the picture is a preview, for us alone.
            track.set_enabled(wish.camera || wish.trial || wish.session.is_none());
        }
    }

    async fn open_one(&self, kind: Kind, constraints: &JsValue) {
        let answer = match kind {
            Kind::Camera => get(Some(constraints), None).await,
            Kind::Microphone => get(None, Some(constraints)).await,
        };
        match answer {
            Ok(stream) => self.take(kind, track(&stream, kind)),
            Err(why) => {
                self.take(kind, None);
                self.set(
                    kind,
                    if is_refused(&why) { DeviceState::Refused } else { DeviceState::Missing },
                );
            }
        }
    }

    /// Puts a new track in the place of the old one.
    fn take(&self, kind: Kind, track: Option<MediaStreamTrack>) {
        let live = track.is_some();
        let ended = track.as_ref().map(|track| {
            let (held, sink) = (self.held.clone(), self.sink.clone());
            Listener::new(track, "ended", move |_| {
                set(&held, kind, DeviceState::Missing);
                let (held, sink) = (held.clone(), sink.clone());
                spawn_local(async move { report(&held, &sink).await });
            })
        });
        let mut held = self.held.borrow_mut();
        held.ended.retain(|(of, _)| *of != kind);
        held.ended.extend(ended.map(|listener| (kind, listener)));
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
                held.meter = None;
                // `MediaStreamTrack::clone` makes a second track; `Clone::clone` only a second handle.
                held.sent = track.as_ref().map(MediaStreamTrack::clone);
                held.meter =
                    track.as_ref().and_then(stream_of).and_then(|s| Meter::new(&s, &self.sink));
                held.microphone = track;
                drop(held);
            }
        }
        if live {
            self.set(kind, DeviceState::Live);
        }
    }

    fn set(&self, kind: Kind, state: DeviceState) {
        set(&self.held, kind, state);
    }

    fn set_state(&self, camera: Option<DeviceState>, microphone: Option<DeviceState>) {
        for (kind, state) in [(Kind::Camera, camera), (Kind::Microphone, microphone)] {
            if let Some(state) = state {
                self.set(kind, state);
            }
        }
        (self.sink)(Out::Msg(Msg::Devices(self.held.borrow().state.clone()).into()));
    }
}

fn set(held: &RefCell<Held>, kind: Kind, state: DeviceState) {
    let mut held = held.borrow_mut();
    match kind {
        Kind::Camera => held.state.camera = state,
        Kind::Microphone => held.state.microphone = state,
    }
}

/// Lists the devices anew and says how things stand.
async fn report(held: &RefCell<Held>, sink: &Sink) {
    let list = match media_devices().and_then(|d| d.enumerate_devices().ok()) {
        Some(promise) => JsFuture::from(promise).await.map(|l| Array::from(&l)).unwrap_or_default(),
        None => Array::new(),
    };
    let of = |kind: MediaDeviceKind| -> Vec<Device> {
        list.iter()
            .filter_map(|d| d.dyn_into::<MediaDeviceInfo>().ok())
            .filter(|d| d.kind() == kind && !d.device_id().is_empty())
            .map(|d| Device { id: d.device_id(), label: d.label() })
            .collect()
    };
    let (cameras, microphones) = (of(MediaDeviceKind::Videoinput), of(MediaDeviceKind::Audioinput));
    let mut held = held.borrow_mut();
    held.state.cameras = cameras;
    held.state.microphones = microphones;
    held.state.camera_id = held.camera.as_ref().map(device_id).unwrap_or_default();
    held.state.microphone_id = held.microphone.as_ref().map(device_id).unwrap_or_default();
    let state = held.state.clone();
    drop(held);
    sink(Out::Msg(Msg::Devices(state).into()));
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

fn constraints(kind: Kind, exact: Option<&str>) -> JsValue {
    let object = |pairs: &[(&str, JsValue)]| {
        let object = Object::new();
        for (key, value) in pairs {
            let _ = Reflect::set(&object, &(*key).into(), value);
        }
        JsValue::from(object)
    };
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
        Kind::Microphone => object(&[
            ("echoCancellation", true.into()),
            ("noiseSuppression", true.into()),
            ("autoGainControl", true.into()),
            ("deviceId", device),
        ]),
    }
}

fn track(stream: &MediaStream, kind: Kind) -> Option<MediaStreamTrack> {
    let tracks = match kind {
        Kind::Camera => stream.get_video_tracks(),
        Kind::Microphone => stream.get_audio_tracks(),
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
    let name = Reflect::get(why, &"name".into()).ok().and_then(|n| n.as_string());
    matches!(name.as_deref(), Some("NotAllowedError" | "SecurityError"))
}

fn key(kind: Kind) -> &'static str {
    match kind {
        Kind::Camera => "rostrum.camera",
        Kind::Microphone => "rostrum.microphone",
    }
}
