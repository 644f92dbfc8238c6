//! The channel that we listen to, and the booth that we interpret in.

use crate::core::model::Model;
use crate::core::msg::Effect;
use rostrum_proto::lang::Lang;
use rostrum_proto::wire::ClientMessage;

impl Model {
    /// We listen to another channel from now on.
    pub(super) fn listen(&mut self, channel: Option<Lang>) -> Vec<Effect> {
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

    /// The channel on which we are heard.
    #[must_use]
    pub fn on_air(&self) -> Option<Lang> {
        let on_air = self.meeting()?.on_air.get(&self.my_booth()?)?;
        on_air.is(&self.identity.as_ref()?.you.id).then_some(on_air.channel)
    }
}
