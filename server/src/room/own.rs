//! What is told to one delegation or one booth alone, beside the feed of its class.

use super::outbox::encode;
use super::publish::{Feed, Subscriber};
use rostrum_proto::id::{ConnectionId, SeatId};
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::Meeting;
use rostrum_proto::meeting::audience::Class;
use rostrum_proto::meeting::booth::own::OwnBooth;
use rostrum_proto::meeting::event::{Event, Record};
use rostrum_proto::meeting::own::Own;
use rostrum_proto::wire::ServerMessage;
use rostrum_proto::wire::concern::{self, Mention, Owners};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use tokio_tungstenite::tungstenite::Utf8Bytes;

/// Who has something of their own.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Owner {
    /// A delegation.
    Seat(SeatId),
    /// A booth.
    Booth(Lang),
}

/// What is told to one.
#[derive(PartialEq)]
enum Told {
    Seat(Box<Own>),
    Booth(Box<OwnBooth>),
}

/// What each was last told.
#[derive(Default)]
pub struct Owns(BTreeMap<Owner, Told>);

impl Told {
    fn of(owner: &Owner, meeting: &Meeting) -> Self {
        match owner {
            Owner::Seat(seat) => Self::Seat(Box::new(Own::of(meeting, seat))),
            Owner::Booth(booth) => Self::Booth(Box::new(OwnBooth::of(meeting, *booth))),
        }
    }

    /// So it is as soon as this record was applied.
    fn frame(&self, seq: u64) -> Utf8Bytes {
        encode(&match self {
            Self::Seat(own) => ServerMessage::Own { seq, own: own.clone() },
            Self::Booth(booth) => ServerMessage::OwnBooth { seq, booth: booth.clone() },
        })
    }
}

impl Subscriber {
    /// Whose own this client is told.
    pub fn owner(&self, meeting: &Meeting) -> Option<Owner> {
        if self.class != Class::Members {
            return None;
        }
        let person = &meeting.participant(&self.participant)?.person;
        let seat = person.seat.clone().map(Owner::Seat);
        seat.or_else(|| person.booth.map(Owner::Booth))
    }
}

impl Owns {
    /// What a client that has just come is told of its own.
    pub fn first(&mut self, owner: Owner, meeting: &Meeting, seq: u64) -> Utf8Bytes {
        let told = Told::of(&owner, meeting);
        let frame = told.frame(seq);
        self.0.insert(owner, told);
        frame
    }

    /// Tells delegations and booths what has changed of their own, before the records by which it has.
    pub fn tell(
        &mut self,
        subscribers: &BTreeMap<ConnectionId, Subscriber>,
        (before, meeting): (&Meeting, &Meeting),
        records: &[Record],
        seq: u64,
    ) {
        for owner in concerned(before, meeting, records) {
            let of_owner = |s: &&Subscriber| {
                s.feed == Feed::Everything && s.owner(meeting).as_ref() == Some(&owner)
            };
            let mut members = subscribers.values().filter(of_owner).peekable();
            if members.peek().is_none() {
                self.0.remove(&owner);
                continue;
            }
            let told = Told::of(&owner, meeting);
            if self.0.get(&owner) != Some(&told) {
                let frame = told.frame(seq);
                for subscriber in members {
                    // A slow client is found at the next event.
                    let _ = subscriber.outbox.frame(frame.clone());
                }
                self.0.insert(owner, told);
            }
        }
    }
}

/// Of whom something may have changed that they alone are told. Mutes and places are in every view.
fn concerned(before: &Meeting, after: &Meeting, records: &[Record]) -> BTreeSet<Owner> {
    let in_every_view = |event: &Event| {
        use Event::{ListArranged, SeatsMuted, SeatsUnmuted};
        matches!(event, SeatsMuted { .. } | SeatsUnmuted { .. } | ListArranged { .. })
    };
    let mut seats = BTreeSet::new();
    for record in records.iter().filter(|record| !in_every_view(&record.event)) {
        seats.extend(concern::seats(&record.event, &Owners { meeting: after, devices: None }));
        for mention in concern::mentions(&record.event) {
            let Mention::Device(id) = mention else { continue };
            let device = before.connections.get(&id).or_else(|| after.connections.get(&id));
            seats.extend(device.and_then(|device| after.seat_of(&device.participant)).cloned());
        }
    }
    // What a booth is told comes from many events, and from nothing else than these.
    let as_before = before.on_air == after.on_air
        && before.booths == after.booths
        && Arc::ptr_eq(&before.participants, &after.participants)
        && Arc::ptr_eq(&before.connections, &after.connections);
    let booths = after.interpretation().into_iter().flat_map(|rule| rule.booths.keys());
    let booths = booths.filter(|_| !as_before).map(|booth| Owner::Booth(*booth));
    seats.into_iter().map(Owner::Seat).chain(booths).collect()
}
