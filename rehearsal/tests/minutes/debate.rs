//! A meeting in virtual time, and those who take part in it by themselves. Each is told what the server tells them.

use rostrum_proto::days_off::DaysOff;
use rostrum_proto::id::{CommandId, ConnectionId, MeetingId, ParticipantId, SeatId};
use rostrum_proto::lang::{Lang, LocalText};
use rostrum_proto::meeting::audience::Class;
use rostrum_proto::meeting::authority;
use rostrum_proto::meeting::booth::own::OwnBooth;
use rostrum_proto::meeting::command::{Actor, Cause, Command};
use rostrum_proto::meeting::event::{Event, Record};
use rostrum_proto::meeting::own::Own;
use rostrum_proto::meeting::presence::DisconnectReason;
use rostrum_proto::meeting::setup::{Person as Named, SeatSetup, Setup};
use rostrum_proto::meeting::{Meeting, Notice};
use rostrum_proto::profile::SeatKind;
use rostrum_proto::role::Role;
use rostrum_proto::time::{Millis, Timestamp};
use rostrum_rehearsal::cast::Sound;
use rostrum_rehearsal::person::{Manner, Person};
use std::collections::BTreeMap;

const PRESIDENT: &str = "IDN-chair";
const LOOK: Millis = Millis(200);

pub struct Debate {
    pub meeting: Meeting,
    now: Timestamp,
    people: BTreeMap<String, (Person, ConnectionId)>,
    said: Vec<String>,
    manner: Manner,
    connections: u64,
    commands: u32,
}

pub fn seat(id: &str) -> SeatId {
    SeatId::new(id).unwrap()
}

fn person(id: &str) -> ParticipantId {
    ParticipantId::new(id).unwrap()
}

fn setup() -> Setup {
    let profile = include_str!("../../../proto/profiles/security-council-open-vtc.json");
    let place = |id: &str| SeatSetup {
        id: seat(id),
        kind: SeatKind::Member,
        short: LocalText::english(id),
        formal: LocalText::default(),
        sort_key: id.into(),
        on_behalf_of: vec![],
        language: None,
    };
    let named = |(id, role, place, booth): (&str, Role, Option<&str>, Option<Lang>)| Named {
        id: person(id),
        role,
        seat: place.map(seat),
        name: None,
        title: None,
        booth,
        rank: None,
    };
    let people = [
        (PRESIDENT, Role::Chair, Some("IDN"), None),
        ("TUN-delegate", Role::Delegate, Some("TUN"), None),
        ("FRA-delegate", Role::Delegate, Some("FRA"), None),
        ("VNM-delegate", Role::Delegate, Some("VNM"), None),
        ("technician", Role::Technician, None, None),
        ("booth-fr-1", Role::Interpreter, None, Some(Lang::Fr)),
        ("booth-fr-2", Role::Interpreter, None, Some(Lang::Fr)),
        ("booth-en-1", Role::Interpreter, None, Some(Lang::En)),
    ];
    Setup {
        id: MeetingId::new("S-1").unwrap(),
        profile: serde_json::from_str(profile).unwrap(),
        title: LocalText::english("Linkages"),
        agenda_item: LocalText::english("Threats to international peace and security"),
        format: LocalText::english("Open debate"),
        presidency: seat("IDN"),
        starts_at: Timestamp(1_596_722_400_000),
        venue_time_zone: "America/New_York".into(),
        venue: LocalText::english("New York"),
        seats: ["IDN", "TUN", "FRA", "VNM"].map(place).into(),
        people: people.map(named).into(),
        speakers_list: ["TUN", "FRA"].map(seat).into(),
        questions: vec![],
        days_off: DaysOff::default(),
        statements_until: None,
    }
}

impl Debate {
    /// In the lobby, with the President, and somebody who lets everybody in.
    pub fn convenes() -> Self {
        let setup = setup();
        let now = setup.starts_at;
        let mut debate = Self {
            meeting: Meeting::convened(setup, now),
            now,
            people: BTreeMap::new(),
            said: vec![],
            manner: Manner {
                hesitation: Millis(2_000),
                statement: Millis::seconds(60),
                stretch: Millis::minutes(3),
            },
            connections: 0,
            commands: 0,
        };
        debate.deadlines_pass();
        debate.connects(PRESIDENT);
        debate.come(&["technician"]);
        debate.passes(Millis::seconds(1));
        debate
    }

    /// In session, with these.
    pub fn in_session(people: &[&str]) -> Self {
        let mut debate = Self::convenes();
        debate.come(people);
        debate.passes(Millis::seconds(3));
        debate.president(Command::OpenMeeting {});
        debate.said();
        debate
    }

    /// Those who take part by themselves come, all of the same manner.
    pub fn come(&mut self, people: &[&str]) {
        for who in people {
            let device = self.connects(who);
            let named = &self.meeting.participant(&person(who)).unwrap().person;
            let rehearsed = Person::new(named, self.manner).unwrap();
            self.people.insert((*who).to_owned(), (rehearsed, device));
        }
    }

    /// From now on statements have another length: as if everybody had come anew.
    pub fn statement_is(&mut self, length: Millis) {
        self.manner.statement = length;
        for (who, (rehearsed, _)) in &mut self.people {
            let named = &self.meeting.participant(&person(who)).unwrap().person;
            *rehearsed = Person::new(named, self.manner).unwrap();
        }
    }

    pub fn leaves(&mut self, who: &str) {
        let (_, device) = self.people.remove(who).unwrap();
        let (connections, last_seen) = (vec![device], self.now);
        let reason = DisconnectReason::Lost;
        self.notice(&Notice::Disconnected { connections, last_seen, reason });
    }

    /// The President does what must be possible.
    pub fn president(&mut self, command: Command) {
        let device = self.meeting.connections.of(&person(PRESIDENT)).next().unwrap().id;
        self.asks(PRESIDENT, device, command);
    }

    /// Time passes, and everybody looks at the meeting again and again.
    pub fn passes(&mut self, length: Millis) {
        let end = self.now + length;
        while self.now < end {
            self.now = self.now + LOOK;
            self.deadlines_pass();
            let names: Vec<_> = self.people.keys().cloned().collect();
            for who in names {
                let view = self.told(&who);
                let (rehearsed, device) = self.people.get_mut(&who).unwrap();
                let device = *device;
                if let Some(command) = view.and_then(|view| rehearsed.does(&view, device, self.now))
                {
                    self.said.extend(minute(&who, &command));
                    self.asks(&who, device, command);
                }
            }
        }
    }

    /// What those who take part by themselves have done since this was asked last.
    pub fn said(&mut self) -> Vec<String> {
        std::mem::take(&mut self.said)
    }

    /// What is heard from somebody's microphone.
    pub fn says(&self, who: &str) -> Option<Sound> {
        let (rehearsed, device) = &self.people[who];
        rehearsed.says(&self.told(who)?, *device)
    }

    pub fn is_let_in(&self, who: &str) -> bool {
        self.meeting.is_admitted(&person(who))
    }

    pub fn on_air(&self, booth: Lang) -> Option<&str> {
        self.meeting.on_air.get(&booth)?.participant.as_ref().map(ParticipantId::as_str)
    }

    /// The meeting as somebody is told of it; nothing before they are let in.
    fn told(&self, who: &str) -> Option<Meeting> {
        let named = &self.meeting.participant(&person(who))?.person;
        if !self.is_let_in(who) {
            return None;
        }
        let class = authority::class(named.role);
        let view = class.meeting(&self.meeting);
        Some(match (&named.seat, named.booth) {
            _ if class != Class::Members => view,
            (Some(seat), _) => Own::of(&self.meeting, seat).laid_over(&view, seat),
            (None, Some(booth)) => OwnBooth::of(&self.meeting, booth).laid_over(&view, booth),
            (None, None) => view,
        })
    }

    fn connects(&mut self, who: &str) -> ConnectionId {
        self.connections += 1;
        let connection = ConnectionId(self.connections);
        self.notice(&Notice::Connected(Actor { participant: person(who), connection }));
        connection
    }

    fn asks(&mut self, who: &str, connection: ConnectionId, command: Command) {
        let actor = Actor { participant: person(who), connection };
        let events = self.meeting.decide(self.now, 6, &actor, &command);
        let events = events.unwrap_or_else(|why| panic!("{who}: {command:?} was refused: {why:?}"));
        self.commands += 1;
        let command = CommandId::new(format!("c-{}", self.commands)).unwrap();
        let by = Cause { participant: person(who), connection, command };
        self.record(Some(&by), events);
    }

    fn notice(&mut self, notice: &Notice) {
        let events = self.meeting.notice(self.now, notice);
        self.record(None, events);
    }

    fn deadlines_pass(&mut self) {
        while let Some((_, due)) = self.meeting.next_deadline().filter(|(at, _)| *at <= self.now) {
            self.notice(&Notice::Due(due));
        }
    }

    fn record(&mut self, by: Option<&Cause>, events: Vec<Event>) {
        for event in events {
            let seq = self.meeting.seq + 1;
            self.meeting.apply(&Record { seq, at: self.now, by: by.cloned(), event });
        }
    }
}

/// A line of the minutes.
fn minute(who: &str, command: &Command) -> Option<String> {
    let what = match command {
        Command::RequestFloor { .. } => "asks for the floor",
        Command::ReportReady { .. } => "is ready",
        Command::StartSpeaking { .. } => "starts speaking",
        Command::ReleaseFloor { .. } => "has finished",
        Command::CastVote { .. } => "votes in favour",
        Command::GoOnAir { .. } => "goes on air",
        Command::ProposeHandOver { .. } => "offers the microphone",
        _ => return None,
    };
    Some(format!("{who} {what}"))
}
