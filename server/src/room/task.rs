//! The room's loop. It owns one meeting; everything else asks it by letter.

use super::outbox::{CloseReason, Outbox};
use super::plan::{common, plan};
use super::publish::{Audience, Subscriber, lobby};
use super::{ConnectError, Letter};
use crate::clock::Clock;
use crate::journal::EventLog;
use crate::media::Media;
use crate::media::plan::Plan;
use rostrum_proto::id::{CommandId, ConnectionId, MeetingId};
use rostrum_proto::meeting::authority::{self, Act};
use rostrum_proto::meeting::command::{Actor, Cause, Command};
use rostrum_proto::meeting::event::{Event, Record};
use rostrum_proto::meeting::phase::PhaseName;
use rostrum_proto::meeting::presence::DisconnectReason;
use rostrum_proto::meeting::{Meeting, Notice};
use rostrum_proto::time::Millis;
use rostrum_proto::wire::ServerMessage;
use rostrum_proto::wire::client::Resume;
use rostrum_proto::wire::server::{ConnectionQuality, ErrorCode};
use std::collections::BTreeMap;
use tokio::sync::mpsc;
use tracing::{info, warn};

/// Letters that one commit takes together at most.
const BATCH: usize = 128;
/// Connections of one person at the same time.
const DEVICES_PER_PERSON: usize = 6;
/// How often technicians are told of the connections' quality.
const QUALITY_EVERY: Millis = Millis::seconds(2);
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
}

/// What a room is connected to.
#[derive(Clone)]
pub struct Wiring<L> {
    /// The server's time.
    pub clock: Clock,
    /// Where events become durable.
    pub log: L,
    /// Carries out the plan; absent in tests of the room alone.
    pub media: Option<Media>,
}

/// The running meeting.
pub struct Room<L> {
    wiring: Wiring<L>,
    meeting: Meeting,
    audience: Audience,
    plan: Plan,
    quality: BTreeMap<ConnectionId, ConnectionQuality>,
    /// Observations that could not be recorded while the journal could not be written.
    unrecorded: Vec<Notice>,
    writable: bool,
}

/// One batch on its way to the disk: the meeting as it will be, and who is told when it is.
struct Draft {
    meeting: Meeting,
    records: Vec<Record>,
    answers: Vec<(Outbox, Option<CommandId>, ServerMessage)>,
    joins: Vec<Join>,
    notices: Vec<Notice>,
}

type Join = Box<dyn FnOnce(bool) + Send>;

impl<L: EventLog + Clone> Room<L> {
    /// Starts the room of a meeting, with the end of its journal for clients that resume.
    pub fn start(wiring: Wiring<L>, meeting: Meeting, recent: &[Record]) -> RoomHandle {
        let (inbox, letters) = mpsc::channel(INBOX);
        let handle = RoomHandle { meeting: meeting.setup.id.clone(), inbox };
        let mut audience = Audience::default();
        audience.remember(recent);
        let room = Self {
            wiring,
            meeting,
            audience,
            plan: Plan::default(),
            quality: BTreeMap::new(),
            unrecorded: Vec::new(),
            writable: true,
        };
        tokio::spawn(room.run(letters));
        handle
    }

    async fn run(mut self, mut letters: mpsc::Receiver<Letter>) {
        let clock = self.wiring.clock;
        let mut quality_due = clock.now() + QUALITY_EVERY;
        loop {
            let deadline = self.meeting.next_deadline().filter(|_| self.writable);
            tokio::select! {
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
                () = async {
                    match deadline {
                        Some((at, _)) => clock.sleep_until(at).await,
                        None => std::future::pending().await,
                    }
                } => {
                    let notices = deadline.map(|(_, due)| Notice::Due(due)).into_iter().collect();
                    self.observe(notices).await;
                }
                () = clock.sleep_until(quality_due) => {
                    quality_due = clock.now() + QUALITY_EVERY;
                    self.tell_quality();
                }
            }
        }
    }

    async fn handle(&mut self, batch: Vec<Letter>) -> std::ops::ControlFlow<()> {
        let mut draft = self.draft();
        for letter in batch {
            match letter {
                Letter::Connect { actor, invitation, resume, outbox, token_expires_at, answer } => {
                    let taken = self.connect(&mut draft, &actor, resume.as_ref());
                    if let Err(why) = taken {
                        drop(answer.send(Err(why)));
                        continue;
                    }
                    let person = draft.meeting.participant(&actor.participant);
                    let Some(you) = person.map(|p| p.person.clone()) else { continue };
                    outbox.say(&ServerMessage::Welcome {
                        connection: actor.connection,
                        you,
                        now: self.wiring.clock.now(),
                        token_expires_at,
                    });
                    let subscriber = Subscriber {
                        participant: actor.participant,
                        invitation,
                        outbox,
                        resume: resume.map(|r| r.seq),
                        admitted: false,
                    };
                    self.audience.subscribers.insert(actor.connection, subscriber);
                    draft.joins.push(Box::new(move |durable| {
                        let answer_now = if durable { Ok(()) } else { Err(ConnectError::Storage) };
                        drop(answer.send(answer_now));
                    }));
                }
                Letter::Disconnect { connection, reason, last_seen } => {
                    self.audience.subscribers.remove(&connection);
                    let connections = vec![connection];
                    self.note(&mut draft, Notice::Disconnected { connections, last_seen, reason });
                }
                Letter::Command { actor, id, command } => {
                    self.command(&mut draft, &actor, id, &command);
                }
                Letter::Join { person, invitation, answer } => {
                    if draft.meeting.phase.name() == PhaseName::Closed {
                        drop(answer.send(Err(ConnectError::MeetingClosed)));
                        continue;
                    }
                    let who = person.id.clone();
                    self.note(&mut draft, Notice::Named(person));
                    if let Err(refusal) = draft.meeting.may_connect(&who) {
                        drop(answer.send(Err(ConnectError::Refused(refusal))));
                        continue;
                    }
                    self.note(&mut draft, Notice::InvitationUsed(who.clone(), invitation));
                    let lobby = lobby(&draft.meeting, &who);
                    draft.joins.push(Box::new(move |durable| {
                        let answer_now =
                            if durable { Ok(lobby) } else { Err(ConnectError::Storage) };
                        drop(answer.send(answer_now));
                    }));
                }
                Letter::Revoked { participant, invitation } => {
                    let used = self.audience.subscribers.iter();
                    let connections = used
                        .filter(|(_, s)| s.invitation == invitation)
                        .map(|(id, _)| *id)
                        .collect();
                    self.note(&mut draft, Notice::InvitationRevoked(participant, invitation));
                    let (last_seen, reason) = (self.wiring.clock.now(), DisconnectReason::Ended);
                    self.note(&mut draft, Notice::Disconnected { connections, last_seen, reason });
                }
                Letter::Offer { connection, sdp } => self.offer(&draft.meeting, connection, sdp),
                Letter::Journal { actor, before, limit } => {
                    self.journal_page(&actor, before, limit)
                }
                Letter::Quality(quality) => {
                    if let Some(connection) = self.meeting.connections.get(&quality.connection) {
                        let participant = connection.participant.clone();
                        let seat = self.meeting.seat_of(&participant).cloned();
                        let quality = ConnectionQuality { participant, seat, ..quality };
                        self.quality.insert(quality.connection, quality);
                    }
                }
                Letter::Storage(writable) if writable && !self.writable => {
                    let notices = std::mem::take(&mut self.unrecorded);
                    for notice in notices {
                        self.note(&mut draft, notice);
                    }
                    self.set_writable(true);
                }
                Letter::Storage(writable) => self.set_writable(writable),
                Letter::Stop(stopped) => {
                    self.commit(draft).await;
                    for subscriber in self.audience.subscribers.values() {
                        subscriber.outbox.close(CloseReason::Restarting);
                    }
                    self.set_plan(Plan::default());
                    // Whoever asked may not wait for it.
                    let _ = stopped.send(());
                    return std::ops::ControlFlow::Break(());
                }
            }
        }
        self.commit(draft).await;
        std::ops::ControlFlow::Continue(())
    }

    fn draft(&self) -> Draft {
        Draft {
            meeting: self.meeting.clone(),
            records: Vec::new(),
            answers: Vec::new(),
            joins: Vec::new(),
            notices: Vec::new(),
        }
    }

    async fn observe(&mut self, notices: Vec<Notice>) {
        let mut draft = self.draft();
        for notice in notices {
            self.note(&mut draft, notice);
        }
        self.commit(draft).await;
    }

    fn note(&self, draft: &mut Draft, notice: Notice) {
        let events = draft.meeting.notice(self.wiring.clock.now(), &notice);
        self.record(draft, None, events);
        draft.notices.push(notice);
    }

    fn record(&self, draft: &mut Draft, by: Option<Cause>, events: Vec<Event>) {
        for event in events {
            let seq = draft.meeting.seq + 1;
            let record = Record { seq, at: self.wiring.clock.now(), by: by.clone(), event };
            draft.meeting.apply(&record);
            draft.records.push(record);
        }
    }

    fn connect(
        &mut self,
        draft: &mut Draft,
        actor: &Actor,
        resume: Option<&Resume>,
    ) -> Result<(), ConnectError> {
        draft.meeting.may_connect(&actor.participant).map_err(ConnectError::Refused)?;
        let now = self.wiring.clock.now();
        let of_person = |id: &ConnectionId| {
            draft.meeting.connections.get(id).is_some_and(|c| c.participant == actor.participant)
        };
        let replaced = resume.map(|r| r.connection).filter(of_person);
        let devices = draft.meeting.connections.values();
        let here = devices.filter(|c| c.participant == actor.participant).count();
        if here >= DEVICES_PER_PERSON && replaced.is_none() {
            return Err(ConnectError::TooMany);
        }
        self.note(draft, Notice::Connected(actor.clone()));
        if let Some(old) = replaced {
            // The new device is there first, so that the floor is not held for a moment.
            let (connections, reason) = (vec![old], DisconnectReason::Replaced);
            self.note(draft, Notice::Disconnected { connections, last_seen: now, reason });
        }
        Ok(())
    }

    fn command(&self, draft: &mut Draft, actor: &Actor, id: CommandId, command: &Command) {
        let subscriber = self.audience.subscribers.get(&actor.connection);
        let Some(outbox) = subscriber.map(|s| s.outbox.clone()) else { return };
        metrics::counter!("rostrum_commands").increment(1);
        let answer = if draft.meeting.is_done(&actor.participant, &id) {
            ServerMessage::Accepted { id: id.clone(), seq: draft.meeting.seq }
        } else {
            match draft.meeting.decide(self.wiring.clock.now(), actor, command) {
                Ok(events) => {
                    let by = Cause {
                        participant: actor.participant.clone(),
                        connection: actor.connection,
                        command: id.clone(),
                    };
                    self.record(draft, Some(by), events);
                    ServerMessage::Accepted { id: id.clone(), seq: draft.meeting.seq }
                }
                Err(refusal) => {
                    let sentence = refusal.sentence();
                    ServerMessage::Refused { id: id.clone(), refusal, sentence }
                }
            }
        };
        draft.answers.push((outbox, Some(id), answer));
    }

    /// Makes a batch durable, then lets it be so and tells everyone. If it cannot be written, nothing
    /// has happened, except that microphones which it closes stay closed.
    async fn commit(&mut self, draft: Draft) {
        if draft.records.iter().any(|r| r.event.closes_microphones()) {
            self.set_plan(common(&self.plan, &plan(&draft.meeting)));
        }
        let written = match draft.records.is_empty() {
            true => Ok(()),
            false => {
                let id = &self.meeting.setup.id;
                self.wiring.log.append(id, self.meeting.seq, draft.records.clone()).await
            }
        };
        let durable = written.is_ok();
        if let Err(why) = written {
            warn!(meeting = %self.meeting.setup.id, %why, "journal.unwritable");
            let lost = |n: &Notice| {
                matches!(n, Notice::Disconnected { .. } | Notice::InvitationRevoked(..))
            };
            self.unrecorded.extend(draft.notices.into_iter().filter(lost));
            self.set_writable(false);
            for (outbox, id, answer) in draft.answers {
                let refused = matches!(answer, ServerMessage::Refused { .. });
                outbox.say(&if refused { answer } else { storage_error(id) });
            }
        } else {
            let now_closed: Vec<_> =
                draft.records.iter().filter_map(|r| closed(&r.event)).collect();
            self.meeting = draft.meeting;
            let slow = self.audience.publish(&self.meeting, &draft.records);
            for (outbox, _, answer) in draft.answers {
                outbox.say(&answer);
            }
            for connection in now_closed {
                self.quality.remove(&connection);
                if let Some(media) = &self.wiring.media {
                    media.close(connection);
                }
            }
            self.set_plan(plan(&self.meeting));
            self.evict(slow);
            for record in &draft.records {
                info!(meeting = %self.meeting.setup.id, seq = record.seq, event = kind(&record.event), "journal");
            }
        }
        for join in draft.joins {
            join(durable);
        }
    }

    /// Closes clients that do not read. Their disconnection is recorded when their socket ends.
    fn evict(&mut self, slow: Vec<ConnectionId>) {
        for id in slow {
            if let Some(subscriber) = self.audience.subscribers.get_mut(&id) {
                subscriber.admitted = false;
                subscriber.outbox.close(CloseReason::TooSlow);
            }
        }
    }

    fn offer(&self, meeting: &Meeting, connection: ConnectionId, sdp: String) {
        let Some(subscriber) = self.audience.subscribers.get(&connection) else { return };
        let outbox = subscriber.outbox.clone();
        if !meeting.is_admitted(&subscriber.participant) {
            let sentence = "You are in the lobby: media begins when you are admitted.".into();
            outbox.say(&ServerMessage::MediaRefused { sentence });
            return;
        }
        let Some(media) = self.wiring.media.clone() else { return };
        let id = self.meeting.setup.id.clone();
        tokio::spawn(async move {
            let answer = match media.answer(&id, connection, sdp).await {
                Ok(sdp) => ServerMessage::Answer { sdp },
                Err(why) => {
                    warn!(meeting = %id, %connection, %why, "media.refused");
                    ServerMessage::MediaRefused { sentence: why.to_string() }
                }
            };
            outbox.say(&answer);
        });
    }

    fn journal_page(&self, actor: &Actor, before: Option<u64>, limit: u32) {
        let subscriber = self.audience.subscribers.get(&actor.connection);
        let Some(outbox) = subscriber.map(|s| s.outbox.clone()) else { return };
        if !authority::may(&self.meeting, &actor.participant, Act::WatchJournal) {
            let sentence = "The journal is for technicians.".into();
            let code = ErrorCode::NotPermitted;
            outbox.say(&ServerMessage::Error { code, sentence, id: None });
            return;
        }
        let (log, id) = (self.wiring.log.clone(), self.meeting.setup.id.clone());
        let before = before.unwrap_or(self.meeting.seq + 1);
        tokio::spawn(async move {
            match log.read(&id, 0, before, limit.min(500)).await {
                Ok(records) => drop(outbox.say(&ServerMessage::JournalPage { records })),
                Err(why) => warn!(meeting = %id, %why, "journal.unreadable"),
            }
        });
    }

    fn set_plan(&mut self, plan: Plan) {
        if plan != self.plan {
            if let Some(media) = &self.wiring.media {
                media.set_plan(&self.meeting.setup.id, plan.clone());
            }
            self.plan = plan;
        }
    }

    fn set_writable(&mut self, writable: bool) {
        if std::mem::replace(&mut self.writable, writable) != writable {
            self.audience.tell_officers(&self.meeting, &ServerMessage::Storage { writable });
        }
    }

    fn tell_quality(&self) {
        let connections: Vec<_> = self.quality.values().cloned().collect();
        if !connections.is_empty() {
            self.audience.tell_watchers(&self.meeting, &ServerMessage::Quality { connections });
        }
    }
}

fn closed(event: &Event) -> Option<ConnectionId> {
    match event {
        Event::ConnectionClosed { connection, .. } => Some(*connection),
        _ => None,
    }
}

fn kind(event: &Event) -> String {
    let value = serde_json::to_value(event).unwrap_or_default();
    value["type"].as_str().unwrap_or_default().to_owned()
}

fn storage_error(id: Option<CommandId>) -> ServerMessage {
    ServerMessage::Error {
        code: ErrorCode::StorageUnavailable,
        sentence:
            "The server cannot write its journal at the moment, so nothing was done. Try again \
                   in a moment; the technicians have been told."
                .into(),
        id,
    }
}
