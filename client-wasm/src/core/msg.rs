//! What can happen to the client, and what it asks the browser to do.

use crate::core::desk::act::{DeskEffect, DeskMsg};
use crate::core::documents::{DocumentsEffect, DocumentsMsg};
use crate::core::hearing::Measured;
use crate::core::listening::Held;
use crate::core::model::{Devices, JoinFailure, RtcState, Sound};
use crate::core::network::{Page, Trial, Tried};
use crate::core::pulse::Passed;
use rostrum_proto::id::{ConnectionId, MeetingId, VoteId};
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::ballot_box::Slip;
use rostrum_proto::meeting::command::Command;
use rostrum_proto::read::Read;
use rostrum_proto::wire::http::Joined;
use rostrum_proto::wire::relay::Relay;
use rostrum_proto::wire::{ClientMessage, ServerMessage};
use serde::Serialize;

/// One media session: a connection, and how many times its media was restarted.
pub type Session = (ConnectionId, u32);

/// Something happened.
#[derive(Clone, Debug)]
pub enum Msg {
    /// The page has loaded.
    Started {
        /// From the address.
        code: Option<String>,
        /// From this tab's storage.
        kept: Option<Kept>,
        /// Remembered, else the browser's.
        lang: Lang,
        /// Random, for command ids.
        seed: u64,
    },
    /// The answer to `POST /api/join`.
    JoinAnswered(Result<Joined, JoinFailure>),
    /// "Join the meeting", or back after leaving.
    Enter,
    /// "Leave the meeting".
    Leave,
    /// "Try again" with the link.
    TryAgain,
    /// Another language for the interface.
    Speak(Lang),
    /// The words of a language, as received; empty if they could not be loaded.
    Words(Lang, String),
    /// The socket is open.
    SocketOpened,
    /// The socket is closed, with the code of RFC 6455.
    SocketClosed(u16),
    /// A message arrived.
    Server(Box<ServerMessage>),
    /// The browser says that the network changed.
    NetworkChanged,
    /// The page cannot be seen, or can again: another tab is in front, the screen is off.
    Hidden(bool),
    /// Time passes.
    Tick,
    /// A button was pressed.
    Do(Command),
    /// Our secret ballot is marked, under a number drawn for it.
    Mark(VoteId, Slip),
    /// The key to speak went down, or up.
    Talk(bool),
    /// Another channel was chosen, or the floor.
    Listen(Option<Lang>),
    /// The pictures of the seats are wanted, or not.
    Gallery(bool),
    /// A screen was chosen to be shown, or is not shared any more.
    Screen(bool),
    /// The key that silences an interpreter went down, or up.
    Cough(Held),
    /// The key to speak to the booth alone, or its button, is held or let go.
    Aside(Held),
    /// The camera button was pressed.
    WantCamera(bool),
    /// Devices as they are now.
    Devices(Devices),
    /// What the microphone brings.
    Sound(Sound),
    /// How the microphone sounds, over the last seconds.
    Heard(Measured),
    /// What the page is, as the browser has it.
    Page(Page),
    /// The result of one test of the network check.
    Tried(Tried),
    /// An offer is ready.
    Offer {
        /// SDP text.
        sdp: String,
        /// What its sections are for.
        sections: Vec<String>,
    },
    /// The media of a session changed, as the browser says.
    Rtc(Session, RtcState),
    /// What has passed over it by now, a few times a second.
    Passed(Session, Passed),
    /// Something of the page itself must be seen.
    Tell(String),
    /// The message was read.
    Dismiss,
    /// Something went wrong in the browser, in words for a technician.
    Trouble(String),
    /// Something happened in the dialog *Documents*.
    Documents(DocumentsMsg),
    /// A technician does something at the desk.
    Desk(DeskMsg),
}

/// What the browser shall do.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// `POST /api/join`.
    PostJoin(String),
    /// Open the socket; an older one is deserted without a goodbye.
    Connect,
    /// Drop the socket, with a goodbye.
    Disconnect,
    /// Say this.
    Send(ClientMessage),
    /// Remember for a reload of this tab.
    Keep(Box<Kept>),
    /// Run one test of the network check.
    Try(Trial),
    /// Ask for camera and microphone.
    OpenDevices,
    /// Let them go.
    ReleaseDevices,
    /// Capture our screen no more.
    ReleaseScreen,
    /// Get the words of a language.
    FetchWords(Lang),
    /// Remember the language and set it on the page.
    SaveLang(Lang),
    /// The socket is welcomed: older ones can go, and this is where media may be relayed from now on.
    Welcomed(Option<Relay>),
    /// Look for another way for the media of this session (ICE restart, RFC 8445 §9).
    RestartIce(Session),
    /// The server's answer to the offer.
    Answer(String),
    /// Load the page again.
    Reload,
    /// For the dialog *Documents*, with our token of a meeting.
    Documents {
        /// The token.
        token: String,
        /// The meeting.
        meeting: MeetingId,
        /// What.
        effect: Box<DocumentsEffect>,
    },
    /// For the technicians' desk.
    Desk(DeskEffect),
}

/// What a tab remembers: enough to come back by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Read)]
pub struct Kept {
    /// The link's code.
    pub code: String,
    /// The answer to it, with the newest token.
    pub joined: Joined,
    /// The join screen is done.
    pub entered: bool,
    /// The camera is to be on. Absent in what an earlier version kept.
    #[serde(default)]
    pub camera: Option<bool>,
}
