//! A meeting on a bad network: real server code and real client cores, in virtual time. Links break and
//! hold back what is sent, the server dies and returns, pages are loaded again, commands are said twice. At the
//! end everybody is back and has the same meeting, and every command was done once.
#![allow(clippy::unwrap_used, reason = "a rehearsal that cannot go on stops where it is")]

use rand::rngs::SmallRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use rostrum_client::core::model::Model;
use rostrum_client::core::msg::Msg;
use rostrum_proto::id::{ParticipantId, SeatId};
use rostrum_proto::meeting::command::{Command, Problem};
use rostrum_proto::meeting::event::Event;
use rostrum_proto::meeting::{Meeting, authority};
use rostrum_proto::profile::RequestKind;
use rostrum_proto::time::{Millis, Timestamp};
use rostrum_tests::guest::seat;
use rostrum_tests::tab::Tab;
use rostrum_tests::virtual_hall::{MemoryLog, SERVER, VirtualHall};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::time::Duration;

const SEEDS: u64 = 16;
/// So long the network is bad, and people act.
const BAD: Millis = Millis::seconds(40);
/// So long after it everybody is back, at the latest.
const BACK: Millis = Millis::seconds(5);
/// Somebody acts this often.
const PACE: Millis = Millis(400);

const PEOPLE: [(&str, &str); 5] = [
    ("chair", "IDN-chair"),
    ("technician", "technician"),
    ("tunisia", "TUN-delegate"),
    ("viet-nam", "VNM-delegate"),
    ("france", "FRA-delegate"),
];

/// Where a tab is at the end.
enum Whereabouts {
    /// Not back, or still waiting for an answer.
    Out,
    /// Not yet admitted.
    Lobby,
    /// In the meeting as it knows it.
    Meeting(Box<Meeting>),
}

type Known = Rc<RefCell<BTreeMap<&'static str, Whereabouts>>>;

/// Something that this person may ask for now, if there is anything.
fn a_wish(model: &Model, now: Timestamp, dice: &mut SmallRng) -> Option<Command> {
    let meeting = model.meeting()?;
    let place: SeatId = seat(["IDN", "TUN", "VNM", "FRA"].choose(dice)?);
    let request =
        meeting.waiting(&place, RequestKind::Statement).or(meeting.holder()).map(|r| r.id);
    let mut wishes = vec![
        Command::OpenMeeting {},
        Command::AdmitSeat { seat: place.clone() },
        Command::RequestFloor { seat: place.clone(), kind: RequestKind::Statement },
        Command::CallNext {},
        Command::GiveFloor { seat: place.clone() },
        Command::OpenMicrophone {},
        Command::CloseMicrophone {},
        Command::Mute { seat: place.clone() },
        Command::Unmute { seat: place.clone() },
        Command::MuteEveryone {},
        Command::ReportProblem { seat: place.clone(), problem: Problem::CannotHear },
        Command::ClearProblem { seat: place },
    ];
    if let Some(request) = request {
        wishes.extend([
            Command::CancelRequest { request },
            Command::MoveRequest { request, position: dice.random_range(1..5), reason: None },
            Command::RevokeFloor { request },
            Command::DeferRequest { request },
            Command::ReportReady { request, ready: true, fault: None },
            Command::StartSpeaking { request },
            Command::ReleaseFloor { request },
        ]);
    }
    wishes.retain(|wish| model.decide(now, wish).is_ok());
    wishes.choose(dice).cloned()
}

async fn takes_part(
    hall: VirtualHall,
    (name, who): (&'static str, &'static str),
    seed: u64,
    known: Known,
) -> turmoil::Result {
    let mut dice = SmallRng::seed_from_u64(seed);
    let mut tab = Tab::opened(&hall, hall.code(who), seed);
    tab.stutters = dice.random_bool(0.5);
    let better = hall.begins_at + BAD;
    while hall.now() < better {
        tab.works(hall.now() + Millis(dice.random_range(1..PACE.0))).await;
        match dice.random_range(0..40) {
            0 => tab.loads(),
            _ => {
                if let Some(wish) = a_wish(&tab.model, hall.now(), &mut dice) {
                    tab.takes(Msg::Do(wish));
                }
            }
        }
    }
    tab.works(better + BACK).await;
    let up = tab.model.link.is_up() && tab.model.pending.is_empty();
    let place = match (up, tab.model.replica()) {
        (false, _) => Whereabouts::Out,
        (true, None) => Whereabouts::Lobby,
        (true, Some(meeting)) => Whereabouts::Meeting(Box::new(meeting.clone())),
    };
    known.borrow_mut().insert(name, place);
    Ok(())
}

/// Breaks and mends things until the network is better.
fn trouble(sim: &mut turmoil::Sim<'_>, dice: &mut SmallRng) {
    let (name, _) = PEOPLE.choose(dice).unwrap();
    match dice.random_range(0..6) {
        0 => sim.partition(*name, SERVER.0),
        1 => sim.hold(*name, SERVER.0),
        2 | 3 => mend(sim, name),
        4 => {
            sim.crash(SERVER.0);
            sim.bounce(SERVER.0);
        }
        _ => sim.set_max_message_latency(Duration::from_millis(dice.random_range(5..400))),
    }
}

fn mend(sim: &turmoil::Sim<'_>, name: &str) {
    sim.release(name, SERVER.0);
    sim.repair(name, SERVER.0);
}

fn rehearse(seed: u64) -> (MemoryLog, BTreeMap<&'static str, Whereabouts>) {
    let mut dice = SmallRng::seed_from_u64(seed);
    let mut sim = turmoil::Builder::new()
        .rng_seed(seed)
        .simulation_duration(Duration::from_secs(120))
        .min_message_latency(Duration::from_millis(1))
        .max_message_latency(Duration::from_millis(60))
        .tcp_capacity(1 << 14)
        .build();
    let (hall, known) = (VirtualHall::new(), Known::default());
    let server = hall.clone();
    sim.host(SERVER.0, move || server.clone().serve());
    for (n, person) in (0..).zip(PEOPLE) {
        let part = takes_part(hall.clone(), person, seed * 100 + n, known.clone());
        sim.client(person.0, part);
    }
    let (mut next, mut bad) = (Duration::from_secs(3), true);
    loop {
        let over = sim.step().unwrap();
        if over {
            break;
        }
        let now = sim.elapsed();
        if bad && now >= Duration::from_millis(BAD.0) {
            bad = false;
            sim.set_max_message_latency(Duration::from_millis(60));
            for (name, _) in PEOPLE {
                mend(&sim, name);
            }
        }
        if bad && now >= next {
            next = now + Duration::from_millis(dice.random_range(50..2500));
            trouble(&mut sim, &mut dice);
        }
    }
    drop(sim);
    let known = known.take();
    (hall.log, known)
}

/// The journal as minutes, for a rehearsal that failed.
fn minutes(log: &MemoryLog) -> String {
    let line = |r: &rostrum_proto::meeting::event::Record| {
        let by = r.by.as_ref().map(|by| format!("{} ({})", by.participant, by.command.as_str()));
        let mut event = r.event.clone();
        if let Event::InvitationUsed { invitation, .. } = &mut event {
            // Drawn by lot, for real.
            *invitation = "its number".into();
        }
        format!("{:>4} {} {} {event:?}\n", r.seq, r.at.0, by.unwrap_or_default())
    };
    log.records().iter().skip(1).map(line).collect()
}

/// Whether somebody sees the meeting as it is, as far as their class of audience is told of it.
fn sees(who: &ParticipantId, seen: &Meeting, truth: &Meeting) -> bool {
    let role = truth.participant(who).map(|p| p.person.role);
    let (seq, at) = (seen.seq, seen.at);
    role.is_some_and(|role| *seen == Meeting { seq, at, ..authority::class(role).meeting(truth) })
}

/// One rehearsal, in a process of its own: the order in which a runtime ends its tasks depends on how many
/// the process has had, and with it what a server's death looks like from outside.
#[test]
fn rehearsal() {
    let Ok(seed) = std::env::var("SEED") else { return };
    let seed = seed.parse().unwrap();
    let (log, known) = rehearse(seed);
    let fail = |why: &str| -> ! {
        panic!(
            "{}\nseed {seed}: {why}. Again: SEED={seed} cargo test -p rostrum-tests --test network rehearsal",
            minutes(&log)
        )
    };
    let truth = log.replay();
    for (name, who) in PEOPLE {
        let who = ParticipantId::new(who).unwrap();
        let admitted = truth.is_admitted(&who);
        match &known[name] {
            Whereabouts::Out => fail(&format!("{name} is not back, or still waits for an answer")),
            Whereabouts::Lobby if admitted => {
                fail(&format!("{name} was admitted and does not know"))
            }
            Whereabouts::Meeting(meeting) if !sees(&who, meeting, &truth) => {
                fail(&format!("{name} has record {} of {}", meeting.seq, truth.seq));
            }
            Whereabouts::Lobby | Whereabouts::Meeting(_) => {}
        }
    }
    let mut done = BTreeSet::new();
    let mut last = None;
    for (record, seq) in log.records().iter().zip(1..) {
        if record.seq != seq {
            fail(&format!("record {} stands where {seq} should", record.seq));
        }
        let cause = record.by.as_ref().map(|by| (by.participant.clone(), by.command.clone()));
        let anew = cause.is_some() && cause != last;
        if anew && !done.insert(cause.clone()) {
            fail(&format!("{cause:?} was done twice"));
        }
        last = cause;
    }
    if done.len() < 5 {
        fail(&format!("only {} commands were done: the rehearsal shows little", done.len()));
    }
    println!("{}", minutes(&log));
}

fn in_a_process_of_its_own(seed: u64) -> String {
    let rehearsed = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "network::rehearsal", "--nocapture"])
        .env("SEED", seed.to_string())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&rehearsed.stdout).into_owned();
    let why = String::from_utf8_lossy(&rehearsed.stderr);
    assert!(rehearsed.status.success(), "{why}");
    let record = |line: &&str| line.trim_start().starts_with(|c: char| c.is_ascii_digit());
    let minutes = said.lines().filter(record).collect::<Vec<_>>().join("\n");
    assert!(!minutes.is_empty(), "nothing was rehearsed");
    minutes
}

#[test]
fn everybody_is_back_with_the_same_meeting_and_every_command_done_once() {
    for seed in 1..=SEEDS {
        in_a_process_of_its_own(seed);
    }
}

#[test]
fn the_same_seed_is_the_same_meeting() {
    let (first, again) = (in_a_process_of_its_own(1), in_a_process_of_its_own(1));
    for (a, b) in first.lines().zip(again.lines()) {
        assert_eq!(a, b);
    }
    assert_eq!(first.len(), again.len());
}
