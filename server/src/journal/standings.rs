//! How each meeting stands: written with every commit, in a table of its own. A server that starts knows from it which
//! meetings are over, when the last record was decided and which numbers devices have had, and reads no journal for it.

use super::sqlite::read_records;
use super::{JournalError, heads};
use rostrum_proto::id::MeetingId;
use rostrum_proto::meeting::event::Record;
use rostrum_proto::meeting::standing::Standing;
use rostrum_proto::time::Timestamp;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

/// How a meeting stands, and whether that is noted already.
///
/// # Errors
/// Nothing is noted, or not of all its records, and those that are missing cannot be read.
pub fn of(db: &Connection, meeting: &MeetingId) -> Result<(Standing, bool), JournalError> {
    let failed = |why: rusqlite::Error| JournalError::Read {
        meeting: meeting.to_string(),
        why: why.to_string(),
    };
    let head = heads::read(db, meeting).map_err(failed)?.map_or(0, |head| head.records);
    let noted = read(db, meeting).map_err(failed)?;
    // More than there are is damage: what they were is not known.
    let noted = noted.filter(|noted| noted.records <= head).unwrap_or_default();
    if noted.records == head && head > 0 {
        return Ok((noted, true));
    }
    // An earlier build has written them, which notes only heads.
    let mut standing = noted;
    let missing = read_records(db, meeting, noted.records, u64::MAX, u32::MAX)?;
    missing.iter().for_each(|record| standing.note(record));
    Ok((standing, false))
}

/// Notes how some meetings stand.
///
/// # Errors
/// The database refuses. Nothing depends on it but how long the next start takes.
pub fn note(db: &mut Connection, standings: &[(MeetingId, Standing)]) -> rusqlite::Result<()> {
    let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for (meeting, standing) in standings {
        write(&transaction, meeting, standing)?;
    }
    transaction.commit()
}

/// The standing of a meeting after more records, in the transaction that made it so. One that was behind stays so
/// until the next start.
pub(super) fn go_on(
    db: &Connection,
    meeting: &MeetingId,
    expected: u64,
    records: &[Record],
) -> rusqlite::Result<()> {
    // What is noted of one meeting may be damaged: that keeps no other from being recorded.
    let noted = read(db, meeting).map(Option::unwrap_or_default);
    let Some(mut standing) = noted.ok().filter(|noted| noted.records == expected) else {
        return Ok(());
    };
    records.iter().for_each(|record| standing.note(record));
    write(db, meeting, &standing)
}

fn read(db: &Connection, meeting: &MeetingId) -> rusqlite::Result<Option<Standing>> {
    let columns = "records, at, closed, connected, last_connection";
    db.prepare_cached(&format!("SELECT {columns} FROM standings WHERE meeting = ?1"))?
        .query_row([meeting.as_str()], |row| {
            let number = |column| row.get::<_, i64>(column).map(|number| number as u64);
            Ok(Standing {
                records: number(0)?,
                at: Timestamp(number(1)?),
                closed: row.get(2)?,
                connected: number(3)?,
                last_connection: number(4)?,
            })
        })
        .optional()
}

fn write(db: &Connection, meeting: &MeetingId, standing: &Standing) -> rusqlite::Result<()> {
    let Standing { records, at, closed, connected, last_connection } = *standing;
    let statement = "INSERT INTO standings VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (meeting) DO UPDATE SET
             records = ?2, at = ?3, closed = ?4, connected = ?5, last_connection = ?6";
    let (records, connected, last) = (records as i64, connected as i64, last_connection as i64);
    let values = params![meeting.as_str(), records, at.0 as i64, closed, connected, last];
    db.prepare_cached(statement)?.execute(values).map(drop)
}
