//! A firewall that passes nothing but TCP: the delegate is heard and seen, and hears and sees, all the same.
#![allow(clippy::unwrap_used, reason = "tests say so when they fail")]

use rostrum_tests::Hall;
use rostrum_tests::browser::Driver;
use rostrum_tests::calls::tunisia_speaks;

/// An answer without a way over UDP.
const NO_UDP: &str =
    "sdp.split('\\r\\n').filter(line => !/^a=candidate:.* udp /.test(line)).join('\\r\\n')";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn media_comes_through_where_only_tcp_passes() {
    let hall = Hall::open().await;
    let driver = Driver::start().await.expect("chromedriver; `cargo xtask test` installs it");
    let mut people = Vec::new();
    for who in ["TUN-delegate", "FRA-delegate"] {
        let person = driver.person(1280, 720, "en").await.unwrap();
        person.takes_answers(NO_UDP).await;
        person.joins(&hall.link(who)).await;
        people.push(person);
    }
    let _officers = tunisia_speaks(&hall, &["TUN", "FRA"], &[&people[0], &people[1]]).await;
    for person in people {
        assert_eq!(person.way().await.protocol, "tcp");
        person.quits().await;
    }
}
