//! A secret ballot: who has voted, our own ballot paper, and what was found in the box.

use crate::core::model::Model;
use crate::core::names::{self, Name};
use crate::core::paper::Paper;
use crate::core::text;
use crate::core::view::vote::ballot_word;
use crate::core::view::{Action, action};
use rostrum_proto::id::VoteId;
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::Meeting;
use rostrum_proto::meeting::ballot_box::{Slip, Void};
use rostrum_proto::meeting::command::Command;
use rostrum_proto::meeting::vote::{Ballot, Vote, VoteStage};
use rostrum_proto::time::Timestamp;

/// What is particular to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Secret {
    /// Which.
    pub vote: VoteId,
    /// How our ballot can be marked, and whether it is; empty if we cast none now.
    pub marks: Vec<(Ballot, &'static str, bool)>,
    /// Put it in the box, with the words of the button; not before it is marked.
    pub put_in: (String, Option<Action>),
    /// What became of our ballot, in words; empty if there is nothing to say.
    pub own: String,
    /// Our ballot should be in the count and is not.
    pub missing: bool,
    /// Who checks the count, in words; empty if nobody does.
    pub tellers: String,
    /// The ballots found: number, what it says, and whether it is ours.
    pub found: Vec<(String, &'static str, bool)>,
}

/// How many have voted of those who may, in words, or that they check the count.
pub(super) fn line(model: &Model, meeting: &Meeting, vote: &Vote) -> String {
    let lang = model.lang;
    if vote.ballot_box.counted.is_some() {
        let awaited = meeting.unchecked_by(vote);
        return match awaited.is_empty() {
            true => text::vote_counted(lang).to_owned(),
            false => text::vote_checked_by(lang, &seats(model, meeting, awaited)),
        };
    }
    let (cast, all) = (vote.ballot_box.cast.len().to_string(), meeting.voters().len().to_string());
    text::vote_in_box(lang, text::VoteInBox { all: &all, cast: &cast })
}

/// The particulars, if the vote is by secret ballot.
pub(super) fn secret(
    model: &Model,
    meeting: &Meeting,
    vote: &Vote,
    now: Timestamp,
) -> Option<Secret> {
    let tellers = vote.tellers()?;
    let lang = model.lang;
    let may_cast = |seat| {
        let slip = Slip { number: 0, ballot: Ballot::Yes };
        let round = vote.ballot_box.round;
        let cast = Command::CastBallot { vote: vote.id, round, seat, slip };
        action(model, now, cast).is_some_and(|cast| cast.reason.is_none())
    };
    let casts = model.my_seat().is_some_and(|seat| may_cast(seat.clone()));
    let paper = model.paper(vote);
    let casts = casts && !paper.is_some_and(|paper| paper.cast);
    let mark = |ballot| {
        (ballot, ballot_word(ballot, lang), paper.is_some_and(|p| p.slip.ballot == ballot))
    };
    let marks = [Ballot::Yes, Ballot::No, Ballot::Abstain].map(mark);
    let put_in = model.cast_paper(vote).filter(|_| casts).and_then(|c| action(model, now, c));
    let words = match paper {
        Some(paper) => text::vote_put_in(lang, ballot_word(paper.slip.ballot, lang)),
        None => text::vote_put_in_blank(lang).to_owned(),
    };
    let counted = vote.ballot_box.counted.as_deref();
    let (own, missing) = own(model, vote, paper, counted);
    let found = counted.unwrap_or_default().iter().map(|slip| {
        let ours = paper.is_some_and(|p| p.cast && p.slip.number == slip.number);
        (slip.shown_number(), ballot_word(slip.ballot, lang), ours)
    });
    Some(Secret {
        vote: vote.id,
        marks: if casts { marks.to_vec() } else { vec![] },
        put_in: (words, put_in),
        own,
        missing,
        tellers: match tellers {
            [] => String::new(),
            drawn => text::vote_tellers(lang, &seats(model, meeting, drawn)),
        },
        found: found.collect(),
    })
}

/// Why a ballot is void, in words.
#[must_use]
pub fn void(why: Void, lang: Lang) -> &'static str {
    match why {
        Void::Declared => text::vote_was_void(lang),
        Void::Lost => text::vote_was_lost(lang),
    }
}

/// A teller can agree with the count.
pub(super) fn check(model: &Model, vote: &Vote) -> Option<Command> {
    let seat = model.my_seat().filter(|seat| vote.tellers().is_some_and(|t| t.contains(seat)))?;
    let open = matches!(vote.stage, VoteStage::Open { .. }) && vote.ballot_box.counted.is_some();
    let done = vote.ballot_box.checked.contains(seat);
    (open && !done).then(|| Command::CheckCount { vote: vote.id, seat: seat.clone() })
}

fn own(
    model: &Model,
    vote: &Vote,
    paper: Option<Paper>,
    counted: Option<&[Slip]>,
) -> (String, bool) {
    let lang = model.lang;
    if !model.has_voted(vote) {
        let again =
            vote.ballot_box.void.is_some() && model.my_seat().is_some() && counted.is_none();
        return (if again { text::vote_again(lang).to_owned() } else { String::new() }, false);
    }
    // Another of our seat may have put it in. And a number that is shown before the count could be shown to others.
    match (paper.filter(|paper| paper.cast), counted) {
        (Some(Paper { slip, .. }), Some(found)) if found.contains(&slip) => {
            (text::vote_was_found(lang, &slip.shown_number()), false)
        }
        (Some(Paper { slip, .. }), Some(_)) => {
            (text::vote_not_found(lang, &slip.shown_number()), true)
        }
        (None, _) | (_, None) => (text::vote_is_in(lang).to_owned(), false),
    }
}

/// The seats that have voted.
pub(super) fn voted(model: &Model, meeting: &Meeting, vote: &Vote) -> Vec<(Name, &'static str)> {
    let cast = meeting.voters().into_iter().filter(|seat| vote.ballot_box.cast.contains(*seat));
    let word = text::vote_has_voted(model.lang);
    cast.map(|seat| (names::seat(meeting, seat, model.lang), word)).collect()
}

fn seats<'a>(
    model: &Model,
    meeting: &Meeting,
    seats: impl IntoIterator<Item = &'a rostrum_proto::id::SeatId>,
) -> String {
    let names = seats.into_iter().map(|seat| names::seat(meeting, seat, model.lang).text);
    names.collect::<Vec<_>>().join(", ")
}
