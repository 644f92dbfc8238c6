//! How long each journal must be, and in which hash it must end: written with every commit, in a table of its
//! own. A journal that has lost records to a bad disk still looks whole to whoever reads it alone.

use super::JournalError;
use super::chain::{self, Hash};
use rostrum_proto::id::MeetingId;
use rusqlite::{Connection, OptionalExtension, params};

/// The table, since version 3 of the data folder, with what the journals of before amount to.
pub(super) const TABLE: &str = "
    CREATE TABLE heads (meeting TEXT PRIMARY KEY, records INTEGER NOT NULL, hash BLOB NOT NULL) WITHOUT ROWID;
    INSERT INTO heads SELECT meeting, max(seq), hash FROM journal GROUP BY meeting;";

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

/// Notes a meeting's head, in the transaction that made it so.
pub(super) fn write(db: &Connection, meeting: &MeetingId, head: Head) -> rusqlite::Result<()> {
    let statement = "INSERT INTO heads VALUES (?1, ?2, ?3)
         ON CONFLICT (meeting) DO UPDATE SET records = ?2, hash = ?3";
    let values = params![meeting.as_str(), head.records as i64, head.hash];
    db.prepare_cached(statement)?.execute(values).map(drop)
}

/// Every meeting that has a head, or records: a damaged table does not hide what the other tells.
///
/// # Errors
/// Neither can be read.
pub fn meetings(db: &Connection) -> Result<Vec<MeetingId>, JournalError> {
    let failed = |why: String| JournalError::Read { meeting: "all meetings".into(), why };
    let names = |sql| -> rusqlite::Result<Vec<String>> {
        db.prepare(sql)?.query_map([], |row| row.get(0))?.collect()
    };
    // One step of the index for each meeting, however long their journals are.
    let of_journal = names(
        "WITH RECURSIVE known (id) AS (
            SELECT min(meeting) FROM journal UNION ALL
            SELECT (SELECT min(meeting) FROM journal WHERE meeting > id) FROM known WHERE id IS NOT NULL)
         SELECT id FROM known WHERE id IS NOT NULL",
    );
    let mut all = match (names("SELECT meeting FROM heads"), of_journal) {
        (Ok(heads), Ok(journals)) => [heads, journals].concat(),
        (Ok(one), Err(_)) | (Err(_), Ok(one)) => one,
        (Err(why), Err(_)) => return Err(failed(why.to_string())),
    };
    all.sort();
    all.dedup();
    // A name that is none is damage, and missing where it belongs.
    Ok(all.into_iter().filter_map(|id| MeetingId::new(id).ok()).collect())
}
