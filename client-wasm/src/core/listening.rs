//! The channel that we listen to, and the booth that we interpret in.

use crate::core::model::{Model, RtcState};
use crate::core::msg::Effect;
use crate::core::text;
use crate::core::view::booth;
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::Meeting;
use rostrum_proto::meeting::attendance::stand_in;
use rostrum_proto::meeting::booth::COLLEAGUES;
use rostrum_proto::meeting::booth::own::OwnBooth;
use rostrum_proto::meeting::command::Command;
use rostrum_proto::wire::ClientMessage;

/// What does something for as long as it is held.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// The key.
    pub key: bool,
    /// The button.
    pub button: bool,
    /// It was held, and nobody saw it let go: the window lost the keyboard, or the button the pointer.
    pub lost: bool,
}

impl Held {
    fn is_held(self) -> bool {
        self.key || self.button
    }

    /// Nobody will see it let go.
    pub fn lose(&mut self) {
        *self = Self { lost: self.lost || self.is_held(), ..Self::default() };
    }
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
        // What was for the booth is not for the channel because a window came in between.
        let silent = self.coughs() || self.speaks_aside() || self.is_hushed();
        self.on_air().is_some() && !silent && !self.is_pending(&Command::GoOffAir {})
    }

    /// What we say is for our booth alone, whether we are on air or not.
    #[must_use]
    pub fn speaks_aside(&self) -> bool {
        self.my_booth().is_some() && self.aside.is_held()
    }

    /// We spoke aside and have not been seen to let go: the channel stays silent until a key or a button says otherwise.
    #[must_use]
    pub fn is_hushed(&self) -> bool {
        self.on_air().is_some() && self.aside.lost
    }

    /// Whether one of our booth hears what we say aside.
    #[must_use]
    pub fn has_company(&self) -> bool {
        let Some(own) = self.overlay.booth() else { return false };
        let me = self.identity.as_ref().map(|identity| &identity.you.id);
        let heard = own.people.iter().take(usize::from(COLLEAGUES));
        let heard = heard.map(|colleague| &colleague.participant);
        let (ours, others): (Vec<_>, Vec<_>) = heard.partition(|who| Some(*who) == me);
        self.media.state == RtcState::Up
            && !ours.is_empty()
            && others.into_iter().any(|who| own.is_here(who))
            && self.meeting().is_some_and(Meeting::in_session)
    }

    /// We are on air and silent: the key is held, or the button.
    #[must_use]
    pub fn coughs(&self) -> bool {
        self.cough.is_held()
    }

    /// Who is not on air any more holds nothing, whatever was seen of the key.
    pub(super) fn let_go(&mut self) {
        if self.on_air().is_none() {
            self.cough = Held::default();
            self.aside.lost = false;
        }
    }

    /// A technician has given us another channel, or another source, or we are off air and have not asked for it, in words.
    pub(super) fn routed(&self, told: &OwnBooth) -> Option<String> {
        let before = self.overlay.booth()?.on_air.as_ref()?;
        let me = &self.identity.as_ref()?.you.id;
        let Some(after) = told.on_air.as_ref() else {
            let asked = self.is_pending(&Command::GoOffAir {});
            let taken = before.is(me) && !asked;
            return taken.then(|| text::booth_taken_off(self.lang).to_owned());
        };
        let ours = before.is(me) && after.is(me) && before.connection == after.connection;
        let asked = self.pending.iter().any(|pending| {
            matches!(pending.command, Command::GoOnAir { .. } | Command::TakeRelay { .. })
        });
        if !ours || asked {
            return None;
        }
        let name = |channel| text::name_of(self.lang, channel);
        match after.relay.filter(|_| after.relay != before.relay) {
            _ if after.channel != before.channel => {
                Some(text::booth_routed(self.lang, name(after.channel)))
            }
            Some(relay) => Some(text::booth_routed_from(self.lang, name(relay))),
            None => None,
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
