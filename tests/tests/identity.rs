//! Keys, tokens and data folders.
#![allow(clippy::unwrap_used, reason = "a rehearsal that cannot go on stops where it is")]

use rostrum_proto::wire::{ClientMessage, ServerMessage, close};
use rostrum_server::clock::Clock;
use rostrum_server::identity::Tokens;
use rostrum_server::journal::sqlite;
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
    let token = hall.join(hall.code("viewer")).await.unwrap().token;
    let hall = hall.restart().await;
    assert_eq!(std::fs::read(&path).unwrap(), key);
    let mut guest = Guest::says_hello(&hall, &token, None).await;
    guest.until("welcome", |g| g.connection.0 > 0).await;
}

#[tokio::test]
async fn who_renews_stays_and_who_does_not_is_closed() {
    let hall = Hall::open().await;
    let first = hall.join(hall.code("viewer")).await.unwrap();
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
async fn a_data_folder_in_use_or_of_a_newer_version_is_left_alone() {
    let hall = Hall::open().await;
    let local = || "127.0.0.1:0".parse().unwrap();
    let why = hall::try_start(hall.data(), local()).await.err().unwrap();
    assert!(format!("{why:#}").contains("in use by another server"), "{why:#}");

    let newer = tempfile::tempdir().unwrap();
    let db = sqlite::open(newer.path()).unwrap();
    db.execute_batch("PRAGMA user_version = 2").unwrap();
    let why = hall::try_start(newer.path(), local()).await.err().unwrap();
    let why = format!("{why:#}");
    for part in ["rostrum.db", "version 2", "version 1"] {
        assert!(why.contains(part), "{why}");
    }
}
