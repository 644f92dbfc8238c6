//! The store of a data folder: one database, with the tables of the journal, the links and the technicians' desk.

use rusqlite::{Connection, OpenFlags};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// The data folder cannot be used.
#[derive(Debug, Error)]
#[error("opening {path}: {why}")]
pub struct Unopened {
    /// What.
    pub path: PathBuf,
    /// The cause, and what to do.
    pub why: String,
}

/// What made each version of the tables from the one before. A data folder of an older version is brought
/// up to date when it is opened; one of a newer version is left alone.
const VERSIONS: [&str; 8] =
    [TABLES, OBSERVATIONS, HEADS, DEVICES, INVITEES, STANDINGS, FORM_2, DOCUMENTS];

const TABLES: &str = "
    CREATE TABLE journal (meeting TEXT NOT NULL, seq INTEGER NOT NULL, body TEXT NOT NULL,
        hash BLOB NOT NULL, PRIMARY KEY (meeting, seq)) WITHOUT ROWID;
    CREATE TABLE invitations (id TEXT PRIMARY KEY, meeting TEXT NOT NULL, code_hash BLOB NOT NULL UNIQUE,
        person TEXT NOT NULL, single_use INTEGER NOT NULL, used_at INTEGER, revoked_at INTEGER);
    CREATE TABLE alive (one INTEGER PRIMARY KEY CHECK (one = 1), at INTEGER NOT NULL);";

/// What is on the technicians' desk, since version 2.
const OBSERVATIONS: &str = "
    CREATE TABLE desk (meeting TEXT NOT NULL, id INTEGER NOT NULL, at INTEGER NOT NULL, seat TEXT,
        body TEXT NOT NULL, PRIMARY KEY (meeting, id)) WITHOUT ROWID;
    CREATE INDEX desk_by_time ON desk (meeting, at);";

/// The end of each journal, since version 3, with what the journals of before amount to.
const HEADS: &str = "
    CREATE TABLE heads (meeting TEXT PRIMARY KEY, records INTEGER NOT NULL, hash BLOB NOT NULL) WITHOUT ROWID;
    INSERT INTO heads SELECT meeting, max(seq), hash FROM journal GROUP BY meeting;";

/// To which device a one-time link belongs, since version 4.
const DEVICES: &str = "ALTER TABLE invitations ADD COLUMN device_hash BLOB;";

/// Links are for a person or for everybody, since version 5.
const INVITEES: &str = "ALTER TABLE invitations RENAME COLUMN person TO invitee;
    UPDATE invitations SET invitee = json_object('person', json(invitee));";

/// How each meeting stands, since version 6. What the journals of before amount to is noted at the next start.
const STANDINGS: &str = "
    CREATE TABLE standings (meeting TEXT PRIMARY KEY, records INTEGER NOT NULL, at INTEGER NOT NULL,
        closed INTEGER NOT NULL, connected INTEGER NOT NULL, last_connection INTEGER NOT NULL) WITHOUT ROWID;";

/// Records of form 2 may be in it since version 7, which an earlier program would take for damage.
const FORM_2: &str = "";

/// Documents as administrators issue them, since version 8.
const DOCUMENTS: &str = "
    CREATE TABLE documents (meeting TEXT NOT NULL, name TEXT NOT NULL, body TEXT NOT NULL,
        PRIMARY KEY (meeting, name)) WITHOUT ROWID;";

/// Opens the database of a data folder, making folder and tables if they are not there.
///
/// # Errors
/// The folder cannot be made or written, or belongs to a newer version.
pub fn open(data: &Path) -> Result<Connection, Unopened> {
    let path = data.join("rostrum.db");
    let failed = |why: String| Unopened { path: path.clone(), why };
    // What is in it is not for every user of the machine.
    let folder = std::fs::DirBuilder::new().recursive(true).mode(0o700).create(data);
    folder.map_err(|e| failed(e.to_string()))?;
    let db = Connection::open(&path).map_err(|e| failed(e.to_string()))?;
    prepare(db, failed)
}

/// Opens the database of a data folder that has one. A folder that is gone, as of a disk that was unmounted, is not
/// made anew.
///
/// # Errors
/// There is none, or as [`open`].
pub fn open_known(data: &Path) -> Result<Connection, Unopened> {
    let path = data.join("rostrum.db");
    let failed = |why: String| Unopened { path: path.clone(), why };
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(&path, flags).map_err(|e| failed(e.to_string()))?;
    prepare(db, failed)
}

/// The same tables, kept nowhere.
///
/// # Errors
/// The database refuses.
pub fn in_memory() -> Result<Connection, Unopened> {
    let failed = |why| Unopened { path: ":memory:".into(), why };
    prepare(Connection::open_in_memory().map_err(|e| failed(e.to_string()))?, failed)
}

fn prepare(
    mut db: Connection,
    failed: impl Fn(String) -> Unopened,
) -> Result<Connection, Unopened> {
    let prepared = (|| {
        db.busy_timeout(std::time::Duration::from_secs(5))?;
        db.pragma_update(None, "journal_mode", "WAL")?;
        db.pragma_update(None, "synchronous", "FULL")?;
        db.query_row("PRAGMA user_version", [], |row| row.get::<_, i64>(0))
    })();
    let version = prepared.map_err(|e| failed(e.to_string()))?;
    let known = VERSIONS.len();
    match usize::try_from(version) {
        Ok(version) if version == known => Ok(db),
        Ok(version) if version < known => match bring_up_to_date(&mut db) {
            Ok(()) => Ok(db),
            Err(why) => Err(failed(format!("bringing it up to date: {why}"))),
        },
        _ => Err(failed(format!(
            "the data folder has version {version}, this program knows version {known}. Use the \
             newer program, or another data folder"
        ))),
    }
}

/// All of the missing steps or none; another process may be about to do the same.
fn bring_up_to_date(db: &mut Connection) -> rusqlite::Result<()> {
    let transaction = db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let version: i64 = transaction.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    for step in VERSIONS.iter().skip(usize::try_from(version).unwrap_or(usize::MAX)) {
        transaction.execute_batch(step)?;
    }
    transaction.pragma_update(None, "user_version", VERSIONS.len() as i64)?;
    transaction.commit()
}
