//! A room that ends by a fault of ours is opened again from its journal, and nothing recorded is lost. Nor is anything by
//! a disk that fails without saying whether it has written.
#![allow(clippy::unwrap_used, reason = "a rehearsal that cannot go on stops where it is")]

use rostrum_proto::id::{CommandId, ConnectionId, MeetingId, ParticipantId, SeatId};
use rostrum_proto::meeting::Meeting;
use rostrum_proto::meeting::command::{Actor, Command};
use rostrum_proto::meeting::event::{Event, Record};
use rostrum_proto::wire::ServerMessage;
use rostrum_server::clock::Clock;
use rostrum_server::desk::rules::Rules;
use rostrum_server::journal::sqlite::SqliteJournal;
use rostrum_server::journal::{EventLog, JournalError};
use rostrum_server::lots::Lots;
use rostrum_server::room::outbox::{OutboxReader, Outgoing, outbox};
use rostrum_server::room::{Connect, Directory, Letter, Room, RoomHandle, Wiring};
use rostrum_tests::hall::convene;
use std::sync::{Arc, Mutex};
use tempfile::TempDir;
use tokio::sync::{oneshot, watch};

#[tokio::test]
async fn a_room_that_is_gone_is_noticed_and_opened_again() {
    let data = tempfile::tempdir().unwrap();
    let (meeting, _) = convene(data.path());
    let wiring = Wiring {
        clock: Clock::system(),
        lots: Lots::Chance,
        log: SqliteJournal::start(data.path()).unwrap(),
        media: None,
        desk_log: None,
        recorder: None,
        rules: Arc::new(Rules::carried().unwrap()),
    };
    let directory = Directory::default();
    directory.open(&wiring, vec![meeting.clone()], None).await.unwrap();
    assert_eq!(directory.failed(), []);

    // As a fault ends it, but in order: whoever waits for its end is told.
    let room = directory.room(&meeting).unwrap();
    let (stop, stopped) = oneshot::channel();
    assert!(room.send(Letter::Stop(stop)).await);
    stopped.await.unwrap();
    room.gone().await;
    assert_eq!(directory.failed(), std::slice::from_ref(&meeting));

    directory.open(&wiring, directory.failed(), None).await.unwrap();
    assert_eq!(directory.failed(), []);
    assert!(!directory.room(&meeting).unwrap().is_gone());
}

/// What a disk does that does not say what it has done.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Does {
    /// It has written everything.
    Writes,
    /// It has written nothing.
    Nothing,
    /// Another server has written something else meanwhile.
    Otherwise,
}

/// A journal whose next batch fails without saying whether it is recorded.
#[derive(Clone)]
struct Doubtful {
    log: SqliteJournal,
    next: Arc<Mutex<Option<Does>>>,
}

impl EventLog for Doubtful {
    async fn append(
        &self,
        meeting: &MeetingId,
        expected: u64,
        mut records: Vec<Record>,
    ) -> Result<(), JournalError> {
        let Some(does) = self.next.lock().unwrap().take() else {
            return self.log.append(meeting, expected, records).await;
        };
        if does == Does::Otherwise {
            records[0].event = Event::ListClosed {};
        }
        if does != Does::Nothing {
            self.log.append(meeting, expected, records).await?;
        }
        Err(JournalError::Unknown { meeting: meeting.clone(), why: "the cable was pulled".into() })
    }

    fn writable(&self) -> watch::Receiver<bool> {
        self.log.writable()
    }

    async fn read(
        &self,
        meeting: &MeetingId,
        after: u64,
        before: u64,
        limit: u32,
    ) -> Result<Vec<Record>, JournalError> {
        self.log.read(meeting, after, before, limit).await
    }
}

/// A meeting on such a disk, and its technician.
struct Doubt {
    _data: TempDir,
    meeting: MeetingId,
    log: Doubtful,
    room: RoomHandle,
    technician: Actor,
    reader: OutboxReader,
}

impl Doubt {
    async fn begins() -> Self {
        let data = tempfile::tempdir().unwrap();
        let (meeting, _) = convene(data.path());
        let log =
            Doubtful { log: SqliteJournal::start(data.path()).unwrap(), next: Arc::default() };
        let journal = log.read(&meeting, 0, u64::MAX, u32::MAX).await.unwrap();
        let wiring = Wiring {
            clock: Clock::system(),
            lots: Lots::counted(1),
            log: log.clone(),
            media: None,
            desk_log: None,
            recorder: None,
            rules: Arc::new(Rules::carried().unwrap()),
        };
        let room = Room::start(wiring, Meeting::replay(&journal).unwrap(), &journal);
        let participant = ParticipantId::new("technician").unwrap();
        let technician = Actor { participant, connection: ConnectionId(1) };
        let (outbox, reader) = outbox();
        let (answer, answered) = oneshot::channel();
        let connect = Connect {
            actor: technician.clone(),
            invitation: String::new(),
            resume: None,
            opened: 1,
            outbox,
            token_expires_at: Default::default(),
            relay: None,
            answer,
        };
        room.send(Letter::Connect(connect)).await;
        answered.await.unwrap().unwrap();
        Self { _data: data, meeting, log, room, technician, reader }
    }

    /// Admits a seat on a disk that does this and says nothing; gives the answer, and whether it is on record.
    async fn admits(&mut self, seat: &str, does: Option<Does>) -> (ServerMessage, bool) {
        *self.log.next.lock().unwrap() = does;
        // Another id each time: the first may be known as done.
        let id = CommandId::new(format!("admits-{seat}-{}", does.is_some())).unwrap();
        let seat = SeatId::new(seat).unwrap();
        let command = Command::AdmitSeat { seat: seat.clone() };
        let actor = self.technician.clone();
        self.room.send(Letter::Command { actor, id: id.clone(), command }).await;
        let answer = loop {
            let Some(Outgoing::Frame(frame)) = self.reader.next().await else {
                panic!("no answer")
            };
            self.reader.sent(frame.len());
            let message: ServerMessage = serde_json::from_str(&frame).unwrap();
            let answers = match &message {
                ServerMessage::Accepted { id: of, .. } => *of == id,
                ServerMessage::Error { id: of, .. } => of.as_ref() == Some(&id),
                _ => false,
            };
            if answers {
                break message;
            }
        };
        let journal = self.log.read(&self.meeting, 0, u64::MAX, u32::MAX).await.unwrap();
        (answer, Meeting::replay(&journal).unwrap().seats[&seat].admitted)
    }
}

#[tokio::test]
async fn what_the_disk_wrote_without_saying_so_has_happened() {
    let mut doubt = Doubt::begins().await;
    let (answer, recorded) = doubt.admits("TUN", Some(Does::Writes)).await;
    assert!(matches!(answer, ServerMessage::Accepted { .. }) && recorded, "{answer:?}");
    let (answer, recorded) = doubt.admits("FRA", None).await;
    assert!(
        matches!(answer, ServerMessage::Accepted { .. }) && recorded,
        "the room goes on: {answer:?}"
    );
}

#[tokio::test]
async fn what_it_did_not_write_has_not_happened_and_can_be_tried_again() {
    let mut doubt = Doubt::begins().await;
    let (answer, recorded) = doubt.admits("TUN", Some(Does::Nothing)).await;
    assert!(matches!(answer, ServerMessage::Error { .. }) && !recorded, "{answer:?}");
    let (answer, recorded) = doubt.admits("TUN", None).await;
    assert!(matches!(answer, ServerMessage::Accepted { .. }) && recorded, "{answer:?}");
}

#[tokio::test]
async fn a_room_whose_journal_somebody_else_has_written_stops() {
    let mut doubt = Doubt::begins().await;
    let (answer, recorded) = doubt.admits("TUN", Some(Does::Otherwise)).await;
    assert!(matches!(answer, ServerMessage::Error { .. }) && !recorded, "{answer:?}");
    doubt.room.gone().await;
}
