//! One peer connection for one session. Its transceivers are the slots of the architecture, in this
//! order: microphone, camera; floor picture, chair picture, four sounds. Negotiated once.

use crate::browser::devices::LocalDevices;
use crate::browser::listen::Listener;
use crate::browser::{Out, Sink};
use crate::core::model::{RtcState, Wish};
use crate::core::msg::{Msg, Session};
use js_sys::{Array, Object, Reflect};
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    MediaStream, MediaStreamTrack, RtcConfiguration, RtcPeerConnection, RtcPeerConnectionState,
    RtcRtpSender, RtcRtpTransceiver, RtcRtpTransceiverDirection, RtcRtpTransceiverInit, RtcSdpType,
    RtcSessionDescriptionInit,
};

/// The most our camera may send, in bits a second.
const CAMERA_BITS: f64 = 1_200_000.0;
/// Sounds received at the same time.
const SOUNDS: usize = 4;

/// The media of a session.
pub struct Rtc {
    /// Which.
    pub session: Session,
    connection: RtcPeerConnection,
    microphone: RtcRtpSender,
    camera: RtcRtpSender,
    sink: Sink,
    _state: Listener,
}

impl Rtc {
    /// Sets up the slots and makes an offer.
    pub fn start(
        session: Session,
        wish: Wish,
        sink: &Sink,
        devices: &LocalDevices,
    ) -> Option<Rc<Self>> {
        let configuration = RtcConfiguration::new();
        configuration.set_ice_servers(&Array::new());
        let connection = RtcPeerConnection::new_with_configuration(&configuration).ok()?;
        let slot = |kind: &str, init: &RtcRtpTransceiverInit| {
            connection.add_transceiver_with_str_and_init(kind, init)
        };
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
        let rtc = Rc::new(Self {
            session,
            connection,
            microphone,
            camera,
            sink: sink.clone(),
            _state: state,
        });
        rtc.feed(devices, wish);
        let offering = rtc.clone();
        spawn_local(async move {
            if offering.offer().await.is_err() {
                (offering.sink)(Out::Msg(Msg::Rtc(session, RtcState::Failed).into()));
            }
        });
        Some(rtc)
    }

    /// Sends these tracks from now on. A trial needs no picture.
    pub fn feed(&self, devices: &LocalDevices, wish: Wish) {
        replace(&self.microphone, devices.microphone());
        replace(&self.camera, devices.camera().filter(|_| !wish.trial));
    }

    /// Takes the server's answer.
    pub fn answer(self: &Rc<Self>, sdp: String) {
        let this = self.clone();
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

    async fn offer(&self) -> Result<(), JsValue> {
        let offer = JsFuture::from(self.connection.create_offer()).await?;
        let sdp = Reflect::get(&offer, &"sdp".into())?.as_string().unwrap_or_default();
        let local = RtcSessionDescriptionInit::new(RtcSdpType::Offer);
        local.set_sdp(&sdp);
        JsFuture::from(self.connection.set_local_description(&local)).await?;
        (self.sink)(Out::Msg(Msg::Offer(sdp).into()));
        Ok(())
    }
}

impl Drop for Rtc {
    fn drop(&mut self) {
        self.connection.close();
        (self.sink)(Out::Floor(None));
        (self.sink)(Out::Chair(None));
        (self.sink)(Out::Sounds(vec![]));
    }
}

fn direction(direction: RtcRtpTransceiverDirection) -> RtcRtpTransceiverInit {
    let init = RtcRtpTransceiverInit::new();
    init.set_direction(direction);
    init
}

fn camera_encoding() -> JsValue {
    let encoding = Object::new();
    let _ = Reflect::set(&encoding, &"maxBitrate".into(), &CAMERA_BITS.into());
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
