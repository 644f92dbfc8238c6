//! Every screen, looked at by axe-core and photographed: see `target/screenshots`.
#![allow(clippy::unwrap_used, reason = "tests say so when they fail")]

use rostrum_tests::Process;
use rostrum_tests::browser::Driver;
use rostrum_tests::hall::convene;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_screen_is_for_everybody() {
    let data = tempfile::tempdir().unwrap();
    let (_, codes) = convene(data.path());
    let server = Process::start(data.path()).await;
    let driver = Driver::start().await.expect("chromedriver; `cargo xtask test` installs it");
    let link = |who: &str| server.link(&codes[who]);

    let mut found = Vec::new();

    let technician = driver.person(1440, 900, "en").await.unwrap();
    let nobody = driver.person(1440, 900, "en").await.unwrap();
    nobody.opens(&server.link("")).await;
    nobody.reads("Open the link you were sent").await;
    found.extend(nobody.sits_for("no-link").await);
    nobody.opens(&server.link("AAAAAAAAAAAAAAAAAAAAAA")).await;
    nobody.reads("This link cannot be used now").await;
    found.extend(nobody.sits_for("link-unknown").await);
    nobody.quits().await;

    technician.joins_to_watch(&link("technician")).await;
    let chair = driver.person(1440, 900, "en").await.unwrap();
    let tunisia = driver.person(1440, 900, "en").await.unwrap();
    chair.joins(&link("IDN-chair")).await;
    tunisia.previews(&link("TUN-delegate")).await;
    found.extend(tunisia.sits_for("join").await);
    tunisia.presses("Join the meeting").await;
    tunisia.reads("You are in the lobby").await;
    found.extend(tunisia.sits_for("lobby").await);
    found.extend(technician.sits_for("desk-before").await);
    technician.presses("Admit Indonesia").await;
    technician.presses("Admit Tunisia").await;
    chair.presses("Open the meeting").await;
    tunisia.reads("In session").await;
    found.extend(tunisia.sits_for("stage-waiting").await);
    chair.presses("Give the floor to Tunisia").await;
    tunisia.reads("You have the floor").await;
    found.extend(tunisia.sits_for("stage-called").await);
    tunisia.presses("Start speaking").await;
    chair.sees_and_hears_the_floor().await;
    found.extend(tunisia.sits_for("stage-speaking").await);
    found.extend(chair.sits_for("chair").await);
    found.extend(technician.sits_for("desk").await);

    chair.chooses("Close the meeting").await;
    chair.reads("Close the meeting?").await;
    chair.photographs("dialog-close").await;
    chair.presses("Keep the meeting open").await;
    tunisia.finishes().await;

    tunisia.chooses("Leave the meeting").await;
    tunisia.reads("You have left the meeting").await;
    found.extend(tunisia.sits_for("left").await);
    tunisia.opens(&link("secretary")).await;
    tunisia.presses("Join the meeting").await;
    tunisia.reads("In session").await;
    found.extend(tunisia.sits_for("secretary").await);
    tunisia.opens(&link("reporter")).await;
    found.extend(tunisia.sits_for("join-reporter").await);
    tunisia.presses("Join the meeting").await;
    tunisia.reads("You are in the lobby").await;
    technician.presses_first("Admit ").await;
    tunisia.reads("In session").await;
    found.extend(tunisia.sits_for("reporter").await);
    tunisia.opens(&link("public")).await;
    tunisia.reads("In session").await;
    found.extend(tunisia.sits_for("viewer").await);

    chair.chooses("Close the meeting").await;
    chair.presses("Close it for everyone").await;
    chair.reads("The meeting is closed").await;
    found.extend(chair.sits_for("closed").await);
    for person in [technician, chair, tunisia] {
        person.quits().await;
    }
    assert!(found.is_empty(), "not for everybody:\n{}", found.join("\n"));
}
