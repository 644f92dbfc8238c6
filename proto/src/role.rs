//! The part that a person plays in a meeting.

use crate::read::Read;
use serde::{Deserialize, Serialize};

/// A participant's one role. What a role may ask for is in `meeting::authority` and nowhere else.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Read,
)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Presides.
    Chair,
    /// May preside in the chair's place; until then a delegate of the seat.
    DeputyChair,
    /// Prepares the lists for the chair and keeps the record.
    Secretary,
    /// Speaks for a seat.
    Delegate,
    /// Works in a booth.
    Interpreter,
    /// Admits, tests, routes, and watches the journal; no procedural power.
    Technician,
    /// Reads the record.
    Reporter,
    /// Watches.
    Viewer,
}
