//! The meeting over real sockets: who is told what, and what becomes of those who misbehave.
#![allow(clippy::unwrap_used, reason = "tests say so when they fail")]

use futures_util::SinkExt;
use rostrum_proto::id::{CommandId, VoteId};
use rostrum_proto::meeting::command::Command;
use rostrum_proto::meeting::event::Event;
use rostrum_proto::meeting::phase::PhaseName;
use rostrum_proto::meeting::presence::DisconnectReason;
use rostrum_proto::meeting::refusal::{Refusal, StatusName};
use rostrum_proto::meeting::vote::{Ballot, Manner, Method, Subject};
use rostrum_proto::profile::RequestKind;
use rostrum_proto::time::Millis;
use rostrum_proto::wire::http::JoinError;
use rostrum_proto::wire::server::ErrorCode;
use rostrum_proto::wire::{ClientMessage, ServerMessage, close};
use rostrum_server::identity::{Invitations, Tokens};
use rostrum_server::journal::export;
use rostrum_server::store;
use rostrum_tests::guest::seat;
use rostrum_tests::{Guest, Hall, http, within};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_tungstenite::tungstenite::Message;

fn error(guest: &Guest, wanted: ErrorCode) -> bool {
    guest.others.iter().any(|m| matches!(m, ServerMessage::Error { code, .. } if *code == wanted))
}

#[tokio::test]
async fn a_meeting_from_the_lobby_to_the_journal() {
    let hall = Hall::open().await;
    let (mut chair, mut tunisia, mut technician) = hall.session().await;
    let mut reporter = Guest::joins(&hall, "reporter").await;
    reporter.until("the lobby", |g| g.lobby.is_some()).await;

    chair.does(Command::GiveFloor { seat: seat("TUN") }).await;
    tunisia.until("being called", |g| g.holder().is_some()).await;
    let (request, _) = tunisia.holder().unwrap();
    tunisia.does(Command::StartSpeaking { request }).await;
    tunisia.does(Command::ReleaseFloor { request }).await;
    chair.does(Command::CloseMeeting {}).await;

    reporter
        .until("the end", |g| g.lobby.as_ref().is_some_and(|l| l.phase.name() == PhaseName::Closed))
        .await;
    assert!(reporter.meeting.is_none() && reporter.records.is_empty(), "nothing reaches the lobby");
    technician.until_event("the end", |e| *e == Event::MeetingClosed {}).await;
    assert_eq!(hall.join(hall.code("reporter")).await.unwrap_err().code, JoinError::MeetingClosed);

    let db = store::open(hall.data()).unwrap();
    let verified = export::verify(&db, &hall.meeting).unwrap();
    assert!(verified.records >= 12);
    db.execute("UPDATE journal SET body = body || ' ' WHERE seq = 9", []).unwrap();
    let why = export::verify(&db, &hall.meeting).unwrap_err().to_string();
    assert!(why.contains("record 9"), "{why}");
}

#[tokio::test]
async fn the_same_command_is_done_once_and_answered_alike() {
    let hall = Hall::open().await;
    let (_, mut tunisia, _) = hall.session().await;
    let id = CommandId::new("withdraw").unwrap();
    let request =
        tunisia.meeting.as_ref().unwrap().waiting(&seat("TUN"), RequestKind::Statement).unwrap().id;
    let cancel = Command::CancelRequest { request };
    assert_eq!(tunisia.asks_as(id.clone(), cancel.clone()).await, Ok(()));
    assert_eq!(tunisia.asks_as(id, cancel.clone()).await, Ok(()));
    let changed = Refusal::WrongStatus { status: StatusName::Cancelled };
    assert_eq!(tunisia.asks(cancel).await, Err(changed));
    let cancelled = |r: &&rostrum_proto::meeting::event::Record| {
        matches!(r.event, Event::FloorCancelled { .. })
    };
    assert_eq!(tunisia.records.iter().filter(cancelled).count(), 1);
}

#[tokio::test]
async fn another_role_and_another_seat_gain_nothing() {
    let hall = Hall::open().await;
    let (_, mut tunisia, mut technician) = hall.session().await;
    let ask = |place| Command::RequestFloor { seat: seat(place), kind: RequestKind::Statement };
    assert_eq!(tunisia.asks(ask("FRA")).await, Err(Refusal::NotYourSeat { seat: seat("FRA") }));
    assert_eq!(tunisia.asks(Command::CallNext {}).await, Err(Refusal::NotPermitted {}));
    assert_eq!(technician.asks(Command::CallNext {}).await, Err(Refusal::NotPermitted {}));
    assert_eq!(
        technician.asks(Command::Mute { seat: seat("XXX") }).await,
        Err(Refusal::UnknownSeat { seat: seat("XXX") })
    );
    tunisia.says(&ClientMessage::Journal { before: None, limit: 10 }).await;
    tunisia.until("an error", |g| error(g, ErrorCode::NotPermitted)).await;
}

#[tokio::test]
async fn what_is_not_understood_is_answered_and_changes_nothing() {
    let hall = Hall::open().await;
    let (_, mut tunisia, _) = hall.session().await;
    for text in [
        "not json",
        r#"{"type":"shout"}"#,
        r#"{"type":"ping","nonce":1,"extra":true}"#,
        r#"{"type":"command","id":"a","command":{"type":"call_next","seat":"TUN"}}"#,
        r#"{"type":"command","id":"a","command":{"type":"dance"}}"#,
    ] {
        tunisia.others.clear();
        tunisia.says_text(text).await;
        tunisia.until(text, |g| error(g, ErrorCode::Malformed)).await;
    }
    tunisia.others.clear();
    tunisia.says_text(r#"{"type":"offer","sdp":"garbage"}"#).await;
    let refused = |m: &ServerMessage| matches!(m, ServerMessage::MediaRefused { .. });
    tunisia.until("media refused", |g| g.others.iter().any(refused)).await;
    tunisia
        .does(Command::ReportProblem {
            seat: seat("TUN"),
            problem: rostrum_proto::meeting::command::Problem::CannotHear,
        })
        .await;
}

#[tokio::test]
async fn frames_that_are_no_text_or_too_long_end_only_their_sender() {
    let hall = Hall::open().await;
    let (mut chair, mut tunisia, mut technician) = hall.session().await;
    tunisia.socket.send(Message::binary(vec![1, 2, 3])).await.unwrap();
    assert_eq!(tunisia.until_closed().await, close::PROTOCOL_ERROR);
    technician.says_text(&format!("\"{}\"", "x".repeat(65 * 1024))).await;
    technician.until("the end", |g| g.closed.is_some()).await;
    chair.does(Command::OpenMicrophone {}).await;
}

#[tokio::test]
async fn a_token_must_be_ours_and_fresh_and_for_this_meeting() {
    let hall = Hall::open().await;
    let good = hall.join(hall.code("reporter")).await.unwrap();
    let mut forged = good.token.clone();
    forged.pop();
    forged.push(if good.token.ends_with('A') { 'B' } else { 'A' });
    let key = std::fs::read(hall.data().join("signing.key")).unwrap();
    let tokens = Tokens::with_key(&key);
    let claims = tokens.check(rostrum_server::clock::Clock::system().now(), &good.token).unwrap();
    let issue = |meeting: &str, at| {
        let meeting = rostrum_proto::id::MeetingId::new(meeting).unwrap();
        let at = rostrum_proto::time::Timestamp(at);
        tokens.issue(at, &meeting, &claims.sub, &claims.invitation).unwrap().0
    };
    let elsewhere = issue("ANOTHER-MEETING", claims.iat * 1000);
    let expired = issue(hall.meeting.as_str(), (claims.iat - 3600) * 1000);
    let future = issue(hall.meeting.as_str(), (claims.iat + 3600) * 1000);
    for (what, token) in [
        ("forged", forged.as_str()),
        ("elsewhere", &elsewhere),
        ("expired", &expired),
        ("from the future", &future),
        ("nonsense", "a.b.c"),
        ("empty", ""),
    ] {
        let mut guest = Guest::says_hello(&hall, token, None).await;
        assert_eq!(guest.until_closed().await, close::UNAUTHORIZED, "{what}");
    }
    let mut silent = Guest::connects(&hall).await;
    silent.says_text(r#"{"type":"ping","nonce":1}"#).await;
    assert_eq!(silent.until_closed().await, close::PROTOCOL_ERROR);
}

#[tokio::test]
async fn links_work_again_until_revoked_and_one_time_links_once() {
    let hall = Hall::open().await;
    let (code, _) = hall.invite("reporter", true);
    hall.join(&code).await.unwrap();
    assert_eq!(hall.join(&code).await.unwrap_err().code, JoinError::Used);
    assert_eq!(hall.join("no-such-code").await.unwrap_err().code, JoinError::UnknownCode);
    assert_eq!(hall.post("/api/join", "{}").await.0, 400);

    let (code, id) = hall.invite("TUN-delegate", false);
    hall.join(&code).await.unwrap();
    let token = hall.join(&code).await.unwrap().token;
    let mut guest = Guest::says_hello(&hall, &token, None).await;
    guest.until("welcome", |g| g.connection.0 > 0).await;
    let mut other = Guest::joins(&hall, "TUN-delegate").await;
    // As the command line does it, in a process of its own.
    Invitations::open(hall.data()).unwrap().revoke(&id, Default::default()).unwrap();
    assert_eq!(guest.until_closed().await, close::ENDED);
    assert_eq!(hall.join(&code).await.unwrap_err().code, JoinError::Revoked);
    let mut again = Guest::says_hello(&hall, &token, None).await;
    assert_eq!(again.until_closed().await, close::ENDED);
    other.says(&ClientMessage::Ping { nonce: 7 }).await;
    let pong = |m: &ServerMessage| matches!(m, ServerMessage::Pong { nonce: 7, .. });
    other.until("the other link goes on", |g| g.others.iter().any(pong)).await;
}

#[tokio::test]
async fn who_guesses_links_is_slowed_down_and_keeps_nobody_out() {
    let hall = Hall::open().await;
    let mut answers = Vec::new();
    // A silent connection is not waited for, and neither is half a request.
    let mut silent = tokio::net::TcpStream::connect(hall.server.http).await.unwrap();
    let mut half = tokio::net::TcpStream::connect(hall.server.http).await.unwrap();
    half.write_all(b"POST /api/join HTTP/1.1\r\nHost: hall\r\n").await.unwrap();
    for n in 0..40 {
        answers.push(hall.join(&format!("guess-{n}")).await.unwrap_err().code);
    }
    assert_eq!(answers[0], JoinError::UnknownCode);
    assert_eq!(answers[39], JoinError::TooMany);
    hall.join(hall.code("reporter")).await.unwrap();
    for stream in [&mut silent, &mut half] {
        let mut answer = Vec::new();
        // Ended with an answer or without one: both are an end.
        drop(within("the end of a silent connection", stream.read_to_end(&mut answer)).await);
    }
}

#[tokio::test]
async fn a_restart_keeps_list_grant_and_mutes_and_holds_the_speaker() {
    let hall = Hall::open().await;
    let (mut chair, mut tunisia, _technician) = hall.session().await;
    chair.does(Command::GiveFloor { seat: seat("TUN") }).await;
    tunisia.until("being called", |g| g.holder().is_some()).await;
    let (request, _) = tunisia.holder().unwrap();
    tunisia.does(Command::StartSpeaking { request }).await;
    chair.does(Command::Mute { seat: seat("FRA") }).await;
    let before = chair.meeting.clone().unwrap();

    let hall = hall.restart().await;
    assert_eq!(tunisia.until_closed().await, close::RESTARTING);
    let mut chair = Guest::joins(&hall, "IDN-chair").await;
    chair.until("the snapshot", |g| g.meeting.is_some()).await;
    let after = chair.meeting.clone().unwrap();
    assert_eq!(after.speakers, before.speakers);
    assert!(after.seats[&seat("FRA")].microphone.chair_muted);
    assert_eq!(after.holder().unwrap().status_name(), StatusName::Held);
    assert!(after.open_microphones().is_empty());

    let mut tunisia = Guest::joins(&hall, "TUN-delegate").await;
    chair.until_event("Tunisia is back", |e| matches!(e, Event::FloorReturned { .. })).await;
    tunisia.until("the snapshot", |g| g.meeting.is_some()).await;
    tunisia.does(Command::StartSpeaking { request }).await;
}

#[tokio::test]
async fn a_broken_disk_acknowledges_nothing_and_recovers() {
    let (hall, disk) = Hall::on_its_own_disk().await;
    let (mut chair, mut tunisia, _technician) = hall.session().await;
    chair.does(Command::GiveFloor { seat: seat("TUN") }).await;
    tunisia.until("being called", |g| g.holder().is_some()).await;
    let (request, _) = tunisia.holder().unwrap();
    let before = tunisia.meeting.clone().unwrap().seq;

    disk.fill(true);
    let id = CommandId::new("start").unwrap();
    let start = Command::StartSpeaking { request };
    tunisia.says(&ClientMessage::Command { id: id.clone(), command: start.clone() }).await;
    tunisia.until("an error", |g| error(g, ErrorCode::StorageUnavailable)).await;
    let told = |m: &ServerMessage| matches!(m, ServerMessage::Storage { writable: false });
    chair.until("the chair is told", |g| g.others.iter().any(told)).await;
    assert_eq!(hall.get("/readyz").await.0, 503);
    assert_eq!(tunisia.meeting.as_ref().unwrap().seq, before, "nobody was told of an event");

    disk.fill(false);
    let told = |m: &ServerMessage| matches!(m, ServerMessage::Storage { writable: true });
    chair.until("the chair is told", |g| g.others.iter().any(told)).await;
    assert_eq!(hall.get("/readyz").await.0, 200);
    tunisia.asks_as(id, start).await.unwrap();
    export::verify(&store::open(hall.data()).unwrap(), &hall.meeting).unwrap();
}

#[tokio::test]
async fn a_silence_lasts_over_a_broken_disk_and_a_restart() {
    let (hall, disk) = Hall::on_its_own_disk().await;
    let (mut chair, mut tunisia, _technician) = hall.session().await;
    let subject = Subject::Question { text: "Shall the meeting be public?".into() };
    chair.does(Command::AnnounceVote { subject, majority: None }).await;
    let (vote, manner) = (VoteId(1), Manner::Silence { time: Millis::minutes(60) });
    chair.does(Command::OpenVote { vote, manner }).await;
    let until = |g: &Guest| match g.meeting.as_ref()?.vote(vote).ok()?.method()? {
        Method::Silence { until } => Some(*until),
        _ => None,
    };
    let opened = until(&chair).unwrap();

    disk.fill(true);
    let object = Command::CastVote { vote, seat: seat("TUN"), ballot: Ballot::No };
    let id = CommandId::new("object").unwrap();
    tunisia.says(&ClientMessage::Command { id, command: object }).await;
    tunisia.until("an error", |g| error(g, ErrorCode::StorageUnavailable)).await;
    disk.fill(false);
    let extended = |e: &Event| matches!(e, Event::VoteExtended { .. });
    chair.until_event("more time to object", extended).await;
    let after_the_disk = until(&chair).unwrap();
    assert!(after_the_disk >= opened);

    let hall = hall.restart().await;
    let mut chair = Guest::joins(&hall, "IDN-chair").await;
    chair.until("the snapshot", |g| g.meeting.is_some()).await;
    assert!(until(&chair).unwrap() >= after_the_disk);
    let journal = store::open(hall.data()).unwrap();
    let mut told = Vec::new();
    export::export(&journal, &hall.meeting, &mut told).unwrap();
    assert_eq!(String::from_utf8(told).unwrap().matches("vote.extended").count(), 2);
}

#[tokio::test]
async fn who_never_reads_is_evicted_and_hinders_nobody() {
    let hall = Hall::open().await;
    let (mut chair, _tunisia, mut technician) = hall.session().await;
    let mut deaf = Guest::joins_with_little_memory(&hall, "technician").await;
    // Each answer is the whole journal, and none is read: more than any buffer on the way holds.
    for _ in 0..190 {
        deaf.says(&ClientMessage::Journal { before: None, limit: 500 }).await;
    }
    let evicted = |e: &Event| match e {
        Event::ConnectionClosed { connection, reason: DisconnectReason::TooSlow } => {
            *connection == deaf.connection
        }
        _ => false,
    };
    let flood = async {
        while !technician.records.iter().any(|r| evicted(&r.event)) {
            for command in [Command::MuteEveryone {}, Command::ClearMutes {}] {
                chair.does(command).await;
            }
            technician.others.clear();
            technician.says(&ClientMessage::Ping { nonce: 1 }).await;
            let pong = |m: &ServerMessage| matches!(m, ServerMessage::Pong { .. });
            technician.until("pong", |g| g.others.iter().any(pong)).await;
        }
    };
    within("the eviction of who never reads", flood).await;
}

#[tokio::test]
async fn a_page_of_another_origin_gets_no_socket() {
    let hall = Hall::open().await;
    let ask = |origin: &str| {
        format!(
            "GET /ws HTTP/1.1\r\nHost: hall\r\nOrigin: {origin}\r\nUpgrade: websocket\r\n\
             Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n\
             Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
        )
    };
    let ask = ask("https://evil.example");
    let closing = ask.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n");
    let (status, _) = http::say(hall.server.http, &closing).await;
    assert_eq!(status, 403);
    within("a port in use is named", async {
        let taken = rostrum_tests::hall::config(&hall.data().join("second"), hall.server.http);
        let why = rostrum_server::serve::Server::start(taken).await.err().unwrap().to_string();
        assert!(why.contains(&hall.server.http.to_string()), "{why}");
    })
    .await;
}
