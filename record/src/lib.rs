//! The record of a meeting, from its journal: attendance, interventions, rulings, votes, speaking times.
//!
//! A fold and nothing else: no clock is read, so the same journal gives the same record, to the byte, while
//! the meeting runs and years later. [`compile`] makes the document, and [`compile_public`] that which the public may
//! read; their JSON is the record for programs, and [`paper()`] makes of them what is handed out to people.

mod attendance;
pub mod business;
mod clock;
pub mod document;
mod interpretation;
pub mod lists;
mod paper;
mod public;
pub mod spans;
mod speeches;

pub use clock::{Clock, day_at};
pub use document::{MeetingRecord, SCHEMA};
pub use paper::paper;
pub use public::compile_public;

use attendance::Roll;
use business::{Challenge, Noted, Voided};
use document::{
    Heading, Intervention, Presidency, SeatNames, Somebody, SpeakingTime, Step, StepName,
    Succession,
};
use interpretation::Channels;
use lists::Lists;
use rostrum_proto::meeting::Meeting;
use rostrum_proto::meeting::event::{Event, Record};
use rostrum_proto::meeting::phase::PhaseName;
use rostrum_proto::meeting::setup::SeatSetup;
use rostrum_proto::utc::Utc;
use spans::Spans;
use speeches::Speeches;

/// The record of the meeting that these records tell of, in whatever order they come; `None` if they do not
/// begin with a convened meeting.
#[must_use]
pub fn compile(records: &[Record]) -> Option<MeetingRecord> {
    let (convened, rest) = in_order(records)?;
    let mut writer = Writer::new(convened);
    for record in rest {
        writer.read(record);
    }
    Some(writer.document())
}

/// The meeting as it was convened, and what happened then, in order.
fn in_order(records: &[Record]) -> Option<(Meeting, impl Iterator<Item = &Record>)> {
    let mut records: Vec<&Record> = records.iter().collect();
    records.sort_by_key(|record| record.seq);
    let mut records = records.into_iter();
    let first = records.next()?;
    let Event::Convened { setup } = &first.event else { return None };
    Some((Meeting::convened((**setup).clone(), first.at), records))
}

/// What is noted while reading. The meeting itself is kept beside it: it knows what every id stands for.
struct Writer {
    meeting: Meeting,
    course: Vec<Step>,
    presiding: Vec<Presidency>,
    noted: Noted,
    roll: Roll,
    speeches: Speeches,
    lists: Lists,
    channels: Channels,
    spans: Spans,
}

impl Writer {
    fn new(meeting: Meeting) -> Self {
        let participant = meeting.presiding.clone();
        let how = Succession::Convened;
        let (lists, channels) = (Lists::prepared(&meeting), Channels::of(&meeting));
        Self {
            meeting,
            course: vec![],
            presiding: vec![Presidency { participant, from: None, to: None, how }],
            noted: Noted::default(),
            roll: Roll::default(),
            speeches: Speeches::default(),
            lists,
            channels,
            spans: Spans::default(),
        }
    }

    fn read(&mut self, record: &Record) {
        let at = Utc(record.at);
        self.roll.read(&self.meeting, at, &record.event);
        // What an event ends is looked up before it is applied, what it begins after.
        self.lists.read(&self.meeting, record);
        self.note_void(at, &record.event);
        self.meeting.apply(record);
        self.speeches.read(&self.meeting, at, &record.event);
        self.channels.read(&self.meeting, at, &record.event);
        self.spans.look(&self.meeting, at);
        self.take_step(at, &record.event);
        self.note(at, &record.event);
    }

    fn take_step(&mut self, at: Utc, event: &Event) {
        let (step, until) = match event {
            Event::LobbyOpened {} => (StepName::LobbyOpened, None),
            Event::MeetingOpened {} => (StepName::Opened, None),
            Event::MeetingSuspended { until, adjourned: false } => (StepName::Suspended, *until),
            Event::MeetingSuspended { until, adjourned: true } => (StepName::Adjourned, *until),
            Event::MeetingResumed {} => (StepName::Resumed, None),
            Event::DoorsClosed { .. } => (StepName::DoorsClosed, None),
            Event::DoorsOpened {} => (StepName::DoorsOpened, None),
            Event::MeetingClosed {} => (StepName::Closed, None),
            _ => return,
        };
        let reason = match event {
            Event::DoorsClosed { reason } => Some(reason.clone()),
            _ => None,
        };
        self.course.push(Step { at, step, until: until.map(Utc), reason });
        match (step, self.presiding.last_mut()) {
            // Who was to preside before there was a meeting to preside over is not on record.
            (StepName::Opened, Some(last)) => {
                last.from = Some(at);
                self.presiding.drain(..self.presiding.len() - 1);
            }
            (StepName::Closed, Some(last)) => last.to = Some(at),
            _ => {}
        }
    }

    /// A step of which nothing more is said.
    fn step(&mut self, at: Utc, step: StepName) {
        self.course.push(Step { at, step, until: None, reason: None });
    }

    fn note(&mut self, at: Utc, event: &Event) {
        match event {
            Event::ChairChanged { presiding, taken } => {
                let opened = self.presiding.last().is_some_and(|last| last.from.is_some());
                let from = opened.then_some(at);
                if let Some(last) = self.presiding.last_mut() {
                    last.to = from;
                }
                let how = if *taken { Succession::Taken } else { Succession::HandedOver };
                let participant = presiding.clone();
                self.presiding.push(Presidency { participant, from, to: None, how });
            }
            Event::RulingGiven { request, .. } => {
                self.noted.ruled_by.insert(*request, self.meeting.presiding.clone());
            }
            Event::RulingChallenged { request, by } => {
                let by = by.clone();
                self.noted.challenges.insert(*request, Challenge { at, by });
            }
            Event::VoteOpened { vote, seed, .. } => {
                self.noted.opened.insert(*vote, (at, *seed));
            }
            _ => {}
        }
    }

    fn note_void(&mut self, at: Utc, event: &Event) {
        if let Event::BallotVoided { vote: id, why } = event
            && let Ok(vote) = self.meeting.vote(*id)
        {
            let of = business::secret(&self.meeting, vote);
            self.noted.voided.entry(*id).or_default().push(Voided { at, why: *why, of });
        }
    }

    fn document(mut self) -> MeetingRecord {
        if self.presiding.last().is_some_and(|last| last.from.is_none()) {
            // Who presides last, as long as the meeting is not open.
            self.presiding.drain(..self.presiding.len() - 1);
        }
        let meeting = &self.meeting;
        let (interventions, called_in_vain) = self.speeches.told(meeting);
        let speaking_time = speaking_time(meeting, &interventions);
        let (screens, recorded) = self.spans.told();
        MeetingRecord {
            schema: SCHEMA,
            meeting: heading(meeting),
            seats: seats(meeting).into_iter().map(names).collect(),
            people: people(meeting),
            course: self.course,
            presiding: self.presiding,
            attendance: self.roll.called(meeting),
            speaking_time_total_ms: speaking_time.iter().map(|s| s.spoken_ms).sum(),
            interventions,
            called_in_vain,
            points_of_order: business::points_of_order(meeting, &self.noted),
            motions: business::motions(meeting),
            votes: business::votes(meeting, &self.noted),
            interpretation: self.channels.told(),
            screens,
            recorded,
            list_changes: self.lists.changes,
            speaking_time,
        }
    }
}

fn heading(meeting: &Meeting) -> Heading {
    let setup = &meeting.setup;
    Heading {
        id: setup.id.clone(),
        format: setup.format.clone(),
        title: setup.title.clone(),
        agenda_item: setup.agenda_item.clone(),
        presidency: setup.presidency.clone(),
        profile: setup.profile.id.clone(),
        profile_version: setup.profile.version.clone(),
        starts_at: Utc(setup.starts_at),
        venue_time_zone: setup.venue_time_zone.clone(),
        venue: setup.venue.clone(),
        last_record: meeting.seq,
        as_of: Utc(meeting.at),
        closed: meeting.phase.name() == PhaseName::Closed,
    }
}

/// All seats in English alphabetical order.
fn seats(meeting: &Meeting) -> Vec<&SeatSetup> {
    let mut seats: Vec<_> = meeting.setup.seats.iter().collect();
    seats.sort_by_cached_key(|seat| seat.alphabetical());
    seats
}

fn names(seat: &SeatSetup) -> SeatNames {
    SeatNames {
        seat: seat.id.clone(),
        kind: seat.kind,
        short: seat.short.clone(),
        formal: seat.formal.clone(),
    }
}

fn people(meeting: &Meeting) -> Vec<Somebody> {
    let people = meeting.participants.values().map(|p| &p.person);
    people
        .map(|person| Somebody {
            participant: person.id.clone(),
            role: person.role,
            seat: person.seat.clone(),
            name: person.name.clone(),
            title: person.title.clone(),
        })
        .collect()
}

fn speaking_time(meeting: &Meeting, interventions: &[Intervention]) -> Vec<SpeakingTime> {
    let of = |seat: &SeatSetup| {
        let own = interventions.iter().filter(|i| i.seat == seat.id);
        SpeakingTime {
            seat: seat.id.clone(),
            interventions: own.clone().count() as u32,
            spoken_ms: own.map(|i| i.spoken_ms).sum(),
        }
    };
    seats(meeting).into_iter().map(of).filter(|s| s.interventions > 0).collect()
}
