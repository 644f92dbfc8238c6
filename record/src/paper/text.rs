//! Text that is being written, a piece after the other.

use rostrum_paper::{Cell, Run, Weight};

/// A text: stretches of one language each.
#[derive(Clone, Debug, Default)]
pub(super) struct Text(Vec<Run>);

impl Text {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Words in the language of the record.
    pub fn plain(text: &str) -> Self {
        Self::new().say(text)
    }

    /// What somebody gave in a language that nobody noted, or what has no language: a name, a time, a number with signs.
    pub fn isolated(text: &str) -> Self {
        Self(vec![Run::isolated(text)])
    }

    /// Goes on with words in the language of the record.
    pub fn say(self, text: &str) -> Self {
        self.run(Run::plain(text))
    }

    /// Goes on with a number.
    pub fn number(self, number: impl Into<u64>) -> Self {
        self.say(&number.into().to_string())
    }

    /// Goes on with a run.
    pub fn run(mut self, run: Run) -> Self {
        let joins = |last: &Run| {
            let is_plain = |run: &Run| run.lang.is_none() && !run.isolated;
            is_plain(last) && is_plain(&run) && last.weight == run.weight
        };
        match self.0.last_mut().filter(|last| joins(last)) {
            Some(last) => last.text.push_str(&run.text),
            None => self.0.push(run),
        }
        self
    }

    /// Goes on with another text.
    pub fn and(self, other: Text) -> Self {
        other.0.into_iter().fold(self, Self::run)
    }

    /// Goes on with texts, with something between them.
    pub fn joined(self, texts: impl IntoIterator<Item = Text>, between: &str) -> Self {
        texts.into_iter().enumerate().fold(self, |text, (n, next)| match n {
            0 => text.and(next),
            _ => text.say(between).and(next),
        })
    }

    /// The same beside the matter.
    pub fn small(self) -> Self {
        self.weighing(Weight::Small)
    }

    /// The same, heavier.
    pub fn bold(self) -> Self {
        self.weighing(Weight::Bold)
    }

    /// The runs.
    pub fn runs(self) -> Vec<Run> {
        self.0
    }

    fn weighing(mut self, weight: Weight) -> Self {
        self.0.iter_mut().for_each(|run| run.weight = weight);
        self
    }
}

impl From<Text> for Cell {
    fn from(text: Text) -> Self {
        Self(text.0)
    }
}
