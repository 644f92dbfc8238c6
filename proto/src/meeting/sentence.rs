//! Every refusal as an English sentence. Clients have theirs in other languages.

use crate::meeting::phase::PhaseName;
use crate::meeting::refusal::Refusal;
use crate::profile::RequestKind;

impl Refusal {
    /// The refusal as an English sentence: what is the case, and what to do.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Refusal::NotPermitted {} => "Your role in this meeting does not allow this.".into(),
            Refusal::NotYourSeat { seat } => {
                format!("You can do this for your own seat only, not for {seat}.")
            }
            Refusal::NotAdmitted {} => {
                "You are in the lobby. A technician will admit you shortly.".into()
            }
            Refusal::WrongPhase { phase } => match phase {
                PhaseName::Scheduled | PhaseName::Lobby => "The meeting is not open yet.".into(),
                PhaseName::InSession => "The meeting is already open.".into(),
                PhaseName::Suspended => "The meeting is suspended.".into(),
                PhaseName::Closed => "The meeting is closed.".into(),
            },
            Refusal::UnknownSeat { seat } => format!("There is no seat {seat} in this meeting."),
            Refusal::UnknownParticipant {} => "There is no such person in this meeting.".into(),
            Refusal::UnknownRequest {} => "There is no such request for the floor.".into(),
            Refusal::WrongStatus { status } => {
                let status = format!("{status:?}").to_lowercase();
                format!("The request has changed in the meantime: it is {status} now.")
            }
            Refusal::AlreadyRequested { seat } => {
                format!("{seat} is on the speakers' list already. Its place is kept.")
            }
            Refusal::ListClosed {} => {
                "The speakers' list is closed. Ask the secretariat if you still wish to speak."
                    .into()
            }
            Refusal::ListEmpty {} => "Nobody is on the speakers' list.".into(),
            Refusal::FloorTaken { seat } => {
                format!("{seat} has the floor. Take it back first, or wait until it is released.")
            }
            Refusal::NoFloor {} => {
                "Your microphone opens when the President gives you the floor.".into()
            }
            Refusal::OtherDevice {} => {
                "Your delegation is speaking from another device. Close the microphone there first."
                    .into()
            }
            Refusal::SeatAway { seat } => {
                format!("{seat} is not connected. Call another speaker, or wait for it.")
            }
            Refusal::MutedByChair {} => "The President has closed your microphone.".into(),
            Refusal::MutedByTechnician {} => {
                "A technician has closed your microphone for a technical reason.".into()
            }
            Refusal::BadReason { limit } => {
                format!("Give a reason of one to {limit} characters, on one line.")
            }
            Refusal::BadPosition { last } => format!("Choose a position from 1 to {last}."),
            Refusal::ReasonNeeded {} => "Give a reason: it is recorded with the change.".into(),
            Refusal::UnknownOrder {} => "This meeting's rules know no such order.".into(),
            Refusal::ListedTwice { seat } => format!("{seat} is in the list twice. List it once."),
            Refusal::OtherList {} => {
                "Places can be changed within one list, between two different seats.".into()
            }
            Refusal::NoSwapOffered {} => "This offer to change places no longer stands.".into(),
            Refusal::NotForSeat { kind } => {
                format!("Your seat cannot ask for a {} in this meeting.", named(*kind))
            }
            Refusal::NoMoreRequests { kind, allowed } => {
                format!("Your seat has had its {allowed} of this kind ({}).", named(*kind))
            }
            Refusal::NameTheTime {} => "Say to which time the motion adjourns.".into(),
            Refusal::NameTheMotion {} => "Say which motion is moved.".into(),
            Refusal::UnknownMotion { .. } => "This meeting's rules know no such motion.".into(),
            Refusal::MotionFirst { seat } => {
                format!("The motion of {seat} comes first. Decide it before this.")
            }
            Refusal::RulingDue { seat } => {
                format!("{seat} has raised a point of order. The President rules on it first.")
            }
            Refusal::NoRuling {} => {
                "There is no ruling that could be challenged or voted on.".into()
            }
            Refusal::ChallengeOpen {} => {
                "The ruling is challenged. It is put to the vote before anything else.".into()
            }
            Refusal::NobodySpeaks {} => "Nobody is speaking, or waits to go on.".into(),
            Refusal::VoteOpen {} => "A vote is under way. Close it first.".into(),
            Refusal::VoteNotOpen {} => "The vote is announced, and not opened yet.".into(),
            Refusal::VoteOver {} => "No such vote is being taken now.".into(),
            Refusal::UnknownVote {} => "There is no such vote.".into(),
            Refusal::UnknownMajority {} => "This meeting's rules know no such majority.".into(),
            Refusal::NoVote { seat } => format!("{seat} takes part without a vote."),
            Refusal::NotYourTurn { seat } => format!("{seat} is called to vote now."),
            Refusal::Voted { seat } => format!("{seat} has voted already."),
            Refusal::OnlyObjections {} => {
                "The decision is taken if nobody objects. Vote against it to object.".into()
            }
            Refusal::NoRollCall {} => "No roll is called in this vote.".into(),
            Refusal::NotBySilence {} => {
                "A challenge to a ruling is decided by roll call or show of hands.".into()
            }
            Refusal::AskedTooOften {} => {
                "Your seat has asked for the floor too often. Wait a minute.".into()
            }
            Refusal::SilenceLasts {} => "The time for objections is not over.".into(),
            Refusal::BadTime { least, most } => {
                format!("Choose a time from {} to {} seconds.", least.0 / 1000, most.0 / 1000)
            }
            Refusal::TimePast {} => "This time has passed. Choose a later one.".into(),
            Refusal::BadMicrophones { most } => format!("Choose from 1 to {most} microphones."),
            Refusal::PersonAway {} => "This person is not in the meeting now.".into(),
            Refusal::ChairNotOffered {} => "The chair is not offered to you.".into(),
            Refusal::ChairPresent {} => "The President is connected and presides.".into(),
            Refusal::ChairMayReturn { .. } => {
                "The President's connection was lost just now and may return. Wait a moment.".into()
            }
        }
    }
}

fn named(kind: RequestKind) -> &'static str {
    match kind {
        RequestKind::Statement => "statement",
        RequestKind::RightOfReply => "right of reply",
        RequestKind::PointOfOrder => "point of order",
        RequestKind::Motion => "motion",
    }
}
