//! Steps 1 to 7 at real browsers: the chair, Tunisia, Viet Nam and a technician.
#![allow(clippy::unwrap_used, reason = "tests say so when they fail")]

use rostrum_tests::browser::{Driver, Person, Process};
use rostrum_tests::hall::convene;

const FLOOR: &str = "document.querySelector('[aria-label=\"Floor\"] video')";

/// Frames that the floor's video has shown.
async fn frames(person: &Person) -> u64 {
    let script = format!("return {FLOOR}?.getVideoPlaybackQuality().totalVideoFrames ?? 0");
    person.says(&script).await.as_u64().unwrap_or(0)
}

async fn sees_the_floor(person: &Person) {
    let before = frames(person).await;
    let grows = format!(
        "const v = {FLOOR}; return !!v && v.videoWidth >= 320 && \
         v.getVideoPlaybackQuality().totalVideoFrames > {before} + 5"
    );
    person.until("moving pictures of the floor", &grows).await;
}

#[tokio::test]
async fn a_meeting_at_four_browsers() {
    let data = tempfile::Builder::new()
        .disable_cleanup(std::env::var_os("KEEP").is_some())
        .tempdir()
        .unwrap();
    let (_, codes) = convene(data.path());
    let server = Process::start(data.path()).await;
    println!("data in {}", data.path().display());
    let driver = Driver::start().await.expect("chromedriver; `cargo xtask test` installs it");
    let at = |who: &str| server.link(&codes[who]);

    let technician = driver.person(1440, 900, "en").await.unwrap();
    let chair = driver.person(1440, 900, "en").await.unwrap();
    let tunisia = driver.person(1440, 900, "en").await.unwrap();
    let viet_nam = driver.person(500, 900, "ar").await.unwrap();

    technician.joins_to_watch(&at("technician")).await;
    chair.page.goto(&at("IDN-chair")).await.unwrap();
    chair
        .until(
            "the preview",
            "return [...document.querySelectorAll('video')].some(v => v.videoWidth > 0)",
        )
        .await;
    chair.photographs("join-1440").await;
    chair.presses("Join the meeting").await;
    tunisia.joins(&at("TUN-delegate")).await;
    chair.photographs("lobby-1440").await;
    technician.presses("Admit Indonesia").await;
    technician.presses("Admit Tunisia").await;

    chair.presses("Open the meeting").await;
    chair.presses("Give the floor to Tunisia").await;
    tunisia.presses("Start speaking").await;
    sees_the_floor(&chair).await;
    chair.photographs("stage-chair-1440").await;
    tunisia.photographs("stage-speaker-1440").await;
    technician.photographs("desk-1440").await;

    let server = server.dies_and_comes_back().await;
    tunisia.presses("Start speaking").await;
    sees_the_floor(&chair).await;

    let link = server.link(&codes["VNM-delegate"]);
    viet_nam.page.goto(&link).await.unwrap();
    viet_nam.photographs("join-ar-390").await;

    chair.presses("Take back the floor").await;
    chair.photographs("stage-chair-after-1440").await;
    chair.presses("Close the meeting").await;
    chair.photographs("closing-1440").await;
    for person in [technician, chair, tunisia, viet_nam] {
        person.quits().await;
    }
}
