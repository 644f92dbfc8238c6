//! Who may ask for what: one table, in one place. The server enforces it, and the client asks it which
//! buttons to show. The only file that looks at a role.

use crate::id::{ParticipantId, SeatId};
use crate::meeting::Meeting;
use crate::meeting::command::{Actor, Command};
use crate::meeting::microphone::MuteOrigin;
use crate::meeting::refusal::Refusal;
use crate::role::Role;

/// A group of commands that one rule covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Open and close the meeting.
    ConductMeeting,
    /// Grant, deny, revoke, call next, mute everyone.
    ConductFloor,
    /// Accept and order requests.
    PrepareList,
    /// Request, cancel, release.
    UseFloor,
    /// Speak: start, ready.
    Speak,
    /// One's own microphone and camera.
    OwnDevices,
    /// Mute another.
    Mute,
    /// Let in from the lobby.
    Admit,
    /// Put out.
    Expel,
    /// Report a technical problem of a seat.
    ReportProblem,
    /// See the whole journal and the quality of connections.
    WatchJournal,
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
            ConductMeeting | ConductFloor | PrepareList | Mute | Admit | Expel => All,
            UseFloor | Speak | OwnDevices | ReportProblem => OwnSeat,
            WatchJournal => No,
        },
        Role::Secretary => match act {
            PrepareList | UseFloor | Admit | Expel | ReportProblem => All,
            ConductMeeting | ConductFloor | Speak | OwnDevices | Mute | WatchJournal => No,
        },
        Role::DeputyChair | Role::Delegate => match act {
            UseFloor | Speak | OwnDevices | ReportProblem => OwnSeat,
            ConductMeeting | ConductFloor | PrepareList | Mute => No,
            Admit | Expel | WatchJournal => No,
        },
        Role::Technician => match act {
            Mute | Admit | ReportProblem | WatchJournal => All,
            ConductMeeting | ConductFloor | PrepareList | UseFloor => No,
            Speak | OwnDevices | Expel => No,
        },
        Role::Interpreter | Role::Reporter | Role::Viewer => No,
    }
}

/// Whether a person with this role presides when the meeting is convened.
#[must_use]
pub fn presides_at_first(role: Role) -> bool {
    role == Role::Chair
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
        Role::Chair => Role::Delegate,
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
    let (act, seat) = about(meeting, command)?;
    match reach(role, act) {
        Reach::No => Err(Refusal::NotPermitted {}),
        Reach::All | Reach::OwnSeat if !meeting.is_admitted(&actor.participant) => {
            // A seat in the lobby may show its picture and report a problem: that is what the lobby is for.
            match act {
                Act::OwnDevices | Act::ReportProblem => own_seat(meeting, actor, seat),
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
fn about(meeting: &Meeting, command: &Command) -> Result<(Act, Option<SeatId>), Refusal> {
    let of = |request| meeting.request(request).map(|r| Some(r.beneficiary.clone()));
    Ok(match command {
        Command::OpenMeeting {} | Command::CloseMeeting {} => (Act::ConductMeeting, None),
        Command::AdmitSeat { seat } => (Act::Admit, Some(seat.clone())),
        Command::AdmitParticipant { .. } => (Act::Admit, None),
        Command::Expel { .. } => (Act::Expel, None),
        Command::RequestFloor { seat, .. } => (Act::UseFloor, Some(seat.clone())),
        Command::CancelRequest { request } | Command::ReleaseFloor { request } => {
            (Act::UseFloor, of(*request)?)
        }
        Command::StartSpeaking { request } | Command::ReportReady { request, .. } => {
            (Act::Speak, of(*request)?)
        }
        Command::AcceptRequest { .. } | Command::MoveRequest { .. } => (Act::PrepareList, None),
        Command::CallNext {} | Command::GiveFloor { .. } | Command::RevokeFloor { .. } => {
            (Act::ConductFloor, None)
        }
        Command::DenyRequest { .. } | Command::DeferRequest { .. } => (Act::ConductFloor, None),
        Command::ExtendHold { .. } | Command::CloseList {} | Command::OpenList {} => {
            (Act::ConductFloor, None)
        }
        Command::MuteEveryone {} | Command::ClearMutes {} => (Act::ConductFloor, None),
        Command::OpenMicrophone {} | Command::CloseMicrophone {} | Command::TurnCamera { .. } => {
            (Act::OwnDevices, None)
        }
        Command::Mute { seat } | Command::Unmute { seat } => (Act::Mute, Some(seat.clone())),
        Command::ReportProblem { seat, .. } | Command::ClearProblem { seat } => {
            (Act::ReportProblem, Some(seat.clone()))
        }
    })
}
