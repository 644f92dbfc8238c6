//! The channel that we listen to, and the booth that we interpret in.

use crate::core::model::Model;
use crate::core::msg::Effect;
use crate::core::text;
use crate::core::view::booth;
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::attendance::stand_in;
use rostrum_proto::meeting::booth::own::OwnBooth;
use rostrum_proto::meeting::command::Command;
use rostrum_proto::wire::ClientMessage;

/// What is held to be silent while on air.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cough {
    /// The key.
    pub key: bool,
    /// The button.
    pub button: bool,
}

impl Model {
    /// We listen to another channel from now on. Who is on air interprets from it, which is on record and may be refused.
    pub(super) fn listen(&mut self, channel: Option<Lang>) -> Vec<Effect> {
        match self.on_air() {
            Some(_) => self.command(Command::TakeRelay { relay: channel }),
            None => self.hear(channel),
        }
    }

    fn hear(&mut self, channel: Option<Lang>) -> Vec<Effect> {
        self.channel = channel;
        match self.link.is_up() {
            true => vec![Effect::Send(ClientMessage::Listen { channel })],
            false => vec![],
        }
    }

    /// A new connection is told which.
    pub(super) fn listens(&self) -> Option<Effect> {
        let channel = Some(self.channel?);
        Some(Effect::Send(ClientMessage::Listen { channel }))
    }

    /// Who is on air hears what they are on record to interpret from: the floor, when that channel has fallen silent.
    pub(super) fn follow_relay(&mut self) -> Vec<Effect> {
        let (Some(_), Some(meeting)) = (self.on_air(), self.meeting()) else { return vec![] };
        let of_booth = self.my_booth().and_then(|booth| meeting.on_air.get(&booth));
        let Some(relay) = of_booth.map(|on_air| on_air.relay) else { return vec![] };
        if relay == self.channel {
            return vec![];
        }
        let lost = self.channel.filter(|lost| relay.is_none() && meeting.heard_on(*lost).is_none());
        if let Some(lost) = lost {
            self.tell(text::relay_lost(self.lang, text::name_of(self.lang, lost)));
        }
        self.hear(relay)
    }

    /// The channel on which we are heard from this device.
    #[must_use]
    pub fn on_air(&self) -> Option<Lang> {
        let on_air = self.meeting()?.on_air.get(&self.my_booth()?)?;
        let me = &self.identity.as_ref()?.you.id;
        let here = Some(on_air.connection) == self.connection || on_air.connection == stand_in(me);
        (here && on_air.is(me)).then_some(on_air.channel)
    }

    /// What we say goes out into the channel.
    pub(super) fn interprets_aloud(&self) -> bool {
        self.on_air().is_some() && !self.coughs() && !self.is_pending(&Command::GoOffAir {})
    }

    /// We are on air and silent: the key is held, or the button.
    #[must_use]
    pub fn coughs(&self) -> bool {
        self.cough.key || self.cough.button
    }

    /// Who is not on air any more holds nothing, whatever was seen of the key.
    pub(super) fn let_go(&mut self) {
        if self.on_air().is_none() {
            self.cough = Cough::default();
        }
    }

    /// What has become of a hand-over, if that is news to us.
    pub(super) fn hand_over_news(&self, told: &OwnBooth) -> Option<String> {
        let before = self.overlay.booth()?;
        let (was, is) = (before.state.hand_over.as_ref(), told.state.hand_over.as_ref());
        let who =
            |own: &OwnBooth| own.on_air.as_ref().and_then(|on_air| on_air.participant.clone());
        let took_over = told.on_air.is_some() && who(before) != who(told);
        booth::news(self, (was, is), took_over)
    }
}
