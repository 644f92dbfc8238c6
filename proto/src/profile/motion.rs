//! Motions of procedure.

use crate::read::Read;
use serde::{Deserialize, Serialize};

/// A motion. Which of them a body knows, and which comes first, is in its profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Read)]
#[serde(rename_all = "snake_case")]
pub enum Motion {
    /// To suspend the meeting.
    Suspend,
    /// To adjourn the meeting.
    Adjourn,
    /// To adjourn the meeting to a certain day or hour.
    AdjournToTime,
    /// To refer a matter to a committee, the Secretary-General or a rapporteur.
    Refer,
    /// To postpone discussion of the question.
    Postpone,
    /// To introduce an amendment.
    Amend,
    /// To adjourn the debate on the item.
    AdjournDebate,
    /// To close the debate on the item: the list of speakers closes.
    CloseDebate,
}

/// The rule for a motion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct MotionRule {
    /// For this motion.
    pub motion: Motion,
    /// It may be debated. If not, nobody speaks until it is decided.
    pub debate: bool,
    /// The majority that carries it, by name.
    pub majority: String,
}
