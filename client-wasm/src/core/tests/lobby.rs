//! The lobby: the microphone is tried with the server and certified, and the meeting goes on with it.

use super::room::{AHEAD, Room};
use crate::core::hearing::Measured;
use crate::core::model::RtcState;
use crate::core::msg::Msg;
use rostrum_proto::lang::LocalText;
use rostrum_proto::meeting::command::Command;
use rostrum_proto::time::Timestamp;
use rostrum_proto::wire::server::Lobby;
use rostrum_proto::wire::{ClientMessage, ServerMessage};

const HEARD: Measured = Measured { level: 20, noise: 70, clipping: 0 };

fn in_the_lobby(who: &str) -> Room {
    let mut room = Room::with(who);
    let lobby = Lobby {
        format: LocalText::default(),
        title: LocalText::default(),
        agenda_item: LocalText::default(),
        phase: room.meeting.phase,
        starts_at: room.meeting.setup.starts_at,
        venue_time_zone: room.meeting.setup.venue_time_zone.clone(),
        venue: room.meeting.setup.venue.clone(),
        seat: None,
        private: None,
    };
    room.server(ServerMessage::Lobby { lobby: lobby.into() });
    room.sent.clear();
    room
}

/// Seconds pass; the server answers.
fn stays(room: &mut Room, seconds: u32) {
    for _ in 0..seconds {
        room.pass(1_000);
        let now = Timestamp(room.at + AHEAD);
        let nonce = (room.at & 0xffff_ffff) as u32;
        room.server(ServerMessage::Pong { nonce, now });
    }
}

fn certified(room: &Room) -> bool {
    room.sent.iter().any(|message| match message {
        ClientMessage::Command { command, .. } => matches!(command, Command::CertifyAudio { .. }),
        _ => false,
    })
}

#[test]
fn a_microphone_is_certified_when_the_server_has_measured_it() {
    let mut room = in_the_lobby("ennaifer");
    let wish = room.client.wish();
    assert!(wish.trial && wish.microphone && !wish.camera, "sound alone goes to the server");
    room.tell(Msg::Heard(HEARD));
    stays(&mut room, 2);
    assert!(!certified(&room), "nothing has reached the server yet");
    room.tell(Msg::Rtc(wish.session.unwrap(), RtcState::Up));
    stays(&mut room, 3);
    assert!(!certified(&room));
    stays(&mut room, 2);
    assert!(certified(&room));
}

#[test]
fn where_no_media_comes_through_it_is_certified_without() {
    let mut room = in_the_lobby("ennaifer");
    room.tell(Msg::Heard(HEARD));
    stays(&mut room, 13);
    assert!(certified(&room));
    assert!(room.client.wish().trial, "and the media is tried again");
}

#[test]
fn the_meeting_goes_on_with_the_media_of_the_lobby() {
    let mut room = in_the_lobby("ennaifer");
    let session = room.client.wish().session;
    room.tell(Msg::Rtc(session.unwrap(), RtcState::Up));
    room.snapshot();
    let wish = room.client.wish();
    assert_eq!(wish.session, session);
    assert!(!wish.trial && !wish.microphone, "a microphone is opened by the meeting alone");
    assert_eq!(room.client.media.state, RtcState::Up);
}

#[test]
fn who_has_no_seat_has_no_media_before_being_let_in() {
    let room = in_the_lobby("guest");
    assert_eq!(room.client.wish().session, None);
}

#[test]
fn who_speaks_for_no_seat_and_is_told_of_no_device_hears_the_meeting() {
    let room = Room::with("guest");
    let wish = room.client.wish();
    assert_eq!(wish.session.map(|(device, _)| device), room.client.connection);
    assert!(wish.session.is_some() && !wish.microphone && !wish.camera);
}
