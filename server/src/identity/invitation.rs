//! Invitations: a code of 128 random bits, which travels in a link's fragment only. Only its hash is stored.
//!
//! They live in the data folder's database, so that the command line can make and revoke them while
//! the server runs; the server notices by SQLite's `data_version`.

use crate::store::{self, Unopened};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::RngCore;
use rostrum_proto::id::{MeetingId, ParticipantId};
use rostrum_proto::meeting::audience::Class;
use rostrum_proto::meeting::authority;
use rostrum_proto::meeting::setup::Person;
use rostrum_proto::time::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};
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
    /// Whom it is for.
    pub to: Invitee,
    /// Tied to the first device that uses it.
    pub single_use: bool,
    /// When it was first used.
    pub used_at: Option<Timestamp>,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
}

/// Whom a link is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Invitee {
    /// One participant.
    Person(Person),
    /// Everybody.
    Public(PublicLink),
}

impl From<&Person> for Invitee {
    fn from(person: &Person) -> Self {
        Self::Person(person.clone())
    }
}

/// The public link of a meeting: who opens it follows the meeting, and is no part of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublicLink {
    /// How many may follow by it at a time; absent: as many as the server holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// It works from then on; absent: from now on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Timestamp>,
}

/// What the ids of viewers begin with.
const VIEWER: &str = "viewer:";

impl Invitee {
    /// Whom it names, as it is listed: a participant's id, or the public.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Person(person) => person.id.as_str(),
            Self::Public(_) => "public",
        }
    }

    /// Who takes part by it; or by which public link everybody follows who uses it. Somebody whom a meeting names as a
    /// viewer is one of the public as well.
    ///
    /// # Errors
    /// The public link: nobody takes part.
    pub fn takes_part(&self) -> Result<&Person, PublicLink> {
        match self {
            Self::Person(person) if authority::class(person.role) == Class::Public => {
                Err(PublicLink::default())
            }
            Self::Person(person) => Ok(person),
            Self::Public(link) => Err(*link),
        }
    }

    /// Whether a token for `id` is of a link to these.
    #[must_use]
    pub fn is(&self, id: &ParticipantId) -> bool {
        match self.takes_part() {
            Ok(person) => person.id == *id,
            Err(_) => id.as_str().starts_with(VIEWER),
        }
    }
}

/// A name for a viewer, which only they know: nobody keeps it.
#[must_use]
pub fn new_viewer() -> ParticipantId {
    let id = format!("{VIEWER}{:016x}", rand::random::<u64>());
    // Letters and a colon are allowed.
    ParticipantId::new(id).unwrap_or_else(|_| ParticipantId::nobody())
}

/// The invitations of a data folder.
pub struct Invitations {
    db: Connection,
}

const COLUMNS: &str = "id, meeting, invitee, single_use, used_at, revoked_at";

impl Invitations {
    /// Opens the invitations of a data folder.
    ///
    /// # Errors
    /// The folder cannot be used.
    pub fn open(data: &Path) -> Result<Self, Unopened> {
        store::open(data).map(|db| Self { db })
    }

    /// The same, for a server that has others to serve: while another process writes, a write fails at once with an
    /// error that [`is_held`] recognises.
    ///
    /// # Errors
    /// The folder cannot be used.
    pub fn open_impatient(data: &Path) -> Result<Self, Unopened> {
        let opened = Self::open(data)?;
        // The database is open: this could fail only for lack of memory.
        drop(opened.db.busy_timeout(Duration::ZERO));
        Ok(opened)
    }

    /// None yet, and kept nowhere: for rehearsals.
    ///
    /// # Errors
    /// The database refuses.
    pub fn in_memory() -> Result<Self, Unopened> {
        store::in_memory().map(|db| Self { db })
    }

    /// Makes one, and gives its code, which is not kept.
    ///
    /// # Errors
    /// The database refuses.
    pub fn create(
        &self,
        meeting: &MeetingId,
        to: impl Into<Invitee>,
        single_use: bool,
    ) -> anyhow::Result<(String, Invitation)> {
        let to = to.into();
        let (mut code, mut number) = ([0; 16], [0; 5]);
        rand::rng().fill_bytes(&mut code);
        rand::rng().fill_bytes(&mut number);
        let code = URL_SAFE_NO_PAD.encode(code);
        let id = format!("i{}", crate::journal::chain::hex(&number));
        self.db.execute(
            "INSERT INTO invitations (id, meeting, code_hash, invitee, single_use)
             VALUES (?1, ?2, ?3, ?4, ?5)",
            params![id, meeting.as_str(), hash(&code), serde_json::to_string(&to)?, single_use],
        )?;
        let meeting = meeting.clone();
        let made = Invitation { id, meeting, to, single_use, used_at: None, revoked_at: None };
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

    /// All revoked invitations.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn revoked(&self) -> rusqlite::Result<Vec<Invitation>> {
        let sql = format!("SELECT {COLUMNS} FROM invitations WHERE revoked_at IS NOT NULL");
        let mut query = self.db.prepare_cached(&sql)?;
        query.query_map([], read)?.collect()
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
        to: serde_json::from_str(&row.get::<_, String>(2)?).map_err(|e| bad(2, e.to_string()))?,
        single_use: row.get(3)?,
        used_at: time(row.get(4)?),
        revoked_at: time(row.get(5)?),
    })
}
