//! The recording: that there is one, for everybody; whether we agree; and what may be done with it.

use crate::core::model::Model;
use crate::core::view::{Action, afterwards, useful_action};
use crate::core::{format, text};
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::Meeting;
use rostrum_proto::meeting::command::Command;
use rostrum_proto::meeting::recording::RecordingFault;
use rostrum_proto::time::{Millis, Timestamp};
use rostrum_proto::wire::recordings::{RecordedContents, RecordedPart, Recordings};

/// Whether the meeting is recorded at this moment, and is not only for now; `None` if no recording was started.
#[must_use]
pub fn runs(model: &Model) -> Option<bool> {
    let meeting = model.meeting().filter(|meeting| meeting.recording.is_on())?;
    Some(meeting.is_recorded())
}

/// Agreeing to be recorded, if we are asked.
#[must_use]
pub fn asked(model: &Model, now: Timestamp) -> Option<Action> {
    model.meeting().filter(|meeting| meeting.recording.is_on())?;
    useful_action(model, now, Command::AgreeToRecording {})
}

/// Starting and stopping it, for who may; one of them at a time.
#[must_use]
pub fn acts(model: &Model, now: Timestamp) -> (Option<Action>, Option<Action>) {
    let act = |command| useful_action(model, now, command).filter(|_| !model.closed());
    (act(Command::StartRecording {}), act(Command::StopRecording {}))
}

/// Whether we may play what was recorded.
#[must_use]
pub fn may_play(model: &Model) -> bool {
    !model.is_viewer() && afterwards::reads_record(model)
}

/// Whether a part of it has ended, as we know who are told of that.
#[must_use]
pub fn has_parts(model: &Model) -> bool {
    model.meeting().is_some_and(|meeting| !meeting.recording.sealed.is_empty())
}

/// Why it has stopped by itself, and what to do.
#[must_use]
pub fn fault(meeting: &Meeting, lang: Lang) -> &'static str {
    match meeting.recording.failed {
        Some(RecordingFault::DiskFull) => text::recording_disk_full(lang),
        Some(RecordingFault::TooSlow) => text::recording_too_slow(lang),
        Some(RecordingFault::Unwritable) | None => text::recording_unwritable(lang),
    }
}

/// What a file is called where one is chosen.
#[must_use]
pub fn called(contents: RecordedContents, lang: Lang) -> &'static str {
    match contents {
        RecordedContents::Floor {} => text::recording_floor(lang),
        RecordedContents::Sound {} => text::recording_sound(lang),
        RecordedContents::Channel { lang: channel } => text::name_of(lang, channel),
    }
}

/// A part that can be played: it has ended and was not empty.
#[must_use]
pub fn can_be_played(part: &RecordedPart) -> bool {
    part.length.is_some_and(|length| length > Millis(0)) && !part.files.is_empty()
}

/// The part to begin with, and where in it: where we were sent, or the start of the first one.
#[must_use]
pub fn beginning(recordings: &Recordings) -> Option<(u32, Millis)> {
    let plays = |part: u32| recordings.parts.iter().any(|p| p.part == part && can_be_played(p));
    let sent = recordings.from.map(|from| (from.part, from.at)).filter(|(part, _)| plays(*part));
    let first = recordings.parts.iter().find(|part| can_be_played(part));
    sent.or_else(|| first.map(|part| (part.part, Millis(0))))
}

/// A part in words: its number, when it began (UTC), how long it is.
#[must_use]
pub fn part_words(part: &RecordedPart, lang: Lang) -> String {
    let at = format!("{} {}", format::date(part.at), format::seconds(part.at));
    let length = part.length.map(format::minutes);
    let length = length.unwrap_or_else(|| text::recording_goes_on(lang).to_owned());
    let (at, length, part) = (&at, &length, &part.part.to_string());
    text::recording_part(lang, text::RecordingPart { at, length, part })
}
