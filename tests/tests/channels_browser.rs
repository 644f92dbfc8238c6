//! Interpretation at real browsers: an interpreter goes on air and off, a delegate listens. By the
//! names that a screen reader says.
#![allow(clippy::unwrap_used, reason = "tests say so when they fail")]

use rostrum_proto::id::ParticipantId;
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::command::Command;
use rostrum_proto::time::Timestamp;
use rostrum_tests::browser::{Driver, Person};
use rostrum_tests::calls::tunisia_speaks;
use rostrum_tests::guest::Guest;
use rostrum_tests::hall::Hall;
use rostrum_tests::within;
use serde_json::json;
use tokio::sync::Mutex;

/// Each has all that this machine has: with many browsers at once some are left without a microphone.
static ALONE: Mutex<()> = Mutex::const_new(());

const SILENT: &str = "Nobody is interpreting now. You hear the floor.";

/// Chooses one of several things by their name.
async fn chooses(person: &Person, what: &str, choice: &str) {
    let script = format!(
        "const field = document.querySelector('select[aria-label=\"{what}\"]');
         const option = [...field?.options ?? []].find(o => o.text === {choice:?});
         if (!option) return false;
         field.value = option.value;
         field.dispatchEvent(new Event('change', {{ bubbles: true }}));
         return true;"
    );
    person.until(&format!("{what}: {choice}"), &script).await;
}

/// Chooses what is listened to.
async fn listens(person: &Person, channel: &str) {
    chooses(person, "Channel", channel).await;
}

/// How loud the elements are that sound comes from: the floor's, and the channel's, which is the last.
async fn loudness(person: &Person, floor: f64, channel: f64) {
    let script = format!(
        "const all = [...document.querySelectorAll('audio')].map(a => a.volume);
         const near = (a, b) => Math.abs(a - b) < 0.001;
         return all.length === 6 && near(all[5], {channel}) && all.slice(0, 5).every(v => near(v, {floor}));"
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

/// The elements of an interpreter's page from which the channel and the first of the booth are heard.
const CHANNEL: usize = 5;
const FIRST_COLLEAGUE: usize = 6;

/// A sound comes out of an element, as it is shaped there.
async fn sounds(person: &Person, element: usize) {
    let script = format!(
        "const done = arguments[arguments.length - 1];
         const context = new AudioContext();
         const from = [...document.querySelectorAll('audio')][{element}].srcObject;
         const measure = context.createAnalyser();
         context.createMediaStreamSource(from).connect(measure);
         const samples = new Float32Array(measure.fftSize);
         let left = 100;
         const timer = setInterval(() => {{
             measure.getFloatTimeDomainData(samples);
             const peak = samples.reduce((peak, one) => Math.max(peak, Math.abs(one)), 0);
             left -= 1;
             if (peak < 0.01 && left > 0) return;
             clearInterval(timer);
             context.close();
             done(peak);
         }}, 50);"
    );
    let heard = async { while person.says_later(&script).await.as_f64().unwrap() < 0.01 {} };
    within("a sound", heard).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_channel_is_chosen_and_heard() {
    let _alone = ALONE.lock().await;
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

/// A key goes down, or up.
async fn key(person: &Person, what: &str, code: &str) {
    let key = code.strip_prefix("Key").map_or_else(|| " ".to_owned(), str::to_lowercase);
    let event = json!({ "type": what, "code": code, "key": key });
    person.commands("Input.dispatchKeyEvent", event).await;
}

async fn presses_key(person: &Person, code: &str) {
    key(person, "keyDown", code).await;
    key(person, "keyUp", code).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_interpreter_works_by_keys_alone() {
    let _alone = ALONE.lock().await;
    let hall = Hall::open().await;
    let driver = Driver::start().await.expect("chromedriver; `cargo xtask test` installs it");
    let (mut chair, mut tunisia, mut technician) = hall.session().await;
    let mut second = Guest::joins(&hall, "booth-fr-2").await;
    let booth = driver.person(1440, 900, "en").await.unwrap();
    booth.joins(&hall.link("booth-fr-1")).await;
    for who in ["booth-fr-1", "booth-fr-2"] {
        let participant = ParticipantId::new(who).unwrap();
        technician.does(Command::AdmitParticipant { participant }).await;
    }
    second.until("the meeting", |g| g.meeting.is_some()).await;
    chair.does(Command::GiveFloor { seat: rostrum_tests::guest::seat("TUN") }).await;
    tunisia.until("the floor", |g| g.holder().is_some()).await;
    let (request, _) = tunisia.holder().unwrap();
    tunisia.does(Command::StartSpeaking { request }).await;

    // On air and silent as long as the key is held; the button that has the focus is not pressed by it.
    booth.reads("Nobody of your booth is on air.").await;
    booth.until("a colleague", "return document.body.innerText.includes('interpreter 2')").await;
    presses_key(&booth, "KeyM").await;
    booth.reads("You are on air: French").await;
    key(&booth, "keyDown", "Space").await;
    booth.reads("Silent while you hold the key").await;
    key(&booth, "keyUp", "Space").await;
    booth.reads("You are on air: French").await;

    // The colleague asks for the microphone and takes it; it is offered back.
    second.does(Command::ProposeHandOver { minutes: 2 }).await;
    booth.reads("asks for the microphone, in 1:").await;
    booth.photographs("booth-asked").await;
    presses_key(&booth, "KeyN").await;
    booth.until("nothing arranged", "return !document.querySelector('.arranged')").await;
    second.does(Command::ProposeHandOver { minutes: 0 }).await;
    booth.reads("asks for the microphone, now").await;
    presses_key(&booth, "KeyH").await;
    booth.reads("takes over, now. Stay on air until then.").await;
    second.does(Command::GoOnAir { channel: Lang::Fr, relay: None }).await;
    booth.reads("Your colleague is on air: French").await;
    presses_key(&booth, "KeyH").await;
    booth.reads("You ask for the microphone, now.").await;
    second.does(Command::AcceptHandOver {}).await;
    booth.reads("The microphone is yours, now: go on air.").await;
    presses_key(&booth, "KeyH").await;
    booth.reads("You are on air: French").await;

    // What the booth says without a word.
    presses_key(&booth, "KeyS").await;
    chair.until("slow down", |g| g.meeting.as_ref().unwrap().slow_down().is_some()).await;
    presses_key(&booth, "KeyI").await;
    booth.reads("Sound good again").await;
    // Whose sound it is has the time given back that is lost by it, and everybody sees so.
    booth.reads("stopped: sound inadequate").await;
    booth.photographs("clock-stands").await;
    let stands = |g: &Guest| g.meeting.as_ref().unwrap().clock(Timestamp(0)).unwrap().stands;
    chair.until("the clock to stand", stands).await;
    presses_key(&booth, "KeyI").await;
    chair.until("the clock to run", |g| !stands(g)).await;
    booth.reads("Sound inadequate").await;
    let runs = "return !document.body.innerText.includes('stopped: sound inadequate')";
    booth.until("the clock runs", runs).await;
    presses_key(&booth, "KeyT").await;
    booth.reads("No technician needed").await;
    technician.does(Command::AttendBooth { booth: Lang::Fr }).await;
    booth.reads("Call a technician").await;

    // A key is changed: its button is pressed, and then the key.
    booth.presses("Keys").await;
    booth.presses("Change the key: On air, off air").await;
    presses_key(&booth, "KeyQ").await;
    booth.photographs("booth-keys").await;
    booth.presses("Done").await;
    presses_key(&booth, "KeyQ").await;
    booth.reads("Nobody of your booth is on air.").await;
    let found = booth.axe().await;
    booth.quits().await;
    assert!(found.is_empty(), "not for everybody:\n{}", found.join("\n"));
}

/// Chooses something for a booth at the desk, and has it done.
async fn routes(technician: &Person, what: &str, choice: &str, booth: &str) {
    chooses(technician, &format!("{what}: {booth}"), choice).await;
    technician.presses(&format!("Route the booth: {booth}")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_of_a_booth_see_each_other_and_speak_aside_and_a_technician_routes_them() {
    let _alone = ALONE.lock().await;
    let hall = Hall::open().await;
    let driver = Driver::start().await.expect("chromedriver; `cargo xtask test` installs it");
    let (_chair, _tunisia, mut admits) = hall.session().await;
    let first = driver.person(1440, 900, "en").await.unwrap();
    let second = driver.person(1440, 900, "en").await.unwrap();
    let technician = driver.person(1440, 900, "en").await.unwrap();
    let mut found = Vec::new();
    first.joins(&hall.link("booth-fr-1")).await;
    second.joins(&hall.link("booth-fr-2")).await;
    technician.joins_to_watch(&hall.link("technician")).await;
    for who in ["booth-fr-1", "booth-fr-2"] {
        let participant = ParticipantId::new(who).unwrap();
        admits.does(Command::AdmitParticipant { participant }).await;
    }

    // Nobody is seen who has not said so.
    first.presses("Turn camera on").await;
    let sees = "const seen = document.querySelector('.colleague video');
                return seen?.videoWidth > 0 && !seen.paused && !!seen.getAttribute('aria-label');";
    second.until("the picture of the colleague", sees).await;
    presses_key(&first, "KeyM").await;
    first.reads("You are on air: French").await;
    key(&first, "keyDown", "KeyP").await;
    first.reads("Only your booth hears you.").await;
    sounds(&second, FIRST_COLLEAGUE).await;
    first.photographs("booth-aside").await;
    // A window comes in between: what was for the booth is not for the channel.
    first.says("window.dispatchEvent(new Event('blur'))").await;
    first.reads("Silent: you spoke to your booth.").await;
    found.extend(first.sits_for("booth-hushed").await);
    presses_key(&first, "KeyP").await;
    first.reads("You are on air: French").await;

    // Who is off air follows the colleague, in a headset that is as they want it.
    let follows = "const all = [...document.querySelectorAll('.source')];
                   const own = all.find(s => s.innerText.includes('Français'));
                   if (!own) return false;
                   own.click();
                   return true;";
    second.until("the own channel", follows).await;
    sounds(&second, CHANNEL).await;
    second.presses("Headset").await;
    let treble = "const field = [...document.querySelectorAll('dialog[open] label')]
                      .find(l => l.innerText.startsWith('Treble'))?.querySelector('input');
                  if (!field) return false;
                  field.value = '6';
                  field.dispatchEvent(new Event('input', { bubbles: true }));
                  return document.querySelector('dialog[open]').innerText.includes('+6 dB');";
    second.until("more treble", treble).await;
    found.extend(second.sits_for("booth-headset").await);
    second.presses("Done").await;

    // The Arabic booth also works into English, and the French one interprets from there: the technician has it so.
    let mut arabic = Guest::joins(&hall, "booth-ar-1").await;
    let mut admits = Guest::joins(&hall, "technician").await;
    let participant = ParticipantId::new("booth-ar-1").unwrap();
    admits.does(Command::AdmitParticipant { participant }).await;
    arabic.until("the meeting", |g| g.meeting.is_some()).await;
    arabic.does(Command::GoOnAir { channel: Lang::Ar, relay: None }).await;
    technician.presses("Channels").await;
    technician.reads("Booth: Arabic").await;
    routes(&technician, "Channel of the booth", "English", "Arabic").await;
    let of = |g: &Guest| g.meeting.as_ref().unwrap().on_air[&Lang::Ar].channel;
    arabic.until("the other channel", |g| of(g) == Lang::En).await;
    routes(&technician, "Source of the booth", "English", "French").await;
    first.reads("A technician has changed what you interpret from: English").await;
    let listens = "const all = [...document.querySelectorAll('.source[aria-pressed=true]')];
                   return all.length === 1 && all[0].innerText.includes('English');";
    first.until("English in the headset", listens).await;
    found.extend(technician.sits_for("desk-channels").await);

    for person in [first, second, technician] {
        person.quits().await;
    }
    assert!(found.is_empty(), "not for everybody:\n{}", found.join("\n"));
}
