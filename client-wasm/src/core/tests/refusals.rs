//! Every refusal of the server, every error and every link that does not work reads as a sentence that says what to do.

use super::room::{Room, person, seat};
use crate::core::model::JoinFailure;
use crate::core::{refusal, text};
use rostrum_proto::id::CommandId;
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::command::Command;

use rostrum_proto::meeting::phase::PhaseName;
use rostrum_proto::meeting::refusal::{Refusal, StatusName};
use rostrum_proto::profile::{Motion, RequestKind};
use rostrum_proto::time::{Millis, Timestamp};
use rostrum_proto::wire::http::JoinError;
use rostrum_proto::wire::server::ErrorCode;
use rostrum_proto::wire::{ClientMessage, ServerMessage};

/// What the delegate of Tunisia reads when something is declined so.
fn reads(refusal: &Refusal) -> String {
    let mut room = Room::with("ennaifer");
    room.sent.clear();
    room.press(Command::Expel { participant: person("marsudi") });
    let id = room.sent.iter().find_map(|message| match message {
        ClientMessage::Command { id, .. } => Some(id.clone()),
        _ => None,
    });
    let id = id.unwrap_or_else(|| CommandId::new("c-1").unwrap());
    let sentence = refusal.sentence();
    room.server(ServerMessage::Refused { id, refusal: refusal.clone(), sentence });
    room.client.toast.clone().unwrap().1
}

#[test]
fn what_is_declined_is_said_with_what_to_do() {
    let indonesia = || seat("IDN");
    let phase = |phase| Refusal::WrongPhase { phase };
    let all = [
        (Refusal::NotPermitted {}, "Your role in this meeting"),
        (Refusal::NotYourSeat { seat: indonesia() }, "own seat only, not for Indonesia"),
        (Refusal::NotAdmitted {}, "A technician will admit you"),
        (phase(PhaseName::Lobby), "not open"),
        (phase(PhaseName::InSession), "already open"),
        (phase(PhaseName::Suspended), "suspended"),
        (phase(PhaseName::Closed), "closed"),
        (Refusal::UnknownSeat { seat: seat("XYZ") }, "no seat XYZ"),
        (Refusal::UnknownParticipant {}, "no such participant"),
        (Refusal::UnknownRequest {}, "no such request"),
        (Refusal::WrongStatus { status: StatusName::Live }, "."),
        (Refusal::AlreadyRequested { seat: indonesia() }, "Indonesia is already on"),
        (Refusal::ListClosed {}, "list"),
        (Refusal::ListEmpty {}, "Nobody is on"),
        (Refusal::FloorTaken { seat: indonesia() }, "Indonesia has the floor"),
        (Refusal::NoFloor {}, "floor"),
        (Refusal::OtherDevice {}, "Close the microphone there"),
        (Refusal::SeatAway { seat: indonesia() }, "Indonesia"),
        (Refusal::MutedByChair {}, "."),
        (Refusal::MutedByTechnician {}, "technician"),
        (Refusal::BadReason { limit: 500 }, "at most 500 characters"),
        (Refusal::BadPosition { last: 7 }, "from 1 to 7"),
        (Refusal::ReasonNeeded {}, "Give a reason"),
        (Refusal::UnknownOrder {}, "rules of this meeting"),
        (Refusal::UnknownMajority {}, "rules of this meeting"),
        (Refusal::UnknownMotion { motion: Motion::Suspend }, "rules of this meeting"),
        (Refusal::ListedTwice { seat: indonesia() }, "Indonesia is listed twice"),
        (Refusal::OtherList {}, "within one list"),
        (Refusal::NoSwapOffered {}, "no longer stands"),
        (Refusal::NotForSeat { kind: RequestKind::Statement }, "cannot ask for this"),
        (Refusal::NoMoreRequests { kind: RequestKind::Statement, allowed: 1 }, "your 1 request"),
        (Refusal::NoMoreRequests { kind: RequestKind::Statement, allowed: 2 }, "all 2 of your"),
        (Refusal::NameTheMotion {}, "which motion"),
        (Refusal::NameTheTime {}, "Enter the time"),
        (Refusal::MotionFirst { seat: indonesia() }, "Indonesia takes precedence"),
        (Refusal::RulingDue { seat: indonesia() }, "Indonesia"),
        (Refusal::NoRuling {}, "ruling"),
        (Refusal::ChallengeOpen {}, "."),
        (Refusal::ScreenNotGiven {}, "share your screen"),
        (Refusal::NobodySpeaks {}, "Nobody is speaking"),
        (Refusal::VoteOpen {}, "vote"),
        (Refusal::VoteNotOpen {}, "not open yet"),
        (Refusal::VoteOver {}, "vote"),
        (Refusal::UnknownVote {}, "vote"),
        (Refusal::NoVote { seat: indonesia() }, "Indonesia takes part without a vote"),
        (Refusal::NotYourTurn { seat: indonesia() }, "Indonesia"),
        (Refusal::Voted { seat: indonesia() }, "Indonesia has already voted"),
        (Refusal::OnlyObjections {}, "if nobody objects"),
        (Refusal::NoRollCall {}, "roll call"),
        (Refusal::NotBySilence {}, "."),
        (Refusal::AskedTooOften {}, "wait a minute"),
        (Refusal::SilenceLasts {}, "not over yet"),
        (Refusal::BadTime { least: Millis(1_000), most: Millis(60_000) }, "from 1 to 60 seconds"),
        (Refusal::TimePast {}, "Choose a later one"),
        (Refusal::BadMicrophones { most: 4 }, "from 1 to 4"),
        (Refusal::PersonAway {}, "not in the meeting"),
        (Refusal::ChairNotOffered {}, "not been offered"),
        (Refusal::ChairPresent {}, "President is connected"),
        (Refusal::ChairMayReturn { until: Timestamp(0) }, "."),
    ];
    for (refusal, words) in &all {
        let read = reads(refusal);
        assert!(read.contains(words), "{refusal:?}: {read}");
        assert!(read.ends_with('.') && !read.contains(['{', '}']), "{refusal:?}: {read}");
        for lang in Lang::ALL {
            let said = refusal::sentence(Room::with("ennaifer").client.meeting(), refusal, lang);
            assert!(!said.contains(['{', '}']), "{lang:?}: {said}");
            assert!(text::is_loaded(lang));
        }
    }
}

#[test]
fn an_error_says_what_became_of_the_press() {
    let all = [
        (ErrorCode::StorageUnavailable, "again"),
        (ErrorCode::ClosedUnrecorded, "closed"),
        (ErrorCode::TooFast, "Wait a few seconds"),
        (ErrorCode::NotPermitted, "Your role"),
        (ErrorCode::Gone, "not there any more"),
        (ErrorCode::Malformed, "."),
    ];
    for (code, words) in all {
        let mut room = Room::with("ennaifer");
        room.server(ServerMessage::Error { code, sentence: String::new(), id: None });
        let read = room.client.toast.clone().unwrap().1;
        assert!(read.contains(words), "{code:?}: {read}");
    }
}

#[test]
fn a_link_that_does_not_work_says_whom_to_ask() {
    let all = [
        (JoinFailure::Network, "Check the network connection"),
        (JoinFailure::Declined(JoinError::Malformed), "Copy the whole link"),
        (JoinFailure::Declined(JoinError::UnknownCode), "secretariat"),
        (JoinFailure::Declined(JoinError::Revoked), "Ask the secretariat for a new one"),
        (JoinFailure::Declined(JoinError::Used), "the device that used it first"),
        (JoinFailure::Declined(JoinError::MeetingClosed), "The meeting is closed"),
        (JoinFailure::Declined(JoinError::Expelled), "contact the secretariat"),
        (JoinFailure::Declined(JoinError::TooMany), "Wait a minute"),
        (JoinFailure::Declined(JoinError::Unavailable), "Try again shortly"),
    ];
    for (failure, words) in all {
        let read = refusal::join(failure, Lang::En);
        assert!(read.contains(words), "{failure:?}: {read}");
    }
}
