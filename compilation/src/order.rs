//! In which order the letter names them, and the annexes follow the letter: the briefers as they spoke; the members, the
//! highest rank first and those who are not named one by one in English alphabetical order; others who spoke; and then
//! the written statements in English alphabetical order; unless the secretariat has said whose annexes come first.

use crate::facts::{Facts, Manner, Speaker, Statement};
use rostrum_proto::alphabet::folded;
use rostrum_proto::id::SeatId;
use rostrum_proto::profile::SeatKind;

/// What an annex is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// A briefing.
    Briefing,
    /// A statement that was delivered.
    Statement,
    /// A statement in writing alone.
    Written,
}

/// An annex.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Annex<'a> {
    /// What it is.
    pub what: What,
    /// Whose it is.
    pub seat: &'a SeatId,
    /// Who spoke; nobody did where it is only written.
    pub speaker: Option<&'a Speaker>,
    /// The text; absent where none was received.
    pub text: Option<&'a Statement>,
}

impl<'a> Annex<'a> {
    /// Who gives it: as the secretariat has put right, or as the journal says, or where it says nothing, as the text
    /// does.
    #[must_use]
    pub fn name(&self) -> Option<&'a str> {
        let spoken = self.as_spoken().and_then(|speaker| speaker.name.as_deref());
        spoken.or_else(|| self.text.and_then(|text| text.name.as_deref()))
    }

    /// What the journal says, if nobody has put it right.
    fn as_spoken(&self) -> Option<&'a Speaker> {
        self.speaker.filter(|_| self.text.is_none_or(|text| !text.put_right))
    }

    /// The office of whoever gives it, likewise.
    #[must_use]
    pub fn title(&self) -> Option<&'a str> {
        let spoken = self.as_spoken().and_then(|speaker| speaker.title.as_deref());
        spoken.or_else(|| self.text.and_then(|text| text.title.as_deref()))
    }

    /// The delegations for which it is given also: as the text says, or where there is none, as the journal does.
    pub fn on_behalf_of(&self) -> impl Iterator<Item = &'a SeatId> {
        let written = self.text.map(|text| text.on_behalf_of.as_slice());
        let spoken = self.speaker.map(|speaker| speaker.on_behalf_of.as_slice());
        let seats = written.filter(|seats| !seats.is_empty()).or(spoken).unwrap_or_default();
        let own = self.seat;
        seats.iter().filter(move |seat| *seat != own)
    }
}

/// In what quality a seat spoke, and the place of its rank.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Quality {
    /// It briefed.
    Briefer,
    /// A member or another, of a rank of which each is named: 0 is the highest.
    Named(usize),
    /// A member.
    Member,
    /// Another.
    Other,
}

/// In what quality somebody spoke.
#[must_use]
pub fn quality(facts: &Facts, speaker: &Speaker) -> Quality {
    let kind = facts.seat(&speaker.seat).map(|seat| seat.kind);
    let rank = facts.ranks.iter().position(|rank| Some(rank) == speaker.rank.as_ref());
    match (kind, rank) {
        (Some(SeatKind::Briefer), _) => Quality::Briefer,
        (_, Some(rank)) if rank + 1 < facts.ranks.len() && has_name(speaker) => {
            Quality::Named(rank)
        }
        (Some(SeatKind::Member), _) => Quality::Member,
        (Some(SeatKind::Invited | SeatKind::Observer | SeatKind::Writer) | None, _) => {
            Quality::Other
        }
    }
}

fn has_name(speaker: &Speaker) -> bool {
    speaker.name.as_ref().is_some_and(|name| !name.trim().is_empty())
}

/// The text of each speaker, by its place in [`Facts::statements`]: that of the seat which bears the speaker's name, or
/// else the first of the seat that nobody else has.
#[must_use]
pub fn texts(facts: &Facts) -> Vec<Option<usize>> {
    let mut taken = vec![false; facts.statements.len()];
    let mut texts = vec![None; facts.speakers.len()];
    for by_name in [true, false] {
        for (speaker, text) in facts.speakers.iter().zip(&mut texts) {
            if text.is_some() {
                continue;
            }
            let is_its = |(n, statement): &(usize, &Statement)| {
                !taken[*n]
                    && statement.manner == Manner::Delivered
                    && statement.seat == speaker.seat
                    && (!by_name || same_name(&speaker.name, &statement.name))
            };
            *text = facts.statements.iter().enumerate().find(is_its).map(|(n, _)| n);
            if let Some(n) = *text {
                taken[n] = true;
            }
        }
    }
    texts
}

/// Whether two names are both known and the same, but for capitals, accents and spaces.
#[must_use]
pub fn same_name(one: &Option<String>, other: &Option<String>) -> bool {
    matches!((one, other), (Some(one), Some(other)) if folded(one) == folded(other))
}

/// The annexes, from the first.
#[must_use]
pub fn annexes(facts: &Facts) -> Vec<Annex<'_>> {
    let spoken = facts.speakers.iter().zip(texts(facts)).map(|(speaker, text)| {
        let quality = quality(facts, speaker);
        let what = match quality {
            Quality::Briefer => What::Briefing,
            Quality::Named(_) | Quality::Member | Quality::Other => What::Statement,
        };
        let text = text.and_then(|n| facts.statements.get(n));
        (quality, Annex { what, seat: &speaker.seat, speaker: Some(speaker), text })
    });
    let mut spoken: Vec<_> = spoken.collect();
    // The sort is stable: whoever is not told apart stays in speaking order.
    spoken.sort_by_cached_key(|(quality, annex)| {
        let by_name = matches!(quality, Quality::Member | Quality::Other);
        (*quality, by_name.then(|| facts.alphabetical(annex.seat)))
    });
    let written = facts.statements.iter().filter(|text| text.manner == Manner::Written);
    let mut written: Vec<_> = written.collect();
    written.sort_by_cached_key(|text| facts.alphabetical(&text.seat));
    let written = written.into_iter().map(|text| Annex {
        what: What::Written,
        seat: &text.seat,
        speaker: None,
        text: Some(text),
    });
    let mut annexes: Vec<_> = spoken.into_iter().map(|(_, annex)| annex).chain(written).collect();
    // Those that nobody has moved stay as they are.
    let place = |annex: &Annex<'_>| facts.first.iter().position(|seat| seat == annex.seat);
    annexes.sort_by_key(|annex| place(annex).unwrap_or(usize::MAX));
    annexes
}
