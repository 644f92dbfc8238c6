//! The space of a disk.

use std::io;
use std::path::Path;

/// How many bytes are free where a path is, for who is not root.
///
/// # Errors
/// The path is not there, or the system does not say.
pub fn free(path: &Path) -> io::Result<u64> {
    let disk = rustix::fs::statvfs(path)?;
    Ok(disk.f_bavail.saturating_mul(disk.f_frsize))
}
