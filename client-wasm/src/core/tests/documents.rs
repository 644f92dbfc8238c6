//! *Documents*: what is asked for when, what is kept, and what is said when something does not arrive.

use super::room::{Room, person, seat, setup};
use crate::core::documents::{DocumentsEffect, DocumentsMsg, Field};
use crate::core::draft::{OnDevice, SaveAnswer, Written};
use crate::core::msg::Msg;
use crate::core::text;
use crate::core::view::documents::{measure, own, writer};
use crate::core::view::table::order;
use rostrum_proto::digest::Digest;
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::Meeting;
use rostrum_proto::meeting::refusal::Refusal;
use rostrum_proto::meeting::statement::{Answer, Manner, Statement, Version};
use rostrum_proto::profile::SeatKind;
use rostrum_proto::time::Timestamp;
use rostrum_proto::wire::ServerMessage;
use rostrum_proto::wire::documents::{
    DocumentError, DocumentProblem, Documents, Draft, DraftAnswer, Receipt, SavedDraft,
    SendStatement,
};

fn tell(room: &mut Room, msg: DocumentsMsg) -> Vec<DocumentsEffect> {
    room.tell(Msg::Documents(msg));
    room.asked()
}

/// What the server answers to this client now.
fn told(room: &Room, who: &str) -> Documents {
    Documents::told(&room.meeting, Some(&person(who)), room.now(), None)
}

/// Tunisia's delegate has opened the dialog, and has kept nothing on the device.
fn opened() -> Room {
    let mut room = Room::with("ennaifer");
    room.asked();
    assert_eq!(tell(&mut room, DocumentsMsg::Open), [DocumentsEffect::Ask]);
    let documents = told(&room, "ennaifer");
    let look = tell(&mut room, DocumentsMsg::Came(Some(documents)));
    let (device, server) = (DocumentsEffect::Look, DocumentsEffect::AskDraft);
    assert_eq!(look, [device(seat("TUN")), server(seat("TUN"))]);
    tell(&mut room, DocumentsMsg::Kept(seat("TUN"), None));
    let nothing = Some(DraftAnswer { saved: None });
    tell(&mut room, DocumentsMsg::AtServer(seat("TUN"), nothing));
    room
}

fn types(room: &mut Room, field: Field, words: &str) -> Vec<DocumentsEffect> {
    tell(room, DocumentsMsg::Type(field, words.into()))
}

fn draft(text: &str) -> Draft {
    Draft { text: text.into(), ..Written::default().0 }
}

fn saved(text: &str, revision: u64) -> SavedDraft {
    SavedDraft { draft: draft(text), revision, at: Timestamp(5) }
}

/// What the server is asked to keep by now: its text, and on which it is based.
fn kept_at_server(room: &mut Room) -> Option<(String, Option<u64>)> {
    room.tell(Msg::Tick);
    room.asked().into_iter().find_map(|effect| match effect {
        DocumentsEffect::SaveDraft(save) => Some((save.draft.text, save.based_on)),
        _ => None,
    })
}

/// What was sent, if anything was.
fn sent(effects: &[DocumentsEffect]) -> Option<SendStatement> {
    effects.iter().find_map(|effect| match effect {
        DocumentsEffect::Send(statement) => Some((**statement).clone()),
        _ => None,
    })
}

#[test]
fn a_delegation_begins_with_its_own_name_and_what_it_types_is_kept() {
    let mut room = opened();
    assert_eq!(writer(&room.client).unwrap().text, "Tunisia");
    let draft = &room.client.papers.draft.0;
    assert_eq!(
        (draft.name.as_str(), draft.title.as_str()),
        ("Selma Ennaifer", "Secretary of State")
    );
    assert_eq!(draft.manner, Manner::Delivered, "it is on the speakers' list");
    let kept = types(&mut room, Field::Text, "Mr. President,");
    let draft = room.client.papers.draft.0.clone();
    let on_device = OnDevice { draft, revision: None, unsaved: true };
    assert_eq!(kept, [DocumentsEffect::Keep(seat("TUN"), Box::new(on_device))]);
    // By hand: Mr, President.
    assert_eq!(measure(&room.client).unwrap().lengths.0, "2 words");
    let long = vec!["word"; 501].join(" ");
    types(&mut room, Field::Text, &long);
    assert!(measure(&room.client).unwrap().over);
}

#[test]
fn what_the_device_has_kept_is_taken_up_and_that_of_another_seat_is_not() {
    let mut room = opened();
    let kept = OnDevice { draft: draft("Kept."), revision: None, unsaved: true };
    tell(&mut room, DocumentsMsg::Kept(seat("FRA"), Some(kept.clone())));
    assert_eq!(room.client.papers.draft.0.text, "");
    tell(&mut room, DocumentsMsg::Kept(seat("TUN"), Some(kept)));
    assert_eq!(room.client.papers.draft.0.text, "Kept.");
}

#[test]
fn a_statement_is_sent_once_and_its_receipt_asks_for_the_rest_again() {
    let mut room = opened();
    types(&mut room, Field::Text, "Mr. President,");
    types(&mut room, Field::Behalf, "Norway\n\n Iceland ");
    let effects = tell(&mut room, DocumentsMsg::Send);
    let statement = sent(&effects).unwrap();
    assert_eq!(statement.on_behalf_of, ["Norway", "Iceland"]);
    assert_eq!((statement.seat, statement.text.as_str()), (seat("TUN"), "Mr. President,"));
    assert_eq!(sent(&tell(&mut room, DocumentsMsg::Send)), None, "a hand trembles");
    let statement = Statement {
        text: Digest::of_bytes(&[1; 32]),
        file: None,
        lang: Lang::En,
        manner: Manner::Delivered,
        name: "Selma Ennaifer".into(),
        title: String::new(),
        on_behalf_of: vec![],
        words: 2,
        characters: 12,
    };
    let (at, answer) = (room.now(), Answer::Waits {});
    let version = Version { statement, at, late: false, answer, called: None };
    let receipt = Receipt { receipt: "TUN-1".into(), version: version.clone() };
    let again = tell(&mut room, DocumentsMsg::Sent(Ok(receipt)));
    assert_eq!(again, [DocumentsEffect::Ask]);
    let mut documents = told(&room, "ennaifer");
    documents.seats[0].versions = (1..=11).map(|n| (n.to_string(), version.clone())).collect();
    tell(&mut room, DocumentsMsg::Came(Some(documents)));
    let receipts: Vec<_> = own(&room.client).into_iter().map(|row| row.receipt).collect();
    assert_eq!(receipts[..2], ["TUN-11", "TUN-10"], "the newest first, by number");
}

#[test]
fn what_is_missing_and_what_failed_is_said_and_the_text_stays() {
    let mut room = opened();
    types(&mut room, Field::Text, "Mr. President,");
    types(&mut room, Field::Name, "  ");
    assert_eq!(sent(&tell(&mut room, DocumentsMsg::Send)), None);
    let said = |room: &Room| room.client.in_words(room.client.papers.problem.as_ref().unwrap());
    assert_eq!(said(&room), text::statement_name_missing(Lang::En));
    types(&mut room, Field::Name, "Selma Ennaifer");
    for (problem, words) in [
        (None, text::statement_not_sent(Lang::En)),
        (Some(DocumentError::Unavailable), text::document_unavailable(Lang::En)),
        (Some(DocumentError::TooLarge), text::document_too_large(Lang::En)),
    ] {
        assert!(sent(&tell(&mut room, DocumentsMsg::Send)).is_some());
        let problem = problem.map(|code| DocumentProblem {
            code,
            sentence: "In English.".into(),
            refusal: None,
            unread: None,
            file: None,
        });
        tell(&mut room, DocumentsMsg::Sent(Err(problem)));
        assert_eq!(said(&room), words);
    }
    let refusal = Some(Refusal::NoWords {});
    let problem = DocumentProblem {
        code: DocumentError::Refused,
        sentence: String::new(),
        refusal,
        unread: None,
        file: None,
    };
    tell(&mut room, DocumentsMsg::Sent(Err(Some(problem))));
    assert_eq!(said(&room), text::r_no_words(Lang::En));
    assert_eq!(room.client.papers.draft.0.text, "Mr. President,");
}

#[test]
fn what_is_typed_is_at_the_server_a_moment_later_and_said_to_be_there_once_it_is() {
    let mut room = opened();
    types(&mut room, Field::Text, "Mr. ");
    types(&mut room, Field::Text, "Mr. President,");
    assert_eq!(kept_at_server(&mut room), None, "somebody is typing");
    types(&mut room, Field::Text, "Mr. President, I");
    room.at += 1_500;
    assert_eq!(kept_at_server(&mut room), Some(("Mr. President, I".into(), None)));
    assert!(!room.client.papers.keeping.saved);
    tell(&mut room, DocumentsMsg::Saved(seat("TUN"), SaveAnswer::Failed));
    assert_eq!(kept_at_server(&mut room), None, "not at once again");
    room.at += 5_000;
    assert!(kept_at_server(&mut room).is_some());
    let answer = SaveAnswer::Saved(saved("Mr. President, I", 1));
    tell(&mut room, DocumentsMsg::Saved(seat("TUN"), answer));
    assert!(room.client.papers.keeping.saved);
    types(&mut room, Field::Text, "Mr. President, I am");
    room.at += 1_500;
    assert_eq!(kept_at_server(&mut room), Some(("Mr. President, I am".into(), Some(1))));
}

#[test]
fn of_two_colleagues_who_write_at_the_same_time_nobody_loses_a_word() {
    let mut room = opened();
    types(&mut room, Field::Text, "Mine.");
    room.at += 1_500;
    assert!(kept_at_server(&mut room).is_some());
    tell(&mut room, DocumentsMsg::Saved(seat("TUN"), SaveAnswer::Other(saved("Theirs.", 4))));
    let both = |room: &Room| {
        let other = room.client.papers.keeping.other.as_ref().map(|o| o.draft.text.clone());
        (room.client.papers.draft.0.text.clone(), other)
    };
    assert_eq!(both(&room), ("Mine.".into(), Some("Theirs.".into())));
    room.at += 60_000;
    assert_eq!(kept_at_server(&mut room), None, "whoever writes chooses first");
    tell(&mut room, DocumentsMsg::Exchange);
    assert_eq!(both(&room), ("Theirs.".into(), Some("Mine.".into())));
    tell(&mut room, DocumentsMsg::Exchange);
    tell(&mut room, DocumentsMsg::Discard);
    assert_eq!(kept_at_server(&mut room), Some(("Mine.".into(), Some(4))));
}

#[test]
fn another_device_goes_on_where_the_first_has_stopped() {
    let mut room = opened();
    let answer = |text: &str, revision| Some(DraftAnswer { saved: Some(saved(text, revision)) });
    tell(&mut room, DocumentsMsg::AtServer(seat("TUN"), answer("Begun elsewhere.", 7)));
    assert_eq!(room.client.papers.draft.0.text, "Begun elsewhere.");
    assert!(room.client.papers.keeping.saved);
    // This device has something that never arrived, based on an earlier one.
    let kept = OnDevice { draft: draft("Written on the train."), revision: Some(6), unsaved: true };
    tell(&mut room, DocumentsMsg::Kept(seat("TUN"), Some(kept)));
    tell(&mut room, DocumentsMsg::AtServer(seat("TUN"), answer("Begun elsewhere.", 7)));
    let other = room.client.papers.keeping.other.as_ref().unwrap();
    assert_eq!(other.draft.text, "Begun elsewhere.");
    assert_eq!(room.client.papers.draft.0.text, "Written on the train.");
}

#[test]
fn who_only_writes_has_no_plate_at_the_table() {
    let mut setup = setup();
    setup.seats[3].kind = SeatKind::Writer;
    let meeting = Meeting::convened(setup, Timestamp(0));
    let plates: Vec<_> = order(&meeting).iter().map(|seat| seat.setup.id.to_string()).collect();
    assert_eq!(plates, ["IDN", "TUN", "UNODC"]);
}

#[test]
fn a_change_is_asked_for_while_somebody_looks_and_not_otherwise() {
    let mut room = opened();
    room.server(ServerMessage::DocumentsChanged {});
    assert_eq!(room.asked(), [DocumentsEffect::Ask]);
    tell(&mut room, DocumentsMsg::Close);
    room.server(ServerMessage::DocumentsChanged {});
    assert_eq!(room.asked(), []);
}
