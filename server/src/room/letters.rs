//! How each letter is handled.

use super::draft::{Arrival, Draft};
use super::listening::{listen, meet_colleagues, watch};
use super::outbox::{CloseReason, Outbox};
use super::publish::{Feed, Subscriber, lobby};
use super::task::Room;
use super::{ConnectError, Letter};
use crate::journal::EventLog;
use crate::media::{Forwards, Offered};
use rostrum_compilation::corrections_until;
use rostrum_proto::id::{ConnectionId, MeetingId, ParticipantId};
use rostrum_proto::meeting::Notice;
use rostrum_proto::meeting::authority::{self, Act};
use rostrum_proto::meeting::command::{Actor, Command};
use rostrum_proto::meeting::event::Record;
use rostrum_proto::meeting::phase::PhaseName;
use rostrum_proto::meeting::presence::DisconnectReason;
use rostrum_proto::meeting::ready::Fault;
use rostrum_proto::meeting::refusal::Refusal;
use rostrum_proto::meeting::setup::Person;
use rostrum_proto::time::Timestamp;
use rostrum_proto::wire::ServerMessage;
use rostrum_proto::wire::client::Resume;
use rostrum_proto::wire::documents::Documents;
use rostrum_proto::wire::http::RecordError;
use rostrum_proto::wire::relay::Relay;
use rostrum_proto::wire::server::{ErrorCode, Lobby};
use std::sync::Arc;
use tokio::sync::oneshot;
use tracing::warn;

/// Simultaneous connections allowed per person.
const DEVICES_PER_PERSON: usize = 6;
/// The most journal records in one answer.
const PAGE: u32 = 500;

/// An authenticated socket that asks to connect.
pub struct Connect {
    /// Who and on which device.
    pub actor: Actor,
    /// The invitation that the token was issued for.
    pub invitation: String,
    /// Where the client stopped before.
    pub resume: Option<Resume>,
    /// When its socket was opened, among all sockets.
    pub opened: u64,
    /// The way to the client.
    pub outbox: Outbox,
    /// When its token expires.
    pub token_expires_at: Timestamp,
    /// Where its media may be relayed.
    pub relay: Option<Relay>,
    /// Answers whether it was accepted, and as which device: the earlier one, if it has only another socket now.
    pub answer: oneshot::Sender<Result<ConnectionId, ConnectError>>,
}

impl<L: EventLog + Clone> Room<L> {
    /// Takes a letter into the batch. Returns who is waiting for the room to stop, if the letter asked for that.
    pub(super) fn read(
        &mut self,
        draft: &mut Draft,
        letter: Letter,
    ) -> Option<oneshot::Sender<()>> {
        match letter {
            Letter::Connect(connect) => self.connect(draft, connect),
            Letter::Disconnect { connection, outbox, reason, last_seen } => {
                if self.has_another_socket(connection, &outbox) {
                    return None;
                }
                self.part_with(connection, None);
                let connections = vec![connection];
                draft.note(Notice::Disconnected { connections, last_seen, reason });
            }
            Letter::Command { actor, id, mut command } => {
                if let Command::CertifyAudio { report } = &mut command {
                    // What the network does to a voice is measured here, whatever the device believes.
                    report.loss = self.desk.voice_loss(actor.connection);
                }
                if let Command::ReportReady { ready: ready @ true, fault, .. } = &mut command
                    && !self.desk.media_is_up(actor.connection)
                {
                    // Nobody is ready whose audio does not come.
                    (*ready, *fault) = (false, Some(Fault::NoMedia));
                }
                let now = self.wiring.clock.now();
                let too_often = !self.reports.count(now, &actor.participant, &command);
                let is_done = self.done.holds(&actor.participant, &id);
                if let Some(outbox) = self.outbox(actor.connection)
                    && let Some(refusal) =
                        draft.command(outbox, &actor, (id.clone(), &command), is_done, too_often)
                {
                    self.note_refusal(&actor, id, &command, &refusal);
                }
            }
            Letter::Join { person, invitation, answer } => {
                join(draft, person, invitation, answer);
            }
            Letter::Revoked { participant, invitation } => {
                self.revoked(draft, participant, invitation);
            }
            Letter::Offer { connection, offered } => self.offer(draft, connection, offered),
            Letter::Listen { connection, channel } => {
                if let (Some(media), Some(outbox)) = (&self.wiring.media, self.outbox(connection)) {
                    let listening = &self.audience.public.listening;
                    let profile = &self.meeting.setup.profile;
                    listen((&**media, listening), profile, (connection, channel), &outbox);
                }
            }
            Letter::Watch { connection, seats } => {
                if let (Some(media), Some(outbox)) = (&self.wiring.media, self.outbox(connection)) {
                    watch(&**media, &self.meeting, (connection, &seats), &outbox);
                }
            }
            Letter::Journal { actor, before, limit } => self.journal_page(&actor, before, limit),
            Letter::Record { participant, answer } => {
                self.whole_journal(participant.as_ref(), answer);
            }
            Letter::Documents { participant, answer } => {
                let now = self.wiring.clock.now();
                let until = corrections_until(&self.meeting);
                let told = Documents::told(&self.meeting, participant.as_ref(), now, until);
                // Who asked may be gone.
                drop(answer.send(told));
            }
            Letter::Statement(sent) => {
                let is_done = self.done.holds(&sent.participant, &sent.id);
                draft.statement(*sent, is_done);
            }
            Letter::Publish(publishing) => draft.publish(*publishing),
            Letter::Issued { name, document } => draft.note(Notice::Issued { name, document }),
            Letter::Recorder(outcome) => self.recorder_said(draft, outcome),
            Letter::Desk(letter) => self.at_desk(letter),
            Letter::Stop(stopped) => return Some(stopped),
        }
        None
    }

    fn connect(&mut self, draft: &mut Draft, connect: Connect) {
        let Connect { actor, invitation, resume, opened, outbox, token_expires_at, relay, answer } =
            connect;
        let now = self.wiring.clock.now();
        let who = &actor.participant;
        let person = match draft.meeting.may_connect(who) {
            Ok(()) => draft.meeting.participant(who).map(|p| Person::clone(&p.person)),
            Err(refusal) => return drop(answer.send(Err(ConnectError::Refused(refusal)))),
        };
        let Some(you) = person else { return };
        let devices = || draft.meeting.connections.values().filter(|c| c.participant == *who);
        let earlier = resume.as_ref().map(|r| r.connection).filter(|earlier| {
            devices().any(|c| c.id == *earlier) && self.audience.subscribers.contains_key(earlier)
        });
        if earlier.is_none() && devices().count() >= DEVICES_PER_PERSON {
            return drop(answer.send(Err(ConnectError::TooMany)));
        }
        let (connection, participant) = (earlier.unwrap_or(actor.connection), who.clone());
        let class = authority::class(you.role);
        let welcome = ServerMessage::Welcome {
            connection,
            you,
            now,
            token_expires_at,
            relay: relay.map(Box::new),
        };
        let feed = Feed::Lobby;
        let subscriber =
            Subscriber { participant, class, invitation, opened, outbox, resume, feed };
        let arrival = Arrival { connection, subscriber, welcome, answer };
        if earlier.is_some() {
            return self.resume(arrival);
        }
        draft.note(Notice::Connected(actor));
        draft.arrivals.push(arrival);
    }

    fn revoked(&mut self, draft: &mut Draft, participant: ParticipantId, invitation: String) {
        let here = self.audience.subscribers.iter().map(|(id, s)| (*id, s));
        let of_link =
            |(id, s): (ConnectionId, &Subscriber)| (s.invitation == invitation).then_some(id);
        let here: Vec<_> = here.filter_map(of_link).collect();
        let coming = draft.arrivals.iter().map(|a| (a.connection, &a.subscriber));
        let coming: Vec<_> = coming.filter_map(of_link).collect();
        // Whether or not it can be recorded now.
        for connection in &here {
            self.part_with(*connection, Some(CloseReason::Ended));
        }
        let connections = [here, coming].concat();
        draft.note(Notice::InvitationRevoked(participant, invitation));
        let (last_seen, reason) = (self.wiring.clock.now(), DisconnectReason::Ended);
        draft.note(Notice::Disconnected { connections, last_seen, reason });
    }

    fn offer(&self, draft: &Draft, connection: ConnectionId, offered: Offered) {
        let Some(subscriber) = self.audience.subscribers.get(&connection) else { return };
        let outbox = subscriber.outbox.clone();
        let who = &subscriber.participant;
        // A seat's way is tried before it is needed: the plan forwards nothing to the lobby, nor from it.
        let may = draft.meeting.is_admitted(who) || draft.meeting.seat_of(who).is_some();
        if !may {
            let sentence = "You are in the lobby: media begins when you are admitted.".into();
            outbox.say(&ServerMessage::MediaRefused { sentence });
            return;
        }
        let Some(media) = self.wiring.media.clone() else { return };
        meet_colleagues(&*media, &draft.meeting, connection);
        answer_offer(media, (&self.meeting.setup.id, connection), offered, outbox);
    }

    fn journal_page(&self, actor: &Actor, before: Option<u64>, limit: u32) {
        let Some(outbox) = self.outbox(actor.connection) else { return };
        if !authority::may(&self.meeting, &actor.participant, Act::WatchJournal) {
            let sentence = "The journal is for technicians.".into();
            let code = ErrorCode::NotPermitted;
            outbox.say(&ServerMessage::Error { code, sentence, id: None });
            return;
        }
        let (log, id) = (self.wiring.log.clone(), self.meeting.setup.id.clone());
        let before = before.unwrap_or(self.meeting.seq + 1);
        tokio::spawn(async move {
            match log.read(&id, 0, before, limit.min(PAGE)).await {
                Ok(records) => outbox.answer(&ServerMessage::JournalPage { records }),
                Err(why) => {
                    warn!(meeting = %id, %why, "journal.unreadable");
                    // It asks again when it comes back.
                    outbox.close(CloseReason::Restarting);
                }
            }
        });
    }

    /// The authority is looked up in the meeting as it is now, before anything is read.
    fn whole_journal(
        &self,
        who: Option<&ParticipantId>,
        answer: oneshot::Sender<Result<Vec<Record>, RecordError>>,
    ) {
        let refusal = match who {
            Some(who) if authority::may(&self.meeting, who, Act::ReadRecord) => None,
            Some(_) => Some(RecordError::NotPermitted),
            None if self.meeting.record_published.is_some() => None,
            None => Some(RecordError::NotPublished),
        };
        // Who asked may be gone; then nobody needs the answer.
        if let Some(refusal) = refusal {
            return drop(answer.send(Err(refusal)));
        }
        let (log, id) = (self.wiring.log.clone(), self.meeting.setup.id.clone());
        tokio::spawn(async move {
            let read = log.read(&id, 0, u64::MAX, u32::MAX).await.map_err(|why| {
                warn!(meeting = %id, %why, "journal.unreadable");
                RecordError::Unavailable
            });
            drop(answer.send(read));
        });
    }

    pub(super) fn outbox(&self, connection: ConnectionId) -> Option<Outbox> {
        self.audience.subscribers.get(&connection).map(|s| s.outbox.clone())
    }
}

/// Has an offer answered, and says the answer to who made it.
pub(super) fn answer_offer(
    media: Arc<dyn Forwards>,
    (meeting, connection): (&MeetingId, ConnectionId),
    offered: Offered,
    outbox: Outbox,
) {
    let meeting = meeting.clone();
    tokio::spawn(async move {
        let answer = match media.answer(&meeting, connection, offered).await {
            Ok(sdp) => ServerMessage::Answer { sdp },
            Err(why) => {
                // Quoted: it may repeat what the client wrote.
                let said = why.to_string();
                warn!(%meeting, %connection, why = ?said, "media.refused");
                ServerMessage::MediaRefused { sentence: why.to_string() }
            }
        };
        outbox.say(&answer);
    });
}

fn join(
    draft: &mut Draft,
    person: Person,
    invitation: String,
    answer: oneshot::Sender<Result<Lobby, ConnectError>>,
) {
    let over = draft.meeting.phase.name() == PhaseName::Closed;
    if over && !authority::may_come_afterwards(&draft.meeting, &person) {
        return drop(answer.send(Err(ConnectError::MeetingClosed)));
    }
    let who = person.id.clone();
    let same = |known: &Person| known.role == person.role && known.seat == person.seat;
    if draft.meeting.participant(&who).is_some_and(|known| !same(&known.person)) {
        // A link gives its own authority and never that of another with the same id.
        return drop(answer.send(Err(ConnectError::Refused(Refusal::UnknownParticipant {}))));
    }
    draft.note(Notice::Named(person));
    if let Err(refusal) = draft.meeting.may_connect(&who) {
        return drop(answer.send(Err(ConnectError::Refused(refusal))));
    }
    draft.note(Notice::InvitationUsed(who.clone(), invitation));
    let lobby = lobby(&draft.meeting, &who);
    draft.join(answer, lobby);
}
