//! The journal at the desk: every record is formatted once, on arrival, so that a hundred thousand of
//! them can be searched while the technician types.
//!
//! Kinds and details are the stable names of the journal itself, in every interface language: what a
//! technician reads out over the telephone is what an auditor finds.

use crate::core::{format, names};
use rostrum_proto::id::{ConnectionId, ParticipantId, RequestId, SeatId};
use rostrum_proto::meeting::Meeting;
use rostrum_proto::meeting::event::{Event, Record};
use rostrum_proto::read::{Json, read};
use rostrum_proto::time::{Millis, Timestamp};
use rostrum_proto::wire::concern::{self, Owners};
use rostrum_proto::wire::desk::Severity;
use std::collections::BTreeMap;

/// Records kept; the oldest are dropped.
const KEPT: usize = 120_000;

/// The records of a meeting that have been loaded.
#[derive(Debug, Default)]
pub struct Journal {
    entries: BTreeMap<u64, Entry>,
    /// First parts of the events' names, in order.
    kinds: Vec<String>,
    /// Devices, also those that are gone.
    owners: BTreeMap<ConnectionId, ParticipantId>,
    changes: u64,
}

/// A record, spelled out.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// When.
    pub at: Timestamp,
    /// The event's name.
    pub kind: String,
    /// How much it matters.
    pub severity: Severity,
    /// The rest, as it is shown.
    pub detail: String,
    /// What a search by text looks at.
    pub searched: String,
    seats: Vec<SeatId>,
    device: Option<ConnectionId>,
}

impl Journal {
    /// Takes records, of which some may be known.
    pub fn note<'a>(&mut self, meeting: &Meeting, records: impl IntoIterator<Item = &'a Record>) {
        for record in records {
            if let Event::ConnectionOpened { connection, participant } = &record.event {
                self.owners.insert(*connection, participant.clone());
            }
            let Some(entry) = spell(meeting, record) else { continue };
            let kind = first_part(&entry.kind);
            let place = self.kinds.iter().position(|known| known.as_str() >= kind);
            let place = place.unwrap_or(self.kinds.len());
            if self.kinds.get(place).is_none_or(|known| known != kind) {
                self.kinds.insert(place, kind.to_owned());
            }
            self.entries.insert(record.seq, entry);
        }
        while self.entries.len() > KEPT {
            self.entries.pop_first();
        }
        self.changes += 1;
    }

    /// Counts the changes: a reader looks again when this has moved.
    #[must_use]
    pub fn changes(&self) -> u64 {
        self.changes
    }

    /// How many records there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Nothing was loaded yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// One record.
    #[must_use]
    pub fn get(&self, seq: u64) -> Option<&Entry> {
        self.entries.get(&seq)
    }

    /// Records from `low` to `high`, oldest first.
    pub fn between(&self, low: u64, high: u64) -> impl Iterator<Item = (u64, &Entry)> {
        let range = (low <= high).then(|| self.entries.range(low..=high));
        range.into_iter().flatten().map(|(seq, entry)| (*seq, entry))
    }

    /// The numbers of the oldest and the newest record.
    #[must_use]
    pub fn ends(&self) -> Option<(u64, u64)> {
        let (low, high) = (self.entries.first_key_value()?, self.entries.last_key_value()?);
        Some((*low.0, *high.0))
    }

    /// First parts of the events' names.
    pub fn kinds(&self) -> impl Iterator<Item = &str> {
        self.kinds.iter().map(String::as_str)
    }

    /// The newest record before which some are missing, if there is room for them.
    #[must_use]
    pub fn gap(&self) -> Option<u64> {
        if self.len() >= KEPT {
            return None;
        }
        let mut numbers = self.entries.keys().rev().copied();
        let mut low = numbers.next()?;
        for number in numbers {
            if number + 1 < low {
                return Some(low);
            }
            low = number;
        }
        (low > 1).then_some(low)
    }

    /// Whether a record belongs to the story of a seat.
    #[must_use]
    pub fn is_about(&self, meeting: &Meeting, record: &Record, seat: &SeatId) -> bool {
        let owners = Owners { meeting, devices: Some(&self.owners) };
        concern::is_about(record, seat, &owners)
    }

    /// The seats that a record is about.
    pub fn seats_of<'a>(
        &'a self,
        meeting: &'a Meeting,
        entry: &'a Entry,
    ) -> impl Iterator<Item = &'a SeatId> {
        let owner = entry.device.and_then(|device| self.owners.get(&device));
        let own = owner.and_then(|person| meeting.seat_of(person));
        entry.seats.iter().chain(own.filter(|seat| !entry.seats.contains(seat)))
    }
}

/// The first part of an event's name.
#[must_use]
pub fn first_part(kind: &str) -> &str {
    kind.split('.').next().unwrap_or_default()
}

fn spell(meeting: &Meeting, record: &Record) -> Option<Entry> {
    let (kind, fields) = spelled(record)?;
    let (mut details, mut device) = (Vec::new(), None);
    // The record of a device may not be loaded yet: whose it is, is asked when it is shown.
    let seats = concern::seats(&record.event, &Owners { meeting, devices: None });
    for (name, value) in &fields {
        if let ("connection", Json::Whole(number)) = (name.as_str(), value) {
            device = Some(ConnectionId(*number));
        }
        details.extend(detail(meeting, name, value));
    }
    if let Some(by) = &record.by {
        details.push(format!("by {}", names::participant(meeting, &by.participant)));
    }
    let detail = details.join(", ");
    let searched = format!("{} {kind} {detail}", format::utc(record.at)).to_lowercase();
    let severity = severity(&kind);
    Some(Entry { at: record.at, kind, severity, detail, searched, seats, device })
}

/// The event's name and its fields by name, as they stand in the journal.
pub(super) fn spelled(record: &Record) -> Option<(String, BTreeMap<String, Json>)> {
    let text = serde_json::to_string(&record.event).ok()?;
    let mut fields: BTreeMap<String, Json> = read(&text).ok()?;
    match fields.remove("type")? {
        Json::Text(kind) => Some((kind, fields)),
        _ => None,
    }
}

/// A record's kind and the rest, as they are shown.
#[must_use]
pub fn described(meeting: &Meeting, record: &Record) -> (String, String, Severity) {
    match spell(meeting, record) {
        Some(entry) => (entry.kind, entry.detail, entry.severity),
        None => (String::new(), String::new(), Severity::Info),
    }
}

fn severity(kind: &str) -> Severity {
    match kind {
        "floor.held" | "floor.hold_expired" => Severity::Grave,
        "chair.changed" | "meeting.suspended" | "speech.interrupted" | "ruling.challenged" => {
            Severity::Warning
        }
        "connection.closed"
        | "problem.reported"
        | "participant.expelled"
        | "invitation.revoked"
        | "microphone.muted" => Severity::Warning,
        _ => Severity::Info,
    }
}

fn detail(meeting: &Meeting, key: &str, value: &Json) -> Option<String> {
    let number = match value {
        Json::Whole(number) => Some(*number),
        _ => None,
    };
    Some(match (key, number, text_of(value)) {
        ("seat" | "seats" | "beneficiary" | "setup", ..) => return None,
        ("limit" | "spoken", Some(ms), _) => format!("{key} {}", format::clock(Millis(ms))),
        ("until", Some(ms), _) => {
            let until = Timestamp(ms);
            format!("until {} {}", format::date(until), format::utc(until))
        }
        ("request", Some(n), _) => RequestId(n as u32).to_string(),
        ("connection", Some(n), _) => ConnectionId(n).to_string(),
        ("participant" | "requested_by", _, Some(id)) => match ParticipantId::new(id) {
            Ok(id) => names::participant(meeting, &id),
            Err(_) => id.to_owned(),
        },
        ("person", ..) => {
            let Json::Object(person) = value else { return None };
            let of = |name| person.iter().find(|(key, _)| key == name).map(|(_, value)| value);
            text_of(of("name").or(of("id"))?)?.to_owned()
        }
        (_, _, Some(text)) => format!("{key} {}", text.replace('_', " ")),
        (_, Some(number), _) => format!("{key} {number}"),
        (_, _, None) if matches!(value, Json::Object(_)) => words(value),
        (_, _, None) => format!("{key} {}", words(value)),
    })
}

/// Any value in a few words.
fn words(value: &Json) -> String {
    match value {
        Json::Null => "none".to_owned(),
        Json::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        Json::Whole(number) => number.to_string(),
        Json::Fraction(number) => format::whole(*number as f32),
        Json::Text(text) => text.replace('_', " "),
        Json::List(list) => list.iter().map(words).collect::<Vec<_>>().join(", "),
        Json::Object(fields) => {
            let named = |(name, value): &(String, Json)| {
                format!("{} {}", name.replace('_', " "), words(value))
            };
            fields.iter().map(named).collect::<Vec<_>>().join(" ")
        }
    }
}

fn text_of(value: &Json) -> Option<&str> {
    match value {
        Json::Text(text) => Some(text),
        _ => None,
    }
}
