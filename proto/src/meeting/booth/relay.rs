//! Relay: a booth that does not understand the floor interprets from another channel. Every channel says whether it comes
//! from the floor or from a relay; a relay is never of itself, and when the channel falls silent, who relied on it is back
//! at the floor.

use crate::lang::Lang;
use crate::meeting::Meeting;
use crate::meeting::event::Event;
use crate::meeting::refusal::Refusal;
use crate::meeting::setup::Person;
use std::collections::BTreeSet;

/// How far a source is from the floor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Distance {
    /// The floor itself.
    Floor,
    /// Interpreted from the floor: who listens to it works by relay.
    Relay,
    /// Interpreted from a relay.
    RelayOfRelay,
}

impl Meeting {
    /// How far a channel is from the floor; one that nobody feeds is the floor.
    #[must_use]
    pub fn distance(&self, channel: Option<Lang>) -> Distance {
        match channel.and_then(|channel| self.heard_on(channel)) {
            None => Distance::Floor,
            Some((_, on_air)) if on_air.relay.is_none() => Distance::Relay,
            Some(_) => Distance::RelayOfRelay,
        }
    }

    /// Whether a booth that feeds a channel may interpret from another.
    ///
    /// # Errors
    /// There is no such channel, nobody feeds it but the booth itself, or it comes from the channel that is fed.
    pub fn may_relay(&self, (booth, output): (Lang, Lang), relay: Lang) -> Result<(), Refusal> {
        if !self.interpretation().is_some_and(|rule| rule.channels().contains(&relay)) {
            return Err(Refusal::NoSuchChannel { channel: relay });
        }
        let fed = self.heard_on(relay).filter(|(feeder, _)| *feeder != booth);
        if fed.is_none() {
            return Err(Refusal::ChannelSilent { channel: relay });
        }
        match self.sources(relay).contains(&output) {
            true => Err(Refusal::RelayInCircle { channel: relay }),
            false => Ok(()),
        }
    }

    /// From another channel, or from the floor, from now on.
    ///
    /// # Errors
    /// The person is not on air, or the channel cannot be had.
    pub fn takes_relay(&self, person: &Person, relay: Option<Lang>) -> Result<Vec<Event>, Refusal> {
        let (booth, _) = self.interprets(person)?;
        let on_air = self.on_air.get(&booth).filter(|on_air| on_air.is(&person.id));
        let on_air = on_air.ok_or(Refusal::NobodyOnAir {})?;
        if on_air.relay == relay {
            return Ok(vec![]);
        }
        relay.map_or(Ok(()), |relay| self.may_relay((booth, on_air.channel), relay))?;
        Ok(vec![Event::RelayTaken { booth, relay }])
    }

    /// A channel, what it is interpreted from, and so on down to the floor.
    fn sources(&self, channel: Lang) -> BTreeSet<Lang> {
        let mut sources = BTreeSet::new();
        let mut next = Some(channel);
        while let Some(channel) = next.filter(|channel| sources.insert(*channel)) {
            next = self.heard_on(channel).and_then(|(_, on_air)| on_air.relay);
        }
        sources
    }

    pub(in crate::meeting) fn set_relay(&mut self, booth: Lang, relay: Option<Lang>) {
        if let Some(on_air) = self.on_air.get_mut(&booth) {
            on_air.relay = relay;
        }
    }

    /// Who relied on a channel that nobody feeds any more is back at the floor.
    pub(super) fn drop_relays(&mut self) {
        let fed: BTreeSet<_> = self.on_air.values().map(|on_air| on_air.channel).collect();
        for on_air in self.on_air.values_mut() {
            on_air.relay = on_air.relay.filter(|relay| fed.contains(relay));
        }
    }
}
