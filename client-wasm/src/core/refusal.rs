//! Refusals and errors in the reader's language, by their code.

use crate::core::model::JoinFailure;
use crate::core::{names, text};
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::Meeting;
use rostrum_proto::meeting::phase::PhaseName;
use rostrum_proto::meeting::refusal::Refusal;
use rostrum_proto::wire::documents::{DocumentError, Unread};
use rostrum_proto::wire::http::{JoinError, RecordError};
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
            PhaseName::Suspended => text::r_suspended(lang),
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
        Refusal::ColleagueOnAir {} => text::r_colleague_on_air(lang).into(),
        Refusal::NotYourChannel { channel } => {
            text::r_not_your_channel(lang, text::name_of(lang, *channel))
        }
        Refusal::ChannelTaken { channel } => {
            text::r_channel_taken(lang, text::name_of(lang, *channel))
        }
        Refusal::BoothOffAir {} => text::r_booth_off_air(lang).into(),
        Refusal::NobodyOnAir {} => text::r_nobody_on_air(lang).into(),
        Refusal::NoColleague {} => text::r_no_colleague(lang).into(),
        Refusal::NothingProposed {} => text::r_nothing_proposed(lang).into(),
        Refusal::NotYours {} => text::r_not_yours(lang).into(),
        Refusal::TooFarOff { minutes } => text::r_too_far_off(lang, &minutes.to_string()),
        Refusal::NoSuchChannel { channel } => {
            text::r_no_such_channel(lang, text::name_of(lang, *channel))
        }
        Refusal::ChannelSilent { channel } => {
            text::r_channel_silent(lang, text::name_of(lang, *channel))
        }
        Refusal::RelayInCircle { channel } => {
            text::r_relay_in_circle(lang, text::name_of(lang, *channel))
        }
        Refusal::OtherDevice {} => text::r_other_device(lang).into(),
        Refusal::SeatAway { seat } => text::r_seat_away(lang, &name(seat)),
        Refusal::MutedByChair {} => text::r_muted_by_chair(lang).into(),
        Refusal::MutedByTechnician {} => text::r_muted_by_technician(lang).into(),
        Refusal::BadReason { limit } => text::r_bad_reason(lang, &limit.to_string()),
        Refusal::BadName { limit } => text::r_bad_name(lang, &limit.to_string()),
        Refusal::NoStatements {} => text::r_no_statements(lang).into(),
        Refusal::NoWords {} => text::r_no_words(lang).into(),
        Refusal::UnknownStatement {} => text::r_unknown_statement(lang).into(),
        Refusal::TooManyVersions { most } => text::r_too_many_versions(lang, &most.to_string()),
        Refusal::CorrectionsOver { .. } => text::r_corrections_over(lang).into(),
        Refusal::CompilationPublished {} => text::r_compilation_published(lang).into(),
        Refusal::BadPosition { last } => text::r_bad_position(lang, &last.to_string()),
        Refusal::ReasonNeeded {} => text::r_reason_needed(lang).into(),
        Refusal::UnknownOrder {} | Refusal::UnknownMotion { .. } | Refusal::UnknownMajority {} => {
            text::r_not_in_rules(lang).into()
        }
        Refusal::ListedTwice { seat } => text::r_listed_twice(lang, &name(seat)),
        Refusal::OtherList {} => text::r_other_list(lang).into(),
        Refusal::NoSwapOffered {} => text::r_no_swap(lang).into(),
        Refusal::NotForSeat { .. } => text::r_not_for_seat(lang).into(),
        Refusal::NoMoreRequests { allowed, .. } => text::r_no_more(lang, &allowed.to_string()),
        Refusal::NameTheTime {} => text::r_name_time(lang).into(),
        Refusal::NameTheMotion {} => text::r_name_motion(lang).into(),
        Refusal::MotionFirst { seat } => text::r_motion_first(lang, &name(seat)),
        Refusal::RulingDue { seat } => text::r_ruling_due(lang, &name(seat)),
        Refusal::NoRuling {} => text::r_no_ruling(lang).into(),
        Refusal::ChallengeOpen {} => text::r_challenge_open(lang).into(),
        Refusal::MeetingNotClosed {} => text::r_meeting_not_closed(lang).into(),
        Refusal::VoteInPrivate {} => text::r_vote_in_private(lang).into(),
        Refusal::ScreenNotGiven {} => text::r_screen_not_given(lang).into(),
        Refusal::NobodySpeaks {} => text::r_nobody_speaks(lang).into(),
        Refusal::VoteOpen {} => text::r_vote_open(lang).into(),
        Refusal::VoteNotOpen {} => text::r_vote_not_open(lang).into(),
        Refusal::VoteOver {} | Refusal::UnknownVote {} => text::r_vote_over(lang).into(),
        Refusal::NoVote { seat } => text::r_no_vote(lang, &name(seat)),
        Refusal::NotYourTurn { seat } => text::r_not_your_turn(lang, &name(seat)),
        Refusal::Voted { seat } => text::r_voted(lang, &name(seat)),
        Refusal::OnlyObjections {} => text::r_only_objections(lang).into(),
        Refusal::OtherMethod {} => text::r_other_method(lang).into(),
        Refusal::NotBySecretBallot {} => text::r_not_in_secret(lang).into(),
        Refusal::BallotNumber {} => text::r_ballot_number(lang).into(),
        Refusal::TooFewBallots { least } => text::r_too_few(lang, &least.to_string()),
        Refusal::CountUnchecked { seat } => text::r_unchecked(lang, &name(seat)),
        Refusal::NoRollCall {} => text::r_no_roll_call(lang).into(),
        Refusal::NotBySilence {} => text::r_not_by_silence(lang).into(),
        Refusal::AskedTooOften {} => text::r_asked_too_often(lang).into(),
        Refusal::SilenceLasts {} => text::r_silence_lasts(lang).into(),
        Refusal::BadTime { least, most } => {
            let seconds = |m: &rostrum_proto::time::Millis| (m.0 / 1000).to_string();
            text::r_bad_time(lang, text::RBadTime { least: &seconds(least), most: &seconds(most) })
        }
        Refusal::TimePast {} => text::r_time_past(lang).into(),
        Refusal::BadMicrophones { most } => text::r_bad_microphones(lang, &most.to_string()),
        Refusal::PersonAway {} => text::r_person_away(lang).into(),
        Refusal::ChairNotOffered {} => text::r_chair_not_offered(lang).into(),
        Refusal::ChairPresent {} => text::r_chair_present(lang).into(),
        Refusal::ChairMayReturn { .. } => text::r_chair_may_return(lang).into(),
    }
}

/// Why a message was not done.
#[must_use]
pub fn error(code: ErrorCode, lang: Lang) -> &'static str {
    match code {
        ErrorCode::StorageUnavailable => text::error_storage(lang),
        ErrorCode::ClosedUnrecorded => text::error_closed_unrecorded(lang),
        ErrorCode::TooFast => text::error_too_fast(lang),
        ErrorCode::NotPermitted => text::error_not_permitted(lang),
        ErrorCode::Gone => text::error_gone(lang),
        ErrorCode::Malformed | ErrorCode::BadFrame | ErrorCode::HelloExpected => {
            text::error_general(lang)
        }
    }
}

/// Why something about documents was not done; `None` where the server says it better.
#[must_use]
pub fn document(code: DocumentError, unread: Option<Unread>, lang: Lang) -> Option<&'static str> {
    if let Some(unread) = unread {
        return Some(self::unread(unread, lang));
    }
    match code {
        DocumentError::TooLarge => Some(text::document_too_large(lang)),
        DocumentError::TooMany => Some(text::error_too_fast(lang)),
        DocumentError::Unavailable => Some(text::document_unavailable(lang)),
        DocumentError::NotFound => Some(text::documents_failed(lang)),
        DocumentError::NoText => Some(text::document_no_text(lang)),
        DocumentError::Unauthorized => Some(text::document_unauthorized(lang)),
        DocumentError::NoPress => Some(text::document_no_press(lang)),
        DocumentError::NotPrinted => Some(text::document_not_printed(lang)),
        DocumentError::Disagrees => Some(text::document_disagrees(lang)),
        DocumentError::Malformed | DocumentError::Refused => Some(text::error_general(lang)),
    }
}

/// Why a file has no text, and what to do.
fn unread(unread: Unread, lang: Lang) -> &'static str {
    match unread {
        Unread::Empty => text::unread_empty(lang),
        Unread::Protected => text::unread_protected(lang),
        Unread::Pictures => text::unread_pictures(lang),
        Unread::Nameless => text::unread_nameless(lang),
        Unread::Turned => text::unread_turned(lang),
        Unread::Old => text::unread_old(lang),
        Unread::Other => text::unread_other(lang),
        Unread::Damaged => text::unread_damaged(lang),
        Unread::TooLong => text::unread_too_long(lang),
        Unread::NotText => text::unread_not_text(lang),
        Unread::Nothing => text::unread_nothing(lang),
        Unread::Failed => text::document_no_text(lang),
    }
}

/// Why the record is not saved, if anybody says why.
#[must_use]
pub fn record(code: Option<RecordError>, lang: Lang) -> &'static str {
    match code {
        Some(RecordError::NoPress) => text::document_no_press(lang),
        Some(RecordError::NotPrinted) => text::document_not_printed(lang),
        Some(RecordError::TooMany) => text::error_too_fast(lang),
        Some(RecordError::Unauthorized) => text::document_unauthorized(lang),
        Some(
            RecordError::Malformed
            | RecordError::NotPermitted
            | RecordError::NotPublished
            | RecordError::Unavailable,
        )
        | None => text::record_failed(lang),
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
        JoinFailure::Declined(JoinError::TooEarly) | JoinFailure::TooEarly(_) => {
            text::join_error_too_early(lang)
        }
        JoinFailure::Declined(JoinError::Full) => text::join_error_full(lang),
        JoinFailure::Declined(JoinError::Unavailable) => text::join_error_unavailable(lang),
    }
}
