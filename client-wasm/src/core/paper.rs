//! Our ballot in a secret ballot. What is marked and the number it is put in under are known to this page alone: they are
//! not kept for a reload, and the number is not made of the page's other random numbers, which are seen in the journal.

use crate::core::model::Model;
use rostrum_proto::id::VoteId;
use rostrum_proto::meeting::ballot_box::Slip;
use rostrum_proto::meeting::command::Command;
use rostrum_proto::meeting::vote::{Vote, VoteStage};

/// A ballot that is marked; in the box, if our seat has voted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paper {
    /// Of this vote.
    pub vote: VoteId,
    /// Of its ballots, which.
    pub round: u32,
    /// What it says, under the number drawn for it.
    pub slip: Slip,
    /// We have put it in.
    pub cast: bool,
}

impl Model {
    /// Marks our ballot, anew as often as we like until it is put in.
    pub fn mark(&mut self, id: VoteId, slip: Slip) {
        let Some(vote) = self.meeting().and_then(|meeting| meeting.vote(id).ok()) else { return };
        let put_in = self.has_voted(vote) || self.paper(vote).is_some_and(|paper| paper.cast);
        let round = vote.ballot_box.round;
        if !put_in {
            self.paper = Some(Paper { vote: id, round, slip, cast: false });
        }
    }

    /// Our ballot of a vote, while it is taken and after.
    #[must_use]
    pub fn paper(&self, vote: &Vote) -> Option<Paper> {
        let taken = matches!(vote.stage, VoteStage::Open { .. } | VoteStage::Closed { .. });
        let ours = |paper: &Paper| paper.vote == vote.id && paper.round == vote.ballot_box.round;
        self.paper.filter(|paper| taken && ours(paper))
    }

    /// Our seat's ballot is in the box, whoever of us put it in.
    #[must_use]
    pub fn has_voted(&self, vote: &Vote) -> bool {
        self.my_seat().is_some_and(|seat| vote.ballot_box.cast.contains(seat))
    }

    /// Puts it in.
    #[must_use]
    pub fn cast_paper(&self, vote: &Vote) -> Option<Command> {
        let (seat, paper) = (self.my_seat()?.clone(), self.paper(vote)?);
        let Paper { vote, round, slip, cast } = paper;
        (!cast).then_some(Command::CastBallot { vote, round, seat, slip })
    }

    /// A command of ours is on its way.
    pub(super) fn paper_sent(&mut self, command: &Command) {
        if let (Command::CastBallot { .. }, Some(paper)) = (command, &mut self.paper) {
            paper.cast = true;
        }
    }

    /// A command of ours was not done. A ballot is marked again, under another number.
    pub(super) fn paper_returned(&mut self, command: &Command) {
        if matches!(command, Command::CastBallot { .. }) {
            self.paper = None;
        }
    }
}
