//! Backups of a data folder: one file, made while the server runs, proved by the chains of its journals before it
//! gets its name, and restored the same way. It holds neither the signing key nor certificates: without the key all
//! participants join again with their links.

use crate::data;
use crate::journal::export::{self, Verified};
use crate::journal::heads;
use crate::store;
use anyhow::Context;
use rostrum_proto::id::MeetingId;
use rusqlite::{Connection, OpenFlags};
use std::fs::File;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// The meetings of a backup, with what each journal amounts to.
pub type Proved = Vec<(MeetingId, Verified)>;

/// Writes a backup of a data folder to a file that does not exist yet.
///
/// # Errors
/// There is no data, the file exists or cannot be written, or a journal in it is broken. Then no file is left.
pub fn back_up(data: &Path, file: &Path) -> anyhow::Result<Proved> {
    data::must_be_there(data)?;
    anyhow::ensure!(
        !file.exists(),
        "{} is there already, and was left as it is: name another file",
        file.display()
    );
    let part = Part::beside(file)?;
    let proved = part.takes(&store::open(data)?).context("the backup was not kept")?;
    part.takes_the_name(file)?;
    Ok(proved)
}

/// Restores a backup into a data folder without data.
///
/// # Errors
/// The backup is broken, a server is using the folder, or the folder already holds data.
pub fn restore(file: &Path, data: &Path) -> anyhow::Result<Proved> {
    // Read by SQLite, not copied: part of a database that was in use may be in a file beside it.
    let backup = open_read_only(file)?;
    let proved = prove(&backup).with_context(|| format!("{} was not restored", file.display()))?;
    data::make(data)?;
    let _lock = data::lock(data)?;
    let to = data.join("rostrum.db");
    for name in ["rostrum.db", "rostrum.db-wal", "rostrum.db-shm", "rostrum.db-journal"] {
        // A first start that failed on a full disk leaves an empty file.
        let empty = data.join(name).metadata().is_ok_and(|file| file.len() == 0);
        if empty {
            std::fs::remove_file(data.join(name))?;
        }
        anyhow::ensure!(
            !data.join(name).exists(),
            "{} is there already, and was left as it is: move the whole folder away first",
            data.join(name).display()
        );
    }
    let part = Part::beside(&to)?;
    anyhow::ensure!(
        part.takes(&backup)? == proved,
        "what was written is not what was read: check the disk"
    );
    part.takes_the_name(&to)?;
    data::give_to_its_owner(data)?;
    Ok(proved)
}

fn open_read_only(file: &Path) -> anyhow::Result<Connection> {
    let opened = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY);
    opened.with_context(|| format!("opening {}", file.display()))
}

/// Proves every journal in a database.
fn prove(db: &Connection) -> anyhow::Result<Proved> {
    let meetings = heads::meetings(db).context("is this a Rostrum backup?")?;
    export::check_tables(db)?;
    meetings.into_iter().map(|id| Ok((id.clone(), export::verify(db, &id)?))).collect()
}

/// An incomplete file, removed unless it is completed.
struct Part(PathBuf);

impl Part {
    fn beside(file: &Path) -> anyhow::Result<Self> {
        let mut name = file.file_name().context("this is not a file name")?.to_owned();
        name.push(format!(".{:08x}.part", rand::random::<u32>()));
        let path = file.with_file_name(name);
        // Closed to other users of the machine; empty, which SQLite takes for a new database.
        let mut options = File::options();
        options.write(true).create_new(true).mode(0o600);
        options.open(&path).with_context(|| format!("creating {}", path.display()))?;
        Ok(Self(path))
    }

    /// Takes everything a database holds, and proves what was written. A snapshot in one transaction: journals and
    /// heads match, whatever is written meanwhile.
    fn takes(&self, db: &Connection) -> anyhow::Result<Proved> {
        let path = self.0.to_str().context("the file name is not valid UTF-8")?;
        let writing = || format!("writing {}", self.0.display());
        db.execute("VACUUM INTO ?1", [path]).with_context(writing)?;
        prove(&open_read_only(&self.0)?)
    }

    /// Gives the file its name once it is safe on the disk; an existing file of that name is never replaced.
    fn takes_the_name(self, name: &Path) -> anyhow::Result<()> {
        let naming = || format!("naming {}", name.display());
        File::open(&self.0).and_then(|file| file.sync_all()).with_context(naming)?;
        std::fs::hard_link(&self.0, name).with_context(naming)?;
        let folder = name.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = File::open(folder.unwrap_or(Path::new(".")));
        folder.and_then(|folder| folder.sync_all()).with_context(naming)
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        // By now it has its final name, or is of no use.
        drop(std::fs::remove_file(&self.0));
    }
}
