//! What the client does by itself after every message: shows the camera, reports the microphone of a
//! called seat. And what its media should be.

use crate::core::model::{Model, RtcState, Whereabouts};
use crate::core::msg::Effect;
use crate::core::readiness::{self, Call};
use rostrum_proto::meeting::audio::AudioReport;
use rostrum_proto::meeting::command::Command;
use rostrum_proto::meeting::floor::GrantPhase;
use rostrum_proto::meeting::ready::Fault;
use rostrum_proto::time::{Millis, Timestamp};

/// Between two attempts to turn the camera.
const CAMERA_EVERY: Millis = Millis(2000);
/// Between two certifications of a microphone.
const CERTIFY_EVERY: Millis = Millis::seconds(10);
/// How long the server measures our audio before it is certified.
const TRIAL: Millis = Millis::seconds(4);
/// A level that has changed by less counts as the same.
const CHANGED_DB: u8 = 8;
/// Whether who speaks is heard is reported when it has been so for this long.
const TELL_AFTER: Millis = Millis::seconds(3);
/// An interrupted media connection is restarted after this, when another way was not looked for;
const MEDIA_PATIENCE: Millis = Millis(4000);
/// and when it was, after this and some round trips (offer and answer, checks, the first packets).
const SEEKING: Millis = Millis(700);
const SEEKING_ROUND_TRIPS: u64 = 3;
const UNKNOWN_ROUND_TRIP: u64 = 300;
/// A media connection that does not come up in this time is restarted.
const MEDIA_START: Millis = Millis(12_000);

impl Model {
    /// Commands that follow from the present state.
    pub(super) fn settle(&mut self, at: Timestamp) -> Vec<Effect> {
        if !self.link.is_up() || self.closed() {
            return vec![];
        }
        if let Whereabouts::Lobby(_) = self.place {
            return self.certify(at);
        }
        if self.meeting().is_none() {
            return vec![];
        }
        let now = self.server_time(at);
        self.let_go();
        let mut effects = self.follow_relay();
        effects.extend(self.release_screen());
        if let Some(on) = self.camera_to_turn()
            && at.since(self.camera_tried) >= CAMERA_EVERY
            && self.decide(now, &Command::TurnCamera { on }).is_ok()
        {
            self.camera_tried = at;
            effects.extend(self.command(Command::TurnCamera { on }));
        }
        if let Some(report) = self.report_due(at)
            && self.decide(now, &report).is_ok()
        {
            effects.extend(self.command(report));
        }
        effects
    }

    /// In the lobby a seat's device reports how its microphone sounds, and again after a large change.
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

    /// The server has measured our audio for long enough, or will not: then it is certified without.
    fn is_tried(&self, at: Timestamp) -> bool {
        let measured = self.media.state == RtcState::Up && at.since(self.media.since) >= TRIAL;
        measured || self.media.refused || self.media.attempt > 0
    }

    fn camera_to_turn(&self) -> Option<bool> {
        let me = self.meeting()?.connections.get(&self.connection?)?;
        let on = self.shows_camera() && self.devices.camera.is_held();
        let turning = self.pending.iter().any(|p| matches!(p.command, Command::TurnCamera { .. }));
        (me.camera != on && !turning).then_some(on)
    }

    /// A called seat's device reports whether it can be heard, once it knows, and on each change; and whether who speaks
    /// is heard, who may not notice.
    fn report_due(&mut self, at: Timestamp) -> Option<Command> {
        let call = self.call?;
        let grant = self.meeting()?.request(call.request).ok()?.grant()?;
        let known = match grant.phase {
            GrantPhase::Called { ready, fault } => ready.map(|ready| match (ready, fault) {
                (true, _) => Ok(()),
                (false, fault) => Err(fault.unwrap_or(Fault::NoMicrophone)),
            }),
            GrantPhase::Live { fault, .. } => Some(fault.map_or(Ok(()), Err)),
            GrantPhase::Interrupted { .. } | GrantPhase::Held { .. } => return None,
        };
        let heard = self.readiness(at)?;
        if call.live && (known == Some(heard) || !self.microphone_open()) {
            self.unlike_since = None;
            return None;
        }
        // It may be a moment only.
        if call.live && at.since(*self.unlike_since.get_or_insert(at)) < TELL_AFTER {
            return None;
        }
        // A second device of the seat that hears nothing does not contradict the first.
        let contradicts =
            !call.live && call.said.is_none() && known == Some(Ok(())) && heard.is_err();
        let just_said = call.said.is_some_and(|(said, when)| {
            let patience = match said == heard {
                true => readiness::REPEAT_EVERY,
                false => readiness::REPORT_EVERY,
            };
            at.since(when) < patience
        });
        let on_its_way =
            self.pending.iter().any(|p| matches!(p.command, Command::ReportReady { .. }));
        if contradicts || known == Some(heard) || just_said || on_its_way {
            return None;
        }
        self.call = Some(Call { said: Some((heard, at)), ..call });
        let (request, ready) = (call.request, heard.is_ok());
        Some(Command::ReportReady { request, ready, fault: heard.err() })
    }

    /// Restarts failed media when it is due.
    pub(super) fn mend_media(&mut self, at: Timestamp) {
        let patience = match self.media.state {
            RtcState::Up => return,
            RtcState::Starting => MEDIA_START,
            RtcState::Interrupted if self.media.seeks_since.is_some() => self.seeking_takes(),
            RtcState::Interrupted => MEDIA_PATIENCE,
            RtcState::Failed => Millis(500 << self.media.attempt.min(4)),
        };
        let due = self.link.is_up() && self.wish().session.is_some() && !self.media.refused;
        let since = self.media.seeks_since.unwrap_or(self.media.since);
        if !due || at.since(since) < patience {
            return;
        }
        self.media_anew(at);
    }

    /// How long it takes to find another way, where there is one.
    pub(super) fn seeking_takes(&self) -> Millis {
        let round_trip = self.clock.round_trip().unwrap_or(UNKNOWN_ROUND_TRIP);
        SEEKING + Millis(SEEKING_ROUND_TRIPS * round_trip)
    }
}
