//! One batch on its way to the disk: the meeting as it will be, and who is told once it is durable.

use super::feeds::Feeds;
use super::outbox::Outbox;
use super::publish::Subscriber;
use super::statements::SendError;
use super::{CloseReason, ConnectError};
use crate::lots::Lots;
use rostrum_proto::id::{CommandId, ConnectionId, ParticipantId};
use rostrum_proto::meeting::audience::Class;
use rostrum_proto::meeting::authority;
use rostrum_proto::meeting::command::{Actor, Cause, Command};
use rostrum_proto::meeting::event::{Event, Record};
use rostrum_proto::meeting::refusal::Refusal;
use rostrum_proto::meeting::{Meeting, Notice};
use rostrum_proto::time::Timestamp;
use rostrum_proto::wire::ServerMessage;
use rostrum_proto::wire::documents::Receipt;
use rostrum_proto::wire::server::{ErrorCode, Lobby};
use std::sync::Arc;
use tokio::sync::oneshot;
use tracing::info;

/// The outcome of a batch of letters. None of it has happened until it is durable.
pub struct Draft {
    /// The meeting after the batch; the room's own until something is recorded.
    pub meeting: Arc<Meeting>,
    /// What is to be written.
    pub records: Vec<Record>,
    /// What was observed; some of it must not be forgotten if it cannot be written.
    pub notices: Vec<Notice>,
    /// Sockets that connect with the batch.
    pub arrivals: Vec<Arrival>,
    /// The journal can be written again: what is owed to it is written, if nothing else is.
    pub pays: bool,
    /// The meeting with what was owed to the journal, before the batch.
    pub before: Arc<Meeting>,
    /// How many of the records were owed.
    owed: usize,
    now: Timestamp,
    lots: Lots,
    answers: Vec<Answer>,
    joins: Vec<(oneshot::Sender<Result<Lobby, ConnectError>>, Lobby)>,
    receipts: Vec<(oneshot::Sender<Result<Receipt, SendError>>, Receipt)>,
    publications: Vec<oneshot::Sender<Result<(), SendError>>>,
}

/// The answer to a command, once the batch is durable.
struct Answer {
    outbox: Outbox,
    /// In whose feed what was done is told.
    class: Class,
    id: CommandId,
    message: ServerMessage,
    /// Whether it closes something, which takes effect at once whatever becomes of the rest.
    closes: bool,
}

/// A socket that connects.
pub struct Arrival {
    pub connection: ConnectionId,
    pub subscriber: Subscriber,
    pub welcome: ServerMessage,
    pub answer: oneshot::Sender<Result<ConnectionId, ConnectError>>,
}

impl Draft {
    /// A batch at a given time, which begins with what the journal is owed. In a journal time never runs backwards,
    /// whatever a clock says.
    pub fn new(
        meeting: &Arc<Meeting>,
        now: Timestamp,
        lots: Lots,
        owed: impl IntoIterator<Item = Notice>,
    ) -> Self {
        let mut draft = Self {
            meeting: Arc::clone(meeting),
            records: Vec::new(),
            notices: Vec::new(),
            arrivals: Vec::new(),
            pays: false,
            before: Arc::clone(meeting),
            owed: 0,
            now: now.max(meeting.at),
            lots,
            answers: Vec::new(),
            joins: Vec::new(),
            receipts: Vec::new(),
            publications: Vec::new(),
        };
        for notice in owed {
            let events = draft.meeting.notice(draft.now, &notice);
            draft.record(None, events);
        }
        draft.before = Arc::clone(&draft.meeting);
        draft.owed = draft.records.len();
        draft
    }

    /// Whether there is something to write: more than what is owed, or something that a client is waiting for.
    pub fn is_to_be_written(&self) -> bool {
        let waiting = self.answers.iter().any(|a| !a.is_refusal())
            || !self.joins.is_empty()
            || !self.receipts.is_empty()
            || !self.publications.is_empty();
        self.records.len() > self.owed || self.owed > 0 && (self.pays || waiting)
    }

    /// What the batch adds to what was owed.
    pub fn added(&self) -> &[Record] {
        &self.records[self.owed..]
    }

    /// The server observed something.
    pub fn note(&mut self, notice: Notice) {
        let events = self.meeting.notice(self.now, &notice);
        self.record(None, events);
        self.notices.push(notice);
    }

    /// A participant sent a command, which `is_done` or comes `too_often` perhaps. Returns the refusal, if it was
    /// declined.
    pub fn command(
        &mut self,
        outbox: Outbox,
        actor: &Actor,
        (id, command): (CommandId, &Command),
        is_done: bool,
        too_often: bool,
    ) -> Option<Refusal> {
        let of_it = |by: &Cause| by.participant == actor.participant && by.command == id;
        let is_done = is_done || self.records.iter().any(|r| r.by.as_ref().is_some_and(of_it));
        let decided = match is_done {
            true => Ok(vec![]),
            false if too_often => Err(Refusal::AskedTooOften {}),
            false => self.meeting.decide(self.now, self.lots.draw(), actor, command),
        };
        let refused = decided.as_ref().err().cloned();
        // Without an event it is so already, if only because it is owed.
        let closes = decided.as_ref().is_ok_and(|events| {
            events.iter().any(Event::closes) || events.is_empty() && self.owed > 0
        });
        let message = match decided {
            Ok(events) => {
                let Actor { participant, connection } = actor.clone();
                self.record(Some(Cause { participant, connection, command: id.clone() }), events);
                ServerMessage::Accepted { id: id.clone(), seq: self.meeting.seq }
            }
            Err(refusal) => {
                let sentence = refusal.sentence();
                ServerMessage::Refused { id: id.clone(), refusal, sentence }
            }
        };
        let role = self.meeting.participant(&actor.participant).map(|p| p.person.role);
        let class = role.map_or(Class::Public, authority::class);
        self.answers.push(Answer { outbox, class, id, message, closes });
        refused
    }

    /// A person joins, and is told with `lobby` once that is recorded.
    pub fn join(&mut self, answer: oneshot::Sender<Result<Lobby, ConnectError>>, lobby: Lobby) {
        self.joins.push((answer, lobby));
    }

    /// When the batch is decided.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// Somebody who is not connected did something.
    pub fn record_of(
        &mut self,
        (participant, command): (ParticipantId, CommandId),
        events: Vec<Event>,
    ) {
        let connection = ConnectionId(0);
        self.record(Some(Cause { participant, connection, command }), events);
    }

    /// A statement was taken, and who sent it is told with `receipt` once that is recorded.
    pub fn receipt(
        &mut self,
        answer: oneshot::Sender<Result<Receipt, SendError>>,
        receipt: Receipt,
    ) {
        self.receipts.push((answer, receipt));
    }

    /// The compilation is published, and who did it is told once that is recorded.
    pub fn publication(&mut self, answer: oneshot::Sender<Result<(), SendError>>) {
        self.publications.push(answer);
    }

    /// The batch is durable, and in the feeds: sends the answers.
    pub fn done(self, feeds: &Feeds) {
        for Answer { outbox, id, class, mut message, .. } in self.answers {
            // Whoever asked judges by the records that they are told.
            if let ServerMessage::Accepted { seq, .. } = &mut message {
                *seq = feeds.seq(class);
            }
            count(&self.meeting, &id, &message);
            outbox.say(&message);
        }
        for (answer, lobby) in self.joins {
            // Whoever asked may have gone.
            drop(answer.send(Ok(lobby)));
        }
        for (answer, receipt) in self.receipts {
            drop(answer.send(Ok(receipt)));
        }
        for answer in self.publications {
            drop(answer.send(Ok(())));
        }
    }

    /// The batch could not be written: none of it has happened, except that what it closes is closed, and
    /// the senders are told. What was refused stays refused.
    pub fn failed(self) {
        for answer in self.answers {
            let refused = answer.is_refusal();
            let Answer { outbox, id, message, closes, .. } = answer;
            let message = if refused { message } else { storage_error(id.clone(), closes) };
            count(&self.meeting, &id, &message);
            outbox.say(&message);
        }
        for (answer, _) in self.joins {
            drop(answer.send(Err(ConnectError::Storage)));
        }
        for (answer, _) in self.receipts {
            drop(answer.send(Err(SendError::Storage)));
        }
        for answer in self.publications {
            drop(answer.send(Err(SendError::Storage)));
        }
        for arrival in self.arrivals {
            arrival.subscriber.outbox.close(CloseReason::Restarting);
            drop(arrival.answer.send(Err(ConnectError::Storage)));
        }
    }

    fn record(&mut self, by: Option<Cause>, events: Vec<Event>) {
        for event in events {
            let seq = self.meeting.seq + 1;
            let mut record = Record { seq, at: self.now, by: by.clone(), event };
            Arc::make_mut(&mut self.meeting).apply(&record);
            record.event.forget_ballot();
            self.records.push(record);
        }
    }
}

impl Answer {
    fn is_refusal(&self) -> bool {
        matches!(self.message, ServerMessage::Refused { .. })
    }
}

/// Counts and logs the outcome of a command. The command's id is the trace id of everything that
/// it caused.
fn count(meeting: &Meeting, trace: &CommandId, answer: &ServerMessage) {
    let outcome = match answer {
        ServerMessage::Accepted { .. } => "accepted",
        ServerMessage::Refused { .. } => "refused",
        _ => "failed",
    };
    metrics::counter!("rostrum_commands_total", "outcome" => outcome).increment(1);
    info!(meeting = %meeting.setup.id, %trace, outcome, "command");
}

fn storage_error(id: CommandId, closes: bool) -> ServerMessage {
    let (code, sentence) = match closes {
        true => (
            ErrorCode::ClosedUnrecorded,
            "The server cannot write its journal at the moment. Microphones and cameras that this closes are \
             closed and stay closed; nothing else was done. Try again in a moment; the technicians have been \
             told.",
        ),
        false => (
            ErrorCode::StorageUnavailable,
            "The server cannot write its journal at the moment, so nothing was done. Try again in a moment; \
             the technicians have been told.",
        ),
    };
    ServerMessage::Error { code, sentence: sentence.into(), id: Some(id) }
}
