//! The speakers' list as it is arranged, imported and changed, and how long one waits in it.
#![allow(clippy::unwrap_used, missing_docs, reason = "tests say so when they fail")]

use crate::support;

use rostrum_proto::id::RequestId;
use rostrum_proto::meeting::command::Command;
use rostrum_proto::meeting::event::Event;
use rostrum_proto::meeting::floor::Status;
use rostrum_proto::meeting::refusal::Refusal;
use rostrum_proto::profile::{Inscription, RequestKind};
use rostrum_proto::time::Millis;
use support::{CHAIR, Rehearsal, person, seat};

const STATEMENT: RequestKind = RequestKind::Statement;

fn request_of(m: &Rehearsal, place: &str) -> RequestId {
    m.meeting.waiting(&seat(place), STATEMENT).unwrap().id
}

#[test]
fn members_speak_by_the_rank_of_who_speaks_for_them() {
    let mut setup = support::setup();
    let ranks = setup.profile.ranks.clone();
    setup.speakers_list = ["FRA", "IDN", "TUN", "UNODC", "VNM"].map(seat).into();
    for (who, rank) in [("TUN-delegate", 1), ("VNM-delegate", 0), (CHAIR, 0)] {
        let known = setup.people.iter_mut().find(|p| p.id == person(who)).unwrap();
        known.rank = Some(ranks[rank].clone());
    }
    for seed in 0..20 {
        let mut m = Rehearsal::convened(setup.clone());
        m.seed = seed;
        m.arrive(&[CHAIR]);
        m.done(CHAIR, Command::ArrangeList { order: "security-council".into() });
        // The briefer, then by rank, without a rank after all, and the presidency last.
        assert_eq!(m.list(), ["UNODC", "VNM", "TUN", "FRA", "IDN"], "seed {seed}");
    }
}

#[test]
fn an_imported_list_accepts_inscribes_and_puts_first() {
    let mut setup = support::setup();
    setup.speakers_list = vec![seat("UNODC"), seat("TUN")];
    for rule in &mut setup.profile.requests {
        rule.inscription = Inscription::ByChair;
    }
    let mut m = Rehearsal::convened(setup);
    m.arrive(&[CHAIR, "FRA-delegate", "TUN-delegate"]);
    m.asks_for("FRA", STATEMENT);
    assert_eq!(m.list(), ["UNODC", "TUN"]);
    let before = m.journal.len();
    let seats = ["IDN", "FRA", "VNM", "TUN"].map(seat).to_vec();
    m.done(CHAIR, Command::ImportList { seats: seats.clone() });
    assert_eq!(m.list(), ["IDN", "FRA", "VNM", "TUN", "UNODC"]);
    let steps = m.journal[before..].iter().filter_map(|record| match &record.event {
        Event::FloorRequested { request, beneficiary, .. } => {
            Some(format!("{beneficiary} asks with {}", request.0))
        }
        Event::FloorAccepted { request, position } => {
            Some(format!("{} is accepted at {position}", request.0))
        }
        _ => None,
    });
    let steps = steps.collect::<Vec<_>>();
    assert_eq!(
        steps,
        [
            "IDN asks with 4",
            "4 is accepted at 3",
            "3 is accepted at 4",
            "VNM asks with 5",
            "5 is accepted at 5"
        ]
    );
    let before = m.journal.len();
    m.done(CHAIR, Command::ImportList { seats });
    assert_eq!(m.journal.len(), before, "it is so already");
}

#[test]
fn an_offer_to_change_places_falls_with_either_request_and_with_no_other() {
    let mut m = Rehearsal::in_session();
    m.arrive(&["VNM-delegate"]);
    let [unodc, tunisia, viet_nam] = m.meeting.speakers[..] else { panic!("three on the list") };
    m.done("TUN-delegate", Command::OfferSwap { request: tunisia, with: viet_nam });
    m.done("UNODC-delegate", Command::CancelRequest { request: unodc });
    assert_eq!(m.meeting.swaps.len(), 1);
    m.done("VNM-delegate", Command::CancelRequest { request: viet_nam });
    assert_eq!(m.meeting.swaps, []);
}

#[test]
fn places_are_changed_within_one_list_and_with_another() {
    let mut m = Rehearsal::in_session();
    m.arrive(&["VNM-delegate"]);
    let (tunisia, viet_nam) = (request_of(&m, "TUN"), request_of(&m, "VNM"));
    let with = |request, with| Command::OfferSwap { request, with };
    assert_eq!(m.refused("TUN-delegate", with(tunisia, tunisia)), Refusal::OtherList {});
    let reply = m.asks_for("VNM", RequestKind::RightOfReply);
    if m.meeting.request(reply).unwrap().status != (Status::Accepted {}) {
        m.done(CHAIR, Command::AcceptRequest { request: reply });
    }
    assert_eq!(m.refused("TUN-delegate", with(tunisia, reply)), Refusal::OtherList {});
    m.done("TUN-delegate", with(tunisia, viet_nam));
}

#[test]
fn one_waits_for_all_who_are_before_and_for_the_rest_of_who_speaks() {
    let mut m = Rehearsal::in_session();
    let wait = |m: &Rehearsal, place| m.meeting.expected_wait(m.now, request_of(m, place));
    assert_eq!(wait(&m, "UNODC"), Millis(0));
    assert_eq!(wait(&m, "TUN"), Millis::minutes(15), "a briefing");
    assert_eq!(wait(&m, "VNM"), Millis::minutes(20));
    m.done(CHAIR, Command::CallNext {});
    let request = m.held_request();
    m.done("UNODC-delegate", Command::StartSpeaking { request });
    m.passes(Millis::minutes(4));
    assert_eq!(wait(&m, "TUN"), Millis::minutes(11));
    assert_eq!(wait(&m, "VNM"), Millis::minutes(16));
}

#[test]
fn a_change_of_places_ends_the_other_offers_about_them_and_no_more() {
    let mut m = Rehearsal::in_session();
    m.arrive(&["VNM-delegate"]);
    m.asks_for("FRA", STATEMENT);
    let place = |m: &Rehearsal, name| request_of(m, name);
    let [unodc, tunisia, viet_nam, france] = ["UNODC", "TUN", "VNM", "FRA"].map(|p| place(&m, p));
    let offers = |request, with| Command::OfferSwap { request, with };
    m.done("UNODC-delegate", offers(unodc, tunisia));
    m.done("TUN-delegate", offers(tunisia, viet_nam));
    m.done("FRA-delegate", offers(france, unodc));
    m.done("FRA-delegate", offers(france, viet_nam));
    m.done("TUN-delegate", Command::AcceptSwap { request: unodc, with: tunisia });
    assert_eq!(m.list(), ["TUN", "UNODC", "VNM", "FRA"]);
    let left: Vec<_> = m.meeting.swaps.iter().map(|s| (s.request, s.with)).collect();
    assert_eq!(left, [(france, viet_nam)]);
}
