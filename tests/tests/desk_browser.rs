//! The technicians' desk at real browsers: an alarm, a seat's story, remote help, the journal's filters. By
//! the names that a screen reader says.
#![allow(clippy::unwrap_used, reason = "tests say so when they fail")]

use rostrum_tests::Process;
use rostrum_tests::browser::{Driver, KEEP_FILES, Person};
use rostrum_tests::hall::convene;

/// What the journal shows, top to bottom.
const KINDS: &str = "return [...document.querySelectorAll('[role=\"log\"] .entry-kind')]
    .map(e => e.textContent)";

/// Types into, or chooses in, the field with this label.
async fn fills(person: &Person, label: &str, value: &str) {
    let script = format!(
        "const named = e => e.getAttribute('aria-label') || e.closest('label')?.textContent || '';
         const field = [...document.querySelectorAll('input, select')]
             .find(e => named(e).trim() === {label:?} && e.checkVisibility());
         if (!field) return false;
         field.value = {value:?};
         field.dispatchEvent(new Event(field.tagName === 'SELECT' ? 'change' : 'input',
             {{ bubbles: true }}));
         return true;"
    );
    person.until(label, &script).await;
}

/// Waits until the journal shows records of this kind and no others.
async fn shows_only(person: &Person, kind: &str) {
    let only = format!(
        "const kinds = [...document.querySelectorAll('[role=\"log\"] .entry-kind')];
         return kinds.length > 0 && kinds.every(e => e.textContent === {kind:?})"
    );
    person.until(&format!("only {kind}"), &only).await;
}

/// Looks through the story, of which only the lines in sight are there, until it tells of this.
async fn tells_of(person: &Person, kind: &str) {
    let look = format!(
        "const log = document.querySelector('.story .log');
         if (log.innerText.includes({kind:?})) {{ log.scrollTop = 0; return true; }}
         const end = log.scrollTop + log.clientHeight >= log.scrollHeight - 1;
         log.scrollTop = end ? 0 : log.scrollTop + log.clientHeight;
         return false;"
    );
    person.until(kind, &look).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_technicians_desk() {
    let data = tempfile::tempdir().unwrap();
    let (_, codes) = convene(data.path());
    let server = Process::start(data.path()).await;
    let driver = Driver::start().await.expect("chromedriver; `cargo xtask test` installs it");
    let link = |who: &str| server.link(&codes[who]);
    let mut found = Vec::new();

    let technician = driver.person(1440, 900, "en").await.unwrap();
    let colleague = driver.person(1440, 900, "en").await.unwrap();
    let chair = driver.person(1440, 900, "en").await.unwrap();
    let tunisia = driver.person(1440, 900, "en").await.unwrap();
    technician.joins_to_watch(&link("technician")).await;
    technician.says(KEEP_FILES).await;
    colleague.joins_to_watch(&link("technician")).await;
    chair.joins(&link("IDN-chair")).await;
    tunisia.joins(&link("TUN-delegate")).await;
    for seat in ["Indonesia", "Tunisia"] {
        technician.presses(&format!("Admit {seat}")).await;
    }
    chair.presses("Open the meeting").await;
    chair.presses("Give the floor to Tunisia").await;
    tunisia.presses("Start speaking").await;
    chair.sees_and_hears_the_floor().await;

    // An alarm, acknowledged by name at every desk.
    tunisia.chooses("Report a technical problem").await;
    tunisia.presses("I cannot hear").await;
    technician.reads("Tunisia: cannot hear").await;
    colleague.presses_first("Acknowledge: Tunisia").await;
    technician.reads("acknowledged by").await;
    colleague.presses("Alarm sound").await;
    colleague
        .until(
            "the sound is off",
            "return [...document.querySelectorAll('button')]
            .find(b => b.innerText === 'Alarm sound').getAttribute('aria-pressed') === 'false'",
        )
        .await;
    colleague.quits().await;

    // The journal: by kind, by seat, by text; pause and resume without loss.
    fills(&technician, "Kind", "seat").await;
    shows_only(&technician, "seat.admitted").await;
    fills(&technician, "Seat", "TUN").await;
    technician.until("one", &format!("{KINDS}.length === 1")).await;
    fills(&technician, "Kind", "").await;
    fills(&technician, "Filter the journal by text", "cannot hear").await;
    shows_only(&technician, "problem.reported").await;
    fills(&technician, "Severity", "grave").await;
    technician.reads("No entries match").await;
    fills(&technician, "Severity", "").await;
    fills(&technician, "Filter the journal by text", "problem").await;
    technician.presses("Pause").await;
    tunisia.chooses("Report a technical problem").await;
    tunisia.presses("The problem is solved").await;
    technician.presses_first("Resume (").await;
    technician.until("what came meanwhile", &format!("{KINDS}[0] === 'problem.cleared'")).await;

    // The story, as it is shown and as a file.
    technician.presses("Timeline of Tunisia").await;
    tells_of(&technician, "speech.started").await;
    tells_of(&technician, "media.changed").await;
    technician.reads("its microphone was open").await;
    technician.reads("it did not have the floor").await;
    technician.says("document.querySelector('.story details').open = true").await;
    technician.reads("open since").await;
    technician.reads("VP8").await;
    technician.presses("Export as a file").await;
    let saved = "try { const file = JSON.parse(window.saved);
            return file.seat === 'TUN' && file.complete && file.journal.length > 3
                && file.desk_log.some(e => e.note.type === 'media.changed'); }
        catch { return false; }";
    technician.until("the file", saved).await;
    found.extend(technician.sits_for("desk-story").await);

    // What goes on is told while it is looked at.
    chair.presses_first("Tunisia").await;
    chair.presses("Mute Tunisia").await;
    technician.reads("the President had closed its microphone").await;
    chair.presses_first("Tunisia").await;
    chair.presses("Unmute Tunisia").await;
    technician
        .until("heard again", "return document.querySelectorAll('.heard-yes').length > 1")
        .await;

    // Help: media anew, sound only and back, the page loaded again. The delegate is told by whom.
    let calls = tunisia.says("return window.calls.length").await.as_u64().unwrap();
    technician.presses_first("Restart media").await;
    tunisia.reads("restarted your picture and sound").await;
    let anew = format!("return window.calls.length > {calls}");
    tunisia.until("media anew", &anew).await;
    chair.sees_and_hears_the_floor().await;
    technician.presses_first("Audio only").await;
    tunisia.reads("Audio only, as").await;
    tunisia.presses("Turn camera on").await;
    chair.sees_and_hears_the_floor().await;
    tunisia.says("window.before = true").await;
    technician.presses_first("Load the page again").await;
    tunisia.reads("asked your page to load again").await;
    tunisia.until("the page anew", "return window.before !== true").await;
    tunisia.presses("Start speaking").await;
    chair.sees_and_hears_the_floor().await;

    // The holder is gone: the gravest alarm.
    tunisia.quits().await;
    technician.reads("Tunisia disconnected while it has the floor").await;
    found.extend(technician.sits_for("desk-alarms").await);
    technician.presses("Close the timeline").await;
    technician.reads("Pause").await;
    technician.presses("Stage").await;
    found.extend(technician.sits_for("desk-table").await);

    for person in [technician, chair] {
        person.quits().await;
    }
    assert!(found.is_empty(), "not for everybody:\n{}", found.join("\n"));
}
