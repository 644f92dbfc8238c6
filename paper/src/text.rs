//! What of a text is shown: one rule for every writer.
//!
//! A document is put together from texts of many hands, and none of them may reach beyond its own place. Letters, marks
//! and signs are kept, however many and however strange, also those that nobody sees but a script needs: U+200C and
//! U+200D of Persian and of Indic scripts, the marks of direction U+200E and U+200F, the soft hyphen. What is left out
//! has no shape of its own and acts on what is around it.

use std::borrow::Cow;

/// What is shown of a text. Every kind of line break becomes a line feed, and a tab a space; other control characters,
/// those that embed, override or isolate a direction (UAX #9, 2.1 to 2.5) and the deprecated U+206A to U+206F are left
/// out; code points that are no characters become U+FFFD.
#[must_use]
pub fn shown(text: &str) -> Cow<'_, str> {
    if text.chars().all(|c| c == '\n' || kept(c) == Some(c)) {
        return Cow::Borrowed(text);
    }
    let text = text.replace("\r\n", "\n");
    Cow::Owned(text.chars().filter_map(kept).collect())
}

/// What a character becomes.
fn kept(c: char) -> Option<char> {
    match c {
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some('\n'),
        '\t' => Some(' '),
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{206f}' => None,
        c if c.is_control() => None,
        // XML cannot carry the last two of the first plane, and nothing needs any of them.
        '\u{fdd0}'..='\u{fdef}' => Some(char::REPLACEMENT_CHARACTER),
        c if u32::from(c) & 0xfffe == 0xfffe => Some(char::REPLACEMENT_CHARACTER),
        c => Some(c),
    }
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn what_can_be_read_is_kept() {
        for text in [
            "# <b>&amp; ]]> =cmd|' /C calc'!A1",
            "نماینده\u{200c}ها قال: \u{200f}(أ)",
            "क्\u{200d}ष, a\u{ad}b, \u{feff}, \u{200b}, 👩\u{200d}👩",
            "one\ntwo",
            &"\u{301}".repeat(10_000),
        ] {
            assert_eq!(shown(text), text);
        }
    }

    #[test]
    fn what_acts_on_its_surroundings_is_left_out() {
        assert_eq!(
            shown("\u{202e}turned\u{202c} \u{2067}and\u{2069}\u{206a} back"),
            "turned and back"
        );
        assert_eq!(shown("bell\u{7} and escape\u{1b}[2J\0\u{9f}"), "bell and escape[2J");
        assert_eq!(shown("a\r\nb\rc\u{2028}d\u{85}e\tf"), "a\nb\nc\nd\ne f");
        assert_eq!(shown("\u{ffff}\u{fdd0}\u{1fffe}"), "\u{fffd}\u{fffd}\u{fffd}");
    }
}
