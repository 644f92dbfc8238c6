//! The public of a meeting: those who follow by the public link. They are no part of the meeting, so that the room
//! does not know one from another: it puts each frame in here once, and everybody reads at their own pace.
//!
//! Who comes or goes changes neither the meeting nor its plan, and asks nothing of the room.

mod calls;
mod viewing;

pub use viewing::{Present, Viewing};

use super::feeds::{End, Feeds, Told};
use super::listening::Listening;
use super::outbox::{CloseReason, MAX_BEHIND_BYTES, Outbox, encode};
use super::publish::lobby;
use crate::media::Forwards;
use rostrum_proto::id::{ConnectionId, ParticipantId};
use rostrum_proto::meeting::Meeting;
use rostrum_proto::meeting::audience::Class;
use rostrum_proto::meeting::doors::Private;
use rostrum_proto::meeting::phase::PhaseName;
use rostrum_proto::meeting::setup::Setup;
use rostrum_proto::wire::ServerMessage;
use rostrum_proto::wire::client::Resume;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{Notify, watch};
use tokio_tungstenite::tungstenite::Utf8Bytes;

/// What the public of a meeting is told.
pub struct Public {
    setup: Arc<Setup>,
    media: Option<Arc<dyn Forwards>>,
    state: Mutex<State>,
    /// Who listens to which channel, who takes part as well.
    pub listening: Listening,
    /// Something was put in, of which the herald is to tell those who have read everything.
    news: Notify,
}

/// Some of those who follow, who are woken together.
#[derive(Debug, Default)]
struct Row {
    woken: watch::Sender<()>,
    seats: usize,
}

/// Somebody who follows.
#[derive(Debug)]
struct Here {
    who: ParticipantId,
    link: String,
    /// The way to them alone.
    outbox: Outbox,
}

/// Somebody who comes.
#[derive(Debug)]
pub struct Comes<'a> {
    /// The number of their socket.
    pub connection: ConnectionId,
    /// The way to it.
    pub outbox: Outbox,
    /// As whom: one of so many, and still that one when they come back.
    pub who: &'a ParticipantId,
    /// By which link.
    pub link: &'a str,
    /// How many it is for.
    pub limit: Option<u32>,
    /// What they had on a socket before this one.
    pub resume: Option<&'a Resume>,
}

/// Viewers in a row: so many are woken before anybody else has a turn.
const ROW: usize = 64;

#[derive(Debug)]
struct State {
    stands: Stands,
    /// The latest, at most [`MAX_BEHIND_BYTES`] of it; who is further behind begins anew.
    recent: VecDeque<Item>,
    bytes: usize,
    /// The number of the first of them among all that was ever put in.
    first: u64,
    /// How many follow by each link.
    by_link: BTreeMap<String, u32>,
    /// Who is here.
    here: BTreeMap<ConnectionId, Here>,
    rows: Vec<Row>,
    most: usize,
    revoked: BTreeSet<String>,
    ended: Option<CloseReason>,
    /// The doors, if they are closed and the journal does not say so yet.
    kept_shut: Option<Private>,
}

/// What somebody who comes is told first.
#[derive(Debug)]
enum Stands {
    /// The meeting as it is, and its frame once somebody has asked.
    Meeting { meeting: Arc<Meeting>, end: End, frame: Option<Utf8Bytes> },
    /// What is known outside.
    Outside(Utf8Bytes),
}

#[derive(Clone, Debug)]
enum Item {
    /// A record that the public is told of, after the one of this number.
    Frame { after: u64, text: Utf8Bytes },
    /// Everything begins anew.
    Anew,
}

/// How many follow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Following {
    /// Now.
    pub now: u32,
    /// At most at one time, since the server has been running.
    pub most: u32,
}

impl From<Following> for ServerMessage {
    fn from(Following { now, most }: Following) -> Self {
        Self::Following { now, most }
    }
}

impl Public {
    /// The public of a meeting to which nobody has come yet.
    #[must_use]
    pub fn of(
        meeting: &Arc<Meeting>,
        feeds: &Feeds,
        media: Option<Arc<dyn Forwards>>,
    ) -> Arc<Self> {
        let state = State {
            stands: Stands::of(meeting, feeds),
            recent: VecDeque::new(),
            bytes: 0,
            first: 0,
            by_link: BTreeMap::new(),
            here: BTreeMap::new(),
            rows: Vec::new(),
            most: 0,
            revoked: BTreeSet::new(),
            ended: None,
            kept_shut: None,
        };
        let setup = Arc::clone(&meeting.setup);
        let news = Notify::new();
        let (state, listening) = (Mutex::new(state), Listening::default());
        Arc::new(Self { setup, media, state, listening, news })
    }

    /// The meeting has come so far; these are the records that its public is told of, if it follows, with their frames.
    /// Where they do not lead from what it had to what it has, everybody begins anew.
    pub(super) fn publish(
        &self,
        meeting: &Arc<Meeting>,
        feeds: &Feeds,
        told: &[(&Told, Utf8Bytes)],
    ) {
        let mut state = self.lock();
        let stands = Stands::of(meeting, feeds);
        let lead = |from: u64, to: u64| {
            let step =
                |at: u64, (told, _): &(&Told, _)| (told.after == at).then_some(told.record.seq);
            told.iter().try_fold(from, step) == Some(to)
        };
        match (&state.stands, &stands) {
            (Stands::Meeting { end: from, .. }, Stands::Meeting { end: to, .. })
                if lead(from.seq, to.seq) =>
            {
                for (told, text) in told {
                    state.put(Item::Frame { after: told.after, text: text.clone() });
                }
            }
            (Stands::Outside(before), Stands::Outside(now)) if before == now => {}
            _ => state.begin_anew(),
        }
        state.stands = stands;
        state.kept_shut = None;
        self.announce(state);
    }

    /// The doors are closed, and the journal cannot say so.
    pub(super) fn keep_shut(&self, meeting: &Meeting, feeds: &Feeds, private: Private) {
        let shut = Meeting { private: Some(private.clone()), ..meeting.clone() };
        self.publish(&Arc::new(shut), feeds, &[]);
        self.lock().kept_shut = Some(private);
    }

    /// The doors, if they are closed and the journal does not say so: a room that is opened again begins with that.
    pub(super) fn kept_shut(&self) -> Option<Private> {
        self.lock().kept_shut.clone()
    }

    /// Everybody is told to come back, or that it has ended.
    pub fn close(&self, reason: CloseReason) {
        let mut state = self.lock();
        state.ended.get_or_insert(reason);
        state.begin_anew();
        self.announce(state);
    }

    /// Who came by this link is put out.
    pub fn revoke(&self, link: &str) {
        let mut state = self.lock();
        if state.revoked.insert(link.to_owned()) {
            state.begin_anew();
            self.announce(state);
        }
    }

    /// The meeting as it was convened.
    #[must_use]
    pub fn setup(&self) -> Arc<Setup> {
        Arc::clone(&self.setup)
    }

    /// Whether the meeting is over.
    #[must_use]
    pub fn is_over(&self) -> bool {
        match &self.lock().stands {
            Stands::Meeting { meeting, .. } => meeting.phase.name() == PhaseName::Closed,
            Stands::Outside(_) => false,
        }
    }

    /// Whether the record is published.
    #[must_use]
    pub fn has_record(&self) -> bool {
        match &self.lock().stands {
            Stands::Meeting { meeting, .. } => meeting.record_published.is_some(),
            Stands::Outside(_) => false,
        }
    }

    /// How many follow.
    #[must_use]
    pub fn following(&self) -> Following {
        let state = self.lock();
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Following { now: number(state.here.len()), most: number(state.most) }
    }

    /// Tells one of them alone, if that one is still here.
    pub fn tell(&self, connection: ConnectionId, message: &ServerMessage) {
        if let Some(here) = self.lock().here.get(&connection) {
            here.outbox.say(message);
        }
    }

    /// Whether one more may follow by a link for so many.
    #[must_use]
    pub fn has_place(&self, link: &str, limit: Option<u32>) -> bool {
        self.lock().has_place(link, limit)
    }

    /// A viewer comes, perhaps back. `None`: it is full.
    #[must_use]
    pub fn follow(self: &Arc<Self>, comes: Comes<'_>) -> Option<(Present, Viewing)> {
        let Comes { connection, outbox, who, link, limit, resume } = comes;
        let mut state = self.lock();
        // Who comes back needs one place, though the socket before may not have noticed yet that it is gone.
        let before = resume.map(|resume| resume.connection);
        let before = before.filter(|before| state.here.get(before).is_some_and(|h| h.who == *who));
        if let Some(gone) = before.and_then(|before| state.leaves(before)) {
            gone.outbox.close(CloseReason::Replaced);
        }
        if !state.has_place(link, limit) {
            return None;
        }
        *state.by_link.entry(link.to_owned()).or_default() += 1;
        let here = Here { who: who.clone(), link: link.to_owned(), outbox };
        state.here.insert(connection, here);
        state.most = state.most.max(state.here.len());
        let at = resume.and_then(|resume| state.after(resume.seq));
        let free = state.rows.iter().position(|row| row.seats < ROW);
        let row = free.unwrap_or_else(|| {
            state.rows.push(Row::default());
            state.rows.len() - 1
        });
        state.rows[row].seats += 1;
        let woken = state.rows[row].woken.subscribe();
        let (public, link) = (Arc::clone(self), link.to_owned());
        let present = Present { public: Arc::clone(&public), connection, row };
        Some((present, Viewing { public, link, at, resumed: at.is_some(), woken }))
    }

    fn announce(&self, state: MutexGuard<'_, State>) {
        drop(state);
        self.news.notify_one();
    }

    /// Wakes those who follow whenever there is something for them, row by row, so that whoever takes part in the
    /// meeting never waits for thousands. Ends once it is closed and all have been told.
    pub(super) async fn herald(self: Arc<Self>) {
        loop {
            self.news.notified().await;
            // Who takes part is told first.
            tokio::task::yield_now().await;
            let mut row = 0;
            while self.wake(row) {
                row += 1;
                tokio::task::yield_now().await;
            }
            if self.lock().ended.is_some() {
                return;
            }
        }
    }

    /// Wakes a row, if there is one.
    fn wake(&self, row: usize) -> bool {
        self.lock().rows.get(row).map(|row| row.woken.send_replace(())).is_some()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// The number of the item that comes next.
    fn end(&self) -> u64 {
        self.first + self.recent.len() as u64
    }

    fn put(&mut self, item: Item) {
        self.bytes += item.len();
        self.recent.push_back(item);
        while self.bytes > MAX_BEHIND_BYTES
            && let Some(oldest) = self.recent.pop_front()
        {
            self.bytes -= oldest.len();
            self.first += 1;
        }
    }

    /// What was told before is told to nobody any more.
    fn begin_anew(&mut self) {
        self.first = self.end();
        self.recent.clear();
        self.bytes = 0;
        self.put(Item::Anew);
    }

    /// Somebody is here no longer; gives who, if they were.
    fn leaves(&mut self, connection: ConnectionId) -> Option<Here> {
        let gone = self.here.remove(&connection)?;
        if let Some(now) = self.by_link.get_mut(&gone.link) {
            *now -= 1;
            if *now == 0 {
                self.by_link.remove(&gone.link);
            }
        }
        Some(gone)
    }

    fn has_place(&self, link: &str, limit: Option<u32>) -> bool {
        limit.is_none_or(|limit| self.by_link.get(link).is_none_or(|now| *now < limit))
    }

    /// Where somebody goes on who has all records up to that one, if nothing since is forgotten.
    fn after(&self, has: u64) -> Option<u64> {
        let Stands::Meeting { end, .. } = &self.stands else { return None };
        let next = |item: &Item| matches!(item, Item::Frame { after, .. } if *after == has);
        let found = self.recent.iter().rposition(next).map(|n| self.first + n as u64);
        // Nothing has happened since, however long that is ago.
        found.or((end.seq == has).then(|| self.end()))
    }
}

impl Stands {
    fn of(meeting: &Arc<Meeting>, feeds: &Feeds) -> Self {
        if meeting.is_followed() {
            let (meeting, end) = (Arc::clone(meeting), feeds.end(Class::Public));
            return Self::Meeting { meeting, end, frame: None };
        }
        let lobby = Box::new(lobby(meeting, &ParticipantId::nobody()));
        Self::Outside(encode(&ServerMessage::Lobby { lobby }))
    }
}

impl Item {
    fn len(&self) -> usize {
        match self {
            Self::Frame { text, .. } => text.len(),
            Self::Anew => 0,
        }
    }
}
