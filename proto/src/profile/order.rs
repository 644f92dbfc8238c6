//! How a speakers' list can be arranged: groups of seats one after another, each sorted by criteria.

use super::request::SeatKind;
use crate::lang::LocalText;
use crate::read::Read;
use serde::{Deserialize, Serialize};

/// An order of speakers. Entries that no group takes come last, as they stood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct Order {
    /// Its name in the profile.
    pub id: String,
    /// Its name for people.
    pub name: LocalText,
    /// One after another; a seat belongs to the first that takes it.
    pub groups: Vec<Group>,
}

/// Seats that speak together, one after the other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Of these kinds; of any kind if empty.
    #[serde(default)]
    pub seats: Vec<SeatKind>,
    /// Only the presiding seat, or every other one; any if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub presiding: Option<bool>,
    /// Sorted by the first criterion, what is equal by the next, and so on.
    pub by: Vec<Criterion>,
}

/// By what seats are sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(rename_all = "snake_case")]
pub enum Criterion {
    /// The rank of who speaks, the highest first.
    Rank,
    /// A draw; its seed is journaled.
    Lot,
    /// The order in which they asked.
    Inscription,
    /// English alphabetical order, by the sort key.
    Alphabetical,
    /// As prepared before the meeting.
    Prepared,
}
