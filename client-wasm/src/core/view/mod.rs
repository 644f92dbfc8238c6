//! What the screens show: small values that are compared, so that only changes are redrawn.

pub mod admissions;
pub mod afterwards;
pub mod alarms;
pub mod attention;
pub mod bar;
pub mod booth;
pub mod business;
pub mod chair;
pub mod channel;
pub mod compiling;
pub mod devices;
pub mod documents;
pub mod doors;
pub mod feeds;
pub mod grade;
pub mod heard;
pub mod journal;
pub mod network;
pub mod offers;
pub mod prepare;
pub mod presenting;
pub mod prompt;
pub mod quality;
pub mod recording;
pub mod secret;
pub mod spark;
pub mod speakers;
pub mod stage;
pub mod story;
pub mod table;
pub mod undo;
pub mod voices;
pub mod vote;
pub mod words;

use crate::core::model::Model;
use crate::core::refusal;
use rostrum_proto::meeting::command::Command;
use rostrum_proto::time::Timestamp;

/// A button: what it asks for, and whether that would be granted now.
#[derive(Clone, Debug, PartialEq)]
pub struct Action {
    /// What to ask for.
    pub command: Command,
    /// Why it would be declined now; `None` if it would be granted.
    pub reason: Option<String>,
    /// On its way.
    pub busy: bool,
}

/// A button, if our role may ask for this at all.
#[must_use]
pub fn action(model: &Model, now: Timestamp, command: Command) -> Option<Action> {
    if !model.permitted(now, &command) {
        return None;
    }
    let refusal = model.decide(now, &command).err();
    let reason = refusal.map(|r| refusal::sentence(model.meeting(), &r, model.lang));
    let busy = model.is_pending(&command);
    Some(Action { command, reason, busy })
}

/// As [`action`]; nothing if it is so already.
#[must_use]
pub fn useful_action(model: &Model, now: Timestamp, command: Command) -> Option<Action> {
    let useful = model.decide(now, &command).map_or(true, |events| !events.is_empty());
    if useful { action(model, now, command) } else { None }
}
