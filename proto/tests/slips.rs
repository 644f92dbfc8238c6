//! What a hand does that trembles, and how it is put right: places that come back, microphones that only their own
//! delegate opens, reasons why a called seat is not heard, the chair asked back.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a rehearsal that cannot go on stops where it is"
)]

use crate::support;

use rostrum_paper::html;
use rostrum_proto::id::{RequestId, VoteId};
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::Meeting;
use rostrum_proto::meeting::command::Command;
use rostrum_proto::meeting::event::Event;
use rostrum_proto::meeting::floor::GrantPhase;
use rostrum_proto::meeting::ready::Fault;
use rostrum_proto::meeting::refusal::{Refusal, StatusName};
use rostrum_proto::meeting::vote::{Ballot, Manner, Subject};
use rostrum_proto::profile::RequestKind;
use rostrum_proto::time::Millis;
use rostrum_record::{compile, paper};
use support::{CHAIR, Rehearsal, TECHNICIAN, person, seat};

/// UNODC, Tunisia and Viet Nam are on the list; the secretary is there.
fn session() -> Rehearsal {
    let mut m = Rehearsal::in_session();
    m.joins("secretary");
    m
}

fn restore(request: RequestId) -> Command {
    Command::RestorePlace { request }
}

#[test]
fn a_floor_taken_back_by_a_slip_is_given_back_at_its_place() {
    let mut m = session();
    m.done(CHAIR, Command::CallNext {});
    let called = m.held_request();
    m.done(CHAIR, Command::RevokeFloor { request: called });
    assert_eq!(m.list(), ["TUN", "VNM"], "UNODC has lost its place");
    m.done(CHAIR, restore(called));
    assert_eq!(m.list(), ["UNODC", "TUN", "VNM"]);
    assert_eq!(
        m.refused(CHAIR, restore(called)),
        Refusal::WrongStatus { status: StatusName::Revoked }
    );
    m.done(CHAIR, Command::CallNext {});
    assert_eq!(m.holder(), Some("UNODC"));
}

#[test]
fn called_out_of_turn_and_taken_back_it_has_its_old_place() {
    let mut m = session();
    m.done(CHAIR, Command::GiveFloor { seat: seat("TUN") });
    let called = m.held_request();
    m.done(CHAIR, Command::RevokeFloor { request: called });
    m.done("secretary", restore(called));
    assert_eq!(m.list(), ["UNODC", "TUN", "VNM"], "second, as before");
}

#[test]
fn a_statement_finished_and_a_request_denied_or_withdrawn_by_a_slip_come_back_too() {
    let mut m = session();
    let second = m.meeting.speakers[1];
    m.takes("TUN", second);
    m.done("TUN-delegate", Command::ReleaseFloor { request: second });
    m.done(CHAIR, restore(second));
    assert_eq!(m.list(), ["UNODC", "TUN", "VNM"]);
    let third = m.meeting.speakers[2];
    m.done(CHAIR, Command::DenyRequest { request: third, reason: "By mistake.".into() });
    m.done("secretary", restore(third));
    assert_eq!(m.list(), ["UNODC", "TUN", "VNM"]);
    let again = m.meeting.speakers[1];
    m.done("TUN-delegate", Command::CancelRequest { request: again });
    m.done("secretary", restore(again));
    assert_eq!(m.list(), ["UNODC", "TUN", "VNM"]);
}

#[test]
fn what_was_lost_by_a_slip_counts_for_nothing() {
    let mut m = session();
    let first = m.asks_for("FRA", RequestKind::RightOfReply);
    m.takes("FRA", first);
    m.done("FRA-delegate", Command::ReleaseFloor { request: first });
    m.done(CHAIR, restore(first));
    let anew = m.last_request();
    m.takes("FRA", anew);
    let limit = m.meeting.request(anew).unwrap().grant().unwrap().limit;
    assert_eq!(limit, Some(Millis::minutes(10)), "it is still the first reply, of ten minutes");
    m.done("FRA-delegate", Command::ReleaseFloor { request: anew });
    m.asks_for("FRA", RequestKind::RightOfReply);
}

#[test]
fn who_has_asked_again_has_no_other_place() {
    let mut m = session();
    let tunisia = m.meeting.speakers[1];
    m.done("TUN-delegate", Command::CancelRequest { request: tunisia });
    m.asks_for("TUN", RequestKind::Statement);
    let refused = m.refused(CHAIR, restore(tunisia));
    assert_eq!(refused, Refusal::WrongStatus { status: StatusName::Cancelled });
}

#[test]
fn only_who_keeps_the_list_restores_a_place_and_only_one_that_is_lost() {
    let mut m = session();
    let tunisia = m.meeting.speakers[1];
    assert_eq!(
        m.refused(CHAIR, restore(tunisia)),
        Refusal::WrongStatus { status: StatusName::Accepted }
    );
    m.done("TUN-delegate", Command::CancelRequest { request: tunisia });
    for who in ["TUN-delegate", "FRA-delegate", TECHNICIAN] {
        assert_eq!(m.refused(who, restore(tunisia)), Refusal::NotPermitted {}, "{who}");
    }
    let point = m.asks_for("FRA", RequestKind::PointOfOrder);
    m.done("FRA-delegate", Command::CancelRequest { request: point });
    let refused = m.refused(CHAIR, restore(point));
    assert_eq!(refused, Refusal::WrongStatus { status: StatusName::Cancelled }, "it has no place");
    assert_eq!(m.refused(CHAIR, restore(RequestId(99))), Refusal::UnknownRequest {});
}

#[test]
fn the_record_tells_of_a_place_restored() {
    let mut m = session();
    m.done(CHAIR, Command::CallNext {});
    let called = m.held_request();
    m.done(CHAIR, Command::RevokeFloor { request: called });
    m.done(CHAIR, restore(called));
    let record = compile(&m.journal).unwrap();
    let changes = serde_json::to_value(&record.list_changes).unwrap();
    let last = changes.as_array().unwrap().last().unwrap();
    assert_eq!(
        (&last["change"], &last["seat"], &last["position"]),
        (&"restored".into(), &"UNODC".into(), &1.into())
    );
    assert!(html::page(&paper(&record, Lang::En)).contains("Place restored"));
    assert_eq!(Meeting::replay(&m.journal).unwrap(), m.meeting);
}

#[test]
fn the_president_opens_the_microphone_again_after_a_suspension() {
    let mut m = session();
    m.done(CHAIR, Command::OpenMicrophone {});
    m.done(CHAIR, Command::SuspendMeeting { until: None });
    m.done(CHAIR, Command::ResumeMeeting {});
    assert!(m.meeting.open_microphones().is_empty());
    m.done(CHAIR, Command::OpenMicrophone {});
    assert_eq!(m.meeting.open_microphones(), [m.device(CHAIR)]);
}

#[test]
fn the_right_of_reply_begins_with_the_meeting() {
    let mut m = Rehearsal::in_lobby();
    m.arrive(&["FRA-delegate", CHAIR]);
    let reply = Command::RequestFloor { seat: seat("FRA"), kind: RequestKind::RightOfReply };
    assert!(matches!(m.refused("FRA-delegate", reply.clone()), Refusal::WrongPhase { .. }));
    m.done(CHAIR, Command::OpenMeeting {});
    m.done("FRA-delegate", reply);
}

#[test]
fn why_a_called_seat_is_not_heard_is_said_and_changes() {
    let mut m = session();
    m.done(CHAIR, Command::GiveFloor { seat: seat("TUN") });
    let request = m.held_request();
    let says = |ready, fault| Command::ReportReady { request, ready, fault };
    m.done("TUN-delegate", says(false, Some(Fault::Silent)));
    let phase = |m: &Rehearsal| m.meeting.request(request).unwrap().grant().unwrap().phase.clone();
    assert_eq!(phase(&m), GrantPhase::Called { ready: Some(false), fault: Some(Fault::Silent) });
    m.done("TUN-delegate", says(false, Some(Fault::NoMedia)));
    assert_eq!(phase(&m), GrantPhase::Called { ready: Some(false), fault: Some(Fault::NoMedia) });
    m.done("TUN-delegate", says(true, Some(Fault::Muted)));
    assert_eq!(phase(&m), GrantPhase::Called { ready: Some(true), fault: None }, "ready is ready");
    m.done("TUN-delegate", Command::StartSpeaking { request });
}

#[test]
fn absent_seats_are_passed_over_together_and_vote_if_they_come_in_time() {
    let mut m = session();
    let vote = VoteId(1);
    let subject = Subject::Question { text: "Shall we go on?".into() };
    m.done(CHAIR, Command::AnnounceVote { subject, majority: None });
    m.done(CHAIR, Command::OpenVote { vote, manner: Manner::RollCall {} });
    m.done("secretary", Command::PassOverAbsent { vote });
    let ballots = m.meeting.vote(vote).unwrap().ballots.clone();
    assert_eq!(ballots.into_iter().collect::<Vec<_>>(), [(seat("VNM"), Ballot::Absent)]);
    m.arrive(&["VNM-delegate"]);
    m.done("VNM-delegate", Command::CastVote { vote, seat: seat("VNM"), ballot: Ballot::No });
    assert_eq!(m.meeting.vote(vote).unwrap().ballots[&seat("VNM")], Ballot::No);
    let refused = m.refused("FRA-delegate", Command::PassOverAbsent { vote });
    assert_eq!(refused, Refusal::NotPermitted {});
}

#[test]
fn a_ruling_needs_no_words_beside_it() {
    let mut m = session();
    let point = m.asks_for("FRA", RequestKind::PointOfOrder);
    m.takes("FRA", point);
    m.done(CHAIR, Command::Rule { request: point, sustained: true, text: "  ".into() });
    assert_eq!(m.meeting.rulings[0].text, "");
}

#[test]
fn the_president_who_is_back_asks_for_the_chair_and_is_answered() {
    let mut m = session();
    m.joins("IDN-deputy");
    m.done(CHAIR, Command::OfferChair { to: person("IDN-deputy") });
    m.done("IDN-deputy", Command::AcceptChair {});
    m.done(CHAIR, Command::AskForChair {});
    assert_eq!(m.meeting.chair_asked, Some(person(CHAIR)));
    m.done("IDN-deputy", Command::KeepChair {});
    assert!(m.journal.last().is_some_and(|r| r.event == Event::ChairKept {}));
    assert_eq!(m.meeting.chair_asked, None);
    m.done(CHAIR, Command::AskForChair {});
    m.done("IDN-deputy", Command::OfferChair { to: person(CHAIR) });
    assert_eq!(m.meeting.chair_asked, None, "it is answered");
    m.done(CHAIR, Command::AcceptChair {});
    assert_eq!(m.meeting.presiding, person(CHAIR));
    assert_eq!(m.refused("FRA-delegate", Command::AskForChair {}), Refusal::NotPermitted {});
}

#[test]
fn what_keeps_everybody_from_the_floor_is_said_before_who_is_away() {
    let mut m = session();
    let give = Command::GiveFloor { seat: seat("VNM") };
    assert_eq!(m.refused(CHAIR, give.clone()), Refusal::SeatAway { seat: seat("VNM") });
    m.done(CHAIR, Command::CallNext {});
    let holder = seat(m.holder().unwrap());
    assert_eq!(m.refused(CHAIR, give), Refusal::FloorTaken { seat: holder });
}
