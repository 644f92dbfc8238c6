//! The order of business, as minutes of meetings: lists and orders, interruption, rulings, motions.
#![allow(clippy::unwrap_used, missing_docs, reason = "tests say so when they fail")]

use crate::support;

use rostrum_proto::id::RequestId;
use rostrum_proto::meeting::Meeting;
use rostrum_proto::meeting::command::Command;
use rostrum_proto::meeting::refusal::{Refusal, StatusName};
use rostrum_proto::meeting::ruling::Standing;
use rostrum_proto::profile::{Motion, RequestKind};
use rostrum_proto::time::Millis;
use support::{CHAIR, Rehearsal, person, seat};

const TUNISIA: &str = "TUN-delegate";
const FRANCE: &str = "FRA-delegate";

fn asks_for(place: &str, kind: RequestKind) -> Command {
    Command::RequestFloor { seat: seat(place), kind }
}

fn speaking(place: &str, who: &str) -> (Rehearsal, RequestId) {
    let mut m = Rehearsal::in_session();
    m.done(CHAIR, Command::GiveFloor { seat: seat(place) });
    let request = m.held_request();
    m.done(who, Command::StartSpeaking { request });
    (m, request)
}

fn last(m: &Rehearsal) -> RequestId {
    m.meeting.requests.last().unwrap().id
}

fn status(m: &Rehearsal, request: RequestId) -> StatusName {
    m.meeting.request(request).unwrap().status_name()
}

/// France raises a point of order, is heard, and the chair rules.
fn france_raises_a_point(m: &mut Rehearsal, sustained: bool) -> RequestId {
    m.done(FRANCE, asks_for("FRA", RequestKind::PointOfOrder));
    let point = last(m);
    m.done(CHAIR, Command::GrantRequest { request: point });
    m.done(FRANCE, Command::StartSpeaking { request: point });
    m.done(CHAIR, Command::Rule { request: point, sustained, text: "The list stands.".into() });
    point
}

#[test]
fn replies_have_a_list_of_their_own_after_the_speakers_list() {
    let mut m = Rehearsal::in_session();
    m.done(CHAIR, Command::CloseList {});
    m.done(FRANCE, asks_for("FRA", RequestKind::RightOfReply));
    let reply = last(&m);
    assert_eq!(m.list(), ["UNODC", "TUN", "VNM"]);
    assert_eq!(m.meeting.replies, [reply]);
    assert_eq!(m.meeting.position(reply), Some(1));
    // Briefing 15, Tunisia 5 and Viet Nam 5 minutes come before it.
    assert_eq!(m.meeting.expected_wait(m.now, reply), Millis::minutes(25));
    for _ in 0..3 {
        let next = m.meeting.speakers[0];
        m.done(CHAIR, Command::DenyRequest { request: next, reason: "not today".into() });
    }
    m.done(CHAIR, Command::CallNext {});
    assert_eq!(m.holder(), Some("FRA"));
}

#[test]
fn the_first_reply_has_ten_minutes_the_second_five_and_there_is_no_third() {
    let mut m = Rehearsal::in_session();
    for minutes in [10, 5] {
        m.done(FRANCE, asks_for("FRA", RequestKind::RightOfReply));
        let request = last(&m);
        m.done(CHAIR, Command::GrantRequest { request });
        let limit = m.meeting.request(request).unwrap().grant().unwrap().limit;
        assert_eq!(limit, Some(Millis::minutes(minutes)));
        m.done(FRANCE, Command::ReleaseFloor { request });
    }
    let third = m.refused(FRANCE, asks_for("FRA", RequestKind::RightOfReply));
    assert_eq!(third, Refusal::NoMoreRequests { kind: RequestKind::RightOfReply, allowed: 2 });
}

#[test]
fn a_withdrawn_reply_is_not_counted() {
    let mut m = Rehearsal::in_session();
    for _ in 0..3 {
        m.done(FRANCE, asks_for("FRA", RequestKind::RightOfReply));
        let request = last(&m);
        m.done(FRANCE, Command::CancelRequest { request });
    }
}

#[test]
fn who_is_no_member_raises_no_point_of_order() {
    let mut m = Rehearsal::in_session();
    for kind in [RequestKind::PointOfOrder, RequestKind::RightOfReply] {
        let refused = m.refused("UNODC-delegate", asks_for("UNODC", kind));
        assert_eq!(refused, Refusal::NotForSeat { kind });
    }
}

#[test]
fn a_point_of_order_interrupts_is_ruled_on_and_the_speaker_goes_on() {
    let (mut m, speech) = speaking("TUN", TUNISIA);
    m.passes(Millis::minutes(2));
    m.done(CHAIR, Command::CloseList {});
    m.done(FRANCE, asks_for("FRA", RequestKind::PointOfOrder));
    let point = last(&m);
    assert_eq!(m.meeting.pending()[0].id, point, "it shows at once to the chair");
    m.done(CHAIR, Command::GrantRequest { request: point });
    assert_eq!(status(&m, speech), StatusName::Interrupted);
    assert!(m.meeting.open_microphones().is_empty());
    m.done(FRANCE, Command::StartSpeaking { request: point });
    assert_eq!(m.meeting.open_microphones(), [m.device(FRANCE)]);
    m.passes(Millis::minutes(1));
    m.done(FRANCE, Command::ReleaseFloor { request: point });
    let due = Refusal::RulingDue { seat: seat("FRA") };
    assert_eq!(m.refused(CHAIR, Command::ResumeSpeaker {}), due);
    let text = "The list was closed in time.".to_owned();
    m.done(CHAIR, Command::Rule { request: point, sustained: false, text });
    m.done(CHAIR, Command::ResumeSpeaker {});
    assert_eq!(m.holder(), Some("TUN"));
    assert!(m.meeting.open_microphones().is_empty(), "Tunisia opens its microphone itself");
    m.done(TUNISIA, Command::StartSpeaking { request: speech });
    assert_eq!(m.meeting.open_microphones(), [m.device(TUNISIA)]);
    m.passes(Millis::minutes(1));
    let clock = m.meeting.clock(m.now).unwrap();
    assert_eq!(clock.spoken, Millis::minutes(3), "the minute of the point is not Tunisia's");
    assert_eq!(m.meeting.rulings[0].standing, Standing::Upheld {});
}

#[test]
fn a_speaker_lost_while_interrupted_is_called_again_or_held() {
    let (mut m, speech) = speaking("TUN", TUNISIA);
    m.done(CHAIR, Command::PauseSpeaker {});
    m.loses(m.device(TUNISIA));
    assert_eq!(status(&m, speech), StatusName::Interrupted, "no grace period runs");
    m.joins(TUNISIA);
    m.done(CHAIR, Command::ResumeSpeaker {});
    assert_eq!(status(&m, speech), StatusName::Called, "a new device gives its consent");
    m.done(TUNISIA, Command::StartSpeaking { request: speech });
    m.done(CHAIR, Command::PauseSpeaker {});
    m.loses(m.device(TUNISIA));
    m.done(CHAIR, Command::ResumeSpeaker {});
    assert_eq!(status(&m, speech), StatusName::Held);
}

#[test]
fn nobody_else_gets_the_floor_of_an_interrupted_speaker() {
    let (mut m, speech) = speaking("TUN", TUNISIA);
    m.done(CHAIR, Command::PauseSpeaker {});
    let taken = Refusal::FloorTaken { seat: seat("TUN") };
    assert_eq!(m.refused(CHAIR, Command::GiveFloor { seat: seat("FRA") }), taken);
    m.done(CHAIR, Command::RevokeFloor { request: speech });
    m.done(CHAIR, Command::GiveFloor { seat: seat("FRA") });
}

#[test]
fn the_chair_gives_more_time() {
    let (mut m, request) = speaking("TUN", TUNISIA);
    m.done(CHAIR, Command::ExtendTime { request, by: Millis::minutes(1) });
    m.passes(Millis::minutes(5));
    assert_eq!(m.meeting.clock(m.now).unwrap().left(), Some(Millis::minutes(1)));
}

#[test]
fn the_list_is_arranged_by_the_rules_and_a_draw_that_can_be_repeated() {
    let mut setup = support::setup();
    for (who, rank) in [("VNM-delegate", "minister"), (FRANCE, "deputy_minister")] {
        let person = setup.people.iter_mut().find(|p| p.id == person(who)).unwrap();
        person.rank = Some(rank.into());
    }
    setup.speakers_list = ["IDN", "TUN", "FRA", "VNM", "UNODC"].map(seat).into();
    let mut m = Rehearsal::convened(setup);
    m.joins("secretary");
    let arrange = |order: &str| Command::ArrangeList { order: order.into() };
    m.done("secretary", arrange("security-council"));
    // The briefer, the minister, her deputy, who has no rank named; the presiding seat last.
    assert_eq!(m.list(), ["UNODC", "VNM", "FRA", "TUN", "IDN"]);
    let event = serde_json::to_value(&m.journal.last().unwrap().event).unwrap();
    assert_eq!(event["seed"], m.seed);
    m.done("secretary", arrange("alphabetical"));
    assert_eq!(m.list(), ["FRA", "IDN", "TUN", "UNODC", "VNM"]);
    m.done("secretary", arrange("prepared"));
    assert_eq!(m.list(), ["IDN", "TUN", "FRA", "VNM", "UNODC"]);
    assert_eq!(m.refused("secretary", arrange("by-age")), Refusal::UnknownOrder {});
    let order = m.meeting.setup.profile.orders[0].clone();
    for seed in 0..50 {
        assert_eq!(m.meeting.arranged(&order, seed), m.meeting.arranged(&order, seed));
    }
}

#[test]
fn the_draw_gives_everybody_a_chance() {
    let mut setup = support::setup();
    setup.speakers_list = ["TUN", "FRA", "VNM"].map(seat).into();
    let m = Rehearsal::convened(setup);
    let order = m.meeting.setup.profile.orders[0].clone();
    let first = |seed| m.meeting.arranged(&order, seed)[0].0 as usize;
    let mut times = [0; 4];
    (0..600).for_each(|seed| times[first(seed)] += 1);
    assert!(times[1..].iter().all(|n| (150..250).contains(n)), "{times:?}");
}

#[test]
fn the_secretary_moves_an_entry_with_a_reason_and_the_chair_without() {
    let mut m = Rehearsal::in_session();
    m.joins("secretary");
    let request = m.meeting.speakers[2];
    let moves = |reason: Option<&str>, position| Command::MoveRequest {
        request,
        position,
        reason: reason.map(str::to_owned),
    };
    assert_eq!(m.refused("secretary", moves(None, 1)), Refusal::ReasonNeeded {});
    m.done("secretary", moves(Some("The minister leaves at noon."), 1));
    assert_eq!(m.list(), ["VNM", "UNODC", "TUN"]);
    m.done(CHAIR, moves(None, 3));
    m.done("secretary", Command::CloseList {});
    m.done("secretary", Command::OpenList {});
}

#[test]
fn two_seats_change_places_when_both_consent() {
    let mut m = Rehearsal::in_session();
    m.done(FRANCE, asks_for("FRA", RequestKind::Statement));
    let (tunisia, france) = (m.meeting.speakers[1], m.meeting.speakers[3]);
    let offer = Command::OfferSwap { request: tunisia, with: france };
    let not_france = Refusal::NotYourSeat { seat: seat("TUN") };
    assert_eq!(m.refused(FRANCE, offer.clone()), not_france);
    m.done(TUNISIA, offer.clone());
    assert_eq!(m.list(), ["UNODC", "TUN", "VNM", "FRA"], "an offer moves nobody");
    m.done(FRANCE, Command::DeclineSwap { request: tunisia, with: france });
    let accept = Command::AcceptSwap { request: tunisia, with: france };
    assert_eq!(m.refused(FRANCE, accept.clone()), Refusal::NoSwapOffered {});
    m.done(TUNISIA, offer);
    assert!(m.asks(TUNISIA, accept.clone()).is_err(), "nobody consents for another");
    m.done(FRANCE, accept);
    assert_eq!(m.list(), ["UNODC", "FRA", "VNM", "TUN"]);
}

#[test]
fn a_seat_lets_others_go_first() {
    let mut m = Rehearsal::in_session();
    let request = m.meeting.speakers[1];
    m.done(TUNISIA, Command::DeferRequest { request });
    assert_eq!(m.list(), ["UNODC", "VNM", "TUN"]);
    let other = m.meeting.speakers[0];
    assert!(m.asks(TUNISIA, Command::DeferRequest { request: other }).is_err());
}

#[test]
fn a_list_is_imported_and_keeps_everybody() {
    let mut m = Rehearsal::in_session();
    m.joins("secretary");
    let import =
        |seats: &[&str]| Command::ImportList { seats: seats.iter().map(|s| seat(s)).collect() };
    m.done("secretary", import(&["FRA", "VNM"]));
    assert_eq!(m.list(), ["FRA", "VNM", "UNODC", "TUN"]);
    let twice = Refusal::ListedTwice { seat: seat("FRA") };
    assert_eq!(m.refused("secretary", import(&["FRA", "FRA"])), twice);
    let unknown = Refusal::UnknownSeat { seat: seat("XXX") };
    assert_eq!(m.refused("secretary", import(&["XXX"])), unknown);
}

#[test]
fn motions_are_heard_by_their_precedence() {
    let mut m = Rehearsal::in_session();
    m.done(
        TUNISIA,
        Command::MoveMotion { seat: seat("TUN"), motion: Motion::Postpone, until: None },
    );
    let postpone = last(&m);
    m.done(FRANCE, Command::MoveMotion { seat: seat("FRA"), motion: Motion::Suspend, until: None });
    let suspend = last(&m);
    let first = Refusal::MotionFirst { seat: seat("FRA") };
    assert_eq!(m.refused(CHAIR, Command::GrantRequest { request: postpone }), first);
    m.done(CHAIR, Command::GrantRequest { request: suspend });
    m.done(FRANCE, Command::ReleaseFloor { request: suspend });
    // No debate: nobody speaks before it is decided.
    assert_eq!(m.refused(CHAIR, Command::GiveFloor { seat: seat("UNODC") }), first);
    assert_eq!(m.refused(CHAIR, Command::GrantRequest { request: postpone }), first);
}

#[test]
fn an_unknown_motion_and_one_without_a_name_are_refused() {
    let mut m = Rehearsal::in_session();
    let motion = Motion::CloseDebate;
    let moved = Command::MoveMotion { seat: seat("FRA"), motion, until: None };
    assert_eq!(m.refused(FRANCE, moved), Refusal::UnknownMotion { motion });
    let unnamed = asks_for("FRA", RequestKind::Motion);
    assert_eq!(m.refused(FRANCE, unnamed), Refusal::NameTheMotion {});
}

#[test]
fn a_challenged_ruling_is_voted_on_before_anything_else() {
    let (mut m, _) = speaking("TUN", TUNISIA);
    let point = france_raises_a_point(&mut m, false);
    m.done(FRANCE, Command::ChallengeRuling { seat: seat("FRA") });
    let open = Refusal::ChallengeOpen {};
    assert_eq!(m.refused(CHAIR, Command::ResumeSpeaker {}), open);
    let standing = Standing::Challenged { by: seat("FRA") };
    assert_eq!(m.meeting.rulings[0].standing, standing);
    assert_eq!(m.meeting.challenged_ruling().unwrap().request, point);
}

#[test]
fn a_ruling_that_nobody_challenged_stands_when_the_meeting_goes_on() {
    let (mut m, _) = speaking("TUN", TUNISIA);
    france_raises_a_point(&mut m, true);
    m.done(CHAIR, Command::ResumeSpeaker {});
    let late = m.refused(FRANCE, Command::ChallengeRuling { seat: seat("FRA") });
    assert_eq!(late, Refusal::NoRuling {});
}

#[test]
fn every_state_of_this_is_replayed_alike() {
    let (mut m, _) = speaking("TUN", TUNISIA);
    france_raises_a_point(&mut m, true);
    m.done(CHAIR, Command::SuspendMeeting { until: None });
    m.done(CHAIR, Command::ResumeMeeting {});
    assert_eq!(Meeting::replay(&m.journal).unwrap(), m.meeting);
    let snapshot = serde_json::to_string(&m.meeting).unwrap();
    let read: Meeting = rostrum_proto::read::read(&snapshot).unwrap();
    assert_eq!(serde_json::to_string(&read).unwrap(), snapshot);
}

#[test]
fn who_interrupts_has_the_floor_and_not_who_is_interrupted() {
    let (mut m, speech) = speaking("TUN", TUNISIA);
    let point = m.asks_for("FRA", RequestKind::PointOfOrder);
    m.done(CHAIR, Command::GrantRequest { request: point });
    assert_eq!(m.held_request(), point, "the interrupted speech waits");
    m.done("FRA-delegate", Command::StartSpeaking { request: point });
    let text = "The point is noted.".to_owned();
    m.done(CHAIR, Command::Rule { request: point, sustained: false, text });
    assert_eq!(m.held_request(), speech);

    // Also if it is the same seat.
    let own = m.asks_for("TUN", RequestKind::PointOfOrder);
    m.done(CHAIR, Command::GrantRequest { request: own });
    assert_eq!(m.meeting.granted_to(&seat("TUN")).unwrap().id, own);
}
