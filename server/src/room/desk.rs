//! The technicians' desk in the room: who may use it, who is told, what is written down.

use super::public::Following;
use super::stories::Asked;
use super::task::Room;
use crate::desk::Health;
use crate::desk::story::Question;
use crate::journal::EventLog;
use rostrum_proto::id::{CommandId, ConnectionId};
use rostrum_proto::meeting::Notice;
use rostrum_proto::meeting::authority::{self, Act};
use rostrum_proto::meeting::command::{Actor, Command};
use rostrum_proto::meeting::event::{Event, Record};
use rostrum_proto::meeting::refusal::Refusal;
use rostrum_proto::named::Named;
use rostrum_proto::time::Millis;
use rostrum_proto::wire::ServerMessage;
use rostrum_proto::wire::desk::{Help, LogLevel, MAX_LOG_BYTES, Note, Severity};
use rostrum_proto::wire::quality::{ConnectionQuality, DeviceNames, LeftOut, MediaState, cut};
use rostrum_proto::wire::server::ErrorCode;
use tracing::info;

/// After so many looks the journal is told how many follow.
const COUNTED_EVERY: u32 = 60;
/// The most observations sent to technicians per second; all of them are in the desk log.
const TOLD_AT_ONCE: usize = 200;

/// What reaches the desk.
#[derive(Clone, Debug)]
pub enum DeskLetter {
    /// The media state of a connection has changed.
    Media {
        /// Whose.
        connection: ConnectionId,
        /// Its new state.
        media: MediaState,
    },
    /// Media measured a connection.
    Measured(ConnectionQuality),
    /// Pictures are not sent to a connection any more, or all are again.
    LeftOut {
        /// Whose.
        connection: ConnectionId,
        /// Which are not sent.
        pictures: LeftOut,
        /// Bits a second that its network carries to it, if that is known.
        limit: Option<u64>,
    },
    /// A client has answered a ping.
    Answered {
        /// The client.
        connection: ConnectionId,
        /// The round trip.
        round_trip: Millis,
    },
    /// The server has checked its own health.
    Health(Health),
    /// A client says which devices it uses.
    Named {
        /// The client.
        connection: ConnectionId,
        /// Which.
        devices: DeviceNames,
    },
    /// A line of a client's log.
    Logged {
        /// The client.
        connection: ConnectionId,
        /// How much it matters.
        level: LogLevel,
        /// The text.
        text: String,
        /// The command or help request that caused it.
        trace: Option<CommandId>,
    },
    /// A socket was refused before anyone knew whose it was.
    SocketRefused {
        /// What had to be in the request.
        expected: String,
        /// What was.
        came: String,
    },
    /// A technician acknowledges an alarm.
    Acknowledge {
        /// Who.
        actor: Actor,
        /// Which.
        alarm: u64,
    },
    /// A technician asks for a seat's story.
    Story {
        /// Who.
        actor: Actor,
        /// Whose, and of when.
        question: Question,
    },
    /// A technician asks another person's client to do something.
    Help {
        /// Who.
        actor: Actor,
        /// The trace id.
        id: CommandId,
        /// Whose client.
        connection: ConnectionId,
        /// What.
        help: Help,
    },
}

impl<L: EventLog + Clone> Room<L> {
    pub(super) fn at_desk(&mut self, letter: DeskLetter) {
        let now = self.wiring.clock.now();
        let meeting = self.meeting.clone();
        match letter {
            DeskLetter::Media { connection, media } => {
                self.desk.media_changed(now, &meeting, connection, media);
            }
            DeskLetter::Measured(quality) => self.desk.measured(now, &meeting, quality),
            DeskLetter::LeftOut { connection, pictures, limit } => {
                if self.desk.left_out(now, &meeting, connection, pictures, limit)
                    && let Some(outbox) = self.outbox(connection)
                {
                    outbox.say(&ServerMessage::LeftOut { pictures });
                }
            }
            DeskLetter::Answered { connection, round_trip } => {
                self.desk.answered(now, &meeting, connection, round_trip);
            }
            DeskLetter::Health(health) => self.desk.examined(health),
            DeskLetter::Named { connection, devices } => {
                self.desk.named(now, &meeting, connection, devices);
            }
            DeskLetter::Logged { connection, level, text, trace } => {
                let line = (level, text.as_str(), trace.clone());
                if self.desk.logged(now, &meeting, connection, line) {
                    let id = &meeting.setup.id;
                    let trace = trace.as_ref().map(tracing::field::display);
                    // Quoted: it is in the client's words.
                    let said = cut(&text, MAX_LOG_BYTES);
                    info!(meeting = %id, %connection, trace, ?level, ?said, "client.logged");
                }
            }
            DeskLetter::SocketRefused { expected, came } => {
                self.desk.socket_refused(now, &meeting, expected, came);
            }
            DeskLetter::Acknowledge { actor, alarm } => {
                if !self.is_at_desk(&actor, None) {
                    return;
                }
                match self.desk.acknowledge(now, alarm, &actor.participant) {
                    true => self.tell_alarms(),
                    false => self.complain(&actor, ErrorCode::Gone, None),
                }
            }
            DeskLetter::Story { actor, question } => self.tell_story(&actor, question),
            DeskLetter::Help { actor, id, connection, help } => {
                self.help(&actor, id, connection, help);
            }
        }
    }

    /// Every second: raises and clears alarms, tells, and writes the desk log. Gives what the meeting is to know.
    pub(super) fn look(&mut self) -> Vec<Notice> {
        let meeting = self.meeting.clone();
        let looked = self.desk.look(self.wiring.clock.now(), &meeting);
        if looked.alarms {
            self.tell_alarms();
        }
        self.looks = self.looks.wrapping_add(1);
        // Media measures every two seconds.
        if self.looks.is_multiple_of(2) {
            let connections = self.desk.qualities(&meeting);
            self.audience.tell_watchers(&meeting, &ServerMessage::Quality { connections });
        }
        self.count_listeners();
        self.write_down();
        looked.speaker.into_iter().chain(self.count_viewers()).collect()
    }

    /// Tells how many listen to each channel.
    fn count_listeners(&mut self) {
        let channels = self.audience.public.listening.count();
        if channels != self.listeners {
            self.listeners.clone_from(&channels);
            self.audience.tell_listeners(&self.meeting, channels);
        }
    }

    /// Tells officers how many follow, and the journal once a minute.
    fn count_viewers(&mut self) -> Option<Notice> {
        let following = self.audience.public.following();
        if following != self.following {
            self.following = following;
            self.audience.tell_officers(&self.meeting, &following.into());
        }
        let due = self.looks.is_multiple_of(COUNTED_EVERY) && following != self.counted;
        due.then(|| {
            self.counted = following;
            let Following { now, most } = following;
            Notice::Counted { now, most }
        })
    }

    /// Writes observations to the desk log, and sends them to technicians who are looking at a seat.
    fn write_down(&mut self) {
        let entries = self.desk.take_entries();
        let mut told: Vec<_> = entries.iter().filter(|e| e.is_of_seat_or_server()).collect();
        // Of many, rather what happened than what is measured again and again.
        told.sort_by_key(|entry| matches!(entry.note, Note::MediaMeasured { .. }));
        told.truncate(TOLD_AT_ONCE);
        if !told.is_empty() {
            let entries = told.into_iter().cloned().collect();
            self.audience.tell_watchers(&self.meeting, &ServerMessage::Observed { entries });
        }
        if let Some(log) = self.wiring.desk_log.as_ref().filter(|_| !entries.is_empty()) {
            log.write(&self.meeting.setup.id, entries);
        }
    }

    /// A command was declined, which the journal does not record.
    pub(super) fn note_refusal(
        &mut self,
        actor: &Actor,
        trace: CommandId,
        command: &Command,
        refusal: &Refusal,
    ) {
        let now = self.wiring.clock.now();
        let meeting = self.meeting.clone();
        let what = (trace, command, refusal);
        self.desk.refused(now, &meeting, actor.connection, what);
    }

    /// Technicians who have just joined are sent the current alarms.
    pub(super) fn show_alarms_to_new(&self, records: &[Record]) {
        let watches = |record: &Record| match &record.event {
            Event::ConnectionOpened { participant, .. } => {
                authority::may(&self.meeting, participant, Act::WatchJournal)
            }
            _ => false,
        };
        if records.iter().any(watches) {
            self.tell_alarms();
        }
    }

    fn tell_alarms(&self) {
        let alarms = self.desk.alarms();
        for severity in [Severity::Info, Severity::Warning, Severity::Grave] {
            let count = alarms.iter().filter(|alarm| alarm.severity == severity).count();
            let meeting = self.meeting.setup.id.to_string();
            metrics::gauge!("rostrum_alarms", "meeting" => meeting, "severity" => severity.name())
                .set(count as f64);
        }
        self.audience.tell_watchers(&self.meeting, &ServerMessage::Alarms { alarms });
    }

    /// Passes a help request to a client, and records who asked.
    fn help(&mut self, actor: &Actor, id: CommandId, connection: ConnectionId, help: Help) {
        if !self.is_at_desk(actor, Some(&id)) {
            return;
        }
        let Some(outbox) = self.outbox(connection) else {
            return self.complain(actor, ErrorCode::Gone, Some(id));
        };
        let (meeting, by) = (self.meeting.clone(), actor.participant.clone());
        let named = meeting.participant(&by).and_then(|p| p.person.name.clone());
        let name = named.unwrap_or_else(|| by.to_string());
        let now = self.wiring.clock.now();
        self.desk.asked(now, &meeting, connection, (by.clone(), id.clone(), help));
        info!(meeting = %meeting.setup.id, trace = %id, %connection, ?help, %by, "help.asked");
        outbox.say(&ServerMessage::Help { id: id.clone(), by, name, help });
        if let Some(asking) = self.outbox(actor.connection) {
            asking.say(&ServerMessage::Accepted { id, seq: meeting.seq });
        }
    }

    /// Reads aside: a long journal must not hold up the meeting.
    fn tell_story(&mut self, actor: &Actor, question: Question) {
        if !self.is_at_desk(actor, None) {
            return;
        }
        if self.meeting.seat(&question.seat).is_err() {
            return self.complain(actor, ErrorCode::Gone, None);
        }
        let Some(outbox) = self.outbox(actor.connection) else { return };
        let Some(desk_log) = self.wiring.desk_log.clone() else { return };
        // What was seen in the last second belongs to the story.
        self.write_down();
        let asked = Asked { question, meeting: self.meeting.clone(), outbox };
        self.stories.ask(actor.connection, asked, (self.wiring.log.clone(), desk_log));
    }

    /// Whether the actor works at the desk; an actor who does not is told so.
    fn is_at_desk(&self, actor: &Actor, id: Option<&CommandId>) -> bool {
        let may = authority::may(&self.meeting, &actor.participant, Act::WatchJournal);
        if !may {
            self.complain(actor, ErrorCode::NotPermitted, id.cloned());
        }
        may
    }

    fn complain(&self, actor: &Actor, code: ErrorCode, id: Option<CommandId>) {
        let Some(outbox) = self.outbox(actor.connection) else { return };
        let sentence = match code {
            ErrorCode::Gone => "What this refers to no longer exists.",
            _ => "The desk is for technicians.",
        };
        outbox.say(&ServerMessage::Error { code, sentence: sentence.into(), id });
    }
}
