//! Publishing: which connected client gets which frame.

use super::outbox::{CloseReason, Outbox, encode};
use rostrum_proto::id::{ConnectionId, ParticipantId};
use rostrum_proto::meeting::Meeting;
use rostrum_proto::meeting::authority::{self, Act};
use rostrum_proto::meeting::event::{Event, Record};
use rostrum_proto::meeting::presence::DisconnectReason;
use rostrum_proto::wire::ServerMessage;
use rostrum_proto::wire::client::Resume;
use rostrum_proto::wire::server::Lobby;
use std::collections::{BTreeMap, VecDeque};

/// Records kept for clients that resume; a client that missed more gets a snapshot.
const REMEMBERED_RECORDS: usize = 2048;

/// A connected client.
pub struct Subscriber {
    pub participant: ParticipantId,
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
#[derive(Default)]
pub struct Audience {
    pub subscribers: BTreeMap<ConnectionId, Subscriber>,
    recent: VecDeque<Record>,
}

impl Audience {
    /// Keeps the end of the journal for clients that resume.
    pub fn remember(&mut self, records: &[Record]) {
        let tail = records.len().saturating_sub(REMEMBERED_RECORDS);
        self.recent.extend(records[tail..].iter().cloned());
        let excess = self.recent.len().saturating_sub(REMEMBERED_RECORDS);
        self.recent.drain(..excess);
    }

    /// Publishes what has become durable, with `meeting` as it is afterwards. Returns the connections
    /// that read too slowly; they are sent nothing more.
    pub fn publish(&mut self, meeting: &Meeting, records: &[Record]) -> Vec<ConnectionId> {
        self.remember(records);
        let mut slow = Vec::new();
        for record in records {
            let frame = encode(&ServerMessage::Event { record: record.clone() });
            for (id, subscriber) in &mut self.subscribers {
                let fed = subscriber.feed == Feed::Everything;
                if fed && !subscriber.outbox.frame(frame.clone()) {
                    subscriber.feed = Feed::Nothing;
                    slow.push(*id);
                }
            }
        }
        for record in records {
            if let Event::ConnectionClosed { connection, reason } = &record.event
                && let Some(gone) = self.subscribers.remove(connection)
                && let Some(reason) = close_reason(*reason)
            {
                gone.outbox.close(reason);
            }
        }
        self.admit(meeting);
        if records.iter().any(|r| changes_lobby(&r.event)) {
            self.tell_lobby(meeting);
        }
        let label = meeting.setup.id.to_string();
        let connections = metrics::gauge!("rostrum_connections", "meeting" => label);
        connections.set(self.subscribers.len() as f64);
        slow
    }

    /// Sends the meeting to clients that may see it and do not have it yet.
    pub fn admit(&mut self, meeting: &Meeting) {
        let mut snapshot = None;
        for subscriber in self.subscribers.values_mut() {
            let who = &subscriber.participant;
            let may = meeting.is_admitted(who);
            if subscriber.feed != Feed::Lobby || !may {
                continue;
            }
            subscriber.feed = Feed::Everything;
            let missed =
                subscriber.resume.take().and_then(|r| missed(&self.recent, meeting, who, &r));
            let frame = match missed {
                Some(records) => encode(&ServerMessage::Resumed { records }),
                None => snapshot
                    .get_or_insert_with(|| {
                        encode(&ServerMessage::Snapshot { meeting: Box::new(meeting.clone()) })
                    })
                    .clone(),
            };
            // A socket that has gone meanwhile says so itself.
            let _ = subscriber.outbox.first_frame(frame);
        }
    }

    /// Tells waiting clients what they may know.
    pub fn tell_lobby(&self, meeting: &Meeting) {
        for subscriber in self.subscribers.values().filter(|s| s.feed == Feed::Lobby) {
            subscriber.tell_lobby(meeting);
        }
    }

    /// Sends to everybody who has the meeting.
    pub fn tell_everybody(&self, message: &ServerMessage) {
        self.tell(message, |_| true);
    }

    /// Sends to those who may watch the journal.
    pub fn tell_watchers(&self, meeting: &Meeting, message: &ServerMessage) {
        self.tell(message, |who| authority::may(meeting, who, Act::WatchJournal));
    }

    /// Sends to those who conduct, prepare or watch the meeting.
    pub fn tell_officers(&self, meeting: &Meeting, message: &ServerMessage) {
        self.tell(message, |who| is_officer(meeting, who));
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
            | Event::ConnectionOpened { .. }
    )
}

/// What a client missed since it was last there as a device of the same person: nothing from before that device,
/// for which it has no snapshot.
fn missed(
    recent: &VecDeque<Record>,
    meeting: &Meeting,
    who: &ParticipantId,
    resume: &Resume,
) -> Option<Vec<Record>> {
    let theirs = |r: &&Record| match &r.event {
        Event::ConnectionOpened { connection, participant } => {
            *connection == resume.connection && participant == who
        }
        _ => false,
    };
    let is_here =
        || meeting.connections.get(&resume.connection).is_some_and(|c| c.participant == *who);
    // Who came before everything that is remembered has had it from there on.
    let before = || recent.front().filter(|_| is_here());
    let from = recent.iter().find(theirs).or_else(before)?.seq;
    if resume.seq > meeting.seq || resume.seq < from {
        return None;
    }
    Some(recent.iter().filter(|r| r.seq > resume.seq).cloned().collect())
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
