//! What a compilation is made from: what the journal says of who spoke, and what the delegations sent.
//!
//! Names of people and their titles are as they were given, in a language that nobody noted. Names of seats are those
//! of the day of the meeting.

use crate::date::Date;
use crate::point::Point;
use rostrum_proto::alphabet;
use rostrum_proto::id::SeatId;
use rostrum_proto::lang::{Lang, LocalText};
use rostrum_proto::profile::SeatKind;
use serde::{Deserialize, Serialize};

/// All that a compilation says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// The symbol of the compilation, "S/2020/791"; empty while it has none.
    pub symbol: String,
    /// The date of the letter.
    pub letter_date: Date,
    /// The day of the meeting, at its venue.
    pub meeting_date: Date,
    /// The topic of the debate.
    pub topic: LocalText,
    /// The language in which the compilation is made out first; those in the other languages name it as their original.
    #[serde(default = "english")]
    pub original: Lang,
    /// Whose letter it is.
    pub president: President,
    /// The symbol of the concept note, "S/2020/775", if there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub concept_note: Option<String>,
    /// The categories of rank of the profile, the highest first. Those of all but the last are named in the letter one by
    /// one; those of the last, and of any that is not here, by their delegations.
    pub ranks: Vec<String>,
    /// All seats of the meeting.
    pub seats: Vec<Seat>,
    /// Who spoke, in the order in which they spoke. A seat that spoke twice is here twice.
    pub speakers: Vec<Speaker>,
    /// The last version of every text that counts, in the order of receipt.
    pub statements: Vec<Statement>,
    /// Whose annexes come first, in this order, where the secretariat has said so.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub first: Vec<SeatId>,
    /// What does not agree and stands nevertheless, because the secretariat has recorded why.
    #[serde(default)]
    pub standing: Vec<Standing>,
}

fn english() -> Lang {
    Lang::En
}

/// Who signs the letter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct President {
    /// The name.
    pub name: String,
    /// The office held for the country, "Permanent Representative"; may be empty.
    #[serde(default)]
    pub title: String,
    /// The seat that presides.
    pub seat: SeatId,
}

/// A delegation or an entity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seat {
    /// Its id.
    pub id: SeatId,
    /// In what quality it took part.
    pub kind: SeatKind,
    /// As on the nameplate.
    pub short: LocalText,
    /// As in formal address; may be empty.
    #[serde(default)]
    pub formal: LocalText,
    /// Decides English alphabetical order.
    pub sort_key: String,
}

impl Seat {
    /// What seats are sorted by for English alphabetical order: the folded sort key, then the id.
    #[must_use]
    pub fn alphabetical(&self) -> (String, &SeatId) {
        (alphabet::folded(&self.sort_key), &self.id)
    }
}

/// Somebody who spoke.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Speaker {
    /// For which seat.
    pub seat: SeatId,
    /// The name, if it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The office, if it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The category of rank, one of [`Facts::ranks`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rank: Option<String>,
    /// The delegations for which it was spoken also; the seat's own does not count.
    #[serde(default)]
    pub on_behalf_of: Vec<SeatId>,
}

/// A text that a delegation sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// Whose it is.
    pub seat: SeatId,
    /// The number of its receipt, "DNK-1".
    pub number: String,
    /// Who gives it, if the text says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The office, if the text says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// In which language it was given.
    pub language: Lang,
    /// Whether it was spoken or only written.
    pub manner: Manner,
    /// The delegations for which it is given also; the seat's own does not count.
    #[serde(default)]
    pub on_behalf_of: Vec<SeatId>,
    /// What it says. A line feed within a paragraph is a new line.
    pub paragraphs: Vec<String>,
    /// A correction of it was sent and is not settled yet.
    #[serde(default)]
    pub correction_open: bool,
    /// The secretariat has put right how who gives it is called.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub put_right: bool,
}

/// How a statement was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Manner {
    /// Spoken in the meeting.
    Delivered,
    /// In writing alone.
    Written,
}

/// Something that does not agree, and why it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Standing {
    /// What, exactly: once it is something else, it blocks again.
    pub point: Point,
    /// Why, in the words of the secretariat. Without a word in it there is no reason.
    pub reason: String,
}

impl Facts {
    /// A seat by its id.
    #[must_use]
    pub fn seat(&self, id: &SeatId) -> Option<&Seat> {
        self.seats.iter().find(|seat| seat.id == *id)
    }

    /// What a seat is sorted by, even if it is not known.
    #[must_use]
    pub fn alphabetical<'a>(&'a self, id: &'a SeatId) -> (String, &'a SeatId) {
        self.seat(id).map_or_else(|| (alphabet::folded(id.as_str()), id), Seat::alphabetical)
    }
}
