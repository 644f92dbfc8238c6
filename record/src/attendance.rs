//! Who was here: seat by seat, from the first connection to the last.

use super::document::{Attendance, Attendant, Stay};
use super::seats;
use rostrum_proto::id::{ConnectionId, ParticipantId, SeatId};
use rostrum_proto::meeting::Meeting;
use rostrum_proto::meeting::event::Event;
use rostrum_proto::meeting::phase::PhaseName;
use rostrum_proto::meeting::setup::SeatSetup;
use rostrum_proto::utc::Utc;
use std::collections::{BTreeMap, BTreeSet};

/// What is known of everybody's presence.
#[derive(Default)]
pub(super) struct Roll {
    admitted: BTreeMap<SeatId, Utc>,
    /// In the order in which they came.
    people: Vec<(ParticipantId, Stay)>,
    /// Devices that came after the end.
    afterwards: BTreeSet<ConnectionId>,
}

impl Roll {
    /// Takes note of an event. The meeting is as it was before it.
    pub fn read(&mut self, meeting: &Meeting, at: Utc, event: &Event) {
        match event {
            Event::SeatAdmitted { seat } => {
                self.admitted.entry(seat.clone()).or_insert(at);
            }
            // Whoever comes after the end comes for the record.
            Event::ConnectionOpened { connection, .. } if is_over(meeting) => {
                self.afterwards.insert(*connection);
            }
            Event::ConnectionOpened { participant, .. } => {
                let stay = self.stay(participant);
                stay.first_in.get_or_insert(at);
                stay.last_out = None;
                stay.connections += 1;
            }
            Event::ConnectionClosed { connection, .. } => {
                let attends = |id| !self.afterwards.contains(id);
                let gone = meeting.connections.get(connection).filter(|c| attends(&c.id));
                let Some(gone) = gone else { return };
                let own = meeting.connections.of(&gone.participant);
                if own.filter(|c| attends(&c.id)).count() == 1 {
                    self.stay(&gone.participant).last_out = Some(at);
                }
            }
            Event::AttendanceChanged { seats, .. } => {
                let here =
                    seats.values().flatten().map(|here| &here.participant).collect::<Vec<_>>();
                let of =
                    |who: &_| meeting.seat_of(who).is_some_and(|seat| seats.contains_key(seat));
                // Whoever comes after the end comes for the record.
                let comes = !is_over(meeting);
                self.are_here(of, &here, (at, comes.then_some(at)));
            }
            _ => {}
        }
    }

    /// Notes who is here now, for an audience that did not follow since a time: who is gone left then, as far as it knows.
    pub fn look_round(&mut self, meeting: &Meeting, (since, until): (Utc, Utc)) {
        let here: Vec<_> = meeting.connections.values().map(|c| &c.participant).collect();
        self.are_here(|_| true, &here, (since, Some(until)));
    }

    /// Of those whom `of` names these are here, and no others: who is not left at a time, and who is has come at another,
    /// or has come to what is over.
    fn are_here(
        &mut self,
        of: impl Fn(&ParticipantId) -> bool,
        here: &[&ParticipantId],
        (left, came): (Utc, Option<Utc>),
    ) {
        let others = self.people.iter_mut().filter(|(who, _)| of(who) && !here.contains(&who));
        for (_, stay) in others {
            stay.last_out.get_or_insert(left);
        }
        let Some(came) = came else { return };
        for who in here {
            let stay = self.stay(who);
            if stay.first_in.is_none() || stay.last_out.take().is_some() {
                stay.first_in.get_or_insert(came);
                stay.connections += 1;
            }
        }
    }

    fn stay(&mut self, who: &ParticipantId) -> &mut Stay {
        let known = self.people.iter().position(|(id, _)| id == who);
        let place = known.unwrap_or_else(|| {
            self.people.push((who.clone(), Stay::default()));
            self.people.len() - 1
        });
        &mut self.people[place].1
    }

    /// The roll: every seat at the table, whether anybody came or not, with those others for which somebody came, and then
    /// those without a seat.
    pub fn called(&self, meeting: &Meeting) -> Vec<Attendance> {
        let came =
            |id: &SeatId| self.people.iter().any(|(who, _)| meeting.seat_of(who) == Some(id));
        let called = |seat: &&SeatSetup| seat.kind.sits_at_table() || came(&seat.id);
        let seats = seats(meeting).into_iter().filter(called);
        let seats = seats.map(|seat| Some(&seat.id)).chain([None]);
        seats
            .map(|seat| {
                let own = self.people.iter().filter(|(who, _)| meeting.seat_of(who) == seat);
                let people: Vec<_> = own
                    .map(|(who, stay)| Attendant { participant: who.clone(), stay: *stay })
                    .collect();
                Attendance {
                    seat: seat.cloned(),
                    admitted: seat.and_then(|seat| self.admitted.get(seat)).copied(),
                    stay: together(&people),
                    people,
                }
            })
            .collect()
    }
}

fn is_over(meeting: &Meeting) -> bool {
    meeting.phase.name() == PhaseName::Closed
}

/// From the first of them in to the last of them out.
fn together(people: &[Attendant]) -> Stay {
    let stays = || people.iter().map(|p| p.stay);
    let here = stays().any(|stay| stay.last_out.is_none());
    Stay {
        first_in: stays().filter_map(|stay| stay.first_in).min(),
        last_out: stays().filter_map(|stay| stay.last_out).max().filter(|_| !here),
        connections: stays().map(|stay| stay.connections).sum(),
    }
}
