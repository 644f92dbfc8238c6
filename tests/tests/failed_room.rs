//! A room that ends by a fault of ours is opened again from its journal, and nothing recorded is lost.
#![allow(clippy::unwrap_used, reason = "a rehearsal that cannot go on stops where it is")]

use rostrum_server::clock::Clock;
use rostrum_server::desk::rules::Rules;
use rostrum_server::journal::sqlite::SqliteJournal;
use rostrum_server::lots::Lots;
use rostrum_server::room::{Directory, Letter, Wiring};
use rostrum_tests::hall::convene;
use std::sync::Arc;
use tokio::sync::oneshot;

#[tokio::test]
async fn a_room_that_is_gone_is_noticed_and_opened_again() {
    let data = tempfile::tempdir().unwrap();
    let (meeting, _) = convene(data.path());
    let wiring = Wiring {
        clock: Clock::system(),
        lots: Lots::Chance,
        log: SqliteJournal::start(data.path()).unwrap(),
        media: None,
        desk_log: None,
        rules: Arc::new(Rules::carried().unwrap()),
    };
    let directory = Directory::default();
    directory.open(&wiring, vec![meeting.clone()], None).await.unwrap();
    assert_eq!(directory.failed(), []);

    // As a fault ends it, but in order: whoever waits for its end is told.
    let room = directory.room(&meeting).unwrap();
    let (stop, stopped) = oneshot::channel();
    assert!(room.send(Letter::Stop(stop)).await);
    stopped.await.unwrap();
    room.gone().await;
    assert_eq!(directory.failed(), std::slice::from_ref(&meeting));

    directory.open(&wiring, directory.failed(), None).await.unwrap();
    assert_eq!(directory.failed(), []);
    assert!(!directory.room(&meeting).unwrap().is_gone());
}
