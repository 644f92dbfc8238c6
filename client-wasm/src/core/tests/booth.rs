//! An interpreter at the console: who hears what is said, and from what it is interpreted.

use super::room::Room;
use crate::core::listening::Held;
use crate::core::msg::Msg;
use crate::core::view::booth::{Lamp, booth};
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::command::Command;

fn goes_on_air(channel: Lang, relay: Option<Lang>) -> Command {
    Command::GoOnAir { channel, relay }
}

/// The first of the French booth is on air.
fn on_air() -> Room {
    let mut room = Room::in_booth();
    room.press(goes_on_air(Lang::Fr, None));
    assert!(room.client.wish().microphone);
    room
}

fn lamp(room: &Room) -> Lamp {
    booth(&room.client, room.now()).unwrap().lamp
}

const HELD: Held = Held { key: true, button: false, lost: false };

#[test]
fn what_is_said_aside_is_not_for_the_channel() {
    let mut room = on_air();
    room.tell(Msg::Aside(HELD));
    assert_eq!((room.client.wish().microphone, room.client.wish().aside), (false, true));
    assert_eq!(lamp(&room), Lamp::Cough);
    room.tell(Msg::Aside(Held::default()));
    assert_eq!((room.client.wish().microphone, room.client.wish().aside), (true, false));
}

#[test]
fn who_has_not_been_seen_to_let_go_is_heard_by_nobody() {
    let mut room = on_air();
    room.tell(Msg::Aside(HELD));
    let mut held = HELD;
    held.lose();
    room.tell(Msg::Aside(held));
    assert_eq!((room.client.wish().microphone, room.client.wish().aside), (false, false));
    assert_eq!(lamp(&room), Lamp::Cough, "and is told so");
    // What was lost twice was lost once.
    held.lose();
    assert!(held.lost);
    room.tell(Msg::Aside(HELD));
    room.tell(Msg::Aside(Held::default()));
    assert!(room.client.wish().microphone);
    // A key that was not held is not lost.
    let mut free = Held::default();
    free.lose();
    assert_eq!(free, Held::default());
}

#[test]
fn an_interpreter_is_not_seen_until_they_say_so() {
    let mut room = Room::in_booth();
    room.pass_connected(5_000);
    room.serve();
    let me = room.client.connection.unwrap();
    assert!(!room.meeting.connections[&me].camera);
    room.tell(Msg::WantCamera(true));
    room.serve();
    assert!(room.meeting.connections[&me].camera && room.client.wish().camera);
    room.tell(Msg::WantCamera(false));
    room.serve();
    assert!(!room.meeting.connections[&me].camera && !room.client.wish().camera);
}

#[test]
fn who_followed_the_colleague_goes_on_from_where_the_colleague_interprets() {
    let mut room = Room::in_booth();
    room.other("ar-1", goes_on_air(Lang::Ar, None));
    room.other("fr-2", goes_on_air(Lang::Fr, Some(Lang::Ar)));
    room.tell(Msg::Listen(Some(Lang::Fr)));
    let sources = |room: &Room| {
        let console = booth(&room.client, room.now()).unwrap();
        console.sources.iter().map(|source| source.channel).collect::<Vec<_>>()
    };
    let before = sources(&room);
    room.other("fr-2", Command::ProposeHandOver { minutes: 0 });
    let go = booth(&room.client, room.now()).unwrap().outputs[0].go.clone().unwrap();
    assert_eq!(go.command, goes_on_air(Lang::Fr, Some(Lang::Ar)));
    room.press(go.command);
    assert_eq!(room.meeting.on_air[&Lang::Fr].relay, Some(Lang::Ar));
    assert_eq!(room.client.channel, Some(Lang::Ar));
    assert_eq!(sources(&room), before, "each keeps its key");
    let console = booth(&room.client, room.now()).unwrap();
    let own = console.sources.iter().find(|source| source.channel == Some(Lang::Fr)).unwrap();
    assert!(own.reason.is_some(), "nobody listens to themselves");
}

#[test]
fn who_is_routed_is_told_and_who_does_it_themselves_is_not() {
    let mut room = on_air();
    room.other("ar-1", goes_on_air(Lang::Ar, None));
    room.client.toast = None;
    room.press(Command::TakeRelay { relay: Some(Lang::Ar) });
    room.press(Command::TakeRelay { relay: None });
    assert_eq!(room.client.toast, None);
    let (booth, channel) = (Lang::Fr, Lang::Fr);
    room.other("tech", Command::RouteBooth { booth, channel, relay: Some(Lang::Ar) });
    let told = room.client.toast.as_ref().map(|(_, text)| text.clone()).unwrap_or_default();
    assert!(told.contains("Arabic"), "{told}");
    assert_eq!(room.client.channel, Some(Lang::Ar), "and hears it");
}

#[test]
fn who_is_off_air_and_has_not_asked_for_it_is_told() {
    let mut room = on_air();
    room.press(Command::GoOffAir {});
    assert_eq!(room.client.toast, None);
    room.press(goes_on_air(Lang::Fr, None));
    room.other("tech", Command::TakeOffAir { booth: Lang::Fr });
    let told = room.client.toast.as_ref().map(|(_, text)| text.as_str());
    assert_eq!(told, Some("You are off air. Go on air again when you are ready."));
}
