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

/// The way back from what happened at a time: offered for a moment, to whoever may go it.
fn offered(
    model: &Model,
    now: Timestamp,
    at: Timestamp,
    command: Command,
    words: (String, String),
) -> Option<Undo> {
    let left = OFFERED.0.checked_sub(now.since(at).0).filter(|left| *left > 0)?;
    let action = action(model, now, command).filter(|action| action.reason.is_none())?;
    let (line, label) = words;
    Some(Undo { line, label, action, left: left.div_ceil(1000) })
}

/// The order that the list had before it was arranged.
fn order_before(model: &Model, now: Timestamp) -> Option<Undo> {
    let (before, at) = model.order_before.as_ref()?;
    let meeting = model.meeting()?;
    let waits = |seat: &&SeatId| meeting.waiting(seat, RequestKind::Statement).is_some();
    let seats: Vec<_> = before.iter().filter(waits).cloned().collect();
    if order(meeting).starts_with(&seats) {
        return None;
    }
    let (line, label) = (text::list_was_arranged(model.lang), text::restore_order(model.lang));
    let words = (line.to_owned(), label.to_owned());
    offered(model, now, *at, Command::ImportList { seats }, words)
}

/// The place of a seat that has lost it.
fn place(model: &Model, now: Timestamp) -> Option<Undo> {
    let (request, at) = model.ended?;
    let meeting = model.meeting()?;
    let seat = names::seat(meeting, &meeting.request(request).ok()?.beneficiary, model.lang).text;
    let words = (text::place_given_up(model.lang, &seat), text::restore_place(model.lang, &seat));
    offered(model, now, at, Command::RestorePlace { request }, words)
}
