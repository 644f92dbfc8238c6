//! What technicians see beyond the meeting: the journal, and ten minutes of every seat's quality.

use rostrum_proto::id::SeatId;
use rostrum_proto::meeting::event::Record;
use rostrum_proto::wire::server::ConnectionQuality;
use std::collections::{BTreeMap, VecDeque};

/// Ten minutes of measurements, one every two seconds.
const KEPT_POINTS: usize = 300;
/// Journal records kept.
const KEPT_RECORDS: usize = 3000;

/// The desk's own data.
#[derive(Debug, Default)]
pub struct Desk {
    /// Records by number.
    pub journal: BTreeMap<u64, Record>,
    /// Quality by seat.
    pub quality: BTreeMap<SeatId, History>,
}

/// A seat's quality over time.
#[derive(Debug, Default)]
pub struct History {
    /// The last measurement; none if the seat's media is gone.
    pub latest: Option<ConnectionQuality>,
    /// Oldest first.
    pub points: VecDeque<Point>,
}

/// One measurement.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Milliseconds; none without media.
    pub round_trip: Option<f32>,
    /// The worse direction, 0 to 1.
    pub loss: f32,
}

impl Desk {
    /// Takes records into the journal.
    pub fn note<'a>(&mut self, records: impl IntoIterator<Item = &'a Record>) {
        for record in records {
            self.journal.insert(record.seq, record.clone());
        }
        while self.journal.len() > KEPT_RECORDS {
            self.journal.pop_first();
        }
    }

    /// Takes a round of measurements; seats that it does not name have no media.
    pub fn measure(&mut self, connections: Vec<ConnectionQuality>) {
        for history in self.quality.values_mut() {
            history.latest = None;
        }
        for quality in connections {
            let Some(seat) = quality.seat.clone() else { continue };
            let history = self.quality.entry(seat).or_default();
            let better = history.latest.as_ref().is_none_or(|known| quality.up && !known.up);
            if better {
                history.latest = Some(quality);
            }
        }
        for history in self.quality.values_mut() {
            history.points.push_back(match history.latest.as_ref().filter(|q| q.up) {
                Some(q) => Point { round_trip: q.round_trip_ms, loss: q.loss_up.max(q.loss_down) },
                None => Point { round_trip: None, loss: 0.0 },
            });
            while history.points.len() > KEPT_POINTS {
                history.points.pop_front();
            }
        }
    }
}
