//! The channel that a client listens to: its own choice, of those that the meeting has, and not on record.

use super::outbox::Outbox;
use crate::media::plan::Stream;
use crate::media::{Forwards, Slot};
use rostrum_proto::id::ConnectionId;
use rostrum_proto::lang::Lang;
use rostrum_proto::profile::Profile;
use rostrum_proto::wire::ServerMessage;
use rostrum_proto::wire::server::ErrorCode;

/// Has a client hear a channel from now on, or none.
pub fn listen(
    media: &dyn Forwards,
    profile: &Profile,
    (connection, channel): (ConnectionId, Option<Lang>),
    outbox: &Outbox,
) {
    let rule = profile.interpretation.as_ref();
    let exists = |channel: &Lang| rule.is_some_and(|rule| rule.channels().contains(channel));
    match channel.filter(|channel| !exists(channel)) {
        None => media.choose(connection, Slot::Channel, channel.map(Stream::Channel)),
        Some(none) => {
            let sentence = format!("There is no channel {} in this meeting.", none.code());
            outbox.say(&ServerMessage::Error { code: ErrorCode::Gone, sentence, id: None });
        }
    }
}
