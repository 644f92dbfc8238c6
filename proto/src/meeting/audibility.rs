//! Whether a seat can be heard, and if not, what keeps it from it: the first question of everybody who is
//! asked why a delegate was not heard.

use crate::id::SeatId;
use crate::meeting::Meeting;
use crate::meeting::floor::GrantPhase;
use crate::meeting::phase::Phase;
use crate::read::Read;
use serde::{Deserialize, Serialize};

/// Whether a seat can be heard. If several things keep it from it, the one that has to be mended first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(rename_all = "snake_case")]
pub enum Audibility {
    /// A microphone of it is open, and forwarded.
    Open,
    /// None of its people is connected.
    Away,
    /// Its connection was lost in its speech; the floor waits.
    Held,
    /// It was not let in yet, or was put out.
    InLobby,
    /// The meeting is not open yet.
    NotOpen,
    /// The meeting is suspended.
    Suspended,
    /// The meeting is over.
    Over,
    /// It has not the floor.
    NoFloor,
    /// It was called, and has not started to speak.
    Called,
    /// It is interrupted.
    Interrupted,
    /// A technician has closed its microphone.
    MutedByTechnician,
    /// The chair has closed its microphone.
    MutedByChair,
    /// It has closed its microphone itself.
    Closed,
    /// It presides, and has not opened its microphone.
    NotOpened,
}

impl Meeting {
    /// Whether a seat can be heard now.
    #[must_use]
    pub fn audibility(&self, seat: &SeatId) -> Audibility {
        let of_seat = |device| self.connections_of(seat).any(|c| c.id == device);
        if self.open_microphones().into_iter().any(of_seat) {
            return Audibility::Open;
        }
        if let Phase::Closed { .. } = self.phase {
            return Audibility::Over;
        }
        let granted = self.granted_to(seat).and_then(|request| request.grant());
        let phase = granted.map(|grant| &grant.phase);
        let held = matches!(phase, Some(GrantPhase::Held { .. }));
        if self.connections_of(seat).next().is_none() {
            return if held { Audibility::Held } else { Audibility::Away };
        }
        if !self.is_present(seat) {
            return if held { Audibility::Held } else { Audibility::InLobby };
        }
        match self.phase {
            Phase::Scheduled { .. } | Phase::Lobby {} => return Audibility::NotOpen,
            Phase::Suspended { .. } => return Audibility::Suspended,
            Phase::InSession { .. } | Phase::Closed { .. } => {}
        }
        // Who presides needs no floor.
        let here = self.connections_of(seat).any(|c| c.participant == self.presiding);
        match phase {
            Some(GrantPhase::Live { .. }) => {}
            _ if here => {}
            Some(GrantPhase::Called { .. }) => return Audibility::Called,
            Some(GrantPhase::Interrupted { .. }) => return Audibility::Interrupted,
            Some(GrantPhase::Held { .. }) => return Audibility::Held,
            None => return Audibility::NoFloor,
        }
        let microphone = self.seats.get(seat).map(|seat| seat.microphone).unwrap_or_default();
        match (microphone.technically_muted, microphone.chair_muted) {
            (true, _) => Audibility::MutedByTechnician,
            (false, true) => Audibility::MutedByChair,
            (false, false) if matches!(phase, Some(GrantPhase::Live { .. })) => Audibility::Closed,
            (false, false) => Audibility::NotOpened,
        }
    }
}
