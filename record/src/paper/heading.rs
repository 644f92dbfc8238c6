//! What was convened, and the course of the meeting.

use super::text::Text;
use super::words::Word;
use super::{Scribe, nothing, paragraph};
use crate::document::StepName;
use rostrum_paper::{Block, Style, Term};
use rostrum_proto::utc::Utc;

impl Scribe<'_> {
    pub(super) fn heading(&self) -> Vec<Block> {
        let about = &self.record.meeting;
        let zone = match about.venue.is_empty() {
            true => self.place(),
            false => self.place().say(" (").and(Text::isolated(&about.venue_time_zone)).say(")"),
        };
        let rules = format!("{}, {}", about.profile, about.profile_version);
        let terms = [
            (Word::Meeting, Text::isolated(about.id.as_str())),
            (Word::AgendaItem, self.local(&about.agenda_item)),
            (Word::AnnouncedStart, self.announced(about.starts_at)),
            (Word::TimeZone, zone),
            (Word::Rules, Text::isolated(&rules)),
            (Word::Journal, Text::new().number(about.last_record)),
        ];
        let term = |(word, text): (Word, Text)| Term {
            name: word.of(self.lang).to_owned(),
            text: text.runs(),
        };
        let times = match self.clock.shows(about.starts_at) {
            Some(_) => Word::TimesOfTheVenue,
            None => Word::TimesAreUtc,
        };
        let mut blocks = vec![
            paragraph(Style::Subheading, self.local(&about.format)),
            Block::Terms { terms: terms.map(term).into() },
            paragraph(Style::Note, self.word(times)),
        ];
        if !about.closed {
            let text = self.word(Word::Provisional).say(" ").number(about.last_record).say(", ");
            let text = text.and(self.time_in_line(about.as_of));
            blocks.push(paragraph(Style::Body, text.bold()));
        }
        blocks
    }

    /// The announced start with its day and the names of both clocks.
    fn announced(&self, at: Utc) -> Text {
        let written = |shown: Utc| format!("{} {}", shown.date(), shown.time());
        let utc = Text::isolated(&format!("{} UTC", written(at)));
        match self.clock.shows(at) {
            None => utc,
            Some(here) => {
                let text = Text::isolated(&written(here)).say(" (").and(self.place());
                text.say("), ").and(utc)
            }
        }
    }

    /// The venue by its name, or else by its time zone.
    fn place(&self) -> Text {
        let about = &self.record.meeting;
        match about.venue.is_empty() {
            true => Text::isolated(&about.venue_time_zone),
            false => self.local(&about.venue),
        }
    }

    pub(super) fn course(&self) -> Vec<Block> {
        let rows = self.record.course.iter().map(|step| {
            let word = match step.step {
                StepName::LobbyOpened => Word::LobbyOpened,
                StepName::Opened => Word::Opened,
                StepName::Suspended => Word::Suspended,
                StepName::Adjourned => Word::Adjourned,
                StepName::Resumed => Word::Resumed,
                StepName::DoorsClosed => Word::DoorsClosed,
                StepName::DoorsOpened => Word::DoorsOpened,
                StepName::Closed => Word::Closed,
            };
            let what = match &step.reason {
                Some(reason) => self.word(word).say("\n").and(self.words_of(reason)),
                None => self.word(word),
            };
            vec![self.time(step.at), what, self.time_or(step.until, nothing())]
        });
        self.listed(Word::Course, &[Word::Time, Word::Step, Word::Until], rows.collect())
    }
}
