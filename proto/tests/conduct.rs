//! How a meeting is conducted, as minutes: policies, suspension, the chair, microphones in the lobby.
#![allow(clippy::unwrap_used, missing_docs, reason = "tests say so when they fail")]

use crate::support;

use rostrum_proto::id::RequestId;
use rostrum_proto::meeting::command::Command;
use rostrum_proto::meeting::phase::PhaseName;
use rostrum_proto::meeting::refusal::{Refusal, StatusName};
use rostrum_proto::profile::{Policy, RequestKind};
use rostrum_proto::time::{Millis, Timestamp};
use support::{CHAIR, Rehearsal, TECHNICIAN, person, seat};

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

#[test]
fn in_a_queue_the_end_of_one_calls_the_next_who_is_here() {
    let mut m = Rehearsal::in_session();
    let policy = Policy::Queue {};
    let reason = "Nineteen are left.".to_owned();
    let unreasoned = Command::SetPolicy { policy, reason: " ".into() };
    assert!(matches!(m.refused(CHAIR, unreasoned), Refusal::BadReason { .. }));
    m.done(CHAIR, Command::SetPolicy { policy, reason });
    assert_eq!(m.holder(), Some("UNODC"), "a queue that finds nobody speaking begins");
    m.done(FRANCE, asks_for("FRA", RequestKind::Statement));
    for (who, next) in [("UNODC-delegate", Some("TUN")), (TUNISIA, Some("FRA")), (FRANCE, None)] {
        let request = m.held_request();
        m.done(who, Command::ReleaseFloor { request });
        assert_eq!(m.holder(), next);
    }
    assert_eq!(m.list(), ["VNM"], "the absent seat keeps its place");
    m.done(FRANCE, asks_for("FRA", RequestKind::Statement));
    assert_eq!(m.holder(), Some("FRA"), "nobody speaks: who asks is called");
}

#[test]
fn in_an_open_meeting_requests_are_granted_at_once_and_the_oldest_drops() {
    let mut m = Rehearsal::in_session();
    let open = |overriding| Policy::Open { microphones: 2, overriding };
    let too_many = Policy::Open { microphones: 9, overriding: true };
    let reason = "An informal exchange.".to_owned();
    let refused = m.refused(CHAIR, Command::SetPolicy { policy: too_many, reason: reason.clone() });
    assert_eq!(refused, Refusal::BadMicrophones { most: 3 });
    for request in m.meeting.speakers.clone() {
        m.done(CHAIR, Command::DenyRequest { request, reason: "the list is over".into() });
    }
    m.done(CHAIR, Command::SetPolicy { policy: open(true), reason: reason.clone() });
    let talks = |m: &mut Rehearsal, place: &str, who: &str| {
        m.passes(Millis::seconds(1));
        m.done(who, asks_for(place, RequestKind::Statement));
        let request = last(m);
        assert_eq!(status(m, request), StatusName::Called, "{place} has the floor at once");
        m.done(who, Command::StartSpeaking { request });
        request
    };
    let tunisia = talks(&mut m, "TUN", TUNISIA);
    let france = talks(&mut m, "FRA", FRANCE);
    assert_eq!(m.meeting.open_microphones().len(), 2);
    let chair = talks(&mut m, "IDN", CHAIR);
    assert_eq!(status(&m, tunisia), StatusName::Revoked, "the oldest dropped");
    assert_eq!(status(&m, france), StatusName::Live);
    m.done(CHAIR, Command::SetPolicy { policy: open(false), reason });
    m.done(TUNISIA, asks_for("TUN", RequestKind::Statement));
    assert_eq!(m.list(), ["TUN"], "without overriding one waits");
    m.done(CHAIR, Command::ReleaseFloor { request: chair });
    assert!(m.meeting.granted_to(&seat("TUN")).is_some(), "until a microphone is free");
}

#[test]
fn fewer_microphones_take_the_floor_from_those_that_have_it_longest() {
    let mut m = Rehearsal::in_session();
    let reason = "An informal exchange.".to_owned();
    let policy = Policy::Open { microphones: 2, overriding: false };
    m.done(CHAIR, Command::SetPolicy { policy, reason: reason.clone() });
    m.done(CHAIR, Command::GiveFloor { seat: seat("TUN") });
    m.passes(Millis::seconds(1));
    m.done(CHAIR, Command::GiveFloor { seat: seat("FRA") });
    m.done(CHAIR, Command::SuspendMeeting { until: None });
    m.done(CHAIR, Command::SetPolicy { policy: Policy::Moderated {}, reason });
    m.done(CHAIR, Command::ResumeMeeting {});
    let holders: Vec<_> = m.meeting.granted().map(|r| r.beneficiary.as_str()).collect();
    assert_eq!(holders, ["FRA"], "also while both are interrupted");
}

#[test]
fn a_suspended_meeting_stands_still() {
    let (mut m, speech) = speaking("TUN", TUNISIA);
    m.passes(Millis::minutes(1));
    let past = Command::SuspendMeeting { until: Some(Timestamp(m.now.0 - 1)) };
    assert_eq!(m.refused(CHAIR, past), Refusal::TimePast {});
    m.done(CHAIR, Command::SuspendMeeting { until: Some(m.now + Millis::minutes(15)) });
    assert_eq!(m.meeting.phase.name(), PhaseName::Suspended);
    assert!(m.meeting.open_microphones().is_empty());
    m.passes(Millis::minutes(20));
    assert_eq!(m.meeting.clock(m.now).unwrap().spoken, Millis::minutes(1));
    let suspended = Refusal::WrongPhase { phase: PhaseName::Suspended };
    assert_eq!(m.refused(CHAIR, Command::CallNext {}), suspended);
    m.done(CHAIR, Command::ResumeMeeting {});
    assert_eq!(status(&m, speech), StatusName::Called, "after a break one says again: I begin");
    m.done(TUNISIA, Command::StartSpeaking { request: speech });
    m.done(CHAIR, Command::AdjournMeeting { until: m.now + Millis::minutes(60 * 20) });
    m.done(CHAIR, Command::ResumeMeeting {});
}

#[test]
fn no_grace_period_runs_out_in_a_suspended_meeting() {
    let (mut m, speech) = speaking("TUN", TUNISIA);
    m.loses(m.device(TUNISIA));
    m.done(CHAIR, Command::SuspendMeeting { until: None });
    m.passes(Millis::minutes(30));
    assert_eq!(status(&m, speech), StatusName::Interrupted);
    m.done(CHAIR, Command::ResumeMeeting {});
    assert_eq!(status(&m, speech), StatusName::Held);
    assert_eq!(m.meeting.next_deadline().unwrap().0, m.now + Millis::seconds(60));
}

#[test]
fn the_chair_is_handed_over_and_back() {
    let mut m = Rehearsal::in_session();
    let offer = Command::OfferChair { to: person("IDN-deputy") };
    assert_eq!(m.refused(CHAIR, offer.clone()), Refusal::PersonAway {});
    m.joins("IDN-deputy");
    assert_eq!(m.refused("IDN-deputy", Command::CallNext {}), Refusal::NotPermitted {});
    let delegate = Command::OfferChair { to: person(TUNISIA) };
    assert_eq!(m.refused(CHAIR, delegate), Refusal::NotPermitted {});
    m.done(CHAIR, offer.clone());
    m.done("IDN-deputy", Command::DeclineChair {});
    let gone = m.refused("IDN-deputy", Command::AcceptChair {});
    assert_eq!(gone, Refusal::ChairNotOffered {});
    m.done(CHAIR, offer);
    m.done("IDN-deputy", Command::AcceptChair {});
    assert_eq!(m.refused(CHAIR, Command::CallNext {}), Refusal::NotPermitted {});
    m.done("IDN-deputy", Command::CallNext {});
    m.done("IDN-deputy", Command::OfferChair { to: person(CHAIR) });
    m.done(CHAIR, Command::AcceptChair {});
    assert_eq!(m.holder(), Some("UNODC"), "no grant changes with the chair");
}

#[test]
fn a_deputy_takes_the_chair_when_its_holder_is_lost_long_enough() {
    let (mut m, speech) = speaking("TUN", TUNISIA);
    m.joins("IDN-deputy");
    assert_eq!(m.refused("IDN-deputy", Command::TakeChair {}), Refusal::ChairPresent {});
    m.loses(m.device(CHAIR));
    m.passes(Millis::seconds(59));
    let early = m.refused("IDN-deputy", Command::TakeChair {});
    assert!(matches!(early, Refusal::ChairMayReturn { .. }));
    m.passes(Millis::seconds(1));
    assert_eq!(m.refused(TUNISIA, Command::TakeChair {}), Refusal::NotPermitted {});
    m.done("IDN-deputy", Command::TakeChair {});
    assert_eq!(status(&m, speech), StatusName::Live, "the speech goes on");
    m.done("IDN-deputy", Command::RevokeFloor { request: speech });
    m.joins(CHAIR);
    assert_eq!(m.refused(CHAIR, Command::CallNext {}), Refusal::NotPermitted {});
}

#[test]
fn chair_and_deputy_granting_at_the_same_instant_one_wins() {
    let mut m = Rehearsal::in_session();
    m.joins("IDN-deputy");
    m.done(CHAIR, Command::OfferChair { to: person("IDN-deputy") });
    m.done("IDN-deputy", Command::AcceptChair {});
    m.done("IDN-deputy", Command::GiveFloor { seat: seat("TUN") });
    // The old chair has not yet seen that it no longer presides; the second click of the new one comes late.
    let late = m.refused(CHAIR, Command::GiveFloor { seat: seat("FRA") });
    assert_eq!(late, Refusal::NotPermitted {});
    let second = m.refused("IDN-deputy", Command::GiveFloor { seat: seat("FRA") });
    assert_eq!(second, Refusal::FloorTaken { seat: seat("TUN") });
}

#[test]
fn two_capacities_of_the_presiding_seat() {
    let mut m = Rehearsal::in_session();
    m.done(CHAIR, Command::OpenMicrophone {});
    assert!(m.meeting.clock(m.now).is_none(), "presiding needs no request and has no clock");
    m.done(CHAIR, asks_for("IDN", RequestKind::Statement));
    let request = last(&m);
    m.done(CHAIR, Command::GrantRequest { request });
    m.done(CHAIR, Command::StartSpeaking { request });
    m.passes(Millis::minutes(1));
    assert_eq!(m.meeting.clock(m.now).unwrap().spoken, Millis::minutes(1));
    assert_eq!(m.meeting.open_microphones(), [m.device(CHAIR)]);
}

#[test]
fn a_microphone_is_certified_before_its_seat_is_ready() {
    use rostrum_proto::meeting::audio::{AudioFault, AudioReport};
    let mut m = Rehearsal::in_lobby();
    m.joins(TUNISIA);
    assert!(!m.meeting.is_ready(&seat("TUN")));
    let quiet = AudioReport { level: 70, noise: 80, clipping: 0, loss: None, built_in: true };
    m.done(TUNISIA, Command::CertifyAudio { report: quiet });
    assert_eq!(m.meeting.audio_faults(&seat("TUN")), Some(vec![AudioFault::TooQuiet]));
    m.done(TUNISIA, Command::CertifyAudio { report: AudioReport { level: 30, ..quiet } });
    assert!(m.meeting.is_ready(&seat("TUN")));
    m.joins(TECHNICIAN);
    let not_theirs = m.refused(TECHNICIAN, Command::CertifyAudio { report: quiet });
    assert_eq!(not_theirs, Refusal::NotPermitted {});
}

#[test]
fn who_waited_for_the_chair_takes_the_floor_in_an_open_meeting() {
    let mut m = Rehearsal::in_session();
    let policy = Policy::Open { microphones: 1, overriding: false };
    m.done(CHAIR, Command::SetPolicy { policy, reason: "An informal exchange.".into() });
    assert_eq!(m.holder(), None, "nobody is called unasked");
    m.done(TUNISIA, asks_for("TUN", RequestKind::Statement));
    assert_eq!(m.holder(), Some("TUN"));
    assert_eq!(m.list(), ["UNODC", "VNM"], "with the request that waited");
    let taken = m.refused("UNODC-delegate", asks_for("UNODC", RequestKind::Statement));
    assert_eq!(taken, Refusal::FloorTaken { seat: support::seat("TUN") });
}

#[test]
fn what_was_closed_in_an_outage_is_opened_by_who_may() {
    use rostrum_proto::meeting::Notice;
    use rostrum_proto::meeting::microphone::MuteOrigin;
    use rostrum_proto::meeting::outage::Silenced;
    let (mut m, _) = speaking("TUN", TUNISIA);
    let connection = m.device(TUNISIA);
    m.done(TUNISIA, Command::TurnCamera { on: true });
    let microphone = |origin| Silenced::Microphone { connection, origin };

    m.notice(Notice::Silenced(vec![microphone(None), Silenced::Camera { connection }]));
    assert_eq!(m.meeting.open_microphones(), []);
    assert!(!m.meeting.connections[&connection].camera);
    m.done(TUNISIA, Command::OpenMicrophone {});
    assert_eq!(m.meeting.open_microphones(), [connection]);

    m.notice(Notice::Silenced(vec![microphone(Some(MuteOrigin::Chair))]));
    assert_eq!(m.refused(TUNISIA, Command::OpenMicrophone {}), Refusal::MutedByChair {});
    m.done(CHAIR, Command::Unmute { seat: seat("TUN") });
    m.notice(Notice::Silenced(vec![microphone(Some(MuteOrigin::Technical))]));
    assert_eq!(m.refused(TUNISIA, Command::OpenMicrophone {}), Refusal::MutedByTechnician {});
    m.done(TECHNICIAN, Command::Unmute { seat: seat("TUN") });
    assert_eq!(m.meeting.open_microphones(), [connection]);

    m.done(CHAIR, Command::OpenMicrophone {});
    let presiding = m.device(CHAIR);
    let origin = Some(MuteOrigin::Chair);
    m.notice(Notice::Silenced(vec![Silenced::Microphone { connection: presiding, origin }]));
    assert_eq!(m.meeting.open_microphones(), [connection]);
    m.done(CHAIR, Command::OpenMicrophone {});
    assert_eq!(
        m.meeting.open_microphones(),
        [presiding, connection],
        "nobody is above who presides"
    );

    m.loses(connection);
    let seq = m.meeting.seq;
    m.notice(Notice::Silenced(vec![microphone(None)]));
    assert_eq!(m.meeting.seq, seq, "who is gone has nothing to close");
}
