//! The clock of a speaker whom a booth cannot interpret, as minutes of meetings.
#![allow(clippy::unwrap_used, missing_docs)] // tests say so when they fail

use crate::booths::{interpreted, signals, speaks, with_booths};
use crate::support::{CHAIR, Rehearsal};
use rostrum_proto::meeting::booth::signals::Signal;
use rostrum_proto::meeting::command::Command;
use rostrum_proto::meeting::setup::Setup;
use rostrum_proto::profile::Overrun;
use rostrum_proto::time::Millis;

/// The clock of who has the floor: time used in seconds, whether it runs, whether it stands.
fn clock(m: &Rehearsal) -> (u64, bool, bool) {
    let clock = m.meeting.clock(m.now).unwrap();
    (clock.spoken.0 / 1000, clock.running, clock.stands)
}

/// A meeting whose profile says whether a booth stops the clock.
fn pausing(pauses_clock: bool) -> Setup {
    let mut setup = with_booths();
    setup.profile.interpretation.as_mut().unwrap().pauses_clock = pauses_clock;
    setup
}

#[test]
fn the_clock_stands_while_a_booth_cannot_interpret() {
    let mut m = interpreted(pausing(true));
    speaks(&mut m, "TUN");
    m.passes(Millis::seconds(40));
    m.done("fr-1", signals(Signal::SoundInadequate));
    m.passes(Millis::seconds(15));
    assert_eq!(clock(&m), (40, false, true));
    // A second booth that hears as little changes nothing, and it runs when both hear.
    m.done("ar-1", signals(Signal::SoundInadequate));
    m.done("fr-2", signals(Signal::SoundAdequate));
    m.passes(Millis::seconds(5));
    assert_eq!(clock(&m), (40, false, true));
    m.done("ar-1", signals(Signal::SoundAdequate));
    m.passes(Millis::seconds(20));
    assert_eq!(clock(&m), (60, true, false));

    let request = m.held_request();
    m.done("fr-1", signals(Signal::SoundInadequate));
    m.passes(Millis::seconds(30));
    m.done("TUN-delegate", Command::ReleaseFloor { request });
    assert_eq!(m.meeting.request(request).unwrap().spoken(m.now), Millis::seconds(60));
    m.arrive(&["FRA-delegate"]);
    speaks(&mut m, "FRA");
    m.passes(Millis::seconds(3));
    assert_eq!(clock(&m), (3, true, false), "another speaks");
}

#[test]
fn the_clock_runs_again_when_who_stopped_it_is_gone_or_the_chair_lets_the_speaker_go_on() {
    let mut m = interpreted(pausing(true));
    speaks(&mut m, "TUN");
    m.passes(Millis::seconds(10));
    m.done("ar-1", signals(Signal::SoundInadequate));
    m.passes(Millis::seconds(10));
    let device = m.device("ar-1");
    m.loses(device);
    m.passes(Millis::seconds(10));
    assert_eq!(clock(&m), (20, true, false), "nobody is left in the booth");

    m.done("fr-1", signals(Signal::SoundInadequate));
    m.passes(Millis::seconds(10));
    m.done(CHAIR, Command::PauseSpeaker {});
    m.passes(Millis::seconds(10));
    assert_eq!(clock(&m), (20, false, false));
    m.done(CHAIR, Command::ResumeSpeaker {});
    let request = m.held_request();
    m.done("TUN-delegate", Command::StartSpeaking { request });
    m.passes(Millis::seconds(10));
    assert_eq!(clock(&m), (30, true, false), "who presides has decided");
}

#[test]
fn a_clock_that_stands_takes_the_floor_from_nobody() {
    let mut setup = pausing(true);
    setup.profile.overrun = Overrun::Close;
    let mut m = interpreted(setup);
    speaks(&mut m, "TUN");
    let limit = m.meeting.clock(m.now).unwrap().limit.unwrap();
    m.passes(Millis(limit.0 - 1000));
    m.done("fr-1", signals(Signal::SoundInadequate));
    m.passes(limit);
    assert_eq!(m.holder(), Some("TUN"));
    m.done("fr-1", signals(Signal::SoundAdequate));
    m.passes(Millis(999));
    assert_eq!(m.holder(), Some("TUN"));
    m.passes(Millis(1));
    assert_eq!(m.holder(), None);
}

#[test]
fn where_the_profile_does_not_say_so_the_clock_runs_on() {
    let mut m = interpreted(pausing(false));
    speaks(&mut m, "TUN");
    m.done("fr-1", signals(Signal::SoundInadequate));
    m.passes(Millis::seconds(10));
    assert_eq!(clock(&m), (10, true, false));
}
