//! The rules, as minutes of meetings, and what is said on the wire. One program: to link each file by itself takes longer
//! than to run all of them.

#![allow(clippy::unwrap_used, missing_docs, reason = "tests say so when they fail")]

#[allow(dead_code, reason = "the simulation uses its part too")]
mod support;

mod admission;
mod alphabet;
mod audibility;
mod booths;
mod borders;
mod concern;
mod conduct;
mod corrections;
mod disputes;
mod doors;
mod handed_out;
mod held_clocks;
mod interpreters;
mod lists;
mod minutes;
mod motions;
mod names;
mod presentations;
mod procedure;
mod profiles;
mod protocol;
mod published;
mod record;
mod recordings;
mod reference;
mod secret;
mod slips;
mod statements;
mod thresholds;
mod votes;
mod words;
