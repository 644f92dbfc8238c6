//! Screens and pictures of seats from end to end: who is sent whose, before, during and after.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]

use rostrum_proto::id::ConnectionId;
use rostrum_proto::meeting::command::Command;
use rostrum_proto::wire::ClientMessage;
use rostrum_proto::wire::ServerMessage;
use rostrum_proto::wire::server::ErrorCode;
use rostrum_server::media::plan::{Stream, Track};
use rostrum_server::media::{Forwards, Slot};
use rostrum_tests::caller::{Caller, CallerSlot, Frame, Heard, assert_continuous};
use rostrum_tests::guest::seat;
use rostrum_tests::media_hall::MediaHall;
use rostrum_tests::{Guest, Hall};

const TUNISIA: ConnectionId = ConnectionId(11);
const FRANCE: ConnectionId = ConnectionId(12);
const LISTENER: ConnectionId = ConnectionId(13);
const BYSTANDER: ConnectionId = ConnectionId(14);

/// What the eight sections are for of who looks at seats and at a screen.
const LOOKS: [&str; 8] = [
    "microphone",
    "camera",
    "presentation",
    "gallery_0",
    "floor_voice_0",
    "floor_voice_1",
    "floor_voice_2",
    "presentation_sound",
];
/// And of who shows a screen in place of a camera.
const SHOWS: [&str; 8] = {
    let mut sections = LOOKS;
    sections[1] = "screen";
    sections
};

fn from(heard: &[Heard], who: ConnectionId) -> Vec<u32> {
    let said = heard.iter().map(Heard::says);
    said.filter(|(name, _)| u64::from(*name) == who.0).map(|(_, number)| number).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_seat_is_seen_by_who_looks_at_it_and_by_nobody_else() {
    let mut hall = MediaHall::open();
    let tunisia = hall.enter_with(TUNISIA, &LOOKS).await;
    let france = hall.enter_with(FRANCE, &LOOKS).await;
    let listener = hall.enter_with(LISTENER, &LOOKS).await;
    let bystander = hall.enter_with(BYSTANDER, &LOOKS).await;
    hall.plan(
        &[TUNISIA, FRANCE, LISTENER, BYSTANDER],
        &[
            (Stream::SeatPicture(1), TUNISIA, Track::Camera),
            (Stream::SeatPicture(2), FRANCE, Track::Camera),
        ],
    );
    let looks_at = |stream| hall.media.choose(LISTENER, Slot::Gallery(0), stream);
    looks_at(Some(Stream::SeatPicture(1)));
    // Of a picture that nobody has looked at nothing was kept: it begins with a key frame.
    tunisia.show(Frame::Inter).await;
    tunisia.asked_for_key_frames(1).await;
    tunisia.show(Frame::Key).await;
    tunisia.show(Frame::Inter).await;
    let place = CallerSlot::Gallery(0);
    let seen = listener.wait_for(place, |seen| seen.len() == 2).await;
    assert_eq!(from(&seen, TUNISIA), [1, 2]);

    // Another seat in the same place is the same picture going on.
    looks_at(Some(Stream::SeatPicture(2)));
    france.show(Frame::Inter).await;
    france.asked_for_key_frames(1).await;
    france.show(Frame::Key).await;
    let seen = listener.wait_for(place, |seen| seen.len() == 3).await;
    assert_eq!(from(&seen, FRANCE), [1]);
    assert_continuous(&seen);
    // What is no seat is seen in no such place.
    looks_at(Some(Stream::FloorPicture));
    looks_at(None);
    // When the last of these has come, the others would have.
    hall.media.choose(BYSTANDER, Slot::Gallery(0), Some(Stream::SeatPicture(2)));
    france.asked_for_key_frames(2).await;
    france.show(Frame::Key).await;
    bystander.wait_for(place, |seen| seen.len() == 1).await;
    assert_eq!((listener.heard_at_all(), tunisia.heard_at_all(), france.heard_at_all()), (3, 0, 0));
}

/// A guest who is let in, with media.
async fn comes(
    hall: &Hall,
    technician: &mut Guest,
    who: &str,
    sections: &[&str],
) -> (Guest, Caller) {
    let mut guest = Guest::joins(hall, who).await;
    let place = who.split('-').next().unwrap();
    technician.does(Command::AdmitSeat { seat: seat(place) }).await;
    guest.until("the meeting", |g| g.meeting.is_some()).await;
    let caller = guest.calls_with(sections).await;
    (guest, caller)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_screen_is_seen_while_it_is_given_and_nobody_elses() {
    let hall = Hall::open().await;
    let (mut chair, mut tunisia, mut technician) = hall.session().await;
    let (mut france, screen) = comes(&hall, &mut technician, "FRA-delegate", &SHOWS).await;
    let (mut vietnam, other) = comes(&hall, &mut technician, "VNM-delegate", &SHOWS).await;
    let listener = tunisia.calls_with(&LOOKS).await;
    // Nobody was given anything: neither is seen.
    screen.show(Frame::Key).await;
    other.show(Frame::Key).await;
    france.does(Command::AskToPresent { seat: seat("FRA") }).await;
    chair.does(Command::GivePresentation { seat: seat("FRA") }).await;
    france.does(Command::StartPresenting {}).await;
    screen.show(Frame::Key).await;
    screen.show(Frame::Inter).await;
    other.show(Frame::Key).await;
    let place = CallerSlot::Presentation;
    let seen = listener.wait_for(place, |seen| seen.len() >= 2).await;
    assert_eq!(from(&seen, france.connection), [1, 2]);
    assert_eq!(seen.len(), 2, "nobody else's");

    chair.does(Command::TakePresentationBack {}).await;
    screen.show(Frame::Key).await;
    // Whenever that comes, it comes too late: the screen is another's by then, or nobody's.
    chair.does(Command::GivePresentation { seat: seat("VNM") }).await;
    vietnam.does(Command::StartPresenting {}).await;
    other.show(Frame::Key).await;
    screen.show(Frame::Key).await;
    let seen = listener.wait_for(place, |seen| seen.len() >= 3).await;
    assert_eq!(from(&seen, vietnam.connection).len(), 1);
    assert_eq!(from(&seen, france.connection), [1, 2]);
}

#[tokio::test]
async fn who_looks_at_too_much_or_at_nobody_is_told_so() {
    let hall = Hall::open().await;
    let (_chair, mut tunisia, _technician) = hall.session().await;
    for (seats, code) in [
        (vec![Some(seat("FRA")); 500], ErrorCode::Malformed),
        (vec![Some(seat("ATLANTIS"))], ErrorCode::Gone),
    ] {
        tunisia.others.clear();
        tunisia.says(&ClientMessage::Watch { seats }).await;
        let told = |message: &ServerMessage| matches!(message, ServerMessage::Error { code: told, .. } if *told == code);
        tunisia.until("an answer", |guest| guest.others.iter().any(told)).await;
    }
    // And stays in the meeting.
    tunisia.says(&ClientMessage::Watch { seats: vec![None, Some(seat("FRA"))] }).await;
    tunisia.says(&ClientMessage::Ping { nonce: 7 }).await;
    let pong = |message: &ServerMessage| matches!(message, ServerMessage::Pong { nonce: 7, .. });
    tunisia.until("a pong", |guest| guest.others.iter().any(pong)).await;
}
