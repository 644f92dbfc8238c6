//! A small meeting and one client in it, without a server: commands the client sends are decided here.

use crate::core::documents::DocumentsEffect;
use crate::core::model::{DeviceState, Devices, Model, RtcState, Screen, Sound};
use crate::core::msg::{Effect, Msg, Session};
use rostrum_proto::id::{ConnectionId, ParticipantId, RequestId, SeatId};
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::audience::Class;
use rostrum_proto::meeting::booth::own::OwnBooth;
use rostrum_proto::meeting::command::{Actor, Cause, Command};
use rostrum_proto::meeting::event::{Event, Record};
use rostrum_proto::meeting::own::Own;
use rostrum_proto::meeting::setup::{Person, Setup};
use rostrum_proto::meeting::{Meeting, Notice, authority};
use rostrum_proto::role::Role;
use rostrum_proto::time::Timestamp;
use rostrum_proto::wire::http::Joined;
use rostrum_proto::wire::{ClientMessage, ServerMessage};
use serde_json::json;

/// The server's clock is this much ahead of the client's.
pub const AHEAD: u64 = 5_000;

pub struct Room {
    pub meeting: Meeting,
    pub journal: Vec<Record>,
    /// What the client's class of audience is told of it, each with the number of the one before.
    told: Vec<(u64, Record)>,
    class: Class,
    pub client: Model,
    pub at: u64,
    /// Messages the client has sent.
    pub sent: Vec<ClientMessage>,
    /// Other effects.
    pub effects: Vec<Effect>,
    pub connections: u64,
}

pub fn seat(id: &str) -> SeatId {
    SeatId::new(id).unwrap()
}

pub fn person(id: &str) -> ParticipantId {
    ParticipantId::new(id).unwrap()
}

pub fn setup() -> Setup {
    let profile = rostrum_proto::profile::built_in("security-council-open-vtc").unwrap();
    let profile: serde_json::Value = serde_json::from_str(profile).unwrap();
    let seat = |id: &str, name: &str, zh: &str, kind: &str| json!({ "id": id, "kind": kind, "short": { "en": name, "zh": zh }, "sort_key": name });
    serde_json::from_value(json!({
        "id": "S-1",
        "profile": profile,
        "title": { "en": "Linkages", "zh": "联系" },
        "agenda_item": { "en": "Threats" },
        "format": { "en": "Open debate" },
        "presidency": "IDN",
        "starts_at": 1_000_000_000_u64,
        "venue_time_zone": "America/New_York",
        "seats": [
            seat("TUN", "Tunisia", "突尼斯", "member"),
            seat("IDN", "Indonesia", "印度尼西亚", "member"),
            seat("UNODC", "UNODC", "毒品和犯罪问题办公室", "briefer"),
            seat("FRA", "France", "法国", "member"),
        ],
        "people": [
            { "id": "marsudi", "role": "chair", "seat": "IDN", "name": "Retno Marsudi" },
            { "id": "djani", "role": "deputy_chair", "seat": "IDN", "name": "Dian Djani" },
            { "id": "ennaifer", "role": "delegate", "seat": "TUN", "name": "Selma Ennaifer", "title": "Secretary of State" },
            { "id": "waly", "role": "delegate", "seat": "UNODC", "name": "Ghada Waly", "title": "Executive Director" },
            { "id": "tech", "role": "technician", "name": "Desk" },
            { "id": "guest", "role": "reporter", "name": "A. Guest" },
            { "id": "viewer", "role": "viewer" },
        ],
        "speakers_list": ["UNODC", "TUN", "FRA"],
    }))
    .unwrap()
}

impl Room {
    /// A meeting in session with everybody admitted, and `who` in it by the client.
    pub fn with(who: &str) -> Self {
        Self::of(setup(), who, &["marsudi", "ennaifer", "waly", "tech"])
    }

    /// The first of the French booth in it by the client; the second is here too, and one of the Arabic booth.
    pub fn in_booth() -> Self {
        let mut setup = setup();
        let interpreters = [("fr-1", Lang::Fr), ("fr-2", Lang::Fr), ("ar-1", Lang::Ar)];
        setup.people.extend(interpreters.map(|(id, booth)| {
            let (role, booth) = (Role::Interpreter, Some(booth));
            Person { id: person(id), role, seat: None, name: None, title: None, booth, rank: None }
        }));
        let mut room = Self::of(setup, "fr-1", &["marsudi", "ennaifer", "tech", "fr-2", "ar-1"]);
        for id in ["fr-1", "fr-2", "ar-1"] {
            let participant = person(id);
            room.record(None, vec![Event::ParticipantAdmitted { participant }]);
        }
        room.snapshot();
        room.media_is_up();
        room.serve();
        room
    }

    fn of(setup: Setup, who: &str, others: &[&str]) -> Self {
        let person_of = setup.people.iter().find(|p| p.id.as_str() == who).unwrap().clone();
        let start = 1_000_000_000;
        let convened = Record {
            seq: 1,
            at: Timestamp(start),
            by: None,
            event: Event::Convened { setup: setup.clone().into() },
        };
        let mut room = Self {
            meeting: Meeting::convened(setup, Timestamp(start)),
            told: vec![(0, convened.clone())],
            journal: vec![convened],
            class: authority::class(person_of.role),
            client: Model::default(),
            at: start,
            sent: vec![],
            effects: vec![],
            connections: 100,
        };
        for id in others.iter().filter(|id| **id != who) {
            room.connect(id);
        }
        room.record(None, vec![Event::LobbyOpened {}]);
        for seat_id in ["IDN", "TUN", "UNODC", "FRA"] {
            room.record(None, vec![Event::SeatAdmitted { seat: seat(seat_id) }]);
        }
        room.record(None, vec![Event::MeetingOpened {}]);
        room.client_starts(person_of);
        room
    }

    fn client_starts(&mut self, you: Person) {
        self.tell(Msg::Started { code: Some("code".into()), kept: None, lang: Lang::En, seed: 7 });
        let joined = Joined {
            token: "token".into(),
            expires_at: Timestamp(self.at + 3_600_000),
            meeting: self.meeting.setup.id.clone(),
            title: self.meeting.setup.title.clone(),
            you,
            seat: None,
            channels: vec![],
        };
        self.tell(Msg::JoinAnswered(Ok(joined)));
        if self.client.is_viewer() {
            assert_eq!(self.client.screen, Screen::Inside, "nothing is asked of the public");
        } else {
            assert_eq!(self.client.screen, Screen::Join);
            self.tell(Msg::Devices(Devices {
                camera: DeviceState::Live,
                microphone: DeviceState::Live,
                ..Devices::default()
            }));
            self.tell(Msg::Enter);
        }
        self.welcome();
        self.snapshot();
    }

    /// The server sends the meeting, as the client is told of it.
    pub fn snapshot(&mut self) {
        self.own();
        let (_, last) = self.told.last().unwrap();
        let meeting = Meeting { seq: last.seq, at: last.at, ..self.class.meeting(&self.meeting) };
        self.server(ServerMessage::Snapshot { meeting: meeting.into() });
    }

    fn own(&mut self) {
        let seat = self.client.my_seat().cloned();
        if let Some(seat) = seat.filter(|_| self.class == Class::Members) {
            let (_, last) = self.told.last().unwrap();
            let (seq, own) = (last.seq, Box::new(Own::of(&self.meeting, &seat)));
            self.server(ServerMessage::Own { seq, own });
        }
        if let Some(booth) = self.client.my_booth() {
            let (_, last) = self.told.last().unwrap();
            let (seq, booth) = (last.seq, Box::new(OwnBooth::of(&self.meeting, booth)));
            self.server(ServerMessage::OwnBooth { seq, booth });
        }
    }

    /// What the client is told of the records after this one.
    pub fn told_after(&self, seq: u64) -> Vec<(u64, Record)> {
        self.told.iter().filter(|(_, record)| record.seq > seq).cloned().collect()
    }

    /// The server takes the client's new connection.
    pub fn welcome(&mut self) {
        let you = self.client.identity.clone().unwrap().you;
        let connection = self.connect(you.id.as_str());
        self.welcome_as(connection);
    }

    /// The server knows the client's device, which has another socket now.
    pub fn welcome_back(&mut self) {
        let connection = self.client.connection.unwrap();
        self.welcome_as(connection);
    }

    fn welcome_as(&mut self, connection: ConnectionId) {
        self.tell(Msg::SocketOpened);
        let you = self.client.identity.clone().unwrap().you;
        let now = Timestamp(self.at + AHEAD);
        let token_expires_at = Timestamp(self.at + AHEAD + 3_600_000);
        self.server(ServerMessage::Welcome { connection, you, now, token_expires_at, relay: None });
    }

    pub fn connect(&mut self, who: &str) -> ConnectionId {
        self.connections += 1;
        let connection = ConnectionId(self.connections);
        let actor = Actor { participant: person(who), connection };
        let events = self.meeting.notice(Timestamp(self.at), &Notice::Connected(actor));
        self.record(None, events);
        connection
    }

    /// Somebody else asks for something, and it is done.
    pub fn other(&mut self, who: &str, command: Command) {
        let connection = self
            .meeting
            .connections
            .values()
            .find(|c| c.participant.as_str() == who)
            .unwrap_or_else(|| panic!("{who} is not connected"))
            .id;
        let actor = Actor { participant: person(who), connection };
        let events = self.meeting.decide(Timestamp(self.at + AHEAD), 0, &actor, &command).unwrap();
        self.record(None, events);
        self.publish();
    }

    /// Tunisia's device is in the meeting, and its media flows.
    pub fn in_a_call() -> (Self, Session) {
        let mut room = Self::with("ennaifer");
        room.serve();
        room.media_is_up();
        let session = room.client.wish().session.unwrap();
        (room, session)
    }

    /// Tunisia is called and is heard, as its own device sees it.
    pub fn called() -> Self {
        let mut room = Self::with("ennaifer");
        room.serve();
        room.other("marsudi", Command::GiveFloor { seat: seat("TUN") });
        room.media_is_up();
        room.tell(Msg::Sound(Sound::Heard));
        room.serve();
        room
    }

    /// Tunisia speaks, as the presiding officer's device sees it; with its request.
    pub fn presided() -> (Self, RequestId) {
        let mut room = Self::with("marsudi");
        room.serve();
        room.press(Command::GiveFloor { seat: seat("TUN") });
        let request = room.meeting.holder().unwrap().id;
        room.other("ennaifer", Command::StartSpeaking { request });
        (room, request)
    }

    /// The server observes something.
    pub fn observe(&mut self, notice: &Notice) {
        let events = self.meeting.notice(self.now(), notice);
        self.record(None, events);
        self.publish();
    }

    pub fn record(&mut self, by: Option<Cause>, events: Vec<Event>) {
        for event in events {
            let seq = self.meeting.seq + 1;
            let record = Record { seq, at: Timestamp(self.at + AHEAD), by: by.clone(), event };
            if let Some(told) = self.class.record(&self.meeting, &record) {
                self.told.push((self.told.last().unwrap().1.seq, told));
            }
            self.meeting.apply(&record);
            self.journal.push(record);
        }
    }

    /// What the client has not seen yet is sent to it.
    pub fn publish(&mut self) {
        let Some(seen) = self.client.replica().map(|m| m.seq) else { return };
        self.own();
        for (after, record) in self.told_after(seen) {
            self.server(ServerMessage::Event { after, record });
        }
    }

    /// The server does what the client has asked for.
    pub fn serve(&mut self) {
        let actor = self.client.actor().unwrap();
        for message in std::mem::take(&mut self.sent) {
            let ClientMessage::Command { id, command } = message else { continue };
            match self.meeting.decide(Timestamp(self.at + AHEAD), 0, &actor, &command) {
                Ok(events) => {
                    let (participant, connection) = (actor.participant.clone(), actor.connection);
                    let cause = Cause { participant, connection, command: id.clone() };
                    self.record(Some(cause), events);
                    self.publish();
                    let seq = self.told.last().unwrap().1.seq;
                    self.server(ServerMessage::Accepted { id, seq });
                }
                Err(refusal) => {
                    let sentence = refusal.sentence();
                    self.server(ServerMessage::Refused { id, refusal, sentence });
                }
            }
        }
    }

    /// What the client asks of its browser about documents, since it was looked at last.
    pub fn asked(&mut self) -> Vec<DocumentsEffect> {
        let effects = std::mem::take(&mut self.effects);
        let of_documents = |effect| match effect {
            Effect::Documents { effect, .. } => Some(*effect),
            _ => None,
        };
        effects.into_iter().filter_map(of_documents).collect()
    }

    pub fn press(&mut self, command: Command) {
        self.tell(Msg::Do(command));
        self.serve();
    }

    pub fn server(&mut self, message: ServerMessage) {
        // As the browser does it: by way of a text.
        let text = serde_json::to_string(&message).unwrap();
        assert_eq!(rostrum_proto::read::read(&text), Ok(message.clone()), "{text}");
        self.tell(Msg::Server(message.into()));
    }

    pub fn tell(&mut self, msg: Msg) {
        for effect in self.client.update(Timestamp(self.at), msg).effects {
            match effect {
                Effect::Send(message) => self.sent.push(message),
                other => self.effects.push(other),
            }
        }
    }

    /// Picture and sound flow.
    pub fn media_is_up(&mut self) {
        let session = self.client.wish().session.unwrap();
        self.tell(Msg::Rtc(session, RtcState::Up));
    }

    /// Time passes in ticks of 250 ms.
    pub fn pass(&mut self, ms: u64) {
        for _ in 0..ms / 250 {
            self.at += 250;
            self.tell(Msg::Tick);
        }
    }

    /// Time passes, and the server answers pings.
    pub fn pass_connected(&mut self, ms: u64) {
        for _ in 0..ms / 250 {
            self.pass(250);
            let now = Timestamp(self.at + AHEAD);
            let pings = self.sent.extract_if(.., |m| matches!(m, ClientMessage::Ping { .. }));
            for ping in pings.collect::<Vec<_>>() {
                let ClientMessage::Ping { nonce } = ping else { continue };
                self.server(ServerMessage::Pong { nonce, now });
            }
        }
    }

    pub fn now(&self) -> Timestamp {
        self.client.server_time(Timestamp(self.at))
    }
}
