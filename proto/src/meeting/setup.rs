//! What is known of a meeting before it begins; journaled as its first event.

use crate::alphabet;
use crate::days_off::DaysOff;
use crate::id::{MeetingId, ParticipantId, SeatId};
use crate::lang::{Lang, LocalText};
use crate::line::{self, MAX_NAME, MAX_TEXT, NotALine};
use crate::profile::{Profile, SeatKind};
use crate::read::Read;
use crate::role::Role;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A meeting as convened. Names are those valid on the day, kept with the meeting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct Setup {
    /// The meeting.
    pub id: MeetingId,
    /// The rules it is held under.
    pub profile: Profile,
    /// The topic.
    pub title: LocalText,
    /// The item of the agenda.
    pub agenda_item: LocalText,
    /// The kind of meeting, in words.
    pub format: LocalText,
    /// The seat that presides.
    pub presidency: SeatId,
    /// The announced start.
    pub starts_at: Timestamp,
    /// IANA name, for example `America/New_York`.
    pub venue_time_zone: String,
    /// The place whose clocks these are, as people call it: "New York" in each language.
    #[serde(default, skip_serializing_if = "LocalText::is_empty")]
    pub venue: LocalText,
    /// All seats.
    pub seats: Vec<SeatSetup>,
    /// The people expected. Others can be named later.
    pub people: Vec<Person>,
    /// Seats in the prepared speaking order.
    pub speakers_list: Vec<SeatId>,
    /// The questions that are put to who speaks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<LocalText>,
    /// The days on which nobody works at the venue.
    #[serde(default, skip_serializing_if = "DaysOff::is_usual")]
    pub days_off: DaysOff,
    /// Until when statements are taken in writing; absent: there is no such time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statements_until: Option<Timestamp>,
}

/// A delegation's place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct SeatSetup {
    /// The seat.
    pub id: SeatId,
    /// In what quality it takes part.
    pub kind: SeatKind,
    /// As on the nameplate, in each language.
    pub short: LocalText,
    /// As in formal address, in each language; may be empty.
    #[serde(default)]
    pub formal: LocalText,
    /// Decides English alphabetical order ("Iran" for "Islamic Republic of Iran").
    pub sort_key: String,
    /// The delegations for which it also speaks.
    #[serde(default)]
    pub on_behalf_of: Vec<SeatId>,
    /// The language in which it usually speaks, if that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Lang>,
}

impl SeatSetup {
    /// What seats are sorted by for English alphabetical order: the folded sort key, then the id.
    #[must_use]
    pub fn alphabetical(&self) -> (String, &SeatId) {
        (alphabet::folded(&self.sort_key), &self.id)
    }
}

/// A person who may take part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// Unique in the meeting.
    pub id: ParticipantId,
    /// The one role.
    pub role: Role,
    /// The seat the person speaks for, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seat: Option<SeatId>,
    /// The person's name, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Office held, for the nameplate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The booth of an interpreter, by its language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub booth: Option<Lang>,
    /// Rank category, for the order of speakers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rank: Option<String>,
}

impl Setup {
    /// Checks that the parts fit together. A meeting is convened only from a setup that passes.
    ///
    /// # Errors
    /// The path of the first thing that is wrong, what stands there, and what was expected.
    pub fn check(&self) -> Result<(), String> {
        for (field, text) in
            [("title", &self.title), ("agenda_item", &self.agenda_item), ("format", &self.format)]
        {
            if text.0.values().all(|text| text.trim().is_empty()) {
                return Err(format!("{field}: empty; expected a text in at least one language"));
            }
            text.check(MAX_TEXT).map_err(|why| format!("{field}.{why}"))?;
        }
        self.venue.check(MAX_NAME).map_err(|why| format!("venue.{why}"))?;
        for (i, question) in self.questions.iter().enumerate() {
            question.check(MAX_TEXT).map_err(|why| format!("questions[{i}].{why}"))?;
        }
        self.days_off.check().map_err(|why| format!("days_off.{why}"))?;
        self.profile.check().map_err(|why| format!("profile.{why}"))?;
        let mut seats = BTreeSet::new();
        for (i, seat) in self.seats.iter().enumerate() {
            if !seats.insert(&seat.id) {
                return Err(format!("seats[{i}].id: {} is listed twice; expected once", seat.id));
            }
            let named =
                |field: &str, why: String| format!("seats[{i}] ({}), {field}{why}", seat.id);
            seat.short.check(MAX_NAME).map_err(|why| named("short.", why))?;
            seat.formal.check(MAX_NAME).map_err(|why| named("formal.", why))?;
            line::check(&seat.sort_key, MAX_NAME)
                .map_err(|why| named("sort_key: ", why.to_string()))?;
        }
        let known = |path: String, seat: &SeatId| match seats.contains(seat) {
            true => Ok(()),
            false => Err(format!("{path}: unknown seat {seat}; expected the id of one in `seats`")),
        };
        known("presidency".into(), &self.presidency)?;
        let mut people = BTreeSet::new();
        for (i, person) in self.people.iter().enumerate() {
            if !people.insert(&person.id) {
                return Err(format!(
                    "people[{i}].id: {} is listed twice; expected once",
                    person.id
                ));
            }
            self.check_person(person).map_err(|why| format!("people[{i}].{why}"))?;
        }
        let chairs = self.people.iter().filter(|p| p.role == Role::Chair).count();
        if chairs != 1 {
            return Err(format!("people: {chairs} with the role chair; expected exactly one"));
        }
        let mut listed = BTreeSet::new();
        for (i, seat) in self.speakers_list.iter().enumerate() {
            known(format!("speakers_list[{i}]"), seat)?;
            if !listed.insert(seat) {
                return Err(format!("speakers_list[{i}]: {seat} is listed twice; expected once"));
            }
        }
        Ok(())
    }

    /// Whether there is a seat with this id.
    #[must_use]
    pub fn has_seat(&self, id: &SeatId) -> bool {
        self.seats.iter().any(|seat| seat.id == *id)
    }

    /// Checks that a person fits into the meeting.
    ///
    /// # Errors
    /// The field that is wrong and what was expected.
    pub fn check_person(&self, person: &Person) -> Result<(), String> {
        let texts = [("name", &person.name), ("title", &person.title), ("rank", &person.rank)];
        for (field, text) in texts {
            let Some(text) = text else { continue };
            line::check(text, MAX_NAME).map_err(|why| {
                let or = if why == NotALine::Unreadable { ", or leave it out" } else { "" };
                format!("{field}: {why}{or}")
            })?;
        }
        if let Some(booth) = person.booth {
            let booths = self.profile.interpretation.as_ref().map(|rule| &rule.booths);
            if person.role != Role::Interpreter {
                return Err("booth: only an interpreter is in one".into());
            }
            if person.seat.is_some() {
                return Err("booth: who is in one has no seat; leave one of them out".into());
            }
            if !booths.is_some_and(|booths| booths.contains_key(&booth)) {
                let code = booth.code();
                return Err(format!(
                    "booth: {code}; expected one in profile.interpretation.booths"
                ));
            }
        }
        let seat = |id: &SeatId| self.seats.iter().find(|s| s.id == *id);
        match (&person.seat, person.role) {
            (Some(id), _) if seat(id).is_none() => {
                Err(format!("seat: unknown seat {id}; expected the id of one in `seats`"))
            }
            (Some(id), Role::Chair) if *id != self.presidency => {
                Err(format!("seat: the chair sits in {}, not in {id}", self.presidency))
            }
            (None, Role::Chair | Role::DeputyChair | Role::Delegate) => {
                Err("seat: missing; a chair, deputy chair or delegate needs one".into())
            }
            _ => Ok(()),
        }
    }
}
