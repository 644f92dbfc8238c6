//! A device whose network has changed comes back by another socket: it is the same device.
#![allow(clippy::unwrap_used, reason = "tests say so when they fail")]

use rostrum_proto::meeting::command::Command;
use rostrum_proto::meeting::event::Event;
use rostrum_proto::wire::client::Resume;
use rostrum_proto::wire::{ClientMessage, close};
use rostrum_tests::guest::seat;
use rostrum_tests::{Guest, Hall};

#[tokio::test]
async fn who_comes_back_by_another_socket_is_the_same_device_and_has_no_gap() {
    let hall = Hall::open().await;
    let (mut chair, mut tunisia, _technician) = hall.session().await;
    tunisia.until_event("the opening", |e| *e == Event::MeetingOpened {}).await;
    let known = tunisia.meeting.clone().unwrap();
    let known_to_all = known.seq;
    chair.does(Command::GiveFloor { seat: seat("TUN") }).await;
    chair.does(Command::CloseList {}).await;

    let token = hall.join(hall.code("TUN-delegate")).await.unwrap().token;
    let resume = Resume { connection: tunisia.connection, seq: known.seq };
    let mut back = Guest::connects(&hall).await;
    back.meeting = Some(known);
    back.says(&ClientMessage::Hello { protocol: 1, token, resume: Some(resume) }).await;
    back.until("what was missed", |g| g.holder().is_some()).await;
    assert_eq!(back.connection, tunisia.connection);
    assert_eq!(tunisia.until_closed().await, close::REPLACED);
    // The end of the old socket is not the end of the device.
    let (request, _) = back.holder().unwrap();
    back.does(Command::StartSpeaking { request }).await;
    chair
        .until("being heard", |g| !g.meeting.as_ref().unwrap().open_microphones().is_empty())
        .await;
    let of_devices =
        |e: &Event| matches!(e, Event::ConnectionOpened { .. } | Event::ConnectionClosed { .. });
    let told = chair
        .records
        .iter()
        .filter(|record| record.seq > known_to_all && of_devices(&record.event));
    assert_eq!(told.count(), 0, "the journal has nothing to say of it");
    // Only one's own device: who names another's has a new one.
    let token = hall.join(hall.code("FRA-delegate")).await.unwrap().token;
    let resume = Resume { connection: back.connection, seq: known_to_all };
    let mut france = Guest::says_hello(&hall, &token, Some(resume)).await;
    france.until("being welcomed", |g| g.connection.0 > 0).await;
    assert_ne!(france.connection, back.connection);
    assert_eq!(back.closed, None);
}

#[tokio::test]
async fn a_device_that_is_not_admitted_yet_may_change_its_socket_too() {
    let hall = Hall::open().await;
    let france = Guest::joins(&hall, "FRA-delegate").await;
    let token = hall.join(hall.code("FRA-delegate")).await.unwrap().token;
    let resume = Resume { connection: france.connection, seq: 0 };
    let mut back = Guest::says_hello(&hall, &token, Some(resume)).await;
    back.until("the lobby", |g| g.lobby.is_some()).await;
    assert_eq!(back.connection, france.connection);
    assert!(back.meeting.is_none());
}
