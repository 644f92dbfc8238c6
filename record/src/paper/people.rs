//! Who presided, and who was here.

use super::text::Text;
use super::words::Word;
use super::{Scribe, nothing};
use crate::document::{Attendance, Attendant, Stay, Succession};
use rostrum_paper::Block;
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::recording::RecordingFault;

impl Scribe<'_> {
    pub(super) fn presiding(&self) -> Vec<Block> {
        let rows = self.record.presiding.iter().map(|presidency| {
            let how = match presidency.how {
                Succession::Convened => Word::Convened,
                Succession::HandedOver => Word::HandedOver,
                Succession::Taken => Word::Taken,
                Succession::NotInPublic => Word::NotInPublic,
            };
            vec![
                self.person(&presidency.participant),
                self.time_or(presidency.from, nothing()),
                self.time_or(presidency.to, nothing()),
                self.word(how),
            ]
        });
        let columns = [Word::Person, Word::From, Word::To, Word::How];
        self.listed(Word::Presiding, &columns, rows.collect())
    }

    /// Who interpreted, in the meetings where somebody was to.
    pub(super) fn interpretation(&self) -> Vec<Block> {
        if self.record.interpretation.is_empty() {
            return vec![];
        }
        let rows = self.record.interpretation.iter().map(|row| {
            let who = match (&row.participant, row.booth) {
                (Some(who), _) => self.person(who),
                (None, Some(_)) => nothing(),
                (None, None) => self.word(Word::NobodyInterpreted),
            };
            let booth = row.booth.map_or_else(nothing, |booth| self.word(language(booth)));
            let source = row.relay.map_or(Word::TheFloor, language);
            let source = row.booth.map_or_else(nothing, |_| self.word(source));
            let channel = self.word(language(row.channel));
            let (from, to) = (self.time(row.from), self.time_or(row.to, nothing()));
            vec![channel, who, booth, source, from, to]
        });
        let columns = [
            Word::Channel,
            Word::Interpreter,
            Word::Booth,
            Word::FromChannel,
            Word::From,
            Word::To,
        ];
        self.listed(Word::Interpretation, &columns, rows.collect())
    }

    /// Whose screens were shown, if any was.
    pub(super) fn screens(&self) -> Vec<Block> {
        if self.record.screens.is_empty() {
            return vec![];
        }
        let rows = self.record.screens.iter().map(|screen| {
            let who = screen.participant.as_ref().map_or_else(nothing, |who| self.person(who));
            let (from, to) = (self.time(screen.from), self.time_or(screen.to, nothing()));
            vec![self.seat(&screen.seat), who, from, to]
        });
        let columns = [Word::Seat, Word::Person, Word::From, Word::To];
        self.listed(Word::Screens, &columns, rows.collect())
    }

    /// When the meeting was recorded, if it was.
    pub(super) fn recorded(&self) -> Vec<Block> {
        if self.record.recorded.is_empty() {
            return vec![];
        }
        let rows = self.record.recorded.iter().map(|recorded| {
            let fault = match recorded.fault {
                None => nothing(),
                Some(RecordingFault::DiskFull) => self.word(Word::RecordingDiskFull),
                Some(RecordingFault::Unwritable) => self.word(Word::RecordingUnwritable),
                Some(RecordingFault::TooSlow) => self.word(Word::RecordingTooSlow),
            };
            vec![self.time(recorded.from), self.time_or(recorded.to, nothing()), fault]
        });
        let columns = [Word::From, Word::To, Word::Fault];
        self.listed(Word::Recorded, &columns, rows.collect())
    }

    pub(super) fn attendance(&self) -> Vec<Block> {
        let rows = self.record.attendance.iter().map(|one| self.attended(one));
        let columns = [
            Word::Seat,
            Word::Person,
            Word::Admitted,
            Word::FirstIn,
            Word::LastOut,
            Word::Connections,
        ];
        self.listed(Word::Attendance, &columns, rows.collect())
    }

    fn attended(&self, one: &Attendance) -> Vec<Text> {
        let seat = match &one.seat {
            Some(seat) => self.seat(seat),
            None => self.word(Word::WithoutSeat),
        };
        let people = match &one.people[..] {
            [] => self.word(Word::Absent),
            // One person's times are the seat's own.
            [person] => self.person(&person.participant),
            people => Text::new().joined(people.iter().map(|person| self.stayed(person)), "\n"),
        };
        vec![
            seat,
            people,
            self.time_or(one.admitted, nothing()),
            self.time_or(one.stay.first_in, nothing()),
            self.out(one.stay),
            Text::new().number(one.stay.connections),
        ]
    }

    /// A person among others of a seat, and below when that one was here.
    fn stayed(&self, person: &Attendant) -> Text {
        let name = self.person(&person.participant).say("\n");
        let Stay { first_in, last_out, .. } = person.stay;
        name.and(match (first_in, last_out) {
            (None, _) => nothing().small(),
            (Some(first), Some(last)) => self.span(first, Some(last)).small(),
            (Some(first), None) => {
                self.time_in_line(first).say(" – ").and(self.word(self.still_here())).small()
            }
        })
    }

    /// Of whom it is not known that they left.
    fn still_here(&self) -> Word {
        if self.record.meeting.closed { Word::UntilTheEnd } else { Word::StillHere }
    }

    fn out(&self, stay: Stay) -> Text {
        match stay.first_in {
            None => nothing(),
            Some(_) => self.time_or(stay.last_out, self.word(self.still_here())),
        }
    }
}

fn language(lang: Lang) -> Word {
    match lang {
        Lang::Ar => Word::LanguageAr,
        Lang::Zh => Word::LanguageZh,
        Lang::En => Word::LanguageEn,
        Lang::Fr => Word::LanguageFr,
        Lang::Ru => Word::LanguageRu,
        Lang::Es => Word::LanguageEs,
    }
}
