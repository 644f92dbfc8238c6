//! How long until the last of many connections has an event.

use crate::{Measured, numbers};
use futures_util::StreamExt;
use rostrum_proto::id::{MeetingId, ParticipantId};
use rostrum_proto::meeting::command::Command;
use rostrum_proto::meeting::setup::Person;
use rostrum_proto::role::Role;
use rostrum_proto::wire::{ClientMessage, ServerMessage};
use rostrum_server::identity::Invitations;
use rostrum_tests::Guest;
use rostrum_tests::guest::seat;
use std::path::Path;
use std::time::Instant;
use tokio::sync::mpsc;
use tokio_tungstenite::tungstenite::Message;

const ROUNDS: usize = 40;

/// From the chair's click, as it leaves the browser, to the grant at the holder and at the last of all.
pub async fn measure(program: &Path, connections: usize) {
    let measured = Measured::start(program).await;
    let address = measured.server.address();
    let mut technician = Guest::with_code(address, &measured.codes["technician"]).await;
    let mut chair = Guest::with_code(address, &measured.codes["IDN-chair"]).await;
    let mut tunisia = Guest::with_code(address, &measured.codes["TUN-delegate"]).await;
    for place in ["IDN", "TUN"] {
        technician.does(Command::AdmitSeat { seat: seat(place) }).await;
    }
    chair.until("the snapshot", |g| g.meeting.is_some()).await;
    tunisia.until("the snapshot", |g| g.meeting.is_some()).await;
    chair.does(Command::OpenMeeting {}).await;

    let links = Invitations::open(measured.data.path()).unwrap();
    let meeting = MeetingId::new("S-VTC-2020-08-06").unwrap();
    let (heard, mut hears) = mpsc::unbounded_channel();
    for n in 0..connections {
        let id = ParticipantId::new(format!("public-{n}")).unwrap();
        let person = Person {
            id: id.clone(),
            role: Role::Viewer,
            seat: None,
            name: None,
            title: None,
            rank: None,
        };
        let (code, _) = links.create(&meeting, &person, false).unwrap();
        let mut guest = Guest::with_code(address, &code).await;
        // The server takes 50 messages a second from one device.
        tokio::time::sleep(std::time::Duration::from_millis(22)).await;
        technician.does(Command::AdmitParticipant { participant: id }).await;
        // Who does not read along is evicted.
        let seq = technician.meeting.as_ref().unwrap().seq;
        chair.until("the admission", |g| g.meeting.as_ref().unwrap().seq >= seq).await;
        // Tunisia is told of no viewer, and shows that it is there.
        tunisia.others.clear();
        tunisia.says(&ClientMessage::Ping { nonce: 1 }).await;
        let pong = |m: &ServerMessage| matches!(m, ServerMessage::Pong { .. });
        tunisia.until("an answer", |g| g.others.iter().any(pong)).await;
        guest.until("the snapshot", |g| g.meeting.is_some()).await;
        let heard = heard.clone();
        tokio::spawn(async move {
            while let Some(Ok(message)) = guest.socket.next().await {
                if matches!(&message, Message::Text(text) if text.contains("floor.granted")) {
                    let _ = heard.send(Instant::now());
                }
            }
        });
    }
    tokio::spawn(async move { while let Some(Ok(_)) = technician.socket.next().await {} });

    let (mut last, mut holder, mut done) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let known = tunisia.records.len();
        let started = Instant::now();
        let (request, called) = tokio::join!(
            async {
                chair.does(Command::GiveFloor { seat: seat("TUN") }).await;
                done.push(started.elapsed());
                chair.holder().unwrap().0
            },
            async {
                let granted =
                    |e: &_| matches!(e, rostrum_proto::meeting::event::Event::FloorGranted { .. });
                let new = |g: &Guest| g.records[known..].iter().any(|r| granted(&r.event));
                tunisia.until("the grant", new).await;
                started.elapsed()
            }
        );
        holder.push(called);
        let mut latest = started;
        for _ in 0..connections {
            latest = latest.max(hears.recv().await.unwrap());
        }
        last.push(latest - started);
        chair.does(Command::RevokeFloor { request }).await;
        tunisia.until("the end", |g| g.holder().is_none()).await;
    }
    let (_, kib) = numbers::used(measured.server.id());
    println!("{connections} viewers connected: the server holds {kib} KiB");
    numbers::print("grant: the chair's click to its answer", done);
    numbers::print("grant: the chair's click to the holder", holder);
    let what = format!("grant: the chair's click to the last of {connections}");
    numbers::print(&what, last);
}
