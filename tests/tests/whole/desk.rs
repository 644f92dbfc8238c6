//! The technicians' desk over real sockets: alarms, stories, client logs, remote help, and a data folder of
//! an older version.
#![allow(clippy::unwrap_used, reason = "a rehearsal that cannot go on stops where it is")]

use rostrum_proto::id::{CommandId, ConnectionId};
use rostrum_proto::meeting::command::{Command, Problem};
use rostrum_proto::time::Timestamp;
use rostrum_proto::wire::desk::{Alarm, AlarmKind, DeskEntry, Help, LogLevel, Note};
use rostrum_proto::wire::quality::{DeviceNames, MediaState};
use rostrum_proto::wire::server::ErrorCode;
use rostrum_proto::wire::{ClientMessage, ServerMessage};
use rostrum_server::journal::export;
use rostrum_server::store;
use rostrum_tests::guest::seat;
use rostrum_tests::hall::{LINKS_OF_BEFORE, convene, try_start};
use rostrum_tests::{Guest, Hall, Process, within};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;

/// The alarms of seats. Those of the machine, a disk that is nearly full say, are of wherever this runs.
fn of_seats(alarms: &[Alarm]) -> Vec<Alarm> {
    alarms.iter().filter(|alarm| alarm.seat.is_some()).cloned().collect()
}

fn alarms(guest: &Guest) -> Vec<Alarm> {
    let told = guest.others.iter().rev().find_map(|m| match m {
        ServerMessage::Alarms { alarms } => Some(of_seats(alarms)),
        _ => None,
    });
    told.unwrap_or_default()
}

fn declined(guest: &Guest, wanted: ErrorCode) -> bool {
    guest.others.iter().any(|m| matches!(m, ServerMessage::Error { code, .. } if *code == wanted))
}

fn reports(problem: Problem) -> Command {
    Command::ReportProblem { seat: seat("TUN"), problem }
}

/// Everything that the desk log tells of Tunisia, with the kinds of the journal's records.
async fn story(technician: &mut Guest) -> (Vec<String>, Vec<DeskEntry>) {
    technician.others.clear();
    let (from, until) = (Timestamp(0), Timestamp(u64::MAX >> 12));
    technician.says(&ClientMessage::Story { seat: seat("TUN"), from, until }).await;
    let told = |g: &Guest| {
        g.others.iter().find_map(|m| match m {
            ServerMessage::Story { records, entries, .. } => {
                let kind = |r: &rostrum_proto::meeting::event::Record| {
                    let event = serde_json::to_value(&r.event).unwrap();
                    event["type"].as_str().unwrap().to_owned()
                };
                Some((records.iter().map(kind).collect(), entries.clone()))
            }
            _ => None,
        })
    };
    technician.until("the story", |g| told(g).is_some()).await;
    told(technician).unwrap()
}

#[tokio::test]
async fn an_alarm_is_acknowledged_by_name_at_every_desk() {
    let hall = Hall::open().await;
    let (_chair, mut tunisia, mut technician) = hall.session().await;
    tunisia.does(reports(Problem::CannotHear)).await;
    technician.until("the alarm", |g| !alarms(g).is_empty()).await;
    let alarm = alarms(&technician).remove(0);
    assert_eq!((alarm.kind, alarm.seat), (AlarmKind::ProblemReported, Some(seat("TUN"))));

    // Who comes later is told; who is no technician is neither told nor heard.
    let mut second = Guest::joins(&hall, "technician").await;
    second.until("the alarm", |g| !alarms(g).is_empty()).await;
    tunisia.says(&ClientMessage::Acknowledge { alarm: alarm.id }).await;
    tunisia.until("no", |g| declined(g, ErrorCode::NotPermitted)).await;
    assert!(alarms(&tunisia).is_empty());

    second.says(&ClientMessage::Acknowledge { alarm: alarm.id }).await;
    let taken = |g: &Guest| alarms(g).iter().any(|a| a.acknowledged.is_some());
    technician.until("who took note", taken).await;
    second.until("who took note", taken).await;
    let by = alarms(&technician).remove(0).acknowledged.unwrap().by;
    assert_eq!(by.as_str(), "technician");
    technician.says(&ClientMessage::Acknowledge { alarm: alarm.id }).await;
    technician.until("it is done already", |g| declined(g, ErrorCode::Gone)).await;

    tunisia.does(Command::ClearProblem { seat: seat("TUN") }).await;
    technician.others.clear();
    let over = |m: &ServerMessage| matches!(m, ServerMessage::Alarms { alarms } if of_seats(alarms).is_empty());
    technician.until("the end of it", |g| g.others.iter().any(over)).await;

    let (kinds, entries) = story(&mut technician).await;
    assert!(kinds.contains(&"problem.reported".to_owned()), "{kinds:?}");
    let noted = |wanted: fn(&Note) -> bool| entries.iter().any(|e| wanted(&e.note));
    assert!(noted(|n| matches!(n, Note::AlarmRaised { .. })), "{entries:?}");
    assert!(noted(|n| matches!(n, Note::AlarmAcknowledged { .. })));
    assert!(noted(|n| matches!(n, Note::AlarmCleared { .. })));
}

#[tokio::test]
async fn a_story_tells_what_the_journal_does_not() {
    let hall = Hall::open().await;
    let (_chair, mut tunisia, mut technician) = hall.session().await;
    let open = CommandId::new("open-my-microphone").unwrap();
    tunisia.asks_as(open.clone(), Command::OpenMicrophone {}).await.unwrap_err();
    let text = "microphone missing".to_owned();
    let trace = Some(open.clone());
    tunisia.says(&ClientMessage::Log { level: LogLevel::Warn, text, trace }).await;
    let devices = DeviceNames { microphone: "Headset".into(), camera: "Webcam".into() };
    tunisia.says(&ClientMessage::Devices { devices: devices.clone() }).await;
    let _call = tunisia.calls().await;

    let connection = tunisia.connection;
    let told = |m: &ServerMessage| {
        let ServerMessage::Quality { connections } = m else { return false };
        connections.iter().any(|q| {
            let names = q.devices.as_ref() == Some(&devices);
            q.connection == connection && q.media == MediaState::Up && names
        })
    };
    technician.until("its devices and media", |g| g.others.iter().any(told)).await;
    let live = |m: &ServerMessage| {
        let ServerMessage::Observed { entries } = m else { return false };
        entries.iter().any(|e| e.note == Note::DevicesNamed { devices: devices.clone() })
    };
    technician.until("what is observed, as it is", |g| g.others.iter().any(live)).await;
    let observed = |m: &ServerMessage| matches!(m, ServerMessage::Observed { .. });
    assert!(!tunisia.others.iter().any(observed), "nobody else is told");

    let (kinds, entries) = story(&mut technician).await;
    for kind in ["connection.opened", "seat.admitted", "meeting.opened"] {
        assert!(kinds.contains(&kind.to_owned()), "{kind} in {kinds:?}");
    }
    let noted = |wanted: &Note| entries.iter().any(|e| e.note == *wanted);
    assert!(noted(&Note::CommandRefused {
        trace: open.clone(),
        command: "open_microphone".into(),
        code: "no_floor".into(),
    }));
    let (level, text) = (LogLevel::Warn, "microphone missing".into());
    assert!(noted(&Note::ClientLogged { level, text, trace: Some(open) }));
    assert!(noted(&Note::DevicesNamed { devices: devices.clone() }));
    for media in [MediaState::Checking, MediaState::Handshaking, MediaState::Up] {
        assert!(noted(&Note::MediaChanged { media }), "{media:?} in {entries:?}");
    }
    assert!(entries.iter().all(|e| e.seat.as_ref().is_none_or(|of| *of == seat("TUN"))));

    let (from, until) = (Timestamp(0), Timestamp(1));
    tunisia.says(&ClientMessage::Story { seat: seat("TUN"), from, until }).await;
    tunisia.until("no", |g| declined(g, ErrorCode::NotPermitted)).await;
}

#[tokio::test]
async fn help_reaches_the_client_with_the_name_of_who_asked() {
    let hall = Hall::open().await;
    let (mut chair, mut tunisia, mut technician) = hall.session().await;
    let id = CommandId::new("help-1").unwrap();
    let ask = |connection, help| ClientMessage::Help { id: id.clone(), connection, help };
    technician.says(&ask(tunisia.connection, Help::RestartMedia)).await;
    let asked = |m: &ServerMessage| {
        matches!(m, ServerMessage::Help { id: of, by, help, .. }
            if *of == id && by.as_str() == "technician" && *help == Help::RestartMedia)
    };
    tunisia.until("being asked", |g| g.others.iter().any(asked)).await;
    let done = |m: &ServerMessage| matches!(m, ServerMessage::Accepted { id: of, .. } if *of == id);
    technician.until("that it was asked", |g| g.others.iter().any(done)).await;

    chair.says(&ask(tunisia.connection, Help::Reload)).await;
    chair.until("no", |g| declined(g, ErrorCode::NotPermitted)).await;
    technician.says(&ask(ConnectionId(9_999), Help::Reload)).await;
    technician.until("nobody there", |g| declined(g, ErrorCode::Gone)).await;

    let (_, entries) = story(&mut technician).await;
    let noted = |e: &DeskEntry| {
        let by = e.by.as_ref().is_some_and(|by| by.as_str() == "technician");
        by && e.note == Note::HelpAsked { trace: id.clone(), help: Help::RestartMedia }
    };
    assert!(entries.iter().any(noted), "{entries:?}");
    let reloads = |e: &&DeskEntry| matches!(e.note, Note::HelpAsked { help: Help::Reload, .. });
    assert_eq!(entries.iter().filter(reloads).count(), 0, "what was declined was not asked");
}

/// What the server's own log says of a command carries the command's id, as the journal and the desk do.
#[tokio::test]
async fn a_command_can_be_followed_through_the_servers_log() {
    let folder = tempfile::tempdir().unwrap();
    let (_, codes) = convene(folder.path());
    let server = Process::start(folder.path()).await;
    let mut technician = Guest::with_code(server.address(), &codes["technician"]).await;
    let admit = Command::AdmitSeat { seat: seat("TUN") };
    technician.asks_as(CommandId::new("follow-me").unwrap(), admit).await.unwrap();
    technician.asks_as(CommandId::new("nor-me").unwrap(), Command::CallNext {}).await.unwrap_err();
    let said = |log: &str, id: &str, what: &[&str]| {
        let mut lines = log.lines().filter(|line| line.contains(id));
        lines.any(|line| what.iter().all(|part| line.contains(part)))
    };
    within("the log", async {
        loop {
            let log = std::fs::read_to_string(folder.path().join("server.log")).unwrap();
            let done = said(&log, "trace=follow-me", &["command", "accepted"])
                && said(&log, "trace=follow-me", &["journal", "seat.admitted"])
                && said(&log, "trace=nor-me", &["command", "refused"]);
            if done {
                return;
            }
            tokio::task::yield_now().await;
        }
    })
    .await;
}

#[tokio::test]
async fn what_the_dashboard_draws_is_told_to_prometheus() {
    let hall = Hall::open().await;
    let (_chair, mut tunisia, mut technician) = hall.session().await;
    tunisia.asks(Command::CallNext {}).await.unwrap_err();
    tunisia.does(reports(Problem::CannotSee)).await;
    technician.until("the alarm", |g| !alarms(g).is_empty()).await;
    let _call = tunisia.calls().await;

    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../deploy/dashboards/rostrum.json");
    let dashboard: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let panels = dashboard["panels"].as_array().unwrap();
    let drawn: BTreeSet<_> = panels
        .iter()
        .flat_map(|panel| panel["targets"].as_array().unwrap())
        .flat_map(|target| names(target["expr"].as_str().unwrap()))
        .collect();
    assert!(drawn.len() >= 9, "{drawn:?}");
    within("every metric of the dashboard", async {
        loop {
            let (_, text) = hall.get("/metrics").await;
            if drawn.iter().all(|name| text.contains(&format!("\n{name}"))) {
                for outcome in ["accepted", "refused"] {
                    let line = format!("rostrum_commands_total{{outcome=\"{outcome}\"}}");
                    assert!(text.contains(&line), "{line} in:\n{text}");
                }
                return;
            }
        }
    })
    .await;
}

/// The metrics in an expression.
fn names(expression: &str) -> Vec<String> {
    let words = expression.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
    words.filter(|word| word.starts_with("rostrum_")).map(str::to_owned).collect()
}

#[tokio::test]
async fn a_data_folder_of_the_first_version_goes_on_and_one_of_a_later_version_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (meeting, codes) = convene(folder.path());
    // As the first version left it.
    let db = store::open(folder.path()).unwrap();
    db.execute_batch(LINKS_OF_BEFORE).unwrap();
    let later = "DROP TABLE desk; DROP TABLE heads; DROP TABLE standings; DROP TABLE documents;
        PRAGMA user_version = 1;";
    db.execute_batch(later).unwrap();
    drop(db);

    let server = try_start(folder.path(), "127.0.0.1:0".parse().unwrap()).await.unwrap();
    let mut technician = Guest::with_code(server.http, &codes["technician"]).await;
    technician.does(Command::AdmitSeat { seat: seat("TUN") }).await;
    let (kinds, _) = story(&mut technician).await;
    assert!(kinds.contains(&"seat.admitted".to_owned()), "{kinds:?}");
    server.stop().await;
    let db = store::open(folder.path()).unwrap();
    assert!(export::verify(&db, &meeting).unwrap().records >= 3);
    let version: i64 = db.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap();
    assert_eq!(version, 8);

    db.execute_batch("PRAGMA user_version = 99;").unwrap();
    let why = store::open(folder.path()).unwrap_err().to_string();
    assert!(why.contains("version 99") && why.contains("newer program"), "{why}");
}
