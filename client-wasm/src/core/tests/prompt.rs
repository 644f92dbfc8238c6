//! The text of who speaks: for whom it is asked for and when, and how long the rest of it takes.

use super::room::{Room, person, seat};
use crate::core::documents::{DocumentsEffect, DocumentsMsg};
use crate::core::msg::Msg;
use crate::core::prompt::PromptMsg;
use crate::core::view::prompt::{rest, shown};
use rostrum_proto::digest::Digest;
use rostrum_proto::id::SeatId;
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::command::Command;
use rostrum_proto::meeting::event::Event;
use rostrum_proto::meeting::statement::{Manner, Statement};
use rostrum_proto::wire::ServerMessage;
use rostrum_proto::wire::documents::Documents;

const TEXT: &str =
    "Mr. President,\n\none two three four five six seven eight nine ten\n\nI thank you.";

fn tell(room: &mut Room, msg: PromptMsg) -> Vec<DocumentsEffect> {
    room.tell(Msg::Documents(DocumentsMsg::Prompt(msg)));
    room.asked()
}

/// The server tells what there is, and the text that is asked for then.
fn answers(room: &mut Room, who: &str) -> Vec<DocumentsEffect> {
    let documents = Documents::told(&room.meeting, Some(&person(who)), room.now(), None);
    let asked = tell(room, PromptMsg::Came(Some(documents)));
    if !asked.is_empty() {
        tell(room, PromptMsg::Text(Some(TEXT.into())));
    }
    asked
}

/// A statement comes, and is accepted.
fn sends(room: &mut Room, place: &str, version: u32) {
    let statement = Box::new(Statement {
        text: Digest::of_bytes(&[version as u8; 32]),
        file: None,
        lang: Lang::En,
        manner: Manner::Delivered,
        name: "Selma Ennaifer".into(),
        title: String::new(),
        on_behalf_of: vec![],
        words: 14,
        characters: 60,
    });
    let seat = seat(place);
    let sent = Event::StatementSent { seat: seat.clone(), statement, late: false };
    room.record(None, vec![sent, Event::StatementAccepted { seat, version }]);
}

fn script(place: &str, version: &str) -> DocumentsEffect {
    DocumentsEffect::Script(seat(place), version.into())
}

fn whose(room: &Room) -> Option<(SeatId, bool, bool)> {
    shown(&room.client).map(|shown| (shown.script.seat, shown.own, shown.speaks))
}

#[test]
fn a_delegation_has_its_own_text_before_it_once_it_is_next_and_while_it_speaks() {
    let mut room = Room::with("ennaifer");
    sends(&mut room, "TUN", 1);
    sends(&mut room, "UNODC", 1);
    room.publish();
    assert_eq!(room.asked(), [], "UNODC is next, and its text is not ours");
    room.other("marsudi", Command::GiveFloor { seat: seat("UNODC") });
    assert_eq!(room.asked(), [DocumentsEffect::AskForScript]);
    assert_eq!(answers(&mut room, "ennaifer"), [script("TUN", "1")]);
    assert_eq!(whose(&room), Some((seat("TUN"), true, false)));
    let lines: Vec<_> =
        room.client.prompt.script.as_ref().unwrap().paragraphs.iter().map(|(_, n)| *n).collect();
    assert_eq!(lines, [2, 10, 3], "counted by hand");
    let briefing = room.meeting.holder().unwrap().id;
    room.other("marsudi", Command::RevokeFloor { request: briefing });
    room.other("marsudi", Command::GiveFloor { seat: seat("TUN") });
    room.effects.clear();
    assert_eq!(whose(&room), Some((seat("TUN"), true, true)));
    // Its place is kept when it is told again what there is.
    tell(&mut room, PromptMsg::At(1));
    room.server(ServerMessage::DocumentsChanged {});
    assert_eq!(room.asked(), [DocumentsEffect::AskForScript]);
    assert_eq!(answers(&mut room, "ennaifer"), []);
    assert_eq!(room.client.prompt.script.as_ref().unwrap().at, 1);
    sends(&mut room, "TUN", 2);
    room.server(ServerMessage::DocumentsChanged {});
    room.asked();
    assert_eq!(
        answers(&mut room, "ennaifer"),
        [script("TUN", "2")],
        "a new version is another text"
    );
    let request = room.meeting.holder().unwrap().id;
    room.other("marsudi", Command::RevokeFloor { request });
    assert_eq!(whose(&room), None, "it is over");
}

#[test]
fn how_long_the_rest_takes_is_said_while_the_clock_runs() {
    let mut room = Room::called();
    sends(&mut room, "TUN", 1);
    room.server(ServerMessage::DocumentsChanged {});
    answers(&mut room, "ennaifer");
    let left = |room: &Room| rest(&room.client, room.now()).unwrap();
    // 15 words, at the usual 110 a minute some 8 seconds; said in steps of five.
    assert_eq!((left(&room).text.as_str(), left(&room).over), ("About 0:10 of text left", false));
    tell(&mut room, PromptMsg::At(2));
    assert_eq!(left(&room).text, "About 0:05 of text left");
    tell(&mut room, PromptMsg::At(99));
    assert_eq!(room.client.prompt.script.as_ref().unwrap().at, 2, "there are three");
    let request = room.meeting.holder().unwrap().id;
    room.press(Command::StartSpeaking { request });
    room.pass(500_000);
    assert!(left(&room).over, "there is no time left");
}

#[test]
fn who_reports_has_the_text_of_who_speaks_and_where_there_is_none_of_who_is_next() {
    let mut room = Room::with("guest");
    room.record(None, vec![Event::ParticipantAdmitted { participant: person("guest") }]);
    sends(&mut room, "TUN", 1);
    room.publish();
    assert_eq!(room.asked(), [DocumentsEffect::AskForScript], "UNODC is next");
    assert_eq!(answers(&mut room, "guest"), []);
    assert_eq!(whose(&room), None);
    room.other("marsudi", Command::GiveFloor { seat: seat("UNODC") });
    assert_eq!(room.asked(), [DocumentsEffect::AskForScript]);
    assert_eq!(answers(&mut room, "guest"), [script("TUN", "1")], "UNODC has sent none");
    assert_eq!(whose(&room), Some((seat("TUN"), false, false)));
    let briefing = room.meeting.holder().unwrap().id;
    room.other("marsudi", Command::RevokeFloor { request: briefing });
    room.other("marsudi", Command::GiveFloor { seat: seat("TUN") });
    assert_eq!(whose(&room), Some((seat("TUN"), false, true)));
    assert_eq!(rest(&room.client, room.now()), None, "the pace is that of who speaks");
}

#[test]
fn what_could_not_be_asked_for_is_asked_for_again() {
    let mut room = Room::called();
    room.asked();
    assert_eq!(tell(&mut room, PromptMsg::Came(None)), []);
    room.tell(Msg::Tick);
    assert_eq!(room.asked(), []);
    room.at += 5_000;
    room.tell(Msg::Tick);
    assert_eq!(room.asked(), [DocumentsEffect::AskForScript]);
    room.tell(Msg::Tick);
    assert_eq!(room.asked(), []);
}

#[test]
fn others_are_shown_nothing_beside_the_clock() {
    for who in ["marsudi", "tech", "viewer"] {
        let mut room = Room::with(who);
        sends(&mut room, "UNODC", 1);
        room.publish();
        assert_eq!(room.asked(), [], "{who}");
    }
}
