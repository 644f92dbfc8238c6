//! A call: the media session of one person with the server. It sends a voice and a picture and receives nothing.
//!
//! Life: [`Call::offer`] gives what is sent to the server, [`Call::accept`] takes its answer. From then on the picture
//! is shown all the time, and what is heard is what [`Call::says`] said last. A call that is dropped ends.

pub mod codecs;
mod ear;
mod player;

use crate::cast::{Clips, Sound};
use crate::clip::Picture;
use anyhow::Context;
use codecs::{engine, opus, track, vp8};
use ear::Ear;
use player::{Player, Tracks};
use rtc::ice::mdns::MulticastDnsMode;
use rtc::interceptor::{Registry, Slot};
use rtc::peer_connection::configuration::interceptor_registry::{
    configure_nack, configure_rtcp_reports,
};
use rtc::peer_connection::configuration::setting_engine::SettingEngineBuilder;
use rtc::rtp_transceiver::rtp_sender::RtpCodecKind;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use webrtc::media_stream::track_local::TrackLocal;
use webrtc::peer_connection::{
    PeerConnection, PeerConnectionBuilder, PeerConnectionEventHandler, RTCIceGatheringState,
    RTCPeerConnectionState, RTCSessionDescription,
};

/// How long an offer may take to be made.
const GATHERING: Duration = Duration::from_secs(10);

const NEXT_TO_THE_NETWORK: usize = 1;

/// A media session.
pub struct Call {
    connection: Arc<dyn PeerConnection>,
    state: watch::Receiver<RTCPeerConnectionState>,
    sound: watch::Sender<Option<Sound>>,
    player: JoinHandle<()>,
}

/// What is sent to the server.
#[derive(Clone, Debug)]
pub struct Offer {
    /// SDP.
    pub sdp: String,
    /// What its sections are for.
    pub sections: Vec<String>,
}

/// How a call goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// It is being made.
    Begins,
    /// Media flows.
    Up,
    /// The server answers no more: make another.
    Lost,
}

impl Call {
    /// A call with a microphone, and a camera if there is a picture; and its offer. `ssrc` is the first of two numbers.
    ///
    /// # Errors
    /// There is no network.
    pub async fn offer(
        clips: Arc<Clips>,
        picture: Option<Arc<Picture>>,
        ssrc: u32,
    ) -> anyhow::Result<(Self, Offer)> {
        let (state_in, state) = watch::channel(RTCPeerConnectionState::New);
        let (gathered_in, mut gathered) = watch::channel(false);
        let (asked, key_frames) = watch::channel(0);
        let mut engine = engine()?;
        let registry = configure_nack(configure_rtcp_reports(Registry::new()), &mut engine)
            .with(Slot::from(NEXT_TO_THE_NETWORK), Ear::new(asked));
        let settings = SettingEngineBuilder::new()
            .with_multicast_dns_mode(MulticastDnsMode::Disabled)
            .with_include_loopback_candidate(true)
            .build();
        let connection: Arc<dyn PeerConnection> = Arc::new(
            PeerConnectionBuilder::new()
                .with_media_engine(engine)
                .with_interceptor_registry(registry)
                .with_setting_engine(settings)
                .with_handler(Arc::new(Handler { state: state_in, gathered: gathered_in }))
                .with_udp_addrs(vec!["0.0.0.0:0".to_owned()])
                .build()
                .await
                .context("making a call")?,
        );
        let microphone = track("microphone", RtpCodecKind::Audio, opus(), ssrc);
        let camera = picture.map(|picture| {
            (track("camera", RtpCodecKind::Video, vp8(), ssrc.wrapping_add(1)), picture)
        });
        let cameras = camera.iter().map(|(track, _)| track);
        for track in std::iter::once(&microphone).chain(cameras) {
            let way = codecs::one_way(track).await;
            let track = Arc::clone(track) as Arc<dyn TrackLocal>;
            connection.add_transceiver_from_track(track, Some(way)).await?;
        }
        let mut sections = vec!["microphone".to_owned()];
        sections.extend(camera.as_ref().map(|_| "camera".to_owned()));
        let offer = connection.create_offer(None).await?;
        connection.set_local_description(offer).await?;
        let gathering = gathered.wait_for(|done| *done);
        tokio::time::timeout(GATHERING, gathering).await.context("making an offer")??;
        let sdp = connection.local_description().await.context("an offer is there")?.sdp;
        let (sound, sounds) = watch::channel(None);
        let tracks = Tracks { microphone, camera, ssrc };
        let player = Player::new(tracks, clips, sounds, key_frames, state.clone());
        let player = tokio::spawn(player.plays());
        Ok((Self { connection, state, sound, player }, Offer { sdp, sections }))
    }

    /// Takes the server's answer.
    ///
    /// # Errors
    /// It does not fit the offer.
    pub async fn accept(&self, sdp: String) -> anyhow::Result<()> {
        let answer = RTCSessionDescription::answer(sdp)?;
        Ok(self.connection.set_remote_description(answer).await?)
    }

    /// What is heard from now on.
    pub fn says(&self, sound: Option<Sound>) {
        self.sound.send_if_modified(|known| std::mem::replace(known, sound) != sound);
    }

    /// How it goes.
    #[must_use]
    pub fn progress(&self) -> Progress {
        match *self.state.borrow() {
            RTCPeerConnectionState::Connected => Progress::Up,
            RTCPeerConnectionState::Disconnected
            | RTCPeerConnectionState::Failed
            | RTCPeerConnectionState::Closed => Progress::Lost,
            _ => Progress::Begins,
        }
    }

    /// Ends it.
    pub async fn ends(self) {
        self.player.abort();
        // There is nobody to be told if it cannot be ended well.
        drop(self.connection.close().await);
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        self.player.abort();
    }
}

struct Handler {
    state: watch::Sender<RTCPeerConnectionState>,
    gathered: watch::Sender<bool>,
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
}
