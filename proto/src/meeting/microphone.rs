//! Whose microphone is open. Open means that the server forwards it.
//!
//! A seat's microphone is forwarded only while its grant is Live on that device and nothing mutes it;
//! the presiding officer's while presiding, when opened. Mutes belong to the seat and survive
//! reconnection. A grant lifts the chair's earlier mute of that seat, since the chair decides both and
//! the later decision holds; it never lifts a technician's.

use crate::id::{ConnectionId, RequestId, SeatId};
use crate::meeting::command::Actor;
use crate::meeting::event::Event;
use crate::meeting::refusal::Refusal;
use crate::meeting::{Meeting, authority};
use crate::read::Read;
use serde::{Deserialize, Serialize};

/// What closes a seat's microphone, each reason by itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct Microphone {
    /// The seat closed it itself.
    pub self_muted: bool,
    /// The chair closed it.
    pub chair_muted: bool,
    /// A technician closed it for a technical reason.
    pub technically_muted: bool,
}

/// By which authority a seat is muted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Read)]
#[serde(rename_all = "snake_case")]
pub enum MuteOrigin {
    /// The chair's.
    Chair,
    /// A technician's.
    Technical,
}

impl Microphone {
    /// Whether nothing mutes it.
    #[must_use]
    pub fn is_open(self) -> bool {
        !(self.self_muted || self.chair_muted || self.technically_muted)
    }

    /// Whether the seat itself could open it.
    ///
    /// # Errors
    /// Somebody else has closed it.
    pub fn may_open(self) -> Result<(), Refusal> {
        match (self.technically_muted, self.chair_muted) {
            (true, _) => Err(Refusal::MutedByTechnician {}),
            (false, true) => Err(Refusal::MutedByChair {}),
            (false, false) => Ok(()),
        }
    }

    fn mute_of(&mut self, origin: MuteOrigin) -> &mut bool {
        match origin {
            MuteOrigin::Chair => &mut self.chair_muted,
            MuteOrigin::Technical => &mut self.technically_muted,
        }
    }

    fn muted_by(mut self, origin: MuteOrigin) -> bool {
        *self.mute_of(origin)
    }
}

impl Meeting {
    /// The devices whose microphone is the floor channel now: the presiding officer's and the speaker's.
    #[must_use]
    pub fn open_microphones(&self) -> Vec<ConnectionId> {
        if !self.in_session() {
            return vec![];
        }
        let open = |id: &ConnectionId| {
            let seat = self.connections.get(id).and_then(|c| self.seat_of(&c.participant));
            seat.and_then(|s| self.seats.get(s)).is_some_and(|s| s.microphone.is_open())
        };
        let mut devices: Vec<_> =
            self.presiding_microphone.into_iter().chain(self.speaking_devices()).collect();
        devices.retain(open);
        devices.dedup();
        devices
    }

    /// The device of the holder, while its grant is Live: the one that is seen.
    #[must_use]
    pub fn speaking_device(&self) -> Option<ConnectionId> {
        self.holder()?.grant()?.live()
    }

    /// The devices of all whose grant is Live: several only under an open policy.
    pub fn speaking_devices(&self) -> impl Iterator<Item = ConnectionId> {
        self.granted().filter_map(|r| r.grant()?.live())
    }

    /// The device that shows the presiding officer: the one with the open microphone, else the one
    /// that shows a picture, the longest there.
    #[must_use]
    pub fn presiding_device(&self) -> Option<ConnectionId> {
        let mut devices = self.connections.of(&self.presiding);
        self.presiding_microphone.or_else(|| devices.find(|c| c.camera).map(|c| c.id))
    }

    pub(super) fn open_microphone(&self, actor: &Actor) -> Result<Vec<Event>, Refusal> {
        self.require_session()?;
        let seat = self.seat_of(&actor.participant).ok_or(Refusal::NoFloor {})?;
        let microphone = self.seat(seat)?.microphone;
        let device = self.granted_to(seat).and_then(|r| r.grant()?.live());
        if actor.participant != self.presiding && device.is_none() {
            return Err(Refusal::NoFloor {});
        }
        self.no_other_device(seat, actor.connection)?;
        microphone.may_open()?;
        let open = self.open_microphones().contains(&actor.connection);
        let event = Event::MicrophoneOpened { connection: actor.connection };
        Ok(if open { vec![] } else { vec![event] })
    }

    /// A seat has one open microphone: that of its speech, or of the presiding officer who sits there.
    pub(super) fn no_other_device(
        &self,
        seat: &SeatId,
        device: ConnectionId,
    ) -> Result<(), Refusal> {
        let presides = self.seat_of(&self.presiding) == Some(seat);
        let presiding = self.presiding_microphone.filter(|_| presides);
        let speaking = self.granted_to(seat).and_then(|r| r.grant()?.live());
        match presiding.into_iter().chain(speaking).any(|open| open != device) {
            true => Err(Refusal::OtherDevice {}),
            false => Ok(()),
        }
    }

    pub(super) fn close_microphone(&self, actor: &Actor) -> Result<Vec<Event>, Refusal> {
        let open = self.open_microphones().contains(&actor.connection)
            || self.presiding_microphone == Some(actor.connection);
        let event = Event::MicrophoneClosed { connection: actor.connection };
        Ok(if open { vec![event] } else { vec![] })
    }

    pub(super) fn turn_camera(&self, actor: &Actor, on: bool) -> Result<Vec<Event>, Refusal> {
        let known = self.connections.get(&actor.connection).map(|c| c.camera);
        let event = Event::CameraTurned { connection: actor.connection, on };
        Ok(if known == Some(on) { vec![] } else { vec![event] })
    }

    pub(super) fn mute(&self, actor: &Actor, seat: &SeatId) -> Result<Vec<Event>, Refusal> {
        let origin = authority::mute_origin(self, &actor.participant)?;
        let muted = self.seat(seat)?.microphone.muted_by(origin);
        let event = Event::SeatsMuted { seats: vec![seat.clone()], origin };
        Ok(if muted { vec![] } else { vec![event] })
    }

    pub(super) fn unmute(&self, actor: &Actor, seat: &SeatId) -> Result<Vec<Event>, Refusal> {
        let origin = authority::mute_origin(self, &actor.participant)?;
        let muted = self.seat(seat)?.microphone.muted_by(origin);
        let event = Event::SeatsUnmuted { seats: vec![seat.clone()], origin };
        Ok(if muted { vec![event] } else { vec![] })
    }

    pub(super) fn mute_everyone(&self) -> Vec<Event> {
        let presiding = self.seat_of(&self.presiding);
        let heard = self.seats.iter().filter(|(id, seat)| {
            Some(*id) != presiding && !seat.microphone.muted_by(MuteOrigin::Chair)
        });
        let seats: Vec<_> = heard.map(|(id, _)| id.clone()).collect();
        let event = Event::SeatsMuted { seats, origin: MuteOrigin::Chair };
        match &event {
            Event::SeatsMuted { seats, .. } if seats.is_empty() => vec![],
            _ => vec![event],
        }
    }

    pub(super) fn clear_mutes(&self) -> Vec<Event> {
        let muted = self.seats.iter().filter(|(_, s)| s.microphone.muted_by(MuteOrigin::Chair));
        let seats: Vec<_> = muted.map(|(id, _)| id.clone()).collect();
        match seats.is_empty() {
            true => vec![],
            false => vec![Event::SeatsUnmuted { seats, origin: MuteOrigin::Chair }],
        }
    }

    pub(super) fn set_mutes(&mut self, seats: &[SeatId], origin: MuteOrigin, muted: bool) {
        for id in seats {
            if let Some(seat) = self.seats.get_mut(id) {
                *seat.microphone.mute_of(origin) = muted;
            }
        }
    }

    /// A speech ends, and with it the microphone that it opened: who spoke for the presidency's own country
    /// opens it again to preside.
    pub(super) fn close_own_microphone(&mut self, request: RequestId) {
        let live = self.request(request).ok().and_then(|r| r.grant()?.live());
        if live.is_some() && self.presiding_microphone == live {
            self.presiding_microphone = None;
        }
    }

    /// A seat opened or closed its own microphone on a device.
    pub(super) fn set_own_microphone(&mut self, device: ConnectionId, open: bool) {
        let Some(participant) = self.connections.get(&device).map(|c| c.participant.clone()) else {
            return;
        };
        if participant == self.presiding {
            self.presiding_microphone = open.then_some(device);
        }
        let seat = self.seat_of(&participant).cloned();
        if let Some(seat) = seat.and_then(|s| self.seats.get_mut(&s)) {
            seat.microphone.self_muted = !open;
        }
    }
}
