//! Texts and files of a data folder, each under the digest of what it says: the journal names them by it. What is kept is
//! safe on the disk before anybody is told so, and never written again.

use crate::space::free;
use rostrum_proto::digest::Digest;
use rostrum_proto::meeting::event::{Event, Record};
use sha2::{Digest as _, Sha256};
use std::fs::{self, DirBuilder, DirEntry, File};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The texts and files of a data folder.
#[derive(Clone, Debug)]
pub struct Contents {
    data: PathBuf,
}

/// So much of the disk is left to the journal, in bytes: some 200,000 records.
const FOR_THE_JOURNAL: u64 = 256 << 20;

const A_DAY: Duration = Duration::from_secs(24 * 3_600);

/// What a journal names, of texts and of files.
pub fn named(records: &[Record]) -> impl Iterator<Item = &Digest> {
    records.iter().flat_map(|record| -> Vec<&Digest> {
        match &record.event {
            Event::DocumentIssued { document, .. } => document.versions.values().collect(),
            Event::StatementSent { statement, .. } => {
                [Some(&statement.text), statement.file.as_ref()].into_iter().flatten().collect()
            }
            Event::CompilationPublished { compilation } => compilation.versions.values().collect(),
            _ => vec![],
        }
    })
}

/// The name of the folder in the data folder.
pub const FOLDER: &str = "contents";

/// What bytes are known by.
#[must_use]
pub fn digest(bytes: &[u8]) -> Digest {
    Digest::of_bytes(&Sha256::digest(bytes).into())
}

/// Whether a file was written last longer ago than this.
///
/// # Errors
/// Nothing can be learnt of it.
pub fn is_older(file: &DirEntry, than: Duration) -> io::Result<bool> {
    let age = file.metadata()?.modified().ok().and_then(|at| at.elapsed().ok());
    Ok(age.is_some_and(|age| age > than))
}

impl Contents {
    /// Those of a data folder.
    #[must_use]
    pub fn of(data: &Path) -> Self {
        Self { data: data.to_owned() }
    }

    /// Keeps bytes: when it returns, they are safe on the disk. A copy that was damaged is replaced.
    ///
    /// # Errors
    /// They could not be written; then there is nothing of them.
    pub fn keep(&self, bytes: &[u8]) -> io::Result<Digest> {
        let digest = digest(bytes);
        if self.read(&digest).is_ok() {
            return Ok(digest);
        }
        self.leaves_room(bytes.len() as u64)?;
        let path = self.path(&digest);
        let (top, folder) =
            (self.data.join(FOLDER), path.parent().unwrap_or(&self.data).to_owned());
        DirBuilder::new().recursive(true).mode(0o700).create(&folder)?;
        let part = folder.join(format!("{digest}.{:08x}.part", rand::random::<u32>()));
        let written = (|| {
            let mut file = File::options().write(true).create_new(true).mode(0o600).open(&part)?;
            file.write_all(bytes)?;
            file.sync_all()?;
            fs::rename(&part, &path)
        })();
        if let Err(why) = written {
            // What is left of it would take the place that is missing.
            drop(fs::remove_file(&part));
            return Err(why);
        }
        // The names too, of the folders as well.
        for folder in [&folder, &top, &self.data] {
            File::open(folder)?.sync_all()?;
        }
        Ok(digest)
    }

    /// What was kept.
    ///
    /// # Errors
    /// It is not there, or is not what it was: [`ErrorKind::InvalidData`].
    pub fn read(&self, digest: &Digest) -> io::Result<Vec<u8>> {
        let bytes = fs::read(self.path(digest))?;
        match self::digest(&bytes) == *digest {
            true => Ok(bytes),
            false => Err(io::Error::new(ErrorKind::InvalidData, format!("{digest} is damaged"))),
        }
    }

    /// What of these is not there as it was, with what is wrong.
    pub fn missing<'a>(&self, named: impl IntoIterator<Item = &'a Digest>) -> Vec<String> {
        let wrong = |digest: &Digest| {
            let why = self.read(digest).err()?;
            Some(match why.kind() {
                ErrorKind::NotFound => format!("{digest} is missing"),
                ErrorKind::InvalidData => why.to_string(),
                _ => format!("{digest} cannot be read: {why}"),
            })
        };
        named.into_iter().filter_map(wrong).collect()
    }

    /// Removes what a server that was killed had begun to write, a day before or earlier: nobody else is at it then.
    ///
    /// # Errors
    /// The folder cannot be read, or something in it not be removed.
    pub fn clear(&self) -> io::Result<()> {
        for file in self.files()? {
            let is_part = file.path().extension().is_some_and(|ending| ending == "part");
            if is_part && is_older(&file, A_DAY)? {
                fs::remove_file(file.path())?;
            }
        }
        Ok(())
    }

    /// Everything that is kept, whoever names it.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn all(&self) -> io::Result<Vec<Digest>> {
        // Anything else is not ours: a part of what was never whole.
        let ours = |file: DirEntry| Digest::new(file.file_name().into_string().ok()?).ok();
        let mut all: Vec<_> = self.files()?.into_iter().filter_map(ours).collect();
        all.sort();
        Ok(all)
    }

    /// What lies in the folders, ours or not.
    fn files(&self) -> io::Result<Vec<DirEntry>> {
        let folders = match fs::read_dir(self.data.join(FOLDER)) {
            Err(why) if why.kind() == ErrorKind::NotFound => return Ok(vec![]),
            folders => folders?,
        };
        let mut files = Vec::new();
        for folder in folders {
            for file in fs::read_dir(folder?.path())? {
                files.push(file?);
            }
        }
        Ok(files)
    }

    /// Whether so many more bytes leave the journal its part of the disk: it must go on whoever sends what.
    ///
    /// # Errors
    /// They do not: [`ErrorKind::StorageFull`].
    pub fn leaves_room(&self, length: u64) -> io::Result<()> {
        let free = free(&self.data)?;
        match free >= length.saturating_add(FOR_THE_JOURNAL) {
            true => Ok(()),
            false => Err(io::Error::new(
                ErrorKind::StorageFull,
                format!("{free} bytes of the disk are free, and the journal needs them"),
            )),
        }
    }

    fn path(&self, digest: &Digest) -> PathBuf {
        let name = digest.as_str();
        self.data.join(FOLDER).join(&name[..2]).join(name)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests say so when they fail")]

    use super::*;

    #[test]
    fn what_is_kept_is_found_by_what_it_says_and_nothing_else_is() {
        let data = tempfile::tempdir().unwrap();
        let contents = Contents::of(data.path());
        assert_eq!(contents.all().unwrap(), []);
        let kept = contents.keep(b"abc").unwrap();
        // FIPS 180-4, its example.
        let known = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(kept.as_str(), known);
        assert_eq!(contents.keep(b"abc").unwrap(), kept);
        assert_eq!(contents.read(&kept).unwrap(), b"abc");
        assert_eq!(contents.all().unwrap(), std::slice::from_ref(&kept));
        let other = digest(b"something else");
        assert_eq!(contents.missing([&kept, &other]), [format!("{other} is missing")]);
    }

    #[test]
    fn what_was_changed_on_the_disk_is_not_given_out_and_is_mended_by_the_next_copy() {
        let data = tempfile::tempdir().unwrap();
        let contents = Contents::of(data.path());
        let kept = contents.keep(b"abc").unwrap();
        fs::write(contents.path(&kept), b"abd").unwrap();
        assert_eq!(contents.read(&kept).unwrap_err().kind(), ErrorKind::InvalidData);
        assert_eq!(contents.missing([&kept]), [format!("{kept} is damaged")]);
        contents.keep(b"abc").unwrap();
        assert_eq!(contents.read(&kept).unwrap(), b"abc");
    }

    #[test]
    fn what_a_killed_server_left_is_removed_after_a_day() {
        let data = tempfile::tempdir().unwrap();
        let contents = Contents::of(data.path());
        contents.clear().unwrap();
        let kept = contents.keep(b"abc").unwrap();
        let [old, new] =
            ["old.part", "new.part"].map(|name| contents.path(&kept).with_file_name(name));
        for part in [&old, &new, &contents.path(&kept)] {
            let file = File::options().append(true).create(true).open(part).unwrap();
            let written = file.metadata().unwrap().modified().unwrap();
            if *part != new {
                file.set_modified(written - A_DAY * 2).unwrap();
            }
        }
        contents.clear().unwrap();
        assert!(!old.exists() && new.exists());
        assert_eq!(contents.read(&kept).unwrap(), b"abc");
    }

    #[test]
    fn the_journal_keeps_its_part_of_the_disk() {
        let data = tempfile::tempdir().unwrap();
        let contents = Contents::of(data.path());
        assert!(contents.leaves_room(1).is_ok());
        // No disk has so much.
        let why = contents.leaves_room(1 << 60).unwrap_err();
        assert_eq!(why.kind(), ErrorKind::StorageFull);
    }

    #[test]
    fn what_cannot_be_written_leaves_nothing() {
        let data = tempfile::tempdir().unwrap();
        // Where the folder should be there is a file, whoever runs this.
        fs::write(data.path().join(FOLDER), b"").unwrap();
        let contents = Contents::of(data.path());
        assert!(contents.keep(b"abc").is_err());
        fs::remove_file(data.path().join(FOLDER)).unwrap();
        assert_eq!(contents.all().unwrap(), []);
    }
}
