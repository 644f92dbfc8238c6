//! The two ends of a client's socket, and what the server does at its own.

use super::client::Client;
use super::network::Pipe;
use super::world::World;
use rostrum_proto::id::ConnectionId;
use rostrum_proto::meeting::command::Actor;
use rostrum_proto::meeting::presence::DisconnectReason;
use rostrum_proto::meeting::setup::Person;
use rostrum_proto::read::read;
use rostrum_proto::role::Role;
use rostrum_proto::time::{Millis, Timestamp};
use rostrum_proto::wire::client::Resume;
use rostrum_proto::wire::server::ErrorCode;
use rostrum_proto::wire::{ClientMessage, ServerMessage, close};
use rostrum_server::room::outbox::{OutboxReader, Outgoing, outbox};
use rostrum_server::room::public::{Comes, Present};
use rostrum_server::room::{Connect, ConnectError, Letter, Outbox, RoomHandle, Viewing};
use tokio::sync::oneshot;

/// The server gives up a socket after so much silence.
pub(super) const SILENCE: Millis = Millis::seconds(10);

pub(super) struct Socket {
    pub(super) up: Pipe<ClientMessage>,
    pub(super) down: Pipe<Down>,
    /// The server's end, while it has one.
    pub(super) server: Option<ServerEnd>,
    pub(super) greeted: bool,
}

pub(super) struct ServerEnd {
    pub(super) connection: ConnectionId,
    /// Where it is in what the public is told, if it is of the public.
    pub(super) viewing: Option<(Present, Box<Viewing>)>,
    /// The device that it says to be.
    pub(super) resumes: Option<ConnectionId>,
    pub(super) reader: OutboxReader,
    pub(super) outbox: Outbox,
    pub(super) answer: Option<oneshot::Receiver<Result<ConnectionId, ConnectError>>>,
    pub(super) last_seen: Timestamp,
}

pub(super) enum Down {
    Opened,
    Said(Box<ServerMessage>),
    Closed(u16),
}

impl Client {
    pub(super) async fn arrives_at_the_server(&mut self, world: &mut World, now: Timestamp) {
        let Some(server) = world.server.clone() else { return };
        let gone: Vec<_> = self.left.extract_if(.., |(at, ..)| *at <= now).collect();
        for (_, connection, outbox) in gone {
            let (reason, last_seen) = (DisconnectReason::Lost, now);
            server.send(Letter::Disconnect { connection, outbox, reason, last_seen }).await;
            if !self.goes_on(connection) {
                world.left.push(connection);
            }
        }
        let Some(socket) = &mut self.socket else { return };
        let listens = |end: &Option<ServerEnd>| end.as_ref().is_none_or(|end| end.answer.is_none());
        while self.cable
            && listens(&socket.server)
            && let Some(message) = socket.up.take(now)
        {
            if let Some(end) = &mut socket.server {
                end.last_seen = now;
            }
            let end = socket.server.as_ref().map(|end| (end.connection, end.outbox.clone()));
            let actor = |connection| Actor { participant: self.person.id.clone(), connection };
            match (message, end) {
                (ClientMessage::Hello { resume, .. }, None) if self.person.role == Role::Viewer => {
                    let connection = world.directory.next_connection();
                    socket.server = Some(follows(&server, connection, &self.person, resume, now));
                }
                (ClientMessage::Hello { resume, .. }, None) => {
                    let connection = world.directory.next_connection();
                    let resumes = resume.as_ref().map(|resume| resume.connection);
                    let (sender, reader) = outbox();
                    let (answer, taken) = oneshot::channel();
                    let connect = Connect {
                        actor: actor(connection),
                        invitation: "link".into(),
                        resume,
                        opened: connection.0,
                        outbox: sender.clone(),
                        token_expires_at: now + Millis::minutes(15),
                        relay: None,
                        answer,
                    };
                    server.send(Letter::Connect(connect)).await;
                    socket.server = Some(ServerEnd {
                        connection,
                        viewing: None,
                        resumes,
                        reader,
                        outbox: sender,
                        answer: Some(taken),
                        last_seen: now,
                    });
                }
                (ClientMessage::Command { id, .. }, Some((_, outbox)))
                    if self.person.role == Role::Viewer =>
                {
                    let (code, sentence) = (ErrorCode::NotPermitted, String::new());
                    outbox.say(&ServerMessage::Error { code, sentence, id: Some(id) });
                }
                (ClientMessage::Command { id, command }, Some((connection, _))) => {
                    self.asked.insert(id.clone(), command.clone());
                    server.send(Letter::Command { actor: actor(connection), id, command }).await;
                }
                (ClientMessage::Ping { nonce }, Some((_, outbox))) => {
                    outbox.say(&ServerMessage::Pong { nonce, now });
                }
                _ => {}
            }
        }
        let is_silent =
            |end: &mut ServerEnd| end.answer.is_none() && now.since(end.last_seen) > SILENCE;
        if let Some(end) = socket.server.take_if(is_silent)
            && end.viewing.is_none()
        {
            let ServerEnd { connection, outbox, last_seen, .. } = end;
            let reason = DisconnectReason::Lost;
            server.send(Letter::Disconnect { connection, outbox, reason, last_seen }).await;
            world.left.push(connection);
        }
    }

    pub(super) async fn server_speaks(&mut self, world: &mut World, now: Timestamp) {
        let Some(socket) = &mut self.socket else { return };
        let Some(end) = &mut socket.server else { return };
        let (weather, dice) = (world.weather, &mut world.dice);
        let mut closes = None;
        if let Some(answer) = &mut end.answer {
            match answer.try_recv() {
                Ok(Ok(connection)) => {
                    (end.connection, end.answer) = (connection, None);
                    // Who could not go on as before is gone as that device.
                    let was = end.resumes.take().filter(|device| *device != connection);
                    world.left.extend(was);
                }
                Ok(Err(ConnectError::Replaced)) => closes = Some(close::REPLACED),
                Ok(Err(ConnectError::TooMany)) => closes = Some(close::TOO_MANY),
                Ok(Err(ConnectError::Refused(_) | ConnectError::MeetingClosed)) => {
                    closes = Some(close::ENDED);
                }
                Ok(Err(ConnectError::Storage)) => closes = Some(close::RESTARTING),
                Err(oneshot::error::TryRecvError::Empty) => {}
                Err(oneshot::error::TryRecvError::Closed) => closes = Some(close::RESTARTING),
            }
        }
        let mut said = Vec::new();
        while let Some(outgoing) = end.reader.next_queued() {
            match outgoing {
                Outgoing::Frame(frame) => {
                    end.reader.sent(frame.len());
                    said.push(frame);
                }
                Outgoing::Told(_) | Outgoing::Follow(_) => {
                    self.wrong = Some(format!("{} is told what the public is", self.person.id));
                }
                Outgoing::Close(reason) => {
                    closes = closes.or(Some(reason.code().0));
                    break;
                }
            }
        }
        while let Some((_, viewing)) = &mut end.viewing
            && closes.is_none()
            && let Some(outgoing) = viewing.take()
        {
            match outgoing {
                Outgoing::Told(frame) => said.push(frame),
                Outgoing::Close(reason) => closes = Some(reason.code().0),
                Outgoing::Frame(_) | Outgoing::Follow(_) => {
                    self.wrong = Some(format!("{} is told what members are", self.person.id));
                    return;
                }
            }
        }
        for frame in said {
            // As the shipped client reads it.
            let message = match read::<ServerMessage>(&frame) {
                Ok(message) => message,
                Err(why) => {
                    self.wrong = Some(format!("{} got {frame}: {why}", self.person.id));
                    return;
                }
            };
            if let ServerMessage::Error { code: ErrorCode::ClosedUnrecorded, id: Some(id), .. } =
                &message
                && let Some(command) = self.asked.get(id)
            {
                world.ledger.closes(end.connection, command);
            }
            socket.down.put(now, weather, dice, Down::Said(message.into()));
        }
        if let Some(code) = closes {
            socket.server = None;
            socket.down.put(now, weather, dice, Down::Closed(code));
        }
    }
}

/// Somebody of the public comes, perhaps back, as the product's own socket takes them.
fn follows(
    server: &RoomHandle,
    connection: ConnectionId,
    person: &Person,
    resume: Option<Resume>,
    now: Timestamp,
) -> ServerEnd {
    let (outbox, reader) = outbox();
    let viewing = server.public.follow(Comes {
        connection,
        outbox: outbox.clone(),
        who: &person.id,
        link: "link",
        limit: None,
        resume: resume.as_ref(),
    });
    let token_expires_at = now + Millis::minutes(15);
    let you = person.clone();
    outbox.say(&ServerMessage::Welcome { connection, you, now, token_expires_at, relay: None });
    let viewing = viewing.map(|(present, viewing)| (present, Box::new(viewing)));
    let (resumes, answer) = (None, None);
    ServerEnd { connection, viewing, resumes, reader, outbox, answer, last_seen: now }
}
