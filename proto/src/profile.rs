//! What differs from body to body, as dated data: limits, times, languages.

use crate::lang::Lang;
use crate::read::Read;
use crate::time::Millis;
use serde::{Deserialize, Serialize};

/// The rules of one body for one kind of meeting. A meeting keeps the profile it was convened with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// For example `security-council-open-vtc`.
    pub id: String,
    /// The date from which this version holds, ISO 8601.
    pub version: String,
    /// What happens to a new request for the floor.
    pub inscription: Inscription,
    /// Speaking limits; the first that matches holds. A pair that none matches has no limit.
    pub limits: Vec<Limit>,
    /// The clock warns when this much is left.
    pub warning: Millis,
    /// What happens when the time is over.
    pub overrun: Overrun,
    /// How long the floor waits for a holder whose connection is lost.
    pub grace: Millis,
    /// How long before the announced start the lobby opens.
    pub lobby_opens_before: Millis,
    /// Requests of one seat that may wait at the same time.
    pub open_requests_per_seat: u8,
    /// The languages of the meeting.
    pub languages: Vec<Lang>,
}

/// How a request enters the speakers' list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(rename_all = "snake_case")]
pub enum Inscription {
    /// At once, in order of arrival, while the list is open.
    Automatic,
    /// When the chair or the secretary accepts it.
    ByChair,
}

/// What the floor is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Read)]
#[serde(rename_all = "snake_case")]
pub enum RequestKind {
    /// A statement, or a briefer's briefing.
    Statement,
}

/// In what quality a seat takes part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Read)]
#[serde(rename_all = "snake_case")]
pub enum SeatKind {
    /// A member of the body.
    Member,
    /// Invited to take part (rule 37).
    Invited,
    /// An observer.
    Observer,
    /// Invited to brief (rule 39).
    Briefer,
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
    /// Speaking time.
    pub time: Millis,
}

/// What happens when a speaker's time is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(rename_all = "snake_case")]
pub enum Overrun {
    /// The clock turns red and counts up; only the chair ends a speech.
    Continue,
    /// The floor is taken back.
    Close,
}

impl Profile {
    /// The speaking limit for a request of `kind` from a seat of `seat_kind`; `None` is no limit.
    #[must_use]
    pub fn limit(&self, kind: RequestKind, seat_kind: SeatKind) -> Option<Millis> {
        let fits = |l: &&Limit| l.kind == kind && l.seat_kind.is_none_or(|k| k == seat_kind);
        self.limits.iter().find(fits).map(|l| l.time)
    }
}

/// The text of the profiles that come with the software, by id.
#[must_use]
pub fn built_in(id: &str) -> Option<&'static str> {
    match id {
        "security-council-open-vtc" => {
            Some(include_str!("../profiles/security-council-open-vtc.json"))
        }
        _ => None,
    }
}
