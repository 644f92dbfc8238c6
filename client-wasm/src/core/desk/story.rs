//! One seat's story: journal and desk log on one time line, as it comes from the server in parts.

use crate::core::format;
use rostrum_proto::id::SeatId;
use rostrum_proto::meeting::event::Record;
use rostrum_proto::time::{Millis, Timestamp};
use rostrum_proto::wire::ClientMessage;
use rostrum_proto::wire::desk::{DeskEntry, Heard};
use serde::Serialize;

/// What is shown when a seat is opened.
const AT_FIRST: Millis = Millis::minutes(10);
/// Lines kept; a longer time is to be asked for in parts.
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
    /// That moment was the present when it was asked.
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
        // Clocks differ a little: what is noted in this moment belongs to it.
        Self { until_now: true, ..Self::between(seat, from, now + Millis::seconds(5)) }
    }

    /// Of a time.
    #[must_use]
    pub fn between(seat: SeatId, from: Timestamp, until: Timestamp) -> Self {
        let (heard, records, entries) = (Vec::new(), Vec::new(), Vec::new());
        let (until_now, state) = (false, Progress::Loading);
        Self { seat, from, until, until_now, heard, records, entries, state }
    }

    /// Of a time as it was typed, seen from `now`. `None` if it is none.
    #[must_use]
    pub fn typed(seat: SeatId, from: &str, until: &str, now: Timestamp) -> Option<Self> {
        let from = format::moment(from, now)?;
        let (end, until_now) = match until.trim() {
            "" => (now + Millis::seconds(5), true),
            typed => {
                let minute = if typed.matches(':').count() < 2 { 60_000 } else { 1_000 };
                (format::moment(typed, now)? + Millis(minute), false)
            }
        };
        (from < end).then(|| Self { until_now, ..Self::between(seat, from, end) })
    }

    /// The question for the server, from a moment on.
    #[must_use]
    pub fn question(&self, from: Timestamp) -> ClientMessage {
        ClientMessage::Story { seat: self.seat.clone(), from, until: self.until }
    }

    /// Differs when the story does: what is told of it only grows.
    #[must_use]
    pub fn version(&self) -> (SeatId, Timestamp, Timestamp, usize) {
        let lines = self.records.len() + self.entries.len() + self.heard.len();
        (self.seat.clone(), self.from, self.until, lines)
    }

    /// Takes a part; gives the next question, if there is one.
    pub fn take(&mut self, part: Part) -> Option<ClientMessage> {
        let Part { heard, records, entries, next } = part;
        for heard in heard {
            // A part begins with what the last one ended with.
            if self.heard.last().is_none_or(|last| last.state != heard.state) {
                self.heard.push(heard);
            }
        }
        self.records.extend(records);
        self.entries.extend(entries);
        let full = self.records.len() + self.entries.len() >= KEPT;
        self.state = match next {
            None => Progress::Complete,
            Some(_) if full => Progress::Cut,
            Some(_) => Progress::Loading,
        };
        next.filter(|_| !full).map(|from| self.question(from))
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
        let name = format!(
            "story-{}-{}-{}-{}.json",
            self.seat,
            format::date(from),
            time(from),
            time(until)
        );
        (name, serde_json::to_string(&file).unwrap_or_default())
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
