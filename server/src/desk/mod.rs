//! The technicians' desk of one meeting: how every connection fares, what is wrong, and the log of both.
//!
//! Nothing here waits or writes: the room tells it what happened and when, asks every second what has
//! changed, and takes the entries of the desk log away. They are observations and no facts of the meeting,
//! so they are not in its journal.

mod booths;
pub mod health;
mod measure;
pub mod rules;
pub mod story;
pub mod watch;

pub use health::{Health, HealthMonitor};

use measure::{Looked, Statistics, Voice};
use rostrum_proto::id::{CommandId, ConnectionId, ParticipantId};
use rostrum_proto::meeting::Meeting;
use rostrum_proto::meeting::command::Command;
use rostrum_proto::meeting::refusal::Refusal;
use rostrum_proto::named::Named;
use rostrum_proto::time::{Millis, Timestamp};
use rostrum_proto::wire::desk::{
    Alarm, AlarmKind, DeskEntry, Help, LogLevel, MAX_LOG_BYTES, Note, Severity,
};
use rostrum_proto::wire::quality::{
    Codec, ConnectionQuality, DeviceNames, LeftOut, MediaState, cut,
};
use rules::Rules;
use std::collections::BTreeMap;
use watch::{Change, Watch};

/// How often the statistics of a seat's connection go into the desk log.
const STATISTICS_EVERY: Millis = Millis::seconds(10);
/// Connections told of at most: those of seats come first.
const TOLD: usize = 200;
/// Entries of the desk log that a client may cause at once, and each second.
const ALLOWED: (f64, f64) = (20.0, 0.5);

/// The desk of one meeting.
#[derive(Debug)]
pub struct Desk {
    watch: Watch,
    voice: Voice,
    health: Health,
    connections: BTreeMap<ConnectionId, Line>,
    statistics_due: Timestamp,
    entries: Vec<DeskEntry>,
}

/// What is known of one connection.
#[derive(Debug)]
struct Line {
    quality: ConnectionQuality,
    statistics: Statistics,
    /// The last two round trips of the socket in milliseconds, once measured.
    socket_ms: [Option<f32>; 2],
    allowance: f64,
    allowed_at: Timestamp,
}

impl Desk {
    /// An empty one.
    #[must_use]
    pub fn new(rules: &Rules, now: Timestamp) -> Self {
        Self {
            watch: Watch::new(rules, now),
            voice: Voice::new(rules.silence_dbov),
            health: Health::default(),
            connections: BTreeMap::new(),
            statistics_due: now + STATISTICS_EVERY,
            entries: Vec::new(),
        }
    }

    /// The media of a connection has come further, or is gone.
    pub fn media_changed(
        &mut self,
        now: Timestamp,
        meeting: &Meeting,
        connection: ConnectionId,
        media: MediaState,
    ) {
        let Some(line) = self.line(now, meeting, connection) else { return };
        if std::mem::replace(&mut line.quality.media, media) == media {
            return;
        }
        let devices = line.quality.devices.take();
        line.quality =
            ConnectionQuality { media, devices, ..ConnectionQuality::silent(connection) };
        let severity = match media {
            MediaState::Down => Severity::Warning,
            MediaState::None | MediaState::Checking | MediaState::Handshaking | MediaState::Up => {
                Severity::Info
            }
        };
        self.note(now, meeting, Some(connection), severity, Note::MediaChanged { media });
    }

    /// Media measured a connection.
    pub fn measured(&mut self, now: Timestamp, meeting: &Meeting, quality: ConnectionQuality) {
        let connection = quality.connection;
        let level = quality.audio_level;
        let Some(line) = self.line(now, meeting, connection) else { return };
        // Media measures the way of who is sent some; the socket that of everybody.
        // A ping that waited behind a long message says nothing of the way: the shorter of two counts.
        let of_socket = line.socket_ms.into_iter().flatten().reduce(f32::min);
        let round_trip_ms = quality.round_trip_ms.or(of_socket);
        let devices = line.quality.devices.take();
        line.quality = ConnectionQuality { devices, round_trip_ms, ..quality };
        line.statistics.add(&line.quality);
        self.voice.heard(now, connection, level);
    }

    /// Pictures are not sent to a connection any more, or all are again. Says whether it is one of this meeting.
    pub fn left_out(
        &mut self,
        now: Timestamp,
        meeting: &Meeting,
        connection: ConnectionId,
        pictures: LeftOut,
        limit: Option<u64>,
    ) -> bool {
        let Some(line) = self.line(now, meeting, connection) else { return false };
        (line.quality.left_out, line.quality.limit_down) = (pictures, limit);
        let severity = if pictures.floor { Severity::Warning } else { Severity::Info };
        let note = Note::MediaLeftOut { pictures, limit };
        self.note(now, meeting, Some(connection), severity, note);
        true
    }

    /// Which pictures are not sent to a connection, once media has judged its network.
    pub fn pictures_left_out(&self, connection: ConnectionId) -> Option<LeftOut> {
        self.connections.get(&connection).map(|line| line.quality.left_out)
    }

    /// A client has answered a ping of its socket.
    pub fn answered(
        &mut self,
        now: Timestamp,
        meeting: &Meeting,
        connection: ConnectionId,
        round_trip: Millis,
    ) {
        if let Some(line) = self.line(now, meeting, connection) {
            line.socket_ms = [Some(round_trip.0 as f32), line.socket_ms[0]];
        }
    }

    /// Whether a connection's audio can reach anybody.
    #[must_use]
    pub fn media_is_up(&self, connection: ConnectionId) -> bool {
        self.connections.get(&connection).is_some_and(|line| line.quality.is_up())
    }

    /// What of a connection's voice is lost on its way here, in thousandths, once something of it has come.
    #[must_use]
    pub fn voice_loss(&self, connection: ConnectionId) -> Option<u32> {
        let quality = &self.connections.get(&connection)?.quality;
        let heard = quality.codecs.contains(&Codec::Opus);
        heard.then(|| (quality.loss_up * 1_000.0).round() as u32)
    }

    /// A client says which devices it uses.
    pub fn named(
        &mut self,
        now: Timestamp,
        meeting: &Meeting,
        connection: ConnectionId,
        devices: DeviceNames,
    ) {
        let devices = devices.cut();
        let Some(line) = self.line(now, meeting, connection) else { return };
        if line.quality.devices.as_ref() == Some(&devices) || !line.may_write(now) {
            return;
        }
        line.quality.devices = Some(devices.clone());
        let note = Note::DevicesNamed { devices };
        self.note(now, meeting, Some(connection), Severity::Info, note);
    }

    /// A line of a client's log. Whoever writes too much is not listened to for a while.
    pub fn logged(
        &mut self,
        now: Timestamp,
        meeting: &Meeting,
        connection: ConnectionId,
        (level, text, trace): (LogLevel, &str, Option<CommandId>),
    ) -> bool {
        let allowed = self.line(now, meeting, connection).is_some_and(|l| l.may_write(now));
        if allowed {
            let severity = match level {
                LogLevel::Warn => Severity::Warning,
                LogLevel::Error => Severity::Grave,
            };
            let note = Note::ClientLogged { level, text: cut(text, MAX_LOG_BYTES), trace };
            self.note(now, meeting, Some(connection), severity, note);
        }
        allowed
    }

    /// A command of a client was declined.
    pub fn refused(
        &mut self,
        now: Timestamp,
        meeting: &Meeting,
        connection: ConnectionId,
        (trace, command, refusal): (CommandId, &Command, &Refusal),
    ) {
        if self.line(now, meeting, connection).is_some_and(|l| l.may_write(now)) {
            let (command, code) = (command.name().to_owned(), refusal.name().to_owned());
            let note = Note::CommandRefused { trace, command, code };
            self.note(now, meeting, Some(connection), Severity::Warning, note);
        }
    }

    /// A socket was refused, whosever it would have been.
    pub fn socket_refused(
        &mut self,
        now: Timestamp,
        meeting: &Meeting,
        expected: String,
        came: String,
    ) {
        let note = Note::SocketRefused { expected, came };
        self.note(now, meeting, None, Severity::Warning, note);
    }

    /// A technician asked something of a client.
    pub fn asked(
        &mut self,
        now: Timestamp,
        meeting: &Meeting,
        connection: ConnectionId,
        (by, trace, help): (ParticipantId, CommandId, Help),
    ) {
        let note = Note::HelpAsked { trace, help };
        self.note(now, meeting, Some(connection), Severity::Info, note);
        self.by(by);
    }

    /// A technician takes note of an alarm; `false` if there is nothing to take note of.
    pub fn acknowledge(&mut self, now: Timestamp, id: u64, by: &ParticipantId) -> bool {
        let Some(alarm) = self.watch.acknowledge(now, id, by) else { return false };
        let note = Note::AlarmAcknowledged { alarm: alarm.id, kind: alarm.kind };
        self.note_alarm(now, &alarm, Severity::Info, note);
        self.by(by.clone());
        true
    }

    /// How the server fares.
    pub fn examined(&mut self, health: Health) {
        self.health = health;
    }

    /// Looks whether something is wrong.
    pub fn look(&mut self, now: Timestamp, meeting: &Meeting) -> Looked {
        self.connections.retain(|id, _| meeting.connections.contains_key(id));
        let qualities = self.connections.values().map(|line| &line.quality);
        let silence = self.voice.silence(now, meeting);
        let is_up = meeting.speaking_device().is_some_and(|device| self.media_is_up(device));
        let speaker =
            silence.as_ref().and_then(|(_, time)| measure::speaker(meeting, *time, is_up));
        let heard = (now, &self.voice);
        let measured = measure::measure(meeting, qualities, silence, heard, &self.health);
        let changes = self.watch.look(now, &measured);
        for change in &changes {
            match change {
                Change::Raised(alarm) => {
                    let Alarm { id, kind, value, severity, .. } = *alarm;
                    let value = value.round() as u32;
                    let note = Note::AlarmRaised { alarm: id, kind, value };
                    self.note_alarm(now, alarm, severity, note);
                    metrics::counter!("rostrum_alarms_raised_total", "alarm" => kind.name())
                        .increment(1);
                }
                Change::Cleared(alarm) => {
                    let note = Note::AlarmCleared { alarm: alarm.id, kind: alarm.kind };
                    self.note_alarm(now, alarm, Severity::Info, note);
                }
            }
        }
        if self.statistics_due <= now {
            self.statistics_due = now + STATISTICS_EVERY;
            self.note_statistics(now, meeting);
        }
        Looked { alarms: !changes.is_empty(), speaker }
    }

    /// The alarms that are raised.
    #[must_use]
    pub fn alarms(&self) -> Vec<Alarm> {
        let mut alarms = self.watch.raised();
        for alarm in alarms.iter_mut().filter(|alarm| alarm.kind == AlarmKind::JournalAltered) {
            alarm.meetings.clone_from(&self.health.altered);
        }
        alarms
    }

    /// How every connection fares; those of seats first.
    #[must_use]
    pub fn qualities(&self, meeting: &Meeting) -> Vec<ConnectionQuality> {
        let of = |c: &rostrum_proto::meeting::presence::Connection| {
            let known = self.connections.get(&c.id).map(|line| line.quality.clone());
            let known = known.unwrap_or_else(|| ConnectionQuality::silent(c.id));
            ConnectionQuality {
                participant: c.participant.clone(),
                seat: meeting.seat_of(&c.participant).cloned(),
                socket_since: c.since.unwrap_or(meeting.at),
                grade: known.is_up().then(|| self.watch.grade(&known)),
                ..known
            }
        };
        let mut all: Vec<_> = meeting.connections.values().map(of).collect();
        all.sort_by_key(|quality| quality.seat.is_none());
        all.truncate(TOLD);
        all
    }

    /// What is to be written into the desk log.
    pub fn take_entries(&mut self) -> Vec<DeskEntry> {
        std::mem::take(&mut self.entries)
    }

    fn line(
        &mut self,
        now: Timestamp,
        meeting: &Meeting,
        connection: ConnectionId,
    ) -> Option<&mut Line> {
        meeting.connections.get(&connection)?;
        Some(self.connections.entry(connection).or_insert_with(|| Line {
            quality: ConnectionQuality::silent(connection),
            statistics: Statistics::default(),
            socket_ms: [None; 2],
            allowance: ALLOWED.0,
            allowed_at: now,
        }))
    }

    fn note(
        &mut self,
        at: Timestamp,
        meeting: &Meeting,
        connection: Option<ConnectionId>,
        severity: Severity,
        note: Note,
    ) {
        let device = connection.and_then(|id| meeting.connections.get(&id));
        let seat = device.and_then(|c| meeting.seat_of(&c.participant)).cloned();
        let by = device.map(|c| c.participant.clone());
        self.entries.push(DeskEntry { at, seat, connection, by, severity, note });
    }

    fn note_alarm(&mut self, at: Timestamp, alarm: &Alarm, severity: Severity, note: Note) {
        let seat = alarm.seat.clone();
        self.entries.push(DeskEntry { at, seat, connection: None, by: None, severity, note });
    }

    /// Who did what was noted last.
    fn by(&mut self, person: ParticipantId) {
        if let Some(last) = self.entries.last_mut() {
            last.by = Some(person);
        }
    }

    fn note_statistics(&mut self, now: Timestamp, meeting: &Meeting) {
        let taken: Vec<_> = self
            .connections
            .iter_mut()
            .filter_map(|(id, line)| Some((*id, line.statistics.take()?)))
            .collect();
        for (connection, note) in taken {
            let owner = meeting.connections.get(&connection).map(|c| &c.participant);
            if owner.is_some_and(|who| meeting.seat_of(who).is_some()) {
                self.note(now, meeting, Some(connection), Severity::Info, note);
            }
        }
    }
}

impl Line {
    /// Whether one more entry may be caused now.
    fn may_write(&mut self, now: Timestamp) -> bool {
        let (most, per_second) = ALLOWED;
        let filled = now.since(self.allowed_at).0 as f64 / 1_000.0 * per_second;
        self.allowance = (self.allowance + filled).min(most);
        self.allowed_at = now;
        let may = self.allowance >= 1.0;
        if may {
            self.allowance -= 1.0;
        }
        may
    }
}

#[cfg(test)]
pub(crate) mod tests;
