//! One seat's story at the technicians' desk.

use super::room::{Room, person, seat};
use crate::core::desk::act::{DeskEffect, DeskMsg};
use crate::core::desk::story::Progress;
use crate::core::msg::{Effect, Msg};
use crate::core::view::{heard, story};
use rostrum_proto::id::ConnectionId;
use rostrum_proto::meeting::audibility::Audibility;
use rostrum_proto::meeting::command::{Command, Problem};
use rostrum_proto::time::{Millis, Timestamp};
use rostrum_proto::wire::desk::{AlarmKind, DeskEntry, Heard, Help, LogLevel, Note, Severity};
use rostrum_proto::wire::quality::MediaState;
use rostrum_proto::wire::{ClientMessage, ServerMessage};

/// The technician opens the seat; gives of which time its story is asked for.
fn looks_at_tunisia(room: &mut Room) -> (Timestamp, Timestamp) {
    room.tell(Msg::Desk(DeskMsg::OpenSeat(seat("TUN"))));
    match room.sent.last() {
        Some(ClientMessage::Story { from, until, .. }) => (*from, *until),
        other => panic!("it asks: {other:?}"),
    }
}

#[test]
fn a_story_comes_in_parts_on_one_time_line_and_goes_as_one_file() {
    let mut room = Room::with("tech");
    let (from, until) = looks_at_tunisia(&mut room);
    assert!(until > room.now(), "it goes on");
    let at = room.journal.last().unwrap().at;
    let entry = |at| DeskEntry {
        at,
        seat: Some(seat("TUN")),
        connection: Some(ConnectionId(3)),
        by: None,
        severity: Severity::Warning,
        note: Note::ClientLogged {
            level: LogLevel::Warn,
            text: "media failed".into(),
            trace: None,
        },
    };
    let part = |records, entries, next| ServerMessage::Story {
        seat: seat("TUN"),
        from,
        until,
        heard: vec![],
        records,
        entries,
        next,
    };
    let records = vec![room.journal.last().unwrap().clone()];
    let next = Timestamp(at.0 + 1);
    room.server(part(records, vec![], Some(next)));
    assert_eq!(
        room.sent.last(),
        Some(&ClientMessage::Story { seat: seat("TUN"), from: next, until })
    );
    room.server(part(vec![], vec![entry(next)], None));
    let lines = story::lines(&room.client);
    assert_eq!(
        lines.iter().map(|l| l.seq.is_some()).collect::<Vec<_>>(),
        [false, true],
        "newest first"
    );
    assert_eq!(lines[0].detail, "c3: media failed");
    assert_eq!(story::head(&room.client).unwrap().progress, "2 lines");

    room.effects.clear();
    room.tell(Msg::Desk(DeskMsg::ExportStory));
    let [Effect::Desk(DeskEffect::Save { name, text })] = room.effects.as_slice() else {
        panic!("{:?}", room.effects)
    };
    assert!(name.starts_with("S-1 story TUN 1970-01-12 ") && name.ends_with(".json"), "{name}");
    let file: serde_json::Value = serde_json::from_str(text).unwrap();
    assert_eq!((&file["seat"], &file["complete"]), (&"TUN".into(), &true.into()));
    assert_eq!(file["journal"].as_array().unwrap().len(), 1);
    assert_eq!(file["desk_log"][0]["note"]["type"], "client.logged");
}

#[test]
fn a_story_begins_with_whether_the_seat_could_be_heard() {
    let mut room = Room::with("tech");
    let (from, until) = looks_at_tunisia(&mut room);
    let after = |seconds: u64| from + Millis::seconds(seconds);
    let since = |seconds, state| Heard { at: after(seconds), state, by: None };
    let entry = |seconds, note| DeskEntry {
        at: after(seconds),
        seat: Some(seat("TUN")),
        connection: None,
        by: None,
        severity: Severity::Info,
        note,
    };
    let measured = |level, loss| Note::MediaMeasured {
        round_trip_ms: None,
        jitter_ms: None,
        loss_up: loss,
        loss_down: 0,
        bits_up: 0,
        bits_down: 0,
        frame_rate: 0,
        audio_level: Some(level),
    };
    let part = |heard, entries, next| ServerMessage::Story {
        seat: seat("TUN"),
        from,
        until,
        heard,
        records: vec![],
        entries,
        next,
    };
    let silent = Note::AlarmRaised { alarm: 1, kind: AlarmKind::SilentSpeaker, value: 6 };
    room.server(part(
        vec![since(0, Audibility::NoFloor), since(60, Audibility::Open)],
        vec![entry(50, measured(20, 90)), entry(70, measured(80, 12)), entry(75, silent)],
        Some(after(100)),
    ));
    room.server(part(
        vec![
            since(100, Audibility::Open),
            Heard { by: Some(person("marsudi")), ..since(120, Audibility::MutedByChair) },
        ],
        vec![],
        None,
    ));
    let told = heard::heard(&room.client);
    let said: Vec<_> = told.iter().map(|span| (span.heard, span.text.as_str())).collect();
    assert_eq!(
        said,
        [
            (false, "the President had closed its microphone (Retno Marsudi)"),
            (true, "its microphone was open"),
            (false, "it did not have the floor"),
        ]
    );
    assert!(told[0].time.ends_with("– now"), "{}", told[0].time);
    let [measured, alarm] = told[1].notes.as_slice() else { panic!("{:?}", told[1].notes) };
    assert_eq!(measured, "loudest \u{2066}-80 dBov\u{2069}, up to 1.2 % lost");
    assert!(alarm.ends_with("Tunisia: the microphone is open, nothing is heard"), "{alarm}");
    assert_eq!(told[2].notes, [""; 0]);
}

#[test]
fn another_time_is_typed_and_a_late_answer_is_not_taken() {
    let mut room = Room::with("tech");
    room.tell(Msg::Desk(DeskMsg::OpenSeat(seat("TUN"))));
    let ask = |from: &str, until: &str| {
        Msg::Desk(DeskMsg::AskStory { from: from.into(), until: until.into() })
    };
    room.sent.clear();
    room.tell(ask("noon", ""));
    assert_eq!((room.sent.len(), room.client.toast.is_some()), (0, true));
    room.tell(ask("13:00", "13:05"));
    let Some(ClientMessage::Story { from, until, .. }) = room.sent.last() else { panic!() };
    assert_eq!(until.since(*from).0, 360_000, "to the end of the last minute");
    assert!(*until <= room.now() && room.now().since(*until).0 < 86_400_000);
    let (seat, from, until) = (seat("TUN"), Timestamp(1), Timestamp(2));
    let (heard, records, entries, next) = (vec![], vec![], vec![], None);
    room.server(ServerMessage::Story { seat, from, until, heard, records, entries, next });
    assert_eq!(room.client.desk.story.as_ref().unwrap().state, Progress::Loading);
    room.tell(Msg::Desk(DeskMsg::Help(ConnectionId(3), Help::Reload)));
    assert!(matches!(room.sent.last(), Some(ClientMessage::Help { help: Help::Reload, .. })));
}

#[test]
fn a_story_until_now_goes_on_while_it_is_looked_at() {
    let mut room = Room::with("tech");
    let records = room.journal.clone();
    room.server(ServerMessage::JournalPage { records });
    let (from, until) = looks_at_tunisia(&mut room);
    let at = room.journal.last().unwrap().at;
    let note = |place: Option<&str>, connection, media| DeskEntry {
        at,
        seat: place.map(seat),
        connection,
        by: None,
        severity: Severity::Info,
        note: Note::MediaChanged { media },
    };
    let checking = note(Some("TUN"), Some(ConnectionId(3)), MediaState::Checking);
    // What is told live before the answer comes is in the answer too.
    room.server(ServerMessage::Observed { entries: vec![checking.clone()] });
    room.server(ServerMessage::Story {
        seat: seat("TUN"),
        from,
        until,
        heard: vec![Heard { at: from, state: Audibility::NoFloor, by: None }],
        records: vec![],
        entries: vec![checking],
        next: None,
    });
    room.server(ServerMessage::Observed {
        entries: vec![
            note(Some("TUN"), Some(ConnectionId(3)), MediaState::Up),
            note(Some("FRA"), Some(ConnectionId(4)), MediaState::Up),
            note(None, Some(ConnectionId(9)), MediaState::Up),
        ],
    });
    let report = |place| Command::ReportProblem { seat: seat(place), problem: Problem::CannotHear };
    room.other("waly", report("UNODC"));
    room.other("ennaifer", report("TUN"));
    room.other("marsudi", Command::GiveFloor { seat: seat("TUN") });
    let lines = story::lines(&room.client);
    let kinds: Vec<_> = lines.iter().rev().map(|line| line.kind.as_str()).collect();
    let told = ["problem.reported", "floor.granted", "media.changed", "media.changed"];
    assert_eq!(kinds, told, "of others nothing");
    let spans = heard::heard(&room.client);
    let said: Vec<_> = spans.iter().map(|span| span.text.as_str()).collect();
    assert_eq!(said, ["called, “Start speaking” was not pressed", "it did not have the floor"]);

    // What was missed in a lost connection is asked for again.
    room.sent.clear();
    room.tell(Msg::SocketClosed(1006));
    room.tell(Msg::Enter);
    room.welcome();
    let again = ClientMessage::Story { seat: seat("TUN"), from, until };
    room.snapshot();
    assert!(room.sent.contains(&again), "{:?}", room.sent);

    // Of a past time nothing is told live.
    room.tell(Msg::Desk(DeskMsg::AskStory { from: "00:00".into(), until: "00:01".into() }));
    let before = story::lines(&room.client).len();
    room.other("ennaifer", Command::ClearProblem { seat: seat("TUN") });
    assert_eq!(story::lines(&room.client).len(), before);
}
