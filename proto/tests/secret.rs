//! Secret ballots, as minutes: who has voted is on record, what a seat voted is not, anywhere.
#![allow(clippy::unwrap_used, missing_docs, reason = "tests say so when they fail")]

use crate::support;

use rostrum_proto::id::{CommandId, SeatId, VoteId};
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::ballot_box::{NUMBERS, Slip, Void};
use rostrum_proto::meeting::command::Command;
use rostrum_proto::meeting::event::Event;
use rostrum_proto::meeting::refusal::Refusal;
use rostrum_proto::meeting::vote::{Ballot, Manner, Outcome, Subject, VoteStage};
use rostrum_proto::meeting::{Meeting, Notice};
use rostrum_proto::profile::SecretBallot;
use rostrum_proto::wire::ClientMessage;
use support::{CHAIR, Rehearsal, seat, setup};

const VOTE: VoteId = VoteId(1);
const SECRET: Command = Command::OpenVote { vote: VOTE, manner: Manner::SecretBallot {} };

/// Indonesia, which presides, Tunisia, France and Viet Nam are here, a question is announced, and the rules ask for so
/// many tellers.
fn announced(tellers: u8) -> Rehearsal {
    let mut setup = setup();
    setup.profile.secret_ballot = Some(SecretBallot { tellers });
    setup.profile.majorities[0].affirmative = Some(1);
    let mut m = Rehearsal::convened(setup);
    m.arrive(&[CHAIR, "TUN-delegate", "FRA-delegate", "VNM-delegate", "secretary"]);
    m.done(CHAIR, Command::OpenMeeting {});
    let subject = Subject::Question { text: "Who shall be elected?".into() };
    m.done(CHAIR, Command::AnnounceVote { subject, majority: Some("procedural".into()) });
    m
}

fn opened(tellers: u8) -> Rehearsal {
    let mut m = announced(tellers);
    m.done(CHAIR, SECRET);
    m
}

fn ballot(place: &str, ballot: Ballot, number: u32) -> Command {
    again(place, ballot, number, 0)
}

/// For the ballot before which so many were void.
fn again(place: &str, ballot: Ballot, number: u32, round: u32) -> Command {
    Command::CastBallot { vote: VOTE, round, seat: seat(place), slip: Slip { number, ballot } }
}

fn delegate(place: &str) -> String {
    if place == "IDN" { CHAIR.into() } else { format!("{place}-delegate") }
}

fn casts(m: &mut Rehearsal, place: &str, said: Ballot, number: u32) {
    let round = m.meeting.vote(VOTE).unwrap().ballot_box.round;
    m.done(&delegate(place), again(place, said, number, round));
}

/// Tunisia, France and Viet Nam vote.
fn three_vote(m: &mut Rehearsal) {
    for (place, said, number) in
        [("TUN", Ballot::Yes, 4_821_773), ("FRA", Ballot::No, 2), ("VNM", Ballot::Yes, 3)]
    {
        casts(m, place, said, number);
    }
}

/// What is found of theirs.
fn their_slips() -> Vec<Slip> {
    let found = [(2, Ballot::No), (3, Ballot::Yes), (4_821_773, Ballot::Yes)];
    found.map(|(number, ballot)| Slip { number, ballot }).to_vec()
}

fn outcome(m: &Rehearsal) -> Option<Outcome> {
    match m.meeting.vote(VOTE).unwrap().stage {
        VoteStage::Closed { outcome, .. } => Some(outcome),
        VoteStage::Announced {} | VoteStage::Open { .. } | VoteStage::Withdrawn {} => None,
    }
}

/// The meeting as a server has it that was started again.
fn restarted(m: &mut Rehearsal) {
    let read: Vec<_> = m
        .journal
        .iter()
        .map(|record| serde_json::from_str(&serde_json::to_string(record).unwrap()).unwrap())
        .collect();
    m.meeting = Meeting::replay(&read).unwrap();
    m.notice(Notice::Unavailable(m.now));
}

#[test]
fn each_seat_votes_once_and_the_count_appears_at_the_close() {
    let mut m = opened(0);
    casts(&mut m, "TUN", Ballot::Yes, 77);
    casts(&mut m, "FRA", Ballot::No, 3);
    let again = m.refused("TUN-delegate", ballot("TUN", Ballot::No, 78));
    assert_eq!(again, Refusal::Voted { seat: seat("TUN") });
    let taken = m.refused("VNM-delegate", ballot("VNM", Ballot::Yes, 3));
    assert_eq!(taken, Refusal::BallotNumber {}, "another's number");
    let large = m.refused("VNM-delegate", ballot("VNM", Ballot::Yes, NUMBERS));
    assert_eq!(large, Refusal::BallotNumber {});
    casts(&mut m, "VNM", Ballot::Yes, NUMBERS - 1);
    let filled = &m.meeting.vote(VOTE).unwrap().ballot_box;
    assert_eq!(filled.cast, ["TUN", "FRA", "VNM"].map(seat), "who has voted is seen");
    assert_eq!(filled.counted, None);
    m.done(CHAIR, Command::CloseVote { vote: VOTE });
    let (yes, no, abstain, absent) = (2, 1, 0, 1);
    assert_eq!(outcome(&m), Some(Outcome { carried: true, yes, no, abstain, absent }));
    let slip = |number, ballot| Slip { number, ballot };
    let found = [(3, Ballot::No), (77, Ballot::Yes), (NUMBERS - 1, Ballot::Yes)];
    let counted = m.meeting.vote(VOTE).unwrap().ballot_box.counted.clone().unwrap();
    assert_eq!(
        counted,
        found.map(|(number, said)| slip(number, said)),
        "in the order of the numbers"
    );
    assert_eq!(m.refused(CHAIR, ballot("IDN", Ballot::No, 9)), Refusal::VoteOver {});
}

#[test]
fn nothing_that_is_written_or_shown_tells_what_a_seat_voted() {
    let mut m = opened(0);
    let before = m.journal.len();
    casts(&mut m, "TUN", Ballot::Abstain, 48_217_730);
    let written = serde_json::to_string(&m.journal[before..]).unwrap();
    let told = serde_json::to_string(&m.meeting.votes).unwrap();
    let shown = format!("{:?} {:?}", &m.journal[before..], m.meeting.votes);
    for text in [written, told, shown] {
        let text = text.to_lowercase();
        assert!(text.contains("tun"), "who has voted is there");
        assert!(!text.contains("48217730") && !text.contains("abstain"), "{text}");
    }
    // Nothing of it depends on what was voted.
    let mut other = opened(0);
    casts(&mut other, "TUN", Ballot::Yes, 11);
    let text = |m: &Rehearsal| serde_json::to_string(&m.journal).unwrap();
    assert_eq!(text(&m), text(&other));
}

#[test]
fn a_ballot_on_its_way_is_as_long_as_any_other() {
    let length = |said, number| {
        let id = CommandId::new("c-1").unwrap();
        let message = ClientMessage::Command { id, command: ballot("TUN", said, number) };
        let text = message.filled(serde_json::to_string(&message).unwrap());
        assert_eq!(serde_json::from_str::<ClientMessage>(&text).unwrap(), message);
        text.len()
    };
    let lengths =
        [length(Ballot::No, 1), length(Ballot::Yes, 22), length(Ballot::Abstain, 4_444_444)];
    assert!(lengths.iter().all(|length| *length == lengths[0]), "{lengths:?}");
}

#[test]
fn tellers_are_drawn_from_those_who_are_here_and_agree_before_the_result_is_declared() {
    let mut m = opened(2);
    let tellers = m.meeting.vote(VOTE).unwrap().tellers().unwrap().to_vec();
    let here = ["IDN", "TUN", "FRA", "VNM"].map(seat);
    assert_eq!(tellers.len(), 2);
    assert!(tellers.iter().all(|teller| here.contains(teller)) && tellers[0] != tellers[1]);
    let check = |teller: &SeatId| Command::CheckCount { vote: VOTE, seat: teller.clone() };
    let first = delegate(tellers[0].as_str());
    assert_eq!(m.refused(&first, check(&tellers[0])), Refusal::VoteOpen {}, "nothing is counted");
    three_vote(&mut m);
    m.done(CHAIR, Command::CloseVote { vote: VOTE });
    assert_eq!(outcome(&m), None);
    assert_eq!(m.refused("VNM-delegate", ballot("VNM", Ballot::No, 9)), Refusal::VoteOver {});
    let unchecked = Refusal::CountUnchecked { seat: tellers[0].clone() };
    assert_eq!(m.refused(CHAIR, Command::CloseVote { vote: VOTE }), unchecked);
    let other = here.iter().find(|seat| !tellers.contains(seat)).unwrap();
    assert_eq!(m.refused(&delegate(other.as_str()), check(other)), Refusal::NotPermitted {});
    m.done(&first, check(&tellers[0]));
    // A teller who has left is not waited for, unless they preside.
    let second = delegate(tellers[1].as_str());
    if second == CHAIR {
        m.done(&second, check(&tellers[1]));
    } else {
        m.loses(m.device(&second));
    }
    let void = m.refused(CHAIR, Command::VoidBallot { vote: VOTE });
    assert_eq!(void, Refusal::VoteOver {}, "what all agree with stands");
    m.done(CHAIR, Command::CloseVote { vote: VOTE });
    assert!(outcome(&m).unwrap().carried);
    let document = rostrum_record::compile(&m.journal).unwrap();
    let secret = document.votes[0].secret.clone().unwrap();
    assert_eq!((secret.voted, secret.tellers), (["FRA", "TUN", "VNM"].map(seat).to_vec(), tellers));
    assert_eq!(secret.found, their_slips());
    assert!(document.votes[0].ballots.is_empty());
}

#[test]
fn a_server_that_was_restarted_has_lost_the_ballots_and_the_vote_is_taken_again() {
    let mut m = opened(0);
    restarted(&mut m);
    assert!(m.meeting.open_vote().is_some(), "nobody had voted");
    casts(&mut m, "TUN", Ballot::Yes, 1);
    m.notice(Notice::Unavailable(m.now));
    assert!(m.meeting.open_vote().is_some(), "only the journal was away");
    restarted(&mut m);
    assert_eq!(
        m.journal.last().unwrap().event,
        Event::BallotVoided { vote: VOTE, why: Void::Lost }
    );
    assert_eq!(m.refused("TUN-delegate", ballot("TUN", Ballot::Yes, 1)), Refusal::VoteNotOpen {});
    m.done(CHAIR, SECRET);
    let late = m.refused("TUN-delegate", ballot("TUN", Ballot::Yes, 1));
    assert_eq!(late, Refusal::VoteOver {}, "it was meant for the ballot before");
    three_vote(&mut m);
    m.done(CHAIR, Command::CloseVote { vote: VOTE });
    assert_eq!(outcome(&m).map(|outcome| (outcome.yes, outcome.no)), Some((2, 1)));
    restarted(&mut m);
    assert_eq!(outcome(&m).map(|outcome| outcome.yes), Some(2), "what was counted is on record");
    let voided = &rostrum_record::compile(&m.journal).unwrap().votes[0].voided;
    let [void] = voided.as_slice() else { panic!("once: {voided:?}") };
    assert_eq!((void.why, &void.of.voted), (Void::Lost, &vec![seat("TUN")]));
}

#[test]
fn the_chair_declares_a_ballot_void_and_takes_it_again() {
    let mut m = opened(0);
    casts(&mut m, "TUN", Ballot::Yes, 1);
    let void = Command::VoidBallot { vote: VOTE };
    assert_eq!(m.refused("TUN-delegate", void.clone()), Refusal::NotPermitted {});
    m.done(CHAIR, void);
    assert_eq!(m.meeting.vote(VOTE).unwrap().stage, VoteStage::Announced {});
    let filled = &m.meeting.vote(VOTE).unwrap().ballot_box;
    assert_eq!((filled.cast.len(), filled.void), (0, Some(Void::Declared)));
    // Another way may be chosen.
    m.done(CHAIR, Command::OpenVote { vote: VOTE, manner: Manner::ShowOfHands {} });
    let other = Refusal::OtherMethod {};
    assert_eq!(m.refused("TUN-delegate", ballot("TUN", Ballot::Yes, 1)), other);
    assert_eq!(m.refused(CHAIR, Command::VoidBallot { vote: VOTE }), other);
    m.done("TUN-delegate", Command::CastVote { vote: VOTE, seat: seat("TUN"), ballot: Ballot::No });
}

#[test]
fn very_few_ballots_are_not_counted() {
    let mut m = opened(0);
    casts(&mut m, "TUN", Ballot::Yes, 1);
    casts(&mut m, "FRA", Ballot::No, 2);
    let close = Command::CloseVote { vote: VOTE };
    assert_eq!(m.refused(CHAIR, close.clone()), Refusal::TooFewBallots { least: 3 });
    casts(&mut m, "VNM", Ballot::No, 3);
    m.done(CHAIR, close);
    assert!(outcome(&m).is_some());
}

#[test]
fn a_count_that_a_teller_does_not_agree_with_can_be_void_and_stays_in_the_record() {
    let mut m = opened(2);
    three_vote(&mut m);
    m.done(CHAIR, Command::CloseVote { vote: VOTE });
    m.done(CHAIR, Command::VoidBallot { vote: VOTE });
    let voided = &rostrum_record::compile(&m.journal).unwrap().votes[0].voided;
    assert!(matches!(voided.as_slice(), [void] if void.of.found == their_slips()));
    // A meeting that ends over an open ballot still says who had voted.
    m.done(CHAIR, SECRET);
    casts(&mut m, "TUN", Ballot::Yes, 5);
    m.done(CHAIR, Command::CloseMeeting {});
    let document = rostrum_record::compile(&m.journal).unwrap();
    assert_eq!(document.votes[0].secret.as_ref().unwrap().voted, [seat("TUN")]);
}

#[test]
fn not_everything_is_decided_in_secret() {
    let not = Refusal::NotBySecretBallot {};
    let mut m = announced(0);
    m.done(CHAIR, Command::WithdrawVote { vote: VOTE });
    let subject = Subject::Question { text: "Shall it be adopted?".into() };
    m.done(CHAIR, Command::AnnounceVote { subject, majority: Some("substantive".into()) });
    let second = Command::OpenVote { vote: VoteId(2), manner: Manner::SecretBallot {} };
    assert_eq!(m.refused(CHAIR, second), not, "whose vote it is decides");

    let mut setup = setup();
    setup.profile.secret_ballot = None;
    let mut m = Rehearsal::convened(setup);
    m.arrive(&[CHAIR, "TUN-delegate"]);
    m.done(CHAIR, Command::OpenMeeting {});
    let subject = Subject::Question { text: "Who shall be elected?".into() };
    m.done(CHAIR, Command::AnnounceVote { subject, majority: Some("procedural".into()) });
    assert_eq!(m.refused(CHAIR, SECRET), not, "these rules have none");
}

#[test]
fn a_ballot_is_cast_by_its_seat_alone_and_not_beside_the_box() {
    let mut m = opened(0);
    assert_eq!(m.refused("secretary", ballot("TUN", Ballot::Yes, 1)), Refusal::NotPermitted {});
    let foreign = m.refused("FRA-delegate", ballot("TUN", Ballot::Yes, 1));
    assert_eq!(foreign, Refusal::NotYourSeat { seat: seat("TUN") });
    let open = Command::CastVote { vote: VOTE, seat: seat("TUN"), ballot: Ballot::Yes };
    assert_eq!(m.refused("TUN-delegate", open), Refusal::OtherMethod {});
    let absent = m.refused("TUN-delegate", ballot("TUN", Ballot::Absent, 1));
    assert_eq!(absent, Refusal::NotPermitted {});
}

#[test]
fn the_record_shows_who_voted_and_what_was_found() {
    let mut m = opened(1);
    three_vote(&mut m);
    m.done(CHAIR, Command::CloseVote { vote: VOTE });
    let document = rostrum_record::compile(&m.journal).unwrap();
    let html = rostrum_paper::html::page(&rostrum_record::paper(&document, Lang::En));
    for shown in ["Secret ballot", "0482 1773", "Ballots found in the box", "Seats that voted"] {
        assert!(html.contains(shown), "{shown} is not in {html}");
    }
}
