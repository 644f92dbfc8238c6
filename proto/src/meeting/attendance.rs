//! Who of a seat is in the meeting, for those who are not told of devices and admissions.
//!
//! To them a person who is here is one device, a stand-in: the rules that ask who is here, who is heard and who is
//! seen then give the same answer as for the devices themselves.

use crate::id::{ConnectionId, ParticipantId, SeatId};
use crate::meeting::Meeting;
use crate::meeting::event::Event;
use crate::meeting::owned::Owned;
use crate::meeting::presence::Connection;
use crate::read::Read;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A person who speaks for a seat, is connected and let in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct Here {
    /// Who.
    pub participant: ParticipantId,
    /// A camera of theirs is on.
    pub camera: bool,
    /// Their microphone is open, since they preside.
    pub presiding_microphone: bool,
}

/// The device that stands for all devices of a person: always the same, whoever asks and whenever (FNV-1a over the id).
#[must_use]
pub fn stand_in(participant: &ParticipantId) -> ConnectionId {
    let hash = participant.as_str().bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    ConnectionId(ConnectionId::STAND_INS + hash % ConnectionId::STAND_INS)
}

impl Meeting {
    /// Who is in the meeting for a seat.
    #[must_use]
    pub fn attendance(&self, seat: &SeatId) -> Vec<Here> {
        self.people_here(self.connections_of(seat)).into_values().collect()
    }

    /// A stand-in for everybody who is in the meeting for a seat.
    pub(super) fn stand_ins(&self) -> Owned<Connection> {
        let people = self.people_here(self.connections.values());
        people.values().map(Connection::from).collect()
    }

    fn people_here<'a>(
        &self,
        devices: impl Iterator<Item = &'a Connection>,
    ) -> BTreeMap<&'a ParticipantId, Here> {
        let mut people = BTreeMap::new();
        for device in devices {
            let who = &device.participant;
            if self.seat_of(who).is_none() || !self.is_admitted(who) {
                continue;
            }
            let here = people.entry(who).or_insert_with(|| Here {
                participant: who.clone(),
                camera: false,
                presiding_microphone: false,
            });
            here.camera |= device.camera;
            here.presiding_microphone |= self.presiding_microphone == Some(device.id);
        }
        people
    }

    /// What has become of a seat's attendance after `after`, if that is anything that others see. Somebody who has no
    /// seat can only have changed whether anybody is here to preside: that is told of the presidency's seat.
    pub(super) fn attendance_changed(
        &self,
        who: Option<&ParticipantId>,
        after: &Meeting,
    ) -> Option<Event> {
        let seat = who.and_then(|who| self.seat_of(who));
        let seat = seat.or_else(|| self.seat_of(&self.presiding))?;
        let (people, chair_lost_at) = (after.attendance(seat), after.chair_lost_at);
        let changed = people != self.attendance(seat) || chair_lost_at != self.chair_lost_at;
        let seats = || BTreeMap::from([(seat.clone(), people)]);
        changed.then(|| Event::AttendanceChanged { seats: seats(), chair_lost_at })
    }

    pub(super) fn attend(&mut self, seat: &SeatId, people: &[Here]) {
        let before: Vec<_> = self.connections_of(seat).map(|c| c.id).collect();
        let connections = Arc::make_mut(&mut self.connections);
        before.iter().for_each(|id| drop(connections.remove(id)));
        people.iter().for_each(|here| connections.insert(here.into()));
        if self.seat_of(&self.presiding) == Some(seat) {
            let open = people.iter().find(|here| here.presiding_microphone);
            self.presiding_microphone = open.map(|here| stand_in(&here.participant));
        }
    }
}

impl From<&Here> for Connection {
    fn from(here: &Here) -> Self {
        let participant = here.participant.clone();
        Self { id: stand_in(&participant), participant, since: None, camera: here.camera }
    }
}
