//! The alarms, the most serious first, with who has acknowledged them.

use crate::core::model::Model;
use crate::core::{format, names, text};
use rostrum_proto::id::SeatId;
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::Meeting;
use rostrum_proto::meeting::command::Command;
use rostrum_proto::wire::desk::{Alarm, AlarmKind, Severity};

/// An alarm as it is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct AlarmLine {
    /// Its number.
    pub id: u64,
    /// Red, or amber.
    pub grave: bool,
    /// In words.
    pub text: String,
    /// Since when, UTC.
    pub since: String,
    /// Who has acknowledged it, in words.
    pub acknowledged: Option<String>,
    /// The seat, if it is about one.
    pub seat: Option<SeatId>,
    /// Its name.
    pub name: String,
    /// What can be done about it here, and how that is called.
    pub remedy: Option<(&'static str, Command)>,
}

/// The alarms that are raised.
#[must_use]
pub fn alarms(model: &Model) -> Vec<AlarmLine> {
    let Some(meeting) = model.meeting() else { return vec![] };
    model.desk.alarms.iter().map(|alarm| line(model, meeting, alarm)).collect()
}

/// How many of them are not acknowledged.
#[must_use]
pub fn open(model: &Model) -> usize {
    model.desk.alarms.iter().filter(|alarm| alarm.acknowledged.is_none()).count()
}

fn line(model: &Model, meeting: &Meeting, alarm: &Alarm) -> AlarmLine {
    let lang = model.lang;
    let seat = alarm.seat.clone();
    let name = seat.as_ref().map(|seat| names::seat(meeting, seat, lang).text).unwrap_or_default();
    let mut text = words(model, meeting, (alarm.kind, alarm.value), (seat.as_ref(), alarm.booth));
    for (n, id) in alarm.meetings.iter().enumerate() {
        text += if n == 0 { ": " } else { ", " };
        text += id.as_str();
    }
    let acknowledged = alarm
        .acknowledged
        .as_ref()
        .map(|taken| text::acknowledged_by(lang, &names::participant(meeting, &taken.by)));
    let grave = alarm.severity == Severity::Grave;
    let since = format::seconds(alarm.raised_at);
    let remedy = alarm.booth.and_then(|booth| remedy(alarm.kind, booth, lang));
    AlarmLine { id: alarm.id, grave, text, since, acknowledged, seat, name, remedy }
}

fn remedy(kind: AlarmKind, booth: Lang, lang: Lang) -> Option<(&'static str, Command)> {
    match kind {
        AlarmKind::TechnicianCalled => {
            Some((text::booth_attended(lang), Command::AttendBooth { booth }))
        }
        AlarmKind::SilentInterpreter => {
            Some((text::booth_take_off_air(lang), Command::TakeOffAir { booth }))
        }
        _ => None,
    }
}

/// What an alarm is about, with what was measured, in words.
#[must_use]
pub fn words(
    model: &Model,
    meeting: &Meeting,
    (kind, value): (AlarmKind, f32),
    (seat, booth): (Option<&SeatId>, Option<Lang>),
) -> String {
    let lang = model.lang;
    let language = booth.map(|booth| text::name_of(lang, booth)).unwrap_or_default();
    let name = seat.map(|seat| names::seat(meeting, seat, lang).text).unwrap_or_default();
    let whole = format::whole(value);
    match kind {
        AlarmKind::SilentSpeaker => text::alarm_silent(lang, &name),
        AlarmKind::HolderDisconnected => text::alarm_held(lang, &name),
        AlarmKind::ChairDisconnected => text::alarm_chair_lost(lang, &name),
        AlarmKind::ProblemReported => {
            let said = seat.and_then(|seat| meeting.seats.get(seat)?.problem);
            let said = said.map_or("", |problem| super::table::problem_text(problem, lang));
            text::alarm_problem(lang, text::AlarmProblem { problem: said, seat: &name })
        }
        AlarmKind::Loss => {
            let loss = format::per_cent(value / 100.0);
            text::alarm_loss(lang, text::AlarmLoss { loss: &loss, seat: &name })
        }
        AlarmKind::RoundTrip => {
            text::alarm_round_trip(lang, text::AlarmRoundTrip { ms: &whole, seat: &name })
        }
        AlarmKind::ServerCpu => text::alarm_cpu(lang, &whole),
        AlarmKind::Disk => text::alarm_disk(lang, &whole),
        AlarmKind::ClockSkew => text::alarm_clock(lang, &whole),
        AlarmKind::JournalAltered => text::alarm_altered(lang, &whole),
        AlarmKind::TechnicianCalled => text::alarm_technician(lang, language),
        AlarmKind::SoundInadequate => text::alarm_inadequate(lang, language),
        AlarmKind::NoInterpreter => text::alarm_no_interpreter(lang, language),
        AlarmKind::SilentInterpreter => text::alarm_silent_interpreter(lang, language),
        AlarmKind::BoothLost => text::alarm_booth_lost(lang, language),
        AlarmKind::RecordingStopped => super::recording::fault(meeting, lang).to_owned(),
    }
}
