//! The data folder itself: its permissions, and the lock that keeps it to one server at a time.

use crate::contents;
use anyhow::Context;
use std::fs::File;
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};

/// Creates the folder if it does not exist, closed to other users of the machine.
///
/// # Errors
/// It cannot be created.
pub fn make(data: &Path) -> anyhow::Result<()> {
    let made = std::fs::DirBuilder::new().recursive(true).mode(0o700).create(data);
    made.with_context(|| format!("creating {}", data.display()))
}

/// Whether a folder holds data: a question about a meeting must not create a folder.
///
/// # Errors
/// It does not.
pub fn must_be_there(data: &Path) -> anyhow::Result<()> {
    let found = data.join("rostrum.db").metadata();
    if let Err(why) = found {
        anyhow::ensure!(
            why.kind() == std::io::ErrorKind::NotFound,
            "{} cannot be read: {why}",
            data.display()
        );
        anyhow::bail!(
            "there is no data in {}: name the folder with --data, or import a meeting first",
            data.display()
        );
    }
    Ok(())
}

/// Gives database, texts and files to the owner of the folder: after an administrator's command the service can still
/// use its data. Whoever may write there makes no link by which they are given something else.
///
/// # Errors
/// The system refuses.
pub fn give_to_its_owner(data: &Path) -> anyhow::Result<()> {
    let owner = data.metadata()?;
    let files = ["rostrum.db", "rostrum.db-wal", "rostrum.db-shm"].map(|name| data.join(name));
    for path in files.into_iter().chain(below(&data.join(contents::FOLDER))) {
        let strange = path.symlink_metadata().is_ok_and(|file| file.uid() != owner.uid());
        if strange {
            std::os::unix::fs::lchown(&path, Some(owner.uid()), Some(owner.gid()))
                .with_context(|| format!("giving {} to the owner of its folder", path.display()))?;
        }
    }
    Ok(())
}

/// A folder, and everything in it.
fn below(folder: &Path) -> Vec<PathBuf> {
    let mut found = vec![folder.to_owned()];
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    for path in entries.map(|entry| entry.path()) {
        match path.symlink_metadata().is_ok_and(|entry| entry.is_dir()) {
            true => found.extend(below(&path)),
            false => found.push(path),
        }
    }
    found
}

/// Held by the one server that is using a data folder.
#[derive(Debug)]
pub struct Lock(File);

/// Takes the lock of a data folder.
///
/// # Errors
/// Another server has it.
pub fn lock(data: &Path) -> anyhow::Result<Lock> {
    // The folder itself: a file in it could be removed, and another made.
    let file = File::open(data).with_context(|| format!("opening {}", data.display()))?;
    if file.try_lock().is_err() {
        anyhow::bail!(
            "the data folder {} is in use by another server. Stop that one first",
            data.display()
        );
    }
    Ok(Lock(file))
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Explicitly: a program being started at this moment also holds the file open until it runs.
        drop(self.0.unlock());
    }
}
