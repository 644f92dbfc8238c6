//! Journals that a bad disk or a hand has altered: every one is found out, refused by its name, and keeps no
//! other from being opened. And a clock that was put back makes no record older than the one before it.
#![allow(clippy::unwrap_used, reason = "a rehearsal that cannot go on stops where it is")]

use rostrum_proto::id::{ConnectionId, MeetingId, ParticipantId};
use rostrum_proto::meeting::command::Command;
use rostrum_proto::meeting::event::{Event, Record};
use rostrum_proto::meeting::setup::Setup;
use rostrum_proto::time::{Millis, Timestamp};
use rostrum_proto::wire::server::ErrorCode;
use rostrum_proto::wire::{ClientMessage, ServerMessage};
use rostrum_server::clock::Clock;
use rostrum_server::found::look_through;
use rostrum_server::journal::{export, heads, sqlite};
use rostrum_server::store;
use rostrum_tests::hall::LINKS_OF_BEFORE;
use rostrum_tests::sim::scene;
use rostrum_tests::{Guest, Hall, within};
use std::path::Path;
use tempfile::TempDir;

const RECORDS: u64 = 120;

fn records(meeting: &MeetingId) -> Vec<Record> {
    let setup = Setup { id: meeting.clone(), ..scene::setup(1, 4) };
    let event = Event::Convened { setup: Box::new(setup) };
    let first = Record { seq: 1, at: Timestamp(1), by: None, event };
    let opened = |seq| {
        let participant: ParticipantId = scene::id("chair");
        let event = Event::ConnectionOpened { connection: ConnectionId(seq), participant };
        Record { seq, at: Timestamp(seq), by: None, event }
    };
    std::iter::once(first).chain((2..=RECORDS).map(opened)).collect()
}

/// Two meetings of as many records, in one file.
fn a_data_folder() -> (TempDir, [MeetingId; 2]) {
    let folder = TempDir::new().unwrap();
    let mut db = store::open(folder.path()).unwrap();
    let meetings = [scene::id("A"), scene::id("B")];
    for meeting in &meetings {
        sqlite::insert(db.savepoint().unwrap(), meeting, 0, &records(meeting)).unwrap();
    }
    db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    (folder, meetings)
}

/// Where the headers and the cell pointers of a table's pages lie in the file, in bytes.
fn structure(data: &Path, table: &str) -> Vec<usize> {
    let db = store::open(data).unwrap();
    let size: u32 = db.query_row("PRAGMA page_size", [], |row| row.get(0)).unwrap();
    let mut query = db.prepare("SELECT pageno FROM dbstat WHERE name = ?1").unwrap();
    let pages: Vec<u32> =
        query.query_map([table], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap();
    let file = std::fs::read(data.join("rostrum.db")).unwrap();
    let of_page = |page: u32| {
        let start = ((page - 1) * size) as usize;
        // The header has 12 bytes in the inside of the tree, 8 in a leaf (SQLite file format, 1.6).
        let header = if matches!(file[start], 2 | 5) { 12 } else { 8 };
        let cells = usize::from(u16::from_be_bytes([file[start + 3], file[start + 4]]));
        start..start + header + 2 * cells
    };
    pages.into_iter().flat_map(of_page).collect()
}

#[test]
fn no_turned_bit_takes_a_record_away_unseen() {
    let (folder, meetings) = a_data_folder();
    let places = structure(folder.path(), "journal");
    export::check_tables(&store::open(folder.path()).unwrap()).unwrap();
    let whole = std::fs::read(folder.path().join("rostrum.db")).unwrap();
    assert!(places.len() * 8 > 500, "{} bytes are too few to say much", places.len());
    let (mut seen, mut harmless) = (0, 0);
    for (n, place) in places.iter().enumerate() {
        // Every byte, and each of its bits in turn.
        let (bit, left) = (n % 8, TempDir::new().unwrap());
        let mut turned = whole.clone();
        turned[*place] ^= 1 << bit;
        std::fs::write(left.path().join("rostrum.db"), &turned).unwrap();
        let Ok(db) = store::open(left.path()) else { continue };
        let sound = export::check_tables(&db).is_ok();
        let told = heads::meetings(&db).unwrap();
        let known = meetings.iter().all(|meeting| told.contains(meeting));
        assert!(known, "byte {place}, bit {bit}: a meeting is forgotten: {told:?}");
        for meeting in &meetings {
            let verified = export::verify(&db, meeting);
            let read = sqlite::read_records(&db, meeting, 0, u64::MAX, u32::MAX);
            match (verified, read) {
                (Ok(verified), Ok(read)) => {
                    assert_eq!(verified.records, RECORDS, "byte {place}, bit {bit}");
                    assert!(
                        read == records(meeting),
                        "byte {place}, bit {bit}: {meeting} is another"
                    );
                    harmless += usize::from(sound);
                }
                // Found by the chain and its head, or by SQLite where it is read the other way round.
                (Err(_), _) | (_, Err(_)) => seen += 1,
            }
        }
    }
    assert!(seen > 100, "{seen} found out, {harmless} did no harm");
}

#[test]
fn an_end_that_was_cut_off_is_found_out() {
    let (folder, [a, b]) = a_data_folder();
    let mut db = store::open(folder.path()).unwrap();
    db.execute("DELETE FROM journal WHERE meeting = 'A' AND seq > 100", []).unwrap();
    let why = export::verify(&db, &a).unwrap_err().to_string();
    assert_eq!(why, "100 records of A are there, and there must be 120");
    let found = look_through(folder.path(), vec![a.clone(), b.clone()]).unwrap();
    assert_eq!((found.sound, found.altered.get(&a)), (vec![b.clone()], Some(&why)));
    let written = export::export(&db, &a, &mut std::io::sink());
    assert_eq!(written.unwrap_err().to_string(), why, "an export says that it is not whole");

    let swapped = MeetingId::new("C").unwrap();
    sqlite::insert(db.savepoint().unwrap(), &swapped, 0, &records(&b)).unwrap();
    let why = export::verify(&db, &swapped).unwrap_err().to_string();
    assert_eq!(why, "the journal of C is that of another meeting, B");

    db.execute("DELETE FROM heads WHERE meeting = 'B'", []).unwrap();
    let why = export::verify(&db, &b).unwrap_err().to_string();
    assert_eq!(why, "120 records of B are there, and nothing says how many there must be");
    let appended = sqlite::insert(db.savepoint().unwrap(), &b, RECORDS, &[]);
    assert!(appended.is_err(), "nothing is numbered over what is there");
}

#[test]
fn a_folder_of_before_is_given_its_heads() {
    let (folder, [a, b]) = a_data_folder();
    let before = store::open(folder.path()).unwrap();
    before.execute_batch(LINKS_OF_BEFORE).unwrap();
    before
        .execute_batch(
            "DROP TABLE heads; DROP TABLE standings; DROP TABLE documents; PRAGMA user_version = 2",
        )
        .unwrap();
    drop(before);
    let db = store::open(folder.path()).unwrap();
    for meeting in [a, b] {
        assert_eq!(export::verify(&db, &meeting).unwrap().records, RECORDS);
    }
}

#[tokio::test]
async fn an_altered_meeting_is_refused_by_name_and_the_others_are_open() {
    let hall = Hall::open().await;
    let mut db = store::open(hall.data()).unwrap();
    let altered: MeetingId = scene::id("ALTERED");
    sqlite::insert(db.savepoint().unwrap(), &altered, 0, &records(&altered)).unwrap();
    db.execute("DELETE FROM journal WHERE meeting = 'ALTERED' AND seq = 120", []).unwrap();
    let hall = hall.restart().await;
    let (status, ready) = hall.get("/readyz").await;
    assert_eq!(status, 200, "others can be served");
    let line =
        "the meeting ALTERED is not open: 119 records of ALTERED are there, and there must be 120";
    assert!(ready.lines().any(|said| said == line), "{ready}");
    let mut technician = Guest::joins(&hall, "technician").await;
    let named = |g: &Guest| {
        g.others.iter().any(|message| match message {
            ServerMessage::Alarms { alarms } => {
                alarms.iter().any(|alarm| alarm.meetings == [altered.clone()])
            }
            _ => false,
        })
    };
    technician.until("the desk names the meeting", named).await;
}

#[tokio::test]
async fn a_clock_that_was_put_back_makes_no_record_older_than_the_last() {
    let hall = Hall::open().await;
    let (_chair, _tunisia, _technician) = hall.session().await;
    let an_hour_ago = Timestamp(Clock::system().now().0 - Millis::minutes(60).0);
    let hall = hall.restart_at(Clock::starting_at(an_hour_ago)).await;
    let mut chair = Guest::joins(&hall, "IDN-chair").await;
    chair.until("the snapshot", |g| g.meeting.is_some()).await;
    let db = store::open(hall.data()).unwrap();
    let records = sqlite::read_records(&db, &hall.meeting, 0, u64::MAX, u32::MAX).unwrap();
    assert!(records.is_sorted_by_key(|record| record.at));
}

#[tokio::test]
async fn a_journal_that_is_changed_by_another_hand_is_nobody_elses_outage() {
    let hall = Hall::open().await;
    let (mut chair, _tunisia, _technician) = hall.session().await;
    let mut db = store::open(hall.data()).unwrap();
    let altered: MeetingId = scene::id("ALTERED");
    sqlite::insert(db.savepoint().unwrap(), &altered, 0, &records(&altered)).unwrap();
    let opened = within("the other meeting is opened", async {
        while !hall.get("/metrics").await.1.contains("rostrum_rooms 2") {}
    });
    opened.await;
    db.execute_batch(
        "DELETE FROM journal WHERE meeting = 'ALTERED' AND seq = 120;
         UPDATE heads SET records = 119 WHERE meeting = 'ALTERED'",
    )
    .unwrap();
    // Something is to be recorded in it: a link of it is revoked.
    let person = scene::setup(1, 4).people[0].clone();
    let links = rostrum_server::identity::Invitations::open(hall.data()).unwrap();
    let (_, link) = links.create(&altered, &person, false).unwrap();
    links.revoke(&link.id, Timestamp(1)).unwrap();
    within("it is refused by name", async {
        while !hall.get("/readyz").await.1.contains("the meeting ALTERED is not open") {
            chair.does(Command::CloseList {}).await;
            chair.does(Command::OpenList {}).await;
        }
    })
    .await;
    let storage = |m: &ServerMessage| matches!(m, ServerMessage::Storage { .. });
    assert!(!chair.others.iter().any(storage), "the others have no outage");
    assert_eq!(hall.get("/readyz").await.0, 200);
}

#[tokio::test]
async fn a_note_of_when_the_server_lived_that_cannot_be_is_none() {
    for note in ["-1", "9223372036854775807", "'never'"] {
        let hall = Hall::open().await;
        let (_chair, _tunisia, _technician) = hall.session().await;
        let data = hall.data().to_path_buf();
        let change = move || {
            let db = store::open(&data).unwrap();
            db.execute(&format!("UPDATE alive SET at = {note}"), []).unwrap();
        };
        let hall = hall.restart_after(change).await;
        let mut chair = Guest::joins(&hall, "IDN-chair").await;
        chair.until("the snapshot", |g| g.meeting.is_some()).await;
        let now = Clock::system().now();
        let at = chair.meeting.as_ref().unwrap().at;
        assert!(at <= now + Millis::minutes(1), "{note}: {at:?}");
    }
}

#[tokio::test]
async fn what_is_written_to_a_file_that_is_gone_is_not_said_to_be_done() {
    let hall = Hall::open().await;
    let (mut chair, _tunisia, _technician) = hall.session().await;
    std::fs::rename(hall.data().join("rostrum.db"), hall.data().join("elsewhere.db")).unwrap();
    let id = rostrum_proto::id::CommandId::new("gone").unwrap();
    chair.says(&ClientMessage::Command { id, command: Command::CloseList {} }).await;
    let refused = |m: &ServerMessage| match m {
        ServerMessage::Error { code, .. } => *code == ErrorCode::StorageUnavailable,
        _ => false,
    };
    chair.until("it is not done", |g| g.others.iter().any(refused)).await;
    assert_eq!(hall.get("/readyz").await.0, 503);
}
