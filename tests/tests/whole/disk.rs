//! The disk of the tests against SQLite itself: what must survive does, and what need not is lost.

#![allow(clippy::unwrap_used, missing_docs, reason = "tests say so when they fail")]

use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};
use rostrum_tests::disk::Disk;
use rusqlite::{Connection, ErrorCode, params};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const TRANSACTIONS: usize = 40;
/// Power cuts after each fault.
const CUTS: u64 = 3;

#[test]
fn what_was_acknowledged_survives_a_disk_that_fails_anywhere() {
    let work = Workload::new(seed(), "FULL");
    assert!(work.operations() > 200, "the workload is one");
    for outcome in work.outcomes(1) {
        let found = outcome.found.as_ref();
        let last = outcome.acknowledged + 1;
        assert!(found.is_ok_and(|n| (outcome.acknowledged..=last).contains(n)), "{outcome:?}");
    }
}

#[test]
fn without_a_sync_at_each_commit_the_latest_are_lost_but_none_is_half_there() {
    let work = Workload::new(seed(), "NORMAL");
    let mut lost = 0;
    for outcome in work.outcomes(3) {
        let Ok(found) = outcome.found else { panic!("{outcome:?}") };
        lost += usize::from(found < outcome.acknowledged);
    }
    assert!(lost > 0, "something is lost");
}

#[test]
fn without_any_sync_a_database_can_break() {
    let work = Workload::new(seed(), "OFF");
    let (mut lost, mut broken) = (0, 0);
    for outcome in work.outcomes(3) {
        match outcome.found {
            Ok(found) => lost += usize::from(found < outcome.acknowledged),
            Err(_) => broken += 1,
        }
    }
    assert!(lost > 0, "something is lost");
    assert!(broken > 0, "something is broken");
}

#[test]
fn a_full_disk_refuses_commits_until_there_is_room() {
    let folder = Folder::new();
    let disk = Disk::below(folder.path());
    let db = folder.database();
    db.execute("INSERT INTO kept VALUES (1)", []).unwrap();

    disk.fill(true);
    let refused = db.execute("INSERT INTO kept VALUES (2)", []).unwrap_err();
    assert_eq!(refused.sqlite_error_code(), Some(ErrorCode::DiskFull));
    assert!(db.is_autocommit(), "the transaction is over");
    assert_eq!(kept(&db), [1]);

    disk.fill(false);
    db.execute("INSERT INTO kept VALUES (3)", []).unwrap();
    assert_eq!(kept(&db), [1, 3]);
    assert_eq!(kept(&folder.after_power_cut(&disk, seed())), [1, 3]);
}

#[test]
fn a_disk_that_recovers_takes_commits_again() {
    let folder = Folder::new();
    let disk = Disk::below(folder.path());
    let db = folder.database();

    disk.fails_from(Some(disk.operations() + 1));
    let refused = db.execute("INSERT INTO kept VALUES (1)", []).unwrap_err();
    assert_eq!(refused.sqlite_error_code(), Some(ErrorCode::SystemIoFailure));

    disk.fails_from(None);
    db.execute("INSERT INTO kept VALUES (2)", []).unwrap();
    assert_eq!(kept(&db), [2]);
}

#[test]
fn a_database_elsewhere_has_no_part_in_it() {
    let (folder, elsewhere) = (Folder::new(), Folder::new());
    let disk = Disk::below(folder.path());
    let db = folder.database();
    let other = elsewhere.database();
    let before = disk.operations();

    disk.fill(true);
    disk.fails_from(Some(1));
    assert!(db.execute("INSERT INTO kept VALUES (1)", []).is_err());
    let failed = disk.operations();
    assert!(failed > before);
    other.execute("INSERT INTO kept VALUES (1)", []).unwrap();
    assert_eq!(kept(&other), [1]);
    assert_eq!(disk.operations(), failed);
}

#[test]
fn each_folder_has_a_disk_of_its_own() {
    let (full, roomy) = (Folder::new(), Folder::new());
    let (first, second) = (Disk::below(full.path()), Disk::below(roomy.path()));
    let (one, two) = (full.database(), roomy.database());
    first.fill(true);
    assert!(one.execute("INSERT INTO kept VALUES (1)", []).is_err());
    two.execute("INSERT INTO kept VALUES (1)", []).unwrap();
    assert_eq!(kept(&roomy.after_power_cut(&second, seed())), [1]);
}

#[test]
fn connections_on_several_threads_see_each_other() {
    let folder = Folder::new();
    let disk = Disk::below(folder.path());
    let db = folder.database();
    std::thread::scope(|threads| {
        for writer in 0..3 {
            let folder = &folder;
            threads.spawn(move || {
                let db = folder.database();
                for n in 0..20 {
                    db.execute("INSERT INTO kept VALUES (?1)", [writer * 100 + n]).unwrap();
                }
            });
        }
    });
    assert_eq!(kept(&db).len(), 60);
    assert_eq!(kept(&folder.after_power_cut(&disk, seed())), kept(&db));
}

#[test]
fn what_was_there_before_the_disk_counts_as_synced() {
    let folder = Folder::new();
    folder.database().execute("INSERT INTO kept VALUES (1)", []).unwrap();
    let disk = Disk::below(folder.path());
    let db = folder.database();
    assert_eq!(kept(&db), [1]);
    assert_eq!(kept(&folder.after_power_cut(&disk, seed())), [1]);
}

#[test]
fn a_file_that_was_cut_shorter_is_so_after_a_sync() {
    let folder = Folder::new();
    let disk = Disk::below(folder.path());
    let db = folder.database();
    let file = folder.path().join("kept.db");
    let checkpoint = || db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    db.execute_batch("CREATE TABLE large AS SELECT zeroblob(100000)").unwrap();
    checkpoint();
    let before = file.metadata().unwrap().len();
    db.execute_batch("DROP TABLE large; VACUUM").unwrap();
    checkpoint();
    drop(db);
    assert!(file.metadata().unwrap().len() < before);
    let to = TempDir::new().unwrap();
    disk.after_power_cut(seed(), to.path());
    assert!(std::fs::read(to.path().join("kept.db")).unwrap() == std::fs::read(file).unwrap());
}

#[test]
fn of_folders_within_one_another_the_innermost_counts() {
    let outer = Folder::new();
    let below = outer.path().join("below");
    std::fs::create_dir(&below).unwrap();
    let (full, roomy) = (Disk::below(outer.path()), Disk::below(&below));
    let (one, two) = (outer.database(), open(below.join("kept.db")));
    full.fill(true);
    assert!(one.execute("INSERT INTO kept VALUES (1)", []).is_err());
    two.execute("INSERT INTO kept VALUES (1)", []).unwrap();
    drop(roomy);
    two.execute("INSERT INTO kept VALUES (2)", []).unwrap();
    assert_eq!(kept(&two), [1, 2]);
}

#[test]
fn a_seed_gives_the_same_again() {
    let seed = seed();
    let folder = Folder::new();
    let disk = Disk::below(folder.path());
    let db = folder.database();
    db.pragma_update(None, "synchronous", "OFF").unwrap();
    for n in 0..20 {
        db.execute("INSERT INTO kept VALUES (?1)", [n]).unwrap();
    }
    let left = |seed| {
        let to = TempDir::new().unwrap();
        disk.after_power_cut(seed, to.path());
        let mut names: Vec<_> = std::fs::read_dir(to.path()).unwrap().collect();
        names.sort_by_key(|entry| entry.as_ref().unwrap().file_name());
        let read = |entry: std::io::Result<std::fs::DirEntry>| {
            let path = entry.unwrap().path();
            (path.file_name().unwrap().to_owned(), std::fs::read(path).unwrap())
        };
        names.into_iter().map(read).collect::<Vec<_>>()
    };
    let once = left(seed);
    assert_eq!(once.iter().map(|(name, _)| name).collect::<Vec<_>>(), ["kept.db", "kept.db-wal"]);
    assert!(once == left(seed), "seed {seed}");
    assert!((1..10).any(|more| once != left(seed + more)), "seed {seed}: every cut is the same");
}

/// Of the run, from the environment or always the same. Shown when a test fails.
fn seed() -> u64 {
    let seed = std::env::var("DISK_SEED").map_or(1, |seed| seed.parse().unwrap());
    println!("DISK_SEED={seed}");
    seed
}

/// Transactions of one row or several.
struct Workload {
    seed: u64,
    synchronous: &'static str,
    transactions: Vec<Vec<Row>>,
}

/// The transaction's number, the row's within it, and what it says.
type Row = (i64, i64, String);

/// What was there after a power cut, of a workload whose disk failed from an operation on.
#[derive(Debug)]
#[allow(dead_code, reason = "shown when a test fails")]
struct Outcome {
    operation: u64,
    cut: u64,
    acknowledged: usize,
    /// Transactions, from the first on; or why the database is broken.
    found: Result<usize, String>,
}

/// A workload that met a fault, or its end. The database stays open, as under a power cut.
struct Run {
    disk: Disk,
    acknowledged: usize,
    _db: Option<Connection>,
    _folder: TempDir,
}

impl Workload {
    fn new(seed: u64, synchronous: &'static str) -> Self {
        let mut random = SmallRng::seed_from_u64(seed);
        let mut transaction = |number| {
            let rows = if random.random_ratio(1, 3) { random.random_range(2..6) } else { 1 };
            let mut body = || {
                let letter = random.random_range('a'..='z').to_string();
                letter.repeat(random.random_range(10..900))
            };
            (0..rows).map(|row| (number, row, body())).collect()
        };
        let transactions = (0..TRANSACTIONS).map(|number| transaction(number as i64)).collect();
        Self { seed, synchronous, transactions }
    }

    /// A fault at every operation, or at one of `stride`, and at none.
    fn outcomes(&self, stride: usize) -> impl Iterator<Item = Outcome> {
        let first = 1 + self.seed % stride as u64;
        let faults = (first..=self.operations()).step_by(stride).chain([u64::MAX]);
        faults.flat_map(move |operation| {
            let run = self.run_until(operation);
            (0..CUTS).map(move |cut| {
                // Each cut is another: the odds of a file come from the seed.
                let cut = self.seed.wrapping_add(operation.wrapping_mul(CUTS)).wrapping_add(cut);
                let found = self.found_after_power_cut(&run, cut);
                Outcome { operation, cut, acknowledged: run.acknowledged, found }
            })
        })
    }

    /// How many operations the whole of it takes.
    fn operations(&self) -> u64 {
        let run = self.run_until(u64::MAX);
        assert_eq!(run.acknowledged, TRANSACTIONS);
        run.disk.operations()
    }

    /// In a fresh folder, whose disk fails from an operation on.
    fn run_until(&self, operation: u64) -> Run {
        let folder = TempDir::new().unwrap();
        let disk = Disk::below(folder.path());
        disk.fails_from(Some(operation));
        let (mut acknowledged, mut db) = (0, None);
        let path = folder.path().join("work.db");
        if let Err(error) = self.write(&path, &mut db, &mut acknowledged) {
            let code = error.sqlite_error_code();
            assert_eq!(code, Some(ErrorCode::SystemIoFailure), "operation {operation}: {error}");
        }
        Run { disk, acknowledged, _db: db, _folder: folder }
    }

    fn write(
        &self,
        path: &Path,
        db: &mut Option<Connection>,
        acknowledged: &mut usize,
    ) -> rusqlite::Result<()> {
        let db = db.insert(Connection::open(path)?);
        db.pragma_update(None, "synchronous", self.synchronous)?;
        db.pragma_update(None, "journal_mode", "WAL")?;
        db.pragma_update(None, "wal_autocheckpoint", 8)?;
        db.execute_batch(TABLE)?;
        for rows in &self.transactions {
            if *acknowledged == TRANSACTIONS / 2 {
                db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
            }
            let transaction = db.transaction()?;
            for (number, row, body) in rows {
                transaction
                    .execute("INSERT INTO work VALUES (?1, ?2, ?3)", params![number, row, body])?;
            }
            transaction.commit()?;
            *acknowledged += 1;
        }
        Ok(())
    }

    /// An error, too, if a transaction is there in part, or is missing before another.
    fn found_after_power_cut(&self, run: &Run, seed: u64) -> Result<usize, String> {
        let to = TempDir::new().unwrap();
        run.disk.after_power_cut(seed, to.path());
        let rows = read(&to.path().join("work.db")).map_err(|e| e.to_string())?;
        let (mut found, mut rest) = (0, rows.as_slice());
        while !rest.is_empty() {
            let next = self.transactions.get(found).ok_or("more rows than were written")?;
            rest = rest.strip_prefix(next.as_slice()).ok_or(format!("not all of {found}"))?;
            found += 1;
        }
        Ok(found)
    }
}

const TABLE: &str = "CREATE TABLE work (number INTEGER NOT NULL, row INTEGER NOT NULL,
    body TEXT NOT NULL, PRIMARY KEY (number, row)) WITHOUT ROWID";

/// The rows of a database that is in order. One without its table has none.
fn read(path: &Path) -> rusqlite::Result<Vec<Row>> {
    let db = Connection::open(path)?;
    db.pragma_update(None, "synchronous", "OFF")?;
    let health: String = db.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
    if health != "ok" {
        return Err(rusqlite::Error::InvalidParameterName(health));
    }
    if !db.table_exists(None, "work")? {
        return Ok(Vec::new());
    }
    let mut query = db.prepare("SELECT number, row, body FROM work ORDER BY number, row")?;
    query.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?.collect()
}

/// A folder with a small database in it.
struct Folder(TempDir, TempDir);

impl Folder {
    fn new() -> Self {
        Self(TempDir::new().unwrap(), TempDir::new().unwrap())
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn database(&self) -> Connection {
        open(self.path().join("kept.db"))
    }

    fn after_power_cut(&self, disk: &Disk, seed: u64) -> Connection {
        disk.after_power_cut(seed, self.1.path());
        open(self.1.path().join("kept.db"))
    }
}

fn open(path: PathBuf) -> Connection {
    let db = Connection::open(path).unwrap();
    db.busy_timeout(std::time::Duration::from_secs(30)).unwrap();
    db.pragma_update(None, "journal_mode", "WAL").unwrap();
    db.pragma_update(None, "synchronous", "FULL").unwrap();
    db.execute_batch("CREATE TABLE IF NOT EXISTS kept (n INTEGER PRIMARY KEY)").unwrap();
    db
}

fn kept(db: &Connection) -> Vec<i64> {
    let mut query = db.prepare("SELECT n FROM kept ORDER BY n").unwrap();
    query.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
}
