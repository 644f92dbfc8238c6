//! Hand-over, relay and signals of booths, as minutes of meetings.
#![allow(clippy::unwrap_used, missing_docs)] // tests say so when they fail

use crate::booths::{
    goes_on_air, goes_on_air_from, heard, in_minutes, interpreted, signals, speaks, with_booths,
};
use crate::support;
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::Notice;
use rostrum_proto::meeting::audience::Class;
use rostrum_proto::meeting::booth::own::OwnBooth;
use rostrum_proto::meeting::booth::relay::Distance;
use rostrum_proto::meeting::booth::signals::{SLOW_DOWN_AGAIN, Signal};
use rostrum_proto::meeting::command::Command;
use rostrum_proto::meeting::event::Record;
use rostrum_proto::meeting::outage::Silenced;
use rostrum_proto::meeting::own::Own;
use rostrum_proto::meeting::refusal::Refusal;
use rostrum_proto::meeting::setup::Person;
use rostrum_proto::profile::Contested;
use rostrum_proto::time::{Millis, Timestamp};
use rostrum_record::{compile, compile_public};
use support::{CHAIR, Rehearsal, TECHNICIAN, person};

#[test]
fn who_asks_for_the_microphone_takes_it_when_the_colleague_agrees() {
    let mut m = interpreted(with_booths());
    assert_eq!(m.refused("fr-2", in_minutes(0)), Refusal::NobodyOnAir {});
    m.done("fr-1", goes_on_air(Lang::Fr));
    m.done("fr-2", in_minutes(2));
    assert_eq!(m.refused("fr-2", goes_on_air(Lang::Fr)), Refusal::ColleagueOnAir {});
    assert_eq!(m.refused("fr-2", Command::AcceptHandOver {}), Refusal::NotYours {});
    assert_eq!(m.refused("en-1", Command::AcceptHandOver {}), Refusal::NothingProposed {});
    m.done("fr-1", Command::AcceptHandOver {});
    assert_eq!(heard(&m, Lang::Fr).as_deref(), Some("fr-1"), "nobody's microphone opens by it");
    let seq = m.meeting.seq;
    m.done("fr-2", goes_on_air(Lang::Fr));
    assert_eq!(heard(&m, Lang::Fr).as_deref(), Some("fr-2"));
    assert_eq!(m.meeting.seq, seq + 1, "in one step: the channel is never silent");
    assert_eq!(m.meeting.booth(Lang::Fr).hand_over, None);
    assert_eq!(m.refused("fr-1", goes_on_air(Lang::Fr)), Refusal::ColleagueOnAir {});
}

#[test]
fn who_is_on_air_offers_the_microphone_and_a_colleague_takes_it() {
    let mut m = interpreted(with_booths());
    m.done("fr-1", goes_on_air(Lang::Fr));
    m.done("fr-1", in_minutes(5));
    let offer = m.meeting.booth(Lang::Fr).hand_over.unwrap();
    assert_eq!(offer.due.since(m.meeting.at), Millis(5 * 60_000));
    m.done("fr-2", Command::AcceptHandOver {});
    let accepted = m.meeting.booth(Lang::Fr).hand_over.unwrap();
    assert_eq!((accepted.to, accepted.accepted), (Some(person("fr-2")), true));
    // Sooner than arranged, since both are ready.
    m.done("fr-2", goes_on_air(Lang::Fr));
    assert_eq!(heard(&m, Lang::Fr).as_deref(), Some("fr-2"));

    // An offer for now is taken by going on air.
    m.done("fr-2", in_minutes(0));
    m.done("fr-1", goes_on_air(Lang::Fr));
    assert_eq!(heard(&m, Lang::Fr).as_deref(), Some("fr-1"));
}

#[test]
fn a_hand_over_is_declined_taken_back_and_ends_with_who_leaves() {
    let mut m = interpreted(with_booths());
    m.done("fr-1", goes_on_air(Lang::Fr));
    for ends in ["fr-1", "fr-2"] {
        m.done("fr-2", in_minutes(0));
        m.done(ends, Command::EndHandOver {});
        assert_eq!(m.meeting.booth(Lang::Fr).hand_over, None, "ended by {ends}");
        assert_eq!(m.refused("fr-2", goes_on_air(Lang::Fr)), Refusal::ColleagueOnAir {});
    }
    m.done("fr-1", in_minutes(2));
    m.done("fr-2", Command::AcceptHandOver {});
    let device = m.device("fr-2");
    m.loses(device);
    assert_eq!(m.meeting.booth(Lang::Fr).hand_over, None);
    assert_eq!(m.refused("fr-1", in_minutes(0)), Refusal::NoColleague {});
    let far = Refusal::TooFarOff { minutes: 60 };
    assert_eq!(m.refused("fr-1", in_minutes(61)), far);
    assert_eq!(heard(&m, Lang::Fr).as_deref(), Some("fr-1"), "who is on air stays");
}

#[test]
fn two_who_propose_at_once_have_agreed() {
    let mut m = interpreted(with_booths());
    m.done("fr-1", goes_on_air(Lang::Fr));
    m.done("fr-2", in_minutes(0));
    m.done("fr-1", in_minutes(0));
    m.done("fr-2", goes_on_air(Lang::Fr));
    assert_eq!(heard(&m, Lang::Fr).as_deref(), Some("fr-2"));
    let started = m.meeting.on_air[&Lang::Fr].since;
    m.passes(Millis(60_000));
    m.done("fr-2", goes_on_air(Lang::Fr));
    assert_eq!(m.meeting.on_air[&Lang::Fr].since, started, "one turn, one shift");
}

#[test]
fn a_booth_interprets_from_another_channel_and_each_is_marked() {
    let mut m = interpreted(with_booths());
    let silent = Refusal::ChannelSilent { channel: Lang::En };
    let from = |relay| Command::TakeRelay { relay };
    assert_eq!(m.refused("fr-1", from(Some(Lang::En))), Refusal::NobodyOnAir {});
    m.done("fr-1", goes_on_air_from(Lang::En, Lang::Fr));
    assert_eq!(m.meeting.on_air[&Lang::Fr].relay, None, "nobody interprets into English");
    assert_eq!(m.refused("fr-1", from(Some(Lang::En))), silent);
    m.done("en-1", goes_on_air(Lang::En));
    m.done("fr-1", from(Some(Lang::En)));
    m.done("ar-1", goes_on_air_from(Lang::Fr, Lang::Ar));
    let distance = |m: &Rehearsal, channel| m.meeting.distance(channel);
    assert_eq!(distance(&m, None), Distance::Floor);
    assert_eq!(distance(&m, Some(Lang::En)), Distance::Relay);
    assert_eq!(distance(&m, Some(Lang::Fr)), Distance::RelayOfRelay);
    assert_eq!(distance(&m, Some(Lang::Zh)), Distance::Floor, "nobody feeds it");
    let circle = Refusal::RelayInCircle { channel: Lang::Ar };
    assert_eq!(m.refused("en-1", from(Some(Lang::Ar))), circle);

    // A colleague takes over from the pivot: nobody is thrown back.
    m.joins("fr-2");
    m.done("fr-1", in_minutes(0));
    m.done("fr-2", goes_on_air_from(Lang::En, Lang::Fr));
    assert_eq!(m.meeting.on_air[&Lang::Ar].relay, Some(Lang::Fr));
    // The pivot falls silent: who relied on it is at the floor again.
    m.done("en-1", Command::GoOffAir {});
    assert_eq!(m.meeting.on_air[&Lang::Fr].relay, None);
    assert_eq!(m.meeting.on_air[&Lang::Ar].relay, Some(Lang::Fr));
    m.done("en-1", goes_on_air_from(Lang::Ar, Lang::En));
    assert_eq!(m.meeting.on_air[&Lang::En].relay, Some(Lang::Ar));
    assert_eq!(
        m.refused("fr-2", from(Some(Lang::En))),
        Refusal::RelayInCircle { channel: Lang::En },
        "English comes from Arabic, and that from French"
    );
    let device = m.device("ar-1");
    m.loses(device);
    assert_eq!(m.meeting.on_air[&Lang::En].relay, None);
    m.done("en-1", from(None));
}

#[test]
fn a_speaker_is_asked_to_slow_down_once_in_twenty_seconds() {
    let mut m = interpreted(with_booths());
    let slow_down = || signals(Signal::SlowDown);
    assert_eq!(m.refused("fr-1", slow_down()), Refusal::NobodySpeaks {});
    speaks(&mut m, "TUN");
    m.done("fr-1", slow_down());
    let told = |m: &Rehearsal, place| Own::of(&m.meeting, &support::seat(place)).slow_down;
    assert_eq!(told(&m, "TUN").map(|asked| asked.booth), Some(Lang::Fr));
    assert_eq!(told(&m, "FRA"), None, "it is for who speaks");
    let first = m.meeting.slow_down().unwrap().at;
    m.done("fr-2", slow_down());
    assert_eq!(m.meeting.slow_down().unwrap().at, first, "a request, not a siren");
    m.done("ar-1", slow_down());
    m.passes(SLOW_DOWN_AGAIN);
    m.done("fr-2", slow_down());
    assert!(m.meeting.slow_down().unwrap().at > first);
    let request = m.held_request();
    m.done("TUN-delegate", Command::ReleaseFloor { request });
    speaks(&mut m, "TUN");
    assert_eq!(told(&m, "TUN"), None, "what was said of one speech is not said of the next");
}

#[test]
fn a_booth_says_that_it_cannot_interpret_and_calls_a_technician() {
    let mut m = interpreted(with_booths());
    let state = |m: &Rehearsal| m.meeting.booth(Lang::Fr);
    m.done("fr-1", signals(Signal::SoundInadequate));
    assert!(state(&m).sound_inadequate.is_some());
    m.done("fr-2", signals(Signal::SoundAdequate));
    assert_eq!(state(&m).sound_inadequate, None);
    m.done("fr-1", signals(Signal::CallTechnician));
    let since = state(&m).technician;
    m.done("fr-2", signals(Signal::CallTechnician));
    assert_eq!(state(&m).technician, since, "they are called already");
    let seen = Command::AttendBooth { booth: Lang::Fr };
    assert_eq!(m.refused("ar-1", seen.clone()), Refusal::NotPermitted {});
    m.done(CHAIR, Command::SuspendMeeting { until: None });
    assert_eq!(state(&m).technician, since, "who calls still waits");
    m.done(TECHNICIAN, seen);
    assert_eq!(state(&m).technician, None);
    for who in ["TUN-delegate", CHAIR] {
        assert_eq!(m.refused(who, signals(Signal::CallTechnician)), Refusal::NotPermitted {});
    }
}

#[test]
fn what_a_booth_arranges_is_for_itself_and_for_officers() {
    let mut m = interpreted(with_booths());
    m.done("fr-1", goes_on_air(Lang::Fr));
    m.done("fr-2", in_minutes(2));
    m.done("fr-2", signals(Signal::CallTechnician));
    for class in Class::ALL {
        let told = m.journal.iter().rev().take(2).filter_map(|r| class.record(&m.meeting, r));
        let expected = if class >= Class::Officers { 2 } else { 0 };
        assert_eq!(told.count(), expected, "{class:?}");
        assert_eq!(class.meeting(&m.meeting).booths.len(), expected / 2, "{class:?}");
    }
    let own = OwnBooth::of(&m.meeting, Lang::Fr);
    let names: Vec<_> = own.people.iter().map(|c| c.participant.as_str()).collect();
    assert_eq!(names, ["fr-1", "fr-2"]);
    assert_eq!(own.on_air.unwrap().participant, Some(person("fr-1")));
    assert_eq!(own.state.hand_over.unwrap().by, person("fr-2"));
    assert!(own.state.technician.is_some_and(|since| since > Timestamp(0)));
    assert_eq!(OwnBooth::of(&m.meeting, Lang::Ar).state, Default::default());
}

#[test]
fn the_record_says_who_interpreted_when_and_when_a_channel_had_nobody() {
    let mut m = interpreted(with_booths());
    m.passes(Millis(60_000));
    m.done("en-1", goes_on_air(Lang::En));
    m.done("fr-1", goes_on_air_from(Lang::En, Lang::Fr));
    m.passes(Millis(60_000));
    m.done("fr-1", in_minutes(0));
    m.done("fr-2", goes_on_air_from(Lang::En, Lang::Fr));
    m.passes(Millis(60_000));
    m.done("en-1", Command::GoOffAir {});
    m.passes(Millis(60_000));
    m.done(CHAIR, Command::CloseMeeting {});
    let record = compile(&m.journal).unwrap();
    let opened = m.meeting.setup.starts_at;
    let minute = |at: rostrum_proto::utc::Utc| at.0.since(opened).0 / 60_000;
    let told = record.interpretation.iter().map(|row| {
        let who = row.participant.as_ref().map_or("nobody", |who| who.as_str());
        (row.channel.code(), who, row.relay.map(Lang::code), minute(row.from), row.to.map(minute))
    });
    let expected = [
        ("ar", "nobody", None, 0, Some(4)),
        ("en", "nobody", None, 0, Some(1)),
        ("en", "en-1", None, 1, Some(3)),
        ("en", "nobody", None, 3, Some(4)),
        ("fr", "nobody", None, 0, Some(1)),
        ("fr", "fr-1", Some("en"), 1, Some(2)),
        ("fr", "fr-2", Some("en"), 2, Some(3)),
        ("fr", "fr-2", None, 3, Some(4)),
    ];
    let mut told: Vec<_> = told.collect();
    told.sort();
    let mut expected = expected.to_vec();
    expected.sort();
    assert_eq!(told, expected);
    let public = compile_public(&m.journal).unwrap();
    assert!(public.interpretation.iter().all(|row| row.participant.is_none()));
    assert!(public.interpretation.iter().any(|row| row.booth == Some(Lang::Fr)));
}

/// A third of the French booth, who is there too.
fn with_a_third() -> Rehearsal {
    let mut setup = with_booths();
    let like = setup.people.iter().find(|p| p.id == person("fr-1")).unwrap().clone();
    setup.people.push(Person { id: person("fr-3"), ..like });
    let mut m = interpreted(setup);
    m.joins("fr-3");
    m.done(TECHNICIAN, Command::AdmitParticipant { participant: person("fr-3") });
    m
}

#[test]
fn a_third_of_a_booth_decides_nothing_between_two_others() {
    let mut m = with_a_third();
    m.done("fr-1", goes_on_air(Lang::Fr));
    m.done("fr-2", in_minutes(0));
    for asked in [in_minutes(0), Command::AcceptHandOver {}, Command::EndHandOver {}] {
        assert_eq!(m.refused("fr-3", asked), Refusal::NotYours {});
    }
    assert_eq!(m.refused("fr-2", goes_on_air(Lang::Fr)), Refusal::ColleagueOnAir {});
    m.done("fr-1", Command::AcceptHandOver {});
    assert_eq!(m.refused("fr-3", Command::EndHandOver {}), Refusal::NotYours {});
    assert_eq!(m.refused("fr-3", goes_on_air(Lang::Fr)), Refusal::ColleagueOnAir {});
    m.done("fr-2", goes_on_air(Lang::Fr));
    // An offer is for whoever accepts it first.
    m.done("fr-2", in_minutes(2));
    m.done("fr-3", in_minutes(0));
    let known = m.meeting.booth(Lang::Fr).hand_over.unwrap();
    assert_eq!((known.to, known.accepted), (Some(person("fr-3")), true));
    assert_eq!(m.refused("fr-1", goes_on_air(Lang::Fr)), Refusal::ColleagueOnAir {});
}

#[test]
fn what_is_arranged_outlives_another_device_and_ends_with_who_is_put_off_air() {
    let mut setup = with_booths();
    setup.profile.interpretation.as_mut().unwrap().contested = Contested::Override;
    let mut m = interpreted(setup);
    m.done("fr-1", goes_on_air(Lang::Fr));
    m.done("fr-1", in_minutes(5));
    m.done("fr-2", Command::AcceptHandOver {});
    let other = m.joins("fr-1");
    m.asks_on(other, "fr-1", goes_on_air(Lang::Fr)).unwrap();
    assert!(m.meeting.booth(Lang::Fr).hand_over.is_some(), "the same person goes on");
    m.done("ar-1", goes_on_air(Lang::Fr));
    assert_eq!(m.meeting.booth(Lang::Fr).hand_over, None, "there is nothing left to hand over");
    m.done(CHAIR, Command::CloseMeeting {});
    assert!(m.meeting.booths.is_empty());
}

#[test]
fn who_is_closed_while_nothing_can_be_recorded_is_off_air_in_every_view() {
    let mut m = interpreted(with_booths());
    m.done("fr-1", goes_on_air(Lang::Fr));
    let connection = m.device("fr-1");
    let closed = [Silenced::Microphone { connection, origin: None }];
    for class in Class::ALL {
        let mut seen = class.meeting(&m.meeting);
        let told = class.silenced(&m.meeting, &closed, None);
        if class == Class::Members {
            seen = OwnBooth::of(&m.meeting, Lang::Fr).laid_over(&seen, Lang::Fr);
        }
        let (seq, at) = (seen.seq, seen.at);
        for event in seen.notice(at, &Notice::Silenced(told)) {
            seen.apply(&Record { seq, at, by: None, event });
        }
        assert_eq!(seen.heard_on(Lang::Fr), None, "{class:?}");
    }
}
