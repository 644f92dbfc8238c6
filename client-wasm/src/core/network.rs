//! The network check of the join page. Each thing that a meeting needs is tested: that the server answers, that a
//! socket opens, that the media port is reached. One success says nothing about another: proxies drop `Upgrade`,
//! and firewalls drop UDP.
//!
//! ```text
//!  Due ──► Server ── answers ──► Rest (socket and media at the same time) ──► Due, sooner if something failed
//!            └─ does not ──────────────────────────────────────────────────────┘
//! ```

use crate::core::model::{Model, Screen};
use crate::core::msg::Effect;
use rostrum_proto::time::{Millis, Timestamp};
use rostrum_proto::wire::candidate;
use rostrum_proto::wire::desk::LogLevel;
use rostrum_proto::wire::http::{Checked, MediaPort};
use rostrum_proto::wire::quality::Way;
use rostrum_proto::wire::relay::Relay;
use std::fmt::Write as _;
use std::net::SocketAddr;

/// How long to wait for an answer.
const ANSWER_WITHIN: Millis = Millis::seconds(8);
/// When to try again, if something failed,
const AGAIN: Millis = Millis::seconds(5);
/// and if nothing did.
const LATER: Millis = Millis::seconds(30);

/// The page itself, as the browser sees it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// Scheme, host and port.
    pub origin: String,
    /// The browser allows it no camera or microphone (W3C Secure Contexts): neither https nor this machine.
    pub insecure: bool,
}

/// What was tested, and the result.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Network {
    /// The server answers a request.
    pub server: Outcome,
    /// After so many ms.
    pub round_trip: u32,
    /// The server does not accept sockets from pages of this origin.
    pub foreign: bool,
    /// The socket opens.
    pub socket: Outcome,
    /// Media comes through.
    pub media: Outcome,
    /// By this way.
    pub way: Option<Way>,
    /// Where it is received.
    pub media_address: String,
    round: Round,
}

/// The result of the last test.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Outcome {
    /// Not known yet.
    #[default]
    Untried,
    /// It passes.
    Good,
    /// It does not.
    Failed,
}

impl Outcome {
    fn of(good: bool) -> Self {
        if good { Outcome::Good } else { Outcome::Failed }
    }
}

/// How far the present round is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Round {
    /// No test is running until then.
    Due(Timestamp),
    /// The server was asked, and has until then to answer.
    Server { until: Timestamp },
    /// The rest is being tested, and has until then.
    Rest { until: Timestamp, socket: bool, media: bool },
}

impl Default for Round {
    fn default() -> Self {
        Round::Due(Timestamp(0))
    }
}

/// What the browser shall try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trial {
    /// `POST /api/check`, with this token.
    Server(String),
    /// Open the socket, send nothing, close it.
    Socket,
    /// Offer an empty call, take this as the answer, and see by which way ICE connects, a relay included.
    Media(String, Option<Relay>),
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tried {
    /// The answer and its round trip in ms, or none.
    Server(Option<(u32, Checked)>),
    /// Whether it opened.
    Socket(bool),
    /// The way by which it connected, if it did.
    Media(Option<Way>),
}

impl Model {
    /// The next test, if one is due. A hidden page runs none.
    pub(super) fn look_at_the_network(&mut self, at: Timestamp) -> Vec<Effect> {
        if self.screen != Screen::Join || self.hidden {
            return vec![];
        }
        match self.network.round {
            Round::Due(due) if due <= at => {
                self.network.round = Round::Server { until: at + ANSWER_WITHIN };
                let token = self.identity.as_ref().map(|joined| joined.token.clone());
                vec![Effect::Try(Trial::Server(token.unwrap_or_default()))]
            }
            Round::Server { until } if until <= at => self.tried(at, Tried::Server(None)),
            Round::Rest { until, socket, media } if until <= at => {
                if socket {
                    self.tried(at, Tried::Socket(false));
                }
                if media {
                    self.tried(at, Tried::Media(None));
                }
                vec![]
            }
            Round::Due(_) | Round::Server { .. } | Round::Rest { .. } => vec![],
        }
    }

    /// The network changed: the results are of no use any more.
    pub(super) fn try_again(&mut self, at: Timestamp) -> Vec<Effect> {
        self.network = Network::default();
        self.look_at_the_network(at)
    }

    /// Something was tried.
    pub(super) fn tried(&mut self, at: Timestamp, tried: Tried) -> Vec<Effect> {
        // Who has joined meanwhile needs no more trials.
        if self.screen != Screen::Join {
            return vec![];
        }
        let network = &mut self.network;
        match (tried, &mut network.round) {
            (Tried::Server(None), Round::Server { .. }) => {
                let (server, round) = (Outcome::Failed, Round::Due(at + AGAIN));
                *network = Network { server, round, ..Network::default() };
                vec![]
            }
            (Tried::Server(Some((ms, checked))), round @ Round::Server { .. }) => {
                let answer = checked.media.as_ref().map(answer);
                let (until, media) = (at + ANSWER_WITHIN, answer.is_some());
                *round = Round::Rest { until, socket: true, media };
                network.server = Outcome::Good;
                network.round_trip = ms;
                network.foreign = !checked.origin;
                if !media {
                    network.media = Outcome::Good;
                }
                network.media_address = checked
                    .media
                    .and_then(|port| port.addresses.into_iter().next())
                    .unwrap_or_default();
                let media = answer.map(|answer| Effect::Try(Trial::Media(answer, checked.relay)));
                std::iter::once(Effect::Try(Trial::Socket)).chain(media).collect()
            }
            (Tried::Socket(good), Round::Rest { socket: waits @ true, .. }) => {
                *waits = false;
                network.socket = Outcome::of(good);
                network.rest_if_done(at);
                vec![]
            }
            (Tried::Media(way), Round::Rest { media: waits @ true, .. }) => {
                *waits = false;
                network.media = Outcome::of(way.is_some());
                network.way = way;
                network.rest_if_done(at);
                vec![]
            }
            // Too late: it counts as failed, and is tried again.
            _ => vec![],
        }
    }

    /// Reports what the join page found to the technicians, once that is possible.
    pub(super) fn log_network(&mut self) {
        if self.network.media == Outcome::Failed {
            let line = format!("media not reached at {} in any way", self.network.media_address);
            self.log(LogLevel::Warn, &line, None);
        }
        if self.network.takes_a_detour() {
            let line = format!("UDP is blocked to {}", self.network.media_address);
            self.log(LogLevel::Warn, &line, None);
        }
        if self.network.socket == Outcome::Failed {
            self.log(LogLevel::Warn, "the socket was refused on the join page", None);
        }
        if self.has_devices() && self.page.insecure {
            let line = format!("no camera and microphone: {} is not secure", self.page.origin);
            self.log(LogLevel::Warn, &line, None);
        }
    }
}

impl Network {
    /// Media comes through, but not over UDP.
    #[must_use]
    pub fn takes_a_detour(&self) -> bool {
        matches!(self.way, Some(Way::Tcp | Way::Relay))
    }

    fn rest_if_done(&mut self, at: Timestamp) {
        if let Round::Rest { socket: false, media: false, .. } = self.round {
            let good = self.socket == Outcome::Good && self.media == Outcome::Good;
            self.round = Round::Due(at + if good { LATER } else { AGAIN });
        }
    }
}

/// The answer of a server that is there and does no more than say so (RFC 8445 §2.5, ICE-lite). Its fingerprint is
/// nobody's: no handshake follows.
fn answer(port: &MediaPort) -> String {
    let fingerprint = vec!["00"; 32].join(":");
    let mut sdp = format!(
        "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0\r\na=ice-lite\r\n\
         m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\nc=IN IP4 0.0.0.0\r\na=mid:0\r\n\
         a=ice-ufrag:{}\r\na=ice-pwd:{}\r\na=fingerprint:sha-256 {fingerprint}\r\na=setup:passive\r\n\
         a=sctp-port:5000\r\n",
        port.ufrag, port.pwd
    );
    let read = |texts: &[String]| -> Vec<SocketAddr> {
        texts.iter().filter_map(|text| text.parse().ok()).collect()
    };
    for candidate in candidate::lines(&read(&port.addresses), &read(&port.tcp)) {
        let _ = write!(sdp, "{candidate}\r\n");
    }
    sdp + "a=end-of-candidates\r\n"
}
