//! Pages and questions that are seldom seen: how a visit ends, a list without speakers, a chair that changes hands, a
//! browser that blocks sound.
#![allow(clippy::unwrap_used, reason = "tests say so when they fail")]

use rostrum_proto::profile::{Inscription, RequestKind};
use rostrum_proto::wire::close;
use rostrum_server::identity::Invitations;
use rostrum_tests::Process;
use rostrum_tests::browser::{Driver, Person};
use rostrum_tests::hall::convene_changed;
use tokio::sync::Mutex;

/// Each has all that this machine has: with many browsers at once some are left without a microphone.
static ALONE: Mutex<()> = Mutex::const_new(());

/// Remembers the sockets of a page; and no sound is played before the user has pressed something that allows it.
const AT_THE_DOOR: &str = "
    window.sockets = [];
    window.WebSocket = class extends WebSocket {
        constructor(...how) { super(...how); window.sockets.push(this); }
    };
    window.soundAllowed = true;
    const play = HTMLMediaElement.prototype.play;
    HTMLMediaElement.prototype.play = function() {
        const refused = new DOMException('play() needs a gesture', 'NotAllowedError');
        return window.soundAllowed || this.tagName !== 'AUDIO' ? play.call(this) : Promise.reject(refused);
    };";

/// The server closes the page's socket, with this code.
async fn closes(person: &Person, code: u16) {
    let close = format!(
        "const socket = window.sockets.at(-1); if (socket?.readyState !== WebSocket.OPEN) return false; \
         socket.dispatchEvent(new CloseEvent('close', {{ code: {code} }})); return true;"
    );
    person.until("a socket that is open", &close).await;
}

/// Gives a file to the field of the open page.
fn loads(name: &str, bytes: usize) -> String {
    format!(
        "const field = document.querySelector('input[type=file]'); \
         const files = new DataTransfer(); \
         files.items.add(new File([new Uint8Array({bytes})], {name:?})); \
         field.files = files.files; field.dispatchEvent(new Event('change', {{ bubbles: true }}));"
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn how_a_visit_ends_is_said_with_the_way_back() {
    let _alone = ALONE.lock().await;
    let data = tempfile::tempdir().unwrap();
    let (meeting, codes) = convene_changed(data.path(), |_| {});
    let server = Process::start(data.path()).await;
    let driver = Driver::start().await.expect("chromedriver; `cargo xtask test` installs it");
    let person = driver.person(390, 844, "en").await.unwrap();
    person.begins_with(AT_THE_DOOR).await;
    person.joins_to_watch(&server.link(&codes["reporter"])).await;
    person.reads("You are in the lobby").await;
    for (code, title, words, back) in [
        (
            close::REPLACED,
            "You continued in another window",
            "is no longer connected",
            "Continue here",
        ),
        (
            close::TOO_MANY,
            "Too many windows are open",
            "Close the meeting in another window",
            "Try again",
        ),
    ] {
        closes(&person, code).await;
        person.reads(title).await;
        person.reads(words).await;
        person.presses(back).await;
        person.reads("You are in the lobby").await;
    }
    closes(&person, close::PROTOCOL_ERROR).await;
    person.reads("This page is out of date").await;
    person.reads("The server has been updated. Load the page again.").await;
    person.presses("Load again").await;
    person.presses("Join the meeting").await;
    person.reads("You are in the lobby").await;
    // The secretariat revokes the link.
    let links = Invitations::open(data.path()).unwrap();
    let known = links.of(&meeting).unwrap();
    let link = known.iter().find(|link| link.to.name() == "reporter").unwrap();
    links.revoke(&link.id, rostrum_proto::time::Timestamp(1_596_722_400_000)).unwrap();
    person.reads("Your participation has ended").await;
    person.reads("Your link was revoked, or you were removed from the meeting.").await;
    person.quits().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_seldom_asked_is_said_in_words() {
    let _alone = ALONE.lock().await;
    let data = tempfile::tempdir().unwrap();
    let (_, codes) = convene_changed(data.path(), |setup| {
        setup.speakers_list.clear();
        let rules = setup.profile.requests.iter_mut();
        let statements = rules.filter(|rule| rule.kind == RequestKind::Statement);
        statements.for_each(|rule| rule.inscription = Inscription::ByChair);
    });
    let server = Process::start(data.path()).await;
    let driver = Driver::start().await.expect("chromedriver; `cargo xtask test` installs it");
    let technician = driver.person(1440, 900, "en").await.unwrap();
    let chair = driver.person(1440, 900, "en").await.unwrap();
    let tunisia = driver.person(1440, 900, "en").await.unwrap();
    for person in [&chair, &tunisia] {
        person.begins_with(AT_THE_DOOR).await;
    }
    technician.joins_to_watch(&server.link(&codes["technician"])).await;
    chair.joins(&server.link(&codes["IDN-chair"])).await;
    tunisia.joins(&server.link(&codes["TUN-delegate"])).await;
    for seat in ["Indonesia", "Tunisia"] {
        technician.presses(&format!("Admit {seat}")).await;
    }
    chair.presses("Open the meeting").await;

    // A list without speakers; a request that the President accepts.
    tunisia.reads("Nobody is on the list.").await;
    chair.says(&loads("list.csv", 2_000_000)).await;
    chair.reads("This file cannot be read, or is larger than 1 MB.").await;
    tunisia.presses("Request the floor").await;
    chair.presses("Accept Tunisia").await;
    tunisia.reads("You are next").await;

    // A key to speak: one that the page needs is refused.
    tunisia.chooses("Devices").await;
    tunisia.until("the box of the key", "
        const box = [...document.querySelectorAll('dialog[open] label.check')].find(l => l.innerText.includes('Hold a key'));
        const input = box?.querySelector('input'); if (!input) return false;
        if (!input.checked) input.click(); return true;").await;
    tunisia.presses("Choose another key").await;
    tunisia.reads("Press the key to use.").await;
    tunisia.until("the button of the key has the focus", "
        const b = [...document.querySelectorAll('dialog[open] button')].find(b => b.innerText === 'Choose another key');
        b.focus(); return document.activeElement === b;").await;
    tunisia.presses("Choose another key").await;
    tunisia.types(" ").await;
    tunisia.reads("That key already does something on this page.").await;
    tunisia.presses("Done").await;

    // The browser blocks sound until the user allows it.
    tunisia.says("window.soundAllowed = false").await;
    tunisia.chooses("Devices").await;
    tunisia.presses("Done").await;
    // Sound begins anew with the call.
    tunisia
        .until(
            "a call that has failed",
            "
        const call = window.calls.at(-1); if (!call) return false;
        Object.defineProperty(call, 'connectionState', { get: () => 'failed' });
        call.dispatchEvent(new Event('connectionstatechange')); return true;",
        )
        .await;
    tunisia.reads("The browser is blocking the sound.").await;
    tunisia.says("window.soundAllowed = true").await;
    tunisia.presses("Enable sound").await;
    tunisia
        .until(
            "the notice gone",
            "return !document.body.innerText.includes('is blocking the sound')",
        )
        .await;

    // The chair changes hands.
    chair.chooses("Hand over the chair").await;
    chair.reads("No deputy is in the meeting now.").await;
    chair.presses("Cancel").await;
    let deputy = driver.person(1440, 900, "en").await.unwrap();
    deputy.joins(&server.link(&codes["IDN-deputy"])).await;
    deputy.reads("In session").await;
    chair.opens_more().await;
    chair.presses("Hand over the chair").await;
    chair.presses_first("Offer it to").await;
    chair.chooses("Withdraw the offer").await;
    chair.chooses("Hand over the chair").await;
    chair.presses_first("Offer it to").await;
    deputy.presses("Take the chair").await;
    chair.presses("Ask for the chair back").await;
    deputy.reads("asks for the chair").await;
    deputy.presses("Keep the chair").await;
    chair.reads("keeps the chair for now").await;

    // The meeting is suspended to a time, while somebody has the floor.
    deputy.presses("Give the floor to Tunisia").await;
    deputy.chooses("Suspend the meeting").await;
    deputy.reads("The speaker keeps the floor.").await;
    deputy.until("fifteen minutes", "
        const field = document.querySelector('dialog[open] input[type=number]'); if (!field) return false;
        field.value = '15'; field.dispatchEvent(new Event('input', { bubbles: true })); return true;").await;
    deputy.presses("Suspend now").await;
    tunisia.reads("The meeting resumes on").await;

    // A period in which nothing was recorded; a record that does not come.
    technician.presses("Timeline of Tunisia").await;
    let other_period = "
        const field = name => [...document.querySelectorAll('input')].find(i =>
            (i.getAttribute('aria-label') || i.labels?.[0]?.innerText || '').includes(name));
        const [from, until] = [field('Timeline from'), field('Timeline until')];
        if (!from || !until) return false;
        for (const [f, v] of [[from, '2020-08-05 10:00'], [until, '2020-08-05 10:01']]) {
            f.value = v; f.dispatchEvent(new Event('input', { bubbles: true }));
        }
        return true;";
    technician.until("another period", other_period).await;
    technician.presses("Show").await;
    technician.reads("Nothing is recorded for this period.").await;
    deputy.chooses("Close the meeting").await;
    deputy.reads("The meeting ends for everyone and cannot be opened again.").await;
    deputy.presses("Close it for everyone").await;
    deputy.reads("Opened").await;
    deputy.says("window.fetch = () => Promise.reject(new TypeError('no network'))").await;
    deputy.presses("Download the record").await;
    deputy.reads("The record could not be loaded.").await;
    for person in [technician, chair, tunisia, deputy] {
        person.quits().await;
    }
}
