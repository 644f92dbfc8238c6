//! Motions from being moved to being decided, or taken back by who moved them.
#![allow(clippy::unwrap_used, missing_docs, reason = "tests say so when they fail")]

use crate::support;

use rostrum_paper::html;
use rostrum_proto::id::{RequestId, VoteId};
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::command::Command;
use rostrum_proto::meeting::phase::Phase;
use rostrum_proto::meeting::refusal::{Refusal, StatusName};
use rostrum_proto::meeting::vote::{Manner, Subject, VoteStage};
use rostrum_proto::profile::{Motion, RequestKind};
use rostrum_proto::time::Millis;
use rostrum_record::business::Decision;
use rostrum_record::{compile, paper};
use support::{CHAIR, Rehearsal, seat};

const FIRST: VoteId = VoteId(1);

/// A seat moves, has the floor for it, and ends.
fn moves(m: &mut Rehearsal, place: &str, motion: Motion) -> RequestId {
    let until = (motion == Motion::AdjournToTime).then(|| m.now + Millis::minutes(90));
    m.done(&format!("{place}-delegate"), Command::MoveMotion { seat: seat(place), motion, until });
    let request = m.last_request();
    m.takes(place, request);
    m.done(&format!("{place}-delegate"), Command::ReleaseFloor { request });
    request
}

fn announce(request: RequestId) -> Command {
    Command::AnnounceVote { subject: Subject::Motion { request }, majority: None }
}

#[test]
fn its_mover_takes_a_motion_back_and_the_next_is_decided() {
    let mut m = Rehearsal::in_session();
    let postpone = moves(&mut m, "FRA", Motion::Postpone);
    let adjourn = moves(&mut m, "TUN", Motion::AdjournToTime);
    let first = Refusal::MotionFirst { seat: seat("TUN") };
    assert_eq!(m.refused(CHAIR, announce(postpone)), first);

    let back = Command::WithdrawMotion { request: adjourn };
    let foreign = Refusal::NotYourSeat { seat: seat("TUN") };
    assert_eq!(m.refused("FRA-delegate", back.clone()), foreign);
    assert_eq!(m.refused(CHAIR, back.clone()), foreign, "not even who presides");
    m.done("TUN-delegate", back.clone());
    let again = Refusal::WrongStatus { status: StatusName::Released };
    assert_eq!(m.refused("TUN-delegate", back), again);
    assert_eq!(m.refused(CHAIR, announce(adjourn)), again);
    m.done(CHAIR, announce(postpone));

    let record = compile(&m.journal).unwrap();
    let came_to: Vec<_> = record.motions.iter().map(|moved| moved.came_to).collect();
    assert_eq!(came_to, [Decision::Undecided, Decision::Withdrawn]);
    let page = html::page(&paper(&record, Lang::En));
    assert!(page.contains("To adjourn the meeting to a certain time: "), "{page}");
}

#[test]
fn a_motion_is_withdrawn_until_the_vote_on_it_is_taken() {
    let mut m = Rehearsal::in_session();
    let request = moves(&mut m, "FRA", Motion::Postpone);
    let back = Command::WithdrawMotion { request };
    m.done(CHAIR, announce(request));
    m.done(CHAIR, Command::OpenVote { vote: FIRST, manner: Manner::ShowOfHands {} });
    assert_eq!(m.refused("FRA-delegate", back.clone()), Refusal::VoteOpen {});
    m.done(CHAIR, Command::CloseVote { vote: FIRST });
    let over = Refusal::WrongStatus { status: StatusName::Released };
    assert_eq!(m.refused("FRA-delegate", back), over);
}

#[test]
fn with_the_motion_goes_the_vote_that_was_announced_on_it() {
    let mut m = Rehearsal::in_session();
    let request = moves(&mut m, "FRA", Motion::Postpone);
    m.done(CHAIR, announce(request));
    m.done("FRA-delegate", Command::WithdrawMotion { request });
    assert_eq!(m.meeting.vote(FIRST).unwrap().stage, VoteStage::Withdrawn {});
    assert_eq!(m.meeting.current_vote(), None);
    assert_eq!(compile(&m.journal).unwrap().motions[0].came_to, Decision::Withdrawn);

    // A vote on something else is not concerned.
    let another = moves(&mut m, "FRA", Motion::Refer);
    let text = "Shall the meeting be public?".to_owned();
    let subject = Subject::Question { text };
    m.done(CHAIR, Command::AnnounceVote { subject, majority: None });
    m.done("FRA-delegate", Command::WithdrawMotion { request: another });
    assert_eq!(m.meeting.current_vote().unwrap().id, VoteId(2));
}

#[test]
fn a_time_that_came_before_the_vote_was_over_is_not_adjourned_to() {
    for (late, until_is_kept) in [(Millis(0), false), (Millis(1), true)] {
        let mut m = Rehearsal::in_session();
        let request = moves(&mut m, "FRA", Motion::AdjournToTime);
        let until = m.meeting.request(request).unwrap().moved_until().unwrap();
        m.done(CHAIR, announce(request));
        let silence = Manner::Silence { time: Millis::minutes(10) };
        m.passes(Millis(until.since(m.now).0 - Millis::minutes(10).0 - late.0));
        m.done(CHAIR, Command::OpenVote { vote: FIRST, manner: silence });
        m.passes(Millis::minutes(10));
        let Phase::Suspended { until: kept, adjourned: true, .. } = m.meeting.phase else {
            panic!("{:?}", m.meeting.phase)
        };
        assert_eq!(kept.is_some(), until_is_kept, "{late:?} before its time");
    }
}

#[test]
fn a_motion_that_waits_for_the_floor_is_cancelled_and_not_withdrawn() {
    let mut m = Rehearsal::in_session();
    let motion = Command::MoveMotion { seat: seat("FRA"), motion: Motion::Refer, until: None };
    m.done("FRA-delegate", motion);
    let request = m.last_request();
    let waits = Refusal::WrongStatus { status: StatusName::Pending };
    assert_eq!(m.refused("FRA-delegate", Command::WithdrawMotion { request }), waits);
    m.done("FRA-delegate", Command::CancelRequest { request });
}

#[test]
fn a_motion_is_withdrawn_with_its_vote_also_while_a_ruling_is_voted_on() {
    let mut m = Rehearsal::in_session();
    let motion = moves(&mut m, "FRA", Motion::Adjourn);
    m.done(CHAIR, announce(motion));
    let point = m.asks_for("TUN", RequestKind::PointOfOrder);
    m.takes("TUN", point);
    let text = "The point is noted.".to_owned();
    m.done(CHAIR, Command::Rule { request: point, sustained: false, text });
    m.done("FRA-delegate", Command::ChallengeRuling { seat: seat("FRA") });
    let subject = Subject::Ruling { request: point };
    m.done(CHAIR, Command::AnnounceVote { subject, majority: None });
    m.done("FRA-delegate", Command::WithdrawMotion { request: motion });
    assert_eq!(m.meeting.vote(FIRST).unwrap().stage, VoteStage::Withdrawn {});
    assert_eq!(m.meeting.current_vote().unwrap().id, VoteId(2), "the ruling's goes on");
    m.done(CHAIR, Command::OpenVote { vote: VoteId(2), manner: Manner::ShowOfHands {} });
    m.done(CHAIR, Command::CloseVote { vote: VoteId(2) });
    let silence = Manner::Silence { time: Millis::seconds(5) };
    let open = Command::OpenVote { vote: FIRST, manner: silence };
    assert_eq!(m.refused(CHAIR, open), Refusal::VoteOver {});
}

#[test]
fn a_motion_that_nobody_has_heard_keeps_none_from_being_decided() {
    let mut m = Rehearsal::in_session();
    let refer = moves(&mut m, "FRA", Motion::Refer);
    let suspend = Command::MoveMotion { seat: seat("TUN"), motion: Motion::Suspend, until: None };
    m.done("TUN-delegate", suspend.clone());
    let waits = m.last_request();
    m.done(CHAIR, announce(refer));

    // Denied, it is not moved again at once; another motion is.
    let reason = "We are about to vote.".to_owned();
    m.done(CHAIR, Command::DenyRequest { request: waits, reason });
    assert_eq!(m.refused("TUN-delegate", suspend.clone()), Refusal::AskedTooOften {});
    let adjourn = Command::MoveMotion { seat: seat("TUN"), motion: Motion::Adjourn, until: None };
    m.done("TUN-delegate", adjourn);
    let request = m.last_request();
    m.done("TUN-delegate", Command::CancelRequest { request });
    let other = Command::MoveMotion { seat: seat("FRA"), motion: Motion::Suspend, until: None };
    m.done("FRA-delegate", other);
    m.passes(Millis::minutes(1));
    m.done("TUN-delegate", suspend);
}
