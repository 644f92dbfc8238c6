//! The gate: what was closed and could not be recorded stays closed.
//!
//! Closing acts at once, opening waits for the disk. While the journal cannot be written, a batch that closes
//! a microphone, a camera or a screen has no other effect: the gate keeps the source closed, whatever plan the
//! unchanged meeting would give, and likewise devices that are gone. The next batch that can be written
//! begins with what the gate has kept, so that the meeting itself says so, and the gate forgets it.

use super::plan::{lost, plan};
use crate::media::plan::{Plan, Track};
use rostrum_proto::id::ConnectionId;
use rostrum_proto::meeting::doors::Private;
use rostrum_proto::meeting::event::{Event, Record};
use rostrum_proto::meeting::microphone::MuteOrigin;
use rostrum_proto::meeting::outage::Silenced;
use rostrum_proto::meeting::{Meeting, Notice};
use std::collections::{BTreeMap, BTreeSet};

/// What is kept closed.
#[derive(Debug, Default)]
pub struct Gate {
    /// With who closed it, other than the seat itself.
    microphones: BTreeMap<ConnectionId, Option<MuteOrigin>>,
    cameras: BTreeSet<ConnectionId>,
    screens: BTreeSet<ConnectionId>,
    /// What interpreters say aside: no event closes that alone, so that nothing of it is owed.
    asides: BTreeSet<ConnectionId>,
    /// The doors, as the meeting would have them.
    doors: Option<Private>,
    /// Devices that are gone, or whose person was removed.
    gone: BTreeSet<ConnectionId>,
}

impl Gate {
    /// The part of a plan that may be forwarded.
    #[must_use]
    pub fn let_through(&self, mut plan: Plan) -> Plan {
        plan.audience.retain(|device| !self.gone.contains(device));
        plan.public &= self.doors.is_none();
        plan.sources.retain(|_, source| self.is_open(*source));
        plan
    }

    fn is_open(&self, (device, track): (ConnectionId, Track)) -> bool {
        let closed = match track {
            Track::Microphone => self.microphones.contains_key(&device),
            Track::Camera => self.cameras.contains(&device),
            Track::Screen | Track::ScreenSound => self.screens.contains(&device),
            Track::Aside => self.asides.contains(&device),
        };
        !closed && !self.gone.contains(&device)
    }

    /// A device is gone: nothing is forwarded to it or from it any more.
    pub fn shut_out(&mut self, device: ConnectionId) {
        self.gone.insert(device);
    }

    /// A batch could not be written: what each of its records closes stays closed, also if a later one would have
    /// opened it again. Who is gone has nothing that could be opened.
    pub fn keep_closed(&mut self, before: &Meeting, records: &[Record]) {
        let mut meeting = before.clone();
        for record in records {
            let allowed = plan(&meeting);
            meeting.apply(record);
            if !record.event.closes() {
                continue;
            }
            if let Event::DoorsClosed { reason } = &record.event {
                let (since, reason) = (record.at, reason.clone());
                self.doors.get_or_insert(Private { since, reason });
            }
            for (device, track) in lost(allowed, plan(&meeting)) {
                if meeting.connections.contains_key(&device) {
                    self.keep_source(&meeting, record, (device, track));
                }
            }
        }
    }

    fn keep_source(
        &mut self,
        meeting: &Meeting,
        record: &Record,
        (device, track): (ConnectionId, Track),
    ) {
        match track {
            Track::Microphone => {
                let origin = closed_by_another(meeting, record, device);
                let known = self.microphones.entry(device).or_insert(origin);
                // Who closes it last does not open what another has closed before.
                *known = known.or(origin);
            }
            Track::Camera => drop(self.cameras.insert(device)),
            Track::Screen | Track::ScreenSound => drop(self.screens.insert(device)),
            Track::Aside => drop(self.asides.insert(device)),
        }
    }

    /// What has to be recorded of it.
    #[must_use]
    pub fn owed(&self) -> Option<Notice> {
        let sources = self.silenced();
        (!sources.is_empty()).then_some(Notice::Silenced(sources))
    }

    /// What is kept closed.
    #[must_use]
    pub fn silenced(&self) -> Vec<Silenced> {
        let microphones = self.microphones.iter();
        let microphones = microphones
            .map(|(device, origin)| Silenced::Microphone { connection: *device, origin: *origin });
        let cameras = self.cameras.iter().map(|device| Silenced::Camera { connection: *device });
        let screens = self.screens.iter().map(|device| Silenced::Screen { connection: *device });
        let doors = self.doors.iter().map(|doors| Silenced::Doors { reason: doors.reason.clone() });
        microphones.chain(cameras).chain(screens).chain(doors).collect()
    }

    /// The doors, if they are kept closed.
    #[must_use]
    pub fn doors(&self) -> Option<&Private> {
        self.doors.as_ref()
    }

    /// The meeting itself now records what is closed, and who is gone.
    pub fn recorded(&mut self, meeting: &Meeting) {
        self.microphones.clear();
        self.cameras.clear();
        self.screens.clear();
        self.asides.clear();
        self.doors = None;
        self.gone.retain(|device| meeting.connections.contains_key(device));
    }
}

/// By whose authority a record closes a device's microphone, unless its own seat does.
fn closed_by_another(
    meeting: &Meeting,
    record: &Record,
    device: ConnectionId,
) -> Option<MuteOrigin> {
    let seat_of = |device| meeting.seat_of(&meeting.connections.get(device)?.participant);
    let seat = seat_of(&device);
    if let Event::SeatsMuted { seats, origin } = &record.event {
        return seats.iter().any(|muted| Some(muted) == seat).then_some(*origin);
    }
    let own = record.by.as_ref().is_some_and(|by| meeting.seat_of(&by.participant) == seat);
    (!own).then_some(MuteOrigin::Chair)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::plan::Stream;

    fn allowing(sources: &[(Stream, u64, Track)]) -> Plan {
        Plan {
            audience: sources.iter().map(|(_, device, _)| ConnectionId(*device)).collect(),
            sources: sources.iter().map(|(slot, d, t)| (*slot, (ConnectionId(*d), *t))).collect(),
            ..Plan::default()
        }
    }

    #[test]
    fn who_is_gone_hears_nothing_and_is_not_heard() {
        let mut gate = Gate::default();
        let whole = allowing(&[
            (Stream::FloorVoice(0), 1, Track::Microphone),
            (Stream::FloorPicture, 2, Track::Camera),
        ]);
        assert_eq!(gate.let_through(whole.clone()), whole);
        gate.shut_out(ConnectionId(1));
        assert_eq!(gate.let_through(whole), allowing(&[(Stream::FloorPicture, 2, Track::Camera)]));
        assert_eq!(gate.owed(), None, "that a device is gone is told by a notice of its own");
    }
}
