//! One seat's story: journal and desk log on one timeline, as it comes from the server in parts.

use crate::core::format;
use crate::core::moment::Moment;
use rostrum_proto::file_name::file_name;
use rostrum_proto::id::SeatId;
use rostrum_proto::meeting::event::Record;
use rostrum_proto::time::{Millis, Timestamp};
use rostrum_proto::wire::ClientMessage;
use rostrum_proto::wire::desk::{DeskEntry, Heard};
use serde::Serialize;

/// The time shown when a seat is opened.
const AT_FIRST: Millis = Millis::minutes(10);
/// A story that ends now continues while it is open.
const OPEN_END: Millis = Millis::minutes(60 * 24);
/// Lines kept; a longer time has to be asked for in parts.
const KEPT: usize = 5_000;

/// The story of a seat.
#[derive(Clone, Debug, PartialEq)]
pub struct Story {
    /// Whose.
    pub seat: SeatId,
    /// From this moment.
    pub from: Timestamp,
    /// Before this moment.
    pub until: Timestamp,
    /// That moment was the present when it was asked for.
    pub until_now: bool,
    /// Whether the seat could be heard: at first, and each time it changed.
    pub heard: Vec<Heard>,
    /// What the journal says, oldest first.
    pub records: Vec<Record>,
    /// What the desk log says, oldest first.
    pub entries: Vec<DeskEntry>,
    /// How far it is here.
    pub state: Progress,
}

/// How far a story is here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// More comes.
    Loading,
    /// All of it is here.
    Complete,
    /// There is more than is shown.
    Cut,
}

/// A part of a story, as it comes from the server.
#[derive(Debug)]
pub struct Part {
    /// Whether the seat could be heard.
    pub heard: Vec<Heard>,
    /// What the journal says, oldest first.
    pub records: Vec<Record>,
    /// What the desk log says, oldest first.
    pub entries: Vec<DeskEntry>,
    /// There is more from here.
    pub next: Option<Timestamp>,
}

impl Story {
    /// The last minutes of a seat.
    #[must_use]
    pub fn of(seat: SeatId, now: Timestamp) -> Self {
        let from = Timestamp(now.0.saturating_sub(AT_FIRST.0));
        Self { until_now: true, ..Self::between(seat, from, now + OPEN_END) }
    }

    /// Of a time.
    #[must_use]
    pub fn between(seat: SeatId, from: Timestamp, until: Timestamp) -> Self {
        let (heard, records, entries) = (Vec::new(), Vec::new(), Vec::new());
        let (until_now, state) = (false, Progress::Loading);
        Self { seat, from, until, until_now, heard, records, entries, state }
    }

    /// For a time as it was typed, seen from `now`. `None` if it is not a time.
    #[must_use]
    pub fn typed(seat: SeatId, from: &str, until: &str, now: Timestamp) -> Option<Self> {
        let from = Moment::typed(from)?.seen_from(now);
        let (end, until_now) = match until.trim() {
            "" => (now + OPEN_END, true),
            typed => {
                let until = Moment::typed(typed)?;
                (until.seen_from(now) + until.lasts, false)
            }
        };
        (from < end).then(|| Self { until_now, ..Self::between(seat, from, end) })
    }

    /// The question for the server, from a given moment.
    #[must_use]
    pub fn question(&self, from: Timestamp) -> ClientMessage {
        ClientMessage::Story { seat: self.seat.clone(), from, until: self.until }
    }

    /// Differs when the story does, which only grows.
    #[must_use]
    pub fn version(&self) -> (SeatId, Timestamp, Timestamp, Progress, usize) {
        let lines = self.records.len() + self.entries.len() + self.heard.len();
        (self.seat.clone(), self.from, self.until, self.state, lines)
    }

    /// Takes a part; returns the next question, if there is one.
    pub fn take(&mut self, part: Part) -> Option<ClientMessage> {
        let Part { heard, records, entries, next } = part;
        // What came live while this was asked for is in the part already, or goes on from it.
        for entry in entries {
            if !self.entries.contains(&entry) {
                self.entries.push(entry);
            }
        }
        self.entries.sort_by_key(|entry| entry.at);
        self.records.extend(records);
        self.records.sort_by_key(|record| record.seq);
        self.records.dedup_by_key(|record| record.seq);
        self.heard.extend(heard);
        self.heard.sort_by_key(|heard| heard.at);
        self.heard.dedup_by_key(|heard| heard.state);
        let full = self.is_full();
        self.state = match next {
            None => Progress::Complete,
            Some(_) if full => Progress::Cut,
            Some(_) => Progress::Loading,
        };
        next.filter(|_| !full).map(|from| self.question(from))
    }

    /// Takes a record that has just been applied, and whether the seat can be heard after it.
    pub fn goes_on(&mut self, record: Option<&Record>, heard: Heard) {
        if !self.grows() {
            return;
        }
        // The server may have read it already, and told it with the answer.
        let last = self.records.last().map_or(0, |last| last.seq);
        self.records.extend(record.filter(|record| record.seq > last).cloned());
        // While more comes, what was last is not known: it is put in order then.
        let loading = self.state == Progress::Loading;
        if loading || self.heard.last().is_none_or(|last| last.state != heard.state) {
            self.heard.push(heard);
        }
    }

    /// Takes what has just been observed.
    pub fn observed(&mut self, entries: &[DeskEntry]) {
        if self.grows() {
            self.entries.extend(entries.iter().filter(|e| e.is_told_of(&self.seat)).cloned());
        }
    }

    fn grows(&mut self) -> bool {
        if self.until_now && self.is_full() {
            self.state = Progress::Cut;
        }
        self.until_now && !self.is_full()
    }

    fn is_full(&self) -> bool {
        self.records.len() + self.entries.len() >= KEPT
    }

    /// The last moment that it covers.
    #[must_use]
    pub fn ends(&self) -> Timestamp {
        let told = [
            self.records.last().map(|record| record.at),
            self.entries.last().map(|entry| entry.at),
            self.heard.last().map(|heard| heard.at),
        ];
        told.into_iter().flatten().max().unwrap_or(self.from)
    }

    /// The story as one file: its name and its text.
    #[must_use]
    pub fn file(&self, meeting: &str, now: Timestamp) -> (String, String) {
        let (from, until) = (self.from, self.until.min(now));
        let file = File {
            meeting,
            seat: &self.seat,
            from,
            until,
            exported_at: now,
            complete: self.state == Progress::Complete,
            heard: &self.heard,
            journal: &self.records,
            desk_log: &self.entries,
        };
        let time = |at| format::hours(at).replace(':', "");
        let (seat, day) = (&self.seat, format::date(from));
        let name = format!("story {seat} {day} {}-{}.json", time(from), time(until));
        (file_name(meeting, &name), serde_json::to_string(&file).unwrap_or_default())
    }
}

/// What is put into a ticket.
#[derive(Serialize)]
struct File<'a> {
    meeting: &'a str,
    seat: &'a SeatId,
    from: Timestamp,
    until: Timestamp,
    exported_at: Timestamp,
    complete: bool,
    heard: &'a [Heard],
    journal: &'a [Record],
    desk_log: &'a [DeskEntry],
}
