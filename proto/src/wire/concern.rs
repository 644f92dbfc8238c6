//! Which seats a record is about: those that its fields name, directly or through a request, a person or a
//! device. By the names of fields and not by events, so that a new event is understood as soon as it is.

use crate::id::{ConnectionId, ParticipantId, RequestId, SeatId};
use crate::meeting::Meeting;
use crate::meeting::event::{Event, Record};
use crate::read::Json;
use std::collections::BTreeMap;

/// What belongs to a seat. The meeting never forgets requests and people; of devices it knows those that are
/// here, and so they are noted beside it.
pub struct Owners<'a> {
    /// As it is now.
    pub meeting: &'a Meeting,
    /// Every device there was. Without them a device is of nobody.
    pub devices: Option<&'a BTreeMap<ConnectionId, ParticipantId>>,
}

impl Owners<'_> {
    fn of_request(&self, request: RequestId) -> Option<SeatId> {
        self.meeting.request(request).ok().map(|r| r.beneficiary.clone())
    }

    fn of_person(&self, person: &ParticipantId) -> Option<SeatId> {
        self.meeting.seat_of(person).cloned()
    }

    fn of_device(&self, device: ConnectionId) -> Option<SeatId> {
        self.of_person(self.devices?.get(&device)?)
    }
}

/// Whether a record is about a seat: it names it, one of its people did it, or it is what everybody has to know
/// to understand the rest. `fields` are those of its event, by name.
#[must_use]
pub fn is_about(
    record: &Record,
    fields: &BTreeMap<String, Json>,
    seat: &SeatId,
    owners: &Owners,
) -> bool {
    let by = record.by.as_ref().and_then(|by| owners.of_person(&by.participant));
    if by.as_ref() == Some(seat) {
        return true;
    }
    match &record.event {
        Event::Convened { .. } => false,
        Event::LobbyOpened {} | Event::MeetingOpened {} | Event::MeetingClosed {} => true,
        Event::MeetingSuspended { .. } | Event::MeetingResumed {} => true,
        _ => fields.iter().any(|(name, value)| seats(name, value, owners).contains(seat)),
    }
}

/// The seats that a field of an event names.
#[must_use]
pub fn seats(name: &str, value: &Json, owners: &Owners) -> Vec<SeatId> {
    let id = |value: &Json| SeatId::new(text(value)?).ok();
    let one = |seat: Option<SeatId>| seat.into_iter().collect();
    match name {
        "seat" | "beneficiary" => one(id(value)),
        "seats" => match value {
            Json::List(seats) => seats.iter().filter_map(id).collect(),
            _ => vec![],
        },
        "request" => one(number(value).and_then(|n| owners.of_request(RequestId(n as u32)))),
        "participant" | "requested_by" => {
            let person = text(value).and_then(|text| ParticipantId::new(text).ok());
            one(person.and_then(|person| owners.of_person(&person)))
        }
        "connection" => one(number(value).and_then(|n| owners.of_device(ConnectionId(n)))),
        _ => vec![],
    }
}

fn text(value: &Json) -> Option<&str> {
    match value {
        Json::Text(text) => Some(text),
        _ => None,
    }
}

fn number(value: &Json) -> Option<u64> {
    match value {
        Json::Whole(number) => Some(*number),
        _ => None,
    }
}
