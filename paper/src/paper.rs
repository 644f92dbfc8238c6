//! The model. It says what each part is, and nothing of how it looks: that is for the writers.

use rostrum_proto::lang::Lang;
use serde::{Deserialize, Serialize};

/// A document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paper {
    /// The language of its fixed words; parts in another language say so.
    pub lang: Lang,
    /// What stands at the head of the first page.
    pub masthead: Masthead,
    /// The title, also of the file.
    pub title: String,
    /// The language of the title; absent: that of the document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title_lang: Option<Lang>,
    /// The title of the file, where that says more: "Record of the meeting – Pandemics and security".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file_title: Option<String>,
    /// Its tables are wide: a page lies on its long side.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub landscape: bool,
    /// What stands over the first page and at the foot of each, of one that is not published: "Draft".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark: Option<String>,
    /// The heading of the table of contents, which lists the headings of the first two levels and stands before the
    /// first of them; absent: there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contents: Option<String>,
    /// What it says, in order.
    pub blocks: Vec<Block>,
}

impl Paper {
    /// A document without a table of contents, in one language, on sheets that stand.
    #[must_use]
    pub fn new(
        lang: Lang,
        masthead: Masthead,
        title: impl Into<String>,
        blocks: Vec<Block>,
    ) -> Self {
        Self {
            lang,
            masthead,
            title: title.into(),
            title_lang: None,
            file_title: None,
            landscape: false,
            mark: None,
            contents: None,
            blocks,
        }
    }

    /// The title of the file.
    #[must_use]
    pub fn title_of_file(&self) -> &str {
        self.file_title.as_deref().unwrap_or(&self.title)
    }
}

/// The head of the first page. A line that is empty is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Masthead {
    /// "United Nations".
    pub organization: String,
    /// "Security Council".
    pub body: String,
    /// The symbol, at the head of the first page and in the footer of each: "S/2020/791". Written left to right in
    /// every language.
    pub symbol: String,
    /// "Distr.: General".
    pub distribution: String,
    /// "11 August 2020".
    pub date: String,
    /// "Arabic": the language of the document, where it was not written in it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub language: String,
    /// "Original: English".
    pub original: String,
    /// The language of the four lines above; absent: that of the document. The United Nations has them in English in
    /// its Arabic, Chinese and Russian documents.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<Lang>,
}

/// A part of the text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Block {
    /// A heading. It stays with what follows it.
    Heading {
        /// From 1 to 3; the title is above them all.
        level: u8,
        /// Begins on a page of its own.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        new_page: bool,
        /// What it says.
        text: Vec<Run>,
    },
    /// A paragraph, in one language and in its direction.
    Paragraph {
        /// Of this language; absent: that of the document.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        lang: Option<Lang>,
        /// What it is.
        #[serde(default)]
        style: Style,
        /// What it says.
        text: Vec<Run>,
    },
    /// What there is to say of something, a line each: its name, and beside it what it is.
    Terms {
        /// In order.
        terms: Vec<Term>,
    },
    /// A table. The first cell of each row is the heading of that row.
    Table {
        /// What it shows; empty: what the heading before it says.
        caption: String,
        /// The heading of each column.
        head: Vec<String>,
        /// As many cells in each as there are columns.
        rows: Vec<Vec<Cell>>,
    },
}

/// A line of what there is to say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// "Agenda item".
    pub name: String,
    /// What it is.
    pub text: Vec<Run>,
}

/// A cell of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cell(pub Vec<Run>);

/// What a paragraph is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Style {
    /// Of the text.
    #[default]
    Body,
    /// Under a heading, in its place: who speaks, "[Original: Arabic]".
    Subheading,
    /// Whose letter it is: name and office, at the end of the line.
    Signature,
    /// About the text, not of it.
    Note,
}

/// A stretch of text in one language. A line feed in it is a new line; what else controls and is no text, every writer
/// leaves out ([`shown`](crate::shown)).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Run {
    /// What it says.
    pub text: String,
    /// Of this language; absent: that of the paragraph. Such a run is isolated from its surroundings, so that it keeps
    /// its own direction.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<Lang>,
    /// Of a language that nobody noted, such as a name: it is isolated too, and goes in the direction of its first
    /// letter; without letters, such as a time, from left to right.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub isolated: bool,
    /// How heavy.
    #[serde(default)]
    pub weight: Weight,
}

/// How heavy a run is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// As the rest.
    #[default]
    Plain,
    /// Heavier.
    Bold,
    /// Set apart: an office, a remark.
    Italic,
    /// Beside the matter: smaller, and paler.
    Small,
}

impl Run {
    /// A stretch in the language of its paragraph.
    #[must_use]
    pub fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), lang: None, isolated: false, weight: Weight::Plain }
    }

    /// A name, or whatever else somebody gave in a language that nobody noted.
    #[must_use]
    pub fn isolated(text: impl Into<String>) -> Self {
        Self { isolated: true, ..Self::plain(text) }
    }

    /// A stretch in a language of its own.
    #[must_use]
    pub fn in_lang(lang: Lang, text: impl Into<String>) -> Self {
        Self { lang: Some(lang), ..Self::plain(text) }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self(vec![Run::plain(text)])
    }
}
