//! What our network carries of what we send: the voice always, the picture while it fits.
//!
//! ```text
//!  sent ── estimate too low for 2 s ──► left out ── 20 s, 40 s, … 2 min ──► sent again, on trial for 8 s
//! ```
//!
//! The browser estimates what passes (transport-cc) and makes the picture smaller before anything else. Below a certain
//! rate what is left of the picture helps nobody and costs the voice. Firefox keeps its estimate to itself, and sends a
//! picture of a certain size at a certain rate at least, whatever passes: there, what is lost of it tells. So it does where
//! Chromium's estimate stands at the least that it ever tells, what a voice and the smallest picture take (82,800 bits a
//! second in 148).

use super::pulse::Passed;
use rostrum_proto::time::{Millis, Timestamp};

/// The least that a picture is of use with beside a voice, in bits a second.
const LEAST: u32 = 80_000;
/// An estimate as low as this may be no estimate, but the least that the browser tells.
const AS_LOW_AS_IT_GOES: u32 = 100_000;
/// Of a picture that is sent faster than it passes, at least so much is lost, in hundredths. Where as much is lost for
/// other reasons, a picture is of little use as well.
const MUCH: u32 = 15;
/// The estimate has to be lower for this long,
const POOR_FOR: Millis = Millis::seconds(2);
/// and for this long after the picture has come back, while the browser finds out.
const TRIAL: Millis = Millis::seconds(8);
/// The picture is tried again after this time, after twice as long if that fails,
const AGAIN_AFTER: Millis = Millis::seconds(20);
/// and so on up to this.
const AGAIN_AT_LAST: Millis = Millis::minutes(2);
/// A picture that was sent for this long has fitted.
const FITTED: Millis = Millis::seconds(30);

/// Whether our picture is sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Uplink {
    /// Since when it is sent, if it was ever left out.
    sent_since: Option<Timestamp>,
    poor_since: Option<Timestamp>,
    left_out_at: Option<Timestamp>,
    /// How often in a row it was left out.
    failures: u32,
}

impl Uplink {
    /// The picture is sent, as far as the network goes.
    #[must_use]
    pub fn carries_picture(&self) -> bool {
        self.left_out_at.is_none()
    }

    /// While a picture is sent, the browser tells what passes. True if the picture is left out from now on.
    pub fn told(&mut self, at: Timestamp, passed: Passed) -> bool {
        let loses_much = || passed.picture_lost.is_some_and(|lost| lost >= MUCH);
        let is_poor = match passed.may_send {
            Some(bits) if bits < LEAST => true,
            Some(bits) if bits > AS_LOW_AS_IT_GOES => false,
            Some(_) | None => loses_much(),
        };
        if !is_poor || !self.carries_picture() {
            self.poor_since = None;
            return false;
        }
        let on_trial = self.sent_since.is_some_and(|since| at.since(since) < FITTED);
        let patience = if on_trial { TRIAL } else { POOR_FOR };
        if at.since(*self.poor_since.get_or_insert(at)) < patience {
            return false;
        }
        let failures = if on_trial { self.failures + 1 } else { 1 };
        *self = Self { left_out_at: Some(at), failures, ..Self::default() };
        true
    }

    /// Time has passed. True if the picture is sent again from now on.
    pub fn pass(&mut self, at: Timestamp) -> bool {
        let wait = Millis(AGAIN_AFTER.0 << self.failures.saturating_sub(1).min(8));
        let due = |since| at.since(since) >= wait.min(AGAIN_AT_LAST);
        if !self.left_out_at.is_some_and(due) {
            return false;
        }
        *self = Self { sent_since: Some(at), failures: self.failures, ..Self::default() };
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// When the picture is left out, or sent again, on a network that carries so much.
    fn changes(seconds: u64, carries: impl Fn(u64) -> u32) -> Vec<u64> {
        let tells = |bits| Passed { may_send: Some(bits), ..Passed::default() };
        told(seconds, |second| tells(carries(second)))
    }

    /// The same, of a browser that tells this every half second.
    fn told(seconds: u64, passed: impl Fn(u64) -> Passed) -> Vec<u64> {
        let mut uplink = Uplink::default();
        let mut changes = Vec::new();
        for half in 0..seconds * 2 {
            let at = Timestamp(1_000_000 + half * 500);
            if uplink.told(at, passed(half / 2)) | uplink.pass(at) {
                changes.push(half / 2);
            }
        }
        changes
    }

    #[test]
    fn a_picture_that_fits_is_sent_and_a_moment_is_no_reason() {
        assert!(changes(600, |_| 250_000).is_empty());
        assert!(changes(600, |second| if second % 10 < 1 { 60_000 } else { 150_000 }).is_empty());
    }

    #[test]
    fn what_does_not_fit_is_left_out_and_tried_again_less_and_less_often() {
        // 2 s; then 20, 40, 80, 120, 120 s of waiting, and 8.5 s on trial: the first estimate comes after half a second.
        let tried = changes(450, |_| 50_000);
        assert_eq!(tried, [2, 22, 30, 70, 79, 159, 167, 287, 296, 416, 424]);
    }

    #[test]
    fn a_browser_that_does_not_tell_is_judged_by_what_is_lost() {
        let loses = |lost| Passed { picture_lost: Some(lost), ..Passed::default() };
        assert!(told(600, |_| Passed::default()).is_empty());
        assert!(told(600, |second| loses(if second % 3 == 0 { 18 } else { 8 })).is_empty());
        assert_eq!(told(25, |_| loses(40)), [2, 22]);
        // An estimate that goes no lower says nothing: of a picture that passes, or of one that does not.
        let least = |lost| Passed { may_send: Some(82_800), ..loses(lost) };
        assert!(told(600, |_| least(2)).is_empty());
        assert_eq!(told(25, |_| least(96)), [2, 22]);
        // Any other estimate counts where there is one.
        let bits = Passed { may_send: Some(500_000), ..loses(40) };
        assert!(told(600, |_| bits).is_empty());
    }

    #[test]
    fn a_network_that_recovers_has_its_picture_back_within_twenty_seconds() {
        let dip = |second| if (60..70).contains(&second) { 50_000 } else { 1_000_000 };
        assert_eq!(changes(600, dip), [62, 82]);
        // What fitted for a while begins with a short wait again.
        let dips = |second| if second % 100 >= 90 { 50_000 } else { 1_000_000 };
        assert_eq!(changes(300, dips), [92, 112, 192, 212, 292]);
    }
}
