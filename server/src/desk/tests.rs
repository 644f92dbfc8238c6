//! The desk in a small meeting: what is told, what is written down.

use super::*;
use rostrum_proto::id::{CommandId, SeatId};
use rostrum_proto::meeting::Notice;
use rostrum_proto::meeting::command::{Actor, Cause, Command, Problem};
use rostrum_proto::meeting::event::{Event, Record};
use rostrum_proto::meeting::presence::DisconnectReason;
use rostrum_proto::meeting::setup::Setup;
use rostrum_proto::named::Named;
use rostrum_proto::wire::desk::AlarmKind;
use serde_json::json;

/// A meeting in session with Tunisia speaking on connection 2.
pub(super) struct Hall {
    pub meeting: Meeting,
    journal: Vec<Record>,
    pub desk: Desk,
    pub now: Timestamp,
}

const TUNISIA: ConnectionId = ConnectionId(2);

pub(crate) fn setup() -> Setup {
    let profile = rostrum_proto::profile::built_in("security-council-open-vtc");
    let profile: serde_json::Value =
        serde_json::from_str(profile.expect("it is built in")).expect("it is JSON");
    let seat =
        |id: &str| json!({ "id": id, "kind": "member", "short": { "en": id }, "sort_key": id });
    serde_json::from_value(json!({
        "id": "S-1", "profile": profile, "title": {}, "agenda_item": {}, "format": {},
        "presidency": "IDN", "starts_at": 1_000_000_000_u64, "venue_time_zone": "UTC",
        "seats": [seat("IDN"), seat("TUN"), seat("FRA")],
        "people": [
            { "id": "chair", "role": "chair", "seat": "IDN" },
            { "id": "tunisia", "role": "delegate", "seat": "TUN" },
            { "id": "france", "role": "delegate", "seat": "FRA" },
        ],
        "speakers_list": ["TUN"],
    }))
    .expect("it is a setup")
}

fn person(id: &str) -> ParticipantId {
    ParticipantId::new(id).expect("an id")
}

fn tunisia() -> SeatId {
    SeatId::new("TUN").expect("an id")
}

impl Hall {
    pub fn open() -> Self {
        let (setup, now) = (setup(), Timestamp(1_000_000_000));
        let meeting = Meeting::convened(setup.clone(), now);
        let event = Event::Convened { setup: Box::new(setup) };
        let journal = vec![Record { seq: 1, at: now, by: None, event }];
        let rules = Rules::carried().expect("they are good");
        let mut hall = Self { meeting, journal, desk: Desk::new(&rules, now), now };
        for (n, who) in [(1, "chair"), (2, "tunisia"), (3, "france")] {
            let actor = Actor { participant: person(who), connection: ConnectionId(n) };
            hall.note(&Notice::Connected(actor));
        }
        hall.record(vec![Event::LobbyOpened {}]);
        for seat in ["IDN", "TUN", "FRA"] {
            hall.record(vec![Event::SeatAdmitted { seat: SeatId::new(seat).expect("an id") }]);
        }
        hall.does(1, Command::OpenMeeting {});
        hall.does(1, Command::CallNext {});
        let request = hall.meeting.holder().expect("Tunisia").id;
        hall.does(2, Command::StartSpeaking { request });
        hall
    }

    pub fn record(&mut self, events: Vec<Event>) {
        self.record_by(None, events);
    }

    fn record_by(&mut self, by: Option<Cause>, events: Vec<Event>) {
        for event in events {
            let (seq, at) = (self.meeting.seq + 1, self.now);
            let record = Record { seq, at, by: by.clone(), event };
            self.meeting.apply(&record);
            self.journal.push(record);
        }
    }

    pub fn note(&mut self, notice: &Notice) {
        let events = self.meeting.notice(self.now, notice);
        self.record(events);
    }

    pub fn does(&mut self, connection: u64, command: Command) {
        let connection = ConnectionId(connection);
        let participant = self.meeting.connections[&connection].participant.clone();
        let actor = Actor { participant: participant.clone(), connection };
        let events = self.meeting.decide(self.now, 0, &actor, &command).expect("it is allowed");
        let command = CommandId::new(format!("c-{}", self.meeting.seq)).expect("an id");
        self.record_by(Some(Cause { participant, connection, command }), events);
    }

    /// Two seconds pass, and Tunisia is measured.
    pub fn measures(&mut self, level: u8, loss: f32) {
        self.now = self.now + Millis::seconds(2);
        let quality = ConnectionQuality {
            media: MediaState::Up,
            audio_level: Some(level),
            loss_up: loss,
            ..ConnectionQuality::silent(TUNISIA)
        };
        self.desk.measured(self.now, &self.meeting, quality);
        self.desk.look(self.now, &self.meeting);
    }

    /// Somebody else is heard.
    pub fn hears(&mut self, connection: ConnectionId) {
        let (media, audio_level) = (MediaState::Up, Some(30));
        let silent = ConnectionQuality::silent(connection);
        let quality = ConnectionQuality { media, audio_level, ..silent };
        self.desk.measured(self.now, &self.meeting, quality);
    }

    pub fn alarms(&self) -> Vec<AlarmKind> {
        self.desk.alarms().iter().map(|alarm| alarm.kind).collect()
    }

    fn written(&mut self) -> Vec<&'static str> {
        let named = |entry: &DeskEntry| entry.note.name();
        self.desk.take_entries().iter().map(named).collect()
    }
}

#[test]
fn a_speaker_of_whom_nothing_is_heard_is_an_alarm_after_five_seconds() {
    let mut hall = Hall::open();
    hall.measures(30, 0.0);
    hall.measures(127, 0.0);
    hall.measures(127, 0.0);
    assert_eq!(hall.alarms(), [], "four seconds");
    hall.measures(127, 0.0);
    assert_eq!(hall.alarms(), [AlarmKind::SilentSpeaker]);
    assert_eq!(hall.desk.alarms()[0].seat, Some(tunisia()));
    hall.measures(30, 0.0);
    assert_eq!(hall.alarms(), []);
    assert_eq!(hall.written(), ["alarm.raised", "alarm.cleared", "media.measured"]);
}

#[test]
fn a_closed_microphone_is_no_silence() {
    let mut hall = Hall::open();
    hall.does(2, Command::CloseMicrophone {});
    for _ in 0..5 {
        hall.measures(127, 0.0);
    }
    assert_eq!(hall.alarms(), []);
}

#[test]
fn a_presiding_officer_who_is_gone_is_an_alarm_at_once() {
    let mut hall = Hall::open();
    let chair = hall.meeting.presiding.clone();
    let device = hall.meeting.connections.values().find(|c| c.participant == chair);
    let (connections, last_seen) = (vec![device.expect("connected").id], hall.now);
    let reason = DisconnectReason::Lost;
    hall.note(&Notice::Disconnected { connections, last_seen, reason });
    hall.desk.look(hall.now, &hall.meeting);
    assert_eq!(hall.alarms(), [AlarmKind::ChairDisconnected]);
    hall.note(&Notice::Connected(Actor { participant: chair, connection: ConnectionId(9) }));
    hall.desk.look(hall.now, &hall.meeting);
    assert_eq!(hall.alarms(), []);
}

#[test]
fn a_holder_who_is_gone_is_an_alarm_at_once() {
    let mut hall = Hall::open();
    let (connections, last_seen) = (vec![TUNISIA], hall.now);
    let reason = DisconnectReason::Lost;
    hall.note(&Notice::Disconnected { connections, last_seen, reason });
    hall.desk.look(hall.now, &hall.meeting);
    assert_eq!(hall.alarms(), [AlarmKind::HolderDisconnected]);
    let back = Actor { participant: person("tunisia"), connection: ConnectionId(9) };
    hall.note(&Notice::Connected(back));
    hall.desk.look(hall.now, &hall.meeting);
    assert_eq!(hall.alarms(), []);
}

#[test]
fn statistics_keep_the_worst_and_the_loudest() {
    let mut hall = Hall::open();
    hall.measures(40, 0.03);
    for _ in 0..4 {
        hall.measures(50, 0.0);
    }
    let entries = hall.desk.take_entries();
    let [entry] = entries.as_slice() else { panic!("{entries:?}") };
    assert_eq!((entry.seat.clone(), entry.connection), (Some(tunisia()), Some(TUNISIA)));
    let Note::MediaMeasured { loss_up, audio_level, .. } = entry.note else { panic!() };
    assert_eq!((loss_up, audio_level), (30, Some(40)));
}

#[test]
fn who_is_sent_no_media_is_as_far_away_as_its_socket() {
    let mut hall = Hall::open();
    let round_trip = |hall: &Hall| {
        let told = hall.desk.qualities(&hall.meeting);
        told.iter().find(|q| q.connection == TUNISIA).expect("it is open").round_trip_ms
    };
    hall.measures(30, 0.0);
    assert_eq!(round_trip(&hall), None);
    hall.desk.answered(hall.now, &hall.meeting, TUNISIA, Millis(450));
    hall.measures(30, 0.0);
    assert_eq!(round_trip(&hall), Some(450.0));
    hall.measures(30, 0.0);
    hall.measures(30, 0.0);
    assert_eq!(hall.alarms(), [AlarmKind::RoundTrip]);
}

#[test]
fn who_writes_too_much_is_not_written_down_for_a_while() {
    let mut hall = Hall::open();
    let say = |hall: &mut Hall| {
        let line = (LogLevel::Warn, "again\nand again", None);
        hall.desk.logged(hall.now, &hall.meeting, TUNISIA, line)
    };
    let written = (0..100).filter(|_| say(&mut hall)).count();
    assert_eq!(written, 20);
    hall.now = hall.now + Millis::seconds(4);
    assert!(say(&mut hall) && say(&mut hall) && !say(&mut hall));
    let entries = hall.desk.take_entries();
    let Note::ClientLogged { text, .. } = &entries[0].note else { panic!() };
    assert_eq!(text, "again and again", "one line");
}

#[test]
fn every_open_socket_is_told_of_with_its_seat() {
    let mut hall = Hall::open();
    let devices = DeviceNames { microphone: "Headset".into(), camera: String::new() };
    hall.desk.named(hall.now, &hall.meeting, TUNISIA, devices.clone());
    hall.desk.media_changed(hall.now, &hall.meeting, TUNISIA, MediaState::Checking);
    hall.measures(30, 0.0);
    let told = hall.desk.qualities(&hall.meeting);
    assert_eq!(told.len(), 3);
    let of = told.iter().find(|q| q.connection == TUNISIA).expect("it is open");
    assert_eq!((of.seat.clone(), of.devices.clone()), (Some(tunisia()), Some(devices)));
    assert_eq!((of.media, of.socket_since), (MediaState::Up, Timestamp(1_000_000_000)));
    assert_eq!(told[0].media, MediaState::None);
    assert_eq!(hall.written(), ["devices.named", "media.changed"]);
}

mod story {
    use super::*;
    use crate::desk::story::{LINES, Question, Teller};
    use rostrum_proto::meeting::audibility::Audibility;
    use rostrum_proto::wire::ServerMessage;

    fn tell(hall: &Hall, from: u64, until: u64, entries: Vec<DeskEntry>) -> ServerMessage {
        let (from, until) = (Timestamp(from), Timestamp(until));
        let question = Question { seat: tunisia(), from, until };
        let mut teller = Teller::new(question, std::sync::Arc::new(hall.meeting.clone()));
        teller.read(hall.journal.clone());
        teller.tell(entries)
    }

    #[test]
    fn it_has_what_names_the_seat_its_people_requests_and_devices() {
        let mut hall = Hall::open();
        let (connections, last_seen) = (vec![TUNISIA, ConnectionId(3)], hall.now);
        let reason = DisconnectReason::Lost;
        hall.note(&Notice::Disconnected { connections, last_seen, reason });
        let ServerMessage::Story { records, next, .. } = tell(&hall, 0, u64::MAX, vec![]) else {
            panic!("a story")
        };
        let kinds: Vec<_> = records.iter().map(|r| r.event.name()).collect();
        assert_eq!(
            kinds,
            [
                "connection.opened",
                "meeting.lobby_opened",
                "seat.admitted",
                "meeting.opened",
                "floor.granted",
                "speech.started",
                "connection.closed",
                "floor.held"
            ]
        );
        assert_eq!(next, None);
        let ServerMessage::Story { records, .. } = tell(&hall, 0, 1_000_000_000, vec![]) else {
            panic!("a story")
        };
        assert_eq!(records, [], "before the end means before it");
    }

    #[test]
    fn it_says_whether_the_seat_could_be_heard_and_since_when() {
        let mut hall = Hall::open();
        let began = hall.now.0;
        let in_a_second = |hall: &mut Hall, who: u64, command| {
            hall.now = hall.now + Millis::seconds(1);
            hall.does(who, command);
        };
        in_a_second(&mut hall, 2, Command::CloseMicrophone {});
        in_a_second(&mut hall, 1, Command::Mute { seat: tunisia() });
        in_a_second(&mut hall, 1, Command::Unmute { seat: tunisia() });
        hall.does(2, Command::OpenMicrophone {});
        let heard = |from, until| match tell(&hall, from, until, vec![]) {
            ServerMessage::Story { heard, .. } => {
                heard.iter().map(|h| (h.at.0, h.state)).collect::<Vec<_>>()
            }
            other => panic!("a story, not {other:?}"),
        };
        let all = [
            (began, Audibility::Open),
            (began + 1_000, Audibility::Closed),
            (began + 2_000, Audibility::MutedByChair),
            (began + 3_000, Audibility::Open),
        ];
        assert_eq!(heard(0, u64::MAX), all, "of several states in one moment the last");
        assert_eq!(
            heard(began + 1_500, began + 2_500),
            [(began + 1_500, Audibility::Closed), (began + 2_000, Audibility::MutedByChair)]
        );
        let later = heard(began + 9_000, u64::MAX);
        assert_eq!(later, [(began + 9_000, Audibility::Open)], "what began before lasts");
    }

    #[test]
    fn it_names_who_muted_a_seat_and_not_who_did_something_after() {
        let mut hall = Hall::open();
        hall.does(1, Command::Mute { seat: tunisia() });
        hall.now = hall.now + Millis::seconds(5);
        hall.does(2, Command::ReportProblem { seat: tunisia(), problem: Problem::CannotBeHeard });
        let later = hall.now.0 + 1_000;
        let ServerMessage::Story { heard, .. } = tell(&hall, later, u64::MAX, vec![]) else {
            panic!("a story")
        };
        let [muted] = heard.as_slice() else { panic!("{heard:?}") };
        assert_eq!((muted.at.0, muted.state), (later, Audibility::MutedByChair));
        assert_eq!(muted.by.as_ref().map(|by| by.as_str()), Some("chair"));
    }

    #[test]
    fn a_long_one_comes_in_parts_that_fit_together() {
        let hall = Hall::open();
        let entry = |at: u64| DeskEntry {
            at: Timestamp(at),
            seat: Some(tunisia()),
            connection: None,
            by: None,
            severity: Severity::Info,
            note: Note::MediaChanged { media: MediaState::Up },
        };
        let all: Vec<_> = (0..1_200).map(|n| entry(2_000_000_000 + n / 2)).collect();
        let (mut from, mut came) = (2_000_000_000, Vec::new());
        loop {
            let rest = all.iter().filter(|e| e.at.0 >= from).take(LINES + 1).cloned().collect();
            let ServerMessage::Story { entries, next, .. } = tell(&hall, from, u64::MAX, rest)
            else {
                panic!("a story")
            };
            assert!(entries.len() <= LINES);
            came.extend(entries);
            match next {
                Some(next) => from = next.0,
                None => break,
            }
        }
        assert_eq!(came, all);
    }
}
