//! Who may be heard, kept from the records and from what people were told, and from nothing else: the meeting
//! itself, its filters and its plan are what is checked against it.

use rostrum_proto::id::{ConnectionId, MeetingId, ParticipantId, RequestId, SeatId};
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::command::Command;
use rostrum_proto::meeting::event::{Event, Record};
use rostrum_proto::meeting::microphone::MuteOrigin;
use rostrum_proto::role::Role;
use rostrum_server::media::plan::{Plan, Stream, Track};
use rostrum_server::media::{Forwards, MediaError, Offered, Slot};
use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};

/// Media that carries nothing and remembers what it was told to forward.
#[derive(Default)]
pub struct Forwarder(Mutex<Plan>);

impl Forwarder {
    /// What is forwarded now.
    #[must_use]
    pub fn plan(&self) -> Plan {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Forwards for Forwarder {
    fn set_plan(&self, _meeting: &MeetingId, plan: Plan) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = plan;
    }

    fn choose(&self, _connection: ConnectionId, _slot: Slot, _stream: Option<Stream>) {}

    fn close(&self, _connection: ConnectionId) {}

    fn answer(
        &self,
        _meeting: &MeetingId,
        _connection: ConnectionId,
        _offer: Offered,
    ) -> Pin<Box<dyn Future<Output = Result<String, MediaError>> + Send>> {
        Box::pin(std::future::ready(Err(MediaError::Stopped)))
    }
}

/// A seat's mutes, each by itself.
#[derive(Clone, Copy, Debug, Default)]
struct Mutes {
    own: bool,
    chair: bool,
    technical: bool,
}

/// The ledger.
#[derive(Debug, Default)]
pub struct Ledger {
    in_session: bool,
    /// The doors are closed to the public.
    private: bool,
    /// Somebody was told so, though it could not be recorded.
    shut: bool,
    presiding: Option<ParticipantId>,
    presiding_device: Option<ConnectionId>,
    people: BTreeMap<ParticipantId, (Role, Option<SeatId>)>,
    let_in: BTreeSet<SeatId>,
    put_out: BTreeSet<ParticipantId>,
    devices: BTreeMap<ConnectionId, ParticipantId>,
    requests: BTreeMap<RequestId, SeatId>,
    speaking: BTreeMap<RequestId, ConnectionId>,
    /// By booth.
    on_air: BTreeMap<Lang, ConnectionId>,
    mutes: BTreeMap<SeatId, Mutes>,
    /// Closed by somebody who was told so, though it could not be recorded.
    closed: BTreeSet<ConnectionId>,
    /// Gone, as the server was told.
    gone: BTreeSet<ConnectionId>,
}

impl Ledger {
    /// Takes in a record.
    pub fn read(&mut self, record: &Record) {
        match &record.event {
            Event::Convened { setup } => {
                for person in &setup.people {
                    self.people.insert(person.id.clone(), (person.role, person.seat.clone()));
                    if person.role == Role::Chair {
                        self.presiding = Some(person.id.clone());
                    }
                }
                let listed = setup.speakers_list.iter().cloned();
                self.requests.extend((1..).map(RequestId).zip(listed));
            }
            Event::MeetingOpened {} | Event::MeetingResumed {} => self.in_session = true,
            Event::MeetingSuspended { .. } | Event::MeetingClosed {} => {
                self.in_session = false;
                self.on_air.clear();
            }
            Event::InterpreterOnAir { booth, connection, .. } => {
                self.on_air.insert(*booth, *connection);
                self.closed.remove(connection);
            }
            Event::InterpreterOffAir { booth } => drop(self.on_air.remove(booth)),
            Event::DoorsClosed { .. } => self.private = true,
            Event::DoorsOpened {} => (self.private, self.shut) = (false, false),
            Event::ParticipantNamed { person } => {
                self.people.insert(person.id.clone(), (person.role, person.seat.clone()));
            }
            Event::SeatAdmitted { seat } => drop(self.let_in.insert(seat.clone())),
            Event::ParticipantAdmitted { participant } => drop(self.put_out.remove(participant)),
            Event::ParticipantExpelled { participant } => {
                self.put_out.insert(participant.clone());
            }
            Event::ConnectionOpened { connection, participant } => {
                self.devices.insert(*connection, participant.clone());
            }
            Event::ConnectionClosed { connection, .. } => {
                self.devices.remove(connection);
                self.on_air.retain(|_, device| device != connection);
                self.presiding_device.take_if(|device| device == connection);
            }
            Event::ChairChanged { presiding, .. } => {
                self.presiding = Some(presiding.clone());
                self.presiding_device = None;
            }
            Event::FloorRequested { request, beneficiary, .. } => {
                self.requests.insert(*request, beneficiary.clone());
            }
            Event::PlaceRestored { request, anew, .. } => {
                if let Some(seat) = self.requests.get(request).cloned() {
                    self.requests.insert(*anew, seat);
                }
            }
            Event::FloorGranted { request, .. } => {
                let seat = self.requests.get(request).cloned();
                self.mute_by(seat, MuteOrigin::Chair, false);
            }
            Event::SpeechStarted { request, connection } => {
                self.speaking.insert(*request, *connection);
                self.opens_own(*connection, true);
            }
            Event::SpeechResumed { request, connection } => {
                self.speaking.insert(*request, *connection);
                self.closed.remove(connection);
            }
            Event::FloorReleased { request, .. } | Event::FloorRevoked { request, .. } => {
                let device = self.speaking.remove(request);
                self.presiding_device.take_if(|presiding| Some(*presiding) == device);
            }
            Event::FloorInterrupted { request, .. } | Event::FloorHeld { request, .. } => {
                self.speaking.remove(request);
            }
            Event::FloorReturned { request, .. } => drop(self.speaking.remove(request)),
            Event::MicrophoneOpened { connection } => self.opens_own(*connection, true),
            Event::MicrophoneClosed { connection } => self.opens_own(*connection, false),
            Event::MicrophoneSilenced { connection, origin } => {
                self.on_air.retain(|_, device| device != connection);
                let presides = self.devices.get(connection) == self.presiding.as_ref();
                match origin.filter(|_| !presides) {
                    None => self.opens_own(*connection, false),
                    Some(origin) => {
                        let seat = self.seat_of(*connection).cloned();
                        self.mute_by(seat, origin, true);
                    }
                }
            }
            Event::SeatsMuted { seats, origin } => {
                for seat in seats {
                    self.mute_by(Some(seat.clone()), *origin, true);
                }
            }
            Event::SeatsUnmuted { seats, origin } => {
                for seat in seats {
                    self.mute_by(Some(seat.clone()), *origin, false);
                }
            }
            _ => {}
        }
    }

    /// The server was told that a device is gone.
    pub fn leaves(&mut self, device: ConnectionId) {
        self.gone.insert(device);
    }

    /// Somebody was told that what their command closes is closed and stays closed.
    pub fn closes(&mut self, device: ConnectionId, command: &Command) {
        self.shut |= matches!(command, Command::CloseDoors { .. });
        let own = self.seat_of(device).cloned();
        let closed: Vec<_> = match command {
            Command::Mute { seat } => {
                let heard = self.heard().into_iter();
                heard.filter(|device| self.seat_of(*device) == Some(seat)).collect()
            }
            Command::CloseMicrophone {} => vec![device],
            Command::GoOffAir {} => {
                let who = self.devices.get(&device);
                let theirs = self.on_air.values().filter(|on_air| self.devices.get(on_air) == who);
                theirs.copied().collect()
            }
            Command::TakeOffAir { booth } => self.on_air.get(booth).copied().into_iter().collect(),
            Command::RevokeFloor { request } | Command::ReleaseFloor { request } => {
                self.speaking.get(request).copied().into_iter().collect()
            }
            Command::Expel { participant } => {
                let theirs = self.devices.iter().filter(|(_, p)| *p == participant);
                theirs.map(|(device, _)| *device).collect()
            }
            Command::PauseSpeaker {} => self.speaking.values().copied().collect(),
            Command::SuspendMeeting { .. } | Command::AdjournMeeting { .. } => self.heard(),
            Command::CloseMeeting {} => self.heard(),
            Command::MuteEveryone {} => {
                let others = self.heard().into_iter();
                others.filter(|d| self.seat_of(*d) != own.as_ref()).collect()
            }
            _ => vec![],
        };
        self.closed.extend(closed);
    }

    /// The server's process is gone, and all sockets with it.
    pub fn forgets_devices(&mut self) {
        self.closed.clear();
        self.gone.clear();
        self.shut = false;
    }

    /// Nobody is heard who may not be.
    ///
    /// # Errors
    /// Who is.
    pub fn check(&self, plan: &Plan) -> Result<(), String> {
        let heard = self.heard();
        for (device, _) in forwarded(plan) {
            if self.closed.contains(&device) {
                return Err(format!("{device} is forwarded again, and nobody has opened it"));
            }
            if self.gone.contains(&device) {
                return Err(format!("{device} is gone, and is forwarded"));
            }
            if !heard.contains(&device) {
                return Err(format!("{device} is forwarded; by the records {heard:?} may be"));
            }
        }
        if plan.public && (self.private || self.shut || !self.in_session) {
            return Err("the public is sent the meeting, and may not follow it".into());
        }
        match plan.audience.iter().find(|device| self.gone.contains(device)) {
            Some(device) => Err(format!("{device} is gone, and is sent the meeting")),
            None => Ok(()),
        }
    }

    /// Everybody is heard who is to be.
    ///
    /// # Errors
    /// Who is not.
    pub fn complete(&self, plan: &Plan) -> Result<(), String> {
        let forwarded: BTreeSet<_> = forwarded(plan).map(|(device, _)| device).collect();
        if plan.public == (self.private || !self.in_session) {
            return Err("the public may follow the meeting, and is not sent it".into());
        }
        match self.heard().into_iter().find(|device| !forwarded.contains(device)) {
            Some(device) => Err(format!("{device} is to be heard, and is not forwarded")),
            None => Ok(()),
        }
    }

    /// Whose microphone the records have opened.
    fn heard(&self) -> Vec<ConnectionId> {
        let devices = self.presiding_device.iter().chain(self.speaking.values());
        let devices = devices.filter(|device| self.is_heard(**device));
        let interprets = self.on_air.values().filter(|device| self.may_interpret(**device));
        let devices: BTreeSet<_> = devices.chain(interprets).copied().collect();
        devices.into_iter().collect()
    }

    fn is_heard(&self, device: ConnectionId) -> bool {
        let Some(who) = self.devices.get(&device) else { return false };
        let Some((_, Some(seat))) = self.people.get(who) else { return false };
        let mutes = self.mutes.get(seat).copied().unwrap_or_default();
        let muted = mutes.own || mutes.chair || mutes.technical;
        self.in_session && self.let_in.contains(seat) && !self.put_out.contains(who) && !muted
    }

    fn may_interpret(&self, device: ConnectionId) -> bool {
        let Some(who) = self.devices.get(&device) else { return false };
        let is_one = self.people.get(who).is_some_and(|(role, _)| *role == Role::Interpreter);
        self.in_session && is_one && !self.put_out.contains(who)
    }

    fn seat_of(&self, device: ConnectionId) -> Option<&SeatId> {
        self.people.get(self.devices.get(&device)?)?.1.as_ref()
    }

    fn opens_own(&mut self, device: ConnectionId, open: bool) {
        if self.devices.get(&device) == self.presiding.as_ref() {
            self.presiding_device = open.then_some(device);
        }
        let seat = self.seat_of(device).cloned();
        self.mute(seat, |mutes| mutes.own = !open);
        if open {
            self.closed.remove(&device);
        }
    }

    fn mute_by(&mut self, seat: Option<SeatId>, origin: MuteOrigin, muted: bool) {
        if !muted {
            let of_seat = |device: &ConnectionId| self.seat_of(*device) == seat.as_ref();
            let opened: Vec<_> = self.closed.iter().copied().filter(of_seat).collect();
            self.closed.retain(|device| !opened.contains(device));
        }
        self.mute(seat, |mutes| match origin {
            MuteOrigin::Chair => mutes.chair = muted,
            MuteOrigin::Technical => mutes.technical = muted,
        });
    }

    fn mute(&mut self, seat: Option<SeatId>, change: impl FnOnce(&mut Mutes)) {
        if let Some(seat) = seat {
            change(self.mutes.entry(seat).or_default());
        }
    }
}

fn forwarded(plan: &Plan) -> impl Iterator<Item = (ConnectionId, Track)> {
    plan.sources.values().filter(|(_, track)| *track == Track::Microphone).copied()
}
