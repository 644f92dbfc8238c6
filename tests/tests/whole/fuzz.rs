//! The corpus of the fuzzer, and what chance makes of it. A failure names the target and the seed.
#![allow(clippy::unwrap_used, reason = "a rehearsal that cannot go on stops where it is")]

use rostrum_proto::meeting::event::Record;
use rostrum_proto::wire::{ClientMessage, ServerMessage};
use rostrum_server::media::{Offer, stranger};
use rostrum_tests::fuzz::{TARGETS, mutated, sent_on};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

/// Changes of each file.
const CHANGES: u64 = 4_000;

fn corpus(name: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(name);
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().collect();
    files.sort_by_key(|file| file.as_ref().unwrap().file_name());
    files.into_iter().map(|file| std::fs::read(file.unwrap().path()).unwrap()).collect()
}

/// Chance begins with what is understood: of what is not, nothing is reached but the parser.
#[test]
fn the_corpus_is_understood() {
    let understood = |bytes: &Vec<u8>| serde_json::from_slice::<ClientMessage>(bytes).is_ok();
    assert!(corpus("client_message").iter().all(understood));
    let understood = |bytes: &Vec<u8>| serde_json::from_slice::<ServerMessage>(bytes).is_ok();
    assert!(corpus("server_message").iter().filter(|bytes| understood(bytes)).count() >= 15);
    let taken =
        |bytes: &Vec<u8>| Offer::read(&String::from_utf8_lossy(bytes).into_owned().into()).is_ok();
    assert_eq!(corpus("offer").iter().filter(|bytes| taken(bytes)).count(), 4);
    let lines = |bytes: &Vec<u8>| {
        let text = String::from_utf8(bytes.clone()).unwrap();
        text.lines().all(|line| serde_json::from_str::<Record>(line).is_ok())
    };
    assert!(corpus("journal").iter().all(lines));
    assert!(corpus("media").iter().all(|bytes| sent_on(bytes) >= 1));
    assert!(corpus("report").iter().all(|bytes| stranger::report(bytes) >= 1));
}

#[test]
fn nothing_that_a_stranger_may_send_does_harm() {
    for (name, target) in TARGETS {
        let all = corpus(name);
        assert!(all.len() >= 5, "the corpus of {name} has {} files", all.len());
        for (n, one) in all.iter().enumerate() {
            target(one);
            for change in 0..CHANGES {
                let seed = n as u64 * CHANGES + change;
                let bytes = mutated(one, &all, seed);
                let held = catch_unwind(AssertUnwindSafe(|| target(&bytes)));
                assert!(held.is_ok(), "{name}, seed {seed}: {}", String::from_utf8_lossy(&bytes));
            }
        }
    }
}
