//! The record of a meeting in its formats, as the server's parts write it without a server.

use crate::process::program;
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::event::Record;
use rostrum_server::papers::{self, PaperFormat, press_beside};

/// The record in a format and a language; why not, if the press has not been built.
///
/// # Errors
/// The press is not there.
///
/// # Panics
/// These are not the records of a meeting.
pub fn record(records: &[Record], format: PaperFormat, lang: Lang) -> anyhow::Result<Vec<u8>> {
    Ok(papers::record(records, format, lang, &press_beside(&program()))?.unwrap())
}

/// The record for programs.
///
/// # Panics
/// These are not the records of a meeting.
#[must_use]
pub fn record_json(records: &[Record]) -> String {
    String::from_utf8(record(records, PaperFormat::Json, Lang::En).unwrap()).unwrap()
}
