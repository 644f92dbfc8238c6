//! One seat's story for technicians: what the journal and the desk log say about it, on one time line. Its statements are
//! none of their business.

use rostrum_proto::id::{ConnectionId, ParticipantId, SeatId};
use rostrum_proto::meeting::Meeting;
use rostrum_proto::meeting::event::{Event, Record};
use rostrum_proto::time::Timestamp;
use rostrum_proto::wire::ServerMessage;
use rostrum_proto::wire::concern::{self, Owners};
use rostrum_proto::wire::desk::{DeskEntry, Heard};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Lines in one answer at most, except for those of one millisecond, which stay together.
pub const LINES: usize = 500;

/// Whose story, and of when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The seat.
    pub seat: SeatId,
    /// From this moment.
    pub from: Timestamp,
    /// Before this moment.
    pub until: Timestamp,
}

/// Reads a journal from its beginning and keeps what is asked for.
pub struct Teller {
    question: Question,
    /// As it is now: requests and people are never forgotten by the meeting.
    meeting: Arc<Meeting>,
    /// Devices are.
    devices: BTreeMap<ConnectionId, ParticipantId>,
    told: Vec<Record>,
    /// The meeting as it was after the last record that was read.
    then: Option<Meeting>,
    heard: Vec<Heard>,
}

impl Teller {
    /// `meeting` is as it is now.
    #[must_use]
    pub fn new(question: Question, meeting: Arc<Meeting>) -> Self {
        let (devices, told, heard) = (BTreeMap::new(), Vec::new(), Vec::new());
        Self { question, meeting, devices, told, then: None, heard }
    }

    /// Takes the next records; `false` if those after them are too late.
    pub fn read(&mut self, records: Vec<Record>) -> bool {
        for record in records {
            if record.at >= self.question.until {
                return false;
            }
            if let Event::ConnectionOpened { connection, participant } = &record.event {
                self.devices.insert(*connection, participant.clone());
            }
            self.listen(&record);
            if record.at >= self.question.from && self.is_about(&record) {
                self.told.push(record);
            }
        }
        true
    }

    /// Notes whether the seat can be heard after a record; of several in a moment the last counts.
    fn listen(&mut self, record: &Record) {
        match (&mut self.then, &record.event) {
            (Some(meeting), _) => meeting.apply(record),
            (None, Event::Convened { setup }) => {
                self.then = Some(Meeting::convened((**setup).clone(), record.at));
            }
            (None, _) => {}
        }
        let Some(meeting) = &self.then else { return };
        let Question { seat, from, .. } = &self.question;
        let by = record.by.as_ref().map(|by| by.participant.clone());
        let now = Heard { at: record.at.max(*from), state: meeting.audibility(seat), by };
        // What changes nothing did not cause what is the case.
        if self.heard.last().is_some_and(|last| last.state == now.state) {
            return;
        }
        self.heard.pop_if(|last| last.at == now.at);
        if self.heard.last().is_none_or(|last| last.state != now.state) {
            self.heard.push(now);
        }
    }

    fn is_about(&self, record: &Record) -> bool {
        if record.event.is_of_dossier() {
            return false;
        }
        let owners = Owners { meeting: &self.meeting, devices: Some(&self.devices) };
        concern::is_about(record, &self.question.seat, &owners)
    }

    /// The answer, with the desk log's entries.
    #[must_use]
    pub fn tell(self, mut entries: Vec<DeskEntry>) -> ServerMessage {
        let Question { seat, from, until } = self.question;
        let (mut records, mut heard) = (self.told, self.heard);
        let mut times: Vec<_> =
            records.iter().map(|r| r.at).chain(entries.iter().map(|e| e.at)).collect();
        times.sort_unstable();
        let last = times.get(LINES).copied();
        // Not within a millisecond: the next part begins with one.
        let next = last.map(|at| match times[0] == at {
            true => Timestamp(at.0 + 1),
            false => at,
        });
        if let Some(next) = next {
            records.retain(|r| r.at < next);
            entries.retain(|e| e.at < next);
            heard.retain(|h| h.at < next);
        }
        entries.retain(|entry| entry.is_told_of(&seat));
        ServerMessage::Story { seat, from, until, heard, records, entries, next }
    }
}
