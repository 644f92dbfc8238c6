//! A firewall that passes nothing but TCP: the delegate is heard and seen, and hears and sees, all the same.
#![allow(clippy::unwrap_used, reason = "tests say so when they fail")]

use rostrum_tests::Hall;
use rostrum_tests::browser::Driver;
use rostrum_tests::calls::tunisia_speaks;
use serde_json::json;

/// An answer without a way over UDP.
const NO_UDP: &str =
    "sdp.split('\\r\\n').filter(line => !/^a=candidate:.* udp /.test(line)).join('\\r\\n')";

/// The protocol of the pair of candidates in use.
const WAY: &str = "
    const done = arguments[arguments.length - 1];
    const call = window.calls.filter(c => c.connectionState === 'connected').at(-1);
    call.getStats().then(stats => {
        const all = [...stats.values()];
        const pair = all.find(s => s.type === 'transport')?.selectedCandidatePairId;
        done(stats.get(stats.get(pair)?.remoteCandidateId)?.protocol);
    });";

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
        assert_eq!(person.says_later(WAY).await, json!("tcp"));
        person.quits().await;
    }
}
