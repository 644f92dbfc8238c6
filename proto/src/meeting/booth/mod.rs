//! Booths: who interprets into which channel, and what goes on in a booth.
//!
//! Of a booth one interpreter is on air at a time, into one channel at a time. A booth feeds its own channels and no
//! other. A channel that nobody feeds is silent, and whoever listens to it hears the floor. When the meeting is suspended
//! all are off air: nobody is heard afterwards who has not said so again.
//!
//! | | |
//! |---|---|
//! | [`hand_over`] | one gives the microphone to another of the booth |
//! | [`relay`] | from which other channel a booth interprets |
//! | [`signals`] | what a booth says to the floor and to the technicians |
//! | [`own`] | what is told to one booth alone |

pub mod hand_over;
pub mod own;
pub mod relay;
pub mod signals;

use crate::id::{ConnectionId, ParticipantId};
use crate::lang::Lang;
use crate::meeting::Meeting;
use crate::meeting::attendance::stand_in;
use crate::meeting::booth::hand_over::HandOver;
use crate::meeting::command::Actor;
use crate::meeting::event::Event;
use crate::meeting::presence::Connection;
use crate::meeting::refusal::Refusal;
use crate::meeting::setup::Person;
use crate::profile::interpretation::{Contested, InterpretationRule};
use crate::read::Read;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// How many of a booth are heard and seen by the others of it: the first of its people, which are two or three.
pub const COLLEAGUES: u8 = 4;

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
    /// From which other channel; absent: from the floor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relay: Option<Lang>,
    /// Since when.
    pub since: Timestamp,
}

/// What goes on in a booth beside who is on air.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct Booth {
    /// The microphone is offered or asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hand_over: Option<HandOver>,
    /// When it last asked the speaker to slow down.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slow_down: Option<Timestamp>,
    /// Since when it cannot interpret what it hears of the floor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sound_inadequate: Option<Timestamp>,
    /// Since when it calls for a technician.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub technician: Option<Timestamp>,
}

impl OnAir {
    /// Whether it is this device, or the one that stands for those of the person.
    pub(super) fn is_on(&self, device: ConnectionId) -> bool {
        let stands_in = |who: &ParticipantId| stand_in(who) == device;
        self.connection == device || self.participant.as_ref().is_some_and(stands_in)
    }

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

    /// What goes on in a booth.
    #[must_use]
    pub fn booth(&self, booth: Lang) -> Booth {
        self.booths.get(&booth).cloned().unwrap_or_default()
    }

    /// What it comes to when an interpreter goes on air into a channel, from the floor or from another channel. The
    /// person is an argument, since those who are told of nobody without a seat ask it of themselves. A relay that cannot
    /// be had keeps nobody off air: they interpret from the floor.
    ///
    /// # Errors
    /// There is no meeting in session, the person is in no booth, the channel is not one of the booth's, a colleague is on
    /// air and does not hand over, or another booth has the channel and keeps it.
    pub fn goes_on_air(
        &self,
        person: &Person,
        device: ConnectionId,
        (channel, relay): (Lang, Option<Lang>),
    ) -> Result<Vec<Event>, Refusal> {
        let (booth, rule) = self.interprets(person)?;
        if !rule.may_feed(booth, channel) {
            return Err(Refusal::NotYourChannel { channel });
        }
        let relay = relay.filter(|relay| self.may_relay((booth, channel), *relay).is_ok());
        if let Some(on_air) = self.on_air.get(&booth) {
            if !on_air.is(&person.id) && !self.is_handed_over(booth, &person.id) {
                return Err(Refusal::ColleagueOnAir {});
            }
            if on_air.connection == device && on_air.channel == channel && on_air.relay == relay {
                return Ok(vec![]);
            }
        }
        self.may_have(rule, booth, channel)?;
        Ok(vec![Event::InterpreterOnAir { booth, connection: device, channel, relay }])
    }

    /// Whether a booth may have a channel that another perhaps feeds.
    fn may_have(
        &self,
        rule: &InterpretationRule,
        booth: Lang,
        channel: Lang,
    ) -> Result<(), Refusal> {
        let other = self.heard_on(channel).filter(|(other, _)| *other != booth);
        match other.is_some() && rule.contested == Contested::Interlock {
            true => Err(Refusal::ChannelTaken { channel }),
            false => Ok(()),
        }
    }

    /// All the people of a booth, here or not, in the order of their names in the meeting.
    pub fn people_of(&self, booth: Lang) -> impl Iterator<Item = &Person> {
        let people = self.participants.values().map(|known| &*known.person);
        people.filter(move |person| person.booth == Some(booth))
    }

    /// Who of a booth is here and let in.
    pub fn interpreters_here(&self, booth: Lang) -> impl Iterator<Item = &ParticipantId> {
        self.devices_in(booth).map(|device| &device.participant)
    }

    /// The devices of those of a booth who are here and let in.
    pub(super) fn devices_in(&self, booth: Lang) -> impl Iterator<Item = &Connection> {
        let of_booth = move |who: &ParticipantId| {
            self.participant(who).is_some_and(|p| p.person.booth == Some(booth))
                && self.is_admitted(who)
        };
        self.connections.values().filter(move |device| of_booth(&device.participant))
    }

    /// The booth of an interpreter in a meeting in session, and the rule that holds there.
    pub(super) fn interprets(
        &self,
        person: &Person,
    ) -> Result<(Lang, &InterpretationRule), Refusal> {
        self.require_session()?;
        person.booth.zip(self.interpretation()).ok_or(Refusal::NotPermitted {})
    }

    /// The person of a command.
    pub(super) fn interpreter(&self, actor: &Actor) -> Result<&Person, Refusal> {
        let known = self.participant(&actor.participant).ok_or(Refusal::UnknownParticipant {})?;
        Ok(&known.person)
    }

    pub(super) fn go_on_air(
        &self,
        actor: &Actor,
        channel: Lang,
        relay: Option<Lang>,
    ) -> Result<Vec<Event>, Refusal> {
        self.goes_on_air(self.interpreter(actor)?, actor.connection, (channel, relay))
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

    /// Into another of its channels, or from another source, for a technical reason. Nobody's microphone is opened by
    /// that, and the rules are those of the booth itself.
    pub(super) fn route_booth(
        &self,
        booth: Lang,
        (channel, relay): (Lang, Option<Lang>),
    ) -> Result<Vec<Event>, Refusal> {
        self.require_session()?;
        let rule = self.interpretation().ok_or(Refusal::NotPermitted {})?;
        let on_air = self.on_air.get(&booth).ok_or(Refusal::BoothOffAir {})?;
        if !rule.may_feed(booth, channel) {
            return Err(Refusal::NotYourChannel { channel });
        }
        self.may_have(rule, booth, channel)?;
        relay.map_or(Ok(()), |relay| self.may_relay((booth, channel), relay))?;
        let connection = on_air.connection;
        Ok(match (on_air.channel == channel, on_air.relay == relay) {
            (true, true) => vec![],
            (true, false) => vec![Event::RelayTaken { booth, relay }],
            (false, _) => vec![Event::InterpreterOnAir { booth, connection, channel, relay }],
        })
    }

    /// Devices are gone, and with them perhaps somebody who was on air.
    pub(super) fn off_air_with(&self, gone: &[&ConnectionId]) -> impl Iterator<Item = Event> {
        let lost = self.on_air.iter().filter(|(_, on_air)| gone.contains(&&on_air.connection));
        lost.map(|(booth, _)| Event::InterpreterOffAir { booth: *booth })
    }

    /// A channel has one feeder, who is the last that came. Who only takes another channel or relay goes on with the same
    /// turn.
    pub(super) fn set_on_air(
        &mut self,
        booth: Lang,
        connection: ConnectionId,
        (channel, relay): (Lang, Option<Lang>),
        at: Timestamp,
    ) {
        let participant = self.connections.get(&connection).map(|c| c.participant.clone());
        let before = self.on_air.remove(&booth);
        let same = before.filter(|before| {
            before.connection == connection
                || participant.is_some() && before.participant == participant
        });
        // What is arranged stays arranged while the same person goes on.
        let ended = same.is_none().then_some(booth);
        let since = same.map_or(at, |before| before.since);
        ended.into_iter().for_each(|booth| self.end_hand_over(booth));
        self.put_off_air(|_, on_air| on_air.channel == channel);
        self.on_air.insert(booth, OnAir { connection, participant, channel, relay, since });
        self.drop_relays();
    }

    pub(super) fn set_off_air(&mut self, gone: impl Fn(Lang, &OnAir) -> bool) {
        self.put_off_air(gone);
        self.drop_relays();
    }

    fn put_off_air(&mut self, gone: impl Fn(Lang, &OnAir) -> bool) {
        let off = self.on_air.iter().filter(|(booth, on_air)| gone(**booth, on_air));
        let off: Vec<_> = off.map(|(booth, _)| *booth).collect();
        for booth in off {
            self.on_air.remove(&booth);
            self.end_hand_over(booth);
        }
    }

    /// The meeting pauses: nobody is heard, and nothing is asked of anybody any more. Who called a technician still waits
    /// for one.
    pub(super) fn rest_booths(&mut self) {
        self.on_air.clear();
        let calls = std::mem::take(&mut self.booths).into_iter();
        let calls = calls.filter(|(_, booth)| booth.technician.is_some()).map(|(lang, booth)| {
            (lang, Booth { technician: booth.technician, ..Booth::default() })
        });
        self.booths = calls.collect();
    }

    /// Changes what goes on in a booth; where nothing does, nothing is kept.
    fn change_booth(&mut self, booth: Lang, change: impl FnOnce(&mut Booth)) {
        let mut state = self.booth(booth);
        change(&mut state);
        match state == Booth::default() {
            true => drop(self.booths.remove(&booth)),
            false => drop(self.booths.insert(booth, state)),
        }
    }
}
