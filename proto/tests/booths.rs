//! Who interprets into which channel, as minutes of meetings.
#![allow(clippy::unwrap_used, missing_docs)] // tests say so when they fail

use crate::support;

use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::Notice;
use rostrum_proto::meeting::audience::Class;
use rostrum_proto::meeting::booth::own::OwnBooth;
use rostrum_proto::meeting::booth::relay::Distance;
use rostrum_proto::meeting::booth::signals::{SLOW_DOWN_AGAIN, Signal};
use rostrum_proto::meeting::command::Command;
use rostrum_proto::meeting::event::{Event, Record};
use rostrum_proto::meeting::outage::Silenced;
use rostrum_proto::meeting::own::Own;
use rostrum_proto::meeting::refusal::Refusal;
use rostrum_proto::meeting::setup::{Person, Setup};
use rostrum_proto::profile::Contested;
use rostrum_proto::role::Role;
use rostrum_proto::time::{Millis, Timestamp};
use rostrum_record::{compile, compile_public};
use support::{CHAIR, Rehearsal, TECHNICIAN, person, setup};

/// Two interpreters in the French booth, one each in the Arabic and the English.
const BOOTHS: [(&str, Lang); 4] =
    [("fr-1", Lang::Fr), ("fr-2", Lang::Fr), ("ar-1", Lang::Ar), ("en-1", Lang::En)];

fn with_booths() -> Setup {
    let mut setup = setup();
    let (role, seat, name, title, rank) = (Role::Interpreter, None, None, None, None);
    setup.people.extend(BOOTHS.map(|(id, booth)| Person {
        id: person(id),
        role,
        seat: seat.clone(),
        name: name.clone(),
        title: title.clone(),
        booth: Some(booth),
        rank: rank.clone(),
    }));
    setup.check().unwrap();
    setup
}

/// In session, all interpreters there and let in.
fn interpreted(setup: Setup) -> Rehearsal {
    let mut m = Rehearsal::convened(setup);
    m.arrive(&[CHAIR, "TUN-delegate"]);
    for (who, _) in BOOTHS {
        m.joins(who);
        m.done(TECHNICIAN, Command::AdmitParticipant { participant: person(who) });
    }
    m.done(CHAIR, Command::OpenMeeting {});
    m
}

fn goes_on_air(channel: Lang) -> Command {
    Command::GoOnAir { channel, relay: None }
}

fn goes_on_air_from(relay: Lang, channel: Lang) -> Command {
    Command::GoOnAir { channel, relay: Some(relay) }
}

fn in_minutes(minutes: u32) -> Command {
    Command::ProposeHandOver { minutes }
}

fn signals(signal: Signal) -> Command {
    Command::Signal { signal }
}

/// A seat is given the floor and speaks.
fn speaks(m: &mut Rehearsal, place: &str) {
    m.done(CHAIR, Command::GiveFloor { seat: support::seat(place) });
    let request = m.held_request();
    m.done(&format!("{place}-delegate"), Command::StartSpeaking { request });
}

/// Who is heard on a channel.
fn heard(m: &Rehearsal, channel: Lang) -> Option<String> {
    let (_, on_air) = m.meeting.heard_on(channel)?;
    Some(on_air.participant.as_ref().unwrap().to_string())
}

#[test]
fn one_of_a_booth_is_on_air_at_a_time() {
    let mut m = interpreted(with_booths());
    assert_eq!(heard(&m, Lang::Fr), None);
    m.done("fr-1", goes_on_air(Lang::Fr));
    assert_eq!(heard(&m, Lang::Fr).as_deref(), Some("fr-1"));
    assert_eq!(m.refused("fr-2", goes_on_air(Lang::Fr)), Refusal::ColleagueOnAir {});
    let seq = m.meeting.seq;
    m.done("fr-1", goes_on_air(Lang::Fr));
    m.done("fr-2", Command::GoOffAir {});
    assert_eq!(m.meeting.seq, seq, "all is so already, and nobody takes another off air");
    m.done("fr-1", Command::GoOffAir {});
    m.done("fr-2", goes_on_air(Lang::Fr));
    assert_eq!(heard(&m, Lang::Fr).as_deref(), Some("fr-2"));
}

#[test]
fn a_booth_feeds_its_own_channels_and_no_other() {
    let mut m = interpreted(with_booths());
    let not_yours = |channel| Refusal::NotYourChannel { channel };
    assert_eq!(m.refused("fr-1", goes_on_air(Lang::En)), not_yours(Lang::En));
    assert_eq!(m.refused("ar-1", goes_on_air(Lang::Ru)), not_yours(Lang::Ru));
    // The Arabic booth works into French too, and into one language at a time.
    m.done("ar-1", goes_on_air(Lang::Fr));
    m.done("ar-1", goes_on_air(Lang::Ar));
    assert_eq!((heard(&m, Lang::Fr), heard(&m, Lang::Ar).as_deref()), (None, Some("ar-1")));
    for who in ["TUN-delegate", CHAIR, TECHNICIAN] {
        assert_eq!(m.refused(who, goes_on_air(Lang::Fr)), Refusal::NotPermitted {});
    }
    m.arrive(&["interpreter"]);
    m.done(TECHNICIAN, Command::AdmitParticipant { participant: person("interpreter") });
    let of_no_booth = m.refused("interpreter", goes_on_air(Lang::Fr));
    assert_eq!(of_no_booth, Refusal::NotPermitted {});
}

#[test]
fn a_channel_that_another_booth_feeds_is_locked_or_taken_as_the_profile_says() {
    let mut m = interpreted(with_booths());
    m.done("fr-1", goes_on_air(Lang::Fr));
    let taken = Refusal::ChannelTaken { channel: Lang::Fr };
    assert_eq!(m.refused("ar-1", goes_on_air(Lang::Fr)), taken);

    let mut setup = with_booths();
    setup.profile.interpretation.as_mut().unwrap().contested = Contested::Override;
    let mut m = interpreted(setup);
    m.done("fr-1", goes_on_air(Lang::Fr));
    m.done("ar-1", goes_on_air(Lang::Fr));
    assert_eq!(heard(&m, Lang::Fr).as_deref(), Some("ar-1"));
    assert!(!m.meeting.on_air.contains_key(&Lang::Fr), "the French booth is off air");
}

#[test]
fn who_leaves_is_off_air_and_so_is_who_is_taken_off() {
    let mut m = interpreted(with_booths());
    m.done("fr-1", goes_on_air(Lang::Fr));
    let device = m.device("fr-1");
    m.loses(device);
    assert_eq!(heard(&m, Lang::Fr), None);
    m.done("ar-1", goes_on_air(Lang::Ar));
    let takes_off = |booth| Command::TakeOffAir { booth };
    assert_eq!(m.refused("en-1", takes_off(Lang::Ar)), Refusal::NotPermitted {});
    m.done(TECHNICIAN, takes_off(Lang::Ar));
    assert_eq!(heard(&m, Lang::Ar), None);
    m.done("ar-1", goes_on_air(Lang::Ar));
    m.done(CHAIR, Command::Expel { participant: person("ar-1") });
    assert_eq!(heard(&m, Lang::Ar), None);
}

#[test]
fn a_suspension_takes_everybody_off_air() {
    let mut m = interpreted(with_booths());
    m.done("fr-1", goes_on_air(Lang::Fr));
    m.done(CHAIR, Command::SuspendMeeting { until: None });
    assert!(m.meeting.on_air.is_empty());
    assert!(matches!(m.refused("fr-1", goes_on_air(Lang::Fr)), Refusal::WrongPhase { .. }));
    m.done(CHAIR, Command::ResumeMeeting {});
    assert_eq!(heard(&m, Lang::Fr), None, "nothing opens by itself");
    m.done("fr-1", goes_on_air(Lang::Fr));
}

#[test]
fn nobody_interprets_before_the_meeting_nor_from_the_lobby() {
    let mut m = Rehearsal::convened(with_booths());
    m.arrive(&[CHAIR, "fr-1"]);
    assert_eq!(m.refused("fr-1", goes_on_air(Lang::Fr)), Refusal::NotAdmitted {});
    m.done(TECHNICIAN, Command::AdmitParticipant { participant: person("fr-1") });
    assert!(matches!(m.refused("fr-1", goes_on_air(Lang::Fr)), Refusal::WrongPhase { .. }));
    m.done(CHAIR, Command::OpenMeeting {});
    m.done("fr-1", goes_on_air(Lang::Fr));
}

#[test]
fn who_interprets_is_for_officers_and_that_somebody_does_for_all() {
    let mut m = interpreted(with_booths());
    m.done("fr-1", goes_on_air(Lang::Fr));
    for class in Class::ALL {
        let seen = class.meeting(&m.meeting);
        let (booth, on_air) = seen.heard_on(Lang::Fr).expect("it is interpreted");
        assert_eq!(booth, Lang::Fr);
        let named = class >= Class::Officers;
        assert_eq!(on_air.participant.is_some(), named, "{class:?}");
        // Whoever it is knows themselves.
        assert!(on_air.is(&person("fr-1")) && !on_air.is(&person("fr-2")));
        let told = class.record(&m.meeting, m.journal.last().unwrap()).unwrap();
        assert_eq!(told.by.is_some(), named, "{class:?}");
    }
}

#[test]
fn only_an_interpreter_of_a_booth_that_there_is_is_in_one() {
    let setup = with_booths();
    let fr = setup.people.iter().find(|p| p.id == person("fr-1")).unwrap();
    let refused = |change: fn(&mut Person)| {
        let mut person = fr.clone();
        change(&mut person);
        setup.check_person(&person).unwrap_err()
    };
    assert!(refused(|p| p.role = Role::Reporter).contains("only an interpreter"));
    assert!(refused(|p| p.seat = Some(support::seat("TUN"))).contains("has no seat"));
    let mut without = setup.clone();
    without.profile.interpretation = None;
    assert!(without.check_person(fr).unwrap_err().contains("profile.interpretation.booths"));
    let mut wrong = setup.profile.clone();
    let booths = &mut wrong.interpretation.as_mut().unwrap().booths;
    booths.insert(Lang::Ru, vec![Lang::En]);
    assert!(wrong.check().unwrap_err().contains("interpretation.booths.ru"));
    assert!(matches!(Event::InterpreterOffAir { booth: Lang::Fr }, event if event.closes()));
}

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
