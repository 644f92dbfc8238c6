//! A delegate and the chair: what is shown, what is live, what happens by itself.

use super::room::{Room, seat};
use crate::core::model::{DeviceState, Devices, Sound};
use crate::core::msg::Msg;
use crate::core::view::{bar, chair, speakers, stage, table};
use rostrum_proto::lang::{Lang, LocalText};
use rostrum_proto::meeting::clock::ClockState;
use rostrum_proto::meeting::command::Command;
use rostrum_proto::meeting::floor::GrantPhase;
use rostrum_proto::wire::ServerMessage;
use std::sync::Arc;

#[test]
fn the_client_meets_the_meeting_as_the_server_has_it() {
    let room = Room::with("ennaifer");
    assert_eq!(room.client.meeting().map(|m| m.seq), Some(room.meeting.seq));
}

#[test]
fn the_camera_is_turned_on_after_admission_and_only_once() {
    let mut room = Room::with("ennaifer");
    room.serve();
    let me = room.client.connection.unwrap();
    assert!(room.meeting.connections[&me].camera);
    let before = room.meeting.seq;
    room.pass(3_000);
    room.serve();
    assert_eq!(room.meeting.seq, before);
    room.tell(Msg::WantCamera(false));
    room.serve();
    assert!(!room.meeting.connections[&me].camera);
}

#[test]
fn a_delegate_waits_is_called_consents_and_speaks() {
    let mut room = Room::with("ennaifer");
    room.serve();
    let place = speakers::own_place(&room.client, room.now()).unwrap();
    assert_eq!(place, "2nd, about 15 min");
    assert!(bar::bar(&room.client, room.now()).withdraw.is_some());

    room.other("marsudi", Command::GiveFloor { seat: seat("TUN") });
    let floor = bar::my_floor(&room.client, room.now()).unwrap();
    assert!(floor.start.unwrap().reason.is_none());
    assert!(!room.client.wish().microphone, "a grant opens no microphone");

    // The check of the microphone is reported when it is known, and said once.
    room.serve();
    assert!(matches!(phase(&room), GrantPhase::Called { ready: None, .. }));
    room.media_is_up();
    room.tell(Msg::Sound(Sound::Heard));
    room.serve();
    assert!(matches!(phase(&room), GrantPhase::Called { ready: Some(true), .. }));

    let request = room.meeting.holder().unwrap().id;
    room.press(Command::StartSpeaking { request });
    assert!(room.client.wish().microphone);
    let floor = bar::my_floor(&room.client, room.now()).unwrap();
    assert!(floor.start.is_none() && floor.finish.is_some());

    room.other("marsudi", Command::MuteEveryone {});
    assert!(!room.client.wish().microphone);
    assert!(room.client.toast.is_some(), "a speaker who is muted must know it");
    assert!(bar::my_floor(&room.client, room.now()).unwrap().warn);

    room.press(Command::ReleaseFloor { request });
    assert!(bar::my_floor(&room.client, room.now()).is_none());
    assert!(room.client.pending.is_empty());
}

#[test]
fn without_a_microphone_the_chair_is_told_and_the_delegate_cannot_start() {
    let mut room = Room::with("ennaifer");
    room.tell(Msg::Devices(Devices { microphone: DeviceState::Missing, ..Devices::default() }));
    room.other("marsudi", Command::GiveFloor { seat: seat("TUN") });
    room.serve();
    assert!(matches!(phase(&room), GrantPhase::Called { ready: Some(false), .. }));
    let floor = bar::my_floor(&room.client, room.now()).unwrap();
    assert!(floor.start.unwrap().reason.is_some());
}

#[test]
fn the_clock_is_green_then_amber_then_red() {
    let mut room = Room::with("marsudi");
    room.other("marsudi", Command::GiveFloor { seat: seat("TUN") });
    let request = room.meeting.holder().unwrap().id;
    room.other("ennaifer", Command::StartSpeaking { request });
    let face = |room: &Room| stage::clock(&room.client, room.now()).unwrap();
    assert_eq!((face(&room).digits.as_str(), face(&room).state), ("5:00", ClockState::Green));
    room.at += 4 * 60_000 + 1;
    assert_eq!((face(&room).digits.as_str(), face(&room).state), ("1:00", ClockState::Amber));
    room.at += 67_000;
    assert_eq!((face(&room).digits.as_str(), face(&room).state), ("+0:07", ClockState::Red));
}

#[test]
fn the_chair_sees_who_comes_next_and_what_to_say() {
    let mut room = Room::with("marsudi");
    let panel = |room: &Room| chair::panel(&room.client, room.now()).unwrap();
    assert_eq!(panel(&room).next.unwrap().text, "UNODC");
    let first = [
        "I call the meeting to order. Linkages",
        "I now give the floor to Ghada Waly, Executive Director.",
    ];
    assert_eq!(panel(&room).say.lines, first, "also after the meeting was opened");
    room.press(Command::CallNext {});
    assert!(panel(&room).call.unwrap().reason.is_some(), "the floor is taken");
    let holder = panel(&room).holder.unwrap();
    assert!(holder.defer.is_some() && holder.take_back.is_some());
    let rows = speakers::rows(&room.client, room.now());
    assert!(rows[0].now && rows[1].position == Some(1));
    assert!(rows[1].tools.up.as_ref().unwrap().reason.is_some(), "the first cannot go up");
    assert!(rows[1].tools.down.as_ref().unwrap().reason.is_none());
}

#[test]
fn a_delegate_lets_others_go_first_or_offers_to_change_places_and_conducts_nothing() {
    let room = Room::with("ennaifer");
    assert!(chair::panel(&room.client, room.now()).is_none());
    for row in speakers::rows(&room.client, room.now()) {
        let tools = &row.tools;
        let conducts = [&tools.give, &tools.accept, &tools.up, &tools.down];
        assert!(conducts.iter().all(|tool| tool.is_none()) && !tools.deny && !tools.drag);
        assert_eq!(tools.defer.is_some(), row.mine, "for one's own entry only");
        assert_eq!(tools.swap.is_some(), !row.mine, "with any other");
    }
    assert!(table::table(&room.client, room.now()).iter().all(|seat| seat.menu.is_none()));
}

#[test]
fn the_table_goes_clockwise_from_the_presiding_seat() {
    let room = Room::with("ennaifer");
    let table = table::table(&room.client, room.now());
    let names: Vec<_> = table.iter().map(|s| s.name.text.as_str()).collect();
    assert_eq!(names, ["Indonesia", "France", "Tunisia", "UNODC"]);
    assert_eq!(table[0].line, "presiding");
    assert!(table[2].mine);
}

#[test]
fn the_table_is_in_alphabetical_order_whatever_marks_the_letters_have() {
    let mut room = Room::with("ennaifer");
    let mut meeting = room.meeting.clone();
    let names =
        ["Indonesia", "Costa Rica", "Côte d'Ivoire", "Croatia", "Czechia", "Tunisia", "Türkiye"];
    let mut one = meeting.seats.values().next().unwrap().clone();
    meeting.seats.clear();
    // Ids whose order is another one.
    for (name, id) in names.into_iter().zip(["IDN", "Z", "Y", "X", "W", "V", "U"]) {
        let setup = Arc::make_mut(&mut one.setup);
        setup.id = seat(id);
        setup.short = LocalText::english(name);
        setup.sort_key = name.into();
        meeting.seats.insert(one.setup.id.clone(), one.clone());
    }
    room.server(ServerMessage::Snapshot { meeting: meeting.into() });
    let table = table::table(&room.client, room.now());
    assert_eq!(table.iter().map(|s| s.name.text.as_str()).collect::<Vec<_>>(), names);
}

#[test]
fn every_seat_of_any_table_has_a_cell_of_its_own() {
    for n in 1..=60 {
        let cells = table::cells(n);
        assert_eq!(cells.len(), n);
        let columns = table::columns(n);
        assert_eq!((cells[0].row, cells[0].column), (1, columns.div_ceil(2)));
        for (i, cell) in cells.iter().enumerate() {
            assert!((1..=columns).contains(&cell.column));
            assert!(cell.row == 1 || cell.column == 1 || cell.column == columns);
            assert!(!cells[..i].contains(cell), "{n} seats: {cell:?} twice");
        }
    }
    assert!(table::cells(24).iter().all(|cell| cell.row <= 10));
}

#[test]
fn a_refusal_is_said_in_the_readers_language() {
    let mut room = Room::with("marsudi");
    room.tell(Msg::Speak(Lang::Zh));
    room.press(Command::CallNext {});
    room.press(Command::GiveFloor { seat: seat("TUN") });
    let (_, toast) = room.client.toast.clone().unwrap();
    assert!(toast.contains("毒品和犯罪问题办公室"), "{toast}");
}

#[test]
fn closing_lets_the_devices_go() {
    let mut room = Room::with("marsudi");
    room.press(Command::CloseMeeting {});
    assert!(room.client.closed());
    assert!(room.effects.contains(&crate::core::msg::Effect::ReleaseDevices));
    assert!(room.client.wish().session.is_none());
}

fn phase(room: &Room) -> &GrantPhase {
    &room.meeting.holder().and_then(|h| h.grant()).unwrap().phase
}
