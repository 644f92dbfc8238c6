//! What a press of a button sends.

use crate::core::model::{Model, Pending, Screen};
use crate::core::msg::Effect;
use crate::core::{hands, text};
use rostrum_proto::meeting::command::Command;
use rostrum_proto::time::Timestamp;
use rostrum_proto::wire::ClientMessage;

impl Model {
    /// A button was pressed. Two presses within a moment count as one: a trembling hand means one.
    pub(super) fn press(&mut self, at: Timestamp, command: Command) -> Vec<Effect> {
        let again = self
            .last_command
            .as_ref()
            .is_some_and(|(last, when)| *last == command && at.since(*when) < hands::REST);
        if again {
            return vec![];
        }
        self.last_command = Some((command.clone(), at));
        self.command(command)
    }

    /// Sends a command; if its answer is lost with the connection, again, with the same id.
    pub(super) fn command(&mut self, command: Command) -> Vec<Effect> {
        if self.screen != Screen::Inside || self.is_pending(&command) {
            return vec![];
        }
        // What closes something is kept and said when the connection is back. Anything else might no longer be
        // meant then: a floor taken back from another speaker, say.
        let closes = matches!(
            command,
            Command::CloseMicrophone {} | Command::GoOffAir {} | Command::TurnCamera { on: false }
        );
        if !self.link.is_up() && !closes {
            self.tell(text::not_done_offline(self.lang));
            return vec![];
        }
        let id = self.ids.fresh();
        self.toast = None;
        self.paper_sent(&command);
        self.pending.push(Pending { id: id.clone(), command: command.clone(), done_at: None });
        match self.link.is_up() {
            true => vec![Effect::Send(ClientMessage::Command { id, command })],
            false => vec![],
        }
    }
}
