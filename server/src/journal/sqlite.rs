//! The journal in SQLite: one writer thread with group commit; WAL and `synchronous=FULL`, so that a
//! committed batch survives a power cut.

use super::heads::{self, Head};
use super::{EventLog, JournalError, chain, form, standings};
use crate::store::{Unopened, open, open_known};
use rostrum_proto::id::MeetingId;
use rostrum_proto::meeting::event::Record;
use rostrum_proto::time::Timestamp;
use rusqlite::{Connection, OptionalExtension, Savepoint, params};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use tokio::sync::{oneshot, watch};

/// Batches that one commit takes together at most.
const GROUP: usize = 256;

/// The journal of every meeting in a data folder. Cheap to clone.
#[derive(Clone)]
pub struct SqliteJournal {
    path: PathBuf,
    writer: mpsc::Sender<Write>,
    writable: watch::Receiver<bool>,
}

enum Write {
    Append {
        meeting: MeetingId,
        expected: u64,
        records: Vec<Record>,
        done: oneshot::Sender<Result<(), JournalError>>,
    },
    Alive(Timestamp),
}

impl SqliteJournal {
    /// Starts the writer for a data folder.
    ///
    /// # Errors
    /// As [`crate::store::open`].
    pub fn start(data: &Path) -> Result<Self, JournalError> {
        let db = open(data)?;
        let file = DatabaseFile::of(data);
        let (writer, inbox) = mpsc::channel();
        let (report, writable) = watch::channel(true);
        let path = data.to_path_buf();
        std::thread::Builder::new()
            .name("journal".into())
            .spawn(move || write_all(db, &file, &inbox, &report))
            .map_err(|e| Unopened { path: path.clone(), why: e.to_string() })?;
        Ok(Self { path, writer, writable })
    }

    /// Notes that the server lives: after a crash, speaking time counts up to here.
    pub fn note_alive(&self, now: Timestamp) {
        // A writer that is gone shows itself at the next append.
        drop(self.writer.send(Write::Alive(now)));
    }

    /// When the server was last known to live.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn last_alive(&self) -> Result<Option<Timestamp>, JournalError> {
        last_alive(&self.path)
    }

    /// Every meeting that has a journal.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn meetings(&self) -> Result<Vec<MeetingId>, JournalError> {
        heads::meetings(&open_known(&self.path)?)
    }

    /// Every meeting that a program has written: for who looks often.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn noted_meetings(&self) -> Result<Vec<MeetingId>, JournalError> {
        heads::noted(&open_known(&self.path)?)
    }
}

impl EventLog for SqliteJournal {
    async fn append(
        &self,
        meeting: &MeetingId,
        expected: u64,
        records: Vec<Record>,
    ) -> Result<(), JournalError> {
        let (done, answer) = oneshot::channel();
        let append = Write::Append { meeting: meeting.clone(), expected, records, done };
        let gone = || JournalError::Write {
            meeting: meeting.to_string(),
            why: "the journal's writer has stopped".into(),
        };
        self.writer.send(append).map_err(|_| gone())?;
        answer.await.map_err(|_| gone())?
    }

    fn writable(&self) -> watch::Receiver<bool> {
        self.writable.clone()
    }

    async fn read(
        &self,
        meeting: &MeetingId,
        after: u64,
        before: u64,
        limit: u32,
    ) -> Result<Vec<Record>, JournalError> {
        let (path, meeting) = (self.path.clone(), meeting.clone());
        let name = meeting.to_string();
        let read = tokio::task::spawn_blocking(move || {
            read_records(&open_known(&path)?, &meeting, after, before, limit)
        });
        read.await.map_err(|e| JournalError::Read { meeting: name, why: e.to_string() })?
    }
}

/// When a server with this data folder was last known to live.
///
/// # Errors
/// The database cannot be read.
pub fn last_alive(data: &Path) -> Result<Option<Timestamp>, JournalError> {
    open_known(data)?
        .query_row("SELECT at FROM alive", [], |row| row.get::<_, i64>(0))
        .optional()
        .map(|at| at.and_then(|at| u64::try_from(at).ok()).map(Timestamp))
        .map_err(|e| JournalError::Read { meeting: "all meetings".into(), why: e.to_string() })
}

/// See [`EventLog::read`]; for use without a runtime.
///
/// # Errors
/// The database cannot be read, or a record in it is not one.
pub fn read_records(
    db: &Connection,
    meeting: &MeetingId,
    after: u64,
    before: u64,
    limit: u32,
) -> Result<Vec<Record>, JournalError> {
    let failed = |why: String| JournalError::Read { meeting: meeting.to_string(), why };
    // A whole journal is read in the order in which it is verified: a damaged table may tell another story
    // backwards.
    let backwards = limit < u32::MAX;
    let select = || -> rusqlite::Result<Vec<String>> {
        let order = if backwards { "DESC" } else { "ASC" };
        let mut query = db.prepare_cached(&format!(
            "SELECT body FROM journal WHERE meeting = ?1 AND seq > ?2 AND seq < ?3 ORDER BY seq {order} LIMIT ?4"
        ))?;
        let last = i64::try_from(before).unwrap_or(i64::MAX);
        let bounds = params![meeting.as_str(), after as i64, last, limit];
        query.query_map(bounds, |row| row.get(0))?.collect()
    };
    let mut bodies = select().map_err(|e| failed(e.to_string()))?;
    if backwards {
        bodies.reverse();
    }
    let parse = |body: String| form::read(&body).map_err(failed);
    bodies.into_iter().map(parse).collect()
}

fn write_all(
    mut db: Connection,
    file: &DatabaseFile,
    inbox: &mpsc::Receiver<Write>,
    report: &watch::Sender<bool>,
) {
    while let Ok(first) = inbox.recv() {
        let group: Vec<_> =
            std::iter::once(first).chain(inbox.try_iter().take(GROUP - 1)).collect();
        let written = file.is_still_there().map_err(Failure::Nothing);
        let written = written.and_then(|()| commit(&mut db, &group));
        report
            .send_if_modified(|known| std::mem::replace(known, written.is_ok()) != written.is_ok());
        for (n, write) in group.into_iter().enumerate() {
            let Write::Append { meeting, done, .. } = write else { continue };
            let answer = match &written {
                Ok(fenced) if fenced.contains(&n) => Err(JournalError::Fenced { meeting }),
                Ok(_) => Ok(()),
                Err(Failure::Nothing(why)) => {
                    Err(JournalError::Write { meeting: meeting.to_string(), why: why.clone() })
                }
                Err(Failure::Unknown(why)) => {
                    Err(JournalError::Unknown { meeting, why: why.clone() })
                }
            };
            // Nobody waits any more when the room has stopped.
            drop(done.send(answer));
        }
    }
}

/// Where the database is, as it was opened: what is written to a file that was removed or replaced is lost.
struct DatabaseFile {
    path: PathBuf,
    inode: Option<(u64, u64)>,
}

impl DatabaseFile {
    fn of(data: &Path) -> Self {
        let path = data.join("rostrum.db");
        let inode = inode(&path);
        Self { path, inode }
    }

    fn is_still_there(&self) -> Result<(), String> {
        match inode(&self.path) == self.inode {
            true => Ok(()),
            false => Err(format!(
                "{} was removed or replaced while the server was running. Put it back, or mount its disk; only then restart",
                self.path.display()
            )),
        }
    }
}

fn inode(path: &Path) -> Option<(u64, u64)> {
    std::fs::metadata(path).ok().map(|file| (file.dev(), file.ino()))
}

/// Why a group was not committed, as far as is known.
enum Failure {
    /// Nothing of it is recorded.
    Nothing(String),
    /// It failed as it was being made durable: all of it is, or nothing.
    Unknown(String),
}

impl<E: std::fmt::Display> From<E> for Failure {
    fn from(why: E) -> Self {
        Self::Nothing(why.to_string())
    }
}

/// All of a group or nothing, except for what does not fit the journal as it stands: a fault in one meeting is no
/// other's. Gives which those are.
fn commit(db: &mut Connection, group: &[Write]) -> Result<Vec<usize>, Failure> {
    let began = crate::clock::steady();
    let result = (|| -> Result<Vec<usize>, Failure> {
        let mut fenced = Vec::new();
        let mut transaction =
            db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        for (n, write) in group.iter().enumerate() {
            match write {
                Write::Append { meeting, expected, records, .. } => {
                    match insert(transaction.savepoint()?, meeting, *expected, records) {
                        Ok(()) => {}
                        Err(why) if is_fenced(why.as_ref()) => fenced.push(n),
                        Err(why) => return Err(why.into()),
                    }
                }
                Write::Alive(now) => {
                    transaction.execute(
                        "INSERT INTO alive VALUES (1, ?1) ON CONFLICT (one) DO UPDATE SET at = ?1",
                        [now.0 as i64],
                    )?;
                }
            }
        }
        transaction.commit().map_err(|why| Failure::Unknown(why.to_string()))?;
        Ok(fenced)
    })();
    metrics::histogram!("rostrum_journal_commit_seconds").record(began.elapsed());
    result
}

/// Whether records do not fit what is there: neither by their number nor by their place.
fn is_fenced(why: &(dyn std::error::Error + 'static)) -> bool {
    let placed = why.downcast_ref::<rusqlite::Error>().and_then(rusqlite::Error::sqlite_error_code);
    matches!(why.downcast_ref(), Some(JournalError::Fenced { .. }))
        || placed == Some(rusqlite::ErrorCode::ConstraintViolation)
}

/// Appends records to a meeting's chain: all of them, the head that counts them and how the meeting stands, or nothing,
/// so that who reads at that moment never finds records that no head knows.
///
/// # Errors
/// The journal does not stand at `expected`, or the database refuses.
pub fn insert(
    part: Savepoint<'_>,
    meeting: &MeetingId,
    expected: u64,
    records: &[Record],
) -> Result<(), Box<dyn std::error::Error>> {
    let mut head = heads::read(&part, meeting)?.unwrap_or_else(|| Head::genesis(meeting));
    let found = head.records;
    if found != expected {
        return Err(JournalError::Fenced { meeting: meeting.clone() }.into());
    }
    let mut statement = part.prepare_cached("INSERT INTO journal VALUES (?1, ?2, ?3, ?4)")?;
    for record in records {
        let body = form::write(record)?;
        head = Head { records: record.seq, hash: chain::link(&head.hash, &body) };
        statement.execute(params![meeting.as_str(), record.seq as i64, body, head.hash])?;
    }
    drop(statement);
    heads::write(&part, meeting, head)?;
    standings::go_on(&part, meeting, expected, records)?;
    Ok(part.commit()?)
}
