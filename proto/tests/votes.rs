//! Votes, as minutes of meetings; and a second body, whose rules are other data.
#![allow(clippy::unwrap_used, missing_docs, reason = "tests say so when they fail")]

use crate::support;

use rostrum_proto::id::{SeatId, VoteId};
use rostrum_proto::lang::LocalText;
use rostrum_proto::meeting::Notice;
use rostrum_proto::meeting::command::Command;
use rostrum_proto::meeting::event::{Event, Record};
use rostrum_proto::meeting::phase::PhaseName;
use rostrum_proto::meeting::refusal::Refusal;
use rostrum_proto::meeting::ruling::Standing;
use rostrum_proto::meeting::setup::{Person, SeatSetup, Setup};
use rostrum_proto::meeting::vote::{Ballot, Manner, Method, Outcome, Subject, VoteStage};
use rostrum_proto::profile::{Motion, Profile, RequestKind, SeatKind, built_in};
use rostrum_proto::role::Role;
use rostrum_proto::time::Millis;
use support::{CHAIR, Rehearsal, person, seat};

/// The members of 2020 in English alphabetical order of their names.
const MEMBERS: [&str; 15] = [
    "BEL", "CHN", "DOM", "EST", "FRA", "DEU", "IDN", "NER", "RUS", "VCT", "ZAF", "TUN", "GBR",
    "USA", "VNM",
];
const NAMES: [&str; 15] = [
    "Belgium",
    "China",
    "Dominican Republic",
    "Estonia",
    "France",
    "Germany",
    "Indonesia",
    "Niger",
    "Russian Federation",
    "Saint Vincent and the Grenadines",
    "South Africa",
    "Tunisia",
    "United Kingdom",
    "United States",
    "Viet Nam",
];
const VOTE: VoteId = VoteId(1);

fn delegate(place: &str) -> String {
    if place == "IDN" { CHAIR.into() } else { format!("{place}-delegate") }
}

fn fifteen(profile: &str) -> Setup {
    let mut setup = support::setup();
    setup.profile = serde_json::from_str(built_in(profile).unwrap()).unwrap();
    setup.seats = MEMBERS
        .iter()
        .zip(NAMES)
        .map(|(id, name)| SeatSetup {
            id: seat(id),
            kind: SeatKind::Member,
            short: LocalText::english(name),
            formal: LocalText::default(),
            sort_key: name.into(),
            on_behalf_of: vec![],
            language: None,
        })
        .collect();
    let named = |place: &&str| Person {
        id: person(&delegate(place)),
        role: if **place == *"IDN" { Role::Chair } else { Role::Delegate },
        seat: Some(seat(place)),
        name: None,
        title: None,
        booth: None,
        rank: None,
    };
    setup.people = MEMBERS.iter().map(named).collect();
    for (id, role) in [("technician", Role::Technician), ("secretary", Role::Secretary)] {
        let (id, seat, name, title, booth, rank) = (person(id), None, None, None, None, None);
        setup.people.push(Person { id, role, seat, name, title, booth, rank });
    }
    setup.people.push(Person {
        id: person("IDN-deputy"),
        role: Role::DeputyChair,
        seat: Some(seat("IDN")),
        name: None,
        title: None,
        booth: None,
        rank: None,
    });
    setup.speakers_list = vec![];
    setup
}

/// All members and the secretary are here, and the meeting is open.
fn full_house(profile: &str) -> Rehearsal {
    let mut m = Rehearsal::convened(fifteen(profile));
    m.joins("technician");
    for place in MEMBERS {
        m.joins(&delegate(place));
        m.done("technician", Command::AdmitSeat { seat: seat(place) });
    }
    m.joins("secretary");
    m.done(CHAIR, Command::OpenMeeting {});
    m
}

fn question() -> Command {
    let subject = Subject::Question { text: "Shall the meeting be public?".into() };
    Command::AnnounceVote { subject, majority: None }
}

fn votes(m: &mut Rehearsal, place: &str, ballot: Ballot) -> Result<(), Refusal> {
    m.asks(&delegate(place), Command::CastVote { vote: VOTE, seat: seat(place), ballot })
}

fn outcome(m: &Rehearsal) -> Outcome {
    match m.meeting.vote(VOTE).unwrap().stage {
        VoteStage::Closed { outcome, .. } => outcome,
        ref stage => panic!("the vote is not closed: {stage:?}"),
    }
}

#[test]
fn a_roll_call_goes_round_from_a_drawn_name() {
    let mut m = full_house("security-council-open-vtc");
    m.done(CHAIR, question());
    let early = Command::CastVote { vote: VOTE, seat: seat("BEL"), ballot: Ballot::Yes };
    assert_eq!(m.refused("BEL-delegate", early), Refusal::VoteNotOpen {});
    m.done(CHAIR, Command::OpenVote { vote: VOTE, manner: Manner::RollCall {} });
    let Some(Method::RollCall { order }) = m.meeting.vote(VOTE).unwrap().method().cloned() else {
        panic!("it is a roll call");
    };
    let first = MEMBERS.iter().position(|s| *s == order[0].as_str()).unwrap();
    let round: Vec<_> = MEMBERS.iter().cycle().skip(first).take(15).map(|s| seat(s)).collect();
    assert_eq!(order, round, "English alphabetical order");
    let turn = Refusal::NotYourTurn { seat: order[0].clone() };
    assert_eq!(votes(&mut m, order[1].as_str(), Ballot::Yes), Err(turn.clone()));
    assert_eq!(m.refused(CHAIR, Command::CloseVote { vote: VOTE }), turn);
    for (n, place) in order.iter().enumerate() {
        match n {
            4 => m.done("secretary", Command::PassOver { vote: VOTE, seat: place.clone() }),
            _ => {
                votes(&mut m, place.as_str(), if n < 9 { Ballot::Yes } else { Ballot::No }).unwrap()
            }
        }
    }
    let voted = Refusal::Voted { seat: order[0].clone() };
    assert_eq!(votes(&mut m, order[0].as_str(), Ballot::No), Err(voted));
    m.done(CHAIR, Command::CloseVote { vote: VOTE });
    let eight = Outcome { carried: false, yes: 8, no: 6, abstain: 0, absent: 1 };
    assert_eq!(outcome(&m), eight, "eight of fifteen are not nine");
}

#[test]
fn nine_votes_carry_a_question_of_procedure_and_no_veto_stops_it() {
    let mut m = full_house("security-council-open-vtc");
    m.done(CHAIR, question());
    m.done(CHAIR, Command::OpenVote { vote: VOTE, manner: Manner::ShowOfHands {} });
    for place in MEMBERS {
        let veto = ["CHN", "FRA", "GBR", "RUS", "USA"].contains(&place);
        votes(&mut m, place, if veto { Ballot::No } else { Ballot::Yes }).unwrap();
    }
    votes(&mut m, "BEL", Ballot::Abstain).unwrap();
    m.done(CHAIR, Command::CloseVote { vote: VOTE });
    assert_eq!(outcome(&m), Outcome { carried: true, yes: 9, no: 5, abstain: 1, absent: 0 });
}

#[test]
fn one_veto_stops_a_question_of_substance() {
    let mut m = full_house("security-council-open-vtc");
    let subject = Subject::Question { text: "The draft resolution.".into() };
    let majority = |name: &str| Some(name.to_owned());
    let announce =
        |name| Command::AnnounceVote { subject: subject.clone(), majority: majority(name) };
    assert_eq!(m.refused(CHAIR, announce("two_thirds")), Refusal::UnknownMajority {});
    m.done(CHAIR, announce("substantive"));
    m.done(CHAIR, Command::OpenVote { vote: VOTE, manner: Manner::ShowOfHands {} });
    for place in MEMBERS {
        votes(&mut m, place, if place == "RUS" { Ballot::No } else { Ballot::Yes }).unwrap();
    }
    m.done(CHAIR, Command::CloseVote { vote: VOTE });
    assert_eq!(outcome(&m), Outcome { carried: false, yes: 14, no: 1, abstain: 0, absent: 0 });
}

#[test]
fn silence_is_consent_until_its_deadline() {
    let mut m = full_house("security-council-open-vtc");
    m.done(CHAIR, question());
    let short = Manner::Silence { time: Millis(100) };
    let refused = m.refused(CHAIR, Command::OpenVote { vote: VOTE, manner: short });
    assert!(matches!(refused, Refusal::BadTime { .. }));
    let manner = Manner::Silence { time: Millis::minutes(1) };
    m.done(CHAIR, Command::OpenVote { vote: VOTE, manner });
    assert_eq!(votes(&mut m, "FRA", Ballot::Yes), Err(Refusal::OnlyObjections {}));
    assert_eq!(m.refused(CHAIR, Command::CloseVote { vote: VOTE }), Refusal::SilenceLasts {});
    m.passes(Millis::seconds(30));
    m.done(CHAIR, Command::SuspendMeeting { until: None });
    m.passes(Millis::minutes(10));
    m.done(CHAIR, Command::ResumeMeeting {});
    assert!(m.meeting.open_vote().is_some(), "the silence stood still with the meeting");
    m.passes(Millis::seconds(30));
    assert!(outcome(&m).carried);
}

#[test]
fn a_silence_has_its_time_although_nobody_could_be_heard_for_a_while() {
    let mut m = full_house("security-council-open-vtc");
    m.done(CHAIR, question());
    let silence = Manner::Silence { time: Millis::seconds(30) };
    m.done(CHAIR, Command::OpenVote { vote: VOTE, manner: silence });
    m.passes(Millis::seconds(10));
    // The server was down for two minutes, and comes back without letting the deadline pass first.
    let since = m.now;
    m.now = m.now + Millis::minutes(2);
    m.notice(Notice::Unavailable(since));
    assert_eq!(m.meeting.next_deadline().unwrap().0, m.now + Millis::seconds(20));
    m.passes(Millis::seconds(19));
    votes(&mut m, "CHN", Ballot::No).unwrap();
    assert!(!outcome(&m).carried);

    // Other votes wait for the chair anyway; in a suspension everything stands still.
    m.done(CHAIR, question());
    let second = VoteId(2);
    m.done(CHAIR, Command::OpenVote { vote: second, manner: Manner::ShowOfHands {} });
    let length = m.journal.len();
    m.notice(Notice::Unavailable(since));
    m.done(CHAIR, Command::CloseVote { vote: second });
    m.done(CHAIR, question());
    m.done(CHAIR, Command::OpenVote { vote: VoteId(3), manner: silence });
    m.done(CHAIR, Command::SuspendMeeting { until: None });
    m.notice(Notice::Unavailable(since));
    let extended = |r: &Record| matches!(r.event, Event::VoteExtended { .. });
    assert!(!m.journal[length..].iter().any(extended));
}

#[test]
fn one_objection_breaks_the_silence() {
    let mut m = full_house("security-council-open-vtc");
    m.done(CHAIR, question());
    let manner = Manner::Silence { time: Millis::minutes(1) };
    m.done(CHAIR, Command::OpenVote { vote: VOTE, manner });
    votes(&mut m, "FRA", Ballot::No).unwrap();
    assert!(!outcome(&m).carried);
}

#[test]
fn a_ruling_is_overruled_by_nine_votes_only() {
    for (against, standing) in [(8, Standing::Upheld {}), (9, Standing::Overruled {})] {
        let mut m = full_house("security-council-open-vtc");
        m.done(
            "FRA-delegate",
            Command::RequestFloor { seat: seat("FRA"), kind: RequestKind::PointOfOrder },
        );
        let request = m.meeting.requests.last().unwrap().id;
        m.done(CHAIR, Command::GrantRequest { request });
        m.done(CHAIR, Command::Rule { request, sustained: false, text: "Out of order.".into() });
        m.done("FRA-delegate", Command::ChallengeRuling { seat: seat("FRA") });
        assert_eq!(m.refused(CHAIR, question()), Refusal::ChallengeOpen {});
        let subject = Subject::Ruling { request };
        m.done(CHAIR, Command::AnnounceVote { subject, majority: None });
        m.done(CHAIR, Command::OpenVote { vote: VOTE, manner: Manner::ShowOfHands {} });
        for place in &MEMBERS[..against] {
            votes(&mut m, place, Ballot::Yes).unwrap();
        }
        m.done(CHAIR, Command::CloseVote { vote: VOTE });
        assert_eq!(m.meeting.rulings[0].standing, standing);
    }
}

#[test]
fn a_carried_motion_to_suspend_suspends_the_meeting() {
    let mut m = full_house("security-council-open-vtc");
    m.done(
        "USA-delegate",
        Command::MoveMotion { seat: seat("USA"), motion: Motion::Suspend, until: None },
    );
    let request = m.meeting.requests.last().unwrap().id;
    let subject = Subject::Motion { request };
    let announce = Command::AnnounceVote { subject, majority: None };
    assert!(m.asks(CHAIR, announce.clone()).is_err(), "it is moved first");
    m.done(CHAIR, Command::GrantRequest { request });
    m.done("USA-delegate", Command::ReleaseFloor { request });
    m.done(CHAIR, announce);
    m.done(
        CHAIR,
        Command::OpenVote { vote: VOTE, manner: Manner::Silence { time: Millis::seconds(10) } },
    );
    m.passes(Millis::seconds(10));
    assert_eq!(m.meeting.phase.name(), PhaseName::Suspended);
    assert!(m.meeting.undecided_motions().is_empty());
}

#[test]
fn a_vote_outlives_connections_and_who_opened_it() {
    let mut m = full_house("security-council-open-vtc");
    m.joins("IDN-deputy");
    m.done(CHAIR, question());
    m.done(CHAIR, Command::OpenVote { vote: VOTE, manner: Manner::ShowOfHands {} });
    for place in &MEMBERS[..10] {
        votes(&mut m, place, Ballot::Yes).unwrap();
    }
    for place in ["BEL", "CHN", "IDN"] {
        m.loses(m.device(&delegate(place)));
    }
    m.passes(Millis::seconds(60));
    m.done("IDN-deputy", Command::TakeChair {});
    m.done("IDN-deputy", Command::CloseVote { vote: VOTE });
    assert_eq!(outcome(&m), Outcome { carried: true, yes: 10, no: 0, abstain: 0, absent: 5 });
}

#[test]
fn votes_are_explained_before_and_after_and_nobody_speaks_in_between() {
    let mut m = full_house("security-council-open-vtc");
    m.done(CHAIR, question());
    let statement = Command::RequestFloor { seat: seat("FRA"), kind: RequestKind::Statement };
    m.done("FRA-delegate", statement);
    m.done("secretary", Command::CloseList {});
    let explains = |place: &str| Command::ExplainVote { seat: seat(place), vote: VOTE };
    m.done("FRA-delegate", explains("FRA"));
    let request = m.meeting.requests.last().unwrap().id;
    m.done(CHAIR, Command::GrantRequest { request });
    let open = Command::OpenVote { vote: VOTE, manner: Manner::ShowOfHands {} };
    assert_eq!(m.refused(CHAIR, open.clone()), Refusal::FloorTaken { seat: seat("FRA") });
    m.done("FRA-delegate", Command::ReleaseFloor { request });
    m.done(CHAIR, open);
    assert_eq!(m.refused("USA-delegate", explains("USA")), Refusal::VoteOpen {});
    let give = Command::GiveFloor { seat: seat("USA") };
    assert_eq!(m.refused(CHAIR, give), Refusal::VoteOpen {});
    m.done(CHAIR, Command::CloseVote { vote: VOTE });
    m.done("USA-delegate", explains("USA"));
    let again = Refusal::NoMoreRequests { kind: RequestKind::Statement, allowed: 1 };
    assert_eq!(m.refused("FRA-delegate", explains("FRA")), again);
}

#[test]
fn an_announced_vote_can_be_withdrawn_and_only_one_is_under_way() {
    let mut m = full_house("security-council-open-vtc");
    m.done(CHAIR, question());
    assert_eq!(m.refused(CHAIR, question()), Refusal::VoteOpen {});
    m.done(CHAIR, Command::WithdrawVote { vote: VOTE });
    m.done(CHAIR, question());
}

#[test]
fn a_seat_without_a_vote_does_not_vote_and_nobody_votes_for_another() {
    let mut setup = fifteen("security-council-open-vtc");
    setup.seats[0].kind = SeatKind::Observer;
    let mut m = Rehearsal::convened(setup);
    m.arrive(&["BEL-delegate", "CHN-delegate", CHAIR]);
    m.done(CHAIR, Command::OpenMeeting {});
    m.done(CHAIR, question());
    m.done(CHAIR, Command::OpenVote { vote: VOTE, manner: Manner::ShowOfHands {} });
    let none = Refusal::NoVote { seat: seat("BEL") };
    assert_eq!(votes(&mut m, "BEL", Ballot::Yes), Err(none));
    let for_another = Command::CastVote { vote: VOTE, seat: seat("CHN"), ballot: Ballot::Yes };
    assert_eq!(m.refused(CHAIR, for_another), Refusal::NotYourSeat { seat: seat("CHN") });
}

#[test]
fn another_body_decides_by_a_simple_majority_of_those_voting() {
    let mut m = full_house("assembly");
    m.done(CHAIR, question());
    m.done(CHAIR, Command::OpenVote { vote: VOTE, manner: Manner::ShowOfHands {} });
    for (place, ballot) in [("BEL", Ballot::Yes), ("CHN", Ballot::Yes), ("DOM", Ballot::No)] {
        votes(&mut m, place, ballot).unwrap();
    }
    m.done(CHAIR, Command::CloseVote { vote: VOTE });
    assert!(outcome(&m).carried, "two of three who voted, of fifteen");
    let motion = Motion::CloseDebate;
    m.done("FRA-delegate", Command::MoveMotion { seat: seat("FRA"), motion, until: None });
    let amend = Command::MoveMotion { seat: seat("USA"), motion: Motion::Amend, until: None };
    assert_eq!(m.refused("USA-delegate", amend), Refusal::UnknownMotion { motion: Motion::Amend });
}

#[test]
fn majorities_at_their_borders() {
    let assembly: Profile = serde_json::from_str(built_in("assembly").unwrap()).unwrap();
    let against = |n: usize| MEMBERS.iter().take(n).map(|s| seat(s)).collect::<Vec<SeatId>>();
    let (half, thirds) =
        (assembly.majority("simple").unwrap(), assembly.majority("two_thirds").unwrap());
    assert!(!half.is_reached(5, &against(5)), "a tie is not a majority");
    assert!(half.is_reached(6, &against(5)));
    assert!(!half.is_reached(0, &against(0)), "nobody in favour");
    assert!(thirds.is_reached(10, &against(5)));
    assert!(!thirds.is_reached(9, &against(5)));
}
