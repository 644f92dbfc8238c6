//! Finding what does not agree between the journal and the documents. Each point blocks publication until it is put
//! right, or until the secretariat records why it stands.

use crate::facts::{Facts, Manner};
use crate::fill::{date, fill_text};
use crate::order::{same_name, texts};
use crate::point::Point;
use crate::words;
use rostrum_proto::alphabet::folded;
use rostrum_proto::id::SeatId;
use rostrum_proto::lang::Lang;
use rostrum_proto::line;
use serde::Serialize;
use std::collections::BTreeMap;

/// A point, and whether it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Found {
    /// What does not agree.
    pub point: Point,
    /// The same in a sentence.
    pub sentence: String,
    /// Why it stands; absent: it blocks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl Facts {
    /// All that does not agree, in sentences of a language: first what blocks, then what stands for a reason.
    #[must_use]
    pub fn points(&self, lang: Lang) -> Vec<Found> {
        let mut points = self.spoken_and_written();
        points.extend(self.two_titles());
        points.extend(self.several_written());
        points.extend(self.of_texts());
        points.extend(self.unknown_seats());
        let (dated, met) = (self.letter_date, self.meeting_date);
        points.extend((dated < met).then_some(Point::DatedBefore { dated, met }));
        let found = |point: Point| {
            let standing = self.standing.iter().find(|standing| standing.point == point);
            let reason = standing.map(|standing| standing.reason.clone());
            let sentence = self.sentence(&point, lang);
            Found { point, sentence, reason: reason.filter(|reason| line::is_readable(reason)) }
        };
        let mut found: Vec<_> = points.into_iter().map(found).collect();
        found.sort_by_key(|found| found.reason.is_some());
        found
    }

    /// Whether nothing blocks publication.
    #[must_use]
    pub fn agree(&self) -> bool {
        self.points(Lang::En).iter().all(|found| found.reason.is_some())
    }

    /// Speakers and the texts of what they said.
    fn spoken_and_written(&self) -> Vec<Point> {
        let (mut points, texts) = (vec![], texts(self));
        for (speaker, text) in self.speakers.iter().zip(&texts) {
            let seat = speaker.seat.clone();
            let Some(text) = text.and_then(|n| self.statements.get(n)) else {
                points.push(Point::SpeakerWithoutText { seat, name: speaker.name.clone() });
                continue;
            };
            if let (Some(spoke), Some(name)) = (&speaker.name, &text.name)
                && !same_name(&speaker.name, &text.name)
            {
                let (name, spoke, number) = (name.clone(), spoke.clone(), text.number.clone());
                points.push(Point::DidNotSpeak { seat, number, name, spoke });
            }
        }
        for (n, text) in self.statements.iter().enumerate() {
            if text.manner == Manner::Delivered && !texts.contains(&Some(n)) {
                points.push(Point::TextWithoutSpeaker {
                    seat: text.seat.clone(),
                    number: text.number.clone(),
                    name: text.name.clone(),
                });
            }
        }
        points
    }

    fn two_titles(&self) -> Vec<Point> {
        // Where the secretariat has put it right, it counts in place of what was said on the day.
        let put_right = texts(self);
        let put_right = put_right.iter().map(|text| text.map(|n| self.statements[n].put_right));
        let speakers = self.speakers.iter().zip(put_right);
        let speakers = speakers.filter(|(_, put_right)| *put_right != Some(true));
        let speakers = speakers.map(|(s, _)| (&s.seat, s.name.as_ref(), s.title.as_ref()));
        let texts = self.statements.iter().map(|s| (&s.seat, s.name.as_ref(), s.title.as_ref()));
        let president = &self.president;
        let signs = (&president.seat, Some(&president.name), Some(&president.title));
        let mut people: BTreeMap<(&SeatId, String), (&String, Vec<&String>)> = BTreeMap::new();
        for (seat, name, title) in speakers.chain(texts).chain([signs]) {
            let (Some(name), Some(title)) = (name, title) else { continue };
            if !line::is_readable(name) || !line::is_readable(title) {
                continue;
            }
            let (_, titles) = people.entry((seat, folded(name))).or_insert((name, vec![]));
            if titles.iter().all(|known| folded(known) != folded(title)) {
                titles.push(title);
            }
        }
        let several = people.into_iter().filter(|(_, (_, titles))| titles.len() > 1);
        several
            .map(|((seat, _), (name, titles))| Point::TwoTitles {
                seat: seat.clone(),
                name: name.clone(),
                titles: titles.into_iter().cloned().collect(),
            })
            .collect()
    }

    fn several_written(&self) -> Vec<Point> {
        let mut written: BTreeMap<&SeatId, Vec<String>> = BTreeMap::new();
        for text in self.statements.iter().filter(|text| text.manner == Manner::Written) {
            written.entry(&text.seat).or_default().push(text.number.clone());
        }
        let several = written.into_iter().filter(|(_, numbers)| numbers.len() > 1);
        several
            .map(|(seat, numbers)| Point::SeveralWritten { seat: seat.clone(), numbers })
            .collect()
    }

    /// What is wrong with a text by itself.
    fn of_texts(&self) -> Vec<Point> {
        let mut points = vec![];
        for text in &self.statements {
            let (seat, number) = (text.seat.clone(), text.number.clone());
            if !text.paragraphs.iter().any(|paragraph| line::is_readable(paragraph)) {
                points.push(Point::NothingToRead { seat: seat.clone(), number: number.clone() });
            }
            if text.correction_open {
                points.push(Point::CorrectionOpen { seat, number });
            }
        }
        points
    }

    fn unknown_seats(&self) -> Vec<Point> {
        let speakers = self.speakers.iter().flat_map(|s| s.on_behalf_of.iter().chain([&s.seat]));
        let texts = self.statements.iter().flat_map(|s| s.on_behalf_of.iter().chain([&s.seat]));
        let named = speakers.chain(texts).chain([&self.president.seat]);
        let mut unknown: Vec<_> = named.filter(|seat| self.seat(seat).is_none()).collect();
        unknown.sort();
        unknown.dedup();
        unknown.into_iter().map(|seat| Point::UnknownSeat { seat: seat.clone() }).collect()
    }

    /// A point in a sentence.
    #[must_use]
    pub fn sentence(&self, point: &Point, lang: Lang) -> String {
        let words = &words::of(lang).points;
        let seat = |id: &SeatId| {
            let name = self.seat(id).map_or("", |seat| seat.short.best(lang).1);
            let name = line::shown(name, line::MAX_NAME);
            if name.is_empty() { id.to_string() } else { name }
        };
        let person = |name: &str| match line::shown(name, line::MAX_NAME) {
            name if name.is_empty() => words.somebody.clone(),
            name => alone(&name, lang),
        };
        let of = |name: &Option<String>| person(name.as_deref().unwrap_or_default());
        let number = |number: &str| alone(number, lang);
        match point {
            Point::SpeakerWithoutText { seat: id, name } => {
                let values = [("seat", &*seat(id)), ("name", &of(name))];
                fill_text(&words.speaker_without_text, &values)
            }
            Point::TextWithoutSpeaker { seat: id, number: n, name } => {
                let values = [("seat", &*seat(id)), ("number", &number(n)), ("name", &of(name))];
                fill_text(&words.text_without_speaker, &values)
            }
            Point::TwoTitles { seat: id, name, titles } => {
                let title = |title: &String| fill_text(&words.title, &[("title", &person(title))]);
                let titles: Vec<_> = titles.iter().map(title).collect();
                let titles = titles.join(&words::of(lang).people.between);
                let values = [("seat", &*seat(id)), ("name", &person(name)), ("titles", &titles)];
                fill_text(&words.two_titles, &values)
            }
            Point::DidNotSpeak { seat: id, number: n, name, spoke } => {
                let (name, spoke) = (person(name), person(spoke));
                let [seat, number] = [seat(id), number(n)];
                let values =
                    [("seat", &*seat), ("number", &number), ("name", &name), ("spoke", &spoke)];
                fill_text(&words.did_not_speak, &values)
            }
            Point::CorrectionOpen { seat: id, number: n } => {
                let values = [("seat", &*seat(id)), ("number", &number(n))];
                fill_text(&words.correction_open, &values)
            }
            Point::NothingToRead { seat: id, number: n } => {
                let values = [("seat", &*seat(id)), ("number", &number(n))];
                fill_text(&words.nothing_to_read, &values)
            }
            Point::SeveralWritten { seat: id, numbers } => {
                let numbers: Vec<_> = numbers.iter().map(|n| number(n)).collect();
                let numbers = numbers.join(&words::of(lang).seats.between);
                let values = [("seat", &*seat(id)), ("numbers", &*numbers)];
                fill_text(&words.several_written, &values)
            }
            Point::DatedBefore { dated, met } => {
                let [dated, met] = [*dated, *met].map(|day| date(words::of(lang), day));
                fill_text(&words.dated_before, &[("dated", &*dated), ("met", &*met)])
            }
            Point::UnknownSeat { seat } => {
                fill_text(&words.unknown_seat, &[("seat", seat.as_str())])
            }
        }
    }
}

/// A name that may be written in the other direction than the sentence around it.
fn alone(name: &str, lang: Lang) -> String {
    let turns = |c: char| matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{feff}');
    match lang == Lang::Ar || name.contains(turns) {
        true => format!("\u{2068}{name}\u{2069}"),
        false => name.to_owned(),
    }
}
