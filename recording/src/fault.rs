//! What can go wrong with a file.

use std::io;
use std::path::{Path, PathBuf};

/// A file could not be written or read. What of the recording was being written is lost; what comes after it can still be
/// written, for example when there is space on the disk again.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The disk is full, the file is gone, and the like.
    #[error("cannot write {what} to {}: {source}", path.display())]
    Write {
        /// What was being written, for example `a second of sound`.
        what: &'static str,
        /// To which file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// It cannot be read.
    #[error("cannot read {}: {source}", path.display())]
    Read {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// It is not a file of a recording of ours, or somebody has changed it.
    #[error("{} is not what we write: {what}", path.display())]
    NotOurs {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
    },
}

impl Fault {
    pub(crate) fn read(path: &Path) -> impl FnOnce(io::Error) -> Self {
        |source| Self::Read { path: path.to_owned(), source }
    }

    pub(crate) fn not_ours(path: &Path, what: impl Into<String>) -> Self {
        Self::NotOurs { path: path.to_owned(), what: what.into() }
    }
}
