//! Whether a called seat can be heard, as its own device says, before it begins, so that nobody speaks to a silent
//! hall; and whether who speaks is heard, as the device says and media measures.

use crate::id::{ConnectionId, RequestId};
use crate::meeting::Meeting;
use crate::meeting::command::Actor;
use crate::meeting::event::Event;
use crate::meeting::floor::GrantPhase;
use crate::meeting::refusal::Refusal;
use crate::read::Read;
use serde::{Deserialize, Serialize};

/// Why a seat cannot be heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Read)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// The device has no working microphone, or is not allowed to use it.
    NoMicrophone,
    /// The operating system or a switch of the microphone mutes it.
    Muted,
    /// Nothing but silence was heard.
    Silent,
    /// Its audio does not reach the server.
    NoMedia,
    /// Not told: that it is not heard is for everybody to know, why is for its own delegation and for officers.
    Untold,
}

impl Meeting {
    pub(super) fn report_ready(
        &self,
        actor: &Actor,
        id: RequestId,
        ready: bool,
        fault: Option<Fault>,
    ) -> Result<Vec<Event>, Refusal> {
        let request = self.request(id)?;
        // Who is ready has no fault.
        let fault = fault.filter(|_| !ready);
        match request.grant().map(|g| &g.phase) {
            Some(GrantPhase::Called { ready: known, fault: named })
                if (*known, *named) == (Some(ready), fault) =>
            {
                Ok(vec![])
            }
            Some(GrantPhase::Called { .. }) => {
                Ok(vec![Event::FloorReady { request: id, ready, fault }])
            }
            // Only the device that speaks knows whether it does.
            Some(GrantPhase::Live { connection, .. }) if *connection == actor.connection => {
                Ok(self.speaker_is_heard(*connection, fault))
            }
            Some(GrantPhase::Live { .. } | GrantPhase::Interrupted { .. }) => request.refuse(),
            Some(GrantPhase::Held { .. }) | None => request.refuse(),
        }
    }

    /// Whether the device that speaks is heard has changed.
    pub(super) fn speaker_is_heard(
        &self,
        device: ConnectionId,
        fault: Option<Fault>,
    ) -> Vec<Event> {
        let changed = self.granted().filter(|request| {
            request.grant().is_some_and(|grant| match grant.phase {
                GrantPhase::Live { connection, fault: known, .. } => {
                    connection == device && known != fault
                }
                GrantPhase::Called { .. } | GrantPhase::Interrupted { .. } => false,
                GrantPhase::Held { .. } => false,
            })
        });
        changed
            .map(|request| Event::FloorReady { request: request.id, ready: fault.is_none(), fault })
            .collect()
    }

    pub(super) fn heard(&mut self, id: RequestId, ready: bool, fault: Option<Fault>) {
        self.with_grant(id, |grant| match &mut grant.phase {
            GrantPhase::Live { fault: known, .. } => *known = fault,
            phase => *phase = GrantPhase::Called { ready: Some(ready), fault },
        });
    }
}
