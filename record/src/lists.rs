//! What happened to the lists, and why.

use super::document::Kind;
use super::speeches::kind;
use rostrum_proto::id::{ParticipantId, RequestId, SeatId};
use rostrum_proto::lang::LocalText;
use rostrum_proto::meeting::Meeting;
use rostrum_proto::meeting::event::{Event, Record};
use rostrum_proto::profile::Policy;
use rostrum_proto::utc::Utc;
use serde::Serialize;

/// A change of the lists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ListChange {
    /// When.
    pub at: Utc,
    /// By whom; absent if it followed by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<ParticipantId>,
    /// What.
    #[serde(flatten)]
    pub change: Change,
}

/// What became of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum Change {
    /// The list as it was prepared before the meeting.
    Prepared {
        /// In its order.
        seats: Vec<SeatId>,
    },
    /// A seat was inscribed.
    Inscribed {
        /// Which.
        seat: SeatId,
        /// For what.
        kind: Kind,
        /// At this place, from 1.
        position: u32,
    },
    /// A seat was given back the place that it had lost by a slip.
    Restored {
        /// Which.
        seat: SeatId,
        /// For what it is inscribed.
        kind: Kind,
        /// At this place, from 1.
        position: u32,
    },
    /// An entry was moved.
    Moved {
        /// Whose.
        seat: SeatId,
        /// For what it is inscribed.
        kind: Kind,
        /// To this place, from 1.
        position: u32,
        /// Why, if that was said.
        #[serde(skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// Two seats changed places.
    Swapped {
        /// The seat that offered.
        seat: SeatId,
        /// The one that agreed.
        with: SeatId,
    },
    /// The list was put into an order.
    Arranged {
        /// The order's name in the profile, or `imported`.
        order: String,
        /// The same for people.
        order_name: LocalText,
        /// The seed of the draw, if lots were drawn; as text, for it may be larger than a JSON reader's numbers.
        #[serde(skip_serializing_if = "Option::is_none")]
        seed: Option<String>,
        /// The result.
        seats: Vec<SeatId>,
    },
    /// A request was denied.
    Denied {
        /// Whose.
        seat: SeatId,
        /// For what.
        kind: Kind,
        /// Why.
        reason: String,
    },
    /// A request was withdrawn.
    Withdrawn {
        /// Whose.
        seat: SeatId,
        /// For what.
        kind: Kind,
    },
    /// No more statements were taken.
    Closed,
    /// Statements were taken again.
    Opened,
    /// The floor was given in another way.
    Policy {
        /// How.
        policy: Policy,
        /// Why.
        reason: String,
    },
}

/// The changes so far.
pub(super) struct Lists {
    pub changes: Vec<ListChange>,
}

impl Lists {
    /// Begins with the list that was prepared, if one was.
    pub fn prepared(meeting: &Meeting) -> Self {
        let seats = meeting.setup.speakers_list.clone();
        let at = Utc(meeting.at);
        let change = (!seats.is_empty()).then_some(Change::Prepared { seats });
        Self {
            changes: change.into_iter().map(|change| ListChange { at, by: None, change }).collect(),
        }
    }

    /// Takes note of an event. The meeting is as it was before it.
    pub fn read(&mut self, meeting: &Meeting, record: &Record) {
        let Some(change) = change(meeting, &record.event) else { return };
        let by = record.by.as_ref().map(|by| by.participant.clone());
        self.changes.push(ListChange { at: Utc(record.at), by, change });
    }
}

fn change(meeting: &Meeting, event: &Event) -> Option<Change> {
    let request = |id: &RequestId| meeting.request(*id).ok();
    let seat_of = |id: &RequestId| request(id).map(|r| r.beneficiary.clone());
    let about = |id: &RequestId| request(id).map(|r| (r.beneficiary.clone(), kind(meeting, r)));
    Some(match event {
        Event::FloorAccepted { request, position } => {
            let (seat, kind) = about(request)?;
            Change::Inscribed { seat, kind, position: *position }
        }
        Event::PlaceRestored { request, position, .. } => {
            let (seat, kind) = about(request)?;
            Change::Restored { seat, kind, position: *position }
        }
        Event::FloorMoved { request, position, reason } => {
            let (seat, kind) = about(request)?;
            Change::Moved { seat, kind, position: *position, reason: reason.clone() }
        }
        Event::PlacesSwapped { swap } => {
            Change::Swapped { seat: seat_of(&swap.request)?, with: seat_of(&swap.with)? }
        }
        Event::ListArranged { order, seed, speakers } => {
            let seats: Vec<SeatId> = speakers.iter().filter_map(seat_of).collect();
            let seed = seed.map(|seed| seed.to_string());
            let known = meeting.setup.profile.orders.iter().find(|known| known.id == *order);
            let order_name = known.map(|known| known.name.clone()).unwrap_or_default();
            Change::Arranged { order: order.clone(), order_name, seed, seats }
        }
        Event::FloorDenied { request, reason } => {
            let (seat, kind) = about(request)?;
            Change::Denied { seat, kind, reason: reason.clone() }
        }
        Event::FloorCancelled { request } => {
            let (seat, kind) = about(request)?;
            Change::Withdrawn { seat, kind }
        }
        Event::ListClosed {} => Change::Closed,
        Event::ListOpened {} => Change::Opened,
        Event::PolicyChanged { policy, reason } => {
            Change::Policy { policy: *policy, reason: reason.clone() }
        }
        _ => return None,
    })
}
