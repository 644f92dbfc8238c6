//! The live journal: which records pass the filters, and those in sight as lines.

use crate::core::desk::journal::{Entry, first_part};
use crate::core::model::Model;
use crate::core::moment::Moment;
use crate::core::names::{self, Name};
use crate::core::{format, text};
use rostrum_proto::id::SeatId;
use rostrum_proto::lang::Lang;
use rostrum_proto::wire::desk::Severity;

/// What to show.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    /// Of this seat only.
    pub seat: String,
    /// Of this kind only: the first part of the event's name.
    pub kind: String,
    /// Of this severity or a higher one.
    pub severity: Option<Severity>,
    /// With this text only.
    pub text: String,
    /// From this time on (UTC), as it was typed: of every day, or with a day before it.
    pub from: String,
    /// Until this time, likewise.
    pub until: String,
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
    /// The day, if it is another than that of the newest record.
    pub day: String,
    /// The event's name.
    pub kind: String,
    /// The seat concerned.
    pub seat: Name,
    /// The rest.
    pub detail: String,
    /// How much it matters.
    pub severity: Severity,
}

/// The records that pass a filter. Follows the journal: only what is new is looked at again.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    asked: Option<(Filter, Lang)>,
    looked: Option<(u64, u64)>,
    /// Some were missing in between: when they have come, everything is looked at again.
    gap: bool,
    /// Numbers of the records, oldest first.
    seqs: Vec<u64>,
}

impl Found {
    /// Looks at the records not looked at yet.
    pub fn follow(&mut self, model: &Model, filter: &Filter) {
        let journal = &model.desk.journal;
        let asked = Some((filter.clone(), model.lang));
        let ends = journal.ends().filter(|_| model.meeting().is_some());
        let Some((low, newest)) = ends else {
            *self = Self { asked, ..Self::default() };
            return;
        };
        let high = newest.min(filter.paused_at.unwrap_or(u64::MAX));
        let whole = self.looked.is_some_and(|(_, h)| h <= high) && !self.gap;
        if self.asked != asked || !whole {
            *self = Self { asked, ..Self::default() };
        }
        if let Some((l, _)) = self.looked.as_mut().filter(|(l, _)| *l < low) {
            // The oldest have gone.
            *l = low;
            self.seqs.drain(..self.seqs.partition_point(|seq| *seq < low));
        }
        let wanted = Wanted::new(model, filter);
        let search = |from, to| {
            let between = journal.between(from, to);
            between.filter(|(_, entry)| wanted.takes(model, entry)).map(|(seq, _)| seq)
        };
        match self.looked {
            Some((l, h)) => {
                if low < l {
                    let mut older: Vec<_> = search(low, l - 1).collect();
                    older.append(&mut self.seqs);
                    self.seqs = older;
                }
                self.seqs.extend(search(h + 1, high));
            }
            None => self.seqs = search(low, high).collect(),
        }
        self.looked = Some((low, high));
        self.gap = journal.gap().is_some_and(|gap| gap > low);
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.seqs.len()
    }

    /// None passes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.seqs.is_empty()
    }

    /// The number of the record at a place, counted from the newest.
    #[must_use]
    pub fn at(&self, place: usize) -> Option<u64> {
        let from_the_end = self.seqs.len().checked_sub(place + 1)?;
        self.seqs.get(from_the_end).copied()
    }

    /// The place of the last record that was there at a time of day, counted from the newest. `None` if
    /// what was typed is not a time.
    #[must_use]
    pub fn place_of(&self, model: &Model, typed: &str) -> Option<usize> {
        let journal = &model.desk.journal;
        let newest = journal.get(journal.ends()?.1)?.at;
        let moment = Moment::typed(typed)?;
        let end = moment.seen_from(newest) + moment.lasts;
        let before = self.seqs.partition_point(|seq| journal.get(*seq).is_some_and(|e| e.at < end));
        Some(self.seqs.len().saturating_sub(before).min(self.seqs.len().saturating_sub(1)))
    }
}

/// A filter, made ready.
struct Wanted<'a> {
    seat: Option<SeatId>,
    kind: &'a str,
    severity: Severity,
    text: String,
    /// Seats whose name has the text.
    named: Vec<SeatId>,
    from: Option<Moment>,
    until: Option<Moment>,
}

impl<'a> Wanted<'a> {
    fn new(model: &Model, filter: &'a Filter) -> Self {
        let text = filter.text.trim().to_lowercase();
        let seats = model.meeting().into_iter().flat_map(|m| m.seats.keys().map(move |id| (m, id)));
        let named = seats
            .filter(|(m, id)| names::seat(m, id, model.lang).text.to_lowercase().contains(&text))
            .map(|(_, id)| id.clone());
        Self {
            seat: SeatId::new(filter.seat.clone()).ok(),
            kind: &filter.kind,
            severity: filter.severity.unwrap_or(Severity::Info),
            named: if text.is_empty() { vec![] } else { named.collect() },
            text,
            from: Moment::typed(&filter.from),
            until: Moment::typed(&filter.until),
        }
    }

    fn takes(&self, model: &Model, entry: &Entry) -> bool {
        let Some(meeting) = model.meeting() else { return false };
        let journal = &model.desk.journal;
        self.severity <= entry.severity
            && (self.kind.is_empty() || first_part(&entry.kind) == self.kind)
            && self.from.is_none_or(|from| from.begins_by(entry.at))
            && self.until.is_none_or(|until| until.lasts_beyond(entry.at))
            && self
                .seat
                .as_ref()
                .is_none_or(|seat| journal.seats_of(meeting, entry).any(|s| s == seat))
            && (self.text.is_empty()
                || entry.searched.contains(&self.text)
                || journal.seats_of(meeting, entry).any(|s| self.named.contains(s)))
    }
}

/// A record as a line.
#[must_use]
pub fn line(model: &Model, seq: u64) -> Option<JournalLine> {
    let meeting = model.meeting()?;
    let entry = model.desk.journal.get(seq)?;
    let seats: Vec<_> = model.desk.journal.seats_of(meeting, entry).collect();
    let seat = match seats.as_slice() {
        [] => Name::default(),
        [one] => names::seat(meeting, one, model.lang),
        many => {
            Name { lang: "", text: format!("{} · {}", text::all_seats(model.lang), many.len()) }
        }
    };
    let newest = model.desk.journal.ends().and_then(|(_, newest)| model.desk.journal.get(newest));
    let day = newest.map(|newest| format::other_day(entry.at, newest.at)).unwrap_or_default();
    let (time, kind, detail) = (format::utc(entry.at), entry.kind.clone(), entry.detail.clone());
    Some(JournalLine { seq, time, day, kind, seat, detail, severity: entry.severity })
}

/// The number of the newest record known.
#[must_use]
pub fn newest(model: &Model) -> u64 {
    model.desk.journal.ends().map_or(0, |(_, newest)| newest)
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

/// The kinds to choose from.
#[must_use]
pub fn kinds(model: &Model) -> Vec<String> {
    model.desk.journal.kinds().map(str::to_owned).collect()
}
