//! One client in the world: its real core, its cable, and its end of the socket.

use super::network::{Pipe, Weather};
use super::socket::{Down, SILENCE, ServerEnd, Socket};
use super::world::World;
use rand::Rng;
use rand::rngs::SmallRng;
use rostrum_client::core::model::{JoinFailure, Model};
use rostrum_client::core::msg::{Effect, Kept, Msg};
use rostrum_proto::id::{CommandId, ConnectionId};
use rostrum_proto::lang::Lang;
use rostrum_proto::lang::LocalText;
use rostrum_proto::meeting::Meeting;
use rostrum_proto::meeting::command::Command;
use rostrum_proto::meeting::event::Event;
use rostrum_proto::meeting::setup::Person;
use rostrum_proto::role::Role;
use rostrum_proto::time::{Millis, Timestamp};
use rostrum_proto::wire::http::{JoinError, Joined};
use rostrum_proto::wire::server::Lobby;
use rostrum_proto::wire::{ClientMessage, ServerMessage};
use rostrum_server::room::{ConnectError, Letter, Outbox};
use std::collections::BTreeMap;
use tokio::sync::oneshot;

/// How often the core is told that time passes.
const TICK: Millis = Millis(250);

/// One client.
pub struct Client {
    /// Who sits there.
    pub person: Person,
    /// The client's core.
    pub model: Model,
    /// The cable is in.
    pub cable: bool,
    /// Something new was shown.
    pub changed: bool,
    /// Numbers of the records by which its commands were done, since last asked.
    pub acknowledged: Vec<u64>,
    /// What it has asked for on this socket, as it arrived.
    pub(super) asked: BTreeMap<CommandId, Command>,
    /// It was told what it may not know.
    pub wrong: Option<String>,
    kept: Option<Kept>,
    stutters: bool,
    /// Its own clock is so many milliseconds ahead of the true time.
    ahead: i64,
    ticked: Timestamp,
    joining: Option<oneshot::Receiver<Result<Lobby, ConnectError>>>,
    join_wanted: bool,
    pub(super) socket: Option<Socket>,
    /// Sockets that the client has left, and when the server notices.
    pub(super) left: Vec<(Timestamp, ConnectionId, Outbox)>,
}

impl Client {
    /// Somebody opens a link.
    pub fn new(person: Person, dice: &mut SmallRng) -> Self {
        let mut client = Self {
            person,
            model: Model::default(),
            cable: true,
            changed: false,
            acknowledged: Vec::new(),
            asked: BTreeMap::new(),
            wrong: None,
            kept: None,
            stutters: dice.random_bool(0.3),
            ahead: dice.random_range(-600_000..600_000),
            ticked: Timestamp(0),
            joining: None,
            join_wanted: false,
            socket: None,
            left: Vec::new(),
        };
        client.loads(super::scene::BEGINS, dice);
        client
    }

    /// The name of who sits there.
    #[must_use]
    pub fn name(&self) -> &str {
        self.person.id.as_str()
    }

    /// The time by its own clock.
    fn own(&self, now: Timestamp) -> Timestamp {
        Timestamp(now.0.saturating_add_signed(self.ahead))
    }

    /// What it takes for the server's time.
    #[must_use]
    pub fn server_time(&self, now: Timestamp) -> Timestamp {
        self.model.server_time(self.own(now))
    }

    /// The page is loaded, or loaded again.
    pub fn loads(&mut self, now: Timestamp, dice: &mut SmallRng) {
        self.model = Model::default();
        self.joining = None;
        self.join_wanted = false;
        self.leaves(now);
        let (kept, seed) = (self.kept.clone(), dice.random());
        let started = Msg::Started { code: Some("code".into()), kept, lang: Lang::En, seed };
        self.takes(now, Weather::FAIR, dice, started);
    }

    /// Something happened at the client.
    pub fn takes(&mut self, now: Timestamp, weather: Weather, dice: &mut SmallRng, msg: Msg) {
        let step = self.model.update(self.own(now), msg);
        self.changed = true;
        for effect in step.effects {
            match effect {
                Effect::PostJoin(_) => self.join_wanted = true,
                Effect::Connect => {
                    self.deserts();
                    let (up, mut down) = (Pipe::default(), Pipe::default());
                    down.put(now, weather, dice, Down::Opened);
                    self.socket = Some(Socket { up, down, server: None, greeted: false });
                }
                Effect::Disconnect => self.leaves(now),
                Effect::Send(message) => self.says(now, weather, dice, message),
                Effect::Keep(kept) => self.kept = Some(*kept),
                Effect::Try(_) | Effect::OpenDevices => {}
                Effect::ReleaseDevices | Effect::ReleaseScreen => {}
                Effect::FetchWords(_) | Effect::SaveLang(_) | Effect::Answer(_) => {}
                Effect::Welcomed(_) | Effect::RestartIce(_) => {}
                Effect::Reload | Effect::Desk(_) | Effect::Documents { .. } => {}
            }
        }
    }

    fn says(&mut self, now: Timestamp, weather: Weather, dice: &mut SmallRng, said: ClientMessage) {
        let Some(socket) = &mut self.socket else { return };
        if self.stutters && matches!(said, ClientMessage::Command { .. }) {
            socket.up.put(now, weather, dice, said.clone());
        }
        socket.up.put(now, weather, dice, said);
    }

    /// The client drops its socket; the server notices when something arrives of it, or by the silence.
    fn leaves(&mut self, now: Timestamp) {
        if let Some(end) = self.socket.take().and_then(|socket| socket.server) {
            let notices = if self.cable { now + Millis(100) } else { end.last_seen + SILENCE };
            self.left(notices, end);
        }
    }

    /// The client takes another socket and says nothing of it by the old one.
    fn deserts(&mut self) {
        if let Some(end) = self.socket.take().and_then(|socket| socket.server) {
            self.left(end.last_seen + SILENCE, end);
        }
    }

    /// Of the public nobody notices who leaves.
    fn left(&mut self, notices: Timestamp, end: ServerEnd) {
        if end.viewing.is_none() {
            self.left.push((notices, end.connection, end.outbox));
        }
    }

    /// Whether the device has, or asks for, another socket than one that it has left.
    pub(super) fn goes_on(&self, connection: ConnectionId) -> bool {
        let end = self.socket.as_ref().and_then(|socket| socket.server.as_ref());
        end.is_some_and(|end| end.connection == connection || end.resumes == Some(connection))
    }

    /// The server's process is gone, and with it its ends of all sockets.
    pub fn server_died(&mut self, now: Timestamp, weather: Weather, dice: &mut SmallRng) {
        self.left.clear();
        if let Some(joining) = self.joining.take() {
            drop(joining);
            self.join_wanted = true;
        }
        if let Some(socket) = &mut self.socket {
            socket.server = None;
            socket.down.put(now, weather, dice, Down::Closed(1006));
        }
    }

    /// One step of the world: what has arrived is taken in, at both ends.
    pub async fn step(&mut self, world: &mut World, now: Timestamp) {
        self.joins(world, now).await;
        self.arrives_at_the_server(world, now).await;
        self.server_speaks(world, now).await;
        self.arrives_at_the_client(world, now);
        if now.since(self.ticked) >= TICK {
            self.ticked = now;
            let (weather, changed) = (world.weather, self.changed);
            self.takes(now, weather, &mut world.dice, Msg::Tick);
            // Time alone changes no meeting.
            self.changed = changed;
        }
    }

    async fn joins(&mut self, world: &mut World, now: Timestamp) {
        let answer = match &mut self.joining {
            Some(joining) => match joining.try_recv() {
                Ok(answer) => Some(answer.map_err(|why| match why {
                    ConnectError::Storage | ConnectError::TooMany | ConnectError::Replaced => {
                        JoinError::Unavailable
                    }
                    ConnectError::MeetingClosed => JoinError::MeetingClosed,
                    ConnectError::Refused(_) => JoinError::Expelled,
                })),
                Err(oneshot::error::TryRecvError::Empty) => None,
                Err(oneshot::error::TryRecvError::Closed) => Some(Err(JoinError::Unavailable)),
            },
            None => None,
        };
        if let Some(answer) = answer {
            self.joining = None;
            self.joined(world, now, answer.map(|lobby| lobby.seat));
        }
        if self.join_wanted && self.cable && self.joining.is_none() {
            let Some(server) = &world.server else { return };
            self.join_wanted = false;
            if self.is_viewer() {
                return self.joined(world, now, Ok(None));
            }
            let (answer, joining) = oneshot::channel();
            let (person, invitation) = (self.person.clone(), "link".to_owned());
            server.send(Letter::Join { person, invitation, answer }).await;
            self.joining = Some(joining);
        }
    }

    /// The server has answered who wants to join, with their seat's nameplate.
    fn joined(
        &mut self,
        world: &mut World,
        now: Timestamp,
        answer: Result<Option<LocalText>, JoinError>,
    ) {
        let joined = answer.map(|seat| Joined {
            token: "token".into(),
            expires_at: now + Millis::minutes(15),
            meeting: world.meeting.clone(),
            title: LocalText::default(),
            you: self.person.clone(),
            seat,
            channels: vec![],
        });
        let again = joined.is_err();
        let joined = joined.map_err(JoinFailure::Declined);
        self.takes(now, world.weather, &mut world.dice, Msg::JoinAnswered(joined));
        let next = if again { Msg::TryAgain } else { Msg::Enter };
        let entered = self.kept.as_ref().is_some_and(|kept| kept.entered);
        if again || !entered {
            self.takes(now, world.weather, &mut world.dice, next);
        }
    }

    fn arrives_at_the_client(&mut self, world: &mut World, now: Timestamp) {
        while self.cable
            && let Some(arrived) = self.socket.as_mut().and_then(|socket| socket.down.take(now))
        {
            let msg = match arrived {
                Down::Opened => {
                    let greeted =
                        self.socket.as_mut().map(|s| std::mem::replace(&mut s.greeted, true));
                    if greeted != Some(false) {
                        continue;
                    }
                    Msg::SocketOpened
                }
                Down::Said(message) => {
                    self.listens(world, &message);
                    Msg::Server(message)
                }
                Down::Closed(code) => {
                    self.leaves(now);
                    Msg::SocketClosed(code)
                }
            };
            self.takes(now, world.weather, &mut world.dice, msg);
        }
    }

    /// Whether a meeting as it stands is for them.
    pub(super) fn may_know(&self, meeting: &Meeting) -> bool {
        match self.is_viewer() {
            true => meeting.is_followed(),
            false => meeting.is_admitted(&self.person.id),
        }
    }

    fn is_viewer(&self) -> bool {
        self.person.role == Role::Viewer
    }

    /// Nobody is told of the meeting before they are let in, and the public not behind closed doors.
    fn listens(&mut self, world: &World, message: &ServerMessage) {
        let told = match message {
            // Who is here is told later than it became so, as it is then.
            ServerMessage::Event { record, .. }
                if matches!(record.event, Event::AttendanceChanged { .. }) =>
            {
                Some((record.seq, u64::MAX))
            }
            ServerMessage::Event { record, .. } => Some((record.seq, record.seq)),
            // Who is let in begins where the feed of their class stands, which may not be told of that.
            ServerMessage::Snapshot { meeting } => Some((meeting.seq, u64::MAX)),
            ServerMessage::Resumed { records } => records.last().map(|last| (last.seq, last.seq)),
            ServerMessage::Accepted { seq, .. } => {
                self.acknowledged.push(*seq);
                None
            }
            _ => None,
        };
        let who = &self.person.id;
        if let Some((seq, until)) = told {
            let mut states = (seq..=until).map_while(|seq| world.state_at(seq)).peekable();
            let may = |meeting: &Meeting| self.may_know(meeting);
            if states.peek().is_some() && !states.any(may) {
                self.wrong = Some(format!("{who} was told of record {seq} outside"));
            }
        }
    }
}
