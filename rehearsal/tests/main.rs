//! The rehearsal rehearsed: clips, packets, and whole debates in virtual time.
#![allow(clippy::unwrap_used, reason = "a rehearsal that cannot go on stops where it is")]

mod clips;
mod minutes;
mod packets;
