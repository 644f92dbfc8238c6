//! Every refusal as an English sentence. Clients have their own in other languages.

use crate::meeting::phase::PhaseName;
use crate::meeting::refusal::Refusal;
use crate::profile::RequestKind;

impl Refusal {
    /// The refusal as an English sentence: what is wrong, and what to do.
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
            Refusal::MeetingNotClosed {} => {
                "The record is published after the end. Close the meeting first.".into()
            }
            Refusal::UnknownSeat { seat } => format!("There is no seat {seat} in this meeting."),
            Refusal::UnknownParticipant {} => {
                "There is no such participant in this meeting.".into()
            }
            Refusal::UnknownRequest {} => "There is no such request for the floor.".into(),
            Refusal::WrongStatus { status } => {
                let status = format!("{status:?}").to_lowercase();
                format!("The request has changed in the meantime: it is now {status}.")
            }
            Refusal::AlreadyRequested { seat } => {
                format!("{seat} is already on the speakers' list. Its place is kept.")
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
            Refusal::ColleagueOnAir {} => {
                "Your colleague is on air. Ask them to go off air, then go on air.".into()
            }
            Refusal::BoothOffAir {} => "Nobody of that booth is on air: it can be routed once somebody is.".into(),
            Refusal::NobodyOnAir {} => "You are not on air. Go on air first.".into(),
            Refusal::NoColleague {} => {
                "Nobody else of your booth is here. Wait for a colleague, or go off air.".into()
            }
            Refusal::NothingProposed {} => "No hand-over is proposed any more.".into(),
            Refusal::NotYours {} => "It is for your colleague to answer.".into(),
            Refusal::TooFarOff { minutes } => {
                format!("A hand-over can be arranged up to {minutes} minutes ahead.")
            }
            Refusal::NoSuchChannel { channel } => {
                format!("This meeting has no channel {}.", channel.code())
            }
            Refusal::ChannelSilent { channel } => {
                format!("Nobody interprets into {} now. Listen to the floor.", channel.code())
            }
            Refusal::RelayInCircle { channel } => format!(
                "What you would hear on {} is interpreted from you. Listen to another channel.",
                channel.code()
            ),
            Refusal::NotYourChannel { channel } => {
                format!("The booth does not work into {}. Choose one of its channels.", channel.code())
            }
            Refusal::ChannelTaken { channel } => {
                format!("Another booth is on air into {}. Wait until it goes off air.", channel.code())
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
            Refusal::BadName { limit } => format!(
                "Give each name and title in one to {limit} characters, on one line."
            ),
            Refusal::NoStatements {} => {
                "The rules of this meeting do not provide for statements in writing.".into()
            }
            Refusal::NoWords {} => "There are no words in this text.".into(),
            Refusal::UnknownStatement {} => {
                "There is no such version of the statement. Reload the page.".into()
            }
            Refusal::TooManyVersions { most } => format!(
                "Your seat has sent {most} versions, which is as many as are taken. Ask the secretariat."
            ),
            Refusal::CorrectionsOver { .. } => {
                "The time for corrections is over. Ask the secretariat.".into()
            }
            Refusal::CompilationPublished {} => {
                "The compilation is published. Its statements cannot be changed any more.".into()
            }
            Refusal::BadPosition { last } => format!("Choose a position from 1 to {last}."),
            Refusal::ReasonNeeded {} => "Give a reason: it is recorded with the change.".into(),
            Refusal::UnknownOrder {} => {
                "The rules of this meeting do not provide for that order.".into()
            }
            Refusal::ListedTwice { seat } => format!("{seat} is listed twice. List it once."),
            Refusal::OtherList {} => {
                "Places can be exchanged only within one list, between two different seats.".into()
            }
            Refusal::NoSwapOffered {} => "This offer to exchange places no longer stands.".into(),
            Refusal::NotForSeat { kind } => {
                format!("Your seat may not request a {} in this meeting.", named(*kind))
            }
            Refusal::NoMoreRequests { kind, allowed } => {
                format!("Your seat has used all its requests for a {} ({allowed}).", named(*kind))
            }
            Refusal::NameTheTime {} => {
                "Say to which time the motion would adjourn the meeting.".into()
            }
            Refusal::NameTheMotion {} => "Say which motion is moved.".into(),
            Refusal::UnknownMotion { .. } => {
                "The rules of this meeting do not provide for that motion.".into()
            }
            Refusal::MotionFirst { seat } => {
                format!("The motion of {seat} takes precedence. Decide it first.")
            }
            Refusal::RulingDue { seat } => {
                format!("{seat} has raised a point of order. The President must rule on it first.")
            }
            Refusal::NoRuling {} => "There is no ruling to challenge or to vote on.".into(),
            Refusal::ChallengeOpen {} => {
                "The ruling has been challenged. It is put to the vote before anything else.".into()
            }
            Refusal::VoteInPrivate {} => {
                "A vote is under way in private. Close or withdraw it before you open the doors."
                    .into()
            }
            Refusal::ScreenNotGiven {} => {
                "The President has not given you the screen. Ask to present first.".into()
            }
            Refusal::NobodySpeaks {} => "Nobody is speaking or waiting to resume.".into(),
            Refusal::VoteOpen {} => "A vote is under way. Close it first.".into(),
            Refusal::VoteNotOpen {} => "The vote has been announced but is not open yet.".into(),
            Refusal::VoteOver {} => "This vote is no longer being taken.".into(),
            Refusal::UnknownVote {} => "There is no such vote.".into(),
            Refusal::UnknownMajority {} => {
                "The rules of this meeting do not provide for that majority.".into()
            }
            Refusal::NoVote { seat } => format!("{seat} takes part without a vote."),
            Refusal::NotYourTurn { seat } => format!("It is the turn of {seat} to vote."),
            Refusal::Voted { seat } => format!("{seat} has already voted."),
            Refusal::OnlyObjections {} => {
                "The decision is taken if nobody objects. Vote against it to object.".into()
            }
            Refusal::OtherMethod {} => {
                "This vote is taken in another way. Reload the page.".into()
            }
            Refusal::NotBySecretBallot {} => {
                "This is not decided by secret ballot. Take the vote by roll call or by show of hands."
                    .into()
            }
            Refusal::BallotNumber {} => {
                "Your ballot was not taken: its number is in use. Mark it again.".into()
            }
            Refusal::TooFewBallots { least } => format!(
                "Fewer than {least} have voted, and a count would show how they voted. Wait, or \
                 declare the ballot void."
            ),
            Refusal::CountUnchecked { seat } => {
                format!("{seat} is a teller and has not confirmed the count yet.")
            }
            Refusal::NoRollCall {} => "This vote is not by roll call.".into(),
            Refusal::NotBySilence {} => {
                "A challenge to a ruling is decided by roll call or show of hands.".into()
            }
            Refusal::AskedTooOften {} => {
                "Your seat has asked for the floor too often. Wait a minute.".into()
            }
            Refusal::SilenceLasts {} => "The time for objections is not over yet.".into(),
            Refusal::BadTime { least, most } => {
                format!("Choose a time from {} to {} seconds.", least.0 / 1000, most.0 / 1000)
            }
            Refusal::TimePast {} => "This time has passed. Choose a later one.".into(),
            Refusal::BadMicrophones { most } => format!("Choose 1 to {most} microphones."),
            Refusal::PersonAway {} => "This participant is not in the meeting now.".into(),
            Refusal::ChairNotOffered {} => "The chair has not been offered to you.".into(),
            Refusal::ChairPresent {} => "The President is connected and presiding.".into(),
            Refusal::ChairMayReturn { .. } => {
                "The President has just lost the connection and may return. Wait a moment.".into()
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
