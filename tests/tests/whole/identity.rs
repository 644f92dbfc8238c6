//! Keys, tokens and data folders.
#![allow(clippy::unwrap_used, reason = "a rehearsal that cannot go on stops where it is")]

use rostrum_proto::id::ParticipantId;
use rostrum_proto::meeting::event::Event;
use rostrum_proto::meeting::setup::Person;
use rostrum_proto::role::Role;
use rostrum_proto::wire::http::JoinError;
use rostrum_proto::wire::{ClientMessage, ServerMessage, close};
use rostrum_server::clock::Clock;
use rostrum_server::identity::{Invitations, Tokens};
use rostrum_server::journal::sqlite;
use rostrum_server::store;
use rostrum_tests::Guest;
use rostrum_tests::hall::{self, Hall};
use std::os::unix::fs::PermissionsExt;

#[tokio::test]
async fn the_signing_key_is_for_the_server_alone_and_stays() {
    let hall = Hall::open().await;
    let path = hall.data().join("signing.key");
    let mode = std::fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let key = std::fs::read(&path).unwrap();
    let token = hall.join(hall.code("reporter")).await.unwrap().token;
    let hall = hall.restart().await;
    assert_eq!(std::fs::read(&path).unwrap(), key);
    let mut guest = Guest::says_hello(&hall, &token, None).await;
    guest.until("welcome", |g| g.connection.0 > 0).await;
}

#[tokio::test]
async fn who_renews_stays_and_who_does_not_is_closed() {
    let hall = Hall::open().await;
    let first = hall.join(hall.code("reporter")).await.unwrap();
    let tokens = Tokens::with_key(&std::fs::read(hall.data().join("signing.key")).unwrap());
    let now = Clock::system().now();
    let claims = tokens.check(now, &first.token).unwrap();
    // Two seconds before its end.
    let issued = rostrum_proto::time::Timestamp(now.0 - 898_000);
    let (old, _) = tokens.issue(issued, &hall.meeting, &claims.sub, &claims.invitation).unwrap();

    let mut forgetful = Guest::says_hello(&hall, &old, None).await;
    let mut careful = Guest::says_hello(&hall, &old, None).await;
    careful.says(&ClientMessage::Renew {}).await;
    let renewed = |g: &Guest| {
        g.others.iter().find_map(|m| match m {
            ServerMessage::Token { token, .. } => Some(token.clone()),
            _ => None,
        })
    };
    careful.until("a new token", |g| renewed(g).is_some()).await;
    assert_eq!(forgetful.until_closed().await, close::UNAUTHORIZED);
    careful.says(&ClientMessage::Ping { nonce: 1 }).await;
    let pong = |m: &ServerMessage| matches!(m, ServerMessage::Pong { nonce: 1, .. });
    careful.until("the renewed one goes on", |g| g.others.iter().any(pong)).await;
    let token = renewed(&careful).unwrap();
    let mut again = Guest::says_hello(&hall, &token, None).await;
    again.until("the new token lets in", |g| g.connection.0 > 0).await;
}

#[tokio::test]
async fn an_altered_journal_is_left_alone_and_a_revocation_recorded_once() {
    let hall = Hall::open().await;
    let (code, id) = hall.invite("reporter", false);
    let mut reporter = Guest::with_code(hall.server.http, &code).await;
    Invitations::open(hall.data()).unwrap().revoke(&id, Clock::system().now()).unwrap();
    assert_eq!(reporter.until_closed().await, close::ENDED);
    let hall = hall.restart().await.restart().await;
    let db = store::open(hall.data()).unwrap();
    let records = sqlite::read_records(&db, &hall.meeting, 0, u64::MAX, u32::MAX).unwrap();
    let revoked = |e: &Event| matches!(e, Event::InvitationRevoked { .. });
    assert_eq!(records.iter().filter(|r| revoked(&r.event)).count(), 1);

    let before = records.len();
    let altered = db.execute("UPDATE journal SET body = body || ' ' WHERE seq = 3", []);
    assert_eq!(altered, Ok(1));
    let hall = hall.restart().await;
    assert_eq!(hall.join(hall.code("IDN-chair")).await.unwrap_err().code, JoinError::Unavailable);
    let after = sqlite::read_records(&db, &hall.meeting, 0, u64::MAX, u32::MAX).unwrap().len();
    assert_eq!(after, before, "nothing is added to a broken chain");
}

#[tokio::test]
async fn a_link_never_gives_the_authority_of_another() {
    let hall = Hall::open().await;
    let person = |role| Person {
        id: ParticipantId::new("person-1").unwrap(),
        role,
        seat: None,
        name: None,
        title: None,
        booth: None,
        rank: None,
    };
    let links = Invitations::open(hall.data()).unwrap();
    let link = |role| links.create(&hall.meeting, &person(role), false).unwrap().0;
    hall.join(&link(Role::Secretary)).await.unwrap();
    assert_eq!(hall.join(&link(Role::Interpreter)).await.unwrap_err().code, JoinError::Expelled);
}

#[tokio::test]
async fn a_data_folder_in_use_or_of_a_newer_version_is_left_alone() {
    let hall = Hall::open().await;
    let local = || "127.0.0.1:0".parse().unwrap();
    let why = hall::try_start(hall.data(), local()).await.err().unwrap();
    assert!(format!("{why:#}").contains("in use by another server"), "{why:#}");

    let newer = tempfile::tempdir().unwrap();
    let db = store::open(newer.path()).unwrap();
    db.execute_batch("PRAGMA user_version = 99").unwrap();
    let why = hall::try_start(newer.path(), local()).await.err().unwrap();
    let why = format!("{why:#}");
    for part in ["rostrum.db", "version 99", "version 8"] {
        assert!(why.contains(part), "{why}");
    }
}
