//! Who speaks and is not heard: every screen says so, and whoever can help is told without being asked.

use super::room::{Room, person, seat};
use crate::core::model::{DeviceState, Devices, RtcState, Screen, Sound};
use crate::core::msg::Msg;
use crate::core::pulse::Passed;
use crate::core::view::{bar, chair, stage, table, voices};
use rostrum_proto::id::ConnectionId;
use rostrum_proto::meeting::Notice;
use rostrum_proto::meeting::command::{Actor, Command, Problem};
use rostrum_proto::meeting::floor::GrantPhase;
use rostrum_proto::meeting::presence::DisconnectReason;
use rostrum_proto::meeting::ready::Fault;
use rostrum_proto::profile::RequestKind;
use rostrum_proto::wire::quality::LeftOut;
use rostrum_proto::wire::{ServerMessage, close};

/// Tunisia speaks and is heard.
fn speaking() -> Room {
    let mut room = Room::called();
    let request = room.meeting.holder().unwrap().id;
    room.press(Command::StartSpeaking { request });
    room
}

/// Why the speaker is not heard, as the meeting knows it.
fn fault(room: &Room) -> Option<Fault> {
    match room.meeting.holder().unwrap().grant().unwrap().phase {
        GrantPhase::Live { fault, .. } => fault,
        _ => panic!("nobody speaks"),
    }
}

fn line(room: &Room) -> (String, bool) {
    let voices = voices::voices(&room.client).unwrap();
    (voices.line, voices.anybody)
}

#[test]
fn a_microphone_that_goes_in_mid_speech_is_reported_and_the_report_ends_with_it() {
    let mut room = speaking();
    assert_eq!(line(&room), ("You are heard".into(), true));
    let gone = Devices { microphone: DeviceState::Missing, ..room.client.devices.clone() };
    let back = room.client.devices.clone();
    room.tell(Msg::Devices(gone));
    assert_eq!(line(&room), ("You are not heard".into(), false));
    assert_eq!(fault(&room), None, "it may be a moment only");
    room.pass_connected(4_000);
    room.serve();
    assert_eq!(fault(&room), Some(Fault::NoMicrophone));
    room.tell(Msg::Devices(back));
    room.tell(Msg::Sound(Sound::Heard));
    room.pass_connected(4_000);
    room.serve();
    assert_eq!(fault(&room), None);
    assert_eq!(line(&room), ("You are heard".into(), true));
}

#[test]
fn a_speaker_who_is_not_heard_is_not_told_to_the_chair_as_heard() {
    let (mut room, request) = Room::presided();
    assert_eq!(line(&room), ("Heard now: Tunisia".into(), true));
    let problem = Problem::CannotSee;
    room.other("ennaifer", Command::ReportProblem { seat: seat("TUN"), problem });
    assert_eq!(line(&room), ("Heard now: Tunisia".into(), true));
    let muted = Some(Fault::Muted);
    room.other("ennaifer", Command::ReportReady { request, ready: false, fault: muted });
    assert_eq!(line(&room), ("Tunisia: cannot be heard".into(), false));
    assert_eq!(stage::plate(&room.client).unwrap().line, "cannot be heard");
    let panel = chair::panel(&room.client, room.now()).unwrap();
    let holder = panel.holder.unwrap();
    assert_eq!((&*holder.line, holder.warn), ("Tunisia: speaking · cannot be heard", true));
    let board: Vec<_> = panel.problems.iter().map(|(name, what)| (&*name.text, *what)).collect();
    assert_eq!(board, [("Tunisia", "cannot be heard")], "whatever was reported before");
    let seats = table::table(&room.client, room.now());
    let tunisia = seats.iter().find(|card| card.id == seat("TUN")).unwrap();
    assert_eq!(tunisia.line, "cannot be heard");
    room.other("ennaifer", Command::ReportReady { request, ready: true, fault: None });
    assert_eq!(line(&room), ("Heard now: Tunisia".into(), true));
}

#[test]
fn a_page_that_hangs_is_found_out_by_what_media_measures() {
    let (mut room, _) = Room::presided();
    let device = room.meeting.speaking_device().unwrap();
    room.observe(&Notice::Heard(device, Some(Fault::NoMedia)));
    assert_eq!(line(&room), ("Tunisia: cannot be heard".into(), false));
    room.observe(&Notice::Heard(device, None));
    assert_eq!(line(&room), ("Heard now: Tunisia".into(), true));
}

#[test]
fn who_speaks_again_after_a_reload_carries_no_old_fault() {
    let mut room = speaking();
    room.tell(Msg::Devices(Devices {
        microphone: DeviceState::Missing,
        ..room.client.devices.clone()
    }));
    room.pass_connected(4_000);
    room.serve();
    assert_eq!(fault(&room), Some(Fault::NoMicrophone));
    let device = room.client.connection.unwrap();
    let (connections, last_seen) = (vec![device], room.now());
    let reason = DisconnectReason::Left;
    room.observe(&Notice::Disconnected { connections, last_seen, reason });
    let who = Actor { participant: person("ennaifer"), connection: ConnectionId(77) };
    room.observe(&Notice::Connected(who));
    let request = room.meeting.holder().unwrap().id;
    room.other("ennaifer", Command::StartSpeaking { request });
    assert_eq!(fault(&room), None);
}

#[test]
fn what_a_device_said_of_itself_goes_with_it() {
    let mut room = Room::with("marsudi");
    room.serve();
    let second = Actor { participant: person("ennaifer"), connection: ConnectionId(77) };
    room.observe(&Notice::Connected(second));
    room.press(Command::GiveFloor { seat: seat("TUN") });
    let request = room.meeting.holder().unwrap().id;
    room.other("ennaifer", Command::ReportReady { request, ready: true, fault: None });
    let chair_reads =
        |room: &Room| chair::panel(&room.client, room.now()).unwrap().holder.unwrap().line;
    assert_eq!(chair_reads(&room), "Tunisia: microphone ready");
    let first = room.meeting.connections.values().find(|c| c.participant == person("ennaifer"));
    let (connections, last_seen) = (vec![first.unwrap().id], room.now());
    let reason = DisconnectReason::Lost;
    room.observe(&Notice::Disconnected { connections, last_seen, reason });
    assert_eq!(chair_reads(&room), "Tunisia: checking the microphone");
}

#[test]
fn an_interrupted_speaker_who_has_left_is_away() {
    let (mut room, _) = Room::presided();
    room.press(Command::PauseSpeaker {});
    let device = room.meeting.connections_of(&seat("TUN")).next().unwrap().id;
    let (connections, last_seen) = (vec![device], room.now());
    let reason = DisconnectReason::Lost;
    room.observe(&Notice::Disconnected { connections, last_seen, reason });
    let holder = chair::panel(&room.client, room.now()).unwrap().holder.unwrap();
    assert_eq!(holder.line, "Tunisia: interrupted · away");
    let seats = table::table(&room.client, room.now());
    let tunisia = seats.iter().find(|card| card.id == seat("TUN")).unwrap();
    assert_eq!(tunisia.line, "away, place kept");
}

#[test]
fn a_pause_for_breath_is_no_problem_and_a_minute_of_silence_is() {
    let mut room = speaking();
    room.tell(Msg::Sound(Sound::Silent));
    room.pass_connected(8_000);
    room.serve();
    assert_eq!(fault(&room), None);
    room.pass_connected(20_000);
    room.serve();
    assert_eq!(fault(&room), Some(Fault::Silent));
    assert!(line(&room).0.contains("no sound comes from it"));
}

#[test]
fn without_the_connection_nothing_is_said_of_who_is_heard() {
    let mut room = speaking();
    room.tell(Msg::SocketClosed(1006));
    let (line, anybody) = line(&room);
    assert!(line.starts_with("Connection lost") && !anybody, "{line}");
    assert!(stage::plate(&room.client).unwrap().line.starts_with("Connection lost"));
}

#[test]
fn who_was_cut_off_is_asked_to_continue() {
    let mut room = speaking();
    room.pass_connected(5_000);
    room.other("marsudi", Command::PauseSpeaker {});
    room.other("marsudi", Command::ResumeSpeaker {});
    let floor = bar::my_floor(&room.client, room.now()).unwrap();
    assert!(floor.line.starts_with("Press Start speaking to continue."), "{}", floor.line);

    let mut president = Room::with("marsudi");
    president.serve();
    president.other(
        "ennaifer",
        Command::ReportProblem { seat: seat("TUN"), problem: Problem::CannotSee },
    );
    president.press(Command::GiveFloor { seat: seat("TUN") });
    let request = president.meeting.holder().unwrap().id;
    president.other("ennaifer", Command::StartSpeaking { request });
    president.pass_connected(5_000);
    president.press(Command::PauseSpeaker {});
    president.press(Command::ResumeSpeaker {});
    let say = chair::panel(&president.client, president.now()).unwrap().say.lines.join(" ");
    assert!(say.contains("continue"), "{say}");
}

#[test]
fn the_clock_of_who_is_interrupted_stands() {
    let mut room = speaking();
    room.pass_connected(60_000);
    room.other("marsudi", Command::PauseSpeaker {});
    room.pass_connected(30_000);
    let own = stage::own_clock(&room.client, room.now()).unwrap();
    assert_eq!((own.digits.as_str(), own.note.as_str()), ("4:00", "of 5 min"));
}

#[test]
fn who_is_late_with_the_hello_comes_back_and_who_is_outdated_is_told() {
    let mut room = Room::with("ennaifer");
    room.tell(Msg::SocketClosed(1006));
    room.tell(Msg::SocketClosed(close::PROTOCOL_ERROR));
    assert_eq!(room.client.screen, Screen::Inside, "a slow line is no old page");
    let sentence = "This server speaks protocol 2, not 1: reload the page.".to_owned();
    let code = rostrum_proto::wire::server::ErrorCode::HelloExpected;
    room.server(ServerMessage::Error { code, sentence, id: None });
    room.tell(Msg::SocketClosed(close::PROTOCOL_ERROR));
    assert_eq!(room.client.screen, Screen::Protocol);
}

#[test]
fn what_is_no_longer_so_is_no_longer_told() {
    let mut room = speaking();
    room.tell(Msg::SocketClosed(1006));
    room.press(Command::RequestFloor { seat: seat("TUN"), kind: RequestKind::RightOfReply });
    assert!(room.client.toast.is_some(), "not done: the connection is lost");
    room.pass(5_000);
    room.welcome();
    assert_eq!(room.client.toast, None);
    room.tell(Msg::Rtc((room.client.connection.unwrap(), 0), RtcState::Up));
    room.tell(Msg::Tell("Something.".into()));
    room.tell(Msg::Leave);
    assert_eq!(room.client.toast, None);
}

#[test]
fn what_the_network_does_not_carry_is_said_and_nothing_stands_still_on_the_screen() {
    let mut room = Room::with("marsudi");
    room.serve();
    room.press(Command::GiveFloor { seat: seat("TUN") });
    let request = room.meeting.holder().unwrap().id;
    room.other("ennaifer", Command::TurnCamera { on: true });
    room.other("ennaifer", Command::StartSpeaking { request });
    room.media_is_up();
    let reads = |room: &Room| stage::banner(&room.client).map(|banner| banner.text);
    let shown = |room: &Room| stage::pictures(&room.client).floor;
    assert_eq!((reads(&room), shown(&room)), (None, true));
    let pictures = LeftOut { floor: false, chair: true, ..LeftOut::default() };
    room.server(ServerMessage::LeftOut { pictures });
    assert!(reads(&room).unwrap().starts_with("The President's picture is left out"));
    assert!(shown(&room));
    room.server(ServerMessage::LeftOut {
        pictures: LeftOut { floor: true, chair: true, ..LeftOut::default() },
    });
    assert!(reads(&room).unwrap().starts_with("Your connection carries sound only for now"));
    assert!(!shown(&room), "no frozen picture");
    room.server(ServerMessage::LeftOut { pictures: LeftOut::default() });
    assert_eq!((reads(&room), shown(&room)), (None, true));
}

#[test]
fn a_network_that_carries_no_picture_upwards_is_said_and_the_picture_comes_back() {
    let mut room = speaking();
    room.pass_connected(1_000);
    room.serve();
    let session = room.client.wish().session.unwrap();
    let shown = |room: &Room| room.client.wish().camera;
    let banner = |room: &Room| stage::banner(&room.client).map(|b| b.text).unwrap_or_default();
    assert!(shown(&room));
    let estimates = |room: &mut Room, bits: u32, seconds: u32| {
        for _ in 0..seconds * 2 {
            let passed = Passed { received: room.at, may_send: Some(bits), ..Passed::default() };
            room.tell(Msg::Passed(session, passed));
            room.pass_connected(500);
            room.serve();
        }
    };
    estimates(&mut room, 60_000, 2);
    assert!(shown(&room), "a moment is no reason");
    estimates(&mut room, 60_000, 2);
    assert!(!shown(&room), "and everybody sees the nameplate");
    let device = room.client.connection.unwrap();
    assert!(!room.meeting.connections[&device].camera);
    assert!(banner(&room).starts_with("Your connection carries sound only. You are heard;"));
    assert!(room.client.wish().microphone, "the voice goes on");
    room.tell(Msg::Sound(Sound::Silent));
    assert!(banner(&room).starts_with("Your connection carries sound only: your picture is not"));
    estimates(&mut room, 1_000_000, 21);
    assert!(shown(&room) && room.meeting.connections[&device].camera);
    assert_eq!(banner(&room), "");
    // Whoever turns the camera on wants to try at once.
    estimates(&mut room, 60_000, 9);
    assert!(!shown(&room));
    room.tell(Msg::WantCamera(true));
    room.pass_connected(3_000);
    room.serve();
    assert!(shown(&room));
}

#[test]
fn everybody_reads_that_the_speaker_is_not_heard_and_nobody_else_why() {
    for who in ["waly", "viewer"] {
        let mut room = Room::with(who);
        room.serve();
        room.other("marsudi", Command::GiveFloor { seat: seat("TUN") });
        let request = room.meeting.holder().unwrap().id;
        room.other("ennaifer", Command::StartSpeaking { request });
        assert_eq!(line(&room), ("Heard now: Tunisia".into(), true), "{who}");
        let device = room.meeting.speaking_device().unwrap();
        room.observe(&Notice::Heard(device, Some(Fault::NoMedia)));
        assert_eq!(line(&room), ("Tunisia: cannot be heard".into(), false), "{who}");
        let known = room.client.meeting().unwrap().holder().unwrap().grant().unwrap();
        let untold = matches!(known.phase, GrantPhase::Live { fault: Some(Fault::Untold), .. });
        assert!(untold, "{who} knows {:?}", known.phase);
        room.observe(&Notice::Heard(device, None));
        assert_eq!(line(&room), ("Heard now: Tunisia".into(), true), "{who}");
    }
}
