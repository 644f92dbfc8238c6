//! Why something was declined: a stable code with its details. The sentence for it is in `sentence`.

use crate::id::SeatId;
use crate::lang::Lang;
use crate::meeting::phase::PhaseName;
use crate::named::Named;
use crate::profile::{Motion, RequestKind};
use crate::read::Read;
use crate::time::{Millis, Timestamp};
use serde::{Deserialize, Serialize};

/// A refusal. The code is the tag; a client shows it in the reader's language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Read, Named)]
#[serde(tag = "code", rename_all = "snake_case", deny_unknown_fields)]
pub enum Refusal {
    /// The role does not allow it.
    NotPermitted {},
    /// It is for one's own seat only.
    NotYourSeat {
        /// The other seat.
        seat: SeatId,
    },
    /// The person is still in the lobby.
    NotAdmitted {},
    /// The meeting is in another phase.
    WrongPhase {
        /// The phase it is in.
        phase: PhaseName,
    },
    /// The record is published when the meeting is over.
    MeetingNotClosed {},
    /// There is no such seat.
    UnknownSeat {
        /// As named.
        seat: SeatId,
    },
    /// There is no such person.
    UnknownParticipant {},
    /// There is no such request.
    UnknownRequest {},
    /// The request's status does not allow it.
    WrongStatus {
        /// The status it has, RFC 8855.
        status: StatusName,
    },
    /// The seat already has a request waiting.
    AlreadyRequested {
        /// The seat.
        seat: SeatId,
    },
    /// No more statements are taken.
    ListClosed {},
    /// Nobody is on the list.
    ListEmpty {},
    /// Somebody has the floor.
    FloorTaken {
        /// The holder.
        seat: SeatId,
    },
    /// The seat does not have the floor, so its microphone stays closed.
    NoFloor {},
    /// The seat is speaking from another device.
    OtherDevice {},
    /// Another of the booth is on air.
    ColleagueOnAir {},
    /// Nobody of the booth is on air, or it is not you who is.
    NobodyOnAir {},
    /// Nobody of that booth is on air.
    BoothOffAir {},
    /// Nobody else of the booth is here.
    NoColleague {},
    /// No hand-over is proposed.
    NothingProposed {},
    /// It is for a colleague to answer.
    NotYours {},
    /// A hand-over is arranged for at most so many minutes ahead.
    TooFarOff {
        /// The most.
        minutes: u32,
    },
    /// There is no such channel.
    NoSuchChannel {
        /// The language.
        channel: Lang,
    },
    /// Nobody interprets into this channel now.
    ChannelSilent {
        /// The language.
        channel: Lang,
    },
    /// This channel is itself interpreted from what the booth says.
    RelayInCircle {
        /// The language.
        channel: Lang,
    },
    /// The booth does not work into this language.
    NotYourChannel {
        /// The language.
        channel: Lang,
    },
    /// Another booth has the channel, and keeps it.
    ChannelTaken {
        /// The language.
        channel: Lang,
    },
    /// The seat is not connected.
    SeatAway {
        /// The seat.
        seat: SeatId,
    },
    /// The chair muted the seat.
    MutedByChair {},
    /// A technician muted the seat.
    MutedByTechnician {},
    /// A text is empty or too long.
    BadReason {
        /// The longest allowed, in characters.
        limit: u32,
    },
    /// A name is empty or too long.
    BadName {
        /// The longest allowed, in characters.
        limit: u32,
    },
    /// The rules do not provide for statements in writing.
    NoStatements {},
    /// There are no words in the text.
    NoWords {},
    /// The seat has sent no such version.
    UnknownStatement {},
    /// The seat has sent as many versions as it can.
    TooManyVersions {
        /// So many.
        most: u32,
    },
    /// The time for corrections is over.
    CorrectionsOver {
        /// Since when.
        since: Timestamp,
    },
    /// The compilation is published, and what it says is settled.
    CompilationPublished {},
    /// The position is not in the list.
    BadPosition {
        /// The last position there is.
        last: u32,
    },
    /// Only the presiding officer moves an entry without a reason.
    ReasonNeeded {},
    /// The profile has no order of that name.
    UnknownOrder {},
    /// A list names a seat twice.
    ListedTwice {
        /// The seat.
        seat: SeatId,
    },
    /// Places are exchanged within one list only.
    OtherList {},
    /// No such exchange is on offer.
    NoSwapOffered {},
    /// The seat may not ask for this.
    NotForSeat {
        /// The kind.
        kind: RequestKind,
    },
    /// The seat has used all the requests of this kind that it may make.
    NoMoreRequests {
        /// The kind.
        kind: RequestKind,
        /// How many it may make.
        allowed: u8,
    },
    /// The command must name the motion.
    NameTheMotion {},
    /// A motion to adjourn to a certain time must name the time.
    NameTheTime {},
    /// The profile has no such motion.
    UnknownMotion {
        /// The motion.
        motion: Motion,
    },
    /// Another motion comes first.
    MotionFirst {
        /// Who moved it.
        seat: SeatId,
    },
    /// A point of order waits for its ruling.
    RulingDue {
        /// Who raised it.
        seat: SeatId,
    },
    /// There is no ruling to challenge or to vote on.
    NoRuling {},
    /// The ruling is challenged: a vote decides first.
    ChallengeOpen {},
    /// A vote is under way behind closed doors, and its result stays there.
    VoteInPrivate {},
    /// The seat does not have the floor of the screen.
    ScreenNotGiven {},
    /// Nobody is speaking, or nobody was interrupted.
    NobodySpeaks {},
    /// A vote is under way.
    VoteOpen {},
    /// The vote is announced but not open.
    VoteNotOpen {},
    /// The vote is over.
    VoteOver {},
    /// There is no such vote.
    UnknownVote {},
    /// The profile has no majority of that name.
    UnknownMajority {},
    /// The seat does not vote.
    NoVote {
        /// The seat.
        seat: SeatId,
    },
    /// In a roll call it is another seat's turn.
    NotYourTurn {
        /// Whose.
        seat: SeatId,
    },
    /// The seat has already voted.
    Voted {
        /// The seat.
        seat: SeatId,
    },
    /// In a silence one can only object.
    OnlyObjections {},
    /// What was asked belongs to another way of voting than that by which the vote is taken.
    OtherMethod {},
    /// It is not decided by secret ballot: not in this body, or not this matter.
    NotBySecretBallot {},
    /// The number of the ballot is taken, or too large: another is to be drawn.
    BallotNumber {},
    /// So few have voted that a count would tell what.
    TooFewBallots {
        /// So many are needed.
        least: u32,
    },
    /// A teller who is here has not agreed with the count.
    CountUnchecked {
        /// The teller's seat.
        seat: SeatId,
    },
    /// The vote is not by roll call.
    NoRollCall {},
    /// A challenge to a ruling is decided by votes, not by silence.
    NotBySilence {},
    /// The seat has asked too often in a short time.
    AskedTooOften {},
    /// The silence is not over.
    SilenceLasts {},
    /// A length of time is out of bounds.
    BadTime {
        /// The shortest.
        least: Millis,
        /// The longest.
        most: Millis,
    },
    /// The time has passed.
    TimePast {},
    /// The number of microphones is out of bounds.
    BadMicrophones {
        /// The most there may be.
        most: u8,
    },
    /// The person is not here.
    PersonAway {},
    /// The chair was not offered to you.
    ChairNotOffered {},
    /// The presiding officer is connected.
    ChairPresent {},
    /// The presiding officer's connection was lost just now.
    ChairMayReturn {
        /// The chair can be taken from then on.
        until: Timestamp,
    },
}

/// A floor request's status without its data (RFC 8855 §5.2.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Read)]
#[serde(rename_all = "snake_case")]
pub enum StatusName {
    /// Waits for the chair.
    Pending,
    /// On the list.
    Accepted,
    /// Called.
    Called,
    /// Speaking.
    Live,
    /// Interrupted, place kept.
    Interrupted,
    /// Holder lost, floor waits.
    Held,
    /// Refused by the chair.
    Denied,
    /// Withdrawn.
    Cancelled,
    /// Finished.
    Released,
    /// Taken back.
    Revoked,
}
