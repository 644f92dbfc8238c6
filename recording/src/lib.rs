//! The files of a meeting's recording.
//!
//! ```text
//!  VP8 packets ── Assembler ── frames ──────────────┐
//!  Opus packets of the floor's voices ── Mixer ─────┴─► Webm      the floor: picture with sound
//!  Opus packets of one channel, or the floor mixed ────► OpusFile  that channel, or the floor's sound
//!  numbers of the journal ────────────────────────────► IndexFile which moment is where
//! ```
//!
//! [`Part`] puts them together to the files of a stretch of the meeting. Nothing here reads a clock, opens a socket or
//! waits: a time is an argument, and it is the time since the part was begun, in the index since the recording was
//! started. A time in a file is the same time.
//!
//! A file is written so that it can be cut off anywhere. What was flushed is found again by [`repair()`], which finishes
//! the file as its writer would have. Whoever writes calls [`Webm::flush`], [`OpusFile::advance`] and their `sync` about
//! once a second; then two seconds are lost at most when the program is killed, and as much when the machine is.
//! `sync` waits for the disk, so it is for a thread that may wait.

mod ebml;
mod fault;
pub mod frame;
pub mod index;
pub mod mix;
mod ogg_page;
pub mod opus;
mod opus_file;
mod output;
pub mod part;
mod repair;
mod timeline;
mod vp8;
mod webm;

pub use fault::Fault;
pub use frame::Assembler;
pub use index::{Contents, Index, IndexFile};
pub use mix::Mixer;
pub use opus_file::{Labels, OpusFile, length};
pub use part::{About, Feed, Part};
pub use repair::{Repaired, repair};
pub use timeline::Timeline;
pub use webm::Webm;
