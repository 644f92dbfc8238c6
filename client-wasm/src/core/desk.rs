//! What technicians see beyond the meeting: the journal, ten minutes of every seat's quality, the alarms,
//! and one seat's story.

pub mod act;
pub mod journal;
pub mod story;

use journal::Journal;
use rostrum_proto::id::SeatId;
use rostrum_proto::wire::desk::Alarm;
use rostrum_proto::wire::quality::ConnectionQuality;
use std::collections::{BTreeMap, VecDeque};
use story::Story;

/// Ten minutes of measurements, one every two seconds.
const KEPT_POINTS: usize = 300;

/// The desk's own data.
#[derive(Debug, Default)]
pub struct Desk {
    /// The journal, as far as it was loaded.
    pub journal: Journal,
    /// Quality by seat.
    pub quality: BTreeMap<SeatId, History>,
    /// The last measurement of every connection.
    pub connections: Vec<ConnectionQuality>,
    /// The alarms that are raised.
    pub alarms: Vec<Alarm>,
    /// No sound is made for a new alarm.
    pub silent: bool,
    /// The stage is shown instead of the desk.
    pub on_stage: bool,
    /// The seat that is looked at.
    pub story: Option<Story>,
}

/// A seat's quality over time.
#[derive(Debug, Default)]
pub struct History {
    /// The last measurement of its best connection; none if it has none.
    pub latest: Option<ConnectionQuality>,
    /// Oldest first.
    pub points: VecDeque<Point>,
}

/// One measurement. Without media nothing is known.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// Milliseconds.
    pub round_trip: Option<f32>,
    /// Milliseconds.
    pub jitter: Option<f32>,
    /// The worse direction, 0 to 1.
    pub loss: Option<f32>,
    /// Bits a second from the seat.
    pub bits_up: Option<f32>,
    /// Loudness of the microphone, from 0 (silence) to 127.
    pub level: Option<f32>,
}

impl Desk {
    /// Takes a round of measurements; seats that it does not name are not connected.
    pub fn measure(&mut self, connections: Vec<ConnectionQuality>) {
        for history in self.quality.values_mut() {
            history.latest = None;
        }
        for quality in &connections {
            let Some(seat) = quality.seat.clone() else { continue };
            let history = self.quality.entry(seat).or_default();
            let better = |known: &ConnectionQuality| quality.is_up() && !known.is_up();
            if history.latest.as_ref().is_none_or(better) {
                history.latest = Some(quality.clone());
            }
        }
        for history in self.quality.values_mut() {
            let up = history.latest.as_ref().filter(|q| q.is_up());
            history.points.push_back(up.map(point).unwrap_or_default());
            while history.points.len() > KEPT_POINTS {
                history.points.pop_front();
            }
        }
        self.connections = connections;
    }

    /// Takes the present alarms; says whether there is a new one that is not acknowledged.
    pub fn alarmed(&mut self, alarms: Vec<Alarm>) -> bool {
        let known = |new: &Alarm| self.alarms.iter().any(|old| old.id == new.id);
        let new = alarms.iter().any(|alarm| alarm.acknowledged.is_none() && !known(alarm));
        self.alarms = alarms;
        new
    }
}

fn point(quality: &ConnectionQuality) -> Point {
    Point {
        round_trip: quality.round_trip_ms,
        jitter: quality.jitter_ms,
        loss: Some(quality.loss()),
        bits_up: Some(quality.bits_up as f32),
        level: quality.audio_level.map(|level| 127.0 - f32::from(level)),
    }
}
