//! What happened. Events are the truth: every state is a fold of them.

use crate::id::{ConnectionId, ParticipantId, RequestId, SeatId, VoteId};
use crate::lang::Lang;
use crate::meeting::attendance::Here;
use crate::meeting::audio::AudioReport;
use crate::meeting::ballot_box::{Slip, Void};
use crate::meeting::booth::hand_over::Step;
use crate::meeting::booth::signals::Signal;
use crate::meeting::command::Problem;
use crate::meeting::dossier::{Compilation, Document};
use crate::meeting::floor::{About, Interruption, RevokeReason};
use crate::meeting::microphone::MuteOrigin;
use crate::meeting::presence::DisconnectReason;
use crate::meeting::presentation::PresentationEnd;
use crate::meeting::ready::Fault;
pub use crate::meeting::record::Record;
use crate::meeting::recording::{RecordingFault, SealedFile};
use crate::meeting::setup::{Person, Setup};
use crate::meeting::statement::{Called, Statement};
use crate::meeting::swap::Swap;
use crate::meeting::unwritten::Unwritten;
use crate::meeting::vote::{Ballot, Method, Outcome, Subject};
use crate::named::Named;
use crate::profile::{Policy, RequestKind};
use crate::read::Read;
use crate::time::{Millis, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A fact. Applying one never fails.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Read, Named)]
#[serde(tag = "type", deny_unknown_fields)]
pub enum Event {
    /// The meeting exists; always the first event.
    #[serde(rename = "meeting.convened")]
    Convened {
        /// All that is known beforehand.
        setup: Box<Setup>,
    },
    /// The lobby is open.
    #[serde(rename = "meeting.lobby_opened")]
    LobbyOpened {},
    /// The meeting is in session.
    #[serde(rename = "meeting.opened")]
    MeetingOpened {},
    /// The meeting stands still.
    #[serde(rename = "meeting.suspended")]
    MeetingSuspended {
        /// When it is to resume, if that is known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Timestamp>,
        /// Adjourned rather than suspended.
        adjourned: bool,
    },
    /// The meeting goes on.
    #[serde(rename = "meeting.resumed")]
    MeetingResumed {},
    /// The meeting is over.
    #[serde(rename = "meeting.closed")]
    MeetingClosed {},
    /// The meeting is closed to the public.
    #[serde(rename = "doors.closed")]
    DoorsClosed {
        /// Why.
        reason: String,
    },
    /// It is open to the public again.
    #[serde(rename = "doors.opened")]
    DoorsOpened {},
    /// The public may read the record.
    #[serde(rename = "record.published")]
    RecordPublished {},
    /// A document was issued for the meeting, or has another version.
    #[serde(rename = "document.issued")]
    DocumentIssued {
        /// The name in its address.
        name: String,
        /// What it is now.
        document: Box<Document>,
    },
    /// A statement came in writing.
    #[serde(rename = "statement.sent")]
    StatementSent {
        /// Of this seat.
        seat: SeatId,
        /// What was sent.
        statement: Box<Statement>,
        /// After the time until which statements are taken.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        late: bool,
    },
    /// It is the seat's statement.
    #[serde(rename = "statement.accepted")]
    StatementAccepted {
        /// The seat.
        seat: SeatId,
        /// Which of its versions, from 1.
        version: u32,
    },
    /// The seat is to send another version.
    #[serde(rename = "statement.returned")]
    StatementReturned {
        /// The seat.
        seat: SeatId,
        /// Which of its versions, from 1.
        version: u32,
        /// Why.
        reason: String,
    },
    /// The compilation calls who gives a statement otherwise than its delegation did.
    #[serde(rename = "statement.corrected")]
    StatementCorrected {
        /// The seat.
        seat: SeatId,
        /// Which of its versions, from 1.
        version: u32,
        /// How.
        called: Called,
    },
    /// The annexes of the compilation are in another order.
    #[serde(rename = "compilation.arranged")]
    AnnexesArranged {
        /// Whose come first, in this order; those of others follow as the rules have them.
        seats: Vec<SeatId>,
    },
    /// Something that does not agree in the compilation stands as it is.
    #[serde(rename = "compilation.settled")]
    PointSettled {
        /// What, by the name that the compilation gives it.
        point: String,
        /// Why.
        reason: String,
    },
    /// The compilation of the statements is published.
    #[serde(rename = "compilation.published")]
    CompilationPublished {
        /// What is published.
        compilation: Box<Compilation>,
    },
    /// A participant was added after the meeting was convened.
    #[serde(rename = "participant.named")]
    ParticipantNamed {
        /// The person.
        person: Person,
    },
    /// A link was used to join.
    #[serde(rename = "invitation.used")]
    InvitationUsed {
        /// Whose link.
        participant: ParticipantId,
        /// The invitation's public number (not its code).
        invitation: String,
    },
    /// A link is no longer good.
    #[serde(rename = "invitation.revoked")]
    InvitationRevoked {
        /// Whose link.
        participant: ParticipantId,
        /// The invitation's public number.
        invitation: String,
    },
    /// How many of the public follow, at most once a minute.
    #[serde(rename = "audience.counted")]
    AudienceCounted {
        /// Now.
        now: u32,
        /// At most at one time, since the server has been running.
        most: u32,
    },
    /// A person's device has connected.
    #[serde(rename = "connection.opened")]
    ConnectionOpened {
        /// The device.
        connection: ConnectionId,
        /// The person.
        participant: ParticipantId,
    },
    /// A person's device is gone.
    #[serde(rename = "connection.closed")]
    ConnectionClosed {
        /// The device.
        connection: ConnectionId,
        /// Why.
        reason: DisconnectReason,
    },
    /// Who is in the meeting for some seats now. In no journal: it is what an audience that is not told of devices and
    /// admissions is told instead.
    #[serde(rename = "attendance.changed")]
    AttendanceChanged {
        /// The people of each seat who are here.
        seats: BTreeMap<SeatId, Vec<Here>>,
        /// Since when nobody is here to preside.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        chair_lost_at: Option<Timestamp>,
    },
    /// A seat was let in.
    #[serde(rename = "seat.admitted")]
    SeatAdmitted {
        /// The seat.
        seat: SeatId,
    },
    /// A person was let in.
    #[serde(rename = "participant.admitted")]
    ParticipantAdmitted {
        /// The person.
        participant: ParticipantId,
    },
    /// A person was put out.
    #[serde(rename = "participant.expelled")]
    ParticipantExpelled {
        /// The person.
        participant: ParticipantId,
    },
    /// Pending (RFC 8855 §5.2.5, request status).
    #[serde(rename = "floor.requested")]
    FloorRequested {
        /// The new request.
        request: RequestId,
        /// Who asked; absent where that is not told.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        requested_by: Option<ParticipantId>,
        /// For which seat.
        beneficiary: SeatId,
        /// What for.
        kind: RequestKind,
        /// What it is about, beyond its kind.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        about: Option<About>,
    },
    /// Accepted, at a position.
    #[serde(rename = "floor.accepted")]
    FloorAccepted {
        /// The request.
        request: RequestId,
        /// The place in the list, from 1.
        position: u32,
    },
    /// Accepted, at another position.
    #[serde(rename = "floor.moved")]
    FloorMoved {
        /// The request.
        request: RequestId,
        /// The new place, from 1.
        position: u32,
        /// Why, if the secretary moved it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// The statements are now in this order.
    #[serde(rename = "list.arranged")]
    ListArranged {
        /// The order's name in the profile, or `imported`.
        order: String,
        /// The seed of the draw, if lots were drawn: with it anyone can repeat the draw.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        seed: Option<u64>,
        /// The result.
        speakers: Vec<RequestId>,
    },
    /// A seat offers to exchange places.
    #[serde(rename = "swap.offered")]
    SwapOffered {
        /// Whose.
        swap: Swap,
    },
    /// The places stay.
    #[serde(rename = "swap.declined")]
    SwapDeclined {
        /// Whose.
        swap: Swap,
    },
    /// Both seats agreed, and have exchanged places.
    #[serde(rename = "swap.done")]
    PlacesSwapped {
        /// Whose.
        swap: Swap,
    },
    /// Denied.
    #[serde(rename = "floor.denied")]
    FloorDenied {
        /// The request.
        request: RequestId,
        /// Why, in the chair's words.
        reason: String,
    },
    /// Cancelled.
    #[serde(rename = "floor.cancelled")]
    FloorCancelled {
        /// The request.
        request: RequestId,
    },
    /// A seat has back the place that it had lost by mistake.
    #[serde(rename = "floor.restored")]
    PlaceRestored {
        /// The request that had ended.
        request: RequestId,
        /// The one that takes its place.
        anew: RequestId,
        /// Who restored it; absent where that is not told.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        requested_by: Option<ParticipantId>,
        /// Its place in the list, from 1.
        position: u32,
    },
    /// Granted: the seat is called.
    #[serde(rename = "floor.granted")]
    FloorGranted {
        /// The request.
        request: RequestId,
        /// Speaking time; absent means no limit.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        limit: Option<Millis>,
    },
    /// The called seat's microphone was checked.
    #[serde(rename = "floor.ready")]
    FloorReady {
        /// The request.
        request: RequestId,
        /// It can be heard.
        ready: bool,
        /// Why not.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        fault: Option<Fault>,
    },
    /// The grant is live: the clock runs and the microphone is open.
    #[serde(rename = "speech.started")]
    SpeechStarted {
        /// The request.
        request: RequestId,
        /// The device that is heard and seen.
        connection: ConnectionId,
    },
    /// The clock is stopped, the microphone closed, the place kept.
    #[serde(rename = "speech.interrupted")]
    FloorInterrupted {
        /// The request.
        request: RequestId,
        /// Why.
        cause: Interruption,
        /// Speaking time used so far.
        spoken: Millis,
    },
    /// Live again, with the remaining time. Only in journals from before the delegate's own press was required.
    #[serde(rename = "speech.resumed")]
    SpeechResumed {
        /// The request.
        request: RequestId,
        /// The device that is heard and seen.
        connection: ConnectionId,
    },
    /// The chair gave more time.
    #[serde(rename = "speech.extended")]
    TimeExtended {
        /// The request.
        request: RequestId,
        /// Speaking time now.
        limit: Millis,
    },
    /// The chair ruled on a point of order.
    #[serde(rename = "ruling.given")]
    RulingGiven {
        /// The point of order.
        request: RequestId,
        /// It is well taken.
        sustained: bool,
        /// What the chair said about it; may be empty.
        text: String,
    },
    /// A member challenges the ruling.
    #[serde(rename = "ruling.challenged")]
    RulingChallenged {
        /// The point of order.
        request: RequestId,
        /// Who.
        by: SeatId,
    },
    /// Its mover has taken a motion back.
    #[serde(rename = "motion.withdrawn")]
    MotionWithdrawn {
        /// The request that moved it.
        request: RequestId,
    },
    /// A vote will be taken.
    #[serde(rename = "vote.announced")]
    VoteAnnounced {
        /// The vote.
        vote: VoteId,
        /// What is decided.
        subject: Subject,
        /// The majority, by its name in the profile.
        majority: String,
    },
    /// It is taken.
    #[serde(rename = "vote.opened")]
    VoteOpened {
        /// The vote.
        vote: VoteId,
        /// How.
        method: Method,
        /// The seed that drew the first name of a roll call.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        seed: Option<u64>,
    },
    /// A seat voted, or did not answer the call.
    #[serde(rename = "vote.cast")]
    VoteCast {
        /// The vote.
        vote: VoteId,
        /// The seat.
        seat: SeatId,
        /// What it said.
        ballot: Ballot,
    },
    /// A seat has voted in secret.
    #[serde(rename = "ballot.cast")]
    BallotCast {
        /// The vote.
        vote: VoteId,
        /// The seat.
        seat: SeatId,
        /// What it put into the box.
        #[serde(skip)]
        slip: Unwritten<Option<Slip>>,
    },
    /// The box was emptied: nobody votes any more.
    #[serde(rename = "ballot.counted")]
    BallotsCounted {
        /// The vote.
        vote: VoteId,
        /// What was found, in the order of the numbers.
        slips: Vec<Slip>,
    },
    /// A teller agrees with the count.
    #[serde(rename = "ballot.checked")]
    CountChecked {
        /// The vote.
        vote: VoteId,
        /// The teller's seat.
        seat: SeatId,
    },
    /// The ballot is void: the vote will be taken again.
    #[serde(rename = "ballot.voided")]
    BallotVoided {
        /// The vote.
        vote: VoteId,
        /// Why.
        why: Void,
    },
    /// There is more time to object: nobody could, for a while.
    #[serde(rename = "vote.extended")]
    VoteExtended {
        /// The vote, by silence.
        vote: VoteId,
        /// Until when now.
        until: Timestamp,
    },
    /// The result.
    #[serde(rename = "vote.closed")]
    VoteClosed {
        /// The vote.
        vote: VoteId,
        /// What it came to.
        outcome: Outcome,
    },
    /// The vote is not taken.
    #[serde(rename = "vote.withdrawn")]
    VoteWithdrawn {
        /// The vote.
        vote: VoteId,
    },
    /// The way in which the floor is given has changed.
    #[serde(rename = "policy.changed")]
    PolicyChanged {
        /// How.
        policy: Policy,
        /// Why, in the chair's words.
        reason: String,
    },
    /// The chair is offered.
    #[serde(rename = "chair.offered")]
    ChairOffered {
        /// To whom.
        to: ParticipantId,
    },
    /// A person who may preside asks for the chair.
    #[serde(rename = "chair.asked")]
    ChairAsked {
        /// Who.
        by: ParticipantId,
    },
    /// Who presides keeps it.
    #[serde(rename = "chair.kept")]
    ChairKept {},
    /// The offer is over: taken back, or declined.
    #[serde(rename = "chair.offer_withdrawn")]
    ChairOfferWithdrawn {},
    /// Somebody else presides.
    #[serde(rename = "chair.changed")]
    ChairChanged {
        /// Who.
        presiding: ParticipantId,
        /// Taken after a lost connection, not handed over.
        taken: bool,
    },
    /// The holder's last connection dropped: the floor waits.
    #[serde(rename = "floor.held")]
    FloorHeld {
        /// The request.
        request: RequestId,
        /// The end of the grace period.
        until: Timestamp,
        /// Speaking time used so far.
        spoken: Millis,
    },
    /// The grace period is over: the chair is asked.
    #[serde(rename = "floor.hold_expired")]
    HoldExpired {
        /// The request.
        request: RequestId,
    },
    /// The chair waits once more.
    #[serde(rename = "floor.hold_extended")]
    HoldExtended {
        /// The request.
        request: RequestId,
        /// The new end of the grace period.
        until: Timestamp,
    },
    /// The holder is back, or continues on another device: called again.
    #[serde(rename = "floor.returned")]
    FloorReturned {
        /// The request.
        request: RequestId,
        /// Speaking time used so far.
        spoken: Millis,
    },
    /// Released by the holder.
    #[serde(rename = "floor.released")]
    FloorReleased {
        /// The request.
        request: RequestId,
        /// Speaking time used.
        spoken: Millis,
    },
    /// Revoked by the chair or a rule.
    #[serde(rename = "floor.revoked")]
    FloorRevoked {
        /// The request.
        request: RequestId,
        /// Why.
        reason: RevokeReason,
        /// Speaking time used.
        spoken: Millis,
    },
    /// No more statements are taken.
    #[serde(rename = "list.closed")]
    ListClosed {},
    /// Statements are taken again.
    #[serde(rename = "list.opened")]
    ListOpened {},
    /// Somebody opened their own microphone.
    #[serde(rename = "microphone.opened")]
    MicrophoneOpened {
        /// The device.
        connection: ConnectionId,
    },
    /// Somebody closed their own microphone.
    #[serde(rename = "microphone.closed")]
    MicrophoneClosed {
        /// The device.
        connection: ConnectionId,
    },
    /// A microphone was closed while the journal could not be written, and so stays closed.
    #[serde(rename = "microphone.silenced")]
    MicrophoneSilenced {
        /// The device.
        connection: ConnectionId,
        /// By whose authority it stays closed; absent if the seat itself opens it again.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        origin: Option<MuteOrigin>,
    },
    /// Microphones were closed by another.
    #[serde(rename = "microphone.muted")]
    SeatsMuted {
        /// The seats.
        seats: Vec<SeatId>,
        /// By which authority.
        origin: MuteOrigin,
    },
    /// Mutes were lifted.
    #[serde(rename = "microphone.unmuted")]
    SeatsUnmuted {
        /// The seats.
        seats: Vec<SeatId>,
        /// By which authority they had been muted.
        origin: MuteOrigin,
    },
    /// A person turns their camera on or off.
    #[serde(rename = "camera.turned")]
    CameraTurned {
        /// The device.
        connection: ConnectionId,
        /// Shown.
        on: bool,
    },
    /// An interpreter is heard on a channel.
    #[serde(rename = "interpreter.on_air")]
    InterpreterOnAir {
        /// The booth.
        booth: Lang,
        /// The device.
        connection: ConnectionId,
        /// Into which language.
        channel: Lang,
        /// From which other channel; absent: from the floor.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        relay: Option<Lang>,
    },
    /// Who is on air interprets from another channel, or from the floor again.
    #[serde(rename = "interpreter.relay")]
    RelayTaken {
        /// The booth.
        booth: Lang,
        /// The channel; absent: the floor.
        relay: Option<Lang>,
    },
    /// The microphone of a booth is offered, asked for, accepted, declined.
    #[serde(rename = "booth.hand_over")]
    HandOver {
        /// The booth.
        booth: Lang,
        /// Who does it.
        by: ParticipantId,
        /// What.
        step: Step,
    },
    /// A booth says something without a word.
    #[serde(rename = "booth.signal")]
    BoothSignalled {
        /// The booth.
        booth: Lang,
        /// What.
        signal: Signal,
        /// The seat that is asked to slow down.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        seat: Option<SeatId>,
    },
    /// A booth cannot interpret what it hears, and the clock of who speaks stands.
    #[serde(rename = "clock.held")]
    ClockHeld {
        /// The request.
        request: RequestId,
        /// The booth.
        booth: Lang,
        /// Speaking time used so far.
        spoken: Millis,
    },
    /// It can, or nobody is left in it: the clock runs, unless another booth holds it.
    #[serde(rename = "clock.let_go")]
    ClockLetGo {
        /// The request.
        request: RequestId,
        /// The booth.
        booth: Lang,
    },
    /// Nobody of a booth is heard any more.
    #[serde(rename = "interpreter.off_air")]
    InterpreterOffAir {
        /// The booth.
        booth: Lang,
    },
    /// A seat's microphone was measured.
    #[serde(rename = "audio.certified")]
    AudioCertified {
        /// The seat.
        seat: SeatId,
        /// The measurement.
        report: AudioReport,
    },
    /// A seat asks for the floor of the screen.
    #[serde(rename = "presentation.asked")]
    PresentationAsked {
        /// The seat.
        seat: SeatId,
    },
    /// It is given to a seat.
    #[serde(rename = "presentation.given")]
    PresentationGiven {
        /// The seat.
        seat: SeatId,
    },
    /// The screen of a device is shown.
    #[serde(rename = "presentation.started")]
    PresentationStarted {
        /// The seat.
        seat: SeatId,
        /// The device.
        connection: ConnectionId,
    },
    /// It is not shown any more; the seat has the floor of the screen still.
    #[serde(rename = "presentation.stopped")]
    PresentationStopped {
        /// The seat.
        seat: SeatId,
    },
    /// A seat has the floor of the screen no more, or does not ask for it any more.
    #[serde(rename = "presentation.ended")]
    PresentationEnded {
        /// The seat.
        seat: SeatId,
        /// Why.
        why: PresentationEnd,
    },
    /// The pictures of the seats are shown to who is in the meeting, or not.
    #[serde(rename = "gallery.shown")]
    GalleryShown {
        /// Whether they are.
        shown: bool,
    },
    /// The meeting is recorded from now on, while it is in session and its doors are open.
    #[serde(rename = "recording.started")]
    RecordingStarted {},
    /// It is recorded no more.
    #[serde(rename = "recording.stopped")]
    RecordingStopped {
        /// Why it stopped by itself; absent: somebody stopped it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        fault: Option<RecordingFault>,
    },
    /// Somebody agrees to be recorded.
    #[serde(rename = "recording.agreed")]
    RecordingAgreed {
        /// Who.
        participant: ParticipantId,
    },
    /// A part of the recording has ended, and nothing is written to its files any more.
    #[serde(rename = "recording.sealed")]
    RecordingSealed {
        /// Its number, from 1.
        part: u32,
        /// How long it is.
        length: Millis,
        /// Its files.
        files: Vec<SealedFile>,
    },
    /// A seat has a technical problem.
    #[serde(rename = "problem.reported")]
    ProblemReported {
        /// The seat.
        seat: SeatId,
        /// What is wrong.
        problem: Problem,
    },
    /// A seat's problem is over.
    #[serde(rename = "problem.cleared")]
    ProblemCleared {
        /// The seat.
        seat: SeatId,
    },
}
