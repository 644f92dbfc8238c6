//! The reference debate as a document, on a clock of its own: what is written of it is the same to the byte in every
//! language, on every machine. Who changes the words or the form of the compilation looks at its pages, and then writes
//! down the new digests.
#![allow(clippy::unwrap_used, reason = "a rehearsal that cannot go on stops where it is")]

use rostrum_compilation::journal::{Letter, facts};
use rostrum_compilation::{Date, compile, corrections_until};
use rostrum_paper::html;
use rostrum_proto::digest::Digest;
use rostrum_proto::id::{CommandId, ConnectionId, ParticipantId};
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::command::{Actor, Cause, Command};
use rostrum_proto::meeting::event::{Event, Record};
use rostrum_proto::meeting::setup::Setup;
use rostrum_proto::meeting::statement::{Manner, Statement};
use rostrum_proto::meeting::{Meeting, Notice};
use rostrum_proto::role::Role;
use rostrum_proto::time::{Millis, Timestamp};
use rostrum_proto::words::length;
use rostrum_server::contents::digest;
use rostrum_server::meeting_file;
use rostrum_tests::debate::{LANGUAGES, WRITERS, prepared, statement};
use rostrum_tests::guest::seat;
use std::collections::BTreeMap;
use std::path::Path;

const GOLDEN: &str = include_str!("../../golden/debate.json");

/// The debate, decided by its rules on a clock that nobody winds.
struct Sitting {
    meeting: Meeting,
    journal: Vec<Record>,
    now: Timestamp,
    texts: BTreeMap<Digest, String>,
}

impl Sitting {
    fn convened() -> Self {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../deploy/demo/meeting.json");
        let mut setup: Setup = meeting_file::read(Path::new(file)).unwrap();
        prepared(&mut setup);
        let now = setup.starts_at;
        let convened = Event::Convened { setup: Box::new(setup.clone()) };
        let journal = vec![Record { seq: 1, at: now, by: None, event: convened }];
        Self { meeting: Meeting::convened(setup, now), journal, now, texts: BTreeMap::new() }
    }

    fn record(&mut self, by: Option<Cause>, events: Vec<Event>) {
        for event in events {
            let (seq, at) = (self.meeting.seq + 1, self.now);
            let record = Record { seq, at, by: by.clone(), event };
            self.meeting.apply(&record);
            self.journal.push(record);
        }
        while let Some((_, due)) = self.meeting.next_deadline().filter(|(at, _)| *at <= self.now) {
            let events = self.meeting.notice(self.now, &Notice::Due(due));
            self.record(None, events);
        }
    }

    fn cause(&self, who: &ParticipantId, connection: ConnectionId) -> Option<Cause> {
        let command = CommandId::new(format!("c-{}", self.journal.len())).unwrap();
        Some(Cause { participant: who.clone(), connection, command })
    }

    fn arrives(&mut self, who: &ParticipantId) -> ConnectionId {
        let connection = ConnectionId(self.journal.len() as u64);
        let actor = Actor { participant: who.clone(), connection };
        let events = self.meeting.notice(self.now, &Notice::Connected(actor));
        self.record(None, events);
        connection
    }

    fn does(&mut self, who: &ParticipantId, connection: ConnectionId, command: &Command) {
        let actor = Actor { participant: who.clone(), connection };
        let events = self.meeting.decide(self.now, 0, &actor, command);
        let events = events.unwrap_or_else(|why| panic!("{who}: {command:?}: {why:?}"));
        let cause = self.cause(who, connection);
        self.record(cause, events);
    }

    /// Somebody's text comes, and is accepted.
    fn sends(&mut self, office: (&ParticipantId, ConnectionId), place: &str, n: usize) {
        let lang = LANGUAGES[n % LANGUAGES.len()];
        let text = statement(lang, n);
        let length = length(&text);
        let people = &self.meeting.setup.people;
        let speaker = people.iter().find(|p| {
            p.seat == Some(seat(place)) && matches!(p.role, Role::Delegate | Role::Chair)
        });
        let (manner, name, title) = match speaker {
            Some(person) => {
                let (name, title) = (person.name.clone(), person.title.clone());
                (Manner::Delivered, name.unwrap(), title.unwrap())
            }
            None => (Manner::Written, format!("Writer {place}"), "Chargé d’affaires".into()),
        };
        let statement = Statement {
            text: digest(text.as_bytes()),
            file: None,
            lang: Lang::from_tag(lang).unwrap(),
            manner,
            name,
            title,
            on_behalf_of: vec![],
            words: length.words as u32,
            characters: length.characters as u32,
        };
        self.texts.insert(statement.text.clone(), text);
        let until = corrections_until(&self.meeting);
        let (who, connection) = office;
        let events = self.meeting.send_statement(self.now, who, &seat(place), &statement, until);
        let cause = self.cause(who, connection);
        self.record(cause, events.unwrap());
        let accept = Command::AcceptStatement { seat: seat(place), version: 1 };
        self.does(who, connection, &accept);
    }
}

/// From the first statement to the end of the meeting.
fn held() -> Sitting {
    let mut sitting = Sitting::convened();
    let person = |id: &str| ParticipantId::new(id).unwrap();
    let (chair, secretary, technician) =
        (person("IDN-chair"), person("secretary"), person("technician"));
    let office = sitting.arrives(&secretary);
    let speakers = sitting.meeting.setup.speakers_list.clone();
    let places = speakers.iter().map(ToString::to_string);
    let places = places.chain((1..=WRITERS).map(|n| format!("W{n:02}")));
    for (n, place) in places.enumerate() {
        sitting.now = sitting.now + Millis::seconds(60);
        sitting.sends((&secretary, office), &place, n);
    }
    let presides = sitting.arrives(&chair);
    let desk = sitting.arrives(&technician);
    sitting.does(&technician, desk, &Command::AdmitSeat { seat: seat("IDN") });
    sitting.does(&chair, presides, &Command::OpenMeeting {});
    for place in &speakers {
        let speaker = sitting.meeting.setup.people.iter().find(|p| {
            p.seat.as_ref() == Some(place) && matches!(p.role, Role::Delegate | Role::Chair)
        });
        let speaker = speaker.unwrap().id.clone();
        let device = match speaker == chair {
            true => presides,
            false => {
                let device = sitting.arrives(&speaker);
                let admit = Command::AdmitSeat { seat: place.clone() };
                sitting.does(&technician, desk, &admit);
                device
            }
        };
        sitting.does(&chair, presides, &Command::GiveFloor { seat: place.clone() });
        let request = sitting.meeting.holder().unwrap().id;
        sitting.does(&speaker, device, &Command::StartSpeaking { request });
        sitting.now = sitting.now + Millis::seconds(240);
        sitting.does(&speaker, device, &Command::ReleaseFloor { request });
    }
    sitting.does(&chair, presides, &Command::CloseMeeting {});
    sitting
}

#[test]
fn the_reference_debate_is_the_same_to_the_byte() {
    let sitting = held();
    let letter = Letter {
        symbol: "S/2020/791".into(),
        dated: Date::try_from("2020-08-11".to_owned()).unwrap(),
        signed: None,
    };
    let text = |of: &_| sitting.texts.get(of).cloned();
    let facts = facts(&sitting.meeting, &sitting.journal, text, &letter).unwrap();
    assert!(facts.agree(), "{:#?}", facts.points(Lang::En));
    let known = |bytes: &[u8]| digest(bytes).to_string();
    let written = |lang: &Lang| {
        let paper = compile(&facts, *lang);
        let model = known(&serde_json::to_vec(&paper).unwrap());
        let digests = [("html", known(html::page(&paper).as_bytes())), ("model", model)];
        (lang.code(), BTreeMap::from(digests))
    };
    let written: BTreeMap<_, _> = Lang::ALL.iter().map(written).collect();
    let written = serde_json::to_string_pretty(&written).unwrap() + "\n";
    assert_eq!(written, GOLDEN, "what is written now:\n{written}");
}
