//! Hold a key to speak: as far as the rules allow, and never longer than it is held.

use super::room::{Room, seat};
use crate::core::msg::Msg;
use crate::core::talk::TalkKey;
use rostrum_proto::meeting::command::Command;

/// Tunisia is called.
fn called() -> Room {
    let mut room = Room::with("ennaifer");
    room.serve();
    room.other("marsudi", Command::GiveFloor { seat: seat("TUN") });
    room
}

/// It speaks.
fn speaker() -> Room {
    let mut room = called();
    let request = room.meeting.holder().unwrap().id;
    room.press(Command::StartSpeaking { request });
    room
}

/// And has closed its microphone.
fn silent_speaker() -> Room {
    let mut room = speaker();
    room.press(Command::CloseMicrophone {});
    room
}

#[test]
fn who_speaks_is_heard_as_long_as_the_key_is_held() {
    let mut room = silent_speaker();
    assert!(!room.client.microphone_open());
    for _ in 0..3 {
        room.tell(Msg::Talk(true));
        room.serve();
        assert!(room.client.microphone_open(), "while it is held");
        room.tell(Msg::Talk(false));
        room.serve();
        assert!(!room.client.microphone_open(), "and no longer");
    }
}

#[test]
fn it_is_closed_even_if_the_key_comes_up_before_the_server_has_answered() {
    let mut room = silent_speaker();
    room.tell(Msg::Talk(true));
    room.tell(Msg::Talk(false));
    room.serve();
    assert!(!room.client.microphone_open());
}

#[test]
fn who_is_called_and_has_not_begun_is_not_heard_by_a_key() {
    let mut room = called();
    room.tell(Msg::Talk(true));
    room.serve();
    assert!(!room.client.microphone_open());
    assert!(room.client.toast.is_none(), "nor told anything: the panel says what to do");
}

#[test]
fn a_microphone_that_was_opened_by_the_button_is_not_closed_by_the_key() {
    let mut room = speaker();
    room.tell(Msg::Talk(true));
    room.tell(Msg::Talk(false));
    room.serve();
    assert!(room.client.microphone_open());
}

#[test]
fn keys_that_operate_the_page_are_not_taken() {
    for (code, key) in
        [("Space", " "), ("Tab", "Tab"), ("Enter", "Enter"), ("NumpadEnter", "Enter")]
    {
        assert_eq!(TalkKey::chosen(code, key), None, "{code}");
    }
    for (code, key) in [("ArrowUp", "ArrowUp"), ("ShiftLeft", "Shift"), ("", "")] {
        assert_eq!(TalkKey::chosen(code, key), None, "{code}");
    }
    for (code, key, name) in
        [("KeyM", "ь", "Ь"), ("F13", "F13", "F13"), ("Backquote", "Dead", "Backquote")]
    {
        let chosen = TalkKey::chosen(code, key).unwrap();
        assert_eq!(chosen.name, name);
        assert_eq!(TalkKey::remembered(&chosen.to_remember()), Some(chosen));
    }
}
