//! Something in each of the six languages.

use rostrum_proto::lang::Lang;
use serde::Deserialize;

/// One of everything in each language.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Six<T> {
    ar: T,
    zh: T,
    en: T,
    fr: T,
    ru: T,
    es: T,
}

impl<T> Six<T> {
    /// That of a language.
    pub fn of(&self, lang: Lang) -> &T {
        match lang {
            Lang::Ar => &self.ar,
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
            Lang::Fr => &self.fr,
            Lang::Ru => &self.ru,
            Lang::Es => &self.es,
        }
    }
}
