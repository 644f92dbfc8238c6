//! What one recorded command costs the room of a large meeting, without disk and sockets.

use crate::numbers;
use rostrum_proto::id::{CommandId, ConnectionId, MeetingId, ParticipantId, SeatId};
use rostrum_proto::meeting::Meeting;
use rostrum_proto::meeting::command::{Actor, Command};
use rostrum_proto::meeting::event::{Event, Record};
use rostrum_proto::meeting::setup::{Person, SeatSetup};
use rostrum_proto::profile::SeatKind;
use rostrum_proto::role::Role;
use rostrum_server::clock::Clock;
use rostrum_server::desk::rules::Rules;
use rostrum_server::journal::{EventLog, JournalError};
use rostrum_server::lots::Lots;
use rostrum_server::meeting_file;
use rostrum_server::room::outbox::{OutboxReader, Outgoing, outbox};
use rostrum_server::room::{Connect, Letter, Room, RoomHandle, Wiring};
use std::sync::Arc;
use std::time::Instant;
use tokio::sync::{oneshot, watch};

const SEATS: u64 = 200;
const COMMANDS: u64 = 10_000;

/// A journal that forgets.
#[derive(Clone)]
struct NoLog;

impl EventLog for NoLog {
    fn writable(&self) -> watch::Receiver<bool> {
        watch::channel(true).1
    }

    async fn append(
        &self,
        _meeting: &MeetingId,
        _expected: u64,
        _records: Vec<Record>,
    ) -> Result<(), JournalError> {
        Ok(())
    }

    async fn read(
        &self,
        _meeting: &MeetingId,
        _after: u64,
        _before: u64,
        _limit: u32,
    ) -> Result<Vec<Record>, JournalError> {
        Ok(vec![])
    }
}

/// The demo's meeting with so many seats, each with a delegate.
fn large_meeting() -> (Meeting, Record) {
    let mut setup = meeting_file::read(&rostrum_tests::hall::meeting_file()).unwrap();
    let like = setup.seats.last().unwrap().clone();
    for n in setup.seats.len() as u64..SEATS {
        let id = SeatId::new(format!("S{n:03}")).unwrap();
        setup.seats.push(SeatSetup { id: id.clone(), kind: SeatKind::Member, ..like.clone() });
        setup.people.push(Person {
            id: ParticipantId::new(format!("{id}-delegate")).unwrap(),
            role: Role::Delegate,
            seat: Some(id),
            name: Some("A name of ordinary length".to_owned()),
            title: Some("Permanent Representative".to_owned()),
            booth: None,
            rank: None,
        });
    }
    let at = setup.starts_at;
    let first =
        Record { seq: 1, at, by: None, event: Event::Convened { setup: Box::new(setup.clone()) } };
    (Meeting::convened(setup, at), first)
}

/// Somebody's device, whose frames are read.
struct Device {
    actor: Actor,
    reader: OutboxReader,
}

impl Device {
    async fn connects(room: &RoomHandle, participant: ParticipantId, number: u64) -> Self {
        let actor = Actor { participant, connection: ConnectionId(number) };
        let (outbox, reader) = outbox();
        let (answer, answered) = oneshot::channel();
        let connect = Connect {
            actor: actor.clone(),
            invitation: String::new(),
            resume: None,
            opened: number,
            outbox,
            token_expires_at: Default::default(),
            relay: None,
            answer,
        };
        room.send(Letter::Connect(connect)).await;
        answered.await.unwrap().unwrap();
        Self { actor, reader }
    }

    fn reads_all(&mut self) {
        while let Some(outgoing) = self.reader.next_queued() {
            if let Outgoing::Frame(frame) = outgoing {
                self.reader.sent(frame.len());
            }
        }
    }

    async fn does(&mut self, room: &RoomHandle, number: u64, command: Command) {
        let id = CommandId::new(format!("bench-{number}")).unwrap();
        room.send(Letter::Command { actor: self.actor.clone(), id, command }).await;
        loop {
            let Some(Outgoing::Frame(frame)) = self.reader.next().await else { return };
            self.reader.sent(frame.len());
            if frame.contains("\"accepted\"") {
                return;
            }
        }
    }
}

/// One command after the other, each recorded and told to everybody before the next.
pub async fn measure() {
    let (meeting, first) = large_meeting();
    let people: Vec<ParticipantId> = meeting.participants.keys().cloned().collect();
    let seats: Vec<SeatId> = meeting.seats.keys().cloned().collect();
    let wiring = Wiring {
        clock: Clock::system(),
        lots: Lots::counted(1),
        log: NoLog,
        media: None,
        desk_log: None,
        recorder: None,
        rules: Arc::new(Rules::carried().unwrap()),
    };
    let room = Room::start(wiring, meeting, &[first]);
    let mut devices = Vec::new();
    for (number, person) in (1..).zip(people) {
        devices.push(Device::connects(&room, person, number).await);
    }
    let of = |devices: &[Device], who: &str| {
        devices.iter().position(|d| d.actor.participant.as_str() == who).unwrap()
    };
    let mut technician = devices.swap_remove(of(&devices, "technician"));
    let mut number = 0;
    for seat in &seats {
        number += 1;
        technician.does(&room, number, Command::AdmitSeat { seat: seat.clone() }).await;
        devices.iter_mut().for_each(Device::reads_all);
    }
    let mut times = Vec::new();
    let (before, _) = numbers::used(std::process::id());
    for n in 0..COMMANDS {
        let seat = seats[(n / 2 % SEATS) as usize].clone();
        let command = match n % 2 {
            0 => Command::Mute { seat },
            _ => Command::Unmute { seat },
        };
        number += 1;
        let started = Instant::now();
        technician.does(&room, number, command).await;
        times.push(started.elapsed());
        devices.iter_mut().for_each(Device::reads_all);
    }
    let (after, _) = numbers::used(std::process::id());
    numbers::print("room: one recorded command, 200 seats connected", times);
    let each = (after - before) * 1e3 / COMMANDS as f64;
    println!("    CPU {each:.3} ms a command, with the reading of all frames");
}
