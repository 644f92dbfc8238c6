//! The order of business: points of order and rulings, motions, votes.

use super::text::Text;
use super::words::Word;
use super::{Scribe, nothing};
use crate::business::{
    Decision, Hearing, MethodName, PointOfOrder, RulingGiven, SeatBallot, Secret, StandingName,
    Voided, VoteTaken,
};
use rostrum_paper::Block;
use rostrum_proto::id::SeatId;
use rostrum_proto::meeting::ballot_box::{Slip, Void};
use rostrum_proto::meeting::vote::{Ballot, Outcome, Subject};
use rostrum_proto::profile::Motion;

impl Scribe<'_> {
    /// The seed of a draw, with which everybody can draw again.
    pub(super) fn seed(&self, seed: &str) -> Text {
        self.word(Word::Seed).say(": ").and(Text::isolated(seed))
    }

    pub(super) fn points_of_order(&self) -> Vec<Block> {
        let rows = self.record.points_of_order.iter().map(|point| self.ruled(point));
        let columns =
            [Word::Raised, Word::Seat, Word::Ruling, Word::By, Word::ChallengedBy, Word::Outcome];
        self.listed(Word::PointsOfOrder, &columns, rows.collect())
    }

    fn ruled(&self, point: &PointOfOrder) -> Vec<Text> {
        let (raised, seat) = (self.time(point.raised), self.seat(&point.seat));
        let Some(ruling) = &point.ruling else {
            let came_to = match point.came_to {
                Hearing::Waits => Word::Waits,
                Hearing::Heard => Word::NotRuled,
                Hearing::Denied => Word::Denied,
                Hearing::Withdrawn => Word::Withdrawn,
            };
            return vec![raised, seat, nothing(), nothing(), nothing(), self.word(came_to)];
        };
        let held = if ruling.sustained { Word::Sustained } else { Word::NotSustained };
        let text = self.time_in_line(ruling.at).say("\n").and(self.word(held));
        let text = match ruling.text.is_empty() {
            true => text,
            false => text.say(": ").and(self.words_of(&ruling.text)),
        };
        let challenge = ruling.challenge.as_ref().map_or_else(nothing, |challenge| {
            self.seat(&challenge.by).say("\n").and(self.time(challenge.at))
        });
        vec![raised, seat, text, self.person(&ruling.by), challenge, self.stands(ruling)]
    }

    fn stands(&self, ruling: &RulingGiven) -> Text {
        let standing = self.word(match ruling.standing {
            StandingName::Stands => Word::Stands,
            StandingName::Challenged => Word::Challenged,
            StandingName::Upheld => Word::Upheld,
            StandingName::Overruled => Word::Overruled,
        });
        match ruling.vote {
            Some(vote) => self.by_vote(standing, vote.0),
            None => standing,
        }
    }

    fn by_vote(&self, came_to: Text, vote: u32) -> Text {
        came_to.say(" (").and(self.word(Word::Vote)).say(" ").number(vote).say(")")
    }

    pub(super) fn motions(&self) -> Vec<Block> {
        let rows = self.record.motions.iter().map(|moved| {
            let came_to = self.word(match moved.came_to {
                Decision::Waits => Word::Waits,
                Decision::Withdrawn => Word::Withdrawn,
                Decision::Denied => Word::Denied,
                Decision::Revoked => Word::Revocation,
                Decision::Undecided => Word::Undecided,
                Decision::NotPutToTheVote => Word::NotPutToTheVote,
                Decision::Adopted => Word::Adopted,
                Decision::NotAdopted => Word::NotAdopted,
            });
            let came_to = match moved.vote {
                Some(vote) => self.by_vote(came_to, vote.0),
                None => came_to,
            };
            let motion = self.motion(moved.motion);
            let motion = match moved.until {
                Some(until) => motion.say(": ").and(self.time_in_line(until)),
                None => motion,
            };
            vec![self.time(moved.moved), self.seat(&moved.seat), motion, came_to]
        });
        let columns = [Word::Time, Word::Seat, Word::Motion, Word::Outcome];
        self.listed(Word::Motions, &columns, rows.collect())
    }

    fn motion(&self, motion: Option<Motion>) -> Text {
        self.word(match motion {
            None => Word::MotionUnnamed,
            Some(Motion::Suspend) => Word::MoveSuspend,
            Some(Motion::Adjourn) => Word::MoveAdjourn,
            Some(Motion::AdjournToTime) => Word::MoveAdjournTo,
            Some(Motion::Refer) => Word::MoveRefer,
            Some(Motion::Postpone) => Word::MovePostpone,
            Some(Motion::Amend) => Word::MoveAmend,
            Some(Motion::AdjournDebate) => Word::MoveAdjournDebate,
            Some(Motion::CloseDebate) => Word::MoveCloseDebate,
        })
    }

    pub(super) fn votes(&self) -> Vec<Block> {
        let row = |vote: &VoteTaken| {
            vec![
                Text::new().number(vote.vote.0),
                self.subject(&vote.subject),
                self.method(vote),
                self.named(&vote.majority_name, &vote.majority),
                self.time(vote.announced),
                self.time_or(vote.opened, nothing()),
                self.time_or(vote.closed, nothing()),
                self.result(vote),
            ]
        };
        let columns = [
            Word::Number,
            Word::Vote,
            Word::Method,
            Word::Majority,
            Word::Announced,
            Word::VoteOpened,
            Word::VoteClosed,
            Word::Result,
        ];
        let rows = self.record.votes.iter().map(row).collect();
        let table = self.table(String::new(), &columns, rows);
        let ballots = self.record.votes.iter().flat_map(|vote| {
            let void = vote.voided.iter().map(|void| &void.of);
            let secret = void.chain(&vote.secret).flat_map(|ballot| self.secret(vote, ballot));
            self.ballots(vote).into_iter().chain(secret.flatten()).collect::<Vec<_>>()
        });
        self.section(Word::Votes, table.into_iter().chain(ballots))
    }

    fn subject(&self, subject: &Subject) -> Text {
        match subject {
            Subject::Question { text } => self.words_of(text),
            Subject::Motion { request } => {
                let moved = self.record.motions.iter().find(|m| m.request == *request);
                moved.map_or_else(nothing, |moved| {
                    self.motion(moved.motion).say(" (").and(self.seat(&moved.seat)).say(")")
                })
            }
            Subject::Ruling { request } => {
                let point = self.record.points_of_order.iter().find(|p| p.request == *request);
                let seat = point.map_or_else(nothing, |point| self.seat(&point.seat));
                self.word(Word::Overrule).say(" ").and(seat)
            }
        }
    }

    fn method(&self, vote: &VoteTaken) -> Text {
        let Some(method) = vote.method else { return nothing() };
        let name = self.word(match method {
            MethodName::RollCall => Word::RollCall,
            MethodName::ShowOfHands => Word::ShowOfHands,
            MethodName::SecretBallot => Word::SecretBallot,
            MethodName::Silence => Word::Silence,
        });
        match &vote.seed {
            Some(drawn) => name.say("\n").and(self.seed(drawn).small()),
            None => name,
        }
    }

    fn result(&self, vote: &VoteTaken) -> Text {
        let came_to = match vote.outcome {
            Some(Outcome { carried, yes, no, abstain, absent }) => {
                let text = self.word(if carried { Word::Adopted } else { Word::NotAdopted });
                let counts = [
                    (Word::InFavour, yes),
                    (Word::Against, no),
                    (Word::Abstention, abstain),
                    (Word::NotVoting, absent),
                ];
                let counts = counts.map(|(word, n)| self.word(word).say(": ").number(n));
                text.say("\n").and(Text::new().joined(counts, ", ").small())
            }
            None if vote.withdrawn => self.word(Word::NotPutToTheVote),
            None => self.word(Word::GoesOn),
        };
        let void = |void: &Voided| {
            let why = match void.why {
                Void::Lost => Word::BallotLost,
                Void::Declared => Word::BallotVoid,
            };
            self.word(why).say(" ").and(self.time_in_line(void.at)).say("\n")
        };
        vote.voided.iter().map(void).fold(Text::new(), Text::and).and(came_to)
    }

    fn ballots(&self, vote: &VoteTaken) -> Option<Block> {
        let row = |one: &SeatBallot| vec![self.seat(&one.seat), self.word(said(one.ballot))];
        let rows = vote.ballots.iter().map(row).collect();
        self.table(self.of_vote(vote, Word::Ballots), &[Word::Seat, Word::Ballot], rows)
    }

    /// Who has voted in secret, and what was found in the box.
    fn secret(&self, vote: &VoteTaken, secret: &Secret) -> [Option<Block>; 2] {
        let part = |seat: &SeatId| {
            let drawn = secret.tellers.contains(seat);
            let word = |is, word| if is { self.word(word) } else { Text::new() };
            let agrees = secret.agreed.contains(seat);
            let teller = if agrees { Word::TellerAgreed } else { Word::Teller };
            vec![
                self.seat(seat),
                word(secret.voted.contains(seat), Word::HasVoted),
                word(drawn, teller),
            ]
        };
        let others = secret.tellers.iter().filter(|seat| !secret.voted.contains(seat));
        let rows = secret.voted.iter().chain(others).map(part).collect();
        let columns = [Word::Seat, Word::Ballot, Word::Tellers];
        let voted = self.table(self.of_vote(vote, Word::WhoVoted), &columns, rows);
        let slip =
            |slip: &Slip| vec![Text::isolated(&slip.shown_number()), self.word(said(slip.ballot))];
        let rows = secret.found.iter().map(slip).collect();
        let caption = self.of_vote(vote, Word::BallotsFound);
        [voted, self.table(caption, &[Word::BallotNumber, Word::Ballot], rows)]
    }

    fn of_vote(&self, vote: &VoteTaken, what: Word) -> String {
        format!("{} {}: {}", Word::Vote.of(self.lang), vote.vote.0, what.of(self.lang))
    }
}

fn said(ballot: Ballot) -> Word {
    match ballot {
        Ballot::Yes => Word::InFavour,
        Ballot::No => Word::Against,
        Ballot::Abstain => Word::Abstention,
        Ballot::Absent => Word::NotVoting,
    }
}
