//! The meeting server: everything that a room needs, in one process.
//!
//! `signal` takes sockets and hands their messages to `room`; a room decides with `rostrum_proto`, writes
//! to `journal`, then tells everyone and gives `media` its plan. `identity` says who somebody is.

pub mod assets;
pub mod backup;
pub mod bundle;
pub mod clock;
pub mod compiling;
pub mod config;
pub mod contents;
pub mod data;
pub mod desk;
pub mod doctor;
pub mod drafts;
pub mod found;
pub mod identity;
pub mod issued;
pub mod journal;
mod keeper;
pub mod lots;
pub mod media;
pub mod meeting_file;
mod overseer;
pub mod papers;
pub mod press;
pub mod recorder;
pub mod relay;
pub mod room;
pub mod serve;
pub mod signal;
pub mod space;
pub mod store;
mod streams;
pub mod supervised;
pub mod taker;
pub mod telemetry;
pub mod tls;
pub mod uploads;
