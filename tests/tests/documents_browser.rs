//! *Documents* at real browsers: a delegation writes in the lobby, on a phone; the secretariat returns and accepts; the
//! draft is there after a reload; the meeting reads what was given. Looked at by axe-core and photographed.
#![allow(clippy::unwrap_used, reason = "tests say so when they fail")]

use rostrum_tests::Process;
use rostrum_tests::browser::{Driver, Person};
use rostrum_tests::hall::convene;

/// Types into the field with this name, as a screen reader knows it.
async fn fills(person: &Person, name: &str, words: &str) {
    let write = format!(
        "const field = [...[...document.querySelectorAll('dialog[open]')].at(-1).querySelectorAll('label')]
             .find(label => label.innerText.startsWith({name:?}))?.querySelector('input, textarea');
         if (!field) return false;
         field.value = {words:?};
         field.dispatchEvent(new Event('input', {{ bubbles: true }}));
         return true;"
    );
    person.until(&format!("the field {name}"), &write).await;
}

async fn has(person: &Person, name: &str, words: &str) {
    let there = format!(
        "const field = [...[...document.querySelectorAll('dialog[open]')].at(-1).querySelectorAll('label')]
             .find(label => label.innerText.startsWith({name:?}))?.querySelector('input, textarea');
         return field?.value === {words:?};"
    );
    person.until(&format!("{words} in {name}"), &there).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_statement_from_the_first_word_to_the_meeting() {
    let data = tempfile::tempdir().unwrap();
    let (_, codes) = convene(data.path());
    let server = Process::start(data.path()).await;
    let driver = Driver::start().await.expect("chromedriver; `cargo xtask test` installs it");
    let link = |who: &str| server.link(&codes[who]);
    let mut found = Vec::new();

    // Tunisia, on a phone, days before: it waits in the lobby.
    let tunisia = driver.person(390, 844, "en").await.unwrap();
    tunisia.joins_to_watch(&link("TUN-delegate")).await;
    tunisia.reads("You are in the lobby").await;
    tunisia.presses("Documents").await;
    tunisia.reads("Guiding questions").await;
    tunisia.reads("Nothing has been sent yet.").await;
    tunisia.presses("Submit").await;
    tunisia.reads("There are no words in this text.").await;
    fills(&tunisia, "Given by", "").await;
    fills(&tunisia, "Text", "Mr. President, I shall be brief.").await;
    tunisia.reads("6 words").await;
    tunisia.presses("Submit").await;
    tunisia.reads("Say who gives the statement.").await;
    fills(&tunisia, "Given by", "Tarek Ladeb").await;

    // A colleague goes on with it on another device, and nobody's words vanish.
    tunisia.reads("saved on this device and at the server").await;
    let colleague = driver.person(1440, 900, "en").await.unwrap();
    colleague.joins_to_watch(&link("TUN-delegate")).await;
    colleague.reads("You are in the lobby").await;
    colleague.presses("Documents").await;
    has(&colleague, "Text", "Mr. President, I shall be brief.").await;
    fills(&colleague, "Text", "Mr. President, we shall be briefer.").await;
    colleague.reads("saved on this device and at the server").await;
    fills(&tunisia, "Title", "Ambassador").await;
    tunisia.reads("has written another version").await;
    tunisia.reads("we shall be briefer").await;
    tunisia.photographs("documents-two-versions").await;
    tunisia.presses("Discard the other version").await;
    tunisia.reads("saved on this device and at the server").await;
    colleague.quits().await;

    // The tab is closed and opened again: nothing that was typed is lost.
    tunisia.page.refresh().await.unwrap();
    tunisia.reads("You are in the lobby").await;
    tunisia.presses("Documents").await;
    has(&tunisia, "Text", "Mr. President, I shall be brief.").await;
    has(&tunisia, "Given by", "Tarek Ladeb").await;
    tunisia.presses("Submit").await;
    tunisia.reads("Receipt").await;
    tunisia.reads("TUN-1").await;
    tunisia.reads("with the secretariat").await;
    found.extend(tunisia.sits_for("documents-delegate").await);

    let secretary = driver.person(1440, 900, "en").await.unwrap();
    secretary.joins_to_watch(&link("secretary")).await;
    secretary.chooses("Documents").await;
    secretary.reads("To accept (1)").await;
    secretary.presses("Return: \u{2068}Tunisia\u{2069}").await;
    rostrum_tests::browser::writes(&secretary, "The title is missing.").await;
    secretary.presses("Return").await;
    tunisia.reads("returned: The title is missing.").await;
    fills(&tunisia, "Title", "Permanent Representative").await;
    let long = "We thank the briefers, and we shall say four things. ".repeat(12);
    let words = format!("Mr. President, I shall be brief.\n\n{long}\n\nI thank you.");
    fills(&tunisia, "Text", &words).await;
    tunisia.presses("Submit version 2").await;
    tunisia.reads("TUN-2").await;
    secretary.presses("Accept: \u{2068}Tunisia\u{2069}").await;
    secretary.reads("To accept (0)").await;
    tunisia.reads("accepted").await;
    found.extend(secretary.sits_for("documents-secretariat").await);

    // Nobody else reads it before it is given.
    let (chair, technician) = (
        driver.person(1440, 900, "en").await.unwrap(),
        driver.person(1440, 900, "en").await.unwrap(),
    );
    technician.joins_to_watch(&link("technician")).await;
    chair.joins(&link("IDN-chair")).await;
    technician.presses("Admit Indonesia").await;
    technician.presses("Admit Tunisia").await;
    chair.presses("Open the meeting").await;
    chair.chooses("Documents").await;
    chair.reads("Guiding questions").await;
    let readable = "return document.querySelectorAll('dialog[open] .given').length";
    assert_eq!(chair.says(readable).await, 0);
    chair.presses("Done").await;
    tunisia.presses("Done").await;
    chair.presses("Give the floor to Tunisia").await;
    tunisia.reads("You have the floor").await;
    // Its text lies beside the clock, and says how long the rest of it takes.
    tunisia.reads("Your statement").await;
    // 129 words by hand, at 110 a minute 70 seconds.
    tunisia.reads("About 1:15 of text left").await;
    tunisia.presses("Start speaking").await;
    chair.sees_and_hears_the_floor().await;
    found.extend(tunisia.sits_for("script-own").await);
    tunisia.presses("Larger text").await;
    tunisia.presses("Next paragraph").await;
    tunisia.presses("Next paragraph").await;
    tunisia.reads("About 0:05 of text left").await;
    tunisia.presses("Hide the text").await;
    tunisia.presses("Show the text").await;
    tunisia.finishes().await;
    chair.chooses("Documents").await;
    chair.presses("Read: \u{2068}Tunisia\u{2069}").await;
    chair.reads("Mr. President, I shall be brief.").await;
    chair.reads("Check against delivery").await;
    found.extend(chair.sits_for("documents-reader").await);
    chair.presses("Done").await;

    // The compilation: the text names another than who spoke, and the secretariat says why that stands.
    chair.chooses("Close the meeting").await;
    chair.presses("Close it for everyone").await;
    secretary.reads("The meeting is closed").await;
    // A correction comes, and the secretariat puts a title right.
    tunisia.presses("Documents").await;
    tunisia.reads("Corrections are taken until").await;
    fills(&tunisia, "Text", &words.replace("four things", "three things")).await;
    tunisia.presses("Submit a correction (version 3)").await;
    tunisia.reads("TUN-3").await;
    secretary.reads("correction").await;
    secretary.presses("Accept: \u{2068}Tunisia\u{2069}").await;
    secretary.presses("Correct the name: \u{2068}Tunisia\u{2069}").await;
    fills(&secretary, "Title", "Ambassador").await;
    secretary.presses("Correct").await;
    tunisia.reads("in the compilation: ").await;
    found.extend(tunisia.sits_for("documents-correction").await);
    fills(&secretary, "Symbol", "S/2020/791").await;
    fills(&secretary, "Date of the letter", "2120-08-12").await;
    secretary.presses("Check").await;
    secretary.reads("who did not speak").await;
    let why =
        "const field = document.querySelector('dialog[open] input[aria-label=\"Why it stands\"]');
        if (!field) return false;
        field.value = 'The Secretary of State read it.';
        field.dispatchEvent(new Event('input', { bubbles: true })); return true;";
    secretary.until("the field for a reason", why).await;
    secretary.presses("Let it stand").await;
    secretary.reads("stands: ").await;
    let unfolds = "const fold = [...document.querySelectorAll('dialog[open] summary')]
            .find(fold => fold.innerText === 'Order of the annexes');
        if (!fold) return false;
        fold.click();
        return [...document.querySelectorAll('dialog[open] details[open] li')]
            .some(row => row.innerText.includes('Tunisia'));";
    secretary.until("the order of the annexes", unfolds).await;
    found.extend(secretary.sits_for("documents-compilation").await);
    secretary.presses("Publish the compilation").await;
    secretary.presses("Publish it").await;
    secretary.reads("is published.").await;
    chair.presses("Documents").await;
    let links = "return document.querySelectorAll('dialog[open] a[href*=\"/compilation?lang=\"]').length === 18";
    chair.until("a link for each language", links).await;
    for person in [tunisia, secretary, chair, technician] {
        person.quits().await;
    }
    assert!(found.is_empty(), "not for everybody:\n{}", found.join("\n"));
}
