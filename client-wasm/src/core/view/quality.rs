//! The technicians' table of seats: how well each is connected.

use crate::core::model::Model;
use crate::core::names::Name;
use crate::core::view::grade::Grade;
use crate::core::view::spark::{Measure, Spark, spark};
use crate::core::view::table;
use crate::core::view::{Action, action};
use crate::core::{format, text};
use rostrum_proto::id::SeatId;
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::command::Command;
use rostrum_proto::time::Timestamp;
use rostrum_proto::wire::quality::{ConnectionQuality, Way};

/// A seat in the table.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The seat.
    pub id: SeatId,
    /// Its name.
    pub name: Name,
    /// Its state in the meeting.
    pub state: String,
    /// How well it is connected.
    pub grade: Grade,
    /// The same in words.
    pub grade_text: &'static str,
    /// The path that its media takes, if it flows.
    pub path: Option<&'static str>,
    /// Round trip in ms.
    pub round_trip: String,
    /// Loss in per cent, the worse direction.
    pub loss: String,
    /// Mbit/s from the seat.
    pub up: String,
    /// Mbit/s to the seat.
    pub down: String,
    /// The round trip over ten minutes.
    pub spark: Spark,
    /// Mute it, or lift the mute.
    pub mute: Option<Action>,
    /// The mute is ours.
    pub muted: bool,
}

/// Whether the desk is ours.
#[must_use]
pub fn is_ours(model: &Model) -> bool {
    model.watches()
}

/// The seats in the order of the table, those present first.
#[must_use]
pub fn lines(model: &Model, now: Timestamp) -> Vec<Line> {
    let mut seats = table::table(model, now);
    let Some(meeting) = model.meeting() else { return vec![] };
    // Those who are here first: they are the ones who call.
    seats.sort_by_key(|seat| meeting.connections_of(&seat.id).next().is_none());
    seats
        .into_iter()
        .map(|seat| {
            let history = model.desk.quality.get(&seat.id);
            let latest = history.and_then(|h| h.latest.as_ref()).filter(|q| q.is_up());
            let grade = Grade::of(meeting, &seat.id, history);
            let none = || "–".to_owned();
            let microphone = meeting.seats.get(&seat.id).map(|s| s.microphone).unwrap_or_default();
            let muted = microphone.technically_muted;
            let closed = table::muted_text(microphone, model.lang);
            let closed =
                closed.filter(|closed| microphone.may_open().is_err() && seat.line != *closed);
            // A mute is to be read, whatever else is said of the seat.
            let state = match closed {
                Some(closed) => format!("{} · {closed}", seat.line),
                None => seat.line,
            };
            let id = seat.id.clone();
            let mute =
                if muted { Command::Unmute { seat: id } } else { Command::Mute { seat: id } };
            Line {
                name: seat.name,
                state,
                grade,
                grade_text: grade.text(model.lang),
                path: latest.and_then(|q| q.way).map(|way| path(way, model.lang)),
                round_trip: latest
                    .and_then(|q| q.round_trip_ms)
                    .map_or_else(none, |ms| format!("{} ms", format::whole(ms))),
                loss: latest.map_or_else(none, |q| format!("{} %", format::per_cent(q.loss()))),
                up: latest.map_or_else(none, |q| format::megabits(q.bits_up)),
                down: latest.map_or_else(none, |q| down(q, model.lang)),
                spark: spark(Measure::RoundTrip, history, model.lang),
                mute: action(model, now, mute),
                muted,
                id: seat.id,
            }
        })
        .collect()
}

/// The path of media, in a word.
pub(super) fn path(way: Way, lang: Lang) -> &'static str {
    match way {
        Way::Udp => "UDP",
        Way::Tcp => "TCP",
        Way::Relay => text::path_relay(lang),
    }
}

/// Mbit/s to a seat, and why it is not more.
fn down(quality: &ConnectionQuality, lang: Lang) -> String {
    let rate = format::megabits(quality.bits_down);
    if !quality.left_out.floor {
        return rate;
    }
    let limit = quality.limit_down.map_or_else(|| "?".to_owned(), format::megabits);
    text::down_of(lang, text::DownOf { limit: &limit, rate: &rate })
}

/// How many seats are connected, in words.
#[must_use]
pub fn connected(model: &Model) -> String {
    let Some(meeting) = model.meeting() else { return String::new() };
    let seats = table::order(meeting);
    let is_here = |seat: &SeatId| meeting.connections_of(seat).next().is_some();
    let here = seats.iter().filter(|seat| is_here(&seat.setup.id)).count();
    let (all, here) = (seats.len().to_string(), here.to_string());
    text::connected_count(model.lang, text::ConnectedCount { all: &all, here: &here })
}
