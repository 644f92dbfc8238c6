//! Whether the seat that is looked at could be heard, and if not, why not: the answer before the details.

use crate::core::model::Model;
use crate::core::view::alarms;
use crate::core::{format, text};
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::audibility::Audibility;
use rostrum_proto::time::Timestamp;
use rostrum_proto::wire::desk::{AlarmKind, DeskEntry, Heard, Note};
use rostrum_proto::wire::quality::MediaState;

/// A time in which nothing changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Span {
    /// From when to when, UTC; open at its end if it lasts.
    pub time: String,
    /// It could be heard, as far as the meeting goes.
    pub heard: bool,
    /// It should have been: it had the floor.
    pub amiss: bool,
    /// Why not, or that it could.
    pub text: &'static str,
    /// What else was observed then: what was measured, alarms, lost media.
    pub notes: Vec<String>,
}

/// The story of the seat that is looked at as answers, the newest first.
#[must_use]
pub fn heard(model: &Model) -> Vec<Span> {
    let Some(story) = &model.desk.story else { return vec![] };
    let ends = story.heard.iter().skip(1).map(|next| next.at).chain([story.until]);
    let spans = story.heard.iter().zip(ends).enumerate();
    let span = |(n, (heard, end)): (usize, (&Heard, Timestamp))| {
        let lasts = story.until_now && n + 1 == story.heard.len();
        let until = if lasts { text::now(model.lang).to_owned() } else { seconds(end) };
        let time = format!("{} – {until}", seconds(heard.at));
        let open = heard.state == Audibility::Open;
        let within = story.entries.iter().filter(|e| (heard.at..end).contains(&e.at));
        let notes = notes(model, within, open);
        let (text, amiss) = (words(heard.state, model.lang), amiss(heard.state));
        Span { time, heard: open, amiss, text, notes }
    };
    let mut spans: Vec<_> = spans.map(span).collect();
    spans.reverse();
    spans
}

fn notes<'a>(
    model: &Model,
    entries: impl Iterator<Item = &'a DeskEntry>,
    open: bool,
) -> Vec<String> {
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
                    AlarmKind::Disk | AlarmKind::ClockSkew => false,
                };
                if told {
                    let words = alarms::words(model, meeting, (*kind, value), Some(&story.seat));
                    notes.push(format!("{}: {words}", seconds(entry.at)));
                }
            }
            Note::MediaChanged { media: MediaState::Down } => {
                notes.push(text::heard_media_lost(model.lang, &seconds(entry.at)));
            }
            _ => {}
        }
    }
    if let Some(level) = loudest {
        let lost = format!("{}.{}", lost / 10, lost % 10);
        // Isolated, so that the sign stays before its number in every script.
        let level = format!("\u{2066}-{level} dBov\u{2069}");
        notes.insert(0, text::heard_measured(model.lang, &level, &lost));
    }
    notes
}

fn amiss(state: Audibility) -> bool {
    match state {
        Audibility::Called | Audibility::Held | Audibility::Closed => true,
        Audibility::MutedByTechnician | Audibility::MutedByChair => true,
        Audibility::Open | Audibility::Away | Audibility::InLobby => false,
        Audibility::NotInSession | Audibility::NoFloor | Audibility::Interrupted => false,
    }
}

fn words(state: Audibility, lang: Lang) -> &'static str {
    match state {
        Audibility::Open => text::heard_open(lang),
        Audibility::Away => text::heard_away(lang),
        Audibility::Held => text::heard_held(lang),
        Audibility::InLobby => text::heard_in_lobby(lang),
        Audibility::NotInSession => text::heard_not_in_session(lang),
        Audibility::NoFloor => text::heard_no_floor(lang),
        Audibility::Called => text::heard_called(lang),
        Audibility::Interrupted => text::heard_interrupted(lang),
        Audibility::MutedByTechnician => text::heard_by_technician(lang),
        Audibility::MutedByChair => text::heard_by_chair(lang),
        Audibility::Closed => text::heard_closed(lang),
    }
}

fn seconds(at: Timestamp) -> String {
    format::utc(at)[..8].to_owned()
}
