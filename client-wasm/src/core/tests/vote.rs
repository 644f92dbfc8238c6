//! What a vote shows: which majority it needs, who decided against it, and what is said of silence.

use super::room::{Room, seat};
use crate::core::view::vote;
use crate::core::view::words::words;
use rostrum_proto::id::VoteId;
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::command::Command;
use rostrum_proto::meeting::event::Event;
use rostrum_proto::meeting::vote::{Ballot, Manner, Subject};
use rostrum_proto::time::Millis;

/// A question is put, by a majority, in a manner.
fn put(room: &mut Room, n: u32, majority: &str, manner: Manner) {
    let subject = Subject::Question { text: "Shall we go on?".into() };
    let majority = Some(majority.to_owned());
    room.other("marsudi", Command::AnnounceVote { subject, majority });
    room.other("marsudi", Command::OpenVote { vote: VoteId(n), manner });
}

fn shown(room: &Room) -> vote::VotePanel {
    vote::vote(&room.client, room.now()).unwrap()
}

fn to_say(room: &Room) -> Vec<String> {
    words(&room.meeting, Lang::En).lines
}

#[test]
fn the_required_majority_stays_in_sight_until_it_is_reached() {
    let mut room = Room::with("ennaifer");
    put(&mut room, 1, "procedural", Manner::ShowOfHands {});
    let needs = "Required: nine votes; the veto does not apply.";
    assert_eq!((shown(&room).needs.as_str(), shown(&room).counts), (needs, Some([0; 3])));
    room.press(Command::CastVote { vote: VoteId(1), seat: seat("TUN"), ballot: Ballot::Yes });
    room.other("marsudi", Command::CloseVote { vote: VoteId(1) });
    let panel = shown(&room);
    assert_eq!((panel.line.as_str(), panel.carried), ("Not adopted", Some(false)));
    assert_eq!(panel.needs, needs, "one in favour and none against is baffling without it");
}

#[test]
fn whose_vote_against_has_decided_is_named() {
    let mut room = Room::with("ennaifer");
    put(&mut room, 1, "substantive", Manner::ShowOfHands {});
    let (vote, ballot) = (VoteId(1), Ballot::No);
    room.record(None, vec![Event::VoteCast { vote, seat: seat("FRA"), ballot }]);
    room.publish();
    room.other("marsudi", Command::CloseVote { vote });
    assert_eq!(shown(&room).needs, "Required: nine votes, and no veto.", "it lacked nine anyway");

    // Nine in favour, and France against.
    put(&mut room, 2, "substantive", Manner::ShowOfHands {});
    let vote = VoteId(2);
    let cast = |id: &str, ballot| Event::VoteCast { vote, seat: seat(id), ballot };
    let nine = ["A", "B", "C", "D", "E", "F", "G", "H", "I"].map(|id| cast(id, Ballot::Yes));
    room.record(None, nine.into_iter().chain([cast("FRA", Ballot::No)]).collect());
    room.publish();
    room.other("marsudi", Command::CloseVote { vote });
    assert_eq!(shown(&room).needs, "Owing to the negative vote of France.");
}

#[test]
fn of_a_silence_no_votes_in_favour_are_told() {
    let mut room = Room::with("ennaifer");
    let silence = Manner::Silence { time: Millis::seconds(30) };
    put(&mut room, 1, "procedural", silence);
    assert_eq!((shown(&room).counts, shown(&room).needs.as_str()), (None, ""));
    room.press(Command::CastVote { vote: VoteId(1), seat: seat("TUN"), ballot: Ballot::No });
    assert_eq!(shown(&room).line, "Not adopted: there was an objection");
    assert_eq!(to_say(&room), ["There is an objection. It is not so decided."]);
}
