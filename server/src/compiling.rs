//! The compilation of a meeting: its facts from the journal and the texts, and the formats that it is written in.

use crate::contents::Contents;
use anyhow::Context;
use rostrum_compilation::journal::{self, Letter};
use rostrum_compilation::{Facts, Found};
use rostrum_paper::{Paper, docx, html};
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::event::Record;
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
        PaperFormat::Pdf => print(paper, press)?,
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
