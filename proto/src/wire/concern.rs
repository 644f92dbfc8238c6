//! Which seats a record is about: those that its event names, directly or through a request, a vote, a person or a
//! device. Exhaustive: of a new event it is said here whom it is about, or it does not compile.

use crate::id::{ConnectionId, ParticipantId, RequestId, SeatId, VoteId};
use crate::meeting::Meeting;
use crate::meeting::event::{Event, Record};
use crate::meeting::vote::Subject;
use std::collections::BTreeMap;

/// What belongs to a seat. The meeting never forgets requests and people; of devices it knows those that are
/// here, and so they are noted beside it.
pub struct Owners<'a> {
    /// As it is now.
    pub meeting: &'a Meeting,
    /// Every device there was. Without them a device is of nobody.
    pub devices: Option<&'a BTreeMap<ConnectionId, ParticipantId>>,
}

/// Somebody or something that an event names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mention {
    /// A seat.
    Seat(SeatId),
    /// The seat for which a request was made.
    Request(RequestId),
    /// The seat of a person.
    Person(ParticipantId),
    /// The seat of the person whose device it is.
    Device(ConnectionId),
    /// The mover of what is voted on, or who raised it.
    Vote(VoteId),
    /// What everybody has to know to understand the rest.
    Everybody,
}

/// Whether a record is about a seat: its event is, or one of its people did it.
#[must_use]
pub fn is_about(record: &Record, seat: &SeatId, owners: &Owners) -> bool {
    let by = record.by.as_ref().and_then(|by| owners.of_person(&by.participant));
    by.as_ref() == Some(seat)
        || mentions(&record.event).iter().any(|mention| match mention {
            Mention::Everybody => true,
            mention => owners.seat_of(mention).as_ref() == Some(seat),
        })
}

/// The seats that an event names, each once, in the order in which it does.
#[must_use]
pub fn seats(event: &Event, owners: &Owners) -> Vec<SeatId> {
    let mut seats = Vec::new();
    for seat in mentions(event).iter().filter_map(|mention| owners.seat_of(mention)) {
        if !seats.contains(&seat) {
            seats.push(seat);
        }
    }
    seats
}

/// Whom and what an event names.
#[must_use]
pub fn mentions(event: &Event) -> Vec<Mention> {
    use Mention::{Device, Everybody, Person, Request, Vote};
    let seat = |seat: &SeatId| vec![Mention::Seat(seat.clone())];
    let of = |request: &RequestId| vec![Request(*request)];
    match event {
        // Who is invited is not told again in everybody's story.
        Event::Convened { .. } | Event::AudienceCounted { .. } => vec![],
        Event::LobbyOpened {} | Event::MeetingOpened {} | Event::MeetingClosed {} => {
            vec![Everybody]
        }
        Event::MeetingSuspended { .. } | Event::MeetingResumed {} => vec![Everybody],
        Event::DoorsClosed { .. } | Event::DoorsOpened {} => vec![Everybody],
        Event::RecordPublished {}
        | Event::DocumentIssued { .. }
        | Event::PointSettled { .. }
        | Event::AnnexesArranged { .. }
        | Event::CompilationPublished { .. } => vec![Everybody],
        Event::StatementSent { seat: id, .. }
        | Event::StatementAccepted { seat: id, .. }
        | Event::StatementReturned { seat: id, .. }
        | Event::StatementCorrected { seat: id, .. } => seat(id),
        Event::ParticipantNamed { person } => person.seat.iter().flat_map(seat).collect(),
        Event::InvitationUsed { participant, .. }
        | Event::InvitationRevoked { participant, .. } => {
            vec![Person(participant.clone())]
        }
        Event::ParticipantAdmitted { participant } | Event::ParticipantExpelled { participant } => {
            vec![Person(participant.clone())]
        }
        Event::ConnectionOpened { connection, participant } => {
            vec![Person(participant.clone()), Device(*connection)]
        }
        Event::InterpreterOnAir { connection, .. } => vec![Device(*connection)],
        Event::InterpreterOffAir { .. } | Event::RelayTaken { .. } => vec![],
        Event::HandOver { by, .. } => vec![Person(by.clone())],
        Event::BoothSignalled { seat: asked, .. } => asked.iter().flat_map(seat).collect(),
        Event::ConnectionClosed { connection, .. } | Event::CameraTurned { connection, .. } => {
            vec![Device(*connection)]
        }
        Event::MicrophoneOpened { connection } | Event::MicrophoneClosed { connection } => {
            vec![Device(*connection)]
        }
        Event::MicrophoneSilenced { connection, .. } => vec![Device(*connection)],
        Event::SpeechStarted { request, connection }
        | Event::SpeechResumed { request, connection } => {
            vec![Request(*request), Device(*connection)]
        }
        Event::AttendanceChanged { seats, .. } => seats.keys().flat_map(seat).collect(),
        Event::SeatAdmitted { seat: id } | Event::AudioCertified { seat: id, .. } => seat(id),
        Event::PresentationAsked { seat: id }
        | Event::PresentationGiven { seat: id }
        | Event::PresentationStopped { seat: id }
        | Event::PresentationEnded { seat: id, .. } => seat(id),
        Event::PresentationStarted { seat: id, connection } => {
            vec![Mention::Seat(id.clone()), Device(*connection)]
        }
        Event::GalleryShown { .. } => vec![Everybody],
        Event::RecordingStarted {} | Event::RecordingStopped { .. } => vec![Everybody],
        Event::RecordingAgreed { participant } => vec![Person(participant.clone())],
        Event::RecordingSealed { .. } => vec![],
        Event::ProblemReported { seat: id, .. } | Event::ProblemCleared { seat: id } => seat(id),
        Event::SeatsMuted { seats, .. } | Event::SeatsUnmuted { seats, .. } => {
            seats.iter().flat_map(seat).collect()
        }
        Event::FloorRequested { beneficiary, requested_by, .. } => {
            let by = requested_by.iter().cloned().map(Person);
            [Mention::Seat(beneficiary.clone())].into_iter().chain(by).collect()
        }
        Event::PlaceRestored { request, anew, requested_by, .. } => {
            let by = requested_by.iter().cloned().map(Person);
            [Request(*request), Request(*anew)].into_iter().chain(by).collect()
        }
        Event::FloorAccepted { request, .. } | Event::FloorMoved { request, .. } => of(request),
        Event::FloorDenied { request, .. } | Event::FloorCancelled { request } => of(request),
        Event::FloorGranted { request, .. } | Event::FloorReady { request, .. } => of(request),
        Event::FloorInterrupted { request, .. } | Event::TimeExtended { request, .. } => {
            of(request)
        }
        Event::FloorHeld { request, .. } | Event::HoldExpired { request } => of(request),
        Event::ClockHeld { request, .. } | Event::ClockLetGo { request, .. } => of(request),
        Event::HoldExtended { request, .. } | Event::FloorReturned { request, .. } => of(request),
        Event::FloorReleased { request, .. } | Event::FloorRevoked { request, .. } => of(request),
        Event::RulingGiven { request, .. } | Event::MotionWithdrawn { request } => of(request),
        Event::RulingChallenged { request, by } => {
            vec![Request(*request), Mention::Seat(by.clone())]
        }
        // Each has another place than before, perhaps.
        Event::ListArranged { speakers, .. } => speakers.iter().copied().map(Request).collect(),
        Event::SwapOffered { swap } | Event::SwapDeclined { swap } => {
            vec![Request(swap.request), Request(swap.with)]
        }
        Event::PlacesSwapped { swap } => vec![Request(swap.request), Request(swap.with)],
        Event::VoteAnnounced { subject, .. } => match subject {
            Subject::Motion { request } | Subject::Ruling { request } => of(request),
            Subject::Question { .. } => vec![],
        },
        Event::VoteCast { vote, seat: id, .. }
        | Event::BallotCast { vote, seat: id, .. }
        | Event::CountChecked { vote, seat: id } => {
            vec![Mention::Seat(id.clone()), Vote(*vote)]
        }
        Event::VoteOpened { vote, .. } | Event::VoteExtended { vote, .. } => vec![Vote(*vote)],
        Event::VoteClosed { vote, .. } | Event::VoteWithdrawn { vote } => vec![Vote(*vote)],
        Event::BallotsCounted { vote, .. } | Event::BallotVoided { vote, .. } => vec![Vote(*vote)],
        Event::ChairOffered { to } => vec![Person(to.clone())],
        Event::ChairAsked { by } => vec![Person(by.clone())],
        Event::ChairKept {} => vec![],
        Event::ChairChanged { presiding, .. } => vec![Person(presiding.clone())],
        Event::ChairOfferWithdrawn {} | Event::PolicyChanged { .. } => vec![],
        Event::ListClosed {} | Event::ListOpened {} => vec![],
    }
}

impl Owners<'_> {
    /// The seat that something belongs to, if to one.
    fn seat_of(&self, mention: &Mention) -> Option<SeatId> {
        match mention {
            Mention::Seat(seat) => Some(seat.clone()),
            Mention::Request(request) => self.of_request(*request),
            Mention::Person(person) => self.of_person(person),
            Mention::Device(device) => self.of_person(self.devices?.get(device)?),
            Mention::Vote(vote) => match self.meeting.vote(*vote).ok()?.subject {
                Subject::Motion { request } | Subject::Ruling { request } => {
                    self.of_request(request)
                }
                Subject::Question { .. } => None,
            },
            Mention::Everybody => None,
        }
    }

    fn of_request(&self, request: RequestId) -> Option<SeatId> {
        self.meeting.request(request).ok().map(|r| r.beneficiary.clone())
    }

    fn of_person(&self, person: &ParticipantId) -> Option<SeatId> {
        self.meeting.seat_of(person).cloned()
    }
}
