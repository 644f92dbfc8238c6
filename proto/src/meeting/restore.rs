//! Giving a seat back the place that it lost by mistake: a floor taken back, a statement finished, a request denied
//! or withdrawn by an unintended press.

use crate::id::RequestId;
use crate::meeting::Meeting;
use crate::meeting::command::Actor;
use crate::meeting::event::Event;
use crate::meeting::floor::{FloorRequest, Status};
use crate::meeting::grant::may_wait;
use crate::meeting::refusal::Refusal;
use crate::time::Timestamp;

impl Meeting {
    /// The seat is inscribed again at the last place of its request, or as next if it had none: RFC 8855 has no
    /// way back from an end. The lost request does not count towards the seat's limit.
    pub(super) fn restore_place(
        &self,
        now: Timestamp,
        actor: &Actor,
        id: RequestId,
    ) -> Result<Vec<Event>, Refusal> {
        let request = self.request(id)?;
        if !is_lost(request) || self.has_another(request) {
            return request.refuse();
        }
        let end = self.list(request.kind).len() as u32 + 1;
        let restored = Event::PlaceRestored {
            request: id,
            anew: self.next_request(),
            requested_by: Some(actor.participant.clone()),
            position: request.last_place.unwrap_or(1).min(end),
        };
        Ok(self.and_next(now, vec![restored]))
    }

    /// The seat has asked again since, or has been given the floor again.
    fn has_another(&self, request: &FloorRequest) -> bool {
        self.requests.iter().any(|other| {
            other.id > request.id
                && other.beneficiary == request.beneficiary
                && other.kind == request.kind
                && other.about == request.about
        })
    }

    /// The new request is where the old one was.
    pub(super) fn note_restored(&mut self, old: RequestId, new: FloorRequest, position: u32) {
        let anew = new.id;
        self.requests.push(new);
        self.place(anew, position);
        if let Some(old) = self.request_mut(old) {
            old.restored_as = Some(anew);
        }
    }
}

/// It has ended, and can be asked for again.
fn is_lost(request: &FloorRequest) -> bool {
    let ended = match request.status {
        Status::Denied { .. } | Status::Cancelled {} => true,
        Status::Released { .. } | Status::Revoked { .. } => true,
        Status::Pending {} | Status::Accepted {} | Status::Granted { .. } => false,
    };
    ended && request.restored_as.is_none() && may_wait(request.kind)
}
