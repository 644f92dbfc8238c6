//! A house that has IPv6 only.
#![allow(clippy::unwrap_used, reason = "tests say so when they fail")]

use rostrum_server::config::Config;
use rostrum_tests::Hall;
use rostrum_tests::browser::Driver;
use rostrum_tests::calls::tunisia_speaks;
use std::net::{Ipv6Addr, SocketAddr};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_meeting_where_there_is_no_ipv4() {
    let here = SocketAddr::from((Ipv6Addr::LOCALHOST, 0));
    let hall = Hall::open_with(|config| Config { listen: here, media: here, ..config }).await;
    let driver = Driver::start().await.expect("chromedriver; `cargo xtask test` installs it");
    let mut people = Vec::new();
    for who in ["TUN-delegate", "FRA-delegate"] {
        let person = driver.person(1280, 720, "en").await.unwrap();
        let link = hall.link(who).replace("//localhost:", "//[::1]:");
        person.previews(&link).await;
        // The join page has tried it.
        person.reads("Everything that the meeting needs can be reached").await;
        person.presses("Join the meeting").await;
        people.push(person);
    }
    // France sees and hears Tunisia, by no other way.
    let _officers = tunisia_speaks(&hall, &["TUN", "FRA"], &[&people[0], &people[1]]).await;
    for person in people {
        assert_eq!(person.way().await.address, "::1");
        person.quits().await;
    }
}
