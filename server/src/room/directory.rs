//! The rooms that run here, and the meetings that have none until somebody comes. One server owns all meetings of its
//! data folder; the lock on the folder keeps a second one out.

use super::asleep::Asleep;
use super::{Letter, Room, RoomHandle, Wiring};
use crate::journal::{EventLog, JournalError};
use anyhow::Context;
use rostrum_proto::id::{ConnectionId, MeetingId};
use rostrum_proto::meeting::doors::Private;
use rostrum_proto::meeting::event::Event;
use rostrum_proto::meeting::outage::Silenced;
use rostrum_proto::meeting::presence::DisconnectReason;
use rostrum_proto::meeting::{Meeting, Notice};
use rostrum_proto::time::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use tokio::sync::{mpsc, oneshot};

/// The rooms of a server.
#[derive(Default)]
pub struct Directory {
    rooms: Mutex<BTreeMap<MeetingId, RoomHandle>>,
    asleep: Asleep,
    /// Meetings that could not be opened because the journal could not be read or written.
    unopened: Mutex<BTreeSet<MeetingId>>,
    last_connection: AtomicU64,
    viewers: AtomicU64,
    sockets: AtomicU64,
}

impl Directory {
    /// Opens the rooms of meetings that have none yet, and reopens rooms that failed. Connections that were open when
    /// the server died are recorded as closed at `alive`, when it was last known to be alive.
    ///
    /// # Errors
    /// The first journal that cannot be read or written; the other meetings are open.
    pub async fn open<L: EventLog + Clone>(
        &self,
        wiring: &Wiring<L>,
        meetings: Vec<MeetingId>,
        alive: Option<Timestamp>,
    ) -> anyhow::Result<()> {
        let mut failed = None;
        for id in meetings {
            let before = self.room(&id);
            if before.as_ref().is_none_or(RoomHandle::is_gone) {
                let kept_shut = before.and_then(|room| room.public.kept_shut());
                let opened = self.open_room(wiring, &id, alive, kept_shut).await;
                self.note_opening(&id, opened.as_ref().err());
                match opened.with_context(|| format!("opening the meeting {id}")) {
                    Ok(room) => drop(self.lock().insert(id, room)),
                    Err(why) => drop(failed.get_or_insert(why)),
                }
                self.count();
            }
        }
        failed.map_or(Ok(()), Err)
    }

    /// These meetings are over: they have no room until somebody comes. Then their opening is asked for by the channel;
    /// whoever tries it says so by [`Directory::opening`].
    pub fn let_sleep(&self, meetings: Vec<MeetingId>) -> mpsc::UnboundedReceiver<MeetingId> {
        let called = self.asleep.let_sleep(meetings);
        self.count();
        called
    }

    /// Whether a meeting is over and has no room, since nobody has come.
    #[must_use]
    pub fn is_asleep(&self, meeting: &MeetingId) -> bool {
        self.asleep.holds(meeting)
    }

    /// Somebody opens a meeting that is asleep. When this is dropped, those who have come are let in if it is open, and
    /// are told otherwise if it is not.
    pub fn opening(&self, meeting: MeetingId) -> Opening<'_> {
        Opening { directory: self, meeting }
    }

    /// Devices have had numbers up to this one before the server started.
    pub fn number_after(&self, last_connection: u64) {
        self.last_connection.fetch_max(last_connection, Ordering::Relaxed);
    }

    fn count(&self) {
        metrics::gauge!("rostrum_rooms").set(self.lock().len() as f64);
        metrics::gauge!("rostrum_meetings_asleep").set(self.asleep.count() as f64);
    }

    fn note_opening(&self, id: &MeetingId, failure: Option<&anyhow::Error>) {
        let mut unopened = self.unopened.lock().unwrap_or_else(PoisonError::into_inner);
        // One that is over keeps the server from nothing: it is tried again for who comes next.
        let waits = failure.is_some_and(|why| why.is::<JournalError>()) && !self.is_asleep(id);
        match waits {
            true => unopened.insert(id.clone()),
            false => unopened.remove(id),
        };
    }

    /// Whether a meeting waits for its journal before it can be opened.
    #[must_use]
    pub fn waits_for_journal(&self) -> bool {
        !self.unopened.lock().unwrap_or_else(PoisonError::into_inner).is_empty()
    }

    /// Forgets the room of a meeting, which failed and is not opened again.
    pub fn give_up(&self, meeting: &MeetingId) {
        self.note_opening(meeting, None);
        self.lock().remove(meeting);
    }

    /// The room of a meeting to which somebody comes. One that is asleep is opened first.
    pub async fn visit(&self, meeting: &MeetingId) -> Option<RoomHandle> {
        if let Some(room) = self.room(meeting) {
            return Some(room);
        }
        self.asleep.tried(meeting).await;
        self.room(meeting)
    }

    /// The room of a meeting that is open.
    #[must_use]
    pub fn room(&self, meeting: &MeetingId) -> Option<RoomHandle> {
        self.lock().get(meeting).cloned()
    }

    /// All rooms.
    #[must_use]
    pub fn rooms(&self) -> Vec<RoomHandle> {
        self.lock().values().cloned().collect()
    }

    /// Meetings whose room has failed: a bug, since a room stops only with the server.
    #[must_use]
    pub fn failed(&self) -> Vec<MeetingId> {
        self.rooms().into_iter().filter(RoomHandle::is_gone).map(|room| room.meeting).collect()
    }

    /// A number for a new connection, never used before.
    pub fn next_connection(&self) -> ConnectionId {
        ConnectionId(self.last_connection.fetch_add(1, Ordering::Relaxed) + 1)
    }

    /// A number for a viewer's connection: not used before, unless before a restart, since nothing is kept of viewers.
    pub fn next_viewer(&self) -> ConnectionId {
        ConnectionId::viewer(self.viewers.fetch_add(1, Ordering::Relaxed))
    }

    /// The place of a socket that has just been opened among all sockets.
    pub fn next_socket(&self) -> u64 {
        self.sockets.fetch_add(1, Ordering::Relaxed)
    }

    /// Stops every room after what is in its inbox.
    pub async fn stop(&self) {
        self.asleep.stop();
        for room in self.rooms() {
            let (stopped, done) = oneshot::channel();
            if room.send(Letter::Stop(stopped)).await {
                // A room that is gone has stopped.
                drop(done.await);
            }
        }
    }

    async fn open_room<L: EventLog + Clone>(
        &self,
        wiring: &Wiring<L>,
        id: &MeetingId,
        alive: Option<Timestamp>,
        kept_shut: Option<Private>,
    ) -> anyhow::Result<RoomHandle> {
        let mut records = wiring.log.read(id, 0, u64::MAX, u32::MAX).await?;
        let mut meeting =
            Meeting::replay(&records).context("its journal does not begin with a meeting")?;
        let used = records.iter().filter_map(|r| match &r.event {
            Event::ConnectionOpened { connection, .. } => Some(connection.0),
            _ => None,
        });
        self.number_after(used.max().unwrap_or(0));

        let now = wiring.clock.now();
        let connections: Vec<_> = meeting.connections.keys().copied().collect();
        let last_seen = alive.unwrap_or(now).clamp(meeting.at, now.max(meeting.at));
        let reason = DisconnectReason::Restart;
        let lost = meeting.notice(now, &Notice::Disconnected { connections, last_seen, reason });
        let missed = meeting.notice(now, &Notice::Unavailable(last_seen));
        let doors = kept_shut.map(|Private { reason, .. }| Silenced::Doors { reason });
        let shut = meeting.notice(now, &Notice::Silenced(doors.into_iter().collect()));
        let (before, mut closing) = (meeting.seq, Vec::new());
        for event in lost.into_iter().chain(missed).chain(shut) {
            let seq = meeting.seq + 1;
            let record = rostrum_proto::meeting::event::Record { seq, at: now, by: None, event };
            meeting.apply(&record);
            closing.push(record);
        }
        if !closing.is_empty() {
            wiring.log.append(id, before, closing.clone()).await?;
            records.extend(closing);
        }
        Ok(Room::start(wiring.clone(), meeting, &records))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<MeetingId, RoomHandle>> {
        self.rooms.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A meeting that is asleep is being opened.
#[must_use]
pub struct Opening<'a> {
    directory: &'a Directory,
    meeting: MeetingId,
}

impl Drop for Opening<'_> {
    fn drop(&mut self) {
        let opened = self.directory.room(&self.meeting).is_some();
        self.directory.asleep.note_tried(&self.meeting, opened);
        self.directory.count();
    }
}
