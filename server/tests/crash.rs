//! The server is killed without warning, again and again, while commands come in. What was acknowledged
//! is there afterwards, nothing is there twice, and the chain is unbroken.
#![allow(clippy::unwrap_used, reason = "tests say so when they fail")]

use rostrum_proto::id::{ConnectionId, MeetingId, ParticipantId};
use rostrum_proto::meeting::event::{Event, Record};
use rostrum_server::journal::sqlite::SqliteJournal;
use rostrum_server::journal::{EventLog, export};
use rostrum_server::store;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

/// Set in the process that is to be killed: the data folder it writes to.
const VICTIM: &str = "ROSTRUM_CRASH_DATA";
const LIVES: usize = 12;

fn meeting() -> MeetingId {
    MeetingId::new("CRASH").unwrap()
}

fn record(seq: u64) -> Record {
    let connection = ConnectionId(seq);
    let participant = ParticipantId::new("somebody").unwrap();
    let event = match seq {
        1 => {
            let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../deploy/demo/meeting.json");
            let mut setup = rostrum_server::meeting_file::read(path.as_ref()).unwrap();
            setup.id = meeting();
            Event::Convened { setup: Box::new(setup) }
        }
        _ => Event::ConnectionOpened { connection, participant },
    };
    Record { seq, at: Default::default(), by: None, event }
}

/// Appends for ever, and says each number on standard output once it is durable.
#[test]
fn victim() {
    let Ok(data) = std::env::var(VICTIM) else { return };
    let journal = SqliteJournal::start(data.as_ref()).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let known = journal.read(&meeting(), 0, u64::MAX, 1).await.unwrap();
        let mut last = known.last().map_or(0, |r| r.seq);
        loop {
            let batch: Vec<_> = (last + 1..last + 4).map(record).collect();
            journal.append(&meeting(), last, batch).await.unwrap();
            last += 3;
            let mut out = std::io::stdout().lock();
            writeln!(out, "\ndurable {last}").unwrap();
            out.flush().unwrap();
        }
    });
}

#[test]
fn what_was_acknowledged_survives_being_killed() {
    let data = tempfile::tempdir().unwrap();
    let mut acknowledged = 0;
    for life in 0..LIVES {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "victim", "--nocapture"])
            .env(VICTIM, data.path())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let mut said = lines.filter_map(|l| l.strip_prefix("durable ")?.parse::<u64>().ok());
        // Killed after a different number of batches in each life, wherever the writer then is.
        let last_said = said.by_ref().take(3 + life * 7).last().unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
        let last_said = said.last().unwrap_or(last_said);
        assert!(last_said > acknowledged, "life {life} wrote nothing");
        acknowledged = last_said;

        let verified = export::verify(&store::open(data.path()).unwrap(), &meeting()).unwrap();
        assert!(verified.records >= acknowledged, "life {life}: {verified:?} < {acknowledged}");
        assert_eq!(verified.records % 3, 0, "a batch is there whole or not at all");
    }
}
