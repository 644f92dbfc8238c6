//! What is measured of booths and channels.

use super::watch::Of;
use rostrum_proto::id::ConnectionId;
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::Meeting;
use rostrum_proto::time::Timestamp;
use rostrum_proto::wire::desk::AlarmKind;
use std::collections::{BTreeMap, BTreeSet};

/// When each interpreter on air was last heard, and which booths have had somebody.
#[derive(Debug, Default)]
pub struct Interpreters {
    last: BTreeMap<ConnectionId, Timestamp>,
    came: BTreeSet<Lang>,
}

impl Interpreters {
    /// An interpreter was loud enough to be heard.
    pub fn heard(&mut self, now: Timestamp, connection: ConnectionId) {
        if let Some(last) = self.last.get_mut(&connection) {
            *last = now;
        }
    }

    /// Who is on air now; who has just come is heard from now on, and while the floor is silent nobody has to be.
    pub fn look(&mut self, now: Timestamp, meeting: &Meeting, floor_is_heard: bool) {
        let on_air: BTreeSet<_> = meeting.on_air.values().map(|on_air| on_air.connection).collect();
        self.last.retain(|device, _| on_air.contains(device));
        for device in on_air {
            self.last.entry(device).or_insert(now);
        }
        if !floor_is_heard {
            self.last.values_mut().for_each(|last| *last = now);
        }
        let booths = meeting.interpretation().into_iter().flat_map(|rule| rule.booths.keys());
        self.came.extend(booths.filter(|booth| is_here(meeting, **booth)));
    }
}

/// Everything about booths that rules can be about.
pub fn measure(
    meeting: &Meeting,
    now: Timestamp,
    interpreters: &Interpreters,
) -> Vec<((AlarmKind, Of), f32)> {
    let mut measured = Vec::new();
    let mut of = |kind, booth, value| measured.push(((kind, Of::Booth(booth)), value));
    for (booth, state) in &meeting.booths {
        if state.technician.is_some() {
            of(AlarmKind::TechnicianCalled, *booth, 1.0);
        }
        if state.sound_inadequate.is_some() {
            of(AlarmKind::SoundInadequate, *booth, 1.0);
        }
    }
    for (booth, on_air) in &meeting.on_air {
        let last = interpreters.last.get(&on_air.connection);
        let silence = last.map_or(0, |last| now.since(*last).0);
        of(AlarmKind::SilentInterpreter, *booth, silence as f32 / 1_000.0);
    }
    if !meeting.in_session() {
        return measured;
    }
    // Of a booth that never came the lobby says that it is not connected yet.
    for booth in interpreters.came.iter().filter(|booth| !is_here(meeting, **booth)) {
        of(AlarmKind::BoothLost, *booth, 1.0);
    }
    for channel in unfed(meeting, &interpreters.came) {
        of(AlarmKind::NoInterpreter, channel, 1.0);
    }
    measured
}

/// Whether somebody of a booth is here.
fn is_here(meeting: &Meeting, booth: Lang) -> bool {
    meeting.interpreters_here(booth).next().is_some()
}

/// The channels of these booths into which nobody interprets while somebody speaks another language. Where it is not known
/// in which a seat speaks, one channel may be the floor's own.
fn unfed(meeting: &Meeting, booths: &BTreeSet<Lang>) -> Vec<Lang> {
    let Some(speaker) = meeting.speaking() else { return vec![] };
    let spoken = meeting.spoken_by(speaker);
    let silent = booths.iter().copied().filter(|channel| meeting.heard_on(*channel).is_none());
    let silent: Vec<_> = silent.filter(|channel| spoken != Some(*channel)).collect();
    if spoken.is_none() && silent.len() == 1 { vec![] } else { silent }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::tests::Hall;
    use rostrum_proto::id::{ConnectionId, ParticipantId};
    use rostrum_proto::meeting::booth::signals::Signal;
    use rostrum_proto::meeting::command::Command;
    use rostrum_proto::meeting::event::Event;
    use rostrum_proto::meeting::presence::DisconnectReason;
    use rostrum_proto::meeting::setup::Person;
    use rostrum_proto::meeting::{Notice, command::Actor};
    use rostrum_proto::role::Role;
    use rostrum_proto::time::Millis;

    const FRENCH: ConnectionId = ConnectionId(11);
    const SPANISH: ConnectionId = ConnectionId(12);

    /// Tunisia speaks; of the French and of the Spanish booth one is here each.
    fn interpreted() -> Hall {
        let mut hall = Hall::open();
        for (connection, id, booth) in [(FRENCH, "fr-1", Lang::Fr), (SPANISH, "es-1", Lang::Es)] {
            let participant = ParticipantId::new(id).expect("an id");
            let (role, booth) = (Role::Interpreter, Some(booth));
            let (seat, name, title, rank) = (None, None, None, None);
            let id = participant.clone();
            hall.note(&Notice::Named(Person { id, role, seat, name, title, booth, rank }));
            hall.note(&Notice::Connected(Actor { participant: participant.clone(), connection }));
            hall.record(vec![Event::ParticipantAdmitted { participant }]);
        }
        hall
    }

    fn goes_on_air(channel: Lang) -> Command {
        Command::GoOnAir { channel, relay: None }
    }

    #[test]
    fn channels_without_interpreters_are_an_alarm_while_somebody_speaks() {
        let mut hall = interpreted();
        hall.measures(30, 0.0);
        assert_eq!(hall.alarms(), [], "they may be changing places");
        for _ in 0..6 {
            hall.measures(30, 0.0);
        }
        assert_eq!(hall.alarms(), [AlarmKind::NoInterpreter; 2]);
        // In which language the floor speaks is not known: it may be the last that nobody interprets into.
        hall.does(FRENCH.0, goes_on_air(Lang::Fr));
        hall.measures(30, 0.0);
        assert_eq!(hall.alarms(), []);
    }

    #[test]
    fn an_interpreter_of_whom_nothing_is_heard_is_an_alarm_while_the_floor_is_heard() {
        let mut hall = interpreted();
        hall.does(FRENCH.0, goes_on_air(Lang::Fr));
        hall.does(SPANISH.0, goes_on_air(Lang::Es));
        for _ in 0..7 {
            hall.measures(30, 0.0);
            hall.hears(SPANISH);
        }
        assert_eq!(hall.alarms(), [AlarmKind::SilentInterpreter]);
        assert_eq!(hall.desk.alarms()[0].booth, Some(Lang::Fr));
        hall.hears(FRENCH);
        hall.measures(30, 0.0);
        assert_eq!(hall.alarms(), []);
        // Who interprets is silent when the speaker is.
        for _ in 0..2 {
            hall.measures(127, 0.0);
        }
        hall.now = hall.now + Millis::seconds(20);
        hall.desk.look(hall.now, &hall.meeting);
        assert!(!hall.alarms().contains(&AlarmKind::SilentInterpreter));
    }

    #[test]
    fn what_a_booth_says_is_an_alarm_and_so_is_a_booth_that_is_gone() {
        let mut hall = interpreted();
        hall.does(FRENCH.0, goes_on_air(Lang::Fr));
        for (signal, kinds) in [
            (Signal::SoundInadequate, vec![AlarmKind::SoundInadequate]),
            (Signal::SoundAdequate, vec![]),
            (Signal::CallTechnician, vec![AlarmKind::TechnicianCalled]),
            (Signal::TechnicianDone, vec![]),
        ] {
            hall.does(FRENCH.0, Command::Signal { signal });
            hall.desk.look(hall.now, &hall.meeting);
            assert_eq!(hall.alarms(), kinds, "{signal:?}");
        }
        let (connections, last_seen) = (vec![SPANISH], hall.now);
        let reason = DisconnectReason::Lost;
        hall.note(&Notice::Disconnected { connections, last_seen, reason });
        hall.desk.look(hall.now, &hall.meeting);
        assert_eq!(hall.alarms(), [AlarmKind::BoothLost]);
        assert_eq!(hall.desk.alarms()[0].booth, Some(Lang::Es));
    }
}
