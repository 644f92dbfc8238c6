//! Tamper evidence: every record's hash covers the one before it.
//!
//! `hash(0) = SHA-256("rostrum journal 1\n" meeting)`, `hash(n) = SHA-256(hash(n-1) body(n))`, where the
//! body is the record's JSON exactly as stored. Whoever knows the last hash can prove all that came before.

use rostrum_proto::id::MeetingId;
use sha2::{Digest, Sha256};

/// A link of the chain.
pub type Hash = [u8; 32];

/// The hash before the first record.
#[must_use]
pub fn genesis(meeting: &MeetingId) -> Hash {
    Sha256::digest(format!("rostrum journal 1\n{meeting}")).into()
}

/// The hash of the record with this body.
#[must_use]
pub fn link(previous: &Hash, body: &str) -> Hash {
    Sha256::new().chain_update(previous).chain_update(body).finalize().into()
}

/// A hash as lower-case hexadecimal digits.
#[must_use]
pub fn hex(hash: &[u8]) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}
