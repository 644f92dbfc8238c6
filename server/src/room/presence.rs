//! Who is here, for those who are not told of devices: in one record for all seats, at most once a second, and always
//! before anything else is told, so that the rules answer on their view as on the meeting itself.

use rostrum_proto::id::SeatId;
use rostrum_proto::meeting::Meeting;
use rostrum_proto::meeting::attendance::Here;
use rostrum_proto::meeting::event::{Event, Record};
use rostrum_proto::time::{Millis, Timestamp};
use std::collections::BTreeMap;

/// Between two such records, while nothing else is to be told.
const EVERY: Millis = Millis::seconds(1);

/// What is to be told of it.
#[derive(Debug, Default)]
pub struct Presence {
    told_at: Option<Timestamp>,
    held: Option<Held>,
}

/// What has changed since it was told.
#[derive(Debug)]
struct Held {
    /// The number and the time of the record by which it changed last.
    seq: u64,
    at: Timestamp,
    /// The seats, with the people of each as was told.
    seats: BTreeMap<SeatId, Vec<Here>>,
    chair_lost_at: Option<Timestamp>,
}

impl Presence {
    /// Holds a record back, if it says nothing but who is here; `before` is the meeting before it.
    pub fn holds_back(&mut self, before: &Meeting, record: &Record) -> bool {
        let Event::AttendanceChanged { seats, .. } = &record.event else { return false };
        let (seq, at, chair_lost_at) = (record.seq, record.at, before.chair_lost_at);
        let nothing = || Held { seq, at, seats: BTreeMap::new(), chair_lost_at };
        let held = self.held.get_or_insert_with(nothing);
        (held.seq, held.at) = (seq, at);
        for seat in seats.keys() {
            held.seats.entry(seat.clone()).or_insert_with(|| before.attendance(seat));
        }
        true
    }

    /// The record of what was held back, to be told now.
    pub fn release(&mut self, meeting: &Meeting, now: Timestamp) -> Option<Record> {
        let Held { seq, at, seats, .. } = self.held.take()?;
        self.told_at = Some(now);
        let people = |seat: SeatId| {
            let people = meeting.attendance(&seat);
            (seat, people)
        };
        let seats = seats.into_keys().map(people).collect();
        let event = Event::AttendanceChanged { seats, chair_lost_at: meeting.chair_lost_at };
        Some(Record { seq, at, by: None, event })
    }

    /// What was held back is told in another way.
    pub fn forget(&mut self) {
        self.held = None;
    }

    /// When what is held back is to be told, if anything is.
    #[must_use]
    pub fn due(&self) -> Option<Timestamp> {
        let held = self.held.as_ref()?;
        Some(self.told_at.map_or(held.at, |told_at| told_at + EVERY))
    }

    /// What makes of the meeting as it is the one that was told.
    #[must_use]
    pub fn as_told(&self) -> Option<Event> {
        let Held { seats, chair_lost_at, .. } = self.held.as_ref()?;
        let (seats, chair_lost_at) = (seats.clone(), *chair_lost_at);
        Some(Event::AttendanceChanged { seats, chair_lost_at })
    }
}
