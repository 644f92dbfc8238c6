//! Who gets what: one truth, and a view of it for each class of audience.
//!
//! [`Class::meeting`] and [`Class::record`] keep the law that a view can be carried on by its own records alone:
//! `project(apply(m, r)) = apply(project(m), project(r))`, where a class that is not told of `r` stays as it is, up to
//! the number and time of the last record, which are those of its own stream.
//!
//! | | secretariat | officers | members | public |
//! |---|---|---|---|---|
//! | phase, lists, floor, clock, votes, rulings | yes | yes | yes | yes |
//! | who is in the meeting for a seat | yes | yes | yes | yes |
//! | what is done behind closed doors, also later ([`super::doors`]) | yes | yes | yes | no |
//! | documents and statements; the others ask for each ([`super::dossier`]) | yes | no | no | no |
//! | that the record is published, which is then as the public was told | yes | yes | yes | yes |
//! | offers to change places | yes | yes | yes | no |
//! | who gave a command | yes | yes | who has a seat | no |
//! | people without a seat, who asked for another | yes | yes | no | no |
//! | devices, the lobby, links | yes | yes | their own ([`super::own`]) | no |
//! | how many viewers follow | yes | yes | no | no |
//! | which channels are interpreted | yes | yes | yes | yes |
//! | by whom, hand-overs and signals of booths | yes | yes | their own ([`super::booth::own`]) | no |
//! | who asks for the screen, has it, and shows it; whether the seats' pictures are shown | yes | yes | yes | yes |
//! | that the meeting is recorded, or why not any more | yes | yes | yes | yes |
//! | who has agreed to that | yes | yes | of people with a seat, and their own | no |
//! | the files of the recording | yes | yes | no | no |
//! | that the speaker is not heard | yes | yes | yes | yes |
//! | certifications, problems, and why the speaker is not heard | yes | yes | their own | no |
//! | offers of the chair | yes | yes | no | no |

use crate::id::{ConnectionId, ParticipantId, RequestId, SeatId};
use crate::meeting::attendance::stand_in;
use crate::meeting::ballot_box::BallotBox;
use crate::meeting::booth::OnAir;
use crate::meeting::floor::{About, FloorRequest, Grant, GrantPhase, Interruption, Status};
use crate::meeting::outage::Silenced;
use crate::meeting::presence::Participant;
use crate::meeting::ready::Fault;
use crate::meeting::setup::Setup;
use crate::meeting::vote::{Subject, Vote, VoteStage};
use crate::meeting::{Meeting, Seat};
use crate::profile::RequestKind;
use crate::time::Millis;
use std::collections::BTreeMap;
use std::ops::Add;
use std::sync::Arc;

/// A class of audience: all of it is told the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Who follows the meeting and has no part in it.
    Public,
    /// Delegations, interpreters, reporters.
    Members,
    /// Who conducts or watches the meeting.
    Officers,
    /// Who keeps its lists and its documents. They are told everything.
    Secretariat,
}

impl Class {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Public, Self::Members, Self::Officers, Self::Secretariat];

    /// Whether it is told of each device and of people without a seat.
    #[must_use]
    pub fn is_told_of_devices(self) -> bool {
        matches!(self, Self::Officers | Self::Secretariat)
    }

    /// The meeting as this class sees it.
    #[must_use]
    pub fn meeting(self, meeting: &Meeting) -> Meeting {
        match self {
            Self::Secretariat => return meeting.clone(),
            Self::Officers => return Meeting { dossier: Arc::default(), ..meeting.clone() },
            Self::Members | Self::Public => {}
        }
        let people = meeting.participants.values().filter(|p| p.person.seat.is_some());
        let people = people.map(|p| {
            let person = Arc::clone(&p.person);
            Participant { person, admitted: false, expelled: false }
        });
        let is_told = |private: bool| !private || self == Self::Members;
        // What was behind closed doors is named by nothing that was not.
        let is_secret =
            |id: RequestId| meeting.request(id).is_ok_and(|request| !is_told(request.private));
        let names_no_secret = |about: &About| match about {
            About::Motion { .. } => true,
            About::Vote { vote } => meeting.vote(*vote).is_ok_and(|vote| is_told(vote.private)),
        };
        let requests = meeting.requests.iter().map(|request| {
            let about = request.about.filter(names_no_secret);
            of_request(FloorRequest { about, ..request.clone() }, &is_secret)
        });
        let secret_time = |seat: &SeatId| {
            let secret = meeting.requests.iter().filter(|r| r.beneficiary == *seat);
            let secret = secret.filter(|r| is_secret(r.id)).map(|r| r.spoken(meeting.at));
            secret.fold(Millis(0), Millis::add)
        };
        let seats = meeting.seats.iter();
        let seats = seats.map(|(id, seat)| (id.clone(), of_seat(seat, secret_time(id))));
        let withdrawn = meeting.withdrawn_motions.iter().filter(|motion| !is_secret(**motion));
        let rulings = meeting.rulings.iter().filter(|ruling| is_told(ruling.private));
        let votes = meeting.votes.iter().map(|v| match is_told(v.private) {
            true => Vote { ballot_box: v.ballot_box.told(), ..v.clone() },
            false => untold(v),
        });
        let swaps = if self == Self::Members { meeting.swaps.clone() } else { vec![] };
        let on_air = meeting.on_air.iter().map(|(booth, on_air)| {
            let connection = device_of(on_air.participant.as_ref());
            (*booth, OnAir { connection, participant: None, ..on_air.clone() })
        });
        // Every field, so that a new one is thought of.
        Meeting {
            setup: Arc::new(self.setup(&meeting.setup)),
            seq: meeting.seq,
            at: meeting.at,
            phase: meeting.phase,
            seats: seats.collect(),
            participants: Arc::new(people.collect()),
            connections: Arc::new(meeting.stand_ins()),
            requests: requests.collect(),
            speakers: meeting.speakers.clone(),
            replies: meeting.replies.clone(),
            swaps,
            list_closed: meeting.list_closed,
            policy: meeting.policy,
            withdrawn_motions: withdrawn.copied().collect(),
            rulings: rulings.cloned().collect(),
            votes: votes.collect(),
            presiding: meeting.presiding.clone(),
            chair_offer: None,
            chair_asked: None,
            chair_lost_at: meeting.chair_lost_at,
            presiding_microphone: meeting
                .presiding_microphone
                .map(|_| stand_in(&meeting.presiding)),
            on_air: on_air.collect(),
            booths: BTreeMap::new(),
            presentation: meeting.presentation.told(),
            gallery_closed: meeting.gallery_closed,
            recording: meeting
                .recording
                .told(|who| self == Self::Members && meeting.seat_of(who).is_some()),
            private: meeting.private.clone().filter(|_| self == Self::Members),
            record_published: meeting.record_published,
            dossier: Arc::default(),
        }
    }

    /// What is closed and not on record, as this class is told; to a delegation its own devices are named.
    #[must_use]
    pub fn silenced(
        self,
        meeting: &Meeting,
        sources: &[Silenced],
        own: Option<&SeatId>,
    ) -> Vec<Silenced> {
        let owner = |device: &ConnectionId| meeting.connections.get(device).map(|c| &c.participant);
        let told = |device: ConnectionId| {
            let owner = owner(&device);
            let ours = own.is_some() && owner.and_then(|owner| meeting.seat_of(owner)) == own;
            if ours || self.is_told_of_devices() { device } else { device_of(owner) }
        };
        // Of the cameras of booths only officers and technicians are told.
        let seated = |device: &ConnectionId| {
            owner(device).is_none_or(|owner| meeting.seat_of(owner).is_some())
        };
        let is_told = |source: &&Silenced| match source {
            Silenced::Camera { connection } => self.is_told_of_devices() || seated(connection),
            _ => true,
        };
        let told = |source: &Silenced| match *source {
            Silenced::Microphone { connection, origin } => {
                Silenced::Microphone { connection: told(connection), origin }
            }
            Silenced::Camera { connection } => Silenced::Camera { connection: told(connection) },
            Silenced::Screen { connection } => Silenced::Screen { connection: told(connection) },
            Silenced::Doors { ref reason } => Silenced::Doors { reason: reason.clone() },
        };
        sources.iter().filter(is_told).map(told).collect()
    }

    /// What was known beforehand, as this class is told.
    #[must_use]
    pub(super) fn setup(self, setup: &Setup) -> Setup {
        let mut setup = setup.clone();
        if !self.is_told_of_devices() {
            setup.people.retain(|person| person.seat.is_some());
        }
        setup
    }
}

/// Who is here is let in: of the lobby nothing is known.
fn of_seat(seat: &Seat, secret_time: Millis) -> Seat {
    Seat {
        setup: Arc::clone(&seat.setup),
        admitted: true,
        microphone: seat.microphone,
        audio: None,
        problem: None,
        spoken: Millis(seat.spoken.0.saturating_sub(secret_time.0)),
    }
}

/// Of what ended behind closed doors only that it ended.
fn of_request(request: FloorRequest, is_secret: &impl Fn(RequestId) -> bool) -> FloorRequest {
    if is_secret(request.id) {
        let kind = match request.kind {
            RequestKind::PointOfOrder | RequestKind::Motion => RequestKind::Statement,
            kind @ (RequestKind::Statement | RequestKind::RightOfReply) => kind,
        };
        let (status, about) =
            (Status::Cancelled {}, request.about.filter(|about| about.motion().is_none()));
        return FloorRequest { requested_by: None, kind, about, status, ..request };
    }
    let status = match request.status {
        Status::Granted { grant } => Status::Granted { grant: of_grant(&grant, is_secret) },
        other => other,
    };
    FloorRequest { requested_by: None, status, ..request }
}

/// Of a vote behind closed doors only that its number is taken.
fn untold(vote: &Vote) -> Vote {
    Vote {
        id: vote.id,
        subject: Subject::Question { text: String::new() },
        majority: String::new(),
        at: vote.at,
        stage: VoteStage::Withdrawn {},
        ballots: BTreeMap::new(),
        ballot_box: BallotBox::default(),
        private: true,
    }
}

fn of_grant(grant: &Grant, is_secret: &impl Fn(RequestId) -> bool) -> Grant {
    let phase = match &grant.phase {
        GrantPhase::Called { ready, fault } => {
            GrantPhase::Called { ready: *ready, fault: of_fault(*fault) }
        }
        GrantPhase::Live { since, speaker, fault, clock, .. } => GrantPhase::Live {
            since: *since,
            connection: device_of(speaker.as_ref()),
            speaker: speaker.clone(),
            fault: of_fault(*fault),
            clock: clock.clone(),
        },
        // By whom it was interrupted would say what the request was.
        GrantPhase::Interrupted { cause: Interruption::PointOfOrder { request }, since }
            if is_secret(*request) =>
        {
            GrantPhase::Interrupted { cause: Interruption::Pause {}, since: *since }
        }
        other @ (GrantPhase::Interrupted { .. } | GrantPhase::Held { .. }) => other.clone(),
    };
    Grant { phase, ..grant.clone() }
}

/// Whether somebody is heard is the floor's state, and no secret; why not is.
pub(super) fn of_fault(fault: Option<Fault>) -> Option<Fault> {
    fault.map(|_| Fault::Untold)
}

/// The device that stands for somebody's; of a device that is nobody's there is none.
pub(super) fn device_of(owner: Option<&ParticipantId>) -> ConnectionId {
    owner.map_or(ConnectionId(0), stand_in)
}
