//! Documents issued for meetings, as administrators import them: the table that a running server follows.

use crate::contents::Contents;
use crate::data;
use crate::journal::sqlite;
use crate::store;
use anyhow::Context;
use rostrum_documents::{Taken, text_of};
use rostrum_proto::digest::Digest;
use rostrum_proto::id::MeetingId;
use rostrum_proto::lang::Lang;
use rostrum_proto::line::{self, MAX_NAME};
use rostrum_proto::meeting::dossier::Document;
use rusqlite::{Connection, params};
use std::collections::BTreeMap;
use std::path::Path;

/// A document to import: one version of it, and what is known of all of them.
#[derive(Clone, Debug)]
pub struct Import {
    /// The name in its address.
    pub name: String,
    /// The language of the file.
    pub lang: Lang,
    /// Its symbol; as it is known if absent.
    pub symbol: Option<String>,
    /// Its date; as it is known if absent.
    pub dated: Option<String>,
    /// To whom it is distributed; as it is known if absent.
    pub distribution: Option<String>,
    /// The language in which it was written; as it is known if absent.
    pub original: Option<Lang>,
}

/// Every document that was issued: its meeting, its name, and what it is.
///
/// # Errors
/// The table cannot be read.
pub fn all(db: &Connection) -> rusqlite::Result<Vec<(MeetingId, String, Document)>> {
    let mut query = db.prepare_cached("SELECT meeting, name, body FROM documents")?;
    let rows = query.query_map([], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?))
    })?;
    // What an administrator's tools have spoiled is not issued.
    let read = |(meeting, name, body): (String, String, String)| {
        Some((MeetingId::new(meeting).ok()?, name, serde_json::from_str(&body).ok()?))
    };
    Ok(rows.collect::<Result<Vec<_>, _>>()?.into_iter().filter_map(read).collect())
}

/// Imports a version of a document from a file.
///
/// # Errors
/// There is no such meeting, the file has no text, something that is not known yet is not said, or it cannot be kept.
pub fn import(
    folder: &Path,
    meeting: &MeetingId,
    import: &Import,
    file: &Path,
) -> anyhow::Result<Document> {
    let mut db = store::open(folder)?;
    let known = sqlite::read_records(&db, meeting, 0, 2, 1)?;
    anyhow::ensure!(!known.is_empty(), "there is no meeting {meeting}; import it first");
    let bytes = std::fs::read(file).with_context(|| format!("reading {}", file.display()))?;
    let Taken { text, .. } =
        text_of(&bytes).map_err(|why| anyhow::anyhow!("reading {}: {why}", file.display()))?;
    let digest = Contents::of(folder).keep(text.as_bytes()).context("keeping the text")?;
    let transaction = db.transaction()?;
    let before = all(&transaction)?;
    let before = before.into_iter().find(|(of, name, _)| of == meeting && *name == import.name);
    let document = joined(before.map(|(_, _, document)| document), import, digest)?;
    transaction.execute(
        "INSERT OR REPLACE INTO documents (meeting, name, body) VALUES (?1, ?2, ?3)",
        params![meeting.as_str(), import.name, serde_json::to_string(&document)?],
    )?;
    transaction.commit()?;
    drop(db);
    data::give_to_its_owner(folder)?;
    Ok(document)
}

/// What a document is with one more version.
fn joined(before: Option<Document>, import: &Import, text: Digest) -> anyhow::Result<Document> {
    let name = &import.name;
    let of_an_address = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    anyhow::ensure!(
        !name.is_empty() && name.len() <= 40 && name.chars().all(of_an_address),
        "{name:?} is no name for an address; expected small letters, digits and -, such as notice"
    );
    let (symbol, dated, distribution, original, mut versions) = match before {
        Some(d) => {
            (Some(d.symbol), Some(d.dated), Some(d.distribution), Some(d.original), d.versions)
        }
        None => (None, None, Some("General".to_owned()), None, BTreeMap::new()),
    };
    versions.insert(import.lang, text);
    let said = |said: &Option<String>, known: Option<String>, option: &str| {
        let text = said.clone().or(known).with_context(|| {
            format!("the document {name} is new: say its {option} with --{option}")
        })?;
        line::check(&text, MAX_NAME).map_err(|why| anyhow::anyhow!("--{option}: {why}"))?;
        anyhow::Ok(text)
    };
    let dated = said(&import.dated, dated, "date")?;
    let is_day = time::Date::parse(&dated, &time::format_description::well_known::Iso8601::DATE);
    anyhow::ensure!(is_day.is_ok(), "--date: {dated:?} is not a day such as 2020-07-30");
    Ok(Document {
        symbol: said(&import.symbol, symbol, "symbol")?,
        dated,
        distribution: said(&import.distribution, distribution, "distribution")?,
        original: import.original.or(original).unwrap_or(import.lang),
        versions,
    })
}
