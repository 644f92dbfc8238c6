//! Written statements: how long, until when they are corrected, and who has them beforehand.

use crate::read::Read;
use serde::{Deserialize, Serialize};

/// The rule for statements in writing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct StatementRule {
    /// About so long, in what is counted. More is said, and taken.
    pub about: u32,
    /// What is counted.
    pub counted: Counted,
    /// When those who interpret and report have the text of who speaks.
    pub to_booths: ToBooths,
    /// So many working days after the meeting corrections are taken.
    pub corrections: u8,
}

/// What the length of a text is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(rename_all = "snake_case")]
pub enum Counted {
    /// Words ([`crate::words`]).
    Words,
    /// Characters.
    Characters,
}

/// When those who interpret and report have an accepted text that is to be delivered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(rename_all = "snake_case")]
pub enum ToBooths {
    /// Once it is accepted.
    Accepted,
    /// Once its speaker is next.
    Next,
}
