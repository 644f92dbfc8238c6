//! Writing HTML so that what comes from outside cannot become markup: markup is part of the program
//! (`&'static str`), and everything else is escaped.

use rostrum_proto::line;
use std::fmt::Write;

/// A piece of HTML.
#[derive(Clone, Debug, Default)]
pub(super) struct Html(String);

impl Html {
    /// Empty.
    pub fn new() -> Self {
        Self::default()
    }

    /// A piece of text.
    pub fn text(text: &str) -> Self {
        Self::new().and_text(text)
    }

    /// Goes on with markup of the program's own.
    pub fn raw(mut self, markup: &'static str) -> Self {
        self.0.push_str(markup);
        self
    }

    /// Goes on with text, for content and for attributes in double quotes.
    pub fn and_text(mut self, text: &str) -> Self {
        for c in text.chars() {
            match c {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\'' => self.0.push_str("&#39;"),
                '\n' | '\t' => self.0.push(c),
                c if line::breaks(c) => self.0.push(char::REPLACEMENT_CHARACTER),
                c => self.0.push(c),
            }
        }
        self
    }

    /// Goes on with a number.
    pub fn number(mut self, number: impl Into<u64>) -> Self {
        // Writing to a string does not fail.
        let _ = write!(self.0, "{}", number.into());
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
