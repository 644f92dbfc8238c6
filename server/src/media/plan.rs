//! What is forwarded to whom. The plan is the only gate: what it does not name is not forwarded.
//!
//! Plain data about connections. Who may be heard is decided by the meeting; `room` turns the
//! meeting into a plan, and `media` carries it out without knowing a role or a rule.

use super::kind::Kind;
use rostrum_proto::id::ConnectionId;
use rostrum_proto::lang::Lang;
use std::collections::{BTreeMap, BTreeSet};

/// What a meeting lets be seen and heard. Each is made once, whoever has it; which of them a client is sent, and in which
/// of its places ([`super::layout::Slot`]), is the client's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stream {
    /// The picture of the seat that has the floor.
    FloorPicture,
    /// The picture of the presiding officer.
    ChairPicture,
    /// The screen that is shown.
    Presentation,
    /// The picture of a seat, by its number among the seats of the meeting: for who is in it, and for no viewer.
    SeatPicture(u16),
    /// One of the voices heard on the floor channel, 0 to 3.
    FloorVoice(u8),
    /// The sound of the screen that is shown.
    PresentationSound,
    /// The interpretation into a language.
    Channel(Lang),
    /// What an interpreter of a booth says aside, by their number among the people of the booth: for that booth alone.
    Colleague(Lang, u8),
    /// Their picture, for that booth alone.
    ColleaguePicture(Lang, u8),
}

impl Stream {
    /// What it consists of.
    pub(super) fn kind(self) -> Kind {
        match self {
            Self::FloorPicture | Self::ChairPicture => Kind::Video,
            Self::Presentation | Self::SeatPicture(_) | Self::ColleaguePicture(..) => Kind::Video,
            Self::FloorVoice(_) | Self::Channel(_) | Self::PresentationSound => Kind::Audio,
            Self::Colleague(..) => Kind::Audio,
        }
    }

    /// Whether viewers may have it.
    fn is_public(self) -> bool {
        !matches!(self, Self::SeatPicture(_)) && self.booth().is_none()
    }

    /// The booth that alone may have it.
    #[must_use]
    pub fn booth(self) -> Option<Lang> {
        match self {
            Self::Colleague(booth, _) | Self::ColleaguePicture(booth, _) => Some(booth),
            _ => None,
        }
    }
}

/// The pictures that everybody sees: where there are several, the first of these is the one to look at.
pub const SEEN_BY_ALL: [Stream; 3] =
    [Stream::Presentation, Stream::FloorPicture, Stream::ChairPicture];

/// What a connection sends, each once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Track {
    /// Opus audio.
    Microphone,
    /// VP8 video.
    Camera,
    /// VP8 video of a screen, or of a part of one.
    Screen,
    /// Its sound, as Opus audio.
    ScreenSound,
    /// Opus audio: what an interpreter says to the booth alone. Not the microphone, which a channel is made of.
    Aside,
}

impl Track {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Microphone, Self::Camera, Self::Screen, Self::ScreenSound, Self::Aside];

    /// What it consists of.
    pub(super) fn kind(self) -> Kind {
        match self {
            Self::Microphone | Self::ScreenSound | Self::Aside => Kind::Audio,
            Self::Camera | Self::Screen => Kind::Video,
        }
    }
}

/// Number of voices that can be heard at once.
pub const FLOOR_VOICES: u8 = 4;

/// The plan of one meeting.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// The connections of the meeting that receive anything at all.
    pub audience: BTreeSet<ConnectionId>,
    /// Viewers receive it too, whoever they are.
    pub public: bool,
    /// Which connection's track a stream is made of. The same for the whole audience, except that nobody
    /// is sent their own track.
    pub sources: BTreeMap<Stream, (ConnectionId, Track)>,
    /// Who of the audience is not sent a stream all the same: a second device beside the one that speaks would play
    /// its voice back into its microphone.
    pub withheld: BTreeSet<(Stream, ConnectionId)>,
    /// In which booth somebody of the audience interprets.
    pub booths: BTreeMap<ConnectionId, Lang>,
    /// Which of the streams are recorded, of what viewers may receive.
    pub recorded: BTreeSet<Stream>,
}

impl Plan {
    /// Whether a connection receives anything at all.
    #[must_use]
    pub fn admits(&self, connection: ConnectionId) -> bool {
        self.audience.contains(&connection) || self.public && connection.is_viewer()
    }

    /// Whether a stream is recorded: nothing is that is closed to viewers.
    #[must_use]
    pub fn records(&self, stream: Stream) -> bool {
        self.public && self.recorded.contains(&stream)
    }

    /// Whether a connection may be sent a stream.
    #[must_use]
    pub fn allows(&self, stream: Stream, connection: ConnectionId) -> bool {
        self.admits(connection)
            && (stream.is_public() || !connection.is_viewer())
            && stream.booth().is_none_or(|booth| self.booths.get(&connection) == Some(&booth))
            && self.sources.get(&stream).is_some_and(|(source, _)| *source != connection)
            && !self.withheld.contains(&(stream, connection))
    }
}
