//! What is told to one delegation alone, beside the feed of its class: its own devices and what is the matter with
//! them. Laid over the view, it makes the rules answer as they do on the server.

use crate::id::{ConnectionId, SeatId};
use crate::meeting::Meeting;
use crate::meeting::audio::AudioReport;
use crate::meeting::booth::signals::{Signal, SlowDown};
use crate::meeting::command::Problem;
use crate::meeting::floor::GrantPhase;
use crate::meeting::presence::Connection;
use crate::meeting::ready::Fault;
use crate::read::Read;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A delegation's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct Own {
    /// The devices of its people who are let in.
    pub devices: Vec<Connection>,
    /// The one that speaks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub live: Option<ConnectionId>,
    /// The one whose microphone is open to preside.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub presiding: Option<ConnectionId>,
    /// The one whose screen is shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub screen: Option<ConnectionId>,
    /// Why it is not heard, if it is called or speaks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<Fault>,
    /// Its microphone as it was certified.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audio: Option<AudioReport>,
    /// A booth asks it to slow down.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slow_down: Option<SlowDown>,
    /// The problem that it reported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
}

impl Own {
    /// What a seat is told of itself.
    #[must_use]
    pub fn of(meeting: &Meeting, seat: &SeatId) -> Self {
        let devices = meeting.connections_of(seat).filter(|c| meeting.is_admitted(&c.participant));
        let devices: Vec<_> = devices.cloned().collect();
        let phase = meeting.granted_to(seat).and_then(|r| r.grant()).map(|grant| &grant.phase);
        let (live, fault) = match phase {
            Some(GrantPhase::Live { connection, fault, .. }) => (Some(*connection), *fault),
            Some(GrantPhase::Called { fault, .. }) => (None, *fault),
            Some(GrantPhase::Interrupted { .. } | GrantPhase::Held { .. }) | None => (None, None),
        };
        let own = |device: &ConnectionId| devices.iter().any(|c| c.id == *device);
        let presiding = meeting.presiding_microphone.filter(own);
        let screen = meeting.presentation.shown().map(|shown| shown.connection).filter(own);
        let state = meeting.seats.get(seat);
        let (audio, problem) = (state.and_then(|s| s.audio), state.and_then(|s| s.problem));
        let slow_down = meeting.slow_down().filter(|_| meeting.speaking() == Some(seat));
        Self { devices, live, presiding, screen, fault, audio, slow_down, problem }
    }

    /// The meeting as the delegation of a seat sees it.
    #[must_use]
    pub fn laid_over(&self, view: &Meeting, seat: &SeatId) -> Meeting {
        let mut meeting = view.clone();
        let stand_ins: Vec<_> = view.connections_of(seat).map(|c| c.id).collect();
        let connections = Arc::make_mut(&mut meeting.connections);
        stand_ins.iter().for_each(|id| drop(connections.remove(id)));
        self.devices.iter().for_each(|device| connections.insert(device.clone()));
        if view.presiding_microphone.is_some_and(|open| stand_ins.contains(&open)) {
            meeting.presiding_microphone = self.presiding;
        }
        if let Some((screen, shown)) = self.screen.zip(meeting.presentation.shown_mut()) {
            shown.connection = screen;
        }
        if let Some(state) = meeting.seats.get_mut(seat) {
            (state.audio, state.problem) = (self.audio, self.problem);
        }
        if let Some(SlowDown { at, booth }) = self.slow_down {
            meeting.note_signal(booth, Signal::SlowDown, at);
        }
        if let Some(request) = view.granted_to(seat).map(|request| request.id) {
            meeting.with_grant(request, |grant| match &mut grant.phase {
                GrantPhase::Live { connection, fault, .. } => {
                    *connection = self.live.unwrap_or(*connection);
                    *fault = self.fault;
                }
                GrantPhase::Called { fault, .. } => *fault = self.fault,
                GrantPhase::Interrupted { .. } | GrantPhase::Held { .. } => {}
            });
        }
        meeting
    }
}
