//! What the join page tries before somebody joins: whether a socket would be taken, and whether media is reached.
//! What fails is said where it can be mended, with what was expected and what came; and none of it lasts.
#![allow(clippy::unwrap_used, reason = "tests say so when they fail")]

use rostrum_proto::meeting::command::Command;
use rostrum_proto::wire::ServerMessage;
use rostrum_proto::wire::desk::{DeskEntry, Note, Severity};
use rostrum_proto::wire::http::Checked;
use rostrum_server::config::Config;
use rostrum_server::store;
use rostrum_tests::{Guest, Hall, http, within};
use std::net::SocketAddr;
use tokio::net::UdpSocket;

async fn checked(server: SocketAddr, origin: &str) -> Checked {
    let request = format!(
        "POST /api/check HTTP/1.1\r\nHost: hall\r\nOrigin: {origin}\r\nContent-Length: 0\r\n\
         Connection: close\r\n\r\n"
    );
    let (status, body) = http::say(server, &request).await;
    assert_eq!(status, 200, "{body}");
    serde_json::from_str(&body).unwrap()
}

#[tokio::test]
async fn a_page_is_told_whether_its_socket_would_be_taken_and_where_media_is() {
    let hall = Hall::open_with(|config| Config {
        origins: vec!["https://meetings.example".parse().unwrap()],
        ..config
    })
    .await;
    for (origin, good) in [
        ("http://hall", true),
        ("https://hall", true),
        ("https://meetings.example", true),
        ("https://elsewhere.example", false),
    ] {
        assert_eq!(checked(hall.server.http, origin).await.origin, good, "{origin}");
    }
    let port = checked(hall.server.http, "http://hall").await.media.unwrap();
    assert_eq!(port.addresses, [hall.server.media.to_string()]);
    assert!(port.ufrag.len() >= 4 && port.pwd.len() >= 22, "RFC 8839 §5.4");
}

#[tokio::test]
async fn the_media_port_answers_who_only_asks_whether_it_is_there() {
    let hall = Hall::open().await;
    let client = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let transaction = [7; 12];
    // RFC 8489 §5: binding request, no attributes, the magic cookie.
    let request = [&[0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42][..], &transaction].concat();
    let mut answer = [0; 100];
    client.send_to(&request, hall.server.media).await.unwrap();
    let length = within("an answer", client.recv(&mut answer)).await.unwrap();
    assert_eq!((&answer[..2], &answer[8..20]), (&[1, 1][..], &transaction[..]));
    let port = client.local_addr().unwrap().port();
    assert_eq!(u16::from_be_bytes([answer[26], answer[27]]) ^ 0x2112, port);
    assert_eq!(length, 32);

    // A flood is answered for a while only.
    for _ in 0..500 {
        client.send_to(&request, hall.server.media).await.unwrap();
    }
    let mut answered = 0;
    while tokio::time::timeout(std::time::Duration::from_millis(300), client.recv(&mut answer))
        .await
        .is_ok()
    {
        answered += 1;
    }
    assert!((1..150).contains(&answered), "{answered} of 500");
}

/// What a proxy makes of a browser's request.
async fn asks_for_a_socket(hall: &Hall, head: &str) -> (u16, String, String) {
    let request = format!("GET /ws HTTP/1.1\r\nHost: hall\r\n{head}Connection: close\r\n\r\n");
    http::say_and_see(hall.server.http, &request).await
}

#[tokio::test]
async fn a_socket_that_is_refused_is_told_of_at_the_desk_with_what_came() {
    let hall = Hall::open().await;
    let (_chair, _tunisia, mut technician) = hall.session().await;
    let stripped = "Origin: http://hall\r\nSec-WebSocket-Version: 13\r\n\
                    Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    let (status, head, body) = asks_for_a_socket(&hall, stripped).await;
    assert_eq!(status, 426);
    assert!(head.to_lowercase().contains("upgrade: websocket"), "RFC 9110 §15.5.22: {head}");
    assert!(body.contains("proxy"), "{body}");
    let foreign =
        format!("{stripped}Upgrade: websocket\r\n").replace("http://hall", "https://other.example");
    assert_eq!(asks_for_a_socket(&hall, &foreign).await.0, 403);
    // One address does not fill the log.
    for _ in 0..20 {
        asks_for_a_socket(&hall, stripped).await;
    }
    let refused = |guest: &Guest| -> Vec<DeskEntry> {
        let observed = guest.others.iter().filter_map(|message| match message {
            ServerMessage::Observed { entries } => Some(entries.clone()),
            _ => None,
        });
        let mut entries: Vec<_> = observed.flatten().collect();
        entries.retain(|e| matches!(e.note, Note::SocketRefused { .. }));
        entries
    };
    technician.until("three refusals", |guest| refused(guest).len() >= 3).await;
    let entries = refused(&technician);
    assert_eq!(entries.len(), 3, "{entries:?}");
    let said = |n: usize| match &entries[n].note {
        Note::SocketRefused { expected, came } => (expected.as_str(), came.as_str()),
        other => panic!("{other:?}"),
    };
    let (expected, came) = said(0);
    assert!(expected.contains("Upgrade: websocket") && came.contains("Upgrade: none"), "{came}");
    let (expected, came) = said(1);
    assert!(expected.contains("hall") && came.contains("https://other.example"), "{expected}");
    assert_eq!(entries[0].severity, Severity::Warning);
}

#[tokio::test]
async fn a_socket_that_is_only_tried_leaves_nothing_behind() {
    let hall = Hall::open().await;
    let (mut chair, _tunisia, _technician) = hall.session().await;
    for _ in 0..100 {
        let mut guest = Guest::connects(&hall).await;
        guest.socket.close(None).await.unwrap();
        guest.until("the end", |guest| guest.closed.is_some()).await;
        assert!(guest.others.is_empty(), "not a word: {:?}", guest.others);
    }
    chair.does(Command::MuteEveryone {}).await;
    assert_eq!(chair.meeting.as_ref().unwrap().connections.len(), 3);
    let db = store::open(hall.data()).unwrap();
    let count = "SELECT COUNT(*) FROM journal WHERE body LIKE '%connection.%'";
    let records: u32 = db.query_row(count, [], |row| row.get(0)).unwrap();
    assert_eq!(records, 3, "nobody came and nobody went but those who joined");
}
