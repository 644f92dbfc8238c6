//! The technicians' desk with a journal of a hundred thousand records, at a real browser: until it is all
//! there, while it is scrolled, after each letter of a filter.

use crate::numbers;
use rostrum_proto::id::ConnectionId;
use rostrum_proto::meeting::event::{Event, Record};
use rostrum_proto::meeting::setup::Person;
use rostrum_proto::time::Timestamp;
use rostrum_server::journal::sqlite;
use rostrum_server::meeting_file;
use rostrum_server::store;
use rostrum_tests::Process;
use rostrum_tests::browser::Driver;
use rostrum_tests::hall::{convene, meeting_file};
use serde_json::Value;
use std::path::Path;
use std::time::{Duration, Instant};

const RECORDS: u64 = 100_000;
/// Records put into the journal at once.
const BATCH: u64 = 1_000;

/// Whether the whole journal is there.
const ALL_THERE: &str = "
    const shown = document.querySelector('.journal .quiet')?.textContent.replace(/\\D/g, '');
    return Number(shown) >= 100000;";

/// Scrolls by three screens a frame, for 150 frames; gives how long each took.
const SCROLL: &str = "
    const done = arguments[arguments.length - 1];
    const log = document.querySelector('[role=\"log\"]');
    const times = [];
    let last = performance.now();
    const step = now => {
        times.push(now - last);
        last = now;
        log.scrollTop += log.clientHeight * 3;
        if (times.length < 150) requestAnimationFrame(step);
        else done(times.slice(1));
    };
    requestAnimationFrame(step);";

/// Types a filter letter by letter; gives how long each took until it was drawn.
const FILTER: &str = "
    const done = arguments[arguments.length - 1];
    const field = document.querySelector('.journal input[type=\"search\"]');
    const times = [];
    const letters = [...'camera.turned'];
    const type = () => {
        if (letters.length === 0) return done(times);
        const begun = performance.now();
        field.value += letters.shift();
        field.dispatchEvent(new Event('input', { bubbles: true }));
        requestAnimationFrame(() => setTimeout(() => {
            times.push(performance.now() - begun);
            type();
        }));
    };
    type();";

/// Prints the times.
pub async fn measure(program: &Path) {
    let data = tempfile::tempdir().unwrap();
    let (meeting, codes) = convene(data.path());
    let people = meeting_file::read(&meeting_file()).unwrap().people;
    let mut db = store::open(data.path()).unwrap();
    for first in (2..RECORDS + 2).step_by(BATCH as usize) {
        let records: Vec<_> = (first..first + BATCH).map(|seq| record(seq, &people)).collect();
        sqlite::insert(db.savepoint().unwrap(), &meeting, first - 1, &records).unwrap();
    }
    let server = Process::start_program(program, data.path()).await;
    let driver = match Driver::start().await {
        Ok(driver) => driver,
        Err(why) => {
            return println!("rows: not measured ({why}); `cargo xtask test` installs them");
        }
    };
    let technician = driver.person(1440, 900, "en").await.unwrap();
    technician.joins_to_watch(&server.link(&codes["technician"])).await;
    let joined = Instant::now();
    technician.until("the whole journal", ALL_THERE).await;
    numbers::print("desk: joined to 100,000 records there", vec![joined.elapsed()]);
    for (what, script) in [("a frame while it scrolls", SCROLL), ("a letter of a filter", FILTER)] {
        let times = technician.says_later(script).await;
        let times = times.as_array().cloned().unwrap_or_default();
        let times = times.iter().filter_map(Value::as_f64);
        let times = times.map(|ms| Duration::from_secs_f64(ms / 1e3)).collect();
        numbers::print(&format!("desk: {what}, 100,000 records"), times);
    }
    technician.quits().await;
}

/// People come, turn their cameras, and go.
pub fn record(seq: u64, people: &[Person]) -> Record {
    let visit = ConnectionId(seq / 4);
    let participant = people[(visit.0 % people.len() as u64) as usize].id.clone();
    let reason = rostrum_proto::meeting::presence::DisconnectReason::Left;
    let event = match seq % 4 {
        0 => Event::ConnectionOpened { connection: visit, participant },
        3 => Event::ConnectionClosed { connection: visit, reason },
        step => Event::CameraTurned { connection: visit, on: step == 1 },
    };
    Record { seq, at: Timestamp(1_596_722_400_000 + seq * 100), by: None, event }
}
