//! What becomes of sound and picture on bad networks, with real browsers: `soak [SECONDS] [PART OF A NAME]`. One
//! speaks over a network of their own, one listens over another, and a third listens undisturbed.
#![allow(clippy::unwrap_used, reason = "a measurement that cannot go on stops where it is")]

use rostrum_tests::Hall;
use rostrum_tests::browser::{Driver, Person};
use rostrum_tests::calls::tunisia_speaks;
use rostrum_tests::impaired::{Line, Network};
use serde::Deserialize;
use std::time::Duration;

/// What a browser has received since its call began.
const RECEIVED: &str = "
    const done = arguments[arguments.length - 1];
    const call = (window.calls || []).filter(c => c.connectionState === 'connected').at(-1);
    const none = { concealed: 0, samples: 0, freezes: 0, frozen: 0, frames: 0, bits: 0, sent: 0 };
    if (!call) { done(none); return; }
    call.getStats().then(stats => {
        const all = [...stats.values()];
        const voices = all.filter(s => s.type === 'inbound-rtp' && s.kind === 'audio');
        const floor = all.find(s => s.type === 'inbound-rtp' && s.mid === '2') || {};
        const sum = (of, name) => of.reduce((total, s) => total + (s[name] || 0), 0);
        const heard = voices.filter(s => (s.totalSamplesReceived || 0) > 0);
        done({ concealed: sum(heard, 'concealedSamples'),
               samples: sum(heard, 'totalSamplesReceived'), freezes: floor.freezeCount || 0,
               frozen: floor.totalFreezesDuration || 0, frames: floor.framesDecoded || 0,
               bits: sum(all.filter(s => s.type === 'inbound-rtp'), 'bytesReceived') * 8,
               sent: sum(all.filter(s => s.type === 'outbound-rtp'), 'bytesSent') * 8 });
    }, () => done(none));";

#[derive(Clone, Copy, Debug, Deserialize)]
struct Received {
    concealed: f64,
    samples: f64,
    freezes: f64,
    frozen: f64,
    frames: f64,
    bits: f64,
    sent: f64,
}

/// What is measured of one listener.
fn told(before: Received, after: Received, seconds: f64) -> String {
    let samples = after.samples - before.samples;
    format!(
        "sound concealed {:5.1} %  picture {:4.1}/s, frozen {:4.1} s in {}  {:4.0} kbit/s",
        (after.concealed - before.concealed) * 100.0 / samples.max(1.0),
        (after.frames - before.frames) / seconds,
        after.frozen - before.frozen,
        after.freezes - before.freezes,
        (after.bits - before.bits) / 1_000.0 / seconds,
    )
}

struct Trial {
    name: &'static str,
    speaker: (Line, Line),
    listener: (Line, Line),
    /// A change after a third of the time, and back after two thirds.
    then: Option<Line>,
}

fn trials() -> Vec<Trial> {
    let good = (Line::GOOD, Line::GOOD);
    let ms = Duration::from_millis;
    let speaker = |name, up| Trial { name, speaker: (up, Line::GOOD), listener: good, then: None };
    let listener =
        |name, down| Trial { name, speaker: good, listener: (Line::GOOD, down), then: None };
    let both = |name, line| Trial { name, speaker: good, listener: (line, line), then: None };
    vec![
        speaker("good", Line::GOOD),
        speaker("uplink 500 kbit/s", Line::of(500.0)),
        speaker("uplink 250 kbit/s", Line::of(250.0)),
        speaker("uplink 64 kbit/s", Line::of(64.0)),
        listener("downlink 700 kbit/s", Line::of(700.0)),
        listener("downlink 300 kbit/s", Line::of(300.0)),
        listener("downlink 64 kbit/s", Line::of(64.0)),
        both("loss 2 %, round trip 300 ms", Line::GOOD.losing(0.02).delayed(ms(150))),
        listener("downlink loss 10 %", Line::GOOD.losing(0.1)),
        listener("downlink loss 30 %", Line::GOOD.losing(0.3)),
        speaker("uplink loss 10 %", Line::GOOD.losing(0.1)),
        listener("jitter 80 ms", Line::GOOD.shaken(ms(80))),
        Trial {
            name: "a step 2 → 0.3 → 2 Mbit/s",
            speaker: good,
            listener: (Line::GOOD, Line::of(2_000.0)),
            then: Some(Line::of(300.0)),
        },
    ]
}

async fn received(person: &Person) -> Received {
    serde_json::from_value(person.says_later(RECEIVED).await).unwrap()
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let seconds: u64 = arguments.first().and_then(|a| a.parse().ok()).unwrap_or(25);
    let part = arguments.get(1).cloned().unwrap_or_default();
    let hall = Hall::open().await;
    let driver = Driver::start().await?;
    let mut people = Vec::new();
    for (number, who) in ["TUN-delegate", "FRA-delegate", "VNM-delegate"].into_iter().enumerate() {
        let network = Network::before(hall.server.media, number as u64 * 10).await;
        let person = driver.person(1280, 720, "en").await?;
        person.goes_by(hall.server.media.port(), network.port).await;
        person.joins(&hall.link(who)).await;
        people.push((person, network));
    }
    let [(tunisia, uplink), (france, downlink), (viet_nam, _)] = &people[..] else {
        unreachable!()
    };
    let officers =
        tunisia_speaks(&hall, &["TUN", "FRA", "VNM"], &[tunisia, france, viet_nam]).await;
    for trial in trials().into_iter().filter(|trial| trial.name.contains(&part)) {
        // What the trial before has left behind has to pass.
        uplink.becomes(Line::GOOD, Line::GOOD);
        downlink.becomes(Line::GOOD, Line::GOOD);
        tokio::time::sleep(Duration::from_secs(if part.is_empty() { 15 } else { 5 })).await;
        uplink.becomes(trial.speaker.0, trial.speaker.1);
        downlink.becomes(trial.listener.0, trial.listener.1);
        tokio::time::sleep(Duration::from_secs(3)).await;
        let before = [received(france).await, received(viet_nam).await, received(tunisia).await];
        let third = Duration::from_secs(seconds) / 3;
        tokio::time::sleep(third).await;
        if let Some(then) = trial.then {
            downlink.becomes(Line::GOOD, then);
        }
        tokio::time::sleep(third).await;
        downlink.becomes(trial.listener.0, trial.listener.1);
        tokio::time::sleep(third).await;
        let after = [received(france).await, received(viet_nam).await, received(tunisia).await];
        println!("{}", trial.name);
        println!("    listener  {}", told(before[0], after[0], seconds as f64));
        println!("    another   {}", told(before[1], after[1], seconds as f64));
        let sent = (after[2].sent - before[2].sent) / 1_000.0 / seconds as f64;
        println!("    speaker   sends {sent:4.0} kbit/s");
    }
    for (person, _) in people {
        person.quits().await;
    }
    drop(officers);
    Ok(())
}
