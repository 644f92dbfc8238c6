//! The journal: an append-only, hash-chained log for each meeting. Nobody is told of an event that is
//! not in it.

pub mod chain;
pub mod export;
pub mod form;
pub mod heads;
pub mod observations;
pub mod sqlite;
pub mod standings;

pub use observations::DeskLog;

use crate::store::Unopened;
use rostrum_proto::id::MeetingId;
use rostrum_proto::meeting::event::Record;
use std::future::Future;
use thiserror::Error;
use tokio::sync::watch;

/// A failure of the journal.
#[derive(Debug, Error)]
pub enum JournalError {
    /// The disk is full, or a write or sync failed. Nothing of the batch is recorded.
    #[error("writing the journal of {meeting}: {why}. Check the disk; nothing was recorded")]
    Write {
        /// Whose journal.
        meeting: String,
        /// The cause.
        why: String,
    },
    /// The disk did not say whether the batch is recorded: the journal must be read to know.
    #[error(
        "writing the journal of {meeting}: {why}. Check the disk; whether it was recorded is not known"
    )]
    Unknown {
        /// Whose journal.
        meeting: MeetingId,
        /// The cause.
        why: String,
    },
    /// The records do not continue the journal as it stands: somebody else writes it, and who has written it until now
    /// stops.
    #[error(
        "writing the journal of {meeting}: it does not end where this server left it. Is another server using \
         the data folder, or was it changed by hand?"
    )]
    Fenced {
        /// Whose journal.
        meeting: MeetingId,
    },
    /// The data folder cannot be used.
    #[error(transparent)]
    Open(#[from] Unopened),
    /// The journal cannot be read.
    #[error("reading the journal of {meeting}: {why}")]
    Read {
        /// Whose journal.
        meeting: String,
        /// The cause.
        why: String,
    },
}

/// A durable log of records for each meeting. SQLite for one machine; a clustered log fits here too.
pub trait EventLog: Send + Sync + 'static {
    /// Appends a batch after record `expected`; all of it or nothing, durable when it returns.
    ///
    /// # Errors
    /// [`JournalError::Write`]: nothing is recorded. [`JournalError::Fenced`]: nothing, and nothing will be.
    /// [`JournalError::Unknown`]: all of it or nothing.
    fn append(
        &self,
        meeting: &MeetingId,
        expected: u64,
        records: Vec<Record>,
    ) -> impl Future<Output = Result<(), JournalError>> + Send;

    /// Whether the last write succeeded.
    fn writable(&self) -> watch::Receiver<bool>;

    /// Records with `after < seq < before`, the last `limit` of them, oldest first.
    fn read(
        &self,
        meeting: &MeetingId,
        after: u64,
        before: u64,
        limit: u32,
    ) -> impl Future<Output = Result<Vec<Record>, JournalError>> + Send;
}
