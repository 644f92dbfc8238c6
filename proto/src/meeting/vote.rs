//! Votes: announced, taken, and closed with every seat's vote in the record.
//!
//! | stage | may become |
//! |---|---|
//! | Announced (explanations before the vote) | Open, Withdrawn |
//! | Open | Closed by the chair, or by an objection or the end of a silence; Announced again, if a secret ballot is void |
//! | Closed, Withdrawn | nothing |
//!
//! A vote belongs to the meeting: it does not end when the person who opened it leaves, nor a ballot with a connection.

use crate::id::{RequestId, SeatId, VoteId};
use crate::meeting::Meeting;
use crate::meeting::ballot_box::BallotBox;
use crate::meeting::refusal::Refusal;
use crate::profile::Majority;
use crate::read::Read;
use crate::time::{Millis, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A vote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct Vote {
    /// Which.
    pub id: VoteId,
    /// What is decided.
    pub subject: Subject,
    /// The majority that carries it, by its name in the profile.
    pub majority: String,
    /// When it was announced.
    pub at: Timestamp,
    /// Where it stands.
    pub stage: VoteStage,
    /// What each seat said.
    pub ballots: BTreeMap<SeatId, Ballot>,
    /// The ballots, if it is taken in secret.
    #[serde(default, skip_serializing_if = "BallotBox::is_untouched")]
    pub ballot_box: BallotBox,
    /// Some of it was behind closed doors.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub private: bool,
}

/// What is decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(tag = "subject", rename_all = "snake_case", deny_unknown_fields)]
pub enum Subject {
    /// Whether a challenged ruling is overruled.
    Ruling {
        /// The point of order that it ruled on.
        request: RequestId,
    },
    /// A motion.
    Motion {
        /// The request by which it was moved.
        request: RequestId,
    },
    /// Any other question.
    Question {
        /// In the chair's words; at most 500 characters.
        text: String,
    },
}

/// Where a vote stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(tag = "stage", rename_all = "snake_case", deny_unknown_fields)]
pub enum VoteStage {
    /// It will be taken; seats may explain their votes before.
    Announced {},
    /// It is taken.
    Open {
        /// How.
        method: Method,
    },
    /// It is over.
    Closed {
        /// How it was taken.
        method: Method,
        /// What it came to.
        outcome: Outcome,
        /// When.
        at: Timestamp,
    },
    /// It was not taken.
    Withdrawn {},
}

/// How a vote is taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(tag = "method", rename_all = "snake_case", deny_unknown_fields)]
pub enum Method {
    /// Seats are called one after the other, in English alphabetical order from a drawn name.
    RollCall {
        /// The order.
        order: Vec<SeatId>,
    },
    /// All seats vote at the same time, and may correct their votes until the vote is closed.
    ShowOfHands {},
    /// All seats vote at the same time, and nobody learns what a seat voted.
    SecretBallot {
        /// The seats whose delegates check the count, drawn by lot.
        tellers: Vec<SeatId>,
    },
    /// It is carried unless a seat objects in time.
    Silence {
        /// The end of the silence.
        until: Timestamp,
    },
}

/// How a vote shall be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(tag = "method", rename_all = "snake_case", deny_unknown_fields)]
pub enum Manner {
    /// One after the other.
    RollCall {},
    /// At the same time.
    ShowOfHands {},
    /// At the same time, in secret.
    SecretBallot {},
    /// By silence for so long.
    Silence {
        /// How long, in ms.
        time: Millis,
    },
}

/// What a seat says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Read)]
#[serde(rename_all = "snake_case")]
pub enum Ballot {
    /// In favour.
    Yes,
    /// Against.
    No,
    /// Neither.
    Abstain,
    /// Did not answer the call.
    Absent,
}

/// What a vote came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// It is carried.
    pub carried: bool,
    /// Votes in favour.
    pub yes: u32,
    /// Votes against.
    pub no: u32,
    /// Abstentions.
    pub abstain: u32,
    /// Seats that did not vote.
    pub absent: u32,
}

impl Vote {
    /// The seat whose turn it is in a roll call.
    #[must_use]
    pub fn turn(&self) -> Option<&SeatId> {
        match &self.stage {
            VoteStage::Open { method: Method::RollCall { order } } => {
                order.iter().find(|seat| !self.ballots.contains_key(*seat))
            }
            VoteStage::Open { .. } | VoteStage::Announced {} => None,
            VoteStage::Closed { .. } | VoteStage::Withdrawn {} => None,
        }
    }

    /// How it is, or was, taken.
    #[must_use]
    pub fn method(&self) -> Option<&Method> {
        match &self.stage {
            VoteStage::Open { method } | VoteStage::Closed { method, .. } => Some(method),
            VoteStage::Announced {} | VoteStage::Withdrawn {} => None,
        }
    }

    /// Until when the silence lasts by which it is taken now.
    pub(super) fn silence_mut(&mut self) -> Option<&mut Timestamp> {
        match &mut self.stage {
            VoteStage::Open { method: Method::Silence { until } } => Some(until),
            VoteStage::Open { .. } | VoteStage::Announced {} => None,
            VoteStage::Closed { .. } | VoteStage::Withdrawn {} => None,
        }
    }

    /// Not over.
    #[must_use]
    pub fn is_under_way(&self) -> bool {
        match self.stage {
            VoteStage::Announced {} | VoteStage::Open { .. } => true,
            VoteStage::Closed { .. } | VoteStage::Withdrawn {} => false,
        }
    }

    /// What the ballots come to among `voters`, with `ballots` instead of those cast so far.
    #[must_use]
    pub fn outcome(
        &self,
        ballots: &BTreeMap<SeatId, Ballot>,
        voters: usize,
        majority: &Majority,
    ) -> Outcome {
        let count = |wanted| ballots.values().filter(|b| **b == wanted).count() as u32;
        let (yes, no, abstain) = (count(Ballot::Yes), count(Ballot::No), count(Ballot::Abstain));
        let against: Vec<_> =
            ballots.iter().filter(|(_, b)| **b == Ballot::No).map(|(s, _)| s.clone()).collect();
        let carried = match self.method() {
            Some(Method::Silence { .. }) => no == 0,
            Some(
                Method::RollCall { .. } | Method::ShowOfHands {} | Method::SecretBallot { .. },
            )
            | None => majority.is_reached(yes, &against),
        };
        let absent = (voters as u32).saturating_sub(yes + no + abstain);
        Outcome { carried, yes, no, abstain, absent }
    }
}

impl Meeting {
    /// A vote by its id.
    ///
    /// # Errors
    /// There is none.
    pub fn vote(&self, id: VoteId) -> Result<&Vote, Refusal> {
        self.votes.get((id.0 as usize).wrapping_sub(1)).ok_or(Refusal::UnknownVote {})
    }

    /// The vote that is announced or taken now. A vote on a ruling comes before the one it was announced over.
    #[must_use]
    pub fn current_vote(&self) -> Option<&Vote> {
        self.votes.iter().rev().find(|vote| vote.is_under_way())
    }

    /// The vote that is taken now.
    #[must_use]
    pub fn open_vote(&self) -> Option<&Vote> {
        self.current_vote().filter(|vote| matches!(vote.stage, VoteStage::Open { .. }))
    }

    /// The vote that is taken now by silence, and until when.
    pub(super) fn silence(&self) -> Option<(VoteId, Timestamp)> {
        let vote = self.open_vote()?;
        match vote.method()? {
            Method::Silence { until } => Some((vote.id, *until)),
            Method::RollCall { .. } | Method::ShowOfHands {} | Method::SecretBallot { .. } => None,
        }
    }

    /// The seats that vote, in English alphabetical order.
    #[must_use]
    pub fn voters(&self) -> Vec<&SeatId> {
        let voting = &self.setup.profile.voting;
        let mut voters: Vec<_> =
            self.seats.values().filter(|s| voting.contains(&s.setup.kind)).collect();
        voters.sort_by_cached_key(|s| s.setup.alphabetical());
        voters.into_iter().map(|s| &s.setup.id).collect()
    }

    /// Whether a seat votes.
    ///
    /// # Errors
    /// It does not, or there is no such seat.
    pub fn require_voter(&self, seat: &SeatId) -> Result<(), Refusal> {
        match self.setup.profile.voting.contains(&self.seat(seat)?.setup.kind) {
            true => Ok(()),
            false => Err(Refusal::NoVote { seat: seat.clone() }),
        }
    }
}
