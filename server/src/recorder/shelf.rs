//! Where recordings lie: a folder for each meeting, with an index and the files of its parts.

use rostrum_proto::id::MeetingId;
use rostrum_recording::index::Entry;
use rostrum_recording::part::INDEX;
use rostrum_recording::{Fault, Index};
use std::fs::DirBuilder;
use std::io::{self, ErrorKind};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

/// The name of the folder in the data folder, unless another is given.
pub const FOLDER: &str = "recordings";

/// So much of the disk is left free, in bytes, for the journal and what it needs.
pub const LEFT_FREE: u64 = 512 << 20;

/// Where recordings are kept.
#[derive(Clone, Debug)]
pub struct Shelf {
    folder: PathBuf,
    left_free: u64,
}

impl Shelf {
    /// In this folder, which need not be there; a recording stops when less than `left_free` bytes of its disk are free.
    #[must_use]
    pub fn new(folder: PathBuf, left_free: u64) -> Self {
        Self { folder, left_free }
    }

    /// The folder of a meeting.
    #[must_use]
    pub fn of(&self, meeting: &MeetingId) -> PathBuf {
        self.folder.join(meeting.as_str())
    }

    /// The folder of a meeting, made if it is not there; others may not look into it.
    ///
    /// # Errors
    /// It cannot be made.
    pub fn make(&self, meeting: &MeetingId) -> io::Result<PathBuf> {
        let folder = self.of(meeting);
        DirBuilder::new().recursive(true).mode(0o700).create(&folder)?;
        Ok(folder)
    }

    /// What is recorded of a meeting; nothing, if nothing is.
    ///
    /// # Errors
    /// The index cannot be read.
    pub fn index(&self, meeting: &MeetingId) -> Result<Option<Index>, Fault> {
        let path = self.of(meeting).join(INDEX);
        match Index::read(&path) {
            Err(Fault::Read { source, .. }) if source.kind() == ErrorKind::NotFound => Ok(None),
            read => read.map(Some),
        }
    }

    /// A file of a recording, if the index names it: no other is given out, whatever the name says.
    #[must_use]
    pub fn file(&self, meeting: &MeetingId, name: &str) -> Option<PathBuf> {
        let index = self.index(meeting).ok()??;
        let known: &Entry = index.files.iter().find(|file| file.name == name)?;
        Some(self.of(meeting).join(&known.name))
    }

    /// Whether there is space to go on.
    ///
    /// # Errors
    /// There is not: [`ErrorKind::StorageFull`].
    pub fn has_space(&self, folder: &Path) -> io::Result<()> {
        let disk = rustix::fs::statvfs(folder)?;
        let free = disk.f_bavail.saturating_mul(disk.f_frsize);
        match free >= self.left_free {
            true => Ok(()),
            false => Err(io::Error::new(ErrorKind::StorageFull, format!("{free} bytes are free"))),
        }
    }
}
