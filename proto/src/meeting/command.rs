//! What a participant can ask for.

use crate::id::{CommandId, ConnectionId, ParticipantId, RequestId, SeatId, VoteId};
use crate::lang::Lang;
use crate::meeting::audio::AudioReport;
use crate::meeting::ballot_box::Slip;
use crate::meeting::booth::signals::Signal;
use crate::meeting::ready::Fault;
use crate::meeting::statement::Called;
use crate::meeting::vote::{Ballot, Manner, Subject};
use crate::named::Named;
use crate::profile::{Motion, Policy, RequestKind};
use crate::read::Read;
use crate::time::{Millis, Timestamp};
use serde::{Deserialize, Serialize};

/// A request, in the words of the rules of procedure. Whether it is allowed is for
/// [`Meeting::decide`](crate::meeting::Meeting::decide).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Named)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Command {
    /// Open the meeting. From Lobby.
    OpenMeeting {},
    /// Suspend the meeting until it is resumed.
    SuspendMeeting {
        /// When it is to resume; shown to everybody.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Timestamp>,
    },
    /// Adjourn it to a certain time.
    AdjournMeeting {
        /// When it is to resume.
        until: Timestamp,
    },
    /// Let it go on.
    ResumeMeeting {},
    /// Close the meeting, for good. From InSession and Suspended.
    CloseMeeting {},
    /// Let a seat in from the lobby, with everyone who speaks for it.
    AdmitSeat {
        /// The seat.
        seat: SeatId,
    },
    /// Admit one person: one without a seat, or one who was expelled.
    AdmitParticipant {
        /// The person.
        participant: ParticipantId,
    },
    /// Remove a person from the meeting.
    Expel {
        /// The person.
        participant: ParticipantId,
    },
    /// Ask for the floor (RFC 8855 §5.3.1 FloorRequest).
    RequestFloor {
        /// The beneficiary.
        seat: SeatId,
        /// What for.
        kind: RequestKind,
    },
    /// Ask for the floor to move a motion.
    MoveMotion {
        /// The seat that moves it.
        seat: SeatId,
        /// Which.
        motion: Motion,
        /// For the motion to adjourn to a certain time: which time.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Timestamp>,
    },
    /// Take back a motion that was moved, before it is put to the vote (rule 35).
    WithdrawMotion {
        /// The request that moved it.
        request: RequestId,
    },
    /// Ask for the floor to explain a vote, before it is taken or after.
    ExplainVote {
        /// The seat.
        seat: SeatId,
        /// The vote.
        vote: VoteId,
    },
    /// Withdraw a waiting request.
    CancelRequest {
        /// The request.
        request: RequestId,
    },
    /// Put a pending request on the speakers' list.
    AcceptRequest {
        /// The request.
        request: RequestId,
    },
    /// Deny a waiting request.
    DenyRequest {
        /// The request.
        request: RequestId,
        /// Shown to the seat; at most 500 characters.
        reason: String,
    },
    /// Move an entry of the speakers' list.
    MoveRequest {
        /// The request.
        request: RequestId,
        /// The new place, from 1.
        position: u32,
        /// Recorded; the secretary must give one. At most 500 characters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// Arrange the speakers' list by an order of the profile.
    ArrangeList {
        /// Its name.
        order: String,
    },
    /// Put these seats first, in this order; a seat without a request gets one.
    ImportList {
        /// The seats.
        seats: Vec<SeatId>,
    },
    /// Offer another seat to exchange places in the list.
    OfferSwap {
        /// One's own request.
        request: RequestId,
        /// The other's.
        with: RequestId,
    },
    /// Exchange places as offered.
    AcceptSwap {
        /// The request whose seat offered.
        request: RequestId,
        /// One's own request.
        with: RequestId,
    },
    /// Keep the places.
    DeclineSwap {
        /// The request whose seat offered.
        request: RequestId,
        /// The other's request.
        with: RequestId,
    },
    /// Give a seat back the place that its last request lost by mistake.
    RestorePlace {
        /// The request that has ended.
        request: RequestId,
    },
    /// Give the floor to the first of the lists.
    CallNext {},
    /// Give the floor to a waiting request.
    GrantRequest {
        /// The request.
        request: RequestId,
    },
    /// Give the floor to a seat, in or out of turn.
    GiveFloor {
        /// The seat.
        seat: SeatId,
    },
    /// Take the floor back from the holder.
    RevokeFloor {
        /// The granted request.
        request: RequestId,
    },
    /// Let a seat speak later: one place further down, or, if it was called or is held, second in the list.
    DeferRequest {
        /// The request.
        request: RequestId,
    },
    /// Stop the speaker's clock and close the microphone; the place is kept.
    PauseSpeaker {},
    /// Let the interrupted speaker continue with the remaining time.
    ResumeSpeaker {},
    /// Give the holder more time.
    ExtendTime {
        /// The granted request.
        request: RequestId,
        /// How much more, in ms.
        by: Millis,
    },
    /// Rule on the point of order that was heard.
    Rule {
        /// Its request.
        request: RequestId,
        /// The point is well taken.
        sustained: bool,
        /// What the chair says about it, if anything; at most 500 characters.
        text: String,
    },
    /// Challenge the chair's last ruling.
    ChallengeRuling {
        /// The seat that challenges it.
        seat: SeatId,
    },
    /// Announce a vote: explanations before it may be asked for.
    AnnounceVote {
        /// What is decided.
        subject: Subject,
        /// The majority by its name; absent means the usual one for the subject.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        majority: Option<String>,
    },
    /// Take an announced vote.
    OpenVote {
        /// The vote.
        vote: VoteId,
        /// How.
        manner: Manner,
    },
    /// Vote.
    CastVote {
        /// The vote.
        vote: VoteId,
        /// The seat that votes.
        seat: SeatId,
        /// What it says.
        ballot: Ballot,
    },
    /// Vote in secret, once.
    CastBallot {
        /// The vote.
        vote: VoteId,
        /// Of its ballots, which: so many were void before.
        round: u32,
        /// The seat that votes.
        seat: SeatId,
        /// What it says, and a number drawn by who casts it.
        slip: Slip,
    },
    /// A teller agrees with the count.
    CheckCount {
        /// The vote.
        vote: VoteId,
        /// The teller's seat.
        seat: SeatId,
    },
    /// Declare the secret ballot void: it is taken again.
    VoidBallot {
        /// The vote.
        vote: VoteId,
    },
    /// A seat does not answer the roll call.
    PassOver {
        /// The vote.
        vote: VoteId,
        /// The seat.
        seat: SeatId,
    },
    /// Absent seats do not answer the roll call.
    PassOverAbsent {
        /// The vote.
        vote: VoteId,
    },
    /// Close the vote, which gives its result.
    CloseVote {
        /// The vote.
        vote: VoteId,
    },
    /// Do not take the announced vote.
    WithdrawVote {
        /// The vote.
        vote: VoteId,
    },
    /// Close the meeting to the public.
    CloseDoors {
        /// Recorded; at most 500 characters.
        reason: String,
    },
    /// Open it to the public again.
    OpenDoors {},
    /// Let the public read the record, for good. From Closed.
    PublishRecord {},
    /// Take a version of a seat's statement as its statement.
    AcceptStatement {
        /// The seat.
        seat: SeatId,
        /// Which of its versions, from 1.
        version: u32,
    },
    /// Ask a seat to send another version.
    ReturnStatement {
        /// The seat.
        seat: SeatId,
        /// Which of its versions, from 1.
        version: u32,
        /// Shown to the seat; at most 500 characters.
        reason: String,
    },
    /// Put right how the compilation calls who gives a statement.
    CorrectStatement {
        /// The seat.
        seat: SeatId,
        /// Which of its versions, from 1.
        version: u32,
        /// How.
        called: Called,
    },
    /// Put the annexes of the compilation in another order.
    ArrangeAnnexes {
        /// Whose come first, in this order; nobody's: all as the rules have them.
        seats: Vec<SeatId>,
    },
    /// Say why something that does not agree in the compilation stands.
    SettlePoint {
        /// What, by the name that the compilation gives it.
        point: String,
        /// Recorded; at most 500 characters.
        reason: String,
    },
    /// Change the way in which the floor is given.
    SetPolicy {
        /// How.
        policy: Policy,
        /// Recorded; at most 500 characters.
        reason: String,
    },
    /// Offer the chair to a person who may preside.
    OfferChair {
        /// To whom.
        to: ParticipantId,
    },
    /// Take the offer back.
    WithdrawChairOffer {},
    /// Take the chair that is offered.
    AcceptChair {},
    /// Do not take it.
    DeclineChair {},
    /// Take the chair whose holder's connection is lost.
    TakeChair {},
    /// Ask the presiding officer for the chair.
    AskForChair {},
    /// Decline that request and keep the chair.
    KeepChair {},
    /// Wait once more for a holder whose connection is lost.
    ExtendHold {
        /// The held request.
        request: RequestId,
    },
    /// The called seat can be heard, or cannot.
    ReportReady {
        /// The called request.
        request: RequestId,
        /// Its media is up, its microphone live, and sound was heard.
        ready: bool,
        /// Why not.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        fault: Option<Fault>,
    },
    /// The called delegate begins: the consent that opens the microphone.
    StartSpeaking {
        /// The called request.
        request: RequestId,
    },
    /// The holder has finished.
    ReleaseFloor {
        /// The granted request.
        request: RequestId,
    },
    /// Take no more statements.
    CloseList {},
    /// Take statements again.
    OpenList {},
    /// Open one's own microphone on this connection.
    OpenMicrophone {},
    /// Close one's own microphone.
    CloseMicrophone {},
    /// Turn one's own camera on or off on this connection.
    TurnCamera {
        /// Shown.
        on: bool,
    },
    /// Open one's own microphone on this connection into a channel, as an interpreter.
    GoOnAir {
        /// The language into which it is interpreted.
        channel: Lang,
        /// From which other channel; absent: from the floor. One that cannot be had is the floor.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        relay: Option<Lang>,
    },
    /// Close it.
    GoOffAir {},
    /// Interpret from another channel while on air, or from the floor.
    TakeRelay {
        /// The channel; absent: the floor.
        relay: Option<Lang>,
    },
    /// Offer the microphone of the booth to a colleague, or ask for it.
    ProposeHandOver {
        /// In so many minutes; 0: now.
        minutes: u32,
    },
    /// Accept what a colleague proposed.
    AcceptHandOver {},
    /// Decline it, or take back one's own proposal.
    EndHandOver {},
    /// Say something without a word, as an interpreter.
    Signal {
        /// What.
        signal: Signal,
    },
    /// Ask for the floor of the screen.
    AskToPresent {
        /// The seat.
        seat: SeatId,
    },
    /// Give it back, or ask for it no more.
    EndPresentation {
        /// The seat.
        seat: SeatId,
    },
    /// Give it to a seat; who had it, has it no more.
    GivePresentation {
        /// The seat.
        seat: SeatId,
    },
    /// Deny it.
    DenyPresentation {
        /// The seat that asks.
        seat: SeatId,
    },
    /// Take it back from whoever has it.
    TakePresentationBack {},
    /// Show one's screen from this connection.
    StartPresenting {},
    /// This connection shows it no more; the seat has the floor of the screen still.
    StopPresenting {},
    /// Show the pictures of the seats to who is in the meeting, or not.
    ShowGallery {
        /// Whether.
        shown: bool,
    },
    /// Have the meeting recorded.
    StartRecording {},
    /// Have it recorded no more.
    StopRecording {},
    /// Agree to be recorded.
    AgreeToRecording {},
    /// A technician has seen to a booth that called for one.
    AttendBooth {
        /// The booth.
        booth: Lang,
    },
    /// Take a booth off air, for a technical reason.
    TakeOffAir {
        /// The booth.
        booth: Lang,
    },
    /// Have a booth that is on air feed another of its channels, or interpret from another source, for a technical reason.
    RouteBooth {
        /// The booth.
        booth: Lang,
        /// Into which channel.
        channel: Lang,
        /// From which other channel; absent: from the floor.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        relay: Option<Lang>,
    },
    /// How one's own microphone sounds, measured in the lobby.
    CertifyAudio {
        /// The measurement.
        report: AudioReport,
    },
    /// Close a seat's microphone, by the chair, or for a technical reason by a technician.
    Mute {
        /// The seat.
        seat: SeatId,
    },
    /// Lift one's mute of a seat. It opens no microphone.
    Unmute {
        /// The seat.
        seat: SeatId,
    },
    /// Close every seat's microphone but the presiding one.
    MuteEveryone {},
    /// Lift every mute that the chair made.
    ClearMutes {},
    /// Report a problem at a seat to the chair and the technicians.
    ReportProblem {
        /// The seat.
        seat: SeatId,
        /// What is wrong.
        problem: Problem,
    },
    /// The problem is over.
    ClearProblem {
        /// The seat.
        seat: SeatId,
    },
}

/// A technical problem, as the person who has it sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(rename_all = "snake_case")]
pub enum Problem {
    /// Hears nothing, or badly.
    CannotHear,
    /// Others hear nothing, or badly.
    CannotBeHeard,
    /// Sees no picture.
    CannotSee,
}

/// Who is asking: known to the server from the token, never from the message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The person.
    pub participant: ParticipantId,
    /// The device.
    pub connection: ConnectionId,
}

/// The command that caused an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct Cause {
    /// The person who asked.
    pub participant: ParticipantId,
    /// The connection it came over.
    pub connection: ConnectionId,
    /// The command.
    pub command: CommandId,
}
