//! After the end: the record is published, once and for good.
#![allow(clippy::unwrap_used, missing_docs, reason = "tests say so when they fail")]

use crate::support;

use rostrum_paper::html;
use rostrum_proto::id::VoteId;
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::audience::Class;
use rostrum_proto::meeting::command::Command;
use rostrum_proto::meeting::event::Event;
use rostrum_proto::meeting::refusal::Refusal;
use rostrum_proto::meeting::vote::{Ballot, Manner, Subject};
use rostrum_proto::profile::RequestKind;
use rostrum_proto::time::Millis;
use rostrum_proto::utc::Utc;
use rostrum_record::document::{StepName, Succession};
use rostrum_record::{compile, compile_public, paper};
use support::{CHAIR, Rehearsal, TECHNICIAN, person, seat};

const PUBLISH: Command = Command::PublishRecord {};

fn session() -> Rehearsal {
    let mut m = Rehearsal::in_session();
    m.arrive(&["VNM-delegate", "secretary", "reporter"]);
    for who in ["secretary", "reporter"] {
        m.done(TECHNICIAN, Command::AdmitParticipant { participant: person(who) });
    }
    m
}

fn speaks(m: &mut Rehearsal, place: &str, minutes: u64) {
    m.done(CHAIR, Command::GiveFloor { seat: seat(place) });
    let request = m.held_request();
    m.done(&format!("{place}-delegate"), Command::StartSpeaking { request });
    m.passes(Millis::minutes(minutes));
    m.done(&format!("{place}-delegate"), Command::ReleaseFloor { request });
}

fn votes(m: &mut Rehearsal, text: &str, ballot: Ballot) {
    let vote = VoteId(m.meeting.votes.len() as u32 + 1);
    let subject = Subject::Question { text: text.into() };
    m.done(CHAIR, Command::AnnounceVote { subject, majority: None });
    m.done(CHAIR, Command::OpenVote { vote, manner: Manner::ShowOfHands {} });
    m.done("VNM-delegate", Command::CastVote { vote, seat: seat("VNM"), ballot });
    m.done(CHAIR, Command::CloseVote { vote });
}

fn is_ruled_on(m: &mut Rehearsal, place: &str, words: &str) {
    let point = m.asks_for(place, RequestKind::PointOfOrder);
    m.takes(place, point);
    m.done(CHAIR, Command::Rule { request: point, sustained: true, text: words.into() });
}

/// All that the public can read.
fn pages(m: &Rehearsal) -> Vec<String> {
    let record = compile_public(&m.journal).unwrap();
    let json = serde_json::to_string_pretty(&record).unwrap();
    Lang::ALL.into_iter().map(|lang| html::page(&paper(&record, lang))).chain([json]).collect()
}

#[test]
fn the_chair_or_the_secretary_publishes_it_when_the_meeting_is_over() {
    for publisher in [CHAIR, "secretary"] {
        let mut m = session();
        assert_eq!(m.refused(publisher, PUBLISH), Refusal::MeetingNotClosed {});
        m.done(CHAIR, Command::CloseMeeting {});
        for who in ["TUN-delegate", TECHNICIAN, "reporter"] {
            assert_eq!(m.refused(who, PUBLISH), Refusal::NotPermitted {});
        }
        assert_eq!(m.meeting.record_published, None);
        m.done(publisher, PUBLISH);
        let published = Some(m.now);
        m.passes(Millis::minutes(1));
        let length = m.journal.len();
        m.done(CHAIR, PUBLISH);
        assert_eq!((m.journal.len(), m.meeting.record_published), (length, published));
        for class in Class::ALL {
            assert_eq!(class.meeting(&m.meeting).record_published, published);
        }
    }
}

#[test]
fn all_are_told_of_it_also_when_the_meeting_ended_in_private() {
    let mut m = session();
    m.done(CHAIR, Command::CloseDoors { reason: "Marked reason".into() });
    m.done(CHAIR, Command::CloseMeeting {});
    let before = m.meeting.clone();
    m.done(CHAIR, PUBLISH);
    let record = m.journal.last().unwrap();
    for class in Class::ALL {
        let told = class.record(&before, record).unwrap();
        assert_eq!(told.event, Event::RecordPublished {});
    }
}

#[test]
fn what_was_done_in_private_is_nowhere_in_the_record_of_the_public() {
    let mut m = session();
    speaks(&mut m, "UNODC", 2);
    is_ruled_on(&mut m, "TUN", "Words said in public");
    votes(&mut m, "A question in public", Ballot::Yes);
    m.done(CHAIR, Command::CloseDoors { reason: "Marked reason".into() });
    speaks(&mut m, "VNM", 7);
    is_ruled_on(&mut m, "FRA", "Marked ruling");
    votes(&mut m, "Marked question", Ballot::No);
    m.done(CHAIR, Command::OpenDoors {});
    is_ruled_on(&mut m, "FRA", "Words said in public again");
    speaks(&mut m, "TUN", 3);
    m.done(CHAIR, Command::CloseMeeting {});
    m.done("secretary", PUBLISH);

    for page in pages(&m) {
        for untold in ["Marked", "secretary\"", "reporter", TECHNICIAN, "interpreter", "viewer"] {
            assert!(!page.contains(untold), "the public reads {untold} in {page}");
        }
        for told in ["Words said in public again", "A question in public"] {
            assert!(page.contains(told), "{told} is not in {page}");
        }
    }
    let record = compile_public(&m.journal).unwrap();
    let steps: Vec<_> = record.course.iter().map(|step| step.step).collect();
    let public = [StepName::Opened, StepName::DoorsClosed, StepName::DoorsOpened, StepName::Closed];
    assert_eq!(steps, public);
    assert!(record.course.iter().all(|step| step.reason.is_none()));
    let spoke: Vec<_> = record.interventions.iter().map(|one| one.seat.as_str()).collect();
    assert_eq!(spoke, ["UNODC", "TUN", "FRA", "TUN"]);
    assert_eq!((record.votes.len(), record.points_of_order.len()), (1, 2));
    assert!(record.speaking_time.iter().all(|one| one.seat != seat("VNM")));
    assert!(!record.list_changes.iter().any(|change| change.by.is_some()));
}

#[test]
fn a_meeting_without_a_private_part_is_the_same_for_the_public() {
    let mut m = session();
    speaks(&mut m, "UNODC", 2);
    is_ruled_on(&mut m, "TUN", "Well taken");
    votes(&mut m, "A question", Ballot::Yes);
    m.done(CHAIR, Command::CloseMeeting {});
    m.done(CHAIR, PUBLISH);
    let (whole, public) = (compile(&m.journal).unwrap(), compile_public(&m.journal).unwrap());
    assert_eq!(public.interventions, whole.interventions);
    assert_eq!(public.votes, whole.votes);
    assert_eq!(public.points_of_order, whole.points_of_order);
    assert_eq!(public.motions, whole.motions);
    assert_eq!(public.speaking_time, whole.speaking_time);
    assert_eq!(public.presiding, whole.presiding);
    // The lobby is not public.
    assert_eq!(public.course, whole.course[1..]);
}

#[test]
fn what_goes_on_when_the_doors_are_opened_is_told_whole() {
    let mut m = session();
    m.done(CHAIR, Command::CloseDoors { reason: "Marked reason".into() });
    m.done(CHAIR, Command::GiveFloor { seat: seat("VNM") });
    let request = m.held_request();
    m.done("VNM-delegate", Command::StartSpeaking { request });
    m.passes(Millis::minutes(1));
    m.done(CHAIR, Command::OpenDoors {});
    m.passes(Millis::minutes(1));
    m.done("VNM-delegate", Command::ReleaseFloor { request });
    m.done(CHAIR, Command::CloseMeeting {});
    let (whole, public) = (compile(&m.journal).unwrap(), compile_public(&m.journal).unwrap());
    let [speech] = &public.interventions[..] else { panic!("{:?}", public.interventions) };
    assert_eq!(speech.speakers, [person("VNM-delegate")]);
    assert_eq!(
        (speech.called, speech.ended),
        (whole.interventions[0].called, whole.interventions[0].ended)
    );
    assert_eq!(speech.spoken_ms, Millis::minutes(2).0);
}

#[test]
fn who_came_and_went_in_private_and_who_presides_then() {
    let mut m = session();
    m.arrive(&["IDN-deputy"]);
    m.done(CHAIR, Command::CloseDoors { reason: "Marked reason".into() });
    let shut = m.now;
    m.passes(Millis::minutes(1));
    let gone = m.device("FRA-delegate");
    m.loses(gone);
    m.done(CHAIR, Command::OfferChair { to: person("IDN-deputy") });
    m.done("IDN-deputy", Command::AcceptChair {});
    m.passes(Millis::minutes(1));
    m.done("IDN-deputy", Command::OpenDoors {});
    let opened = m.now;
    m.done("IDN-deputy", Command::CloseMeeting {});
    let record = compile_public(&m.journal).unwrap();
    let france = record.attendance.iter().find(|one| one.seat == Some(seat("FRA"))).unwrap();
    assert_eq!(france.stay.last_out.map(|at| at.0), Some(shut));
    let [first, second] = &record.presiding[..] else { panic!("{:?}", record.presiding) };
    assert_eq!((first.participant.as_str(), first.to.map(|at| at.0)), (CHAIR, Some(shut)));
    assert_eq!(second.participant, person("IDN-deputy"));
    assert_eq!((second.from.map(|at| at.0), second.how), (Some(opened), Succession::NotInPublic));
}

#[test]
fn nothing_that_happens_later_changes_what_was_published() {
    let mut m = session();
    m.done(CHAIR, Command::CloseMeeting {});
    m.done(CHAIR, PUBLISH);
    let published = compile_public(&m.journal).unwrap();
    let gone = m.device("FRA-delegate");
    m.loses(gone);
    assert_eq!(compile_public(&m.journal).unwrap(), published);
}

#[test]
fn who_comes_only_for_the_record_has_not_attended() {
    let mut m = session();
    m.passes(Millis::minutes(10));
    m.loses(m.device("secretary"));
    m.loses(m.device("VNM-delegate"));
    let left = m.now;
    m.passes(Millis::minutes(10));
    m.done(CHAIR, Command::CloseMeeting {});
    m.passes(Millis::minutes(60));
    let device = m.joins("secretary");
    m.done("secretary", PUBLISH);
    let record = compile(&m.journal).unwrap();
    let of = |record: &rostrum_record::MeetingRecord, who: &str| {
        let people = record.attendance.iter().flat_map(|seat| &seat.people);
        people.filter(|one| one.participant == person(who)).map(|one| one.stay).next()
    };
    let stay = of(&record, "secretary").unwrap();
    assert_eq!((stay.last_out, stay.connections), (Some(Utc(left)), 1));
    let public = of(&compile_public(&m.journal).unwrap(), "VNM-delegate").unwrap();
    assert_eq!((public.last_out, public.connections), (Some(Utc(left)), 1));
    m.passes(Millis::minutes(1));
    m.loses(device);
    assert_eq!(of(&compile(&m.journal).unwrap(), "secretary").unwrap().last_out, Some(Utc(left)));
}

#[test]
fn a_meeting_that_was_opened_in_private_has_its_presidency_from_when_the_public_came() {
    let mut m = Rehearsal::in_lobby();
    m.joins(CHAIR);
    m.joins(TECHNICIAN);
    m.done(TECHNICIAN, Command::AdmitSeat { seat: seat("IDN") });
    m.done(CHAIR, Command::CloseDoors { reason: "Consultations".into() });
    m.done(CHAIR, Command::OpenMeeting {});
    m.passes(Millis::minutes(5));
    m.done(CHAIR, Command::OpenDoors {});
    let came = m.now;
    m.passes(Millis::minutes(5));
    m.done(CHAIR, Command::CloseMeeting {});
    let closed = m.now;
    m.done(CHAIR, PUBLISH);
    let presiding = compile_public(&m.journal).unwrap().presiding;
    assert_eq!(presiding.len(), 1);
    assert_eq!((presiding[0].from, presiding[0].to), (Some(Utc(came)), Some(Utc(closed))));
}
