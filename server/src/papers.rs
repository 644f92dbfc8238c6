//! Documents in the formats that they are handed out in: the compilation of a meeting and its record.

use anyhow::Context;
use rostrum_paper::{Paper, docx, html};
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::event::Record;
use rostrum_record::MeetingRecord;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
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
pub fn write(paper: &Paper, format: PaperFormat, press: &Path) -> anyhow::Result<Vec<u8>> {
    Ok(match format {
        PaperFormat::Html => html::page(paper).into_bytes(),
        PaperFormat::Docx => docx::file(paper)?,
        PaperFormat::Pdf => print(paper, press)?,
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

/// Has the press print a document. What it makes depends on nothing else: no clock, no network.
fn print(paper: &Paper, press: &Path) -> anyhow::Result<Vec<u8>> {
    anyhow::ensure!(
        press.is_file(),
        "PDF is made by the press, which is not here: build it with `cargo xtask press`, and put it beside \
         this program as {}",
        press.display()
    );
    let job = serde_json::to_vec(&serde_json::json!({ "paper": paper, "created": 0 }))?;
    let mut child = Command::new(press)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("starting {}", press.display()))?;
    let stdin = child.stdin.take();
    let writing = std::thread::spawn(move || {
        // One that ends early has read enough of it, and says why.
        drop(stdin.map(|mut stdin| stdin.write_all(&job)));
    });
    let output = child.wait_with_output().context("waiting for the press")?;
    drop(writing.join());
    let said = String::from_utf8_lossy(&output.stderr);
    let why = match said.trim() {
        "" => format!("it ended with {}", output.status),
        why => why.to_owned(),
    };
    anyhow::ensure!(output.status.success(), "the press could not print it: {why}");
    Ok(output.stdout)
}
