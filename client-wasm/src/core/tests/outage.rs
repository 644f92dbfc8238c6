//! What is said of microphones that were closed while the journal could not be written.

use super::room::{Room, seat};
use crate::core::text;
use crate::core::view::{bar, chair};
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::Notice;
use rostrum_proto::meeting::command::Command;
use rostrum_proto::meeting::microphone::MuteOrigin;
use rostrum_proto::meeting::outage::Silenced;
use rostrum_proto::wire::ServerMessage;
use rostrum_proto::wire::server::ErrorCode;

/// What somebody must see when Tunisia's microphone was closed in an outage by this authority.
fn told_to(who: &str, origin: Option<MuteOrigin>) -> Option<String> {
    let mut room = Room::with(who);
    room.serve();
    room.other("marsudi", Command::GiveFloor { seat: seat("TUN") });
    room.client.toast = None;
    let of_tunisia =
        room.meeting.connections.values().find(|c| c.participant.as_str() == "ennaifer");
    let connection = of_tunisia.unwrap().id;
    let silenced = Notice::Silenced(vec![Silenced::Microphone { connection, origin }]);
    let events = room.meeting.notice(room.now(), &silenced);
    room.record(None, events);
    room.publish();
    room.client.toast.map(|(_, text)| text)
}

#[test]
fn who_opens_the_microphone_again_is_told_that_it_was_closed() {
    let chair = Some(text::silenced_seat(Lang::En, "Tunisia"));
    for origin in [None, Some(MuteOrigin::Chair), Some(MuteOrigin::Technical)] {
        assert_eq!(told_to("marsudi", origin), chair, "who presides is told in any case");
    }
    assert_eq!(told_to("ennaifer", None).as_deref(), Some(text::silenced_here(Lang::En)));
    let muted = told_to("ennaifer", Some(MuteOrigin::Chair));
    assert_eq!(muted.as_deref(), Some(text::r_muted_by_chair(Lang::En)));
    let muted = told_to("ennaifer", Some(MuteOrigin::Technical));
    assert_eq!(muted.as_deref(), Some(text::r_muted_by_technician(Lang::En)));
    assert_eq!(told_to("waly", None), None, "nobody else has to do anything");
}

#[test]
fn who_closes_in_an_outage_reads_that_it_is_closed() {
    let mut room = Room::with("marsudi");
    room.serve();
    room.sent.clear();
    room.tell(crate::core::msg::Msg::Do(Command::Mute { seat: seat("TUN") }));
    let Some(rostrum_proto::wire::ClientMessage::Command { id, .. }) = room.sent.last().cloned()
    else {
        panic!("it asks: {:?}", room.sent);
    };
    let (code, sentence) = (ErrorCode::ClosedUnrecorded, "closed".to_owned());
    room.server(ServerMessage::Error { code, sentence, id: Some(id) });
    let told = room.client.toast.as_ref().map(|(_, text)| text.as_str());
    assert_eq!(told, Some(text::error_closed_unrecorded(Lang::En)));
    assert!(room.client.pending.is_empty(), "it can be asked for again");
}

#[test]
fn the_screen_says_that_it_is_closed_before_the_journal_does() {
    for who in ["ennaifer", "marsudi"] {
        let mut room = Room::with(who);
        room.serve();
        room.other("marsudi", Command::GiveFloor { seat: seat("TUN") });
        let request = room.meeting.holder().unwrap().id;
        match who {
            "ennaifer" => room.press(Command::StartSpeaking { request }),
            _ => room.other("ennaifer", Command::StartSpeaking { request }),
        }
        let device = room.meeting.open_microphones()[0];
        let origin = Some(MuteOrigin::Chair);
        let sources = vec![Silenced::Microphone { connection: device, origin }];
        let on_record = room.client.replica().cloned();
        room.server(ServerMessage::Silenced { sources });
        let muted = text::seat_muted_chair(Lang::En);
        match who {
            "ennaifer" => {
                assert!(!room.client.microphone_open() && !room.client.wish().microphone);
                let floor = bar::my_floor(&room.client, room.now()).unwrap();
                assert!(floor.line.starts_with(text::r_muted_by_chair(Lang::En)), "{}", floor.line);
            }
            _ => {
                let holder = chair::panel(&room.client, room.now()).unwrap().holder.unwrap();
                assert!(holder.line.contains(muted) && holder.warn, "{}", holder.line);
            }
        }
        assert_eq!(room.client.replica().cloned(), on_record, "on record nothing has changed");
        // What comes next is told of the meeting as it is on record.
        room.other("marsudi", Command::CloseList {});
        assert!(!room.client.meeting().unwrap().seats[&seat("TUN")].microphone.chair_muted);
        assert!(room.client.meeting().unwrap().list_closed);
    }
}
