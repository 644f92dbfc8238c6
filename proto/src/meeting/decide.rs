//! What a command comes to, and what follows from something the server observed: one arm each, which names the rule's
//! own place. Exhaustive: a new command is thought of here or does not compile.

use crate::meeting::command::{Actor, Command};
use crate::meeting::event::Event;
use crate::meeting::presentation::PresentationEnd;
use crate::meeting::refusal::Refusal;
use crate::meeting::swap::Swap;
use crate::meeting::{Meeting, Notice, authority};
use crate::time::Timestamp;

impl Meeting {
    /// What a command does: the events to record, or why not. No events means that all is so already.
    /// `seed` is where lots are drawn from, if any are.
    ///
    /// # Errors
    /// The refusal, for the one who asked.
    pub fn decide(
        &self,
        now: Timestamp,
        seed: u64,
        actor: &Actor,
        command: &Command,
    ) -> Result<Vec<Event>, Refusal> {
        authority::check(self, actor, command)?;
        self.require_not_over(command)?;
        let events = self.come_to(now, seed, actor, command)?;
        let agrees = self.agrees_by(now, actor, command, &events);
        Ok(if agrees.is_empty() { events } else { [agrees, events].concat() })
    }

    fn come_to(
        &self,
        now: Timestamp,
        seed: u64,
        actor: &Actor,
        command: &Command,
    ) -> Result<Vec<Event>, Refusal> {
        match command {
            Command::OpenMeeting {} => self.open_meeting(),
            Command::SuspendMeeting { until } => self.suspend_meeting(now, *until, false),
            Command::AdjournMeeting { until } => self.suspend_meeting(now, Some(*until), true),
            Command::ResumeMeeting {} => self.resume_meeting(now),
            Command::CloseMeeting {} => self.close_meeting(now),
            Command::CloseDoors { reason } => self.close_doors(reason),
            Command::OpenDoors {} => self.open_doors(),
            Command::PublishRecord {} => self.publish_record(),
            Command::AcceptStatement { seat, version } => self.accept_statement(seat, *version),
            Command::ReturnStatement { seat, version, reason } => {
                self.return_statement(seat, *version, reason)
            }
            Command::CorrectStatement { seat, version, called } => {
                self.correct_statement(seat, *version, called)
            }
            Command::ArrangeAnnexes { seats } => self.arrange_annexes(seats),
            Command::SettlePoint { point, reason } => self.settle_point(point, reason),

            Command::AdmitSeat { seat } => self.admit_seat(seat),
            Command::AdmitParticipant { participant } => self.admit_participant(participant),
            Command::Expel { participant } => self.expel(now, actor, participant),

            Command::RequestFloor { seat, kind } => self.request_floor(now, actor, seat, *kind),
            Command::MoveMotion { seat, motion, until } => {
                self.move_motion(now, actor, seat, *motion, *until)
            }
            Command::WithdrawMotion { request } => self.withdraw_motion(*request),
            Command::ExplainVote { seat, vote } => self.explain_vote(now, actor, seat, *vote),
            Command::CancelRequest { request } => self.cancel(*request),
            Command::AcceptRequest { request } => self.accept(*request),
            Command::DenyRequest { request, reason } => self.deny(*request, reason),
            Command::MoveRequest { request, position, reason } => {
                self.move_request(actor, *request, *position, reason.as_deref())
            }
            Command::ArrangeList { order } => self.arrange_list(seed, order),
            Command::ImportList { seats } => self.import_list(actor, seats),
            Command::OfferSwap { request, with } => {
                self.offer_swap(Swap { request: *request, with: *with })
            }
            Command::AcceptSwap { request, with } => {
                self.answer_swap(Swap { request: *request, with: *with }, true)
            }
            Command::DeclineSwap { request, with } => {
                self.answer_swap(Swap { request: *request, with: *with }, false)
            }
            Command::RestorePlace { request } => self.restore_place(now, actor, *request),
            Command::CloseList {} => self.close_list(true),
            Command::OpenList {} => self.close_list(false),

            Command::CallNext {} => self.call_next(now),
            Command::GrantRequest { request } => self.grant_request(now, *request),
            Command::GiveFloor { seat } => self.give_floor(now, actor, seat),
            Command::RevokeFloor { request } => self.revoke(now, *request),
            Command::DeferRequest { request } => self.defer(actor, *request),
            Command::ExtendHold { request } => self.extend_hold(now, *request),
            Command::ExtendTime { request, by } => self.extend_time(*request, *by),
            Command::ReportReady { request, ready, fault } => {
                self.report_ready(actor, *request, *ready, *fault)
            }
            Command::StartSpeaking { request } => self.start_speaking(actor, *request),
            Command::ReleaseFloor { request } => self.release(now, *request),
            Command::PauseSpeaker {} => self.pause(now),
            Command::ResumeSpeaker {} => self.resume_speaker(now),
            Command::SetPolicy { policy, reason } => self.set_policy(now, *policy, reason),

            Command::Rule { request, sustained, text } => {
                self.rule(now, *request, *sustained, text)
            }
            Command::ChallengeRuling { seat } => self.challenge(seat),
            Command::AnnounceVote { subject, majority } => {
                self.announce_vote(subject, majority.as_deref())
            }
            Command::OpenVote { vote, manner } => self.open_voting(now, seed, *vote, *manner),
            Command::CastVote { vote, seat, ballot } => self.cast(now, *vote, seat, *ballot),
            Command::CastBallot { vote, round, seat, slip } => {
                self.cast_ballot((*vote, *round), seat, *slip)
            }
            Command::CheckCount { vote, seat } => self.check_count(*vote, seat),
            Command::VoidBallot { vote } => self.void_ballot(*vote),
            Command::PassOver { vote, seat } => self.pass_over(*vote, seat),
            Command::PassOverAbsent { vote } => self.pass_over_absent(*vote),
            Command::CloseVote { vote } => self.close_vote(now, *vote),
            Command::WithdrawVote { vote } => self.withdraw_vote(*vote),

            Command::OfferChair { to } => self.offer_chair(to),
            Command::WithdrawChairOffer {} => self.withdraw_chair_offer(),
            Command::AcceptChair {} => self.answer_chair_offer(actor, true),
            Command::DeclineChair {} => self.answer_chair_offer(actor, false),
            Command::TakeChair {} => self.take_chair(now, actor),
            Command::AskForChair {} => self.ask_for_chair(actor),
            Command::KeepChair {} => self.keep_chair(),

            Command::OpenMicrophone {} => self.open_microphone(actor),
            Command::CloseMicrophone {} => self.close_microphone(actor),
            Command::TurnCamera { on } => self.turn_camera(actor, *on),
            Command::AskToPresent { seat } => self.ask_to_present(seat),
            Command::EndPresentation { seat } => {
                self.end_presentation(seat, PresentationEnd::Finished)
            }
            Command::DenyPresentation { seat } => {
                self.end_presentation(seat, PresentationEnd::Denied)
            }
            Command::GivePresentation { seat } => self.give_presentation(seat),
            Command::TakePresentationBack {} => Ok(self.take_presentation_back()),
            Command::StartPresenting {} => self.start_presenting(actor),
            Command::StopPresenting {} => Ok(self.stop_presenting(actor)),
            Command::ShowGallery { shown } => Ok(self.show_gallery(*shown)),
            Command::StartRecording {} => Ok(self.start_recording()),
            Command::StopRecording {} => Ok(self.stop_recording(None)),
            Command::AgreeToRecording {} => Ok(self.agree_to_recording(actor)),
            Command::GoOnAir { channel, relay } => self.go_on_air(actor, *channel, *relay),
            Command::GoOffAir {} => Ok(self.go_off_air(actor)),
            Command::TakeOffAir { booth } => Ok(self.take_off_air(*booth)),
            Command::RouteBooth { booth, channel, relay } => {
                self.route_booth(*booth, (*channel, *relay))
            }
            Command::TakeRelay { relay } => self.takes_relay(self.interpreter(actor)?, *relay),
            Command::ProposeHandOver { minutes } => {
                self.proposes_hand_over(self.interpreter(actor)?, *minutes, now)
            }
            Command::AcceptHandOver {} => self.accepts_hand_over(self.interpreter(actor)?),
            Command::EndHandOver {} => self.ends_hand_over(self.interpreter(actor)?),
            Command::Signal { signal } => self.signals(self.interpreter(actor)?, *signal, now),
            Command::AttendBooth { booth } => Ok(self.attend_booth(*booth)),
            Command::CertifyAudio { report } => self.certify_audio(actor, *report),
            Command::Mute { seat } => self.mute(actor, seat),
            Command::Unmute { seat } => self.unmute(actor, seat),
            Command::MuteEveryone {} => Ok(self.mute_everyone()),
            Command::ClearMutes {} => Ok(self.clear_mutes()),
            Command::ReportProblem { seat, problem } => self.report_problem(seat, Some(*problem)),
            Command::ClearProblem { seat } => self.report_problem(seat, None),
        }
    }

    /// What follows from something the server observed.
    #[must_use]
    pub fn notice(&self, now: Timestamp, notice: &Notice) -> Vec<Event> {
        match notice {
            Notice::Connected(actor) => self.connection_opened(actor),
            Notice::Disconnected { connections, last_seen, reason } => {
                self.close_connections(now, *last_seen, connections, *reason)
            }
            Notice::Heard(device, fault) => self.speaker_is_heard(*device, *fault),
            Notice::Due(deadline) => self.due(now, deadline),
            Notice::Unavailable(since) => {
                self.silence_goes_on(now, *since).into_iter().chain(self.lost_ballots()).collect()
            }
            Notice::Silenced(sources) => {
                sources.iter().filter_map(|source| self.silenced(source)).collect()
            }
            Notice::Counted { now, most } => {
                vec![Event::AudienceCounted { now: *now, most: *most }]
            }
            Notice::RecordingFailed(fault) => self.stop_recording(Some(*fault)),
            Notice::RecordingSealed { part, length, files } => {
                self.recording_sealed(*part, *length, files)
            }
            Notice::Issued { name, document } => self.document_issued(name, document),
            Notice::Named(person) if self.participants.contains_key(&person.id) => vec![],
            Notice::Named(person) => vec![Event::ParticipantNamed { person: person.clone() }],
            Notice::InvitationUsed(participant, invitation) => vec![Event::InvitationUsed {
                participant: participant.clone(),
                invitation: invitation.clone(),
            }],
            Notice::InvitationRevoked(participant, invitation) => vec![Event::InvitationRevoked {
                participant: participant.clone(),
                invitation: invitation.clone(),
            }],
        }
    }
}
