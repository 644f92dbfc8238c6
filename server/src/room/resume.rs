//! A device that comes back by another socket: its network has changed, or the old socket carries nothing.
//!
//! It is the same device. Its media, its open microphone and the floor that it may have stay as they are, and the
//! journal has nothing to say of it: also in an outage of the disk. The client finds its media another way (ICE
//! restart); see PROTOCOL.md.

use super::ConnectError;
use super::draft::Arrival;
use super::outbox::{CloseReason, Outbox};
use super::publish::{Feed, is_officer};
use super::task::Room;
use super::{Connect, Letter};
use crate::journal::EventLog;
use rostrum_proto::id::ConnectionId;
use rostrum_proto::meeting::authority::{self, Act};
use rostrum_proto::wire::ServerMessage;
use tracing::info;

impl<L: EventLog + Clone> Room<L> {
    /// The device of the arrival goes on by this socket.
    pub(super) fn resume(&mut self, arrival: Arrival) {
        let Arrival { connection, subscriber, welcome, answer } = arrival;
        // A hello may have been on its way for long, while the client came back by another socket.
        let present = self.audience.subscribers.get(&connection);
        if present.is_some_and(|present| present.opened > subscriber.opened) {
            return drop(answer.send(Err(ConnectError::Replaced)));
        }
        let outbox = subscriber.outbox.clone();
        info!(meeting = %self.meeting.setup.id, %connection, "socket.resumed");
        if let Some(earlier) = self.audience.subscribers.insert(connection, subscriber) {
            earlier.outbox.close(CloseReason::Replaced);
        }
        outbox.say(&welcome);
        // A socket that has gone meanwhile sends its own letter.
        drop(answer.send(Ok(connection)));
        self.audience.admit(&self.meeting);
        match self.audience.subscribers.get(&connection) {
            Some(waits) if waits.feed == Feed::Lobby => waits.tell_lobby(&self.meeting),
            _ => self.tell_what_is_not_on_record(connection, &outbox),
        }
    }

    /// What a device was told beside the record, perhaps by a socket that no longer carried it.
    fn tell_what_is_not_on_record(&self, connection: ConnectionId, outbox: &Outbox) {
        let Some(device) = self.meeting.connections.get(&connection) else { return };
        let Some(subscriber) = self.audience.subscribers.get(&connection) else { return };
        let sources = self.gate.silenced();
        if !sources.is_empty() {
            subscriber.tell_silenced(&self.meeting, &sources);
        }
        if self.unwritable.is_some() && is_officer(&self.meeting, &device.participant) {
            outbox.say(&ServerMessage::Storage { writable: false });
        }
        if authority::may(&self.meeting, &device.participant, Act::WatchJournal) {
            outbox.say(&ServerMessage::Alarms { alarms: self.desk.alarms() });
        }
        if let Some(pictures) = self.desk.pictures_left_out(connection) {
            outbox.say(&ServerMessage::LeftOut { pictures });
        }
    }

    /// Whether a device asks to go on by another socket, in a letter that is not read yet.
    pub(super) fn comes_back(&self, connection: ConnectionId) -> bool {
        let resumes = |letter: &Letter| match letter {
            Letter::Connect(Connect { resume: Some(resume), .. }) => {
                resume.connection == connection
            }
            _ => false,
        };
        self.early.iter().any(resumes)
    }

    /// Whether a device has gone on by another socket than this.
    pub(super) fn has_another_socket(&self, connection: ConnectionId, outbox: &Outbox) -> bool {
        let present = self.audience.subscribers.get(&connection);
        present.is_some_and(|present| !present.outbox.is(outbox))
    }
}
