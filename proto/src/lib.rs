//! The meeting: who may speak, in what order, for how long, with whose microphone open.
//!
//! Everything here is pure. Time, identifiers and seeds are arguments; there is no clock, no input or
//! output, no randomness. The server decides with it, and the server, the browser, replay and tests all
//! apply with it, so a rule is written once.
//!
//! Life of a command: a client sends a [`wire::ClientMessage::Command`]; the server asks
//! [`meeting::Meeting::decide`], which answers with events or a [`meeting::refusal::Refusal`]; the events
//! are numbered into [`meeting::event::Record`]s, written to the journal, and then applied everywhere
//! with [`meeting::Meeting::apply`].

// `derive(Read)` and `derive(Named)` name this crate as others do.
extern crate self as rostrum_proto;

pub mod alphabet;
pub mod cell;
pub mod days_off;
pub mod decode;
pub mod digest;
pub mod file_name;
pub mod id;
pub mod lang;
pub mod line;
pub mod meeting;
pub mod message;
pub mod named;
pub mod profile;
pub mod read;
pub mod role;
pub mod time;
pub mod utc;
pub mod wire;
pub mod words;
