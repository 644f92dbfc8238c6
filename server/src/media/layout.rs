//! What the sections of an offer are for. A client says so by names, in the order of its sections; one that does not has
//! the eight of the first protocol. A name that we do not know is a section that stays inactive, so that a page of
//! another day goes on working.

use super::kind::Kind;
use super::plan::{FLOOR_VOICES, Stream, Track};
use rostrum_proto::meeting::booth::COLLEAGUES;
use rostrum_proto::wire::client::MAX_WATCHED;

/// The most sections of an offer.
pub(super) const MAX_SECTIONS: usize = 64;

/// A place in what a client receives, negotiated once. What fills it may change at any time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Slot {
    /// For the picture of the seat that has the floor.
    FloorPicture,
    /// For the picture of the presiding officer.
    ChairPicture,
    /// For the screen that is shown.
    Presentation,
    /// For the picture of a seat that the client chooses: one of many such places.
    Gallery(u8),
    /// For one of the voices of the floor.
    FloorVoice(u8),
    /// For the sound of the screen that is shown.
    PresentationSound,
    /// For the channel that the client listens to.
    Channel,
    /// For what one of the client's booth says aside, by their number there.
    Colleague(u8),
    /// For their picture.
    ColleaguePicture(u8),
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
            Self::Presentation | Self::Gallery(_) | Self::ColleaguePicture(_) => Kind::Video,
            Self::FloorVoice(_) | Self::Channel | Self::PresentationSound => Kind::Audio,
            Self::Colleague(_) => Kind::Audio,
        }
    }

    /// What fills it as long as the client chooses nothing else.
    pub(super) fn shows_first(self) -> Option<Stream> {
        match self {
            Self::FloorPicture => Some(Stream::FloorPicture),
            Self::ChairPicture => Some(Stream::ChairPicture),
            Self::Presentation => Some(Stream::Presentation),
            Self::FloorVoice(voice) => Some(Stream::FloorVoice(voice)),
            Self::PresentationSound => Some(Stream::PresentationSound),
            Self::Channel | Self::Gallery(_) => None,
            Self::Colleague(_) | Self::ColleaguePicture(_) => None,
        }
    }

    /// Whether a client may choose this for it.
    pub(super) fn takes(self, stream: Stream) -> bool {
        match self {
            Self::FloorPicture
            | Self::ChairPicture
            | Self::Presentation
            | Self::FloorVoice(_)
            | Self::PresentationSound => self.shows_first() == Some(stream),
            Self::Gallery(_) => matches!(stream, Stream::SeatPicture(_)),
            Self::Channel => matches!(stream, Stream::Channel(_)),
            Self::Colleague(n) => matches!(stream, Stream::Colleague(_, of) if of == n),
            Self::ColleaguePicture(n) => {
                matches!(stream, Stream::ColleaguePicture(_, of) if of == n)
            }
        }
    }

    /// If it is for a picture, how important that is where not all fits: 0 goes last.
    pub(super) fn picture(self) -> Option<usize> {
        match self {
            Self::Presentation => Some(0),
            Self::FloorPicture => Some(1),
            Self::ChairPicture => Some(2),
            Self::Gallery(_) | Self::ColleaguePicture(_) => Some(3),
            Self::FloorVoice(_) | Self::Channel | Self::PresentationSound => None,
            Self::Colleague(_) => None,
        }
    }

    /// The stream and the track that a receiver sees. The floor's picture and first voice belong together (lip sync).
    pub(super) fn names(self) -> (&'static str, String) {
        match self {
            Self::FloorPicture => ("floor", "floor-video".to_owned()),
            Self::ChairPicture => ("chair", "chair-video".to_owned()),
            Self::Presentation => ("presentation", "presentation".to_owned()),
            Self::PresentationSound => ("presentation", "presentation-sound".to_owned()),
            Self::Gallery(n) => ("gallery", format!("gallery-{n}")),
            Self::FloorVoice(0) => ("floor", "floor-voice-0".to_owned()),
            Self::FloorVoice(n) => ("voices", format!("floor-voice-{n}")),
            Self::Channel => ("channel", "channel".to_owned()),
            Self::Colleague(n) => ("booth", format!("colleague-{n}")),
            Self::ColleaguePicture(n) => ("booth", format!("colleague-picture-{n}")),
        }
    }
}

impl Part {
    /// By its name in the protocol.
    pub(super) fn named(name: &str) -> Self {
        let numbered = |prefix: &str, most: u8| {
            let number = name.strip_prefix(prefix)?.parse::<u8>().ok();
            // A number is written in one way only.
            number.filter(|n| *n < most && name.ends_with(&format!("_{n}")))
        };
        match name {
            "microphone" => Self::Sends(Track::Microphone),
            "camera" => Self::Sends(Track::Camera),
            "floor_picture" => Self::Receives(Slot::FloorPicture),
            "chair_picture" => Self::Receives(Slot::ChairPicture),
            "channel" => Self::Receives(Slot::Channel),
            "screen" => Self::Sends(Track::Screen),
            "screen_sound" => Self::Sends(Track::ScreenSound),
            "presentation" => Self::Receives(Slot::Presentation),
            "presentation_sound" => Self::Receives(Slot::PresentationSound),
            "aside" => Self::Sends(Track::Aside),
            _ => {
                let voice = numbered("floor_voice_", FLOOR_VOICES).map(Slot::FloorVoice);
                let picture = || numbered("gallery_", MAX_WATCHED as u8).map(Slot::Gallery);
                let aside = || numbered("colleague_", COLLEAGUES).map(Slot::Colleague);
                let seen =
                    || numbered("colleague_picture_", COLLEAGUES).map(Slot::ColleaguePicture);
                let slot = voice.or_else(picture).or_else(aside).or_else(seen);
                slot.map_or(Self::Unknown, Self::Receives)
            }
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
        for unknown in [
            "",
            "floor_voice_4",
            "floor_voice_",
            "floor_voice_+1",
            "gallery_16",
            "gallery_01",
            "Camera",
        ] {
            assert_eq!(Part::named(unknown), Part::Unknown);
        }
    }
}
