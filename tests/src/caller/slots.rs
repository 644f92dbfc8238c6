//! Where a caller is sent something, and what its eight sections are for.

/// Where a caller is sent something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CallerSlot {
    /// The picture of the speaker.
    FloorVideo,
    /// The picture of the presiding officer.
    ChairVideo,
    /// A voice.
    Voice(u8),
    /// The channel that is listened to.
    Channel,
    /// The screen that is shown.
    Presentation,
    /// The picture of a seat.
    Gallery(u8),
    /// What one of the same booth says aside.
    Colleague(u8),
    /// Their picture.
    ColleaguePicture(u8),
}

/// What the eight sections of a caller are for that listens to a channel, and to three voices.
pub const WITH_CHANNEL: [&str; 8] = [
    "microphone",
    "camera",
    "floor_picture",
    "chair_picture",
    "floor_voice_0",
    "floor_voice_1",
    "floor_voice_2",
    "channel",
];

/// What they are for that speaks aside in a booth, and hears and sees two others of it.
pub const IN_BOOTH: [&str; 8] = [
    "aside",
    "camera",
    "colleague_picture_0",
    "colleague_picture_1",
    "colleague_0",
    "colleague_1",
    "floor_voice_0",
    "channel",
];

impl CallerSlot {
    /// The track as the server's answer names it.
    pub(super) fn of(track_id: &str) -> Self {
        match track_id {
            "floor-video" => Self::FloorVideo,
            "chair-video" => Self::ChairVideo,
            "channel" => Self::Channel,
            "presentation" => Self::Presentation,
            numbered => {
                let (name, number) = numbered.rsplit_once('-').unwrap();
                let number = number.parse().unwrap();
                match name {
                    "gallery" => Self::Gallery(number),
                    "colleague" => Self::Colleague(number),
                    "colleague-picture" => Self::ColleaguePicture(number),
                    _ => Self::Voice(number),
                }
            }
        }
    }
}
