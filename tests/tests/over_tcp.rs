//! A firewall that passes nothing but TCP: the delegate is heard and seen, and hears and sees, all the same.
#![allow(clippy::unwrap_used, reason = "tests say so when they fail")]

use rostrum_proto::meeting::command::Command;
use rostrum_tests::browser::Driver;
use rostrum_tests::guest::seat;
use rostrum_tests::{Guest, Hall};
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
    let mut technician = Guest::joins(&hall, "technician").await;
    let mut chair = Guest::joins(&hall, "IDN-chair").await;
    let mut people = Vec::new();
    for who in ["TUN-delegate", "FRA-delegate"] {
        let person = driver.person(1280, 720, "en").await.unwrap();
        person.takes_answers(NO_UDP).await;
        let port = hall.server.http.port();
        person.joins(&format!("http://localhost:{port}/#/join/{}", hall.code(who))).await;
        people.push(person);
    }
    for place in ["IDN", "TUN", "FRA"] {
        technician.does(Command::AdmitSeat { seat: seat(place) }).await;
    }
    chair.until("the snapshot", |guest| guest.meeting.is_some()).await;
    chair.does(Command::OpenMeeting {}).await;
    chair.does(Command::GiveFloor { seat: seat("TUN") }).await;
    people[0].presses("Start speaking").await;
    people[1].sees_and_hears_the_floor().await;
    for person in people {
        assert_eq!(person.says_later(WAY).await, json!("tcp"));
        person.quits().await;
    }
}
