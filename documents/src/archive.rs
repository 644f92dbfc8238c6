//! The package that a document is in: a ZIP archive, of which only the parts that are asked for are unpacked.

use crate::{MAX_PART, NoText};
use std::io::{Cursor, Read};
use zip::ZipArchive;
use zip::result::ZipError;

/// The most parts of a package: a document with a thousand pictures has not so many.
const MAX_PARTS: usize = 10_000;

/// A package.
pub struct Archive<'a>(ZipArchive<Cursor<&'a [u8]>>);

impl<'a> Archive<'a> {
    /// Opens a package.
    ///
    /// # Errors
    /// It is damaged, or has too many parts.
    pub fn open(file: &'a [u8]) -> Result<Self, NoText> {
        let archive = ZipArchive::new(Cursor::new(file)).map_err(damaged)?;
        match archive.len() > MAX_PARTS {
            true => Err(NoText::Bomb),
            false => Ok(Self(archive)),
        }
    }

    /// Whether it has a part of this name.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.0.index_for_name(name).is_some()
    }

    /// Whether it has a part whose name begins so.
    #[must_use]
    pub fn has_any(&self, start: &str) -> bool {
        self.0.file_names().flatten().any(|name| name.starts_with(start))
    }

    /// A part as text, however many bytes the package says that it has.
    ///
    /// # Errors
    /// There is none of this name, it is encrypted, damaged, not UTF-8, or longer than any statement.
    pub fn part(&mut self, name: &str) -> Result<String, NoText> {
        let part = self.0.by_name(name).map_err(damaged)?;
        let mut bytes = Vec::new();
        part.take(MAX_PART + 1)
            .read_to_end(&mut bytes)
            .map_err(|why| NoText::Damaged(format!("{name}: {why}")))?;
        if bytes.len() as u64 > MAX_PART {
            return Err(NoText::Bomb);
        }
        String::from_utf8(bytes).map_err(|_| NoText::Damaged(format!("{name} is not UTF-8")))
    }
}

fn damaged(why: ZipError) -> NoText {
    match why {
        ZipError::UnsupportedArchive(why) if why == ZipError::PASSWORD_REQUIRED => {
            NoText::Encrypted
        }
        why => NoText::Damaged(why.to_string()),
    }
}
