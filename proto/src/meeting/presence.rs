//! Who is here: connections, admission, expulsion, technical problems.
//!
//! Admission belongs to a seat and covers all who speak for it; people without a seat are admitted
//! one by one. Those whose role works in the lobby (`authority::works_in_lobby`) need no admission.

use crate::id::{ConnectionId, ParticipantId, SeatId};
use crate::meeting::command::{Actor, Problem};
use crate::meeting::event::Event;
use crate::meeting::floor::{FloorRequest, GrantPhase};
use crate::meeting::refusal::Refusal;
use crate::meeting::setup::Person;
use crate::meeting::{Meeting, authority};
use crate::read::Read;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// One device of one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct Connection {
    /// The device.
    pub id: ConnectionId,
    /// The person.
    pub participant: ParticipantId,
    /// Since when; absent where devices are not told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Timestamp>,
    /// Its picture may be shown.
    pub camera: bool,
}

/// A person in the meeting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct Participant {
    /// Who; shared by all copies.
    pub person: Arc<Person>,
    /// Let in as a person (used for people without a seat).
    pub admitted: bool,
    /// Put out, until admitted again.
    pub expelled: bool,
}

/// Why a device is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(rename_all = "snake_case")]
pub enum DisconnectReason {
    /// It left by itself.
    Left,
    /// Nothing was heard from it any more.
    Lost,
    /// The same person came back on a new connection (only in journals of earlier builds).
    Replaced,
    /// It read too slowly; it may come back at once.
    TooSlow,
    /// Its authority ended: link revoked, token expired, or expelled.
    Ended,
    /// The server was restarted.
    Restart,
}

impl Meeting {
    /// The person with this id.
    #[must_use]
    pub fn participant(&self, id: &ParticipantId) -> Option<&Participant> {
        self.participants.get(id)
    }

    /// The seat that a person speaks for.
    #[must_use]
    pub fn seat_of(&self, id: &ParticipantId) -> Option<&SeatId> {
        self.participant(id)?.person.seat.as_ref()
    }

    /// Whether a person is let in: the media and the lists of the meeting may reach them.
    #[must_use]
    pub fn is_admitted(&self, id: &ParticipantId) -> bool {
        let Some(participant) = self.participant(id) else { return false };
        if participant.expelled {
            return false;
        }
        let by_seat = || participant.person.seat.as_ref().and_then(|s| self.seats.get(s));
        authority::works_in_lobby(participant.person.role)
            || participant.admitted
            || by_seat().is_some_and(|seat| seat.admitted)
    }

    /// The devices of all who speak for a seat.
    pub fn connections_of<'a>(&'a self, seat: &'a SeatId) -> impl Iterator<Item = &'a Connection> {
        self.participants.of(seat).flat_map(|p| self.connections.of(&p.person.id))
    }

    /// Whether anybody of a seat is connected and admitted.
    #[must_use]
    pub fn is_present(&self, seat: &SeatId) -> bool {
        self.connections_of(seat).any(|c| self.is_admitted(&c.participant))
    }

    /// Whether a device may join at all.
    ///
    /// # Errors
    /// The person is unknown to the meeting, or was put out of it.
    pub fn may_connect(&self, participant: &ParticipantId) -> Result<(), Refusal> {
        match self.participant(participant) {
            None => Err(Refusal::UnknownParticipant {}),
            Some(p) if p.expelled => Err(Refusal::NotPermitted {}),
            Some(_) => Ok(()),
        }
    }

    pub(super) fn admit_seat(&self, seat: &SeatId) -> Result<Vec<Event>, Refusal> {
        let state = self.seat(seat)?;
        let event = Event::SeatAdmitted { seat: seat.clone() };
        Ok(if state.admitted { vec![] } else { [vec![event], self.called_again(seat)].concat() })
    }

    pub(super) fn admit_participant(&self, id: &ParticipantId) -> Result<Vec<Event>, Refusal> {
        let participant = self.participant(id).ok_or(Refusal::UnknownParticipant {})?;
        let event = Event::ParticipantAdmitted { participant: id.clone() };
        if participant.admitted && !participant.expelled {
            return Ok(vec![]);
        }
        // A floor that waits for the seat has waited for them.
        let here = self.is_connected(id);
        let seat = participant.person.seat.as_ref().filter(|_| here);
        let again = seat.map(|seat| self.called_again(seat)).unwrap_or_default();
        Ok([vec![event], again].concat())
    }

    /// Puts somebody out, but neither who presides nor oneself.
    pub(super) fn expel(
        &self,
        now: Timestamp,
        actor: &Actor,
        id: &ParticipantId,
    ) -> Result<Vec<Event>, Refusal> {
        let participant = self.participant(id).ok_or(Refusal::UnknownParticipant {})?;
        if *id == self.presiding || *id == actor.participant || participant.expelled {
            return Err(Refusal::NotPermitted {});
        }
        let devices: Vec<_> = self.connections.of(id).map(|c| c.id).collect();
        let mut events = vec![Event::ParticipantExpelled { participant: id.clone() }];
        events.extend(self.close_connections(now, now, &devices, DisconnectReason::Ended));
        Ok(events)
    }

    /// The server has a new, authenticated device of a person.
    pub(super) fn connection_opened(&self, actor: &Actor) -> Vec<Event> {
        let mut events = vec![Event::ConnectionOpened {
            connection: actor.connection,
            participant: actor.participant.clone(),
        }];
        if let Some(seat) = self.seat_of(&actor.participant)
            && self.is_admitted(&actor.participant)
        {
            events.extend(self.called_again(seat));
        }
        events
    }

    /// Devices are gone; `last_seen` stops the speaking clock if the speaker was among them.
    pub(super) fn close_connections(
        &self,
        now: Timestamp,
        last_seen: Timestamp,
        gone: &[ConnectionId],
        reason: DisconnectReason,
    ) -> Vec<Event> {
        let here: Vec<_> = gone.iter().filter(|c| self.connections.contains_key(c)).collect();
        // First who was on air or showed a screen, so that nobody is who is not there.
        let mut events: Vec<_> = self.off_air_with(&here).collect();
        events.extend(self.not_shown_from(&here));
        events.extend(self.let_go_with(&here));
        let closed = |c: &&ConnectionId| Event::ConnectionClosed { connection: **c, reason };
        events.extend(here.iter().map(closed));
        for request in self.granted() {
            events.extend(self.left_by(now, last_seen, request, &here));
        }
        events
    }

    /// What the loss of devices means for a grant. An interrupted one waits as it is: what it comes to is
    /// seen when it goes on.
    fn left_by(
        &self,
        now: Timestamp,
        last_seen: Timestamp,
        request: &FloorRequest,
        gone: &[&ConnectionId],
    ) -> Option<Event> {
        let grant = request.grant()?;
        let gone = |id: &ConnectionId| gone.contains(&id);
        let own = self
            .connections_of(&request.beneficiary)
            .filter(|c| self.is_admitted(&c.participant))
            .map(|c| c.id);
        let (lost, left): (Vec<_>, Vec<_>) = own.partition(gone);
        let (lost, others) = (!lost.is_empty(), !left.is_empty());
        let spoken = grant.spoken(last_seen);
        let request = request.id;
        match &grant.phase {
            GrantPhase::Live { connection, .. } if gone(connection) && others => {
                Some(Event::FloorReturned { request, spoken })
            }
            // Who said that it is ready may have left: those who are still here are asked again.
            GrantPhase::Called { ready: Some(_), .. } if lost && others => {
                Some(Event::FloorReturned { request, spoken })
            }
            GrantPhase::Live { .. } | GrantPhase::Called { .. } if !others && lost => {
                let until = now + self.setup.profile.grace;
                Some(Event::FloorHeld { request, until, spoken })
            }
            GrantPhase::Called { .. } | GrantPhase::Live { .. } => None,
            GrantPhase::Interrupted { .. } | GrantPhase::Held { .. } => None,
        }
    }

    /// A held grant goes back to Called when its seat is here again.
    fn called_again(&self, seat: &SeatId) -> Vec<Event> {
        let held = |r: &&FloorRequest| {
            r.beneficiary == *seat
                && matches!(r.grant().map(|g| &g.phase), Some(GrantPhase::Held { .. }))
        };
        let returned = |r: &FloorRequest| {
            Some(Event::FloorReturned { request: r.id, spoken: r.grant()?.spoken })
        };
        self.granted().filter(held).filter_map(returned).collect()
    }

    pub(super) fn report_problem(
        &self,
        seat: &SeatId,
        problem: Option<Problem>,
    ) -> Result<Vec<Event>, Refusal> {
        let state = self.seat(seat)?;
        Ok(match problem {
            same if same == state.problem => vec![],
            Some(problem) => vec![Event::ProblemReported { seat: seat.clone(), problem }],
            None => vec![Event::ProblemCleared { seat: seat.clone() }],
        })
    }

    pub(super) fn connection_in(&mut self, id: ConnectionId, who: &ParticipantId, at: Timestamp) {
        let participant = who.clone();
        let device = Connection { id, participant, since: Some(at), camera: false };
        Arc::make_mut(&mut self.connections).insert(device);
        self.note_chair_presence(at);
    }

    pub(super) fn connection_out(&mut self, id: ConnectionId, at: Timestamp) {
        let gone = Arc::make_mut(&mut self.connections).remove(&id);
        if let Some(who) = gone.map(|gone| gone.participant).filter(|who| !self.is_connected(who)) {
            self.hand_over_without(&who);
        }
        self.chair_asked = self.chair_asked.take().filter(|by| self.is_connected(by));
        self.note_chair_presence(at);
        if self.presiding_microphone == Some(id) {
            self.presiding_microphone = None;
        }
    }

    pub(super) fn set_admission(&mut self, who: &ParticipantId, admitted: bool) {
        Arc::make_mut(&mut self.participants).change(who, |participant| {
            participant.admitted = admitted;
            participant.expelled = !admitted;
        });
    }

    pub(super) fn name_person(&mut self, person: &Person) {
        let participant =
            Participant { person: Arc::new(person.clone()), admitted: false, expelled: false };
        if !self.participants.contains_key(&person.id) {
            Arc::make_mut(&mut self.participants).insert(participant);
        }
    }

    /// A seat by its id.
    ///
    /// # Errors
    /// There is none.
    pub fn seat(&self, id: &SeatId) -> Result<&super::Seat, Refusal> {
        self.seats.get(id).ok_or_else(|| Refusal::UnknownSeat { seat: id.clone() })
    }
}
