//! The desk log in SQLite: a table beside the journal, with a thread and a connection of its own, so that
//! no fact of the meeting ever waits for an observation. A power cut may take the last few; the oldest go
//! when there are too many.

use super::JournalError;
use crate::store::{self, Unopened};
use rostrum_proto::id::{MeetingId, SeatId};
use rostrum_proto::time::Timestamp;
use rostrum_proto::wire::desk::DeskEntry;
use rusqlite::{Connection, OptionalExtension, params};
use std::path::Path;
use std::sync::mpsc;
use tokio::sync::oneshot;
use tracing::warn;

/// Entries kept of a meeting: some twelve hours of forty seats.
const KEPT: i64 = 200_000;
/// So often the oldest are looked for.
const PRUNE_EVERY: i64 = 1_000;

/// The desk log of every meeting in a data folder. Cheap to clone.
#[derive(Clone)]
pub struct DeskLog {
    orders: mpsc::Sender<Order>,
}

enum Order {
    Write(MeetingId, Vec<DeskEntry>),
    Read(Question, oneshot::Sender<Result<Vec<DeskEntry>, JournalError>>),
}

struct Question {
    meeting: MeetingId,
    seat: SeatId,
    from: Timestamp,
    until: Timestamp,
    limit: u32,
}

impl DeskLog {
    /// Starts the thread for a data folder.
    ///
    /// # Errors
    /// As [`store::open`].
    pub fn start(data: &Path) -> Result<Self, JournalError> {
        let db = store::open(data)?;
        let failed = |why: String| JournalError::from(Unopened { path: data.to_path_buf(), why });
        // In a write-ahead log this is consistent after a power cut, and spares the wait for the disk.
        db.pragma_update(None, "synchronous", "NORMAL").map_err(|e| failed(e.to_string()))?;
        let (orders, inbox) = mpsc::channel();
        std::thread::Builder::new()
            .name("desk log".into())
            .spawn(move || obey(db, &inbox))
            .map_err(|e| failed(e.to_string()))?;
        Ok(Self { orders })
    }

    /// Writes entries, soon. What cannot be written is lost, and said so in the server's own log.
    pub fn write(&self, meeting: &MeetingId, entries: Vec<DeskEntry>) {
        // The thread ends with the last handle.
        drop(self.orders.send(Order::Write(meeting.clone(), entries)));
    }

    /// Entries about a seat or about the server with `from <= at < until`, the first `limit` of them,
    /// oldest first. Everything written before is there.
    ///
    /// # Errors
    /// The database cannot be read, or an entry in it is not one.
    pub async fn read(
        &self,
        meeting: &MeetingId,
        seat: &SeatId,
        (from, until): (Timestamp, Timestamp),
        limit: u32,
    ) -> Result<Vec<DeskEntry>, JournalError> {
        let (answer, read) = oneshot::channel();
        let (meeting, seat) = (meeting.clone(), seat.clone());
        let gone = JournalError::Read {
            meeting: meeting.to_string(),
            why: "the desk log has stopped".into(),
        };
        let question = Question { meeting, seat, from, until, limit };
        drop(self.orders.send(Order::Read(question, answer)));
        read.await.unwrap_or(Err(gone))
    }
}

fn obey(mut db: Connection, inbox: &mpsc::Receiver<Order>) {
    while let Ok(order) = inbox.recv() {
        match order {
            Order::Write(meeting, entries) => {
                if let Err(why) = insert(&mut db, &meeting, &entries) {
                    warn!(%meeting, %why, lost = entries.len(), "desk_log.unwritable");
                }
            }
            // Whoever asked may have gone.
            Order::Read(question, answer) => drop(answer.send(select(&db, &question))),
        }
    }
}

fn insert(
    db: &mut Connection,
    meeting: &MeetingId,
    entries: &[DeskEntry],
) -> Result<(), Box<dyn std::error::Error>> {
    let transaction = db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let last = "SELECT id FROM desk WHERE meeting = ?1 ORDER BY id DESC LIMIT 1";
    let last: Option<i64> = transaction
        .prepare_cached(last)?
        .query_row([meeting.as_str()], |row| row.get(0))
        .optional()?;
    let before = last.unwrap_or(0);
    let mut id = before;
    {
        let mut statement =
            transaction.prepare_cached("INSERT INTO desk VALUES (?1, ?2, ?3, ?4, ?5)")?;
        for entry in entries {
            id += 1;
            let body = serde_json::to_string(entry)?;
            let seat = entry.seat.as_ref().map(SeatId::as_str);
            statement.execute(params![meeting.as_str(), id, entry.at.0 as i64, seat, body])?;
        }
    }
    if id / PRUNE_EVERY != before / PRUNE_EVERY {
        let bounds = params![meeting.as_str(), id - KEPT];
        transaction.execute("DELETE FROM desk WHERE meeting = ?1 AND id <= ?2", bounds)?;
    }
    Ok(transaction.commit()?)
}

fn select(db: &Connection, question: &Question) -> Result<Vec<DeskEntry>, JournalError> {
    let failed = |why: String| JournalError::Read { meeting: question.meeting.to_string(), why };
    let bodies = (|| -> rusqlite::Result<Vec<String>> {
        let mut query = db.prepare_cached(
            "SELECT body FROM desk WHERE meeting = ?1 AND at >= ?2 AND at < ?3
             AND (seat = ?4 OR seat IS NULL) ORDER BY at, id LIMIT ?5",
        )?;
        let until = i64::try_from(question.until.0).unwrap_or(i64::MAX);
        let from = i64::try_from(question.from.0).unwrap_or(i64::MAX);
        let bounds =
            params![question.meeting.as_str(), from, until, question.seat.as_str(), question.limit];
        query.query_map(bounds, |row| row.get(0))?.collect()
    })();
    let parse = |body: String| serde_json::from_str(&body).map_err(|e| failed(e.to_string()));
    bodies.map_err(|e| failed(e.to_string()))?.into_iter().map(parse).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rostrum_proto::wire::desk::{LogLevel, Note, Severity};

    fn entry(at: u64, seat: Option<&str>, text: &str) -> DeskEntry {
        let seat = seat.and_then(|seat| SeatId::new(seat).ok());
        let note = Note::ClientLogged { level: LogLevel::Warn, text: text.into(), trace: None };
        let (at, severity) = (Timestamp(at), Severity::Warning);
        DeskEntry { at, seat, connection: None, by: None, severity, note }
    }

    #[tokio::test]
    async fn what_was_written_about_a_seat_is_read_in_order() {
        let folder = tempfile::tempdir().expect("a folder");
        let log = DeskLog::start(folder.path()).expect("it starts");
        let meeting = MeetingId::new("S-1").expect("an id");
        let tunisia = SeatId::new("TUN").expect("an id");
        log.write(&meeting, vec![entry(20, Some("TUN"), "b"), entry(10, Some("TUN"), "a")]);
        log.write(&meeting, vec![entry(30, Some("FRA"), "c"), entry(40, None, "d")]);
        log.write(&meeting, vec![entry(50, Some("TUN"), "too late")]);
        let times = (Timestamp(10), Timestamp(50));
        let read = log.read(&meeting, &tunisia, times, 10).await.expect("it reads");
        assert_eq!(read.iter().map(|e| e.at.0).collect::<Vec<_>>(), [10, 20, 40]);
        let first = log.read(&meeting, &tunisia, times, 1).await.expect("it reads");
        assert_eq!(first.len(), 1);
    }

    #[test]
    fn the_oldest_go() {
        let mut db = store::in_memory().expect("it opens");
        let meeting = MeetingId::new("S-1").expect("an id");
        let many: Vec<_> = (0..KEPT as u64 + 1_500).map(|at| entry(at, None, "x")).collect();
        for part in many.chunks(10_000) {
            insert(&mut db, &meeting, part).expect("it writes");
        }
        let count: i64 =
            db.query_row("SELECT count(*) FROM desk", [], |row| row.get(0)).expect("a number");
        assert!((KEPT..KEPT + PRUNE_EVERY).contains(&count), "{count}");
        let first: i64 =
            db.query_row("SELECT min(id) FROM desk", [], |row| row.get(0)).expect("a number");
        assert!(first > 1, "the first entries are gone");
    }
}
