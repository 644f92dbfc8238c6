//! Makes the files of a part whole, if a crash has left them otherwise, and says what is in them.

use super::Outcome;
use rostrum_proto::digest::Digest;
use rostrum_proto::meeting::recording::SealedFile;
use rostrum_proto::time::Millis;
use rostrum_recording::{Contents, Fault, Index, length, repair};
use sha2::{Digest as _, Sha256};
use std::fs::File;
use std::io;
use std::path::Path;
use tracing::warn;

/// Seals a part, to which nobody writes any more. Reads all of it, twice if it was not whole.
///
/// # Errors
/// A file cannot be read, or not be made whole: there is no space, say.
pub fn seal(folder: &Path, index: &Index, part: u32) -> anyhow::Result<Outcome> {
    let mut files = Vec::new();
    let mut long = Millis(0);
    for entry in index.files.iter().filter(|entry| entry.part == part) {
        let path = folder.join(&entry.name);
        match repair(&path) {
            Ok(_) => {}
            // It is no recording of ours any more, and is sealed as it is.
            Err(why @ Fault::NotOurs { .. }) => warn!(%why, "recording.damaged"),
            // Its line was written and it was not.
            Err(Fault::Read { source, .. }) if source.kind() == io::ErrorKind::NotFound => continue,
            Err(why) => return Err(why.into()),
        }
        if entry.contents == Contents::Sound {
            long = Millis(u64::try_from(length(&path)?.as_millis())?);
        }
        let (bytes, sha256) = digest(&path)?;
        files.push(SealedFile { name: entry.name.clone(), bytes, sha256 });
    }
    // Its disk is away, say. It is tried again, and may not be sealed as nothing.
    anyhow::ensure!(!files.is_empty(), "there is nothing of part {part} in {}", folder.display());
    Ok(Outcome::Sealed { part, length: long, files })
}

/// How long a file is, and what is in it.
///
/// # Errors
/// It cannot be read.
pub fn digest(path: &Path) -> io::Result<(u64, Digest)> {
    let (mut file, mut hash) = (File::open(path)?, Sha256::new());
    let bytes = io::copy(&mut file, &mut hash)?;
    Ok((bytes, Digest::of_bytes(&hash.finalize().into())))
}
