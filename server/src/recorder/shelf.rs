//! Where recordings lie: a folder for each meeting, with an index and the files of its parts.

use crate::space::free;
use rostrum_proto::id::MeetingId;
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

    /// Whether there is space to go on.
    ///
    /// # Errors
    /// There is not: [`ErrorKind::StorageFull`].
    pub fn has_space(&self, folder: &Path) -> io::Result<()> {
        let free = free(folder)?;
        match free >= self.left_free {
            true => Ok(()),
            false => Err(io::Error::new(ErrorKind::StorageFull, format!("{free} bytes are free"))),
        }
    }
}
