//! What the rehearsals share: a hall (a whole server on loopback with the demo meeting) and guests
//! (clients over real sockets). Nothing here sleeps: it waits for what must come.
#![allow(clippy::unwrap_used, reason = "a rehearsal that cannot go on stops where it is")]

pub mod browser;
pub mod cable;
pub mod caller;
pub mod calls;
pub mod debate;
pub mod disk;
pub mod firefox;
pub mod fuzz;
pub mod guest;
pub mod hall;
pub mod http;
pub mod impaired;
pub mod imports;
pub mod media_hall;
pub mod portrait;
pub mod process;
pub mod program;
pub mod shown;
pub mod sim;
pub mod slips;
pub mod tab;
pub mod virtual_hall;
pub mod written;

pub use caller::Caller;
pub use guest::Guest;
pub use hall::Hall;
pub use process::Process;

use std::time::{Duration, Instant};

/// How long anything may take before a rehearsal fails.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// Waits for something that must come.
///
/// # Panics
/// It has not come after [`PATIENCE`]; says `what`.
pub async fn within<T>(what: &str, future: impl Future<Output = T>) -> T {
    match tokio::time::timeout(PATIENCE, future).await {
        Ok(done) => done,
        Err(_) => panic!("waited {PATIENCE:?} in vain: {what}"),
    }
}

/// Some milliseconds go by: what takes no time at all by the server's clock has not happened for some rules.
pub async fn a_moment() {
    let began = Instant::now();
    while began.elapsed() < Duration::from_millis(3) {
        tokio::task::yield_now().await;
    }
}
