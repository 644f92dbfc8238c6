//! How long each journal must be, and in which hash it must end: written with every commit, in a table of its
//! own. A journal that has lost records to a bad disk still looks whole to whoever reads it alone.

use super::chain::{self, Hash};
use super::{JournalError, form};
use rostrum_proto::id::MeetingId;
use rostrum_proto::meeting::event::Record;
use rusqlite::{Connection, OptionalExtension, params};

/// The end of a journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// So many records there are.
    pub records: u64,
    /// The hash of the last.
    pub hash: Hash,
}

impl Head {
    /// Of a journal that has no record yet.
    #[must_use]
    pub fn genesis(meeting: &MeetingId) -> Self {
        Self { records: 0, hash: chain::genesis(meeting) }
    }
}

/// The head of a meeting's journal, if it has one.
///
/// # Errors
/// The database cannot be read.
pub fn read(db: &Connection, meeting: &MeetingId) -> rusqlite::Result<Option<Head>> {
    db.prepare_cached("SELECT records, hash FROM heads WHERE meeting = ?1")?
        .query_row([meeting.as_str()], |row| {
            Ok(Head { records: row.get::<_, i64>(0)? as u64, hash: row.get(1)? })
        })
        .optional()
}

/// The last record of a journal, if the journal ends in its head and the record is proved by it. What is before it is
/// not read, and may be altered all the same.
///
/// # Errors
/// The database cannot be read.
pub fn proved_end(db: &Connection, meeting: &MeetingId) -> rusqlite::Result<Option<Record>> {
    let mut query = db.prepare_cached(
        "SELECT seq, body, hash FROM journal WHERE meeting = ?1 ORDER BY seq DESC LIMIT 2",
    )?;
    let rows = query.query_map([meeting.as_str()], |row| {
        Ok((row.get::<_, i64>(0)? as u64, row.get::<_, String>(1)?, row.get::<_, Hash>(2)?))
    })?;
    let mut rows = rows.collect::<rusqlite::Result<Vec<_>>>()?.into_iter();
    let Some((records, body, hash)) = rows.next() else { return Ok(None) };
    let before = rows.next().map_or_else(|| chain::genesis(meeting), |(_, _, hash)| hash);
    let proved = chain::link(&before, &body) == hash;
    let ends_so = read(db, meeting)? == Some(Head { records, hash });
    Ok((proved && ends_so).then(|| form::read(&body).ok()).flatten())
}

/// Notes a meeting's head, in the transaction that made it so.
pub(super) fn write(db: &Connection, meeting: &MeetingId, head: Head) -> rusqlite::Result<()> {
    let statement = "INSERT INTO heads VALUES (?1, ?2, ?3)
         ON CONFLICT (meeting) DO UPDATE SET records = ?2, hash = ?3";
    let values = params![meeting.as_str(), head.records as i64, head.hash];
    db.prepare_cached(statement)?.execute(values).map(drop)
}

/// Every meeting that has a head: all that a program has written.
///
/// # Errors
/// The table cannot be read.
pub fn noted(db: &Connection) -> Result<Vec<MeetingId>, JournalError> {
    names(db, "SELECT meeting FROM heads").map(ids).map_err(unreadable)
}

/// Every meeting that has a head, or records: a damaged table does not hide what the other tells.
///
/// # Errors
/// Neither can be read.
pub fn meetings(db: &Connection) -> Result<Vec<MeetingId>, JournalError> {
    // One step of the index for each meeting, however long their journals are.
    let of_journal = names(
        db,
        "WITH RECURSIVE known (id) AS (
            SELECT min(meeting) FROM journal UNION ALL
            SELECT (SELECT min(meeting) FROM journal WHERE meeting > id) FROM known WHERE id IS NOT NULL)
         SELECT id FROM known WHERE id IS NOT NULL",
    );
    let mut all = match (names(db, "SELECT meeting FROM heads"), of_journal) {
        (Ok(heads), Ok(journals)) => [heads, journals].concat(),
        (Ok(one), Err(_)) | (Err(_), Ok(one)) => one,
        (Err(why), Err(_)) => return Err(unreadable(why)),
    };
    all.sort();
    all.dedup();
    Ok(ids(all))
}

fn names(db: &Connection, sql: &str) -> rusqlite::Result<Vec<String>> {
    db.prepare(sql)?.query_map([], |row| row.get(0))?.collect()
}

/// A name that is none is damage, and missing where it belongs.
fn ids(names: Vec<String>) -> Vec<MeetingId> {
    names.into_iter().filter_map(|id| MeetingId::new(id).ok()).collect()
}

fn unreadable(why: rusqlite::Error) -> JournalError {
    JournalError::Read { meeting: "all meetings".into(), why: why.to_string() }
}
