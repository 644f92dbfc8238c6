//! What may not agree between the journal and the documents: a vocabulary.

use crate::date::Date;
use rostrum_proto::id::SeatId;
use serde::{Deserialize, Serialize};

/// Something that does not agree.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "point", rename_all = "snake_case", deny_unknown_fields)]
pub enum Point {
    /// Somebody spoke, and there is no text of it.
    SpeakerWithoutText {
        /// For which seat.
        seat: SeatId,
        /// Who, if the name is known.
        name: Option<String>,
    },
    /// A text is said to have been delivered, and nobody delivered it.
    TextWithoutSpeaker {
        /// Whose text.
        seat: SeatId,
        /// The number of its receipt.
        number: String,
        /// Who is said to have delivered it.
        name: Option<String>,
    },
    /// A person has two titles.
    TwoTitles {
        /// For which seat.
        seat: SeatId,
        /// Who.
        name: String,
        /// The titles, each once.
        titles: Vec<String>,
    },
    /// A text names somebody who did not speak.
    DidNotSpeak {
        /// For which seat.
        seat: SeatId,
        /// The number of the receipt.
        number: String,
        /// Whom the text names.
        name: String,
        /// Who spoke.
        spoke: String,
    },
    /// A correction is not settled.
    CorrectionOpen {
        /// Of whose text.
        seat: SeatId,
        /// The number of its receipt.
        number: String,
    },
    /// There is nothing to read in a text.
    NothingToRead {
        /// Whose text.
        seat: SeatId,
        /// The number of its receipt.
        number: String,
    },
    /// A seat has several written statements.
    SeveralWritten {
        /// The seat.
        seat: SeatId,
        /// The numbers of their receipts.
        numbers: Vec<String>,
    },
    /// The letter is of a day before the meeting of which it tells.
    DatedBefore {
        /// The date of the letter.
        dated: Date,
        /// The day of the meeting.
        met: Date,
    },
    /// Somebody spoke or wrote for a seat that the meeting does not have.
    UnknownSeat {
        /// What it is called.
        seat: SeatId,
    },
}
