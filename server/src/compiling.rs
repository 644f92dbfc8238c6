//! The compilation of a meeting: its facts from the journal and the texts, and the formats that it is written in.

use crate::contents::Contents;
use crate::press;
use rostrum_compilation::journal::{self, Letter};
use rostrum_compilation::{Facts, Found};
use rostrum_paper::{Paper, docx, html};
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::event::Record;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// A format of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaperFormat {
    /// A page.
    Html,
    /// For word processors.
    Docx,
    /// For printing; made by the press.
    Pdf,
    /// The model itself.
    Json,
}

impl FromStr for PaperFormat {
    type Err = String;
    fn from_str(name: &str) -> Result<Self, String> {
        match name {
            "html" => Ok(Self::Html),
            "docx" => Ok(Self::Docx),
            "pdf" => Ok(Self::Pdf),
            "json" => Ok(Self::Json),
            _ => Err("expected html, docx, pdf or json".into()),
        }
    }
}

/// The facts of a meeting; `None` if these are not the records of one.
#[must_use]
pub fn facts(records: &[Record], contents: &Contents, letter: &Letter) -> Option<Facts> {
    let text = |digest: &_| String::from_utf8(contents.read(digest).ok()?).ok();
    journal::facts(records, text, letter)
}

/// What does not agree and has to be settled first, a sentence each.
#[must_use]
pub fn blocking(facts: &Facts) -> Vec<String> {
    let blocks = facts.points(Lang::En).into_iter().filter(|found: &Found| found.reason.is_none());
    blocks.map(|found| found.sentence).collect()
}

/// A document in a format.
///
/// # Errors
/// The press is not there, or could not print it.
pub fn write(paper: &Paper, format: PaperFormat, press: &Path) -> anyhow::Result<Vec<u8>> {
    Ok(match format {
        PaperFormat::Html => html::page(paper).into_bytes(),
        PaperFormat::Docx => docx::file(paper)?,
        PaperFormat::Pdf => press::print(paper, press)?,
        PaperFormat::Json => serde_json::to_vec_pretty(paper)?,
    })
}

/// Where the press is: beside this program, or where `cargo xtask press` has built it.
#[must_use]
pub fn press_beside(program: &Path) -> PathBuf {
    let beside = program.with_file_name("rostrum-press");
    let built =
        program.parent().map(|folder| folder.with_file_name("release").join("rostrum-press"));
    built.filter(|built| !beside.is_file() && built.is_file()).unwrap_or(beside)
}
