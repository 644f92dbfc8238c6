//! A caller: offers the eight sections as the browser client does, sends made-up voices and
//! pictures, and keeps what it is sent.
//!
//! ```text
//! let (caller, offer) = Caller::named(1).await;
//! caller.accept(answer).await;                      // the server's answer, however it came
//! caller.connected().await;
//! caller.speak(10).await;                           // ten Opus packets, numbered
//! caller.show(Frame::Key).await;                    // a VP8 frame of one packet, numbered
//! let heard = other.wait_for(CallerSlot::Voice(0), |heard| heard.len() >= 10).await;
//! ```
//! Nothing here sleeps. What is waited for comes, or the test fails after [`crate::PATIENCE`].

pub mod detour;

mod heard;
mod slots;
mod wire;

pub use heard::{Heard, assert_continuous};
pub use slots::{CallerSlot, IN_BOOTH, WITH_CHANNEL};

use crate::within;
use rostrum_rehearsal::call::codecs::{engine, one_way, opus, track, vp8};
use rostrum_rehearsal::packets::{OPUS, VP8};
use rtc::ice::mdns::MulticastDnsMode;
use rtc::interceptor::{Registry, Slot};
use rtc::peer_connection::configuration::RTCOfferOptions;
use rtc::peer_connection::configuration::interceptor_registry::{
    configure_nack, configure_rtcp_reports,
};
use rtc::peer_connection::configuration::setting_engine::SettingEngineBuilder;
use rtc::rtp;
use rtc::rtp::extension::HeaderExtension;
use rtc::rtp::extension::audio_level_extension::AudioLevelExtension;
use rtc::rtp_transceiver::rtp_sender::RtpCodecKind;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Instant;
use tokio::sync::watch;
use webrtc::media_stream::track_local::TrackLocal;
use webrtc::media_stream::track_local::static_rtp::TrackLocalStaticRTP;
use webrtc::media_stream::track_remote::{TrackRemote, TrackRemoteEvent};
use webrtc::peer_connection::{
    PeerConnection, PeerConnectionBuilder, PeerConnectionEventHandler, RTCIceGatheringState,
    RTCPeerConnectionState, RTCSessionDescription,
};
use webrtc::rtp_transceiver::{RTCRtpTransceiverDirection, RTCRtpTransceiverInit};
use wire::{Losses, Wire};

const NEXT_TO_THE_NETWORK: usize = 1;

/// The rest of the head of a key frame of 320 × 180 (RFC 6386 §9.1), as far as there is room for it.
const KEY_HEAD: [u8; 9] = [0, 0, 0x9D, 0x01, 0x2A, 64, 1, 180, 0];

/// A picture that stands alone, or one that needs the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Frame {
    /// Stands alone.
    Key,
    /// Needs the one before.
    Inter,
}

type Inbox = HashMap<CallerSlot, Vec<Heard>>;

/// A client with a microphone and a camera, or without.
pub struct Caller {
    connection: Arc<dyn PeerConnection>,
    microphone: Arc<TrackLocalStaticRTP>,
    camera: Arc<TrackLocalStaticRTP>,
    ssrcs: (u32, u32),
    name: u32,
    voices: AtomicU32,
    pictures: AtomicU32,
    inbox: watch::Receiver<()>,
    heard: Arc<Mutex<Inbox>>,
    state: watch::Receiver<RTCPeerConnectionState>,
    losses: Arc<Losses>,
    key_frame_requests: watch::Receiver<u32>,
}

impl Caller {
    /// A caller and its offer. `name` is put in every packet, to tell the callers apart.
    pub async fn named(name: u32) -> (Self, String) {
        Self::at("127.0.0.1:0", name).await
    }

    /// The same on another address of this machine.
    pub async fn at(address: &str, name: u32) -> (Self, String) {
        let (state_in, state) = watch::channel(RTCPeerConnectionState::New);
        let (gathered_in, mut gathered) = watch::channel(false);
        let (inbox_in, inbox) = watch::channel(());
        let heard = Arc::new(Mutex::new(Inbox::new()));
        let handler = Handler {
            state: state_in,
            gathered: gathered_in,
            inbox: Arc::new(inbox_in),
            heard: heard.clone(),
        };
        let mut engine = engine().unwrap();
        let losses = Arc::new(Losses::default());
        let (asked, key_frame_requests) = watch::channel(0);
        let wire = Wire::new(losses.clone(), asked, VP8);
        let registry = configure_nack(configure_rtcp_reports(Registry::new()), &mut engine)
            .with(Slot::from(NEXT_TO_THE_NETWORK), wire);
        let settings = SettingEngineBuilder::new()
            .with_multicast_dns_mode(MulticastDnsMode::Disabled)
            .with_include_loopback_candidate(true)
            .build();
        let connection: Arc<dyn PeerConnection> = Arc::new(
            PeerConnectionBuilder::new()
                .with_media_engine(engine)
                .with_interceptor_registry(registry)
                .with_setting_engine(settings)
                .with_handler(Arc::new(handler))
                .with_udp_addrs(vec![address.to_owned()])
                .build()
                .await
                .unwrap(),
        );
        let ssrcs = (0x5000_0000 | name << 8, 0x6000_0000 | name << 8);
        let microphone = track("microphone", RtpCodecKind::Audio, opus(), ssrcs.0);
        let camera = track("camera", RtpCodecKind::Video, vp8(), ssrcs.1);
        for track in [&microphone, &camera] {
            let init = one_way(track).await;
            let track = Arc::clone(track) as Arc<dyn TrackLocal>;
            connection.add_transceiver_from_track(track, Some(init)).await.unwrap();
        }
        for kind in [RtpCodecKind::Video; 2].into_iter().chain([RtpCodecKind::Audio; 4]) {
            let init = RTCRtpTransceiverInit {
                direction: RTCRtpTransceiverDirection::Recvonly,
                ..Default::default()
            };
            connection.add_transceiver_from_kind(kind, Some(init)).await.unwrap();
        }
        let offer = connection.create_offer(None).await.unwrap();
        connection.set_local_description(offer).await.unwrap();
        within("gathering", gathered.wait_for(|done| *done)).await.unwrap();
        let offer = connection.local_description().await.unwrap().sdp;
        let caller = Self {
            connection,
            microphone,
            camera,
            ssrcs,
            name,
            voices: AtomicU32::new(0),
            pictures: AtomicU32::new(0),
            inbox,
            heard,
            state,
            losses,
            key_frame_requests,
        };
        (caller, offer)
    }

    /// Another offer in the same call: the way is sought anew (ICE restart).
    pub async fn seeks_another_way(&self) -> String {
        let options = RTCOfferOptions { ice_restart: true };
        let offer = self.connection.create_offer(Some(options)).await.unwrap();
        self.connection.set_local_description(offer).await.unwrap();
        self.connection.local_description().await.unwrap().sdp
    }

    /// Takes the server's answer.
    pub async fn accept(&self, answer: String) {
        let answer = RTCSessionDescription::answer(answer).unwrap();
        self.connection.set_remote_description(answer).await.unwrap();
    }

    /// Waits until media can flow.
    pub async fn connected(&self) {
        self.reaches(RTCPeerConnectionState::Connected).await;
    }

    /// Waits until the server answers no more.
    pub async fn is_left_alone(&self) {
        self.reaches(RTCPeerConnectionState::Disconnected).await;
    }

    /// Waits until the connection is in `state`.
    pub async fn reaches(&self, state: RTCPeerConnectionState) {
        let mut states = self.state.clone();
        within("a connection state", states.wait_for(|now| *now == state)).await.unwrap();
    }

    /// Sends `count` Opus packets of 20 ms.
    pub async fn speak(&self, count: u32) {
        for _ in 0..count {
            let number = self.voices.fetch_add(1, Ordering::Relaxed);
            let packet = self.packet(self.ssrcs.0, OPUS, number, 960, b"\xFCpus", false);
            let level =
                [HeaderExtension::AudioLevel(AudioLevelExtension { level: 30, voice: true })];
            let sent = self.microphone.write_rtp_with_extensions(packet, &level);
            within("sending a voice", sent).await.unwrap();
        }
    }

    /// Sends a VP8 frame that fits one packet.
    pub async fn show(&self, frame: Frame) {
        self.show_sized(frame, 0).await;
    }

    /// Sends a VP8 frame in one packet with `filling` bytes of picture.
    pub async fn show_sized(&self, frame: Frame, filling: usize) {
        let number = self.pictures.fetch_add(1, Ordering::Relaxed);
        let [high, low] = (number as u16 & 0x7FFF).to_be_bytes();
        let mut payload = vec![0x90, 0x80, 0x80 | high, low, u8::from(frame == Frame::Inter)];
        let head: &[u8] =
            if frame == Frame::Key && filling > KEY_HEAD.len() { &KEY_HEAD } else { &[] };
        payload.extend(head);
        payload.resize(payload.len() + filling - head.len(), 0xAB);
        let packet = self.packet(self.ssrcs.1, VP8, number, 3_000, &payload, true);
        within("sending a picture", self.camera.write_rtp(packet)).await.unwrap();
    }

    fn packet(
        &self,
        ssrc: u32,
        payload_type: u8,
        number: u32,
        step: u32,
        start: &[u8],
        marker: bool,
    ) -> rtp::Packet {
        let mut payload = start.to_vec();
        payload.extend_from_slice(&self.name.to_be_bytes());
        payload.extend_from_slice(&number.to_be_bytes());
        rtp::Packet {
            header: rtp::Header {
                version: 2,
                marker,
                payload_type,
                // Wraps early in every test.
                sequence_number: 65_530_u16.wrapping_add(number as u16),
                timestamp: number.wrapping_mul(step),
                ssrc,
                ..Default::default()
            },
            payload: payload.into(),
        }
    }

    /// What was received in a place so far.
    pub fn heard(&self, place: CallerSlot) -> Vec<Heard> {
        self.heard.lock().unwrap().get(&place).cloned().unwrap_or_default()
    }

    /// Everything received so far, anywhere.
    pub fn heard_at_all(&self) -> usize {
        self.heard.lock().unwrap().values().map(Vec::len).sum()
    }

    /// Forgets what was received.
    pub fn forget(&self) {
        self.heard.lock().unwrap().clear();
    }

    /// Waits until what was received in a place satisfies `enough`.
    pub async fn wait_for(
        &self,
        place: CallerSlot,
        enough: impl Fn(&[Heard]) -> bool,
    ) -> Vec<Heard> {
        let mut inbox = self.inbox.clone();
        let waiting = async {
            loop {
                inbox.mark_unchanged();
                let heard = self.heard(place);
                if enough(&heard) {
                    return heard;
                }
                inbox.changed().await.unwrap();
            }
        };
        within(&format!("enough in {place:?} at caller {}", self.name), waiting).await
    }

    /// Waits until a key frame was asked of the camera `count` times.
    pub async fn asked_for_key_frames(&self, count: u32) {
        let mut asked = self.key_frame_requests.clone();
        within("a request for a key frame", asked.wait_for(|n| *n >= count)).await.unwrap();
    }

    /// The next picture sent to this caller is lost on the way.
    pub fn lose_next_picture_in(&self) {
        self.losses.pictures_in.fetch_add(1, Ordering::Relaxed);
    }

    /// The next picture this caller sends is lost on the way.
    pub fn lose_next_picture_out(&self) {
        self.losses.pictures_out.fetch_add(1, Ordering::Relaxed);
    }

    /// From now on it asks for every packet and a key frame again and again, and claims to have room for everything.
    pub fn lies(&self) {
        self.losses.lies.store(true, Ordering::Relaxed);
    }

    /// How many packets have come, retransmissions too.
    pub fn packets_came(&self) -> u32 {
        self.losses.came.load(Ordering::Relaxed)
    }

    /// How often it was asked for a key frame.
    pub fn times_asked_for_key_frames(&self) -> u32 {
        *self.key_frame_requests.borrow()
    }

    /// Leaves without waiting for anything.
    pub async fn leave(&self) {
        within("leaving", self.connection.close()).await.unwrap();
    }
}

struct Handler {
    state: watch::Sender<RTCPeerConnectionState>,
    gathered: watch::Sender<bool>,
    inbox: Arc<watch::Sender<()>>,
    heard: Arc<Mutex<Inbox>>,
}

#[async_trait::async_trait]
impl PeerConnectionEventHandler for Handler {
    async fn on_ice_gathering_state_change(&self, state: RTCIceGatheringState) {
        if state == RTCIceGatheringState::Complete {
            self.gathered.send_replace(true);
        }
    }

    async fn on_connection_state_change(&self, state: RTCPeerConnectionState) {
        self.state.send_replace(state);
    }

    async fn on_track(&self, track: Arc<dyn TrackRemote>) {
        let (inbox, heard) = (self.inbox.clone(), self.heard.clone());
        tokio::spawn(async move {
            let place = CallerSlot::of(&track.track_id().await);
            while let Some(event) = track.poll().await {
                if let TrackRemoteEvent::OnRtpPacket(packet) = event {
                    heard.lock().unwrap().entry(place).or_default().push(Heard {
                        ssrc: packet.header.ssrc,
                        sequence: packet.header.sequence_number,
                        timestamp: packet.header.timestamp,
                        marker: packet.header.marker,
                        payload: packet.payload,
                        at: Instant::now(),
                    });
                    inbox.send_replace(());
                }
            }
        });
    }
}
