//! Networks that carry a voice and no picture, each way: what is left out is said to whom it concerns, and the voice comes
//! through. How well, and when the picture is back, is measured by `cargo xtask soak`; the minutes of both are in
//! `server/src/media/bandwidth/tests.rs` and `client-wasm/src/core/uplink.rs`.
#![allow(clippy::unwrap_used, reason = "tests say so when they fail")]

use rostrum_tests::browser::{Driver, Person};
use rostrum_tests::calls::tunisia_speaks;
use rostrum_tests::impaired::{Line, Network};
use rostrum_tests::{Hall, within};

/// Sound arrives.
async fn hears(person: &Person) {
    let before = person.received().await.energy;
    within("sound", async { while person.received().await.energy <= before {} }).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_network_that_carries_sound_only_is_said_each_way() {
    let hall = Hall::open().await;
    let driver = Driver::start().await.expect("chromedriver; `cargo xtask test` installs it");
    let mut people = Vec::new();
    for (seed, who) in [(1, "TUN-delegate"), (2, "FRA-delegate")] {
        let network = Network::before(hall.server.media, seed).await;
        // A large picture: a small one finds room beside a voice.
        let person = driver.person_with(8, None).await.unwrap();
        person.goes_by(hall.server.media.port(), network.facing).await;
        person.joins(&hall.link(who)).await;
        people.push((person, network));
    }
    let [(tunisia, uplink), (france, downlink)] = &people[..] else { unreachable!() };
    let _officers = tunisia_speaks(&hall, &["TUN", "FRA"], &[tunisia, france]).await;

    downlink.becomes(Line::GOOD, Line::of(100.0));
    france.reads("Your connection carries sound only for now.").await;
    hears(france).await;

    uplink.becomes(Line::of(64.0), Line::GOOD);
    tunisia.reads("Your connection carries sound only").await;
    hears(france).await;
    for (person, _) in people {
        person.quits().await;
    }
}
