//! Whole meetings on a virtual network and clock; see `rostrum_tests::sim`.
#![allow(clippy::unwrap_used, reason = "tests say so when they fail")]

use rostrum_tests::sim::rehearse;

const SEEDS: u64 = 200;

fn holds(seed: u64, clients: usize) -> rostrum_tests::sim::Rehearsed {
    rehearse(seed, clients).unwrap_or_else(|failure| {
        panic!(
            "{}\nseed {seed}: {}\nAgain: cargo xtask sim --seed {seed} --clients {clients}",
            failure.minutes, failure.why
        )
    })
}

#[test]
fn two_hundred_meetings_hold() {
    let mut accepted = 0;
    for seed in 1..=SEEDS {
        accepted += holds(seed, 20).accepted;
    }
    assert!(
        accepted > SEEDS * 20,
        "only {accepted} commands were done: the rehearsals show little"
    );
}

#[test]
fn a_full_hall_holds() {
    holds(7, 200);
}

#[test]
fn the_same_seed_is_the_same_meeting() {
    assert_eq!(holds(3, 20), holds(3, 20));
}
