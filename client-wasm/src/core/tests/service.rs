//! What a client does for the technicians.

use super::room::{Room, person};
use crate::core::model::{Device, DeviceState, Devices, RtcState};
use crate::core::msg::{Effect, Msg};
use crate::core::view::stage;
use rostrum_proto::id::CommandId;
use rostrum_proto::wire::desk::{Help, LogLevel};
use rostrum_proto::wire::server::ErrorCode;
use rostrum_proto::wire::{ClientMessage, ServerMessage, close};

fn help(room: &mut Room, help: Help) -> CommandId {
    let id = CommandId::new("help-1").unwrap();
    let (by, name) = (person("tech"), "Ana".to_owned());
    room.server(ServerMessage::Help { id: id.clone(), by, name, help });
    id
}

/// The lines of the log that were sent.
fn logged(room: &Room) -> Vec<(String, Option<String>)> {
    let line = |m: &ClientMessage| match m {
        ClientMessage::Log { text, trace, .. } => {
            Some((text.clone(), trace.as_ref().map(ToString::to_string)))
        }
        _ => None,
    };
    room.sent.iter().filter_map(line).collect()
}

#[test]
fn the_devices_are_named_once_and_when_they_change() {
    let mut room = Room::with("ennaifer");
    let device = |id: &str, label: &str| Device { id: id.into(), label: label.into() };
    let devices = Devices {
        cameras: vec![device("a", "Webcam")],
        microphones: vec![device("b", "Built-in"), device("c", "Headset")],
        camera: DeviceState::Live,
        microphone: DeviceState::Live,
        camera_id: "a".into(),
        microphone_id: "c".into(),
        ..Devices::default()
    };
    room.sent.clear();
    room.tell(Msg::Devices(devices.clone()));
    room.pass(1_000);
    room.tell(Msg::Devices(Devices { microphone: DeviceState::Missing, ..devices }));
    let named = |m: &ClientMessage| match m {
        ClientMessage::Devices { devices } => Some(devices.microphone.clone()),
        _ => None,
    };
    let named: Vec<_> = room.sent.iter().filter_map(named).collect();
    assert_eq!(named, ["Headset", ""]);
    room.pass(2_000);
    assert_eq!(logged(&room), [("microphone missing".to_owned(), None)]);
}

#[test]
fn what_goes_wrong_is_logged_when_it_can_be_and_one_line_at_a_time() {
    let mut room = Room::with("ennaifer");
    room.sent.clear();
    room.tell(Msg::SocketClosed(close::TOO_SLOW));
    for n in 0..60 {
        room.tell(Msg::Trouble(format!("trouble {n}")));
    }
    assert_eq!(logged(&room), [], "the connection is lost");
    room.welcome();
    room.pass(4_000);
    let lines = logged(&room);
    assert!((2..=3).contains(&lines.len()), "{lines:?}");
    assert_eq!(lines[0].0, "trouble 10", "the oldest went: there is no end to trouble");
    let long = "x".repeat(5_000);
    room.client.log(LogLevel::Warn, &long, None);
    room.pass(120_000);
    assert!(logged(&room).iter().all(|(text, _)| text.len() <= 300));
}

#[test]
fn an_error_carries_the_id_of_its_command() {
    let mut room = Room::with("ennaifer");
    room.sent.clear();
    let (code, sentence) = (ErrorCode::StorageUnavailable, String::new());
    let id = CommandId::new("c-1").ok();
    room.server(ServerMessage::Error { code, sentence, id });
    room.pass(2_500);
    let trace = logged(&room).remove(0).1;
    assert_eq!(trace.as_deref(), Some("c-1"));
}

#[test]
fn media_is_begun_anew_and_the_delegate_is_told_who_asked() {
    let mut room = Room::with("ennaifer");
    let before = room.client.wish().session.unwrap();
    help(&mut room, Help::RestartMedia);
    let after = room.client.wish().session.unwrap();
    assert_eq!((after.0, after.1), (before.0, before.1 + 1));
    let told = room.client.toast.clone().unwrap().1;
    assert_eq!(told, "Ana (technician) restarted your picture and sound.");
    // What comes of it carries the id of the help.
    room.tell(Msg::Rtc(after, RtcState::Failed));
    room.pass(5_000);
    let lines = logged(&room);
    let of = |text: &str| lines.iter().find(|(t, _)| t.contains(text)).unwrap().1.clone();
    assert_eq!(of("begun anew").as_deref(), Some("help-1"));
    assert_eq!(of("media failed").as_deref(), Some("help-1"));
}

#[test]
fn sound_only_until_the_camera_is_turned_on() {
    let mut room = Room::with("ennaifer");
    help(&mut room, Help::AudioOnly);
    room.serve();
    let wish = room.client.wish();
    assert!(wish.audio_only && !wish.camera);
    let banner = stage::banner(&room.client).unwrap().text;
    assert!(banner.starts_with("Audio only, as Ana"), "{banner}");
    assert!(!stage::pictures(&room.client).floor);
    let session = wish.session;
    room.tell(Msg::WantCamera(true));
    let wish = room.client.wish();
    assert!(!wish.audio_only && wish.session != session);

    help(&mut room, Help::AudioOnly);
    help(&mut room, Help::AllMedia);
    assert!(!room.client.wish().audio_only && room.client.shows_camera());

    // A technician opens no camera that its user has closed, nor does loading the page again.
    room.effects.clear();
    room.tell(Msg::WantCamera(false));
    let kept = |e: &Effect| matches!(e, Effect::Keep(kept) if kept.camera == Some(false));
    assert!(room.effects.iter().any(kept), "{:?}", room.effects);
    help(&mut room, Help::AudioOnly);
    help(&mut room, Help::AllMedia);
    assert!(!room.client.shows_camera());
}

#[test]
fn the_page_is_loaded_again_when_the_reason_can_have_been_read() {
    let mut room = Room::with("ennaifer");
    help(&mut room, Help::Reload);
    assert!(room.client.toast.as_ref().unwrap().1.contains("asked your page to load again"));
    room.effects.clear();
    room.pass(2_750);
    assert!(!room.effects.contains(&Effect::Reload));
    room.pass(500);
    assert!(room.effects.contains(&Effect::Reload));
}
