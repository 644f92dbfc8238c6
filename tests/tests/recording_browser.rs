//! A recording at real browsers: started, agreed to, stopped, and played. By the names that a screen reader says.
#![allow(clippy::unwrap_used, reason = "tests say so when they fail")]

use rostrum_server::recorder::shelf::FOLDER;
use rostrum_tests::browser::{Driver, Person};
use rostrum_tests::calls::tunisia_speaks;
use rostrum_tests::guest::Guest;
use rostrum_tests::hall::Hall;
use rostrum_tests::within;
use std::fs;

const ASKED: &str = "This meeting is being recorded.";

/// Chooses what is played.
async fn plays(person: &Person, what: &str) {
    let script = format!(
        "const all = [...document.querySelectorAll('dialog[open] option')];
         const option = all.find(o => o.text === {what:?});
         if (!option) return false;
         option.parentElement.value = option.value;
         option.parentElement.dispatchEvent(new Event('change', {{ bubbles: true }}));
         return true;"
    );
    person.until(what, &script).await;
}

/// The meeting is recorded until this file is so long.
async fn recorded(hall: &Hall, person: &Person, name: &str, bytes: u64) {
    let path = hall.data().join(FOLDER).join(hall.meeting.as_str()).join(name);
    let long = || fs::metadata(&path).is_ok_and(|file| file.len() >= bytes);
    within(name, async {
        while !long() {
            person.says("return 1").await;
        }
    })
    .await;
}

async fn does_not_read(person: &Person, text: &str) {
    let script = format!("return !document.body.innerText.includes({text:?})");
    person.until(&format!("no word of {text}"), &script).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_recording_is_agreed_to_and_played_back() {
    let hall = Hall::open().await;
    let driver = Driver::start().await.expect("chromedriver; `cargo xtask test` installs it");
    let tunisia = driver.person(390, 844, "en").await.unwrap();
    let secretary = driver.person(1440, 900, "en").await.unwrap();
    let mut found = Vec::new();
    tunisia.joins(&hall.link("TUN-delegate")).await;
    secretary.joins_to_watch(&hall.link("secretary")).await;
    tunisia_speaks(&hall, &["TUN"], &[&tunisia]).await;

    secretary.chooses("Record the meeting").await;
    for person in [&tunisia, &secretary] {
        person.until("the mark", "return !!document.querySelector('.chip.recording')").await;
    }
    tunisia.reads(ASKED).await;
    found.extend(tunisia.sits_for("recording-asked").await);
    tunisia.presses("I agree").await;
    does_not_read(&tunisia, ASKED).await;
    // Who is never heard is not asked.
    does_not_read(&secretary, ASKED).await;

    recorded(&hall, &secretary, "floor-1.webm", 150_000).await;
    secretary.chooses("Stop recording").await;
    secretary.reads("What is said from now on is not recorded.").await;
    secretary.presses("Stop it").await;
    // The technicians of before have been silent for too long.
    let mut technician = Guest::joins(&hall, "technician").await;
    let sealed = |g: &Guest| g.meeting.as_ref().is_some_and(|m| m.recording.sealed == [1]);
    technician.until("the files are sealed", sealed).await;
    let unmarked = "return !document.querySelector('.chip.recording')";
    tunisia.until("no mark any more", unmarked).await;

    secretary.chooses("Play the recording").await;
    let has_length = "const v = document.querySelector('dialog[open] video');
        return v && v.readyState >= 1 && v.duration > 1 && v.duration < 600 && v.videoWidth > 0;";
    secretary.until("a film with its length", has_length).await;
    found.extend(secretary.sits_for("recording-played").await);
    // In another language it is another page, and the player a new one.
    secretary.until("a film with its length", has_length).await;
    let goes_to_the_middle = "const done = arguments[arguments.length - 1];
        const v = document.querySelector('dialog[open] video');
        v.onseeked = () => {
            const canvas = document.createElement('canvas');
            [canvas.width, canvas.height] = [32, 18];
            const context = canvas.getContext('2d');
            context.drawImage(v, 0, 0, 32, 18);
            const light = context.getImageData(0, 0, 32, 18).data;
            done([v.currentTime / v.duration, light.reduce((sum, one) => sum + one, 0) / light.length]);
        };
        v.currentTime = v.duration / 2;";
    let seen = secretary.says_later(goes_to_the_middle).await;
    let (where_it_is, light) = (seen[0].as_f64().unwrap(), seen[1].as_f64().unwrap());
    assert!((where_it_is - 0.5).abs() < 0.05, "{where_it_is} of it");
    // Black is 64 of 255, by its fourth part, which says that nothing is seen through.
    assert!(light > 90.0, "a picture as light as {light}");
    let plays_on = "const v = document.querySelector('dialog[open] video');
        if (v.paused) { v.muted = true; v.play(); }
        return v.currentTime > v.duration / 2 + 0.4;";
    secretary.until("that it plays", plays_on).await;
    for (what, named) in [("Floor, sound only", "floor"), ("French", "fr")] {
        plays(&secretary, what).await;
        let sound = format!(
            "const a = document.querySelector('dialog[open] audio');
             return a && a.src.includes('/{named}-1.opus') && a.duration > 1 && a.duration < 600;"
        );
        secretary.until(what, &sound).await;
    }
    secretary.presses("Done").await;

    // From a line of the story to the moment: the stop, which is the end.
    let desk = driver.person(1440, 900, "en").await.unwrap();
    desk.joins_to_watch(&hall.link("technician")).await;
    desk.presses("Timeline of Tunisia").await;
    desk.presses_first("Play from").await;
    let at_its_end = "const v = document.querySelector('dialog[open] video');
        return v && v.readyState >= 1 && v.currentTime > v.duration - 1.5;";
    desk.until("the moment of that line", at_its_end).await;
    found.extend(desk.sits_for("recording-from-story").await);

    for person in [tunisia, secretary, desk] {
        person.quits().await;
    }
    assert!(found.is_empty(), "not for everybody:\n{}", found.join("\n"));
}
