//! A page that its browser hardly lets run, in virtual time: the socket of a hidden tab is kept as long as the
//! browser answers the server's pings, and one behind which nobody is left is noticed as soon as ever.
#![allow(clippy::unwrap_used, reason = "a rehearsal that cannot go on stops where it is")]

use futures_util::{SinkExt, StreamExt};
use rostrum_proto::meeting::event::Event;
use rostrum_proto::time::{Millis, Timestamp};
use rostrum_proto::wire::{ClientMessage, PROTOCOL};
use rostrum_tests::tab::post_join;
use rostrum_tests::virtual_hall::{MemoryLog, SERVER, VirtualHall};
use std::time::Duration;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use turmoil::net::TcpStream;

/// The client's name on the network.
const CLIENT: &str = "tunisia";

type Socket = WebSocketStream<TcpStream>;

async fn says(socket: &mut Socket, message: &ClientMessage) {
    let text = serde_json::to_string(message).unwrap();
    socket.send(Message::text(text)).await.unwrap();
}

/// In the meeting, with one ping of the page's own.
async fn joins(hall: &VirtualHall) -> Socket {
    let joined = post_join(&hall.code("TUN-delegate")).await.unwrap();
    let stream = TcpStream::connect(SERVER).await.unwrap();
    let (mut socket, _) = tokio_tungstenite::client_async("ws://server/ws", stream).await.unwrap();
    let (protocol, token) = (PROTOCOL, joined.token);
    says(&mut socket, &ClientMessage::Hello { protocol, token, resume: None }).await;
    says(&mut socket, &ClientMessage::Ping { nonce: 1 }).await;
    socket
}

/// The browser answers pings by itself, and the page runs once a minute. Ends with the socket.
async fn is_hidden(mut socket: Socket) {
    let mut page = tokio::time::interval(Duration::from_secs(60));
    loop {
        tokio::select! {
            _ = page.tick() => says(&mut socket, &ClientMessage::Ping { nonce: 2 }).await,
            // To read is to answer pings.
            message = socket.next() => match message {
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return,
            },
        }
    }
}

/// Runs `client` with a server for so long, with the cable out from a second on if it shall be.
fn rehearse(length: Duration, unplugged_at: Option<Duration>) -> (MemoryLog, Timestamp) {
    let mut sim = turmoil::Builder::new().simulation_duration(length).build();
    let hall = VirtualHall::new();
    let (server, client) = (hall.clone(), hall.clone());
    sim.host(SERVER.0, move || server.clone().serve());
    sim.client(CLIENT, async move {
        let socket = joins(&client).await;
        let rest = length - Duration::from_secs(5);
        drop(tokio::time::timeout(rest, is_hidden(socket)).await);
        Ok(())
    });
    let mut plugged = true;
    while !sim.step().unwrap() {
        if plugged && unplugged_at.is_some_and(|at| sim.elapsed() >= at) {
            sim.partition(CLIENT, SERVER.0);
            plugged = false;
        }
    }
    let begins_at = hall.begins_at;
    drop(sim);
    (hall.log, begins_at)
}

/// When a connection was closed.
fn closed(log: &MemoryLog) -> Vec<Timestamp> {
    let closed = |event: &Event| matches!(event, Event::ConnectionClosed { .. });
    log.records().iter().filter(|r| closed(&r.event)).map(|r| r.at).collect()
}

#[test]
fn a_hidden_page_is_kept_as_long_as_its_browser_answers() {
    let (log, begins_at) = rehearse(Duration::from_secs(600), None);
    let before_the_end = begins_at + Millis::seconds(590);
    assert_eq!(closed(&log).into_iter().filter(|at| *at < before_the_end).count(), 0);
    let opened = |event: &Event| matches!(event, Event::ConnectionOpened { .. });
    assert_eq!(log.records().iter().filter(|r| opened(&r.event)).count(), 1);
}

#[test]
fn a_hidden_page_that_is_cut_off_is_noticed_after_ten_seconds_of_silence() {
    let unplugged = Duration::from_millis(125_500);
    let (log, begins_at) = rehearse(Duration::from_secs(180), Some(unplugged));
    let closed = closed(&log);
    assert_eq!(closed.len(), 1);
    let after = closed[0].since(begins_at + Millis(unplugged.as_millis() as u64));
    assert!(after <= Millis(10_100), "noticed after {after:?}");
}
