//! Files on their way, a part at a time: what has arrived stays, so that a line that breaks costs a part and not the file.
//! One for each person, whose next takes its place. Not on record, in no backup.

use crate::contents::{Contents, digest, is_older};
use rostrum_documents::MAX_FILE;
use rostrum_proto::digest::Digest;
use rostrum_proto::id::{MeetingId, ParticipantId, SeatId};
use std::fs::{self, DirBuilder, File};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// The largest part, in bytes: on a line of 64 kbit/s it takes half a minute.
pub const MAX_PART: usize = 256 << 10;
/// What nobody goes on with is not kept longer.
const KEPT: Duration = Duration::from_secs(24 * 3_600);

/// The files on their way into a data folder.
#[derive(Debug)]
pub struct Uploads {
    folder: PathBuf,
    contents: Contents,
    /// One part is written at a time.
    turn: Mutex<()>,
}

/// A file on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// Into which meeting.
    pub meeting: MeetingId,
    /// Who sends it.
    pub participant: ParticipantId,
    /// What it is known by.
    pub file: Digest,
    /// Its length in bytes.
    pub size: u32,
}

/// What became of a part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// So many bytes are here, and the rest is waited for.
    Here(u32),
    /// It is whole.
    Whole(Vec<u8>),
    /// It is whole, and is not what it was said to be; nothing of it is left.
    Other,
}

impl Uploads {
    /// Those of a data folder.
    #[must_use]
    pub fn of(data: &Path) -> Self {
        let (folder, contents) = (data.join("uploads"), Contents::of(data));
        Self { folder, contents, turn: Mutex::default() }
    }

    /// How many bytes of a file are here.
    #[must_use]
    pub fn here(&self, upload: &Upload) -> u32 {
        let length = fs::metadata(self.path(upload)).map_or(0, |part| part.len());
        u32::try_from(length).unwrap_or(u32::MAX).min(upload.size)
    }

    /// Takes a part that begins at this byte. Of what is here already nothing is written again, and a part that lies
    /// beyond the end is left: the answer says where to go on.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn take(&self, upload: &Upload, from: u32, part: &[u8]) -> io::Result<Part> {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let here = self.here(upload);
        let known = here.checked_sub(from).map(|known| known as usize);
        let rest = known.and_then(|known| part.get(known..)).unwrap_or_default();
        let room = (upload.size - here) as usize;
        let rest = rest.get(..room).unwrap_or(rest);
        if rest.is_empty() && here < upload.size {
            return Ok(Part::Here(here));
        }
        let path = self.path(upload);
        if here == 0 {
            self.contents.leaves_room(u64::from(upload.size))?;
            DirBuilder::new().recursive(true).mode(0o700).create(&self.folder)?;
            self.clear(upload)?;
        }
        let mut file = File::options().create(true).append(true).mode(0o600).open(&path)?;
        // What was written of it before a disk was full is here.
        file.write_all(rest)?;
        let here = here + rest.len() as u32;
        if here < upload.size {
            return Ok(Part::Here(here));
        }
        let bytes = fs::read(&path)?;
        fs::remove_file(&path)?;
        Ok(if digest(&bytes) == upload.file { Part::Whole(bytes) } else { Part::Other })
    }

    /// Notes that a file came for a seat, which may name it from now on.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn note(&self, meeting: &MeetingId, seat: &SeatId, file: &Digest) -> io::Result<()> {
        let path = self.noted(meeting, seat, file);
        let folder = path.parent().unwrap_or(&self.folder);
        DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        File::options().create(true).append(true).mode(0o600).open(&path).map(drop)
    }

    /// Whether a file came for a seat.
    #[must_use]
    pub fn is_of(&self, meeting: &MeetingId, seat: &SeatId, file: &Digest) -> bool {
        self.noted(meeting, seat, file).is_file()
    }

    fn noted(&self, meeting: &MeetingId, seat: &SeatId, file: &Digest) -> PathBuf {
        let whose = digest(format!("{meeting}\n{seat}").as_bytes());
        self.folder.join("seats").join(whose.as_str()).join(file.as_str())
    }

    /// Removes what this person has begun before, and what nobody goes on with.
    fn clear(&self, upload: &Upload) -> io::Result<()> {
        let own = self.owner(upload);
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            if !entry.file_type()?.is_file() {
                continue;
            }
            let is_own = entry.file_name().to_string_lossy().starts_with(&own);
            if is_own || is_older(&entry, KEPT)? {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }

    /// What the names of this person's files begin with. Whatever stands in an id, it names no other folder.
    fn owner(&self, upload: &Upload) -> String {
        let who = format!("{}\n{}", upload.meeting, upload.participant);
        format!("{}-", digest(who.as_bytes()))
    }

    fn path(&self, upload: &Upload) -> PathBuf {
        self.folder.join(format!("{}{}.part", self.owner(upload), upload.file))
    }
}

impl Upload {
    /// Whether it is no larger than a file may be, and not empty.
    #[must_use]
    pub fn is_taken(&self) -> bool {
        (1..=MAX_FILE).contains(&(self.size as usize))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests say so when they fail")]

    use super::*;

    fn upload(who: &str, file: &[u8]) -> Upload {
        Upload {
            meeting: MeetingId::new("S-1").unwrap(),
            participant: ParticipantId::new(who).unwrap(),
            file: digest(file),
            size: file.len() as u32,
        }
    }

    #[test]
    fn a_file_arrives_in_parts_whatever_is_sent_twice_or_too_early() {
        let data = tempfile::tempdir().unwrap();
        let uploads = Uploads::of(data.path());
        let of = upload("TUN-delegate", b"Mr. President,");
        assert_eq!(uploads.here(&of), 0);
        assert_eq!(uploads.take(&of, 4, b"Pres").unwrap(), Part::Here(0), "not yet");
        assert_eq!(uploads.take(&of, 0, b"Mr. ").unwrap(), Part::Here(4));
        assert_eq!(uploads.take(&of, 0, b"Mr. ").unwrap(), Part::Here(4), "the answer was lost");
        assert_eq!(uploads.take(&of, 2, b". Presi").unwrap(), Part::Here(9));
        // The server is started again.
        let uploads = Uploads::of(data.path());
        assert_eq!(uploads.here(&of), 9);
        let whole = uploads.take(&of, 9, b"dent, and more than was said").unwrap();
        assert_eq!(whole, Part::Whole(b"Mr. President,".to_vec()));
        assert_eq!(uploads.here(&of), 0, "nothing of it is left here");
    }

    #[test]
    fn what_is_not_what_it_was_said_to_be_is_not_kept() {
        let data = tempfile::tempdir().unwrap();
        let uploads = Uploads::of(data.path());
        let of = upload("TUN-delegate", b"abc");
        assert_eq!(uploads.take(&of, 0, b"abd").unwrap(), Part::Other);
        assert_eq!(uploads.take(&of, 0, b"abc").unwrap(), Part::Whole(b"abc".to_vec()));
    }

    #[test]
    fn each_person_has_one_file_on_its_way() {
        let data = tempfile::tempdir().unwrap();
        let uploads = Uploads::of(data.path());
        let [first, second] = [b"the first", b"the other"].map(|f| upload("TUN-delegate", f));
        let other = upload("FRA-delegate", b"the first");
        uploads.take(&first, 0, b"the").unwrap();
        uploads.take(&other, 0, b"the ").unwrap();
        uploads.take(&second, 0, b"the").unwrap();
        assert_eq!([&first, &second, &other].map(|of| uploads.here(of)), [0, 3, 4]);
        let files = fs::read_dir(data.path().join("uploads")).unwrap().count();
        assert_eq!(files, 2);
    }

    #[test]
    fn a_file_is_of_the_seat_for_which_it_came() {
        let data = tempfile::tempdir().unwrap();
        let uploads = Uploads::of(data.path());
        let meeting = MeetingId::new("S-1").unwrap();
        let [tunisia, france] = ["TUN", "FRA"].map(|id| SeatId::new(id).unwrap());
        let file = digest(b"abc");
        uploads.note(&meeting, &tunisia, &file).unwrap();
        let is_of = |seat| Uploads::of(data.path()).is_of(&meeting, seat, &file);
        assert_eq!([&tunisia, &france].map(is_of), [true, false]);
        let other = upload("TUN-delegate", b"abc");
        assert_eq!(
            uploads.take(&other, 0, b"a").unwrap(),
            Part::Here(1),
            "it is no file on its way"
        );
    }

    #[test]
    fn empty_and_endless_files_are_not_taken() {
        let of = |size| Upload { size, ..upload("TUN-delegate", b"") };
        assert!(!of(0).is_taken() && of(1).is_taken());
        assert!(of(MAX_FILE as u32).is_taken() && !of(MAX_FILE as u32 + 1).is_taken());
    }
}
