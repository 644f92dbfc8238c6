//! Commands that were done: one that comes again, because its answer was lost, is done once.

use rostrum_proto::id::{CommandId, ParticipantId};
use rostrum_proto::meeting::event::Record;
use std::collections::{BTreeMap, VecDeque};

/// Commands of one person that are remembered.
const REMEMBERED: usize = 128;

/// The last commands done, for each person.
#[derive(Default)]
pub struct Done(BTreeMap<ParticipantId, VecDeque<CommandId>>);

impl Done {
    /// Remembers those that caused these records.
    pub fn remember(&mut self, records: &[Record]) {
        for by in records.iter().filter_map(|record| record.by.as_ref()) {
            let done = self.0.entry(by.participant.clone()).or_default();
            if done.back() != Some(&by.command) {
                done.push_back(by.command.clone());
            }
            if done.len() > REMEMBERED {
                done.pop_front();
            }
        }
    }

    /// Whether a person's command was done already.
    pub fn holds(&self, participant: &ParticipantId, command: &CommandId) -> bool {
        self.0.get(participant).is_some_and(|done| done.contains(command))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rostrum_proto::id::ConnectionId;
    use rostrum_proto::meeting::command::Cause;
    use rostrum_proto::meeting::event::Event;

    fn person(id: &str) -> ParticipantId {
        ParticipantId::new(id).expect("an id")
    }

    fn command(number: usize) -> CommandId {
        CommandId::new(format!("c{number}")).expect("an id")
    }

    fn caused(who: &str, number: usize) -> Record {
        let by = Cause {
            participant: person(who),
            connection: ConnectionId(1),
            command: command(number),
        };
        Record { seq: 1, at: Default::default(), by: Some(by), event: Event::ListClosed {} }
    }

    #[test]
    fn the_last_commands_of_each_person_are_remembered() {
        let mut done = Done::default();
        // Some cause one record, some several.
        for number in 0..REMEMBERED {
            let records = vec![caused("chair", number); 1 + number % 2];
            done.remember(&records);
        }
        done.remember(&[caused("technician", 7_000)]);
        assert!((0..REMEMBERED).all(|number| done.holds(&person("chair"), &command(number))));
        assert!(done.holds(&person("technician"), &command(7_000)));
        assert!(!done.holds(&person("technician"), &command(0)), "to each their own");
        done.remember(&[caused("chair", REMEMBERED)]);
        assert!(!done.holds(&person("chair"), &command(0)), "the oldest is forgotten");
        assert!((1..=REMEMBERED).all(|number| done.holds(&person("chair"), &command(number))));
    }
}
