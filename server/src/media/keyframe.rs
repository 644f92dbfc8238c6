//! When to ask a camera for a key frame.
//!
//! A thousand listeners may want one at once, and a camera that has just made one should not make
//! another. A request is made at once if the last request is half a second old, and again with
//! growing patience until the key frame comes.
//!
//! A key frame costs everybody: what one listener has lost, or says so, is made up for less often, and for a listener
//! that asks again and again less and less often.

use std::time::{Duration, Instant};

const MIN_INTERVAL: Duration = Duration::from_millis(500);
const MAX_INTERVAL: Duration = Duration::from_secs(4);
/// Since the last request, for what listeners have lost.
const LOST_INTERVAL: Duration = Duration::from_secs(1);
/// Between two key frames for one listener. A browser that can decode nothing asks after three seconds, which is never
/// too often.
const FIRST_WAIT: Duration = Duration::from_secs(1);
const LONGEST_WAIT: Duration = Duration::from_secs(8);

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
    /// Everybody needs a key frame, or somebody who begins to watch.
    pub(super) fn request(&mut self, now: Instant) {
        self.request_after(MIN_INTERVAL, now);
    }

    /// A listener has lost what only a key frame makes up for, if it `may` ask.
    pub(super) fn request_for_one(&mut self, may: &mut Allowance, now: Instant) {
        if may.take(now) {
            self.request_after(LOST_INTERVAL, now);
        }
    }

    fn request_after(&mut self, interval: Duration, now: Instant) {
        let next = self.asked.map_or(now, |asked| now.max(asked + interval));
        let pending = self.pending.get_or_insert(Pending { next, patience: MIN_INTERVAL });
        pending.next = pending.next.min(next);
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

/// How often one listener may ask.
#[derive(Debug, Default)]
pub(super) struct Allowance {
    last: Option<(Instant, Duration)>,
}

impl Allowance {
    fn take(&mut self, now: Instant) -> bool {
        let wait = match self.last {
            Some((last, wait)) if now < last + wait => return false,
            Some((last, wait)) if now < last + wait * 2 => (wait * 2).min(LONGEST_WAIT),
            _ => FIRST_WAIT,
        };
        self.last = Some((now, wait));
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listener_that_asks_again_and_again_is_listened_to_less_and_less() {
        let start = Instant::now();
        let (mut request, mut may) = (KeyFrameRequest::default(), Allowance::default());
        let mut asked = Vec::new();
        for n in 0..600 {
            let now = start + Duration::from_millis(n * 100);
            request.request_for_one(&mut may, now);
            if request.is_due(now) {
                asked.push(n / 10);
                request.clear();
            }
        }
        assert_eq!(asked, [0, 1, 3, 7, 15, 23, 31, 39, 47, 55], "seconds");
        // After a while in which it asked for nothing it is believed at once.
        let later = start + Duration::from_secs(120);
        request.request_for_one(&mut may, later);
        assert!(request.is_due(later));
        request.clear();
        // Who begins to watch does not wait for what another has lost.
        let mut another = Allowance::default();
        request.request_for_one(&mut another, later);
        assert!(!request.is_due(later + MIN_INTERVAL));
        request.request(later);
        assert!(request.is_due(later + MIN_INTERVAL));
    }

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
