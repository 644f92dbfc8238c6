//! How well a seat is connected, in one word.

use crate::core::desk::History;
use crate::core::model::Model;
use crate::core::text;
use rostrum_proto::id::SeatId;
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::Meeting;
use rostrum_proto::meeting::phase::PhaseName;
use rostrum_proto::wire::quality;

/// How well a seat is connected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grade {
    /// Nothing to do.
    Good,
    /// Watch it.
    Fair,
    /// Call them.
    Poor,
    /// Connected, without media.
    Lost,
    /// Not connected.
    Away,
    /// The meeting is closed, and its media with it.
    Over,
}

impl Grade {
    /// Of a seat.
    #[must_use]
    pub fn of(meeting: &Meeting, seat: &SeatId, history: Option<&History>) -> Self {
        if meeting.phase.name() == PhaseName::Closed {
            return Self::Over;
        }
        if meeting.connections_of(seat).next().is_none() {
            return Self::Away;
        }
        let Some(latest) = history.and_then(|h| h.latest.as_ref()).filter(|q| q.is_up()) else {
            return Self::Lost;
        };
        match latest.grade.unwrap_or_default() {
            quality::Grade::Good => Self::Good,
            quality::Grade::Fair => Self::Fair,
            quality::Grade::Poor => Self::Poor,
        }
    }

    /// In words.
    #[must_use]
    pub fn text(self, lang: Lang) -> &'static str {
        match self {
            Self::Good => text::q_good(lang),
            Self::Fair => text::q_fair(lang),
            Self::Poor => text::q_poor(lang),
            Self::Lost => text::q_lost(lang),
            Self::Away => text::q_away(lang),
            Self::Over => text::q_over(lang),
        }
    }

    /// As a class of the style sheet.
    #[must_use]
    pub fn class(self) -> &'static str {
        match self {
            Self::Good => "grade good",
            Self::Fair => "grade fair",
            Self::Poor => "grade poor",
            Self::Lost => "grade lost",
            Self::Away | Self::Over => "grade away",
        }
    }
}

/// A seat's grade at the table, for those who work at the desk. An absent seat is already shown as such.
#[must_use]
pub fn at_the_table(model: &Model, seat: &SeatId) -> Option<Grade> {
    let meeting = model.meeting().filter(|_| model.watches())?;
    let grade = Grade::of(meeting, seat, model.desk.quality.get(seat));
    (grade != Grade::Away && grade != Grade::Over).then_some(grade)
}
