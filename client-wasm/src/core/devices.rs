//! Cameras, microphones and loudspeakers, as the browser reports them.

use crate::core::text;
use rostrum_proto::lang::Lang;

/// A device that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// The browser's id.
    pub id: String,
    /// Its name; empty before permission.
    pub label: String,
}

/// Whether a device works.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DeviceState {
    /// Not asked for yet.
    #[default]
    Off,
    /// The browser asks.
    Asking,
    /// It works.
    Live,
    /// It is present, but muted by the operating system or its own switch.
    Muted,
    /// There is none, or another program is using it.
    Missing,
    /// Not allowed.
    Refused,
}

/// Cameras and microphones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Devices {
    /// All cameras.
    pub cameras: Vec<Device>,
    /// All microphones.
    pub microphones: Vec<Device>,
    /// The one in use.
    pub camera: DeviceState,
    /// The one in use.
    pub microphone: DeviceState,
    /// The id of the camera in use.
    pub camera_id: String,
    /// The id of the microphone in use.
    pub microphone_id: String,
    /// All loudspeakers and headsets, where the browser lets one choose.
    pub loudspeakers: Vec<Device>,
    /// The id of the one that was chosen; empty is the system's own.
    pub loudspeaker_id: String,
}

impl DeviceState {
    /// It is held by this page, muted or not.
    #[must_use]
    pub fn is_held(self) -> bool {
        matches!(self, DeviceState::Live | DeviceState::Muted)
    }
}

impl Devices {
    /// Whether the chosen microphone looks like one that is built in, by its name.
    #[must_use]
    pub fn looks_built_in(&self) -> bool {
        let chosen = self.microphones.iter().find(|d| d.id == self.microphone_id);
        chosen.is_some_and(|device| {
            let label = device.label.to_lowercase();
            ["built-in", "internal", "integrated"].iter().any(|word| label.contains(word))
        })
    }
}

/// What the microphone brings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sound {
    /// Not measured: no device, or the browser waits for a click.
    #[default]
    Unmeasured,
    /// Measured for two seconds: nothing.
    Silent,
    /// It is heard, or was within the last two seconds.
    Heard,
}

/// What happened to a device, for its user.
#[must_use]
pub fn change(before: &Devices, after: &Devices, lang: Lang) -> Option<String> {
    let microphone = Change {
        states: (before.microphone, after.microphone),
        ids: (&before.microphone_id, &after.microphone_id),
        lists: (&before.microphones, &after.microphones),
    };
    let camera = Change {
        states: (before.camera, after.camera),
        ids: (&before.camera_id, &after.camera_id),
        lists: (&before.cameras, &after.cameras),
    };
    let of_microphone = match microphone.what() {
        What::Replaced { old, new } => {
            Some(text::microphone_replaced(lang, text::MicrophoneReplaced { new: &new, old: &old }))
        }
        What::Lost => Some(text::microphone_lost(lang).to_owned()),
        What::Muted => Some(text::microphone_muted(lang).to_owned()),
        What::Heard => Some(text::microphone_unmuted(lang).to_owned()),
        What::Refused => Some(text::microphone_refused(lang).to_owned()),
        What::Same => None,
    };
    of_microphone.or_else(|| match camera.what() {
        What::Replaced { old, new } => {
            Some(text::camera_replaced(lang, text::CameraReplaced { new: &new, old: &old }))
        }
        What::Lost | What::Refused => Some(text::camera_lost(lang).to_owned()),
        What::Muted | What::Heard | What::Same => None,
    })
}

struct Change<'a> {
    states: (DeviceState, DeviceState),
    ids: (&'a str, &'a str),
    lists: (&'a [Device], &'a [Device]),
}

enum What {
    Same,
    Replaced { old: String, new: String },
    Lost,
    Muted,
    Heard,
    Refused,
}

impl Change<'_> {
    fn what(&self) -> What {
        let (before, after) = self.states;
        let (old, new) = self.ids;
        let label = |list: &[Device], id: &str| {
            list.iter().find(|d| d.id == id).map(|d| d.label.clone()).filter(|l| !l.is_empty())
        };
        match (before, after) {
            (before, DeviceState::Missing) if before.is_held() => What::Lost,
            (before, DeviceState::Refused) if before.is_held() => What::Refused,
            // The user did not choose it: the other is gone, or was and is back.
            (before, after) if before.is_held() && after.is_held() && old != new => {
                let gone = !self.lists.1.iter().any(|d| d.id == old);
                match (label(self.lists.0, old), label(self.lists.1, new)) {
                    (Some(old), Some(new)) if gone => What::Replaced { old, new },
                    _ => What::Same,
                }
            }
            (DeviceState::Live, DeviceState::Muted) => What::Muted,
            (DeviceState::Muted, DeviceState::Live) => What::Heard,
            _ => What::Same,
        }
    }
}
