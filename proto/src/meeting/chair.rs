//! The chair: handed over to a deputy and back, and taken when its holder's connection is lost.

use crate::id::ParticipantId;
use crate::meeting::command::Actor;
use crate::meeting::event::Event;
use crate::meeting::refusal::Refusal;
use crate::meeting::{Meeting, authority};
use crate::time::Timestamp;

impl Meeting {
    /// The presiding officer offers the chair to a person who may preside and is here.
    pub(super) fn offer_chair(&self, to: &ParticipantId) -> Result<Vec<Event>, Refusal> {
        let person = &self.participant(to).ok_or(Refusal::UnknownParticipant {})?.person;
        if *to == self.presiding || !authority::may_preside(person.role) {
            return Err(Refusal::NotPermitted {});
        }
        if !self.is_connected(to) || !self.is_admitted(to) {
            return Err(Refusal::PersonAway {});
        }
        let offered = self.chair_offer.as_ref() == Some(to);
        Ok(if offered { vec![] } else { vec![Event::ChairOffered { to: to.clone() }] })
    }

    pub(super) fn withdraw_chair_offer(&self) -> Result<Vec<Event>, Refusal> {
        Ok(self.chair_offer.iter().map(|_| Event::ChairOfferWithdrawn {}).collect())
    }

    pub(super) fn answer_chair_offer(
        &self,
        actor: &Actor,
        accept: bool,
    ) -> Result<Vec<Event>, Refusal> {
        if self.chair_offer.as_ref() != Some(&actor.participant) {
            return Err(Refusal::ChairNotOffered {});
        }
        let presiding = actor.participant.clone();
        Ok(vec![match accept {
            true => Event::ChairChanged { presiding, taken: false },
            false => Event::ChairOfferWithdrawn {},
        }])
    }

    /// Who may preside and does not asks for the chair: the former presiding officer who is back, say.
    pub(super) fn ask_for_chair(&self, actor: &Actor) -> Result<Vec<Event>, Refusal> {
        let by = actor.participant.clone();
        let needless = by == self.presiding
            || self.chair_offer.as_ref() == Some(&by)
            || self.chair_asked.as_ref() == Some(&by);
        Ok(if needless { vec![] } else { vec![Event::ChairAsked { by }] })
    }

    pub(super) fn keep_chair(&self) -> Result<Vec<Event>, Refusal> {
        Ok(self.chair_asked.iter().map(|_| Event::ChairKept {}).collect())
    }

    /// When a deputy can take the chair; `None` while its holder is connected.
    #[must_use]
    pub fn chair_free_at(&self) -> Option<Timestamp> {
        Some(self.chair_lost_at? + self.setup.profile.takeover_after)
    }

    pub(super) fn take_chair(&self, now: Timestamp, actor: &Actor) -> Result<Vec<Event>, Refusal> {
        if actor.participant == self.presiding {
            return Ok(vec![]);
        }
        match self.chair_free_at() {
            None => Err(Refusal::ChairPresent {}),
            Some(at) if now < at => Err(Refusal::ChairMayReturn { until: at }),
            Some(_) => {
                let presiding = actor.participant.clone();
                Ok(vec![Event::ChairChanged { presiding, taken: true }])
            }
        }
    }

    pub(super) fn change_chair(&mut self, presiding: &ParticipantId, at: Timestamp) {
        self.presiding = presiding.clone();
        self.presiding_microphone = None;
        self.chair_offer = None;
        self.chair_asked = None;
        self.note_chair_presence(at);
    }

    /// Notes since when nobody presides.
    pub(super) fn note_chair_presence(&mut self, at: Timestamp) {
        let here = self.is_connected(&self.presiding);
        self.chair_lost_at = match (here, self.chair_lost_at) {
            (true, _) => None,
            (false, known) => known.or(Some(at)),
        };
    }

    /// Whether a person has a device here.
    #[must_use]
    pub fn is_connected(&self, id: &ParticipantId) -> bool {
        self.connections.of(id).next().is_some()
    }
}
