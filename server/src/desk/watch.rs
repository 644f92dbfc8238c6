//! Alarms, pure: measurements and time in, what was raised and cleared out.
//!
//! ```text
//!  Calm ── above, for raise_after ──► Raised ── below, for clear_after ──► Calm
//! ```
//! What was measured and is not any more is over at once: a seat that left loses no packets.

use super::rules::{Rule, Rules};
use rostrum_proto::id::{ParticipantId, SeatId};
use rostrum_proto::lang::Lang;
use rostrum_proto::time::Timestamp;
use rostrum_proto::wire::desk::{Acknowledged, Alarm, AlarmKind};
use rostrum_proto::wire::quality::{ConnectionQuality, Grade};
use std::collections::BTreeMap;

/// Of whom something is measured.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Of {
    /// The server.
    Server,
    /// A seat.
    Seat(SeatId),
    /// A booth, or a channel.
    Booth(Lang),
}

/// What is measured of whom.
pub type Measured = BTreeMap<(AlarmKind, Of), f32>;

/// What has changed.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// An alarm is there.
    Raised(Alarm),
    /// An alarm is over.
    Cleared(Alarm),
}

/// Watches over measurements by rules.
#[derive(Debug)]
pub struct Watch {
    rules: Rules,
    states: BTreeMap<(AlarmKind, Of), State>,
    next_id: u64,
}

#[derive(Debug)]
enum State {
    /// No alarm; above the threshold since then.
    Calm { above_since: Timestamp },
    /// An alarm; below the lower threshold since then.
    Raised { alarm: Alarm, below_since: Option<Timestamp> },
}

impl Watch {
    /// No alarm yet. Alarms are numbered from `now` in milliseconds, so that no number is used again
    /// after a restart.
    #[must_use]
    pub fn new(rules: &Rules, now: Timestamp) -> Self {
        Self { rules: rules.clone(), states: BTreeMap::new(), next_id: now.0 }
    }

    /// How well a connection fares, by the rules that are watched.
    #[must_use]
    pub fn grade(&self, quality: &ConnectionQuality) -> Grade {
        self.rules.grade(quality)
    }

    /// Looks at what was measured.
    pub fn look(&mut self, now: Timestamp, measured: &Measured) -> Vec<Change> {
        let mut changes = Vec::new();
        self.states.retain(|subject, state| {
            let there = measured.contains_key(subject);
            if let State::Raised { alarm, .. } = state
                && !there
            {
                changes.push(Change::Cleared(alarm.clone()));
            }
            there
        });
        for (subject, value) in measured {
            if let Some(rule) = self.rules.of(subject.0).copied() {
                changes.extend(self.judge(now, subject, *value, rule));
            }
        }
        changes
    }

    /// Somebody takes note of an alarm. `None` if it is not raised, or was taken note of already.
    pub fn acknowledge(&mut self, now: Timestamp, id: u64, by: &ParticipantId) -> Option<Alarm> {
        let alarm = self.states.values_mut().find_map(|state| match state {
            State::Raised { alarm, .. } if alarm.id == id => Some(alarm),
            State::Raised { .. } | State::Calm { .. } => None,
        })?;
        if alarm.acknowledged.is_some() {
            return None;
        }
        alarm.acknowledged = Some(Acknowledged { by: by.clone(), at: now });
        Some(alarm.clone())
    }

    /// All that are raised, the gravest first, then the oldest.
    #[must_use]
    pub fn raised(&self) -> Vec<Alarm> {
        let mut raised: Vec<_> = self
            .states
            .values()
            .filter_map(|state| match state {
                State::Raised { alarm, .. } => Some(alarm.clone()),
                State::Calm { .. } => None,
            })
            .collect();
        raised.sort_by_key(|alarm| (std::cmp::Reverse(alarm.severity), alarm.id));
        raised
    }

    fn judge(
        &mut self,
        now: Timestamp,
        subject: &(AlarmKind, Of),
        value: f32,
        rule: Rule,
    ) -> Option<Change> {
        match self.states.get_mut(subject) {
            Some(State::Raised { below_since, .. }) if value >= rule.clear_below => {
                *below_since = None;
                None
            }
            Some(State::Raised { alarm, below_since }) => {
                let since = *below_since.get_or_insert(now);
                let over = now.since(since) >= rule.clear_after;
                let cleared = over.then(|| Change::Cleared(alarm.clone()));
                if over {
                    self.states.remove(subject);
                }
                cleared
            }
            Some(State::Calm { .. }) if value <= rule.above => {
                self.states.remove(subject);
                None
            }
            Some(State::Calm { above_since }) => {
                let since = *above_since;
                self.raise_if_due(now, since, subject, value, rule)
            }
            None if value > rule.above => self.raise_if_due(now, now, subject, value, rule),
            None => None,
        }
    }

    fn raise_if_due(
        &mut self,
        now: Timestamp,
        since: Timestamp,
        subject: &(AlarmKind, Of),
        value: f32,
        rule: Rule,
    ) -> Option<Change> {
        if now.since(since) < rule.raise_after {
            self.states.insert(subject.clone(), State::Calm { above_since: since });
            return None;
        }
        let (seat, booth) = match &subject.1 {
            Of::Server => (None, None),
            Of::Seat(seat) => (Some(seat.clone()), None),
            Of::Booth(booth) => (None, Some(*booth)),
        };
        let alarm = Alarm {
            id: self.next_id,
            kind: rule.kind,
            severity: rule.severity,
            seat,
            booth,
            value,
            meetings: vec![],
            raised_at: now,
            acknowledged: None,
        };
        self.next_id += 1;
        let state = State::Raised { alarm: alarm.clone(), below_since: None };
        self.states.insert(subject.clone(), state);
        Some(Change::Raised(alarm))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rostrum_proto::wire::desk::Severity;

    struct Desk {
        watch: Watch,
        now: u64,
    }

    fn tunisia() -> Of {
        Of::Seat(SeatId::new("TUN").expect("an id"))
    }

    impl Desk {
        fn new() -> Self {
            let rules = Rules::carried().expect("they are good");
            Self { watch: Watch::new(&rules, Timestamp(1_000)), now: 1_000 }
        }

        /// Two seconds later this is measured; gives `+` for raised and `-` for cleared.
        fn measures(&mut self, kind: AlarmKind, value: f32) -> String {
            self.now += 2_000;
            let measured = Measured::from([((kind, tunisia()), value)]);
            said(&self.watch.look(Timestamp(self.now), &measured))
        }

        fn measures_nothing(&mut self) -> String {
            self.now += 2_000;
            said(&self.watch.look(Timestamp(self.now), &Measured::new()))
        }
    }

    fn said(changes: &[Change]) -> String {
        let sign = |change: &Change| match change {
            Change::Raised(_) => '+',
            Change::Cleared(_) => '-',
        };
        changes.iter().map(sign).collect()
    }

    #[test]
    fn a_loss_is_raised_when_it_lasts_and_cleared_when_it_is_over_for_a_while() {
        let mut desk = Desk::new();
        let said: Vec<_> = [9.0, 1.0, 9.0, 9.0, 7.0, 4.0, 1.0, 3.0, 1.0, 1.0, 1.0, 1.0, 9.0]
            .map(|loss| desk.measures(AlarmKind::Loss, loss))
            .into();
        let expected = ["", "", "", "", "+", "", "", "", "", "", "", "-", ""];
        assert_eq!(said, expected);
    }

    #[test]
    fn a_threshold_itself_raises_nothing() {
        let mut desk = Desk::new();
        assert_eq!(desk.measures(AlarmKind::SilentSpeaker, 5.0), "");
        assert_eq!(desk.measures(AlarmKind::SilentSpeaker, 5.1), "+");
        assert_eq!(desk.measures(AlarmKind::SilentSpeaker, 3.0), "");
        assert_eq!(desk.measures(AlarmKind::SilentSpeaker, 0.0), "-");
    }

    #[test]
    fn what_is_not_measured_any_more_is_over() {
        let mut desk = Desk::new();
        assert_eq!(desk.measures(AlarmKind::HolderDisconnected, 1.0), "+");
        assert_eq!(desk.measures(AlarmKind::HolderDisconnected, 1.0), "");
        assert_eq!(desk.measures_nothing(), "-");
        assert_eq!(desk.watch.raised(), []);
    }

    #[test]
    fn the_gravest_come_first_and_are_acknowledged_by_name_once() {
        let mut desk = Desk::new();
        let measured = Measured::from([
            ((AlarmKind::ProblemReported, tunisia()), 1.0),
            ((AlarmKind::Disk, Of::Server), 97.0),
        ]);
        desk.watch.look(Timestamp(9_000), &measured);
        let raised = desk.watch.raised();
        assert_eq!(raised[0].severity, Severity::Grave);
        assert_eq!((raised[0].seat.clone(), raised[0].value), (None, 97.0));
        let technician = ParticipantId::new("technician").expect("an id");
        let (id, now) = (raised[1].id, Timestamp(10_000));
        let taken = desk.watch.acknowledge(now, id, &technician).expect("it is raised");
        assert_eq!(taken.acknowledged.map(|a| a.by), Some(technician.clone()));
        assert_eq!(desk.watch.acknowledge(now, id, &technician), None);
        assert_eq!(desk.watch.acknowledge(now, 7, &technician), None);
        assert!(desk.watch.look(now, &measured).is_empty(), "it stays, and stays acknowledged");
        assert!(desk.watch.raised()[1].acknowledged.is_some());
    }
}
