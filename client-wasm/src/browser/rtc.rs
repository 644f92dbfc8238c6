//! One peer connection for one session. What its sections are for is said beside the offer. Negotiated once.

use crate::browser::devices::LocalDevices;
use crate::browser::listen::Listener;
use crate::browser::screen::SharedScreen;
use crate::browser::{Interval, Out, Sink, js, stats};
use crate::core::model::RtcState;
use crate::core::msg::{Msg, Session};
use crate::core::wish::{Shown, Wish};
use js_sys::{Array, Promise, Reflect};
use rostrum_proto::meeting::booth::COLLEAGUES;
use rostrum_proto::wire::relay::Relay;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    MediaStream, MediaStreamTrack, RtcConfiguration, RtcIceServer, RtcOfferOptions,
    RtcPeerConnection, RtcPeerConnectionState, RtcRtpSender, RtcRtpTransceiver,
    RtcRtpTransceiverDirection, RtcRtpTransceiverInit, RtcSdpType, RtcSessionDescriptionInit,
};

/// The most our camera may send, in bits a second.
const CAMERA_BITS: u32 = 1_200_000;
/// By how much Firefox makes the camera's picture smaller: it sends one of a certain size at a certain rate at least,
/// whatever passes. 1280 × 720 at 1.2 Mbit/s, 960 × 540 at 200 kbit/s, 640 × 360 at 150 kbit/s, which passes beside a
/// voice where 250 kbit/s do.
const SMALLER_AT_FIREFOX: f64 = 2.0;
/// How often the core is told what has passed.
const PULSE_MS: i32 = 250;
/// The most that it may send for a small picture among those of the seats; how much smaller that is, and how many there
/// are in a second.
const SMALL_BITS: u32 = 120_000;
const SMALLER: f64 = 4.0;
const SMALL_RATE: u32 = 12;
const FULL_RATE: u32 = 30;
/// The most that our screen may send.
const SCREEN_BITS: u32 = 2_500_000;
/// What an interpreter's voice may send: a mono voice of full band without a trace of compression (RFC 7587 §3.1.1).
const BOOTH_BITS: u32 = 64_000;
/// Voices received at the same time.
const VOICES: usize = 4;

/// The media of a session.
pub struct Rtc {
    /// Which.
    pub session: Session,
    connection: RtcPeerConnection,
    microphone: RtcRtpSender,
    camera: RtcRtpSender,
    /// Picture and sound of our screen, unless we only watch.
    screen: Option<[RtcRtpSender; 2]>,
    /// What we say to our booth alone, if we interpret.
    aside: Option<RtcRtpSender>,
    /// What the sections are for, in the order in which they were added.
    sections: Vec<String>,
    sink: Sink,
    /// An offer that the server has not answered yet.
    offered: Cell<bool>,
    _state: Listener,
    _pulse: Interval,
}

impl Rtc {
    /// Sets up the slots and makes an offer.
    pub fn start(
        session: Session,
        wish: Wish,
        (sink, devices, screen_held): (&Sink, &LocalDevices, &SharedScreen),
        relay: Option<&Relay>,
    ) -> Option<Rc<Self>> {
        let configuration = configuration(relay);
        let connection = RtcPeerConnection::new_with_configuration(&configuration).ok()?;
        let sections = RefCell::new(Vec::new());
        let (voice, picture) = (our_codecs("audio"), our_codecs("video"));
        let slot = |name: &str, kind: &str, init: &RtcRtpTransceiverInit| {
            sections.borrow_mut().push(name.to_owned());
            let transceiver = connection.add_transceiver_with_str_and_init(kind, init);
            let ours = if kind == "audio" { &voice } else { &picture };
            if let Some(ours) = ours {
                js::call(&transceiver, "setCodecPreferences", std::slice::from_ref(ours));
            }
            transceiver
        };
        // The voice has no limit of its own: Chromium then leaves it out of what it shares out, and both are sent too much.
        let microphone = {
            let sending = direction(RtcRtpTransceiverDirection::Sendonly);
            if wish.interprets {
                sending.set_send_encodings(&encoding(&[("maxBitrate", BOOTH_BITS.into())]));
            }
            slot("microphone", "audio", &sending).sender()
        };
        let picture = |flows| match wish.audio_only {
            true => RtcRtpTransceiverDirection::Inactive,
            false => flows,
        };
        let sending = direction(picture(RtcRtpTransceiverDirection::Sendonly));
        sending.set_send_encodings(&camera_encoding());
        let camera = slot("camera", "video", &sending).sender();
        let receiving = RtcRtpTransceiverDirection::Recvonly;
        let receive =
            |name: &str, kind: &str, flows| received(&slot(name, kind, &direction(flows)));
        let see = |name: &str| receive(name, "video", picture(receiving));
        let hear = |name: &str| receive(name, "audio", receiving);
        sink(Out::Floor(see("floor_picture")));
        sink(Out::Chair(see("chair_picture")));
        let voices: Vec<_> =
            (0..VOICES).filter_map(|n| hear(&format!("floor_voice_{n}"))).collect();
        sink(Out::Channel(hear("channel")));
        sink(Out::Presentation(see("presentation")));
        // Its sound is of the floor.
        let sounds: Vec<_> = [voices, hear("presentation_sound").into_iter().collect()].concat();
        sink(Out::Sounds(sounds));
        let idle = ("active", JsValue::from(false));
        let aside = wish.interprets.then(|| {
            let sending = direction(RtcRtpTransceiverDirection::Sendonly);
            sending.set_send_encodings(&encoding(std::slice::from_ref(&idle)));
            slot("aside", "audio", &sending).sender()
        });
        let colleagues = (0..COLLEAGUES).filter(|_| wish.interprets);
        let colleague =
            |n| (hear(&format!("colleague_{n}")), see(&format!("colleague_picture_{n}")));
        sink(Out::Colleagues(colleagues.map(colleague).collect()));
        // Who only watches shows no screen, and is sent no pictures of seats.
        let takes_part = wish.gallery > 0 && !wish.audio_only;
        let screen = (takes_part && !wish.interprets).then(|| {
            let showing = direction(RtcRtpTransceiverDirection::Sendonly);
            // As long as they are not active Chromium keeps nothing free for them: its estimate of what passes goes no
            // lower than what all that is active takes at least (a sound 51,200 bits a second).
            let most = ("maxBitrate", JsValue::from(SCREEN_BITS));
            showing.set_send_encodings(&encoding(&[most, idle.clone()]));
            let sounding = direction(RtcRtpTransceiverDirection::Sendonly);
            sounding.set_send_encodings(&encoding(&[idle]));
            [slot("screen", "video", &showing), slot("screen_sound", "audio", &sounding)]
                .map(|transceiver| transceiver.sender())
        });
        let places = if takes_part { wish.gallery } else { 0 };
        sink(Out::Gallery((0..places).map(|n| see(&format!("gallery_{n}"))).collect()));

        let (watched, tell) = (Clone::clone(&connection), sink.clone());
        let state = Listener::new(&connection, "connectionstatechange", move |_| {
            let state = match watched.connection_state() {
                RtcPeerConnectionState::Connected => RtcState::Up,
                RtcPeerConnectionState::Disconnected => RtcState::Interrupted,
                RtcPeerConnectionState::Failed => RtcState::Failed,
                _ => return,
            };
            tell(Out::Msg(Msg::Rtc(session, state).into()));
        });
        let (asked, tell) = (Clone::clone(&connection), sink.clone());
        let pulse = Interval::new(PULSE_MS, move || {
            let (asked, tell) = (Clone::clone(&asked), tell.clone());
            spawn_local(async move {
                if let Some(passed) = stats::passed(&asked).await {
                    tell(Out::Msg(Msg::Passed(session, passed).into()));
                }
            });
        });
        let rtc = Rc::new(Self {
            session,
            connection,
            microphone,
            camera,
            screen,
            aside,
            sections: sections.take(),
            sink: sink.clone(),
            offered: Cell::default(),
            _state: state,
            _pulse: pulse,
        });
        rtc.feed((devices, screen_held), wish);
        rtc.offers(false);
        Some(rtc)
    }

    /// Sends these tracks from now on. A trial needs no picture, and not every network carries one.
    pub fn feed(&self, (devices, held): (&LocalDevices, &SharedScreen), wish: Wish) {
        replace(&self.microphone, devices.microphone());
        let camera = devices.camera().filter(|_| !wish.trial && !wish.no_picture);
        replace(&self.camera, camera.filter(|_| wish.shown != Shown::Nowhere));
        shape(&self.camera, wish.shown == Shown::InGallery);
        if let Some(aside) = &self.aside {
            encode(aside, &[("active", wish.aside.into())]);
            replace(aside, devices.aside().filter(|_| wish.aside));
        }
        if let Some([picture, sound]) = &self.screen {
            for (sender, track) in [(picture, held.picture()), (sound, held.sound())] {
                encode(sender, &[("active", wish.screen.into())]);
                replace(sender, track.filter(|_| wish.screen));
            }
        }
    }

    /// The way to the server may be gone: looks for another, with the same keys. Not while one is being sought.
    pub fn look_for_another_way(self: &Rc<Self>) {
        if !self.offered.get() {
            self.offers(true);
        }
    }

    fn offers(self: &Rc<Self>, restart: bool) {
        let this = self.clone();
        spawn_local(async move {
            if this.offer(restart).await.is_err() {
                (this.sink)(Out::Msg(Msg::Rtc(this.session, RtcState::Failed).into()));
            }
        });
    }

    /// The server is reached by another socket: what was offered before may never have reached it.
    pub fn is_asked_anew(&self) {
        self.offered.set(false);
    }

    /// Takes the server's answer.
    pub fn answer(self: &Rc<Self>, sdp: String) {
        // An answer to an offer that another has replaced.
        if js::text(&self.connection, "signalingState").as_deref() == Some("stable") {
            return;
        }
        let this = self.clone();
        self.offered.set(false);
        spawn_local(async move {
            let answer = RtcSessionDescriptionInit::new(RtcSdpType::Answer);
            answer.set_sdp(&sdp);
            let taken = JsFuture::from(this.connection.set_remote_description(&answer)).await;
            if let Err(why) = taken {
                web_sys::console::error_2(&"the answer of the server:".into(), &why);
                let trouble = Msg::Trouble("the answer of the server cannot be used".into());
                (this.sink)(Out::Msg(trouble.into()));
                (this.sink)(Out::Msg(Msg::Rtc(this.session, RtcState::Failed).into()));
            }
        });
    }

    async fn offer(&self, restart: bool) -> Result<(), JsValue> {
        self.offered.set(true);
        let options = RtcOfferOptions::new();
        options.set_ice_restart(restart);
        let offer = self.connection.create_offer_with_rtc_offer_options(&options);
        let offer = JsFuture::from(offer).await?;
        let sdp = js::text(&offer, "sdp").unwrap_or_default();
        let local = RtcSessionDescriptionInit::new(RtcSdpType::Offer);
        local.set_sdp(&sdp);
        JsFuture::from(self.connection.set_local_description(&local)).await?;
        let sections = self.sections.clone();
        (self.sink)(Out::Msg(Msg::Offer { sdp, sections }.into()));
        Ok(())
    }
}

impl Drop for Rtc {
    fn drop(&mut self) {
        self.connection.close();
        (self.sink)(Out::Floor(None));
        (self.sink)(Out::Chair(None));
        (self.sink)(Out::Sounds(vec![]));
        (self.sink)(Out::Channel(None));
        (self.sink)(Out::Colleagues(vec![]));
        (self.sink)(Out::Presentation(None));
        (self.sink)(Out::Gallery(vec![]));
    }
}

/// Our way to the server: its candidates come in its answer, a relay is for where none of them is reached.
pub(super) fn configuration(relay: Option<&Relay>) -> RtcConfiguration {
    let servers = relay.map(|relay| {
        let server = RtcIceServer::new();
        let urls: Array = relay.urls.iter().map(JsValue::from).collect();
        server.set_urls(&urls);
        server.set_username(&relay.username);
        server.set_credential(&relay.credential);
        server
    });
    let configuration = RtcConfiguration::new();
    configuration.set_ice_servers(&servers.into_iter().collect::<Array>());
    configuration
}

fn direction(direction: RtcRtpTransceiverDirection) -> RtcRtpTransceiverInit {
    let init = RtcRtpTransceiverInit::new();
    init.set_direction(direction);
    init
}

/// The voice goes first where not everything fits (webrtc-priority).
fn camera_encoding() -> JsValue {
    encoding(&[
        ("maxBitrate", CAMERA_BITS.into()),
        ("scaleResolutionDownBy", usual_scale().into()),
        ("priority", "low".into()),
        ("networkPriority", "low".into()),
    ])
}

fn usual_scale() -> f64 {
    let browser = web_sys::window().and_then(|window| window.navigator().user_agent().ok());
    match browser.is_some_and(|browser| browser.contains("Firefox/")) {
        true => SMALLER_AT_FIREFOX,
        false => 1.0,
    }
}

/// One encoding with these parameters (W3C WebRTC, RTCRtpEncodingParameters).
fn encoding(parameters: &[(&str, JsValue)]) -> JsValue {
    Array::of1(&js::object(parameters)).into()
}

/// Makes the camera's picture small, or as large as it is.
fn shape(camera: &RtcRtpSender, small: bool) {
    let (bits, scale, rate) = match small {
        true => (SMALL_BITS, SMALLER.max(usual_scale()), SMALL_RATE),
        false => (CAMERA_BITS, usual_scale(), FULL_RATE),
    };
    let values = [
        ("maxBitrate", JsValue::from(bits)),
        ("scaleResolutionDownBy", scale.into()),
        ("maxFramerate", rate.into()),
    ];
    encode(camera, &values);
}

/// Sends with other parameters from now on, without a new offer.
fn encode(sender: &RtcRtpSender, values: &[(&str, JsValue)]) {
    let changed = || {
        let parameters = js::call(sender, "getParameters", &[])?;
        let encodings = Reflect::get(&parameters, &"encodings".into()).ok()?;
        let first = Array::from(&encodings).get(0);
        let is_so = |(name, value): &(&str, JsValue)| {
            Reflect::get(&first, &(*name).into()).is_ok_and(|is| is == *value)
        };
        if values.iter().all(is_so) {
            return None;
        }
        for (name, value) in values {
            let _ = Reflect::set(&first, &(*name).into(), value);
        }
        js::call(sender, "setParameters", &[parameters])?.dyn_into::<Promise>().ok()
    };
    if let Some(promise) = changed() {
        spawn_local(async move {
            // A browser that cannot sends what it sent before.
            let _ = JsFuture::from(promise).await;
        });
    }
}

/// The codec of a kind that is spoken here, and how it is sent again. With all that a browser knows, many sections would
/// make a long offer; one that cannot be asked offers all of them.
fn our_codecs(kind: &str) -> Option<JsValue> {
    let receiver = Reflect::get(&js_sys::global(), &"RTCRtpReceiver".into()).ok()?;
    let known = js::call(&receiver, "getCapabilities", &[kind.into()])?;
    let codecs = Array::from(&Reflect::get(&known, &"codecs".into()).ok()?);
    let is_ours = |codec: &JsValue| {
        let mime = js::text(codec, "mimeType");
        matches!(mime.as_deref(), Some("audio/opus" | "video/VP8" | "video/rtx"))
    };
    let ours: Array = codecs.iter().filter(is_ours).collect();
    (ours.length() > 0).then(|| ours.into())
}

/// A receiver's track is there from the beginning; what it carries comes later.
fn received(transceiver: &RtcRtpTransceiver) -> Option<MediaStream> {
    MediaStream::new_with_tracks(&Array::of1(&transceiver.receiver().track())).ok()
}

fn replace(sender: &RtcRtpSender, track: Option<MediaStreamTrack>) {
    let promise = sender.replace_track(track.as_ref());
    spawn_local(async move {
        let _ = JsFuture::from(promise).await;
    });
}
