//! The heading, and the sections about people and the floor.

use super::words::Word;
use super::writer::Html;
use super::{Page, business, moment};
use crate::document::{
    Attendance, Cause, End, Intervention, Kind, Stay, StepName, Stop, Succession,
};
use crate::lists::Change;
use rostrum_proto::meeting::floor::RevokeReason;
use rostrum_proto::profile::Policy;
use rostrum_proto::utc::Utc;

/// A dash, where a cell has nothing to say.
pub(super) fn nothing() -> Html {
    Html::new().raw("–")
}

pub(super) fn kind(kind: Kind) -> Word {
    match kind {
        Kind::Statement => Word::Statement,
        Kind::Briefing => Word::Briefing,
        Kind::RightOfReply => Word::RightOfReply,
        Kind::PointOfOrder => Word::PointOfOrder,
        Kind::Motion => Word::Motion,
        Kind::ExplanationOfVote => Word::ExplanationOfVote,
    }
}

impl Page<'_> {
    pub(super) fn heading(&self) -> Html {
        let about = &self.record.meeting;
        let html = Html::new().raw("<header>\n<p class=\"faint\">").and(self.word(Word::Record));
        let html = html.raw(" · ").and(self.local(&about.format)).raw("</p>\n<h1>");
        let html = html.and(self.local(&about.title)).raw("</h1>\n<dl>\n");
        let rules = Html::text(&about.profile).raw(", ").and_text(&about.profile_version);
        let start = self.announced(about.starts_at);
        let zone = match about.venue.is_empty() {
            true => self.place(),
            false => self.place().raw(" (").and_text(&about.venue_time_zone).raw(")"),
        };
        let rows = [
            (Word::Meeting, Html::text(about.id.as_str())),
            (Word::AgendaItem, self.local(&about.agenda_item)),
            (Word::AnnouncedStart, start),
            (Word::TimeZone, zone),
            (Word::Rules, rules),
            (Word::Journal, Html::new().number(about.last_record)),
        ];
        let row = |(word, value)| {
            let html = Html::new().raw("<dt>").and(self.word(word)).raw("</dt><dd>");
            html.and(value).raw("</dd>\n")
        };
        let html = html.joined(rows.map(row), "").raw("</dl>\n<p class=\"faint\">");
        let html = html
            .and(self.word(match self.clock.shows(about.starts_at) {
                Some(_) => Word::TimesOfTheVenue,
                None => Word::TimesAreUtc,
            }))
            .raw("</p>\n");
        let html = if about.closed {
            html
        } else {
            let html = html.raw("<p class=\"provisional\">").and(self.word(Word::Provisional));
            let html = html.raw(" ").number(about.last_record).raw(", ");
            html.and(self.time(about.as_of)).raw("</p>\n")
        };
        html.raw("</header>\n")
    }

    /// The announced start with its day and the names of both clocks.
    fn announced(&self, at: Utc) -> Html {
        let written = |shown: Utc| format!("{} {}", shown.date(), shown.time());
        let Some(here) = self.clock.shows(at) else {
            return moment(at, &written(at)).raw(" UTC");
        };
        let html = moment(at, &written(here)).raw(" (").and(self.place());
        html.raw("), <span class=\"n\">").and_text(&written(at)).raw("</span> UTC")
    }

    /// The venue by its name, or else by its time zone.
    fn place(&self) -> Html {
        let about = &self.record.meeting;
        match about.venue.is_empty() {
            true => Html::text(&about.venue_time_zone),
            false => self.local(&about.venue),
        }
    }

    pub(super) fn course(&self) -> Html {
        let rows = self.record.course.iter().map(|step| {
            let word = match step.step {
                StepName::LobbyOpened => Word::LobbyOpened,
                StepName::Opened => Word::Opened,
                StepName::Suspended => Word::Suspended,
                StepName::Adjourned => Word::Adjourned,
                StepName::Resumed => Word::Resumed,
                StepName::DoorsClosed => Word::DoorsClosed,
                StepName::DoorsOpened => Word::DoorsOpened,
                StepName::Closed => Word::Closed,
            };
            let mut what = self.word(word);
            if let Some(reason) = &step.reason {
                what = what.raw("<br>").and(self.words_of(reason));
            }
            vec![self.time(step.at), what, self.time_or(step.until, nothing())]
        });
        let columns = [Word::Time, Word::Step, Word::Until];
        let table = self.table(self.word(Word::Course), &columns, rows.collect());
        self.section(Word::Course, table)
    }

    pub(super) fn presiding(&self) -> Html {
        let rows = self.record.presiding.iter().map(|presidency| {
            let how = match presidency.how {
                Succession::Convened => Word::Convened,
                Succession::HandedOver => Word::HandedOver,
                Succession::Taken => Word::Taken,
                Succession::NotInPublic => Word::NotInPublic,
            };
            vec![
                self.person(&presidency.participant),
                self.time_or(presidency.from, nothing()),
                self.time_or(presidency.to, nothing()),
                self.word(how),
            ]
        });
        let columns = [Word::Person, Word::From, Word::To, Word::How];
        let table = self.table(self.word(Word::Presiding), &columns, rows.collect());
        self.section(Word::Presiding, table)
    }

    pub(super) fn attendance(&self) -> Html {
        let rows = self.record.attendance.iter().map(|one| self.attended(one));
        let columns = [
            Word::Seat,
            Word::Person,
            Word::Admitted,
            Word::FirstIn,
            Word::LastOut,
            Word::Connections,
        ];
        let table = self.table(self.word(Word::Attendance), &columns, rows.collect());
        self.section(Word::Attendance, table)
    }

    fn attended(&self, one: &Attendance) -> Vec<Html> {
        let seat = match &one.seat {
            Some(seat) => self.seat(seat),
            None => self.word(Word::WithoutSeat),
        };
        let several = one.people.len() > 1;
        let people = one.people.iter().map(|person| {
            let html = Html::new().raw("<li>").and(self.person(&person.participant));
            let stay = person.stay;
            // One person's times are the seat's own.
            let html = if several {
                let html = html.raw(" <span class=\"faint\">(");
                let html = html.and(self.time_or(stay.first_in, nothing())).raw("–");
                html.and(self.out(stay)).raw(")</span>")
            } else {
                html
            };
            html.raw("</li>")
        });
        let people = match one.people.is_empty() {
            true => self.word(Word::Absent),
            false => Html::new().raw("<ul>").joined(people, "").raw("</ul>"),
        };
        vec![
            seat,
            people,
            self.time_or(one.admitted, nothing()),
            self.time_or(one.stay.first_in, nothing()),
            self.out(one.stay),
            Html::new().number(one.stay.connections),
        ]
    }

    fn out(&self, stay: Stay) -> Html {
        match stay.first_in {
            None => nothing(),
            Some(_) => self.time_or(stay.last_out, self.word(Word::StillHere)),
        }
    }

    pub(super) fn interventions(&self) -> Html {
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
        let table = self.table(self.word(Word::Interventions), &columns, rows.collect());
        self.section(Word::Interventions, table)
    }

    fn intervened(&self, one: &Intervention) -> Vec<Html> {
        let limit = match one.limit_ms {
            None => self.word(Word::NoLimit),
            Some(limit) if one.extended_ms == 0 => self.length(limit),
            Some(limit) => {
                let html = self.length(limit).raw(" (").and(self.word(Word::Extended)).raw(" ");
                html.and(self.length(one.extended_ms)).raw(")")
            }
        };
        let stops = one
            .interruptions
            .iter()
            .map(|stop| Html::new().raw("<li>").and(self.stopped(stop)).raw("</li>"));
        let stops = match one.interruptions.is_empty() {
            true => nothing(),
            false => Html::new().raw("<ul>").joined(stops, "").raw("</ul>"),
        };
        vec![
            Html::new().number(one.number),
            self.seat(&one.seat),
            Html::new().joined(one.speakers.iter().map(|who| self.person(who)), "<br>"),
            self.word(kind(one.kind)),
            self.time(one.started),
            self.time_or(one.ended, nothing()),
            self.length(one.spoken_ms),
            limit,
            self.ending(one.end),
            stops,
        ]
    }

    fn stopped(&self, stop: &Stop) -> Html {
        let span = self.time(stop.at).raw("–").and(self.time_or(stop.until, Html::new()));
        let cause = match &stop.cause {
            Cause::PointOfOrder { by, .. } => {
                self.word(Word::PointOfOrder).raw(": ").and(self.seat(by))
            }
            Cause::Pause => self.word(Word::Pause),
            Cause::Suspension => self.word(Word::Suspended),
            Cause::ConnectionLost => self.word(Word::ConnectionLost),
            Cause::DeviceLost => self.word(Word::DeviceLost),
        };
        span.raw(" ").and(cause)
    }

    fn ending(&self, end: Option<End>) -> Html {
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

    pub(super) fn called_in_vain(&self) -> Html {
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
        let table = self.table(self.word(Word::CalledInVain), &columns, rows.collect());
        self.section(Word::CalledInVain, table)
    }

    pub(super) fn list_changes(&self) -> Html {
        let rows = self.record.list_changes.iter().map(|one| {
            let (what, why) = self.changed(&one.change);
            let by = one.by.as_ref().map_or_else(nothing, |who| self.person(who));
            vec![self.time(one.at), what, by, why]
        });
        let columns = [Word::Time, Word::Change, Word::By, Word::Reason];
        let table = self.table(self.word(Word::ListChanges), &columns, rows.collect());
        self.section(Word::ListChanges, table)
    }

    fn changed(&self, change: &Change) -> (Html, Html) {
        let place = |word, seat, of, position: u32| {
            let html = self.word(word).raw(": ").and(self.seat(seat)).raw(", ");
            let html = html.and(self.word(kind(of))).raw(", ").and(self.word(Word::Position));
            html.raw(" ").number(position)
        };
        let about = |word, seat, of| {
            let html = self.word(word).raw(": ").and(self.seat(seat)).raw(", ");
            html.and(self.word(kind(of)))
        };
        match change {
            Change::Prepared { seats } => {
                let seats = seats.iter().map(|seat| self.seat(seat));
                (self.word(Word::Prepared).raw(": ").joined(seats, ", "), nothing())
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
                let html = self.word(Word::Swapped).raw(": ").and(self.seat(seat));
                (html.raw(" ↔ ").and(self.seat(with)), nothing())
            }
            Change::Arranged { order, order_name, seed, seats } => {
                let order = self.named(order_name, order);
                let html = self.word(Word::Arranged).raw(" (").and(order).raw("): ");
                let html = html.joined(seats.iter().map(|seat| self.seat(seat)), ", ");
                (html, seed.as_ref().map_or_else(nothing, |seed| business::seed(self, seed)))
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
                        self.word(Word::PolicyOpen).raw(": ").number(*microphones)
                    }
                };
                (policy, self.words_of(reason))
            }
        }
    }
}
