//! When to ask a camera for a key frame.
//!
//! A thousand listeners may want one at once, and a camera that has just made one should not make
//! another. A request is made at once if the last request is half a second old, and again with
//! growing patience until the key frame comes.

use std::time::{Duration, Instant};

const MIN_INTERVAL: Duration = Duration::from_millis(500);
const MAX_INTERVAL: Duration = Duration::from_secs(4);

/// The request for a key frame of one camera.
#[derive(Debug, Default)]
pub(super) struct KeyFrameRequest {
    asked: Option<Instant>,
    pending: Option<Pending>,
}

#[derive(Debug)]
struct Pending {
    next: Instant,
    patience: Duration,
}

impl KeyFrameRequest {
    /// Somebody needs a key frame.
    pub(super) fn request(&mut self, now: Instant) {
        if self.pending.is_none() {
            let next = self.asked.map_or(now, |asked| now.max(asked + MIN_INTERVAL));
            self.pending = Some(Pending { next, patience: MIN_INTERVAL });
        }
    }

    /// A key frame came, or nobody needs one any more.
    pub(super) fn clear(&mut self) {
        self.pending = None;
    }

    /// True if the camera is to be asked now.
    pub(super) fn is_due(&mut self, now: Instant) -> bool {
        let Some(pending) = self.pending.as_mut().filter(|p| p.next <= now) else {
            return false;
        };
        pending.next = now + pending.patience;
        pending.patience = (pending.patience * 2).min(MAX_INTERVAL);
        self.asked = Some(now);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_needs_are_one_request() {
        let start = Instant::now();
        let mut request = KeyFrameRequest::default();
        assert!(!request.is_due(start));
        request.request(start);
        request.request(start);
        assert!(request.is_due(start));
        assert!(!request.is_due(start));
        request.clear();
        request.request(start + Duration::from_millis(10));
        assert!(!request.is_due(start + Duration::from_millis(10)));
        assert!(request.is_due(start + MIN_INTERVAL));
    }

    #[test]
    fn it_is_repeated_with_growing_patience() {
        let start = Instant::now();
        let mut request = KeyFrameRequest::default();
        request.request(start);
        let asked = (0..120)
            .map(|n| start + Duration::from_millis(n * 100))
            .filter(|now| request.is_due(*now))
            .count();
        assert_eq!(asked, 6, "at 0, 0.5, 1.5, 3.5, 7.5 and 11.5 s");
    }
}
