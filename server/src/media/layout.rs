//! What the sections of an offer are for. A client says so by names, in the order of its sections; one that does not has
//! the eight of the first protocol. A name that we do not know is a section that stays inactive, so that a page of
//! another day goes on working.

use super::kind::Kind;
use super::plan::{FLOOR_VOICES, Stream, Track};

/// The most sections of an offer.
pub(super) const MAX_SECTIONS: usize = 64;

/// A place in what a client receives, negotiated once. What fills it may change at any time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Slot {
    /// For the picture of the seat that has the floor.
    FloorPicture,
    /// For the picture of the presiding officer.
    ChairPicture,
    /// For one of the voices of the floor.
    FloorVoice(u8),
    /// For the channel that the client listens to.
    Channel,
}

/// What a section is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// The client sends this.
    Sends(Track),
    /// The client receives it here.
    Receives(Slot),
    /// Something that we do not know.
    Unknown,
}

impl Slot {
    /// What it consists of.
    pub(super) fn kind(self) -> Kind {
        match self {
            Self::FloorPicture | Self::ChairPicture => Kind::Video,
            Self::FloorVoice(_) | Self::Channel => Kind::Audio,
        }
    }

    /// What fills it as long as the client chooses nothing else.
    pub(super) fn shows_first(self) -> Option<Stream> {
        match self {
            Self::FloorPicture => Some(Stream::FloorPicture),
            Self::ChairPicture => Some(Stream::ChairPicture),
            Self::FloorVoice(voice) => Some(Stream::FloorVoice(voice)),
            Self::Channel => None,
        }
    }

    /// Whether a client may choose this for it.
    pub(super) fn takes(self, stream: Stream) -> bool {
        match self {
            Self::FloorPicture | Self::ChairPicture | Self::FloorVoice(_) => {
                self.shows_first() == Some(stream)
            }
            Self::Channel => matches!(stream, Stream::Channel(_)),
        }
    }

    /// If it is for a picture, how important that is where not all fits: 0 goes last.
    pub(super) fn picture(self) -> Option<usize> {
        match self {
            Self::FloorPicture => Some(0),
            Self::ChairPicture => Some(1),
            Self::FloorVoice(_) | Self::Channel => None,
        }
    }

    /// The stream and the track that a receiver sees. The floor's picture and first voice belong together (lip sync).
    pub(super) fn names(self) -> (&'static str, String) {
        match self {
            Self::FloorPicture => ("floor", "floor-video".to_owned()),
            Self::ChairPicture => ("chair", "chair-video".to_owned()),
            Self::FloorVoice(0) => ("floor", "floor-voice-0".to_owned()),
            Self::FloorVoice(n) => ("voices", format!("floor-voice-{n}")),
            Self::Channel => ("channel", "channel".to_owned()),
        }
    }
}

impl Part {
    /// By its name in the protocol.
    pub(super) fn named(name: &str) -> Self {
        let numbered = |prefix: &str| name.strip_prefix(prefix)?.parse::<u8>().ok();
        match name {
            "microphone" => Self::Sends(Track::Microphone),
            "camera" => Self::Sends(Track::Camera),
            "floor_picture" => Self::Receives(Slot::FloorPicture),
            "chair_picture" => Self::Receives(Slot::ChairPicture),
            "channel" => Self::Receives(Slot::Channel),
            _ => match numbered("floor_voice_").filter(|voice| *voice < FLOOR_VOICES) {
                Some(voice) => Self::Receives(Slot::FloorVoice(voice)),
                None => Self::Unknown,
            },
        }
    }

    /// What a section for it has to be; anything, if we do not know it.
    pub(super) fn kind(self) -> Option<Kind> {
        match self {
            Self::Sends(track) => Some(track.kind()),
            Self::Receives(slot) => Some(slot.kind()),
            Self::Unknown => None,
        }
    }
}

/// What the sections of a client are for that does not say: microphone, camera, floor picture, chair picture, four voices.
pub(super) const FIRST: [Part; 8] = [
    Part::Sends(Track::Microphone),
    Part::Sends(Track::Camera),
    Part::Receives(Slot::FloorPicture),
    Part::Receives(Slot::ChairPicture),
    Part::Receives(Slot::FloorVoice(0)),
    Part::Receives(Slot::FloorVoice(1)),
    Part::Receives(Slot::FloorVoice(2)),
    Part::Receives(Slot::FloorVoice(3)),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_of_the_protocol_are_those_of_the_first_layout() {
        let names = ["microphone", "camera", "floor_picture", "chair_picture"];
        let voices = (0..4).map(|voice| format!("floor_voice_{voice}"));
        let named: Vec<_> = names.map(str::to_owned).into_iter().chain(voices).collect();
        assert_eq!(named.iter().map(|name| Part::named(name)).collect::<Vec<_>>(), FIRST);
        for unknown in ["", "floor_voice_4", "floor_voice_", "Camera", "hologram"] {
            assert_eq!(Part::named(unknown), Part::Unknown);
        }
    }
}
