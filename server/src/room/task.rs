//! The room's loop. It owns one meeting; everything else asks it by letter.

use super::Letter;
use super::Public;
use super::done::Done;
use super::draft::Draft;
use super::gate::Gate;
use super::outbox::CloseReason;
use super::public::Following;
use super::publish::Audience;
use super::reports::Reports;
use super::stories::Stories;
use crate::clock::Clock;
use crate::desk::Desk;
use crate::desk::rules::Rules;
use crate::journal::{DeskLog, EventLog};
use crate::lots::Lots;
use crate::media::Forwards;
use crate::media::plan::{Plan, Track};
use crate::recorder::Records;
use rostrum_proto::id::{ConnectionId, MeetingId};
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::event::Record;
use rostrum_proto::meeting::presence::DisconnectReason;
use rostrum_proto::meeting::{Meeting, Notice};
use rostrum_proto::time::{Millis, Timestamp};
use rostrum_proto::wire::ServerMessage;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::mpsc;
use tokio::sync::mpsc::error::TrySendError;

/// The most letters that one commit takes together.
pub(super) const BATCH: usize = 128;
/// How often the desk looks for alarms.
const LOOK_EVERY: Millis = Millis::seconds(1);
/// Letters that may wait before senders are slowed down.
const INBOX: usize = 4096;

/// The way to a room.
#[derive(Clone)]
pub struct RoomHandle {
    /// Whose room it is.
    pub meeting: MeetingId,
    /// Who follows by the public link.
    pub public: Arc<Public>,
    /// The number of the last record.
    seq: Arc<AtomicU64>,
    inbox: mpsc::Sender<Letter>,
}

impl RoomHandle {
    /// The number of the last record: while it is the same, so is the meeting.
    #[must_use]
    pub fn seq(&self) -> u64 {
        self.seq.load(Ordering::Acquire)
    }

    /// Puts a letter into the inbox without waiting. While that is full, the letter waits by itself, in its turn.
    pub fn post(&self, letter: Letter) {
        if let Err(TrySendError::Full(letter)) = self.inbox.try_send(letter) {
            let inbox = self.inbox.clone();
            // A room that has stopped needs no letters.
            tokio::spawn(async move { drop(inbox.send(letter).await) });
        }
    }

    /// Puts a letter into the inbox, if that is not full: for what is soon told again.
    pub fn offer(&self, letter: Letter) {
        drop(self.inbox.try_send(letter));
    }

    /// Puts a letter into the inbox; waits while it is full. `false` if the room has stopped.
    pub async fn send(&self, letter: Letter) -> bool {
        self.inbox.send(letter).await.is_ok()
    }

    /// Waits until the room has stopped, or has failed.
    pub async fn gone(&self) {
        self.inbox.closed().await;
    }

    /// Whether it has stopped or failed.
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
    /// Records what the meeting lets be recorded; absent in tests of the room alone.
    pub recorder: Option<Arc<dyn Records>>,
}

/// The running meeting.
pub struct Room<L> {
    pub(super) wiring: Wiring<L>,
    pub(super) meeting: Arc<Meeting>,
    /// The number of its last record, for those who only ask whether it is the same.
    pub(super) seq: Arc<AtomicU64>,
    pub(super) audience: Audience,
    /// What was done already.
    pub(super) done: Done,
    /// What media was last told.
    pub(super) plan: Plan,
    pub(super) gate: Gate,
    /// The recorder was told to begin and not to end.
    pub(super) records: bool,
    pub(super) desk: Desk,
    /// What people tell of their devices.
    pub(super) reports: Reports,
    pub(super) stories: Stories,
    /// How often the desk has looked.
    pub(super) looks: u32,
    /// How many of the public follow, as officers were told.
    pub(super) following: Following,
    /// The same, as the journal was told.
    pub(super) counted: Following,
    /// How many listen to each channel, as the booths were told.
    pub(super) listeners: BTreeMap<Lang, u32>,
    /// Observations that could not be recorded while the journal could not be written.
    pub(super) unrecorded: Vec<Notice>,
    /// The time since which the journal cannot be written.
    pub(super) unwritable: Option<Timestamp>,
    pub(super) letters: mpsc::Receiver<Letter>,
    /// Letters that arrived while a batch was on its way to the disk.
    pub(super) early: VecDeque<Letter>,
    /// What they close, until they have been read.
    pub(super) closed_early: BTreeSet<(ConnectionId, Track)>,
    /// Likewise the doors.
    pub(super) doors_closed_early: bool,
    /// The journal is not the one that this room has written: it has to be read again.
    pub(super) estranged: bool,
    /// Connections that do not read, to be closed and recorded as closed.
    pub(super) too_slow: Vec<ConnectionId>,
}

impl<L: EventLog + Clone> Room<L> {
    /// Starts the room of a meeting, with its journal: the end of it is for clients that resume, and for commands that
    /// come again.
    pub fn start(wiring: Wiring<L>, meeting: Meeting, journal: &[Record]) -> RoomHandle {
        let (inbox, letters) = mpsc::channel(INBOX);
        let meeting = Arc::new(meeting);
        let audience = Audience::of(&meeting, journal, wiring.media.clone());
        let public = Arc::clone(&audience.public);
        let seq = Arc::new(AtomicU64::new(meeting.seq));
        let id = meeting.setup.id.clone();
        let handle = RoomHandle { meeting: id, public, seq: Arc::clone(&seq), inbox };
        let mut done = Done::default();
        done.remember(journal);
        let desk = Desk::new(&wiring.rules, wiring.clock.now());
        let mut room = Self {
            wiring,
            meeting,
            seq,
            audience,
            done,
            plan: Plan::default(),
            gate: Gate::default(),
            records: false,
            desk,
            reports: Reports::default(),
            stories: Stories::default(),
            looks: 0,
            following: Following::default(),
            counted: Following::default(),
            listeners: BTreeMap::new(),
            unrecorded: Vec::new(),
            unwritable: None,
            letters,
            early: VecDeque::new(),
            closed_early: BTreeSet::new(),
            doors_closed_early: false,
            estranged: false,
            too_slow: Vec::new(),
        };
        room.look_after_recording();
        tokio::spawn(room.audience.public.clone().herald());
        tokio::spawn(room.run());
        handle
    }

    async fn run(mut self) {
        let clock = self.wiring.clock;
        let mut writable = self.wiring.log.writable();
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
            // While the doors are shut off the record, the public is told nothing of a meeting that says otherwise.
            let presence = self.audience.feeds.due().filter(|_| self.gate.doors().is_none());
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
                () = async {
                    match presence {
                        Some(at) => clock.sleep_until(at).await,
                        None => std::future::pending().await,
                    }
                } => {
                    let slow = self.audience.tell_presence(&self.meeting, clock.now());
                    self.too_slow.extend(slow);
                }
                () = clock.sleep_until(look_due) => {
                    look_due = clock.now() + LOOK_EVERY;
                    for notice in self.look() {
                        self.observe(notice).await;
                    }
                }
                () = async {
                    // A journal whose writer has ended says so at the next write.
                    if writable.changed().await.is_err() {
                        std::future::pending::<()>().await;
                    }
                } => {
                    let writable = *writable.borrow_and_update();
                    self.storage(writable).await;
                }
                letter = async {
                    match self.early.pop_front() {
                        Some(letter) => Some(letter),
                        None => self.letters.recv().await,
                    }
                } => {
                    let Some(first) = letter else { return };
                    let mut batch = vec![first];
                    batch.extend(self.early.drain(..));
                    while batch.len() < BATCH && let Ok(next) = self.letters.try_recv() {
                        batch.push(next);
                    }
                    if self.handle(batch).await.is_break() {
                        return;
                    }
                }
            }
        }
        // It is opened again from the journal, which does not know what was about to be closed.
        if let Some(private) = self.doors_about_to_close() {
            self.audience.public.keep_shut(&self.meeting, &self.audience.feeds, private);
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
        self.audience.public.close(CloseReason::Restarting);
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

    /// The journal can, or cannot, be written: what is owed to it is written now.
    async fn storage(&mut self, writable: bool) {
        if !writable {
            return self.unwritable_since(self.wiring.clock.now());
        }
        let since = self.writable_again();
        let mut draft = self.draft();
        draft.pays = true;
        if let Some(since) = since {
            draft.note(Notice::Unavailable(since));
        }
        self.commit(draft).await;
    }

    /// The journal could not be written at that time, if not already before.
    pub(super) fn unwritable_since(&mut self, at: Timestamp) {
        if self.unwritable.is_none() {
            self.unwritable = Some(at);
            self.tell_storage(false);
        }
    }

    /// The journal can be written again. Returns the time since which it could not.
    pub(super) fn writable_again(&mut self) -> Option<Timestamp> {
        let since = self.unwritable.take()?;
        self.tell_storage(true);
        Some(since)
    }

    fn tell_storage(&self, writable: bool) {
        self.audience.tell_officers(&self.meeting, &ServerMessage::Storage { writable });
    }
}

/// A room that ends, even because of a bug, leaves no microphone open and nobody waiting.
impl<L> Drop for Room<L> {
    fn drop(&mut self) {
        self.audience.public.close(CloseReason::Restarting);
        if let Some(media) = &self.wiring.media {
            media.set_plan(&self.meeting.setup.id, Plan::default());
        }
        if let Some(recorder) = self.wiring.recorder.as_ref().filter(|_| self.records) {
            recorder.end(&self.meeting.setup.id);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::tests::setup;
    use rostrum_proto::id::ParticipantId;

    fn letter(n: u32) -> Letter {
        let participant = ParticipantId::new("guest").expect("letters are allowed");
        Letter::Revoked { participant, invitation: n.to_string() }
    }

    #[tokio::test]
    async fn who_posts_waits_for_no_inbox_and_nothing_is_lost() {
        let (inbox, mut letters) = mpsc::channel(2);
        let meeting = MeetingId::new("S-1").expect("letters are allowed");
        let convened = Arc::new(Meeting::convened(setup(), Timestamp(0)));
        let public = Public::of(&convened, &super::super::feeds::Feeds::default(), None);
        let room = RoomHandle { meeting, public, seq: Arc::default(), inbox };
        for n in 1..=5 {
            room.post(letter(n));
            // It waits by itself, in its turn.
            tokio::task::yield_now().await;
        }
        room.offer(letter(6));
        drop(room);
        let mut came = Vec::new();
        while let Some(letter) = letters.recv().await {
            let Letter::Revoked { invitation, .. } = letter else { continue };
            came.push(invitation);
        }
        assert_eq!(
            came,
            ["1", "2", "3", "4", "5"],
            "what was offered to a full inbox is told again"
        );
    }
}
