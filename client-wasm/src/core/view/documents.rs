//! What the dialog *Documents* shows.

use crate::core::model::Model;
use crate::core::names::{self, Name};
use crate::core::{format, text};
use rostrum_proto::id::SeatId;
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::dossier::Document;
use rostrum_proto::meeting::phase::Phase;
use rostrum_proto::meeting::statement::{Answer, Manner, Version, receipt};
use rostrum_proto::profile::Counted;
use rostrum_proto::time::Timestamp;
use rostrum_proto::wire::documents::SeatStatements;
use rostrum_proto::words;

/// How long the text is that is being written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measure {
    /// Its words and its characters, in words.
    pub lengths: (String, String),
    /// About so long it should be.
    pub about: String,
    /// It is longer.
    pub over: bool,
}

/// Until when statements are taken, or once the meeting is closed corrections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Until {
    /// The time.
    pub at: Timestamp,
    /// It has passed.
    pub over: bool,
    /// It is for corrections.
    pub corrects: bool,
}

/// A version of a seat's statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The seat.
    pub seat: SeatId,
    /// Its name.
    pub name: Name,
    /// Its place in the speakers' list.
    pub place: Option<u32>,
    /// The version that is shown, if there is any.
    pub version: Option<(u32, Version)>,
    /// What its receipt is called.
    pub receipt: String,
}

impl Row {
    /// Whether the secretariat has to say something to it.
    #[must_use]
    pub fn waits(&self) -> bool {
        self.version.as_ref().is_some_and(|(_, version)| version.answer == Answer::Waits {})
    }

    /// Whether a text is expected of who speaks, and is not here.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        self.version.is_none() && self.place.is_some()
    }
}

/// The documents that were issued, by their names.
#[must_use]
pub fn issued(model: &Model) -> Vec<(String, Document)> {
    let told = model.papers.told.iter().flat_map(|told| &told.documents);
    told.map(|(name, document)| (name.clone(), document.clone())).collect()
}

/// The guiding questions, each with its letter.
#[must_use]
pub fn questions(model: &Model) -> Vec<(String, Name)> {
    let asked = model.papers.told.iter().flat_map(|told| &told.questions);
    let letters = ('a'..='z').map(|letter| format!("({letter})"));
    letters.zip(asked.map(|question| names::local(question, model.lang))).collect()
}

/// How long the text is.
#[must_use]
pub fn measure(model: &Model) -> Option<Measure> {
    let rule = model.papers.told.as_ref()?.rule?;
    let (lang, length) = (model.lang, words::length(&model.papers.draft.0.text));
    let (counted, about) = match rule.counted {
        Counted::Words => {
            (length.words, text::statement_about_words(lang, &rule.about.to_string()))
        }
        Counted::Characters => {
            (length.characters, text::statement_about_characters(lang, &rule.about.to_string()))
        }
    };
    Some(Measure {
        lengths: (
            text::words_count(lang, &length.words.to_string()),
            text::characters_count(lang, &length.characters.to_string()),
        ),
        about,
        over: counted > rule.about as usize,
    })
}

/// Until when what would be sent next is taken: a correction if the meeting is closed and something was sent before.
#[must_use]
pub fn until(model: &Model, now: Timestamp) -> Option<Until> {
    let told = model.papers.told.as_ref()?;
    let corrects = told.corrections_until.is_some() && next(model) > 1;
    let at = if corrects { told.corrections_until } else { told.until }?;
    Some(Until { at, over: now > at, corrects })
}

/// Whether a version came when the meeting was over.
#[must_use]
pub fn is_correction(model: &Model, row: &Row) -> bool {
    let Some((n, version)) = &row.version else { return false };
    match model.meeting().map(|meeting| meeting.phase) {
        Some(Phase::Closed { closed_at, .. }) => *n > 1 && version.at > closed_at,
        _ => false,
    }
}

/// How the compilation calls who gives it, if the secretariat has put that right.
#[must_use]
pub fn called(version: &Version, lang: Lang) -> Option<String> {
    let called = version.called.as_ref()?;
    let parts = [&called.name, &called.title].into_iter().filter(|part| !part.is_empty());
    let parts: Vec<_> = parts.map(|part| format::alone(part)).collect();
    Some(text::statement_called(lang, &parts.join(comma(lang))))
}

/// Whether we say what becomes of statements.
#[must_use]
pub fn settles(model: &Model) -> bool {
    model.papers.told.as_ref().is_some_and(|told| told.settles)
}

/// Whether the compilation is published, and nothing can be said to statements any more.
#[must_use]
pub fn is_settled(model: &Model) -> bool {
    model.papers.told.as_ref().is_some_and(|told| told.compilation.is_some())
}

/// Whether we send one.
#[must_use]
pub fn sends(model: &Model) -> bool {
    let told = model.papers.told.as_ref();
    told.is_some_and(|told| {
        !told.sends_for.is_empty() && told.rule.is_some() && told.compilation.is_none()
    })
}

/// The version that would be sent next.
#[must_use]
pub fn next(model: &Model) -> u32 {
    let sent = model.papers.seat.as_ref().and_then(|seat| of(model, seat));
    sent.map_or(1, |sent| sent.versions.len() as u32 + 1)
}

/// What our own seat has sent, the newest first.
#[must_use]
pub fn own(model: &Model) -> Vec<Row> {
    let Some(seat) = model.papers.seat.as_ref().filter(|_| !settles(model)) else { return vec![] };
    let Some(sent) = of(model, seat) else { return vec![] };
    sent.in_order().into_iter().rev().map(|version| row(model, sent, Some(version))).collect()
}

/// What others have sent and we may read; to the secretariat every seat of which a text is expected.
#[must_use]
pub fn others(model: &Model) -> Vec<Row> {
    let Some(told) = &model.papers.told else { return vec![] };
    let ours = |seat: &SeatId| !told.settles && model.papers.seat.as_ref() == Some(seat);
    let shown = told.seats.iter().filter(|sent| !ours(&sent.seat));
    shown.map(|sent| row(model, sent, sent.in_order().pop())).collect()
}

/// The name of the seat for which a statement is being written.
#[must_use]
pub fn writer(model: &Model) -> Option<Name> {
    let sent = of(model, model.papers.seat.as_ref()?)?;
    Some(names::local(&sent.name, model.lang))
}

/// What a statement waits for, or what was said to it.
#[must_use]
pub fn state(version: &Version, settles: bool, lang: Lang) -> String {
    match &version.answer {
        Answer::Waits {} if settles => text::statement_to_accept(lang).to_owned(),
        Answer::Waits {} => text::statement_waits(lang).to_owned(),
        Answer::Accepted {} => text::statement_is_accepted(lang).to_owned(),
        Answer::Returned { reason } => text::statement_is_returned(lang, reason),
    }
}

/// Whether it is spoken too.
#[must_use]
pub fn manner(manner: Manner, lang: Lang) -> &'static str {
    match manner {
        Manner::Delivered => text::statement_delivered(lang),
        Manner::Written => text::statement_written(lang),
    }
}

/// What a file has and its text has not.
#[must_use]
pub fn left_out(model: &Model) -> Option<String> {
    let lang = model.lang;
    let named = |what: &String| match what.as_str() {
        "notes" => text::left_notes(lang),
        "comments" => text::left_comments(lang),
        "deletions" => text::left_deletions(lang),
        "numbers" => text::left_numbers(lang),
        "pictures" => text::left_pictures(lang),
        "running" => text::left_running(lang),
        "hidden" => text::left_hidden(lang),
        "turned" => text::left_turned(lang),
        _ => text::left_macros(lang),
    };
    let left: Vec<_> = model.papers.left_out.iter().map(named).collect();
    (!left.is_empty()).then(|| text::statement_left_out(lang, &left.join(comma(lang))))
}

fn comma(lang: Lang) -> &'static str {
    match lang {
        Lang::Ar => "، ",
        Lang::Zh => "、",
        Lang::En | Lang::Es | Lang::Fr | Lang::Ru => ", ",
    }
}

fn of<'a>(model: &'a Model, seat: &SeatId) -> Option<&'a SeatStatements> {
    model.papers.told.as_ref()?.seats.iter().find(|sent| sent.seat == *seat)
}

fn row(model: &Model, sent: &SeatStatements, version: Option<(u32, &Version)>) -> Row {
    Row {
        seat: sent.seat.clone(),
        name: names::local(&sent.name, model.lang),
        place: sent.place,
        receipt: version.as_ref().map(|(n, _)| receipt(&sent.seat, *n)).unwrap_or_default(),
        version: version.map(|(n, version)| (n, version.clone())),
    }
}
