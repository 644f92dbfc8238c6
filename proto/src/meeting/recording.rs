//! The recording: who has it started and stopped, who has agreed to be in it, and what came of it.
//!
//! ```text
//!            start                 in session, doors open
//!   off ───────────────► on  ─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─►  a part is recorded
//!    ▲   stop, close      │
//!    ├────────────────────┤
//!    │   start            │ the disk is full, cannot be written
//!    │                    ▼
//!    └──────────────── failed: an alarm, and the meeting goes on
//! ```
//! Of whom has not agreed neither voice nor picture is recorded. To start to speak, to open a microphone, to go on air or to
//! show a screen, while everybody is told that the meeting is recorded, is to agree: each is a press. Who was speaking already,
//! or began before they can have seen it, is asked; a camera that a page turns on by itself agrees to nothing. Nothing is
//! recorded behind closed doors, nor while the meeting is suspended: each time that it goes on another part begins, and
//! the files of a part are sealed by their hashes when it ends.

use crate::digest::Digest;
use crate::id::ParticipantId;
use crate::meeting::Meeting;
use crate::meeting::command::{Actor, Command};
use crate::meeting::event::Event;
use crate::read::Read;
use crate::time::{Millis, Timestamp};
use serde::{Deserialize, Serialize};

/// The recording of a meeting.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct Recording {
    /// Since when; absent: it was not started, or was stopped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Timestamp>,
    /// Why it stopped by itself, until it is started again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failed: Option<RecordingFault>,
    /// Who has agreed to be in it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub agreed: Vec<ParticipantId>,
    /// The parts whose files are sealed, by their numbers; for officers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sealed: Vec<u32>,
}

/// Why a recording stopped by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(rename_all = "snake_case")]
pub enum RecordingFault {
    /// There is no space left for it; the rest is kept for the journal.
    DiskFull,
    /// The folder or the disk takes nothing.
    Unwritable,
    /// The disk does not keep up.
    TooSlow,
}

/// A file of a recording, when nothing is written to it any more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct SealedFile {
    /// For example `floor.webm`.
    pub name: String,
    /// How long it is.
    pub bytes: u64,
    /// What is in it.
    pub sha256: Digest,
}

/// Who begins to speak so soon after the start may not have seen yet that the meeting is recorded.
pub const SEEN_AFTER: Millis = Millis::seconds(5);

impl Recording {
    /// Whether it was started and not stopped.
    #[must_use]
    pub fn is_on(&self) -> bool {
        self.since.is_some()
    }

    /// Whether there is nothing to tell of it.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }

    /// As it is told to who is not told of people without a seat, and of these as far as `knows` says.
    pub(super) fn told(&self, knows: impl Fn(&ParticipantId) -> bool) -> Self {
        let agreed = self.agreed.iter().filter(|who| knows(who)).cloned().collect();
        Self { since: self.since, failed: self.failed, agreed, sealed: Vec::new() }
    }

    /// Notes who has agreed, each once and in the order of their ids.
    pub(super) fn note_agreed(&mut self, who: &ParticipantId) {
        if let Err(place) = self.agreed.binary_search(who) {
            self.agreed.insert(place, who.clone());
        }
    }
}

impl Meeting {
    /// Whether something is recorded now.
    #[must_use]
    pub fn is_recorded(&self) -> bool {
        self.recording.is_on() && self.in_session() && self.private.is_none()
    }

    /// Whether somebody has agreed to be recorded.
    #[must_use]
    pub fn has_agreed(&self, who: &ParticipantId) -> bool {
        self.recording.agreed.binary_search(who).is_ok()
    }

    pub(super) fn start_recording(&self) -> Vec<Event> {
        (!self.recording.is_on()).then_some(Event::RecordingStarted {}).into_iter().collect()
    }

    pub(super) fn stop_recording(&self, fault: Option<RecordingFault>) -> Vec<Event> {
        let is_on = self.recording.is_on();
        is_on.then_some(Event::RecordingStopped { fault }).into_iter().collect()
    }

    /// Somebody agrees to be recorded, before there is a recording or later.
    pub(super) fn agree_to_recording(&self, actor: &Actor) -> Vec<Event> {
        let participant = actor.participant.clone();
        let is_new = !self.has_agreed(&participant);
        is_new.then_some(Event::RecordingAgreed { participant }).into_iter().collect()
    }

    /// What a command that comes to `events` says of whether its actor agrees to be recorded. It is recorded before them,
    /// so that not a word is missing.
    pub(super) fn agrees_by(
        &self,
        now: Timestamp,
        actor: &Actor,
        command: &Command,
        events: &[Event],
    ) -> Vec<Event> {
        let lets_in = matches!(
            command,
            Command::StartSpeaking { .. }
                | Command::OpenMicrophone {}
                | Command::GoOnAir { .. }
                | Command::StartPresenting {}
        );
        let seen = self.recording.since.is_some_and(|since| now.since(since) >= SEEN_AFTER);
        let agrees = lets_in && seen && self.is_recorded() && !events.is_empty();
        if agrees { self.agree_to_recording(actor) } else { vec![] }
    }

    /// A part has ended, and nothing is written to its files any more.
    pub(super) fn recording_sealed(
        &self,
        part: u32,
        length: Millis,
        files: &[SealedFile],
    ) -> Vec<Event> {
        let sealed = Event::RecordingSealed { part, length, files: files.to_vec() };
        let is_new = !self.recording.sealed.contains(&part);
        is_new.then_some(sealed).into_iter().collect()
    }

    pub(super) fn note_recording_stopped(&mut self, fault: Option<RecordingFault>) {
        (self.recording.since, self.recording.failed) = (None, fault);
    }
}
