//! The public link at real browsers, on a phone and on a desk: waiting, live, behind closed doors, live again, the end,
//! and the record.
#![allow(clippy::unwrap_used, reason = "tests say so when they fail")]

use rostrum_proto::meeting::command::Command;
use rostrum_tests::browser::{Driver, Person};
use rostrum_tests::{Guest, Hall};

const PRIVATE: &str = "The meeting continues in private";

/// What keeps somebody from using a page, in each language of the Council.
async fn in_six_languages(person: &Person, screen: &str) -> Vec<String> {
    let mut found = Vec::new();
    for lang in ["ar", "zh", "fr", "ru", "es", "en"] {
        person.chooses_language(lang).await;
        found.extend(person.axe().await.into_iter().map(|why| format!("{screen} ({lang}): {why}")));
    }
    found
}

/// The President acts, by a socket of the moment: nobody reads one while pages are looked at, and it would be lost.
async fn president(hall: &Hall, command: Command) {
    let mut chair = Guest::joins(hall, "IDN-chair").await;
    chair.until("the meeting", |guest| guest.meeting.is_some()).await;
    chair.does(command).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_public_waits_follows_is_sent_out_and_comes_back_by_itself() {
    let hall = Hall::open().await;
    let driver = Driver::start().await.expect("chromedriver; `cargo xtask test` installs it");
    let phone = driver.person(390, 844, "en").await.unwrap();
    let desk = driver.person(1440, 900, "en").await.unwrap();
    let mut found = Vec::new();
    for viewer in [&phone, &desk] {
        viewer.opens(&hall.link("public")).await;
        viewer.reads("This page becomes the meeting by itself.").await;
        viewer
            .reads("Addressing the issue of linkages between terrorism and organized crime")
            .await;
        viewer.reads("(New York)").await;
    }
    found.extend(in_six_languages(&phone, "waiting").await);
    found.extend(desk.sits_for("public-waiting").await);

    hall.session().await;
    for viewer in [&phone, &desk] {
        viewer.reads("In session").await;
    }
    found.extend(in_six_languages(&phone, "live").await);
    found.extend(desk.sits_for("public-live").await);

    president(&hall, Command::CloseDoors { reason: "Consultations of the whole".into() }).await;
    for viewer in [&phone, &desk] {
        viewer.reads(PRIVATE).await;
    }
    found.extend(in_six_languages(&phone, "in private").await);
    found.extend(desk.sits_for("public-private").await);

    president(&hall, Command::OpenDoors {}).await;
    for viewer in [&phone, &desk] {
        viewer.reads("In session").await;
    }
    let gone = format!("return !document.body.innerText.includes({PRIVATE:?})");
    phone.until("that it is public again", &gone).await;
    president(&hall, Command::CloseMeeting {}).await;
    for viewer in [&phone, &desk] {
        viewer.reads("The meeting is closed").await;
    }
    found.extend(in_six_languages(&phone, "the end").await);
    for viewer in [&phone, &desk] {
        viewer.reads("The record is not published yet.").await;
    }
    phone.quits().await;

    // The secretary comes back to a meeting that is over.
    let secretary = driver.person(1440, 900, "en").await.unwrap();
    secretary.joins_to_watch(&hall.link("secretary")).await;
    secretary.presses("Publish the record").await;
    secretary.reads("This cannot be undone.").await;
    secretary.presses("Publish").await;
    for reader in [&secretary, &desk] {
        reader.reads("The record is published.").await;
        reader.reads("Download the record").await;
    }
    found.extend(desk.sits_for("public-end").await);
    let late = driver.person(390, 844, "en").await.unwrap();
    late.opens(&hall.link("public")).await;
    late.reads("The record is published.").await;
    late.reads("Download the record").await;
    found.extend(late.axe().await);
    assert!(found.is_empty(), "{found:#?}");
    for viewer in [secretary, late, desk] {
        viewer.quits().await;
    }
}
