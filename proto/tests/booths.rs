//! Who interprets into which channel, as minutes of meetings.
#![allow(clippy::unwrap_used, missing_docs)] // tests say so when they fail

use crate::support;

use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::audience::Class;
use rostrum_proto::meeting::booth::signals::Signal;
use rostrum_proto::meeting::command::Command;
use rostrum_proto::meeting::event::Event;
use rostrum_proto::meeting::refusal::Refusal;
use rostrum_proto::meeting::setup::{Person, Setup};
use rostrum_proto::profile::Contested;
use rostrum_proto::role::Role;
use support::{CHAIR, Rehearsal, TECHNICIAN, person, setup};

/// Two interpreters in the French booth, one each in the Arabic and the English.
const BOOTHS: [(&str, Lang); 4] =
    [("fr-1", Lang::Fr), ("fr-2", Lang::Fr), ("ar-1", Lang::Ar), ("en-1", Lang::En)];

pub fn with_booths() -> Setup {
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
pub fn interpreted(setup: Setup) -> Rehearsal {
    let mut m = Rehearsal::convened(setup);
    m.arrive(&[CHAIR, "TUN-delegate"]);
    for (who, _) in BOOTHS {
        m.joins(who);
        m.done(TECHNICIAN, Command::AdmitParticipant { participant: person(who) });
    }
    m.done(CHAIR, Command::OpenMeeting {});
    m
}

pub fn goes_on_air(channel: Lang) -> Command {
    Command::GoOnAir { channel, relay: None }
}

pub fn goes_on_air_from(relay: Lang, channel: Lang) -> Command {
    Command::GoOnAir { channel, relay: Some(relay) }
}

pub fn in_minutes(minutes: u32) -> Command {
    Command::ProposeHandOver { minutes }
}

pub fn signals(signal: Signal) -> Command {
    Command::Signal { signal }
}

/// A seat is given the floor and speaks.
pub fn speaks(m: &mut Rehearsal, place: &str) {
    m.done(CHAIR, Command::GiveFloor { seat: support::seat(place) });
    let request = m.held_request();
    m.done(&format!("{place}-delegate"), Command::StartSpeaking { request });
}

/// Who is heard on a channel.
pub fn heard(m: &Rehearsal, channel: Lang) -> Option<String> {
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
fn a_technician_routes_a_booth_by_the_rules_of_the_booth() {
    let mut m = interpreted(with_booths());
    let route = |booth, channel, relay| Command::RouteBooth { booth, channel, relay };
    let off_air = m.refused(TECHNICIAN, route(Lang::Ar, Lang::Fr, None));
    assert_eq!(off_air, Refusal::BoothOffAir {}, "nobody's microphone is opened by it");
    m.done("ar-1", goes_on_air(Lang::Ar));
    let since = m.meeting.on_air[&Lang::Ar].since;
    for who in ["en-1", "ar-1", CHAIR] {
        let refused = m.refused(who, route(Lang::Ar, Lang::Fr, None));
        assert_eq!(refused, Refusal::NotPermitted {}, "{who}");
    }
    m.done(TECHNICIAN, route(Lang::Ar, Lang::Fr, None));
    assert_eq!((heard(&m, Lang::Ar), heard(&m, Lang::Fr).as_deref()), (None, Some("ar-1")));
    assert_eq!(m.meeting.on_air[&Lang::Ar].since, since, "the same turn");
    let not_its = Refusal::NotYourChannel { channel: Lang::Ru };
    assert_eq!(m.refused(TECHNICIAN, route(Lang::Ar, Lang::Ru, None)), not_its);
    let taken = Refusal::ChannelTaken { channel: Lang::Fr };
    m.done(TECHNICIAN, route(Lang::Ar, Lang::Ar, None));
    m.done("fr-1", goes_on_air(Lang::Fr));
    assert_eq!(m.refused(TECHNICIAN, route(Lang::Ar, Lang::Fr, None)), taken);

    m.done(TECHNICIAN, route(Lang::Ar, Lang::Ar, Some(Lang::Fr)));
    assert_eq!(m.meeting.on_air[&Lang::Ar].relay, Some(Lang::Fr));
    let circle = Refusal::RelayInCircle { channel: Lang::Ar };
    assert_eq!(m.refused(TECHNICIAN, route(Lang::Fr, Lang::Fr, Some(Lang::Ar))), circle);
    let seq = m.meeting.seq;
    m.done(TECHNICIAN, route(Lang::Ar, Lang::Ar, Some(Lang::Fr)));
    assert_eq!(m.meeting.seq, seq, "it is so already");
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
