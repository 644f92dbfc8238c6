//! The moments at which the presiding officer says something prescribed.

use crate::read::Read;
use serde::{Deserialize, Serialize};

/// A moment of a meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Read)]
#[serde(rename_all = "snake_case")]
pub enum Moment {
    /// The meeting opens.
    Open,
    /// A seat is given the floor.
    GiveFloor,
    /// A person is given the floor by name.
    GiveFloorPerson,
    /// The presiding officer speaks for their own country.
    National,
    /// After a statement.
    Thanks,
    /// After a briefing.
    ThanksBriefing,
    /// The speaker's connection is lost.
    Held,
    /// The right of reply is given.
    Reply,
    /// A point of order interrupts.
    PointOfOrder,
    /// The chair rules.
    Ruling,
    /// The point of order was well taken.
    Sustained,
    /// It was not.
    Dismissed,
    /// A ruling is challenged.
    Challenge,
    /// The interrupted speaker goes on.
    Continue,
    /// A motion is before the meeting.
    Motion,
    /// A vote is announced: explanations before the vote.
    BeforeVote,
    /// Seats are called one by one.
    RollCall,
    /// Seats vote at the same time.
    ShowOfHands,
    /// Seats vote in secret.
    SecretBallot,
    /// A decision is taken if nobody objects.
    Silence,
    /// Nobody has objected.
    NoObjection,
    /// Somebody has.
    Objection,
    /// It is carried.
    Carried,
    /// It is not carried.
    NotCarried,
    /// The meeting is suspended.
    Suspended,
    /// The meeting resumes.
    Resumed,
    /// The chair is handed over.
    HandOver,
    /// No more speakers.
    End,
}

impl Moment {
    /// What may stand in braces in the text of every moment.
    pub const PLACEHOLDERS: [&'static str; 7] =
        ["seat", "person", "title", "minutes", "yes", "no", "abstain"];
}
