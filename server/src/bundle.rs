//! All statements as one file: a zip archive with a manifest, for the secretariat.

use crate::contents::Contents;
use anyhow::Context;
use rostrum_documents::{Kind, kind_of};
use rostrum_proto::cell::cell;
use rostrum_proto::digest::Digest;
use rostrum_proto::id::SeatId;
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::statement::{Answer, Manner, Version, receipt};
use rostrum_proto::utc::Utc;
use rostrum_proto::wire::documents::{Documents, SeatStatements};
use std::io::Write;
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, ZipWriter};

/// The first line of the manifest.
const COLUMNS: [&str; 20] = [
    "receipt",
    "seat",
    "delegation",
    "received (UTC)",
    "late",
    "answer",
    "reason",
    "language",
    "manner",
    "name",
    "title",
    "called in the compilation",
    "with the title",
    "on behalf of",
    "words",
    "characters",
    "text",
    "SHA-256 of the text",
    "file",
    "SHA-256 of the file",
];

/// Writes an archive of all statements that whoever was told of these documents may read: of each version its text and
/// the file that it came in, and `manifest.csv`. The same statements give the same bytes.
///
/// # Errors
/// A text cannot be read, or the archive not be written.
pub fn write(told: &Documents, contents: &Contents, to: impl Write) -> anyhow::Result<()> {
    let mut zip = ZipWriter::new_stream(to);
    let mut manifest = String::from("\u{feff}");
    manifest.push_str(&row(COLUMNS.map(str::to_owned)));
    for sent in &told.seats {
        for (n, version) in sent.in_order() {
            let receipt = receipt(&sent.seat, n);
            let text = format!("{receipt} ({}).txt", version.statement.lang.code());
            add(&mut zip, &text, &read(contents, &version.statement.text)?)?;
            let file = match &version.statement.file {
                None => String::new(),
                Some(digest) => {
                    let bytes = read(contents, digest)?;
                    let file = format!("{receipt}{}", ending(&bytes));
                    add(&mut zip, &file, &bytes)?;
                    file
                }
            };
            manifest.push_str(&row(line(sent, receipt, version, text, file)));
        }
    }
    add(&mut zip, "manifest.csv", manifest.as_bytes())?;
    zip.finish()?;
    Ok(())
}

fn read(contents: &Contents, digest: &Digest) -> anyhow::Result<Vec<u8>> {
    contents.read(digest).with_context(|| format!("reading {digest}"))
}

fn add<W: Write>(
    zip: &mut ZipWriter<StreamWriter<W>>,
    name: &str,
    bytes: &[u8],
) -> anyhow::Result<()> {
    // All of one time, which is that of no clock.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(zip::DateTime::default());
    zip.start_file(name, options)?;
    zip.write_all(bytes)?;
    Ok(())
}

/// How the name of a file ends, by what it is.
fn ending(bytes: &[u8]) -> &'static str {
    match kind_of(bytes) {
        Some(Kind::Pdf) => ".pdf",
        Some(Kind::Docx) => ".docx",
        Some(Kind::Odt) => ".odt",
        None if bytes.starts_with(b"PK") => ".zip",
        // Its text is beside it under .txt.
        Some(Kind::Plain) | None => " as sent.txt",
    }
}

fn line(
    sent: &SeatStatements,
    receipt: String,
    version: &Version,
    text: String,
    file: String,
) -> [String; 20] {
    let statement = &version.statement;
    let at = Utc(version.at);
    let (answer, reason) = match &version.answer {
        Answer::Waits {} => ("waits", ""),
        Answer::Accepted {} => ("accepted", ""),
        Answer::Returned { reason } => ("returned", reason.as_str()),
    };
    let (name, title) =
        version.called.as_ref().map_or(("", ""), |called| (&called.name, &called.title));
    let manner = match statement.manner {
        Manner::Delivered => "to be delivered",
        Manner::Written => "in writing only",
    };
    let digest = |digest: &Digest| digest.to_string();
    [
        receipt,
        SeatId::to_string(&sent.seat),
        sent.name.best(Lang::En).1.to_owned(),
        format!("{} {}", at.date(), at.time()),
        if version.late { "late" } else { "" }.to_owned(),
        answer.to_owned(),
        reason.to_owned(),
        statement.lang.code().to_owned(),
        manner.to_owned(),
        statement.name.clone(),
        statement.title.clone(),
        name.to_owned(),
        title.to_owned(),
        statement.on_behalf_of.join("; "),
        statement.words.to_string(),
        statement.characters.to_string(),
        text,
        digest(&statement.text),
        file,
        statement.file.as_ref().map(digest).unwrap_or_default(),
    ]
}

fn row(cells: [String; 20]) -> String {
    format!("{}\r\n", cells.map(|text| cell(&text)).join(","))
}
