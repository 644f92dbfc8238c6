//! Another network under the same device: its socket and its media find another way.

use super::room::Room;
use crate::core::model::RtcState;
use crate::core::msg::{Effect, Msg};
use crate::core::pulse::Passed;
use rostrum_proto::time::Timestamp;
use rostrum_proto::wire::ServerMessage;

#[test]
fn media_seeks_another_way_when_the_network_changes_and_when_nothing_comes() {
    let (mut room, session) = Room::in_a_call();
    room.effects.clear();
    room.tell(Msg::NetworkChanged);
    assert_eq!(room.effects, [Effect::Connect], "nobody waits for what may lead nowhere");
    room.effects.clear();
    room.welcome_back();
    assert_eq!(room.effects, [Effect::Welcomed(None), Effect::RestartIce(session)]);
    room.effects.clear();
    room.tell(Msg::Rtc(session, RtcState::Interrupted));
    assert_eq!(room.effects, [], "it is looking already");
    // Found.
    room.tell(Msg::Rtc(session, RtcState::Up));
    room.pass_connected(10_000);
    assert_eq!(room.client.wish().session, Some(session), "the same session");
    room.tell(Msg::Rtc(session, RtcState::Interrupted));
    assert_eq!(room.effects, [Effect::RestartIce(session)]);
    // Not found: a new session.
    room.pass_connected(5_000);
    assert_ne!(room.client.wish().session, Some(session));
}

#[test]
fn silence_of_the_server_is_noticed_before_the_browser_knows_it() {
    let (mut room, session) = Room::in_a_call();
    let state = |room: &mut Room, received| {
        room.tell(Msg::Passed(session, Passed { received, ..Passed::default() }));
        room.client.media.state
    };
    for look in 0..10 {
        assert_eq!(state(&mut room, look * 300), RtcState::Up);
        room.pass_connected(500);
    }
    room.effects.clear();
    // 2,700 octets were the last.
    assert_eq!(state(&mut room, 2_700), RtcState::Up, "0.5 s of silence");
    room.pass_connected(500);
    assert_eq!(state(&mut room, 2_700), RtcState::Up, "1 s");
    room.pass_connected(500);
    assert_eq!(state(&mut room, 2_700), RtcState::Interrupted, "1.5 s");
    assert_eq!(room.effects, [Effect::RestartIce(session)]);
    room.pass_connected(500);
    assert_eq!(state(&mut room, 2_900), RtcState::Up, "by another way");
    assert_eq!(room.client.wish().session, Some(session));
    // A page that was paused for ten minutes has not looked; what came meanwhile counts.
    room.at += 600_000;
    assert_eq!(state(&mut room, 90_000), RtcState::Up);
}

/// The network of Tunisia's device carries nothing any more; so long until it has opened another socket.
fn until_another_socket(room: &mut Room) -> u64 {
    let began = room.at;
    room.effects.clear();
    while !room.effects.contains(&Effect::Connect) {
        room.pass(250);
        if room.at.is_multiple_of(500) {
            let session = room.client.wish().session.unwrap();
            room.tell(Msg::Passed(session, Passed { received: 2_700, ..Passed::default() }));
        }
        assert!(room.at - began < 10_000, "nothing was noticed");
    }
    room.at - began
}

#[test]
fn a_network_that_carries_nothing_is_known_by_socket_and_media_together() {
    let (mut room, session) = Room::in_a_call();
    room.pass_connected(2_250);
    // Media stops first: nothing has come since the last look.
    room.tell(Msg::Passed(session, Passed { received: 2_700, ..Passed::default() }));
    let waited = until_another_socket(&mut room);
    assert!(waited <= 2_000, "{waited} ms");
    room.effects.clear();
    room.welcome_back();
    let (connection, attempt) = session;
    let anew = (connection, attempt + 1);
    assert_eq!(
        room.client.wish().session,
        Some(anew),
        "the same device, in a call without the dead way"
    );
    room.server(ServerMessage::Resumed { records: vec![] });
    room.effects.clear();
    room.tell(Msg::Rtc(anew, RtcState::Up));
    room.pass_connected(10_000);
    assert_eq!(room.effects, [], "nothing more is needed");
    assert_eq!(room.client.wish().session, Some(anew));
}

#[test]
fn a_socket_that_is_lost_alone_leaves_media_as_it_is() {
    let (mut room, session) = Room::in_a_call();
    room.effects.clear();
    room.tell(Msg::SocketClosed(1006));
    room.welcome_back();
    assert_eq!(room.effects, [Effect::Connect, Effect::Welcomed(None)]);
    // It has missed more than the server remembers.
    room.snapshot();
    assert_eq!(room.client.media.state, RtcState::Up);
    assert_eq!(room.client.wish().session, Some(session));
}

#[test]
fn media_that_was_never_there_begins_anew_with_the_socket() {
    let mut room = Room::with("ennaifer");
    room.serve();
    let (connection, attempt) = room.client.wish().session.unwrap();
    room.tell(Msg::SocketClosed(1006));
    room.welcome_back();
    // What was offered may never have arrived.
    assert_eq!(room.client.wish().session, Some((connection, attempt + 1)));
}

#[test]
fn a_socket_that_opens_where_there_is_no_way_any_more_is_opened_again() {
    let mut room = Room::with("ennaifer");
    room.tell(Msg::SocketClosed(1006));
    room.effects.clear();
    room.tell(Msg::NetworkChanged);
    assert_eq!(room.effects, [Effect::Connect]);
}

#[test]
fn nothing_is_drawn_again_because_something_has_passed() {
    let (mut room, session) = Room::in_a_call();
    let passes = |room: &mut Room, received| {
        let passed = Msg::Passed(session, Passed { received, ..Passed::default() });
        room.at += 250;
        room.client.update(Timestamp(room.at), passed).changed
    };
    assert!(!(1..100_u64).any(|n| passes(&mut room, n * 300)));
    let silent = (0..8).filter(|_| passes(&mut room, 29_700)).count();
    assert_eq!(silent, 1, "once, when the way is gone");
}
