//! The pictures of the seats beside the stage: whose we are sent. Who shows one is on the table anyway; it is sent only
//! while it has a place on the screen, and as its user wishes.

use crate::core::model::Model;
use crate::core::msg::Effect;
use crate::core::view::table;
use rostrum_proto::id::SeatId;
use rostrum_proto::meeting::{Meeting, Seat};
use rostrum_proto::wire::ClientMessage;
use rostrum_proto::wire::client::MAX_WATCHED;

/// Places for such pictures.
pub const PLACES: usize = 12;
const _: () = assert!(PLACES <= MAX_WATCHED);

/// The pictures of the seats, as far as we have them.
#[derive(Clone, Debug, Default)]
pub struct Gallery {
    /// Its user wants none.
    pub off: bool,
    /// Whose is in which place, as the server was last told.
    places: Vec<Option<SeatId>>,
}

impl Gallery {
    /// The place in which a seat's picture is received.
    #[must_use]
    pub fn place_of(&self, seat: &SeatId) -> Option<usize> {
        self.places.iter().position(|place| place.as_ref() == Some(seat))
    }
}

impl Model {
    /// Tells the server whose pictures we want, if that has changed.
    pub(super) fn watch(&mut self) -> Option<Effect> {
        if !self.link.is_up() || self.closed() {
            return None;
        }
        let places = placed(&self.gallery.places, &self.wanted());
        if places == self.gallery.places {
            return None;
        }
        self.gallery.places.clone_from(&places);
        Some(Effect::Send(ClientMessage::Watch { seats: places }))
    }

    /// The server knows nothing of what another connection wanted.
    pub(super) fn watches_nothing(&mut self) {
        self.gallery.places.clear();
    }

    /// Whether pictures of the seats are to be seen here at all.
    #[must_use]
    pub fn has_gallery(&self) -> bool {
        let open = |meeting: &Meeting| meeting.in_session() && !meeting.gallery_closed;
        // At the console there is no table, and the public has no part in it.
        !self.is_viewer() && self.my_booth().is_none() && self.meeting().is_some_and(open)
    }

    /// Whose pictures we want, the most wanted first: our own delegation's, those of who speaks next, then by the table.
    fn wanted(&self) -> Vec<SeatId> {
        let Some(meeting) = self.meeting().filter(|_| self.has_gallery() && !self.gallery.off)
        else {
            return vec![];
        };
        if self.service.audio_only.is_some() {
            return vec![];
        }
        let next = |seat: &SeatId| {
            let of_seat = |id| meeting.request(id).is_ok_and(|r| r.beneficiary == *seat);
            meeting.speakers.iter().position(|id| of_seat(*id)).unwrap_or(usize::MAX)
        };
        let mut seats: Vec<&SeatId> = table::order(meeting)
            .into_iter()
            .map(|seat: &Seat| &seat.setup.id)
            .filter(|seat| self.is_beside_the_stage(meeting, seat))
            .collect();
        seats.sort_by_cached_key(|seat| (self.my_seat() != Some(*seat), next(seat)));
        seats.into_iter().take(PLACES).cloned().collect()
    }

    /// Whether a seat shows a picture that is nowhere else on our screen.
    fn is_beside_the_stage(&self, meeting: &Meeting, seat: &SeatId) -> bool {
        let stage = [meeting.speaking_device(), meeting.presiding_device()];
        let is_shown = |device| stage.contains(&Some(device)) || self.connection == Some(device);
        let mut cameras = meeting.connections_of(seat).filter(|c| c.camera).peekable();
        cameras.peek().is_some() && !cameras.any(|c| is_shown(c.id))
    }
}

/// The wanted in their places: who has one keeps it, so that no picture begins anew for another's sake.
fn placed(before: &[Option<SeatId>], wanted: &[SeatId]) -> Vec<Option<SeatId>> {
    let kept = |place: &Option<SeatId>| place.clone().filter(|seat| wanted.contains(seat));
    let mut places: Vec<_> = before.iter().map(kept).collect();
    for seat in wanted {
        if places.iter().flatten().any(|there| there == seat) {
            continue;
        }
        match places.iter_mut().find(|place| place.is_none()) {
            Some(place) => *place = Some(seat.clone()),
            None => places.push(Some(seat.clone())),
        }
    }
    while places.last() == Some(&None) {
        places.pop();
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seats(names: &[&str]) -> Vec<SeatId> {
        names.iter().map(|name| SeatId::new(*name).unwrap()).collect()
    }

    #[test]
    fn who_has_a_place_keeps_it() {
        let first = placed(&[], &seats(&["TUN", "FRA", "VNM"]));
        let told = |places: &[Option<SeatId>]| {
            let name = |place: &Option<SeatId>| place.as_ref().map(ToString::to_string);
            places.iter().map(name).map(Option::unwrap_or_default).collect::<Vec<_>>()
        };
        assert_eq!(told(&first), ["TUN", "FRA", "VNM"]);
        let next = placed(&first, &seats(&["EST", "VNM", "TUN"]));
        assert_eq!(told(&next), ["TUN", "EST", "VNM"]);
        let fewer = placed(&next, &seats(&["EST"]));
        assert_eq!(told(&fewer), ["", "EST"]);
        assert!(placed(&fewer, &[]).is_empty());
    }
}
