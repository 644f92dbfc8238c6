//! Who took the floor, who was called and did not, what happened to the lists, and how long each seat spoke.

use super::text::Text;
use super::words::Word;
use super::{Scribe, kind, nothing};
use crate::document::{Cause, End, Intervention, Kind, Stop};
use crate::lists::Change;
use rostrum_paper::Block;
use rostrum_proto::id::SeatId;
use rostrum_proto::meeting::floor::RevokeReason;
use rostrum_proto::profile::Policy;

impl Scribe<'_> {
    pub(super) fn interventions(&self) -> Vec<Block> {
        let rows = self.record.interventions.iter().map(|one| self.intervened(one));
        let columns = [
            Word::Number,
            Word::Seat,
            Word::Person,
            Word::Kind,
            Word::Start,
            Word::End,
            Word::Spoken,
            Word::Limit,
            Word::Ending,
            Word::Interruptions,
        ];
        self.listed(Word::Interventions, &columns, rows.collect())
    }

    fn intervened(&self, one: &Intervention) -> Vec<Text> {
        let limit = match one.limit_ms {
            None => self.word(Word::NoLimit),
            Some(limit) if one.extended_ms == 0 => self.length(limit),
            Some(limit) => {
                let added = Text::plain("(").and(self.word(Word::Extended)).say(" ");
                let added = added.and(self.length(one.extended_ms)).say(")");
                self.length(limit).say("\n").and(added.small())
            }
        };
        let stops = match &one.interruptions[..] {
            [] => nothing(),
            stops => Text::new().joined(stops.iter().map(|stop| self.stopped(stop)), "\n"),
        };
        vec![
            Text::new().number(one.number),
            self.seat(&one.seat),
            Text::new().joined(one.speakers.iter().map(|who| self.person(who)), "\n"),
            self.word(kind(one.kind)),
            self.time(one.started),
            self.time_or(one.ended, nothing()),
            self.length(one.spoken_ms),
            limit,
            self.ending(one.end),
            stops,
        ]
    }

    /// What stopped a speaker, and below from when to when.
    fn stopped(&self, stop: &Stop) -> Text {
        let cause = match &stop.cause {
            Cause::PointOfOrder { by, .. } => {
                self.word(Word::PointOfOrder).say(": ").and(self.seat(by))
            }
            Cause::Pause => self.word(Word::Pause),
            Cause::Suspension => self.word(Word::Suspended),
            Cause::ConnectionLost => self.word(Word::ConnectionLost),
            Cause::DeviceLost => self.word(Word::DeviceLost),
        };
        cause.say("\n").and(self.span(stop.at, stop.until))
    }

    fn ending(&self, end: Option<End>) -> Text {
        self.word(match end {
            None => Word::GoesOn,
            Some(End::Released) => Word::Released,
            Some(End::Revoked { reason }) => match reason {
                RevokeReason::ByChair => Word::Revoked,
                RevokeReason::Deferred => Word::Deferred,
                RevokeReason::TimeOver => Word::TimeOver,
                RevokeReason::Overridden => Word::Overridden,
                RevokeReason::MeetingClosed => Word::ByClosure,
            },
        })
    }

    pub(super) fn called_in_vain(&self) -> Vec<Block> {
        let rows = self.record.called_in_vain.iter().map(|one| {
            vec![
                self.seat(&one.seat),
                self.word(kind(one.kind)),
                self.time(one.called),
                self.time_or(one.ended, nothing()),
                self.ending(one.end),
            ]
        });
        let columns = [Word::Seat, Word::Kind, Word::Called, Word::End, Word::Ending];
        self.listed(Word::CalledInVain, &columns, rows.collect())
    }

    pub(super) fn list_changes(&self) -> Vec<Block> {
        let rows = self.record.list_changes.iter().map(|one| {
            let (what, why) = self.changed(&one.change);
            let by = one.by.as_ref().map_or_else(nothing, |who| self.person(who));
            vec![self.time(one.at), what, by, why]
        });
        let columns = [Word::Time, Word::Change, Word::By, Word::Reason];
        self.listed(Word::ListChanges, &columns, rows.collect())
    }

    /// What became of a list, and why.
    fn changed(&self, change: &Change) -> (Text, Text) {
        let about = |word, seat: &SeatId, of: Kind| {
            let text = self.word(word).say(": ").and(self.seat(seat));
            text.say(", ").and(self.word(kind(of)))
        };
        let place = |word, seat: &SeatId, of: Kind, position: u32| {
            about(word, seat, of).say(", ").and(self.word(Word::Position)).say(" ").number(position)
        };
        let seats =
            |seats: &[SeatId]| Text::new().joined(seats.iter().map(|seat| self.seat(seat)), ", ");
        match change {
            Change::Prepared { seats: list } => {
                (self.word(Word::Prepared).say(": ").and(seats(list)), nothing())
            }
            Change::Inscribed { seat, kind, position } => {
                (place(Word::Inscribed, seat, *kind, *position), nothing())
            }
            Change::Restored { seat, kind, position } => {
                (place(Word::Restored, seat, *kind, *position), nothing())
            }
            Change::Moved { seat, kind, position, reason } => {
                let why = reason.as_ref().map_or_else(nothing, |why| self.words_of(why));
                (place(Word::MovedTo, seat, *kind, *position), why)
            }
            Change::Swapped { seat, with } => {
                let text = self.word(Word::Swapped).say(": ").and(self.seat(seat));
                (text.say(" ↔ ").and(self.seat(with)), nothing())
            }
            Change::Arranged { order, order_name, seed, seats: list } => {
                let text = self.word(Word::Arranged).say(" (").and(self.named(order_name, order));
                let text = text.say("): ").and(seats(list));
                (text, seed.as_ref().map_or_else(nothing, |seed| self.seed(seed)))
            }
            Change::Denied { seat, kind, reason } => {
                (about(Word::Denied, seat, *kind), self.words_of(reason))
            }
            Change::Withdrawn { seat, kind } => (about(Word::Withdrawn, seat, *kind), nothing()),
            Change::Closed => (self.word(Word::ListClosed), nothing()),
            Change::Opened => (self.word(Word::ListOpened), nothing()),
            Change::Policy { policy, reason } => {
                let policy = match policy {
                    Policy::Moderated {} => self.word(Word::PolicyModerated),
                    Policy::Queue {} => self.word(Word::PolicyQueue),
                    Policy::Open { microphones, .. } => {
                        self.word(Word::PolicyOpen).say(": ").number(*microphones)
                    }
                };
                (policy, self.words_of(reason))
            }
        }
    }

    pub(super) fn speaking_time(&self) -> Vec<Block> {
        let times = &self.record.speaking_time;
        let row = |name: Text, interventions: u32, ms: u64| {
            vec![name, Text::new().number(interventions), self.length(ms)]
        };
        let of_seats = times.iter().map(|s| row(self.seat(&s.seat), s.interventions, s.spoken_ms));
        let mut rows: Vec<_> = of_seats.collect();
        if !rows.is_empty() {
            let all = times.iter().map(|s| s.interventions).sum();
            let total = row(self.word(Word::Total), all, self.record.speaking_time_total_ms);
            rows.push(total.into_iter().map(Text::bold).collect());
        }
        self.listed(Word::SpeakingTimes, &[Word::Seat, Word::Interventions, Word::Spoken], rows)
    }
}
