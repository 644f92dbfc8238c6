//! One WebSocket: `hello`, then letters to the room and frames from it, until one of the two ends.

use super::hello::{Greeted, good_invitation, hello};
use super::last_ping::LastPing;
use super::patience::Meter;
use super::writer::write;
use super::{App, limits};
use crate::desk::story::Question;
use crate::identity::Claims;
use crate::room::outbox::outbox;
use crate::room::{
    CloseReason, Connect, ConnectError, DeskLetter, Letter, Offered, Outbox, RoomHandle,
};
use futures_util::StreamExt;
use futures_util::stream::SplitStream;
use rostrum_proto::id::{CommandId, ConnectionId, SeatId};
use rostrum_proto::meeting::command::Actor;
use rostrum_proto::meeting::presence::DisconnectReason;
use rostrum_proto::time::Timestamp;
use rostrum_proto::wire::client::Resume;
use rostrum_proto::wire::server::ErrorCode;
use rostrum_proto::wire::{ClientMessage, ServerMessage};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::oneshot;
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::{Error as WsError, Message};
use tracing::{Instrument, info, info_span};

/// Serves a socket to its end.
pub async fn serve<S>(app: Arc<App>, stream: WebSocketStream<S>, meter: Meter)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    // Until the client has been told the last word.
    let _open = app.open_sockets.upgrade();
    let (sink, mut incoming) = stream.split();
    let (sender, reader) = outbox();
    let last_ping = LastPing::default();
    let opened = app.directory.next_socket();
    let writing = tokio::spawn(write(sink, reader, (app.clock, last_ping.clone())));
    match hello(&app, &mut incoming).await {
        Ok(Greeted { claims, invitation, resume }) => {
            let meeting = &claims.meeting;
            let span = info_span!("socket", %meeting, seat = tracing::field::Empty, connection = tracing::field::Empty);
            let part = invitation.to.takes_part();
            let connection = match part {
                Ok(_) => app.directory.next_connection(),
                Err(_) => app.directory.next_viewer(),
            };
            let mut socket = Socket::new(app, claims, connection, (sender.clone(), last_ping));
            meter.begins_anew();
            socket.meter = meter;
            match part {
                Ok(person) => {
                    let seat = person.seat.as_ref();
                    span.record("seat", seat.map_or("none", SeatId::as_str));
                    // Apart, so that a viewer's socket is none the larger for it.
                    let conversation = socket.converse(&mut incoming, (opened, resume));
                    Box::pin(conversation.instrument(span)).await;
                }
                Err(link) => {
                    socket.follow(&mut incoming, link, resume).instrument(span).await;
                }
            }
        }
        Err(refusal) => {
            if let Some(message) = refusal.message {
                sender.say(&message);
            }
            sender.close(refusal.close);
        }
    }
    drop(sender);
    // The writer ends with the room's last word, or with the connection.
    drop(timeout(limits::WRITE_WITHIN, writing).await);
}

/// The server's end of a socket.
pub(super) struct Socket {
    pub app: Arc<App>,
    pub claims: Claims,
    pub connection: ConnectionId,
    pub outbox: Outbox,
    last_ping: LastPing,
    meter: Meter,
    rate: limits::Bucket,
    pub token_expires_at: Timestamp,
    pub heartbeat: bool,
    /// What a viewer has sent that is not for viewers to send.
    pub out_of_place: u32,
    /// What a viewer may ask of others than this socket: a session of media, a token.
    pub wants: limits::Bucket,
}

/// Whether the conversation goes on.
pub(super) type Flow = std::ops::ControlFlow<DisconnectReason>;
pub(super) const CONTINUE: Flow = Flow::Continue(());

impl Socket {
    fn new(
        app: Arc<App>,
        claims: Claims,
        connection: ConnectionId,
        (outbox, last_ping): (Outbox, LastPing),
    ) -> Self {
        let token_expires_at = Timestamp(claims.exp * 1000);
        let rate = limits::Bucket::new(200.0, 50.0);
        let (meter, heartbeat, out_of_place) = (Meter::default(), false, 0);
        let wants = limits::Bucket::new(5.0, 0.2);
        Self {
            app,
            claims,
            connection,
            outbox,
            last_ping,
            meter,
            rate,
            token_expires_at,
            heartbeat,
            out_of_place,
            wants,
        }
    }

    fn actor(&self) -> Actor {
        Actor { participant: self.claims.sub.clone(), connection: self.connection }
    }

    async fn converse<S>(
        &mut self,
        incoming: &mut SplitStream<WebSocketStream<S>>,
        (opened, resume): (u64, Option<Resume>),
    ) where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let Some(room) = self.app.directory.room(&self.claims.meeting) else { return };
        // Who comes back has pinged before.
        self.heartbeat = resume.is_some();
        let (answer, taken) = oneshot::channel();
        let letter = Letter::Connect(Connect {
            actor: self.actor(),
            invitation: self.claims.invitation.clone(),
            resume,
            opened,
            outbox: self.outbox.clone(),
            token_expires_at: self.token_expires_at,
            relay: self.app.relay_for(&self.claims.sub),
            answer,
        });
        let sent = room.send(letter).await;
        match taken.await {
            Ok(Ok(connection)) if sent => self.connection = connection,
            Ok(Err(ConnectError::Replaced)) => return self.outbox.close(CloseReason::Replaced),
            Ok(Err(ConnectError::TooMany)) => return self.outbox.close(CloseReason::TooMany),
            Ok(Err(ConnectError::Refused(_) | ConnectError::MeetingClosed)) => {
                return self.outbox.close(CloseReason::Ended);
            }
            Ok(Err(ConnectError::Storage) | Ok(_)) | Err(_) => {
                return self.outbox.close(CloseReason::Restarting);
            }
        }
        tracing::Span::current().record("connection", tracing::field::display(self.connection));
        info!("socket.connected");
        let (reason, last_seen) = self.listen(&room, incoming).await;
        info!(?reason, "socket.disconnected");
        let (connection, outbox) = (self.connection, self.outbox.clone());
        room.send(Letter::Disconnect { connection, outbox, reason, last_seen }).await;
    }

    pub(super) async fn listen<S>(
        &mut self,
        room: &RoomHandle,
        incoming: &mut SplitStream<WebSocketStream<S>>,
    ) -> (DisconnectReason, Timestamp)
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let mut last_seen = self.app.clock.now();
        // A silent client is asked once in each silence.
        let mut asked = false;
        let outbox = self.outbox.clone();
        let ended = outbox.ended();
        tokio::pin!(ended);
        loop {
            let patience =
                if self.heartbeat { limits::HEARTBEAT_LOST_AFTER } else { limits::LOST_AFTER };
            let clock = self.app.clock;
            // In this order: no flood outlives a token, and what has arrived was heard in time.
            let next = tokio::select! {
                biased;
                reason = &mut ended => return (reason.disconnects(), last_seen),
                () = clock.sleep_until(self.token_expires_at) => {
                    self.outbox.close(CloseReason::Unauthorized);
                    return (DisconnectReason::Ended, clock.now());
                }
                // It comes back; so shall the client.
                () = room.gone() => {
                    self.outbox.close(CloseReason::Restarting);
                    return (DisconnectReason::Restart, clock.now());
                }
                next = incoming.next() => next,
                () = clock.sleep_until(last_seen + limits::HEARTBEAT_ASKED_AFTER),
                    if self.heartbeat && !asked =>
                {
                    self.last_ping.ask();
                    asked = true;
                    continue;
                }
                () = clock.sleep_until(last_seen + patience) => {
                    return (DisconnectReason::Lost, last_seen);
                }
            };
            last_seen = clock.now();
            asked = false;
            self.meter.begins_anew();
            let flow = match next {
                Some(Ok(Message::Text(text))) => self.take(room, &text).await,
                Some(Ok(Message::Binary(_))) => {
                    self.complain(ErrorCode::BadFrame, "Expected text frames only.", None);
                    self.outbox.close(CloseReason::ProtocolError);
                    Flow::Break(DisconnectReason::Left)
                }
                Some(Ok(Message::Pong(payload))) => {
                    if let Some(round_trip) = self.last_ping.answered(last_seen, &payload)
                        && !self.connection.is_viewer()
                    {
                        let connection = self.connection;
                        room.send(Letter::Desk(DeskLetter::Answered { connection, round_trip }))
                            .await;
                    }
                    self.slow_down_if_too_fast().await;
                    CONTINUE
                }
                Some(Ok(Message::Ping(_) | Message::Frame(_))) => {
                    self.slow_down_if_too_fast().await;
                    CONTINUE
                }
                Some(Ok(Message::Close(_))) => Flow::Break(DisconnectReason::Left),
                Some(Err(WsError::Capacity(_))) => {
                    self.complain(ErrorCode::BadFrame, "A frame may have at most 64 KiB.", None);
                    self.outbox.close(CloseReason::ProtocolError);
                    Flow::Break(DisconnectReason::Left)
                }
                Some(Err(_)) | None => Flow::Break(DisconnectReason::Lost),
            };
            if let Flow::Break(reason) = flow {
                return (reason, last_seen);
            }
        }
    }

    /// Control frames count as messages do, without an answer.
    async fn slow_down_if_too_fast(&mut self) {
        if !self.rate.take(self.app.clock.now()) {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    async fn take(&mut self, room: &RoomHandle, text: &str) -> Flow {
        let now = self.app.clock.now();
        if !self.rate.take(now) {
            let id = command_id(text);
            self.complain(ErrorCode::TooFast, "Too many messages: at most 50 a second.", id);
            tokio::time::sleep(Duration::from_millis(100)).await;
            return CONTINUE;
        }
        let message = match serde_json::from_str::<ClientMessage>(text) {
            Ok(message) => message,
            Err(why) => {
                let id = command_id(text);
                self.complain(ErrorCode::Malformed, &format!("Not understood: {why}."), id);
                return if self.connection.is_viewer() {
                    self.note_out_of_place()
                } else {
                    CONTINUE
                };
            }
        };
        if self.connection.is_viewer() {
            return self.take_of_viewer(room, message);
        }
        let letter = match message {
            ClientMessage::Hello { .. } => {
                self.complain(ErrorCode::HelloExpected, "hello may be sent only once.", None);
                return CONTINUE;
            }
            ClientMessage::Command { id, command } => {
                Letter::Command { actor: self.actor(), id, command }
            }
            ClientMessage::Offer { sdp, sections } => {
                let offered = Offered { sdp, sections };
                Letter::Offer { connection: self.connection, offered }
            }
            ClientMessage::Watch { seats } => Letter::Watch { connection: self.connection, seats },
            ClientMessage::Listen { channel } => {
                Letter::Listen { connection: self.connection, channel }
            }
            ClientMessage::Journal { before, limit } => {
                Letter::Journal { actor: self.actor(), before, limit }
            }
            ClientMessage::Devices { devices } => {
                Letter::Desk(DeskLetter::Named { connection: self.connection, devices })
            }
            ClientMessage::Log { level, text, trace } => {
                let connection = self.connection;
                Letter::Desk(DeskLetter::Logged { connection, level, text, trace })
            }
            ClientMessage::Acknowledge { alarm } => {
                Letter::Desk(DeskLetter::Acknowledge { actor: self.actor(), alarm })
            }
            ClientMessage::Story { seat, from, until } => {
                let question = Question { seat, from, until };
                Letter::Desk(DeskLetter::Story { actor: self.actor(), question })
            }
            ClientMessage::Help { id, connection, help } => {
                Letter::Desk(DeskLetter::Help { actor: self.actor(), id, connection, help })
            }
            ClientMessage::Ping { nonce } => {
                return self.pong(nonce);
            }
            ClientMessage::Renew {} => return self.renew(),
        };
        match room.send(letter).await {
            true => CONTINUE,
            false => Flow::Break(DisconnectReason::Restart),
        }
    }

    pub(super) fn pong(&mut self, nonce: u32) -> Flow {
        self.heartbeat = true;
        self.say(&ServerMessage::Pong { nonce, now: self.app.clock.now() })
    }

    pub(super) fn renew(&mut self) -> Flow {
        let now = self.app.clock.now();
        if let Err(close) = good_invitation(&self.app, &self.claims) {
            self.outbox.close(close);
            return Flow::Break(DisconnectReason::Ended);
        }
        let Claims { meeting, sub, invitation, .. } = &self.claims;
        match self.app.tokens.issue(now, meeting, sub, invitation) {
            Ok((token, expires_at)) => {
                self.token_expires_at = expires_at;
                self.say(&ServerMessage::Token { token, expires_at })
            }
            Err(_) => CONTINUE,
        }
    }

    fn say(&self, message: &ServerMessage) -> Flow {
        if self.outbox.say(message) {
            return CONTINUE;
        }
        self.outbox.close(CloseReason::TooSlow);
        Flow::Break(DisconnectReason::TooSlow)
    }

    pub(super) fn complain(&self, code: ErrorCode, sentence: &str, id: Option<CommandId>) {
        // A client that does not read its complaints is found when it is told of the meeting.
        self.outbox.say(&ServerMessage::Error { code, sentence: sentence.into(), id });
    }
}

/// The id of a command that is otherwise not understood, so that its sender can be told.
fn command_id(text: &str) -> Option<CommandId> {
    let value: serde_json::Value = serde_json::from_str(text).ok()?;
    CommandId::new(value.get("id")?.as_str()?).ok()
}
