//! The plan is asked for what waits, too.

use super::*;
use crate::clock::steady;
use crate::media::handshake::Identity;
use crate::media::numbers::Numbers;
use crate::media::offer::{Offer, tests::chromium};
use crate::media::outgoing::Outgoing;
use crate::media::rtp;
use crate::media::ssrcs::Ssrcs;
use rostrum_proto::id::MeetingId;

const TUNISIA: ConnectionId = ConnectionId(1);
const VIET_NAM: ConnectionId = ConnectionId(2);
const FRANCE: ConnectionId = ConnectionId(3);
/// The place of the floor's picture in a client of the first protocol.
const FLOOR: usize = 0;

/// Tunisia is shown to Viet Nam and France.
fn plan() -> Plan {
    Plan {
        audience: [TUNISIA, VIET_NAM, FRANCE].into(),
        sources: [(Stream::FloorPicture, (TUNISIA, Track::Camera))].into(),
        ..Plan::default()
    }
}

/// A picture of Tunisia waits on its way to France, and the plan becomes another: whether it still waits.
fn waits_after(becomes: Plan) -> bool {
    let (now, ssrcs) = (steady(), Ssrcs::new(&mut rand::rng()));
    let identity = Identity::generate().expect("a certificate");
    let offer = Offer::read(&chromium().into()).expect("an offer");
    let meeting = MeetingId::new("S-VTC-2020-08-06").expect("an id");
    let (mut conference, mut peers) = (Conference::default(), Peers::new());
    conference.follow(plan(), &mut peers, now);
    for connection in [TUNISIA, VIET_NAM, FRANCE] {
        let peer = Peer::new(meeting.clone(), connection, &offer, &identity, &ssrcs, now);
        peers.insert(connection, peer.expect("a session"));
        conference.enter(connection, &mut peers, now);
    }
    let numbers = Numbers { sequence: 1, ..Numbers::default() };
    let picture = Outgoing::new(numbers, true, rtp::write(1, 0, 0, true, &[b"vp8"]));
    let pace = |peers: &mut Peers| peers.remove(&FRANCE).expect("France").pace;
    peers.get_mut(&FRANCE).expect("France").pace.hold(FLOOR, picture, now);
    conference.follow(becomes, &mut peers, now);
    pace(&mut peers).holds(FLOOR)
}

#[test]
fn what_is_still_planned_waits() {
    assert!(waits_after(plan()));
}

#[test]
fn nothing_that_waits_is_sent_after_the_plan_has_changed() {
    let shows = |who| [(Stream::FloorPicture, (who, Track::Camera))].into();
    let becomes = [
        ("nobody is shown", Plan { sources: [].into(), ..plan() }),
        ("another is shown", Plan { sources: shows(VIET_NAM), ..plan() }),
        ("France is shown", Plan { sources: shows(FRANCE), ..plan() }),
        ("France has left", Plan { audience: [TUNISIA, VIET_NAM].into(), ..plan() }),
        (
            "France is not sent it",
            Plan { withheld: [(Stream::FloorPicture, FRANCE)].into(), ..plan() },
        ),
    ];
    for (what, plan) in becomes {
        assert!(!waits_after(plan), "{what}");
    }
}
