//! Whose story a record belongs to, as minutes.
#![allow(clippy::unwrap_used, missing_docs, reason = "tests say so when they fail")]

use crate::support;

use rostrum_proto::id::{ConnectionId, ParticipantId};
use rostrum_proto::meeting::command::Command;
use rostrum_proto::meeting::event::Event;
use rostrum_proto::meeting::vote::{Manner, Subject};
use rostrum_proto::profile::Motion;
use rostrum_proto::wire::concern::{Owners, is_about};
use std::collections::BTreeMap;
use support::{CHAIR, Rehearsal, seat};

const TUNISIA: &str = "TUN-delegate";
const UNODC: &str = "UNODC-delegate";

/// The kinds of the records of a rehearsal that are about a seat, from a record on.
fn story(m: &Rehearsal, place: &str, from: u64) -> Vec<String> {
    let mut devices: BTreeMap<ConnectionId, ParticipantId> = BTreeMap::new();
    let mut told = Vec::new();
    for record in &m.journal {
        if let Event::ConnectionOpened { connection, participant } = &record.event {
            devices.insert(*connection, participant.clone());
        }
        let owners = Owners { meeting: &m.meeting, devices: Some(&devices) };
        if record.seq > from && is_about(record, &seat(place), &owners) {
            let event = serde_json::to_value(&record.event).unwrap();
            told.push(event["type"].as_str().unwrap().to_owned());
        }
    }
    told
}

#[test]
fn an_offer_to_change_places_is_in_the_stories_of_both() {
    let mut m = Rehearsal::in_session();
    let place = |m: &Rehearsal, of: &str| {
        let listed = m.meeting.speakers.iter().copied();
        listed.clone().find(|r| m.meeting.request(*r).unwrap().beneficiary == seat(of)).unwrap()
    };
    let (request, with) = (place(&m, "TUN"), place(&m, "UNODC"));
    let from = m.meeting.seq;
    m.done(TUNISIA, Command::OfferSwap { request, with });
    assert_eq!(story(&m, "UNODC", from), ["swap.offered"]);
    m.done(UNODC, Command::AcceptSwap { request, with });
    for of in ["TUN", "UNODC"] {
        assert_eq!(story(&m, of, from), ["swap.offered", "swap.done"], "{of}");
    }
    assert_eq!(story(&m, "VNM", from), [""; 0]);
}

#[test]
fn a_vote_is_in_the_story_of_who_moved_what_is_voted_on() {
    let mut m = Rehearsal::in_session();
    let from = m.meeting.seq;
    m.done(
        TUNISIA,
        Command::MoveMotion { seat: seat("TUN"), motion: Motion::Suspend, until: None },
    );
    let request = m.last_request();
    m.takes("TUN", request);
    m.done(TUNISIA, Command::ReleaseFloor { request });
    m.done(CHAIR, Command::AnnounceVote { subject: Subject::Motion { request }, majority: None });
    let vote = m.meeting.votes.last().unwrap().id;
    m.done(CHAIR, Command::OpenVote { vote, manner: Manner::ShowOfHands {} });
    let told = story(&m, "TUN", from);
    for kind in ["floor.requested", "vote.announced", "vote.opened"] {
        assert!(told.iter().any(|told| told == kind), "{kind} in {told:?}");
    }
    assert!(!story(&m, "FRA", from).iter().any(|told| told == "vote.announced"));
}

#[test]
fn what_everybody_has_to_know_is_in_every_story_and_what_is_about_nobody_in_none() {
    let mut m = Rehearsal::in_session();
    let from = m.meeting.seq;
    m.done(CHAIR, Command::CloseList {});
    assert_eq!(story(&m, "FRA", from), [""; 0], "what is about nobody is in nobody's story");
    m.done(CHAIR, Command::SuspendMeeting { until: None });
    assert_eq!(
        story(&m, "FRA", from),
        ["meeting.suspended"],
        "what everybody has to know is in all"
    );
}
