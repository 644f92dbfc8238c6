//! The disk under the data folder.

use super::{Finding, MIB, Verdict, finding};
use crate::clock;
use std::io::{self, Write};
use std::path::Path;
use std::time::Duration;

/// A meeting's journal and desk log stay far below this.
const ROOM_ENOUGH: u64 = 1024 * MIB;
/// Below it a full disk is near.
const ROOM_LEFT: u64 = 100 * MIB;
/// A disk that has really written is not faster, an enterprise one with its own battery aside.
const HONEST_SYNC: Duration = Duration::from_micros(20);
/// A commit should not take longer.
const SLOW_SYNC: Duration = Duration::from_millis(30);

/// Whether the folder is there, can be written, and is on a disk.
pub(super) fn folder(data: &Path) -> Finding {
    if !data.exists() {
        let said =
            format!("{} is not there yet: the first start, or an import, makes it", data.display());
        return finding("data", Verdict::Doubtful, said);
    }
    let (probe, database) = (data.join("doctor.probe"), data.join("rostrum.db"));
    let writable = || std::fs::OpenOptions::new().append(true).open(&database).map(drop);
    let known = if database.exists() { writable() } else { Ok(()) };
    let written = known.and_then(|()| std::fs::write(&probe, "probe"));
    drop(std::fs::remove_file(&probe));
    let shown = data.display();
    match written {
        Err(why) => {
            let advice = match why.kind() {
                io::ErrorKind::StorageFull => "Make room",
                _ => "Give it, and what is in it, to the user that the server runs as",
            };
            finding("data", Verdict::Bad, format!("{shown} cannot be written: {why}. {advice}"))
        }
        Ok(()) => match rustix::fs::statfs(data).map(|of| of.f_type) {
            Ok(kind) if is_memory(kind as u64) => finding(
                "data",
                Verdict::Bad,
                format!("{shown} is in memory: nothing in it outlives the machine. Choose a disk"),
            ),
            Ok(kind) if is_network(kind as u64) => finding(
                "data",
                Verdict::Bad,
                format!(
                    "{shown} is on a network's file system, where SQLite's locks cannot be relied on. Choose a disk of the machine's own"
                ),
            ),
            Ok(_) | Err(_) => finding("data", Verdict::Good, format!("{shown} can be written")),
        },
    }
}

/// `tmpfs` and `ramfs` (statfs(2)).
fn is_memory(kind: u64) -> bool {
    matches!(kind, 0x0102_1994 | 0x8584_58F6)
}

/// NFS, SMB and CIFS.
fn is_network(kind: u64) -> bool {
    matches!(kind & 0xFFFF_FFFF, 0x6969 | 0x517B | 0xFE53_4D42 | 0xFF53_4D42)
}

/// How much room is left.
pub(super) fn room(data: &Path) -> Finding {
    let Ok(of) = rustix::fs::statvfs(data) else {
        return finding("disk", Verdict::Doubtful, "the system does not say how much room is left");
    };
    let left = of.f_bavail.saturating_mul(of.f_frsize);
    let shown = format!("{} MiB are left", left / MIB);
    match left {
        ..ROOM_LEFT => finding(
            "disk",
            Verdict::Bad,
            format!("{shown}: nothing can be recorded when it is full. Make room"),
        ),
        ROOM_LEFT..ROOM_ENOUGH => {
            finding("disk", Verdict::Doubtful, format!("{shown}: make room before a long meeting"))
        }
        ROOM_ENOUGH.. => finding("disk", Verdict::Good, shown),
    }
}

/// Whether written data is safe when the system says so, as far as its haste tells.
pub(super) fn sync(data: &Path) -> Finding {
    let path = data.join("doctor.probe");
    let measured = measure_sync(&path);
    drop(std::fs::remove_file(&path));
    match measured {
        Err(why) => finding("sync", Verdict::Bad, format!("writing to the disk failed: {why}")),
        Ok(took) => {
            let shown = format!("{:.2} ms until written data is safe", took.as_secs_f64() * 1e3);
            match took {
                took if took < HONEST_SYNC => finding(
                    "sync",
                    Verdict::Doubtful,
                    format!(
                        "{shown}: faster than disks are. A cache may answer for it, and lose records in a power cut: have the disk, the controller or the virtual machine write through"
                    ),
                ),
                took if took > SLOW_SYNC => finding(
                    "sync",
                    Verdict::Doubtful,
                    format!("{shown}: buttons will answer late. Choose a faster disk"),
                ),
                _ => finding("sync", Verdict::Good, shown),
            }
        }
    }
}

/// The median of some, of a page each.
fn measure_sync(path: &Path) -> io::Result<Duration> {
    let mut file = std::fs::File::create(path)?;
    let mut took = Vec::new();
    for _ in 0..15 {
        let begun = clock::steady();
        file.write_all(&[7; 4096])?;
        file.sync_data()?;
        took.push(begun.elapsed());
    }
    took.sort();
    Ok(took[took.len() / 2])
}
