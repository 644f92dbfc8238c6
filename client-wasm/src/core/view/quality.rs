//! The technicians' table of seats: how well each is connected, and what needs attention first.

use crate::core::desk::{History, Point};
use crate::core::model::Model;
use crate::core::names::Name;
use crate::core::view::table::{self, SeatState};
use crate::core::view::{Action, action};
use crate::core::{format, text};
use rostrum_proto::id::SeatId;
use rostrum_proto::meeting::Meeting;
use rostrum_proto::meeting::authority::{self, Act};
use rostrum_proto::meeting::command::Command;
use rostrum_proto::time::Timestamp;
use std::fmt::Write as _;

/// The width of a sparkline, in its own units; the height is 28.
pub const SPARK_WIDTH: u32 = 120;

/// A seat in the table.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The seat.
    pub id: SeatId,
    /// Its name.
    pub name: Name,
    /// What is the case in the meeting.
    pub state: String,
    /// How well it is connected.
    pub grade: Grade,
    /// The same in words.
    pub grade_text: &'static str,
    /// Round trip in ms.
    pub round_trip: String,
    /// Loss in per cent, the worse direction.
    pub loss: String,
    /// Mbit/s from the seat.
    pub up: String,
    /// Mbit/s to the seat.
    pub down: String,
    /// The round trip over ten minutes: points of polylines, one for each stretch without a gap.
    pub spark: Vec<String>,
    /// The same in words.
    pub spark_text: String,
    /// Mute it, or lift the mute.
    pub mute: Option<Action>,
    /// The mute is ours.
    pub muted: bool,
}

/// How well a seat is connected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grade {
    /// Nothing to do.
    Good,
    /// Watch it.
    Fair,
    /// Call them.
    Poor,
    /// Connected, without media.
    Lost,
    /// Not connected.
    Away,
}

/// Something to look at first.
#[derive(Clone, Debug, PartialEq)]
pub struct Alarm {
    /// Red, or amber.
    pub grave: bool,
    /// In words.
    pub text: String,
}

/// Whether the desk is ours.
#[must_use]
pub fn is_ours(model: &Model) -> bool {
    model.meeting().zip(model.actor()).is_some_and(|(meeting, actor)| {
        authority::may(meeting, &actor.participant, Act::WatchJournal)
    })
}

/// The seats in the order of the table.
#[must_use]
pub fn lines(model: &Model, now: Timestamp) -> Vec<Line> {
    let seats = table::table(model, now);
    let Some(meeting) = model.meeting() else { return vec![] };
    seats
        .into_iter()
        .map(|seat| {
            let history = model.desk.quality.get(&seat.id);
            let latest = history.and_then(|h| h.latest.as_ref()).filter(|q| q.up);
            let grade = grade(meeting, &seat.id, history);
            let none = || "–".to_owned();
            let microphone = meeting.seats.get(&seat.id).map(|s| s.microphone).unwrap_or_default();
            let muted = microphone.technically_muted;
            let closed = text::seat_muted(model.lang);
            // A mute is to be read, whatever else is said of the seat.
            let state = match microphone.may_open().is_err() && seat.line != closed {
                true => format!("{} · {closed}", seat.line),
                false => seat.line,
            };
            let id = seat.id.clone();
            let mute =
                if muted { Command::Unmute { seat: id } } else { Command::Mute { seat: id } };
            Line {
                name: seat.name,
                state,
                grade,
                grade_text: grade_text(model, grade),
                round_trip: latest
                    .and_then(|q| q.round_trip_ms)
                    .map_or_else(none, |ms| format!("{} ms", format::whole(ms))),
                loss: latest.map_or_else(none, |q| {
                    format!("{} %", format::per_cent(q.loss_up.max(q.loss_down)))
                }),
                up: latest.map_or_else(none, |q| format::megabits(q.bits_up)),
                down: latest.map_or_else(none, |q| format::megabits(q.bits_down)),
                spark: history.map(spark).unwrap_or_default(),
                spark_text: spark_text(model, history),
                mute: action(model, now, mute),
                muted,
                id: seat.id,
            }
        })
        .collect()
}

/// The alarms, grave ones first.
#[must_use]
pub fn alarms(model: &Model, now: Timestamp) -> Vec<Alarm> {
    let lang = model.lang;
    let Some(meeting) = model.meeting() else { return vec![] };
    let (mut alarms, others): (Vec<_>, Vec<_>) = table::table(model, now)
        .into_iter()
        .filter_map(|seat| {
            let name = &seat.name.text;
            let history = model.desk.quality.get(&seat.id);
            match seat.state {
                SeatState::Held => Some(Alarm { grave: true, text: text::alarm_held(lang, name) }),
                SeatState::Trouble => {
                    Some(Alarm { grave: false, text: text::alarm_problem(lang, &seat.line, name) })
                }
                _ if grade(meeting, &seat.id, history) == Grade::Poor => {
                    Some(Alarm { grave: false, text: text::alarm_poor(lang, name) })
                }
                _ => None,
            }
        })
        .partition(|alarm| alarm.grave);
    alarms.extend(others);
    alarms
}

/// How many seats are connected, in words.
#[must_use]
pub fn connected(model: &Model) -> String {
    let Some(meeting) = model.meeting() else { return String::new() };
    let here = meeting.seats.keys().filter(|s| meeting.connections_of(s).next().is_some()).count();
    text::connected_count(model.lang, &meeting.seats.len().to_string(), &here.to_string())
}

fn grade(meeting: &Meeting, seat: &SeatId, history: Option<&History>) -> Grade {
    if meeting.connections_of(seat).next().is_none() {
        return Grade::Away;
    }
    let Some(latest) = history.and_then(|h| h.latest.as_ref()).filter(|q| q.up) else {
        return Grade::Lost;
    };
    let loss = latest.loss_up.max(latest.loss_down);
    let round_trip = latest.round_trip_ms.unwrap_or(0.0);
    match (loss, round_trip) {
        (loss, ms) if loss > 0.05 || ms > 400.0 => Grade::Poor,
        (loss, ms) if loss > 0.01 || ms > 250.0 => Grade::Fair,
        _ => Grade::Good,
    }
}

fn grade_text(model: &Model, grade: Grade) -> &'static str {
    match grade {
        Grade::Good => text::q_good(model.lang),
        Grade::Fair => text::q_fair(model.lang),
        Grade::Poor => text::q_poor(model.lang),
        Grade::Lost => text::q_lost(model.lang),
        Grade::Away => text::q_away(model.lang),
    }
}

/// At most 60 points over the width; the worst of each group, so that a short trouble is seen.
fn spark(history: &History) -> Vec<String> {
    let points: Vec<_> = history.points.iter().copied().collect();
    let top = points.iter().filter_map(|p| p.round_trip).fold(100.0_f32, f32::max);
    let mut lines = vec![String::new()];
    let columns = SPARK_WIDTH / 2;
    let start = columns.saturating_sub(points.len().div_ceil(5) as u32);
    for (i, group) in points.chunks(5).enumerate() {
        let worst = group.iter().map(|p| p.round_trip).max_by(|a, b| order(*a, *b)).flatten();
        let lost = group.iter().any(|p: &Point| p.round_trip.is_none());
        match worst.filter(|_| !lost) {
            Some(ms) => {
                let x = (start + i as u32) * 2 + 1;
                let y = 260 - (ms / top * 240.0).clamp(0.0, 240.0).round() as u32;
                if let Some(line) = lines.last_mut() {
                    let _ = write!(line, "{x},{}.{} ", y / 10, y % 10);
                }
            }
            None if lines.last().is_some_and(|l| !l.is_empty()) => lines.push(String::new()),
            None => {}
        }
    }
    lines.retain(|line| !line.is_empty());
    lines
}

fn order(a: Option<f32>, b: Option<f32>) -> std::cmp::Ordering {
    a.unwrap_or(0.0).total_cmp(&b.unwrap_or(0.0))
}

fn spark_text(model: &Model, history: Option<&History>) -> String {
    let trips = || history.into_iter().flat_map(|h| &h.points).filter_map(|p| p.round_trip);
    let low = trips().min_by(f32::total_cmp);
    let high = trips().max_by(f32::total_cmp);
    let worst = history.into_iter().flat_map(|h| &h.points).map(|p| p.loss).fold(0.0, f32::max);
    match (low, high) {
        (Some(low), Some(high)) => text::spark_text(
            model.lang,
            &format::whole(high),
            &format::per_cent(worst),
            &format::whole(low),
        ),
        _ => text::spark_none(model.lang).to_owned(),
    }
}
