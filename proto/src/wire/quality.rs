//! How well a connection's media travels, as technicians are told.

use crate::id::{ConnectionId, ParticipantId, SeatId};
use crate::line;
use crate::read::Read;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// The longest device name that the server keeps, in bytes.
pub const MAX_DEVICE_NAME_BYTES: usize = 96;

/// The state of one connection over the last two seconds. Its socket is open: others are not named.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct ConnectionQuality {
    /// The device.
    pub connection: ConnectionId,
    /// The person.
    pub participant: ParticipantId,
    /// The seat, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seat: Option<SeatId>,
    /// Since when its socket is open.
    pub socket_since: Timestamp,
    /// How far its media has come.
    pub media: MediaState,
    /// The way that it takes, once there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub way: Option<Way>,
    /// How well it travels, if it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<Grade>,
    /// What it says of its camera and microphone, once it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub devices: Option<DeviceNames>,
    /// What it was heard and seen in.
    pub codecs: Vec<Codec>,
    /// Round-trip time in milliseconds, once measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub round_trip_ms: Option<f32>,
    /// Jitter of what comes from the client in milliseconds (RFC 3550 §6.4.1), once measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jitter_ms: Option<f32>,
    /// Lost packets from the client, 0 to 1.
    pub loss_up: f32,
    /// Lost packets to the client, 0 to 1.
    pub loss_down: f32,
    /// Bits a second from the client.
    pub bits_up: u64,
    /// Bits a second to the client.
    pub bits_down: u64,
    /// Pictures a second from the client's camera.
    pub frame_rate: f32,
    /// The loudest that its microphone was, in -dBov: 0 is loudest, 127 is silence (RFC 6464).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audio_level: Option<u8>,
    /// Bits a second that its network carries to it, once something was in the way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit_down: Option<u64>,
    /// Pictures that are not sent to it because they do not fit.
    #[serde(default, skip_serializing_if = "LeftOut::is_nothing")]
    pub left_out: LeftOut,
    /// Packets sent by the client that the meeting does not forward.
    pub packets_dropped: u64,
}

/// How far the media of a connection has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(rename_all = "snake_case")]
pub enum MediaState {
    /// No offer yet, or it was refused.
    #[default]
    None,
    /// The offer was answered; no path is found yet (ICE, RFC 8445).
    Checking,
    /// A path is found; the keys are being agreed (DTLS-SRTP, RFC 5764).
    Handshaking,
    /// It flows.
    Up,
    /// It failed, ended or fell silent.
    Down,
}

/// The way that media takes between a client and the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// Over UDP.
    Udp,
    /// Over TCP (RFC 6544): nothing else passes, and what is lost holds up what follows.
    Tcp,
    /// By a relay (TURN, RFC 8656).
    Relay,
}

/// Pictures that a connection is not sent, so that its sound comes through.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct LeftOut {
    /// The floor's.
    pub floor: bool,
    /// The presiding officer's.
    pub chair: bool,
    /// The screen that is shown.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub presentation: bool,
    /// Those of the seats.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub gallery: bool,
}

impl LeftOut {
    /// Everything is sent.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

/// How well media travels, by the rules of the alarms: poor is what raises one when it lasts, fair what would
/// not clear it.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Read,
)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// Nothing to do.
    #[default]
    Good,
    /// Watch it.
    Fair,
    /// Call them.
    Poor,
}

/// The names of the devices in use, as the browser gives them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct DeviceNames {
    /// Empty if there is none.
    pub microphone: String,
    /// Empty if there is none.
    pub camera: String,
}

/// A codec.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(rename_all = "snake_case")]
pub enum Codec {
    /// Sound, RFC 7587.
    Opus,
    /// Pictures, RFC 7741.
    Vp8,
}

impl ConnectionQuality {
    /// An open socket without media.
    #[must_use]
    pub fn silent(connection: ConnectionId) -> Self {
        Self {
            connection,
            participant: ParticipantId::nobody(),
            seat: None,
            socket_since: Timestamp(0),
            media: MediaState::None,
            way: None,
            grade: None,
            devices: None,
            codecs: Vec::new(),
            round_trip_ms: None,
            jitter_ms: None,
            loss_up: 0.0,
            loss_down: 0.0,
            bits_up: 0,
            bits_down: 0,
            frame_rate: 0.0,
            audio_level: None,
            limit_down: None,
            left_out: LeftOut::default(),
            packets_dropped: 0,
        }
    }

    /// Its media flows.
    #[must_use]
    pub fn is_up(&self) -> bool {
        self.media == MediaState::Up
    }

    /// Lost packets in the worse direction, 0 to 1.
    #[must_use]
    pub fn loss(&self) -> f32 {
        self.loss_up.max(self.loss_down)
    }
}

impl DeviceNames {
    /// The names cut to what is kept, without control characters.
    #[must_use]
    pub fn cut(self) -> Self {
        let cut = |name: String| cut(&name, MAX_DEVICE_NAME_BYTES);
        Self { microphone: cut(self.microphone), camera: cut(self.camera) }
    }
}

/// A text from outside in one line of at most so many bytes.
#[must_use]
pub fn cut(text: &str, most: usize) -> String {
    let mut cut = String::new();
    for c in text.chars() {
        // Nor may it turn the direction of what stands around it.
        let c = if line::breaks(c) { ' ' } else { c };
        if cut.len() + c.len_utf8() > most {
            break;
        }
        cut.push(c);
    }
    cut
}
