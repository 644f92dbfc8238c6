//! Phases of a meeting.
//!
//! | from | to | by |
//! |---|---|---|
//! | Scheduled | Lobby | the deadline `LobbyOpens` |
//! | Lobby | InSession | the chair opens |
//! | InSession | Closed | the chair closes |
//! | Closed | nothing | |

use crate::meeting::Meeting;
use crate::meeting::event::Event;
use crate::meeting::floor::RevokeReason;
use crate::meeting::refusal::Refusal;
use crate::read::Read;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// The phase with what belongs to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(tag = "phase", rename_all = "snake_case", deny_unknown_fields)]
pub enum Phase {
    /// Announced; the lobby opens at the given time.
    Scheduled {
        /// When.
        lobby_opens_at: Timestamp,
    },
    /// Seats are tested and admitted.
    Lobby {},
    /// The meeting runs.
    InSession {
        /// Since when.
        since: Timestamp,
    },
    /// Over.
    Closed {
        /// When it was opened.
        opened_at: Timestamp,
        /// When it was closed.
        closed_at: Timestamp,
    },
}

/// The name of a phase.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(rename_all = "snake_case")]
pub enum PhaseName {
    /// See [`Phase::Scheduled`].
    Scheduled,
    /// See [`Phase::Lobby`].
    Lobby,
    /// See [`Phase::InSession`].
    InSession,
    /// See [`Phase::Closed`].
    Closed,
}

impl Phase {
    /// The phase's name.
    #[must_use]
    pub fn name(&self) -> PhaseName {
        match self {
            Phase::Scheduled { .. } => PhaseName::Scheduled,
            Phase::Lobby {} => PhaseName::Lobby,
            Phase::InSession { .. } => PhaseName::InSession,
            Phase::Closed { .. } => PhaseName::Closed,
        }
    }
}

impl Meeting {
    /// Whether the meeting is in session.
    #[must_use]
    pub fn in_session(&self) -> bool {
        self.phase.name() == PhaseName::InSession
    }

    pub(super) fn require_session(&self) -> Result<(), Refusal> {
        match self.in_session() {
            true => Ok(()),
            false => Err(Refusal::WrongPhase { phase: self.phase.name() }),
        }
    }

    pub(super) fn open_meeting(&self) -> Result<Vec<Event>, Refusal> {
        match self.phase.name() {
            PhaseName::Lobby => Ok(vec![Event::MeetingOpened {}]),
            phase => Err(Refusal::WrongPhase { phase }),
        }
    }

    pub(super) fn close_meeting(&self, now: Timestamp) -> Result<Vec<Event>, Refusal> {
        self.require_session()?;
        let mut events = Vec::new();
        if let Some(holder) = self.holder() {
            events.push(Event::FloorRevoked {
                request: holder.id,
                reason: RevokeReason::MeetingClosed,
                spoken: holder.spoken(now),
            });
        }
        events.push(Event::MeetingClosed {});
        Ok(events)
    }

    pub(super) fn note_closed(&mut self, at: Timestamp) {
        if let Phase::InSession { since } = self.phase {
            self.phase = Phase::Closed { opened_at: since, closed_at: at };
        }
    }
}
