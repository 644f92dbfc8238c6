//! What a class of audience is told of a record. Exhaustive: of a new event it is said here who is told of it, or it
//! does not compile.

use crate::id::{ConnectionId, ParticipantId};
use crate::meeting::Meeting;
use crate::meeting::attendance::stand_in;
use crate::meeting::audience::{Class, device_of, of_fault};
use crate::meeting::command::Cause;
use crate::meeting::event::{Event, Record};
use crate::meeting::floor::About;

/// The events about documents and statements, as a pattern: listed once.
macro_rules! of_dossier {
    () => {
        Event::DocumentIssued { .. }
            | Event::StatementSent { .. }
            | Event::StatementAccepted { .. }
            | Event::StatementReturned { .. }
            | Event::StatementCorrected { .. }
            | Event::AnnexesArranged { .. }
            | Event::PointSettled { .. }
            | Event::CompilationPublished { .. }
    };
}

impl Class {
    /// A record as this class is told of it; `before` is the meeting before it. `None`: this class is not told.
    #[must_use]
    pub fn record(self, before: &Meeting, record: &Record) -> Option<Record> {
        let by = record.by.as_ref();
        let by = match self {
            Self::Secretariat => return Some(record.clone()),
            Self::Officers => by.cloned(),
            Self::Members => {
                let by = by.filter(|by| before.seat_of(&by.participant).is_some());
                by.map(|by| Cause {
                    participant: by.participant.clone(),
                    connection: stand_in(&by.participant),
                    command: by.command.clone(),
                })
            }
            Self::Public => None,
        };
        let shuts = matches!(record.event, Event::DoorsClosed { .. });
        if self == Self::Public && (shuts || !before.is_followed()) {
            // Who begins to follow begins with the meeting as it is then.
            return None;
        }
        let event = self.event(before, record)?;
        Some(Record { seq: record.seq, at: record.at, by, event })
    }

    fn event(self, before: &Meeting, record: &Record) -> Option<Event> {
        let event = &record.event;
        let owner = |id: &ConnectionId| before.connections.get(id).map(|c| &c.participant);
        let instead = |id: &ConnectionId| device_of(owner(id));
        let attendance = |who: Option<&ParticipantId>| {
            let mut after = before.clone();
            after.apply(record);
            before.attendance_changed(who, &after)
        };
        match event {
            // Who may read them is answered one by one ([`super::dossier`]).
            of_dossier!() => None,
            _ if self.is_told_of_devices() => Some(event.clone()),
            Event::Convened { setup } => {
                Some(Event::Convened { setup: Box::new(self.setup(setup)) })
            }
            Event::ParticipantNamed { person } => person.seat.is_some().then(|| event.clone()),

            Event::ConnectionOpened { participant, .. }
            | Event::ParticipantAdmitted { participant }
            | Event::ParticipantExpelled { participant } => attendance(Some(participant)),
            Event::ConnectionClosed { connection, .. } | Event::CameraTurned { connection, .. } => {
                attendance(owner(connection))
            }
            Event::SeatAdmitted { seat } => {
                let mut of_seat = before.connections_of(seat);
                attendance(Some(&of_seat.next()?.participant))
            }

            Event::FloorRequested { request, beneficiary, kind, about, .. } => {
                Some(Event::FloorRequested {
                    request: *request,
                    requested_by: None,
                    beneficiary: beneficiary.clone(),
                    kind: *kind,
                    about: about.filter(|about| match about {
                        About::Motion { .. } => true,
                        About::Vote { vote } => {
                            self == Self::Members || before.vote(*vote).is_ok_and(|v| !v.private)
                        }
                    }),
                })
            }
            Event::PlaceRestored { request, anew, position, .. } => Some(Event::PlaceRestored {
                request: *request,
                anew: *anew,
                requested_by: None,
                position: *position,
            }),
            Event::FloorReady { request, ready, fault } => {
                let fault = of_fault(*fault);
                Some(Event::FloorReady { request: *request, ready: *ready, fault })
            }
            Event::SpeechStarted { request, connection } => {
                let connection = instead(connection);
                Some(Event::SpeechStarted { request: *request, connection })
            }
            Event::SpeechResumed { request, connection } => {
                let connection = instead(connection);
                Some(Event::SpeechResumed { request: *request, connection })
            }
            Event::MicrophoneOpened { connection } => {
                Some(Event::MicrophoneOpened { connection: instead(connection) })
            }
            Event::MicrophoneClosed { connection } => {
                Some(Event::MicrophoneClosed { connection: instead(connection) })
            }
            Event::MicrophoneSilenced { connection, origin } => {
                let connection = instead(connection);
                Some(Event::MicrophoneSilenced { connection, origin: *origin })
            }

            Event::InterpreterOnAir { booth, connection, channel, relay } => {
                let (booth, connection) = (*booth, instead(connection));
                let (channel, relay) = (*channel, *relay);
                Some(Event::InterpreterOnAir { booth, connection, channel, relay })
            }

            Event::PresentationStarted { seat, connection } => {
                let (seat, connection) = (seat.clone(), instead(connection));
                Some(Event::PresentationStarted { seat, connection })
            }

            Event::RecordingAgreed { participant } => {
                let knows = self == Self::Members && before.seat_of(participant).is_some();
                knows.then(|| event.clone())
            }

            // Nobody is told what becomes of what they were not told of.
            Event::MotionWithdrawn { request } => {
                let private = before.request(*request).is_ok_and(|motion| motion.private);
                (self == Self::Members || !private).then(|| event.clone())
            }
            Event::SwapOffered { .. } | Event::SwapDeclined { .. } => {
                (self == Self::Members).then(|| event.clone())
            }

            Event::InvitationUsed { .. }
            | Event::InvitationRevoked { .. }
            | Event::AudienceCounted { .. }
            | Event::AudioCertified { .. }
            | Event::ProblemReported { .. }
            | Event::ProblemCleared { .. }
            | Event::ChairOffered { .. }
            | Event::ChairOfferWithdrawn {}
            | Event::ChairAsked { .. }
            | Event::ChairKept {}
            | Event::HandOver { .. }
            | Event::BoothSignalled { .. }
            | Event::RecordingSealed { .. } => None,

            Event::LobbyOpened {}
            | Event::MeetingOpened {}
            | Event::MeetingClosed {}
            | Event::MeetingSuspended { .. }
            | Event::MeetingResumed {}
            | Event::DoorsClosed { .. }
            | Event::DoorsOpened {}
            | Event::RecordPublished {}
            | Event::FloorAccepted { .. }
            | Event::FloorMoved { .. }
            | Event::ListArranged { .. }
            | Event::PlacesSwapped { .. }
            | Event::FloorDenied { .. }
            | Event::FloorCancelled { .. }
            | Event::FloorGranted { .. }
            | Event::FloorInterrupted { .. }
            | Event::TimeExtended { .. }
            | Event::RulingGiven { .. }
            | Event::RulingChallenged { .. }
            | Event::VoteAnnounced { .. }
            | Event::VoteOpened { .. }
            | Event::VoteCast { .. }
            | Event::BallotCast { .. }
            | Event::BallotsCounted { .. }
            | Event::CountChecked { .. }
            | Event::BallotVoided { .. }
            | Event::VoteExtended { .. }
            | Event::VoteClosed { .. }
            | Event::VoteWithdrawn { .. }
            | Event::PolicyChanged { .. }
            | Event::ChairChanged { .. }
            | Event::FloorHeld { .. }
            | Event::HoldExpired { .. }
            | Event::HoldExtended { .. }
            | Event::FloorReturned { .. }
            | Event::FloorReleased { .. }
            | Event::FloorRevoked { .. }
            | Event::ListClosed {}
            | Event::ListOpened {}
            | Event::SeatsMuted { .. }
            | Event::SeatsUnmuted { .. }
            | Event::InterpreterOffAir { .. }
            | Event::RelayTaken { .. }
            | Event::ClockHeld { .. }
            | Event::ClockLetGo { .. }
            | Event::PresentationAsked { .. }
            | Event::PresentationGiven { .. }
            | Event::PresentationStopped { .. }
            | Event::PresentationEnded { .. }
            | Event::GalleryShown { .. }
            | Event::RecordingStarted {}
            | Event::RecordingStopped { .. }
            | Event::AttendanceChanged { .. } => Some(event.clone()),
        }
    }
}

impl Event {
    /// Whether it is about documents and statements, of which the secretariat alone is told by its feed.
    #[must_use]
    pub fn is_of_dossier(&self) -> bool {
        matches!(self, of_dossier!())
    }
}
