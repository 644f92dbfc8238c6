//! The rehearsal rehearsed: clips, packets, and whole debates in virtual time.

mod clips;
mod minutes;
mod packets;
