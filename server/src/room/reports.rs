//! How often a person may tell of their own devices. Each report is a record that everybody is sent and that stays:
//! one delegate with six devices could fill the disk with them.

use rostrum_proto::id::ParticipantId;
use rostrum_proto::meeting::command::Command;
use rostrum_proto::time::{Millis, Timestamp};
use std::collections::BTreeMap;

/// Reports of a person in [`A_WHILE`]: far more than a restless device has to say.
const REPORTS: u32 = 120;
const A_WHILE: Millis = Millis::minutes(1);

/// The reports of late, person by person.
#[derive(Debug, Default)]
pub struct Reports {
    since: Timestamp,
    by_person: BTreeMap<ParticipantId, u32>,
}

impl Reports {
    /// Counts a command; `false` if it is one report too many.
    pub fn count(&mut self, now: Timestamp, who: &ParticipantId, command: &Command) -> bool {
        let tells = matches!(
            command,
            Command::ReportProblem { .. }
                | Command::ClearProblem { .. }
                | Command::ReportReady { .. }
                | Command::CertifyAudio { .. }
                | Command::TurnCamera { .. }
                | Command::OpenMicrophone {}
        );
        if !tells {
            return true;
        }
        if now.since(self.since) >= A_WHILE {
            *self = Self { since: now, by_person: BTreeMap::new() };
        }
        let told = self.by_person.entry(who.clone()).or_default();
        *told += 1;
        *told <= REPORTS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_of_reports_ends_and_what_closes_goes_on() {
        let (france, camera) =
            (ParticipantId::new("FRA").expect("an id"), Command::TurnCamera { on: true });
        let mut reports = Reports::default();
        let start = Timestamp(1_000_000);
        let taken = (0..10_000).filter(|_| reports.count(start, &france, &camera)).count();
        assert_eq!(taken, 120);
        assert!(reports.count(start, &france, &Command::CloseMicrophone {}));
        let other = ParticipantId::new("CHN").expect("an id");
        assert!(reports.count(start, &other, &camera));
        assert!(reports.count(start + A_WHILE, &france, &camera));
    }
}
