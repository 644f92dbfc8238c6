//! Finishes the files of a recorder that was killed.
//!
//! Such a file may end anywhere, with half a page or half a cluster. Its good part is looked for from the start; what
//! follows is cut off, and the end is written as the writer would have written it. A repair that is itself killed can be
//! done again, and a file that is finished is not touched.

mod ogg;
mod webm;

use crate::fault::Fault;
use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;
use std::time::Duration;

/// What a repair has found and done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repaired {
    /// It was finished already and is as it was.
    Whole,
    /// It is finished now.
    Finished {
        /// How many bytes were cut off.
        cut: u64,
        /// How long it plays.
        length: Duration,
    },
    /// There is neither picture nor sound in it; it is as it was.
    Empty,
}

/// Finishes a file, WebM or Ogg, whose writer does not exist any more. Reads all of it.
///
/// # Errors
/// It cannot be read or written, it is neither a [`crate::Webm`] nor an [`crate::OpusFile`], or it is damaged far before its
/// end: more than 16 MiB are not cut off.
pub fn repair(path: &Path) -> Result<Repaired, Fault> {
    let read = Fault::read;
    let mut file = File::open(path).map_err(read(path))?;
    let length = file.metadata().map_err(read(path))?.len();
    let mut magic = Vec::new();
    (&mut file).take(4).read_to_end(&mut magic).map_err(read(path))?;
    file.seek(SeekFrom::Start(0)).map_err(read(path))?;
    let file = BufReader::with_capacity(BUFFER, file);
    match magic.as_slice() {
        b"OggS" => ogg::repair(path, file),
        [0x1A, 0x45, 0xDF, 0xA3] => webm::repair(path, file, length),
        short if short.len() < 4 => Ok(Repaired::Empty),
        _ => Err(Fault::not_ours(path, "neither WebM nor Ogg")),
    }
}

const BUFFER: usize = 256 * 1_024;

/// A writer that is killed leaves a piece of some seconds at most. If there is much more after the good part, then the good
/// part is followed by damage and not by the end, and whoever finds it should decide.
const MAX_CUT: u64 = 16 * 1_024 * 1_024;

/// Whether what follows `end` may be cut off.
fn allow(path: &Path, end: u64, length: u64) -> Result<(), Fault> {
    if length - end <= MAX_CUT {
        return Ok(());
    }
    Err(Fault::not_ours(path, format!("damaged at byte {end}, long before its end")))
}
