//! What is recorded of an outage of the journal, once it is over.
//!
//! While nothing can be recorded, microphones, cameras and screens can be closed all the same: the server stops
//! forwarding them at once. Nothing reopens by itself afterwards. What was closed is recorded as closed, and
//! whoever could have closed it so opens it again: a seat what it closed itself, the chair or a technician
//! what they closed, the chair everything else.

use crate::id::ConnectionId;
use crate::meeting::Meeting;
use crate::meeting::event::Event;
use crate::meeting::microphone::MuteOrigin;
use crate::read::Read;
use serde::{Deserialize, Serialize};

/// What was closed when that could not be recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(tag = "source", rename_all = "snake_case", deny_unknown_fields)]
pub enum Silenced {
    /// A microphone.
    Microphone {
        /// The device.
        connection: ConnectionId,
        /// Who else than the seat itself closed it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        origin: Option<MuteOrigin>,
    },
    /// A camera.
    Camera {
        /// The device.
        connection: ConnectionId,
    },
    /// A screen.
    Screen {
        /// The device.
        connection: ConnectionId,
    },
    /// The doors.
    Doors {
        /// Why.
        reason: String,
    },
}

impl Meeting {
    /// The events for a closed source, if its device is still connected.
    pub(super) fn silenced(&self, source: &Silenced) -> Option<Event> {
        match *source {
            Silenced::Microphone { connection, origin } => {
                // Of interpreters who are told of no devices it is known that they are on air.
                let interprets = || self.on_air.values().any(|on_air| on_air.is_on(connection));
                if !self.connections.contains_key(&connection) && !interprets() {
                    return None;
                }
                Some(Event::MicrophoneSilenced { connection, origin })
            }
            Silenced::Camera { connection } => {
                self.connections.get(&connection).filter(|c| c.camera)?;
                Some(Event::CameraTurned { connection, on: false })
            }
            Silenced::Screen { connection } => self.not_shown_from(&[&connection]),
            Silenced::Doors { ref reason } => {
                self.private.is_none().then(|| Event::DoorsClosed { reason: reason.clone() })
            }
        }
    }

    /// The presiding officer reopens their own microphone, whoever closed it.
    pub(super) fn close_silenced(&mut self, connection: ConnectionId, origin: Option<MuteOrigin>) {
        self.set_off_air(|_, on_air| on_air.is_on(connection));
        let Some(participant) = self.connections.get(&connection).map(|c| c.participant.clone())
        else {
            return;
        };
        let seat = self.seat_of(&participant).cloned();
        match (origin.filter(|_| participant != self.presiding), seat) {
            (Some(origin), Some(seat)) => self.set_mutes(&[seat], origin, true),
            _ => self.set_own_microphone(connection, false),
        }
    }
}
