//! The compilation of a meeting: its facts from the journal and the texts, and what does not agree in them.

use crate::contents::Contents;
use rostrum_compilation::journal::{self, Letter};
use rostrum_compilation::{Facts, Found};
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::Meeting;
use rostrum_proto::meeting::dossier::Dossier;
use rostrum_proto::meeting::event::Record;
use std::sync::Arc;

/// The facts of a meeting, and what was known of its statements; `None` if these are not the records of one.
#[must_use]
pub fn facts(
    records: &[Record],
    contents: &Contents,
    letter: &Letter,
) -> Option<(Facts, Arc<Dossier>)> {
    let meeting = Meeting::replay(records)?;
    let text = |digest: &_| String::from_utf8(contents.read(digest).ok()?).ok();
    let facts = journal::facts(&meeting, records, text, letter)?;
    Some((facts, meeting.dossier))
}

/// What does not agree and has to be settled first, a sentence each.
#[must_use]
pub fn blocking(facts: &Facts) -> Vec<String> {
    let blocks = facts.points(Lang::En).into_iter().filter(|found: &Found| found.reason.is_none());
    blocks.map(|found| found.sentence).collect()
}
