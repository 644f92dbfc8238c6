//! What the floor is asked for, by whom, how often and for how long.

use crate::read::Read;
use crate::time::Millis;
use serde::{Deserialize, Serialize};

/// What the floor is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Read)]
#[serde(rename_all = "snake_case")]
pub enum RequestKind {
    /// A statement, a briefer's briefing, or an explanation of vote.
    Statement,
    /// A reply to what was said of the delegation.
    RightOfReply,
    /// That the rules are not being kept: heard at once, ruled on at once.
    PointOfOrder,
    /// A motion of procedure.
    Motion,
}

/// In what quality a seat takes part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Read)]
#[serde(rename_all = "snake_case")]
pub enum SeatKind {
    /// A member of the body.
    Member,
    /// Invited to take part.
    Invited,
    /// An observer.
    Observer,
    /// Invited to brief.
    Briefer,
    /// Sends a statement in writing and does not speak.
    Writer,
}

impl SeatKind {
    /// Whether it sits at the table, and is called by its name there.
    #[must_use]
    pub fn sits_at_table(self) -> bool {
        match self {
            Self::Member | Self::Invited | Self::Observer | Self::Briefer => true,
            Self::Writer => false,
        }
    }
}

/// How a request enters its list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(rename_all = "snake_case")]
pub enum Inscription {
    /// At once, in order of arrival.
    Automatic,
    /// When the chair or the secretary accepts it.
    ByChair,
}

/// The rule for one kind of request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct RequestRule {
    /// For this kind.
    pub kind: RequestKind,
    /// How it enters its list. Points of order and motions have none: the chair hears them.
    pub inscription: Inscription,
    /// Seats of these kinds may ask.
    pub seats: Vec<SeatKind>,
    /// Also while the list is closed.
    pub when_list_closed: bool,
    /// So many of one seat may wait at the same time.
    pub waiting: u8,
    /// So many may one seat have in the meeting; absent means any number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_seat: Option<u8>,
}

/// A speaking limit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// For requests of this kind.
    pub kind: RequestKind,
    /// From seats of this kind; any seat if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seat_kind: Option<SeatKind>,
    /// For a seat's so-manieth request of the kind, from 1; any if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nth: Option<u8>,
    /// Speaking time.
    pub time: Millis,
}
