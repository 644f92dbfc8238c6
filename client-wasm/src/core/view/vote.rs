//! The vote that is announced or taken, and the last result: the same for everybody, with what each can do.

use crate::core::model::Model;
use crate::core::names::{self, Name};
use crate::core::view::secret::{self, Secret};
use crate::core::view::{Action, action, business};
use crate::core::{format, text};
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::Meeting;
use rostrum_proto::meeting::command::Command;
use rostrum_proto::meeting::phase::PhaseName;
use rostrum_proto::meeting::refusal::Refusal;
use rostrum_proto::meeting::vote::{Ballot, Manner, Method, Subject, Vote, VoteStage};
use rostrum_proto::time::{Millis, Timestamp};

/// The time for objections that the chair can give by one click.
const SILENCE: Millis = Millis::seconds(30);

/// A vote.
#[derive(Clone, Debug, PartialEq)]
pub struct VotePanel {
    /// What is decided, in words.
    pub subject: String,
    /// Where it stands, in words.
    pub line: String,
    /// What it needs, or whose vote decided against it, in words; empty if that does not apply.
    pub needs: String,
    /// Whether it is carried; `None` before the end, and for a ruling, which is neither gain nor loss.
    pub carried: Option<bool>,
    /// Votes in favour, against, abstentions; if votes are cast.
    pub counts: Option<[u32; 3]>,
    /// What each seat said.
    pub ballots: Vec<(Name, &'static str)>,
    /// What our seat said.
    pub own: Option<&'static str>,
    /// What is particular to a secret ballot.
    pub secret: Option<Secret>,
    /// Our own seat's vote: each answer with its words.
    pub cast: Vec<(&'static str, Action)>,
    /// What the chair can do, with its words.
    pub conduct: Vec<(String, Action)>,
    /// Explain our vote.
    pub explain: Option<Action>,
}

/// The last vote, until the floor is given again after it.
#[must_use]
pub fn vote(model: &Model, now: Timestamp) -> Option<VotePanel> {
    let meeting = model.meeting().filter(|m| m.phase.name() != PhaseName::Closed)?;
    // Of a vote behind closed doors the public has only the number.
    let mut told = meeting.votes.iter().filter(|vote| !(vote.private && model.is_viewer()));
    let vote = meeting.current_vote().or(told.next_back())?;
    let lang = model.lang;
    let live = |command| action(model, now, command).filter(|a| a.reason.is_none());
    // By silence nobody votes in favour.
    let cast = !matches!(vote.method(), Some(Method::Silence { .. }));
    let in_secret = vote.tellers().is_some();
    let (line, carried, counts) = match &vote.stage {
        VoteStage::Withdrawn {} => return None,
        VoteStage::Announced {} => {
            let line = match vote.ballot_box.void {
                None => text::vote_announced(lang),
                Some(why) => secret::void(why, lang),
            };
            (line.to_owned(), None, None)
        }
        VoteStage::Open { .. } if vote.turn().is_some() && vote.turn() == model.my_seat() => {
            (text::vote_your_turn(lang).to_owned(), None, Some(counts(vote)))
        }
        VoteStage::Open { method } => {
            let counts = (cast && !in_secret).then(|| counts(vote));
            let line = match in_secret {
                true => secret::line(model, meeting, vote),
                false => open_line(meeting, vote, method, lang, now),
            };
            (line, None, counts)
        }
        VoteStage::Closed { outcome, at, .. } => {
            if now.since(*at) > Millis::minutes(3) {
                return None;
            }
            let line = result(vote, outcome.carried, lang);
            let counts = [outcome.yes, outcome.no, outcome.abstain];
            let ruling = matches!(vote.subject, Subject::Ruling { .. });
            let carried = (!ruling).then_some(outcome.carried);
            (line.to_owned(), carried, cast.then_some(counts))
        }
    };
    let own = model.my_seat();
    let cast: Option<Vec<_>> = own.map(|seat| {
        let ballot = |ballot| Command::CastVote { vote: vote.id, seat: seat.clone(), ballot };
        let answers = match vote.method() {
            Some(Method::Silence { .. }) => vec![(text::vote_object(lang), Ballot::No)],
            Some(Method::SecretBallot { .. }) => vec![],
            Some(Method::RollCall { .. } | Method::ShowOfHands {}) | None => vec![
                (text::vote_yes(lang), Ballot::Yes),
                (text::vote_no(lang), Ballot::No),
                (text::vote_abstain(lang), Ballot::Abstain),
            ],
        };
        answers.into_iter().filter_map(|(word, b)| Some((word, live(ballot(b))?))).collect()
    });
    let said = |seat| vote.ballots.get(seat).map(|b| ballot_word(*b, lang));
    let ballots = meeting.voters().into_iter();
    let ballots = match in_secret {
        true => secret::voted(model, meeting, vote),
        false => ballots.filter_map(|s| Some((names::seat(meeting, s, lang), said(s)?))).collect(),
    };
    let check = secret::check(model, vote).and_then(live).map(|a| (text::vote_agree(lang), a));
    let explain = own.map(|seat| Command::ExplainVote { seat: seat.clone(), vote: vote.id });
    Some(VotePanel {
        subject: subject(meeting, &vote.subject, lang),
        line,
        needs: needs(meeting, vote, lang),
        carried,
        counts,
        ballots,
        secret: secret::secret(model, meeting, vote, now),
        own: own.and_then(said),
        cast: cast.into_iter().flatten().chain(check).collect(),
        conduct: conduct(model, meeting, vote, now),
        explain: explain.and_then(live),
    })
}

/// Which majority is required, and whose vote against has decided. By silence nothing is counted.
fn needs(meeting: &Meeting, vote: &Vote, lang: Lang) -> String {
    let Some(majority) = meeting.setup.profile.majority(&vote.majority) else {
        return String::new();
    };
    let said = |ballot| vote.ballots.iter().filter(move |(_, said)| **said == ballot);
    let (vetoes, others): (Vec<_>, Vec<_>) = said(Ballot::No)
        .map(|(seat, _)| seat.clone())
        .partition(|seat| majority.veto.contains(seat));
    let enough = majority.is_reached(said(Ballot::Yes).count() as u32, &others);
    match (&vote.stage, vote.method()) {
        (_, Some(Method::Silence { .. })) => String::new(),
        (VoteStage::Closed { outcome, .. }, _) if outcome.carried => String::new(),
        // Without them it would be carried.
        (VoteStage::Closed { .. }, _) if enough => {
            let names: Vec<_> = vetoes.iter().map(|s| names::seat(meeting, s, lang).text).collect();
            text::vote_vetoed(lang, &names.join(", "))
        }
        _ => text::vote_needs(lang, &names::local(&majority.name, lang).text),
    }
}

/// The result of a vote, in words.
#[must_use]
pub fn result(vote: &Vote, carried: bool, lang: Lang) -> &'static str {
    match (&vote.subject, vote.method(), carried) {
        (Subject::Ruling { .. }, _, true) => text::ruling_falls(lang),
        (Subject::Ruling { .. }, _, false) => text::ruling_stands(lang),
        (_, Some(Method::Silence { .. }), true) => text::vote_no_objection(lang),
        (_, Some(Method::Silence { .. }), false) => text::vote_objection(lang),
        (_, _, true) => text::vote_carried(lang),
        (_, _, false) => text::vote_not_carried(lang),
    }
}

fn conduct(model: &Model, meeting: &Meeting, vote: &Vote, now: Timestamp) -> Vec<(String, Action)> {
    let lang = model.lang;
    let id = vote.id;
    let open = |manner| Command::OpenVote { vote: id, manner };
    let turn = vote.turn().map(|seat| {
        let name = names::seat(meeting, seat, lang).text;
        let pass = Command::PassOver { vote: id, seat: seat.clone() };
        let words = match meeting.is_present(seat) {
            true => text::vote_no_answer(lang, &name),
            false => text::vote_pass_over(lang, &name),
        };
        (words, pass)
    });
    let pass_all = Command::PassOverAbsent { vote: id };
    let absent = model.decide(now, &pass_all).map_or(0, |events| events.len());
    let absent =
        (absent > 1).then(|| (text::vote_pass_over_all(lang, &absent.to_string()), pass_all));
    let close = match (vote.tellers(), &vote.ballot_box.counted) {
        (None, _) => text::vote_close(lang),
        (Some(_), None) => text::vote_count(lang),
        (Some(_), Some(_)) => text::vote_declare(lang),
    };
    let seconds = (SILENCE.0 / 1000).to_string();
    let all = [
        (text::vote_by_hands(lang).to_owned(), open(Manner::ShowOfHands {})),
        (text::vote_by_roll_call(lang).to_owned(), open(Manner::RollCall {})),
        (text::vote_by_secret_ballot(lang).to_owned(), open(Manner::SecretBallot {})),
        (text::vote_by_silence(lang, &seconds), open(Manner::Silence { time: SILENCE })),
        (close.to_owned(), Command::CloseVote { vote: id }),
        (text::vote_void(lang).to_owned(), Command::VoidBallot { vote: id }),
        (text::vote_withdraw(lang).to_owned(), Command::WithdrawVote { vote: id }),
    ];
    let all = turn.into_iter().chain(absent).chain(all);
    // The ways to take a vote are shown while it is announced, even if somebody still speaks.
    let shown = |command: &Command| match (&vote.stage, command) {
        // Only where it is provided for is it offered.
        (VoteStage::Announced {}, Command::OpenVote { manner: Manner::SecretBallot {}, .. }) => {
            model.decide(now, command) != Err(Refusal::NotBySecretBallot {})
        }
        (VoteStage::Announced {}, Command::OpenVote { .. } | Command::WithdrawVote { .. }) => true,
        (VoteStage::Open { .. }, Command::VoidBallot { .. }) => vote.tellers().is_some(),
        (VoteStage::Open { .. }, Command::CloseVote { .. } | Command::PassOver { .. }) => true,
        (VoteStage::Open { .. }, Command::PassOverAbsent { .. }) => true,
        _ => false,
    };
    all.filter(|(_, command)| shown(command))
        .filter_map(|(word, command)| Some((word, action(model, now, command)?)))
        .collect()
}

fn open_line(
    meeting: &Meeting,
    vote: &Vote,
    method: &Method,
    lang: Lang,
    now: Timestamp,
) -> String {
    match (method, vote.turn()) {
        (Method::RollCall { .. }, Some(seat)) => {
            text::vote_turn(lang, &names::seat(meeting, seat, lang).text)
        }
        (Method::RollCall { .. }, None) => text::vote_all_called(lang).to_owned(),
        (Method::ShowOfHands {} | Method::SecretBallot { .. }, _) => {
            text::vote_open(lang).to_owned()
        }
        (Method::Silence { until }, _) => {
            text::vote_silence(lang, &format::clock(until.since(now)))
        }
    }
}

fn counts(vote: &Vote) -> [u32; 3] {
    [Ballot::Yes, Ballot::No, Ballot::Abstain]
        .map(|wanted| vote.ballots.values().filter(|b| **b == wanted).count() as u32)
}

fn subject(meeting: &Meeting, subject: &Subject, lang: Lang) -> String {
    let by = |request| {
        let request = meeting.request(request).ok()?;
        Some((request, names::seat(meeting, &request.beneficiary, lang).text))
    };
    let known = match subject {
        Subject::Question { text } => Some(text.clone()),
        Subject::Ruling { request } => {
            by(*request).map(|(_, seat)| text::vote_on_ruling(lang, &seat))
        }
        Subject::Motion { request } => by(*request).and_then(|(request, seat)| {
            let moved = business::moved(request, lang)?;
            Some(text::vote_on_motion(lang, text::VoteOnMotion { motion: &moved, seat: &seat }))
        }),
    };
    known.unwrap_or_default()
}

pub(super) fn ballot_word(ballot: Ballot, lang: Lang) -> &'static str {
    match ballot {
        Ballot::Yes => text::vote_yes(lang),
        Ballot::No => text::vote_no(lang),
        Ballot::Abstain => text::vote_abstain(lang),
        Ballot::Absent => text::vote_absent(lang),
    }
}
