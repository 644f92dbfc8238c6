//! Journals of before: every kind of record, in every form in which one was ever written, is read, verified, rendered
//! and opened, for good. A new kind, or a new form of one, comes in a journal of its own beside those that are here.
//! Those are not written again: reading brings what they say up to date.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use rostrum_proto::id::MeetingId;
use rostrum_proto::meeting::Meeting;
use rostrum_proto::meeting::event::{Event, Record};
use rostrum_proto::meeting::phase::PhaseName;
use rostrum_proto::named::Named;
use rostrum_server::found::look_through;
use rostrum_server::journal::{chain, export, form, sqlite};
use rostrum_server::store;
use rostrum_tests::hall::try_start;
use rostrum_tests::http;
use rostrum_tests::written::record_json;
use std::collections::BTreeSet;
use tempfile::TempDir;

/// Journals as they were exported, and their records of the meeting.
const GOLDEN: [(&str, &str); 8] = [
    (include_str!("../../golden/journal-1.ndjson"), include_str!("../../golden/record-1.json")),
    // Secret ballots: one that a restart lost, one that was counted.
    (include_str!("../../golden/journal-2.ndjson"), include_str!("../../golden/record-2.json")),
    // A record that was published.
    (include_str!("../../golden/journal-3.ndjson"), include_str!("../../golden/record-3.json")),
    // The first meeting, in form 2.
    (include_str!("../../golden/journal-4.ndjson"), include_str!("../../golden/record-1.json")),
    // Documents: a notice, a statement that was returned and accepted, the compilation.
    (include_str!("../../golden/journal-5.ndjson"), include_str!("../../golden/record-5.json")),
    // A name that was put right, and annexes in another order.
    (include_str!("../../golden/journal-6.ndjson"), include_str!("../../golden/record-6.json")),
    // Interpreters who change places.
    (include_str!("../../golden/journal-7.ndjson"), include_str!("../../golden/record-7.json")),
    // What a booth says: its signals, a relay, hand-overs; a screen that is shown, and the gallery.
    (include_str!("../../golden/journal-8.ndjson"), include_str!("../../golden/record-8.json")),
];

/// The hash and the text of each record, as they stand in an export.
fn lines(journal: &str) -> Vec<(Vec<u8>, &str)> {
    journal.lines().map(|line| parts(line).unwrap_or_else(|| panic!("no record: {line}"))).collect()
}

fn parts(line: &str) -> Option<(Vec<u8>, &str)> {
    let (hash, record) = line.strip_prefix("{\"hash\":\"")?.split_once("\",\"record\":")?;
    let octet = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    let hash = hash.as_bytes().chunks(2).map(octet).collect::<Option<_>>()?;
    Some((hash, record.strip_suffix('}')?))
}

fn records(journal: &str) -> Vec<Record> {
    let read = |(_, text): &(Vec<u8>, &str)| {
        form::read(text).unwrap_or_else(|why| panic!("{why}: {text}"))
    };
    lines(journal).iter().map(read).collect()
}

/// A data folder as the build left it that wrote the journal.
fn a_data_folder(journal: &str) -> (TempDir, MeetingId) {
    let meeting = Meeting::replay(&records(journal)).unwrap().setup.id.clone();
    let folder = TempDir::new().unwrap();
    let db = store::open(folder.path()).unwrap();
    let lines = lines(journal);
    for (n, (hash, text)) in (1_i64..).zip(&lines) {
        let row = (meeting.as_str(), n, text, hash);
        db.execute("INSERT INTO journal VALUES (?1, ?2, ?3, ?4)", row).unwrap();
    }
    let (last, _) = lines.last().unwrap();
    let head = (meeting.as_str(), lines.len() as i64, last);
    db.execute("INSERT INTO heads (meeting, records, hash) VALUES (?1, ?2, ?3)", head).unwrap();
    (folder, meeting)
}

#[test]
fn a_journal_of_before_is_sound_and_the_same_to_the_byte() {
    for (journal, _) in GOLDEN {
        let (folder, meeting) = a_data_folder(journal);
        let db = store::open(folder.path()).unwrap();
        let verified = export::verify(&db, &meeting).unwrap();
        let (last, _) = lines(journal).pop().unwrap();
        assert_eq!(verified.hash, chain::hex(&last));
        let mut exported = Vec::new();
        export::export(&db, &meeting, &mut exported).unwrap();
        assert_eq!(String::from_utf8(exported).unwrap(), journal);
        assert_eq!(look_through(folder.path(), vec![meeting.clone()]).unwrap().sound, [meeting]);
    }
}

#[test]
fn its_record_of_the_meeting_is_what_it_was() {
    for (n, (journal, record)) in (1..).zip(GOLDEN) {
        let now = record_json(&records(journal));
        if now != record {
            let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("record.json");
            std::fs::write(&path, now).unwrap();
            panic!("record-{n}.json was another before; now: {}", path.display());
        }
    }
}

#[tokio::test]
async fn a_server_opens_it() {
    for (journal, _) in GOLDEN {
        let (folder, meeting) = a_data_folder(journal);
        let server = try_start(folder.path(), "127.0.0.1:0".parse().unwrap()).await.unwrap();
        let (status, ready) = http::get(server.http, "/readyz").await;
        // The texts that a journal names are not in it, and may be missed by now.
        assert_eq!((status, ready.lines().next()), (200, Some("ready")));
        server.stop().await;
        let db = store::open(folder.path()).unwrap();
        let records = sqlite::read_records(&db, &meeting, 0, u64::MAX, u32::MAX).unwrap();
        assert_eq!(Meeting::replay(&records).unwrap().phase.name(), PhaseName::Closed);
    }
}

#[test]
fn every_kind_of_event_is_in_one_of_them() {
    let read: Vec<Record> = GOLDEN.iter().flat_map(|(journal, _)| records(journal)).collect();
    let there: BTreeSet<&str> = read.iter().map(|record| record.event.name()).collect();
    let missing: Vec<_> = Event::NAMES.iter().filter(|name| !there.contains(*name)).collect();
    assert!(missing.is_empty(), "{missing:?} are in no journal of before: add one");
}
