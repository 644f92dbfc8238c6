//! Rules at their borders: the shortest and the longest, the first and the last moment, the same thing asked
//! for twice.
#![allow(clippy::unwrap_used, missing_docs, reason = "tests say so when they fail")]

use crate::support;

use rostrum_proto::id::{RequestId, VoteId};
use rostrum_proto::meeting::command::Command;
use rostrum_proto::meeting::event::Event;
use rostrum_proto::meeting::refusal::{Refusal, StatusName};
use rostrum_proto::meeting::vote::{Ballot, Manner, Subject, VoteStage};
use rostrum_proto::profile::{Motion, Policy, RequestKind, built_in};
use rostrum_proto::time::Millis;
use support::{CHAIR, Rehearsal, person, seat};

const VOTE: VoteId = VoteId(1);
const WEEK: Millis = Millis::seconds(7 * 24 * 60 * 60);

/// A question is announced.
fn announced() -> Rehearsal {
    let mut m = Rehearsal::in_session();
    let subject = Subject::Question { text: "Shall the meeting be public?".into() };
    m.done(CHAIR, Command::AnnounceVote { subject, majority: None });
    m
}

fn silence(time: Millis) -> Command {
    Command::OpenVote { vote: VOTE, manner: Manner::Silence { time } }
}

#[test]
fn a_silence_lasts_from_five_seconds_to_a_week() {
    let bad = Refusal::BadTime { least: Millis::seconds(5), most: WEEK };
    let mut m = announced();
    assert_eq!(m.refused(CHAIR, silence(Millis(4_999))), bad);
    assert_eq!(m.refused(CHAIR, silence(WEEK + Millis(1))), bad);
    m.done(CHAIR, silence(WEEK));
    announced().done(CHAIR, silence(Millis::seconds(5)));
}

#[test]
fn the_chair_may_close_a_silence_in_the_moment_it_ends_and_not_before() {
    let mut m = announced();
    m.done(CHAIR, silence(Millis::seconds(5)));
    // The deadline itself has not been noticed yet.
    m.now = m.now + Millis(4_999);
    let close = || Command::CloseVote { vote: VOTE };
    assert_eq!(m.refused(CHAIR, close()), Refusal::SilenceLasts {});
    m.now = m.now + Millis(1);
    m.done(CHAIR, close());
    assert!(matches!(m.meeting.vote(VOTE).unwrap().stage, VoteStage::Closed { .. }));
}

#[test]
fn the_same_vote_cast_twice_is_recorded_once() {
    let mut m = announced();
    m.done(CHAIR, Command::OpenVote { vote: VOTE, manner: Manner::ShowOfHands {} });
    let says = |ballot| Command::CastVote { vote: VOTE, seat: seat("TUN"), ballot };
    m.done("TUN-delegate", says(Ballot::Yes));
    let before = m.journal.len();
    m.done("TUN-delegate", says(Ballot::Yes));
    assert_eq!(m.journal.len(), before);
    m.done("TUN-delegate", says(Ballot::No));
    assert_eq!(m.journal.len(), before + 1, "a vote may be corrected until it is closed");
}

/// Asks for something that is so already, and expects that nothing is recorded.
fn changes_nothing(m: &mut Rehearsal, who: &str, command: Command) {
    let before = m.journal.len();
    m.done(who, command.clone());
    assert_eq!(m.journal.len(), before, "{command:?} was recorded");
}

fn called(place: &str) -> (Rehearsal, RequestId) {
    let mut m = Rehearsal::in_session();
    m.done(CHAIR, Command::GiveFloor { seat: seat(place) });
    let request = m.held_request();
    (m, request)
}

fn limit(m: &Rehearsal, request: RequestId) -> Option<Millis> {
    m.meeting.request(request).unwrap().grant().unwrap().limit
}

#[test]
fn more_time_is_more_by_at_least_something() {
    let (mut m, request) = called("TUN");
    changes_nothing(&mut m, CHAIR, Command::ExtendTime { request, by: Millis(0) });
    m.done(CHAIR, Command::ExtendTime { request, by: Millis(1) });
    assert_eq!(limit(&m, request), Some(Millis::minutes(5) + Millis(1)));
    let mut setup = support::setup();
    setup.profile.limits.clear();
    let mut m = Rehearsal::convened(setup);
    m.arrive(&[CHAIR, "TUN-delegate"]);
    m.done(CHAIR, Command::OpenMeeting {});
    m.done(CHAIR, Command::GiveFloor { seat: seat("TUN") });
    let request = m.held_request();
    changes_nothing(&mut m, CHAIR, Command::ExtendTime { request, by: Millis::minutes(1) });
    assert_eq!(limit(&m, request), None, "no limit stays none");
}

#[test]
fn a_microphone_reported_twice_alike_is_recorded_once() {
    let (mut m, request) = called("TUN");
    m.done("TUN-delegate", Command::ReportReady { request, ready: true, fault: None });
    changes_nothing(
        &mut m,
        "TUN-delegate",
        Command::ReportReady { request, ready: true, fault: None },
    );
    let before = m.journal.len();
    m.done("TUN-delegate", Command::ReportReady { request, ready: false, fault: None });
    assert_eq!(m.journal.len(), before + 1);
}

#[test]
fn the_last_of_the_list_cannot_wait_longer() {
    let mut m = Rehearsal::in_session();
    let (next_to_last, last) = (m.meeting.speakers[1], m.meeting.speakers[2]);
    changes_nothing(&mut m, CHAIR, Command::DeferRequest { request: last });
    m.done(CHAIR, Command::DeferRequest { request: next_to_last });
    assert_eq!(m.list(), ["UNODC", "VNM", "TUN"]);
}

#[test]
fn points_of_order_and_motions_are_heard_at_once_or_not_at_all() {
    let mut m = Rehearsal::in_session();
    let kind = RequestKind::PointOfOrder;
    m.done("FRA-delegate", Command::RequestFloor { seat: seat("FRA"), kind });
    let request = m.meeting.requests.last().unwrap().id;
    m.done(CHAIR, Command::GrantRequest { request });
    let called = Refusal::WrongStatus { status: StatusName::Called };
    assert_eq!(m.refused(CHAIR, Command::DeferRequest { request }), called);
    m.done(CHAIR, Command::Rule { request, sustained: true, text: "So it is.".into() });
    m.done(
        "FRA-delegate",
        Command::MoveMotion { seat: seat("FRA"), motion: Motion::Suspend, until: None },
    );
    let request = m.meeting.requests.last().unwrap().id;
    m.done(CHAIR, Command::GrantRequest { request });
    assert_eq!(m.refused(CHAIR, Command::DeferRequest { request }), called);
}

#[test]
fn the_chair_waits_for_a_lost_speaker_a_whole_grace_period_once_more() {
    let (mut m, request) = called("TUN");
    m.loses(m.device("TUN-delegate"));
    m.passes(Millis::seconds(45));
    m.done(CHAIR, Command::ExtendHold { request });
    assert_eq!(m.meeting.next_deadline().unwrap().0, m.now + Millis::seconds(60));
}

#[test]
fn the_chair_is_offered_once_to_another_who_is_admitted() {
    let mut m = Rehearsal::in_session();
    let offer = |to: &str| Command::OfferChair { to: person(to) };
    assert_eq!(m.refused(CHAIR, offer(CHAIR)), Refusal::NotPermitted {});
    let expel = Command::Expel { participant: person("IDN-deputy") };
    m.joins("IDN-deputy");
    m.done(CHAIR, offer("IDN-deputy"));
    changes_nothing(&mut m, CHAIR, offer("IDN-deputy"));
    m.done(CHAIR, Command::WithdrawChairOffer {});
    let withdrawn = m.refused("IDN-deputy", Command::AcceptChair {});
    assert_eq!(withdrawn, Refusal::ChairNotOffered {});
    m.done(CHAIR, expel);
    m.joins("IDN-deputy");
    assert_eq!(m.refused(CHAIR, offer("IDN-deputy")), Refusal::PersonAway {}, "here, and put out");
}

#[test]
fn the_same_policy_again_is_not_recorded() {
    let mut m = Rehearsal::in_session();
    let reason = "As before.".to_owned();
    let policy = Policy::Moderated {};
    changes_nothing(&mut m, CHAIR, Command::SetPolicy { policy, reason: reason.clone() });
    let most = Policy::Open { microphones: 3, overriding: false };
    m.done(CHAIR, Command::SetPolicy { policy: most, reason: reason.clone() });
    let none = Policy::Open { microphones: 0, overriding: false };
    let refused = m.refused(CHAIR, Command::SetPolicy { policy: none, reason });
    assert_eq!(refused, Refusal::BadMicrophones { most: 3 });
}

#[test]
fn a_motion_without_debate_stops_statements_and_not_explanations_of_vote() {
    let mut m = Rehearsal::in_session();
    m.done(
        "FRA-delegate",
        Command::MoveMotion { seat: seat("FRA"), motion: Motion::Suspend, until: None },
    );
    let motion = m.meeting.requests.last().unwrap().id;
    m.done(CHAIR, Command::GrantRequest { request: motion });
    m.done("FRA-delegate", Command::ReleaseFloor { request: motion });
    let first = Refusal::MotionFirst { seat: seat("FRA") };
    assert_eq!(m.refused(CHAIR, Command::CallNext {}), first);
    let subject = Subject::Motion { request: motion };
    m.done(CHAIR, Command::AnnounceVote { subject, majority: None });
    m.done(CHAIR, Command::ExplainVote { seat: seat("IDN"), vote: VOTE });
    let request = m.meeting.requests.last().unwrap().id;
    m.done(CHAIR, Command::GrantRequest { request });
    m.done(CHAIR, Command::ReleaseFloor { request });
    m.done(CHAIR, Command::WithdrawVote { vote: VOTE });
    m.done(CHAIR, Command::CallNext {});
    assert_eq!(m.holder(), Some("UNODC"), "what is not put to the vote stops nobody");
}

#[test]
fn a_motion_that_allows_debate_stops_nobody() {
    let mut m = Rehearsal::in_session();
    m.done(
        "FRA-delegate",
        Command::MoveMotion { seat: seat("FRA"), motion: Motion::Postpone, until: None },
    );
    let request = m.meeting.requests.last().unwrap().id;
    m.done(CHAIR, Command::GrantRequest { request });
    m.done("FRA-delegate", Command::ReleaseFloor { request });
    m.done(CHAIR, Command::CallNext {});
    assert_eq!(m.holder(), Some("UNODC"));
}

#[test]
fn a_paused_speaker_is_called_again_whether_the_device_that_spoke_is_there_or_not() {
    for keeps in [true, false] {
        let (mut m, request) = called("TUN");
        let first = m.device("TUN-delegate");
        m.asks_on(first, "TUN-delegate", Command::StartSpeaking { request }).unwrap();
        m.joins("TUN-delegate");
        m.done(CHAIR, Command::PauseSpeaker {});
        if !keeps {
            m.loses(first);
        }
        m.done(CHAIR, Command::ResumeSpeaker {});
        assert!(m.meeting.open_microphones().is_empty(), "only the delegate opens it again");
        assert_eq!(m.meeting.request(request).unwrap().status_name(), StatusName::Called);
    }
}

#[test]
fn a_vote_is_explained_once_by_each_seat_and_withdrawn_explanations_do_not_count() {
    let mut m = announced();
    let explains = |place: &str| Command::ExplainVote { seat: seat(place), vote: VOTE };
    m.done("FRA-delegate", explains("FRA"));
    let request = m.meeting.requests.last().unwrap().id;
    m.done("FRA-delegate", Command::CancelRequest { request });
    m.done("FRA-delegate", explains("FRA"));
    let request = m.meeting.requests.last().unwrap().id;
    m.done(CHAIR, Command::GrantRequest { request });
    m.done("FRA-delegate", Command::ReleaseFloor { request });
    let once = Refusal::NoMoreRequests { kind: RequestKind::Statement, allowed: 1 };
    assert_eq!(m.refused("FRA-delegate", explains("FRA")), once);
    m.done(CHAIR, Command::WithdrawVote { vote: VOTE });
    assert_eq!(m.refused(CHAIR, explains("IDN")), Refusal::UnknownVote {});
    let subject = Subject::Question { text: "Another question.".into() };
    m.done(CHAIR, Command::AnnounceVote { subject, majority: None });
    m.done("FRA-delegate", Command::ExplainVote { seat: seat("FRA"), vote: VoteId(2) });
}

#[test]
fn the_chair_hears_points_of_order_before_motions_and_motions_by_precedence() {
    let mut m = Rehearsal::in_session();
    m.done(
        "FRA-delegate",
        Command::MoveMotion { seat: seat("FRA"), motion: Motion::Postpone, until: None },
    );
    m.done(
        "TUN-delegate",
        Command::MoveMotion { seat: seat("TUN"), motion: Motion::Suspend, until: None },
    );
    let kind = RequestKind::PointOfOrder;
    m.done("FRA-delegate", Command::RequestFloor { seat: seat("FRA"), kind });
    let pending = m.meeting.pending();
    let order: Vec<_> = pending.iter().map(|r| (r.beneficiary.as_str(), r.kind)).collect();
    let (point, motion) = (RequestKind::PointOfOrder, RequestKind::Motion);
    assert_eq!(order, [("FRA", point), ("TUN", motion), ("FRA", motion)]);
}

#[test]
fn the_record_is_for_the_presiding_officer_the_secretariat_reporters_and_technicians() {
    use rostrum_proto::meeting::authority::{Act, may};
    let mut m = Rehearsal::in_session();
    m.arrive(&["IDN-deputy", "secretary", "reporter", "interpreter", "viewer"]);
    let reads = |m: &Rehearsal, who: &str| may(&m.meeting, &person(who), Act::ReadRecord);
    assert!(!reads(&m, "reporter"), "not before being let in");
    for who in ["reporter", "interpreter", "viewer"] {
        m.done(CHAIR, Command::AdmitParticipant { participant: person(who) });
    }
    for who in [CHAIR, "secretary", "reporter", "technician"] {
        assert!(reads(&m, who), "{who}");
    }
    for who in ["IDN-deputy", "TUN-delegate", "interpreter", "viewer"] {
        assert!(!reads(&m, who), "{who}");
    }
    m.done(CHAIR, Command::OfferChair { to: person("IDN-deputy") });
    m.done("IDN-deputy", Command::AcceptChair {});
    assert!(reads(&m, "IDN-deputy") && !reads(&m, CHAIR), "who presides");
}

#[test]
fn a_carried_motion_to_close_the_debate_closes_the_list_if_it_is_open() {
    for closed_before in [false, true] {
        let mut setup = support::setup();
        setup.profile = serde_json::from_str(built_in("assembly").unwrap()).unwrap();
        let mut m = Rehearsal::convened(setup);
        m.arrive(&[CHAIR, "FRA-delegate"]);
        m.done(CHAIR, Command::OpenMeeting {});
        if closed_before {
            m.done(CHAIR, Command::CloseList {});
        }
        let motion = Motion::CloseDebate;
        m.done("FRA-delegate", Command::MoveMotion { seat: seat("FRA"), motion, until: None });
        let request = m.meeting.requests.last().unwrap().id;
        m.done(CHAIR, Command::GrantRequest { request });
        m.done("FRA-delegate", Command::ReleaseFloor { request });
        let subject = Subject::Motion { request };
        m.done(CHAIR, Command::AnnounceVote { subject, majority: None });
        m.done(CHAIR, silence(Millis::seconds(5)));
        m.passes(Millis::seconds(5));
        assert!(m.meeting.list_closed);
        let closures = m.journal.iter().filter(|r| r.event == Event::ListClosed {});
        assert_eq!(closures.count(), 1, "it is closed once");
    }
}
