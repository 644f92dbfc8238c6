//! Interpretation at real browsers: an interpreter goes on air and off, a delegate listens. By the
//! names that a screen reader says.
#![allow(clippy::unwrap_used, reason = "tests say so when they fail")]

use rostrum_proto::id::ParticipantId;
use rostrum_proto::meeting::command::Command;
use rostrum_tests::browser::{Driver, Person};
use rostrum_tests::calls::tunisia_speaks;
use rostrum_tests::hall::Hall;
use rostrum_tests::within;

const SILENT: &str = "Nobody is interpreting now. You hear the floor.";

/// Chooses what is listened to.
async fn listens(person: &Person, channel: &str) {
    let script = format!(
        "const field = document.querySelector('select[aria-label=\"Channel\"]');
         const option = [...field?.options ?? []].find(o => o.text === {channel:?});
         if (!option) return false;
         field.value = option.value;
         field.dispatchEvent(new Event('change', {{ bubbles: true }}));
         return true;"
    );
    person.until(channel, &script).await;
}

/// How loud the elements are that sound comes from: the floor's, and the channel's, which is the last.
async fn loudness(person: &Person, floor: f64, channel: f64) {
    let script = format!(
        "const all = [...document.querySelectorAll('audio')].map(a => a.volume);
         const near = (a, b) => Math.abs(a - b) < 0.001;
         return all.length === 5 && near(all[4], {channel}) && all.slice(0, 4).every(v => near(v, {floor}));"
    );
    person.until("so loud", &script).await;
}

/// What has come in the section of the channel so far.
async fn of_channel(person: &Person) -> f64 {
    let script = "
        const done = arguments[arguments.length - 1];
        const call = (window.calls || []).filter(c => c.connectionState === 'connected').at(-1);
        if (!call) { done(0); return; }
        call.getStats().then(stats => {
            const it = [...stats.values()].find(s => s.type === 'inbound-rtp' && s.mid === '8');
            done(it?.totalAudioEnergy ?? 0);
        });";
    person.says_later(script).await.as_f64().unwrap()
}

async fn hears_the_channel(person: &Person) {
    let before = of_channel(person).await;
    within("the interpreter", async { while of_channel(person).await <= before {} }).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_channel_is_chosen_and_heard() {
    let hall = Hall::open().await;
    let driver = Driver::start().await.expect("chromedriver; `cargo xtask test` installs it");
    let tunisia = driver.person(1280, 720, "en").await.unwrap();
    let france = driver.person(1440, 900, "en").await.unwrap();
    let booth = driver.person(1440, 900, "en").await.unwrap();
    let mut found = Vec::new();

    tunisia.joins(&hall.link("TUN-delegate")).await;
    france.joins(&hall.link("FRA-delegate")).await;
    booth.joins(&hall.link("booth-fr-1")).await;
    let [mut technician, _chair] =
        tunisia_speaks(&hall, &["TUN", "FRA"], &[&tunisia, &france]).await;
    let participant = ParticipantId::new("booth-fr-1").unwrap();
    technician.does(Command::AdmitParticipant { participant }).await;

    booth.reads("Nobody of your booth is on air.").await;
    found.extend(booth.sits_for("booth-off-air").await);
    loudness(&france, 1.0, 0.0).await;
    listens(&france, "Français").await;
    france.reads(SILENT).await;
    found.extend(france.sits_for("channel-silent").await);

    booth.presses("Go on air: French").await;
    booth.reads("You are on air: French").await;
    hears_the_channel(&france).await;
    loudness(&france, 0.12, 1.0).await;
    let says = "return !document.body.innerText.includes('Nobody is interpreting now')";
    france.until("nothing is said of silence", says).await;
    found.extend(booth.sits_for("booth-on-air").await);

    // The choice is kept when the page is loaded again.
    france.page.refresh().await.unwrap();
    hears_the_channel(&france).await;
    loudness(&france, 0.12, 1.0).await;
    listens(&france, "Floor").await;
    loudness(&france, 1.0, 0.0).await;
    listens(&france, "Français").await;

    booth.presses("Go off air").await;
    booth.reads("Nobody of your booth is on air.").await;
    france.reads(SILENT).await;
    loudness(&france, 1.0, 0.0).await;

    for person in [tunisia, france, booth] {
        person.quits().await;
    }
    assert!(found.is_empty(), "not for everybody:\n{}", found.join("\n"));
}
