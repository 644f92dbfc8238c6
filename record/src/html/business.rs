//! The sections about the order of business, and the speaking times.

use super::Page;
use super::sections::nothing;
use super::words::Word;
use super::writer::Html;
use crate::business::{
    Decision, Hearing, MethodName, PointOfOrder, RulingGiven, SeatBallot, Secret, StandingName,
    Voided, VoteTaken,
};
use rostrum_proto::id::SeatId;
use rostrum_proto::meeting::ballot_box::{Slip, Void};
use rostrum_proto::meeting::vote::{Ballot, Outcome, Subject};
use rostrum_proto::profile::Motion;

/// The seed of a draw, with which everybody can draw again.
pub(super) fn seed(page: &Page, seed: &str) -> Html {
    let html = page.word(Word::Seed).raw(": <span class=\"n\">");
    html.and_text(seed).raw("</span>")
}

impl Page<'_> {
    pub(super) fn points_of_order(&self) -> Html {
        let rows = self.record.points_of_order.iter().map(|point| self.ruled(point));
        let columns =
            [Word::Raised, Word::Seat, Word::Ruling, Word::By, Word::ChallengedBy, Word::Outcome];
        let table = self.table(self.word(Word::PointsOfOrder), &columns, rows.collect());
        self.section(Word::PointsOfOrder, table)
    }

    fn ruled(&self, point: &PointOfOrder) -> Vec<Html> {
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
        let text = self.time(ruling.at).raw(" ").and(self.word(held));
        let text = match ruling.text.is_empty() {
            true => text,
            false => text.raw(": ").and(self.words_of(&ruling.text)),
        };
        let challenge = ruling.challenge.as_ref().map_or_else(nothing, |challenge| {
            self.seat(&challenge.by).raw(" ").and(self.time(challenge.at))
        });
        vec![raised, seat, text, self.person(&ruling.by), challenge, self.stands(ruling)]
    }

    fn stands(&self, ruling: &RulingGiven) -> Html {
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

    fn by_vote(&self, came_to: Html, vote: u32) -> Html {
        came_to.raw(" (").and(self.word(Word::Vote)).raw(" ").number(vote).raw(")")
    }

    pub(super) fn motions(&self) -> Html {
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
                Some(until) => motion.raw(": ").and(self.time(until)),
                None => motion,
            };
            vec![self.time(moved.moved), self.seat(&moved.seat), motion, came_to]
        });
        let columns = [Word::Time, Word::Seat, Word::Motion, Word::Outcome];
        let table = self.table(self.word(Word::Motions), &columns, rows.collect());
        self.section(Word::Motions, table)
    }

    fn motion(&self, motion: Option<Motion>) -> Html {
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

    pub(super) fn votes(&self) -> Html {
        if self.record.votes.is_empty() {
            return self.section(Word::Votes, None);
        }
        let rows = self.record.votes.iter().map(|vote| {
            vec![
                Html::new().number(vote.vote.0),
                self.subject(&vote.subject),
                self.method(vote),
                self.named(&vote.majority_name, &vote.majority),
                self.time(vote.announced),
                self.time_or(vote.opened, nothing()),
                self.time_or(vote.closed, nothing()),
                self.result(vote),
            ]
        });
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
        let table = self.table(self.word(Word::Votes), &columns, rows.collect());
        let ballots = self.record.votes.iter().flat_map(|vote| {
            let void = vote.voided.iter().map(|void| &void.of);
            let secret = void.chain(&vote.secret).flat_map(|ballot| self.secret(vote, ballot));
            self.ballots(vote).into_iter().chain(secret.flatten()).collect::<Vec<_>>()
        });
        let content = table.map(|table| table.joined(ballots, ""));
        self.section(Word::Votes, content)
    }

    fn subject(&self, subject: &Subject) -> Html {
        match subject {
            Subject::Question { text } => self.words_of(text),
            Subject::Motion { request } => {
                let moved = self.record.motions.iter().find(|m| m.request == *request);
                moved.map_or_else(nothing, |moved| {
                    self.motion(moved.motion).raw(" (").and(self.seat(&moved.seat)).raw(")")
                })
            }
            Subject::Ruling { request } => {
                let point = self.record.points_of_order.iter().find(|p| p.request == *request);
                let seat = point.map_or_else(nothing, |point| self.seat(&point.seat));
                self.word(Word::Overrule).raw(" ").and(seat)
            }
        }
    }

    fn method(&self, vote: &VoteTaken) -> Html {
        let Some(method) = vote.method else { return nothing() };
        let name = self.word(match method {
            MethodName::RollCall => Word::RollCall,
            MethodName::ShowOfHands => Word::ShowOfHands,
            MethodName::SecretBallot => Word::SecretBallot,
            MethodName::Silence => Word::Silence,
        });
        match &vote.seed {
            Some(drawn) => name.raw("<br>").and(seed(self, drawn)),
            None => name,
        }
    }

    fn result(&self, vote: &VoteTaken) -> Html {
        let came_to = match vote.outcome {
            Some(Outcome { carried, yes, no, abstain, absent }) => {
                let html = self.word(if carried { Word::Adopted } else { Word::NotAdopted });
                let counts = [
                    (Word::InFavour, yes),
                    (Word::Against, no),
                    (Word::Abstention, abstain),
                    (Word::NotVoting, absent),
                ];
                let counts = counts.map(|(word, n)| self.word(word).raw(": ").number(n));
                html.raw("<br><span class=\"faint\">").joined(counts, ", ").raw("</span>")
            }
            None if vote.withdrawn => self.word(Word::NotPutToTheVote),
            None => self.word(Word::GoesOn),
        };
        let void = |void: &Voided| {
            let why = match void.why {
                Void::Lost => Word::BallotLost,
                Void::Declared => Word::BallotVoid,
            };
            self.word(why).raw(" ").and(self.time(void.at)).raw("<br>")
        };
        vote.voided.iter().map(void).fold(Html::new(), Html::and).and(came_to)
    }

    fn ballots(&self, vote: &VoteTaken) -> Option<Html> {
        let row = |one: &SeatBallot| vec![self.seat(&one.seat), self.word(said(one.ballot))];
        let rows = vote.ballots.iter().map(row).collect();
        self.table(self.of_vote(vote, Word::Ballots), &[Word::Seat, Word::Ballot], rows)
    }

    /// Who has voted in secret, and what was found in the box.
    fn secret(&self, vote: &VoteTaken, secret: &Secret) -> [Option<Html>; 2] {
        let part = |seat: &SeatId| {
            let drawn = secret.tellers.contains(seat);
            let word = |is, word| if is { self.word(word) } else { Html::new() };
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
        let number = |slip: &Slip| {
            let html = Html::new().raw("<span class=\"n\">");
            html.and_text(&slip.shown_number()).raw("</span>")
        };
        let slip = |slip: &Slip| vec![number(slip), self.word(said(slip.ballot))];
        let rows = secret.found.iter().map(slip).collect();
        let caption = self.of_vote(vote, Word::BallotsFound);
        [voted, self.table(caption, &[Word::BallotNumber, Word::Ballot], rows)]
    }

    fn of_vote(&self, vote: &VoteTaken, what: Word) -> Html {
        let caption = self.word(Word::Vote).raw(" ").number(vote.vote.0).raw(": ");
        caption.and(self.word(what))
    }

    pub(super) fn speaking_time(&self) -> Html {
        let times = &self.record.speaking_time;
        let row = |seat: &SeatId, interventions: u32, ms: u64| {
            vec![self.seat(seat), Html::new().number(interventions), self.length(ms)]
        };
        let mut rows: Vec<_> =
            times.iter().map(|s| row(&s.seat, s.interventions, s.spoken_ms)).collect();
        if !rows.is_empty() {
            rows.push(vec![
                self.word(Word::Total),
                Html::new().number(times.iter().map(|s| s.interventions).sum::<u32>()),
                self.length(self.record.speaking_time_total_ms),
            ]);
        }
        let columns = [Word::Seat, Word::Interventions, Word::Spoken];
        let table = self.table(self.word(Word::SpeakingTimes), &columns, rows);
        self.section(Word::SpeakingTimes, table)
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
