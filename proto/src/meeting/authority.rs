//! Who may ask for what: one table, in one place. The server enforces it, and the client asks it which
//! buttons to show. The only file that looks at a role.

use crate::id::{ParticipantId, SeatId};
use crate::meeting::Meeting;
use crate::meeting::audience::Class;
use crate::meeting::command::{Actor, Command};
use crate::meeting::microphone::MuteOrigin;
use crate::meeting::refusal::Refusal;
use crate::meeting::setup::Person;
use crate::profile::RequestKind;
use crate::role::Role;

/// A group of commands that one rule covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Open, suspend and close the meeting.
    ConductMeeting,
    /// Close the meeting to the public, and open it again.
    Doors,
    /// Grant, deny, revoke, call next, rule, put to the vote, mute everyone.
    ConductFloor,
    /// Accept and order requests, close the list.
    PrepareList,
    /// Request, cancel, release.
    UseFloor,
    /// Offer to change places, and answer: nobody consents for another.
    ChangePlaces,
    /// Let one's own entry of the list wait longer; the chair, any.
    Defer,
    /// Points of order, motions, votes, challenges.
    Proceed,
    /// Note that a seat does not answer a roll call.
    CallRoll,
    /// Hand over the chair.
    HandOver,
    /// Take the chair when it is offered or lost.
    Preside,
    /// Speak: start, ready.
    Speak,
    /// One's own microphone.
    OwnDevices,
    /// One's own camera.
    OwnCamera,
    /// Mute another.
    Mute,
    /// Let in from the lobby.
    Admit,
    /// Put out.
    Expel,
    /// Have the meeting recorded, or no more.
    Record,
    /// Agree to be recorded.
    BeRecorded,
    /// Report a technical problem of a seat.
    ReportProblem,
    /// See the whole journal and the quality of connections.
    WatchJournal,
    /// Read the record of the meeting.
    ReadRecord,
    /// Let the public read it.
    PublishRecord,
    /// Send a statement in writing, and read what was sent.
    SendStatement,
    /// Accept statements, and return them.
    SettleStatements,
    /// Read the text of a statement before it is given.
    ReadTextsBeforehand,
    /// Be heard on a channel of one's own booth.
    Interpret,
    /// See to a booth that calls, and close its microphone for a technical reason.
    ServeBooths,
}

/// How far a permission reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Not at all.
    No,
    /// One's own seat.
    OwnSeat,
    /// Everywhere.
    All,
}

/// The table. A deputy who presides has the chair's row.
#[must_use]
pub fn reach(role: Role, act: Act) -> Reach {
    use Act::*;
    use Reach::*;
    match role {
        Role::Chair => match act {
            ConductMeeting | Doors | ConductFloor | PrepareList | Defer | CallRoll => All,
            HandOver => All,
            Mute | Admit | Expel | Record | BeRecorded => All,
            UseFloor | ChangePlaces | Proceed | Speak | OwnDevices | OwnCamera => OwnSeat,
            ReportProblem => OwnSeat,
            // Who presides need not take the chair; to ask is harmless.
            Preside | ReadRecord | PublishRecord => All,
            SendStatement => OwnSeat,
            WatchJournal | SettleStatements | ReadTextsBeforehand => No,
            Interpret | ServeBooths => No,
        },
        Role::Secretary => match act {
            Doors | PrepareList | UseFloor | CallRoll | Admit | Expel => All,
            ReportProblem | ReadRecord | PublishRecord | Record => All,
            SendStatement | SettleStatements | ReadTextsBeforehand => All,
            ConductMeeting | ConductFloor | ChangePlaces | Defer | Proceed | HandOver => No,
            Preside | Speak | OwnDevices | OwnCamera | Mute | WatchJournal | BeRecorded => No,
            Interpret | ServeBooths => No,
        },
        Role::DeputyChair | Role::Delegate => match act {
            UseFloor | ChangePlaces | Defer | Proceed | Speak | OwnDevices => OwnSeat,
            OwnCamera | ReportProblem | SendStatement => OwnSeat,
            BeRecorded => All,
            Preside if may_preside(role) => All,
            ConductMeeting | Doors | ConductFloor | PrepareList | CallRoll => No,
            HandOver | Preside => No,
            Mute | Admit | Expel | WatchJournal | ReadRecord | PublishRecord | Record => No,
            SettleStatements | ReadTextsBeforehand | Interpret | ServeBooths => No,
        },
        Role::Technician => match act {
            Mute | Admit | ReportProblem | WatchJournal | ReadRecord | ServeBooths => All,
            Record => All,
            ConductMeeting | Doors | ConductFloor | PrepareList | UseFloor => No,
            ChangePlaces | PublishRecord | BeRecorded => No,
            SendStatement | SettleStatements | ReadTextsBeforehand | Interpret => No,
            Defer | Proceed | CallRoll | HandOver | Preside | Speak | OwnDevices => No,
            OwnCamera | Expel => No,
        },
        Role::Reporter if act == ReadRecord => All,
        // The camera is for their colleagues in the booth.
        Role::Interpreter if matches!(act, Interpret | BeRecorded | OwnCamera) => All,
        Role::Reporter | Role::Interpreter if act == ReadTextsBeforehand => All,
        Role::Interpreter | Role::Reporter | Role::Viewer => No,
    }
}

/// Of which audience a person with this role is.
#[must_use]
pub fn class(role: Role) -> Class {
    match role {
        Role::Secretary => Class::Secretariat,
        Role::Chair | Role::DeputyChair | Role::Technician => Class::Officers,
        Role::Delegate | Role::Interpreter | Role::Reporter => Class::Members,
        Role::Viewer => Class::Public,
    }
}

/// Whether a person with this role is told what is done behind closed doors.
#[must_use]
pub fn is_told_secrets(role: Role) -> bool {
    class(role) != Class::Public
}

/// Whether a person with this role presides when the meeting is convened.
#[must_use]
pub fn presides_at_first(role: Role) -> bool {
    role == Role::Chair
}

/// Whether a person with this role may take the chair.
#[must_use]
pub fn may_preside(role: Role) -> bool {
    match role {
        Role::Chair | Role::DeputyChair => true,
        Role::Secretary | Role::Delegate | Role::Interpreter => false,
        Role::Technician | Role::Reporter | Role::Viewer => false,
    }
}

/// Whether a person presides now.
#[must_use]
pub fn presides(meeting: &Meeting, id: &ParticipantId) -> bool {
    meeting.presiding == *id
}

/// Whether a role does its work from the lobby on, and so needs no admission.
#[must_use]
pub fn works_in_lobby(role: Role) -> bool {
    match role {
        Role::Secretary | Role::Technician => true,
        Role::Chair | Role::DeputyChair | Role::Delegate => false,
        Role::Interpreter | Role::Reporter | Role::Viewer => false,
    }
}

/// The role whose row of the table counts for a person now.
#[must_use]
pub fn acting_role(meeting: &Meeting, id: &ParticipantId) -> Option<Role> {
    let own = meeting.participant(id)?.person.role;
    Some(match own {
        _ if *id == meeting.presiding => Role::Chair,
        // Who handed the chair over may take it again, as a deputy may.
        Role::Chair => Role::DeputyChair,
        Role::DeputyChair | Role::Secretary | Role::Delegate | Role::Interpreter => own,
        Role::Technician | Role::Reporter | Role::Viewer => own,
    })
}

/// Whether a person may do something that is not about one seat.
#[must_use]
pub fn may(meeting: &Meeting, id: &ParticipantId, act: Act) -> bool {
    meeting.is_admitted(id)
        && acting_role(meeting, id).is_some_and(|role| reach(role, act) == Reach::All)
}

/// Whether a person may still come when the meeting is over: for its record, and to publish it. Nobody is admitted then.
#[must_use]
pub fn may_come_afterwards(meeting: &Meeting, person: &Person) -> bool {
    let role = acting_role(meeting, &person.id).unwrap_or(person.role);
    let inside = works_in_lobby(role) || meeting.is_admitted(&person.id);
    inside && reach(role, Act::ReadRecord) == Reach::All
}

/// By which authority a person mutes others.
///
/// # Errors
/// The role mutes nobody.
pub fn mute_origin(meeting: &Meeting, id: &ParticipantId) -> Result<MuteOrigin, Refusal> {
    match acting_role(meeting, id) {
        Some(Role::Chair) => Ok(MuteOrigin::Chair),
        Some(Role::Technician) => Ok(MuteOrigin::Technical),
        Some(Role::DeputyChair | Role::Secretary | Role::Delegate | Role::Interpreter)
        | Some(Role::Reporter | Role::Viewer)
        | None => Err(Refusal::NotPermitted {}),
    }
}

/// Checks a command against the table, before any other rule.
///
/// # Errors
/// Not in the meeting, not admitted, not permitted, or not for that seat.
pub fn check(meeting: &Meeting, actor: &Actor, command: &Command) -> Result<(), Refusal> {
    let known = meeting.connections.get(&actor.connection);
    let role = acting_role(meeting, &actor.participant).ok_or(Refusal::UnknownParticipant {})?;
    if known.is_none_or(|c| c.participant != actor.participant) {
        return Err(Refusal::UnknownParticipant {});
    }
    let (act, seat) = about(meeting, actor, command)?;
    match reach(role, act) {
        Reach::No => Err(Refusal::NotPermitted {}),
        Reach::All | Reach::OwnSeat if !meeting.is_admitted(&actor.participant) => {
            // A seat in the lobby may show its picture and report a problem: that is what the lobby is for.
            match act {
                Act::OwnDevices | Act::OwnCamera | Act::ReportProblem => {
                    own_seat(meeting, actor, seat)
                }
                _ => Err(Refusal::NotAdmitted {}),
            }
        }
        Reach::All => Ok(()),
        Reach::OwnSeat => own_seat(meeting, actor, seat),
    }
}

fn own_seat(meeting: &Meeting, actor: &Actor, seat: Option<SeatId>) -> Result<(), Refusal> {
    match seat {
        Some(seat) if meeting.seat_of(&actor.participant) != Some(&seat) => {
            Err(Refusal::NotYourSeat { seat })
        }
        Some(_) | None => Ok(()),
    }
}

/// What a command is about: the rule that covers it, and the seat it concerns.
fn about(
    meeting: &Meeting,
    actor: &Actor,
    command: &Command,
) -> Result<(Act, Option<SeatId>), Refusal> {
    let of = |request| meeting.request(request).map(|r| Some(r.beneficiary.clone()));
    let seat = |seat: &SeatId| Some(seat.clone());
    Ok(match command {
        Command::OpenMeeting {} | Command::CloseMeeting {} => (Act::ConductMeeting, None),
        Command::SuspendMeeting { .. } | Command::AdjournMeeting { .. } => {
            (Act::ConductMeeting, None)
        }
        Command::ResumeMeeting {} => (Act::ConductMeeting, None),
        Command::CloseDoors { .. } | Command::OpenDoors {} => (Act::Doors, None),
        Command::PublishRecord {} => (Act::PublishRecord, None),
        Command::AcceptStatement { .. }
        | Command::ReturnStatement { .. }
        | Command::CorrectStatement { .. }
        | Command::ArrangeAnnexes { .. }
        | Command::SettlePoint { .. } => (Act::SettleStatements, None),
        Command::AdmitSeat { seat: id } => (Act::Admit, seat(id)),
        Command::AdmitParticipant { .. } => (Act::Admit, None),
        Command::Expel { .. } => (Act::Expel, None),
        Command::RequestFloor { seat: id, kind: RequestKind::PointOfOrder }
        | Command::MoveMotion { seat: id, .. }
        | Command::ExplainVote { seat: id, .. }
        | Command::ChallengeRuling { seat: id }
        | Command::CastVote { seat: id, .. }
        | Command::CastBallot { seat: id, .. }
        | Command::CheckCount { seat: id, .. } => (Act::Proceed, seat(id)),
        Command::WithdrawMotion { request } => (Act::Proceed, of(*request)?),
        Command::RequestFloor { seat: id, .. } => (Act::UseFloor, seat(id)),
        Command::CancelRequest { request } | Command::ReleaseFloor { request } => {
            (Act::UseFloor, of(*request)?)
        }
        Command::OfferSwap { request, .. } | Command::AcceptSwap { with: request, .. } => {
            (Act::ChangePlaces, of(*request)?)
        }
        Command::DeclineSwap { request, with } => {
            // Either seat may end the offer.
            let own = meeting.seat_of(&actor.participant);
            let offered = of(*request)?;
            (Act::ChangePlaces, if offered.as_ref() == own { offered } else { of(*with)? })
        }
        Command::StartSpeaking { request } | Command::ReportReady { request, .. } => {
            (Act::Speak, of(*request)?)
        }
        Command::AcceptRequest { .. } | Command::MoveRequest { .. } => (Act::PrepareList, None),
        Command::ArrangeList { .. } | Command::ImportList { .. } => (Act::PrepareList, None),
        Command::CloseList {} | Command::OpenList {} => (Act::PrepareList, None),
        Command::RestorePlace { .. } => (Act::PrepareList, None),
        Command::CallNext {} | Command::GiveFloor { .. } | Command::GrantRequest { .. } => {
            (Act::ConductFloor, None)
        }
        Command::RevokeFloor { .. } | Command::DenyRequest { .. } => (Act::ConductFloor, None),
        Command::DeferRequest { request } => (Act::Defer, of(*request)?),
        Command::ExtendHold { .. } | Command::ExtendTime { .. } => (Act::ConductFloor, None),
        Command::PauseSpeaker {} | Command::ResumeSpeaker {} => (Act::ConductFloor, None),
        Command::Rule { .. } | Command::SetPolicy { .. } => (Act::ConductFloor, None),
        Command::AnnounceVote { .. } | Command::OpenVote { .. } => (Act::ConductFloor, None),
        Command::CloseVote { .. } | Command::WithdrawVote { .. } => (Act::ConductFloor, None),
        Command::VoidBallot { .. } => (Act::ConductFloor, None),
        Command::PassOver { .. } | Command::PassOverAbsent { .. } => (Act::CallRoll, None),
        Command::OfferChair { .. } | Command::WithdrawChairOffer {} => (Act::HandOver, None),
        Command::KeepChair {} => (Act::HandOver, None),
        Command::AskForChair {} => (Act::Preside, None),
        Command::AcceptChair {} | Command::DeclineChair {} | Command::TakeChair {} => {
            (Act::Preside, None)
        }
        Command::MuteEveryone {} | Command::ClearMutes {} => (Act::ConductFloor, None),
        Command::OpenMicrophone {} | Command::CloseMicrophone {} => (Act::OwnDevices, None),
        Command::TurnCamera { .. } => (Act::OwnCamera, None),
        Command::AskToPresent { seat: id } | Command::EndPresentation { seat: id } => {
            (Act::UseFloor, seat(id))
        }
        Command::StartPresenting {} | Command::StopPresenting {} => (Act::Speak, None),
        Command::GivePresentation { .. }
        | Command::DenyPresentation { .. }
        | Command::TakePresentationBack {}
        | Command::ShowGallery { .. } => (Act::ConductFloor, None),
        Command::StartRecording {} | Command::StopRecording {} => (Act::Record, None),
        Command::AgreeToRecording {} => (Act::BeRecorded, None),
        Command::GoOnAir { .. } | Command::GoOffAir {} | Command::TakeRelay { .. } => {
            (Act::Interpret, None)
        }
        Command::ProposeHandOver { .. } | Command::AcceptHandOver {} | Command::EndHandOver {} => {
            (Act::Interpret, None)
        }
        Command::Signal { .. } => (Act::Interpret, None),
        Command::TakeOffAir { .. } | Command::AttendBooth { .. } | Command::RouteBooth { .. } => {
            (Act::ServeBooths, None)
        }
        Command::CertifyAudio { .. } => (Act::OwnDevices, None),
        Command::Mute { seat: id } | Command::Unmute { seat: id } => (Act::Mute, seat(id)),
        Command::ReportProblem { seat: id, .. } | Command::ClearProblem { seat: id } => {
            (Act::ReportProblem, seat(id))
        }
    })
}
