//! The record for people: one paper, to be read on a screen, in a word processor, or in print.

mod business;
mod floor;
mod heading;
mod people;
mod text;
mod words;

use crate::clock::Clock;
use crate::document::{Kind, MeetingRecord, Somebody};
use rostrum_paper::{Block, Cell, Masthead, Paper, Run, Style};
use rostrum_proto::id::{ParticipantId, SeatId};
use rostrum_proto::lang::{Lang, LocalText};
use rostrum_proto::line;
use rostrum_proto::time::Millis;
use rostrum_proto::utc::{Utc, length};
use text::Text;
use words::Word;

/// The record in a language: its own words, and names where there are names in it.
#[must_use]
pub fn paper(record: &MeetingRecord, lang: Lang) -> Paper {
    let scribe = Scribe::new(record, lang);
    let (of_title, title) = record.meeting.title.best(lang);
    let masthead = Masthead {
        body: Word::Record.of(lang).into(),
        symbol: record.meeting.id.to_string(),
        ..Masthead::default()
    };
    let blocks = scribe.heading().into_iter().chain(scribe.sections()).collect();
    Paper {
        title_lang: (of_title != lang).then_some(of_title),
        file_title: Some(format!("{} – {title}", Word::Record.of(lang))),
        landscape: true,
        ..Paper::new(lang, masthead, title, blocks)
    }
}

/// What every part needs: the record, the language, and how things are named in it.
struct Scribe<'a> {
    record: &'a MeetingRecord,
    lang: Lang,
    /// The clock at the venue.
    clock: Clock,
    /// The day of the announced start there, which is named: times of other days are written with theirs.
    day: String,
}

impl<'a> Scribe<'a> {
    fn new(record: &'a MeetingRecord, lang: Lang) -> Self {
        let (clock, announced) =
            (Clock::of(&record.meeting.venue_time_zone), record.meeting.starts_at);
        let day = clock.shows(announced).unwrap_or(announced).date();
        Self { record, lang, clock, day }
    }

    fn sections(&self) -> Vec<Block> {
        let sections = [
            self.course(),
            self.presiding(),
            self.attendance(),
            self.interventions(),
            self.called_in_vain(),
            self.points_of_order(),
            self.motions(),
            self.votes(),
            self.interpretation(),
            self.screens(),
            self.recorded(),
            self.list_changes(),
            self.speaking_time(),
        ];
        sections.into_iter().flatten().collect()
    }

    /// A word of the record.
    fn word(&self, word: Word) -> Text {
        Text::plain(word.of(self.lang))
    }

    /// A text that exists in several languages; one in another language than the record says in which.
    fn local(&self, text: &LocalText) -> Text {
        let (lang, text) = text.best(self.lang);
        match lang == self.lang {
            true => Text::plain(text),
            false => Text::new().run(Run::in_lang(lang, text)),
        }
    }

    /// What has a name for people, or else only an id.
    fn named(&self, name: &LocalText, id: &str) -> Text {
        if line::is_readable(name.best(self.lang).1) {
            self.local(name)
        } else {
            Text::isolated(id)
        }
    }

    /// Somebody's own words, in whatever language.
    fn words_of(&self, text: &str) -> Text {
        let marks = Word::Quoted.of(self.lang).split_once("{}");
        let (open, close) = marks.unwrap_or_default();
        Text::plain(open).and(Text::isolated(text)).say(close)
    }

    fn seat(&self, id: &SeatId) -> Text {
        let place = self.record.seats.iter().find(|place| place.seat == *id);
        place.map_or_else(
            || Text::isolated(id.as_str()),
            |place| self.named(&place.short, id.as_str()),
        )
    }

    /// A name, and below it an office, as they were given.
    fn person(&self, id: &ParticipantId) -> Text {
        let known = self.record.people.iter().find(|p| p.participant == *id);
        match known {
            Some(Somebody { name: Some(name), title: Some(title), .. }) => {
                Text::isolated(name).say("\n").and(Text::isolated(title).small())
            }
            Some(Somebody { name: Some(one), .. } | Somebody { title: Some(one), .. }) => {
                Text::isolated(one)
            }
            Some(_) | None => Text::isolated(id.as_str()),
        }
    }

    /// A time at the venue, and below it in UTC.
    fn time(&self, at: Utc) -> Text {
        let (here, utc) = self.clocks(at);
        match here {
            Some(here) => Text::isolated(&here).say("\n").and(Text::isolated(&utc).small()),
            None => Text::isolated(&utc),
        }
    }

    /// A time, or what stands where there is none.
    fn time_or(&self, at: Option<Utc>, otherwise: Text) -> Text {
        at.map_or(otherwise, |at| self.time(at))
    }

    /// A time in the middle of a line, with that in UTC behind it.
    fn time_in_line(&self, at: Utc) -> Text {
        let (here, utc) = self.clocks(at);
        self.with_utc(here, utc)
    }

    /// From one time to another, in a line; without the other it goes on.
    fn span(&self, from: Utc, to: Option<Utc>) -> Text {
        let (here, utc) = self.clocks(from);
        let (to_here, to_utc) = to.map(|to| self.clocks(to)).unwrap_or_default();
        let here = here.map(|here| format!("{here}–{}", to_here.unwrap_or_default()));
        self.with_utc(here, format!("{utc}–{to_utc}"))
    }

    fn with_utc(&self, here: Option<String>, utc: String) -> Text {
        match here {
            Some(here) => {
                let utc = Text::isolated(&format!("{utc} UTC"));
                Text::isolated(&here).and(Text::plain(" (").and(utc).say(")").small())
            }
            None => Text::isolated(&utc),
        }
    }

    /// What the clocks show at the venue, if its zone is known, and in UTC; of another day than that of the announced start with
    /// it.
    fn clocks(&self, at: Utc) -> (Option<String>, String) {
        let written = |shown: Utc| match shown.date() {
            day if day == self.day => shown.time(),
            day => format!("{day} {}", shown.time()),
        };
        (self.clock.shows(at).map(written), written(at))
    }

    /// A length of time.
    fn length(&self, ms: u64) -> Text {
        Text::isolated(&length(Millis(ms)))
    }

    /// A section with its heading; without content it says that there is none.
    fn section(&self, name: Word, content: impl IntoIterator<Item = Block>) -> Vec<Block> {
        let text = self.word(name).runs();
        let mut blocks = vec![Block::Heading { level: 1, new_page: false, text }];
        blocks.extend(content);
        if blocks.len() == 1 {
            blocks.push(paragraph(Style::Body, self.word(Word::None)));
        }
        blocks
    }

    /// A table, if it has rows. The first cell of a row is the row's heading.
    fn table(&self, caption: String, columns: &[Word], rows: Vec<Vec<Text>>) -> Option<Block> {
        let head = columns.iter().map(|word| word.of(self.lang).to_owned()).collect();
        let row = |texts: Vec<Text>| texts.into_iter().map(Cell::from).collect();
        let rows: Vec<Vec<Cell>> = rows.into_iter().map(row).collect();
        (!rows.is_empty()).then_some(Block::Table { caption, head, rows })
    }

    /// A section that is one table.
    fn listed(&self, name: Word, columns: &[Word], rows: Vec<Vec<Text>>) -> Vec<Block> {
        self.section(name, self.table(String::new(), columns, rows))
    }
}

fn paragraph(style: Style, text: Text) -> Block {
    Block::Paragraph { lang: None, style, text: text.runs() }
}

/// A dash, where a cell has nothing to say.
fn nothing() -> Text {
    Text::plain("–")
}

fn kind(kind: Kind) -> Word {
    match kind {
        Kind::Statement => Word::Statement,
        Kind::Briefing => Word::Briefing,
        Kind::RightOfReply => Word::RightOfReply,
        Kind::PointOfOrder => Word::PointOfOrder,
        Kind::Motion => Word::Motion,
        Kind::ExplanationOfVote => Word::ExplanationOfVote,
    }
}
