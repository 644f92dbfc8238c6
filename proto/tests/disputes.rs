//! What haste or ill will could do to the order of business, and what the rules say to it.
#![allow(clippy::unwrap_used, missing_docs, reason = "tests say so when they fail")]

use crate::support;

use rostrum_proto::id::{RequestId, VoteId};
use rostrum_proto::meeting::command::Command;
use rostrum_proto::meeting::event::Event;
use rostrum_proto::meeting::refusal::Refusal;
use rostrum_proto::meeting::ruling::Standing;
use rostrum_proto::meeting::swap::Swap;
use rostrum_proto::meeting::vote::{Ballot, Manner, Subject, VoteStage};
use rostrum_proto::profile::{Motion, Overrun, Policy, RequestKind};
use rostrum_proto::time::{Millis, Timestamp};
use support::{CHAIR, Rehearsal, TECHNICIAN, seat};

const FIRST: VoteId = VoteId(1);
const HANDS: Manner = Manner::ShowOfHands {};

/// In session with Viet Nam and the secretary there too.
fn session() -> Rehearsal {
    let mut m = Rehearsal::in_session();
    m.arrive(&["VNM-delegate", "secretary"]);
    m.done(TECHNICIAN, Command::AdmitParticipant { participant: support::person("secretary") });
    m
}

fn announces(m: &mut Rehearsal, subject: Subject) -> Result<(), Refusal> {
    m.asks(CHAIR, Command::AnnounceVote { subject, majority: None })
}

fn question() -> Subject {
    Subject::Question { text: "Shall the meeting be public?".into() }
}

fn casts(place: &str, ballot: Ballot) -> Command {
    Command::CastVote { vote: FIRST, seat: seat(place), ballot }
}

fn asks(place: &str, kind: RequestKind) -> Command {
    Command::RequestFloor { seat: seat(place), kind }
}

/// A seat raises a point of order, and speaks to it.
fn raises_a_point(m: &mut Rehearsal, place: &str) -> RequestId {
    let request = m.asks_for(place, RequestKind::PointOfOrder);
    m.takes(place, request);
    request
}

fn rules(m: &mut Rehearsal, request: RequestId) {
    m.done(CHAIR, Command::Rule { request, sustained: false, text: "Not well taken.".into() });
}

/// France has challenged the ruling on its point.
fn challenged(m: &mut Rehearsal) -> RequestId {
    let point = raises_a_point(m, "FRA");
    rules(m, point);
    m.done("FRA-delegate", Command::ChallengeRuling { seat: seat("FRA") });
    point
}

#[test]
fn nobody_takes_a_vote_away_that_was_cast() {
    let mut m = session();
    announces(&mut m, question()).unwrap();
    assert_eq!(m.refused("TUN-delegate", casts("TUN", Ballot::Yes)), Refusal::VoteNotOpen {});
    m.done(CHAIR, Command::OpenVote { vote: FIRST, manner: HANDS });
    m.done("TUN-delegate", casts("TUN", Ballot::Yes));
    let pass = Command::PassOver { vote: FIRST, seat: seat("TUN") };
    assert_eq!(m.refused("secretary", pass.clone()), Refusal::NoRollCall {});
    assert_eq!(m.refused(CHAIR, pass), Refusal::NoRollCall {});
    let absent = casts("TUN", Ballot::Absent);
    assert_eq!(m.refused("TUN-delegate", absent), Refusal::NotPermitted {});
    assert_eq!(m.meeting.vote(FIRST).unwrap().ballots[&seat("TUN")], Ballot::Yes);
}

#[test]
fn in_a_roll_call_only_who_is_called_is_passed_over() {
    let mut m = session();
    announces(&mut m, question()).unwrap();
    m.done(CHAIR, Command::OpenVote { vote: FIRST, manner: Manner::RollCall {} });
    let turn = |m: &Rehearsal| m.meeting.vote(FIRST).unwrap().turn().cloned();
    let pass = |place| Command::PassOver { vote: FIRST, seat: place };
    let first = turn(&m).unwrap();
    m.done("secretary", pass(first.clone()));
    let before = m.meeting.seq;
    m.done("secretary", pass(first.clone()));
    assert_eq!(m.meeting.seq, before, "it is passed over already");
    let second = turn(&m).unwrap();
    let voters = m.meeting.voters().into_iter().cloned().collect::<Vec<_>>();
    let other = voters.into_iter().find(|s| *s != first && *s != second).unwrap();
    assert_eq!(m.refused("secretary", pass(other)), Refusal::NotYourTurn { seat: second });
    while let Some(next) = turn(&m) {
        m.done("secretary", pass(next));
    }
    let briefer = m.refused("secretary", pass(seat("UNODC")));
    assert_eq!(briefer, Refusal::NoVote { seat: seat("UNODC") });
}

#[test]
fn a_challenge_stands_until_its_vote_whatever_is_ruled_on_meanwhile() {
    let mut m = session();
    let point = challenged(&mut m);
    let another = raises_a_point(&mut m, "VNM");
    rules(&mut m, another);
    assert_eq!(m.meeting.challenged_ruling().unwrap().request, point);
    let challenge = Command::ChallengeRuling { seat: seat("TUN") };
    assert_eq!(m.refused("TUN-delegate", challenge), Refusal::ChallengeOpen {});
    assert_eq!(announces(&mut m, question()), Err(Refusal::ChallengeOpen {}));
    announces(&mut m, Subject::Ruling { request: point }).unwrap();
    m.done(CHAIR, Command::OpenVote { vote: FIRST, manner: HANDS });
    m.done(CHAIR, Command::CloseVote { vote: FIRST });
    assert_eq!(m.meeting.challenged_ruling(), None);
    assert_eq!(m.meeting.rulings[0].standing, Standing::Upheld {});
}

#[test]
fn the_debate_does_not_go_on_over_a_challenge() {
    let mut m = session();
    m.done(CHAIR, Command::CallNext {});
    let interrupted = m.held_request();
    m.done("UNODC-delegate", Command::StartSpeaking { request: interrupted });
    let point = challenged(&mut m);
    m.done(CHAIR, Command::RevokeFloor { request: interrupted });
    assert_eq!(m.refused(CHAIR, Command::CallNext {}), Refusal::ChallengeOpen {});
    let give = Command::GiveFloor { seat: seat("TUN") };
    assert_eq!(m.refused(CHAIR, give), Refusal::ChallengeOpen {});

    // But votes on it are explained.
    announces(&mut m, Subject::Ruling { request: point }).unwrap();
    m.done("TUN-delegate", Command::ExplainVote { seat: seat("TUN"), vote: FIRST });
    let request = m.last_request();
    m.done(CHAIR, Command::GrantRequest { request });
    assert_eq!(m.holder(), Some("TUN"));
}

#[test]
fn no_vote_is_announced_opened_or_closed_while_a_ruling_is_due() {
    let mut m = session();
    announces(&mut m, question()).unwrap();
    let point = raises_a_point(&mut m, "FRA");
    m.done("FRA-delegate", Command::ReleaseFloor { request: point });
    let open = Command::OpenVote { vote: FIRST, manner: HANDS };
    assert_eq!(m.refused(CHAIR, open.clone()), Refusal::RulingDue { seat: seat("FRA") });
    rules(&mut m, point);
    m.done(CHAIR, open);

    // Points of order are heard in the middle of a vote, too.
    let point = raises_a_point(&mut m, "VNM");
    m.done("VNM-delegate", Command::ReleaseFloor { request: point });
    let close = Command::CloseVote { vote: FIRST };
    assert_eq!(m.refused(CHAIR, close.clone()), Refusal::RulingDue { seat: seat("VNM") });
    rules(&mut m, point);
    m.done(CHAIR, close);
    let point = raises_a_point(&mut m, "TUN");
    m.done("TUN-delegate", Command::ReleaseFloor { request: point });
    assert_eq!(announces(&mut m, question()), Err(Refusal::RulingDue { seat: seat("TUN") }));
}

#[test]
fn a_challenge_comes_before_the_vote_that_was_announced_and_then_that_is_taken() {
    let mut m = session();
    m.done(
        "TUN-delegate",
        Command::MoveMotion { seat: seat("TUN"), motion: Motion::Postpone, until: None },
    );
    let motion = m.last_request();
    m.takes("TUN", motion);
    m.done("TUN-delegate", Command::ReleaseFloor { request: motion });
    announces(&mut m, Subject::Motion { request: motion }).unwrap();
    let point = challenged(&mut m);
    let open = |vote| Command::OpenVote { vote, manner: HANDS };
    assert_eq!(m.refused(CHAIR, open(FIRST)), Refusal::ChallengeOpen {});

    announces(&mut m, Subject::Ruling { request: point }).unwrap();
    let second = VoteId(2);
    assert_eq!(announces(&mut m, question()), Err(Refusal::VoteOpen {}));
    m.done(CHAIR, open(second));
    m.done(CHAIR, Command::CloseVote { vote: second });
    assert_eq!(m.meeting.current_vote().map(|v| v.id), Some(FIRST));
    assert_eq!(announces(&mut m, question()), Err(Refusal::VoteOpen {}));
    m.done(CHAIR, open(FIRST));
    m.done(CHAIR, Command::CloseVote { vote: FIRST });
    assert!(m.meeting.undecided_motions().is_empty());
}

#[test]
fn nobody_chooses_how_their_own_ruling_is_judged() {
    let mut m = session();
    let point = challenged(&mut m);
    let subject = Subject::Ruling { request: point };
    let usual = m.meeting.setup.profile.overruled_by.clone();
    let others = m.meeting.setup.profile.majorities.clone();
    let other = others.into_iter().map(|m| m.id).find(|id| *id != usual);
    let chosen = Command::AnnounceVote { subject: subject.clone(), majority: other };
    assert_eq!(m.refused(CHAIR, chosen), Refusal::UnknownMajority {});
    m.done(CHAIR, Command::AnnounceVote { subject, majority: Some(usual) });
    let silence = Manner::Silence { time: Millis::seconds(30) };
    let open = Command::OpenVote { vote: FIRST, manner: silence };
    assert_eq!(m.refused(CHAIR, open), Refusal::NotBySilence {});
}

#[test]
fn a_seat_has_one_open_microphone_and_closing_it_is_final() {
    let mut m = session();
    m.arrive(&["IDN-deputy"]);
    let (chair, deputy) = (m.device(CHAIR), m.device("IDN-deputy"));
    m.done(CHAIR, Command::OpenMicrophone {});
    m.done(CHAIR, Command::GiveFloor { seat: seat("IDN") });
    let request = m.held_request();
    let start = Command::StartSpeaking { request };
    assert_eq!(m.refused("IDN-deputy", start.clone()), Refusal::OtherDevice {});
    m.done(CHAIR, Command::CloseMicrophone {});
    m.done("IDN-deputy", start);
    assert_eq!(m.meeting.open_microphones(), [deputy]);
    assert_eq!(m.refused(CHAIR, Command::OpenMicrophone {}), Refusal::OtherDevice {});
    m.done("IDN-deputy", Command::ReleaseFloor { request });
    m.done(CHAIR, Command::OpenMicrophone {});
    assert_eq!(m.meeting.open_microphones(), [chair]);

    // Closed while the seat is muted, it does not open by itself afterwards.
    m.done(TECHNICIAN, Command::Mute { seat: seat("IDN") });
    m.done(CHAIR, Command::CloseMicrophone {});
    m.done(TECHNICIAN, Command::Unmute { seat: seat("IDN") });
    assert_eq!(m.meeting.open_microphones(), []);
    assert_eq!(m.meeting.presiding_microphone, None);
}

#[test]
fn after_the_statement_of_its_own_country_the_presidency_opens_its_microphone_again() {
    let mut m = session();
    m.done(CHAIR, Command::GiveFloor { seat: seat("IDN") });
    let request = m.held_request();
    m.done(CHAIR, Command::StartSpeaking { request });
    assert_eq!(m.meeting.open_microphones().len(), 1);
    m.done(CHAIR, Command::ReleaseFloor { request });
    assert_eq!(m.meeting.open_microphones(), []);
}

#[test]
fn places_are_changed_by_the_two_seats_alone_and_for_the_places_they_agreed_on() {
    let mut m = session();
    let [tunisia, viet_nam] = [m.meeting.speakers[1], m.meeting.speakers[2]];
    let offer = Command::OfferSwap { request: tunisia, with: viet_nam };
    let accept = Command::AcceptSwap { request: tunisia, with: viet_nam };
    let decline = Command::DeclineSwap { request: tunisia, with: viet_nam };
    assert_eq!(m.refused("secretary", offer.clone()), Refusal::NotPermitted {});
    m.done("TUN-delegate", offer.clone());
    for command in [accept.clone(), decline] {
        assert_eq!(m.refused("secretary", command.clone()), Refusal::NotPermitted {});
        let other = m.refused("FRA-delegate", command);
        assert_eq!(other, Refusal::NotYourSeat { seat: seat("VNM") });
    }
    let reason = Some("It was asked for.".into());
    m.done("secretary", Command::MoveRequest { request: tunisia, position: 1, reason });
    assert_eq!(m.refused("VNM-delegate", accept.clone()), Refusal::NoSwapOffered {});

    // What comes behind them changes nothing between them.
    m.done("TUN-delegate", offer);
    m.done("FRA-delegate", asks("FRA", RequestKind::Statement));
    assert_eq!(m.meeting.swaps, [Swap { request: tunisia, with: viet_nam }]);
    m.done("VNM-delegate", accept);
    assert_eq!(m.list(), ["VNM", "UNODC", "TUN", "FRA"]);
}

#[test]
fn a_point_of_order_that_was_paused_is_heard_to_its_end() {
    let mut m = session();
    m.done(CHAIR, Command::CallNext {});
    let speaker = m.held_request();
    m.done("UNODC-delegate", Command::StartSpeaking { request: speaker });
    let point = raises_a_point(&mut m, "FRA");
    m.done(CHAIR, Command::PauseSpeaker {});
    assert_eq!(m.meeting.open_microphones(), []);
    m.done(CHAIR, Command::ResumeSpeaker {});
    m.done("FRA-delegate", Command::StartSpeaking { request: point });
    assert_eq!(m.meeting.open_microphones(), [m.device("FRA-delegate")]);
    let early = m.refused(CHAIR, Command::ResumeSpeaker {});
    assert_eq!(early, Refusal::RulingDue { seat: seat("FRA") });
    rules(&mut m, point);
    m.done(CHAIR, Command::ResumeSpeaker {});
    m.done("UNODC-delegate", Command::StartSpeaking { request: speaker });
    assert_eq!(m.meeting.open_microphones(), [m.device("UNODC-delegate")]);
}

#[test]
fn nobody_begins_to_speak_while_the_floor_is_paused() {
    let mut m = session();
    let policy = Policy::Open { microphones: 3, overriding: true };
    m.done(CHAIR, Command::SetPolicy { policy, reason: "An exchange.".into() });
    m.done(CHAIR, Command::GiveFloor { seat: seat("TUN") });
    let tunisia = m.held_request();
    m.done("TUN-delegate", Command::StartSpeaking { request: tunisia });
    m.done(CHAIR, Command::GiveFloor { seat: seat("VNM") });
    let viet_nam = m.meeting.granted_to(&seat("VNM")).unwrap().id;
    m.done(CHAIR, Command::PauseSpeaker {});
    assert!(m.asks("VNM-delegate", Command::StartSpeaking { request: viet_nam }).is_err());
    assert_eq!(m.meeting.open_microphones(), []);
    m.done(CHAIR, Command::ResumeSpeaker {});
    m.done("TUN-delegate", Command::StartSpeaking { request: tunisia });
    m.done("VNM-delegate", Command::StartSpeaking { request: viet_nam });
    assert_eq!(m.meeting.open_microphones().len(), 2);
}

#[test]
fn a_motion_is_moved_although_its_time_ran_out() {
    let mut setup = support::setup();
    setup.profile.overrun = Overrun::Close;
    let mut m = Rehearsal::convened(setup);
    m.arrive(&[CHAIR, "TUN-delegate"]);
    m.done(CHAIR, Command::OpenMeeting {});
    m.done(
        "TUN-delegate",
        Command::MoveMotion { seat: seat("TUN"), motion: Motion::Postpone, until: None },
    );
    let request = m.last_request();
    m.takes("TUN", request);
    m.passes(Millis::minutes(60));
    assert_eq!(m.holder(), None);
    announces(&mut m, Subject::Motion { request }).unwrap();
}

#[test]
fn a_seat_asks_twenty_times_a_minute_and_no_more() {
    let mut m = session();
    let ask = asks("FRA", RequestKind::Statement);
    for _ in 0..20 {
        m.done("FRA-delegate", ask.clone());
        let request = m.last_request();
        m.done("FRA-delegate", Command::CancelRequest { request });
    }
    assert_eq!(m.refused("FRA-delegate", ask.clone()), Refusal::AskedTooOften {});
    m.done("TUN-delegate", asks("TUN", RequestKind::RightOfReply));
    m.passes(Millis(Millis::minutes(1).0 - 1));
    assert_eq!(m.refused("FRA-delegate", ask.clone()), Refusal::AskedTooOften {});
    m.passes(Millis(1));
    m.done("FRA-delegate", ask);
}

#[test]
fn a_vote_that_was_not_finished_ends_with_the_meeting() {
    let mut m = session();
    announces(&mut m, question()).unwrap();
    m.done(CHAIR, Command::OpenVote { vote: FIRST, manner: HANDS });
    m.done(CHAIR, Command::CloseMeeting {});
    assert_eq!(m.meeting.vote(FIRST).unwrap().stage, VoteStage::Withdrawn {});
    assert!(matches!(m.journal.last().unwrap().event, Event::MeetingClosed {}));
}

#[test]
fn times_are_such_as_people_mean() {
    let mut m = session();
    let year = Millis::minutes(60 * 24 * 366);
    for command in [
        Command::SuspendMeeting { until: Some(Timestamp(u64::MAX)) },
        Command::SuspendMeeting { until: Some(m.now + year + Millis(1)) },
        Command::AdjournMeeting { until: m.now + year + Millis(1) },
    ] {
        let bad = Refusal::BadTime { least: Millis(0), most: year };
        assert_eq!(m.refused(CHAIR, command), bad);
    }
    m.done(CHAIR, Command::GiveFloor { seat: seat("TUN") });
    let (request, day) = (m.held_request(), Millis::minutes(60 * 24));
    let extend = |by| Command::ExtendTime { request, by };
    let bad = Refusal::BadTime { least: Millis::seconds(1), most: day };
    assert_eq!(m.refused(CHAIR, extend(Millis(u64::MAX))), bad);
    assert_eq!(m.refused(CHAIR, extend(day + Millis(1))), bad);
    m.done(CHAIR, extend(day));
    m.done(CHAIR, Command::SuspendMeeting { until: Some(m.now + year) });
}

#[test]
fn a_reason_says_something_that_can_be_read() {
    let mut m = session();
    let request = m.meeting.speakers[0];
    for reason in ["", "  ", "\u{200b}\u{feff}", "\u{202e}", "a\u{2028}b", "a\nb", "…"] {
        let deny = Command::DenyRequest { request, reason: reason.into() };
        assert!(matches!(m.refused(CHAIR, deny), Refusal::BadReason { .. }), "{reason:?}");
    }
    m.done(CHAIR, Command::DenyRequest { request, reason: "بناء على طلب الوفد".into() });
}

#[test]
fn an_explanation_of_vote_is_not_taken_for_the_statement() {
    let mut m = session();
    announces(&mut m, question()).unwrap();
    m.done("FRA-delegate", Command::ExplainVote { seat: seat("FRA"), vote: FIRST });
    let explanation = m.last_request();
    m.done("FRA-delegate", asks("FRA", RequestKind::Statement));
    m.done("secretary", Command::ImportList { seats: vec![seat("FRA")] });
    let first = m.meeting.speakers[0];
    assert_ne!(first, explanation);
    assert_eq!(m.meeting.request(first).unwrap().beneficiary, seat("FRA"));
}
