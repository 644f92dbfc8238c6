//! Who we are in the meeting.

use crate::core::model::Model;
use rostrum_proto::id::SeatId;
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::audience::Class;
use rostrum_proto::meeting::authority;
use rostrum_proto::meeting::command::Actor;

impl Model {
    /// We, as the meeting knows us.
    #[must_use]
    pub fn actor(&self) -> Option<Actor> {
        let participant = self.identity.as_ref()?.you.id.clone();
        Some(Actor { participant, connection: self.connection? })
    }

    /// The presidency is ours, whoever presides now.
    #[must_use]
    pub fn is_chair(&self) -> bool {
        let role = self.identity.as_ref().map(|identity| identity.you.role);
        role.is_some_and(authority::presides_at_first)
    }

    /// We are of the public: we follow the meeting and have no part in it.
    #[must_use]
    pub fn is_viewer(&self) -> bool {
        let role = self.identity.as_ref().map(|identity| identity.you.role);
        role.is_some_and(|role| authority::class(role) == Class::Public)
    }

    /// Our seat.
    #[must_use]
    pub fn my_seat(&self) -> Option<&SeatId> {
        self.identity.as_ref()?.you.seat.as_ref()
    }

    /// We may be seen and heard on the floor, which only those who speak for a seat are.
    #[must_use]
    pub fn seated(&self) -> bool {
        self.my_seat().is_some()
    }

    /// The booth that we interpret in.
    #[must_use]
    pub fn my_booth(&self) -> Option<Lang> {
        self.identity.as_ref()?.you.booth
    }

    /// We have a microphone that may be heard.
    #[must_use]
    pub fn has_devices(&self) -> bool {
        self.seated() || self.my_booth().is_some()
    }
}
