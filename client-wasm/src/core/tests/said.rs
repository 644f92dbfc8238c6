//! The screen says what is so: who is heard and presides, what became of a ruling, a vote, a slip; and why one is not
//! heard.

use super::room::{Room, seat};
use crate::core::model::{Device, DeviceState, Devices, RtcState, Sound};
use crate::core::msg::Msg;
use crate::core::view::words::words;
use crate::core::view::{
    attention, bar, business, chair, offers, speakers, stage, table, undo, voices, vote,
};
use rostrum_proto::id::VoteId;
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::command::Command;
use rostrum_proto::meeting::floor::GrantPhase;
use rostrum_proto::meeting::ready::Fault;
use rostrum_proto::meeting::swap::Swap;
use rostrum_proto::meeting::vote::{Manner, Subject};
use rostrum_proto::profile::RequestKind;
use rostrum_proto::time::Millis;

fn called(room: &Room) -> (Option<bool>, Option<Fault>) {
    match room.meeting.holder().and_then(|h| h.grant()).map(|g| &g.phase) {
        Some(GrantPhase::Called { ready, fault }) => (*ready, *fault),
        other => panic!("expected a seat that is called, found {other:?}"),
    }
}

#[test]
fn the_chair_reads_why_a_called_seat_is_not_heard() {
    let mut room = Room::with("marsudi");
    room.other("marsudi", Command::GiveFloor { seat: seat("TUN") });
    let request = room.meeting.holder().unwrap().id;
    let line = |room: &Room| chair::panel(&room.client, room.now()).unwrap().holder.unwrap().line;
    assert_eq!(line(&room), "Tunisia: checking the microphone");
    for (fault, reads) in [
        (Fault::NoMedia, "Tunisia: sound does not reach the meeting"),
        (Fault::Silent, "Tunisia: no sound heard yet"),
        (Fault::Muted, "Tunisia: microphone muted by its computer"),
        (Fault::NoMicrophone, "Tunisia: no microphone works on its device"),
    ] {
        room.other("ennaifer", Command::ReportReady { request, ready: false, fault: Some(fault) });
        assert!(line(&room).starts_with(reads), "{}", line(&room));
    }
    room.other("ennaifer", Command::ReportReady { request, ready: true, fault: None });
    assert_eq!(line(&room), "Tunisia: microphone ready");
}

#[test]
fn ready_means_that_one_is_heard_and_else_both_read_why() {
    let mut room = Room::with("ennaifer");
    room.tell(Msg::Sound(Sound::Silent));
    room.other("marsudi", Command::GiveFloor { seat: seat("TUN") });
    room.serve();
    assert_eq!(called(&room), (None, None), "the media is on its way");
    room.pass_connected(6_000);
    room.serve();
    assert_eq!(called(&room), (Some(false), Some(Fault::NoMedia)), "UDP is blocked, say");
    let floor = bar::my_floor(&room.client, room.now()).unwrap();
    assert!(floor.warn && floor.line.starts_with("Your sound does not reach the meeting."));

    room.media_is_up();
    room.pass_connected(6_000);
    room.serve();
    assert_eq!(called(&room), (Some(false), Some(Fault::Silent)));
    let floor = bar::my_floor(&room.client, room.now()).unwrap();
    assert!(floor.line.starts_with("No sound is heard. Say a few words."), "{}", floor.line);
    assert!(floor.start.unwrap().reason.is_none(), "one may start all the same");

    room.tell(Msg::Sound(Sound::Heard));
    room.pass_connected(2_000);
    room.serve();
    assert_eq!(called(&room), (Some(true), None));

    let muted = Devices { microphone: DeviceState::Muted, ..room.client.devices.clone() };
    room.tell(Msg::Devices(muted));
    room.pass_connected(2_000);
    room.serve();
    assert_eq!(called(&room), (Some(false), Some(Fault::Muted)), "by the system");
}

#[test]
fn an_open_microphone_that_nobody_hears_is_not_called_heard() {
    let mut room = Room::with("ennaifer");
    room.media_is_up();
    room.tell(Msg::Sound(Sound::Heard));
    room.other("marsudi", Command::GiveFloor { seat: seat("TUN") });
    room.serve();
    let request = room.meeting.holder().unwrap().id;
    room.press(Command::StartSpeaking { request });
    let floor = |room: &Room| bar::my_floor(&room.client, room.now()).unwrap();
    assert_eq!(
        (floor(&room).title, floor(&room).line.as_str()),
        ("You are heard", "Your microphone is open.")
    );
    let session = room.client.wish().session.unwrap();
    room.tell(Msg::Rtc(session, RtcState::Interrupted));
    assert_eq!(floor(&room).title, "You have the floor");
    assert!(floor(&room).line.starts_with("You are not heard: your sound does not reach"));
    room.tell(Msg::Rtc(session, RtcState::Up));
    room.tell(Msg::Sound(Sound::Silent));
    assert_eq!(floor(&room).title, "You are heard", "a pause is no fault");
    room.pass_connected(11_000);
    assert!(floor(&room).line.contains("no sound comes from it"), "{}", floor(&room).line);
}

#[test]
fn who_is_heard_is_named_with_their_capacity_and_so_is_who_presides() {
    let mut room = Room::with("ennaifer");
    let plate = |room: &Room| stage::plate(&room.client).unwrap();
    let line = |room: &Room| voices::voices(&room.client).unwrap().line;
    assert_eq!(
        (plate(&room).line, line(&room).as_str()),
        ("Nobody has the floor", "Nobody is heard now")
    );
    room.other("marsudi", Command::OpenMicrophone {});
    assert_eq!(
        (plate(&room).name.text.as_str(), plate(&room).line),
        ("Indonesia", "is speaking, presiding")
    );
    assert_eq!(plate(&room).presides, "Indonesia presides");
    assert_eq!(line(&room), "Heard now: President (Indonesia)");
    room.other("marsudi", Command::GiveFloor { seat: seat("TUN") });
    assert_eq!(plate(&room).name.text, "Tunisia", "named, and the President is heard");
    let request = room.meeting.holder().unwrap().id;
    room.press(Command::StartSpeaking { request });
    assert_eq!(line(&room), "Heard now: President (Indonesia) and you");
    room.other("marsudi", Command::CloseMicrophone {});
    assert_eq!(line(&room), "You are heard");
}

#[test]
fn in_a_hall_that_stands_still_nobody_is_interrupted() {
    let mut room = Room::with("marsudi");
    room.other("marsudi", Command::GiveFloor { seat: seat("TUN") });
    room.press(Command::SuspendMeeting { until: None });
    let tunisia = |room: &Room| {
        let seats = table::table(&room.client, room.now());
        seats.into_iter().find(|s| s.id == seat("TUN")).unwrap().line
    };
    assert_eq!(tunisia(&room), "keeps the floor");
    assert_eq!(speakers::rows(&room.client, room.now())[0].line, "keeps the floor");
    assert_eq!(stage::plate(&room.client).unwrap().line, "Suspended");
}

#[test]
fn who_raised_a_point_of_order_has_not_spoken() {
    let mut room = Room::with("ennaifer");
    room.press(Command::RequestFloor { seat: seat("TUN"), kind: RequestKind::PointOfOrder });
    let request = room.meeting.requests.last().unwrap().id;
    room.press(Command::CancelRequest { request: room.meeting.speakers[1] });
    room.other("marsudi", Command::GrantRequest { request });
    room.press(Command::StartSpeaking { request });
    room.at += 2_000;
    room.press(Command::ReleaseFloor { request });
    let line = table::table(&room.client, room.now()).into_iter().find(|s| s.mine).unwrap().line;
    assert_eq!(line, "listening");
}

#[test]
fn six_seconds_over_are_not_a_minute() {
    let mut room = Room::with("marsudi");
    room.other("marsudi", Command::GiveFloor { seat: seat("TUN") });
    let request = room.meeting.holder().unwrap().id;
    room.other("ennaifer", Command::StartSpeaking { request });
    let line = |room: &Room| speakers::rows(&room.client, room.now())[0].line.clone();
    room.at += 5 * 60_000 + 6_000;
    assert_eq!(line(&room), "speaking · time is over");
    room.at += 60_000;
    assert_eq!(line(&room), "speaking · 1 min over");
}

#[test]
fn a_ruling_is_due_when_the_point_was_heard_and_its_outcome_is_told_to_all() {
    let mut room = Room::with("marsudi");
    room.other(
        "ennaifer",
        Command::RequestFloor { seat: seat("TUN"), kind: RequestKind::PointOfOrder },
    );
    let request = room.meeting.requests.last().unwrap().id;
    room.press(Command::GrantRequest { request });
    let due = |room: &Room| business::business(&room.client, room.now()).unwrap().ruling.is_some();
    assert!(!due(&room), "it was not heard yet");
    room.other("ennaifer", Command::StartSpeaking { request });
    room.at += 1_000;
    assert!(due(&room));
    room.press(Command::Rule { request, sustained: true, text: String::new() });
    let ruled = "The President rules that the point of order of Tunisia is well taken.";
    assert_eq!(room.client.news.1, ruled);
    assert!(stage::matters(&room.client, room.now()).contains(&ruled.to_owned()));
    let say = words(&room.meeting, Lang::En).lines;
    assert_eq!(say[0], "I rule that the point of order is well taken.");
}

#[test]
fn the_result_of_a_vote_is_said_until_anything_else_has_happened() {
    let mut room = Room::with("marsudi");
    room.other("marsudi", Command::GiveFloor { seat: seat("TUN") });
    let request = room.meeting.holder().unwrap().id;
    room.other("ennaifer", Command::StartSpeaking { request });
    room.press(Command::PauseSpeaker {});
    let (vote, subject) = (VoteId(1), Subject::Question { text: "Shall we go on?".into() });
    room.press(Command::AnnounceVote { subject, majority: None });
    room.press(Command::OpenVote { vote, manner: Manner::ShowOfHands {} });
    room.at += 1_000;
    room.press(Command::CloseVote { vote });
    let say = |room: &Room| words(&room.meeting, Lang::En).lines.concat();
    assert!(say(&room).starts_with("The result of the voting"), "{}", say(&room));
    room.at += 1_000;
    room.press(Command::ResumeSpeaker {});
    room.other("ennaifer", Command::StartSpeaking { request });
    room.at += 5_000;
    room.press(Command::PauseSpeaker {});
    assert_eq!(say(&room), "I invite the representative of Tunisia to continue the statement.");
}

#[test]
fn a_ruling_that_stands_is_neither_carried_nor_lost() {
    let mut room = Room::with("marsudi");
    room.other(
        "ennaifer",
        Command::RequestFloor { seat: seat("TUN"), kind: RequestKind::PointOfOrder },
    );
    let request = room.meeting.requests.last().unwrap().id;
    room.press(Command::GrantRequest { request });
    room.press(Command::Rule { request, sustained: false, text: String::new() });
    room.other("ennaifer", Command::ChallengeRuling { seat: seat("TUN") });
    room.press(Command::AnnounceVote { subject: Subject::Ruling { request }, majority: None });
    room.press(Command::OpenVote { vote: VoteId(1), manner: Manner::ShowOfHands {} });
    room.press(Command::CloseVote { vote: VoteId(1) });
    let panel = vote::vote(&room.client, room.now()).unwrap();
    assert_eq!((panel.line.as_str(), panel.carried), ("The ruling stands", None));
}

#[test]
fn what_was_lost_by_a_slip_can_be_restored_for_ten_seconds() {
    let mut room = Room::with("marsudi");
    room.press(Command::CallNext {});
    let request = room.meeting.holder().unwrap().id;
    room.press(Command::RevokeFloor { request });
    let offered = undo::undo(&room.client, room.now()).unwrap();
    assert_eq!(offered.label, "Restore the place of UNODC");
    assert_eq!(offered.left, 10);
    room.at += 9_500;
    assert_eq!(undo::undo(&room.client, room.now()).unwrap().left, 1);
    room.press(offered.action.command);
    assert_eq!(room.meeting.speakers.len(), 3);
    assert!(undo::undo(&room.client, room.now()).is_none(), "it is restored");

    let mut other = Room::with("ennaifer");
    other.other("marsudi", Command::CallNext {});
    let request = other.meeting.holder().unwrap().id;
    other.other("marsudi", Command::RevokeFloor { request });
    assert!(undo::undo(&other.client, other.now()).is_none(), "who may not is not offered it");
}

#[test]
fn a_list_that_was_arranged_by_a_slip_has_its_order_back() {
    let mut room = Room::with("marsudi");
    room.serve();
    let before = undo::order(&room.meeting);
    room.press(Command::ArrangeList { order: "alphabetical".into() });
    assert_ne!(undo::order(&room.meeting), before);
    let offered = undo::undo(&room.client, room.now()).unwrap();
    assert_eq!(offered.label, "Restore the previous order");
    room.press(offered.action.command);
    assert_eq!(undo::order(&room.meeting), before);
    assert_eq!(undo::undo(&room.client, room.now()), None, "and that is that");
}

#[test]
fn the_same_command_twice_by_a_slow_hand_is_one() {
    let mut room = Room::with("marsudi");
    room.press(Command::GiveFloor { seat: seat("TUN") });
    let request = room.meeting.holder().unwrap().id;
    let more = Command::ExtendTime { request, by: Millis::minutes(1) };
    room.press(more.clone());
    room.at += 400;
    room.press(more.clone());
    let limit = |room: &Room| room.meeting.holder().unwrap().grant().unwrap().limit;
    assert_eq!(limit(&room), Some(Millis::minutes(6)));
    room.at += 1_000;
    room.press(more);
    assert_eq!(limit(&room), Some(Millis::minutes(7)), "a second later it is meant");
}

#[test]
fn a_device_that_goes_is_named_with_the_one_that_takes_over() {
    let mut room = Room::with("ennaifer");
    let device = |id: &str, label: &str| Device { id: id.into(), label: label.into() };
    let both = Devices {
        microphones: vec![device("a", "Headset"), device("b", "Built-in")],
        microphone: DeviceState::Live,
        microphone_id: "a".into(),
        camera: DeviceState::Live,
        ..Devices::default()
    };
    room.tell(Msg::Devices(both.clone()));
    let left =
        Devices { microphones: vec![device("b", "Built-in")], microphone_id: "b".into(), ..both };
    room.tell(Msg::Devices(left.clone()));
    let told = |room: &Room| room.client.toast.clone().unwrap().1;
    assert_eq!(told(&room), "“Headset” was disconnected. “Built-in” is used now.");
    let none = Devices { microphones: vec![], microphone: DeviceState::Missing, ..left.clone() };
    room.tell(Msg::Devices(none));
    assert!(told(&room).starts_with("Your microphone was disconnected, and there is no other."));
    room.tell(Msg::Devices(left.clone()));
    room.tell(Msg::Devices(Devices { microphone: DeviceState::Muted, ..left }));
    assert!(told(&room).starts_with("This computer, or a switch of the microphone, has muted it."));
}

#[test]
fn one_reads_an_answer_to_what_one_did() {
    let mut room = Room::with("ennaifer");
    let problem = rostrum_proto::meeting::command::Problem::CannotHear;
    room.press(Command::ReportProblem { seat: seat("TUN"), problem });
    let told = |room: &Room| room.client.toast.clone().unwrap().1;
    assert_eq!(told(&room), "Reported. The President and the technicians read it now.");
    let (own, other) = (room.meeting.speakers[1], room.meeting.speakers[0]);
    room.press(Command::OfferSwap { request: own, with: other });
    assert_eq!(told(&room), "Offered to UNODC. You are told when they answer.");
    room.other("waly", Command::AcceptSwap { request: own, with: other });
    assert_eq!(told(&room), "UNODC agrees. You speak 1st now.");
}

#[test]
fn an_offer_to_change_places_says_who_would_speak_when() {
    let mut room = Room::with("ennaifer");
    let (own, other) = (room.meeting.speakers[1], room.meeting.speakers[0]);
    room.other("waly", Command::OfferSwap { request: other, with: own });
    assert_eq!(room.meeting.swaps, [Swap { request: other, with: own }]);
    let offer = offers::offers(&room.client, room.now()).remove(0);
    assert_eq!(
        offer.line,
        "UNODC offers to change places with you: you would speak 1st, UNODC 2nd."
    );
}

#[test]
fn ones_own_turn_is_the_most_pressing_thing() {
    let mut room = Room::with("ennaifer");
    let line =
        |room: &Room| attention::attention(&room.client, room.now()).map(|a| (a.line, a.own_turn));
    assert_eq!(line(&room), None);
    room.other(
        "marsudi",
        Command::MoveRequest { request: room.meeting.speakers[1], position: 1, reason: None },
    );
    assert_eq!(line(&room), Some(("You are next".into(), false)));
    room.other("marsudi", Command::CallNext {});
    assert_eq!(line(&room), Some(("You have the floor".into(), true)));
    assert!(
        attention::title(&room.client, room.now()).starts_with("You have the floor · Open debate")
    );
    let request = room.meeting.holder().unwrap().id;
    room.press(Command::StartSpeaking { request });
    assert_eq!(line(&room), None);
    room.at += 4 * 60_000 + 1_000;
    assert_eq!(line(&room), Some(("Less than a minute".into(), false)));
}

#[test]
fn the_chair_reads_what_waits_first() {
    let mut room = Room::with("marsudi");
    room.other(
        "ennaifer",
        Command::RequestFloor { seat: seat("TUN"), kind: RequestKind::PointOfOrder },
    );
    let line = attention::attention(&room.client, room.now()).unwrap().line;
    assert_eq!(line, "Tunisia raises a point of order.");
}
