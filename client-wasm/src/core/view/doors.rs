//! Whether the public follows, and who may change that.

use crate::core::model::Model;
use crate::core::view::{Action, action};
use rostrum_proto::meeting::command::Command;
use rostrum_proto::meeting::phase::PhaseName;
use rostrum_proto::time::Timestamp;

/// The doors, for who may close and open them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Doors {
    /// They can be closed; that takes a reason.
    pub close: bool,
    /// They can be opened.
    pub open: Option<Action>,
}

/// What we may do with the doors.
#[must_use]
pub fn doors(model: &Model, now: Timestamp) -> Doors {
    let Some(meeting) = model.meeting().filter(|m| m.phase.name() != PhaseName::Closed) else {
        return Doors::default();
    };
    match meeting.private {
        Some(_) => Doors { close: false, open: action(model, now, Command::OpenDoors {}) },
        None => {
            // Any reason will do to ask whether we may.
            let close = Command::CloseDoors { reason: "-".into() };
            Doors { close: model.permitted(now, &close), open: None }
        }
    }
}

/// Whether the meeting is in private; `None` before its opening and after its end.
#[must_use]
pub fn is_private(model: &Model) -> Option<bool> {
    let meeting = model.meeting()?;
    match meeting.phase.name() {
        PhaseName::InSession | PhaseName::Suspended => Some(meeting.private.is_some()),
        PhaseName::Scheduled | PhaseName::Lobby | PhaseName::Closed => {
            meeting.private.as_ref().map(|_| true)
        }
    }
}
