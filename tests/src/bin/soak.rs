//! What becomes of sound and picture on bad networks, with real browsers: `soak [SECONDS] [PART OF A NAME|ANOTHER]`, one network
//! after the other, or with `--together` several of them in one meeting; `--voice FILE.wav` gives the speaker a voice. One
//! speaks over a network of their own, others listen over theirs, and the last listens undisturbed. They use Chromium; with
//! `--firefox speaks` or `--firefox listens`, as the last argument, the one whose network is bad uses Firefox.
#![allow(clippy::unwrap_used, reason = "a measurement that cannot go on stops where it is")]

use anyhow::Context;
use rostrum_tests::Hall;
use rostrum_tests::browser::{Driver, Person};
use rostrum_tests::calls::tunisia_speaks;
use rostrum_tests::firefox::{Firefox, own_address};
use rostrum_tests::impaired::{Line, Network};
use serde::Deserialize;
use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::sync::OnceLock;
use std::time::Duration;
use tokio::time::{Instant, sleep_until};

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

/// What the browsers' microphones hear, if not the beeps that they make themselves.
static VOICE: OnceLock<PathBuf> = OnceLock::new();
/// Places at which Firefox is used.
static FIREFOX: OnceLock<&'static [&'static str]> = OnceLock::new();

/// Names of trials that are used twice.
const FAR: &str = "loss 2 %, round trip 300 ms";
const FAR_AND_LOSSY: &str = "loss 10 %, round trip 300 ms";
const STEP: &str = "a step 2 → 0.3 → 2 Mbit/s";

/// After a change of the network sound has so long to recover.
const RECOVERS: usize = 3;

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

/// What one listener has received, second by second.
#[derive(Default)]
struct Series {
    seconds: Vec<Received>,
}

impl Series {
    async fn look(&mut self, person: &Person) {
        self.seconds.push(serde_json::from_value(person.says_later(RECEIVED).await).unwrap());
    }

    /// What was measured. `changes` are the seconds at which the network became another; a picture that is to come back
    /// is waited for from the last of them on.
    fn told(&self, changes: &[usize], recovers: bool) -> String {
        let (first, last) = (self.seconds[0], self.seconds[self.seconds.len() - 1]);
        let length = (self.seconds.len() - 1) as f64;
        let steps: Vec<_> = self.seconds.windows(2).map(|pair| (pair[0], pair[1])).collect();
        let share = |counts: &dyn Fn(usize) -> bool| {
            let of = |what: fn(&Received) -> f64| -> f64 {
                let counted = steps.iter().enumerate().filter(|(second, _)| counts(*second));
                counted.map(|(_, (a, b))| what(b) - what(a)).sum()
            };
            of(|r| r.concealed) * 100.0 / of(|r| r.samples).max(1.0)
        };
        let settled = share(&|second| {
            !changes.iter().any(|change| (*change..change + RECOVERS).contains(&second))
        });
        let longest =
            steps.iter().map(|(a, b)| (b.frozen - a.frozen) / (b.freezes - a.freezes).max(1.0));
        // A picture is off if not one comes in two seconds.
        let shown: Vec<bool> =
            self.seconds.windows(3).map(|three| three[2].frames > three[0].frames).collect();
        let turns = shown.windows(2).filter(|pair| pair[0] != pair[1]).count();
        let back = recovers.then(|| {
            let from = changes.last().copied().unwrap_or_default();
            match shown.iter().skip(from).position(|shown| *shown) {
                Some(after) => format!(", back after {after} s"),
                None => ", not back".to_owned(),
            }
        });
        format!(
            "sound concealed {settled:5.2} % ({:5.2} % with the first {RECOVERS} s)  picture {:4.1}/s, {turns} changes{}, \
             frozen {:4.1} s in {}, longest {:3.1}  {:4.0} kbit/s",
            share(&|_| true),
            (last.frames - first.frames) / length,
            back.unwrap_or_default(),
            last.frozen - first.frozen,
            last.freezes - first.freezes,
            longest.fold(0.0, f64::max),
            (last.bits - first.bits) / 1_000.0 / length,
        )
    }

    /// Milliseconds of concealed sound, pictures and kilobits of every second.
    fn each(&self) -> String {
        let second = |pair: &[Received]| {
            let concealed = (pair[1].concealed - pair[0].concealed) / 48.0;
            let pictures = pair[1].frames - pair[0].frames;
            format!("{concealed:.0}/{pictures}/{:.0}", (pair[1].bits - pair[0].bits) / 1_000.0)
        };
        self.seconds.windows(2).map(second).collect::<Vec<_>>().join(" ")
    }

    /// Kilobits sent in every second.
    fn each_sent(&self) -> String {
        let second = |pair: &[Received]| format!("{:.0}", (pair[1].sent - pair[0].sent) / 1_000.0);
        self.seconds.windows(2).map(second).collect::<Vec<_>>().join(" ")
    }

    /// What was sent, in kbit/s.
    fn sent(&self) -> f64 {
        let (first, last) = (self.seconds[0], self.seconds[self.seconds.len() - 1]);
        (last.sent - first.sent) / 1_000.0 / (self.seconds.len() - 1) as f64
    }
}

/// Whose network is bad.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Whose {
    Speaker,
    Listener,
}

#[derive(Clone, Copy)]
struct Trial {
    name: &'static str,
    whose: Whose,
    up: Line,
    down: Line,
    /// A change of what comes down after a third of the time, and back after two thirds.
    then: Option<Line>,
}

impl Trial {
    /// The seconds at which the network becomes another.
    fn changes(&self, seconds: usize) -> Vec<usize> {
        match self.then {
            None => vec![0],
            Some(_) => vec![0, seconds / 3, seconds / 3 * 2],
        }
    }

    /// What comes down at a second of so many.
    fn down_at(&self, second: usize, seconds: usize) -> Line {
        match self.then {
            Some(then) if (seconds / 3..seconds / 3 * 2).contains(&second) => then,
            _ => self.down,
        }
    }
}

/// The trials that run in one meeting, and after them the next.
fn meetings(together: bool, part: &str) -> Vec<Vec<Trial>> {
    let wanted =
        trials().into_iter().filter(|trial| part.split('|').any(|part| trial.name.contains(part)));
    if !together {
        return wanted.map(|trial| vec![trial]).collect();
    }
    // A meeting has one speaker, and this machine carries four browsers.
    let wanted: Vec<Trial> = wanted.collect();
    let named = |names: &[&str]| -> Vec<Trial> {
        wanted.iter().copied().filter(|trial| names.contains(&trial.name)).collect()
    };
    let meetings = [
        named(&["downlink 700 kbit/s", "downlink 300 kbit/s", STEP]),
        named(&["uplink 500 kbit/s", FAR, "downlink loss 10 %"]),
        named(&["uplink 250 kbit/s", "downlink 64 kbit/s", "downlink loss 30 %"]),
    ];
    meetings.into_iter().filter(|trials| !trials.is_empty()).collect()
}

fn trials() -> Vec<Trial> {
    let ms = Duration::from_millis;
    let speaker =
        |name, up| Trial { name, whose: Whose::Speaker, up, down: Line::GOOD, then: None };
    let listener =
        |name, down| Trial { name, whose: Whose::Listener, up: Line::GOOD, down, then: None };
    let far = Line::GOOD.losing(0.02).delayed(ms(150));
    let far_and_lossy = far.losing(0.1);
    vec![
        speaker("good", Line::GOOD),
        speaker("uplink 500 kbit/s", Line::of(500.0)),
        speaker("uplink 250 kbit/s", Line::of(250.0)),
        speaker("uplink 64 kbit/s", Line::of(64.0)),
        listener("downlink 700 kbit/s", Line::of(700.0)),
        listener("downlink 300 kbit/s", Line::of(300.0)),
        listener("downlink 64 kbit/s", Line::of(64.0)),
        Trial { up: far, ..listener(FAR, far) },
        Trial { up: far_and_lossy, ..listener(FAR_AND_LOSSY, far_and_lossy) },
        listener("downlink loss 10 %", Line::GOOD.losing(0.1)),
        listener("downlink loss 30 %", Line::GOOD.losing(0.3)),
        speaker("uplink loss 10 %", Line::GOOD.losing(0.1)),
        listener("jitter 80 ms", Line::GOOD.shaken(ms(80))),
        Trial { then: Some(Line::of(300.0)), ..listener(STEP, Line::of(2_000.0)) },
    ]
}

/// Somebody at a browser, behind a network of their own.
struct Seat {
    who: Who,
    network: Network,
}

/// At which browser.
enum Who {
    Chromium(Person),
    Firefox(Firefox),
}

impl Who {
    fn person(&self) -> &Person {
        match self {
            Self::Chromium(person) => person,
            Self::Firefox(firefox) => &firefox.person,
        }
    }
}

async fn joins(hall: &Hall, driver: &Driver, place: &str, number: usize) -> Seat {
    let firefox = FIREFOX.get().is_some_and(|places| places.contains(&place));
    let address = if firefox { own_address().unwrap() } else { Ipv4Addr::LOCALHOST.into() };
    let network = Network::before_at(address, hall.server.media, number as u64 * 10).await;
    // Who only listens has neither camera nor microphone: nobody is shown or hears them, and they cost this machine as
    // much as the floor does.
    let speaks = place == PLACES[0];
    let who = match (firefox, speaks) {
        (true, _) => Who::Firefox(Firefox::opens(speaks).await.unwrap()),
        (false, true) => {
            let voice = VOICE.get().map(PathBuf::as_path);
            Who::Chromium(driver.person_with(20, voice).await.unwrap())
        }
        (false, false) => Who::Chromium(driver.person_who_refuses(500, 400, "en").await.unwrap()),
    };
    let person = who.person();
    person.goes_by(hall.server.media.port(), network.facing).await;
    let link = hall.link(&format!("{place}-delegate"));
    match speaks {
        true => person.joins(&link).await,
        false => person.joins_to_watch(&link).await,
    }
    Seat { who, network }
}

/// Places in this meeting: the speaker's, those of listeners with bad networks, and of who is undisturbed.
const PLACES: [&str; 4] = ["TUN", "FRA", "DEU", "VNM"];

async fn soak(driver: &Driver, meetings: Vec<Vec<Trial>>, seconds: usize, in_full: bool) {
    let hall = Hall::open().await;
    let disturbed = |trials: &[Trial]| -> Vec<Trial> {
        trials.iter().copied().filter(|trial| trial.whose == Whose::Listener).collect()
    };
    // Who hears a speaker with a bad network has a good one.
    let most = meetings.iter().map(Vec::len).max().unwrap_or_default();
    let places = &PLACES[..=most.max(2)];
    let mut seats = Vec::new();
    for (number, place) in places.iter().enumerate() {
        seats.push(joins(&hall, driver, place, number).await);
    }
    let people: Vec<&Person> = seats.iter().map(|seat| seat.who.person()).collect();
    let _officers = tunisia_speaks(&hall, places, &people).await;
    for trials in meetings {
        // What the trials before have left behind has to pass: pictures come back.
        seats.iter().for_each(|seat| seat.network.becomes(Line::GOOD, Line::GOOD));
        tokio::time::sleep(Duration::from_secs(5)).await;
        for listener in &people[1..] {
            listener.sees_and_hears_the_floor().await;
        }
        let speaker = trials.iter().find(|trial| trial.whose == Whose::Speaker);
        let listeners = disturbed(&trials);
        let mut series: Vec<Series> = people.iter().map(|_| Series::default()).collect();
        let start = Instant::now();
        for second in 0..=seconds {
            sleep_until(start + Duration::from_secs(second as u64)).await;
            for (seat, trial) in seats.iter().zip(speaker) {
                seat.network.becomes(trial.up, trial.down);
            }
            for (seat, trial) in seats[1..].iter().zip(&listeners) {
                seat.network.becomes(trial.up, trial.down_at(second, seconds));
            }
            for (series, person) in series.iter_mut().zip(&people) {
                series.look(person).await;
            }
        }
        for (trial, series) in listeners.iter().zip(&series[1..]) {
            println!("{}", trial.name);
            println!(
                "    listener  {}",
                series.told(&trial.changes(seconds), trial.then.is_some())
            );
            if in_full {
                println!("    second by second: {}", series.each());
            }
        }
        if let Some(undisturbed) = series[1..].iter().skip(listeners.len()).next_back() {
            println!("{}", speaker.map_or("undisturbed beside them", |trial| trial.name));
            println!("    listener  {}", undisturbed.told(&[0], false));
        }
        println!("    speaker   sends {:4.0} kbit/s", series[0].sent());
        if in_full {
            println!("    second by second: {}", series[0].each_sent());
        }
    }
    for seat in seats {
        match seat.who {
            Who::Chromium(person) => person.quits().await,
            Who::Firefox(firefox) => firefox.quits().await,
        }
    }
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    if let Some(at) = arguments.iter().position(|argument| argument == "--voice") {
        let mut given = arguments.split_off(at).into_iter().skip(1);
        let file = given.next().context("--voice FILE.wav")?;
        arguments.extend(given);
        VOICE.get_or_init(|| file.into());
    }
    if let Some(at) = arguments.iter().position(|argument| argument == "--firefox") {
        let whose = arguments.drain(at..).nth(1);
        let places = match whose.as_deref() {
            Some("speaks") => &PLACES[..1],
            Some("listens") => &PLACES[1..2],
            _ => anyhow::bail!("--firefox speaks, or --firefox listens"),
        };
        FIREFOX.get_or_init(|| places);
    }
    let together = arguments.iter().position(|argument| argument == "--together");
    together.map(|at| arguments.remove(at));
    let seconds: usize = arguments.first().and_then(|a| a.parse().ok()).unwrap_or(25);
    let part = arguments.get(1).map(String::as_str).unwrap_or_default();
    let driver = Driver::start().await?;
    soak(&driver, meetings(together.is_some(), part), seconds, !part.is_empty()).await;
    Ok(())
}
