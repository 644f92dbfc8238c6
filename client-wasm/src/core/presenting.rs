//! Our screen: chosen in the browser, shown while the meeting lets us.

use crate::core::model::Model;
use crate::core::msg::Effect;
use crate::core::text;
use rostrum_proto::meeting::attendance::stand_in;
use rostrum_proto::meeting::command::Command;

impl Model {
    /// A screen was chosen in the browser, or is not shared there any more.
    pub(super) fn screen_is(&mut self, shared: bool) -> Vec<Effect> {
        self.screen_shared = shared;
        match shared {
            true if self.has_screen() => self.command(Command::StartPresenting {}),
            // It was taken back while our user chose.
            true => {
                self.tell(text::screen_taken_back(self.lang));
                vec![]
            }
            false if self.presents() => self.command(Command::StopPresenting {}),
            false => vec![],
        }
    }

    /// A screen is captured no longer than this device shows it: not while another does, and not without a picture.
    pub(super) fn release_screen(&mut self) -> Vec<Effect> {
        let heard_only = self.service.audio_only.is_some();
        let starts = self.is_pending(&Command::StartPresenting {});
        let shows = !heard_only && (starts || self.presents());
        if !self.screen_shared || !self.link.is_up() || shows {
            return vec![];
        }
        let mut effects = match self.presents() {
            true => self.command(Command::StopPresenting {}),
            false => vec![],
        };
        self.screen_shared = false;
        effects.push(Effect::ReleaseScreen);
        effects
    }

    /// Our seat has the floor of the screen.
    #[must_use]
    pub fn has_screen(&self) -> bool {
        let meeting = self.meeting().filter(|meeting| meeting.in_session());
        let has = meeting.zip(self.my_seat()).map(|(m, seat)| m.presentation.is_given_to(seat));
        has == Some(true)
    }

    /// The screen of this device is shown.
    #[must_use]
    pub fn presents(&self) -> bool {
        let shown = self.meeting().and_then(|meeting| meeting.presentation.shown());
        let me = self.identity.as_ref().map(|identity| &identity.you.id);
        let Some((shown, me)) = shown.zip(me).filter(|_| self.has_screen()) else { return false };
        let here = self.connection == Some(shown.connection);
        // Who is not told of devices knows whose it is, and whether this device shares one.
        here || shown.connection == stand_in(me) && self.screen_shared
    }
}
