//! Clients that ask for much and give little, and the many who come by one address: none of them shuts others out.
#![allow(clippy::unwrap_used, reason = "a rehearsal that cannot go on stops where it is")]

use rostrum_proto::wire::http::JoinError;
use rostrum_proto::wire::{ClientMessage, PROTOCOL, ServerMessage, close};
use rostrum_server::config::Config;
use rostrum_tests::{Guest, Hall, http, within};
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A text that goes on in empty frames, each with a mask of zeros (RFC 6455 §5.4).
const BEGINS: [u8; 6] = [0x01, 0x80, 0, 0, 0, 0];
const GOES_ON: [u8; 6] = [0x00, 0x80, 0, 0, 0, 0];

/// Whether the server hangs up, with a word or without.
async fn hangs_up(stream: &mut TcpStream) {
    let mut said = Vec::new();
    drop(within("the server hangs up", stream.read_to_end(&mut said)).await);
}

/// Sends empty frames until the server has had enough; gives how many went out.
async fn goes_on_for_ever(stream: &mut TcpStream) -> usize {
    let many: Vec<u8> = GOES_ON.repeat(1_000);
    let mut sent = 0;
    stream.write_all(&BEGINS).await.unwrap();
    within("the server has had enough", async {
        while stream.write_all(&many).await.is_ok() {
            sent += 1_000;
        }
    })
    .await;
    sent
}

async fn upgraded(server: SocketAddr) -> TcpStream {
    let mut stream = TcpStream::connect(server).await.unwrap();
    let request = "GET /ws HTTP/1.1\r\nHost: hall\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
                   Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(within("the upgrade", stream.read_u8()).await.unwrap());
    }
    stream
}

#[tokio::test]
async fn empty_frames_without_end_are_cut_before_hello_and_after() {
    let hall = Hall::open().await;
    let mut stranger = upgraded(hall.server.http).await;
    let before = goes_on_for_ever(&mut stranger).await;

    let reporter = Guest::joins(&hall, "reporter").await;
    let after = goes_on_for_ever(&mut reporter.socket.into_inner()).await;
    // What the kernel holds of it comes on top of what the server has read.
    assert!(before < 5_000_000 && after < 5_000_000, "{before} and {after} frames");
    let mut reporter = Guest::joins(&hall, "reporter").await;
    reporter.says(&ClientMessage::Ping { nonce: 1 }).await;
    let pong = |m: &ServerMessage| matches!(m, ServerMessage::Pong { nonce: 1, .. });
    reporter.until("others go on", |g| g.others.iter().any(pong)).await;
}

#[tokio::test]
async fn a_message_in_many_frames_is_one_message() {
    let hall = Hall::open().await;
    let token = hall.join(hall.code("reporter")).await.unwrap().token;
    let hello = ClientMessage::Hello { protocol: PROTOCOL, token, resume: None };
    let hello = serde_json::to_string(&hello).unwrap();
    let mut stream = upgraded(hall.server.http).await;
    let last = hello.len() - 1;
    for (n, byte) in hello.bytes().enumerate() {
        let first = u8::from(n == 0) | if n == last { 0x80 } else { 0 };
        stream.write_all(&[first, 0x81, 0, 0, 0, 0, byte]).await.unwrap();
    }
    let mut answer = [0; 64];
    within("welcome", stream.read_exact(&mut answer)).await.unwrap();
    assert!(String::from_utf8_lossy(&answer).contains("welcome"));
}

#[tokio::test]
async fn one_address_fills_its_own_places_only() {
    let hall = Hall::open_with(|config| Config { connections_per_address: 4, ..config }).await;
    let server = hall.server.http;
    let mut inside = Guest::joins(&hall, "reporter").await;
    let mut others = Vec::new();
    for _ in 0..3 {
        others.push(TcpStream::connect(server).await.unwrap());
    }
    hangs_up(&mut TcpStream::connect(server).await.unwrap()).await;
    inside.says(&ClientMessage::Ping { nonce: 1 }).await;
    let pong = |m: &ServerMessage| matches!(m, ServerMessage::Pong { nonce: 1, .. });
    inside.until("who is inside stays inside", |g| g.others.iter().any(pong)).await;
    // Those who say nothing are not waited for, and their places are free again.
    for silent in &mut others {
        hangs_up(silent).await;
    }
    assert_eq!(hall.get("/healthz").await.0, 200);
}

#[tokio::test]
async fn behind_a_trusted_proxy_who_guesses_is_slowed_down_alone() {
    let proxy = "127.0.0.1".parse().unwrap();
    let hall = Hall::open_with(|config| Config {
        trusted_proxies: vec![proxy],
        connections_per_address: 1,
        ..config
    });
    let hall = hall.await;
    let (server, code) = (hall.server.http, hall.code("reporter").to_owned());
    let guess = async |from: &str, code: &str| {
        let body = serde_json::json!({ "code": code }).to_string();
        let head = format!(
            "POST /api/join HTTP/1.1\r\nHost: hall\r\nConnection: close\r\nX-Forwarded-For: {from}\r\n\
             Content-Length: {}\r\n\r\n",
            body.len()
        );
        http::say(server, &format!("{head}{body}")).await
    };
    let mut answers = Vec::new();
    for n in 0..40 {
        answers.push(guess("198.51.100.7", &format!("guess-{n}")).await.0);
    }
    assert_eq!((answers[0], answers[39]), (404, 429));
    assert_eq!(guess("198.51.100.8", "guess").await.0, 404, "another is not slowed down");
    assert_eq!(guess("203.0.113.1, 198.51.100.7", "guess").await.0, 429, "a claim changes nothing");
    assert_eq!(guess("198.51.100.7", &code).await.0, 200, "who has a link is not kept out");
}

#[tokio::test]
async fn without_a_proxy_nobody_says_who_they_are() {
    let hall = Hall::open().await;
    let mut last = None;
    for n in 0..40 {
        let body = format!("{{\"code\":\"guess-{n}\"}}");
        let head = format!(
            "POST /api/join HTTP/1.1\r\nHost: hall\r\nConnection: close\r\nX-Forwarded-For: 10.0.0.{n}\r\n\
             Content-Length: {}\r\n\r\n",
            body.len()
        );
        last = Some(http::say(hall.server.http, &format!("{head}{body}")).await.0);
    }
    assert_eq!(last, Some(429));
}

#[tokio::test]
async fn a_one_time_link_belongs_to_the_device_that_used_it_first() {
    let hall = Hall::open().await;
    let (code, _) = hall.invite("reporter", true);
    let (phone, laptop) = ("phone-0123456789abcdef", "laptop-0123456789abcdef");
    let join = async |device: Option<&str>| {
        let body = serde_json::json!({ "code": code, "device": device }).to_string();
        hall.post("/api/join", &body).await
    };
    let used = |answer: &(u16, String)| answer.0 == 410 && answer.1.contains("\"used\"");
    assert_eq!(join(Some("short")).await.0, 400, "a device has a name that nobody guesses");
    assert_eq!(join(Some(phone)).await.0, 200);
    assert_eq!(join(Some(phone)).await.0, 200, "it gets back in");
    assert!(used(&join(Some(laptop)).await));
    assert!(used(&join(None).await));
    let hall = hall.restart().await;
    let join = async |device: Option<&str>| {
        let body = serde_json::json!({ "code": code, "device": device }).to_string();
        hall.post("/api/join", &body).await
    };
    assert_eq!(join(Some(phone)).await.0, 200, "also at the next server");
    assert!(used(&join(Some(laptop)).await));

    let (code, _) = hall.invite("reporter", true);
    hall.join(&code).await.unwrap();
    let body = serde_json::json!({ "code": code, "device": phone }).to_string();
    assert!(
        used(&hall.post("/api/join", &body).await),
        "a device that said nothing has it for itself"
    );
    assert_eq!(hall.join(&code).await.unwrap_err().code, JoinError::Used);
}

#[tokio::test]
async fn a_token_is_for_the_meeting_and_the_person_of_its_invitation() {
    use rostrum_proto::id::{MeetingId, ParticipantId};
    use rostrum_server::identity::Tokens;
    let hall = Hall::open().await;
    let first = hall.join(hall.code("reporter")).await.unwrap();
    let tokens = Tokens::with_key(&std::fs::read(hall.data().join("signing.key")).unwrap());
    let now = rostrum_server::clock::Clock::system().now();
    let claims = tokens.check(now, &first.token).unwrap();
    let other = MeetingId::new("ANOTHER").unwrap();
    let chair = ParticipantId::new("IDN-chair").unwrap();
    for (meeting, person) in [(&other, &claims.sub), (&hall.meeting, &chair)] {
        let (token, _) = tokens.issue(now, meeting, person, &claims.invitation).unwrap();
        let mut guest = Guest::says_hello(&hall, &token, None).await;
        assert_eq!(guest.until_closed().await, close::UNAUTHORIZED);
    }
}
