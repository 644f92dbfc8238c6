//! What is offered to us, and waits for our answer: another place in the list, the chair.

use crate::core::model::Model;
use crate::core::view::{Action, action};
use crate::core::{format, names, text};
use rostrum_proto::meeting::command::Command;
use rostrum_proto::time::Timestamp;

/// An offer, with its answers.
#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    /// In words.
    pub line: String,
    /// Each answer with its words, the one that agrees first.
    pub answers: Vec<(&'static str, Action)>,
}

/// All offers to us.
#[must_use]
pub fn offers(model: &Model, now: Timestamp) -> Vec<Offer> {
    let Some(meeting) = model.meeting() else { return vec![] };
    let lang = model.lang;
    let live = |word, command| {
        action(model, now, command).filter(|a| a.reason.is_none()).map(|a| (word, a))
    };
    let mut offers = Vec::new();
    let me = model.actor().map(|a| a.participant);
    if me.is_some() && meeting.chair_offer == me {
        let line = text::chair_is_offered(lang).to_owned();
        let accept = live(text::accept_chair(lang), Command::AcceptChair {});
        let decline = live(text::decline(lang), Command::DeclineChair {});
        offers.push(Offer { line, answers: accept.into_iter().chain(decline).collect() });
    }
    if meeting.chair_lost_at.is_some()
        && let Some(take) = action(model, now, Command::TakeChair {})
        && me.as_ref() != Some(&meeting.presiding)
    {
        let wait = meeting.chair_free_at().map(|at| at.since(now)).unwrap_or_default();
        let line = match wait.0 {
            0 => text::chair_is_lost(lang).to_owned(),
            _ => text::chair_is_lost_until(lang, &format::clock(wait)),
        };
        offers.push(Offer { line, answers: vec![(text::take_chair(lang), take)] });
    }
    let presides = names::participant(meeting, &meeting.presiding);
    if !super::chair::presides(model) && model.is_chair() && meeting.chair_lost_at.is_none() {
        let asked = me.is_some() && meeting.chair_asked == me;
        let line = match asked {
            true => text::chair_was_asked(lang, &presides),
            false => text::say_presides(lang, &presides),
        };
        let ask = live(text::ask_for_chair(lang), Command::AskForChair {}).filter(|_| !asked);
        if meeting.chair_offer != me {
            offers.push(Offer { line, answers: ask.into_iter().collect() });
        }
    }
    let own = |id| meeting.request(id).is_ok_and(|r| Some(&r.beneficiary) == model.my_seat());
    for swap in meeting.swaps.iter().filter(|s| own(s.with)) {
        let (request, with) = (swap.request, swap.with);
        let Ok(other) = meeting.request(request) else { continue };
        let place = |id| format::place(lang, meeting.position(id).unwrap_or_default());
        let seat = names::seat(meeting, &other.beneficiary, lang).text;
        // Each would have the other's place.
        let (yours, theirs) = (place(request), place(with));
        let offer = text::SwapIsOffered { seat: &seat, theirs: &theirs, yours: &yours };
        let line = text::swap_is_offered(lang, offer);
        let accept = live(text::accept_swap(lang), Command::AcceptSwap { request, with });
        let decline = live(text::decline(lang), Command::DeclineSwap { request, with });
        offers.push(Offer { line, answers: accept.into_iter().chain(decline).collect() });
    }
    offers
}
