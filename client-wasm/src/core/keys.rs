//! The keys of an interpreter's console: single keys, each of which can be changed, and all of which can be switched
//! off. A pedal is a key.

use crate::core::talk::TalkKey;
use std::collections::{BTreeMap, BTreeSet};

/// What a key does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Act {
    /// Silent as long as it is held.
    Cough,
    /// Speak to the booth alone as long as it is held.
    Aside,
    /// On air, and off air.
    OnAir,
    /// On air into the first, second, third channel of the booth.
    Output(u8),
    /// Offer the microphone, ask for it, accept, take it.
    HandOver,
    /// Decline it, or take it back.
    Decline,
    /// Ask the speaker to slow down.
    SlowDown,
    /// The sound is inadequate, or good again.
    Sound,
    /// A technician, please.
    Technician,
    /// Listen to the floor, or to one of the channels.
    Source(u8),
}

/// Those that can be changed: the sources have the digits.
pub const CHANGEABLE: [Act; 11] = [
    Act::OnAir,
    Act::Cough,
    Act::Output(0),
    Act::Output(1),
    Act::Output(2),
    Act::HandOver,
    Act::Decline,
    Act::SlowDown,
    Act::Sound,
    Act::Technician,
    Act::Aside,
];

impl Act {
    /// The key that does it at first, by its place and by what is written on it.
    fn first(self) -> (&'static str, &'static str) {
        match self {
            Self::Cough => ("Space", "␣"),
            Self::Aside => ("KeyP", "P"),
            Self::OnAir => ("KeyM", "M"),
            Self::Output(0) => ("KeyA", "A"),
            Self::Output(1) => ("KeyB", "B"),
            Self::Output(_) => ("KeyC", "C"),
            Self::HandOver => ("KeyH", "H"),
            Self::Decline => ("KeyN", "N"),
            Self::SlowDown => ("KeyS", "S"),
            Self::Sound => ("KeyI", "I"),
            Self::Technician => ("KeyT", "T"),
            Self::Source(_) => ("", ""),
        }
    }
}

/// Which key does what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keys {
    /// They do anything at all.
    pub on: bool,
    /// Those that are not as at first.
    changed: BTreeMap<Act, TalkKey>,
}

impl Default for Keys {
    fn default() -> Self {
        Self { on: true, changed: BTreeMap::new() }
    }
}

impl Keys {
    /// The key that does something.
    #[must_use]
    pub fn of(&self, act: Act) -> TalkKey {
        let (code, name) = act.first();
        let first = || TalkKey { code: code.into(), name: name.into() };
        self.changed.get(&act).cloned().unwrap_or_else(first)
    }

    /// What the key at a place does.
    #[must_use]
    pub fn act(&self, code: &str) -> Option<Act> {
        let digit = code.strip_prefix("Digit").or_else(|| code.strip_prefix("Numpad"));
        let digit = digit.and_then(|digit| digit.parse::<u8>().ok()).and_then(|n| n.checked_sub(1));
        let source = digit.map(Act::Source);
        source.or_else(|| CHANGEABLE.into_iter().find(|act| self.of(*act).code == code))
    }

    /// Another key does it from now on. Returns whether it may: a digit or the key of something else may not.
    pub fn choose(&mut self, act: Act, key: TalkKey) -> bool {
        let free = self.act(&key.code).is_none_or(|known| known == act);
        if free {
            self.changed.insert(act, key);
        }
        free
    }

    /// For the memory of the browser.
    #[must_use]
    pub fn to_remember(&self) -> String {
        let line = |n: usize, act: Act| {
            self.changed.get(&act).map(|key| format!("{n} {}", key.to_remember()))
        };
        let lines = CHANGEABLE.into_iter().enumerate().filter_map(|(n, act)| line(n, act));
        let on = if self.on { "on" } else { "off" };
        std::iter::once(on.to_owned()).chain(lines).collect::<Vec<_>>().join("\n")
    }

    /// From the memory of the browser; what is not understood is as at first.
    #[must_use]
    pub fn remembered(text: &str) -> Self {
        let mut lines = text.lines();
        let mut keys = Self { on: lines.next() != Some("off"), ..Self::default() };
        for line in lines {
            let known = line.split_once(' ').and_then(|(n, key)| {
                let act = *CHANGEABLE.get(n.parse::<usize>().ok()?)?;
                let (code, name) = key.split_once(' ')?;
                Some((act, Self::pressed(act, code, name)?))
            });
            keys.changed.extend(known);
        }
        // All of them first: one may have the key that another had.
        let mut taken = BTreeSet::new();
        for act in CHANGEABLE {
            if !taken.insert(keys.of(act).code) {
                keys.changed.remove(&act);
            }
        }
        keys
    }

    /// The key that was pressed to be chosen for something; nothing if it cannot be. The space bar operates the page, and
    /// is given back to the cough alone.
    #[must_use]
    pub fn pressed(act: Act, code: &str, key: &str) -> Option<TalkKey> {
        let first = act.first();
        match (act, code) == (Act::Cough, first.0) {
            true => Some(TalkKey { code: first.0.into(), name: first.1.into() }),
            false => TalkKey::chosen(code, key),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_changed_and_remembered_and_no_other_is_taken() {
        let mut keys = Keys::default();
        let pedal = TalkKey { code: "F13".into(), name: "F13".into() };
        assert!(keys.choose(Act::Cough, pedal.clone()));
        assert!(!keys.choose(Act::OnAir, pedal), "it is the cough's");
        let digit = TalkKey { code: "Digit2".into(), name: "2".into() };
        assert!(!keys.choose(Act::OnAir, digit), "it is a source's");
        assert_eq!(keys.act("F13"), Some(Act::Cough));
        assert_eq!(keys.act("Space"), None);
        assert_eq!(
            (keys.act("Digit1"), keys.act("Numpad7")),
            (Some(Act::Source(0)), Some(Act::Source(6)))
        );
        // One has the key that another had before.
        assert!(keys.choose(Act::Output(0), TalkKey { code: "F1".into(), name: "F1".into() }));
        assert!(keys.choose(Act::OnAir, TalkKey { code: "KeyA".into(), name: "A".into() }));
        let space = Keys::pressed(Act::Cough, "Space", " ").expect("it is the cough's own");
        assert_eq!(Keys::pressed(Act::OnAir, "Space", " "), None);
        assert_eq!(Keys::remembered(&keys.to_remember()), keys);
        assert!(keys.choose(Act::Cough, space));
        keys.on = false;
        assert_eq!(Keys::remembered(&keys.to_remember()), keys);
        assert_eq!(Keys::remembered("on\n99 KeyX X\nnonsense"), Keys::default());
    }
}
