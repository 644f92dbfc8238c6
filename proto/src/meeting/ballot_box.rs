//! Secret ballots: who has voted is on record, what a seat voted is not, anywhere.
//!
//! | step | on record | in the server's memory |
//! |---|---|---|
//! | a seat casts its ballot, once | the seat | the ballot, under a number that the seat's browser drew |
//! | the ballots are counted | every ballot under its number, in the order of the numbers | nothing |
//! | the tellers, drawn by lot, agree | each of them | |
//! | the result is declared | the count | |
//!
//! The journal so proves the count: it has as many ballots as seats that voted, in an order that says nothing of theirs;
//! a seat finds its own by a number that only its page knows, and the chain of hashes keeps the rest as it was. A server
//! that stops between the first ballot and the count has lost them: the ballot is void and taken again, since what could
//! be read back could be read.
//!
//! On its way a ballot is as long as any other ([`crate::wire::ClientMessage::filled`]). Its number is shown to its seat
//! only with the count, where it proves nothing to others: any number of the list could be shown them. Who changes their
//! page can learn it before, and prove by it how they voted. A count of very few is not made.
//!
//! Who runs the server can still learn a ballot by changing the program or reading its memory while the ballot is open,
//! and from the traffic where they end its encryption. When each seat voted is on record; a result that all agree on tells
//! what each said, as on paper, and so do two counts of the same question between which one seat came or went.

use crate::id::{SeatId, VoteId};
use crate::meeting::Meeting;
use crate::meeting::event::Event;
use crate::meeting::lot::Lot;
use crate::meeting::refusal::Refusal;
use crate::meeting::unwritten::Unwritten;
use crate::meeting::vote::{Ballot, Method, Outcome, Subject, Vote, VoteStage};
use crate::profile::Majority;
use crate::read::Read;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// Numbers of ballots are below this: eight digits, which are read out and compared by people.
pub const NUMBERS: u32 = 100_000_000;
/// Fewer ballots are not counted: two know what the other said.
pub const LEAST: u32 = 3;

/// A ballot as it was found in the box.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct Slip {
    /// What only its seat knows it by.
    pub number: u32,
    /// What it says.
    pub ballot: Ballot,
}

/// No log tells it.
impl fmt::Debug for Slip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Slip")
    }
}

impl Slip {
    /// Its number as people read it: `0482 1773`.
    #[must_use]
    pub fn shown_number(&self) -> String {
        format!("{:04} {:04}", self.number / 10_000, self.number % 10_000)
    }
}

/// Why a ballot is void.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(rename_all = "snake_case")]
pub enum Void {
    /// The presiding officer says so.
    Declared,
    /// The server was restarted and has lost the ballots.
    Lost,
}

/// The ballots of a vote by secret ballot.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct BallotBox {
    /// How many ballots of this vote were void. A ballot that comes late is for the one it was meant for.
    pub round: u32,
    /// The seats that have voted, in that order.
    pub cast: Vec<SeatId>,
    /// What was found in it, in the order of the numbers; absent until it is counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counted: Option<Vec<Slip>>,
    /// The tellers who agree with the count.
    pub checked: Vec<SeatId>,
    /// Why the ballot before was void.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub void: Option<Void>,
    /// What is in it.
    #[serde(skip)]
    slips: Unwritten<BTreeMap<u32, Ballot>>,
}

impl BallotBox {
    /// Nothing was ever put in.
    #[must_use]
    pub fn is_untouched(&self) -> bool {
        *self == Self::default()
    }

    /// It has a ballot of each seat that voted. A copy of a meeting that came by wire or journal has none.
    fn is_whole(&self) -> bool {
        self.counted.is_some() || self.slips.0.len() == self.cast.len()
    }

    pub(super) fn put(&mut self, seat: &SeatId, slip: Option<Slip>) {
        self.cast.push(seat.clone());
        self.slips.0.extend(slip.map(|slip| (slip.number, slip.ballot)));
    }

    pub(super) fn empty_into(&mut self, counted: &[Slip]) {
        self.counted = Some(counted.to_vec());
        self.slips.0.clear();
    }

    /// As others are told of it.
    pub(super) fn told(&self) -> Self {
        Self { slips: Unwritten::default(), ..self.clone() }
    }

    /// Another ballot is taken.
    pub(super) fn empty(&mut self) {
        *self = Self { round: self.round, void: self.void, ..Self::default() };
    }

    fn found(&self) -> Vec<Slip> {
        self.slips
            .0
            .iter()
            .map(|(number, ballot)| Slip { number: *number, ballot: *ballot })
            .collect()
    }
}

/// What the ballots found come to among `voters`. Nobody's has more weight than another's.
fn outcome(slips: &[Slip], voters: usize, majority: &Majority) -> Outcome {
    let count = |wanted| slips.iter().filter(|slip| slip.ballot == wanted).count() as u32;
    let (yes, no, abstain) = (count(Ballot::Yes), count(Ballot::No), count(Ballot::Abstain));
    let absent = (voters as u32).saturating_sub(slips.len() as u32);
    Outcome { carried: majority.is_enough(yes, no), yes, no, abstain, absent }
}

impl Vote {
    /// The tellers, if it is taken by secret ballot.
    #[must_use]
    pub fn tellers(&self) -> Option<&[SeatId]> {
        match self.method()? {
            Method::SecretBallot { tellers } => Some(tellers),
            Method::RollCall { .. } | Method::ShowOfHands {} | Method::Silence { .. } => None,
        }
    }
}

impl Meeting {
    /// Whether an announced vote may be taken by secret ballot: the profile allows it, it is no challenge, which is
    /// decided by votes that are seen, and nobody's vote has to be known to tell whether it is carried.
    pub(super) fn secret_ballot(&self, vote: &Vote, seed: u64) -> Result<Method, Refusal> {
        let profile = &self.setup.profile;
        let rule = profile.secret_ballot.ok_or(Refusal::NotBySecretBallot {})?;
        let ruling = matches!(vote.subject, Subject::Ruling { .. });
        let veto = profile.majority(&vote.majority).is_none_or(|m| !m.veto.is_empty());
        if ruling || veto {
            return Err(Refusal::NotBySecretBallot {});
        }
        let mut here: Vec<_> = self.voters().into_iter().filter(|s| self.is_present(s)).collect();
        Lot::new(seed).shuffle(&mut here);
        let tellers = here.into_iter().take(usize::from(rule.tellers)).cloned().collect();
        Ok(Method::SecretBallot { tellers })
    }

    fn in_secret(&self, id: VoteId) -> Result<(&Vote, &[SeatId]), Refusal> {
        self.require_session()?;
        let (vote, _) = self.being_taken(id)?;
        Ok((vote, vote.tellers().ok_or(Refusal::OtherMethod {})?))
    }

    pub(super) fn cast_ballot(
        &self,
        (id, round): (VoteId, u32),
        seat: &SeatId,
        slip: Slip,
    ) -> Result<Vec<Event>, Refusal> {
        self.require_voter(seat)?;
        let (vote, _) = self.in_secret(id)?;
        let filled = &vote.ballot_box;
        if slip.ballot == Ballot::Absent {
            return Err(Refusal::NotPermitted {});
        }
        if filled.counted.is_some() || filled.round != round {
            return Err(Refusal::VoteOver {});
        }
        if filled.cast.contains(seat) {
            return Err(Refusal::Voted { seat: seat.clone() });
        }
        if slip.number >= NUMBERS || filled.slips.0.contains_key(&slip.number) {
            return Err(Refusal::BallotNumber {});
        }
        let slip = Unwritten(Some(slip));
        Ok(vec![Event::BallotCast { vote: id, seat: seat.clone(), slip }])
    }

    /// The first time the ballots are counted; then, when the tellers who are here agree, the result is declared.
    pub(super) fn close_ballot(&self, now: Timestamp, vote: &Vote) -> Result<Vec<Event>, Refusal> {
        let filled = &vote.ballot_box;
        if filled.cast.len() < LEAST as usize {
            return Err(Refusal::TooFewBallots { least: LEAST });
        }
        if !filled.is_whole() {
            return Ok(vec![Event::BallotVoided { vote: vote.id, why: Void::Lost }]);
        }
        let declared = |slips: &[Slip]| {
            let majority = self.setup.profile.majority(&vote.majority);
            let outcome = majority.map(|majority| outcome(slips, self.voters().len(), majority));
            outcome.map_or(vec![], |outcome| self.decided(now, vote, outcome))
        };
        let awaited = self.unchecked_by(vote);
        match (&filled.counted, awaited.first()) {
            (Some(_), Some(teller)) => Err(Refusal::CountUnchecked { seat: SeatId::clone(teller) }),
            (Some(slips), None) => Ok(declared(slips)),
            (None, teller) => {
                let slips = filled.found();
                let result = if teller.is_none() { declared(&slips) } else { vec![] };
                Ok([vec![Event::BallotsCounted { vote: vote.id, slips }], result].concat())
            }
        }
    }

    /// Tellers who are here and have not said that they agree with the count.
    #[must_use]
    pub fn unchecked_by<'a>(&self, vote: &'a Vote) -> Vec<&'a SeatId> {
        let tellers = vote.tellers().unwrap_or_default().iter();
        let agrees = |seat: &SeatId| vote.ballot_box.checked.contains(seat);
        tellers.filter(|seat| !agrees(seat) && self.is_present(seat)).collect()
    }

    pub(super) fn check_count(&self, id: VoteId, seat: &SeatId) -> Result<Vec<Event>, Refusal> {
        let (vote, tellers) = self.in_secret(id)?;
        if !tellers.contains(seat) {
            return Err(Refusal::NotPermitted {});
        }
        if vote.ballot_box.counted.is_none() {
            return Err(Refusal::VoteOpen {});
        }
        match vote.ballot_box.checked.contains(seat) {
            true => Ok(vec![]),
            false => Ok(vec![Event::CountChecked { vote: id, seat: seat.clone() }]),
        }
    }

    pub(super) fn void_ballot(&self, id: VoteId) -> Result<Vec<Event>, Refusal> {
        let (vote, _) = self.in_secret(id)?;
        // What all agree with stands.
        if vote.ballot_box.counted.is_some() && self.unchecked_by(vote).is_empty() {
            return Err(Refusal::VoteOver {});
        }
        Ok(vec![Event::BallotVoided { vote: id, why: Void::Declared }])
    }

    /// Ballots that were cast and are not here any more: the server was restarted between.
    pub(super) fn lost_ballots(&self) -> Option<Event> {
        let vote = self.open_vote()?;
        let lost = vote.tellers().is_some() && !vote.ballot_box.is_whole();
        lost.then_some(Event::BallotVoided { vote: vote.id, why: Void::Lost })
    }

    pub(super) fn note_void(&mut self, id: VoteId, why: Void) {
        self.note_vote(id, |vote| {
            vote.stage = VoteStage::Announced {};
            let round = vote.ballot_box.round + 1;
            vote.ballot_box = BallotBox { round, void: Some(why), ..BallotBox::default() };
        });
    }
}

impl Event {
    /// Nobody needs a ballot any more but the box that it is in.
    pub fn forget_ballot(&mut self) {
        if let Self::BallotCast { slip, .. } = self {
            *slip = Unwritten::default();
        }
    }
}
