//! What was done by mistake and can be undone: for a moment the undo is shown beside it.

use crate::core::model::Model;
use crate::core::names;
use crate::core::text;
use crate::core::view::{Action, action};
use rostrum_proto::id::{RequestId, SeatId};
use rostrum_proto::meeting::Meeting;
use rostrum_proto::meeting::command::Command;
use rostrum_proto::meeting::event::Event;
use rostrum_proto::meeting::floor::RevokeReason;
use rostrum_proto::profile::RequestKind;
use rostrum_proto::time::{Millis, Timestamp};

/// How long the undo is offered.
const OFFERED: Millis = Millis::seconds(10);
/// The order of a list that somebody made.
const IMPORTED: &str = "imported";
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
        // What puts an order back is itself a list that is imported.
        Event::ListArranged { order, .. } => order != IMPORTED,
        _ => false,
    }
}

/// The seats in the order of the list.
#[must_use]
pub fn order(meeting: &Meeting) -> Vec<SeatId> {
    let seat = |request: &RequestId| Some(meeting.request(*request).ok()?.beneficiary.clone());
    meeting.speakers.iter().filter_map(seat).collect()
}

/// The undo, for those who may use it.
#[must_use]
pub fn undo(model: &Model, now: Timestamp) -> Option<Undo> {
    place(model, now).or_else(|| order_before(model, now))
}

/// For how many milliseconds more it is offered.
fn left(now: Timestamp, at: Timestamp) -> Option<u64> {
    OFFERED.0.checked_sub(now.since(at).0).filter(|left| *left > 0)
}

/// The order that the list had before it was arranged.
fn order_before(model: &Model, now: Timestamp) -> Option<Undo> {
    let (before, at) = model.order_before.as_ref()?;
    let left = left(now, *at)?;
    let meeting = model.meeting()?;
    let waits = |seat: &&SeatId| meeting.waiting(seat, RequestKind::Statement).is_some();
    let seats: Vec<_> = before.iter().filter(waits).cloned().collect();
    if order(meeting).starts_with(&seats) {
        return None;
    }
    let action = action(model, now, Command::ImportList { seats })?;
    action.reason.is_none().then(|| Undo {
        line: text::list_was_arranged(model.lang).to_owned(),
        label: text::restore_order(model.lang).to_owned(),
        action,
        left: left.div_ceil(1000),
    })
}

fn place(model: &Model, now: Timestamp) -> Option<Undo> {
    let (request, at) = model.ended?;
    let left = left(now, at)?;
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
