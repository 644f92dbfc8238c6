//! How long a server takes until it is ready on a folder of old meetings; and how long it would take to open them all.

use crate::numbers;
use rostrum_proto::id::MeetingId;
use rostrum_proto::meeting::event::{Event, Record};
use rostrum_proto::meeting::setup::Setup;
use rostrum_proto::time::Timestamp;
use rostrum_server::clock::Clock;
use rostrum_server::desk::rules::Rules;
use rostrum_server::found::{damage, look_through};
use rostrum_server::identity::{Invitations, Invitee, PublicLink};
use rostrum_server::journal::sqlite::{self, SqliteJournal};
use rostrum_server::lots::Lots;
use rostrum_server::meeting_file;
use rostrum_server::room::{Directory, Wiring};
use rostrum_server::store;
use rostrum_tests::hall::meeting_file;
use rostrum_tests::{Process, http};
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

const MEETINGS: u64 = 1_000;
const RECORDS: u64 = 2_000;
/// So many of them somebody comes to.
const VISITED: usize = 20;

/// Prints the times.
pub async fn measure(program: &Path) {
    let data = tempfile::tempdir().unwrap();
    let (meetings, codes) = fill(data.path());
    let size = std::fs::metadata(data.path().join("rostrum.db")).unwrap().len();
    println!("start: {MEETINGS} closed meetings of {RECORDS} records, {} MiB", size >> 20);

    let mut times = Vec::new();
    for _ in 0..5 {
        let started = Instant::now();
        let server = Process::start_program(program, data.path()).await;
        until_ready(&server).await;
        times.push(started.elapsed());
    }
    numbers::print("start: until it is ready, none read", times);

    let server = Process::start_program(program, data.path()).await;
    let mut times = Vec::new();
    for code in codes.iter().take(VISITED) {
        let came = Instant::now();
        assert!(http::join(server.address(), code).await.is_err(), "the meeting is closed");
        times.push(came.elapsed());
    }
    numbers::print("start: the first who comes to a closed one", times);
    let (_, kib) = numbers::used(server.id());
    println!("start: memory of the server with {VISITED} of them open: {} MiB", kib >> 10);
    drop(server);

    let began = Instant::now();
    assert_eq!(damage(data.path()), None);
    numbers::print("start: the tables checked, aside", vec![began.elapsed()]);
    let began = Instant::now();
    open_all(data.path(), meetings).await;
    numbers::print("start: all journals verified and opened", vec![began.elapsed()]);

    let db = store::open(data.path()).unwrap();
    db.execute("DELETE FROM standings", []).unwrap();
    drop(db);
    let began = Instant::now();
    let (meetings, db) = (SqliteJournal::start(data.path()).unwrap().meetings(), data.path());
    let known = rostrum_server::found::sort(db, meetings.unwrap()).unwrap();
    assert_eq!(known.over.len() as u64, MEETINGS);
    numbers::print("start: more, once, after an earlier build", vec![began.elapsed()]);
}

async fn until_ready(server: &Process) {
    while http::get(server.address(), "/readyz").await.0 != 200 {
        tokio::task::yield_now().await;
    }
}

/// As a server did that read every journal when it started.
async fn open_all(data: &Path, meetings: Vec<MeetingId>) {
    let wiring = Wiring {
        clock: Clock::system(),
        lots: Lots::Chance,
        log: SqliteJournal::start(data).unwrap(),
        media: None,
        desk_log: None,
        recorder: None,
        rules: Arc::new(Rules::carried().unwrap()),
    };
    let found = look_through(data, meetings).unwrap();
    let directory = Directory::default();
    directory.open(&wiring, found.sound, None).await.unwrap();
    assert_eq!(directory.rooms().len() as u64, MEETINGS);
    directory.stop().await;
}

/// The meetings, and a code of each. Another link of each is revoked.
fn fill(data: &Path) -> (Vec<MeetingId>, Vec<String>) {
    let setup = meeting_file::read(&meeting_file()).unwrap();
    let mut db = store::open(data).unwrap();
    let links = Invitations::open(data).unwrap();
    let (mut meetings, mut codes) = (Vec::new(), Vec::new());
    for n in 0..MEETINGS {
        let id = MeetingId::new(format!("OLD-{n:04}")).unwrap();
        let records = journal(Setup { id: id.clone(), ..setup.clone() }, n);
        sqlite::insert(db.savepoint().unwrap(), &id, 0, &records).unwrap();
        let public = || links.create(&id, Invitee::Public(PublicLink::default()), false).unwrap();
        let (_, withdrawn) = public();
        links.revoke(&withdrawn.id, Timestamp(1)).unwrap();
        codes.push(public().0);
        meetings.push(id);
    }
    drop(links);
    db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    (meetings, codes)
}

/// The meeting is opened. People come, turn their cameras, and go; at last it is closed.
fn journal(setup: Setup, meeting: u64) -> Vec<Record> {
    let people = setup.people.clone();
    let (began, ended) = (setup.starts_at, Timestamp(setup.starts_at.0 + 86_400_000 + meeting));
    let convened = Event::Convened { setup: Box::new(setup) };
    let record = |(seq, event)| Record { seq, at: began, by: None, event };
    let opening = [convened, Event::LobbyOpened {}, Event::MeetingOpened {}];
    let opening = (1..).zip(opening).map(record);
    let visits = (4..RECORDS).map(|seq| crate::rows::record(seq, &people));
    let closing = Record { seq: RECORDS, at: ended, by: None, event: Event::MeetingClosed {} };
    opening.chain(visits).chain([closing]).collect()
}
