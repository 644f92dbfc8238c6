//! After the end: the record is published, and the public reads it.

use super::room::Room;
use crate::core::msg::Msg;
use crate::core::view::afterwards::{publish, published, reads_record};
use rostrum_proto::meeting::command::Command;
use rostrum_proto::wire::ClientMessage;

fn ends(room: &mut Room) {
    room.other("marsudi", Command::CloseMeeting {});
}

#[test]
fn the_chair_publishes_the_record_of_a_meeting_that_is_over() {
    let mut room = Room::with("marsudi");
    assert_eq!((publish(&room.client, room.now()), published(&room.client)), (None, None));
    room.press(Command::CloseMeeting {});
    room.serve();
    let action = publish(&room.client, room.now()).unwrap();
    assert_eq!((action.reason, published(&room.client)), (None, Some(None)));
    room.press(action.command);
    room.serve();
    assert_eq!(publish(&room.client, room.now()), None, "once");
    assert!(published(&room.client).unwrap().is_some() && reads_record(&room.client));
}

#[test]
fn the_public_reads_whether_it_is_published_and_then_the_record() {
    let mut room = Room::with("viewer");
    assert_eq!(published(&room.client), None);
    ends(&mut room);
    assert_eq!((published(&room.client), reads_record(&room.client)), (Some(None), false));
    room.other("marsudi", Command::PublishRecord {});
    assert!(published(&room.client).unwrap().is_some() && reads_record(&room.client));
    assert_eq!(publish(&room.client, room.now()), None);
}

#[test]
fn a_delegation_reads_only_that_it_is_published() {
    let mut room = Room::with("ennaifer");
    ends(&mut room);
    assert_eq!(published(&room.client), None);
    room.other("marsudi", Command::PublishRecord {});
    assert!(published(&room.client).unwrap().is_some());
    assert!(!reads_record(&room.client) && publish(&room.client, room.now()).is_none());
}

#[test]
fn what_was_on_its_way_when_the_connection_was_lost_is_sent_again_after_the_end() {
    let mut room = Room::with("marsudi");
    room.press(Command::CloseMeeting {});
    room.serve();
    room.tell(Msg::Do(Command::PublishRecord {}));
    let id = room.client.pending[0].id.clone();
    room.tell(Msg::SocketClosed(1006));
    room.tell(Msg::SocketOpened);
    room.welcome();
    room.sent.clear();
    room.snapshot();
    let again = ClientMessage::Command { id, command: Command::PublishRecord {} };
    assert!(room.sent.contains(&again), "{:?}", room.sent);
    room.serve();
    assert!(room.client.pending.is_empty() && published(&room.client).unwrap().is_some());
}
