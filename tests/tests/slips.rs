//! Two presses where one was meant: the second changes nothing, whatever stands in the place of the button by then.
#![allow(clippy::unwrap_used, reason = "tests say so when they fail")]

use rostrum_tests::Process;
use rostrum_tests::browser::Driver;
use rostrum_tests::hall::convene;
use rostrum_tests::slips::With;

/// A text is on the page.
fn reads(text: &str) -> String {
    format!("return document.body.innerText.includes({text:?})")
}

/// A dialog asks.
const ASKED: &str = "return !!document.querySelector('dialog[open]')";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_presses_where_one_was_meant() {
    let data = tempfile::tempdir().unwrap();
    let (_, codes) = convene(data.path());
    let server = Process::start(data.path()).await;
    let driver = Driver::start().await.expect("chromedriver; `cargo xtask test` installs it");
    let technician = driver.person(1440, 900, "en").await.unwrap();
    let chair = driver.person(1440, 900, "en").await.unwrap();
    let tunisia = driver.person(1440, 900, "en").await.unwrap();
    let phone = driver.person(390, 844, "en").await.unwrap();
    technician.joins_to_watch(&server.link(&codes["technician"])).await;
    chair.joins(&server.link(&codes["IDN-chair"])).await;
    tunisia.joins(&server.link(&codes["TUN-delegate"])).await;
    phone.joins(&server.link(&codes["VNM-delegate"])).await;
    for seat in ["Indonesia", "Tunisia", "Viet Nam"] {
        technician.presses(&format!("Admit {seat}")).await;
    }

    // The meeting is opened, and nobody is called by it.
    let said = chair.presses_twice(With::Mouse, "Open the meeting", &reads("In session")).await;
    assert_eq!(said, ["open_meeting"]);
    // Tunisia is called, and keeps the floor.
    let said = chair
        .presses_twice(With::Mouse, "Give the floor to Tunisia", &reads("has been called"))
        .await;
    assert_eq!(said, ["grant_request"]);

    // A statement begins, and does not end.
    for with in [With::Space, With::Mouse] {
        tunisia.reads("You have the floor").await;
        let live = reads("Your microphone is open");
        assert_eq!(
            tunisia.presses_twice(with, "Start speaking", &live).await,
            ["start_speaking"],
            "{with:?}"
        );
        // It is paused, and stays so; then it goes on, and stays so.
        let paused = reads("Let the speaker continue");
        let said = chair.presses_twice(With::Mouse, "Pause the speaker", &paused).await;
        assert_eq!(said, ["pause_speaker"]);
        let resumed = reads("Pause the speaker");
        let said = chair.presses_twice(With::Enter, "Let the speaker continue", &resumed).await;
        assert_eq!(said, ["resume_speaker"]);
    }
    tunisia.presses("Start speaking").await;
    // The end of a statement that is interrupted, and what the chair takes back, are asked for: the second press
    // answers nothing.
    chair.presses("Pause the speaker").await;
    tunisia.reads("You are interrupted").await;
    assert!(tunisia.presses_twice(With::Mouse, "Finish speaking", ASKED).await.is_empty());
    tunisia.presses("Go on speaking").await;
    chair.presses("Let the speaker continue").await;
    tunisia.presses("Start speaking").await;
    assert!(chair.presses_twice(With::Mouse, "Take back the floor", ASKED).await.is_empty());
    chair.presses("Leave the floor with Tunisia").await;
    assert!(chair.presses_twice(With::Enter, "Take back the floor", ASKED).await.is_empty());
    chair.presses("Leave the floor with Tunisia").await;

    // On a phone, by finger: raised, and not withdrawn.
    phone.reads("In session").await;
    for (request, kept) in [
        ("Point of order", "Withdraw the point of order"),
        ("Right of reply", "Withdraw the right of reply"),
    ] {
        phone.opens_more().await;
        let there = format!(
            "const more = document.querySelector('button.more'); \
             if (more.getAttribute('aria-expanded') !== 'true') more.click(); \
             return document.body.innerText.includes({kept:?})"
        );
        let said = phone.presses_twice(With::Finger, request, &there).await;
        assert_eq!(said, ["request_floor"], "{request}");
        phone.opens_more().await;
        phone.presses(kept).await;
    }
    // A motion is asked about first.
    phone.opens_more().await;
    assert!(phone.presses_twice(With::Finger, "Move a motion", ASKED).await.is_empty());
    phone.presses("Cancel").await;

    // What a dialog has covered is not pressed by the press that has closed it: here the camera.
    phone.chooses("Devices").await;
    let closed = "return !document.querySelector('dialog[open]')";
    phone.presses_twice(With::Finger, "Done", closed).await;
    phone.reads("Turn camera off").await;

    // Who is heard leaves after being asked; the meeting is closed after being asked.
    tunisia.opens_more().await;
    assert!(tunisia.presses_twice(With::Mouse, "Leave the meeting", ASKED).await.is_empty());
    tunisia.presses("Stay in the meeting").await;
    chair.opens_more().await;
    assert!(chair.presses_twice(With::Mouse, "Close the meeting", ASKED).await.is_empty());
    chair.presses("Keep the meeting open").await;
    chair.reads("In session").await;
    // What rested can be pressed when its second is over.
    tunisia.finishes().await;
    chair.reads("Nobody has the floor").await;
    for person in [technician, chair, tunisia, phone] {
        person.quits().await;
    }
}
