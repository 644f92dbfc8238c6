//! One peer connection for one session. What its sections are for is said beside the offer. Negotiated once.

use crate::browser::devices::LocalDevices;
use crate::browser::listen::Listener;
use crate::browser::{Interval, Out, Sink, stats};
use crate::core::model::{RtcState, Wish};
use crate::core::msg::{Msg, Session};
use js_sys::{Array, Object, Reflect};
use rostrum_proto::wire::relay::Relay;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::JsValue;
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
/// Sounds received at the same time.
const SOUNDS: usize = 4;
/// What the sections are for, in the order in which they are added.
const SECTIONS: [&str; 5 + SOUNDS] = [
    "microphone",
    "camera",
    "floor_picture",
    "chair_picture",
    "floor_voice_0",
    "floor_voice_1",
    "floor_voice_2",
    "floor_voice_3",
    "channel",
];

/// The media of a session.
pub struct Rtc {
    /// Which.
    pub session: Session,
    connection: RtcPeerConnection,
    microphone: RtcRtpSender,
    camera: RtcRtpSender,
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
        (sink, devices): (&Sink, &LocalDevices),
        relay: Option<&Relay>,
    ) -> Option<Rc<Self>> {
        let configuration = configuration(relay);
        let connection = RtcPeerConnection::new_with_configuration(&configuration).ok()?;
        let slot = |kind: &str, init: &RtcRtpTransceiverInit| {
            connection.add_transceiver_with_str_and_init(kind, init)
        };
        // The voice has no limit of its own: Chromium then leaves it out of what it shares out, and both are sent too much.
        let microphone = slot("audio", &direction(RtcRtpTransceiverDirection::Sendonly)).sender();
        let picture = |flows| match wish.audio_only {
            true => RtcRtpTransceiverDirection::Inactive,
            false => flows,
        };
        let sending = direction(picture(RtcRtpTransceiverDirection::Sendonly));
        sending.set_send_encodings(&camera_encoding());
        let camera = slot("video", &sending).sender();
        let receiving = RtcRtpTransceiverDirection::Recvonly;
        let receive = |kind: &str, flows| received(&slot(kind, &direction(flows)));
        sink(Out::Floor(receive("video", picture(receiving))));
        sink(Out::Chair(receive("video", picture(receiving))));
        sink(Out::Sounds((0..SOUNDS).filter_map(|_| receive("audio", receiving)).collect()));
        sink(Out::Channel(receive("audio", receiving)));

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
            sink: sink.clone(),
            offered: Cell::default(),
            _state: state,
            _pulse: pulse,
        });
        rtc.feed(devices, wish);
        rtc.offers(false);
        Some(rtc)
    }

    /// Sends these tracks from now on. A trial needs no picture, and not every network carries one.
    pub fn feed(&self, devices: &LocalDevices, wish: Wish) {
        replace(&self.microphone, devices.microphone());
        replace(&self.camera, devices.camera().filter(|_| !wish.trial && !wish.no_picture));
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
        let sdp = Reflect::get(&offer, &"sdp".into())?.as_string().unwrap_or_default();
        let local = RtcSessionDescriptionInit::new(RtcSdpType::Offer);
        local.set_sdp(&sdp);
        JsFuture::from(self.connection.set_local_description(&local)).await?;
        let sections = SECTIONS.map(str::to_owned).into();
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
    let encoding = Object::new();
    let _ = Reflect::set(&encoding, &"maxBitrate".into(), &CAMERA_BITS.into());
    let browser = web_sys::window().and_then(|window| window.navigator().user_agent().ok());
    if browser.is_some_and(|browser| browser.contains("Firefox/")) {
        let _ =
            Reflect::set(&encoding, &"scaleResolutionDownBy".into(), &SMALLER_AT_FIREFOX.into());
    }
    for name in ["priority", "networkPriority"] {
        let _ = Reflect::set(&encoding, &name.into(), &"low".into());
    }
    Array::of1(&encoding).into()
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
