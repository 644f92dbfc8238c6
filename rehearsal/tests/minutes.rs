//! Debates in virtual time: the real rules, real delegates and interpreters, and a President who is played here.

mod debate;

use debate::Debate;
use rostrum_proto::lang::Lang::{Ar, En, Fr};
use rostrum_proto::meeting::command::Command;
use rostrum_proto::meeting::vote::{Manner, Subject};
use rostrum_proto::time::Millis;
use rostrum_rehearsal::cast::Sound;

#[test]
fn everybody_is_let_in_and_a_delegate_is_called_speaks_and_finishes() {
    let mut debate = Debate::convenes();
    debate.come(&["TUN-delegate", "FRA-delegate", "booth-fr-1"]);
    debate.passes(Millis::seconds(2));
    assert!(debate.is_let_in("TUN-delegate") && debate.is_let_in("booth-fr-1"));
    debate.president(Command::OpenMeeting {});
    debate.passes(Millis::seconds(5));
    assert_eq!(debate.says("TUN-delegate"), None, "nobody speaks who was not called");
    assert_eq!(debate.said(), ["booth-fr-1 goes on air"]);

    debate.president(Command::CallNext {});
    debate.passes(Millis(400));
    assert_eq!(debate.said(), ["TUN-delegate is ready"]);
    assert_eq!(debate.says("TUN-delegate"), None, "a grant opens no microphone");
    debate.passes(Millis::seconds(3));
    assert_eq!(debate.said(), ["TUN-delegate starts speaking"]);
    assert_eq!(debate.says("TUN-delegate"), Some(Sound::Speech(Ar)));
    assert_eq!(debate.says("FRA-delegate"), None);

    debate.passes(Millis::seconds(29));
    assert_eq!(debate.says("TUN-delegate"), Some(Sound::Speech(Ar)));
    debate.passes(Millis::seconds(33));
    assert_eq!(debate.said(), ["TUN-delegate has finished"]);
    assert_eq!(debate.says("TUN-delegate"), None);
    debate.passes(Millis::minutes(10));
    assert!(debate.said().is_empty(), "who has spoken does not ask again");
}

#[test]
fn who_is_not_on_the_list_asks_once() {
    let mut debate = Debate::convenes();
    debate.come(&["VNM-delegate"]);
    debate.passes(Millis::seconds(10));
    assert_eq!(debate.said(), ["VNM-delegate asks for the floor"]);
    debate.president(Command::OpenMeeting {});
    let request = debate.meeting.requests.last().unwrap().id;
    debate.president(Command::DenyRequest { request, reason: "Later.".into() });
    debate.passes(Millis::minutes(5));
    assert!(debate.said().is_empty(), "who was denied does not insist");
}

#[test]
fn nobody_asks_of_a_closed_list() {
    let mut debate = Debate::convenes();
    debate.president(Command::CloseList {});
    debate.come(&["VNM-delegate"]);
    debate.passes(Millis::minutes(1));
    assert!(debate.said().is_empty());
    debate.president(Command::OpenList {});
    debate.passes(Millis::seconds(10));
    assert_eq!(debate.said(), ["VNM-delegate asks for the floor"]);
}

#[test]
fn a_closed_microphone_is_silent_and_the_statement_still_ends() {
    let mut debate = Debate::in_session(&["TUN-delegate"]);
    debate.president(Command::CallNext {});
    debate.passes(Millis::seconds(5));
    assert_eq!(debate.says("TUN-delegate"), Some(Sound::Speech(Ar)));
    debate.president(Command::Mute { seat: debate::seat("TUN") });
    assert_eq!(debate.says("TUN-delegate"), None);
    debate.president(Command::Unmute { seat: debate::seat("TUN") });
    debate.passes(Millis::seconds(65));
    assert_eq!(debate.meeting.holder(), None);
}

#[test]
fn whose_microphone_was_closed_waits_until_it_may_be_opened() {
    let mut debate = Debate::in_session(&["TUN-delegate"]);
    debate.president(Command::CallNext {});
    debate.president(Command::Mute { seat: debate::seat("TUN") });
    debate.passes(Millis::minutes(1));
    assert_eq!(debate.said(), ["TUN-delegate is ready"]);
    debate.president(Command::Unmute { seat: debate::seat("TUN") });
    debate.passes(Millis::seconds(3));
    assert_eq!(debate.said(), ["TUN-delegate starts speaking"]);
}

#[test]
fn who_was_interrupted_begins_again_after_a_while() {
    let mut debate = Debate::in_session(&["TUN-delegate"]);
    debate.president(Command::CallNext {});
    debate.passes(Millis::seconds(10));
    debate.president(Command::PauseSpeaker {});
    debate.said();
    debate.passes(Millis::minutes(2));
    assert_eq!(debate.says("TUN-delegate"), None);
    assert!(debate.said().is_empty());
    debate.president(Command::ResumeSpeaker {});
    debate.passes(Millis::seconds(5));
    assert_eq!(debate.said(), ["TUN-delegate is ready", "TUN-delegate starts speaking"]);
    assert_eq!(debate.says("TUN-delegate"), Some(Sound::Speech(Ar)));
}

#[test]
fn a_statement_ends_before_its_time_is_over() {
    let mut debate = Debate::in_session(&["FRA-delegate"]);
    // Tunisia is not here: France is next who is.
    debate.president(Command::GiveFloor { seat: debate::seat("FRA") });
    debate.statement_is(Millis::minutes(20));
    debate.passes(Millis::minutes(4));
    assert_eq!(debate.says("FRA-delegate"), Some(Sound::Speech(Fr)));
    debate.passes(Millis::seconds(62));
    assert_eq!(debate.meeting.holder(), None);
}

#[test]
fn a_booth_is_heard_while_another_language_is_spoken() {
    let mut debate =
        Debate::in_session(&["TUN-delegate", "FRA-delegate", "booth-fr-1", "booth-en-1"]);
    debate.passes(Millis::seconds(5));
    assert_eq!(debate.on_air(Fr), Some("booth-fr-1"));
    assert_eq!(debate.says("booth-fr-1"), Some(Sound::Silence), "nobody speaks yet");
    debate.president(Command::CallNext {});
    debate.passes(Millis::seconds(5));
    assert_eq!(debate.says("booth-fr-1"), Some(Sound::Interpretation(Fr)));
    assert_eq!(debate.says("booth-en-1"), Some(Sound::Interpretation(En)));
    debate.passes(Millis::seconds(70));
    assert_eq!(debate.says("booth-fr-1"), Some(Sound::Silence));

    debate.president(Command::GiveFloor { seat: debate::seat("FRA") });
    debate.passes(Millis::seconds(5));
    assert_eq!(debate.says("FRA-delegate"), Some(Sound::Speech(Fr)));
    assert_eq!(debate.on_air(Fr), None, "French is not interpreted into French");
    assert_eq!(debate.says("booth-en-1"), Some(Sound::Interpretation(En)));
}

#[test]
fn two_of_a_booth_relieve_each_other() {
    let mut debate = Debate::in_session(&["booth-fr-1", "booth-fr-2"]);
    debate.passes(Millis::seconds(10));
    assert_eq!(debate.on_air(Fr), Some("booth-fr-1"));
    assert_eq!(debate.said(), ["booth-fr-1 goes on air"]);
    debate.passes(Millis::seconds(185));
    assert_eq!(debate.said(), ["booth-fr-1 offers the microphone", "booth-fr-2 goes on air"]);
    assert_eq!(debate.on_air(Fr), Some("booth-fr-2"));
    debate.passes(Millis::seconds(190));
    assert_eq!(debate.on_air(Fr), Some("booth-fr-1"));
}

#[test]
fn who_is_alone_in_a_booth_goes_on_and_after_a_suspension_begins_again() {
    let mut debate = Debate::in_session(&["booth-fr-1"]);
    debate.passes(Millis::minutes(30));
    assert_eq!(debate.said(), ["booth-fr-1 goes on air"]);
    debate.president(Command::SuspendMeeting { until: None });
    debate.passes(Millis::minutes(5));
    assert_eq!(debate.on_air(Fr), None);
    assert!(debate.said().is_empty());
    debate.president(Command::ResumeMeeting {});
    debate.passes(Millis::seconds(5));
    assert_eq!(debate.on_air(Fr), Some("booth-fr-1"));
}

#[test]
fn the_colleague_goes_on_when_one_is_lost() {
    let mut debate = Debate::in_session(&["booth-fr-1", "booth-fr-2"]);
    debate.passes(Millis::seconds(10));
    debate.leaves("booth-fr-1");
    debate.passes(Millis::seconds(10));
    assert_eq!(debate.on_air(Fr), Some("booth-fr-2"));
}

#[test]
fn a_vote_is_taken() {
    let mut debate = Debate::in_session(&["TUN-delegate", "FRA-delegate"]);
    let subject = Subject::Question { text: "Shall the debate go on?".into() };
    debate.president(Command::AnnounceVote { subject, majority: None });
    debate.passes(Millis::minutes(1));
    assert!(debate.said().is_empty(), "the vote is not open yet");
    let vote = debate.meeting.votes.last().unwrap().id;
    debate.president(Command::OpenVote { vote, manner: Manner::ShowOfHands {} });
    debate.passes(Millis::minutes(1));
    assert_eq!(debate.said(), ["FRA-delegate votes in favour", "TUN-delegate votes in favour"]);
}
