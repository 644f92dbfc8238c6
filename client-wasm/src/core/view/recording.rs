//! The recording: that there is one, for everybody; whether we agree; and what may be done with it.

use crate::core::model::Model;
use crate::core::view::{Action, afterwards, useful_action};
use crate::core::{format, names, text};
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::Meeting;
use rostrum_proto::meeting::command::Command;
use rostrum_proto::meeting::recording::RecordingFault;
use rostrum_proto::time::{Millis, Timestamp};
use rostrum_proto::wire::recordings::{RecordedContents, RecordedPart, Recordings, Spoken};

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

/// The speeches that can be played, in words: who, and how long after the beginning of which part.
#[must_use]
pub fn speeches(model: &Model, recordings: &Recordings) -> Vec<((u32, Millis), String)> {
    let Some(meeting) = model.meeting() else { return vec![] };
    let played: Vec<_> = recordings.parts.iter().filter(|part| can_be_played(part)).collect();
    let there = recordings.speeches.iter().filter(|speech| {
        let part = played.iter().find(|part| part.part == speech.from.part);
        part.and_then(|part| part.length).is_some_and(|length| speech.from.at < length)
    });
    let words = |speech: &Spoken| {
        let name = names::seat(meeting, &speech.seat, model.lang).text;
        let time = format::clock(Millis(speech.from.at.0 / 1_000 * 1_000));
        let part = speech.from.part.to_string();
        let words = text::RecordingSpeech { name: &name, part: &part, time: &time };
        ((speech.from.part, speech.from.at), text::recording_speech(model.lang, words))
    };
    there.map(words).collect()
}

/// Whether what was sought is where we begin: it was recorded, and its part has ended.
#[must_use]
pub fn is_there(recordings: &Recordings) -> bool {
    let sent = recordings.from.map(|from| (from.part, from.at));
    sent.is_some() && beginning(recordings) == sent
}

/// A part in words: its number, when it began (UTC), how long it is.
#[must_use]
pub fn part_words(part: &RecordedPart, lang: Lang) -> String {
    let at = format!("{} {}", format::date(part.at), format::seconds(part.at));
    let whole = |length: Millis| format::clock(Millis(length.0 / 1_000 * 1_000));
    let length = part.length.map(whole);
    let length = length.unwrap_or_else(|| text::recording_goes_on(lang).to_owned());
    let (at, length, part) = (&at, &length, &part.part.to_string());
    text::recording_part(lang, text::RecordingPart { at, length, part })
}
