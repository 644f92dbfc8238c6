//! What is fed with anything: each function takes bytes as a stranger might send them, and panics if something
//! does not hold. `tests/fuzz` lets a fuzzer call them; the tests run the corpus, and what chance makes of it.

use crate::sim::scene;
use rand::rngs::SmallRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use rostrum_client::core::list_file;
use rostrum_proto::id::ConnectionId;
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::command::Actor;
use rostrum_proto::meeting::event::{Event, Record};
use rostrum_proto::meeting::{Meeting, Notice};
use rostrum_proto::read::read;
use rostrum_proto::time::Timestamp;
use rostrum_proto::wire::{ClientMessage, ServerMessage};
use rostrum_server::media::Offer;
use std::sync::LazyLock;

/// A target: its name, which is that of its folder of the corpus, and what it does.
pub type Target = (&'static str, fn(&[u8]));

/// All of them.
pub const TARGETS: [Target; 4] = [
    ("client_message", client_message),
    ("server_message", server_message),
    ("offer", offer),
    ("list_file", list_file),
];

/// A client says something: whatever it asks for, by whatever role, is answered, and what is decided can be applied
/// and told.
pub fn client_message(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Ok(message) = serde_json::from_str::<ClientMessage>(text) else { return };
    let again = serde_json::to_string(&message).expect("what was read can be written");
    assert_eq!(serde_json::from_str::<ClientMessage>(&again).ok(), Some(message.clone()));
    let ClientMessage::Command { command, .. } = message else { return };
    let meeting = &*SESSION;
    for connection in meeting.connections.values() {
        let actor =
            Actor { participant: connection.participant.clone(), connection: connection.id };
        match meeting.decide(Timestamp(meeting.at.0 + 1_000), 7, &actor, &command) {
            Ok(events) => drop(after(meeting.clone(), events)),
            Err(refusal) => assert!(!refusal.sentence().is_empty()),
        }
    }
}

/// The client's own reader agrees with the server's on what a message is, and on what it says.
pub fn server_message(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let shipped = read::<ServerMessage>(text);
    // What the client takes, the server must be able to mean.
    if let Ok(message) = &shipped {
        let written = serde_json::to_string(message).expect("what was read can be written");
        let again = read::<ServerMessage>(&written).expect("what the server writes can be read");
        assert_eq!(serde_json::to_string(&again).ok(), Some(written));
    }
    if let Ok(message) = serde_json::from_str::<ServerMessage>(text) {
        assert_eq!(shipped.ok(), Some(message), "what the server reads, the client reads alike");
    }
}

/// An offer is taken or refused with a sentence.
pub fn offer(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Err(why) = Offer::read(&text) {
        assert!(!why.to_string().is_empty());
    }
}

/// A file that somebody takes for a list of speakers.
pub fn list_file(bytes: &[u8]) {
    if let Err(fault) = list_file::statements(bytes) {
        assert!(!fault.said(Lang::En).is_empty());
    }
}

/// What chance makes of something: bytes turned, cut, doubled, or of another.
#[must_use]
pub fn mutated(one: &[u8], all: &[Vec<u8>], seed: u64) -> Vec<u8> {
    let mut dice = SmallRng::seed_from_u64(seed);
    let mut bytes = one.to_vec();
    for _ in 0..dice.random_range(1..4) {
        let at = dice.random_range(0..=bytes.len());
        let until = dice.random_range(at..=bytes.len().min(at + 40));
        match dice.random_range(0..5) {
            0 => drop(bytes.drain(at..until)),
            1 => bytes.insert(at, dice.random()),
            2 => bytes.splice(at..at, bytes[at..until].to_vec()).for_each(drop),
            3 => bytes[at..until].iter_mut().for_each(|byte| *byte ^= 1 << dice.random_range(0..7)),
            _ => {
                let other = all.choose(&mut dice).map(Vec::as_slice).unwrap_or_default();
                let from = dice.random_range(0..=other.len());
                let to = dice.random_range(from..=other.len().min(from + 40));
                bytes.splice(at..until, other[from..to].iter().copied()).for_each(drop);
            }
        }
    }
    bytes
}

/// A meeting in session, with everybody there.
static SESSION: LazyLock<Meeting> = LazyLock::new(|| {
    let setup = scene::setup(1, 10);
    let people: Vec<_> = setup.people.iter().map(|person| person.id.clone()).collect();
    let seats: Vec<_> = setup.seats.iter().map(|seat| seat.id.clone()).collect();
    let mut meeting = Meeting::convened(setup, scene::BEGINS);
    meeting = after(meeting, vec![Event::LobbyOpened {}]);
    for (n, participant) in (1..).zip(people) {
        let actor = Actor { participant, connection: ConnectionId(n) };
        let events = meeting.notice(scene::BEGINS, &Notice::Connected(actor));
        meeting = after(meeting, events);
    }
    let admitted = seats.into_iter().map(|seat| Event::SeatAdmitted { seat }).collect();
    after(after(meeting, admitted), vec![Event::MeetingOpened {}])
});

fn after(mut meeting: Meeting, events: Vec<Event>) -> Meeting {
    for event in events {
        let (seq, at) = (meeting.seq + 1, meeting.at);
        let record = Record { seq, at, by: None, event };
        let told = serde_json::to_string(&ServerMessage::Event { record: record.clone() });
        assert!(read::<ServerMessage>(&told.expect("a record can be told")).is_ok());
        meeting.apply(&record);
    }
    meeting
}
