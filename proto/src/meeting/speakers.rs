//! The speakers' list: the accepted requests, in order.

use crate::id::{RequestId, SeatId};
use crate::meeting::Meeting;
use crate::meeting::command::Actor;
use crate::meeting::event::Event;
use crate::meeting::refusal::{Refusal, StatusName};
use crate::profile::{Inscription, RequestKind};
use crate::time::{Millis, Timestamp};

impl Meeting {
    /// A request's place in the list, from 1; `None` if it is not on it.
    #[must_use]
    pub fn position(&self, id: RequestId) -> Option<u32> {
        self.speakers.iter().position(|r| *r == id).map(|i| i as u32 + 1)
    }

    /// How long until the entry at `position` speaks, if everyone uses the time allowed.
    #[must_use]
    pub fn expected_wait(&self, now: Timestamp, position: u32) -> Millis {
        let allowed = |id: &RequestId| {
            let request = self.request(*id).ok()?;
            let kind = self.seats.get(&request.beneficiary)?.setup.kind;
            self.setup.profile.limit(request.kind, kind)
        };
        let before = position.saturating_sub(1) as usize;
        let ahead: u64 = self.speakers.iter().take(before).filter_map(allowed).map(|m| m.0).sum();
        let left = self.holder().and_then(|h| {
            let grant = h.grant()?;
            Some(grant.limit?.0.saturating_sub(grant.spoken(now).0))
        });
        Millis(ahead + left.unwrap_or(0))
    }

    pub(super) fn request_floor(
        &self,
        actor: &Actor,
        seat: &SeatId,
        kind: RequestKind,
    ) -> Result<Vec<Event>, Refusal> {
        self.require_not_closed()?;
        self.seat(seat)?;
        if self.list_closed {
            return Err(Refusal::ListClosed {});
        }
        let open = |r: &&crate::meeting::floor::FloorRequest| {
            r.beneficiary == *seat
                && matches!(r.status_name(), StatusName::Pending | StatusName::Accepted)
        };
        let waiting = self.requests.iter().filter(open).count();
        if waiting >= usize::from(self.setup.profile.open_requests_per_seat) {
            return Err(Refusal::AlreadyRequested { seat: seat.clone() });
        }
        if let Some(holder) = self.holder().filter(|h| h.beneficiary == *seat) {
            return Err(Refusal::WrongStatus { status: holder.status_name() });
        }
        let request = self.next_request();
        let mut events = vec![Event::FloorRequested {
            request,
            requested_by: actor.participant.clone(),
            beneficiary: seat.clone(),
            kind,
        }];
        match self.setup.profile.inscription {
            Inscription::Automatic => events.push(self.inscribe_last(request)),
            Inscription::ByChair => {}
        }
        Ok(events)
    }

    pub(super) fn accept(&self, id: RequestId) -> Result<Vec<Event>, Refusal> {
        match self.request(id)?.status_name() {
            StatusName::Pending => Ok(vec![self.inscribe_last(id)]),
            status => Err(Refusal::WrongStatus { status }),
        }
    }

    fn inscribe_last(&self, request: RequestId) -> Event {
        Event::FloorAccepted { request, position: self.speakers.len() as u32 + 1 }
    }

    pub(super) fn move_request(&self, id: RequestId, to: u32) -> Result<Vec<Event>, Refusal> {
        let status = self.request(id)?.status_name();
        let Some(from) = self.position(id) else { return Err(Refusal::WrongStatus { status }) };
        let last = self.speakers.len() as u32;
        if to == 0 || to > last {
            return Err(Refusal::BadPosition { last });
        }
        let moved = Event::FloorMoved { request: id, position: to };
        Ok(if from == to { vec![] } else { vec![moved] })
    }

    pub(super) fn close_list(&self, close: bool) -> Result<Vec<Event>, Refusal> {
        self.require_not_closed()?;
        Ok(match (self.list_closed, close) {
            (false, true) => vec![Event::ListClosed {}],
            (true, false) => vec![Event::ListOpened {}],
            (true, true) | (false, false) => vec![],
        })
    }

    pub(super) fn place(&mut self, id: RequestId, position: u32) {
        self.speakers.retain(|r| *r != id);
        let index = (position.saturating_sub(1) as usize).min(self.speakers.len());
        self.speakers.insert(index, id);
    }
}
