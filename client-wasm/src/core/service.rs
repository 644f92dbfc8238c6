//! What this client does for the technicians: names its devices, reports what goes wrong, and does what they
//! ask for, telling its user who asked.

use crate::core::model::{DeviceState, Media, Model, RtcState};
use crate::core::msg::Effect;
use crate::core::text;
use rostrum_proto::id::{CommandId, ConnectionId};
use rostrum_proto::time::{Millis, Timestamp};
use rostrum_proto::wire::ClientMessage;
use rostrum_proto::wire::desk::{Help, LogLevel, MAX_LOG_BYTES};
use rostrum_proto::wire::quality::{DeviceNames, cut};
use std::collections::VecDeque;

/// The most log lines that wait for the connection; the oldest are dropped.
const WAITING: usize = 50;
/// Between two lines, so that the server hears all of them.
const LOG_EVERY: Millis = Millis::seconds(2);
/// How long the user can read why the page is reloaded.
const RELOAD_AFTER: Millis = Millis::seconds(3);

/// The state of these services.
#[derive(Debug, Default)]
pub struct Service {
    /// What was reported of the devices, and on which connection.
    told: Option<(ConnectionId, DeviceNames)>,
    waiting: VecDeque<Line>,
    next_line: Timestamp,
    /// The page is to be reloaded.
    reload_at: Option<Timestamp>,
    /// Who asked for audio only; nobody while video is wanted.
    pub audio_only: Option<String>,
    /// The help request that led to the present media.
    cause: Option<CommandId>,
}

/// A line of the log.
#[derive(Debug)]
struct Line {
    level: LogLevel,
    text: String,
    trace: Option<CommandId>,
}

impl Model {
    /// Writes a line for the technicians: never media, a statement or a token.
    pub(super) fn log(&mut self, level: LogLevel, text: &str, trace: Option<CommandId>) {
        let waiting = &mut self.service.waiting;
        waiting.push_back(Line { level, text: cut(text, MAX_LOG_BYTES), trace });
        while waiting.len() > WAITING {
            waiting.pop_front();
        }
    }

    /// The media of the present session has changed.
    pub(super) fn log_media(&mut self, state: RtcState) {
        let text = match state {
            RtcState::Starting | RtcState::Up => return,
            RtcState::Interrupted => "media interrupted",
            RtcState::Failed => "media failed",
        };
        let trace = self.service.cause.clone();
        self.log(LogLevel::Warn, text, trace);
    }

    /// A device does not work.
    pub(super) fn log_devices(&mut self, new: &crate::core::model::Devices) {
        let lost = |name: &str, before: DeviceState, now: DeviceState| match now {
            DeviceState::Missing if before != now => Some(format!("{name} missing")),
            DeviceState::Refused if before != now => Some(format!("{name} refused by the user")),
            _ => None,
        };
        let lines = [
            lost("microphone", self.devices.microphone, new.microphone),
            lost("camera", self.devices.camera, new.camera),
        ];
        for line in lines.into_iter().flatten() {
            self.log(LogLevel::Warn, &line, None);
        }
    }

    /// A technician asks something of us.
    pub(super) fn asked(
        &mut self,
        at: Timestamp,
        id: CommandId,
        name: String,
        help: Help,
    ) -> Vec<Effect> {
        let lang = self.lang;
        let line = match help {
            Help::Reload => "help: the page is loaded again",
            Help::RestartMedia => "help: media is begun anew",
            Help::AudioOnly => "help: sound only",
            Help::AllMedia => "help: pictures again",
        };
        self.log(LogLevel::Warn, line, Some(id.clone()));
        self.service.cause = Some(id);
        let told = match help {
            Help::Reload => {
                self.service.reload_at = Some(at + RELOAD_AFTER);
                text::helped_reload(lang, &name)
            }
            Help::RestartMedia => {
                self.media_anew(at);
                text::helped_media(lang, &name)
            }
            Help::AudioOnly => {
                self.service.audio_only = Some(name.clone());
                self.media_anew(at);
                text::helped_audio(lang, &name)
            }
            Help::AllMedia => {
                self.all_media(at);
                text::helped_all(lang, &name)
            }
        };
        self.tell(told);
        vec![]
    }

    /// Whether our camera is to be on: its user wants it, our network carries it, and nobody has asked for audio only.
    #[must_use]
    pub fn shows_camera(&self) -> bool {
        self.camera_wanted && self.service.audio_only.is_none() && self.uplink.carries_picture()
    }

    /// Video again, if it was turned off. A camera that its user has turned off stays off.
    pub(super) fn all_media(&mut self, at: Timestamp) {
        if self.service.audio_only.take().is_some() {
            self.media_anew(at);
        }
    }

    /// What is due for the technicians.
    pub(super) fn serve(&mut self, at: Timestamp) -> Vec<Effect> {
        let mut effects = Vec::new();
        if self.service.reload_at.is_some_and(|due| due <= at) {
            self.service.reload_at = None;
            effects.push(Effect::Reload);
        }
        // Of the public the technicians know nothing.
        let told = self.link.is_up() && !self.is_viewer();
        let Some(connection) = self.connection.filter(|_| told) else {
            return effects;
        };
        if let Some(devices) = self.device_names() {
            let told = Some((connection, devices.clone()));
            if self.service.told != told {
                self.service.told = told;
                effects.push(Effect::Send(ClientMessage::Devices { devices }));
            }
        }
        if self.service.next_line <= at
            && let Some(Line { level, text, trace }) = self.service.waiting.pop_front()
        {
            self.service.next_line = at + LOG_EVERY;
            effects.push(Effect::Send(ClientMessage::Log { level, text, trace }));
        }
        effects
    }

    /// The names of the devices in use, once that is decided.
    fn device_names(&self) -> Option<DeviceNames> {
        let devices = &self.devices;
        let asking = |state| matches!(state, DeviceState::Off | DeviceState::Asking);
        if !self.has_devices() || asking(devices.microphone) || asking(devices.camera) {
            return None;
        }
        let name = |all: &[crate::core::model::Device], id: &str, state| {
            let found = all.iter().find(|device| device.id == id);
            let live = found.filter(|_| state == DeviceState::Live);
            live.map(|device| device.label.clone()).unwrap_or_default()
        };
        let names = DeviceNames {
            microphone: name(&devices.microphones, &devices.microphone_id, devices.microphone),
            camera: name(&devices.cameras, &devices.camera_id, devices.camera),
        };
        Some(names.cut())
    }

    /// The next session of media, of which nothing is known yet.
    pub(super) fn media_anew(&mut self, at: Timestamp) {
        let attempt = self.media.attempt + 1;
        self.media = Media { attempt, since: at, ..Media::default() };
    }
}
