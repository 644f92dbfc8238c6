//! What is told of devices, alarms and microphones, in words.

use super::room::{Room, seat};
use crate::core::devices::Device;
use crate::core::model::{DeviceState, Devices, Sound};
use crate::core::msg::Msg;
use crate::core::view::{alarms, bar, stage, voices};
use rostrum_proto::meeting::command::Command;
use rostrum_proto::wire::ServerMessage;
use rostrum_proto::wire::desk::AlarmKind;

/// A laptop with two cameras and two microphones, of which the first are used.
fn laptop() -> Devices {
    let device = |id: &str, label: &str| Device { id: id.into(), label: label.into() };
    Devices {
        cameras: vec![device("c1", "HD Webcam"), device("c2", "Document camera")],
        microphones: vec![device("m1", "Headset"), device("m2", "Built-in")],
        camera: DeviceState::Live,
        microphone: DeviceState::Live,
        camera_id: "c1".into(),
        microphone_id: "m1".into(),
        ..Devices::default()
    }
}

#[test]
fn what_happens_to_a_device_is_said_with_its_name() {
    let told = |after: Devices| {
        let mut room = Room::with("ennaifer");
        room.tell(Msg::Devices(laptop()));
        room.client.toast = None;
        room.tell(Msg::Devices(after));
        room.client.toast.map(|(_, text)| text).unwrap_or_default()
    };
    let without = |id: &str| {
        let mut devices = laptop();
        devices.cameras.retain(|device| device.id != id);
        devices.microphones.retain(|device| device.id != id);
        devices
    };
    let headset_gone = Devices { microphone_id: "m2".into(), ..without("m1") };
    assert!(told(headset_gone).contains("“Headset” was disconnected. “Built-in” is used now"));
    let camera_gone = Devices { camera_id: "c2".into(), ..without("c1") };
    assert!(told(camera_gone).contains("“Document camera” shows your picture now"));
    let no_camera = Devices { camera: DeviceState::Missing, cameras: vec![], ..laptop() };
    assert!(told(no_camera).contains("Others see your nameplate"));
    let refused = Devices { microphone: DeviceState::Refused, ..laptop() };
    assert!(told(refused).contains("Allow it beside the address bar"));
    let muted = Devices { microphone: DeviceState::Muted, ..laptop() };
    assert!(told(muted.clone()).contains("Unmute it"));

    let mut room = Room::with("ennaifer");
    room.tell(Msg::Devices(muted));
    room.tell(Msg::Devices(laptop()));
    let (_, text) = room.client.toast.clone().unwrap();
    assert!(text.contains("no longer muted by this computer"), "{text}");
}

#[test]
fn every_alarm_says_whom_or_what_it_is_about() {
    let room = Room::with("tech");
    let meeting = room.client.meeting().unwrap();
    let tunisia = seat("TUN");
    let said =
        |kind, value| alarms::words(&room.client, meeting, (kind, value), (Some(&tunisia), None));
    assert!(said(AlarmKind::ChairDisconnected, 1.0).contains("presiding officer is disconnected"));
    assert!(said(AlarmKind::RoundTrip, 640.2).contains("Tunisia: round trip 640 ms"));
    assert!(said(AlarmKind::Disk, 91.0).contains("91 % full"));
    assert!(said(AlarmKind::ClockSkew, 2_500.0).contains("moved by 2500 ms"));
    assert!(said(AlarmKind::JournalAltered, 2.0).contains("altered"));
    assert!(said(AlarmKind::SilentSpeaker, 8.0).contains("Tunisia"));
    assert!(said(AlarmKind::HolderDisconnected, 1.0).contains("Tunisia"));
    assert!(said(AlarmKind::Loss, 12.0).contains("Tunisia"));
    assert!(said(AlarmKind::ServerCpu, 97.0).contains("97"));
}

/// Tunisia is called, and speaks if `live`.
fn tunisia(live: bool) -> Room {
    let mut room = Room::called();
    if live {
        let request = room.meeting.holder().unwrap().id;
        room.press(Command::StartSpeaking { request });
        room.serve();
    }
    room
}

#[test]
fn whoever_has_the_floor_reads_what_is_wrong_and_what_to_do() {
    let reads = |live, microphone| {
        let mut room = tunisia(live);
        room.tell(Msg::Devices(Devices { microphone, ..room.client.devices.clone() }));
        room.pass_connected(1_000);
        bar::my_floor(&room.client, room.now()).unwrap().line
    };
    assert!(reads(false, DeviceState::Missing).contains("Connect one"));
    assert!(reads(false, DeviceState::Muted).contains("a switch of its own"));
    assert!(reads(true, DeviceState::Missing).contains("no microphone works"));
    assert!(reads(true, DeviceState::Muted).contains("mutes it"));
}

#[test]
fn who_presides_reads_that_they_are_heard() {
    let mut room = Room::with("marsudi");
    room.serve();
    room.media_is_up();
    room.tell(Msg::Sound(Sound::Heard));
    room.press(Command::OpenMicrophone {});
    room.serve();
    let line = voices::voices(&room.client).unwrap().line;
    assert!(line.contains("presiding"), "{line}");
}

#[test]
fn a_server_that_cannot_write_says_so_above_everything() {
    let mut room = Room::with("marsudi");
    room.server(ServerMessage::Storage { writable: false });
    let banner = stage::banner(&room.client).unwrap();
    assert!(banner.grave && banner.text.contains("cannot write its journal"));
}
