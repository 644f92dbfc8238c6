//! Refusals and errors in the reader's language, by their code.

use crate::core::model::JoinFailure;
use crate::core::{names, text};
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::Meeting;
use rostrum_proto::meeting::phase::PhaseName;
use rostrum_proto::meeting::refusal::Refusal;
use rostrum_proto::wire::http::JoinError;
use rostrum_proto::wire::server::ErrorCode;

/// What was declined, and what to do.
#[must_use]
pub fn sentence(meeting: Option<&Meeting>, refusal: &Refusal, lang: Lang) -> String {
    let name = |seat: &rostrum_proto::id::SeatId| match meeting {
        Some(meeting) => names::seat(meeting, seat, lang).text,
        None => seat.to_string(),
    };
    match refusal {
        Refusal::NotPermitted {} => text::r_not_permitted(lang).into(),
        Refusal::NotYourSeat { seat } => text::r_not_your_seat(lang, &name(seat)),
        Refusal::NotAdmitted {} => text::r_not_admitted(lang).into(),
        Refusal::WrongPhase { phase } => match phase {
            PhaseName::Scheduled | PhaseName::Lobby => text::r_not_open(lang),
            PhaseName::InSession => text::r_already_open(lang),
            PhaseName::Closed => text::r_closed(lang),
        }
        .into(),
        Refusal::UnknownSeat { seat } => text::r_unknown_seat(lang, &name(seat)),
        Refusal::UnknownParticipant {} => text::r_unknown_participant(lang).into(),
        Refusal::UnknownRequest {} => text::r_unknown_request(lang).into(),
        Refusal::WrongStatus { .. } => text::r_wrong_status(lang).into(),
        Refusal::AlreadyRequested { seat } => text::r_already_requested(lang, &name(seat)),
        Refusal::ListClosed {} => text::r_list_closed(lang).into(),
        Refusal::ListEmpty {} => text::r_list_empty(lang).into(),
        Refusal::FloorTaken { seat } => text::r_floor_taken(lang, &name(seat)),
        Refusal::NoFloor {} => text::r_no_floor(lang).into(),
        Refusal::OtherDevice {} => text::r_other_device(lang).into(),
        Refusal::SeatAway { seat } => text::r_seat_away(lang, &name(seat)),
        Refusal::MutedByChair {} => text::r_muted_by_chair(lang).into(),
        Refusal::MutedByTechnician {} => text::r_muted_by_technician(lang).into(),
        Refusal::BadReason { limit } => text::r_bad_reason(lang, &limit.to_string()),
        Refusal::BadPosition { last } => text::r_bad_position(lang, &last.to_string()),
    }
}

/// Why a message was not done.
#[must_use]
pub fn error(code: ErrorCode, lang: Lang) -> &'static str {
    match code {
        ErrorCode::StorageUnavailable => text::error_storage(lang),
        ErrorCode::TooFast => text::error_too_fast(lang),
        ErrorCode::NotPermitted => text::error_not_permitted(lang),
        ErrorCode::Gone => text::error_gone(lang),
        ErrorCode::Malformed | ErrorCode::BadFrame | ErrorCode::HelloExpected => {
            text::error_general(lang)
        }
    }
}

/// Why a link does not work.
#[must_use]
pub fn join(failure: JoinFailure, lang: Lang) -> &'static str {
    match failure {
        JoinFailure::Network => text::join_error_network(lang),
        JoinFailure::Declined(JoinError::Malformed) => text::join_error_malformed(lang),
        JoinFailure::Declined(JoinError::UnknownCode) => text::join_error_unknown_code(lang),
        JoinFailure::Declined(JoinError::Revoked) => text::join_error_revoked(lang),
        JoinFailure::Declined(JoinError::Used) => text::join_error_used(lang),
        JoinFailure::Declined(JoinError::MeetingClosed) => text::join_error_meeting_closed(lang),
        JoinFailure::Declined(JoinError::Expelled) => text::join_error_expelled(lang),
        JoinFailure::Declined(JoinError::TooMany) => text::join_error_too_many(lang),
        JoinFailure::Declined(JoinError::Unavailable) => text::join_error_unavailable(lang),
    }
}
