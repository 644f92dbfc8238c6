//! The media of viewers: their offers, and the channel that each of them listens to.

use super::Public;
use crate::media::Offered;
use crate::room::letters::answer_offer;
use crate::room::listening::listen;
use crate::room::outbox::Outbox;
use rostrum_proto::id::ConnectionId;
use rostrum_proto::lang::Lang;

impl Public {
    /// Answers a viewer's offer.
    pub fn offer(&self, (connection, outbox): (ConnectionId, Outbox), offered: Offered) {
        if let Some(media) = self.media.clone() {
            answer_offer(media, (&self.setup.id, connection), offered, outbox);
        }
    }

    /// A viewer listens to a channel from now on, or to none.
    pub fn listen(&self, (connection, outbox): (ConnectionId, &Outbox), channel: Option<Lang>) {
        if let Some(media) = &self.media {
            let to = (&**media, &self.listening);
            listen(to, &self.setup.profile, (connection, channel), outbox);
        }
    }
}
