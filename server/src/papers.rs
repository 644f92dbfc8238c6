//! Documents in the formats that they are handed out in: the compilation of a meeting and its record.

use crate::press;
use rostrum_paper::{Paper, docx, html};
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::event::Record;
use rostrum_record::MeetingRecord;
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
    /// For programs.
    Json,
}

impl PaperFormat {
    /// How the name of a file in it ends.
    #[must_use]
    pub fn ending(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Docx => "docx",
            Self::Pdf => "pdf",
            Self::Json => "json",
        }
    }

    /// Its media type (RFC 6838).
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Html => "text/html; charset=utf-8",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Pdf => "application/pdf",
            Self::Json => "application/json",
        }
    }
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

/// A document in a format.
///
/// # Errors
/// The press is not there, or could not print it.
pub fn write(paper: &Paper, format: PaperFormat, program: &Path) -> anyhow::Result<Vec<u8>> {
    Ok(match format {
        PaperFormat::Html => html::page(paper).into_bytes(),
        PaperFormat::Docx => docx::file(paper)?,
        PaperFormat::Pdf => press::print(paper, program)?,
        PaperFormat::Json => serde_json::to_vec_pretty(paper)?,
    })
}

/// The record of a meeting in a language and a format; `None` if these are not the records of one. As JSON it is the
/// record's own document, the same in every language.
///
/// # Errors
/// The press is not there, or could not print it.
pub fn record(
    records: &[Record],
    format: PaperFormat,
    lang: Lang,
    press: &Path,
) -> anyhow::Result<Option<Vec<u8>>> {
    let record = rostrum_record::compile(records);
    record.map(|record| write_record(&record, format, lang, press)).transpose()
}

/// The same of the record that the public may read.
///
/// # Errors
/// The press is not there, or could not print it.
pub fn record_for_the_public(
    records: &[Record],
    format: PaperFormat,
    lang: Lang,
    press: &Path,
) -> anyhow::Result<Option<Vec<u8>>> {
    let record = rostrum_record::compile_public(records);
    record.map(|record| write_record(&record, format, lang, press)).transpose()
}

fn write_record(
    record: &MeetingRecord,
    format: PaperFormat,
    lang: Lang,
    press: &Path,
) -> anyhow::Result<Vec<u8>> {
    match format {
        PaperFormat::Json => Ok((serde_json::to_string_pretty(record)? + "\n").into_bytes()),
        _ => write(&rostrum_record::paper(record, lang), format, press),
    }
}

/// Where the press is: beside this program, or where `cargo xtask press` has built it.
#[must_use]
pub fn press_beside(program: &Path) -> PathBuf {
    let beside = program.with_file_name("rostrum-press");
    let built =
        program.parent().map(|folder| folder.with_file_name("release").join("rostrum-press"));
    built.filter(|built| !beside.is_file() && built.is_file()).unwrap_or(beside)
}
