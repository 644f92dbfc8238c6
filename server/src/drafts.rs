//! Drafts of statements, as delegations leave them: one for each seat of a meeting, with a number that each change
//! raises. Not on record, in no backup, and of no consequence if they are lost: each is on the device too on which it is
//! written.

use crate::contents::{Contents, digest};
use rostrum_proto::id::{MeetingId, SeatId};
use rostrum_proto::time::Timestamp;
use rostrum_proto::wire::documents::{Draft, SavedDraft};
use std::fs::{self, DirBuilder, File};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// The drafts of a data folder.
#[derive(Debug)]
pub struct Drafts {
    folder: PathBuf,
    contents: Contents,
    /// One is compared and written at a time.
    turn: Mutex<()>,
}

/// What became of a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Saving {
    /// It is kept.
    Saved(SavedDraft),
    /// Another was saved since that on which it is based: that stays.
    Other(SavedDraft),
}

impl Drafts {
    /// Those of a data folder.
    #[must_use]
    pub fn of(data: &Path) -> Self {
        let (folder, contents) = (data.join("drafts"), Contents::of(data));
        Self { folder, contents, turn: Mutex::default() }
    }

    /// The draft of a seat, if there is one.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn read(&self, meeting: &MeetingId, seat: &SeatId) -> io::Result<Option<SavedDraft>> {
        match fs::read(self.path(meeting, seat)) {
            // One that was cut off by a power cut is none.
            Ok(bytes) => Ok(serde_json::from_slice(&bytes).ok()),
            Err(why) if why.kind() == ErrorKind::NotFound => Ok(None),
            Err(why) => Err(why),
        }
    }

    /// Saves a draft that is based on the one with this number, unless there is another by now.
    ///
    /// # Errors
    /// It cannot be written; then the one before stays.
    pub fn save(
        &self,
        (meeting, seat): (&MeetingId, &SeatId),
        draft: Draft,
        based_on: Option<u64>,
        now: Timestamp,
    ) -> io::Result<Saving> {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let known = self.read(meeting, seat)?;
        let revision = match known {
            Some(known) if known.draft == draft => return Ok(Saving::Saved(known)),
            Some(known) if Some(known.revision) != based_on => return Ok(Saving::Other(known)),
            Some(known) => known.revision + 1,
            None => 1,
        };
        let saved = SavedDraft { draft, revision, at: now };
        let bytes = serde_json::to_vec(&saved)?;
        self.contents.leaves_room(bytes.len() as u64)?;
        let path = self.path(meeting, seat);
        DirBuilder::new().recursive(true).mode(0o700).create(&self.folder)?;
        let part = path.with_extension("part");
        let mut file =
            File::options().write(true).create(true).truncate(true).mode(0o600).open(&part)?;
        file.write_all(&bytes)?;
        fs::rename(&part, &path)?;
        Ok(Saving::Saved(saved))
    }

    /// By a digest, since an id may be anything that is no path.
    fn path(&self, meeting: &MeetingId, seat: &SeatId) -> PathBuf {
        let name = digest(format!("{meeting}/{seat}").as_bytes());
        self.folder.join(format!("{name}.json"))
    }
}
