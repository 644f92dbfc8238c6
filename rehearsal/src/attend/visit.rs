//! One socket, from hello to its end.

use super::{Attendee, Scene, is_over, say};
use crate::call::{Call, Progress};
use crate::cast::{Clips, Sound};
use crate::clip::Picture;
use anyhow::Context;
use futures_util::{SinkExt, StreamExt};
use rand::Rng;
use rostrum_proto::id::{CommandId, ConnectionId};
use rostrum_proto::meeting::command::Command;
use rostrum_proto::time::{Millis, Timestamp};
use rostrum_proto::wire::client::Resume;
use rostrum_proto::wire::{ClientMessage, PROTOCOL, ServerMessage};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::Instant;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;

/// How often somebody looks at the meeting though nothing was said.
const LOOKS: Duration = Duration::from_millis(200);
/// A token is renewed so long before its end.
const RENEWS_BEFORE: Millis = Millis::minutes(2);
/// Before a call that was lost or refused is made again.
const BETWEEN_CALLS: Duration = Duration::from_secs(3);
/// How long a command may remain without an answer before another is tried.
const ANSWERED_WITHIN: Duration = Duration::from_secs(10);
/// No code came with the end (RFC 6455 §7.1.5).
const WITHOUT_CODE: u16 = 1005;

pub(super) struct Visit<'a> {
    attendee: &'a mut Attendee,
    socket: WebSocketStream<TcpStream>,
    clips: Arc<Clips>,
    picture: Option<Arc<Picture>>,
    has_media: bool,
    device: ConnectionId,
    clock: Clock,
    renew_at: Timestamp,
    asked: Option<(CommandId, Instant)>,
    /// Tells this visit's commands from those of another.
    mark: u32,
    commands: u32,
    call: Option<Call>,
    no_call_before: Instant,
    is_shown: bool,
    heard: Option<Sound>,
}

/// The server's time.
struct Clock {
    at: Timestamp,
    noted: Instant,
}

impl Clock {
    fn now(&self) -> Timestamp {
        self.at + Millis(self.noted.elapsed().as_millis() as u64)
    }
}

impl<'a> Visit<'a> {
    /// Says hello, with what is known from before, and is welcomed.
    pub(super) async fn begins(
        attendee: &'a mut Attendee,
        scene: &Scene,
        token: String,
    ) -> anyhow::Result<Self> {
        let stream = scene.server.connect().await?;
        let url = format!("ws://{}/ws", scene.server);
        let (mut socket, _) = tokio_tungstenite::client_async(url, stream).await?;
        let resume = attendee.connection.zip(attendee.known.seq());
        let resume = resume.map(|(connection, seq)| Resume { connection, seq });
        let hello = ClientMessage::Hello { protocol: PROTOCOL, token, resume };
        socket.send(Message::text(serde_json::to_string(&hello)?)).await?;
        let (device, you, now, token_ends) = loop {
            match socket.next().await.context("no welcome")?? {
                Message::Text(text) => match serde_json::from_str(&text)? {
                    ServerMessage::Welcome { connection, you, now, token_expires_at, .. } => {
                        break (connection, you, now, token_expires_at);
                    }
                    other => anyhow::bail!("expected a welcome, found {other:?}"),
                },
                Message::Close(frame) => anyhow::bail!("turned away: {frame:?}"),
                _ => {}
            }
        };
        attendee.connection = Some(device);
        let instant = Instant::now();
        Ok(Self {
            picture: you.seat.as_ref().and_then(|seat| scene.clips.picture(seat)),
            has_media: you.seat.is_some() || you.booth.is_some(),
            attendee,
            socket,
            clips: Arc::clone(&scene.clips),
            device,
            clock: Clock { at: now, noted: instant },
            renew_at: renewal(token_ends),
            asked: None,
            mark: rand::rng().random(),
            commands: 0,
            call: None,
            no_call_before: instant,
            is_shown: false,
            heard: None,
        })
    }

    /// Until the server closes the socket (the code), or all are to leave (none).
    pub(super) async fn lasts(
        mut self,
        over: &mut watch::Receiver<bool>,
    ) -> anyhow::Result<Option<u16>> {
        let mut looks = tokio::time::interval(LOOKS);
        looks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Skip);
        let code = loop {
            tokio::select! {
                message = self.socket.next() => match message {
                    Some(Ok(Message::Text(text))) => {
                        let message = serde_json::from_str(&text).context("not understood")?;
                        self.hears(message).await?;
                    }
                    Some(Ok(Message::Close(frame))) => {
                        break Some(frame.map_or(WITHOUT_CODE, |frame| frame.code.into()));
                    }
                    // A ping is answered by the socket itself.
                    Some(Ok(_)) => {}
                    Some(Err(why)) => return Err(why.into()),
                    None => break Some(WITHOUT_CODE),
                },
                _ = looks.tick() => {
                    self.keeps_token().await?;
                    self.keeps_call().await?;
                }
                () = is_over(over) => {
                    // Whoever is told or not, it ends.
                    drop(self.socket.close(None).await);
                    break None;
                }
            }
            self.acts().await?;
        };
        if let Some(call) = self.call.take() {
            call.ends().await;
        }
        Ok(code)
    }

    async fn hears(&mut self, message: ServerMessage) -> anyhow::Result<()> {
        match message {
            ServerMessage::Lobby { .. } => self.attendee.known.is_forgotten(),
            ServerMessage::Accepted { id, .. } => self.is_answered(&id),
            ServerMessage::Refused { id, sentence, .. } => {
                self.is_answered(&id);
                self.attendee.person.is_refused(self.clock.now());
                say(&self.attendee.name, &format!("is refused: {sentence}"));
            }
            ServerMessage::Error { sentence, id, .. } => {
                id.iter().for_each(|id| self.is_answered(id));
                self.attendee.person.is_refused(self.clock.now());
                say(&self.attendee.name, &format!("is told: {sentence}"));
            }
            ServerMessage::Answer { sdp } => {
                if let Some(call) = &self.call {
                    call.accept(sdp).await?;
                }
            }
            ServerMessage::MediaRefused { sentence } => {
                say(&self.attendee.name, &format!("has no media: {sentence}"));
                self.loses_call().await;
            }
            ServerMessage::Token { expires_at, .. } => self.renew_at = renewal(expires_at),
            meeting => {
                let missed = self.attendee.known.learns(meeting).is_err();
                anyhow::ensure!(!missed, "something was missed");
            }
        }
        Ok(())
    }

    fn is_answered(&mut self, id: &CommandId) {
        self.asked.take_if(|(asked, _)| asked == id);
    }

    /// Looks at the meeting: what is to be said, and what is to be asked for.
    async fn acts(&mut self) -> anyhow::Result<()> {
        let Attendee { person, known, name, .. } = &mut *self.attendee;
        let meeting = known.meeting();
        let sound = meeting.and_then(|meeting| person.says(meeting, self.device));
        let heard = sound.filter(|sound| *sound != Sound::Silence);
        if heard != self.heard {
            self.heard = heard;
            say(name, &told_of_sound(heard));
        }
        let Some(meeting) = meeting else { return Ok(()) };
        let Some(call) = self.call.as_ref().filter(|call| call.progress() == Progress::Up) else {
            return match self.has_media {
                // Nobody takes the floor who could not be heard.
                true => Ok(()),
                false => self.asks().await,
            };
        };
        call.says(sound);
        let is_on = meeting.connections.get(&self.device).is_some_and(|device| device.camera);
        if self.picture.is_some() && !is_on && !self.is_shown && self.asked.is_none() {
            self.is_shown = true;
            return self.commands(Command::TurnCamera { on: true }).await;
        }
        self.asks().await
    }

    async fn asks(&mut self) -> anyhow::Result<()> {
        self.asked.take_if(|(_, since)| since.elapsed() > ANSWERED_WITHIN);
        if self.asked.is_some() {
            return Ok(());
        }
        let now = self.clock.now();
        let Attendee { person, known, .. } = &mut *self.attendee;
        match known.meeting().and_then(|meeting| person.does(meeting, self.device, now)) {
            Some(command) => self.commands(command).await,
            None => Ok(()),
        }
    }

    async fn commands(&mut self, command: Command) -> anyhow::Result<()> {
        if let Some(done) = told(&command) {
            say(&self.attendee.name, &done);
        }
        self.commands += 1;
        let id = format!("{:08x}-{}", self.mark, self.commands);
        let id = CommandId::new(id).map_err(anyhow::Error::msg)?;
        self.asked = Some((id.clone(), Instant::now()));
        self.sends(&ClientMessage::Command { id, command }).await
    }

    async fn keeps_token(&mut self) -> anyhow::Result<()> {
        if self.clock.now() >= self.renew_at {
            // If no answer comes, again after a while.
            self.renew_at = self.clock.now() + Millis::seconds(30);
            self.sends(&ClientMessage::Renew {}).await?;
        }
        Ok(())
    }

    /// Makes a call once the meeting is known, and another if it is lost.
    async fn keeps_call(&mut self) -> anyhow::Result<()> {
        if self.call.as_ref().is_some_and(|call| call.progress() == Progress::Lost) {
            say(&self.attendee.name, "has lost its media, and calls again");
            self.loses_call().await;
        }
        let is_let_in = self.attendee.known.meeting().is_some();
        let may_call = self.call.is_none() && Instant::now() >= self.no_call_before;
        if !self.has_media || !is_let_in || !may_call {
            return Ok(());
        }
        let ssrc = rand::rng().random_range(1..0x7FFF_FFFF) << 1;
        let (call, offer) =
            Call::offer(Arc::clone(&self.clips), self.picture.clone(), ssrc).await?;
        self.call = Some(call);
        self.sends(&ClientMessage::Offer { sdp: offer.sdp, sections: offer.sections }).await
    }

    async fn loses_call(&mut self) {
        self.no_call_before = Instant::now() + BETWEEN_CALLS;
        if let Some(call) = self.call.take() {
            call.ends().await;
        }
    }

    async fn sends(&mut self, message: &ClientMessage) -> anyhow::Result<()> {
        let text = message.filled(serde_json::to_string(message)?);
        Ok(self.socket.send(Message::text(text)).await?)
    }
}

fn renewal(token_ends: Timestamp) -> Timestamp {
    Timestamp(token_ends.0.saturating_sub(RENEWS_BEFORE.0))
}

fn told_of_sound(heard: Option<Sound>) -> String {
    match heard {
        Some(Sound::Speech(lang)) => format!("speaks {}", lang.code()),
        Some(Sound::Interpretation(lang)) => format!("interprets into {}", lang.code()),
        Some(Sound::Silence) | None => "is silent".to_owned(),
    }
}

/// What somebody does, as it is told.
fn told(command: &Command) -> Option<String> {
    Some(match command {
        Command::RequestFloor { .. } => "asks for the floor".to_owned(),
        Command::StartSpeaking { .. } => "starts speaking".to_owned(),
        Command::ReleaseFloor { .. } => "has finished".to_owned(),
        Command::CastVote { .. } => "votes in favour".to_owned(),
        Command::GoOnAir { channel, .. } => format!("goes on air into {}", channel.code()),
        Command::ProposeHandOver { .. } => "offers the microphone".to_owned(),
        Command::AdmitSeat { seat } => format!("lets {seat} in"),
        Command::AdmitParticipant { participant } => format!("lets {participant} in"),
        _ => return None,
    })
}
