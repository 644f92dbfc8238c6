//! Writing HTML so that what comes from outside cannot become markup: markup is part of the program
//! (`&'static str`), and everything else is escaped.

use crate::text::shown;
use std::fmt::Write;

/// A piece of HTML.
#[derive(Clone, Debug, Default)]
pub struct Html(String);

impl Html {
    /// Empty.
    pub fn new() -> Self {
        Self::default()
    }

    /// Goes on with markup of the program's own.
    pub fn raw(mut self, markup: &'static str) -> Self {
        self.0.push_str(markup);
        self
    }

    /// Goes on with text, for content and for attributes in double quotes. A line feed is a space.
    pub fn and_text(mut self, text: &str) -> Self {
        for c in shown(text).chars() {
            match c {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\'' => self.0.push_str("&#39;"),
                // Whoever normalizes the file would make one sign of it and the end of the tag before it.
                '\u{338}' => self.0.push_str("&#x338;"),
                c => self.0.push(c),
            }
        }
        self
    }

    /// Goes on with text in which a line feed is a new line.
    pub fn and_lines(mut self, text: &str) -> Self {
        for (n, line) in shown(text).split('\n').enumerate() {
            self = self.raw(if n > 0 { "<br>" } else { "" }).and_text(line);
        }
        self
    }

    /// Goes on with a number.
    pub fn number(mut self, number: u64) -> Self {
        // Writing to a string does not fail.
        let _ = write!(self.0, "{number}");
        self
    }

    /// Goes on with another piece.
    pub fn and(mut self, other: Html) -> Self {
        self.0.push_str(&other.0);
        self
    }

    /// Goes on with pieces, with markup between them.
    pub fn joined(mut self, pieces: impl IntoIterator<Item = Html>, between: &'static str) -> Self {
        for (n, piece) in pieces.into_iter().enumerate() {
            if n > 0 {
                self.0.push_str(between);
            }
            self.0.push_str(&piece.0);
        }
        self
    }

    /// The page.
    pub fn finish(self) -> String {
        self.0
    }
}
