//! The meeting: the aggregate that owns phase, seats, people, list and floor.
//!
//! [`Meeting::decide`] answers a command with events or a refusal and changes nothing;
//! [`Meeting::notice`] does the same for what the server itself observes, and cannot be refused;
//! [`Meeting::apply`] takes a [`Record`] and never refuses. [`Meeting::next_deadline`] says when the
//! meeting wants to be asked again.

mod apply;
pub mod attendance;
pub mod audibility;
pub mod audience;
pub mod audio;
pub mod authority;
pub mod ballot_box;
pub mod booth;
pub mod by_id;
mod chair;
pub mod clock;
pub mod command;
pub mod deadline;
mod decide;
pub mod doors;
pub mod dossier;
pub mod event;
pub mod floor;
mod grant;
mod intake;
mod interruption;
pub mod lot;
pub mod microphone;
mod motion;
mod notice;
pub mod outage;
pub mod own;
pub mod owned;
pub mod phase;
mod policy;
pub mod presence;
pub mod presentation;
mod published;
pub mod ready;
mod reason;
mod record;
pub mod recording;
pub mod refusal;
mod request;
mod restore;
pub mod ruling;
mod sentence;
pub mod setup;
mod speakers;
pub mod standing;
pub mod statement;
pub mod swap;
mod told;
pub mod unwritten;
pub mod vote;
pub mod voting;

pub use notice::Notice;

use crate::id::{ConnectionId, ParticipantId, RequestId, SeatId};
use crate::lang::Lang;
use crate::meeting::audio::AudioReport;
use crate::meeting::booth::{Booth, OnAir};
use crate::meeting::command::Problem;
use crate::meeting::doors::Private;
use crate::meeting::dossier::Dossier;
use crate::meeting::event::{Event, Record};
use crate::meeting::floor::FloorRequest;
use crate::meeting::microphone::Microphone;
use crate::meeting::owned::Owned;
use crate::meeting::phase::Phase;
use crate::meeting::presence::{Connection, Participant};
use crate::meeting::presentation::Presentation;
use crate::meeting::recording::Recording;
use crate::meeting::ruling::Ruling;
use crate::meeting::setup::{SeatSetup, Setup};
use crate::meeting::swap::Swap;
use crate::meeting::vote::Vote;
use crate::profile::Policy;
use crate::read::Read;
use crate::time::{Millis, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The state of a meeting: a fold of its journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct Meeting {
    /// As convened; shared by all copies.
    pub setup: Arc<Setup>,
    /// The number of the last record applied.
    pub seq: u64,
    /// The time of the last record applied.
    pub at: Timestamp,
    /// Where the meeting stands.
    pub phase: Phase,
    /// The seats.
    pub seats: BTreeMap<SeatId, Seat>,
    /// The people, present or not; shared until one changes.
    pub participants: Arc<Owned<Participant>>,
    /// The devices here now; shared until one changes.
    #[serde(with = "by_id")]
    pub connections: Arc<Owned<Connection>>,
    /// Every request ever made, in order of their ids.
    pub requests: Vec<FloorRequest>,
    /// The speakers' list: the accepted statements in order.
    pub speakers: Vec<RequestId>,
    /// The reply list: the accepted rights of reply in order. It comes after the speakers' list.
    pub replies: Vec<RequestId>,
    /// Offers to change places that were not answered.
    pub swaps: Vec<Swap>,
    /// No more statements are taken.
    pub list_closed: bool,
    /// How the floor is given.
    pub policy: Policy,
    /// Motions that their movers took back after they had moved them.
    pub withdrawn_motions: Vec<RequestId>,
    /// Every ruling on a point of order.
    pub rulings: Vec<Ruling>,
    /// Every vote, so that vote *n* is the *n*th.
    pub votes: Vec<Vote>,
    /// Who presides.
    pub presiding: ParticipantId,
    /// To whom the chair is offered.
    pub chair_offer: Option<ParticipantId>,
    /// Who asks for the chair.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chair_asked: Option<ParticipantId>,
    /// Since when who presides is not connected.
    pub chair_lost_at: Option<Timestamp>,
    /// The device whose microphone the presiding officer has opened.
    pub presiding_microphone: Option<ConnectionId>,
    /// Who interprets, by the language of the booth.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub on_air: BTreeMap<Lang, OnAir>,
    /// What goes on in the booths beside it; of a booth where nothing does there is none.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub booths: BTreeMap<Lang, Booth>,
    /// The floor of the screen.
    #[serde(default, skip_serializing_if = "Presentation::is_nothing")]
    pub presentation: Presentation,
    /// The pictures of the seats are shown to nobody.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub gallery_closed: bool,
    /// The recording.
    #[serde(default, skip_serializing_if = "Recording::is_nothing")]
    pub recording: Recording,
    /// The doors are closed to the public.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub private: Option<Private>,
    /// When the record was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record_published: Option<Timestamp>,
    /// Its documents and statements; shared until one comes.
    #[serde(default, skip_serializing_if = "is_empty")]
    pub dossier: Arc<Dossier>,
}

fn is_empty(dossier: &Arc<Dossier>) -> bool {
    dossier.is_empty()
}

/// A seat's state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct Seat {
    /// As convened; shared by all copies.
    pub setup: Arc<SeatSetup>,
    /// Let in from the lobby.
    pub admitted: bool,
    /// What mutes it.
    pub microphone: Microphone,
    /// Its microphone as it was certified.
    pub audio: Option<AudioReport>,
    /// A problem that the seat reported.
    pub problem: Option<Problem>,
    /// Speaking time of all its finished speeches.
    pub spoken: Millis,
}

impl Meeting {
    /// A meeting from its first event.
    #[must_use]
    pub fn convened(setup: Setup, at: Timestamp) -> Self {
        let setup = Arc::new(setup);
        let lobby_opens_at =
            Timestamp(setup.starts_at.0.saturating_sub(setup.profile.lobby_opens_before.0));
        let seat = |s: &SeatSetup| Seat {
            setup: Arc::new(s.clone()),
            admitted: false,
            microphone: Microphone::default(),
            audio: None,
            problem: None,
            spoken: Millis(0),
        };
        let chair = setup.people.iter().find(|p| authority::presides_at_first(p.role));
        let mut meeting = Self {
            seq: 1,
            at,
            phase: Phase::Scheduled { lobby_opens_at },
            seats: setup.seats.iter().map(|s| (s.id.clone(), seat(s))).collect(),
            participants: Arc::default(),
            connections: Arc::default(),
            requests: Vec::new(),
            speakers: Vec::new(),
            replies: Vec::new(),
            swaps: Vec::new(),
            list_closed: false,
            policy: setup.profile.policy,
            withdrawn_motions: Vec::new(),
            rulings: Vec::new(),
            votes: Vec::new(),
            presiding: chair.map_or_else(ParticipantId::nobody, |p| p.id.clone()),
            chair_offer: None,
            chair_asked: None,
            chair_lost_at: Some(at),
            presiding_microphone: None,
            on_air: BTreeMap::new(),
            booths: BTreeMap::new(),
            presentation: Presentation::default(),
            gallery_closed: false,
            recording: Recording::default(),
            private: None,
            record_published: None,
            dossier: Arc::default(),
            setup: Arc::clone(&setup),
        };
        for person in &setup.people {
            meeting.name_person(person);
        }
        meeting.inscribe_prepared(at);
        meeting
    }

    /// A meeting from its journal; `None` if the journal does not begin with a convened meeting.
    #[must_use]
    pub fn replay<'a>(records: impl IntoIterator<Item = &'a Record>) -> Option<Self> {
        let mut records = records.into_iter();
        let first = records.next()?;
        let Event::Convened { setup } = &first.event else { return None };
        let mut meeting = Self::convened((**setup).clone(), first.at);
        for record in records {
            meeting.apply(record);
        }
        Some(meeting)
    }
}
