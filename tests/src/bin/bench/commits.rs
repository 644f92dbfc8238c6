//! How long a durable commit takes.

use crate::numbers;
use rostrum_proto::id::{ConnectionId, MeetingId, ParticipantId};
use rostrum_proto::meeting::event::{Event, Record};
use rostrum_server::journal::EventLog;
use rostrum_server::journal::sqlite::SqliteJournal;
use std::time::{Duration, Instant};

const COMMITS: u64 = 2_000;

/// One record after the other, each durable before the next.
pub async fn measure() {
    numbers::print("journal: commit of one record, durable", times(COMMITS, Duration::ZERO).await);
}

/// How long each of so many commits takes after such a rest: a disk and a processor that have rested are slower.
pub async fn times(commits: u64, rest: Duration) -> Vec<Duration> {
    let data = tempfile::tempdir().unwrap();
    let journal = SqliteJournal::start(data.path()).unwrap();
    let meeting = MeetingId::new("BENCH").unwrap();
    let mut times = Vec::new();
    for seq in 1..=commits {
        tokio::time::sleep(rest).await;
        let participant = ParticipantId::new("somebody").unwrap();
        let event = Event::ConnectionOpened { connection: ConnectionId(seq), participant };
        let record = Record { seq, at: Default::default(), by: None, event };
        let started = Instant::now();
        journal.append(&meeting, seq - 1, vec![record]).await.unwrap();
        times.push(started.elapsed());
    }
    times
}
