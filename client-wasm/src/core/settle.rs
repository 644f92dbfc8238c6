//! What the client does by itself after every message: shows the camera, reports the microphone of a
//! called seat. And what its media should be.

use crate::core::model::{DeviceState, Model, Place, RtcState, Screen, Sound, Wish};
use crate::core::msg::Effect;
use rostrum_proto::meeting::audio::AudioReport;
use rostrum_proto::meeting::command::Command;
use rostrum_proto::meeting::floor::GrantPhase;
use rostrum_proto::time::{Millis, Timestamp};

/// Between two attempts to turn the camera.
const CAMERA_EVERY: Millis = Millis(2000);
/// Between two certifications of a microphone.
const CERTIFY_EVERY: Millis = Millis::seconds(10);
/// So long the server measures our sound before it is certified.
const TRIAL: Millis = Millis::seconds(4);
/// A level that has changed by less is the same.
const CHANGED_DB: u8 = 8;
/// After this an interrupted media connection is started anew.
const MEDIA_PATIENCE: Millis = Millis(4000);
/// A media connection that does not come up in this time is started anew.
const MEDIA_START: Millis = Millis(12_000);

impl Model {
    /// Commands that follow from how things stand.
    pub(super) fn settle(&mut self, at: Timestamp) -> Vec<Effect> {
        if !self.link.is_up() || self.closed() {
            return vec![];
        }
        if let Place::Lobby(_) = self.place {
            return self.certify(at);
        }
        if self.meeting().is_none() {
            return vec![];
        }
        let now = self.server_time(at);
        let mut effects = Vec::new();
        if let Some(on) = self.camera_to_turn()
            && at.since(self.camera_tried) >= CAMERA_EVERY
            && self.decide(now, &Command::TurnCamera { on }).is_ok()
        {
            self.camera_tried = at;
            effects.extend(self.command(Command::TurnCamera { on }));
        }
        if let Some(report) = self.report_due()
            && self.decide(now, &report).is_ok()
        {
            if let Command::ReportReady { request, ready } = &report {
                self.reported = Some((*request, *ready));
            }
            effects.extend(self.command(report));
        }
        effects
    }

    /// In the lobby a seat's device says how its microphone sounds, and again if that has changed much.
    fn certify(&mut self, at: Timestamp) -> Vec<Effect> {
        let Some(heard) = self.heard.filter(|_| self.seated() && self.is_tried(at)) else {
            return vec![];
        };
        let report = AudioReport {
            level: heard.level,
            noise: heard.noise,
            clipping: heard.clipping,
            // The server fills in what it measures.
            loss: None,
            built_in: self.devices.looks_built_in(),
        };
        let as_before = self.certified.as_ref().is_some_and(|(known, when)| {
            let near = |a: u8, b: u8| a.abs_diff(b) < CHANGED_DB;
            at.since(*when) < CERTIFY_EVERY
                || (near(known.level, report.level)
                    && near(known.noise, report.noise)
                    && known.built_in == report.built_in)
        });
        if as_before {
            return vec![];
        }
        self.certified = Some((report, at));
        self.command(Command::CertifyAudio { report })
    }

    /// The server has measured our sound for long enough, or will not: then it is certified without.
    fn is_tried(&self, at: Timestamp) -> bool {
        let measured = self.media.state == RtcState::Up && at.since(self.media.since) >= TRIAL;
        measured || self.media.refused || self.media.attempt > 0
    }

    fn camera_to_turn(&self) -> Option<bool> {
        let me = self.meeting()?.connections.get(&self.connection?)?;
        let on = self.shows_camera() && self.devices.camera == DeviceState::Live;
        let turning = self.pending.iter().any(|p| matches!(p.command, Command::TurnCamera { .. }));
        (me.camera != on && !turning).then_some(on)
    }

    /// A called seat's device says whether its microphone works, once it knows.
    fn report_due(&self) -> Option<Command> {
        let holder = self.meeting()?.granted_to(self.my_seat()?)?;
        let GrantPhase::Called { ready: known } = holder.grant()?.phase else { return None };
        let ready = match (self.devices.microphone, self.sound) {
            (DeviceState::Asking, _) | (DeviceState::Live, Sound::Unmeasured) => return None,
            (DeviceState::Live, sound) => sound == Sound::Heard,
            (DeviceState::Off | DeviceState::Missing | DeviceState::Refused, _) => false,
        };
        // A second device of the seat without a microphone does not contradict the first.
        let said = self.reported == Some((holder.id, ready)) || (known == Some(true) && !ready);
        let on_its_way =
            self.pending.iter().any(|p| matches!(p.command, Command::ReportReady { .. }));
        let report = Command::ReportReady { request: holder.id, ready };
        (known != Some(ready) && !said && !on_its_way).then_some(report)
    }

    /// Starts failed media anew when its time has come.
    pub(super) fn mend_media(&mut self, at: Timestamp) -> bool {
        let patience = match self.media.state {
            RtcState::Up => return false,
            RtcState::Starting => MEDIA_START,
            RtcState::Interrupted => MEDIA_PATIENCE,
            RtcState::Failed => Millis(500 << self.media.attempt.min(4)),
        };
        let due = self.link.is_up() && self.wish().session.is_some() && !self.media.refused;
        if !due || at.since(self.media.since) < patience {
            return false;
        }
        self.media.attempt += 1;
        self.media.state = RtcState::Starting;
        self.media.since = at;
        true
    }

    /// What the media should be now.
    #[must_use]
    pub fn wish(&self) -> Wish {
        let inside = self.screen == Screen::Inside && !self.closed();
        let Some(connection) = self.connection.filter(|_| inside) else { return Wish::default() };
        if let Place::Lobby(_) = self.place
            && self.seated()
        {
            let session = Some((connection, self.media.attempt));
            return Wish { session, microphone: true, trial: true, ..Wish::default() };
        }
        let Some(meeting) = self.meeting() else { return Wish::default() };
        let me = meeting.connections.get(&connection);
        if me.is_none() {
            return Wish::default();
        }
        Wish {
            session: Some((connection, self.media.attempt)),
            microphone: self.microphone_open(),
            camera: me.is_some_and(|c| c.camera) && self.shows_camera(),
            audio_only: self.service.audio_only.is_some(),
            trial: false,
        }
    }
}
