//! Invitations: a code of 128 random bits, which travels in a link's fragment only. Only its hash is stored.
//!
//! They live in the data folder's database, so that the command line can make and revoke them while
//! the server runs; the server notices by SQLite's `data_version`.

use crate::journal::{JournalError, sqlite};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::RngCore;
use rostrum_proto::id::{MeetingId, ParticipantId};
use rostrum_proto::meeting::setup::Person;
use rostrum_proto::time::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};
use sha2::{Digest, Sha256};
use std::path::Path;
use std::time::Duration;

/// A link, without its code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// The public number, for the journal and for revoking.
    pub id: String,
    /// The meeting.
    pub meeting: MeetingId,
    /// The participant it is for.
    pub person: Person,
    /// Tied to the first device that uses it.
    pub single_use: bool,
    /// When it was first used.
    pub used_at: Option<Timestamp>,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
}

/// The invitations of a data folder.
pub struct Invitations {
    db: Connection,
}

const COLUMNS: &str = "id, meeting, person, single_use, used_at, revoked_at";

impl Invitations {
    /// Opens the invitations of a data folder.
    ///
    /// # Errors
    /// The folder cannot be used.
    pub fn open(data: &Path) -> Result<Self, JournalError> {
        Ok(Self { db: sqlite::open(data)? })
    }

    /// The same, for a server that has others to serve: while another process writes, a write fails at once with an
    /// error that [`is_held`] recognises.
    ///
    /// # Errors
    /// The folder cannot be used.
    pub fn open_impatient(data: &Path) -> Result<Self, JournalError> {
        let opened = Self::open(data)?;
        // The database is open: this could fail only for lack of memory.
        drop(opened.db.busy_timeout(Duration::ZERO));
        Ok(opened)
    }

    /// None yet, and kept nowhere: for rehearsals.
    ///
    /// # Errors
    /// The database refuses.
    pub fn in_memory() -> Result<Self, JournalError> {
        Ok(Self { db: sqlite::in_memory()? })
    }

    /// Makes one, and gives its code, which is not kept.
    ///
    /// # Errors
    /// The database refuses.
    pub fn create(
        &self,
        meeting: &MeetingId,
        person: &Person,
        single_use: bool,
    ) -> anyhow::Result<(String, Invitation)> {
        let (mut code, mut number) = ([0; 16], [0; 5]);
        rand::rng().fill_bytes(&mut code);
        rand::rng().fill_bytes(&mut number);
        let code = URL_SAFE_NO_PAD.encode(code);
        let id = format!("i{}", crate::journal::chain::hex(&number));
        self.db.execute(
            "INSERT INTO invitations (id, meeting, code_hash, person, single_use)
             VALUES (?1, ?2, ?3, ?4, ?5)",
            params![id, meeting.as_str(), hash(&code), serde_json::to_string(person)?, single_use],
        )?;
        let (meeting, person) = (meeting.clone(), person.clone());
        let made = Invitation { id, meeting, person, single_use, used_at: None, revoked_at: None };
        Ok((code, made))
    }

    /// The invitation with this code.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn by_code(&self, code: &str) -> rusqlite::Result<Option<Invitation>> {
        self.one("code_hash = ?1", params![hash(code)])
    }

    /// The invitation with this number.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn by_id(&self, id: &str) -> rusqlite::Result<Option<Invitation>> {
        self.one("id = ?1", params![id])
    }

    /// The invitations of a meeting.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn of(&self, meeting: &MeetingId) -> rusqlite::Result<Vec<Invitation>> {
        let sql = format!("SELECT {COLUMNS} FROM invitations WHERE meeting = ?1 ORDER BY rowid");
        self.db.prepare_cached(&sql)?.query_map([meeting.as_str()], read)?.collect()
    }

    /// Notes a use. `false` if it is a one-time link that another device has used before: it belongs to the first
    /// device, known by the name it sent; to none, if it sent no name.
    ///
    /// # Errors
    /// The database refuses.
    pub fn mark_used(
        &self,
        id: &str,
        device: Option<&str>,
        now: Timestamp,
    ) -> rusqlite::Result<bool> {
        let changed = self.db.execute(
            "UPDATE invitations SET used_at = coalesce(used_at, ?2),
                 device_hash = CASE single_use WHEN 0 THEN NULL ELSE coalesce(device_hash, ?3) END
             WHERE id = ?1 AND (single_use = 0 OR used_at IS NULL OR device_hash = ?3)",
            params![id, now.0 as i64, device.map(hash)],
        )?;
        Ok(changed == 1)
    }

    /// Forgets the use of a one-time link that came to nothing.
    ///
    /// # Errors
    /// The database refuses.
    pub fn forget_use(&self, id: &str) -> rusqlite::Result<()> {
        self.db
            .execute(
                "UPDATE invitations SET used_at = NULL, device_hash = NULL WHERE id = ?1",
                [id],
            )
            .map(drop)
    }

    /// Revokes one. `false` if it does not exist.
    ///
    /// # Errors
    /// The database refuses.
    pub fn revoke(&self, id: &str, now: Timestamp) -> rusqlite::Result<bool> {
        let changed = self.db.execute(
            "UPDATE invitations SET revoked_at = coalesce(revoked_at, ?2) WHERE id = ?1",
            params![id, now.0 as i64],
        )?;
        Ok(changed == 1)
    }

    /// The numbers, meetings and participants of all revoked invitations.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn revoked(&self) -> rusqlite::Result<Vec<(String, MeetingId, ParticipantId)>> {
        let sql = format!("SELECT {COLUMNS} FROM invitations WHERE revoked_at IS NOT NULL");
        let mut query = self.db.prepare_cached(&sql)?;
        let found = query.query_map([], read)?;
        found.map(|i| i.map(|i| (i.id, i.meeting, i.person.id))).collect()
    }

    /// Changes when another process has written.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn data_version(&self) -> rusqlite::Result<i64> {
        self.db.query_row("PRAGMA data_version", [], |row| row.get(0))
    }

    fn one(&self, filter: &str, by: impl rusqlite::Params) -> rusqlite::Result<Option<Invitation>> {
        let sql = format!("SELECT {COLUMNS} FROM invitations WHERE {filter}");
        self.db.prepare_cached(&sql)?.query_row(by, read).optional()
    }
}

/// Whether a write failed only because another process was writing.
#[must_use]
pub fn is_held(why: &rusqlite::Error) -> bool {
    why.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseBusy)
}

fn hash(code: &str) -> [u8; 32] {
    Sha256::digest(code).into()
}

fn read(row: &Row<'_>) -> rusqlite::Result<Invitation> {
    let bad = |column, why: String| {
        rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, why.into())
    };
    let time = |at: Option<i64>| at.map(|at| Timestamp(at as u64));
    Ok(Invitation {
        id: row.get(0)?,
        meeting: MeetingId::new(row.get::<_, String>(1)?).map_err(|e| bad(1, e))?,
        person: serde_json::from_str(&row.get::<_, String>(2)?)
            .map_err(|e| bad(2, e.to_string()))?,
        single_use: row.get(3)?,
        used_at: time(row.get(4)?),
        revoked_at: time(row.get(5)?),
    })
}
