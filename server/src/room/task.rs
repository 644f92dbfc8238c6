//! The room's loop. It owns one meeting; everything else asks it by letter.

use super::Letter;
use super::draft::{Arrival, Draft};
use super::gate::Gate;
use super::outbox::CloseReason;
use super::plan::{common, plan};
use super::publish::Audience;
use super::stories::Stories;
use crate::clock::Clock;
use crate::desk::rules::Rules;
use crate::desk::{Desk, name_of};
use crate::journal::{DeskLog, EventLog, JournalError};
use crate::lots::Lots;
use crate::media::Forwards;
use crate::media::plan::Plan;
use rostrum_proto::id::{ConnectionId, MeetingId};
use rostrum_proto::meeting::event::{Event, Record};
use rostrum_proto::meeting::presence::DisconnectReason;
use rostrum_proto::meeting::{Meeting, Notice};
use rostrum_proto::time::{Millis, Timestamp};
use rostrum_proto::wire::ServerMessage;
use std::collections::BTreeSet;
use std::sync::Arc;
use tokio::sync::mpsc;
use tracing::{info, warn};

/// Letters that one commit takes together at most.
const BATCH: usize = 128;
/// How often the desk looks for alarms.
const LOOK_EVERY: Millis = Millis::seconds(1);
/// Letters that may wait before senders are slowed down.
const INBOX: usize = 4096;

/// The way to a room.
#[derive(Clone)]
pub struct RoomHandle {
    /// Whose room it is.
    pub meeting: MeetingId,
    inbox: mpsc::Sender<Letter>,
}

impl RoomHandle {
    /// Puts a letter into the inbox; waits while it is full. `false` if the room has stopped.
    pub async fn send(&self, letter: Letter) -> bool {
        self.inbox.send(letter).await.is_ok()
    }

    /// Waits until the room has stopped, or has failed.
    pub async fn gone(&self) {
        self.inbox.closed().await;
    }

    /// Whether it has.
    #[must_use]
    pub fn is_gone(&self) -> bool {
        self.inbox.is_closed()
    }
}

/// What a room is connected to.
#[derive(Clone)]
pub struct Wiring<L> {
    /// The server's time.
    pub clock: Clock,
    /// Where lots are drawn.
    pub lots: Lots,
    /// Where events become durable.
    pub log: L,
    /// Carries out the plan; absent in tests of the room alone.
    pub media: Option<Arc<dyn Forwards>>,
    /// Where the desk's observations go; absent in tests of the room alone.
    pub desk_log: Option<DeskLog>,
    /// When alarms are raised.
    pub rules: Arc<Rules>,
}

/// The running meeting.
pub struct Room<L> {
    pub(super) wiring: Wiring<L>,
    pub(super) meeting: Arc<Meeting>,
    pub(super) audience: Audience,
    /// What media was last told.
    plan: Plan,
    gate: Gate,
    pub(super) desk: Desk,
    pub(super) stories: Stories,
    /// How often the desk has looked.
    pub(super) looks: u32,
    /// Observations that could not be recorded while the journal could not be written.
    pub(super) unrecorded: Vec<Notice>,
    /// Since when the journal cannot be written.
    unwritable: Option<Timestamp>,
    /// The journal is not the one that this room has written: it has to be looked at anew.
    estranged: bool,
    /// Connections that do not read: to be closed, and recorded as closed.
    too_slow: Vec<ConnectionId>,
}

impl<L: EventLog + Clone> Room<L> {
    /// Starts the room of a meeting, with the end of its journal for clients that resume.
    pub fn start(wiring: Wiring<L>, meeting: Meeting, recent: &[Record]) -> RoomHandle {
        let (inbox, letters) = mpsc::channel(INBOX);
        let handle = RoomHandle { meeting: meeting.setup.id.clone(), inbox };
        let mut audience = Audience::default();
        audience.remember(recent);
        let desk = Desk::new(&wiring.rules, wiring.clock.now());
        let room = Self {
            wiring,
            meeting: Arc::new(meeting),
            audience,
            plan: Plan::default(),
            gate: Gate::default(),
            desk,
            stories: Stories::default(),
            looks: 0,
            unrecorded: Vec::new(),
            unwritable: None,
            estranged: false,
            too_slow: Vec::new(),
        };
        tokio::spawn(room.run(letters));
        handle
    }

    async fn run(mut self, mut letters: mpsc::Receiver<Letter>) {
        let clock = self.wiring.clock;
        let mut look_due = clock.now() + LOOK_EVERY;
        while !self.estranged {
            if !self.too_slow.is_empty() {
                let connections = std::mem::take(&mut self.too_slow);
                for connection in &connections {
                    self.part_with(*connection, Some(CloseReason::TooSlow));
                }
                let (last_seen, reason) = (clock.now(), DisconnectReason::TooSlow);
                self.observe(Notice::Disconnected { connections, last_seen, reason }).await;
            }
            let deadline = self.meeting.next_deadline().filter(|_| self.unwritable.is_none());
            // In this order, so that no flood of letters keeps time from passing.
            tokio::select! {
                biased;
                () = async {
                    match deadline {
                        Some((at, _)) => clock.sleep_until(at).await,
                        None => std::future::pending().await,
                    }
                } => {
                    if let Some((_, due)) = deadline {
                        self.observe(Notice::Due(due)).await;
                    }
                }
                () = clock.sleep_until(look_due) => {
                    look_due = clock.now() + LOOK_EVERY;
                    self.look();
                }
                letter = letters.recv() => {
                    let Some(first) = letter else { return };
                    let mut batch = vec![first];
                    while batch.len() < BATCH && let Ok(next) = letters.try_recv() {
                        batch.push(next);
                    }
                    if self.handle(batch).await.is_break() {
                        return;
                    }
                }
            }
        }
    }

    async fn handle(&mut self, batch: Vec<Letter>) -> std::ops::ControlFlow<()> {
        let mut draft = self.draft();
        let mut stop = None;
        for letter in batch {
            stop = stop.or(self.read(&mut draft, letter));
        }
        self.commit(draft).await;
        let Some(stopped) = stop else { return std::ops::ControlFlow::Continue(()) };
        for subscriber in self.audience.subscribers.values() {
            subscriber.outbox.close(CloseReason::Restarting);
        }
        self.set_plan(Plan::default());
        // Whoever asked may not wait for it.
        let _ = stopped.send(());
        std::ops::ControlFlow::Break(())
    }

    fn draft(&self) -> Draft {
        let owed = self.gate.owed().into_iter().chain(self.unrecorded.iter().cloned());
        Draft::new(&self.meeting, self.wiring.clock.now(), self.wiring.lots.clone(), owed)
    }

    async fn observe(&mut self, notice: Notice) {
        let mut draft = self.draft();
        draft.note(notice);
        self.commit(draft).await;
    }

    /// Makes a batch durable, then lets it be so and tells everyone. If it cannot be written, nothing
    /// has happened, except that what it closes stays closed. A batch without a record does nothing.
    async fn commit(&mut self, mut draft: Draft) {
        if !draft.is_to_be_written() {
            return draft.done();
        }
        let closes = draft.records.iter().any(|record| record.event.closes());
        if closes {
            self.set_plan(common(&self.plan, &plan(&draft.meeting)));
        }
        let id = &self.meeting.setup.id;
        let began = self.wiring.clock.now();
        let written = self.wiring.log.append(id, self.meeting.seq, draft.records.clone()).await;
        if let Err(why) = written {
            warn!(meeting = %self.meeting.setup.id, %why, "journal.unwritable");
            self.estranged |= matches!(why, JournalError::Conflict { .. });
            return self.failed(draft, began);
        }
        self.unrecorded.clear();
        self.gate.recorded(&draft.meeting);
        for Arrival { connection, subscriber, welcome, answer } in draft.arrivals.drain(..) {
            subscriber.outbox.say(&welcome);
            self.audience.subscribers.insert(connection, subscriber);
            // A socket that has gone meanwhile sends its own letter.
            drop(answer.send(Ok(())));
        }
        self.meeting = Arc::clone(&draft.meeting);
        self.set_plan(self.gate.let_through(plan(&self.meeting)));
        let slow = self.audience.publish(&self.meeting, &draft.records);
        for record in &draft.records {
            let trace = record.by.as_ref().map(|by| tracing::field::display(&by.command));
            let event = name_of(&record.event);
            info!(meeting = %self.meeting.setup.id, seq = record.seq, event, trace, "journal");
            if let Event::ConnectionClosed { connection, .. } = record.event {
                self.end_media(connection);
            }
        }
        self.show_alarms_to_new(&draft.records);
        draft.done();
        self.too_slow.extend(slow);
    }

    fn failed(&mut self, mut draft: Draft, began: Timestamp) {
        let known = self.gate.silenced();
        self.gate.keep_closed(&draft.before, draft.added());
        let sources = self.gate.silenced();
        if sources != known {
            self.audience.tell_everybody(&ServerMessage::Silenced { sources });
        }
        // Who was to be put out is out; that their devices are gone is recorded as soon as it can be.
        let put_out = draft.added().iter().filter_map(|record| match &record.event {
            Event::ParticipantExpelled { participant } => Some(participant.clone()),
            _ => None,
        });
        let put_out: BTreeSet<_> = put_out.collect();
        let devices = self.meeting.connections.values();
        let connections: Vec<_> =
            devices.filter(|c| put_out.contains(&c.participant)).map(|c| c.id).collect();
        for connection in &connections {
            self.part_with(*connection, Some(CloseReason::Ended));
        }
        let notices = std::mem::take(&mut draft.notices);
        // An outage that was thought to be over goes on: it is one.
        let since = notices.iter().filter_map(|notice| match notice {
            Notice::Unavailable(since) => Some(*since),
            _ => None,
        });
        let since = since.fold(began, Timestamp::min);
        // One for each connection or link at most, since both end once.
        self.unrecorded.extend(notices.into_iter().filter(must_be_recorded));
        if !connections.is_empty() {
            let (last_seen, reason) = (began, DisconnectReason::Ended);
            self.unrecorded.push(Notice::Disconnected { connections, last_seen, reason });
        }
        self.set_plan(self.gate.let_through(plan(&self.meeting)));
        self.unwritable_since(since);
        draft.failed();
    }

    /// A device is gone, or is to go for that reason: nothing is forwarded to it or from it from now on,
    /// whatever becomes of the record of it.
    pub(super) fn part_with(&mut self, connection: ConnectionId, why: Option<CloseReason>) {
        if let Some(gone) = self.audience.subscribers.remove(&connection)
            && let Some(why) = why
        {
            gone.outbox.close(why);
        }
        self.gate.shut_out(connection);
        self.set_plan(self.gate.let_through(self.plan.clone()));
        self.end_media(connection);
    }

    fn end_media(&self, connection: ConnectionId) {
        if let Some(media) = &self.wiring.media {
            media.close(connection);
        }
    }

    fn set_plan(&mut self, plan: Plan) {
        if plan != self.plan {
            if let Some(media) = &self.wiring.media {
                media.set_plan(&self.meeting.setup.id, plan.clone());
            }
            self.plan = plan;
        }
    }

    /// The journal could not be written at that time, if not already before.
    pub(super) fn unwritable_since(&mut self, at: Timestamp) {
        if self.unwritable.is_none() {
            self.unwritable = Some(at);
            self.tell_storage(false);
        }
    }

    /// The journal can be written again. Gives since when it could not.
    pub(super) fn writable_again(&mut self) -> Option<Timestamp> {
        let since = self.unwritable.take()?;
        self.tell_storage(true);
        Some(since)
    }

    fn tell_storage(&self, writable: bool) {
        self.audience.tell_officers(&self.meeting, &ServerMessage::Storage { writable });
    }
}

/// A room that ends, also by a fault of ours, leaves no microphone open.
impl<L> Drop for Room<L> {
    fn drop(&mut self) {
        if let Some(media) = &self.wiring.media {
            media.set_plan(&self.meeting.setup.id, Plan::default());
        }
    }
}

/// What must be in the journal even if it could not be written when it happened. Who could not come back in the
/// place of an earlier device has not replaced it.
fn must_be_recorded(notice: &Notice) -> bool {
    match notice {
        Notice::Disconnected { reason, .. } => *reason != DisconnectReason::Replaced,
        Notice::InvitationRevoked(..) => true,
        _ => false,
    }
}
