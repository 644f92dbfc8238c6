//! How long a text is, in words and in characters: one way of counting, for the page on which it is written and for the
//! server that takes it.
//!
//! Words are those of Unicode (UAX #29, 4.1) that have a letter or a digit: an apostrophe is part of a word, a hyphen is
//! not, each Han character is a word of its own, as word processors count them, and vowel signs belong to their letters.

use unicode_segmentation::UnicodeSegmentation;

/// How long a text is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Length {
    /// Its words.
    pub words: usize,
    /// What a reader sees as one character each (UAX #29, 3), without white space.
    pub characters: usize,
}

/// How long a text is.
#[must_use]
pub fn length(text: &str) -> Length {
    let is_seen = |grapheme: &&str| !grapheme.chars().all(char::is_whitespace);
    Length {
        words: text.unicode_words().count(),
        characters: text.graphemes(true).filter(is_seen).count(),
    }
}

/// A text in paragraphs: what stands between empty lines.
#[must_use]
pub fn paragraphs(text: &str) -> Vec<String> {
    let mut paragraphs = Vec::new();
    let mut lines: Vec<&str> = Vec::new();
    for line in text.lines().chain([""]) {
        match line.trim().is_empty() {
            false => lines.push(line.trim_end()),
            true if lines.is_empty() => {}
            true => paragraphs.push(std::mem::take(&mut lines).join("\n")),
        }
    }
    paragraphs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> usize {
        length(text).words
    }

    #[test]
    fn words_are_counted_as_a_person_counts_them() {
        // By hand, each.
        assert_eq!(words("Mr. President, I'll be brief: it's 3.5 per cent."), 9);
        assert_eq!(words("L’Organisation s'est dotée d’un cadre aujourd'hui."), 6);
        assert_eq!(words("لمّا كان الاعتراف بالكرامة"), 4);
        assert_eq!(words("بِسْمِ اللَّهِ"), 2, "with all vowel signs");
        assert_eq!(words("¿Qué medidas, incluidas las jurídicas?"), 5);
        assert_eq!(words("Организация Объединённых Наций, и й"), 5);
        assert_eq!(words("安全理事会第2482(2019)号决议"), 6 + 1 + 1 + 3);
        assert_eq!(words("counter-terrorism"), 2);
        assert_eq!(words("S/RES/2482 (2019)"), 4);
        assert_eq!(words(" \n\t… — !"), 0);
        assert_eq!(words(""), 0);
    }

    #[test]
    fn the_same_letter_is_the_same_however_it_is_written_down() {
        let (composed, decomposed) = ("й é", "и\u{306} e\u{301}");
        assert_eq!(length(composed), length(decomposed));
        assert_eq!(length(composed), Length { words: 2, characters: 2 });
    }

    #[test]
    fn what_is_not_seen_is_no_word_and_costs_nothing() {
        assert_eq!(words("\u{202e}turned\u{202c}"), 1);
        assert_eq!(words("\u{feff}"), 0);
        let marks = format!("a{}", "\u{301}".repeat(1_000_000));
        assert_eq!(length(&marks), Length { words: 1, characters: 1 });
    }
}
