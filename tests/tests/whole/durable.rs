//! What the journal acknowledged is there after a power cut, wherever the disk began to fail: as the program
//! opens its data folder, with the desk log beside it. What a disk may lose, and that a journal with fewer
//! syncs would lose it, is in `disk.rs`.
#![allow(clippy::unwrap_used, reason = "a rehearsal that cannot go on stops where it is")]

use rostrum_proto::id::{ConnectionId, MeetingId, ParticipantId};
use rostrum_proto::meeting::event::{Event, Record};
use rostrum_proto::time::Timestamp;
use rostrum_proto::wire::desk::{DeskEntry, LogLevel, Note, Severity};
use rostrum_server::journal::sqlite::{self, SqliteJournal};
use rostrum_server::journal::{DeskLog, EventLog, export};
use rostrum_server::store;
use rostrum_tests::disk::Disk;
use rostrum_tests::sim::scene;
use tempfile::TempDir;

/// Batches of one to three records.
const BATCHES: u64 = 30;
/// Power cuts after each fault.
const CUTS: u64 = 2;

fn meeting() -> MeetingId {
    scene::id("M")
}

fn record(seq: u64) -> Record {
    let event = match seq {
        1 => Event::Convened { setup: Box::new(scene::setup(1, 8)) },
        _ => {
            let participant: ParticipantId = scene::id("chair");
            Event::ConnectionOpened { connection: ConnectionId(seq), participant }
        }
    };
    Record { seq, at: Timestamp(1_000 + seq), by: None, event }
}

/// Batches until the disk fails; gives how many records were acknowledged, and how many were asked for.
async fn batches(folder: &TempDir) -> (u64, u64) {
    let Ok(journal) = SqliteJournal::start(folder.path()) else { return (0, 0) };
    let desk = DeskLog::start(folder.path());
    let mut acknowledged = 0;
    for batch in 0..BATCHES {
        if let Ok(desk) = &desk {
            desk.write(&meeting(), vec![observed(batch)]);
        }
        let asked = acknowledged + 1 + batch % 3;
        let records = (acknowledged + 1..=asked).map(record).collect();
        if journal.append(&meeting(), acknowledged, records).await.is_err() {
            return (acknowledged, asked);
        }
        acknowledged = asked;
    }
    (acknowledged, acknowledged)
}

fn observed(n: u64) -> DeskEntry {
    let note = Note::ClientLogged { level: LogLevel::Warn, text: "x".repeat(200), trace: None };
    let (at, severity) = (Timestamp(n), Severity::Info);
    DeskEntry { at, seat: None, connection: None, by: None, severity, note }
}

#[tokio::test]
async fn what_was_acknowledged_survives_a_power_cut_wherever_the_disk_failed() {
    let whole = TempDir::new().unwrap();
    let disk = Disk::below(whole.path());
    let (all, _) = batches(&whole).await;
    assert!(all > BATCHES, "without a fault everything is written");
    let operations = disk.operations();
    assert!(operations > 100, "{operations} operations are too few to say much");
    for operation in 1..=operations {
        let folder = TempDir::new().unwrap();
        let disk = Disk::below(folder.path());
        disk.fails_from(Some(operation));
        let (acknowledged, asked) = batches(&folder).await;
        for cut in 0..CUTS {
            let left = TempDir::new().unwrap();
            let seed = operation * CUTS + cut;
            disk.after_power_cut(seed, left.path());
            let told = format!("operation {operation}, seed {seed}: {acknowledged} acknowledged");
            let db = store::open(left.path()).unwrap_or_else(|why| panic!("{told}; {why}"));
            export::check_tables(&db).unwrap_or_else(|why| panic!("{told}; {why}"));
            let found = sqlite::read_records(&db, &meeting(), 0, u64::MAX, u32::MAX).unwrap();
            let count = found.len() as u64;
            assert!(count == acknowledged || count == asked, "{told}, {count} found");
            assert!(found.iter().zip(1..).all(|(found, seq)| *found == record(seq)), "{told}");
            if count > 0 {
                export::verify(&db, &meeting()).unwrap_or_else(|why| panic!("{told}; {why}"));
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_journal_is_proved_while_it_is_written() {
    let folder = TempDir::new().unwrap();
    let journal = SqliteJournal::start(folder.path()).unwrap();
    journal.append(&meeting(), 0, vec![record(1)]).await.unwrap();
    let writing = tokio::spawn(async move {
        for seq in 2..=400 {
            journal.append(&meeting(), seq - 1, vec![record(seq)]).await.unwrap();
        }
    });
    let db = store::open(folder.path()).unwrap();
    let mut last = 0;
    while !writing.is_finished() {
        let proved = export::verify(&db, &meeting()).unwrap().records;
        assert!(proved >= last, "{proved} after {last}");
        last = proved;
        export::export(&db, &meeting(), &mut std::io::sink()).unwrap();
        tokio::task::yield_now().await;
    }
    writing.await.unwrap();
    assert_eq!(export::verify(&db, &meeting()).unwrap().records, 400);
}
