//! A statement in writing. The journal has what is known of it, and its text by the digest of that.

use crate::digest::Digest;
use crate::id::SeatId;
use crate::lang::Lang;
use crate::read::Read;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// The most versions that one seat sends.
pub const MAX_VERSIONS: u32 = 100;
/// The most delegations for which one speaks.
pub const MAX_BEHALF: usize = 250;

/// What a delegation sends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// Its text, in UTF-8.
    pub text: Digest,
    /// The file that the text was taken out of, if it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<Digest>,
    /// The language of the text.
    pub lang: Lang,
    /// Whether it is spoken too.
    pub manner: Manner,
    /// Who gives it.
    pub name: String,
    /// The office of who gives it; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// The delegations or groups for which it also speaks, as they are to be named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub on_behalf_of: Vec<String>,
    /// Its length in words ([`crate::words`]).
    pub words: u32,
    /// Its length in characters, without white space.
    pub characters: u32,
}

/// Whether a statement is spoken too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(rename_all = "snake_case")]
pub enum Manner {
    /// To be delivered in the meeting.
    Delivered,
    /// In writing only.
    Written,
}

/// One version of a seat's statement, as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct Version {
    /// What was sent.
    pub statement: Statement,
    /// When it came.
    pub at: Timestamp,
    /// It came after the time until which statements are taken.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub late: bool,
    /// What the secretariat said to it.
    pub answer: Answer,
    /// How the compilation calls who gives it, where the secretariat has put that right.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub called: Option<Called>,
}

/// How the compilation calls who gives a statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct Called {
    /// The name.
    pub name: String,
    /// The office; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
}

/// What the secretariat said to a version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(tag = "answer", rename_all = "snake_case", deny_unknown_fields)]
pub enum Answer {
    /// Nothing yet.
    Waits {},
    /// It is the statement of the seat.
    Accepted {},
    /// The seat is to send another.
    Returned {
        /// Why.
        reason: String,
    },
}

/// What a receipt is known by: the seat, and which of its versions; `DNK-2`.
#[must_use]
pub fn receipt(seat: &SeatId, version: u32) -> String {
    format!("{seat}-{version}")
}
