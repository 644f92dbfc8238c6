//! A file that only grows, but for a few places that are filled in later.
//!
//! Everything is given to the system at once: a program that is killed loses nothing of what was appended. What could
//! only be written in part (the disk was full) is taken back, and the next piece is written over it.

use crate::fault::Fault;
use std::fs::{File, OpenOptions};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// A file being written.
#[derive(Debug)]
pub(crate) struct Output {
    file: File,
    path: PathBuf,
    end: u64,
}

impl Output {
    /// A new file; one that is there already is not written over.
    pub(crate) fn create(path: &Path) -> Result<Self, Fault> {
        let file = OpenOptions::new().write(true).create_new(true).open(path);
        Ok(Self { file: file.map_err(fault("a new file", path))?, path: path.to_owned(), end: 0 })
    }

    /// One that is there, of which the first `end` bytes are good. The rest is cut off.
    pub(crate) fn reopen(path: &Path, end: u64) -> Result<Self, Fault> {
        let file = OpenOptions::new().write(true).open(path);
        let file = file.map_err(fault("the repair", path))?;
        file.set_len(end).map_err(fault("the repair", path))?;
        Ok(Self { file, path: path.to_owned(), end })
    }

    /// Where the next piece will be, in bytes from the start.
    pub(crate) fn end(&self) -> u64 {
        self.end
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Writes a piece at the end. If that fails, the file is as it was.
    pub(crate) fn append(&mut self, what: &'static str, bytes: &[u8]) -> Result<(), Fault> {
        match self.write_at(self.end, bytes) {
            Ok(()) => {
                self.end += bytes.len() as u64;
                Ok(())
            }
            Err(source) => {
                // If even this fails, the next piece is written over the rest, or a repair cuts it off.
                let _ = self.file.set_len(self.end);
                Err(fault(what, &self.path)(source))
            }
        }
    }

    /// Writes over what is there.
    pub(crate) fn patch(&mut self, what: &'static str, at: u64, bytes: &[u8]) -> Result<(), Fault> {
        self.write_at(at, bytes).map_err(fault(what, &self.path))
    }

    /// Waits until what was written is on the disk.
    pub(crate) fn sync(&self) -> Result<(), Fault> {
        self.file.sync_data().map_err(fault("what is buffered", &self.path))
    }

    fn write_at(&mut self, at: u64, bytes: &[u8]) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(at))?;
        self.file.write_all(bytes)
    }
}

fn fault(what: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Fault {
    move |source| Fault::Write { what, path: path.to_owned(), source }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_says_what_was_lost_and_where() {
        let path = PathBuf::from("/dev/full");
        let file = OpenOptions::new().write(true).open(&path).expect("Linux has it");
        let mut full = Output { file, path, end: 0 };
        let fault = full.append("a second of sound", b"opus").expect_err("it is full");
        let said = fault.to_string();
        assert!(said.starts_with("cannot write a second of sound to /dev/full: "), "{said}");
        assert_eq!(full.end(), 0, "the next piece takes its place");
    }
}
