//! The compilation that is being made, as the secretariat sees it.

use crate::core::model::Model;
use crate::core::names::{self, Name};
use rostrum_proto::id::SeatId;

/// The annexes of a seat, in their place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Annexed {
    /// The seat.
    pub seat: SeatId,
    /// Its name.
    pub name: Name,
    /// The last place there is.
    pub last: usize,
}

/// In which order the annexes are; nothing before it was asked for.
#[must_use]
pub fn annexes(model: &Model) -> Vec<Annexed> {
    let seats = &model.papers.compiling.annexes;
    let told = model.papers.told.iter().flat_map(|told| &told.seats);
    let names = |seat: &SeatId| told.clone().find(|sent| sent.seat == *seat);
    let entry = |seat: &SeatId| {
        let name = names(seat).map(|sent| names::local(&sent.name, model.lang));
        let name = name.unwrap_or_else(|| Name { lang: "", text: seat.to_string() });
        Annexed { seat: seat.clone(), name, last: seats.len() - 1 }
    };
    seats.iter().map(entry).collect()
}

/// Whether the secretariat has put them in another order than that of the rules.
#[must_use]
pub fn is_arranged(model: &Model) -> bool {
    model.meeting().is_some_and(|meeting| !meeting.dossier.annexes.is_empty())
}
