//! What the server says.

use crate::core::desk::story::Part;
use crate::core::link::{Link, PING_EVERY};
use crate::core::model::{Model, Pending, Screen, Whereabouts};
use crate::core::msg::Effect;
use crate::core::{refusal, text};
use rostrum_proto::id::CommandId;
use rostrum_proto::meeting::command::Command;
use rostrum_proto::meeting::event::{Event, Record};
use rostrum_proto::time::{Millis, Timestamp};
use rostrum_proto::wire::desk::LogLevel;
use rostrum_proto::wire::server::ErrorCode;
use rostrum_proto::wire::{ClientMessage, ServerMessage};

impl Model {
    pub(super) fn incoming(&mut self, at: Timestamp, message: ServerMessage) -> Vec<Effect> {
        if self.screen != Screen::Inside {
            return vec![];
        }
        match message {
            ServerMessage::Welcome { connection, you, now, token_expires_at, relay } => {
                self.link = Link::Up { next_ping: at + PING_EVERY, answer: None };
                self.welcomed = at;
                // Who is to know that it is not is told so.
                self.writable = true;
                let goes_on = self.connection.replace(connection) == Some(connection);
                let offline = text::not_done_offline(self.lang);
                self.toast.take_if(|(_, told)| told == offline);
                self.clock.greeted(at, now);
                self.token_until(at, token_expires_at);
                if let Some(identity) = &mut self.identity {
                    identity.you = you;
                }
                let mut effects = vec![Effect::Welcomed(relay.map(|relay| *relay))];
                self.camera_tried = Timestamp(0);
                effects.extend(self.listens());
                if goes_on {
                    effects.extend(self.media_goes_on(at));
                } else {
                    self.restart_media(at);
                    self.watches_nothing();
                    self.certified = None;
                    self.call = None;
                }
                effects
            }
            ServerMessage::Lobby { lobby } => {
                self.place = Whereabouts::Lobby(lobby);
                self.pending.clear();
                vec![]
            }
            ServerMessage::Snapshot { meeting } => {
                // A seat's media goes on as it was tried in the lobby.
                let tried = self.wish().trial && !self.media.refused;
                let goes_on = matches!(self.place, Whereabouts::Meeting(_));
                self.place = Whereabouts::Meeting(meeting);
                self.overlay.on_record();
                self.lay_over();
                if !tried && !goes_on {
                    self.restart_media(at);
                }
                self.settle_pending();
                self.arrived()
            }
            ServerMessage::Own { seq, own } => {
                self.own_comes(seq, *own);
                vec![]
            }
            ServerMessage::OwnBooth { seq, booth } => {
                self.own_booth_comes(seq, *booth);
                vec![]
            }
            ServerMessage::Resumed { records } => {
                for record in &records {
                    self.take_record(record);
                }
                self.settle_pending();
                self.arrived()
            }
            ServerMessage::Event { after, record } => self.event(at, after, &record),
            ServerMessage::Accepted { id, seq } => {
                for pending in self.pending.iter_mut().filter(|p| p.id == id) {
                    pending.done_at = Some(seq);
                }
                self.settle_pending();
                vec![]
            }
            ServerMessage::Refused { id, refusal, .. } => {
                self.drop_pending(&id);
                let sentence = refusal::sentence(self.meeting(), &refusal, self.lang);
                self.tell(sentence);
                vec![]
            }
            ServerMessage::DocumentsChanged {} => self.documents_changed(),
            ServerMessage::Answer { sdp } => vec![Effect::Answer(sdp)],
            ServerMessage::MediaRefused { sentence } => {
                self.media.refused = true;
                self.log(LogLevel::Error, &format!("media refused: {sentence}"), None);
                vec![]
            }
            ServerMessage::LeftOut { pictures } => {
                self.media.left_out = pictures;
                vec![]
            }
            ServerMessage::Token { token, expires_at } => {
                self.token_until(at, expires_at);
                if let Some(identity) = &mut self.identity {
                    identity.token = token;
                    identity.expires_at = expires_at;
                }
                self.keep(true)
            }
            ServerMessage::Pong { nonce, now } => {
                self.pong(at, nonce, now);
                vec![]
            }
            ServerMessage::Quality { connections } => {
                self.desk.measure(connections);
                vec![]
            }
            ServerMessage::JournalPage { records } => self.journal_came(&records),
            ServerMessage::Alarms { alarms } => self.alarms_came(alarms),
            ServerMessage::Story { seat, until, heard, records, entries, next, .. } => {
                self.story_came((seat, until), Part { heard, records, entries, next })
            }
            ServerMessage::Observed { entries } => self.observed(&entries),
            ServerMessage::Help { id, name, help, .. } => self.asked(at, id, name, help),
            ServerMessage::Storage { writable } => {
                self.writable = writable;
                vec![]
            }
            ServerMessage::Listeners { channels } => {
                self.listeners = channels;
                vec![]
            }
            ServerMessage::Following { now, .. } => {
                self.following = Some(now);
                vec![]
            }
            ServerMessage::Silenced { sources } => {
                self.overlay.silence(sources);
                self.lay_over();
                vec![]
            }
            ServerMessage::Error { code, id, .. } => {
                if let Some(id) = &id {
                    self.drop_pending(id);
                }
                self.outdated |= code == ErrorCode::HelloExpected;
                self.log(LogLevel::Error, &format!("error of the server: {code:?}"), id);
                self.tell(refusal::error(code, self.lang));
                vec![]
            }
        }
    }

    /// In the meeting, or back in it: commands still open are sent again, with the same ids.
    fn arrived(&mut self) -> Vec<Effect> {
        let over = self.closed();
        if over {
            // Nothing else can be asked for any more.
            self.pending.retain(|p| may_be_asked_afterwards(&p.command));
        }
        let again = self.pending.iter().filter(|p| p.done_at.is_none());
        let mut effects: Vec<_> = again
            .map(|p| ClientMessage::Command { id: p.id.clone(), command: p.command.clone() })
            .map(Effect::Send)
            .collect();
        match over {
            true => effects.push(Effect::ReleaseDevices),
            false => effects.extend(self.open_desk()),
        }
        effects
    }

    fn event(&mut self, at: Timestamp, after: u64, record: &Record) -> Vec<Effect> {
        let Some(seq) = self.replica().map(|m| m.seq) else { return vec![] };
        if record.seq <= seq {
            return vec![];
        }
        if after != seq {
            // Something is missing: the server tells it again to a new connection.
            return self.connect_anew(at);
        }
        self.take_record(record);
        self.settle_pending();
        if matches!(record.event, Event::FloorReleased { .. } | Event::FloorRevoked { .. }) {
            // What was given is for everybody from now on.
            return self.documents_changed();
        }
        match self.closed() {
            true => {
                let mut effects = vec![Effect::ReleaseDevices];
                effects.extend(self.keep(true));
                effects
            }
            false => vec![],
        }
    }

    fn take_record(&mut self, record: &Record) {
        if self.overlay.on_record() {
            self.lay_over();
        }
        self.notice(record);
        if let Whereabouts::Meeting(meeting) = &mut self.place {
            meeting.apply(record);
        }
        self.lay_over();
        self.note_record(record);
    }

    fn settle_pending(&mut self) {
        let Some(seq) = self.meeting().map(|m| m.seq) else { return };
        self.pending.retain(|p| p.done_at.is_none_or(|done| done > seq));
    }

    fn drop_pending(&mut self, id: &CommandId) {
        if let Some(n) = self.pending.iter().position(|p| p.id == *id) {
            let Pending { command, .. } = self.pending.remove(n);
            self.paper_returned(&command);
        }
    }

    /// Renewed after two thirds of its lifetime.
    fn token_until(&mut self, at: Timestamp, expires_at: Timestamp) {
        let life = expires_at.since(self.server_time(at));
        self.renew_at = Some(at + Millis(life.0 / 3 * 2));
    }

    fn pong(&mut self, at: Timestamp, nonce: u32, now: Timestamp) {
        let round_trip = u64::from((at.0 as u32).wrapping_sub(nonce));
        self.clock.answered(at, round_trip, now);
        if let Link::Up { answer, .. } = &mut self.link {
            *answer = None;
        }
    }
}

/// What a closed meeting still takes.
fn may_be_asked_afterwards(command: &Command) -> bool {
    matches!(
        command,
        Command::PublishRecord {}
            | Command::AcceptStatement { .. }
            | Command::ReturnStatement { .. }
            | Command::CorrectStatement { .. }
            | Command::ArrangeAnnexes { .. }
            | Command::SettlePoint { .. }
    )
}
