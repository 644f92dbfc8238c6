//! A disk for SQLite in tests: it can be full, fail and lose power.
//!
//! It is a VFS around the system's own. Reading, locks and the memory that connections share stay the
//! system's. Writes, truncations and syncs are operations: they are counted, they can be made to fail,
//! and the disk remembers which of them it must still have after a power cut.
//!
//! 1. [`Disk::below`] makes a disk of a folder. What a file holds when it is first opened counts as synced.
//! 2. Databases are opened, read and written. They see every write at once, as from a page cache.
//! 3. [`Disk::fill`] and [`Disk::fails_from`] make trouble, and end it.
//! 4. [`Disk::after_power_cut`] copies what may be left, for as many seeds as wanted; the disk goes on.
//! 5. The disk is gone with the last handle and the last open file.
//!
//! As SQLite assumes of a disk unless told otherwise (`SQLITE_IOCAP_POWERSAFE_OVERWRITE`), a torn write
//! harms no byte that it did not mean to write. A file that was created or deleted is so at once, before any
//! sync of its folder. A sync that succeeds makes everything before it durable, even after one that failed.

mod vfs;

use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

/// What arrives on the disk whole or not at all, in bytes.
const SECTOR: usize = 512;

/// The disks of this process by folder, as SQLite writes its path.
static DISKS: Mutex<BTreeMap<PathBuf, Weak<Shared>>> = Mutex::new(BTreeMap::new());

/// A disk that can be full, fail and lose power. Databases below its folder are on it; others are on the
/// real one. Cheap to clone.
#[derive(Clone)]
pub struct Disk(Arc<Shared>);

struct Shared {
    folder: PathBuf,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    full: bool,
    fails_from: Option<u64>,
    operations: u64,
    files: BTreeMap<PathBuf, File>,
}

/// What of a file is sure, and what happened to it since its last sync, oldest first.
struct File {
    synced: Vec<u8>,
    pending: Vec<Change>,
}

enum Change {
    Write { at: usize, bytes: Vec<u8> },
    Truncate { to: usize },
}

impl Disk {
    /// Puts every database that is opened below `folder` from now on onto a disk of its own. Where folders
    /// lie within one another, the innermost counts.
    ///
    /// # Panics
    /// The folder is not there.
    #[must_use]
    pub fn below(folder: &Path) -> Self {
        vfs::register();
        let folder = folder.canonicalize().expect("the folder of a disk is there");
        let shared = Shared { folder: folder.clone(), state: Mutex::default() };
        let disk = Self(Arc::new(shared));
        let mut disks = DISKS.lock().unwrap_or_else(PoisonError::into_inner);
        disks.retain(|_, disk| disk.strong_count() > 0);
        disks.insert(folder, Arc::downgrade(&disk.0));
        disk
    }

    /// Whether writes find no room. Nothing else fails then, not even a sync.
    pub fn fill(&self, full: bool) {
        self.state().full = full;
    }

    /// From which operation on each fails, counted from 1 since [`Disk::below`]. What fails has done
    /// nothing. `None`: nothing fails.
    pub fn fails_from(&self, operation: Option<u64>) {
        self.state().fails_from = operation;
    }

    /// How many operations there were, those that failed included.
    #[must_use]
    pub fn operations(&self) -> u64 {
        self.state().operations
    }

    /// Writes what a power cut now may leave on the disk into the folder `to`, under the same file names:
    /// of each file what was synced, and of what happened to it since a part that `seed` decides. The
    /// memory that connections share (`-shm`) is not on a disk.
    ///
    /// # Panics
    /// The folder cannot be written.
    pub fn after_power_cut(&self, seed: u64, to: &Path) {
        let mut random = SmallRng::seed_from_u64(seed);
        for (path, file) in &self.state().files {
            let name = path.strip_prefix(&self.0.folder).expect("the disk is below its folder");
            let left = to.join(name);
            let folder = left.parent().expect("a file is in a folder");
            fs::create_dir_all(folder).expect("the folder of what is left can be made");
            fs::write(left, file.after_power_cut(&mut random)).expect("the folder takes a file");
        }
    }

    /// The disk that a file is on.
    fn of(path: &Path) -> Option<Self> {
        let disks = DISKS.lock().unwrap_or_else(PoisonError::into_inner);
        path.ancestors().skip(1).find_map(|folder| disks.get(folder)?.upgrade()).map(Self)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A test that panics with the lock in its hands fails only itself.
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl File {
    fn sync(&mut self) {
        self.pending.drain(..).for_each(|change| change.apply(&mut self.synced));
    }

    /// The odds are drawn for each file anew, so that all of its changes arrive now and then, and none.
    fn after_power_cut(&self, random: &mut SmallRng) -> Vec<u8> {
        let (whole, torn) = (random.random_range(0..=4), random.random_range(0..=4));
        let mut content = self.synced.clone();
        for change in &self.pending {
            if random.random_ratio(whole, 4) {
                change.apply(&mut content);
            } else if random.random_ratio(torn, 4) {
                change.apply_torn(&mut content, random);
            }
        }
        content
    }
}

impl Change {
    fn apply(&self, content: &mut Vec<u8>) {
        match self {
            Self::Write { at, bytes } => put(content, *at, bytes),
            Self::Truncate { to } => content.resize(*to, 0),
        }
    }

    /// Applies some sectors of a write; there is no half of a truncation.
    fn apply_torn(&self, content: &mut Vec<u8>, random: &mut SmallRng) {
        let &Self::Write { mut at, ref bytes } = self else { return };
        let mut rest = bytes.as_slice();
        while !rest.is_empty() {
            // Sectors are the disk's: 1000 bytes at 500 are 12 in the first, 512 in the next, 476 after.
            let (part, more) = rest.split_at(rest.len().min(SECTOR - at % SECTOR));
            if random.random() {
                put(content, at, part);
            }
            at += part.len();
            rest = more;
        }
    }
}

/// Overwrites or extends; a gap reads as zeros.
fn put(content: &mut Vec<u8>, at: usize, bytes: &[u8]) {
    let end = at + bytes.len();
    content.resize(content.len().max(end), 0);
    content[at..end].copy_from_slice(bytes);
}
