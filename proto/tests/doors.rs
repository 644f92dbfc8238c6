//! The doors: the meeting goes on in private, and what is done there stays there.
#![allow(clippy::unwrap_used, missing_docs, reason = "tests say so when they fail")]

use crate::support;

use rostrum_paper::html;
use rostrum_proto::id::VoteId;
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::audience::Class;
use rostrum_proto::meeting::command::Command;
use rostrum_proto::meeting::event::Event;
use rostrum_proto::meeting::floor::Status;
use rostrum_proto::meeting::refusal::Refusal;
use rostrum_proto::meeting::vote::{Ballot, Manner, Subject};
use rostrum_proto::profile::{Motion, RequestKind};
use rostrum_proto::time::Millis;
use rostrum_record::document::StepName;
use rostrum_record::{compile, paper};
use support::{CHAIR, Rehearsal, TECHNICIAN, person, seat};

const FIRST: VoteId = VoteId(1);

fn session() -> Rehearsal {
    let mut m = Rehearsal::in_session();
    m.arrive(&["VNM-delegate", "secretary"]);
    m.done(TECHNICIAN, Command::AdmitParticipant { participant: person("secretary") });
    m
}

fn close() -> Command {
    Command::CloseDoors { reason: "Consultations on names".into() }
}

/// Everything that the public's view says, as text.
fn seen(m: &Rehearsal, class: Class) -> String {
    serde_json::to_string(&class.meeting(&m.meeting)).unwrap()
}

#[test]
fn the_presiding_officer_or_the_secretary_closes_the_doors_with_a_reason() {
    let mut m = session();
    assert!(m.meeting.is_followed());
    for who in ["TUN-delegate", TECHNICIAN] {
        assert_eq!(m.refused(who, close()), Refusal::NotPermitted {});
    }
    let silent = Command::CloseDoors { reason: " ".into() };
    assert!(matches!(m.refused(CHAIR, silent), Refusal::BadReason { .. }));
    m.done("secretary", close());
    assert!(!m.meeting.is_followed());
    let length = m.journal.len();
    m.done(CHAIR, close());
    assert_eq!(m.journal.len(), length, "they are closed already");
    m.done(CHAIR, Command::OpenDoors {});
    assert!(m.meeting.is_followed());
    let is_of_doors = |e: &&Event| matches!(e, Event::DoorsClosed { .. } | Event::DoorsOpened {});
    let of_doors: Vec<_> = m.journal.iter().map(|r| &r.event).filter(is_of_doors).collect();
    let reason = "Consultations on names".into();
    assert_eq!(of_doors, [&Event::DoorsClosed { reason }, &Event::DoorsOpened {}]);
}

#[test]
fn the_public_is_told_of_nothing_behind_closed_doors_and_not_of_the_closing() {
    let mut m = session();
    m.done(CHAIR, close());
    let from = m.journal.len();
    m.done(CHAIR, Command::GiveFloor { seat: seat("VNM") });
    m.done(CHAIR, Command::OpenDoors {});
    let mut before = rostrum_proto::meeting::Meeting::replay(&m.journal[..from - 1]).unwrap();
    for record in &m.journal[from - 1..] {
        assert_eq!(Class::Public.record(&before, record), None, "{record:?}");
        assert!(Class::Members.record(&before, record).is_some());
        before.apply(record);
    }
    assert!(
        seen(&m, Class::Public).contains("\"granted\""),
        "who has the floor now is public again"
    );
}

#[test]
fn what_was_decided_behind_closed_doors_stays_there_when_they_are_open() {
    let mut m = session();
    m.done(CHAIR, close());
    let point = m.asks_for("FRA", RequestKind::PointOfOrder);
    m.takes("FRA", point);
    let text = "marked words of the ruling".into();
    m.done(CHAIR, Command::Rule { request: point, sustained: true, text });
    let subject = Subject::Question { text: "marked question".into() };
    m.done(CHAIR, Command::AnnounceVote { subject, majority: None });
    m.done(CHAIR, Command::OpenVote { vote: FIRST, manner: Manner::ShowOfHands {} });
    let ballot = Ballot::No;
    m.done("VNM-delegate", Command::CastVote { vote: FIRST, seat: seat("VNM"), ballot });
    assert_eq!(m.refused(CHAIR, Command::OpenDoors {}), Refusal::VoteInPrivate {});
    m.done(CHAIR, Command::CloseVote { vote: FIRST });
    m.done(CHAIR, Command::OpenDoors {});

    let public = seen(&m, Class::Public);
    for told in ["marked", "\"no\"", "point_of_order\",\"at", "Consultations"] {
        assert!(!public.contains(told), "the public reads {told} in {public}");
    }
    let members = seen(&m, Class::Members);
    assert!(members.contains("marked words of the ruling") && members.contains("marked question"));
    // The next vote has the next number for everybody.
    let subject = Subject::Question { text: "In public".into() };
    m.done(CHAIR, Command::AnnounceVote { subject, majority: None });
    assert!(seen(&m, Class::Public).contains("In public"));
}

#[test]
fn a_meeting_that_ends_in_private_is_over_for_everybody() {
    let mut m = session();
    m.done(CHAIR, close());
    let subject = Subject::Question { text: "marked question".into() };
    m.done(CHAIR, Command::AnnounceVote { subject, majority: None });
    m.done(CHAIR, Command::CloseMeeting {});
    assert!(m.meeting.is_followed());
    assert!(!seen(&m, Class::Public).contains("marked"));
}

#[test]
fn how_a_challenge_is_decided_in_private_is_not_told_though_it_began_in_public() {
    let mut m = session();
    let point = m.asks_for("FRA", RequestKind::PointOfOrder);
    m.takes("FRA", point);
    let text = "Not well taken.".into();
    m.done(CHAIR, Command::Rule { request: point, sustained: false, text });
    m.done("FRA-delegate", Command::ChallengeRuling { seat: seat("FRA") });
    m.done(CHAIR, close());
    let subject = Subject::Ruling { request: point };
    m.done(CHAIR, Command::AnnounceVote { subject, majority: None });
    m.done(CHAIR, Command::OpenVote { vote: FIRST, manner: Manner::ShowOfHands {} });
    m.done(CHAIR, Command::CloseVote { vote: FIRST });
    m.done(CHAIR, Command::OpenDoors {});
    let public = Class::Public.meeting(&m.meeting);
    assert!(public.rulings.is_empty() && public.ruling_due().is_none(), "{:?}", public.rulings);
    assert_eq!(Class::Members.meeting(&m.meeting).rulings.len(), 1);
}

#[test]
fn a_motion_withdrawn_in_private_is_named_by_nothing() {
    let mut m = session();
    m.done(CHAIR, close());
    let (motion, until) = (Motion::Suspend, None);
    m.done("FRA-delegate", Command::MoveMotion { seat: seat("FRA"), motion, until });
    let moved = m.meeting.requests.last().unwrap().id;
    m.done(CHAIR, Command::GrantRequest { request: moved });
    m.done("FRA-delegate", Command::StartSpeaking { request: moved });
    m.done("FRA-delegate", Command::ReleaseFloor { request: moved });
    m.done("FRA-delegate", Command::WithdrawMotion { request: moved });
    m.done(CHAIR, Command::OpenDoors {});
    let public = Class::Public.meeting(&m.meeting);
    assert!(public.withdrawn_motions.is_empty());
    assert!(!seen(&m, Class::Public).contains("\"suspend\"}"), "nor as what it was");
    assert_eq!(Class::Members.meeting(&m.meeting).withdrawn_motions, [moved]);
}

#[test]
fn what_waited_when_a_meeting_ended_in_private_stays_there() {
    let mut m = session();
    m.done(CHAIR, close());
    let point = m.asks_for("FRA", RequestKind::PointOfOrder);
    m.done(CHAIR, Command::CloseMeeting {});
    let public = Class::Public.meeting(&m.meeting);
    let told = public.request(point).unwrap();
    assert_eq!((told.kind, &told.status), (RequestKind::Statement, &Status::Cancelled {}));
}

#[test]
fn how_long_a_seat_spoke_in_private_is_not_told() {
    let mut m = session();
    let speaks = |m: &mut Rehearsal| {
        m.done(CHAIR, Command::GiveFloor { seat: seat("VNM") });
        let request = m.meeting.holder().unwrap().id;
        m.done("VNM-delegate", Command::StartSpeaking { request });
        m.passes(Millis::minutes(1));
        m.done("VNM-delegate", Command::ReleaseFloor { request });
    };
    let spoken = |m: &Rehearsal, class: Class| class.meeting(&m.meeting).seats[&seat("VNM")].spoken;
    speaks(&mut m);
    m.done(CHAIR, close());
    speaks(&mut m);
    m.done(CHAIR, Command::OpenDoors {});
    assert_eq!(spoken(&m, Class::Public), Millis::minutes(1));
    assert_eq!(spoken(&m, Class::Members), Millis::minutes(2));
}

#[test]
fn when_the_meeting_was_in_private_is_on_record_with_the_reason() {
    let mut m = session();
    m.done(CHAIR, Command::CloseDoors { reason: "At the request of <a> delegation".into() });
    m.passes(Millis::minutes(5));
    m.done("secretary", Command::OpenDoors {});
    let record = compile(&m.journal).unwrap();
    let steps: Vec<_> =
        record.course.iter().map(|step| (step.step, step.reason.as_deref())).collect();
    let private = [
        (StepName::DoorsClosed, Some("At the request of <a> delegation")),
        (StepName::DoorsOpened, None),
    ];
    assert!(steps.ends_with(&private), "{steps:?}");
    let page = html::page(&paper(&record, Lang::Fr));
    assert!(page.contains("Poursuite de la séance à titre privé"));
    assert!(page.contains("At the request of &lt;a&gt; delegation"));
}

#[test]
fn a_point_that_was_heard_in_private_is_ruled_on_and_challenged_there() {
    let mut m = session();
    m.done(CHAIR, close());
    let point = m.asks_for("FRA", RequestKind::PointOfOrder);
    m.takes("FRA", point);
    m.done("FRA-delegate", Command::ReleaseFloor { request: point });
    let due = Refusal::RulingDue { seat: seat("FRA") };
    assert_eq!(m.refused(CHAIR, Command::OpenDoors {}), due);
    let text = "Not well taken.".into();
    m.done(CHAIR, Command::Rule { request: point, sustained: false, text });
    m.done(CHAIR, Command::OpenDoors {});
    let challenge = || Command::ChallengeRuling { seat: seat("FRA") };
    assert_eq!(m.refused("FRA-delegate", challenge()), Refusal::NoRuling {});
    m.done(CHAIR, close());
    m.done("FRA-delegate", challenge());
}

#[test]
fn a_motion_that_was_moved_in_private_is_voted_on_there() {
    let mut m = session();
    m.done(CHAIR, close());
    let motion = Command::MoveMotion { seat: seat("FRA"), motion: Motion::Suspend, until: None };
    m.done("FRA-delegate", motion);
    let request = m.meeting.requests.last().unwrap().id;
    m.takes("FRA", request);
    m.done("FRA-delegate", Command::ReleaseFloor { request });
    m.done(CHAIR, Command::OpenDoors {});
    assert!(m.meeting.undecided_motions().is_empty(), "it keeps no other waiting");
    let announce =
        || Command::AnnounceVote { subject: Subject::Motion { request }, majority: None };
    m.refused(CHAIR, announce());
    m.done(CHAIR, close());
    m.done(CHAIR, announce());
}

#[test]
fn who_explains_a_vote_that_was_taken_in_private_names_it_to_nobody_else() {
    let mut m = session();
    m.done(CHAIR, close());
    let subject = Subject::Question { text: "Marked?".into() };
    m.done(CHAIR, Command::AnnounceVote { subject, majority: None });
    m.done(CHAIR, Command::OpenVote { vote: FIRST, manner: Manner::ShowOfHands {} });
    m.done(CHAIR, Command::CloseVote { vote: FIRST });
    m.done(CHAIR, Command::OpenDoors {});
    m.done("FRA-delegate", Command::ExplainVote { seat: seat("FRA"), vote: FIRST });
    let about = |class: Class| class.meeting(&m.meeting).requests.last().unwrap().about;
    assert!(about(Class::Members).is_some());
    assert_eq!(about(Class::Public), None);
}
