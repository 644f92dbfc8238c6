//! The state of the client. Phases own their data; what is shown is derived in `view`.

use crate::core::desk::Desk;
pub use crate::core::devices::{Device, DeviceState, Devices, Sound};
use crate::core::documents::Papers;
use crate::core::gallery::Gallery;
use crate::core::hearing::Measured;
use crate::core::link::Link;
use crate::core::listening::Held;
use crate::core::network::{Network, Page};
use crate::core::overlay::Overlay;
use crate::core::paper::Paper;
use crate::core::prompt::Prompt;
use crate::core::pulse::Pulse;
use crate::core::readiness::Call;
use crate::core::server_clock::ServerClock;
use crate::core::service::Service;
use crate::core::uplink::Uplink;
use rostrum_proto::id::{CommandId, ConnectionId, RequestId, SeatId};
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::Meeting;
use rostrum_proto::meeting::audio::AudioReport;
use rostrum_proto::meeting::command::Command;
use rostrum_proto::meeting::event::Event;
use rostrum_proto::meeting::phase::PhaseName;
use rostrum_proto::meeting::refusal::Refusal;
use rostrum_proto::time::Timestamp;
use rostrum_proto::wire::http::{JoinError, Joined};
use rostrum_proto::wire::quality::LeftOut;
use rostrum_proto::wire::server::Lobby;
use std::collections::BTreeMap;

/// Everything the client knows.
#[derive(Debug)]
pub struct Model {
    /// The language of the interface.
    pub lang: Lang,
    /// The code of the link.
    pub code: Option<String>,
    /// Which screen.
    pub screen: Screen,
    /// Who we are.
    pub identity: Option<Joined>,
    /// The socket.
    pub link: Link,
    /// This device in the meeting, from the last `welcome`.
    pub connection: Option<ConnectionId>,
    /// The last tick: a paused page has not waited.
    pub ticked: Timestamp,
    /// The page is hidden: the browser lets it run once a second, later once a minute.
    pub hidden: bool,
    /// When the last `welcome` came.
    pub welcomed: Timestamp,
    /// The server does not know our protocol, and has said so.
    pub outdated: bool,
    /// When to renew the token.
    pub renew_at: Option<Timestamp>,
    /// The server's clock.
    pub clock: ServerClock,
    /// Where we are in the meeting.
    pub place: Whereabouts,
    /// Commands not yet done, oldest first.
    pub pending: Vec<Pending>,
    /// Source of ids and jitter.
    pub ids: Ids,
    /// Camera and microphone.
    pub devices: Devices,
    /// What the microphone brings.
    pub sound: Sound,
    /// How the microphone sounds, once it was heard long enough.
    pub heard: Option<Measured>,
    /// What was last certified of it, and when.
    pub certified: Option<(AudioReport, Timestamp)>,
    /// The channel that we listen to; absent: the floor.
    pub channel: Option<Lang>,
    /// The pictures of the seats.
    pub gallery: Gallery,
    /// A screen was chosen here to be shown.
    pub screen_shared: bool,
    /// What silences an interpreter is held.
    pub cough: Held,
    /// What we say is for our booth alone.
    pub aside: Held,
    /// Whether the camera is to be on.
    pub camera_wanted: bool,
    /// The page itself.
    pub page: Page,
    /// The network check of the join screen.
    pub network: Network,
    /// Picture and sound.
    pub media: Media,
    /// Whether our network carries our picture.
    pub uplink: Uplink,
    /// When sound was last heard.
    pub heard_at: Option<Timestamp>,
    /// Our seat is called.
    pub call: Option<Call>,
    /// We speak, and whether we are heard is not as the meeting knows it, since when.
    pub unlike_since: Option<Timestamp>,
    /// Our ballot in a secret ballot.
    pub paper: Option<Paper>,
    /// The last command, and when: the same again within a moment is the same press.
    pub last_command: Option<(Command, Timestamp)>,
    /// The key to speak is down, and has opened our microphone.
    pub talking: bool,
    /// What can be undone: the request that has just ended, and when, by the server's clock.
    pub ended: Option<(RequestId, Timestamp)>,
    /// The seats in the order that the list had before it was arranged, and when that was, by the server's clock.
    pub order_before: Option<(Vec<SeatId>, Timestamp)>,
    /// When we last tried to turn the camera.
    pub camera_tried: Timestamp,
    /// The last message that must be seen; counted so that a repeated text is new.
    pub toast: Option<(u32, String)>,
    /// The last change of the list, for the polite live region; counted likewise.
    pub news: (u32, String),
    /// The server can write its journal.
    pub writable: bool,
    /// How many of the public follow, if we are told.
    pub following: Option<u32>,
    /// How many listen to each channel, as a booth is told.
    pub listeners: BTreeMap<Lang, u32>,
    /// What lies over the meeting on record.
    pub overlay: Overlay,
    /// Documents, and the statement that is being written.
    pub papers: Papers,
    /// The text beside the clock.
    pub prompt: Prompt,
    /// What technicians see.
    pub desk: Desk,
    /// What is done for technicians.
    pub service: Service,
}

/// The screens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Screen {
    /// The address has no code.
    NoLink,
    /// The code is being exchanged.
    Opening,
    /// The link does not work.
    Failed(JoinFailure),
    /// The join screen.
    Join,
    /// Lobby, stage, desk or the closed meeting, by [`Whereabouts`].
    Inside,
    /// Left by oneself.
    Left,
    /// Close code 4003.
    Ended,
    /// Close code 4009.
    Replaced,
    /// Close code 4010.
    TooMany,
    /// Close code 4002.
    Protocol,
}

/// Why a link does not work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JoinFailure {
    /// No answer.
    Network,
    /// Not before that time.
    TooEarly(Timestamp),
    /// The server says no.
    Declined(JoinError),
}

/// Where we are.
#[derive(Debug)]
pub enum Whereabouts {
    /// Not yet known.
    Nowhere,
    /// Waiting to be admitted.
    Lobby(Box<Lobby>),
    /// In the meeting.
    Meeting(Box<Meeting>),
}

/// A command on its way.
#[derive(Clone, Debug, PartialEq)]
pub struct Pending {
    /// Its id.
    pub id: CommandId,
    /// What.
    pub command: Command,
    /// Accepted at this record; it is done when we have applied it.
    pub done_at: Option<u64>,
}

/// Command ids unique to this page, from one random number.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ids {
    seed: u64,
    count: u64,
}

/// The state of the media connection.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RtcState {
    /// None, or on its way.
    #[default]
    Starting,
    /// It flows.
    Up,
    /// Interrupted; may come back by itself.
    Interrupted,
    /// Over.
    Failed,
}

/// Picture and sound.
#[derive(Clone, Copy, Debug, Default)]
pub struct Media {
    /// How often it was restarted on this connection.
    pub attempt: u32,
    /// How it is, as the browser says.
    pub told: RtcState,
    /// Whether anything comes.
    pub pulse: Pulse,
    /// The network has changed, and no other way was looked for yet.
    pub way_in_doubt: bool,
    /// Since when another way is looked for.
    pub seeks_since: Option<Timestamp>,
    /// How it is.
    pub state: RtcState,
    /// Since when.
    pub since: Timestamp,
    /// The server cannot use our offer.
    pub refused: bool,
    /// Pictures that we are not sent, because our network does not carry them.
    pub left_out: LeftOut,
}

impl Ids {
    /// From a random number.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self { seed, count: 0 }
    }

    /// The next id.
    pub fn fresh(&mut self) -> CommandId {
        self.count += 1;
        CommandId::new(format!("{:016x}-{}", self.seed, self.count))
            .expect("hexadecimal digits and a hyphen are allowed")
    }

    /// A number below `n`.
    pub fn below(&mut self, n: u64) -> u64 {
        self.count += 1;
        let mixed = (self.seed ^ self.count.wrapping_mul(0x9e37_79b9_7f4a_7c15))
            .wrapping_mul(0xbf58_476d_1ce4_e5b9);
        (mixed >> 33) % n.max(1)
    }
}

impl Default for Model {
    fn default() -> Self {
        Self {
            lang: Lang::En,
            code: None,
            screen: Screen::NoLink,
            identity: None,
            link: Link::Down,
            connection: None,
            ticked: Timestamp(0),
            hidden: false,
            welcomed: Timestamp(0),
            outdated: false,
            renew_at: None,
            clock: ServerClock::default(),
            place: Whereabouts::Nowhere,
            pending: Vec::new(),
            ids: Ids::default(),
            devices: Devices::default(),
            sound: Sound::default(),
            heard: None,
            certified: None,
            channel: None,
            gallery: Gallery::default(),
            screen_shared: false,
            cough: Held::default(),
            aside: Held::default(),
            camera_wanted: true,
            page: Page::default(),
            network: Network::default(),
            media: Media::default(),
            uplink: Uplink::default(),
            heard_at: None,
            call: None,
            unlike_since: None,
            paper: None,
            last_command: None,
            talking: false,
            ended: None,
            order_before: None,
            camera_tried: Timestamp(0),
            toast: None,
            news: (0, String::new()),
            writable: true,
            following: None,
            listeners: BTreeMap::new(),
            overlay: Overlay::default(),
            papers: Papers::default(),
            prompt: Prompt::default(),
            desk: Desk::default(),
            service: Service::default(),
        }
    }
}

impl Model {
    /// The meeting as it is, once we are in it: with our own devices, and less what is closed but not on record yet.
    #[must_use]
    pub fn meeting(&self) -> Option<&Meeting> {
        self.overlay.meeting().or_else(|| self.replica())
    }

    /// The meeting as it is on record, and told to all of our class of audience.
    #[must_use]
    pub fn replica(&self) -> Option<&Meeting> {
        match &self.place {
            Whereabouts::Meeting(meeting) => Some(meeting),
            Whereabouts::Nowhere | Whereabouts::Lobby(_) => None,
        }
    }

    /// What the server would answer.
    ///
    /// # Errors
    /// The refusal.
    pub fn decide(&self, now: Timestamp, command: &Command) -> Result<Vec<Event>, Refusal> {
        let (Some(meeting), Some(actor)) = (self.meeting(), self.actor()) else {
            return Err(Refusal::NotAdmitted {});
        };
        // Lots are drawn by the server: whatever is drawn here is only asked whether it may be.
        meeting.decide(now, 0, &actor, command)
    }

    /// Whether our role may ask for it at all: what it may never ask for is not shown.
    #[must_use]
    pub fn permitted(&self, now: Timestamp, command: &Command) -> bool {
        !matches!(
            self.decide(now, command),
            Err(Refusal::NotPermitted {}
                | Refusal::NotYourSeat { .. }
                | Refusal::NotAdmitted {}
                | Refusal::UnknownParticipant {})
        )
    }

    /// Whether the same command is on its way.
    #[must_use]
    pub fn is_pending(&self, command: &Command) -> bool {
        self.pending.iter().any(|p| p.command == *command)
    }

    /// Server time for our time.
    #[must_use]
    pub fn server_time(&self, at: Timestamp) -> Timestamp {
        self.clock.at(at)
    }

    /// Whether the meeting is over.
    #[must_use]
    pub fn closed(&self) -> bool {
        self.meeting().is_some_and(|m| m.phase.name() == PhaseName::Closed)
    }

    /// Our microphone is forwarded from this device.
    #[must_use]
    pub fn microphone_open(&self) -> bool {
        let open = self.meeting().map(Meeting::open_microphones).unwrap_or_default();
        self.connection.is_some_and(|c| open.contains(&c))
    }

    /// Shows a message that must be seen.
    pub fn tell(&mut self, text: impl Into<String>) {
        let n = self.toast.as_ref().map_or(0, |(n, _)| *n);
        self.toast = Some((n + 1, text.into()));
    }
}
