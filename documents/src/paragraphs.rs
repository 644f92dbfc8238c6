//! Paragraphs as they come out of a document, one after the other.

/// The paragraphs so far.
#[derive(Debug, Default)]
pub struct Paragraphs {
    done: Vec<String>,
    /// The one that is being read, and those that it stands in: a text box has paragraphs within a paragraph.
    open: Vec<String>,
}

impl Paragraphs {
    /// A paragraph begins.
    pub fn begin(&mut self) {
        self.open.push(String::new());
    }

    /// A paragraph ends. An empty one is only space between two others.
    pub fn end(&mut self) {
        let Some(paragraph) = self.open.pop() else { return };
        let lines: Vec<_> = paragraph.lines().map(str::trim_end).collect();
        let paragraph = lines.join("\n");
        let paragraph = paragraph.trim_matches('\n');
        if !paragraph.trim().is_empty() {
            self.done.push(paragraph.to_owned());
        }
    }

    /// Text of the paragraph that is being read; outside of one there is none.
    pub fn text(&mut self, text: &str) {
        if let Some(open) = self.open.last_mut() {
            // What controls a terminal is no text; everything that is, is kept, whatever it looks like.
            open.extend(text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')));
        }
    }

    /// All of them, an empty line between each two.
    #[must_use]
    pub fn joined(self) -> String {
        self.done.join("\n\n")
    }
}
