//! Finding what does not agree between the journal and the documents. Each point blocks publication until it is put
//! right, or until the secretariat records why it stands.

use crate::facts::{Facts, Manner};
use crate::order::{same_name, texts};
use crate::point::Point;
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
    /// All that does not agree: first what blocks, then what stands for a reason.
    #[must_use]
    pub fn points(&self) -> Vec<Found> {
        let mut points = self.spoken_and_written();
        points.extend(self.two_titles());
        points.extend(self.several_written());
        points.extend(self.of_texts());
        points.extend(self.unknown_seats());
        let found = |point: Point| {
            let standing = self.standing.iter().find(|standing| standing.point == point);
            let reason = standing.map(|standing| standing.reason.clone());
            let sentence = self.sentence(&point);
            Found { point, sentence, reason: reason.filter(|reason| line::is_readable(reason)) }
        };
        let mut found: Vec<_> = points.into_iter().map(found).collect();
        found.sort_by_key(|found| found.reason.is_some());
        found
    }

    /// Whether nothing blocks publication.
    #[must_use]
    pub fn agree(&self) -> bool {
        self.points().iter().all(|found| found.reason.is_some())
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
        let speakers = self.speakers.iter().map(|s| (&s.seat, s.name.as_ref(), s.title.as_ref()));
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

    /// A point in a sentence, in English.
    #[must_use]
    pub fn sentence(&self, point: &Point) -> String {
        let seat = |id: &SeatId| {
            let name = self.seat(id).map_or("", |seat| seat.short.best(Lang::En).1);
            let name = line::shown(name, line::MAX_NAME);
            if name.is_empty() { id.to_string() } else { name }
        };
        let person = |name: &str| match line::shown(name, line::MAX_NAME) {
            name if name.is_empty() => "somebody".to_owned(),
            name => name,
        };
        let of = |name: &Option<String>| name.as_ref().map_or("somebody".into(), |n| person(n));
        match point {
            Point::SpeakerWithoutText { seat: id, name } => {
                format!("{}: {} spoke, and there is no text.", seat(id), of(name))
            }
            Point::TextWithoutSpeaker { seat: id, number, name } => format!(
                "{}: the text {number} is said to have been delivered by {}, and nobody delivered it.",
                seat(id),
                of(name)
            ),
            Point::TwoTitles { seat: id, name, titles } => {
                let titles: Vec<_> = titles.iter().map(|t| format!("“{}”", person(t))).collect();
                format!("{}: {} has several titles: {}.", seat(id), person(name), titles.join(", "))
            }
            Point::DidNotSpeak { seat: id, number, name, spoke } => format!(
                "{}: the text {number} names {}, who did not speak; {} did.",
                seat(id),
                person(name),
                person(spoke)
            ),
            Point::CorrectionOpen { seat: id, number } => {
                format!("{}: a correction of the text {number} is not settled.", seat(id))
            }
            Point::NothingToRead { seat: id, number } => {
                format!("{}: there is nothing to read in the text {number}.", seat(id))
            }
            Point::SeveralWritten { seat: id, numbers } => format!(
                "{}: there are {} written statements, {}; expected one.",
                seat(id),
                numbers.len(),
                numbers.join(", ")
            ),
            Point::UnknownSeat { seat } => format!("{seat}: the meeting has no such seat."),
        }
    }
}
