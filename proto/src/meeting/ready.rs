//! Whether a called seat can be heard, as its own device says: before it begins, so that nobody speaks to a silent
//! hall.

use crate::id::RequestId;
use crate::meeting::Meeting;
use crate::meeting::event::Event;
use crate::meeting::floor::GrantPhase;
use crate::meeting::refusal::Refusal;
use crate::read::Read;
use serde::{Deserialize, Serialize};

/// Why a called seat cannot be heard.
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
}

impl Meeting {
    pub(super) fn report_ready(
        &self,
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
            Some(GrantPhase::Live { .. } | GrantPhase::Interrupted { .. }) => request.refuse(),
            Some(GrantPhase::Held { .. }) | None => request.refuse(),
        }
    }
}
