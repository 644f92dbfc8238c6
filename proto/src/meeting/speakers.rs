//! The lists: accepted statements, and accepted replies after them, each in order.

use crate::id::{RequestId, SeatId};
use crate::meeting::Meeting;
use crate::meeting::authority;
use crate::meeting::command::Actor;
use crate::meeting::event::Event;
use crate::meeting::floor::FloorRequest;
use crate::meeting::lot::Lot;
use crate::meeting::reason::reason;
use crate::meeting::refusal::{Refusal, StatusName};
use crate::profile::{Criterion, Group, Order, RequestKind};
use crate::time::{Millis, Timestamp};

impl Meeting {
    /// The list that an accepted request of a kind is on.
    #[must_use]
    pub fn list(&self, kind: RequestKind) -> &[RequestId] {
        match kind {
            RequestKind::RightOfReply => &self.replies,
            RequestKind::Statement | RequestKind::PointOfOrder | RequestKind::Motion => {
                &self.speakers
            }
        }
    }

    /// A request's place in its list, from 1; `None` if it is on none.
    #[must_use]
    pub fn position(&self, id: RequestId) -> Option<u32> {
        let list = self.list(self.request(id).ok()?.kind);
        list.iter().position(|r| *r == id).map(|i| i as u32 + 1)
    }

    /// How long until an accepted request speaks, if everyone uses the time allowed: the lists are called
    /// one after the other.
    #[must_use]
    pub fn expected_wait(&self, now: Timestamp, id: RequestId) -> Millis {
        let all = self.speakers.iter().chain(&self.replies);
        let ahead: u64 =
            all.take_while(|r| **r != id).filter_map(|r| self.allowed(*r)).map(|m| m.0).sum();
        let left = |r: &FloorRequest| {
            let grant = r.grant()?;
            Some(grant.limit?.0.saturating_sub(grant.spoken(now).0))
        };
        Millis(ahead + self.granted().filter_map(left).max().unwrap_or(0))
    }

    fn allowed(&self, id: RequestId) -> Option<Millis> {
        self.limit_of(self.request(id).ok()?)
    }

    pub(super) fn inscribe_last(&self, request: RequestId, kind: RequestKind) -> Event {
        Event::FloorAccepted { request, position: self.list(kind).len() as u32 + 1 }
    }

    /// Moves an entry within its list; only the presiding officer may do so without a reason.
    pub(super) fn move_request(
        &self,
        actor: &Actor,
        id: RequestId,
        to: u32,
        why: Option<&str>,
    ) -> Result<Vec<Event>, Refusal> {
        let request = self.request(id)?;
        let status = request.status_name();
        let Some(from) = self.position(id) else { return Err(Refusal::WrongStatus { status }) };
        let last = self.list(request.kind).len() as u32;
        if to == 0 || to > last {
            return Err(Refusal::BadPosition { last });
        }
        if from == to {
            return Ok(vec![]);
        }
        let why = match why {
            Some(why) => Some(reason(why)?),
            None if authority::presides(self, &actor.participant) => None,
            None => return Err(Refusal::ReasonNeeded {}),
        };
        Ok(vec![Event::FloorMoved { request: id, position: to, reason: why }])
    }

    pub(super) fn close_list(&self, close: bool) -> Result<Vec<Event>, Refusal> {
        Ok(match (self.list_closed, close) {
            (false, true) => vec![Event::ListClosed {}],
            (true, false) => vec![Event::ListOpened {}],
            (true, true) | (false, false) => vec![],
        })
    }

    /// Arranges the statements by an order of the profile. The seed of the draw is recorded with the result.
    pub(super) fn arrange_list(&self, seed: u64, order: &str) -> Result<Vec<Event>, Refusal> {
        let known = self.setup.profile.orders.iter().find(|o| o.id == order);
        let known = known.ok_or(Refusal::UnknownOrder {})?;
        let speakers = self.arranged(known, seed);
        let draws = |g: &Group| g.by.contains(&Criterion::Lot);
        let seed = known.groups.iter().any(draws).then_some(seed);
        let arranged = Event::ListArranged { order: order.to_owned(), seed, speakers };
        let same =
            matches!(&arranged, Event::ListArranged { speakers, .. } if *speakers == self.speakers);
        Ok(if same && seed.is_none() { vec![] } else { vec![arranged] })
    }

    /// The statements in an order, with the draw of a seed.
    #[must_use]
    pub fn arranged(&self, order: &Order, seed: u64) -> Vec<RequestId> {
        let mut rest: Vec<RequestId> = self.speakers.clone();
        // Lots are drawn for the seats by their names, so that the draw depends on nothing but the seed.
        let mut drawn: Vec<&SeatId> = self.seats.keys().collect();
        Lot::new(seed).shuffle(&mut drawn);
        let lot = |seat: &SeatId| drawn.iter().position(|s| *s == seat).unwrap_or(drawn.len());
        let mut arranged = Vec::new();
        for group in &order.groups {
            let (mut own, others): (Vec<_>, Vec<_>) =
                rest.into_iter().partition(|r| self.belongs(*r, group));
            own.sort_by_cached_key(|r| {
                group.by.iter().map(|by| self.sort_key(*r, *by, &lot)).collect::<Vec<_>>()
            });
            arranged.extend(own);
            rest = others;
        }
        arranged.extend(rest);
        arranged
    }

    fn belongs(&self, id: RequestId, group: &Group) -> bool {
        let Ok(request) = self.request(id) else { return false };
        let seat = &request.beneficiary;
        let presiding = *seat == self.setup.presidency;
        let kind = self.seats.get(seat).map(|s| s.setup.kind);
        group.presiding.is_none_or(|wanted| wanted == presiding)
            && (group.seats.is_empty() || kind.is_some_and(|k| group.seats.contains(&k)))
    }

    fn sort_key(
        &self,
        id: RequestId,
        by: Criterion,
        lot: &impl Fn(&SeatId) -> usize,
    ) -> (usize, String) {
        let Ok(request) = self.request(id) else { return (usize::MAX, String::new()) };
        let seat = &request.beneficiary;
        match by {
            Criterion::Rank => (self.rank(seat), String::new()),
            Criterion::Lot => (lot(seat), String::new()),
            Criterion::Inscription => (id.0 as usize, String::new()),
            Criterion::Alphabetical => {
                let name = self.seats.get(seat).map(|s| s.setup.alphabetical().0);
                (0, name.unwrap_or_default())
            }
            Criterion::Prepared => {
                let listed = self.setup.speakers_list.iter().position(|s| s == seat);
                (listed.unwrap_or(usize::MAX), String::new())
            }
        }
    }

    /// The highest rank of those who speak for a seat; a seat with no named rank comes last.
    fn rank(&self, seat: &SeatId) -> usize {
        let ranks = &self.setup.profile.ranks;
        let of = self.participants.of(seat);
        let named = of.filter_map(|p| p.person.rank.as_ref());
        named.filter_map(|rank| ranks.iter().position(|r| r == rank)).min().unwrap_or(ranks.len())
    }

    pub(super) fn place(&mut self, id: RequestId, position: u32) {
        let Ok(kind) = self.request(id).map(|r| r.kind) else { return };
        let list = match kind {
            RequestKind::RightOfReply => &mut self.replies,
            RequestKind::Statement | RequestKind::PointOfOrder | RequestKind::Motion => {
                &mut self.speakers
            }
        };
        list.retain(|r| *r != id);
        let index = (position.saturating_sub(1) as usize).min(list.len());
        list.insert(index, id);
    }

    pub(super) fn unlist(&mut self, id: RequestId) {
        self.speakers.retain(|r| *r != id);
        self.replies.retain(|r| *r != id);
        self.swaps.retain(|s| s.request != id && s.with != id);
    }

    /// Puts the statements of these seats first, in this order; a seat without one is inscribed.
    pub(super) fn import_list(
        &self,
        actor: &Actor,
        seats: &[SeatId],
    ) -> Result<Vec<Event>, Refusal> {
        let (mut events, mut next) = (Vec::new(), self.next_request().0);
        let (mut wanted, mut last) = (Vec::new(), self.speakers.len() as u32);
        for (i, seat) in seats.iter().enumerate() {
            self.seat(seat)?;
            if seats[..i].contains(seat) {
                return Err(Refusal::ListedTwice { seat: seat.clone() });
            }
            if let Some(known) = self.waiting(seat, RequestKind::Statement) {
                if known.status_name() == StatusName::Pending {
                    last += 1;
                    events.push(Event::FloorAccepted { request: known.id, position: last });
                }
                wanted.push(known.id);
                continue;
            }
            let request = RequestId(next);
            next += 1;
            last += 1;
            events.push(Event::FloorRequested {
                request,
                requested_by: Some(actor.participant.clone()),
                beneficiary: seat.clone(),
                kind: RequestKind::Statement,
                about: None,
            });
            events.push(Event::FloorAccepted { request, position: last });
            wanted.push(request);
        }
        let others = self.speakers.iter().filter(|r| !wanted.contains(r)).copied();
        let speakers: Vec<_> = wanted.iter().copied().chain(others).collect();
        if events.is_empty() && speakers == self.speakers {
            return Ok(vec![]);
        }
        events.push(Event::ListArranged { order: "imported".into(), seed: None, speakers });
        Ok(events)
    }
}
