//! The socket's life: `Waiting → Opening → Greeting → Up`, and back to Waiting when it drops.
//!
//! At once, then 250 ms, 500 ms, and 1 s from then on, with jitter: a server that returns has everybody
//! back within five seconds and not all in the same instant.
//!
//! A hidden page runs once a second, later once a minute, and a sleeping page not at all. It has not waited
//! while it did not run; its browser answers the server's pings. It comes back at most once a minute, so that the
//! record of a meeting does not list who has looked at another tab.

use crate::core::model::{Model, RtcState, Screen};
use crate::core::msg::Effect;
use rostrum_proto::time::{Millis, Timestamp};
use rostrum_proto::wire::client::Resume;
use rostrum_proto::wire::desk::LogLevel;
use rostrum_proto::wire::{ClientMessage, PROTOCOL, close};

/// How often we ask whether the server is there.
pub const PING_EVERY: Millis = Millis(1000);
/// How long we wait for its answer. With the above, a socket that died in silence is noticed and replaced
/// within five seconds.
const PONG_WITHIN: Millis = Millis(3000);
/// And so long while no media comes either: then it is the network that carries nothing.
const PONG_IN_SILENCE: Millis = Millis(500);
/// A page that did not run for this long has not waited: what has arrived meanwhile comes first.
const STALLED: Millis = Millis(1000);
/// Then, and after a change of network, an answer has this long.
const PONG_SOON: Millis = Millis(1000);
/// How long a socket may take until `welcome`.
const OPEN_WITHIN: Millis = Millis(4000);
/// The least time between two connections of a hidden page.
const HIDDEN_EVERY: Millis = Millis::minutes(1);

/// The socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// Not wanted.
    Down,
    /// Lost; tried again at a time.
    Waiting {
        /// When.
        until: Timestamp,
        /// Attempts since it was up.
        attempt: u32,
        /// The token is no longer valid: the link's code is exchanged first.
        rejoin: bool,
    },
    /// The code is being exchanged again.
    Rejoining {
        /// Attempts since it was up.
        attempt: u32,
    },
    /// The socket opens, or waits for `welcome`.
    Opening {
        /// By when `welcome` is due.
        welcome: Due,
        /// Attempts since it was up.
        attempt: u32,
    },
    /// `welcome` was said.
    Up {
        /// When the next ping is due.
        next_ping: Timestamp,
        /// When the oldest unanswered ping must be answered.
        answer: Option<Due>,
    },
}

impl Link {
    /// Messages can be sent.
    #[must_use]
    pub fn is_up(self) -> bool {
        matches!(self, Link::Up { .. })
    }

    /// Attempts since it was last up.
    #[must_use]
    pub fn attempt(self) -> u32 {
        match self {
            Link::Waiting { attempt, .. }
            | Link::Rejoining { attempt }
            | Link::Opening { attempt, .. } => attempt,
            Link::Down | Link::Up { .. } => 0,
        }
    }
}

/// When something must have arrived from the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    since: Timestamp,
    by: Timestamp,
    /// The page was paused at that time once, and waits once more.
    extended: bool,
}

impl Due {
    fn within(at: Timestamp, patience: Millis) -> Self {
        Self { since: at, by: at + patience, extended: false }
    }

    /// With no more patience than this.
    fn at_the_latest(self, patience: Millis) -> Self {
        Self { by: self.by.min(self.since + patience), ..self }
    }

    /// Whether it is overdue. A paused page has not read what has arrived: it waits once more, and no
    /// more often, since a hidden page is paused between any two ticks.
    fn missed(&mut self, at: Timestamp, stalled: bool) -> bool {
        if at < self.by {
            return false;
        }
        if stalled && !self.extended {
            *self = Self { extended: true, ..Self::within(at, PONG_SOON) };
            return false;
        }
        true
    }
}

/// How long to wait before an attempt, without jitter. A hidden page waits longer and longer.
fn delay(attempt: u32, hidden: bool) -> Millis {
    match attempt {
        0 => Millis(0),
        1 => Millis(250),
        2 => Millis(500),
        3.. if hidden => Millis(1000 << attempt.saturating_sub(3).min(6)).min(HIDDEN_EVERY),
        3.. => Millis(1000),
    }
}

impl Model {
    pub(super) fn connect(&mut self, at: Timestamp) -> Vec<Effect> {
        let (welcome, attempt) = (Due::within(at, OPEN_WITHIN), self.link.attempt());
        self.link = Link::Opening { welcome, attempt };
        vec![Effect::Connect]
    }

    /// A new socket in the place of this one, on which something is missing.
    pub(super) fn connect_anew(&mut self, at: Timestamp) -> Vec<Effect> {
        self.link = Link::Opening { welcome: Due::within(at, OPEN_WITHIN), attempt: 1 };
        vec![Effect::Connect]
    }

    pub(super) fn greet(&mut self) -> Vec<Effect> {
        let Some(token) = self.identity.as_ref().map(|i| i.token.clone()) else { return vec![] };
        let resume = match (self.meeting(), self.connection) {
            (Some(meeting), Some(connection)) => Some(Resume { connection, seq: meeting.seq }),
            _ => None,
        };
        vec![Effect::Send(ClientMessage::Hello { protocol: PROTOCOL, token, resume })]
    }

    /// The socket is gone: the next attempt, or the screen that says why there is none.
    pub(super) fn socket_closed(&mut self, at: Timestamp, code: u16) -> Vec<Effect> {
        if self.screen != Screen::Inside || self.link == Link::Down {
            return vec![];
        }
        if self.closed() {
            self.link = Link::Down;
            return vec![];
        }
        if self.link.is_up() {
            self.log(LogLevel::Warn, &format!("connection lost, close code {code}"), None);
        }
        match code {
            close::ENDED => self.screen = Screen::Ended,
            close::REPLACED => self.screen = Screen::Replaced,
            // Of the public: how many the link is for is said by joining again.
            close::TOO_MANY if self.is_viewer() => {
                self.wait(at, true);
                return vec![];
            }
            close::TOO_MANY => self.screen = Screen::TooMany,
            close::PROTOCOL_ERROR if self.outdated || !self.may_be_late() => {
                self.screen = Screen::Protocol;
            }
            close::UNAUTHORIZED => {
                self.wait(at, true);
                return self.retry(at);
            }
            _ => {
                self.wait(at, false);
                return self.retry(at);
            }
        }
        self.out()
    }

    /// Who was let in before, and is not told to be wrong, was only late with the hello.
    fn may_be_late(&self) -> bool {
        self.connection.is_some() && !self.link.is_up()
    }

    pub(super) fn wait(&mut self, at: Timestamp, rejoin: bool) {
        let attempt = if self.link.is_up() { 0 } else { self.link.attempt() + 1 };
        let delay = delay(attempt, self.hidden);
        let jitter = self.ids.below(delay.0 / 4 + 1);
        let until = (at + delay + Millis(jitter)).max(self.not_before());
        self.link = Link::Waiting { until, attempt, rejoin };
    }

    /// A hidden page does not hurry.
    fn not_before(&self) -> Timestamp {
        if self.hidden { self.welcomed + HIDDEN_EVERY } else { Timestamp(0) }
    }

    fn retry(&mut self, at: Timestamp) -> Vec<Effect> {
        match (self.link, self.code.clone()) {
            (Link::Waiting { until, .. }, _) if until > at => vec![],
            (Link::Waiting { rejoin: true, attempt, .. }, Some(code)) => {
                self.link = Link::Rejoining { attempt };
                vec![Effect::PostJoin(code)]
            }
            (Link::Waiting { .. }, _) => self.connect(at),
            _ => vec![],
        }
    }

    /// After a change of network nothing that is open leads anywhere, as far as is known, and to find it out takes
    /// longer than to open another socket.
    pub(super) fn network_changed(&mut self, at: Timestamp) -> Vec<Effect> {
        self.media.way_in_doubt = true;
        match self.link {
            Link::Up { .. } if self.not_before() <= at => self.connect_anew(at),
            Link::Opening { .. } => self.connect(at),
            _ => self.asks_whether_it_lives(at),
        }
    }

    /// A silent socket is given less time, and what is waited for comes at once.
    fn asks_whether_it_lives(&mut self, at: Timestamp) -> Vec<Effect> {
        let earliest = self.not_before().max(at);
        match &mut self.link {
            Link::Waiting { until, .. } => {
                *until = earliest.min(*until);
                self.retry(at)
            }
            Link::Up { answer, next_ping } => {
                *answer = Some(Due::within(at, PONG_SOON));
                *next_ping = at + PING_EVERY;
                vec![Effect::Send(ClientMessage::Ping { nonce: nonce(at) })]
            }
            Link::Down | Link::Rejoining { .. } | Link::Opening { .. } => vec![],
        }
    }

    /// A page that becomes visible finds out at once whether its socket is still alive.
    pub(super) fn hide(&mut self, at: Timestamp, hidden: bool) -> Vec<Effect> {
        let seen = self.hidden && !hidden;
        self.hidden = hidden;
        if seen { self.asks_whether_it_lives(at) } else { vec![] }
    }

    /// Time has passed for the socket.
    pub(super) fn look_at_the_link(&mut self, at: Timestamp) -> Vec<Effect> {
        let stalled = at.since(self.ticked) >= STALLED;
        self.ticked = at;
        let in_silence = self.media.state == RtcState::Interrupted;
        match &mut self.link {
            Link::Down | Link::Rejoining { .. } => vec![],
            Link::Waiting { .. } => self.retry(at),
            Link::Opening { welcome, .. } => {
                if !welcome.missed(at, stalled) {
                    return vec![];
                }
                // What it may still say is listened to until another is opened.
                self.wait(at, false);
                vec![]
            }
            Link::Up { next_ping, answer } => {
                if let (Some(due), true) = (answer.as_mut(), in_silence) {
                    *due = due.at_the_latest(PONG_IN_SILENCE);
                }
                if answer.as_mut().is_some_and(|due| due.missed(at, stalled)) {
                    self.log(LogLevel::Warn, "connection lost, no answer to pings", None);
                    self.wait(at, false);
                    // The server is told by the next socket that this one is none: it is the same device.
                    return self.retry(at);
                }
                if *next_ping > at {
                    return vec![];
                }
                *next_ping = at + PING_EVERY;
                answer.get_or_insert(Due::within(at, PONG_WITHIN));
                vec![Effect::Send(ClientMessage::Ping { nonce: nonce(at) })]
            }
        }
    }
}

/// Our time in ms, cut to 32 bits: enough to measure a round trip.
fn nonce(at: Timestamp) -> u32 {
    (at.0 & 0xffff_ffff) as u32
}
