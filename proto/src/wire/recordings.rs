//! `GET /api/recording`: what there is of a meeting's recording, for who may read its record.

use crate::id::SeatId;
use crate::lang::Lang;
use crate::read::Read;
use crate::time::{Millis, Timestamp};
use serde::{Deserialize, Serialize};

/// What there is of a recording.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct Recordings {
    /// In the address of each file, `/recording/TICKET/NAME`, for an hour: players send no token.
    pub ticket: String,
    /// Its parts, in the order in which they began.
    pub parts: Vec<RecordedPart>,
    /// Where the record that was asked for is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Moment>,
    /// Where somebody began to speak, after an interruption too, in that order; if it was asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub speeches: Vec<Spoken>,
}

/// Where a seat began to speak in a recording.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct Spoken {
    /// The seat.
    pub seat: SeatId,
    /// Where.
    pub from: Moment,
}

/// A part of a recording: its files begin and end together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct RecordedPart {
    /// Its number, from 1.
    pub part: u32,
    /// When it began.
    pub at: Timestamp,
    /// How long it is, once its files are sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub length: Option<Millis>,
    /// Its files.
    pub files: Vec<RecordedFile>,
}

/// A file of a recording.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct RecordedFile {
    /// Its name.
    pub name: String,
    /// What is in it.
    pub contents: RecordedContents,
    /// How long it is now.
    pub bytes: u64,
}

/// What is in a file of a recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum RecordedContents {
    /// The picture of the floor with its sound, as WebM.
    Floor {},
    /// The sound of the floor alone, as Ogg Opus.
    Sound {},
    /// The interpretation into a language, as Ogg Opus.
    Channel {
        /// The language.
        lang: Lang,
    },
}

/// A moment of a recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct Moment {
    /// In which part.
    pub part: u32,
    /// Where in each of its files.
    pub at: Millis,
}
