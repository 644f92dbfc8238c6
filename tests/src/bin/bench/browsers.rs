//! What a delegate waits for, at real browsers.

use crate::{Measured, numbers};
use rostrum_tests::browser::Driver;
use serde_json::Value;
use std::path::Path;
use std::time::Duration;

const ROUNDS: usize = 8;

/// Clicks *Join the meeting* and waits for the first picture of the floor; gives milliseconds.
const JOIN: &str = "
    const done = arguments[arguments.length - 1];
    const button = [...document.querySelectorAll('button')].find(b => b.innerText.trim() === 'Join the meeting');
    const begun = performance.now();
    button.click();
    const look = () => {
        const video = document.querySelector('[aria-label=\"Floor\"] video');
        if (video && video.getVideoPlaybackQuality().totalVideoFrames > 0) done(performance.now() - begun);
        else setTimeout(look, 2);
    };
    look();";

/// Clicks *Start speaking*; gives the time of it.
const START: &str = "
    const button = [...document.querySelectorAll('button')].find(b => b.innerText.trim() === 'Start speaking');
    const begun = Date.now();
    button.click();
    return begun;";

/// Waits for the next picture of the floor; gives the time of it.
const NEXT_PICTURE: &str = "
    const done = arguments[arguments.length - 1];
    const frames = () => document.querySelector('[aria-label=\"Floor\"] video')?.getVideoPlaybackQuality().totalVideoFrames ?? 0;
    const before = frames();
    const look = () => frames() > before ? done(Date.now()) : setTimeout(look, 2);
    look();";

/// Gives the times at which the seconds of the speech change, eight of them.
const SECONDS: &str = "
    const done = arguments[arguments.length - 1];
    const changes = [];
    const clock = document.querySelector('.clock');
    const watch = new MutationObserver(() => {
        changes.push(Date.now());
        if (changes.length === 8) { watch.disconnect(); done(changes); }
    });
    watch.observe(clock.querySelector('b'), { characterData: true, childList: true, subtree: true });";

/// *Join the meeting* → first picture; *Start speaking* → first picture at another.
pub async fn measure(program: &Path) {
    let measured = Measured::start(program).await;
    let link = |who: &str| measured.server.link(&measured.codes[who]);
    let driver = match Driver::start().await {
        Ok(driver) => driver,
        Err(why) => {
            return println!("browsers: not measured ({why}); `cargo xtask test` installs them");
        }
    };
    let technician = driver.person(1280, 800, "en").await.unwrap();
    let chair = driver.person(1280, 800, "en").await.unwrap();
    let tunisia = driver.person(1280, 800, "en").await.unwrap();
    technician.joins_to_watch(&link("technician")).await;
    chair.joins(&link("IDN-chair")).await;
    tunisia.joins(&link("TUN-delegate")).await;
    technician.presses("Admit Indonesia").await;
    technician.presses("Admit Tunisia").await;
    chair.presses("Open the meeting").await;

    let mut starts = Vec::new();
    for _ in 0..ROUNDS {
        chair.presses("Give the floor to Tunisia").await;
        let ready = "return [...document.querySelectorAll('button')].some(b => b.innerText.trim() === 'Start speaking' && !b.disabled)";
        tunisia.until("being called", ready).await;
        let (seen, begun) = tokio::join!(chair.says_later(NEXT_PICTURE), async {
            // The other page waits before this one is clicked.
            tokio::time::sleep(Duration::from_millis(150)).await;
            tunisia.says(START).await
        });
        let (seen, begun) = (seen.as_u64().unwrap_or(0), begun.as_u64().unwrap_or(0));
        starts.push(Duration::from_millis(seen.saturating_sub(begun)));
        chair.presses("Take back the floor").await;
        chair.presses("Take it back").await;
        tunisia.presses("Request the floor").await;
    }
    numbers::print("Start speaking: click to the first picture at another", starts);

    let france = driver.person(1280, 800, "en").await.unwrap();
    france.joins(&link("FRA-delegate")).await;
    technician.presses("Admit France").await;
    france.quits().await;
    chair.presses("Give the floor to Tunisia").await;
    tunisia.presses("Start speaking").await;
    let mut late = Vec::new();
    for person in [&chair, &tunisia] {
        let changes = person.says_later(SECONDS).await;
        let started = speech_started(&measured);
        let changes = changes.as_array().cloned().unwrap_or_default();
        let off = changes.iter().filter_map(Value::as_u64).map(|at| (at - started) % 1000);
        late.extend(off.map(|off| Duration::from_millis(off.min(1000 - off))));
    }
    numbers::print("Clock: the second changes, away from the server's", late);
    let mut joins = Vec::new();
    for _ in 0..ROUNDS {
        let france = driver.person(1280, 800, "en").await.unwrap();
        france.previews(&link("FRA-delegate")).await;
        let waited = france.says_later(JOIN).await.as_f64().unwrap_or(0.0);
        joins.push(Duration::from_secs_f64(waited / 1e3));
        france.quits().await;
    }
    numbers::print("Join: click to the first picture of the floor", joins);
    for person in [technician, chair, tunisia] {
        person.quits().await;
    }
}

/// When the last speech began, by the journal.
fn speech_started(measured: &Measured) -> u64 {
    let journal = measured.server.tells(&["journal", "export", &measured.meeting.to_string()]);
    let records = journal.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let starts = records.filter(|record| record["record"]["event"]["type"] == "speech.started");
    starts.filter_map(|record| record["record"]["at"].as_u64()).next_back().unwrap_or(0)
}
