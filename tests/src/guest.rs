//! A client over a real socket: says hello, keeps the meeting by applying what it is told, and asks.

use crate::{Caller, Hall, a_moment, within};
use futures_util::{SinkExt, StreamExt};
use rostrum_proto::id::{CommandId, ConnectionId, RequestId, SeatId};
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::Meeting;
use rostrum_proto::meeting::command::Command;
use rostrum_proto::meeting::event::{Event, Record};
use rostrum_proto::meeting::own::Own;
use rostrum_proto::meeting::refusal::Refusal;
use rostrum_proto::wire::client::Resume;
use rostrum_proto::wire::server::ErrorCode;
use rostrum_proto::wire::server::Lobby;
use rostrum_proto::wire::{ClientMessage, PROTOCOL, ServerMessage};
use std::net::SocketAddr;
use tokio::net::{TcpSocket, TcpStream};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;

/// A connected client.
pub struct Guest {
    /// The raw socket, for those who misbehave.
    pub socket: WebSocketStream<TcpStream>,
    /// Its number, once welcomed.
    pub connection: ConnectionId,
    /// The meeting as it knows it, once admitted: with what its delegation alone is told.
    pub meeting: Option<Meeting>,
    known: Known,
    /// Every record it was told of.
    pub records: Vec<Record>,
    /// The last it heard of the lobby.
    pub lobby: Option<Lobby>,
    /// Everything that it was sent, as it came.
    pub frames: Vec<String>,
    /// Other messages, in order.
    pub others: Vec<ServerMessage>,
    /// Close code, once closed.
    pub closed: Option<u16>,
    commands: u32,
}

/// A seat by its id.
#[must_use]
pub fn seat(id: &str) -> SeatId {
    SeatId::new(id).unwrap()
}

/// A meeting as somebody knows it.
#[derive(Clone, Default)]
pub struct Known {
    /// As all of their class of audience are told.
    view: Option<Meeting>,
    /// What their delegation is told of itself, and from which record on it is so.
    own: Option<(u64, Own)>,
    seat: Option<SeatId>,
}

impl Known {
    /// The last record of it.
    #[must_use]
    pub fn seq(&self) -> u64 {
        self.view.as_ref().map_or(0, |view| view.seq)
    }
}

impl Guest {
    /// What it knows.
    #[must_use]
    pub fn known(&self) -> Known {
        self.known.clone()
    }

    /// It comes back with what it knew.
    pub fn remembers(&mut self, known: Known) {
        self.known = known;
        self.looks();
    }

    /// Joins with somebody's link and is welcomed.
    pub async fn joins(hall: &Hall, who: &str) -> Self {
        Self::with_code(hall.server.http, hall.code(who)).await
    }

    /// Joins a server with the code of a link and is welcomed.
    pub async fn with_code(server: SocketAddr, code: &str) -> Self {
        let token = crate::http::join(server, code).await.unwrap().token;
        let stream = TcpStream::connect(server).await.unwrap();
        let mut guest = Self::over(stream, server).await;
        guest.says(&ClientMessage::Hello { protocol: PROTOCOL, token, resume: None }).await;
        guest.until("welcome", |g| g.connection.0 > 0).await;
        guest
    }

    /// Opens a socket and says hello with a token.
    pub async fn says_hello(hall: &Hall, token: &str, resume: Option<Resume>) -> Self {
        let mut guest = Self::connects(hall).await;
        let token = token.to_owned();
        guest.says(&ClientMessage::Hello { protocol: PROTOCOL, token, resume }).await;
        guest
    }

    /// Opens a socket and says nothing.
    pub async fn connects(hall: &Hall) -> Self {
        let stream = TcpStream::connect(hall.server.http).await.unwrap();
        Self::over(stream, hall.server.http).await
    }

    /// Joins from a machine that keeps hardly anything of what it does not read.
    pub async fn joins_with_little_memory(hall: &Hall, who: &str) -> Self {
        let token = hall.join(hall.code(who)).await.unwrap().token;
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(4096).unwrap();
        let stream = socket.connect(hall.server.http).await.unwrap();
        let mut guest = Self::over(stream, hall.server.http).await;
        guest.says(&ClientMessage::Hello { protocol: PROTOCOL, token, resume: None }).await;
        guest.until("welcome", |g| g.connection.0 > 0).await;
        guest
    }

    async fn over(stream: TcpStream, address: SocketAddr) -> Self {
        let url = format!("ws://{address}/ws");
        let (socket, _) = tokio_tungstenite::client_async(url, stream).await.unwrap();
        Self {
            socket,
            connection: ConnectionId(0),
            meeting: None,
            known: Known::default(),
            records: vec![],
            lobby: None,
            frames: vec![],
            others: vec![],
            closed: None,
            commands: 0,
        }
    }

    /// Sends a message.
    pub async fn says(&mut self, message: &ClientMessage) {
        let text = serde_json::to_string(message).unwrap();
        self.says_text(&message.filled(text)).await;
    }

    /// Sends any text.
    pub async fn says_text(&mut self, text: &str) {
        // The server may have closed already; what it said last is still to be read.
        drop(self.socket.send(Message::text(text)).await);
    }

    /// Asks for something and waits for the answer.
    ///
    /// # Errors
    /// The refusal.
    pub async fn asks(&mut self, command: Command) -> Result<(), Refusal> {
        self.commands += 1;
        let id = CommandId::new(format!("{}-{}", self.connection, self.commands)).unwrap();
        self.asks_as(id, command).await
    }

    /// The same with a command id of the caller. Told that it is too fast, it asks again: the server itself
    /// makes it wait.
    ///
    /// # Errors
    /// The refusal.
    pub async fn asks_as(&mut self, id: CommandId, command: Command) -> Result<(), Refusal> {
        let what = format!("an answer to {command:?}");
        loop {
            self.others.clear();
            self.says(&ClientMessage::Command { id: id.clone(), command: command.clone() }).await;
            self.until(&what, |g| g.answer_to(&id).is_some()).await;
            match self.answer_to(&id) {
                Some(Answer::Accepted) => return Ok(()),
                Some(Answer::Refused(refusal)) => return Err(refusal),
                Some(Answer::TooFast) | None => {}
            }
        }
    }

    fn answer_to(&self, id: &CommandId) -> Option<Answer> {
        self.others.iter().find_map(|message| match message {
            ServerMessage::Accepted { id: of, .. } if of == id => Some(Answer::Accepted),
            ServerMessage::Refused { id: of, refusal, .. } if of == id => {
                Some(Answer::Refused(refusal.clone()))
            }
            ServerMessage::Error { code: ErrorCode::TooFast, id: Some(of), .. } if of == id => {
                Some(Answer::TooFast)
            }
            _ => None,
        })
    }

    /// Asks for something that must be done.
    pub async fn does(&mut self, command: Command) {
        let shown = format!("{command:?}");
        self.asks(command).await.unwrap_or_else(|why| panic!("{shown} was refused: {why:?}"));
    }

    /// Speaks for a moment. Who speaks for no time at all has given nothing.
    pub async fn speaks(&mut self, request: RequestId) {
        self.does(Command::StartSpeaking { request }).await;
        a_moment().await;
        self.does(Command::ReleaseFloor { request }).await;
    }

    /// Starts media: offers what the browser client offers, takes the answer, and is connected.
    pub async fn calls(&mut self) -> Caller {
        self.calls_with(&[]).await
    }

    /// The same, and says what its eight sections are for.
    pub async fn calls_with(&mut self, sections: &[&str]) -> Caller {
        let (caller, sdp) = Caller::named(self.connection.0 as u32).await;
        let sections = sections.iter().map(|name| (*name).to_owned()).collect();
        self.says(&ClientMessage::Offer { sdp, sections }).await;
        let answer = |g: &Self| {
            g.others.iter().find_map(|m| match m {
                ServerMessage::Answer { sdp } => Some(sdp.clone()),
                _ => None,
            })
        };
        self.until("an answer to the offer", |g| answer(g).is_some()).await;
        caller.accept(answer(self).unwrap()).await;
        self.others.clear();
        caller.connected().await;
        caller
    }

    /// Listens to a channel, or to the floor alone, and waits until the server has done so.
    pub async fn listens(&mut self, channel: Option<Lang>) {
        self.says(&ClientMessage::Listen { channel }).await;
        // What one connection says is done in its order: whoever has the answer to this is listened for.
        self.others.clear();
        self.says(&ClientMessage::Journal { before: Some(0), limit: 0 }).await;
        let answer = |m: &ServerMessage| {
            matches!(
                m,
                ServerMessage::JournalPage { .. }
                    | ServerMessage::Error { code: ErrorCode::NotPermitted, .. }
            )
        };
        self.until("what was said after it is answered", |g| g.others.iter().any(answer)).await;
    }

    /// Reads until something is so.
    pub async fn until(&mut self, what: &str, so: impl Fn(&Self) -> bool) {
        let reading = async {
            while !so(self) && self.closed.is_none() {
                self.reads_one().await;
            }
        };
        within(what, reading).await;
        assert!(so(self), "closed with {:?} while waiting for {what}", self.closed);
    }

    /// Reads until the server closes, and gives the code.
    pub async fn until_closed(&mut self) -> u16 {
        self.until("the server closes", |g| g.closed.is_some()).await;
        self.closed.unwrap()
    }

    /// Reads until it knows of an event.
    pub async fn until_event(&mut self, what: &str, is: impl Fn(&Event) -> bool) {
        self.until(what, |g| g.records.iter().any(|r| is(&r.event))).await;
    }

    /// The request that has the floor, as far as it knows.
    #[must_use]
    pub fn holder(&self) -> Option<(RequestId, &str)> {
        let holder = self.meeting.as_ref()?.holder()?;
        Some((holder.id, holder.beneficiary.as_str()))
    }

    async fn reads_one(&mut self) {
        let text = match self.socket.next().await {
            Some(Ok(Message::Text(text))) => text,
            Some(Ok(Message::Close(frame))) => {
                self.closed = Some(frame.map_or(1005, |f| f.code.into()));
                return;
            }
            Some(Ok(_)) => return,
            Some(Err(_)) | None => {
                self.closed.get_or_insert(1006);
                return;
            }
        };
        self.frames.push(text.to_string());
        match serde_json::from_str(&text).unwrap() {
            ServerMessage::Welcome { connection, you, .. } => {
                (self.connection, self.known.seat) = (connection, you.seat);
            }
            ServerMessage::Lobby { lobby } => self.lobby = Some(*lobby),
            ServerMessage::Snapshot { meeting } => {
                self.known.view = Some(*meeting);
                self.looks();
            }
            ServerMessage::Own { seq, own } => {
                self.known.own = Some((seq, *own));
                self.looks();
            }
            ServerMessage::Resumed { records } => {
                for record in records {
                    self.learns(record);
                }
                self.others.push(ServerMessage::Resumed { records: vec![] });
            }
            ServerMessage::Event { after, record } => {
                let known = self.known.view.as_ref().map(|view| view.seq);
                assert_eq!(Some(after), known, "records come without gaps");
                self.learns(record);
            }
            other => self.others.push(other),
        }
    }

    fn learns(&mut self, record: Record) {
        self.known.view.as_mut().expect("events only for the admitted").apply(&record);
        self.records.push(record);
        self.looks();
    }

    fn looks(&mut self) {
        let Known { view: Some(view), own, seat } = &self.known else { return };
        let own = own.as_ref().filter(|(seq, _)| *seq <= view.seq).zip(seat.as_ref());
        let laid_over = own.map(|((_, own), seat)| own.laid_over(view, seat));
        self.meeting = Some(laid_over.unwrap_or_else(|| view.clone()));
    }
}

/// What a command is answered with.
enum Answer {
    Accepted,
    Refused(Refusal),
    TooFast,
}
