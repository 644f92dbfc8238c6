//! Clients for whole-server tests, made with an independent implementation of WebRTC.

#![allow(dead_code, reason = "every test takes what it needs")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]

pub mod caller;
pub mod detour;
pub mod wire;
