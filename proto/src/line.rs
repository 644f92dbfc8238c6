//! Text on one line: names, titles, reasons. What breaks the line, turns the direction of the text around it or
//! cannot be seen is refused where it comes in, and made harmless where it is already in a journal.

use std::fmt;

/// The longest name of a seat, name of a person or office, in characters. The longest that were found, of ministers
/// with several offices, have some 130.
pub const MAX_NAME: usize = 200;

/// The longest title of a meeting or text of a profile, in characters.
pub const MAX_TEXT: usize = 1_000;

/// Why a text is not a valid line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotALine {
    /// It has no letter and no digit of any script.
    Unreadable,
    /// It has too many characters.
    TooLong {
        /// Its length, in characters.
        length: usize,
        /// How many are allowed.
        most: usize,
    },
    /// A character in it ends the line, turns the direction, or controls something.
    Breaks(char),
}

impl fmt::Display for NotALine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable => write!(f, "nothing in it can be read; expected letters or digits"),
            Self::TooLong { length, most } => {
                write!(f, "{length} characters; expected at most {most}")
            }
            Self::Breaks(c) => write!(
                f,
                "it contains the invisible character U+{:04X}; expected one line of plain text: remove the character",
                u32::from(*c)
            ),
        }
    }
}

impl std::error::Error for NotALine {}

/// Whether a text is one readable line of at most `most` characters.
///
/// # Errors
/// The first reason why not.
pub fn check(text: &str, most: usize) -> Result<(), NotALine> {
    if let Some(c) = text.chars().find(|c| breaks(*c)) {
        return Err(NotALine::Breaks(c));
    }
    match text.chars().count() {
        _ if !is_readable(text) => Err(NotALine::Unreadable),
        length if length > most => Err(NotALine::TooLong { length, most }),
        _ => Ok(()),
    }
}

/// Whether anything in a text can be read.
#[must_use]
pub fn is_readable(text: &str) -> bool {
    text.chars().any(is_seen)
}

/// A form of any text that can be shown, such as one from an old journal: on one line, of at most `most` characters;
/// empty if nothing in it can be seen.
#[must_use]
pub fn shown(text: &str, most: usize) -> String {
    if !is_readable(text) {
        return String::new();
    }
    let mut shown: String =
        text.chars().take(most).map(|c| if breaks(c) { ' ' } else { c }).collect();
    if text.chars().nth(most).is_some() {
        shown.push('…');
    }
    shown
}

/// Ends the line, turns the direction of what follows, or controls a device: not allowed in a text on one line.
/// U+0085 is a control character; marks that a script needs, such as U+200D and U+200F, are none of these.
#[must_use]
pub fn breaks(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A letter or digit of some script; the fillers of Hangul are letters that nobody sees.
fn is_seen(c: char) -> bool {
    c.is_alphanumeric() && !matches!(c, '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_all_scripts_are_lines() {
        for name in [
            "Côte d'Ivoire",
            "الجزائر",
            "نماینده\u{200c}ها",
            "क्\u{200d}ष",
            "中国",
            "Great Britain \u{200e}(UK)\u{200f}",
            "7",
            &"a".repeat(MAX_NAME),
        ] {
            assert_eq!(check(name, MAX_NAME), Ok(()), "{name}");
            assert_eq!(shown(name, MAX_NAME), name);
        }
    }

    #[test]
    fn what_breaks_the_page_is_refused_and_shown_without_harm() {
        let breaking = ['\n', '\r', '\t', '\0', '\u{7f}', '\u{85}', '\u{2028}', '\u{2029}'];
        for c in breaking.into_iter().chain(['\u{202e}', '\u{2066}', '\u{2069}']) {
            let name = format!("Tuni{c}sia");
            assert_eq!(check(&name, MAX_NAME), Err(NotALine::Breaks(c)));
            assert_eq!(shown(&name, MAX_NAME), "Tuni sia");
        }
        let said = NotALine::Breaks('\u{85}').to_string();
        assert!(said.contains("U+0085") && said.contains("remove"), "{said}");
        let long = "a".repeat(1_000);
        let too_long = NotALine::TooLong { length: 1_000, most: MAX_NAME };
        assert_eq!(check(&long, MAX_NAME), Err(too_long));
        assert_eq!(shown(&long, MAX_NAME).chars().count(), MAX_NAME + 1);
    }

    #[test]
    fn what_nobody_sees_is_no_name() {
        for name in ["", " ", "\u{200b}", "\u{feff}\u{200e}", "\u{3164}", "\u{2800}", "\u{ad}", "—"]
        {
            assert_eq!(check(name, MAX_NAME), Err(NotALine::Unreadable), "{name:?}");
            assert_eq!(shown(name, MAX_NAME), "");
        }
    }
}
