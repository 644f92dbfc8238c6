//! What needs its reader's attention now, the most pressing thing first: for the line that is always in sight, the
//! tab's title, and a tone.

use crate::core::model::Model;
use crate::core::text;
use crate::core::view::bar::{self, FloorState};
use crate::core::view::business;
use crate::core::view::chair;
use crate::core::view::secret;
use crate::core::{format, names};
use rostrum_proto::profile::RequestKind;
use rostrum_proto::time::Timestamp;

/// What needs attention.
#[derive(Clone, Debug, PartialEq)]
pub struct Attention {
    /// In words.
    pub line: String,
    /// One's own turn: said at once, and with a tone.
    pub own_turn: bool,
}

/// The most pressing thing; nothing if all can wait.
#[must_use]
pub fn attention(model: &Model, now: Timestamp) -> Option<Attention> {
    let lang = model.lang;
    let own = |line: &str| Attention { line: line.to_owned(), own_turn: true };
    let other = |line: String| Attention { line, own_turn: false };
    if let Some(floor) = bar::my_floor(model, now) {
        match floor.state {
            FloorState::Called => return Some(own(floor.title)),
            FloorState::Amber | FloorState::Over => return Some(other(floor.title.to_owned())),
            FloorState::Interrupted => return Some(other(floor.title.to_owned())),
            FloorState::Live => {}
        }
    }
    if votes_now(model) {
        return Some(own(text::vote_your_turn(lang)));
    }
    let open_vote = model.meeting().and_then(|meeting| meeting.open_vote());
    if open_vote.and_then(|vote| secret::check(model, vote)).is_some() {
        return Some(own(text::vote_agree(lang)));
    }
    if let Some(line) = of_chair(model, now) {
        return Some(other(line));
    }
    let next = || {
        let meeting = model.meeting().filter(|meeting| meeting.in_session())?;
        let own = meeting.waiting(model.my_seat()?, RequestKind::Statement)?;
        (meeting.next_speaker()?.id == own.id).then(|| text::place_next(lang).to_owned())
    };
    next().map(other)
}

/// It is our seat's turn in a roll call.
fn votes_now(model: &Model) -> bool {
    let turn = model.meeting().and_then(|m| m.open_vote()).and_then(|vote| vote.turn());
    turn.is_some() && turn == model.my_seat()
}

/// What is waiting for the presiding officer.
fn of_chair(model: &Model, now: Timestamp) -> Option<String> {
    let lang = model.lang;
    let business = business::business(model, now)?;
    let raised = business.raised.first().map(|raised| raised.line.clone());
    let ruling = || business.ruling.as_ref().map(|(_, name)| text::ruling_needed(lang, &name.text));
    let challenge =
        || business.challenge.as_ref().map(|(name, _)| text::ruling_challenged(lang, &name.text));
    let asked = || business.asked.as_ref().map(|(who, ..)| text::chair_asked_board(lang, who));
    let problem = || {
        let panel = chair::panel(model, now)?;
        let (name, problem) = panel.problems.first()?;
        let values = text::AlarmProblem { problem, seat: &name.text };
        Some(text::alarm_problem(lang, values))
    };
    raised.or_else(ruling).or_else(challenge).or_else(asked).or_else(problem)
}

/// The tab's title: what is pressing, and which meeting.
#[must_use]
pub fn title(model: &Model, now: Timestamp) -> String {
    let lang = model.lang;
    let product = text::product(lang);
    let meeting = model.meeting().map(|m| names::local(&m.setup.format, lang).text);
    let pressing = attention(model, now).map(|attention| attention.line);
    let parts = [pressing, meeting, Some(product.to_owned())];
    format::joined(parts.into_iter().flatten())
}
