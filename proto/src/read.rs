//! Reads messages, small: for the client, which travels over hotel networks.
//!
//! Serde writes code for every type and every way in which it could be written down, and reads an enum
//! with a tag through a buffer of all that could be there: a third of the client. Here a text becomes a
//! tree of [`Json`], and each type takes its fields out of that by name. `derive(Read)` makes it from
//! the same declaration; tests hold that both read the same.

mod json;

pub use json::Json;
pub use rostrum_proto_derive::Read;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// What can be read.
pub trait Read: Sized {
    /// Reads it.
    ///
    /// # Errors
    /// What was expected, is missing or unknown.
    fn read(json: Json) -> Result<Self, Unreadable>;
}

/// Reads a text.
///
/// # Errors
/// It is not JSON, or not the JSON of a `T`.
pub fn read<T: Read>(text: &str) -> Result<T, Unreadable> {
    T::read(Json::parse(text)?)
}

/// Why something could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable(String);

impl Unreadable {
    /// In words.
    #[must_use]
    pub fn new(why: impl Into<String>) -> Self {
        Self(why.into())
    }

    /// A field or a variant that nobody knows.
    #[must_use]
    pub fn unknown(name: &str) -> Self {
        Self(format!("`{name}` is unknown"))
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unreadable {}

fn expected<T>(what: &str) -> Result<T, Unreadable> {
    Err(Unreadable(format!("expected {what}")))
}

/// The fields of an object that were not taken yet.
pub struct Fields(Vec<(String, Json)>);

impl Fields {
    /// Those of an object.
    ///
    /// # Errors
    /// It is none.
    pub fn of(json: Json) -> Result<Self, Unreadable> {
        match json {
            Json::Object(fields) => Ok(Self(fields)),
            _ => expected("an object"),
        }
    }

    /// Those of a variant, and its name, which stands in the field `tag`.
    ///
    /// # Errors
    /// It is no object, or has no such field.
    pub fn tagged(json: Json, tag: &'static str) -> Result<(String, Self), Unreadable> {
        let mut fields = Self::of(json)?;
        Ok((fields.take(tag)?, fields))
    }

    /// Takes a field. One that is missing is read as `null`, which is nothing but an option.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn take<T: Read>(&mut self, name: &str) -> Result<T, Unreadable> {
        T::read(self.remove(name).unwrap_or(Json::Null))
    }

    /// Takes a field that need not be there.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn optional<T: Read>(&mut self, name: &str) -> Result<Option<T>, Unreadable> {
        match self.remove(name) {
            Some(json) => T::read(json).map(Some),
            None => Ok(None),
        }
    }

    fn remove(&mut self, name: &str) -> Option<Json> {
        let found = self.0.iter().position(|(key, _)| key == name)?;
        Some(self.0.swap_remove(found).1)
    }

    /// Nothing else may be there.
    ///
    /// # Errors
    /// There is.
    pub fn end(self) -> Result<(), Unreadable> {
        match self.0.first() {
            Some((name, _)) => Err(Unreadable::unknown(name)),
            None => Ok(()),
        }
    }
}

impl Read for Json {
    fn read(json: Json) -> Result<Self, Unreadable> {
        Ok(json)
    }
}

impl Read for bool {
    fn read(json: Json) -> Result<Self, Unreadable> {
        match json {
            Json::Bool(value) => Ok(value),
            _ => expected("true or false"),
        }
    }
}

impl Read for u64 {
    fn read(json: Json) -> Result<Self, Unreadable> {
        match json {
            Json::Whole(number) => Ok(number),
            _ => expected("a whole number"),
        }
    }
}

impl Read for u32 {
    fn read(json: Json) -> Result<Self, Unreadable> {
        u64::read(json)?.try_into().or_else(|_| expected("a number below 2^32"))
    }
}

impl Read for u8 {
    fn read(json: Json) -> Result<Self, Unreadable> {
        u64::read(json)?.try_into().or_else(|_| expected("a number below 256"))
    }
}

impl Read for f32 {
    fn read(json: Json) -> Result<Self, Unreadable> {
        match json {
            Json::Whole(number) => Ok(number as f32),
            Json::Fraction(number) => Ok(number as f32),
            _ => expected("a number"),
        }
    }
}

impl Read for String {
    fn read(json: Json) -> Result<Self, Unreadable> {
        match json {
            Json::Text(text) => Ok(text),
            _ => expected("a text"),
        }
    }
}

impl<T: Read> Read for Option<T> {
    fn read(json: Json) -> Result<Self, Unreadable> {
        match json {
            Json::Null => Ok(None),
            json => T::read(json).map(Some),
        }
    }
}

impl<T: Read> Read for Box<T> {
    fn read(json: Json) -> Result<Self, Unreadable> {
        T::read(json).map(Box::new)
    }
}

impl<T: Read> Read for Arc<T> {
    fn read(json: Json) -> Result<Self, Unreadable> {
        T::read(json).map(Arc::new)
    }
}

impl<T: Read> Read for Vec<T> {
    fn read(json: Json) -> Result<Self, Unreadable> {
        match json {
            Json::List(elements) => elements.into_iter().map(T::read).collect(),
            _ => expected("a list"),
        }
    }
}

impl<K: Read + Ord, V: Read> Read for BTreeMap<K, V> {
    fn read(json: Json) -> Result<Self, Unreadable> {
        // One by one: to collect would sort first, with a sort for each type.
        let mut map = Self::new();
        for (key, value) in Fields::of(json)?.0 {
            map.insert(K::read(Json::Text(key))?, V::read(value)?);
        }
        Ok(map)
    }
}
