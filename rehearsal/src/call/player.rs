//! Plays clips into a call, packet by packet, each when it is due. A machine that was too busy catches up, and after more
//! than half a second leaves out what nobody would wait for.

use crate::cast::{Clips, Sound};
use crate::clip::{Picture, VOICE_STEP, Voice};
use crate::packets::{PictureSender, VoiceSender, level};
use rostrum_proto::time::Millis;
use rtc::rtp::extension::HeaderExtension;
use rtc::rtp::extension::audio_level_extension::AudioLevelExtension;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::Instant;
use webrtc::media_stream::track_local::TrackLocal;
use webrtc::media_stream::track_local::static_rtp::TrackLocalStaticRTP;
use webrtc::peer_connection::RTCPeerConnectionState;

/// Steps that are caught up with.
const CATCHES_UP: u64 = 25;
/// Between two key frames that were asked for.
const MIN_BETWEEN_KEYS: Millis = Millis(400);

/// Where it is played.
pub(super) struct Tracks {
    pub(super) microphone: Arc<TrackLocalStaticRTP>,
    pub(super) camera: Option<(Arc<TrackLocalStaticRTP>, Arc<Picture>)>,
    pub(super) ssrc: u32,
}

pub(super) struct Player {
    microphone: Arc<TrackLocalStaticRTP>,
    voice: VoiceSender,
    camera: Option<Camera>,
    clips: Arc<Clips>,
    sounds: watch::Receiver<Option<Sound>>,
    said: Option<(Arc<Voice>, usize)>,
    state: watch::Receiver<RTCPeerConnectionState>,
}

struct Camera {
    track: Arc<TrackLocalStaticRTP>,
    picture: Arc<Picture>,
    sender: PictureSender,
    place: usize,
    due: Millis,
    key_frames: watch::Receiver<u32>,
    last_key: Option<Millis>,
}

impl Player {
    pub(super) fn new(
        tracks: Tracks,
        clips: Arc<Clips>,
        sounds: watch::Receiver<Option<Sound>>,
        key_frames: watch::Receiver<u32>,
        state: watch::Receiver<RTCPeerConnectionState>,
    ) -> Self {
        let Tracks { microphone, camera, ssrc } = tracks;
        // RFC 3550 §5.1: sequences begin anywhere.
        let anywhere = ssrc as u16;
        let camera = camera.map(|(track, picture)| Camera {
            track,
            picture,
            sender: PictureSender::new(ssrc.wrapping_add(1), anywhere, anywhere),
            place: 0,
            due: Millis(0),
            key_frames,
            last_key: None,
        });
        let voice = VoiceSender::new(ssrc, anywhere);
        Self { microphone, voice, camera, clips, sounds, said: None, state }
    }

    /// Until the call ends.
    pub(super) async fn plays(mut self) {
        let is_up = self.state.wait_for(|now| *now == RTCPeerConnectionState::Connected);
        if is_up.await.is_err() {
            return;
        }
        let begin = Instant::now();
        let mut steps = tokio::time::interval(Duration::from_millis(VOICE_STEP.0));
        let mut step = 0;
        loop {
            steps.tick().await;
            let due = begin.elapsed().as_millis() as u64 / VOICE_STEP.0;
            if due > step + CATCHES_UP {
                step = due;
            } else if step > due {
                continue;
            }
            let at = Millis(step * VOICE_STEP.0);
            self.says(at).await;
            if let Some(camera) = &mut self.camera {
                camera.shows(at).await;
            }
            step += 1;
        }
    }

    async fn says(&mut self, at: Millis) {
        if self.sounds.has_changed().unwrap_or(false) {
            let sound = *self.sounds.borrow_and_update();
            self.said = sound.map(|sound| (self.clips.voice(sound), 0));
        }
        let Some((voice, place)) = &mut self.said else { return self.voice.is_silent() };
        let opus = voice.packet(*place);
        *place += 1;
        let level = AudioLevelExtension { level: level(&opus), voice: true };
        let packet = self.voice.says(at, opus);
        let level = [HeaderExtension::AudioLevel(level)];
        // A call that ends says so by its state.
        drop(self.microphone.write_rtp_with_extensions(packet, &level).await);
    }
}

impl Camera {
    async fn shows(&mut self, at: Millis) {
        if at < self.due {
            return;
        }
        self.due = at + self.picture.step();
        let rested = self.last_key.is_none_or(|last| at.0 - last.0 >= MIN_BETWEEN_KEYS.0);
        if rested && self.key_frames.has_changed().unwrap_or(false) {
            self.key_frames.mark_unchanged();
            self.place = self.picture.next_key(self.place);
        }
        let frame = self.picture.frame(self.place);
        if frame.is_key {
            self.last_key = Some(at);
        }
        self.place += 1;
        for packet in self.sender.shows(at, &frame.bytes) {
            drop(self.track.write_rtp(packet).await);
        }
    }
}
