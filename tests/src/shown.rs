//! Which words a test shows: the texts that a browser's page had in sight, and those that the client's core was asked
//! for. `cargo xtask words` names a folder for both, and lists the keys that no test has shown.

use rostrum_client::core::shown::FOLDER;
use rostrum_proto::message::{self, Piece};
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

/// What a line of a browser's own log begins with when it tells a text.
const MARK: &str = "in sight: ";

/// What is as long as this is not a part of another text by chance.
const SENTENCE: usize = 12;

/// Tells the browser's log each text, label, title and hint that comes into sight.
pub const TELL_WHAT_IS_IN_SIGHT: &str = "
    const told = new Set();
    const tell = text => {
        const line = (text || '').replace(/\\s+/g, ' ').trim();
        if (line && !told.has(line)) { told.add(line); console.info('in sight: ' + line); }
    };
    const look = top => {
        const walk = document.createTreeWalker(top);
        for (let node = top; node; node = walk.nextNode()) {
            if (node.nodeType === Node.TEXT_NODE) {
                if (node.parentElement?.checkVisibility()) tell(node.data);
            } else if (node.nodeType === Node.ELEMENT_NODE && node.checkVisibility()) {
                for (const name of ['aria-label', 'title', 'placeholder', 'alt', 'aria-valuetext']) {
                    tell(node.getAttribute(name));
                }
                if (node.tagName === 'SELECT') [...node.options].forEach(option => tell(option.label));
            }
        }
    };
    const changed = new Set();
    new MutationObserver(records => {
        if (!changed.size) {
            setTimeout(() => { tell(document.title); changed.forEach(look); changed.clear(); }, 30);
        }
        for (const record of records) {
            if (record.type === 'childList') record.addedNodes.forEach(node => changed.add(node));
            else changed.add(record.target);
        }
    }).observe(document, { subtree: true, childList: true, characterData: true, attributes: true,
        attributeFilter: ['aria-label', 'title', 'placeholder', 'alt', 'aria-valuetext', 'open', 'hidden', 'class'] });";

/// A log for one more browser, if the words are asked for.
#[must_use]
pub fn log() -> Option<PathBuf> {
    static BROWSERS: AtomicU32 = AtomicU32::new(0);
    let number = BROWSERS.fetch_add(1, Ordering::Relaxed);
    let folder = PathBuf::from(std::env::var_os(FOLDER)?);
    Some(folder.join(format!("{}-{number}.log", std::process::id())))
}

/// What the tests have left in the folder.
#[derive(Debug, Default)]
pub struct Shown {
    lines: BTreeSet<String>,
    numbers: BTreeSet<usize>,
}

impl Shown {
    /// Reads what is there.
    ///
    /// # Errors
    /// The folder or a file of it cannot be read.
    pub fn read(folder: &Path) -> std::io::Result<Self> {
        let mut shown = Self::default();
        for entry in folder.read_dir()? {
            let text = String::from_utf8_lossy(&std::fs::read(entry?.path())?).into_owned();
            for line in text.lines() {
                if let Ok(number) = line.parse() {
                    shown.numbers.insert(number);
                } else if let Some((_, told)) = line.split_once(MARK) {
                    let end = told.rfind("\", source:").unwrap_or(told.len());
                    shown.lines.insert(told[..end].to_owned());
                }
            }
        }
        Ok(shown)
    }

    /// The keys of a catalogue that no test has shown.
    pub fn missing<'a>(&self, english: &'a Map<String, Value>) -> Vec<&'a str> {
        let mut keys: Vec<_> = english.iter().collect();
        keys.sort_by_key(|(key, _)| *key);
        let unseen = |number: usize, text: &str| {
            !self.numbers.contains(&number) && !self.lines.iter().any(|line| fits(text, line))
        };
        let missing = keys
            .into_iter()
            .enumerate()
            .filter(|(number, (_, text))| unseen(*number, text.as_str().unwrap_or_default()));
        missing.map(|(_, (key, _))| key.as_str()).collect()
    }
}

/// Whether a line may be this text with values in its places.
fn fits(text: &str, line: &str) -> bool {
    let pieces = message::pieces(text);
    let fixed = pieces.iter().filter_map(|piece| match piece {
        Piece::Text(text) => Some(*text),
        Piece::Value(_) | Piece::Count(..) => None,
    });
    // A text stands before and after every value; it may be empty.
    let fixed: Vec<_> =
        fixed.map(|text| text.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    let [first, between @ .., last] = &fixed[..] else {
        // A sentence may be a part of what stands on one line.
        let is_sentence = |text: &String| text.len() >= SENTENCE && line.contains(text.as_str());
        return fixed.first().is_some_and(|text| text == line || is_sentence(text));
    };
    let Some(mut rest) = line.strip_prefix(first.as_str()) else { return false };
    for text in between {
        let Some(at) = rest.find(text.as_str()) else { return false };
        rest = &rest[at + text.len()..];
    }
    rest.ends_with(last.as_str())
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn a_line_is_known_by_what_stands_around_its_values() {
        assert!(fits("Join the meeting", "Join the meeting"));
        assert!(!fits("Join", "Join the meeting"));
        assert!(fits("All clocks stop.", "All clocks stop. The speaker keeps the floor."));
        assert!(fits("Give the floor to {seat}", "Give the floor to Viet Nam"));
        assert!(fits("{n, plural, one {# vote} other {# votes}} in favour", "9 votes in favour"));
        assert!(fits("{place}, about {minutes} min", "3rd, about 14 min"));
        assert!(!fits("{place}, about {minutes} min", "3rd, about an hour"));
    }
}
