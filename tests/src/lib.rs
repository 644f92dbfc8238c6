//! What the rehearsals share: a hall (a whole server on loopback with the demo meeting) and guests
//! (clients over real sockets). Nothing here sleeps: it waits for what must come.
#![allow(clippy::unwrap_used, reason = "a rehearsal that cannot go on stops where it is")]

pub mod browser;
pub mod guest;
pub mod hall;

pub use guest::Guest;
pub use hall::Hall;

use std::time::Duration;

/// Waits for something that must come; panics with `what` if it has not come after 30 s.
///
/// # Panics
/// After 30 s.
pub async fn within<T>(what: &str, future: impl Future<Output = T>) -> T {
    match tokio::time::timeout(Duration::from_secs(30), future).await {
        Ok(done) => done,
        Err(_) => panic!("waited 30 s in vain: {what}"),
    }
}
