//! A meeting to rehearse with: the debate's seats that the tests need, on a clock of their own.

mod law;
pub mod small;

use rostrum_proto::id::*;
use rostrum_proto::lang::LocalText;
use rostrum_proto::meeting::command::{Actor, Cause, Command};
use rostrum_proto::meeting::event::{Event, Record};
use rostrum_proto::meeting::presence::DisconnectReason;
use rostrum_proto::meeting::refusal::Refusal;
use rostrum_proto::meeting::setup::{Person, SeatSetup, Setup};
use rostrum_proto::meeting::statement::Statement;
use rostrum_proto::meeting::{Meeting, Notice};
use rostrum_proto::profile::RequestKind;
use rostrum_proto::profile::SeatKind;
use rostrum_proto::role::Role;
use rostrum_proto::time::{Millis, Timestamp};

pub const CHAIR: &str = "IDN-chair";
pub const TECHNICIAN: &str = "technician";

/// A rehearsed meeting: everything that happened, and the state it led to.
pub struct Rehearsal {
    pub meeting: Meeting,
    pub journal: Vec<Record>,
    pub now: Timestamp,
    /// By the calendar of the venue.
    pub corrections_until: Option<Timestamp>,
    /// Where lots are drawn from.
    pub seed: u64,
    commands: u32,
    connections: u64,
}

pub fn seat(id: &str) -> SeatId {
    SeatId::new(id).unwrap()
}

pub fn person(id: &str) -> ParticipantId {
    ParticipantId::new(id).unwrap()
}

pub fn setup() -> Setup {
    let text = include_str!("../../profiles/security-council-open-vtc.json");
    let place = |(id, kind): (&str, SeatKind)| SeatSetup {
        id: seat(id),
        kind,
        short: LocalText::english(id),
        formal: LocalText::default(),
        sort_key: id.into(),
        on_behalf_of: vec![],
        language: None,
    };
    let people = [
        (CHAIR, Role::Chair, Some("IDN")),
        ("IDN-deputy", Role::DeputyChair, Some("IDN")),
        ("UNODC-delegate", Role::Delegate, Some("UNODC")),
        ("TUN-delegate", Role::Delegate, Some("TUN")),
        ("FRA-delegate", Role::Delegate, Some("FRA")),
        ("VNM-delegate", Role::Delegate, Some("VNM")),
        ("secretary", Role::Secretary, None),
        (TECHNICIAN, Role::Technician, None),
        ("interpreter", Role::Interpreter, None),
        ("reporter", Role::Reporter, None),
        ("viewer", Role::Viewer, None),
    ];
    Setup {
        id: MeetingId::new("S-VTC-2020-08-06").unwrap(),
        profile: serde_json::from_str(text).unwrap(),
        title: LocalText::english("Linkages between terrorism and organized crime"),
        agenda_item: LocalText::english("Threats to international peace and security"),
        format: LocalText::english("Open debate"),
        presidency: seat("IDN"),
        starts_at: Timestamp(1_596_722_400_000),
        venue_time_zone: "America/New_York".into(),
        venue: LocalText::english("New York"),
        seats: [
            ("UNODC", SeatKind::Briefer),
            ("IDN", SeatKind::Member),
            ("TUN", SeatKind::Member),
            ("FRA", SeatKind::Member),
            ("VNM", SeatKind::Member),
        ]
        .map(place)
        .into(),
        people: people
            .map(|(id, role, place)| Person {
                id: person(id),
                role,
                seat: place.map(seat),
                name: None,
                title: None,
                booth: None,
                rank: None,
            })
            .into(),
        speakers_list: ["UNODC", "TUN", "VNM"].map(seat).into(),
        questions: vec![],
        days_off: rostrum_proto::days_off::DaysOff::default(),
        statements_until: None,
    }
}

impl Rehearsal {
    /// Convened, the lobby open, nobody there.
    pub fn in_lobby() -> Self {
        Self::convened(setup())
    }

    /// A meeting of one's own, the lobby open, nobody there.
    pub fn convened(setup: Setup) -> Self {
        let now = setup.starts_at;
        let convened = Event::Convened { setup: Box::new(setup.clone()) };
        let first = Record { seq: 1, at: now, by: None, event: convened };
        let meeting = Meeting::convened(setup, now);
        let mut rehearsal = Self {
            meeting,
            journal: vec![first],
            now,
            corrections_until: None,
            seed: 6,
            commands: 0,
            connections: 0,
        };
        rehearsal.deadlines_pass();
        rehearsal
    }

    /// In session, with the chair, a technician, and the delegates of Tunisia, France and UNODC there.
    pub fn in_session() -> Self {
        let mut meeting = Self::in_lobby();
        for who in [CHAIR, TECHNICIAN, "TUN-delegate", "FRA-delegate", "UNODC-delegate"] {
            meeting.joins(who);
        }
        for place in ["IDN", "TUN", "FRA", "UNODC"] {
            meeting.done(TECHNICIAN, Command::AdmitSeat { seat: seat(place) });
        }
        meeting.done(CHAIR, Command::OpenMeeting {});
        meeting
    }

    pub fn joins(&mut self, who: &str) -> ConnectionId {
        self.connections += 1;
        let connection = ConnectionId(self.connections);
        self.notice(Notice::Connected(Actor { participant: person(who), connection }));
        connection
    }

    pub fn loses(&mut self, connection: ConnectionId) {
        let (connections, last_seen) = (vec![connection], self.now);
        let reason = DisconnectReason::Lost;
        self.notice(Notice::Disconnected { connections, last_seen, reason });
    }

    pub fn device(&self, who: &str) -> ConnectionId {
        let mut devices = self.meeting.connections.values();
        devices.find(|c| c.participant == person(who)).expect("connected").id
    }

    /// Asks on the person's first device.
    pub fn asks(&mut self, who: &str, command: Command) -> Result<(), Refusal> {
        let devices = self.meeting.connections.values();
        let device = devices.clone().find(|c| c.participant == person(who)).map(|c| c.id);
        let connection = device.unwrap_or(ConnectionId(0));
        self.asks_on(connection, who, command)
    }

    pub fn asks_on(
        &mut self,
        connection: ConnectionId,
        who: &str,
        command: Command,
    ) -> Result<(), Refusal> {
        let actor = Actor { participant: person(who), connection };
        law::answers_alike(&self.meeting, (self.now, self.seed), (&actor, &command)).unwrap();
        let events = self.meeting.decide(self.now, self.seed, &actor, &command)?;
        self.commands += 1;
        let command = CommandId::new(format!("cmd-{}", self.commands)).unwrap();
        self.record(Some(Cause { participant: person(who), connection, command }), events);
        Ok(())
    }

    pub fn done(&mut self, who: &str, command: Command) {
        let shown = format!("{who}: {command:?}");
        self.asks(who, command).unwrap_or_else(|why| panic!("{shown} was refused: {why:?}"));
    }

    pub fn refused(&mut self, who: &str, command: Command) -> Refusal {
        let before = self.meeting.clone();
        let refusal = self.asks(who, command).expect_err("must be refused");
        assert_eq!(before, self.meeting, "a refusal changes nothing");
        refusal
    }

    pub fn passes(&mut self, length: Millis) {
        self.now = self.now + length;
        self.deadlines_pass();
    }

    pub fn requests(&mut self, place: &str) -> Command {
        Command::RequestFloor { seat: seat(place), kind: RequestKind::Statement }
    }

    /// The newest request.
    pub fn last_request(&self) -> RequestId {
        RequestId(self.meeting.requests.len() as u32)
    }

    /// A seat's delegate asks for the floor.
    pub fn asks_for(&mut self, place: &str, kind: RequestKind) -> RequestId {
        self.done(&format!("{place}-delegate"), Command::RequestFloor { seat: seat(place), kind });
        self.last_request()
    }

    /// A request is granted, and its seat's delegate speaks.
    pub fn takes(&mut self, place: &str, request: RequestId) {
        self.done(CHAIR, Command::GrantRequest { request });
        self.done(&format!("{place}-delegate"), Command::StartSpeaking { request });
    }

    /// Brings people, and admits their seats.
    pub fn arrive(&mut self, people: &[&str]) {
        for who in people {
            self.joins(who);
            if let Some(place) = self.meeting.seat_of(&person(who)).cloned() {
                if self.meeting.connections.values().all(|c| c.participant != person(TECHNICIAN)) {
                    self.joins(TECHNICIAN);
                }
                self.done(TECHNICIAN, Command::AdmitSeat { seat: place });
            }
        }
    }

    pub fn holder(&self) -> Option<&str> {
        self.meeting.holder().map(|h| h.beneficiary.as_str())
    }

    pub fn held_request(&self) -> RequestId {
        self.meeting.holder().expect("somebody has the floor").id
    }

    pub fn list(&self) -> Vec<&str> {
        let seat = |id: &RequestId| self.meeting.request(*id).unwrap().beneficiary.as_str();
        self.meeting.speakers.iter().map(seat).collect()
    }

    fn deadlines_pass(&mut self) {
        while let Some((at, deadline)) =
            self.meeting.next_deadline().filter(|(at, _)| *at <= self.now)
        {
            assert!(at <= self.now);
            self.notice(Notice::Due(deadline));
        }
    }

    /// Sends a statement for a seat.
    pub fn sends(&mut self, who: &str, place: &str, statement: &Statement) -> Result<(), Refusal> {
        let (participant, connection) = (person(who), ConnectionId(0));
        let sent = self.meeting.send_statement(
            self.now,
            &participant,
            &seat(place),
            statement,
            self.corrections_until,
        );
        let events = sent?;
        self.commands += 1;
        let command = CommandId::new(format!("cmd-{}", self.commands)).unwrap();
        self.record(Some(Cause { participant, connection, command }), events);
        Ok(())
    }

    pub fn notice(&mut self, notice: Notice) {
        let events = self.meeting.notice(self.now, &notice);
        self.record(None, events);
    }

    fn record(&mut self, by: Option<Cause>, events: Vec<Event>) {
        for event in events {
            let seq = self.meeting.seq + 1;
            let record = Record { seq, at: self.now, by: by.clone(), event };
            let before = self.meeting.clone();
            self.meeting.apply(&record);
            law::holds(&before, &record, &self.meeting).unwrap();
            self.journal.push(record);
        }
    }
}
