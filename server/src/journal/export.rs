//! The journal for those outside: the whole meeting as NDJSON, and the proof that it is unaltered.

use super::{JournalError, chain};
use rostrum_proto::id::MeetingId;
use rostrum_proto::meeting::Meeting;
use rostrum_proto::meeting::event::Record;
use rusqlite::Connection;
use std::io::Write;

/// What a verified journal amounts to.
#[derive(Debug, PartialEq, Eq)]
pub struct Verified {
    /// Number of records.
    pub records: u64,
    /// The last hash, in hexadecimal: note it elsewhere, and nobody can alter the journal unseen.
    pub hash: String,
}

/// Writes one line for each record: `{"hash": …, "record": …}`.
///
/// # Errors
/// The journal cannot be read, or `out` not be written.
pub fn export(db: &Connection, meeting: &MeetingId, out: &mut impl Write) -> anyhow::Result<()> {
    each(db, meeting, |_, body, hash| {
        writeln!(out, "{{\"hash\":\"{}\",\"record\":{body}}}", chain::hex(hash))?;
        Ok(())
    })
}

/// Recomputes the chain and replays the meeting from it.
///
/// # Errors
/// Names the first record that is missing, altered or not a record.
pub fn verify(db: &Connection, meeting: &MeetingId) -> anyhow::Result<Verified> {
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
        let record: Record = serde_json::from_str(body)
            .map_err(|e| anyhow::anyhow!("record {seq} of {meeting} cannot be read: {e}"))?;
        if record.seq != seq {
            anyhow::bail!("record {seq} of {meeting} says that it is {}", record.seq);
        }
        records.push(record);
        Ok(())
    })?;
    if Meeting::replay(&records).is_none() {
        anyhow::bail!("the journal of {meeting} does not begin with a meeting: is the name right?");
    }
    Ok(Verified { records: records.len() as u64, hash: chain::hex(&hash) })
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
