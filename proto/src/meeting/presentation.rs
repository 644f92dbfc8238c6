//! The floor of the screen (`presentation`, RFC 8855 §3): asked for, given and taken back like that of speech, to one
//! seat at a time.
//!
//! ```text
//!  ask ──► asked ── give ──► given ── start ──► shown
//!            │ deny, end        │ ▲               │ the share or its device is gone, the meeting is suspended
//!            ▼                  │ └───────────────┘
//!          nothing ◄────────────┴── end, take back, given to another, the meeting is closed
//! ```
//! Nobody's screen is forwarded but that of the one device that shows it.

use crate::id::{ConnectionId, ParticipantId, SeatId};
use crate::meeting::Meeting;
use crate::meeting::audience::device_of;
use crate::meeting::command::Actor;
use crate::meeting::event::Event;
use crate::meeting::refusal::Refusal;
use crate::read::Read;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// The floor of the screen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct Presentation {
    /// Who asks for it, in the order in which they asked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub asked: Vec<SeatId>,
    /// Who has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given: Option<Given>,
}

/// A seat has the floor of the screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct Given {
    /// The seat.
    pub seat: SeatId,
    /// Its screen is shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown: Option<Shown>,
}

/// A screen is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct Shown {
    /// Of this device.
    pub connection: ConnectionId,
    /// Whose it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub participant: Option<ParticipantId>,
    /// Since when.
    pub since: Timestamp,
}

/// Why a seat does not have the floor of the screen any more, or not its place among those who ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(rename_all = "snake_case")]
pub enum PresentationEnd {
    /// The seat has finished, or does not ask any more.
    Finished,
    /// The presiding officer has denied it.
    Denied,
    /// The presiding officer has taken it back, or given it to another.
    TakenBack,
}

impl Presentation {
    /// Whether nobody asks for it and nobody has it.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }

    /// The device whose screen is shown.
    #[must_use]
    pub fn shown(&self) -> Option<&Shown> {
        self.given.as_ref()?.shown.as_ref()
    }

    pub(super) fn shown_mut(&mut self) -> Option<&mut Shown> {
        self.given.as_mut()?.shown.as_mut()
    }

    /// Whether a seat has it.
    #[must_use]
    pub fn is_given_to(&self, seat: &SeatId) -> bool {
        self.given.as_ref().is_some_and(|given| given.seat == *seat)
    }

    /// As who is not told of devices is told.
    pub(super) fn told(&self) -> Self {
        let mut told = self.clone();
        if let Some(shown) = told.shown_mut() {
            shown.connection = device_of(shown.participant.as_ref());
        }
        told
    }

    fn stop(&mut self) {
        if let Some(given) = &mut self.given {
            given.shown = None;
        }
    }

    fn end(&mut self, seat: &SeatId) {
        self.asked.retain(|asked| asked != seat);
        self.given.take_if(|given| given.seat == *seat);
    }
}

impl Meeting {
    /// A seat asks for the floor of the screen.
    pub(super) fn ask_to_present(&self, seat: &SeatId) -> Result<Vec<Event>, Refusal> {
        self.require_session()?;
        if !self.seat(seat)?.setup.kind.sits_at_table() {
            return Err(Refusal::NotPermitted {});
        }
        let known = self.presentation.asked.contains(seat) || self.presentation.is_given_to(seat);
        let asked = Event::PresentationAsked { seat: seat.clone() };
        Ok((!known).then_some(asked).into_iter().collect())
    }

    /// A seat has finished, or does not ask any more; or the presiding officer denies it.
    pub(super) fn end_presentation(
        &self,
        seat: &SeatId,
        why: PresentationEnd,
    ) -> Result<Vec<Event>, Refusal> {
        self.seat(seat)?;
        let denies = why == PresentationEnd::Denied;
        let has = !denies && self.presentation.is_given_to(seat);
        let known = has || self.presentation.asked.contains(seat);
        let ended = Event::PresentationEnded { seat: seat.clone(), why };
        Ok(known.then_some(ended).into_iter().collect())
    }

    /// Gives the floor of the screen to a seat, whether it has asked or not; who had it, has it no more.
    pub(super) fn give_presentation(&self, seat: &SeatId) -> Result<Vec<Event>, Refusal> {
        self.require_session()?;
        self.seat(seat)?;
        if !self.is_present(seat) {
            return Err(Refusal::SeatAway { seat: seat.clone() });
        }
        if self.presentation.is_given_to(seat) {
            return Ok(vec![]);
        }
        let given = Event::PresentationGiven { seat: seat.clone() };
        Ok(self.take_presentation_back().into_iter().chain([given]).collect())
    }

    /// Takes the floor of the screen back from whoever has it.
    pub(super) fn take_presentation_back(&self) -> Vec<Event> {
        let ended = |seat: &SeatId| Event::PresentationEnded {
            seat: seat.clone(),
            why: PresentationEnd::TakenBack,
        };
        self.presentation.given.iter().map(|given| ended(&given.seat)).collect()
    }

    /// A device shows its screen; it was chosen there, by whoever has the floor of the screen.
    pub(super) fn start_presenting(&self, actor: &Actor) -> Result<Vec<Event>, Refusal> {
        self.require_session()?;
        let seat = self.seat_of(&actor.participant);
        let given = seat.is_some_and(|seat| self.presentation.is_given_to(seat));
        let seat = seat.filter(|_| given).ok_or(Refusal::ScreenNotGiven {})?;
        let connection = actor.connection;
        let is_new = self.presentation.shown().is_none_or(|shown| shown.connection != connection);
        let started = Event::PresentationStarted { seat: seat.clone(), connection };
        Ok(is_new.then_some(started).into_iter().collect())
    }

    /// A device does not show its screen any more.
    pub(super) fn stop_presenting(&self, actor: &Actor) -> Vec<Event> {
        self.not_shown_from(&[&actor.connection]).into_iter().collect()
    }

    /// What it means for the screen that is shown that these devices are gone.
    pub(super) fn not_shown_from(&self, gone: &[&ConnectionId]) -> Option<Event> {
        let given = self.presentation.given.as_ref()?;
        let lost = given.shown.as_ref().is_some_and(|shown| gone.contains(&&shown.connection));
        lost.then(|| Event::PresentationStopped { seat: given.seat.clone() })
    }

    /// The pictures of the seats are shown to who is in the meeting, or not.
    pub(super) fn show_gallery(&self, shown: bool) -> Vec<Event> {
        let changes = self.gallery_closed == shown;
        changes.then_some(Event::GalleryShown { shown }).into_iter().collect()
    }

    pub(super) fn note_presentation_given(&mut self, seat: &SeatId) {
        self.presentation.asked.retain(|asked| asked != seat);
        self.presentation.given = Some(Given { seat: seat.clone(), shown: None });
    }

    pub(super) fn note_presentation_started(
        &mut self,
        seat: &SeatId,
        connection: ConnectionId,
        since: Timestamp,
    ) {
        let participant = self.connections.get(&connection).map(|c| c.participant.clone());
        let given = self.presentation.given.as_mut().filter(|given| given.seat == *seat);
        if let Some(given) = given {
            given.shown = Some(Shown { connection, participant, since });
        }
    }

    pub(super) fn note_presentation_stopped(&mut self) {
        self.presentation.stop();
    }

    pub(super) fn note_presentation_ended(&mut self, seat: &SeatId) {
        self.presentation.end(seat);
    }
}
