//! In which direction a text goes.

use rostrum_proto::lang::Lang;
use std::borrow::Cow;

/// The direction of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// As in Latin, Cyrillic and Chinese.
    LeftToRight,
    /// As in Arabic.
    RightToLeft,
}

use Direction::{LeftToRight, RightToLeft};

impl Direction {
    /// That in which a language is written.
    #[must_use]
    pub fn of_lang(lang: Lang) -> Self {
        match lang {
            Lang::Ar => RightToLeft,
            Lang::Zh | Lang::En | Lang::Fr | Lang::Ru | Lang::Es => LeftToRight,
        }
    }

    /// That of the first letter of a text; `None` if it has none.
    #[must_use]
    pub fn of_text(text: &str) -> Option<Self> {
        text.chars().find_map(of_char)
    }
}

/// The stretches of a text whose lines go in the direction `base`, each with its own. What has no direction, such as
/// spaces and brackets, goes with the base unless both its neighbours go the other way; so do digits, except that those
/// after a Latin letter go with it: "S/2020/372" stays in one piece.
#[must_use]
pub fn stretches(text: &str, base: Direction) -> Vec<(&str, Direction)> {
    let mut found: Vec<(&str, Direction)> = vec![];
    let (mut from, mut at) = (0, 0);
    while at < text.len() {
        let rest = &text[at..];
        let other = rest.char_indices().find(|(_, c)| of_char(*c).is_some_and(|d| d != base));
        let Some((start, _)) = other else { break };
        let begins = at + start;
        let mut ends = begins;
        for (n, c) in text[begins..].char_indices() {
            let after = begins + n + c.len_utf8();
            match of_char(c) {
                Some(direction) if direction == base => break,
                Some(_) => ends = after,
                None if base == RightToLeft && c.is_ascii_digit() => ends = after,
                // A mark belongs to the letter before it.
                None if ends == begins + n && is_mark(c) => ends = after,
                None => {}
            }
        }
        if from < begins {
            found.push((&text[from..begins], base));
        }
        found.push((&text[begins..ends], opposite(base)));
        (from, at) = (ends, ends);
    }
    if from < text.len() {
        found.push((&text[from..], base));
    }
    found
}

/// A line that goes in a direction among text of the other, with a mark (UAX #9, 2.6) at each end that is no letter. What
/// knows no isolates would put "2020-08-06 10:00:00" into an Arabic line from right to left.
#[must_use]
pub fn held(line: &str, direction: Direction) -> Cow<'_, str> {
    let open = |end: Option<char>| end.is_some_and(|c| of_char(c).is_none());
    let mark = match direction {
        LeftToRight => '\u{200e}',
        RightToLeft => '\u{200f}',
    };
    let mark = |is_open: bool| is_open.then_some(mark);
    match [mark(open(line.chars().next())), mark(open(line.chars().next_back()))] {
        [None, None] => Cow::Borrowed(line),
        [before, after] => {
            Cow::Owned(before.into_iter().chain(line.chars()).chain(after).collect())
        }
    }
}

fn opposite(direction: Direction) -> Direction {
    match direction {
        LeftToRight => RightToLeft,
        RightToLeft => LeftToRight,
    }
}

/// The direction of a letter (UAX #9, 3.2: L, R and AL), by block and not one by one. Other characters have none.
fn of_char(c: char) -> Option<Direction> {
    match c {
        '\u{200e}' => Some(LeftToRight),
        '\u{200f}' | '\u{61c}' => Some(RightToLeft),
        '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' => {
            c.is_alphabetic().then_some(RightToLeft)
        }
        '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}' => Some(RightToLeft),
        c => c.is_alphabetic().then_some(LeftToRight),
    }
}

/// Stands on or joins the letter before it.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{200c}' | '\u{200d}' | '\u{64b}'..='\u{65f}' | '\u{20d0}'..='\u{20ff}' | '\u{fe00}'..='\u{fe0f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_letter_decides() {
        assert_eq!(Direction::of_text("(1) Indonesia"), Some(LeftToRight));
        assert_eq!(Direction::of_text("12 «إندونيسيا» Indonesia"), Some(RightToLeft));
        assert_eq!(Direction::of_text("印度尼西亚"), Some(LeftToRight));
        assert_eq!(Direction::of_text("ישראל"), Some(RightToLeft));
        assert_eq!(Direction::of_text("2020 – !"), None);
    }

    #[test]
    fn a_symbol_stays_in_one_piece() {
        let said = stretches("الوثيقة (S/2020/372)، عام 2020", RightToLeft);
        let expected =
            [("الوثيقة (", RightToLeft), ("S/2020/372", LeftToRight), (")، عام 2020", RightToLeft)];
        assert_eq!(said, expected);
        let said = stretches("called مجلس الأمن (2020) there", LeftToRight);
        let expected =
            [("called ", LeftToRight), ("مجلس الأمن", RightToLeft), (" (2020) there", LeftToRight)];
        assert_eq!(said, expected);
    }

    #[test]
    fn a_time_is_held_together_and_a_name_needs_no_mark() {
        assert_eq!(held("10:00–10:05", LeftToRight), "\u{200e}10:00–10:05\u{200e}");
        assert_eq!(held("14:00 UTC", LeftToRight), "\u{200e}14:00 UTC");
        assert_eq!(held("سلمى (تونس)", RightToLeft), "سلمى (تونس)\u{200f}");
        assert_eq!(held("Selma Ennaifer", LeftToRight), "Selma Ennaifer");
        assert_eq!(held("", RightToLeft), "");
    }

    #[test]
    fn nothing_is_lost() {
        for text in ["", " ", "a\u{301}\u{301} ب\u{64e}ب a", "\u{301}\u{301}", "أ1a2ب3"] {
            for base in [LeftToRight, RightToLeft] {
                let joined: String = stretches(text, base).iter().map(|(text, _)| *text).collect();
                assert_eq!(joined, text);
            }
        }
    }
}
