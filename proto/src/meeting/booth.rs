//! Booths: who interprets into which channel.
//!
//! Of a booth one interpreter is on air at a time, into one channel at a time. A booth feeds its own channels and no
//! other. A channel that nobody feeds is silent, and whoever listens to it hears the floor. When the meeting is suspended
//! all are off air: nobody is heard afterwards who has not said so again.

use crate::id::{ConnectionId, ParticipantId};
use crate::lang::Lang;
use crate::meeting::Meeting;
use crate::meeting::attendance::stand_in;
use crate::meeting::command::Actor;
use crate::meeting::event::Event;
use crate::meeting::refusal::Refusal;
use crate::meeting::setup::Person;
use crate::profile::interpretation::{Contested, InterpretationRule};
use crate::read::Read;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Who of a booth is heard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct OnAir {
    /// The device whose microphone is open; where devices are not told, one that stands for those of the person
    /// ([`stand_in`]).
    pub connection: ConnectionId,
    /// Who; absent where people without a seat are not told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub participant: Option<ParticipantId>,
    /// Into which language.
    pub channel: Lang,
    /// Since when.
    pub since: Timestamp,
}

impl OnAir {
    /// Whether it is this person.
    #[must_use]
    pub fn is(&self, who: &ParticipantId) -> bool {
        self.participant.as_ref() == Some(who) || self.connection == stand_in(who)
    }
}

impl Meeting {
    /// The rule for interpretation, if there is any.
    #[must_use]
    pub fn interpretation(&self) -> Option<&InterpretationRule> {
        self.setup.profile.interpretation.as_ref()
    }

    /// Who is heard on a channel, and of which booth. Nobody: those who listen to it hear the floor.
    #[must_use]
    pub fn heard_on(&self, channel: Lang) -> Option<(Lang, &OnAir)> {
        let (booth, on_air) = self.on_air.iter().find(|(_, on_air)| on_air.channel == channel)?;
        Some((*booth, on_air))
    }

    /// What it comes to when an interpreter goes on air. The person is an argument, since those who are told of nobody
    /// without a seat ask it of themselves.
    ///
    /// # Errors
    /// There is no meeting in session, the person is in no booth, the channel is not one of the booth's, a colleague is on
    /// air, or another booth has the channel and keeps it.
    pub fn goes_on_air(
        &self,
        person: &Person,
        device: ConnectionId,
        channel: Lang,
    ) -> Result<Vec<Event>, Refusal> {
        self.require_session()?;
        let (Some(booth), Some(rule)) = (person.booth, self.interpretation()) else {
            return Err(Refusal::NotPermitted {});
        };
        if !rule.may_feed(booth, channel) {
            return Err(Refusal::NotYourChannel { channel });
        }
        if let Some(on_air) = self.on_air.get(&booth) {
            if !on_air.is(&person.id) {
                return Err(Refusal::ColleagueOnAir {});
            }
            if on_air.connection == device && on_air.channel == channel {
                return Ok(vec![]);
            }
        }
        let mut events = Vec::new();
        if let Some((other, _)) = self.heard_on(channel).filter(|(other, _)| *other != booth) {
            match rule.contested {
                Contested::Interlock => return Err(Refusal::ChannelTaken { channel }),
                Contested::Override => events.push(Event::InterpreterOffAir { booth: other }),
            }
        }
        events.push(Event::InterpreterOnAir { booth, connection: device, channel });
        Ok(events)
    }

    pub(super) fn go_on_air(&self, actor: &Actor, channel: Lang) -> Result<Vec<Event>, Refusal> {
        let person = self.participant(&actor.participant).ok_or(Refusal::UnknownParticipant {})?;
        self.goes_on_air(&person.person, actor.connection, channel)
    }

    pub(super) fn go_off_air(&self, actor: &Actor) -> Vec<Event> {
        let own = self.on_air.iter().find(|(_, on_air)| on_air.is(&actor.participant));
        own.map(|(booth, _)| Event::InterpreterOffAir { booth: *booth }).into_iter().collect()
    }

    /// For a technical reason.
    pub(super) fn take_off_air(&self, booth: Lang) -> Vec<Event> {
        let is_on_air = self.on_air.contains_key(&booth);
        is_on_air.then_some(Event::InterpreterOffAir { booth }).into_iter().collect()
    }

    /// Devices are gone, and with them perhaps somebody who was on air.
    pub(super) fn off_air_with(&self, gone: &[&ConnectionId]) -> impl Iterator<Item = Event> {
        let lost = self.on_air.iter().filter(|(_, on_air)| gone.contains(&&on_air.connection));
        lost.map(|(booth, _)| Event::InterpreterOffAir { booth: *booth })
    }

    pub(super) fn set_on_air(
        &mut self,
        booth: Lang,
        (connection, channel): (ConnectionId, Lang),
        since: Timestamp,
    ) {
        let participant = self.connections.get(&connection).map(|c| c.participant.clone());
        self.on_air.insert(booth, OnAir { connection, participant, channel, since });
    }
}
