//! A device whose network has changed comes back by another socket: it is the same device.
#![allow(clippy::unwrap_used, reason = "tests say so when they fail")]

use rostrum_proto::id::CommandId;
use rostrum_proto::meeting::command::Command;
use rostrum_proto::meeting::event::{Event, Record};
use rostrum_proto::wire::client::Resume;
use rostrum_proto::wire::{ClientMessage, PROTOCOL, ServerMessage, close};
use rostrum_tests::guest::seat;
use rostrum_tests::{Guest, Hall};

#[tokio::test]
async fn who_comes_back_by_another_socket_is_the_same_device_and_has_no_gap() {
    let hall = Hall::open().await;
    let (mut chair, mut tunisia, _technician) = hall.session().await;
    tunisia.until_event("the opening", |e| *e == Event::MeetingOpened {}).await;
    let known = tunisia.known();
    let known_to_all = known.seq();
    chair.does(Command::GiveFloor { seat: seat("TUN") }).await;
    chair.does(Command::CloseList {}).await;

    let token = hall.join(hall.code("TUN-delegate")).await.unwrap().token;
    let resume = Resume { connection: tunisia.connection, seq: known.seq() };
    let mut back = Guest::connects(&hall).await;
    back.remembers(known);
    back.says(&ClientMessage::Hello { protocol: PROTOCOL, token, resume: Some(resume) }).await;
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

#[tokio::test]
async fn what_a_replaced_socket_says_counts_for_nothing() {
    let hall = Hall::open().await;
    let (mut chair, mut tunisia, _technician) = hall.session().await;
    chair.does(Command::GiveFloor { seat: seat("TUN") }).await;
    tunisia.until("being called", |g| g.holder().is_some()).await;
    let (request, _) = tunisia.holder().unwrap();
    let token = hall.join(hall.code("TUN-delegate")).await.unwrap().token;
    let seq = tunisia.meeting.as_ref().unwrap().seq;
    let resume = Resume { connection: tunisia.connection, seq };
    let mut back = Guest::says_hello(&hall, &token, Some(resume)).await;
    back.remembers(tunisia.known());
    back.until("being welcomed", |g| g.connection == tunisia.connection).await;
    // It does not read that it is closed, and speaks on.
    for n in 0..50 {
        let id = CommandId::new(format!("late-{n}")).unwrap();
        tunisia
            .says(&ClientMessage::Command { id, command: Command::ReleaseFloor { request } })
            .await;
        tunisia.says(&ClientMessage::Offer { sdp: "v=0".into(), sections: vec![] }).await;
    }
    assert_eq!(tunisia.until_closed().await, close::REPLACED);
    back.does(Command::StartSpeaking { request }).await;
    chair
        .until("being heard", |g| !g.meeting.as_ref().unwrap().open_microphones().is_empty())
        .await;
    let late = |r: &Record| r.by.as_ref().is_some_and(|by| by.command.as_str().starts_with("late"));
    assert!(!chair.records.iter().any(late));
    let of_media = |m: &ServerMessage| matches!(m, ServerMessage::MediaRefused { .. });
    assert!(!back.others.iter().any(of_media), "nor is it answered to the new one");
}

#[tokio::test]
async fn a_hello_that_was_long_on_its_way_takes_nothing_from_a_newer_socket() {
    let hall = Hall::open().await;
    let (_chair, tunisia, _technician) = hall.session().await;
    let token = hall.join(hall.code("TUN-delegate")).await.unwrap().token;
    let seq = tunisia.meeting.as_ref().unwrap().seq;
    let resume = Some(Resume { connection: tunisia.connection, seq });
    let mut slow = Guest::connects(&hall).await;
    let mut back = Guest::says_hello(&hall, &token, resume.clone()).await;
    back.remembers(tunisia.known());
    back.until("being welcomed", |g| g.connection == tunisia.connection).await;
    slow.says(&ClientMessage::Hello { protocol: PROTOCOL, token, resume }).await;
    assert_eq!(slow.until_closed().await, close::REPLACED);
    back.says(&ClientMessage::Ping { nonce: 7 }).await;
    let pong = |m: &ServerMessage| matches!(m, ServerMessage::Pong { nonce: 7, .. });
    back.until("the newer goes on", |g| g.others.iter().any(pong)).await;
}
