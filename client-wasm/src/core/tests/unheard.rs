//! Who speaks and is not heard: every screen says so, and whoever can help is told without being asked.

use super::room::{Room, seat};
use crate::core::model::{DeviceState, Devices, RtcState, Screen, Sound};
use crate::core::msg::Msg;
use crate::core::view::{bar, chair, stage, voices};
use rostrum_proto::meeting::command::{Command, Problem};
use rostrum_proto::profile::RequestKind;
use rostrum_proto::wire::{ServerMessage, close};

/// Tunisia speaks and is heard.
fn speaking() -> Room {
    let mut room = Room::with("ennaifer");
    room.serve();
    room.other("marsudi", Command::GiveFloor { seat: seat("TUN") });
    room.media_is_up();
    room.tell(Msg::Sound(Sound::Heard));
    room.serve();
    let request = room.meeting.holder().unwrap().id;
    room.press(Command::StartSpeaking { request });
    room
}

fn problem(room: &Room) -> Option<Problem> {
    room.meeting.seats[&seat("TUN")].problem
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
    assert_eq!(problem(&room), None, "it may be a moment only");
    room.pass_connected(4_000);
    room.serve();
    assert_eq!(problem(&room), Some(Problem::CannotBeHeard));
    room.tell(Msg::Devices(back));
    room.tell(Msg::Sound(Sound::Heard));
    room.serve();
    assert_eq!(problem(&room), None);
    assert_eq!(line(&room), ("You are heard".into(), true));
}

#[test]
fn a_pause_for_breath_is_no_problem_and_a_minute_of_silence_is() {
    let mut room = speaking();
    room.tell(Msg::Sound(Sound::Silent));
    room.pass_connected(8_000);
    room.serve();
    assert_eq!(problem(&room), None);
    room.pass_connected(20_000);
    room.serve();
    assert_eq!(problem(&room), Some(Problem::CannotBeHeard));
    assert!(line(&room).0.contains("no sound comes from it"));
}

#[test]
fn a_problem_that_the_delegate_reported_is_not_ended_by_the_device() {
    let mut room = speaking();
    let report = Command::ReportProblem { seat: seat("TUN"), problem: Problem::CannotBeHeard };
    room.press(report);
    room.pass_connected(10_000);
    room.serve();
    assert_eq!(problem(&room), Some(Problem::CannotBeHeard));
}

#[test]
fn without_the_connection_nothing_is_said_of_who_is_heard() {
    let mut room = speaking();
    room.tell(Msg::SocketClosed(1006));
    let (line, anybody) = line(&room);
    assert!(line.starts_with("Connection lost") && !anybody, "{line}");
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
