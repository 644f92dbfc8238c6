//! The server's own pings: how far away a client is, also one to which no media is sent; and whether one is there
//! that has fallen silent. A browser answers them by itself, also when it gives the page no time to run.

use rostrum_proto::time::{Millis, Timestamp};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::Notify;
use tokio_tungstenite::tungstenite::Bytes;

/// Remembers the last ping; shared by who writes and who reads. An answer counts once, and only to that.
#[derive(Clone, Default)]
pub struct LastPing(Arc<Shared>);

#[derive(Default)]
struct Shared {
    /// When the last ping was sent, until it is answered.
    sent: AtomicU64,
    /// Who reads would like another at once.
    wanted: Notify,
}

impl LastPing {
    /// Asks who writes for a ping, without waiting for the next that is due.
    pub fn ask(&self) {
        self.0.wanted.notify_one();
    }

    /// Returns when one was asked for.
    pub async fn asked(&self) {
        self.0.wanted.notified().await;
    }

    /// What the next ping carries.
    #[must_use]
    pub fn ping(&self, now: Timestamp) -> Bytes {
        self.0.sent.store(now.0, Ordering::Relaxed);
        Bytes::copy_from_slice(&now.0.to_be_bytes())
    }

    /// The way there and back, if this answers the last ping.
    #[must_use]
    pub fn answered(&self, now: Timestamp, payload: &[u8]) -> Option<Millis> {
        let sent = u64::from_be_bytes(payload.try_into().ok()?);
        let last = self.0.sent.compare_exchange(sent, 0, Ordering::Relaxed, Ordering::Relaxed);
        last.is_ok_and(|sent| sent != 0).then(|| now.since(Timestamp(sent)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_counts_once_and_to_the_last_ping_only() {
        let last_ping = LastPing::default();
        assert_eq!(last_ping.answered(Timestamp(9), &0_u64.to_be_bytes()), None, "none was sent");
        let first = last_ping.ping(Timestamp(1_000));
        let second = last_ping.ping(Timestamp(2_000));
        assert_eq!(last_ping.answered(Timestamp(2_300), &first), None);
        assert_eq!(last_ping.answered(Timestamp(2_300), b"2000"), None);
        assert_eq!(last_ping.answered(Timestamp(2_300), &second), Some(Millis(300)));
        assert_eq!(last_ping.answered(Timestamp(2_400), &second), None);
    }
}
