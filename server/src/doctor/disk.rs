//! The disk under the data folder.

use super::{Finding, MIB, Verdict, finding};
use crate::clock;
use crate::space::free;
use std::io::{self, Write};
use std::path::Path;
use std::time::Duration;

/// A meeting's journal and desk log stay far below this.
const ROOM_ENOUGH: u64 = 1024 * MIB;
/// Below this the disk is nearly full.
const ROOM_LEFT: u64 = 100 * MIB;
/// No disk that has really written is faster, except one with a battery of its own.
const HONEST_SYNC: Duration = Duration::from_micros(20);
/// A commit should not take longer.
const SLOW_SYNC: Duration = Duration::from_millis(30);

/// Whether the folder exists, is writable, and is on a disk.
pub(super) fn folder(data: &Path) -> Finding {
    if !data.exists() {
        let said =
            format!("{} does not exist yet: the first start or import creates it", data.display());
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
                io::ErrorKind::StorageFull => "Free some space",
                _ => "Give it and all its files to the user that the server runs as",
            };
            finding("data", Verdict::Bad, format!("{shown} is not writable: {why}. {advice}"))
        }
        Ok(()) => match rustix::fs::statfs(data).map(|of| of.f_type) {
            Ok(kind) if is_memory(kind as u64) => finding(
                "data",
                Verdict::Bad,
                format!("{shown} is in memory: a reboot loses everything. Choose a disk"),
            ),
            Ok(kind) if is_network(kind as u64) => finding(
                "data",
                Verdict::Bad,
                format!(
                    "{shown} is on a network file system, where SQLite's locks are not reliable. Choose a local disk"
                ),
            ),
            Ok(_) | Err(_) => finding("data", Verdict::Good, format!("{shown} is writable")),
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

/// How much space is left.
pub(super) fn room(data: &Path) -> Finding {
    let Ok(left) = free(data) else {
        return finding("disk", Verdict::Doubtful, "the system does not report the free space");
    };
    let shown = format!("{} MiB free", left / MIB);
    match left {
        ..ROOM_LEFT => finding(
            "disk",
            Verdict::Bad,
            format!("{shown}: nothing can be recorded on a full disk. Free some space"),
        ),
        ROOM_LEFT..ROOM_ENOUGH => finding(
            "disk",
            Verdict::Doubtful,
            format!("{shown}: free some space before a long meeting"),
        ),
        ROOM_ENOUGH.. => finding("disk", Verdict::Good, shown),
    }
}

/// Whether written data is safe when the system says so, judged by how long that takes.
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
                        "{shown}: faster than any disk. A cache may answer in its place, and lose records in a power cut: set the disk, the controller or the virtual machine to write through"
                    ),
                ),
                took if took > SLOW_SYNC => finding(
                    "sync",
                    Verdict::Doubtful,
                    format!("{shown}: buttons will respond late. Choose a faster disk"),
                ),
                _ => finding("sync", Verdict::Good, shown),
            }
        }
    }
}

/// The median of several writes of one page each.
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
