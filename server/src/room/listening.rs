//! What a client listens to and looks at: the channel, and the pictures of seats. Its own choice, of those that the
//! meeting has, and not on record.

use super::outbox::Outbox;
use crate::media::plan::Stream;
use crate::media::{Forwards, Slot};
use rostrum_proto::id::{ConnectionId, SeatId};
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::Meeting;
use rostrum_proto::meeting::booth::COLLEAGUES;
use rostrum_proto::profile::Profile;
use rostrum_proto::wire::ServerMessage;
use rostrum_proto::wire::client::MAX_WATCHED;
use rostrum_proto::wire::server::ErrorCode;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// Who listens to which channel, in the meeting and of the public.
#[derive(Debug, Default)]
pub struct Listening(Mutex<BTreeMap<ConnectionId, Lang>>);

impl Listening {
    fn note(&self, connection: ConnectionId, channel: Option<Lang>) {
        let mut listening = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match channel {
            Some(channel) => drop(listening.insert(connection, channel)),
            None => drop(listening.remove(&connection)),
        }
    }

    /// Somebody listens no more.
    pub fn gone(&self, connection: ConnectionId) {
        self.note(connection, None);
    }

    /// How many listen to each channel that anybody listens to.
    pub fn count(&self) -> BTreeMap<Lang, u32> {
        let listening = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        listening.values().fold(BTreeMap::new(), |mut count, channel| {
            *count.entry(*channel).or_default() += 1;
            count
        })
    }
}

/// Has a client hear a channel from now on, or none.
pub fn listen(
    (media, listening): (&dyn Forwards, &Listening),
    profile: &Profile,
    (connection, channel): (ConnectionId, Option<Lang>),
    outbox: &Outbox,
) {
    let rule = profile.interpretation.as_ref();
    let exists = |channel: &Lang| rule.is_some_and(|rule| rule.channels().contains(channel));
    match channel.filter(|channel| !exists(channel)) {
        None => {
            listening.note(connection, channel);
            media.choose(connection, Slot::Channel, channel.map(Stream::Channel));
        }
        Some(none) => {
            let sentence = format!("There is no channel {} in this meeting.", none.code());
            outbox.say(&ServerMessage::Error { code: ErrorCode::Gone, sentence, id: None });
        }
    }
}

/// Has an interpreter hear and see the others of the booth, as far as the plan has them.
pub fn meet_colleagues(media: &dyn Forwards, meeting: &Meeting, connection: ConnectionId) {
    let device = meeting.connections.get(&connection);
    let person = device.and_then(|device| meeting.participant(&device.participant));
    let Some(booth) = person.and_then(|known| known.person.booth) else { return };
    for n in 0..COLLEAGUES {
        media.choose(connection, Slot::Colleague(n), Some(Stream::Colleague(booth, n)));
        let picture = Some(Stream::ColleaguePicture(booth, n));
        media.choose(connection, Slot::ColleaguePicture(n), picture);
    }
}

/// The number by which media knows the picture of a seat.
pub fn picture_of(meeting: &Meeting, seat: &SeatId) -> Option<Stream> {
    let number = meeting.seats.keys().position(|id| id == seat)?;
    u16::try_from(number).ok().map(Stream::SeatPicture)
}

/// Has a client be sent the pictures of these seats from now on.
pub fn watch(
    media: &dyn Forwards,
    meeting: &Meeting,
    (connection, seats): (ConnectionId, &[Option<SeatId>]),
    outbox: &Outbox,
) {
    let error = |code, sentence| {
        outbox.say(&ServerMessage::Error { code, sentence, id: None });
    };
    if seats.len() > MAX_WATCHED {
        let sentence =
            format!("At most {MAX_WATCHED} pictures of seats are sent at the same time.");
        return error(ErrorCode::Malformed, sentence);
    }
    for (place, seat) in (0..MAX_WATCHED as u8).zip(seats.iter().chain(std::iter::repeat(&None))) {
        let stream = seat.as_ref().and_then(|seat| picture_of(meeting, seat));
        if let Some(unknown) = seat.as_ref().filter(|_| stream.is_none()) {
            error(ErrorCode::Gone, format!("There is no seat {unknown} in this meeting."));
        }
        media.choose(connection, Slot::Gallery(place), stream);
    }
}
