//! The technicians' desk.

use super::room::{Room, person, seat};
use crate::core::view::journal::Filter;
use crate::core::view::quality::Grade;
use crate::core::view::{admissions, journal, quality};
use rostrum_proto::id::ConnectionId;
use rostrum_proto::meeting::command::{Command, Problem};
use rostrum_proto::wire::server::ConnectionQuality;
use rostrum_proto::wire::{ClientMessage, ServerMessage};

fn measured(id: &str, who: &str, round_trip: f32, loss: f32) -> ConnectionQuality {
    ConnectionQuality {
        connection: ConnectionId(1),
        participant: person(who),
        seat: Some(seat(id)),
        up: true,
        round_trip_ms: Some(round_trip),
        loss_up: loss,
        loss_down: 0.0,
        bits_up: 1_420_000,
        bits_down: 2_000_000,
        packets_dropped: 0,
    }
}

#[test]
fn the_desk_asks_for_the_journal_and_filters_it() {
    let mut room = Room::with("tech");
    assert!(room.sent.iter().any(|m| matches!(m, ClientMessage::Journal { limit: 500, .. })));
    let records = room.journal.clone();
    room.server(ServerMessage::JournalPage { records });
    let all = journal::lines(&room.client, &Filter::default());
    assert_eq!(all.len(), room.journal.len());
    assert!(all[0].seq > all[1].seq, "newest first");
    room.other(
        "ennaifer",
        Command::ReportProblem { seat: seat("TUN"), problem: Problem::CannotHear },
    );
    let of = |filter: Filter| journal::lines(&room.client, &filter);
    let tunisia = of(Filter { seat: "TUN".into(), ..Filter::default() });
    assert_eq!(tunisia[0].kind, "problem.reported");
    assert_eq!(tunisia[0].detail, "problem cannot hear");
    assert!(tunisia[0].warn && tunisia.iter().all(|l| l.seat.text == "Tunisia"));
    let floor = of(Filter { kind: "seat".into(), ..Filter::default() });
    assert!(floor.iter().all(|l| l.kind.starts_with("seat.")));
    let newest = journal::newest(&room.client);
    let paused = of(Filter { paused_at: Some(newest - 1), ..Filter::default() });
    assert_eq!(paused[0].seq, newest - 1);
}

#[test]
fn quality_is_graded_and_kept_for_ten_minutes() {
    let mut room = Room::with("tech");
    for _ in 0..400 {
        let connections =
            vec![measured("TUN", "ennaifer", 40.0, 0.001), measured("UNODC", "waly", 500.0, 0.02)];
        room.server(ServerMessage::Quality { connections });
    }
    assert_eq!(room.client.desk.quality[&seat("TUN")].points.len(), 300);
    let lines = quality::lines(&room.client, room.now());
    let of = |id: &str| lines.iter().find(|l| l.id == seat(id)).unwrap();
    assert_eq!(of("TUN").grade, Grade::Good);
    assert_eq!((of("TUN").loss.as_str(), of("TUN").up.as_str()), ("0.1 %", "1.42"));
    assert_eq!(of("TUN").spark.len(), 1);
    assert_eq!(of("UNODC").grade, Grade::Poor);
    assert_eq!(of("FRA").grade, Grade::Away);
    assert_eq!(of("IDN").grade, Grade::Lost);
    assert_eq!(quality::alarms(&room.client, room.now()).len(), 1);
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
}
