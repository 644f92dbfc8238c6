//! The journal for those outside: the whole meeting as NDJSON, and the proof that it is unaltered.

use super::heads::{self, Head};
use super::{JournalError, chain, form};
use rostrum_proto::id::MeetingId;
use rostrum_proto::meeting::Meeting;
use rostrum_proto::meeting::event::Record;
use rostrum_proto::time::Timestamp;
use rusqlite::{Connection, Transaction};
use std::io::Write;

/// What a verified journal amounts to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Number of records.
    pub records: u64,
    /// The last hash, in hexadecimal: note it elsewhere, and nobody can alter the journal unseen.
    pub hash: String,
    /// When the last record was decided.
    pub until: Timestamp,
}

/// Writes one line per record: `{"hash": …, "record": …}`.
///
/// # Errors
/// The journal cannot be read, or `out` cannot be written; or the journal is shorter or longer than it must be,
/// which is reported after all its records are written.
pub fn export(db: &Connection, meeting: &MeetingId, out: &mut impl Write) -> anyhow::Result<()> {
    let db = &snapshot(db)?;
    let mut last = Head::genesis(meeting);
    each(db, meeting, |seq, body, hash| {
        last = Head { records: seq, hash: hash.try_into()? };
        writeln!(out, "{{\"hash\":\"{}\",\"record\":{body}}}", chain::hex(hash))?;
        Ok(())
    })?;
    ends_in(db, meeting, last)
}

/// Has SQLite check the tables that a meeting depends on.
///
/// # Errors
/// The first faults it finds.
pub fn check_tables(db: &Connection) -> anyhow::Result<()> {
    let known = "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'standings')";
    // A backup of an earlier build has none.
    let standings = db.query_row(known, [], |row| row.get(0)).unwrap_or(true);
    let tables = ["journal", "heads", "invitations"];
    for table in tables.into_iter().chain(standings.then_some("standings")) {
        let found = || -> rusqlite::Result<Vec<String>> {
            let mut check = db.prepare(&format!("PRAGMA integrity_check({table})"))?;
            check.query_map([], |row| row.get(0))?.take(3).collect()
        };
        let found = found().unwrap_or_else(|why| vec![why.to_string()]);
        if found != ["ok"] {
            anyhow::bail!("the table {table} of the data folder is damaged: {}", found.join("; "));
        }
    }
    Ok(())
}

/// Recomputes the chain, replays the meeting from it, and compares its end with the end noted at the last commit.
///
/// # Errors
/// Names the first record that is missing, altered or not a record.
pub fn verify(db: &Connection, meeting: &MeetingId) -> anyhow::Result<Verified> {
    let db = &snapshot(db)?;
    let mut hash = chain::genesis(meeting);
    let mut records: Vec<Record> = Vec::new();
    each(db, meeting, |seq, body, stored| {
        let expected = records.len() as u64 + 1;
        if seq != expected {
            anyhow::bail!("record {expected} of {meeting} is missing: the next one is {seq}");
        }
        hash = chain::link(&hash, body);
        if hash != *stored {
            anyhow::bail!(
                "record {seq} of {meeting} does not fit its hash: it or one before it was altered"
            );
        }
        let record: Record = form::read(body)
            .map_err(|e| anyhow::anyhow!("record {seq} of {meeting} cannot be read: {e}"))?;
        if record.seq != seq {
            anyhow::bail!("record {seq} of {meeting} is numbered {} in its text", record.seq);
        }
        records.push(record);
        Ok(())
    })?;
    ends_in(db, meeting, Head { records: records.len() as u64, hash })?;
    let Some(replayed) = Meeting::replay(&records) else {
        anyhow::bail!("the journal of {meeting} does not begin with a meeting: is the name right?");
    };
    if replayed.setup.id != *meeting {
        let other = &replayed.setup.id;
        anyhow::bail!("the journal of {meeting} is that of another meeting, {other}");
    }
    Ok(Verified { records: records.len() as u64, hash: chain::hex(&hash), until: replayed.at })
}

/// The database at one moment: what a server writes meanwhile appears in neither the records nor their head.
fn snapshot(db: &Connection) -> rusqlite::Result<Transaction<'_>> {
    db.unchecked_transaction()
}

/// Compares the end that was found with the end noted at the last commit.
fn ends_in(db: &Connection, meeting: &MeetingId, found: Head) -> anyhow::Result<()> {
    match heads::read(db, meeting)? {
        None if found.records == 0 => {
            anyhow::bail!("there is no journal of {meeting}: is the name right?")
        }
        None => anyhow::bail!(
            "{} records of {meeting} are there, and nothing says how many there must be",
            found.records
        ),
        Some(noted) if noted.records != found.records => anyhow::bail!(
            "{} records of {meeting} are there, and there must be {}",
            found.records,
            noted.records
        ),
        Some(noted) if noted != found => anyhow::bail!(
            "the journal of {meeting} ends in {}, and must end in {}",
            chain::hex(&found.hash),
            chain::hex(&noted.hash)
        ),
        Some(_) => Ok(()),
    }
}

fn each(
    db: &Connection,
    meeting: &MeetingId,
    mut visit: impl FnMut(u64, &str, &[u8]) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let failed = |e: rusqlite::Error| JournalError::Read {
        meeting: meeting.to_string(),
        why: e.to_string(),
    };
    let mut query = db
        .prepare("SELECT seq, body, hash FROM journal WHERE meeting = ?1 ORDER BY seq")
        .map_err(failed)?;
    let mut rows = query.query([meeting.as_str()]).map_err(failed)?;
    while let Some(row) = rows.next().map_err(failed)? {
        let (seq, body): (i64, String) = (row.get(0)?, row.get(1)?);
        let hash: Vec<u8> = row.get(2)?;
        visit(seq as u64, &body, &hash)?;
    }
    Ok(())
}
