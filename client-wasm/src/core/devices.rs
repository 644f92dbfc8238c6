//! Cameras and microphones, as the browser tells of them.

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
    /// There is none, or it is in use elsewhere.
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
    /// It was heard.
    Heard,
}
