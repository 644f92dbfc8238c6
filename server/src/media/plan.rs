//! What is forwarded to whom. The plan is the only gate: what it does not name is not forwarded.
//!
//! Plain data about connections. Who may be heard is decided by the meeting; `room` turns the
//! meeting into a plan, and `media` carries it out without knowing a role or a rule.

use rostrum_proto::id::ConnectionId;
use std::collections::{BTreeMap, BTreeSet};

/// A receiving place that every connection negotiates once. The order is the order of the media
/// sections in the offer, after the two that carry the microphone and the camera up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Slot {
    /// The picture of the seat that has the floor.
    FloorVideo,
    /// The picture of the presiding officer.
    ChairVideo,
    /// One of the voices heard on the floor channel, 0 to 3.
    FloorAudio(u8),
}

/// What a connection sends: its one microphone and its one camera.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Track {
    /// Opus audio.
    Microphone,
    /// VP8 video.
    Camera,
}

/// Number of voices that can be heard at once.
pub const FLOOR_VOICES: u8 = 4;

/// The slots of every connection, in the order of their media sections (mid 2 to 7).
pub const SLOTS: [Slot; 6] = [
    Slot::FloorVideo,
    Slot::ChairVideo,
    Slot::FloorAudio(0),
    Slot::FloorAudio(1),
    Slot::FloorAudio(2),
    Slot::FloorAudio(3),
];

/// The plan of one meeting.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// The connections of the meeting that receive anything at all.
    pub audience: BTreeSet<ConnectionId>,
    /// Viewers receive it too, whoever they are.
    pub public: bool,
    /// Which connection's track fills a slot. The same for the whole audience, except that nobody
    /// is sent their own track.
    pub sources: BTreeMap<Slot, (ConnectionId, Track)>,
    /// Who of the audience is not sent a slot all the same: a second device beside the one that speaks would play
    /// its voice back into its microphone.
    pub withheld: BTreeSet<(Slot, ConnectionId)>,
}

impl Plan {
    /// Whether a connection receives anything at all.
    #[must_use]
    pub fn admits(&self, connection: ConnectionId) -> bool {
        self.audience.contains(&connection) || self.public && connection.is_viewer()
    }
}
