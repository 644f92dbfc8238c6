//! Backups of a data folder: one file, made while the server runs, proved by the chains of its journals before it
//! gets its name, and restored the same way. It holds neither the signing key nor certificates: without the key all
//! participants join again with their links.

use crate::contents::{self, Contents};
use crate::data;
use crate::journal::export::{self, Verified};
use crate::journal::{heads, sqlite};
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
    let db = store::open(data)?;
    // What a journal names was kept before: what is there after the journals were copied has it all.
    let written = part.takes(&db).and_then(|()| part.takes_contents(&Contents::of(data)));
    let proved = written.and_then(|()| part.proves()).context("the backup was not kept")?;
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
    part.takes(&backup)?;
    anyhow::ensure!(
        part.proves()? == proved,
        "what was written is not what was read: check the disk"
    );
    part.gives_contents(&Contents::of(data))?;
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
    let kept = has_contents(db)?;
    let prove = |id: MeetingId| {
        let verified = export::verify(db, &id)?;
        let records = sqlite::read_records(db, &id, 0, u64::MAX, u32::MAX)?;
        for digest in contents::named(&records).filter(|_| kept) {
            let found = "SELECT bytes FROM contents WHERE digest = ?1";
            let bytes = db.query_row(found, [digest.as_str()], |row| row.get::<_, Vec<u8>>(0));
            let whole = bytes.is_ok_and(|bytes| contents::digest(&bytes) == *digest);
            anyhow::ensure!(whole, "a text or file of {id} is not in it as it was: {digest}");
        }
        Ok((id, verified))
    };
    meetings.into_iter().map(prove).collect()
}

/// Whether texts and files are in it too, as they are in a backup of this build, and not in a data folder.
fn has_contents(db: &Connection) -> rusqlite::Result<bool> {
    let known = "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'contents')";
    db.query_row(known, [], |row| row.get(0))
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

    /// Takes everything a database holds. A snapshot in one transaction: journals and heads match, whatever is written
    /// meanwhile.
    fn takes(&self, db: &Connection) -> anyhow::Result<()> {
        let path = self.0.to_str().context("the file name is not valid UTF-8")?;
        let writing = || format!("writing {}", self.0.display());
        db.execute("VACUUM INTO ?1", [path]).with_context(writing)?;
        Ok(())
    }

    /// Takes the texts and files too, each under its digest.
    fn takes_contents(&self, contents: &Contents) -> anyhow::Result<()> {
        let mut db = Connection::open(&self.0)?;
        let writing = || format!("writing {}", self.0.display());
        let transaction = db.transaction()?;
        transaction.execute_batch(
            "CREATE TABLE contents (digest TEXT PRIMARY KEY, bytes BLOB NOT NULL) WITHOUT ROWID",
        )?;
        for digest in contents.all()? {
            // One that is damaged is missed where a journal names it.
            let Ok(bytes) = contents.read(&digest) else { continue };
            let row = rusqlite::params![digest.as_str(), bytes];
            transaction
                .execute("INSERT INTO contents VALUES (?1, ?2)", row)
                .with_context(writing)?;
        }
        transaction.commit().with_context(writing)
    }

    /// Gives texts and files back to a data folder; they are in its database no longer.
    fn gives_contents(&self, contents: &Contents) -> anyhow::Result<()> {
        let db = Connection::open(&self.0)?;
        if !has_contents(&db)? {
            return Ok(());
        }
        let mut all = db.prepare("SELECT bytes FROM contents")?;
        let mut rows = all.query([])?;
        while let Some(row) = rows.next()? {
            let bytes: Vec<u8> = row.get(0)?;
            contents.keep(&bytes).context("keeping a text or file")?;
        }
        drop(rows);
        drop(all);
        db.execute_batch("DROP TABLE contents; VACUUM")
            .with_context(|| format!("writing {}", self.0.display()))
    }

    /// Proves what was written.
    fn proves(&self) -> anyhow::Result<Proved> {
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
