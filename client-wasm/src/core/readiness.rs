//! Whether we can be heard and, if not, why: media up, microphone live, sound heard. What is not known yet is not
//! said.

use crate::core::model::{DeviceState, Model, RtcState, Sound};
use rostrum_proto::id::RequestId;
use rostrum_proto::meeting::floor::GrantPhase;
use rostrum_proto::meeting::ready::Fault;
use rostrum_proto::time::{Millis, Timestamp};

/// How long sound counts after it was heard.
const HEARD_WITHIN: Millis = Millis::seconds(10);
/// How long a called speaker has to say a word before silence is a fault.
const A_WORD: Millis = Millis::seconds(5);
/// How long a media connection may take before it counts as missing.
const MEDIA_COMES: Millis = Millis::seconds(5);
/// Between two reports of one call.
pub(super) const REPORT_EVERY: Millis = Millis::seconds(2);
/// And of the same, when the meeting knows it otherwise.
pub(super) const REPEAT_EVERY: Millis = Millis::seconds(10);

/// Our call, as this page has seen it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Call {
    /// The granted request.
    pub request: RequestId,
    /// This device speaks already.
    pub live: bool,
    /// Since when we know of it, by our clock.
    pub since: Timestamp,
    /// We were heard since then.
    pub heard: bool,
    /// What we last reported of it, and when.
    pub said: Option<(Result<(), Fault>, Timestamp)>,
}

impl Model {
    /// Keeps [`Model::call`] in step with the meeting.
    pub(super) fn note_call(&mut self, at: Timestamp) {
        let called = self.my_seat().and_then(|seat| {
            let request = self.meeting()?.granted_to(seat)?;
            let live = match request.grant()?.phase {
                GrantPhase::Called { .. } => false,
                GrantPhase::Live { connection, .. } if Some(connection) == self.connection => true,
                GrantPhase::Live { .. } | GrantPhase::Interrupted { .. } => return None,
                GrantPhase::Held { .. } => return None,
            };
            Some((request.id, live))
        });
        let known = self.call.filter(|call| Some((call.request, call.live)) == called);
        let fresh = |(request, live)| Call { request, live, since: at, heard: false, said: None };
        self.call = known.or(called.map(fresh));
        if self.sound == Sound::Heard
            && let Some(call) = &mut self.call
        {
            call.heard = true;
        }
    }

    /// Whether we can be heard now; `None` while it is found out.
    #[must_use]
    pub fn readiness(&self, at: Timestamp) -> Option<Result<(), Fault>> {
        match self.devices.microphone {
            DeviceState::Asking => return None,
            DeviceState::Off | DeviceState::Missing | DeviceState::Refused => {
                return Some(Err(Fault::NoMicrophone));
            }
            DeviceState::Muted => return Some(Err(Fault::Muted)),
            DeviceState::Live => {}
        }
        match self.media.state {
            _ if self.media.refused => return Some(Err(Fault::NoMedia)),
            RtcState::Up => {}
            RtcState::Starting
                if self.media.attempt == 0 && at.since(self.media.since) < MEDIA_COMES =>
            {
                return None;
            }
            RtcState::Starting | RtcState::Interrupted | RtcState::Failed => {
                return Some(Err(Fault::NoMedia));
            }
        }
        let recently = self.heard_at.is_some_and(|heard| at.since(heard) < HEARD_WITHIN);
        // Who speaks is heard now or not; who is called has said a word or not.
        match (self.sound, self.call.filter(|call| !call.live)) {
            (Sound::Unmeasured, _) => None,
            (Sound::Heard, _) => Some(Ok(())),
            (Sound::Silent, Some(call)) if call.heard || recently => Some(Ok(())),
            (Sound::Silent, Some(call)) if at.since(call.since) < A_WORD => None,
            (Sound::Silent, None) if recently => Some(Ok(())),
            (Sound::Silent, _) => Some(Err(Fault::Silent)),
        }
    }
}
