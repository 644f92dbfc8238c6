//! Statements that come over HTTP, and who is told that something about documents has changed.

use super::draft::Draft;
use super::publish::Audience;
use rostrum_compilation::corrections_until;
use rostrum_proto::id::{CommandId, ParticipantId, SeatId};
use rostrum_proto::meeting::Meeting;
use rostrum_proto::meeting::authority::{self, Act, Reach};
use rostrum_proto::meeting::dossier::{Compilation, Dossier};
use rostrum_proto::meeting::event::{Event, Record};
use rostrum_proto::meeting::refusal::Refusal;
use rostrum_proto::meeting::statement::{Statement, receipt};
use rostrum_proto::wire::ServerMessage;
use rostrum_proto::wire::documents::Receipt;
use std::sync::Arc;
use tokio::sync::oneshot;

/// A statement on its way into the meeting.
pub struct Sent {
    /// Who sends it.
    pub participant: ParticipantId,
    /// The same id is done once.
    pub id: CommandId,
    /// For which seat.
    pub seat: SeatId,
    /// What the server has measured, and keeps the text of.
    pub statement: Statement,
    /// The receipt, once it is durable.
    pub answer: oneshot::Sender<Result<Receipt, SendError>>,
}

/// A compilation on its way into the meeting.
pub struct Publishing {
    /// Who publishes it.
    pub participant: ParticipantId,
    /// The id of the command.
    pub id: CommandId,
    /// What is published; the server keeps it.
    pub compilation: Compilation,
    /// What it was made from.
    pub made_from: Arc<Dossier>,
    /// That it is published, once that is durable.
    pub answer: oneshot::Sender<Result<(), SendError>>,
}

/// Why a statement was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SendError {
    /// The meeting refuses it.
    Refused(Refusal),
    /// The journal cannot be written now.
    Storage,
    /// Something was sent or said since it was made.
    Changed,
}

impl Draft {
    /// A statement came; `is_done` if it came before.
    pub fn statement(&mut self, sent: Sent, is_done: bool) {
        let Sent { participant, id, seat, statement, answer } = sent;
        let known = self.last_of(&seat, &statement).filter(|_| is_done);
        let decided = match known {
            Some(_) => Ok(vec![]),
            None => {
                let until = corrections_until(&self.meeting);
                self.meeting.send_statement(self.now(), &participant, &seat, &statement, until)
            }
        };
        match decided {
            Ok(events) => {
                self.record_of((participant, id), events);
                match self.last_of(&seat, &statement) {
                    Some(receipt) => self.receipt(answer, receipt),
                    None => drop(answer.send(Err(SendError::Storage))),
                }
            }
            // Who asked may be gone.
            Err(refusal) => drop(answer.send(Err(SendError::Refused(refusal)))),
        }
    }

    /// The compilation is to be published.
    pub fn publish(&mut self, publishing: Publishing) {
        let Publishing { participant, id, compilation, made_from, answer } = publishing;
        if self.meeting.dossier.compilation.is_none() && *self.meeting.dossier != *made_from {
            // Who asked may be gone.
            return drop(answer.send(Err(SendError::Changed)));
        }
        match self.meeting.publish_compilation(&participant, &compilation) {
            Ok(events) => {
                self.record_of((participant, id), events);
                self.publication(answer);
            }
            // Who asked may be gone.
            Err(refusal) => drop(answer.send(Err(SendError::Refused(refusal)))),
        }
    }

    /// The receipt of the last version of a seat that says this.
    fn last_of(&self, seat: &SeatId, statement: &Statement) -> Option<Receipt> {
        let versions = (1..).zip(self.meeting.dossier.of(seat));
        let (n, version) = versions.filter(|(_, known)| known.statement == *statement).last()?;
        Some(Receipt { receipt: receipt(seat, n), version: version.clone() })
    }
}

impl Audience {
    /// Tells those whom it concerns that there is something else to ask for.
    pub fn tell_of_documents(&self, meeting: &Meeting, records: &[Record]) {
        let concerned = |who: &ParticipantId| {
            records.iter().any(|record| concerns(meeting, who, &record.event))
        };
        if records.iter().any(|record| record.event.is_of_dossier()) {
            self.tell_waiting_too(&ServerMessage::DocumentsChanged {}, concerned);
        }
    }
}

/// Whether somebody can see what an event has changed. Of others' statements nobody is told even that they came.
fn concerns(meeting: &Meeting, who: &ParticipantId, event: &Event) -> bool {
    let role = authority::acting_role(meeting, who);
    let reach = |act| role.map_or(Reach::No, |role| authority::reach(role, act));
    let own = |seat: &SeatId| {
        reach(Act::SendStatement) == Reach::All
            || reach(Act::SendStatement) == Reach::OwnSeat && meeting.seat_of(who) == Some(seat)
    };
    match event {
        Event::DocumentIssued { .. } | Event::CompilationPublished { .. } => true,
        Event::StatementSent { seat, .. } => own(seat),
        Event::StatementAccepted { seat, .. }
        | Event::StatementReturned { seat, .. }
        | Event::StatementCorrected { seat, .. } => {
            own(seat) || reach(Act::ReadTextsBeforehand) == Reach::All
        }
        Event::AnnexesArranged { .. } | Event::PointSettled { .. } => {
            reach(Act::SettleStatements) == Reach::All
        }
        _ => false,
    }
}
