//! How the floor is given.

use crate::read::Read;
use serde::{Deserialize, Serialize};

/// Open microphones at most, besides the presiding officer's: a connection receives four voices.
pub const MAX_MICROPHONES: u8 = 3;

/// How the floor is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(tag = "policy", rename_all = "snake_case", deny_unknown_fields)]
pub enum Policy {
    /// The chair calls the next.
    Moderated {},
    /// Whoever finishes makes way for the next of the list.
    Queue {},
    /// A request is granted at once, while there is a microphone for it.
    Open {
        /// So many seats speak at the same time.
        microphones: u8,
        /// When all are taken, the one that has the floor longest loses it.
        overriding: bool,
    },
}

impl Policy {
    /// So many seats may have the floor at the same time, interrupted ones not counted.
    #[must_use]
    pub fn microphones(self) -> u8 {
        match self {
            Policy::Moderated {} | Policy::Queue {} => 1,
            Policy::Open { microphones, .. } => microphones,
        }
    }
}
