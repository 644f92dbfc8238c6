//! The files of a recording: written, torn, repaired, and read again by readers that are not ours.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops where it is")]

mod chance;
mod ffmpeg;
mod frames;
mod index;
mod matroska;
mod mixing;
mod ogg_opus;
mod opus_files;
mod parts;
mod times;
mod torn;
mod webm_files;
