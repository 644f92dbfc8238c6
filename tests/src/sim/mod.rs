//! A whole meeting from one seed: one real room, real client cores, a virtual network with delay, loss,
//! duplication and partitions, crashes of the server between the journal and the telling, and a virtual
//! clock. After every step the invariants hold; a seed that fails is told as minutes.

pub mod client;
pub mod invariants;
pub mod ledger;
pub mod log;
pub mod minutes;
pub mod network;
pub mod scene;
pub mod socket;
pub mod wishes;
pub mod world;

use world::World;

/// How a rehearsal went wrong: what did not hold, with the minutes up to there.
#[derive(Debug)]
pub struct Failure {
    /// The seed.
    pub seed: u64,
    /// What did not hold.
    pub why: String,
    /// What happened before.
    pub minutes: String,
}

/// What a rehearsal amounted to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rehearsed {
    /// Records in the journal.
    pub records: u64,
    /// Commands that were accepted.
    pub accepted: u64,
    /// Crashes of the server.
    pub crashes: u64,
    /// Fingerprint of the whole journal: the same seed gives the same.
    pub fingerprint: u64,
}

/// Rehearses a meeting with so many clients.
///
/// # Errors
/// What did not hold, and after what.
pub fn rehearse(seed: u64, clients: usize) -> Result<Rehearsed, Box<Failure>> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .expect("a runtime on one thread needs nothing of the system");
    runtime.block_on(async { World::new(seed, clients).await.run().await })
}
