//! A meeting by keyboard alone: secretary, chair, delegate, deputy and technician reach every control with Tab
//! and press it with Enter.
#![allow(clippy::unwrap_used, reason = "tests say so when they fail")]

use rostrum_tests::Process;
use rostrum_tests::browser::Driver;
use rostrum_tests::hall::convene;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_meeting_by_keyboard() {
    let data = tempfile::tempdir().unwrap();
    let (_, codes) = convene(data.path());
    let server = Process::start(data.path()).await;
    let driver = Driver::start().await.expect("chromedriver; `cargo xtask test` installs it");
    let mut people = Vec::new();
    for who in ["secretary", "technician", "IDN-chair", "TUN-delegate"] {
        let person = driver.person(1440, 900, "en").await.unwrap();
        person.opens(&server.link(&codes[who])).await;
        person.reads("You join as").await;
        person.keys("Join the meeting").await;
        people.push(person);
    }
    let [secretary, technician, chair, tunisia] = &people[..] else { panic!("four people") };
    for seat in ["Indonesia", "Tunisia"] {
        secretary.keys(&format!("Admit {seat}")).await;
    }
    chair.keys("Open the meeting").await;
    secretary.reads("In session").await;

    // The list, without a mouse.
    secretary.keys("Move Tunisia up").await;
    secretary.types("The minister leaves early.").await;
    secretary.keys("Move it").await;
    tunisia.reads("2nd, about").await;
    secretary.keys("Arrange the list").await;
    secretary.keys("Close the speakers' list").await;
    chair.reads("The list is closed").await;

    // The floor.
    chair.keys("Give the floor to Tunisia").await;
    tunisia.keys("Start speaking").await;
    chair.reads("Pause the speaker").await;
    chair.keys("Pause the speaker").await;
    tunisia.reads("You are interrupted").await;
    chair.reads("Let the speaker continue").await;
    chair.keys("Let the speaker continue").await;
    tunisia.keys("Start speaking").await;
    tunisia.reads("Your microphone is open").await;
    tunisia.keys("Close microphone").await;
    tunisia.reads("Your microphone is closed").await;
    // A key that is held, for who wants one.
    tunisia.keys("Devices").await;
    let held = "const box = [...document.querySelectorAll('dialog[open] label')] \
                .find(l => l.innerText.includes('Hold a key to speak'))?.querySelector('input'); \
                if (!box) return false; box.click(); return true;";
    tunisia.until("the box in Devices", held).await;
    tunisia.reads("Key: V").await;
    tunisia.keys("Done").await;
    tunisia.page.action_chain().key_down('v').perform().await.unwrap();
    tunisia.reads("Your microphone is open").await;
    tunisia.page.action_chain().key_up('v').perform().await.unwrap();
    tunisia.reads("Your microphone is closed").await;
    technician.keys("Mute Tunisia").await;
    tunisia.reads("Nobody hears you").await;
    technician.keys("Unmute Tunisia").await;
    chair.keys("Take back the floor").await;
    chair.keys("Take it back").await;
    tunisia.reads("The President took back the floor").await;
    tunisia.keys("Dismiss").await;

    // Escape goes back to where a thing was opened.
    for (person, opener) in [(chair, "More"), (tunisia, "Devices")] {
        person.keys(opener).await;
        person.types("\u{e00c}").await;
        let back = format!("return document.activeElement.innerText.trim() === {opener:?}");
        person.until(&format!("the keyboard back at {opener}"), &back).await;
    }
    let seat = "return document.activeElement.matches('button.seat-body')";
    chair.says("document.querySelector('button.seat-body').focus()").await;
    chair.types("\u{e007}").await;
    chair.until("the menu of a seat", "return !!document.querySelector('.seat .menu')").await;
    chair.types("\t").await;
    chair.types("\u{e00c}").await;
    chair.until("the keyboard back at the seat", seat).await;

    // Votes and the end.
    chair.keys("More").await;
    chair.keys("Put a question to the vote").await;
    chair.types("Shall we go on?").await;
    chair.keys("Procedural matter").await;
    chair.keys("Vote by show of hands").await;
    tunisia.keys("In favour").await;
    // The button went with the vote; the keyboard is where it was.
    let stays = "return document.activeElement.closest('.vote') !== null";
    tunisia.until("the keyboard at the vote", stays).await;
    tunisia.keys("Skip to your controls").await;
    let there = "return document.activeElement.id === 'controls'";
    tunisia.until("the keyboard at the controls", there).await;
    chair.keys("Close the vote").await;
    tunisia.reads("Not adopted").await;
    tunisia.keys("More").await;
    tunisia.keys("Report a technical problem").await;
    tunisia.keys("I cannot hear").await;
    chair.reads("cannot hear").await;
    chair.keys("More").await;
    chair.keys("Close the meeting").await;
    chair.keys("Close it for everyone").await;
    for person in [secretary, chair, tunisia] {
        person.reads("The meeting is closed").await;
    }
    // Questions come later: the desk stays.
    technician.reads("meeting.closed").await;
    secretary.keys("Download the record").await;
    for person in people {
        person.quits().await;
    }
}
