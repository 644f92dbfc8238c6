//! Publishing: which connected client gets which frame.

use super::feeds::{Entry, Feeds, Told};
use super::outbox::{CloseReason, Outbox, encode};
use super::own::Owns;
use super::public::Public;
use crate::media::Forwards;
use rostrum_proto::id::{ConnectionId, ParticipantId, SeatId};
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::Meeting;
use rostrum_proto::meeting::audience::Class;
use rostrum_proto::meeting::authority::{self, Act};
use rostrum_proto::meeting::event::{Event, Record};
use rostrum_proto::meeting::outage::Silenced;
use rostrum_proto::meeting::presence::DisconnectReason;
use rostrum_proto::time::Timestamp;
use rostrum_proto::wire::ServerMessage;
use rostrum_proto::wire::client::Resume;
use rostrum_proto::wire::server::Lobby;
use std::cell::{LazyCell, OnceCell};
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio_tungstenite::tungstenite::Utf8Bytes;

/// A connected client.
pub struct Subscriber {
    pub participant: ParticipantId,
    /// Which of the feeds it has.
    pub class: Class,
    pub invitation: String,
    /// When its socket was opened, among all sockets.
    pub opened: u64,
    pub outbox: Outbox,
    /// Where the client stopped before; used once, when it is first allowed to see the meeting.
    pub resume: Option<Resume>,
    /// What it receives.
    pub feed: Feed,
}

impl Subscriber {
    /// Tells a waiting client what it may know.
    pub fn tell_lobby(&self, meeting: &Meeting) {
        let lobby = Box::new(lobby(meeting, &self.participant));
        self.outbox.say(&ServerMessage::Lobby { lobby });
    }

    /// Says what is closed and not on record.
    pub fn tell_silenced(&self, meeting: &Meeting, sources: &[Silenced]) {
        let own = self.seat_told_its_own(meeting);
        let sources = self.class.silenced(meeting, sources, own);
        self.outbox.say(&ServerMessage::Silenced { sources });
    }

    /// The seat whose own this client is told beside the feed.
    fn seat_told_its_own<'a>(&self, meeting: &'a Meeting) -> Option<&'a SeatId> {
        (self.class == Class::Members).then(|| meeting.seat_of(&self.participant))?
    }
}

/// What a client receives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Feed {
    /// It waits, and sees the lobby only.
    Lobby,
    /// It has the meeting, and gets every event.
    Everything,
    /// It did not read, and is about to be closed.
    Nothing,
}

/// The connected clients of a room.
pub struct Audience {
    pub subscribers: BTreeMap<ConnectionId, Subscriber>,
    pub feeds: Feeds,
    /// Who follows by the public link.
    pub public: Arc<Public>,
    /// What delegations and booths were last told of their own.
    own: Owns,
}

impl Audience {
    /// Nobody yet, for a meeting and its journal.
    #[must_use]
    pub fn of(
        meeting: &Arc<Meeting>,
        journal: &[Record],
        media: Option<Arc<dyn Forwards>>,
    ) -> Self {
        let feeds = Feeds::of(journal);
        let public = Public::of(meeting, &feeds, media);
        Self { subscribers: BTreeMap::new(), feeds, public, own: Owns::default() }
    }

    /// Publishes what has become durable; `before` is the meeting before it, `meeting` after it. Returns the
    /// connections that read too slowly; they are sent nothing more.
    pub fn publish(
        &mut self,
        before: &Meeting,
        meeting: &Arc<Meeting>,
        records: &[Record],
    ) -> Vec<ConnectionId> {
        let entries = self.feeds.extend((before, meeting), records);
        let seq = self.feeds.seq(Class::Members);
        self.own.tell(&self.subscribers, (before, meeting), records, seq);
        let slow = self.send(meeting, &entries);
        for record in records {
            if let Event::ConnectionClosed { connection, reason } = &record.event
                && let Some(gone) = self.subscribers.remove(connection)
                && let Some(reason) = close_reason(*reason)
            {
                gone.outbox.close(reason);
            }
        }
        self.admit(meeting);
        self.tell_of_documents(meeting, records);
        if records.iter().any(|r| changes_lobby(&r.event)) {
            self.tell_lobby(meeting);
        } else {
            self.tell_who_has_come(meeting, records);
        }
        let label = meeting.setup.id.to_string();
        let connections = metrics::gauge!("rostrum_connections", "meeting" => label);
        connections.set(self.subscribers.len() as f64);
        slow
    }

    /// Tells who is here, of whom that is to be told by now. Returns what [`Self::publish`] does.
    pub fn tell_presence(&mut self, meeting: &Arc<Meeting>, now: Timestamp) -> Vec<ConnectionId> {
        let entries = self.feeds.release_due(meeting, now);
        self.send(meeting, &entries)
    }

    fn send(&mut self, meeting: &Arc<Meeting>, entries: &[Entry]) -> Vec<ConnectionId> {
        let mut slow = Vec::new();
        let frames: Vec<_> = entries.iter().map(Frames::new).collect();
        for frames in &frames {
            for (id, subscriber) in &mut self.subscribers {
                let fed = subscriber.feed == Feed::Everything;
                if fed
                    && let Some(frame) = frames.of(subscriber.class)
                    && !subscriber.outbox.frame(frame.clone())
                {
                    subscriber.feed = Feed::Nothing;
                    slow.push(*id);
                }
            }
        }
        let told: Vec<_> = frames.iter().filter_map(Frames::of_public).collect();
        self.public.publish(meeting, &self.feeds, &told);
        slow
    }

    /// Sends the meeting to clients that may see it and do not have it yet.
    pub fn admit(&mut self, meeting: &Meeting) {
        let feeds = &self.feeds;
        let snapshots = Class::ALL.map(|class| {
            LazyCell::new(move || {
                let meeting = Box::new(feeds.end(class).view(class, meeting));
                encode(&ServerMessage::Snapshot { meeting })
            })
        });
        for subscriber in self.subscribers.values_mut() {
            let (class, who) = (subscriber.class, &subscriber.participant);
            if subscriber.feed != Feed::Lobby || !meeting.is_admitted(who) {
                continue;
            }
            subscriber.feed = Feed::Everything;
            let missed =
                subscriber.resume.take().and_then(|r| feeds.missed((class, who), meeting, &r));
            let frame = match missed {
                Some(records) => encode(&ServerMessage::Resumed { records }),
                None => snapshots[class as usize].clone(),
            };
            if let Some(owner) = subscriber.owner(meeting) {
                let own = self.own.first(owner, meeting, feeds.seq(class));
                let _ = subscriber.outbox.first_frame(own);
            }
            // A socket that has gone meanwhile says so itself.
            let _ = subscriber.outbox.first_frame(frame);
            if class.is_told_of_devices() {
                subscriber.outbox.say(&self.public.following().into());
            }
            if counts_listeners(meeting, &subscriber.participant) {
                let channels = self.public.listening.count();
                subscriber.outbox.say(&ServerMessage::Listeners { channels });
            }
        }
    }

    /// Tells those who have just come and wait what they may know: to the others nothing has changed.
    fn tell_who_has_come(&self, meeting: &Meeting, records: &[Record]) {
        for record in records {
            if let Event::ConnectionOpened { connection, .. } = &record.event
                && let Some(subscriber) = self.subscribers.get(connection)
                && subscriber.feed == Feed::Lobby
            {
                subscriber.tell_lobby(meeting);
            }
        }
    }

    /// Tells waiting clients what they may know.
    pub fn tell_lobby(&self, meeting: &Meeting) {
        for subscriber in self.subscribers.values().filter(|s| s.feed == Feed::Lobby) {
            subscriber.tell_lobby(meeting);
        }
    }

    /// Says what is closed and not on record, to everybody who has the meeting.
    pub fn tell_silenced(&self, meeting: &Meeting, sources: &[Silenced]) {
        for subscriber in self.subscribers.values().filter(|s| s.feed == Feed::Everything) {
            subscriber.tell_silenced(meeting, sources);
        }
    }

    /// Sends to those who may watch the journal.
    pub fn tell_watchers(&self, meeting: &Meeting, message: &ServerMessage) {
        self.tell(message, |who| authority::may(meeting, who, Act::WatchJournal));
    }

    /// Sends to those who conduct, prepare or watch the meeting.
    pub fn tell_officers(&self, meeting: &Meeting, message: &ServerMessage) {
        self.tell(message, |who| is_officer(meeting, who));
    }

    /// Tells the booths and the desk how many listen.
    pub fn tell_listeners(&self, meeting: &Meeting, channels: BTreeMap<Lang, u32>) {
        let message = ServerMessage::Listeners { channels };
        self.tell(&message, |who| counts_listeners(meeting, who));
    }

    /// Sends to those who are wanted, also to who waits in the lobby.
    pub fn tell_waiting_too(
        &self,
        message: &ServerMessage,
        wanted: impl Fn(&ParticipantId) -> bool,
    ) {
        for subscriber in self.subscribers.values() {
            if subscriber.feed != Feed::Nothing && wanted(&subscriber.participant) {
                subscriber.outbox.say(message);
            }
        }
    }

    fn tell(&self, message: &ServerMessage, wanted: impl Fn(&ParticipantId) -> bool) {
        let frame = encode(message);
        for subscriber in self.subscribers.values() {
            if subscriber.feed == Feed::Everything && wanted(&subscriber.participant) {
                // A slow client is found at the next event.
                let _ = subscriber.outbox.frame(frame.clone());
            }
        }
    }
}

/// Whether somebody conducts, prepares or watches the meeting.
pub fn is_officer(meeting: &Meeting, who: &ParticipantId) -> bool {
    let officer = [Act::ConductFloor, Act::PrepareList, Act::WatchJournal];
    officer.iter().any(|act| authority::may(meeting, who, *act))
}

fn counts_listeners(meeting: &Meeting, who: &ParticipantId) -> bool {
    meeting.participant(who).is_some_and(|known| known.person.booth.is_some())
        || authority::may(meeting, who, Act::ServeBooths)
}

/// What a person in the lobby may know.
pub fn lobby(meeting: &Meeting, participant: &ParticipantId) -> Lobby {
    let seat = meeting.seat_of(participant).and_then(|s| meeting.seats.get(s));
    Lobby {
        format: meeting.setup.format.clone(),
        title: meeting.setup.title.clone(),
        agenda_item: meeting.setup.agenda_item.clone(),
        phase: meeting.phase,
        starts_at: meeting.setup.starts_at,
        venue_time_zone: meeting.setup.venue_time_zone.clone(),
        venue: meeting.setup.venue.clone(),
        seat: seat.map(|s| s.setup.short.clone()),
        private: meeting.private.as_ref().map(|private| private.since),
    }
}

fn changes_lobby(event: &Event) -> bool {
    matches!(
        event,
        Event::LobbyOpened {}
            | Event::MeetingOpened {}
            | Event::MeetingSuspended { .. }
            | Event::MeetingResumed {}
            | Event::MeetingClosed {}
            | Event::DoorsClosed { .. }
            | Event::DoorsOpened {}
    )
}

/// The frame of a record for each class, made once somebody is to be told.
struct Frames<'a> {
    entry: &'a Entry,
    made: [OnceCell<Option<Utf8Bytes>>; Class::ALL.len()],
}

impl<'a> Frames<'a> {
    fn new(entry: &'a Entry) -> Self {
        Self { entry, made: Default::default() }
    }

    fn of_public(&self) -> Option<(&Told, Utf8Bytes)> {
        Some((self.entry.of(Class::Public)?, self.of(Class::Public)?.clone()))
    }

    fn of(&self, class: Class) -> Option<&Utf8Bytes> {
        let make = || self.entry.of(class).map(frame);
        self.made[class as usize].get_or_init(make).as_ref()
    }
}

fn frame(told: &Told) -> Utf8Bytes {
    let Told { after, record } = told.clone();
    encode(&ServerMessage::Event { after, record })
}

fn close_reason(reason: DisconnectReason) -> Option<CloseReason> {
    match reason {
        DisconnectReason::Left | DisconnectReason::Lost => None,
        DisconnectReason::Replaced => Some(CloseReason::Replaced),
        DisconnectReason::TooSlow => Some(CloseReason::TooSlow),
        DisconnectReason::Ended => Some(CloseReason::Ended),
        DisconnectReason::Restart => Some(CloseReason::Restarting),
    }
}
