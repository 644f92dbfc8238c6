//! One line of the journal.

use crate::meeting::command::Cause;
use crate::meeting::event::Event;
use crate::read::Read;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// One line of the journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// Counted from 1 in each meeting, without gaps.
    pub seq: u64,
    /// When the server decided it.
    pub at: Timestamp,
    /// The command behind it; absent if the server itself noticed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Cause>,
    /// What happened.
    pub event: Event,
}

impl Event {
    /// Whether the event can only close microphones, cameras and screens, never open one: such an event acts before
    /// it is on disk.
    #[must_use]
    pub fn closes(&self) -> bool {
        matches!(
            self,
            Event::MeetingClosed {}
                | Event::DoorsClosed { .. }
                | Event::MeetingSuspended { .. }
                | Event::FloorInterrupted { .. }
                | Event::ConnectionClosed { .. }
                | Event::ParticipantExpelled { .. }
                | Event::FloorHeld { .. }
                | Event::FloorReturned { .. }
                | Event::FloorReleased { .. }
                | Event::FloorRevoked { .. }
                | Event::MicrophoneClosed { .. }
                | Event::MicrophoneSilenced { .. }
                | Event::SeatsMuted { .. }
                | Event::CameraTurned { on: false, .. }
                | Event::InterpreterOffAir { .. }
                | Event::PresentationStopped { .. }
                | Event::PresentationEnded { .. }
                | Event::GalleryShown { shown: false }
        )
    }
}
