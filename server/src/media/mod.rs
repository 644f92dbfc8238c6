//! Media: voices and pictures of a meeting, forwarded according to a plan.
//!
//! What is made and what is delivered are two things. A *stream* ([`plan::Stream`]) is made once: a new speaker is
//! switched into it, and whoever has it sees one source that never ends. A *slot* ([`layout::Slot`]) is a place in what
//! a client receives, negotiated once; which stream fills it is the client's own. What the plan does not name is not
//! forwarded: a client that ignores that its microphone is closed is not heard.
//!
//! ```text
//!  Media ──Command──► worker ──► switchboard ──► conference ──► production: rewriting, once a packet
//!    ▲               (the port)       │       (a meeting)              (a stream)
//!    └──MediaEvent───────┘            ├──► demux, ice, plain, handshake: whose is it?
//!                                     └──► peer (a client): uplinks, and a delivery for each slot
//! ```
//!
//! Of `rtc` the protocols are used (STUN, DTLS, SRTP), not its peer connection: an SFU of known
//! slots needs neither its negotiation nor its pipeline, and its own SSRCs, RTCP and
//! retransmissions would stand in the way.
//!
//! Media knows connections and meetings by their ids. It knows no roles and no rules.

mod address;
mod answer;
mod arrivals;
mod bandwidth;
mod client_hello;
mod clock;
mod conference;
mod delivery;
mod demux;
mod departures;
mod egress;
mod fragments;
mod ghost;
mod handshake;
mod history;
mod ice;
mod keyframe;
mod kind;
mod layout;
mod mapping;
mod meter;
mod numbers;
mod offer;
mod outgoing;
mod pace;
mod peer;
mod plain;
pub mod plan;
mod probe;
mod production;
mod reception;
mod rtcp;
mod rtp;
mod sdp;
mod ssrcs;
pub mod stranger;
mod switchboard;
mod tap;
mod tcp;
mod train;
mod uplink;
mod vp8;
mod worker;

pub use bandwidth::Shortage;
pub use layout::Slot;
pub use offer::{Offer, OfferError, Offered};
pub use plan::Plan;
pub use probe::{MediaEvent, Quality};
pub use tap::{Tapped, Taps};
pub use tcp::begins_media;

use address::Told;
use futures_util::future::BoxFuture;
use handshake::Identity;
use quinn_udp::{UdpSockRef, UdpSocketState};
use rostrum_proto::id::{ConnectionId, MeetingId};
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use switchboard::Switchboard;
use tcp::Stream;
use thiserror::Error;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::{mpsc, oneshot};
use worker::{Command, Worker};

/// Bytes the kernel may hold for us in each direction: a tenth of a second for a thousand
/// listeners.
const SOCKET_BUFFER: usize = 4 * 1024 * 1024;
/// Datagrams from connections that wait for the thread; who sends more waits.
const STREAMED_WAIT: usize = 1_024;

/// Where media is sent and received.
#[derive(Clone, Debug)]
pub struct MediaConfig {
    /// The one UDP port; port 0 takes any.
    pub bind: SocketAddr,
    /// The addresses clients are told. Empty: the bound address, or for a wildcard the loopback
    /// address and the address of the interface that leads out.
    pub advertise: Vec<IpAddr>,
    /// Ports at which connections over TCP are handed to [`Media::carry`].
    pub tcp: Vec<u16>,
}

impl MediaConfig {
    /// What clients would be told, best first.
    ///
    /// # Errors
    /// They would find nobody there.
    pub fn told(&self) -> Result<Vec<SocketAddr>, MediaError> {
        address::check(self.bind.ip(), &self.advertise)?;
        Ok(address::candidates(self.bind, &self.advertise))
    }
}

/// Why media could not do what it was asked.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum MediaError {
    /// The port is taken or may not be used.
    #[error("cannot receive media on UDP {address}; choose a port with --media")]
    Bind {
        /// What was configured.
        address: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
    /// Clients would be told of an address at which they find nobody.
    #[error(
        "nothing would listen at the advertised address {advertised}: media is received at {bound} only. \
         Listen on every address (--media 0.0.0.0:PORT, or [::]:PORT for IPv6 too), or advertise another address"
    )]
    Unreachable {
        /// What was to be advertised.
        advertised: IpAddr,
        /// Where media is received.
        bound: IpAddr,
    },
    /// The thread or its certificate could not be made.
    #[error("cannot start media: {0}")]
    Start(String),
    /// The offer does not say what is expected.
    #[error("the offer was refused: {0}")]
    Offer(#[from] OfferError),
    /// As many sessions as the server holds.
    #[error("the server holds {0} media sessions already")]
    Full(usize),
    /// One in two hundred million.
    #[error("the offer uses a stream number of the server; offer again")]
    Collision,
    /// The session could not be set up.
    #[error("cannot set up a media session: {0}")]
    Session(String),
    /// The media thread has ended.
    #[error("media has stopped")]
    Stopped,
}

/// Who carries out plans.
pub trait Forwards: Send + Sync {
    /// Follows `plan` from the very next packet on. A meeting that is over is given the empty plan.
    fn set_plan(&self, meeting: &MeetingId, plan: Plan);

    /// A client chooses what fills one of its places, as far as the plan allows it; nothing: what fills it first. Holds
    /// until the connection is gone.
    fn choose(&self, connection: ConnectionId, slot: Slot, stream: Option<plan::Stream>);

    /// The connection is gone: its session ends at once.
    fn close(&self, connection: ConnectionId);

    /// Answers a client's offer with a fresh session, in place of one the connection may have had:
    /// that is how a client restarts its media. Nothing is forwarded to or from it that the plan
    /// does not name. The error says what was expected of the offer, or that the server is full.
    fn answer(
        &self,
        meeting: &MeetingId,
        connection: ConnectionId,
        offer: Offered,
    ) -> BoxFuture<'static, Result<String, MediaError>>;
}

/// The handle to media: cheap to clone. Media stops when it is told to, or when the last handle is
/// dropped; then the receiver of events ends.
#[derive(Clone, Debug)]
pub struct Media {
    commands: mpsc::UnboundedSender<Command>,
    streams: mpsc::Sender<Stream>,
    numbers: Arc<AtomicU64>,
    address: SocketAddr,
    trial: Trial,
}

/// How anybody tries whether media would be reached: a check of ICE with these credentials is answered, and opens
/// nothing.
#[derive(Clone, Debug)]
pub struct Trial {
    /// What clients are told, best first.
    pub addresses: Vec<SocketAddr>,
    /// The same over TCP.
    pub over_tcp: Vec<SocketAddr>,
    /// The user name fragment (RFC 8839 §5.4).
    pub fragment: String,
    /// The password.
    pub password: String,
}

impl Media {
    /// Opens the port and starts the thread. What is recorded is given to `taps`; what it has to tell comes with the
    /// meeting that it is about.
    ///
    /// # Errors
    /// The port cannot be used, or the thread cannot be made.
    pub fn start(
        config: MediaConfig,
        taps: Option<Box<dyn Taps>>,
    ) -> Result<(Self, mpsc::UnboundedReceiver<(MeetingId, MediaEvent)>), MediaError> {
        let bind_error = |source| MediaError::Bind { address: config.bind, source };
        let start_error = |error: &dyn std::fmt::Display| MediaError::Start(error.to_string());
        address::check(config.bind.ip(), &config.advertise)?;
        let socket = address::bind(config.bind).map_err(bind_error)?;
        socket.set_nonblocking(true).map_err(bind_error)?;
        let address = socket.local_addr().map_err(bind_error)?;
        let state = UdpSocketState::new(UdpSockRef::from(&socket)).map_err(bind_error)?;
        // The system may grant less; that is its business.
        let _ = state.set_recv_buffer_size(UdpSockRef::from(&socket), SOCKET_BUFFER);
        let _ = state.set_send_buffer_size(UdpSockRef::from(&socket), SOCKET_BUFFER);

        let identity = Identity::generate().map_err(|e| start_error(&e))?;
        let candidates = address::candidates(address, &config.advertise);
        let told = Told { udp: candidates.clone(), tcp: config.tcp };
        let over_tcp = told.over_tcp();
        let board = Switchboard::new(identity, told, taps, crate::clock::steady());
        let (streams, flowing) = mpsc::channel(STREAMED_WAIT);
        let trial = board.trial().clone();
        let trial = Trial {
            addresses: candidates,
            over_tcp,
            fragment: trial.fragment,
            password: trial.password,
        };
        let (commands, inbox) = mpsc::unbounded_channel();
        let (events, happened) = mpsc::unbounded_channel();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_io()
            .enable_time()
            .build()
            .map_err(|e| start_error(&e))?;
        let socket = {
            let _inside = runtime.enter();
            tokio::net::UdpSocket::from_std(socket).map_err(bind_error)?
        };
        std::thread::Builder::new()
            .name("media".to_owned())
            .spawn(move || {
                runtime.block_on(Worker::new(socket, state, board, inbox, events, flowing).run())
            })
            .map_err(|e| start_error(&e))?;
        Ok((Self { commands, streams, numbers: Arc::default(), address, trial }, happened))
    }

    /// Carries media over a connection that a client has opened, until it ends.
    pub async fn carry(&self, io: impl AsyncRead + AsyncWrite, remote: SocketAddr) {
        let number = self.numbers.fetch_add(1, Ordering::Relaxed);
        tcp::carry(io, (remote, number), self.streams.clone()).await;
    }

    /// The port media is received on.
    #[must_use]
    pub fn local_addr(&self) -> SocketAddr {
        self.address
    }

    /// How to try whether it can be reached.
    #[must_use]
    pub fn trial(&self) -> &Trial {
        &self.trial
    }

    /// Who records a stream would like a key frame of it.
    pub fn key_frame_recorded(&self, meeting: &MeetingId, stream: plan::Stream) {
        self.send(Command::KeyFrame(meeting.clone(), stream));
    }

    /// Ends media for everybody. The port is free when the receiver of events has ended.
    pub fn stop(self) {
        self.send(Command::Stop);
    }

    fn send(&self, command: Command) {
        // If the thread has ended, the receiver of events has ended too, and tells.
        let _ = self.commands.send(command);
    }
}

impl Forwards for Media {
    fn set_plan(&self, meeting: &MeetingId, plan: Plan) {
        self.send(Command::SetPlan(meeting.clone(), plan));
    }

    fn choose(&self, connection: ConnectionId, slot: Slot, stream: Option<plan::Stream>) {
        self.send(Command::Choose(connection, slot, stream));
    }

    fn close(&self, connection: ConnectionId) {
        self.send(Command::Close(connection));
    }

    fn answer(
        &self,
        meeting: &MeetingId,
        connection: ConnectionId,
        offer: Offered,
    ) -> BoxFuture<'static, Result<String, MediaError>> {
        let (media, meeting) = (self.clone(), meeting.clone());
        Box::pin(async move {
            // Read here, in the caller's task: a hostile offer costs its sender's connection time, not
            // media's.
            let offer = Offer::read(&offer)?;
            let (reply, answer) = oneshot::channel();
            media.send(Command::Answer { meeting, connection, offer, reply });
            answer.await.unwrap_or(Err(MediaError::Stopped))
        })
    }
}
