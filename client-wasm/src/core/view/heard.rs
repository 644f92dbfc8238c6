//! Whether the open seat could be heard and, if not, why: the answer before the details.

use crate::core::desk::story::Progress;
use crate::core::model::Model;
use crate::core::view::alarms;
use crate::core::{format, names, text};
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::audibility::Audibility;
use rostrum_proto::time::{Millis, Timestamp};
use rostrum_proto::wire::desk::{AlarmKind, DeskEntry, Heard, Note};
use rostrum_proto::wire::quality::MediaState;

/// How long a called speaker needs to begin.
const PROMPT: Millis = Millis::seconds(10);

/// A time in which nothing changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Span {
    /// From when to when, UTC; open at its end if it lasts.
    pub time: String,
    /// It could be heard, as far as the meeting goes.
    pub heard: bool,
    /// It should have been: it had the floor.
    pub amiss: bool,
    /// Why not, or that it could; and who caused it, if it was another person.
    pub text: String,
    /// What else was observed then: what was measured, alarms, lost media.
    pub notes: Vec<String>,
}

/// The story of the open seat as answers, the newest first.
#[must_use]
pub fn heard(model: &Model) -> Vec<Span> {
    let Some(story) = &model.desk.story else { return vec![] };
    // Of what is not here yet, or not any more, nothing is said.
    let whole = story.state == Progress::Complete;
    let told = if whole { story.until } else { story.ends() };
    let ends = story.heard.iter().skip(1).map(|next| next.at).chain([told]);
    let spans = story.heard.iter().zip(ends).enumerate();
    let span = |(n, (heard, end)): (usize, (&Heard, Timestamp))| {
        let lasts = whole && story.until_now && n + 1 == story.heard.len();
        let until = if lasts { text::now(model.lang).to_owned() } else { format::seconds(end) };
        let day = format::other_day(heard.at, story.ends());
        let time = format!("{day} {} – {until}", format::seconds(heard.at)).trim_start().to_owned();
        let open = heard.state == Audibility::Open;
        let within = story.entries.iter().filter(|e| (heard.at..end).contains(&e.at));
        let notes = notes(model, within, &heard.state);
        let lasting = end.min(story.ends()).since(heard.at);
        let text = match by(model, heard) {
            Some(name) => format!("{} ({name})", words(heard.state, model.lang)),
            None => words(heard.state, model.lang).to_owned(),
        };
        Span { time, heard: open, amiss: amiss(heard.state, lasting), text, notes }
    };
    let mut spans: Vec<_> = spans.map(span).collect();
    spans.reverse();
    spans
}

fn notes<'a>(
    model: &Model,
    entries: impl Iterator<Item = &'a DeskEntry>,
    state: &Audibility,
) -> Vec<String> {
    // With the meeting its media ends.
    let (open, over) = (*state == Audibility::Open, *state == Audibility::Over);
    let (Some(meeting), Some(story)) = (model.meeting(), &model.desk.story) else { return vec![] };
    let (mut notes, mut loudest, mut lost) = (Vec::new(), None::<u8>, 0);
    for entry in entries {
        match &entry.note {
            Note::MediaMeasured { loss_up, audio_level, .. } if open => {
                loudest = [loudest, *audio_level].into_iter().flatten().min();
                lost = lost.max(*loss_up);
            }
            Note::AlarmRaised { kind, value, .. } if entry.seat.as_ref() == Some(&story.seat) => {
                let value = *value as f32;
                let told = match kind {
                    AlarmKind::SilentSpeaker | AlarmKind::Loss | AlarmKind::RoundTrip => true,
                    AlarmKind::HolderDisconnected | AlarmKind::ChairDisconnected => false,
                    AlarmKind::ProblemReported | AlarmKind::ServerCpu => false,
                    AlarmKind::Disk | AlarmKind::ClockSkew | AlarmKind::JournalAltered => false,
                    AlarmKind::TechnicianCalled | AlarmKind::SoundInadequate => false,
                    AlarmKind::NoInterpreter | AlarmKind::SilentInterpreter => false,
                    AlarmKind::BoothLost | AlarmKind::RecordingStopped => false,
                };
                if told {
                    let words =
                        alarms::words(model, meeting, (*kind, value), (Some(&story.seat), None));
                    notes.push(format!("{}: {words}", format::seconds(entry.at)));
                }
            }
            Note::MediaChanged { media: MediaState::Down } if !over => {
                notes.push(text::heard_media_lost(model.lang, &format::seconds(entry.at)));
            }
            _ => {}
        }
    }
    if let Some(level) = loudest {
        let lost = format!("{}.{}", lost / 10, lost % 10);
        // Isolated, so that the sign stays before its number in every script.
        let level = format!("\u{2066}-{level} dBov\u{2069}");
        notes.insert(
            0,
            text::heard_measured(model.lang, text::HeardMeasured { level: &level, loss: &lost }),
        );
    }
    notes
}

/// A seat that has the floor should be heard; once called, it has a moment to begin.
fn amiss(state: Audibility, lasting: Millis) -> bool {
    match state {
        Audibility::Called => lasting >= PROMPT,
        Audibility::Held | Audibility::Closed => true,
        Audibility::MutedByTechnician | Audibility::MutedByChair => true,
        Audibility::Open | Audibility::Away | Audibility::InLobby => false,
        Audibility::NotOpen | Audibility::Suspended | Audibility::Over => false,
        Audibility::NoFloor | Audibility::Interrupted | Audibility::NotOpened => false,
    }
}

/// Who closed the microphone of another.
fn by(model: &Model, heard: &Heard) -> Option<String> {
    let muted = matches!(heard.state, Audibility::MutedByTechnician | Audibility::MutedByChair);
    let by = heard.by.as_ref().filter(|_| muted)?;
    Some(names::participant(model.meeting()?, by))
}

fn words(state: Audibility, lang: Lang) -> &'static str {
    match state {
        Audibility::Open => text::heard_open(lang),
        Audibility::Away => text::heard_away(lang),
        Audibility::Held => text::heard_held(lang),
        Audibility::InLobby => text::heard_in_lobby(lang),
        Audibility::NotOpen => text::heard_not_open(lang),
        Audibility::Suspended => text::heard_suspended(lang),
        Audibility::Over => text::heard_over(lang),
        Audibility::NoFloor => text::heard_no_floor(lang),
        Audibility::Called => text::heard_called(lang),
        Audibility::Interrupted => text::heard_interrupted(lang),
        Audibility::MutedByTechnician => text::heard_by_technician(lang),
        Audibility::MutedByChair => text::heard_by_chair(lang),
        Audibility::Closed => text::heard_closed(lang),
        Audibility::NotOpened => text::heard_not_opened(lang),
    }
}
