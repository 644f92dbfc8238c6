//! What was done by mistake and can be undone: for a moment the undo is shown beside it.

use crate::core::model::Model;
use crate::core::names;
use crate::core::text;
use crate::core::view::{Action, action};
use rostrum_proto::meeting::command::Command;
use rostrum_proto::meeting::event::Event;
use rostrum_proto::meeting::floor::RevokeReason;
use rostrum_proto::time::{Millis, Timestamp};

/// How long the undo is offered.
const OFFERED: Millis = Millis::seconds(10);
/// A statement that ended this early may have ended by mistake.
const BY_A_SLIP: Millis = Millis::seconds(15);

/// The way back.
#[derive(Clone, Debug, PartialEq)]
pub struct Undo {
    /// What happened.
    pub line: String,
    /// "Restore France's place".
    pub label: String,
    /// Restores it.
    pub action: Action,
    /// Seconds for which it is still offered.
    pub left: u64,
}

/// Whether an event may be a mistake worth undoing.
#[must_use]
pub fn may_be_a_slip(event: &Event) -> bool {
    match event {
        Event::FloorRevoked { reason, .. } => *reason == RevokeReason::ByChair,
        Event::FloorReleased { spoken, .. } => *spoken < BY_A_SLIP,
        Event::FloorDenied { .. } | Event::FloorCancelled { .. } => true,
        _ => false,
    }
}

/// The undo, for those who may use it.
#[must_use]
pub fn undo(model: &Model, now: Timestamp) -> Option<Undo> {
    let (request, at) = model.ended?;
    let left = OFFERED.0.checked_sub(now.since(at).0).filter(|left| *left > 0)?;
    let action = action(model, now, Command::RestorePlace { request })?;
    if action.reason.is_some() {
        return None;
    }
    let meeting = model.meeting()?;
    let seat = names::seat(meeting, &meeting.request(request).ok()?.beneficiary, model.lang).text;
    Some(Undo {
        line: text::place_given_up(model.lang, &seat),
        label: text::restore_place(model.lang, &seat),
        action,
        left: left.div_ceil(1000),
    })
}
