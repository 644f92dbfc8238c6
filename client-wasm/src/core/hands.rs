//! Presses meant for something else: the second click of a trembling hand falls on what has taken the place
//! of the button, or a button has come under the finger. Such a press does nothing.
//!
//! What a press falls on must have been there, with the same words, for a while, or the hand must have come there
//! after it: a menu that opens can be used at once, a button that appears under the hand is inert at first.

use rostrum_proto::time::{Millis, Timestamp};
use std::collections::BTreeMap;

/// How long a control that is new, has moved or has new words cannot be pressed.
pub const REST: Millis = Millis(1000);
/// Two places within this many pixels are the same.
const SAME_PLACE: f64 = 48.0;
/// A control that has moved by less has not moved, in pixels.
const MOVED: f64 = 16.0;

/// A control on the page: the same number as long as it is there.
pub type Control = u32;

/// Where something is, in pixels of the window.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// From the left.
    pub x: f64,
    /// From the top.
    pub y: f64,
}

/// How something is pressed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Press {
    /// With a pointer or a finger, here.
    At(Point),
    /// By Enter or Space on what has the focus, or by a program.
    Key,
}

/// A control as it was seen.
#[derive(Clone, Debug)]
struct Seen {
    words: String,
    at: Point,
    /// Since when it says that.
    said: Timestamp,
    /// Since when it stands there.
    stood: Timestamp,
}

/// What is known of the controls of a page, and of the hand.
#[derive(Debug, Default)]
pub struct Hands {
    /// The page was looked at before, whatever was on it.
    looked: bool,
    seen: BTreeMap<Control, Seen>,
    /// Where the pointer rests, or the finger was last, and since when.
    hand: Option<(Point, Timestamp)>,
    /// The last press by key, if the user has not gone to another control since.
    key: Option<Timestamp>,
}

impl Hands {
    /// Notes every control of the page with its words and its place. The first time, nothing counts as new.
    pub fn look(
        &mut self,
        now: Timestamp,
        controls: impl Iterator<Item = (Control, String, Point)>,
    ) {
        let first = !std::mem::replace(&mut self.looked, true);
        let mut before = std::mem::take(&mut self.seen);
        for (control, words, at) in controls {
            let known = before.remove(&control).filter(|old| old.words == words);
            let seen = match known {
                _ if first => Seen { words, at, said: Timestamp(0), stood: Timestamp(0) },
                None => Seen { words, at, said: now, stood: now },
                // What creeps has moved once it is far enough.
                Some(old) if distance(old.at, at) < MOVED => old,
                Some(old) => Seen { at, stood: now, ..old },
            };
            self.seen.insert(control, seen);
        }
    }

    /// The page was scrolled or resized: what has moved was moved by the user.
    pub fn scrolled(&mut self, controls: impl Iterator<Item = (Control, Point)>) {
        for (control, at) in controls {
            if let Some(seen) = self.seen.get_mut(&control) {
                seen.at = at;
            }
        }
    }

    /// The pointer is here now.
    pub fn hand_at(&mut self, now: Timestamp, at: Point) {
        if self.hand.is_none_or(|(before, _)| distance(before, at) >= SAME_PLACE) {
            self.hand = Some((at, now));
        }
    }

    /// The user has moved to another control with the keyboard.
    pub fn focus_moved(&mut self) {
        self.key = None;
    }

    /// Whether a press is meant for what it falls on.
    pub fn takes(&mut self, now: Timestamp, control: Control, words: &str, press: Press) -> bool {
        if self.rests(now, control, words, press) {
            return false;
        }
        match press {
            Press::At(at) => self.hand_at(now, at),
            Press::Key => self.key = Some(now),
        }
        true
    }

    /// Whether a control cannot be pressed yet, in this way.
    #[must_use]
    pub fn rests(&self, now: Timestamp, control: Control, words: &str, press: Press) -> bool {
        let seen = self.seen.get(&control).filter(|seen| seen.words == words);
        // What was not seen yet came just now.
        let (said, stood) = seen.map_or((now, now), |seen| (seen.said, seen.stood));
        let is_new = |since| now.since(since) < REST;
        match press {
            Press::At(at) => {
                let since = said.max(stood);
                let there = |(hand, came)| distance(hand, at) < SAME_PLACE && came <= since;
                is_new(since) && self.hand.is_some_and(there)
            }
            // The focus goes with a control that moves; what was there before the press was seen.
            Press::Key => {
                is_new(said) && self.key.is_some_and(|key| key <= said && now.since(key) < REST)
            }
        }
    }

    /// Whether a control cannot be pressed yet by the hand where it is, or by the key that was just pressed.
    #[must_use]
    pub fn is_resting(&self, now: Timestamp, control: Control, words: &str, holds: bool) -> bool {
        let by_hand = self.hand.filter(|_| holds).map(|(hand, _)| Press::At(hand));
        [by_hand, Some(Press::Key)]
            .into_iter()
            .flatten()
            .any(|press| self.rests(now, control, words, press))
    }
}

fn distance(a: Point, b: Point) -> f64 {
    (a.x - b.x).hypot(a.y - b.y)
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: Point = Point { x: 100.0, y: 100.0 };
    const ELSEWHERE: Point = Point { x: 100.0, y: 400.0 };

    fn at(ms: u64) -> Timestamp {
        Timestamp(1_000_000 + ms)
    }

    fn page(hands: &mut Hands, ms: u64, controls: &[(Control, &str, Point)]) {
        hands.look(at(ms), controls.iter().map(|(c, words, p)| (*c, (*words).to_owned(), *p)));
    }

    fn press(hands: &mut Hands, ms: u64, control: Control, words: &str, place: Point) -> bool {
        hands.takes(at(ms), control, words, Press::At(place))
    }

    #[test]
    fn what_takes_the_place_of_what_was_pressed_rests_for_a_second() {
        let mut hands = Hands::default();
        page(&mut hands, 0, &[(1, "Start speaking", AT)]);
        assert!(press(&mut hands, 5_000, 1, "Start speaking", AT));
        page(&mut hands, 5_100, &[(2, "Finish speaking", AT)]);
        assert!(!press(&mut hands, 5_400, 2, "Finish speaking", AT));
        assert!(!press(&mut hands, 5_900, 2, "Finish speaking", AT));
        assert!(press(&mut hands, 6_200, 2, "Finish speaking", AT));
    }

    #[test]
    fn what_comes_after_a_page_without_buttons_is_new_all_the_same() {
        let mut hands = Hands::default();
        page(&mut hands, 0, &[(1, "Join the meeting", AT)]);
        assert!(press(&mut hands, 5_000, 1, "Join the meeting", AT));
        page(&mut hands, 5_050, &[]);
        page(&mut hands, 5_100, &[(2, "Leave the meeting", AT)]);
        assert!(!press(&mut hands, 5_240, 2, "Leave the meeting", AT));
    }

    #[test]
    fn a_button_that_says_something_else_now_is_another() {
        let mut hands = Hands::default();
        page(&mut hands, 0, &[(1, "Point of order", AT)]);
        assert!(press(&mut hands, 5_000, 1, "Point of order", AT));
        assert!(press(&mut hands, 5_200, 1, "Point of order", AT), "the same, and one command");
        assert!(!press(&mut hands, 5_400, 1, "Withdraw the point of order", AT), "not seen yet");
        page(&mut hands, 5_500, &[(1, "Withdraw the point of order", AT)]);
        assert!(!press(&mut hands, 6_100, 1, "Withdraw the point of order", AT), "since a moment");
        assert!(press(&mut hands, 6_600, 1, "Withdraw the point of order", AT));
    }

    #[test]
    fn by_the_keyboard_it_is_the_user_who_goes_to_another_control() {
        let mut hands = Hands::default();
        page(&mut hands, 0, &[(1, "Call next speaker", AT), (3, "Mute everyone", ELSEWHERE)]);
        assert!(hands.takes(at(5_000), 1, "Call next speaker", Press::Key));
        let after = [(2, "Take back the floor", AT), (3, "Mute everyone", ELSEWHERE)];
        page(&mut hands, 5_100, &after);
        assert!(!hands.takes(at(5_400), 2, "Take back the floor", Press::Key));
        hands.focus_moved();
        assert!(hands.takes(at(5_450), 2, "Take back the floor", Press::Key));
        page(&mut hands, 5_500, &after);
        assert!(hands.takes(at(5_550), 3, "Mute everyone", Press::Key), "it stood there before");
    }

    #[test]
    fn what_others_move_under_the_finger_is_not_pressed() {
        let mut hands = Hands::default();
        page(&mut hands, 0, &[(1, "Defer France", AT), (2, "Deny France", ELSEWHERE)]);
        hands.hand_at(at(3_000), AT);
        page(&mut hands, 9_000, &[(2, "Deny France", AT)]);
        assert!(hands.is_resting(at(9_100), 2, "Deny France", true));
        assert!(!press(&mut hands, 9_300, 2, "Deny France", AT));
        assert!(press(&mut hands, 10_000, 2, "Deny France", AT));
    }

    #[test]
    fn what_comes_elsewhere_is_pressed_as_soon_as_the_hand_is_there() {
        let mut hands = Hands::default();
        page(&mut hands, 0, &[(1, "More", AT)]);
        assert!(press(&mut hands, 5_000, 1, "More", AT));
        page(&mut hands, 5_100, &[(1, "More", AT), (2, "Leave", AT), (3, "Devices", ELSEWHERE)]);
        assert!(!press(&mut hands, 5_300, 2, "Leave", AT));
        hands.hand_at(at(5_350), ELSEWHERE);
        assert!(press(&mut hands, 5_400, 3, "Devices", ELSEWHERE));
    }

    #[test]
    fn what_was_scrolled_stands_where_it_stood() {
        let mut hands = Hands::default();
        page(&mut hands, 0, &[(1, "Admit France", ELSEWHERE)]);
        hands.hand_at(at(1), AT);
        hands.scrolled([(1, AT)].into_iter());
        page(&mut hands, 9_000, &[(1, "Admit France", AT)]);
        assert!(press(&mut hands, 9_100, 1, "Admit France", AT));
    }

    #[test]
    fn what_creeps_has_moved_in_the_end() {
        let mut hands = Hands::default();
        let creeping = |n: u64| Point { x: 100.0, y: 60.0 + n as f64 * 10.0 };
        page(&mut hands, 0, &[(1, "Admit France", creeping(0))]);
        hands.hand_at(at(1), AT);
        (1..5).for_each(|n| page(&mut hands, 9_000 + n * 100, &[(1, "Admit France", creeping(n))]));
        assert!(!press(&mut hands, 9_500, 1, "Admit France", AT));
    }
}
