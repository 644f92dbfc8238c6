//! A secret ballot at the page of a delegate: it is marked, put in, and found in the count.

use super::room::{Room, seat};
use crate::core::msg::Msg;
use crate::core::view::attention::attention;
use crate::core::view::secret::Secret;
use crate::core::view::vote;
use rostrum_proto::id::VoteId;
use rostrum_proto::meeting::ballot_box::{Slip, Void};
use rostrum_proto::meeting::command::Command;
use rostrum_proto::meeting::event::Event;
use rostrum_proto::meeting::unwritten::Unwritten;
use rostrum_proto::meeting::vote::{Ballot, Manner, Method, Subject};

const VOTE: VoteId = VoteId(1);

/// Who is before a question that is decided in secret.
fn opened(who: &str) -> Room {
    let mut room = Room::with(who);
    let subject = Subject::Question { text: "Who shall be elected?".into() };
    let majority = Some("procedural".to_owned());
    room.other("marsudi", Command::AnnounceVote { subject, majority });
    room.other("marsudi", Command::OpenVote { vote: VOTE, manner: Manner::SecretBallot {} });
    room
}

fn shown(room: &Room) -> vote::VotePanel {
    vote::vote(&room.client, room.now()).unwrap()
}

fn secret(room: &Room) -> Secret {
    shown(room).secret.unwrap()
}

fn mark(room: &mut Room, number: u32, ballot: Ballot) {
    room.tell(Msg::Mark(VOTE, Slip { number, ballot }));
}

fn put_in(room: &mut Room) {
    let (_, action) = secret(room).put_in;
    room.press(action.unwrap().command);
}

/// France and Viet Nam put theirs in.
fn others_vote(room: &mut Room) {
    for (n, place) in (1..).zip(["FRA", "VNM"]) {
        let slip = Unwritten(Some(Slip { number: n, ballot: Ballot::No }));
        room.record(None, vec![Event::BallotCast { vote: VOTE, seat: seat(place), slip }]);
    }
    room.publish();
}

#[test]
fn a_ballot_is_marked_changed_put_in_and_found() {
    let mut room = opened("ennaifer");
    assert_eq!(shown(&room).counts, None, "nothing is counted while it lasts");
    assert!(shown(&room).cast.is_empty() && secret(&room).put_in.1.is_none());
    mark(&mut room, 5, Ballot::No);
    mark(&mut room, 4_821_773, Ballot::Yes);
    let marked: Vec<_> = secret(&room).marks.iter().map(|(_, word, is)| (*word, *is)).collect();
    assert_eq!(marked, [("In favour", true), ("Against", false), ("Abstain", false)]);
    assert_eq!(secret(&room).put_in.0, "Put the ballot in the box: In favour");
    put_in(&mut room);
    let own = "Your ballot is in the box.";
    assert_eq!((secret(&room).own.as_str(), secret(&room).marks.len()), (own, 0));
    mark(&mut room, 6, Ballot::No);
    assert_eq!(secret(&room).own, own, "what is in the box stays as it is");
    others_vote(&mut room);
    room.other("marsudi", Command::CloseVote { vote: VOTE });
    assert_eq!(secret(&room).own, "Your ballot, number 0482 1773, was counted.");
    let found = [("0000 0001", "Against", false), ("0000 0002", "Against", false)];
    let found = found.into_iter().chain([("0482 1773", "In favour", true)]);
    let found: Vec<_> = found.map(|(number, word, ours)| (number.to_owned(), word, ours)).collect();
    assert_eq!(secret(&room).found, found);
    assert_eq!(shown(&room).counts, Some([1, 2, 0]));
}

#[test]
fn a_teller_is_called_to_agree_with_the_count() {
    let mut room = Room::with("ennaifer");
    let subject = Subject::Question { text: "Who shall be elected?".into() };
    let majority = Some("procedural".to_owned());
    room.other("marsudi", Command::AnnounceVote { subject, majority });
    let method = Method::SecretBallot { tellers: vec![seat("TUN")] };
    room.record(None, vec![Event::VoteOpened { vote: VOTE, method, seed: Some(1) }]);
    room.publish();
    let called = |room: &Room| attention(&room.client, room.now()).is_some_and(|a| a.own_turn);
    assert!(!called(&room) && shown(&room).cast.is_empty());
    others_vote(&mut room);
    mark(&mut room, 7, Ballot::Yes);
    put_in(&mut room);
    room.other("marsudi", Command::CloseVote { vote: VOTE });
    assert!(called(&room), "{}", shown(&room).line);
    let [(words, agree)] = &shown(&room).cast[..] else { panic!("one button") };
    assert_eq!(*words, "Confirm the count");
    room.press(agree.command.clone());
    assert!(!called(&room) && shown(&room).cast.is_empty());
}

#[test]
fn a_ballot_that_is_not_found_as_it_was_cast_is_said() {
    let mut room = opened("ennaifer");
    mark(&mut room, 7, Ballot::Yes);
    put_in(&mut room);
    let slips = vec![Slip { number: 7, ballot: Ballot::No }];
    room.record(None, vec![Event::BallotsCounted { vote: VOTE, slips }]);
    room.publish();
    assert!(secret(&room).missing, "{}", secret(&room).own);
}

#[test]
fn a_ballot_that_was_not_taken_is_marked_again() {
    let mut room = opened("ennaifer");
    mark(&mut room, 7, Ballot::Yes);
    let taken = Unwritten(Some(Slip { number: 7, ballot: Ballot::No }));
    room.record(None, vec![Event::BallotCast { vote: VOTE, seat: seat("FRA"), slip: taken }]);
    room.publish();
    put_in(&mut room);
    assert_eq!(secret(&room).marks.iter().filter(|(_, _, marked)| *marked).count(), 0);
    assert!(secret(&room).put_in.1.is_none() && secret(&room).own.is_empty());
}

#[test]
fn a_ballot_that_another_of_the_seat_put_in_is_not_taken_for_ours() {
    let mut room = opened("ennaifer");
    mark(&mut room, 7, Ballot::Yes);
    let theirs = Unwritten(Some(Slip { number: 9, ballot: Ballot::No }));
    room.record(None, vec![Event::BallotCast { vote: VOTE, seat: seat("TUN"), slip: theirs }]);
    others_vote(&mut room);
    assert_eq!(secret(&room).own, "Your ballot is in the box.");
    room.other("marsudi", Command::CloseVote { vote: VOTE });
    assert_eq!(
        (secret(&room).own.as_str(), secret(&room).missing),
        ("Your ballot is in the box.", false)
    );
}

#[test]
fn a_void_ballot_is_said_and_taken_again() {
    let mut room = opened("ennaifer");
    mark(&mut room, 7, Ballot::Yes);
    put_in(&mut room);
    room.record(None, vec![Event::BallotVoided { vote: VOTE, why: Void::Lost }]);
    room.publish();
    assert!(shown(&room).line.starts_with("The ballots were lost"), "{}", shown(&room).line);
    room.other("marsudi", Command::OpenVote { vote: VOTE, manner: Manner::SecretBallot {} });
    let again = "The previous ballot is void. Please vote again.";
    assert_eq!((secret(&room).own.as_str(), secret(&room).marks.len()), (again, 3));
    assert!(secret(&room).put_in.1.is_none(), "what was marked was for the one before");
}

#[test]
fn the_chair_counts_and_is_offered_it_only_where_it_is_provided_for() {
    let mut room = opened("marsudi");
    let conduct = |room: &Room| -> Vec<String> {
        shown(room).conduct.into_iter().map(|(word, _)| word).collect()
    };
    assert_eq!(conduct(&room), ["Close and count the ballots", "Declare the ballot void"]);
    room.press(Command::VoidBallot { vote: VOTE });
    assert!(conduct(&room).contains(&"Vote by secret ballot".to_owned()));
    room.press(Command::WithdrawVote { vote: VOTE });
    let subject = Subject::Question { text: "Shall it be adopted?".into() };
    let majority = Some("substantive".to_owned());
    room.press(Command::AnnounceVote { subject, majority });
    assert!(!conduct(&room).contains(&"Vote by secret ballot".to_owned()));
}
