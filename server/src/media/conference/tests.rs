//! The plan is asked for what waits, too.

use super::*;
use crate::clock::steady;
use crate::media::handshake::Identity;
use crate::media::offer::{Offer, tests::chromium};
use crate::media::outgoing::Outgoing;
use crate::media::plan::Slot;
use crate::media::rtp;
use rostrum_proto::id::MeetingId;

const TUNISIA: ConnectionId = ConnectionId(1);
const VIET_NAM: ConnectionId = ConnectionId(2);
const FRANCE: ConnectionId = ConnectionId(3);
/// The place of the floor's picture in `SLOTS`.
const FLOOR: usize = 0;

/// Tunisia is shown to Viet Nam and France.
fn plan() -> Plan {
    Plan {
        audience: [TUNISIA, VIET_NAM, FRANCE].into(),
        sources: [(Slot::FloorVideo, (TUNISIA, Track::Camera))].into(),
        ..Plan::default()
    }
}

/// A picture of Tunisia waits on its way to France, and the plan becomes another: whether it still waits.
fn waits_after(becomes: Plan) -> bool {
    let (now, ssrcs) = (steady(), SlotSsrcs::new(7));
    let identity = Identity::generate().expect("a certificate");
    let offer = Offer::read(&chromium()).expect("an offer");
    let meeting = MeetingId::new("S-VTC-2020-08-06").expect("an id");
    let (mut conference, mut peers) = (Conference::new(ssrcs), Peers::new());
    conference.follow(plan(), &mut peers, now);
    for connection in [TUNISIA, VIET_NAM, FRANCE] {
        let peer = Peer::new(meeting.clone(), connection, &offer, &identity, ssrcs, now);
        peers.insert(connection, peer.expect("a session"));
        conference.enter(connection, &mut peers, now);
    }
    let picture = Outgoing::new(1, true, rtp::write(1, 0, ssrcs.media(FLOOR), true, &[b"vp8"]));
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
    let shows = |who| [(Slot::FloorVideo, (who, Track::Camera))].into();
    let becomes = [
        ("nobody is shown", Plan { sources: [].into(), ..plan() }),
        ("another is shown", Plan { sources: shows(VIET_NAM), ..plan() }),
        ("France is shown", Plan { sources: shows(FRANCE), ..plan() }),
        ("France has left", Plan { audience: [TUNISIA, VIET_NAM].into(), ..plan() }),
        ("France is not sent it", Plan { withheld: [(Slot::FloorVideo, FRANCE)].into(), ..plan() }),
    ];
    for (what, plan) in becomes {
        assert!(!waits_after(plan), "{what}");
    }
}
