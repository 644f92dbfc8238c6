//! The order of business at real browsers: a point of order and its ruling, a challenge and its vote, a motion,
//! the right of reply, changed places, suspension, the chair handed over and taken.
#![allow(clippy::unwrap_used, reason = "tests say so when they fail")]

use rostrum_tests::Process;
use rostrum_tests::browser::{Driver, writes};
use rostrum_tests::hall::convene;
use thirtyfour::By;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_order_of_business_at_browsers() {
    let data = tempfile::tempdir().unwrap();
    let (_, codes) = convene(data.path());
    let server = Process::start(data.path()).await;
    let driver = Driver::start().await.expect("chromedriver; `cargo xtask test` installs it");
    let at = |who: &str| server.link(&codes[who]);
    let mut found = Vec::new();

    let secretary = driver.person(1440, 900, "en").await.unwrap();
    let chair = driver.person(1440, 900, "en").await.unwrap();
    let tunisia = driver.person(1440, 900, "en").await.unwrap();
    let france = driver.person(1440, 900, "en").await.unwrap();
    secretary.joins_to_watch(&at("secretary")).await;
    chair.joins(&at("IDN-chair")).await;
    tunisia.joins(&at("TUN-delegate")).await;
    france.joins(&at("FRA-delegate")).await;
    for seat in ["Indonesia", "Tunisia", "France"] {
        secretary.presses(&format!("Admit {seat}")).await;
    }
    chair.presses("Open the meeting").await;

    // The list: the secretary moves with a reason, two seats change places, a seat lets others go first.
    secretary.presses("Move France up").await;
    writes(&secretary, "The minister leaves at noon.").await;
    secretary.presses("Move it").await;
    france.reads("4th, about").await;
    france.presses("Offer to change places with Tunisia").await;
    tunisia.reads("offers to change places").await;
    found.extend(tunisia.sits_for("offer").await);
    tunisia.presses("Change places").await;
    tunisia.reads("4th, about").await;
    tunisia.chooses("Right of reply").await;
    chair.reads("Reply list").await;

    // Arranged by the rules, and loaded from a file.
    let open = "document.querySelector('details.prepare').open = true; return true";
    secretary.until("the tools of the list", open).await;
    secretary.presses("Arrange the list").await;
    secretary.reads("The speakers' list is in a new order").await;
    let list = data.path().join("speakers.csv");
    std::fs::write(&list, "seat\nTUN\nFRA\nUNODC\n").unwrap();
    let field = secretary.page.find(By::Css("input[type=file]")).await.unwrap();
    field.send_keys(list.to_str().unwrap()).await.unwrap();
    tunisia.reads("You are next").await;
    found.extend(secretary.sits_for("list-tools").await);

    // A point of order interrupts Tunisia; the chair rules; France challenges; the vote upholds the ruling.
    chair.presses("Give the floor to Tunisia").await;
    tunisia.presses("Start speaking").await;
    chair.sees_and_hears_the_floor().await;
    france.chooses("Point of order").await;
    chair.presses("Give the floor to France").await;
    tunisia.reads("You are interrupted").await;
    found.extend(tunisia.sits_for("interrupted").await);
    france.presses("Start speaking").await;
    tunisia.sees_and_hears_the_floor().await;
    chair.presses("Rule on it").await;
    writes(&chair, "The list was closed in time.").await;
    chair.photographs("dialog-ruling").await;
    chair.presses("The point is not well taken").await;
    france.chooses("Challenge the ruling").await;
    chair.reads("France challenges your ruling").await;
    found.extend(chair.sits_for("challenge").await);
    chair.presses("Put it to the vote").await;
    chair.presses("Vote by show of hands").await;
    france.presses("In favour").await;
    tunisia.presses("Against").await;
    tunisia.reads("Your vote: Against").await;
    found.extend(tunisia.sits_for("vote").await);
    chair.presses("Close the vote").await;
    france.reads("The ruling stands").await;
    chair.presses("Let the speaker continue").await;
    tunisia.presses("Start speaking").await;
    tunisia.reads("Your microphone is open").await;
    france.sees_and_hears_the_floor().await;

    // The clock: paused, one minute more, and on.
    chair.presses("Pause the speaker").await;
    tunisia.reads("You are interrupted").await;
    chair.chooses("One minute more").await;
    chair.presses("Let the speaker continue").await;
    tunisia.presses("Start speaking").await;
    tunisia.finishes().await;

    // A motion is moved and taken back; another is moved and put to the vote.
    for motion in ["to postpone discussion", "to refer the matter"] {
        france.moves(motion).await;
        chair.presses("Give the floor to France").await;
        france.presses("Start speaking").await;
        france.finishes().await;
        chair.reads(&format!("Motion of France {motion}")).await;
        if motion == "to postpone discussion" {
            france.chooses(&format!("Withdraw the motion {motion}")).await;
            tunisia.reads(&format!("France withdraws the motion {motion}")).await;
        }
    }
    chair.presses("Put it to the vote").await;
    chair.presses("Vote by roll call").await;
    // The roll begins with a name that was drawn: it may be the chair's own.
    let called = "return ['is called to vote', 'It is your turn to vote']
        .some(words => document.body.innerText.includes(words))";
    chair.until("the first to be called", called).await;
    found.extend(chair.sits_for("roll-call").await);
    let call = "if (document.body.innerText.includes('Every seat was called')) return true; \
                const name = b => b.innerText.trim(); \
                const b = [...document.querySelectorAll('.vote button')] \
                    .find(b => name(b) === 'In favour' || name(b).endsWith(' is absent') || name(b).endsWith(' does not answer')); \
                if (b) b.click(); return false;";
    chair.until("the end of the roll call", call).await;
    chair.presses("Close the vote").await;
    chair.reads("Not adopted").await;

    // A question is decided in secret: Tunisia's page finds its ballot in the count.
    chair.chooses("Put a question to the vote").await;
    writes(&chair, "Shall the candidate be elected?").await;
    chair.presses("Procedural matter").await;
    chair.presses("Vote by secret ballot").await;
    tunisia.presses("Against").await;
    tunisia.presses("In favour").await;
    found.extend(tunisia.sits_for("secret-ballot").await);
    tunisia.presses("Put the ballot in the box: In favour").await;
    tunisia.reads("Your ballot is in the box.").await;
    chair.reads("1 of 15 have voted").await;
    for voter in [&chair, &france] {
        voter.presses("Against").await;
        voter.presses("Put the ballot in the box: Against").await;
    }
    chair.reads("3 of 15 have voted").await;
    chair.presses("Close and count the ballots").await;
    tunisia.reads("was counted.").await;
    tunisia.photographs("secret-count").await;

    // Suspended and resumed.
    chair.chooses("Suspend the meeting").await;
    writes(&chair, "30").await;
    chair.photographs("dialog-suspend").await;
    chair.presses("Suspend now").await;
    tunisia.reads("Suspended").await;
    tunisia.reads("The meeting resumes on ").await;
    found.extend(tunisia.sits_for("suspended").await);
    chair.presses("Resume the meeting").await;
    tunisia.reads("In session").await;

    // Adjourned to another day, which must be said.
    chair.chooses("Suspend the meeting").await;
    let adjourn = "const c = document.querySelector('dialog[open] input[type=checkbox]'); \
                   if (!c.checked) c.click(); \
                   return document.querySelector('dialog[open] input[type=datetime-local]') !== null";
    chair.until("a field for the day", adjourn).await;
    chair.presses("Adjourn now").await;
    chair.photographs("dialog-adjourn").await;
    let tomorrow = "return new Date(Date.now() + 86_400_000).toISOString().slice(0, 16)";
    writes(&chair, chair.says(tomorrow).await.as_str().unwrap()).await;
    chair.presses("Adjourn now").await;
    tunisia.reads("Adjourned").await;
    tunisia.reads("The meeting resumes on ").await;
    chair.presses("Resume the meeting").await;

    // The chair is handed over, and taken back when its holder is lost.
    france.opens(&at("IDN-deputy")).await;
    france.presses("Join the meeting").await;
    france.reads("In session").await;
    chair.chooses("Hand over the chair").await;
    chair.presses_first("Offer it to ").await;
    france.reads("The chair is offered to you").await;
    found.extend(france.sits_for("chair-offered").await);
    france.presses("Take the chair").await;
    france.presses("Give the floor to Tunisia").await;
    chair
        .until(
            "the chair's panel to go",
            "return !document.querySelector('[aria-label=\"Chair\"]')",
        )
        .await;
    for person in [secretary, chair, tunisia, france] {
        person.quits().await;
    }
    assert!(found.is_empty(), "not for everybody:\n{}", found.join("\n"));
}
