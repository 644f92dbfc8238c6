//! What is fed with anything: each function takes bytes as a stranger might send them, and panics if something
//! does not hold. `tests/fuzz` lets a fuzzer call them; the tests run the corpus, and what chance makes of it.

use crate::sim::scene;
use rand::rngs::SmallRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use rostrum_client::core::list_file;
use rostrum_proto::id::ConnectionId;
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::audience::Class;
use rostrum_proto::meeting::command::Actor;
use rostrum_proto::meeting::event::{Event, Record};
use rostrum_proto::meeting::{Meeting, Notice};
use rostrum_proto::read::read;
use rostrum_proto::time::Timestamp;
use rostrum_proto::wire::{ClientMessage, ServerMessage};
pub use rostrum_server::media::stranger::{arrival_times, stream};
use rostrum_server::media::{Offer, stranger};
use std::sync::LazyLock;

/// A target: its name, which is that of its folder of the corpus, and what it does.
pub type Target = (&'static str, fn(&[u8]));

/// All of them.
pub const TARGETS: [Target; 11] = [
    ("client_message", client_message),
    ("server_message", server_message),
    ("offer", offer),
    ("list_file", list_file),
    ("meeting_file", meeting_file),
    ("journal", journal),
    ("datagrams", datagrams),
    ("media", media),
    ("report", report),
    ("arrival_times", arrival_times),
    ("stream", stream),
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
    if let Err(why) = Offer::read(&text.into_owned().into()) {
        assert!(!why.to_string().is_empty());
    }
}

/// A file that somebody takes for a list of speakers.
pub fn list_file(bytes: &[u8]) {
    if let Err(fault) = list_file::statements(bytes) {
        assert!(!fault.said(Lang::En).is_empty());
    }
}

/// A file that somebody takes for a meeting's: refused with a sentence, or a meeting that can be told.
pub fn meeting_file(bytes: &[u8]) {
    let file = BESIDE_NAMES.with(|folder| folder.path().join("meeting.json"));
    std::fs::write(&file, bytes).expect("a folder of our own");
    match rostrum_server::meeting_file::read(&file) {
        Ok(setup) => {
            drop(after(Meeting::convened(setup, scene::BEGINS), vec![Event::LobbyOpened {}]))
        }
        Err(why) => assert!(!why.to_string().is_empty()),
    }
}

/// A journal, a line a record after the first: what can be read can be replayed, and the meeting can be told.
pub fn journal(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let setup = Box::new(scene::setup(1, 10));
    let first = Record { seq: 1, at: scene::BEGINS, by: None, event: Event::Convened { setup } };
    let lines = text.lines().map_while(|line| serde_json::from_str::<Record>(line).ok());
    let records: Vec<_> = std::iter::once(first).chain(lines).collect();
    let meeting = Meeting::replay(&records).expect("it begins with a meeting");
    tells(&records);
    let told = serde_json::to_string(&ServerMessage::Snapshot { meeting: Box::new(meeting) });
    assert!(read::<ServerMessage>(&told.expect("a meeting can be told")).is_ok());
}

/// Whatever a journal says, every class of audience can be told of it.
fn tells(records: &[Record]) {
    let Some((first, rest)) = records.split_first() else { return };
    let mut before = Meeting::replay([first]).expect("it begins with a meeting");
    let mut views = Class::ALL.map(|class| (class, class.meeting(&before)));
    for record in rest {
        for (class, view) in &mut views {
            if let Some(told) = class.record(&before, record) {
                view.apply(&told);
            }
        }
        before.apply(record);
    }
}

/// See [`stranger::datagrams`].
pub fn datagrams(bytes: &[u8]) {
    stranger::datagrams(&OFFER, bytes);
}

/// See [`stranger::media`].
pub fn media(bytes: &[u8]) {
    let _ = sent_on(bytes);
}

/// How many packets of an input of [`media`] are sent on.
#[must_use]
pub fn sent_on(bytes: &[u8]) -> usize {
    stranger::media(&OFFER, bytes)
}

/// See [`stranger::report`].
pub fn report(bytes: &[u8]) {
    let _ = stranger::report(bytes);
}

thread_local! {
    /// Where a meeting file finds the names of delegations.
    static BESIDE_NAMES: tempfile::TempDir = {
        let folder = tempfile::tempdir().expect("a folder of our own");
        let names = include_str!("../../deploy/demo/names.json");
        std::fs::write(folder.path().join("names.json"), names).expect("a folder of our own");
        folder
    };
}

/// A browser's offer.
static OFFER: LazyLock<Offer> = LazyLock::new(|| {
    let text = include_str!("../fuzz/corpus/offer/chromium");
    Offer::read(&text.to_owned().into()).expect("the corpus has a good one")
});

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
        let told = serde_json::to_string(&ServerMessage::Event {
            after: meeting.seq,
            record: record.clone(),
        });
        assert!(read::<ServerMessage>(&told.expect("a record can be told")).is_ok());
        meeting.apply(&record);
    }
    meeting
}
