//! The text of the files that delegations send: DOCX, ODT, PDF and plain text. What a file is says its content, not its
//! name.
//!
//! A file is hostile until proven otherwise. It is read once from its beginning to its end and nothing in it is obeyed:
//! no macro, no entity, no link to elsewhere. What a part of it unpacks to is counted while it is unpacked, whatever the
//! file says of its length.
//!
//! What is taken out is text and never markup; what is left out is said ([`Taken::left_out`]), so that whoever sent it
//! can see whether it is their statement.

mod archive;
mod docx;
mod odt;
mod paragraphs;
mod pdf;
mod xml;

use archive::Archive;
use rostrum_proto::decode::{self, NotText};
use std::fmt;

/// The longest file, in bytes.
pub const MAX_FILE: usize = 10_000_000;

/// The most that a part of a file may unpack to, in bytes: some 10,000 pages.
const MAX_PART: u64 = 64_000_000;

/// What was taken out of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// What the file is.
    pub kind: Kind,
    /// Its paragraphs, an empty line between each two; a line break within one is a line break.
    pub text: String,
    /// What is in the file and not in the text.
    pub left_out: Vec<LeftOut>,
}

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Office Open XML (ISO/IEC 29500), of Word.
    Docx,
    /// OpenDocument Text (ISO/IEC 26300), of LibreOffice.
    Odt,
    /// Portable Document Format (ISO 32000), of all word processors.
    Pdf,
    /// Text and nothing else.
    Plain,
}

/// Something that a text cannot carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LeftOut {
    /// Footnotes and endnotes.
    Notes,
    /// Comments in the margin.
    Comments,
    /// What tracked changes have deleted.
    Deletions,
    /// Numbers and bullets that the program sets before paragraphs.
    Numbers,
    /// Pictures, drawings and embedded objects.
    Pictures,
    /// Programs, which were not run.
    Macros,
    /// What a PDF has at the head and the foot of its pages.
    Running,
    /// What a PDF has and nobody sees, such as what a machine has read off a scanned page.
    Hidden,
    /// What stands slantwise or upright on a page.
    Turned,
}

impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Notes => "footnotes and endnotes",
            Self::Comments => "comments",
            Self::Deletions => "deleted text of tracked changes",
            Self::Numbers => "numbers and bullets that were set automatically",
            Self::Pictures => "pictures",
            Self::Macros => "macros, which were not run",
            Self::Running => "headers, footers and page numbers",
            Self::Hidden => "text that is not visible",
            Self::Turned => "text that runs slantwise or vertically",
        })
    }
}

/// Why no text can be taken out of a file. The file itself is as good as before.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoText {
    /// It has no bytes.
    #[error("the file is empty: choose the file again, perhaps it was not saved yet")]
    Empty,
    /// It is longer than [`MAX_FILE`].
    #[error(
        "the file has {0} bytes, and at most 10 MB are taken: save it without its pictures, or paste the text"
    )]
    TooLong(usize),
    /// It needs a password.
    #[error("the file is protected by a password: save it without one, or paste the text")]
    Encrypted,
    /// It is a PDF of more than so many pages.
    #[error(
        "the file has {0} pages, and at most 500 are read: send the pages of the statement alone, or paste the text"
    )]
    TooManyPages(usize),
    /// It is a PDF of pictures.
    #[error(
        "the file has no text, only pictures of it, as scanned pages are: send the DOCX or ODT that it was made from, or \
         paste the text"
    )]
    Scanned,
    /// It is a PDF whose fonts do not say which letters they have.
    #[error(
        "the file does not say which letters it shows: send the DOCX or ODT that it was made from, or paste the text"
    )]
    Nameless,
    /// It is a PDF whose text runs from top to bottom, or slantwise.
    #[error(
        "the text of the file runs vertically or slantwise, and only lines across the page are read: paste the text"
    )]
    Turned,
    /// Word wrote it before 2007, or it is RTF.
    #[error("the file is of an older format: save it as DOCX or ODT, or paste the text")]
    Old,
    /// A package of something else: a spreadsheet, slides, any ZIP.
    #[error(
        "the file is neither a DOCX nor an ODT, whatever its name says: save the text as one of them, or paste it"
    )]
    SomethingElse,
    /// It does not keep to its own format.
    #[error("the file is damaged ({0}): open it, save it again, or paste the text")]
    Damaged(String),
    /// It unpacks to more than any statement has.
    #[error("the file unpacks to more than any statement has: paste the text")]
    Bomb,
    /// It is no text that can be read with certainty.
    #[error("{0}; or paste the text")]
    NotText(#[from] NotText),
    /// There is nothing to read in it.
    #[error(
        "there is no text in the file; if it is a scanned page, send the text that was scanned, or paste it"
    )]
    NothingToRead,
}

/// Takes the text out of a file.
///
/// # Errors
/// Why there is none, and what to do.
pub fn text_of(file: &[u8]) -> Result<Taken, NoText> {
    let taken = match file {
        [] => return Err(NoText::Empty),
        file if file.len() > MAX_FILE => return Err(NoText::TooLong(file.len())),
        file if is_pdf(file) => pdf::text_of(file)?,
        [b'{', b'\\', b'r', b't', b'f', ..] => return Err(NoText::Old),
        // A compound file: Word before 2007, or a DOCX that Word has encrypted ([MS-OFFCRYPTO] 2.3.4).
        [0xD0, 0xCF, 0x11, 0xE0, ..] if has_utf16(file, "EncryptedPackage") => {
            return Err(NoText::Encrypted);
        }
        [0xD0, 0xCF, 0x11, 0xE0, ..] => return Err(NoText::Old),
        [b'P', b'K', 3 | 5, 4 | 6, ..] => packed(file)?,
        _ => Taken { kind: Kind::Plain, text: plain(&decode::text(file)?)?, left_out: vec![] },
    };
    match taken.text.chars().any(char::is_alphanumeric) {
        true => Ok(taken),
        false => Err(NoText::NothingToRead),
    }
}

/// Whether it is a PDF: some programs begin with an empty line.
fn is_pdf(file: &[u8]) -> bool {
    let file = file.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(file);
    file.trim_ascii_start().starts_with(b"%PDF-")
}

/// What kind of file it is, by what is in it; `None` of one that is none of these, or damaged.
#[must_use]
pub fn kind_of(file: &[u8]) -> Option<Kind> {
    match file {
        file if is_pdf(file) => Some(Kind::Pdf),
        [b'P', b'K', ..] => packed_kind(&mut Archive::open(file).ok()?).ok(),
        _ => decode::text(file).ok().map(|_| Kind::Plain),
    }
}

fn packed(file: &[u8]) -> Result<Taken, NoText> {
    let mut archive = Archive::open(file)?;
    match packed_kind(&mut archive)? {
        Kind::Docx => docx::text_of(&mut archive),
        _ => odt::text_of(&mut archive),
    }
}

fn packed_kind(archive: &mut Archive<'_>) -> Result<Kind, NoText> {
    if archive.has("word/document.xml") {
        Ok(Kind::Docx)
    } else if archive.has("content.xml") && odt::is_text(archive)? {
        Ok(Kind::Odt)
    } else {
        Err(NoText::SomethingElse)
    }
}

/// A text as it was typed, without what no text has: a file with such bytes is something else.
fn plain(text: &str) -> Result<String, NoText> {
    if text.contains('\0') {
        return Err(NoText::SomethingElse);
    }
    let lines: Vec<_> = text.lines().map(str::trim_end).collect();
    Ok(lines.join("\n").trim_matches('\n').to_owned())
}

fn has_utf16(file: &[u8], name: &str) -> bool {
    let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    file.windows(name.len()).any(|window| window == name)
}
