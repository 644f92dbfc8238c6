//! The six official languages, and text in them.

use crate::line;
use crate::read::Read;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// An official language of the United Nations, by its ISO 639-1 code.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Read,
)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Arabic, written right to left.
    Ar,
    /// Chinese.
    Zh,
    /// English.
    En,
    /// French.
    Fr,
    /// Russian.
    Ru,
    /// Spanish.
    Es,
}

impl Lang {
    /// The six languages, in the order in which the United Nations lists them.
    pub const ALL: [Lang; 6] = [Lang::Ar, Lang::Zh, Lang::En, Lang::Fr, Lang::Ru, Lang::Es];

    /// The ISO 639-1 code, as in `lang` attributes.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Lang::Ar => "ar",
            Lang::Zh => "zh",
            Lang::En => "en",
            Lang::Fr => "fr",
            Lang::Ru => "ru",
            Lang::Es => "es",
        }
    }

    /// The language whose code begins `tag`, for example `zh` for `zh-Hans-CN`.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Lang> {
        let primary = tag.split(['-', '_']).next()?.to_ascii_lowercase();
        Lang::ALL.into_iter().find(|lang| lang.code() == primary)
    }
}

/// One text in as many languages as it exists in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(transparent)]
pub struct LocalText(pub BTreeMap<Lang, String>);

impl LocalText {
    /// The text in English only.
    #[must_use]
    pub fn english(text: impl Into<String>) -> Self {
        Self(BTreeMap::from([(Lang::En, text.into())]))
    }

    /// Whether there is no text in any language.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the text is a line in every language that it is in.
    ///
    /// # Errors
    /// The language, and what is wrong there.
    pub fn check(&self, most: usize) -> Result<(), String> {
        let line = |(lang, text): (&Lang, &String)| {
            line::check(text, most).map_err(|why| format!("{}: {why}", lang.code()))
        };
        self.0.iter().try_for_each(line)
    }

    /// The text in `lang`, else in English, else in the first language there is, with the language
    /// found: the reader's screen needs it for the `lang` attribute. Empty English if there is none.
    #[must_use]
    pub fn best(&self, lang: Lang) -> (Lang, &str) {
        let found = self.0.get_key_value(&lang).or_else(|| self.0.get_key_value(&Lang::En));
        match found.or_else(|| self.0.iter().next()) {
            Some((lang, text)) => (*lang, text),
            None => (Lang::En, ""),
        }
    }
}
