//! The live journal: every record as one line, with filters.
//!
//! Kinds and details are the stable names of the journal itself, in every interface language: what a
//! technician reads out over the telephone is what an auditor finds.

use crate::core::model::Model;
use crate::core::names::{self, Name};
use crate::core::{format, text};
use rostrum_proto::id::{ConnectionId, ParticipantId, RequestId, SeatId};
use rostrum_proto::meeting::Meeting;
use rostrum_proto::meeting::event::Record;
use rostrum_proto::read::{Json, read};
use rostrum_proto::time::{Millis, Timestamp};
use std::collections::BTreeMap;

/// Lines shown at once.
const SHOWN: usize = 200;
/// What a filter by kind can be: the first part of the event's name.
pub const KINDS: [&str; 11] = [
    "meeting",
    "connection",
    "participant",
    "invitation",
    "seat",
    "floor",
    "speech",
    "list",
    "microphone",
    "camera",
    "problem",
];

/// What to show.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    /// Of this seat only.
    pub seat: String,
    /// Of this kind only.
    pub kind: String,
    /// With this text only.
    pub text: String,
    /// Up to this record only.
    pub paused_at: Option<u64>,
}

/// A record as a line.
#[derive(Clone, Debug, PartialEq)]
pub struct JournalLine {
    /// Its number.
    pub seq: u64,
    /// UTC.
    pub time: String,
    /// The event's name.
    pub kind: String,
    /// The seat concerned.
    pub seat: Name,
    /// The rest.
    pub detail: String,
    /// Worth a look.
    pub warn: bool,
}

/// The newest lines that pass the filter, newest first.
#[must_use]
pub fn lines(model: &Model, filter: &Filter) -> Vec<JournalLine> {
    let Some(meeting) = model.meeting() else { return vec![] };
    let until = filter.paused_at.unwrap_or(u64::MAX);
    let wanted = filter.text.trim().to_lowercase();
    model
        .desk
        .journal
        .range(..=until)
        .rev()
        .filter_map(|(_, record)| {
            let (line, seats) = line(model, meeting, record)?;
            let of_seat = filter.seat.is_empty() || seats.iter().any(|s| s.as_str() == filter.seat);
            let of_kind =
                filter.kind.is_empty() || line.kind.split('.').next() == Some(filter.kind.as_str());
            let has_text = wanted.is_empty()
                || [&line.kind, &line.seat.text, &line.detail, &line.time]
                    .into_iter()
                    .any(|part| part.to_lowercase().contains(&wanted));
            (of_seat && of_kind && has_text).then_some(line)
        })
        .take(SHOWN)
        .collect()
}

/// The number of the newest record known.
#[must_use]
pub fn newest(model: &Model) -> u64 {
    model.desk.journal.last_key_value().map_or(0, |(seq, _)| *seq)
}

/// The seats to choose from.
#[must_use]
pub fn seats(model: &Model) -> Vec<(String, String)> {
    let Some(meeting) = model.meeting() else { return vec![] };
    let order = super::table::order(meeting).into_iter();
    order
        .map(|s| (s.setup.id.to_string(), names::seat(meeting, &s.setup.id, model.lang).text))
        .collect()
}

fn line(model: &Model, meeting: &Meeting, record: &Record) -> Option<(JournalLine, Vec<SeatId>)> {
    let (kind, fields) = spelled(record)?;
    let by = record.by.as_ref().map(|by| &by.participant);
    let mut seats = Vec::new();
    let mut details = Vec::new();
    for (key, value) in &fields {
        let found = concerned(meeting, key, value);
        if let Some(text) = detail(meeting, key, value) {
            details.push(text);
        }
        seats.extend(found);
        seats.dedup();
    }
    if let Some(by) = by {
        details.push(format!("by {}", names::participant(meeting, by)));
    }
    let seat = match seats.as_slice() {
        [] => Name::default(),
        [one] => names::seat(meeting, one, model.lang),
        many => {
            Name { lang: "", text: format!("{} · {}", text::all_seats(model.lang), many.len()) }
        }
    };
    let warn = WARNING.contains(&kind.as_str());
    let time = format::utc(record.at);
    let detail = details.join(", ");
    Some((JournalLine { seq: record.seq, time, kind, seat, detail, warn }, seats))
}

/// The event's name and its fields by name, as they stand in the journal.
fn spelled(record: &Record) -> Option<(String, BTreeMap<String, Json>)> {
    let text = serde_json::to_string(&record.event).ok()?;
    let mut fields: BTreeMap<String, Json> = read(&text).ok()?;
    match fields.remove("type")? {
        Json::Text(kind) => Some((kind, fields)),
        _ => None,
    }
}

const WARNING: [&str; 7] = [
    "connection.closed",
    "floor.held",
    "floor.hold_expired",
    "problem.reported",
    "participant.expelled",
    "invitation.revoked",
    "microphone.muted",
];

/// The seats that a field names, directly or through a request, a person or a device.
fn concerned(meeting: &Meeting, key: &str, value: &Json) -> Vec<SeatId> {
    let text = || text_of(value).map(str::to_owned);
    let of_person = |id: &ParticipantId| meeting.seat_of(id).cloned();
    match key {
        "seat" => text().and_then(|s| SeatId::new(s).ok()).into_iter().collect(),
        "seats" => match value {
            Json::List(seats) => {
                seats.iter().filter_map(|s| SeatId::new(text_of(s)?).ok()).collect()
            }
            _ => vec![],
        },
        "request" => number_of(value)
            .and_then(|n| meeting.request(RequestId(n as u32)).ok())
            .map(|r| r.beneficiary.clone())
            .into_iter()
            .collect(),
        "participant" => text()
            .and_then(|s| ParticipantId::new(s).ok())
            .and_then(|id| of_person(&id))
            .into_iter()
            .collect(),
        "connection" => number_of(value)
            .and_then(|n| meeting.connections.get(&ConnectionId(n)))
            .and_then(|c| of_person(&c.participant))
            .into_iter()
            .collect(),
        _ => vec![],
    }
}

fn detail(meeting: &Meeting, key: &str, value: &Json) -> Option<String> {
    let number = number_of(value);
    let text = text_of(value);
    Some(match (key, number, text) {
        ("seat" | "seats" | "beneficiary" | "setup", ..) => return None,
        ("limit" | "spoken", Some(ms), _) => format!("{key} {}", format::clock(Millis(ms))),
        ("until", Some(ms), _) => format!("until {}", format::utc(Timestamp(ms))),
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
        _ => format!("{key} {}", *value == Json::Bool(true)),
    })
}

fn text_of(value: &Json) -> Option<&str> {
    match value {
        Json::Text(text) => Some(text),
        _ => None,
    }
}

fn number_of(value: &Json) -> Option<u64> {
    match value {
        Json::Whole(number) => Some(*number),
        _ => None,
    }
}
