//! Taking a vote: from its announcement to its result and consequences.

use crate::id::{SeatId, VoteId};
use crate::meeting::Meeting;
use crate::meeting::event::Event;
use crate::meeting::lot::Lot;
use crate::meeting::reason::reason;
use crate::meeting::refusal::Refusal;
use crate::meeting::ruling::Standing;
use crate::meeting::vote::{Ballot, Manner, Method, Outcome, Subject, Vote, VoteStage};
use crate::time::{Millis, Timestamp};
use std::collections::BTreeMap;

/// The shortest and the longest silence.
pub const SILENCE: (Millis, Millis) = (Millis::seconds(5), Millis::minutes(60 * 24 * 7));

impl Meeting {
    /// The chair announces a vote; one at a time.
    pub(super) fn announce_vote(
        &self,
        subject: &Subject,
        majority: Option<&str>,
    ) -> Result<Vec<Event>, Refusal> {
        self.require_session()?;
        self.no_ruling_due()?;
        let ruling = matches!(subject, Subject::Ruling { .. });
        match self.current_vote().map(|vote| (&vote.stage, &vote.subject)) {
            // A challenge is put at once, before the vote that was announced.
            Some((VoteStage::Announced {}, Subject::Motion { .. } | Subject::Question { .. }))
                if ruling => {}
            Some(_) => return Err(Refusal::VoteOpen {}),
            None => {}
        }
        let profile = &self.setup.profile;
        let (subject, usual) = match subject {
            Subject::Ruling { request } => {
                let challenged = self.challenged_ruling().filter(|r| r.request == *request);
                challenged.ok_or(Refusal::NoRuling {})?;
                (subject.clone(), &profile.overruled_by)
            }
            Subject::Motion { request } => {
                self.no_challenge_open()?;
                let motion = self.undecided(*request)?;
                self.decided_in_order(motion)?;
                let rule = motion.motion().and_then(|m| profile.motion(m));
                (subject.clone(), rule.map_or(&profile.decided_by, |(_, rule)| &rule.majority))
            }
            Subject::Question { text } => {
                self.no_challenge_open()?;
                (Subject::Question { text: reason(text)? }, &profile.decided_by)
            }
        };
        let majority = match majority {
            // Nobody chooses by how many votes their own ruling is overruled.
            Some(other) if ruling && other != usual => return Err(Refusal::UnknownMajority {}),
            chosen => chosen.unwrap_or(usual),
        };
        profile.majority(majority).ok_or(Refusal::UnknownMajority {})?;
        let vote = VoteId(self.votes.len() as u32 + 1);
        Ok(vec![Event::VoteAnnounced { vote, subject, majority: majority.to_owned() }])
    }

    pub(super) fn open_voting(
        &self,
        now: Timestamp,
        seed: u64,
        id: VoteId,
        manner: Manner,
    ) -> Result<Vec<Event>, Refusal> {
        self.require_session()?;
        let vote = self.vote(id)?;
        match vote.stage {
            VoteStage::Announced {} => {}
            VoteStage::Open { .. } => return Err(Refusal::VoteOpen {}),
            VoteStage::Closed { .. } | VoteStage::Withdrawn {} => return Err(Refusal::VoteOver {}),
        }
        self.no_ruling_due()?;
        let ruling = matches!(vote.subject, Subject::Ruling { .. });
        match (ruling, manner) {
            (true, Manner::Silence { .. }) => return Err(Refusal::NotBySilence {}),
            (true, Manner::RollCall {} | Manner::ShowOfHands {} | Manner::SecretBallot {}) => {}
            (false, _) => self.no_challenge_open()?,
        }
        let live = self.granted().find(|r| r.grant().is_some_and(|g| !g.is_interrupted()));
        if let Some(holder) = live {
            return Err(Refusal::FloorTaken { seat: holder.beneficiary.clone() });
        }
        let (method, seed) = match manner {
            Manner::RollCall {} => {
                let mut order: Vec<_> = self.voters().into_iter().cloned().collect();
                let first = Lot::new(seed).below(order.len());
                order.rotate_left(first);
                (Method::RollCall { order }, Some(seed))
            }
            Manner::ShowOfHands {} => (Method::ShowOfHands {}, None),
            Manner::SecretBallot {} => (self.secret_ballot(vote, seed)?, Some(seed)),
            Manner::Silence { time } => {
                if time < SILENCE.0 || time > SILENCE.1 {
                    return Err(Refusal::BadTime { least: SILENCE.0, most: SILENCE.1 });
                }
                (Method::Silence { until: now + time }, None)
            }
        };
        Ok(vec![Event::VoteOpened { vote: id, method, seed }])
    }

    pub(super) fn cast(
        &self,
        now: Timestamp,
        id: VoteId,
        seat: &SeatId,
        ballot: Ballot,
    ) -> Result<Vec<Event>, Refusal> {
        self.require_session()?;
        self.require_voter(seat)?;
        // A seat does not take its vote back; that it did not answer is noted by who calls the roll.
        if ballot == Ballot::Absent {
            return Err(Refusal::NotPermitted {});
        }
        let (vote, method) = self.being_taken(id)?;
        let cast = Event::VoteCast { vote: id, seat: seat.clone(), ballot };
        let passed_over = vote.ballots.get(seat) == Some(&Ballot::Absent);
        match method {
            // Who did not answer the call may vote as long as the vote is open.
            Method::RollCall { .. } if passed_over => Ok(vec![cast]),
            Method::RollCall { .. } => in_turn(vote, seat).map(|()| vec![cast]),
            Method::ShowOfHands {} if vote.ballots.get(seat) == Some(&ballot) => Ok(vec![]),
            Method::ShowOfHands {} => Ok(vec![cast]),
            Method::SecretBallot { .. } => Err(Refusal::OtherMethod {}),
            Method::Silence { .. } if ballot == Ballot::No => {
                let ballots = BTreeMap::from([(seat.clone(), ballot)]);
                Ok([vec![cast], self.closed(now, vote, &ballots)].concat())
            }
            Method::Silence { .. } => Err(Refusal::OnlyObjections {}),
        }
    }

    /// The seat whose turn it is does not answer.
    pub(super) fn pass_over(&self, id: VoteId, seat: &SeatId) -> Result<Vec<Event>, Refusal> {
        self.require_session()?;
        self.require_voter(seat)?;
        let (vote, method) = self.being_taken(id)?;
        let Method::RollCall { .. } = method else { return Err(Refusal::NoRollCall {}) };
        if vote.ballots.get(seat) == Some(&Ballot::Absent) {
            return Ok(vec![]);
        }
        in_turn(vote, seat)?;
        Ok(vec![Event::VoteCast { vote: id, seat: seat.clone(), ballot: Ballot::Absent }])
    }

    /// Absent seats that were not called yet do not answer. A seat that arrives in time may still vote.
    pub(super) fn pass_over_absent(&self, id: VoteId) -> Result<Vec<Event>, Refusal> {
        self.require_session()?;
        let (vote, method) = self.being_taken(id)?;
        let Method::RollCall { order } = method else { return Err(Refusal::NoRollCall {}) };
        let absent = order.iter().filter(|s| !vote.ballots.contains_key(*s) && !self.is_present(s));
        let passed_over = |seat: &SeatId| Event::VoteCast {
            vote: id,
            seat: seat.clone(),
            ballot: Ballot::Absent,
        };
        Ok(absent.map(passed_over).collect())
    }

    pub(super) fn being_taken(&self, id: VoteId) -> Result<(&Vote, &Method), Refusal> {
        let vote = self.vote(id)?;
        match &vote.stage {
            VoteStage::Open { method } => Ok((vote, method)),
            VoteStage::Announced {} => Err(Refusal::VoteNotOpen {}),
            VoteStage::Closed { .. } | VoteStage::Withdrawn {} => Err(Refusal::VoteOver {}),
        }
    }

    /// Every seat was called, or has had time to vote.
    pub(super) fn close_vote(&self, now: Timestamp, id: VoteId) -> Result<Vec<Event>, Refusal> {
        self.require_session()?;
        self.no_ruling_due()?;
        let vote = self.vote(id)?;
        match &vote.stage {
            VoteStage::Open { method: Method::Silence { until } } if *until > now => {
                Err(Refusal::SilenceLasts {})
            }
            VoteStage::Open { method: Method::SecretBallot { .. } } => self.close_ballot(now, vote),
            VoteStage::Open { .. } => match vote.turn() {
                Some(seat) => Err(Refusal::NotYourTurn { seat: seat.clone() }),
                None => Ok(self.closed(now, vote, &vote.ballots)),
            },
            VoteStage::Announced {} => Err(Refusal::VoteNotOpen {}),
            VoteStage::Closed { .. } | VoteStage::Withdrawn {} => Err(Refusal::VoteOver {}),
        }
    }

    /// Nobody could object for a while: a silence has as much time left as it had then. In a suspension it stops
    /// still anyway.
    pub(super) fn silence_goes_on(&self, now: Timestamp, since: Timestamp) -> Vec<Event> {
        let silence = self.silence().filter(|_| self.in_session());
        let extended = silence
            .map(|(vote, until)| Event::VoteExtended { vote, until: until + now.since(since) });
        extended.into_iter().collect()
    }

    /// Nobody objected in time.
    pub(super) fn silence_over(&self, now: Timestamp, id: VoteId) -> Vec<Event> {
        let vote = self.vote(id).ok().filter(|v| v.is_under_way());
        vote.map_or(vec![], |vote| self.closed(now, vote, &vote.ballots))
    }

    pub(super) fn withdraw_vote(&self, id: VoteId) -> Result<Vec<Event>, Refusal> {
        match self.vote(id)?.stage {
            VoteStage::Announced {} => Ok(vec![Event::VoteWithdrawn { vote: id }]),
            VoteStage::Open { .. } => Err(Refusal::VoteOpen {}),
            VoteStage::Closed { .. } | VoteStage::Withdrawn {} => Err(Refusal::VoteOver {}),
        }
    }

    /// The end of a vote in which each seat is seen to vote.
    fn closed(
        &self,
        now: Timestamp,
        vote: &Vote,
        ballots: &BTreeMap<SeatId, Ballot>,
    ) -> Vec<Event> {
        let Some(majority) = self.setup.profile.majority(&vote.majority) else { return vec![] };
        self.decided(now, vote, vote.outcome(ballots, self.voters().len(), majority))
    }

    /// The result of a vote, and what follows from it.
    pub(super) fn decided(&self, now: Timestamp, vote: &Vote, outcome: Outcome) -> Vec<Event> {
        let mut events = vec![Event::VoteClosed { vote: vote.id, outcome }];
        let motion = match vote.subject {
            Subject::Motion { request } => self.request(request).ok(),
            Subject::Ruling { .. } | Subject::Question { .. } => None,
        };
        if let Some(motion) = motion.filter(|_| outcome.carried) {
            events.extend(self.carried(motion, now));
        }
        events
    }

    pub(super) fn note_vote(&mut self, id: VoteId, change: impl FnOnce(&mut Vote)) {
        if let Some(vote) = self.votes.get_mut((id.0 as usize).wrapping_sub(1)) {
            change(vote);
        }
    }

    pub(super) fn note_outcome(&mut self, id: VoteId, outcome: Outcome, at: Timestamp) {
        self.note_vote(id, |vote| {
            if let VoteStage::Open { method } = vote.stage.clone() {
                vote.stage = VoteStage::Closed { method, outcome, at };
            }
        });
        if let Ok(Vote { subject: Subject::Ruling { request }, .. }) = self.vote(id) {
            let overruled = outcome.carried;
            let standing = if overruled { Standing::Overruled {} } else { Standing::Upheld {} };
            self.set_standing(*request, standing);
        }
    }
}

/// Whether it is a seat's turn in a roll call.
fn in_turn(vote: &Vote, seat: &SeatId) -> Result<(), Refusal> {
    match vote.turn() {
        _ if vote.ballots.contains_key(seat) => Err(Refusal::Voted { seat: seat.clone() }),
        Some(turn) if turn != seat => Err(Refusal::NotYourTurn { seat: turn.clone() }),
        Some(_) | None => Ok(()),
    }
}
