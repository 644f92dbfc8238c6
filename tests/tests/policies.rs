//! How the floor is given, and who presides when the President is lost, at real browsers.
#![allow(clippy::unwrap_used, reason = "tests say so when they fail")]

use rostrum_proto::time::Millis;
use rostrum_tests::Process;
use rostrum_tests::browser::{Driver, KEEP_FILES, Person, writes};
use rostrum_tests::hall::convene_changed;

/// Chooses another way of giving the floor, with its reason.
async fn changes_policy(chair: &Person, to: &str) {
    let choose = format!(
        "const select = [...document.querySelectorAll('label')]
             .find(l => l.innerText.startsWith('The floor is given'))?.querySelector('select');
         const option = [...select?.options ?? []].find(o => o.text === {to:?});
         if (!option) return false;
         select.value = option.value;
         select.dispatchEvent(new Event('change', {{ bubbles: true }}));
         return true;"
    );
    chair.opens_more().await;
    chair.until(to, &choose).await;
    writes(chair, "To hear more of those who wait.").await;
    chair.presses("Change it").await;
}

/// Notes which entries of *More* are covered by the offer to restore a place, once that is made.
const COVERS: &str = "const named = start => [...document.querySelectorAll('button')].find(b =>
        b.checkVisibility() && b.innerText.startsWith(start));
    const [more, restore] = [named('More'), named('Restore the place of Tunisia')];
    if (!more || !restore) return false;
    const entries = [...more.parentElement.querySelectorAll('button')].filter(b => b.checkVisibility());
    window.covered = entries.filter(entry => {
        entry.scrollIntoView({ block: 'center' });
        const { x, y, width, height } = entry.getBoundingClientRect();
        const there = document.elementFromPoint(x + width / 2, y + height / 2);
        return restore.closest('[role=status]').contains(there);
    }).map(entry => entry.innerText);
    return entries.length > 5;";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ways_of_giving_the_floor_and_a_lost_president() {
    let data = tempfile::tempdir().unwrap();
    let soon = Millis::seconds(1);
    let (_, codes) = convene_changed(data.path(), |setup| setup.profile.takeover_after = soon);
    let server = Process::start(data.path()).await;
    let driver = Driver::start().await.expect("chromedriver; `cargo xtask test` installs it");
    let at = |who: &str| server.link(&codes[who]);
    let mut found = Vec::new();

    let secretary = driver.person(1440, 900, "en").await.unwrap();
    let chair = driver.person(1440, 900, "en").await.unwrap();
    let tunisia = driver.person(1440, 900, "en").await.unwrap();
    let deputy = driver.person(1440, 900, "en").await.unwrap();
    secretary.joins_to_watch(&at("secretary")).await;
    secretary.says(KEEP_FILES).await;
    chair.joins(&at("IDN-chair")).await;
    tunisia.joins(&at("TUN-delegate")).await;
    deputy.joins(&at("IDN-deputy")).await;
    for seat in ["Indonesia", "Tunisia"] {
        secretary.presses(&format!("Admit {seat}")).await;
    }
    chair.presses("Open the meeting").await;

    // The list as a file, for a spreadsheet and for a program.
    let open = "document.querySelector('details.prepare').open = true; return true";
    secretary.until("the tools of the list", open).await;
    secretary.presses("Save the list (CSV)").await;
    let csv = "return !!window.saved?.startsWith('position,seat') && window.saved.includes('TUN')";
    secretary.until("the list as CSV", csv).await;
    secretary.presses("Save the list (JSON)").await;
    let json = "try { return JSON.parse(window.saved).some(s => s.seat === 'TUN') } catch { return false }";
    secretary.until("the list as JSON", json).await;
    let named = "return window.savedAs === 'S-VTC-2020-08-06 speakers.json'";
    secretary.until("a file that is named after the meeting", named).await;

    // In turn, by itself: the first on the list is called without the chair.
    changes_policy(&chair, "in turn, by itself").await;
    found.extend(chair.sits_for("policy-queue").await);
    tunisia.reads("You have the floor").await;
    chair.presses("Take back the floor").await;
    chair.presses("Take it back").await;
    // What can be undone for a moment does not cover the menu.
    chair.opens_more().await;
    chair.until("the way back", COVERS).await;
    assert_eq!(chair.says("return window.covered").await, serde_json::json!([]));

    // The President is lost; a deputy takes the chair and gives the floor.
    chair.quits().await;
    deputy.presses("Take the chair").await;
    deputy.reads("Chair").await;
    found.extend(deputy.sits_for("deputy-presides").await);

    // At once, two at a time: the delegate needs nobody.
    changes_policy(&deputy, "at once, 2 at a time").await;
    tunisia.presses("Request the floor").await;
    tunisia.presses("Start speaking").await;
    deputy.sees_and_hears_the_floor().await;
    found.extend(tunisia.sits_for("policy-open").await);
    tunisia.finishes().await;

    deputy.presses("Close the meeting").await;
    deputy.presses("Close it for everyone").await;
    secretary.presses("Download the record").await;
    let named = "return window.savedAs === 'S-VTC-2020-08-06 record (en).html'";
    secretary.until("the record, named after the meeting", named).await;

    for person in [secretary, tunisia, deputy] {
        person.quits().await;
    }
    assert!(found.is_empty(), "not for everybody:\n{}", found.join("\n"));
}
