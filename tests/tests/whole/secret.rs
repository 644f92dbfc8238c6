//! A secret ballot over real sockets: the server is killed before the count, the ballot is taken again, and nowhere in
//! what anybody hears or in what is on disk stands what a seat voted.
#![allow(clippy::unwrap_used, reason = "a rehearsal that cannot go on stops where it is")]

use rostrum_proto::id::VoteId;
use rostrum_proto::meeting::ballot_box::{Slip, Void};
use rostrum_proto::meeting::command::Command;
use rostrum_proto::meeting::event::Event;
use rostrum_proto::meeting::vote::{Ballot, Manner, Subject, VoteStage};
use rostrum_proto::profile::SecretBallot;
use rostrum_server::journal::export;
use rostrum_server::store;
use rostrum_tests::guest::seat;
use rostrum_tests::hall::{convene_changed, session};
use rostrum_tests::{Guest, Process};
use std::path::Path;

const VOTE: VoteId = VoteId(1);
/// Of the ballot that is lost, and of the one that is counted.
const NUMBERS: [u32; 2] = [48_217_730, 59_306_481];

fn ballot(place: &str, round: u32, number: u32) -> Command {
    let slip = Slip { number, ballot: Ballot::Abstain };
    Command::CastBallot { vote: VOTE, round, seat: seat(place), slip }
}

/// Whether something stands in a file of a folder, however deep.
fn stands_in(folder: &Path, text: &str) -> bool {
    std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).any(|path| {
        match path.is_dir() {
            true => stands_in(&path, text),
            false => {
                std::fs::read(&path).unwrap().windows(text.len()).any(|w| w == text.as_bytes())
            }
        }
    })
}

fn has_heard(guests: &[&Guest], text: &str) -> bool {
    guests.iter().any(|guest| guest.frames.iter().any(|frame| frame.contains(text)))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_and_no_disk_learns_a_ballot_and_one_that_is_lost_is_taken_again() {
    let data = tempfile::tempdir().unwrap();
    let (meeting, codes) = convene_changed(data.path(), |setup| {
        setup.profile.secret_ballot = Some(SecretBallot { tellers: 2 });
        setup.profile.majorities[0].affirmative = Some(1);
    });
    let server = Process::start(data.path()).await;
    let (mut chair, mut tunisia, technician) = session(server.address(), &codes).await;
    let subject = Subject::Question { text: "Who shall be elected?".into() };
    let majority = Some(chair.meeting.as_ref().unwrap().setup.profile.majorities[0].id.clone());
    chair.does(Command::AnnounceVote { subject, majority }).await;
    let open = Command::OpenVote { vote: VOTE, manner: Manner::SecretBallot {} };
    chair.does(open.clone()).await;
    tunisia.does(ballot("TUN", 0, NUMBERS[0])).await;
    chair.until_event("who has voted", |e| matches!(e, Event::BallotCast { .. })).await;
    assert!(!has_heard(&[&chair, &tunisia, &technician], "48217730"));
    assert!(!stands_in(data.path(), "48217730"));
    assert!(stands_in(data.path(), "ballot.cast"), "what is searched is there to be found");

    let server = server.dies_and_comes_back().await;
    let mut chair = Guest::with_code(server.address(), &codes["IDN-chair"]).await;
    let mut tunisia = Guest::with_code(server.address(), &codes["TUN-delegate"]).await;
    for guest in [&mut chair, &mut tunisia] {
        guest.until("the snapshot", |g| g.meeting.is_some()).await;
        let vote = guest.meeting.as_ref().unwrap().vote(VOTE).unwrap().clone();
        assert_eq!((vote.stage, vote.ballot_box.void), (VoteStage::Announced {}, Some(Void::Lost)));
    }
    chair.does(open).await;
    tunisia.does(ballot("TUN", 1, NUMBERS[1])).await;
    chair.does(ballot("IDN", 1, 1)).await;
    let mut technician = Guest::with_code(server.address(), &codes["technician"]).await;
    let mut france = Guest::with_code(server.address(), &codes["FRA-delegate"]).await;
    technician.does(Command::AdmitSeat { seat: seat("FRA") }).await;
    france.until("the snapshot", |g| g.meeting.is_some()).await;
    france.does(ballot("FRA", 1, 2)).await;
    assert!(!stands_in(data.path(), "59306481"));
    chair.does(Command::CloseVote { vote: VOTE }).await;
    tunisia.until_event("the count", |e| matches!(e, Event::BallotsCounted { .. })).await;
    // Both who are here were drawn.
    for (guest, place) in [(&mut chair, "IDN"), (&mut tunisia, "TUN")] {
        guest.does(Command::CheckCount { vote: VOTE, seat: seat(place) }).await;
    }
    chair.does(Command::CloseVote { vote: VOTE }).await;
    tunisia.until_event("the result", |e| matches!(e, Event::VoteClosed { .. })).await;
    let stage = tunisia.meeting.as_ref().unwrap().vote(VOTE).unwrap().stage.clone();
    let VoteStage::Closed { outcome, .. } = stage else { panic!("the vote is closed: {stage:?}") };
    assert_eq!((outcome.yes, outcome.no, outcome.abstain), (0, 0, 3));
    assert!(stands_in(data.path(), "59306481"), "the count is on record");
    export::verify(&store::open(data.path()).unwrap(), &meeting).unwrap();
}
