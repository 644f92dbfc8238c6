//! The index of a recording: its files, and where in them each moment of the journal is.
//!
//! One line of JSON for each thing, appended when it happens: a killed program leaves at most half a line at the end,
//! which is no line. Numbers of the journal and offsets only grow, so that one is found by halving.
//!
//! ```text
//! {"recording":{"meeting":"S-VTC-2020-08-06","start":1596722400000}}
//! {"file":{"name":"floor-1.webm","contents":"floor","begins":0,"part":1}}
//! {"file":{"name":"fr-1.opus","contents":{"channel":"fr"},"begins":0,"part":1}}
//! {"mark":[17,2350]}
//! {"ended":7201000}
//! ```
//!
//! A recording that is interrupted goes on in another part: in new files, which begin later.

use crate::fault::Fault;
use crate::output::Output;
use serde::{Deserialize, Serialize};
use std::path::Path;
use std::time::Duration;

/// What is in a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Contents {
    /// The picture of the floor with its sound.
    Floor,
    /// The sound of the floor alone.
    Sound,
    /// The interpretation into a language (BCP 47).
    Channel(String),
}

/// A file of the recording.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Its name, in the folder of the index.
    pub name: String,
    /// What is in it.
    pub contents: Contents,
    /// Where it begins: milliseconds from the start of the recording. Its own times count from there.
    pub begins: u64,
    /// The part that it is of, from 1.
    pub part: u32,
}

/// The index, as it is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Index {
    /// Whose recording it is.
    pub meeting: String,
    /// When it was started, in milliseconds since 1970-01-01T00:00:00Z.
    pub start: u64,
    /// Its files, in the order in which they were begun.
    pub files: Vec<Entry>,
    /// How long it is in milliseconds, if it was ended.
    pub ended: Option<u64>,
    /// A number of the journal, and milliseconds from the start; both only grow.
    marks: Vec<(u64, u64)>,
}

/// The index, as it is written.
#[derive(Debug)]
pub struct IndexFile {
    output: Output,
    last: Option<(u64, u64)>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Line {
    Recording(Recording),
    File(Entry),
    Mark(u64, u64),
    Ended(u64),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Recording {
    meeting: String,
    start: u64,
}

impl Index {
    /// Reads the index; half a line at its end is left out.
    ///
    /// # Errors
    /// It cannot be read, or a whole line is not one of an index.
    pub fn read(path: &Path) -> Result<Self, Fault> {
        Ok(Self::read_whole(path)?.0)
    }

    /// Where an entry of the journal is in the recording: at the last moment that was marked with its number or a lower
    /// one. `None` if the recording was started after it.
    #[must_use]
    pub fn offset_of(&self, sequence: u64) -> Option<Duration> {
        let after = self.marks.partition_point(|(marked, _)| *marked <= sequence);
        let (_, offset) = self.marks.get(after.checked_sub(1)?)?;
        Some(Duration::from_millis(*offset))
    }

    /// The number of the part that was begun last; 0 if there is none.
    #[must_use]
    pub fn last_part(&self) -> u32 {
        self.files.iter().map(|file| file.part).max().unwrap_or_default()
    }

    /// When another part can begin at the earliest, in milliseconds from the start: no two have the same moment.
    pub(crate) fn earliest(&self) -> u64 {
        let begun = self.files.iter().map(|file| file.begins);
        let known = begun.chain(self.marks.iter().map(|(_, offset)| *offset)).max();
        known.map_or(0, |last| last.saturating_add(1))
    }

    /// The file in which this moment of the recording is, and where in it.
    #[must_use]
    pub fn place(&self, contents: &Contents, offset: Duration) -> Option<(&Entry, Duration)> {
        let begun = |file: &&Entry| {
            file.contents == *contents && Duration::from_millis(file.begins) <= offset
        };
        let file = self.files.iter().rev().find(begun)?;
        Some((file, offset.saturating_sub(Duration::from_millis(file.begins))))
    }

    /// The index, and how many bytes of the file are whole lines.
    fn read_whole(path: &Path) -> Result<(Self, u64), Fault> {
        let bytes = std::fs::read(path).map_err(Fault::read(path))?;
        let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        let mut index = Self::default();
        for (number, line) in bytes[..whole].split_inclusive(|byte| *byte == b'\n').enumerate() {
            let line = serde_json::from_slice(line)
                .map_err(|error| Fault::not_ours(path, format!("line {}: {error}", number + 1)))?;
            match line {
                Line::Recording(Recording { meeting, start }) => {
                    (index.meeting, index.start) = (meeting, start);
                }
                Line::File(entry) => index.files.push(entry),
                Line::Mark(sequence, offset) => index.marks.push((sequence, offset)),
                Line::Ended(length) => index.ended = Some(length),
            }
        }
        if !index.marks.is_sorted() || !index.marks.is_sorted_by_key(|(_, offset)| *offset) {
            return Err(Fault::not_ours(path, "its marks are not in order"));
        }
        Ok((index, whole as u64))
    }
}

impl IndexFile {
    /// The index of a recording that was started at this moment, in milliseconds since 1970-01-01T00:00:00Z.
    ///
    /// # Errors
    /// The file is there already, or it cannot be written.
    pub fn create(path: &Path, meeting: &str, start: u64) -> Result<Self, Fault> {
        let mut index = Self { output: Output::create(path)?, last: None };
        index.start(meeting, start)?;
        Ok(index)
    }

    /// Writes the first line.
    pub(crate) fn start(&mut self, meeting: &str, start: u64) -> Result<(), Fault> {
        self.append(&Line::Recording(Recording { meeting: meeting.to_owned(), start }))
    }

    /// Goes on with an index, after a restart; half a line at its end is cut off.
    ///
    /// # Errors
    /// It cannot be read or written, or is not an index.
    pub fn reopen(path: &Path) -> Result<(Self, Index), Fault> {
        let (index, whole) = Index::read_whole(path)?;
        let file = Self { output: Output::reopen(path, whole)?, last: index.marks.last().copied() };
        Ok((file, index))
    }

    /// Says that a file was begun.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn add_file(&mut self, entry: Entry) -> Result<(), Fault> {
        self.append(&Line::File(entry))
    }

    /// Says that the entry of the journal with this number is at this moment of the recording. A number that is not
    /// higher than the last one is left out; a time that is earlier than the last one is that one.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn mark(&mut self, sequence: u64, offset: Duration) -> Result<(), Fault> {
        let mut offset = u64::try_from(offset.as_millis()).unwrap_or(u64::MAX);
        if let Some((last, earliest)) = self.last {
            if sequence <= last {
                return Ok(());
            }
            offset = offset.max(earliest);
        }
        self.append(&Line::Mark(sequence, offset))?;
        self.last = Some((sequence, offset));
        Ok(())
    }

    /// Says that the recording was ended, and waits until the index is on the disk.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn end(mut self, length: Duration) -> Result<(), Fault> {
        self.append(&Line::Ended(u64::try_from(length.as_millis()).unwrap_or(u64::MAX)))?;
        self.output.sync()
    }

    /// Waits until what was written is on the disk.
    ///
    /// # Errors
    /// The disk does not take it.
    pub fn sync(&self) -> Result<(), Fault> {
        self.output.sync()
    }

    fn append(&mut self, line: &Line) -> Result<(), Fault> {
        let mut text = serde_json::to_vec(line).expect("strings and numbers are JSON");
        text.push(b'\n');
        self.output.append("a line of the index", &text)
    }
}
