//! The technicians' desk.

use super::room::{Room, person, seat};
use crate::core::desk::act::{DeskEffect, DeskMsg};
use crate::core::msg::{Effect, Msg};
use crate::core::view::grade::Grade;
use crate::core::view::journal::{Filter, Found, JournalLine};
use crate::core::view::{admissions, alarms, journal, quality, table};
use rostrum_proto::id::ConnectionId;
use rostrum_proto::meeting::command::{Command, Problem};
use rostrum_proto::time::Timestamp;
use rostrum_proto::wire::desk::{Acknowledged, Alarm, AlarmKind, Severity};
use rostrum_proto::wire::quality::{ConnectionQuality, MediaState};
use rostrum_proto::wire::{ClientMessage, ServerMessage};

fn measured(id: &str, who: &str, round_trip: f32, loss: f32) -> ConnectionQuality {
    ConnectionQuality {
        participant: person(who),
        seat: Some(seat(id)),
        media: MediaState::Up,
        round_trip_ms: Some(round_trip),
        loss_up: loss,
        bits_up: 1_420_000,
        bits_down: 2_000_000,
        ..ConnectionQuality::silent(ConnectionId(1))
    }
}

/// What a filter shows, newest first.
fn shown(room: &Room, filter: &Filter) -> Vec<JournalLine> {
    let mut found = Found::default();
    found.follow(&room.client, filter);
    let seqs = (0..found.len()).filter_map(|place| found.at(place));
    seqs.filter_map(|seq| journal::line(&room.client, seq)).collect()
}

fn desk_with_journal() -> Room {
    let mut room = Room::with("tech");
    let records = room.journal.clone();
    room.server(ServerMessage::JournalPage { records });
    room
}

#[test]
fn the_desk_asks_for_the_journal_and_filters_it() {
    let mut room = Room::with("tech");
    assert!(room.sent.iter().any(|m| matches!(m, ClientMessage::Journal { limit: 500, .. })));
    let records = room.journal.clone();
    room.server(ServerMessage::JournalPage { records });
    let all = shown(&room, &Filter::default());
    assert_eq!(all.len(), room.journal.len());
    assert!(all[0].seq > all[1].seq, "newest first");
    room.other(
        "ennaifer",
        Command::ReportProblem { seat: seat("TUN"), problem: Problem::CannotHear },
    );
    let of = |filter: Filter| shown(&room, &filter);
    let tunisia = of(Filter { seat: "TUN".into(), ..Filter::default() });
    assert_eq!(tunisia[0].kind, "problem.reported");
    assert_eq!(tunisia[0].detail, "problem cannot hear");
    assert_eq!(tunisia[0].severity, Severity::Warning);
    assert!(tunisia.iter().all(|l| l.seat.text == "Tunisia"));
    let opened = tunisia.iter().any(|l| l.kind == "connection.opened");
    assert!(opened, "a device is of its seat");
    let floor = of(Filter { kind: "seat".into(), ..Filter::default() });
    assert!(floor.iter().all(|l| l.kind.starts_with("seat.")));
    let grave = Filter { severity: Some(Severity::Grave), ..Filter::default() };
    assert!(of(grave).is_empty());
    let warnings = Filter { severity: Some(Severity::Warning), ..Filter::default() };
    assert_eq!(of(warnings).len(), 1);
    let named = of(Filter { text: " TUNIS".into(), ..Filter::default() });
    assert!(!named.is_empty() && named.iter().all(|l| l.seat.text == "Tunisia"));
    let newest = journal::newest(&room.client);
    let paused = of(Filter { paused_at: Some(newest - 1), ..Filter::default() });
    assert_eq!(paused[0].seq, newest - 1);
}

#[test]
fn a_device_that_has_gone_is_still_of_its_seat() {
    let mut room = desk_with_journal();
    let device = room.meeting.connections_of(&seat("UNODC")).next().unwrap().id;
    let reason = rostrum_proto::meeting::presence::DisconnectReason::Lost;
    let event =
        rostrum_proto::meeting::event::Event::ConnectionClosed { connection: device, reason };
    room.record(None, vec![event]);
    room.publish();
    let lines = shown(&room, &Filter { seat: "UNODC".into(), ..Filter::default() });
    assert_eq!(lines[0].kind, "connection.closed");
}

#[test]
fn times_bound_the_journal_and_one_can_jump_to_a_moment() {
    let mut room = desk_with_journal();
    let start = room.at;
    for minute in 0..10 {
        room.at = start + minute * 60_000;
        let problem = Problem::CannotHear;
        room.other("ennaifer", Command::ReportProblem { seat: seat("TUN"), problem });
        room.other("ennaifer", Command::ClearProblem { seat: seat("TUN") });
    }
    let filter = Filter { kind: "problem".into(), ..Filter::default() };
    let time = |place: usize| shown(&room, &filter)[place].time[..5].to_owned();
    let (third, fifth) = (time(14), time(10));
    let within = Filter { from: third.clone(), until: fifth.clone(), ..filter.clone() };
    let lines = shown(&room, &within);
    assert_eq!(lines.len(), 6, "three minutes of two records: {third} to {fifth}");
    assert!(lines.iter().all(|l| l.time[..5] >= *third && l.time[..5] <= *fifth));
    let mut found = Found::default();
    found.follow(&room.client, &filter);
    let place = found.place_of(&room.client, &fifth).unwrap();
    assert_eq!(time(place), fifth);
    assert!(place == 10, "the last record of that minute: {place}");
    assert_eq!(found.place_of(&room.client, "soon"), None);
}

#[test]
fn what_comes_later_and_what_was_missing_is_found_as_if_it_had_been_there() {
    let mut room = Room::with("tech");
    let records = room.journal.clone();
    let filter = Filter { text: "e".into(), ..Filter::default() };
    let mut found = Found::default();
    let middle = records.len() / 2;
    for part in [&records[middle + 1..], &records[..middle], &records[middle..=middle]] {
        room.server(ServerMessage::JournalPage { records: part.to_vec() });
        found.follow(&room.client, &filter);
    }
    room.other(
        "ennaifer",
        Command::ReportProblem { seat: seat("TUN"), problem: Problem::CannotSee },
    );
    found.follow(&room.client, &filter);
    let mut whole = Found::default();
    whole.follow(&room.client, &filter);
    assert_eq!(found, whole);
    assert!(!whole.is_empty());
}

#[test]
fn the_journal_is_asked_for_until_its_beginning() {
    let mut room = Room::with("tech");
    room.sent.clear();
    let (older, newer) = room.journal.split_at(4);
    let (older, newer) = (older.to_vec(), newer.to_vec());
    room.server(ServerMessage::JournalPage { records: newer });
    let ask = ClientMessage::Journal { before: Some(5), limit: 500 };
    assert_eq!(room.sent, [ask]);
    room.server(ServerMessage::JournalPage { records: older });
    assert_eq!(room.sent.len(), 1, "nothing is missing any more");
}

#[test]
fn quality_is_graded_and_kept_for_ten_minutes() {
    let mut room = Room::with("tech");
    for _ in 0..400 {
        let poor = Some(rostrum_proto::wire::quality::Grade::Poor);
        let poor = ConnectionQuality { grade: poor, ..measured("UNODC", "waly", 500.0, 0.02) };
        let connections = vec![measured("TUN", "ennaifer", 40.0, 0.001), poor];
        room.server(ServerMessage::Quality { connections });
    }
    assert_eq!(room.client.desk.quality[&seat("TUN")].points.len(), 300);
    let lines = quality::lines(&room.client, room.now());
    let of = |id: &str| lines.iter().find(|l| l.id == seat(id)).unwrap();
    assert_eq!(of("TUN").grade, Grade::Good);
    assert_eq!((of("TUN").loss.as_str(), of("TUN").up.as_str()), ("0.1 %", "1.42"));
    assert_eq!(of("TUN").spark.lines.len(), 1);
    assert_eq!(of("TUN").spark.text, "Round trip 40 to 40 ms, worst loss 0.1 %");
    assert_eq!(of("UNODC").grade, Grade::Poor);
    assert_eq!(of("FRA").grade, Grade::Away);
    assert_eq!(of("IDN").grade, Grade::Lost);
    let seats = table::table(&room.client, room.now());
    let at = |id: &str| seats.iter().find(|s| s.id == seat(id)).unwrap().quality;
    assert_eq!(at("UNODC"), Some((Grade::Poor, "poor")));
    assert_eq!(at("FRA"), None, "who is away is shown as that");
    let delegate = Room::with("ennaifer");
    let seats = table::table(&delegate.client, delegate.now());
    assert!(seats.iter().all(|s| s.quality.is_none()), "for technicians only");
}

fn alarm(id: u64, kind: AlarmKind, value: f32) -> Alarm {
    let raised_at = Timestamp(52_951_000);
    let severity = Severity::Grave;
    let (meetings, acknowledged) = (vec![], None);
    Alarm {
        id,
        kind,
        severity,
        seat: Some(seat("TUN")),
        booth: None,
        value,
        meetings,
        raised_at,
        acknowledged,
    }
}

#[test]
fn a_new_alarm_is_seen_and_heard_until_somebody_takes_note_of_it() {
    let mut room = Room::with("tech");
    let mut loss = alarm(7, AlarmKind::Loss, 7.8);
    room.effects.clear();
    room.server(ServerMessage::Alarms { alarms: vec![loss.clone()] });
    assert_eq!(room.effects, [Effect::Desk(DeskEffect::Chime)]);
    let lines = alarms::alarms(&room.client);
    assert_eq!(lines[0].text, "Tunisia loses 7.8 % of packets");
    assert_eq!((lines[0].since.as_str(), lines[0].acknowledged.as_deref()), ("14:42:31", None));
    room.tell(Msg::Desk(DeskMsg::Acknowledge(7)));
    assert!(room.sent.contains(&ClientMessage::Acknowledge { alarm: 7 }));

    room.effects.clear();
    loss.acknowledged = Some(Acknowledged { by: person("tech"), at: Timestamp(0) });
    room.server(ServerMessage::Alarms { alarms: vec![loss.clone()] });
    assert_eq!(room.effects, [], "nothing new");
    let lines = alarms::alarms(&room.client);
    assert_eq!(lines[0].acknowledged.as_deref(), Some("acknowledged by Desk"));
    assert_eq!(alarms::open(&room.client), 0);

    room.tell(Msg::Desk(DeskMsg::Sound(false)));
    room.effects.clear();
    let silent = alarm(8, AlarmKind::SilentSpeaker, 5.0);
    room.server(ServerMessage::Alarms { alarms: vec![loss, silent] });
    assert_eq!(room.effects, [], "the sound is off");
    assert_eq!(alarms::open(&room.client), 1);
}

#[test]
fn who_waits_in_the_lobby_comes_first() {
    let mut room = Room::with("tech");
    assert_eq!(admissions::guests(&room.client, room.now()), Some(vec![]));
    room.connect("guest");
    room.publish();
    let guests = admissions::guests(&room.client, room.now()).unwrap();
    assert_eq!(guests[0].name.text, "A. Guest");
    let admit = guests[0].admit.command.clone();
    room.press(admit);
    assert_eq!(admissions::guests(&room.client, room.now()), Some(vec![]));
}

#[test]
fn only_those_who_may_admit_see_the_lobby() {
    let room = Room::with("ennaifer");
    assert!(admissions::guests(&room.client, room.now()).is_none());
    assert!(!quality::is_ours(&room.client));
    assert!(room.client.desk.journal.is_empty(), "the journal is kept by technicians only");
}

#[test]
fn nobody_waits_in_the_lobby_of_a_meeting_that_is_over() {
    let mut room = Room::with("tech");
    assert!(admissions::guests(&room.client, room.now()).is_some());
    room.other("marsudi", Command::CloseMeeting {});
    assert_eq!(admissions::guests(&room.client, room.now()), None);
}
