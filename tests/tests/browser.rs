//! Steps 1 to 7 at real browsers: the chair, Tunisia, Viet Nam and a technician, by the names that a screen
//! reader says.
#![allow(clippy::unwrap_used, reason = "tests say so when they fail")]

use rostrum_tests::Process;
use rostrum_tests::browser::{Driver, Person, writes};
use rostrum_tests::cable::Cable;
use rostrum_tests::hall::convene;
use tokio::sync::Mutex;

/// Each has all that this machine has: with many browsers at once some are left without a microphone.
static ALONE: Mutex<()> = Mutex::const_new(());

/// What the pictures and sounds of the floor grew by in the second that began one second ago.
const STILL_COMING: &str = "
    const done = arguments[arguments.length - 1];
    const call = window.calls.filter(c => c.connectionState === 'connected').at(-1);
    const frames = async () => [...(await call.getStats()).values()]
        .find(s => s.type === 'inbound-rtp' && s.mid === '2')?.framesDecoded || 0;
    setTimeout(async () => {
        const before = await frames();
        setTimeout(async () => done(await frames() - before), 1000);
    }, 1000);";

/// Where a region says that somebody has the floor.
fn floor_says(text: &str) -> String {
    format!(
        "return document.querySelector('[aria-label=\"Floor\"]')?.innerText.includes({text:?}) ?? false"
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_meeting_at_four_browsers() {
    let _alone = ALONE.lock().await;
    let data = tempfile::tempdir().unwrap();
    let (meeting, codes) = convene(data.path());
    let server = Process::start(data.path()).await;
    let driver = Driver::start().await.expect("chromedriver; `cargo xtask test` installs it");
    let at = |who: &str| server.link(&codes[who]);
    let hotel = Cable::to(server.port).await;
    let from_the_hotel =
        |who: &str| format!("http://localhost:{}/#/join/{}", hotel.port, codes[who]);

    let technician = driver.person(1440, 900, "en").await.unwrap();
    let chair = driver.person(1440, 900, "en").await.unwrap();
    let tunisia = driver.person(1440, 900, "en").await.unwrap();
    let viet_nam = driver.person(500, 900, "en").await.unwrap();

    // Join and lobby.
    technician.joins_to_watch(&at("technician")).await;
    chair.joins(&at("IDN-chair")).await;
    tunisia.joins(&from_the_hotel("TUN-delegate")).await;
    // Before the camera has been granted: the devices are taken up when they come.
    viet_nam.joins_to_watch(&at("VNM-delegate")).await;
    viet_nam.reads("You are in the lobby").await;
    tunisia.reads("microphone tested").await;
    technician.reads("microphone tested").await;
    assert_eq!(viet_nam.received().await.energy, 0.0, "nothing is heard in the lobby");
    for seat in ["Indonesia", "Tunisia", "Viet Nam"] {
        technician.presses(&format!("Admit {seat}")).await;
    }

    // The floor.
    chair.presses("Open the meeting").await;
    viet_nam.reads("In session").await;
    tunisia.presses("Withdraw request").await;
    tunisia.reads("Give up your place?").await;
    tunisia.presses("Withdraw").await;
    tunisia.presses("Request the floor").await;
    chair.presses("Give the floor to Tunisia").await;
    tunisia.reads("You have the floor").await;
    assert_eq!(chair.received().await.frames, 0, "being called opens nothing");
    tunisia.presses("Start speaking").await;
    chair.sees_and_hears_the_floor().await;
    viet_nam.sees_and_hears_the_floor().await;
    chair.until("the speaker's name", &floor_says("Tunisia")).await;

    // Mute: by oneself, by the chair, by a technician.
    tunisia.presses("Close microphone").await;
    tunisia.presses("Open microphone").await;
    chair.presses("Mute everyone").await;
    tunisia.reads("Nobody hears you").await;
    chair.chooses("Lift all mutes").await;
    tunisia.reads("Your microphone is open").await;
    chair.presses_first("Tunisia").await;
    chair.presses("Mute Tunisia").await;
    tunisia.reads("Nobody hears you").await;
    chair.presses_first("Tunisia").await;
    chair.presses("Unmute Tunisia").await;
    tunisia.reads("Your microphone is open").await;
    technician.presses("Mute Tunisia").await;
    tunisia.reads("Nobody hears you").await;
    technician.presses("Unmute Tunisia").await;
    viet_nam.sees_and_hears_the_floor().await;

    // The list.
    viet_nam.reads("3rd, about").await;
    chair.presses("Move Viet Nam up").await;
    viet_nam.reads("2nd, about").await;
    chair.presses("Defer Viet Nam").await;
    viet_nam.reads("3rd, about").await;
    chair.presses("Deny Viet Nam").await;
    writes(&chair, "The list of speakers is full.").await;
    chair.presses("Deny the request").await;
    viet_nam.reads("The President did not accept your request").await;
    viet_nam.presses("Request the floor").await;
    chair.chooses("Close the speakers' list").await;
    viet_nam.reads("The list is closed").await;

    // Continuity: the page is loaded again, the cable is out, the server is killed.
    tunisia.page.refresh().await.unwrap();
    tunisia.presses("Start speaking").await;
    chair.sees_and_hears_the_floor().await;
    hotel.pull();
    tunisia.reads("Connection lost").await;
    chair.reads("lost the connection").await;
    hotel.plug_in();
    tunisia.presses("Start speaking").await;
    chair.sees_and_hears_the_floor().await;
    let server = server.dies_and_comes_back().await;
    tunisia.presses("Start speaking").await;
    chair.sees_and_hears_the_floor().await;
    viet_nam.sees_and_hears_the_floor().await;

    // The technician sees it all.
    let journal = "return document.querySelectorAll('[role=\"log\"] li, [role=\"log\"] [role=\"row\"], \
                   [role=\"log\"] > *').length > 10";
    technician.until("the journal", journal).await;
    let measured =
        "return [...document.querySelectorAll('[aria-label^=\"Round trip\"]')].length > 0";
    technician.until("measured connections", measured).await;

    // The floor is taken back: within a second nothing more of it comes.
    chair.presses("Take back the floor").await;
    chair.presses("Take it back").await;
    let still = viet_nam.says_later(STILL_COMING).await;
    assert_eq!(still, 0, "pictures still came a second after the floor was taken back");
    tunisia.reads("The President took back the floor").await;

    // Somebody leaves and returns; the place is kept.
    viet_nam.chooses("Leave the meeting").await;
    viet_nam.reads("You have left the meeting").await;
    viet_nam.presses("Return to the meeting").await;
    viet_nam.reads("In session").await;

    // The end.
    chair.chooses("Close the meeting").await;
    chair.presses("Close it for everyone").await;
    // The technicians' desk stays: questions come later.
    technician.reads("meeting.closed").await;
    for person in [&chair, &tunisia, &viet_nam] {
        person.reads("The meeting is closed").await;
    }
    for person in [&technician, &chair, &tunisia, &viet_nam] {
        let media_is_over =
            "return window.calls.every(c => c.connectionState === 'closed')".to_owned();
        person.until("the end of media", &media_is_over).await;
    }
    let exported = server.tells(&["journal", "export", meeting.as_str()]);
    let records = exported.lines().map(|l| serde_json::from_str::<serde_json::Value>(l).unwrap());
    let closed = records.filter(|r| r["record"]["event"]["type"] == "meeting.closed").count();
    assert_eq!(closed, 1, "the journal tells of the end");
    let verified = server.tells(&["journal", "verify", meeting.as_str()]);
    assert!(verified.contains("unbroken"), "{verified}");
    for person in [technician, chair, tunisia, viet_nam] {
        person.quits().await;
    }
}

/// A browser whose user said no joins as a listener, is told so, and can try again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_refuses_the_microphone_joins_as_a_listener() {
    let _alone = ALONE.lock().await;
    let data = tempfile::tempdir().unwrap();
    let (_, codes) = convene(data.path());
    let server = Process::start(data.path()).await;
    let driver = Driver::start().await.expect("chromedriver; `cargo xtask test` installs it");
    let france: Person = driver.person_who_refuses(1440, 900, "en").await.unwrap();
    let technician = driver.person(1440, 900, "en").await.unwrap();
    technician.joins_to_watch(&server.link(&codes["technician"])).await;
    france.opens(&server.link(&codes["FRA-delegate"])).await;
    france.reads("you join as a listener").await;
    france.photographs("join-refused").await;
    france.presses("Try again").await;
    france.presses("Join the meeting").await;
    technician.presses("Admit France").await;
    france.reads("You take part as a listener").await;
    for person in [france, technician] {
        person.quits().await;
    }
}
