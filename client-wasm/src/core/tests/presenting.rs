//! A screen is captured while this device shows it, and no longer.

use super::room::{Room, person, seat};
use crate::core::msg::{Effect, Msg};
use rostrum_proto::meeting::command::{Actor, Command};
use rostrum_proto::wire::ClientMessage;

/// The President shows a screen, as their device sees it.
fn presenter() -> Room {
    let mut room = Room::with("marsudi");
    room.serve();
    room.press(Command::GivePresentation { seat: seat("IDN") });
    room.tell(Msg::Screen(true));
    room.serve();
    assert!(room.client.presents());
    assert!(room.client.wish().screen);
    room.effects.clear();
    room
}

fn is_released(room: &Room) -> bool {
    room.effects.contains(&Effect::ReleaseScreen)
}

#[test]
fn who_finishes_captures_nothing_any_more() {
    let mut room = presenter();
    room.press(Command::EndPresentation { seat: seat("IDN") });
    assert!(is_released(&room) && !room.client.presents());
}

#[test]
fn another_device_that_shows_its_own_ends_the_capture_here() {
    let mut room = presenter();
    let connection = room.connect("marsudi");
    let actor = Actor { participant: person("marsudi"), connection };
    let started = room.meeting.decide(room.now(), 0, &actor, &Command::StartPresenting {});
    room.record(None, started.unwrap());
    room.publish();
    assert!(is_released(&room) && !room.client.presents());
    assert!(room.client.has_screen(), "the seat has it still");
}

#[test]
fn a_share_that_ends_in_the_browser_is_told() {
    let mut room = presenter();
    room.tell(Msg::Screen(false));
    room.serve();
    assert!(!room.client.presents() && room.client.has_screen());
}

#[test]
fn what_was_chosen_too_late_is_let_go_at_once() {
    let mut room = Room::with("marsudi");
    room.serve();
    room.press(Command::GivePresentation { seat: seat("IDN") });
    room.press(Command::TakePresentationBack {});
    room.tell(Msg::Screen(true));
    assert!(is_released(&room));
    let starts = |message: &ClientMessage| {
        matches!(message, ClientMessage::Command { command: Command::StartPresenting {}, .. })
    };
    assert!(!room.sent.iter().any(starts));
    let (_, told) = room.client.toast.clone().unwrap();
    assert_eq!(told, "The President has ended your screen sharing.");
}
