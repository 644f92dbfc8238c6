//! What an event changes. Exhaustive: a new event is thought through here or does not compile.

use crate::id::{ConnectionId, ParticipantId, RequestId, SeatId};
use crate::meeting::ballot_box::BallotBox;
use crate::meeting::doors::Private;
use crate::meeting::event::{Event, Record};
use crate::meeting::floor::{FloorRequest, Grant, GrantPhase, Interruption, Status};
use crate::meeting::microphone::MuteOrigin;
use crate::meeting::phase::Phase;
use crate::meeting::presentation::Presentation;
use crate::meeting::ruling::{Ruling, Standing};
use crate::meeting::statement::Answer;
use crate::meeting::vote::{Vote, VoteStage};
use crate::meeting::{Meeting, Problem};
use crate::profile::RequestKind;
use crate::time::{Millis, Timestamp};
use std::collections::BTreeMap;
use std::sync::Arc;

impl Meeting {
    /// Takes a record of the journal into the state. Never refuses.
    pub fn apply(&mut self, record: &Record) {
        self.seq = record.seq;
        self.at = record.at;
        self.take(record.at, &record.event);
        self.keep_private(&record.event);
    }

    fn take(&mut self, at: Timestamp, event: &Event) {
        match event {
            Event::Convened { .. } => {}
            Event::LobbyOpened {} => self.phase = Phase::Lobby {},
            Event::MeetingOpened {} => self.phase = Phase::InSession { since: at },
            Event::MeetingSuspended { until, adjourned } => {
                self.rest_booths();
                self.note_presentation_stopped();
                self.note_suspended(at, *until, *adjourned);
            }
            Event::MeetingResumed {} => self.note_resumed(at),
            Event::MeetingClosed {} => {
                self.on_air.clear();
                self.booths.clear();
                self.presentation = Presentation::default();
                self.recording.since = None;
                self.note_closed(at);
            }

            Event::DoorsClosed { reason } => {
                self.private = Some(Private { since: at, reason: reason.clone() });
            }
            Event::DoorsOpened {} => self.private = None,
            Event::RecordPublished {} => self.record_published = Some(at),
            Event::DocumentIssued { name, document } => {
                let documents = &mut Arc::make_mut(&mut self.dossier).documents;
                documents.insert(name.clone(), (**document).clone());
            }
            Event::StatementSent { seat, statement, late } => {
                self.file_statement(at, seat, statement, *late);
            }
            Event::StatementAccepted { seat, version } => {
                self.note_answer(seat, *version, Answer::Accepted {});
            }
            Event::StatementReturned { seat, version, reason } => {
                let reason = reason.clone();
                self.note_answer(seat, *version, Answer::Returned { reason });
            }
            Event::StatementCorrected { seat, version, called } => {
                self.note_called(seat, *version, called);
            }
            Event::AnnexesArranged { seats } => {
                Arc::make_mut(&mut self.dossier).annexes.clone_from(seats);
            }
            Event::PointSettled { point, reason } => {
                let settled = &mut Arc::make_mut(&mut self.dossier).settled;
                settled.insert(point.clone(), reason.clone());
            }
            Event::CompilationPublished { compilation } => {
                Arc::make_mut(&mut self.dossier).compilation = Some((**compilation).clone());
            }

            Event::ParticipantNamed { person } => self.name_person(person),
            Event::InvitationUsed { .. }
            | Event::InvitationRevoked { .. }
            | Event::AudienceCounted { .. } => {}
            Event::ConnectionOpened { connection, participant } => {
                self.connection_in(*connection, participant, at);
            }
            Event::ConnectionClosed { connection, .. } => {
                self.connection_out(*connection, at);
            }
            Event::AttendanceChanged { seats, chair_lost_at } => {
                seats.iter().for_each(|(seat, people)| self.attend(seat, people));
                self.chair_lost_at = *chair_lost_at;
            }
            Event::SeatAdmitted { seat } => self.with_seat(seat, |s| s.admitted = true),
            Event::ParticipantAdmitted { participant } => self.set_admission(participant, true),
            Event::ParticipantExpelled { participant } => self.set_admission(participant, false),

            Event::FloorRequested { request, requested_by, beneficiary, kind, about } => {
                self.requests.push(FloorRequest {
                    id: *request,
                    requested_by: requested_by.clone(),
                    beneficiary: beneficiary.clone(),
                    kind: *kind,
                    about: *about,
                    at,
                    status: Status::Pending {},
                    last_place: None,
                    restored_as: None,
                    private: false,
                });
            }
            Event::PlaceRestored { request, anew, requested_by, position } => {
                self.restore(at, (*request, *anew), requested_by.as_ref(), *position);
            }
            Event::FloorAccepted { request, position } => {
                self.set_status(*request, Status::Accepted {});
                self.place(*request, *position);
            }
            Event::FloorMoved { request, position, .. } => {
                self.rearrange(|meeting| meeting.place(*request, *position));
            }
            Event::ListArranged { speakers, .. } => {
                self.rearrange(|meeting| meeting.speakers = speakers.clone());
            }
            Event::SwapOffered { swap } => self.swaps.push(*swap),
            Event::SwapDeclined { swap } => self.swaps.retain(|s| s != swap),
            Event::PlacesSwapped { swap } => self.swap_places(*swap),
            Event::FloorDenied { request, reason } => {
                self.set_status(*request, Status::Denied { reason: reason.clone(), at });
            }
            Event::FloorCancelled { request } => self.set_status(*request, Status::Cancelled {}),
            Event::FloorGranted { request, limit } => self.grant_floor(*request, *limit, at),
            Event::FloorReady { request, ready, fault } => {
                self.heard(*request, *ready, *fault);
            }
            Event::SpeechStarted { request, connection } => {
                self.set_grant(*request, self.live_on(*connection, at), None);
                self.set_own_microphone(*connection, true);
            }
            Event::FloorInterrupted { request, cause, spoken } => {
                let phase = GrantPhase::Interrupted { cause: *cause, since: Some(at) };
                self.set_grant(*request, phase, Some(*spoken));
            }
            Event::SpeechResumed { request, connection } => {
                self.set_grant(*request, self.live_on(*connection, at), None);
                self.rulings_stand();
            }
            Event::TimeExtended { request, limit } => {
                self.with_grant(*request, |grant| grant.limit = Some(*limit));
            }
            Event::PolicyChanged { policy, .. } => self.policy = *policy,

            Event::RulingGiven { request, sustained, text } => self.rulings.push(Ruling {
                request: *request,
                sustained: *sustained,
                text: text.clone(),
                at,
                standing: Standing::Stands {},
                private: false,
            }),
            Event::RulingChallenged { request, by } => {
                self.set_standing(*request, Standing::Challenged { by: by.clone() });
            }
            Event::MotionWithdrawn { request } => self.withdrawn_motions.push(*request),
            Event::VoteAnnounced { vote, subject, majority } => self.votes.push(Vote {
                id: *vote,
                subject: subject.clone(),
                majority: majority.clone(),
                at,
                stage: VoteStage::Announced {},
                ballots: BTreeMap::new(),
                ballot_box: BallotBox::default(),
                private: false,
            }),
            Event::VoteOpened { vote, method, .. } => {
                self.note_vote(*vote, |v| {
                    v.stage = VoteStage::Open { method: method.clone() };
                    v.ballot_box.empty();
                });
            }
            Event::VoteCast { vote, seat, ballot } => {
                self.note_vote(*vote, |v| {
                    v.ballots.insert(seat.clone(), *ballot);
                });
            }
            Event::BallotCast { vote, seat, slip } => {
                self.note_vote(*vote, |v| v.ballot_box.put(seat, slip.0));
            }
            Event::BallotsCounted { vote, slips } => {
                self.note_vote(*vote, |v| v.ballot_box.empty_into(slips));
            }
            Event::CountChecked { vote, seat } => {
                self.note_vote(*vote, |v| v.ballot_box.checked.push(seat.clone()));
            }
            Event::BallotVoided { vote, why } => self.note_void(*vote, *why),
            Event::VoteExtended { vote, until } => self.note_vote(*vote, |v| {
                if let Some(end) = v.silence_mut() {
                    *end = *until;
                }
            }),
            Event::VoteClosed { vote, outcome } => self.note_outcome(*vote, *outcome, at),
            Event::VoteWithdrawn { vote } => {
                self.note_vote(*vote, |v| {
                    v.stage = VoteStage::Withdrawn {};
                    v.ballot_box = v.ballot_box.told();
                });
            }
            Event::ChairAsked { by } => self.chair_asked = Some(by.clone()),
            Event::ChairKept {} => self.chair_asked = None,
            Event::ChairOffered { to } => {
                self.chair_offer = Some(to.clone());
                self.chair_asked = self.chair_asked.take().filter(|by| by != to);
            }
            Event::ChairOfferWithdrawn {} => self.chair_offer = None,
            Event::ChairChanged { presiding, .. } => self.change_chair(presiding, at),

            Event::FloorHeld { request, until, spoken } => {
                let phase = GrantPhase::Held { until: *until, expired: false };
                self.set_grant(*request, phase, Some(*spoken));
            }
            Event::HoldExpired { request } => {
                self.set_grant(*request, GrantPhase::Held { until: at, expired: true }, None);
            }
            Event::HoldExtended { request, until } => {
                let phase = GrantPhase::Held { until: *until, expired: false };
                self.set_grant(*request, phase, None);
            }
            Event::FloorReturned { request, spoken } => {
                self.note_continued(*request);
                let phase = GrantPhase::Called { ready: None, fault: None };
                self.set_grant(*request, phase, Some(*spoken));
            }
            Event::FloorReleased { request, spoken } => {
                self.close_own_microphone(*request);
                self.set_status(*request, Status::Released { spoken: *spoken, at });
            }
            Event::FloorRevoked { request, reason, spoken } => {
                self.close_own_microphone(*request);
                self.set_status(*request, Status::Revoked { reason: *reason, spoken: *spoken });
            }
            Event::ListClosed {} => self.list_closed = true,
            Event::ListOpened {} => self.list_closed = false,

            Event::MicrophoneOpened { connection } => self.set_own_microphone(*connection, true),
            Event::MicrophoneClosed { connection } => self.set_own_microphone(*connection, false),
            Event::MicrophoneSilenced { connection, origin } => {
                self.close_silenced(*connection, *origin);
            }
            Event::SeatsMuted { seats, origin } => self.set_mutes(seats, *origin, true),
            Event::SeatsUnmuted { seats, origin } => self.set_mutes(seats, *origin, false),
            Event::CameraTurned { connection, on } => {
                Arc::make_mut(&mut self.connections).change(connection, |c| c.camera = *on);
            }
            Event::InterpreterOnAir { booth, connection, channel, relay } => {
                self.set_on_air(*booth, *connection, (*channel, *relay), at);
            }
            Event::InterpreterOffAir { booth } => self.set_off_air(|of, _| of == *booth),
            Event::RelayTaken { booth, relay } => self.set_relay(*booth, *relay),
            Event::HandOver { booth, by, step } => self.note_hand_over(*booth, by, step),
            Event::BoothSignalled { booth, signal, .. } => self.note_signal(*booth, *signal, at),
            Event::ClockHeld { request, booth, spoken } => {
                self.note_clock_held(*request, *booth, *spoken);
            }
            Event::ClockLetGo { request, booth } => self.note_clock_let_go(*request, *booth, at),
            Event::PresentationAsked { seat } => self.presentation.asked.push(seat.clone()),
            Event::PresentationGiven { seat } => self.note_presentation_given(seat),
            Event::PresentationStarted { seat, connection } => {
                self.note_presentation_started(seat, *connection, at);
            }
            Event::PresentationStopped { .. } => self.note_presentation_stopped(),
            Event::PresentationEnded { seat, .. } => self.note_presentation_ended(seat),
            Event::GalleryShown { shown } => self.gallery_closed = !shown,
            Event::RecordingStarted {} => {
                (self.recording.since, self.recording.failed) = (Some(at), None);
            }
            Event::RecordingStopped { fault } => self.note_recording_stopped(*fault),
            Event::RecordingAgreed { participant } => self.recording.note_agreed(participant),
            Event::RecordingSealed { part, .. } => self.recording.sealed.push(*part),
            Event::AudioCertified { seat, report } => {
                self.with_seat(seat, |s| s.audio = Some(*report));
            }
            Event::ProblemReported { seat, problem } => self.set_problem(seat, Some(*problem)),
            Event::ProblemCleared { seat } => self.set_problem(seat, None),
        }
    }

    fn grant_floor(&mut self, request: RequestId, limit: Option<Millis>, at: Timestamp) {
        self.signals_of_another_speaker(at);
        let phase = GrantPhase::Called { ready: None, fault: None };
        let grant = Grant { since: at, limit, spoken: Millis(0), phase };
        self.set_status(request, Status::Granted { grant });
        let Ok((seat, kind)) = self.request(request).map(|r| (r.beneficiary.clone(), r.kind))
        else {
            return;
        };
        self.set_mutes(&[seat], MuteOrigin::Chair, false);
        if kind != RequestKind::PointOfOrder {
            self.rulings_stand();
        }
    }

    fn live_on(&self, connection: ConnectionId, since: Timestamp) -> GrantPhase {
        let speaker = self.connections.get(&connection).map(|c| c.participant.clone());
        GrantPhase::Live { since, connection, speaker, fault: None, clock: None }
    }

    /// The interrupted speaker goes on: what was ruled and not challenged stands. A suspension is no end of that.
    fn note_continued(&mut self, request: RequestId) {
        let goes_on = self.request(request).is_ok_and(|r| {
            let cause = r.grant().and_then(Grant::interruption);
            r.kind != RequestKind::PointOfOrder
                && cause.is_some_and(|cause| cause != Interruption::Suspension {})
        });
        if goes_on {
            self.rulings_stand();
        }
    }

    fn restore(
        &mut self,
        at: Timestamp,
        (old, anew): (RequestId, RequestId),
        by: Option<&ParticipantId>,
        position: u32,
    ) {
        let Ok(lost) = self.request(old) else { return };
        let new = FloorRequest {
            id: anew,
            requested_by: by.cloned(),
            beneficiary: lost.beneficiary.clone(),
            kind: lost.kind,
            about: lost.about,
            at,
            status: Status::Accepted {},
            last_place: None,
            restored_as: None,
            private: false,
        };
        self.note_restored(old, new, position);
    }

    fn set_problem(&mut self, seat: &SeatId, problem: Option<Problem>) {
        self.with_seat(seat, |s| s.problem = problem);
    }

    fn with_seat(&mut self, seat: &SeatId, change: impl FnOnce(&mut super::Seat)) {
        if let Some(seat) = self.seats.get_mut(seat) {
            change(seat);
        }
    }

    /// The prepared list stands from the beginning, in its order.
    pub(super) fn inscribe_prepared(&mut self, at: Timestamp) {
        for (i, seat) in self.setup.speakers_list.iter().enumerate() {
            let id = RequestId(i as u32 + 1);
            self.speakers.push(id);
            self.requests.push(FloorRequest {
                id,
                requested_by: None,
                beneficiary: seat.clone(),
                kind: RequestKind::Statement,
                about: None,
                at,
                status: Status::Accepted {},
                last_place: None,
                restored_as: None,
                private: false,
            });
        }
    }
}
