//! Who comes in, is let in, and is put out.
#![allow(clippy::unwrap_used, missing_docs, reason = "tests say so when they fail")]

use crate::support;

use rostrum_proto::meeting::audibility::Audibility;
use rostrum_proto::meeting::command::{Command, Problem};
use rostrum_proto::meeting::floor::GrantPhase;
use rostrum_proto::meeting::refusal::Refusal;
use rostrum_proto::meeting::setup::Person;
use rostrum_proto::role::Role;
use support::{CHAIR, Rehearsal, TECHNICIAN, person, seat};

fn admit(who: &str) -> Command {
    Command::AdmitParticipant { participant: person(who) }
}

fn expel(who: &str) -> Command {
    Command::Expel { participant: person(who) }
}

#[test]
fn who_was_put_out_comes_back_only_when_admitted_again() {
    let mut m = Rehearsal::in_session();
    m.joins("viewer");
    m.done(TECHNICIAN, admit("viewer"));
    let length = m.journal.len();
    m.done(TECHNICIAN, admit("viewer"));
    assert_eq!(m.journal.len(), length, "it is so already");
    assert_eq!(m.meeting.may_connect(&person("viewer")), Ok(()));

    m.done(CHAIR, expel("viewer"));
    assert!(m.meeting.connections.values().all(|c| c.participant != person("viewer")));
    assert_eq!(m.meeting.may_connect(&person("viewer")), Err(Refusal::NotPermitted {}));
    assert_eq!(m.refused(CHAIR, expel("viewer")), Refusal::NotPermitted {});

    m.done(TECHNICIAN, admit("viewer"));
    assert_eq!(m.meeting.may_connect(&person("viewer")), Ok(()));
    m.joins("viewer");
    assert!(m.meeting.is_admitted(&person("viewer")));
}

#[test]
fn neither_who_presides_is_put_out_nor_oneself() {
    let mut m = Rehearsal::in_session();
    m.joins("secretary");
    m.done(TECHNICIAN, admit("secretary"));
    assert_eq!(m.refused("secretary", expel("IDN-chair")), Refusal::NotPermitted {});
    assert_eq!(m.refused("secretary", expel("secretary")), Refusal::NotPermitted {});
    assert_eq!(m.refused(TECHNICIAN, expel("viewer")), Refusal::NotPermitted {}, "nor by all");
    let nobody = m.refused(CHAIR, expel("somebody"));
    assert_eq!(nobody, Refusal::UnknownParticipant {});
}

#[test]
fn a_floor_that_waits_goes_to_a_colleague_who_is_let_in() {
    let mut m = Rehearsal::in_session();
    m.arrive(&["VNM-delegate"]);
    m.done(CHAIR, Command::GiveFloor { seat: seat("VNM") });
    let request = m.held_request();
    m.done("VNM-delegate", Command::StartSpeaking { request });
    m.done(CHAIR, expel("VNM-delegate"));
    let phase = |m: &Rehearsal| m.meeting.request(request).unwrap().grant().unwrap().phase.clone();
    m.done(TECHNICIAN, admit("VNM-delegate"));
    assert!(matches!(phase(&m), GrantPhase::Held { .. }), "who is away does not take it up");
    m.done(CHAIR, expel("VNM-delegate"));
    m.joins("VNM-delegate");
    assert!(matches!(phase(&m), GrantPhase::Held { .. }), "who was put out does not bring it back");
    assert_eq!(m.meeting.audibility(&seat("VNM")), Audibility::Held);
    m.done(TECHNICIAN, admit("VNM-delegate"));
    assert!(matches!(phase(&m), GrantPhase::Called { .. }));
}

#[test]
fn a_second_device_comes_and_goes_and_the_speech_goes_on() {
    let mut m = Rehearsal::in_session();
    m.done(CHAIR, Command::OpenMicrophone {});
    m.done(CHAIR, Command::GiveFloor { seat: seat("TUN") });
    let request = m.held_request();
    m.done("TUN-delegate", Command::StartSpeaking { request });
    let second = m.joins("TUN-delegate");
    let (open, length) = (m.meeting.open_microphones(), m.journal.len());
    m.loses(second);
    assert_eq!(m.journal.len(), length + 1, "it is gone, and nothing else");
    assert_eq!(m.meeting.open_microphones(), open, "the chair's microphone is open too");
    m.loses(m.device(CHAIR));
    assert_eq!(m.meeting.presiding_microphone, None);
}

#[test]
fn the_same_problem_is_noted_once() {
    let mut m = Rehearsal::in_session();
    let report = |problem| Command::ReportProblem { seat: seat("TUN"), problem };
    m.done("TUN-delegate", report(Problem::CannotHear));
    let length = m.journal.len();
    m.done("TUN-delegate", report(Problem::CannotHear));
    assert_eq!(m.journal.len(), length);
    m.done("TUN-delegate", report(Problem::CannotSee));
    assert_eq!(m.meeting.seats[&seat("TUN")].problem, Some(Problem::CannotSee));
    assert!(m.meeting.setup.has_seat(&seat("TUN")) && !m.meeting.setup.has_seat(&seat("XYZ")));
}

#[test]
fn a_person_fits_into_the_meeting_or_is_told_why_not() {
    let m = Rehearsal::in_session();
    let setup = &m.meeting.setup;
    let delegate = setup.people.iter().find(|p| p.id == person("TUN-delegate")).unwrap();
    assert_eq!(setup.check_person(delegate), Ok(()));
    let stranger = Person { seat: Some(seat("XYZ")), ..delegate.clone() };
    assert!(setup.check_person(&stranger).unwrap_err().contains("unknown seat XYZ"));
    let seatless = Person { seat: None, ..delegate.clone() };
    assert!(setup.check_person(&seatless).unwrap_err().starts_with("seat"));
    let viewer = Person { role: Role::Viewer, ..seatless };
    assert_eq!(setup.check_person(&viewer), Ok(()));
}
