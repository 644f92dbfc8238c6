//! How long the desk's journal of a hundred thousand records takes to be filtered, by the client's own core.

use crate::numbers;
use rostrum_client::core::model::{Model, Whereabouts};
use rostrum_client::core::view::journal::{Filter, Found};
use rostrum_proto::id::{CommandId, ConnectionId, ParticipantId};
use rostrum_proto::meeting::Meeting;
use rostrum_proto::meeting::command::{Cause, Problem};
use rostrum_proto::meeting::event::{Event, Record};
use rostrum_proto::time::Timestamp;
use rostrum_proto::wire::desk::Severity;
use rostrum_server::meeting_file;
use rostrum_tests::guest::seat;
use rostrum_tests::hall;
use std::time::Instant;

const RECORDS: u64 = 100_000;
const TIMES: usize = 20;

/// Every filter over the whole journal, as after each letter that somebody types.
pub fn measure() {
    let setup = meeting_file::read(&hall::meeting_file()).unwrap();
    let meeting = Meeting::convened(setup, Timestamp(0));
    let records: Vec<_> = (0..RECORDS).map(record).collect();
    let mut model = Model::default();
    let started = Instant::now();
    model.desk.journal.note(&meeting, &records);
    numbers::print("desk: 100,000 records taken in", vec![started.elapsed()]);
    model.place = Whereabouts::Meeting(Box::new(meeting));
    let filter = Filter::default;
    for (what, filter) in [
        ("a text that none has", Filter { text: "zanzibar".into(), ..filter() }),
        ("a text that all have", Filter { text: "by ".into(), ..filter() }),
        ("a seat", Filter { seat: "TUN".into(), ..filter() }),
        ("a kind", Filter { kind: "camera".into(), ..filter() }),
        ("a severity", Filter { severity: Some(Severity::Warning), ..filter() }),
        ("a time", Filter { from: "00:10".into(), until: "00:20".into(), ..filter() }),
    ] {
        let mut times = Vec::new();
        for _ in 0..TIMES {
            let mut found = Found::default();
            let started = Instant::now();
            found.follow(&model, &filter);
            times.push(started.elapsed());
        }
        numbers::print(&format!("desk: 100,000 records filtered by {what}"), times);
    }
}

fn record(n: u64) -> Record {
    let connection = ConnectionId(2);
    let participant = ParticipantId::new("TUN-delegate").unwrap();
    let command = CommandId::new(format!("c-{n}")).unwrap();
    let by = Some(Cause { participant: participant.clone(), connection, command });
    let event = match n % 3 {
        0 => Event::ConnectionOpened { connection, participant },
        1 => Event::ProblemReported { seat: seat("TUN"), problem: Problem::CannotHear },
        _ => Event::CameraTurned { connection, on: n.is_multiple_of(2) },
    };
    Record { seq: n + 1, at: Timestamp(n * 30), by, event }
}
