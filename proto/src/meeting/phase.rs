//! Phases of a meeting.
//!
//! | from | to | by |
//! |---|---|---|
//! | Scheduled | Lobby | the deadline `LobbyOpens` |
//! | Lobby | InSession | the chair opens |
//! | InSession | Suspended | the chair suspends or adjourns; a carried motion |
//! | Suspended | InSession | the chair resumes |
//! | InSession, Suspended | Closed | the chair closes |
//! | Closed | nothing; its record may be published | |

use crate::meeting::Meeting;
use crate::meeting::event::Event;
use crate::meeting::floor::{FloorRequest, GrantPhase, Interruption, RevokeReason};
use crate::meeting::grant::interrupted;
use crate::meeting::refusal::Refusal;
use crate::meeting::vote::Vote;
use crate::read::Read;
use crate::time::{Millis, Timestamp};
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
    /// The meeting is suspended, and every clock with it.
    Suspended {
        /// When it was opened.
        opened_at: Timestamp,
        /// Since when.
        since: Timestamp,
        /// When it is to resume, if that is known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Timestamp>,
        /// Adjourned rather than suspended: it resumes at another sitting.
        adjourned: bool,
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
    /// See [`Phase::Suspended`].
    Suspended,
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
            Phase::Suspended { .. } => PhaseName::Suspended,
            Phase::Closed { .. } => PhaseName::Closed,
        }
    }
}

/// A meeting resumes within a year, or it is another meeting.
const MAX_ADJOURNMENT: Millis = Millis::minutes(60 * 24 * 366);

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

    /// The meeting is suspended; the speaker keeps the floor, interrupted.
    pub(super) fn suspend_meeting(
        &self,
        now: Timestamp,
        until: Option<Timestamp>,
        adjourn: bool,
    ) -> Result<Vec<Event>, Refusal> {
        self.require_session()?;
        if let Some(until) = until {
            may_go_on_at(now, until)?;
        }
        Ok(self.suspended(now, until, adjourn))
    }

    pub(super) fn suspended(
        &self,
        now: Timestamp,
        until: Option<Timestamp>,
        adjourned: bool,
    ) -> Vec<Event> {
        let active = self.granted().filter(|r| r.grant().is_some_and(|g| !g.is_interrupted()));
        let stops = active.map(|r| interrupted(now, r, Interruption::Suspension {}));
        // Who presides opens the microphone again, as everybody does: nothing opens by itself.
        let presiding = self.presiding_microphone;
        let closes = presiding.map(|connection| Event::MicrophoneClosed { connection });
        stops.chain(closes).chain([Event::MeetingSuspended { until, adjourned }]).collect()
    }

    /// The meeting resumes; a speaker interrupted by the suspension is called again.
    pub(super) fn resume_meeting(&self, now: Timestamp) -> Result<Vec<Event>, Refusal> {
        let Phase::Suspended { .. } = self.phase else {
            return Err(Refusal::WrongPhase { phase: self.phase.name() });
        };
        let by_suspension = |r: &&FloorRequest| {
            matches!(
                r.grant().map(|g| &g.phase),
                Some(GrantPhase::Interrupted { cause: Interruption::Suspension {}, .. })
            )
        };
        let back = self.granted().filter(by_suspension).filter_map(|r| self.goes_on(now, r));
        Ok([Event::MeetingResumed {}].into_iter().chain(back).collect())
    }

    pub(super) fn close_meeting(&self, now: Timestamp) -> Result<Vec<Event>, Refusal> {
        match self.phase.name() {
            PhaseName::InSession | PhaseName::Suspended => {}
            phase => return Err(Refusal::WrongPhase { phase }),
        }
        let end = |r: &FloorRequest| Event::FloorRevoked {
            request: r.id,
            reason: RevokeReason::MeetingClosed,
            spoken: r.spoken(now),
        };
        // A vote that was not finished comes to nothing, and the record says so.
        let votes = self.votes.iter().filter(|vote| vote.is_under_way());
        let withdrawn = votes.map(|vote| Event::VoteWithdrawn { vote: vote.id });
        Ok(self.granted().map(end).chain(withdrawn).chain([Event::MeetingClosed {}]).collect())
    }

    pub(super) fn note_suspended(
        &mut self,
        at: Timestamp,
        until: Option<Timestamp>,
        adjourned: bool,
    ) {
        if let Phase::InSession { since: opened_at } = self.phase {
            self.phase = Phase::Suspended { opened_at, since: at, until, adjourned };
        }
    }

    /// A silence has as much time left as it had when the meeting was suspended.
    pub(super) fn note_resumed(&mut self, at: Timestamp) {
        let Phase::Suspended { opened_at, since, .. } = self.phase else { return };
        self.phase = Phase::InSession { since: opened_at };
        for until in self.votes.iter_mut().filter_map(Vote::silence_mut) {
            *until = *until + at.since(since);
        }
    }

    pub(super) fn note_closed(&mut self, at: Timestamp) {
        let (Phase::InSession { since: opened_at } | Phase::Suspended { opened_at, .. }) =
            self.phase
        else {
            return;
        };
        self.phase = Phase::Closed { opened_at, closed_at: at };
    }
}

/// Whether a meeting can be put off to a time.
pub(super) fn may_go_on_at(now: Timestamp, until: Timestamp) -> Result<(), Refusal> {
    if until <= now {
        return Err(Refusal::TimePast {});
    }
    match until > now + MAX_ADJOURNMENT {
        true => Err(Refusal::BadTime { least: Millis(0), most: MAX_ADJOURNMENT }),
        false => Ok(()),
    }
}
