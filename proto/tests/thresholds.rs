//! Where a rule begins to hold, what is remembered, and what a meeting that is over still takes.
#![allow(clippy::unwrap_used, missing_docs, reason = "tests say so when they fail")]

use crate::support;

use rostrum_proto::id::{RequestId, VoteId};
use rostrum_proto::meeting::Notice;
use rostrum_proto::meeting::audio::{AudioFault, AudioReport};
use rostrum_proto::meeting::command::{Command, Problem};
use rostrum_proto::meeting::deadline::Deadline;
use rostrum_proto::meeting::phase::{Phase, PhaseName};
use rostrum_proto::meeting::refusal::Refusal;
use rostrum_proto::meeting::ruling::Standing;
use rostrum_proto::meeting::vote::{Manner, Subject};
use rostrum_proto::profile::{Motion, Overrun, Policy, RequestKind};
use rostrum_proto::time::Millis;
use support::{CHAIR, Rehearsal, TECHNICIAN, person, seat};

#[test]
fn a_microphone_is_good_up_to_the_thresholds_of_the_profile() {
    let mut m = Rehearsal::in_session();
    let rule = m.meeting.setup.profile.audio;
    let good = AudioReport {
        level: rule.quietest,
        noise: rule.noisiest,
        clipping: rule.most_clipping,
        loss: Some(rule.most_loss),
        built_in: true,
    };
    let cases = [
        (good, vec![]),
        (AudioReport { loss: None, ..good }, vec![]),
        (AudioReport { level: good.level - 1, noise: good.noise + 1, ..good }, vec![]),
        (AudioReport { clipping: 0, loss: Some(0), ..good }, vec![]),
        (AudioReport { level: good.level + 1, ..good }, vec![AudioFault::TooQuiet]),
        (AudioReport { noise: good.noise - 1, ..good }, vec![AudioFault::TooNoisy]),
        (AudioReport { clipping: good.clipping + 1, ..good }, vec![AudioFault::Clips]),
        (AudioReport { loss: Some(rule.most_loss + 1), ..good }, vec![AudioFault::Loses]),
    ];
    assert_eq!(m.meeting.audio_faults(&seat("TUN")), None, "not yet certified");
    for (report, faults) in cases {
        m.done("TUN-delegate", Command::CertifyAudio { report });
        assert_eq!(m.meeting.audio_faults(&seat("TUN")), Some(faults.clone()), "{report:?}");
        assert_eq!(m.meeting.is_ready(&seat("TUN")), faults.is_empty());
    }
}

#[test]
fn a_meeting_that_is_over_takes_nothing_more() {
    let mut m = Rehearsal::in_session();
    m.joins("IDN-deputy");
    m.joins("secretary");
    m.done(CHAIR, Command::OfferChair { to: person("IDN-deputy") });
    let (first, second) = (m.meeting.speakers[0], m.meeting.speakers[1]);
    m.done(CHAIR, Command::CloseMeeting {});
    let over = Refusal::WrongPhase { phase: PhaseName::Closed };
    let report = AudioReport { level: 20, noise: 70, clipping: 0, loss: None, built_in: false };
    let request = |kind| Command::RequestFloor { seat: seat("FRA"), kind };
    for (who, command) in [
        (CHAIR, Command::OpenMeeting {}),
        (CHAIR, Command::SuspendMeeting { until: None }),
        (CHAIR, Command::ResumeMeeting {}),
        (CHAIR, Command::CallNext {}),
        (CHAIR, Command::GiveFloor { seat: seat("TUN") }),
        (CHAIR, Command::CloseList {}),
        (CHAIR, Command::SetPolicy { policy: Policy::Queue {}, reason: "late".into() }),
        (CHAIR, Command::OfferChair { to: person("IDN-deputy") }),
        ("IDN-deputy", Command::TakeChair {}),
        ("IDN-deputy", Command::AcceptChair {}),
        ("secretary", Command::ArrangeList { order: "alphabetical".into() }),
        ("secretary", Command::ImportList { seats: vec![seat("TUN")] }),
        ("FRA-delegate", request(RequestKind::Statement)),
        ("FRA-delegate", request(RequestKind::RightOfReply)),
        ("FRA-delegate", request(RequestKind::PointOfOrder)),
        ("TUN-delegate", Command::OfferSwap { request: second, with: first }),
        ("TUN-delegate", Command::CertifyAudio { report }),
    ] {
        assert_eq!(m.refused(who, command.clone()), over, "{who}: {command:?}");
    }
}

#[test]
fn who_reads_the_record_asks_for_nothing_else() {
    let mut m = Rehearsal::in_session();
    for who in ["reporter", "interpreter", "viewer"] {
        m.arrive(&[who]);
        m.done(TECHNICIAN, Command::AdmitParticipant { participant: person(who) });
        for command in [
            Command::CallNext {},
            Command::CloseMeeting {},
            Command::CloseList {},
            Command::MuteEveryone {},
            Command::AdmitSeat { seat: seat("VNM") },
            Command::RequestFloor { seat: seat("TUN"), kind: RequestKind::Statement },
            Command::OpenMicrophone {},
        ] {
            let refusal = m.refused(who, command.clone());
            assert_eq!(refusal, Refusal::NotPermitted {}, "{who}: {command:?}");
        }
    }
}

#[test]
fn a_problem_stands_until_it_is_cleared() {
    let mut m = Rehearsal::in_session();
    let problem = |m: &Rehearsal| m.meeting.seats[&seat("TUN")].problem;
    let report = Command::ReportProblem { seat: seat("TUN"), problem: Problem::CannotHear };
    m.done("TUN-delegate", report);
    assert_eq!(problem(&m), Some(Problem::CannotHear));
    m.done(TECHNICIAN, Command::ClearProblem { seat: seat("TUN") });
    assert_eq!(problem(&m), None);
}

#[test]
fn at_the_limit_nothing_is_left_and_nothing_is_over() {
    let mut m = Rehearsal::in_session();
    m.done(CHAIR, Command::GiveFloor { seat: seat("TUN") });
    let request: RequestId = m.held_request();
    m.done("TUN-delegate", Command::StartSpeaking { request });
    let limit = Millis::minutes(5);
    for (spoken, left, over) in [
        (Millis(limit.0 - 1), Some(Millis(1)), Millis(0)),
        (limit, None, Millis(0)),
        (Millis(limit.0 + 1), None, Millis(1)),
    ] {
        let reading = m.meeting.clock(m.now + spoken).unwrap();
        assert_eq!((reading.left(), reading.over()), (left, over), "after {spoken:?}");
    }
}

#[test]
fn where_the_profile_says_so_the_floor_ends_with_its_time() {
    let mut setup = support::setup();
    setup.profile.overrun = Overrun::Close;
    let mut m = Rehearsal::convened(setup);
    m.arrive(&[CHAIR, "TUN-delegate"]);
    m.done(CHAIR, Command::OpenMeeting {});
    m.done(CHAIR, Command::GiveFloor { seat: seat("TUN") });
    let request = m.held_request();
    m.done("TUN-delegate", Command::StartSpeaking { request });
    let brings = |m: &Rehearsal, deadline| m.meeting.notice(m.now, &Notice::Due(deadline));
    m.now = m.now + Millis(Millis::minutes(5).0 - 1);
    assert_eq!(brings(&m, Deadline::TimeOver(request)), [], "not yet");
    m.now = m.now + Millis(1);
    assert_eq!(brings(&m, Deadline::GraceOver(request)), [], "another deadline than is due");
    m.passes(Millis(0));
    assert_eq!(m.holder(), None);
    assert_eq!(m.meeting.seats[&seat("TUN")].spoken, Millis::minutes(5));
}

#[test]
fn who_speaks_and_who_presides_are_seen() {
    let mut m = Rehearsal::in_session();
    let (chair, tunisia) = (m.device(CHAIR), m.device("TUN-delegate"));
    m.done("TUN-delegate", Command::TurnCamera { on: true });
    assert!(m.meeting.connections[&tunisia].camera);
    assert_eq!(m.meeting.presiding_device(), None, "the presiding officer shows no picture");
    m.done(CHAIR, Command::TurnCamera { on: true });
    let records = m.journal.len();
    m.done(CHAIR, Command::TurnCamera { on: true });
    assert_eq!(m.journal.len(), records, "it is on already");
    assert_eq!(m.meeting.presiding_device(), Some(chair));

    assert_eq!(m.meeting.speaking_device(), None);
    m.done(CHAIR, Command::GiveFloor { seat: seat("TUN") });
    let request = m.held_request();
    m.done("TUN-delegate", Command::StartSpeaking { request });
    assert_eq!(m.meeting.speaking_device(), Some(tunisia));
    m.done(CHAIR, Command::TurnCamera { on: false });
    assert_eq!(m.meeting.presiding_device(), None);
    m.done(CHAIR, Command::OpenMicrophone {});
    assert_eq!(m.meeting.presiding_device(), Some(chair), "who is heard has the picture's place");
}

#[test]
fn everybody_is_muted_once() {
    let mut m = Rehearsal::in_session();
    m.done(CHAIR, Command::MuteEveryone {});
    let records = m.journal.len();
    m.done(CHAIR, Command::MuteEveryone {});
    assert_eq!(m.journal.len(), records);
    m.done(CHAIR, Command::ClearMutes {});
    let records = m.journal.len();
    m.done(CHAIR, Command::ClearMutes {});
    assert_eq!(m.journal.len(), records);
}

#[test]
fn the_end_of_a_speech_leaves_the_presidings_microphone_as_it_is() {
    let mut m = Rehearsal::in_session();
    m.done(CHAIR, Command::OpenMicrophone {});
    m.done(CHAIR, Command::GiveFloor { seat: seat("TUN") });
    let request = m.held_request();
    m.done("TUN-delegate", Command::StartSpeaking { request });
    m.done("TUN-delegate", Command::ReleaseFloor { request });
    assert_eq!(m.meeting.open_microphones(), [m.device(CHAIR)]);
}

#[test]
fn nobody_has_the_floor_before_the_meeting_is_opened() {
    let mut setup = support::setup();
    setup.profile.policy = Policy::Open { microphones: 3, overriding: true };
    let mut m = Rehearsal::convened(setup);
    m.arrive(&["FRA-delegate"]);
    let kind = RequestKind::Statement;
    m.done("FRA-delegate", Command::RequestFloor { seat: seat("FRA"), kind });
    assert_eq!(m.holder(), None);
    assert_eq!(m.list(), ["UNODC", "TUN", "VNM", "FRA"]);
}

#[test]
fn a_motion_adjourns_to_the_time_it_names() {
    let mut m = Rehearsal::in_session();
    let moves = |motion, until| Command::MoveMotion { seat: seat("TUN"), motion, until };
    let to_time = |until| moves(Motion::AdjournToTime, until);
    assert_eq!(m.refused("TUN-delegate", to_time(None)), Refusal::NameTheTime {});
    let now = m.now;
    assert_eq!(m.refused("TUN-delegate", to_time(Some(now))), Refusal::TimePast {});
    let tomorrow = now + Millis::minutes(60 * 24);
    let other = m.refused("TUN-delegate", moves(Motion::Suspend, Some(tomorrow)));
    assert_eq!(other, Refusal::NotPermitted {}, "no other motion names a time");
    m.done("TUN-delegate", to_time(Some(tomorrow)));
    let request = m.last_request();
    m.takes("TUN", request);
    m.done("TUN-delegate", Command::ReleaseFloor { request });
    let subject = Subject::Motion { request };
    m.done(CHAIR, Command::AnnounceVote { subject, majority: None });
    let silence = Manner::Silence { time: Millis::seconds(5) };
    m.done(CHAIR, Command::OpenVote { vote: VoteId(1), manner: silence });
    m.passes(Millis::seconds(5));
    let Phase::Suspended { until, adjourned, .. } = m.meeting.phase else { panic!("adjourned") };
    assert_eq!((until, adjourned), (Some(tomorrow), true));
}

#[test]
fn a_ruling_may_be_challenged_until_the_debate_goes_on() {
    let mut m = Rehearsal::in_session();
    let raises = |m: &mut Rehearsal, place: &str| {
        let request = m.asks_for(place, RequestKind::PointOfOrder);
        m.done(CHAIR, Command::GrantRequest { request });
        request
    };
    let rules = |m: &mut Rehearsal, request| {
        m.done(CHAIR, Command::Rule { request, sustained: true, text: "Well taken.".into() });
    };
    let first = raises(&mut m, "FRA");
    rules(&mut m, first);
    let second = raises(&mut m, "TUN");
    assert_eq!(m.meeting.rulings[0].standing, Standing::Stands {}, "a point is not the debate");
    rules(&mut m, second);
    m.done(CHAIR, Command::CallNext {});
    assert!(m.meeting.rulings.iter().all(|ruling| ruling.standing == Standing::Upheld {}));
    let challenge = Command::ChallengeRuling { seat: seat("FRA") };
    assert_eq!(m.refused("FRA-delegate", challenge), Refusal::NoRuling {});
}

#[test]
fn an_explanation_that_was_taken_back_was_the_one_that_is_allowed() {
    let mut m = Rehearsal::in_session();
    let subject = Subject::Question { text: "Shall the meeting be public?".into() };
    m.done(CHAIR, Command::AnnounceVote { subject, majority: None });
    let explain = Command::ExplainVote { seat: seat("FRA"), vote: VoteId(1) };
    m.done("FRA-delegate", explain.clone());
    let request = m.last_request();
    m.done(CHAIR, Command::GrantRequest { request });
    m.done(CHAIR, Command::RevokeFloor { request });
    let refusal = m.refused("FRA-delegate", explain);
    assert!(matches!(refusal, Refusal::NoMoreRequests { allowed: 1, .. }), "{refusal:?}");
}
