//! How a meeting stands, in five numbers: enough to know whether anything may still happen in it by itself, without
//! reading its journal.

use crate::meeting::event::{Event, Record};
use crate::time::Timestamp;

/// How a meeting stands after so many records.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// The records that it is made of, from the first.
    pub records: u64,
    /// When the last of them was decided.
    pub at: Timestamp,
    /// The meeting is closed.
    pub closed: bool,
    /// So many devices are connected.
    pub connected: u64,
    /// The highest number that a device ever had.
    pub last_connection: u64,
}

impl Standing {
    /// The next record.
    pub fn note(&mut self, record: &Record) {
        self.records = record.seq;
        self.at = record.at;
        if let Event::MeetingClosed {} = record.event {
            self.closed = true;
        }
        if let Event::ConnectionOpened { connection, .. } = record.event {
            self.connected += 1;
            self.last_connection = self.last_connection.max(connection.0);
        }
        if let Event::ConnectionClosed { .. } = record.event {
            self.connected = self.connected.saturating_sub(1);
        }
    }

    /// Whether the meeting is closed and everybody has gone: nothing happens in it until somebody comes.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.closed && self.connected == 0
    }
}
