//! The public link, over real sockets: who opens it follows the meeting, is counted and takes no part in it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use rostrum_proto::id::CommandId;
use rostrum_proto::meeting::command::Command;
use rostrum_proto::meeting::event::{Event, Record};
use rostrum_proto::profile::RequestKind;
use rostrum_proto::time::Millis;
use rostrum_proto::wire::client::Resume;
use rostrum_proto::wire::http::JoinError;
use rostrum_proto::wire::server::ErrorCode;
use rostrum_proto::wire::{ClientMessage, ServerMessage, close};
use rostrum_server::clock::Clock;
use rostrum_server::identity::{Invitations, PublicLink};
use rostrum_server::journal::sqlite;
use rostrum_server::store;
use rostrum_tests::guest::seat;
use rostrum_tests::{Guest, Hall, within};

async fn follows(hall: &Hall, code: &str) -> Guest {
    Guest::with_code(hall.server.http, code).await
}

fn journal(hall: &Hall) -> Vec<Record> {
    let db = store::open(hall.data()).unwrap();
    sqlite::read_records(&db, &hall.meeting, 0, u64::MAX, u32::MAX).unwrap()
}

/// Whether somebody was told that so many follow.
fn told_of(guest: &Guest, viewers: u32) -> bool {
    guest
        .others
        .iter()
        .any(|m| matches!(m, ServerMessage::Following { now, .. } if *now == viewers))
}

async fn is_declined(hall: &Hall, code: &str) -> JoinError {
    hall.join(code).await.unwrap_err().code
}

#[tokio::test]
async fn a_viewer_waits_outside_then_follows_and_nothing_is_recorded_of_it() {
    let hall = Hall::open().await;
    let (code, _) = hall.public_link(PublicLink::default());
    let mut early = follows(&hall, &code).await;
    early.until("what is known outside", |g| g.lobby.is_some()).await;
    assert!(early.meeting.is_none());
    let title = early.lobby.as_ref().unwrap().title.clone();

    let (mut chair, mut tunisia, mut technician) = hall.session().await;
    early.until("the meeting by itself", |g| g.meeting.is_some()).await;
    assert_eq!(early.meeting.as_ref().unwrap().setup.title, title);
    let mut late = follows(&hall, &code).await;
    late.until("the meeting", |g| g.meeting.is_some()).await;
    for officer in [&mut chair, &mut technician] {
        officer.until("how many follow", |g| told_of(g, 2)).await;
    }

    chair.does(Command::GiveFloor { seat: seat("TUN") }).await;
    for viewer in [&mut early, &mut late] {
        viewer.until("who has the floor", |g| g.holder().is_some_and(|(_, s)| s == "TUN")).await;
    }
    tunisia.until("the floor", |g| g.holder().is_some()).await;
    assert!(!told_of(&tunisia, 2), "delegations are not told");
    drop(early);
    chair.until("one has gone", |g| told_of(g, 1)).await;
    let names_a_viewer = |r: &&Record| serde_json::to_string(r).unwrap().contains("viewer:");
    assert_eq!(journal(&hall).iter().find(names_a_viewer), None);
}

#[tokio::test]
async fn a_viewer_sends_nothing_and_is_not_listened_to_for_long() {
    let hall = Hall::open().await;
    let (mut chair, _tunisia, _technician) = hall.session().await;
    let (code, _) = hall.public_link(PublicLink::default());
    let mut viewer = follows(&hall, &code).await;
    viewer.until("the meeting", |g| g.meeting.is_some()).await;
    for n in 1..=9 {
        viewer
            .says_text(&format!(
                r#"{{"type":"command","id":"x{n}","command":{{"type":"open_microphone"}}}}"#
            ))
            .await;
        viewer.says(&ClientMessage::Ping { nonce: n }).await;
        let answered = |g: &Guest| {
            g.others.iter().any(|m| matches!(m, ServerMessage::Pong { nonce, .. } if *nonce == n))
        };
        viewer.until("an answer", answered).await;
    }
    let refused = viewer
        .others
        .iter()
        .filter(|m| matches!(m, ServerMessage::Error { code: ErrorCode::NotPermitted, .. }));
    assert_eq!(refused.count(), 9, "{:?}", viewer.others);
    for _ in 0..10 {
        viewer.says(&ClientMessage::Journal { before: None, limit: 10 }).await;
    }
    assert_eq!(viewer.until_closed().await, close::PROTOCOL_ERROR);
    chair.does(Command::GiveFloor { seat: seat("TUN") }).await;
}

#[tokio::test]
async fn a_link_for_so_many_takes_so_many_and_one_more_when_one_has_gone() {
    let hall = Hall::open().await;
    let (mut chair, _tunisia, _technician) = hall.session().await;
    let (code, _) = hall.public_link(PublicLink { limit: Some(2), from: None });
    let one = follows(&hall, &code).await;
    // A token in hand is no place yet.
    let token = hall.join(&code).await.unwrap().token;
    let _two = follows(&hall, &code).await;
    chair.until("both", |g| told_of(g, 2)).await;
    assert_eq!(is_declined(&hall, &code).await, JoinError::Full);
    let mut third = Guest::says_hello(&hall, &token, None).await;
    assert_eq!(third.until_closed().await, close::TOO_MANY);
    drop(one);
    chair.until("one has gone", |g| told_of(g, 1)).await;
    let mut third = follows(&hall, &code).await;
    third.until("the meeting", |g| g.meeting.is_some()).await;
}

#[tokio::test]
async fn a_link_works_from_its_time_until_it_is_revoked_or_the_meeting_is_over() {
    let hall = Hall::open().await;
    let (mut chair, _tunisia, _technician) = hall.session().await;
    let from = Clock::system().now() + Millis::minutes(5);
    let (code, _) = hall.public_link(PublicLink { limit: None, from: Some(from) });
    let problem = hall.join(&code).await.unwrap_err();
    assert_eq!((problem.code, problem.from), (JoinError::TooEarly, Some(from)));

    let (code, id) = hall.public_link(PublicLink::default());
    let (other, _) = hall.public_link(PublicLink::default());
    let mut put_out = follows(&hall, &code).await;
    let mut stays = follows(&hall, &other).await;
    stays.until("the meeting", |g| g.meeting.is_some()).await;
    Invitations::open(hall.data()).unwrap().revoke(&id, Clock::system().now()).unwrap();
    assert_eq!(put_out.until_closed().await, close::ENDED);
    assert_eq!(is_declined(&hall, &code).await, JoinError::Revoked);

    chair.does(Command::CloseMeeting {}).await;
    stays.until_event("the end", |e| matches!(e, Event::MeetingClosed {})).await;
    assert_eq!(is_declined(&hall, &other).await, JoinError::MeetingClosed);
}

#[tokio::test]
async fn who_comes_back_is_told_what_it_missed_and_after_a_restart_the_whole() {
    let hall = Hall::open().await;
    let (mut chair, _tunisia, _technician) = hall.session().await;
    let (code, _) = hall.public_link(PublicLink::default());
    let token = hall.join(&code).await.unwrap().token;
    let mut viewer = Guest::says_hello(&hall, &token, None).await;
    viewer.until("the meeting", |g| g.meeting.is_some()).await;
    let known = viewer.known();
    let resume = Resume { connection: viewer.connection, seq: known.seq() };
    drop(viewer);
    chair.does(Command::GiveFloor { seat: seat("TUN") }).await;

    let mut back = Guest::says_hello(&hall, &token, Some(resume.clone())).await;
    back.remembers(known.clone());
    back.until("what it missed", |g| g.holder().is_some_and(|(_, seat)| seat == "TUN")).await;
    assert!(!back.frames.iter().any(|frame| frame.contains("snapshot")), "{:?}", back.frames);

    let hall = hall.restart().await;
    assert_eq!(back.until_closed().await, close::RESTARTING);
    let mut anew = Guest::says_hello(&hall, &token, Some(resume)).await;
    anew.until("the whole", |g| g.holder().is_some_and(|(_, seat)| seat == "TUN")).await;
}

#[tokio::test]
async fn behind_closed_doors_no_frame_reaches_the_public_and_none_of_it_later() {
    let hall = Hall::open().await;
    let (mut chair, mut tunisia, mut technician) = hall.session().await;
    let (code, _) = hall.public_link(PublicLink::default());
    let mut viewer = follows(&hall, &code).await;
    viewer.until("the meeting", |g| g.meeting.is_some()).await;
    chair.does(Command::CloseDoors { reason: "marked reason".into() }).await;
    viewer.until("that it goes on in private", |g| g.lobby.is_some()).await;
    assert!(viewer.lobby.as_ref().unwrap().private.is_some());
    let told = viewer.frames.len();

    tunisia.until("the doors", |g| g.meeting.as_ref().unwrap().private.is_some()).await;
    let kind = RequestKind::PointOfOrder;
    tunisia.does(Command::RequestFloor { seat: seat("TUN"), kind }).await;
    chair.until("the point", |g| !g.meeting.as_ref().unwrap().pending().is_empty()).await;
    let request = chair.meeting.as_ref().unwrap().pending()[0].id;
    chair.does(Command::DenyRequest { request, reason: "marked denial".into() }).await;
    let mut late = follows(&hall, &code).await;
    late.until("that it is private", |g| g.lobby.is_some()).await;
    viewer.says(&ClientMessage::Ping { nonce: 1 }).await;
    let pong = |g: &Guest| g.others.iter().any(|m| matches!(m, ServerMessage::Pong { .. }));
    viewer.until("an answer", pong).await;
    assert_eq!(viewer.frames.len(), told + 1, "{:?}", &viewer.frames[told..]);

    chair.does(Command::OpenDoors {}).await;
    chair.does(Command::GiveFloor { seat: seat("TUN") }).await;
    for viewer in [&mut viewer, &mut late] {
        viewer.until("the meeting again", |g| g.holder().is_some()).await;
        let marked = viewer.frames.iter().find(|frame| frame.contains("marked"));
        assert_eq!(marked, None);
    }
    technician.until_event("all of it", |e| matches!(e, Event::DoorsOpened {})).await;
    assert!(technician.frames.iter().any(|frame| frame.contains("marked denial")));
}

#[tokio::test]
async fn doors_that_are_closed_on_a_full_disk_stay_closed() {
    let (hall, disk) = Hall::on_its_own_disk().await;
    let (mut chair, _tunisia, _technician) = hall.session().await;
    let (code, _) = hall.public_link(PublicLink::default());
    let mut viewer = follows(&hall, &code).await;
    viewer.until("the meeting", |g| g.meeting.is_some()).await;
    disk.fill(true);
    let id = CommandId::new("close").unwrap();
    let command = Command::CloseDoors { reason: "In confidence".into() };
    chair.says(&ClientMessage::Command { id, command }).await;
    viewer.until("that it goes on in private", |g| g.lobby.is_some()).await;
    let unrecorded = |m: &ServerMessage| {
        matches!(m, ServerMessage::Error { code: ErrorCode::ClosedUnrecorded, .. })
    };
    chair.until("what became of it", |g| g.others.iter().any(unrecorded)).await;
    disk.fill(false);
    chair.until_event("the record of it", |e| matches!(e, Event::DoorsClosed { .. })).await;
}

#[tokio::test]
async fn doors_that_a_room_could_not_record_are_closed_when_it_is_opened_again() {
    let hall = Hall::open().await;
    let (mut chair, _tunisia, _technician) = hall.session().await;
    let (code, _) = hall.public_link(PublicLink::default());
    let mut viewer = follows(&hall, &code).await;
    viewer.until("the meeting", |g| g.meeting.is_some()).await;
    // Another hand writes into the journal: the room's next record is refused, and it begins again from what is there.
    let last = journal(&hall).pop().unwrap();
    let other = Record { seq: last.seq + 1, at: last.at, by: None, event: Event::ListClosed {} };
    let mut db = store::open(hall.data()).unwrap();
    sqlite::insert(db.savepoint().unwrap(), &hall.meeting, last.seq, &[other]).unwrap();

    let id = CommandId::new("close").unwrap();
    let command = Command::CloseDoors { reason: "In confidence".into() };
    chair.says(&ClientMessage::Command { id, command }).await;
    assert_eq!(viewer.until_closed().await, close::RESTARTING);
    within("the doors in the journal", async {
        while !journal(&hall).iter().any(|r| matches!(r.event, Event::DoorsClosed { .. })) {
            tokio::task::yield_now().await;
        }
    })
    .await;
    let mut viewer = follows(&hall, &code).await;
    viewer.until("that it is in private", |g| g.lobby.is_some()).await;
    assert!(viewer.lobby.unwrap().private.is_some() && viewer.meeting.is_none());
}
