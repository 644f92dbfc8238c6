//! The ghost check: once a second what was forwarded is compared with what the plans since the last look allow. Nothing
//! of it takes part in forwarding: it counts what left, and reads the plan as it was given. It finds nothing, or there is
//! a fault in this program.

use super::plan::{Plan, SLOTS, Slot, Track};
use rostrum_proto::id::ConnectionId;
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

/// How often it looks.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Something that was forwarded and not planned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Ghost {
    /// A slot was filled by this track.
    Source(Slot, ConnectionId, Track),
    /// A slot was sent to this connection.
    Listener(Slot, ConnectionId),
}

impl Ghost {
    /// Whose session it is.
    pub(super) fn connection(self) -> ConnectionId {
        match self {
            Self::Source(_, connection, _) | Self::Listener(_, connection) => connection,
        }
    }
}

/// What is compared, of one meeting.
#[derive(Debug)]
pub(super) struct GhostCheck {
    /// The plan, and those before it since the last look.
    plans: Vec<Plan>,
    fed: BTreeSet<(usize, ConnectionId, Track)>,
    sent: BTreeMap<ConnectionId, [u32; SLOTS.len()]>,
    looked_at: Option<Instant>,
}

impl Default for GhostCheck {
    fn default() -> Self {
        Self {
            plans: vec![Plan::default()],
            fed: BTreeSet::new(),
            sent: BTreeMap::new(),
            looked_at: None,
        }
    }
}

impl GhostCheck {
    /// From now on this is the plan.
    pub(super) fn planned(&mut self, plan: Plan) {
        self.plans.push(plan);
    }

    /// A packet of this track went into a slot.
    pub(super) fn fed(&mut self, slot: usize, source: (ConnectionId, Track)) {
        self.fed.insert((slot, source.0, source.1));
    }

    /// Looks, if it is time: `sent` says how many packets of each slot each connection was ever sent.
    pub(super) fn look(
        &mut self,
        sent: impl Iterator<Item = (ConnectionId, [u32; SLOTS.len()])>,
        now: Instant,
    ) -> BTreeSet<Ghost> {
        if self.looked_at.is_some_and(|looked| now - looked < LOOK_EVERY) {
            return BTreeSet::new();
        }
        self.looked_at = Some(now);
        let fed = std::mem::take(&mut self.fed).into_iter();
        let fed = fed.map(|(slot, source, track)| Ghost::Source(SLOTS[slot], source, track));
        let before = std::mem::take(&mut self.sent);
        self.sent = sent.collect();
        let grown = self.sent.iter().flat_map(|(connection, counts)| {
            // Who was not there, or began anew, has been sent nothing before.
            let known = before.get(connection).copied().unwrap_or_default();
            let slots = SLOTS.iter().zip(counts.iter().zip(known));
            let grown = slots
                .filter(|(_, (count, known))| **count > *known || **count < *known && **count > 0);
            grown.map(|(slot, _)| Ghost::Listener(*slot, *connection))
        });
        let ghosts =
            fed.chain(grown).filter(|found| !self.plans.iter().any(|plan| allows(plan, *found)));
        let ghosts = ghosts.collect();
        self.plans.drain(..self.plans.len() - 1);
        ghosts
    }
}

fn allows(plan: &Plan, found: Ghost) -> bool {
    match found {
        Ghost::Source(slot, connection, track) => {
            plan.sources.get(&slot) == Some(&(connection, track))
        }
        Ghost::Listener(slot, connection) => {
            let source = plan.sources.get(&slot).map(|(source, _)| *source);
            plan.admits(connection)
                && source.is_some_and(|source| source != connection)
                && !plan.withheld.contains(&(slot, connection))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::steady;

    const SPEAKER: ConnectionId = ConnectionId(1);
    const LISTENER: ConnectionId = ConnectionId(2);
    const VOICE: usize = 2;

    fn plan(audience: &[ConnectionId]) -> Plan {
        Plan {
            audience: audience.iter().copied().collect(),
            sources: [(SLOTS[VOICE], (SPEAKER, Track::Microphone))].into(),
            ..Plan::default()
        }
    }

    fn sent(count: u32) -> [u32; SLOTS.len()] {
        std::array::from_fn(|slot| if slot == VOICE { count } else { 0 })
    }

    #[test]
    fn what_viewers_are_sent_while_the_public_may_not_follow_is_a_ghost() {
        let (mut check, now) = (GhostCheck::default(), steady());
        let viewer = ConnectionId::viewer(7);
        check.planned(Plan { public: true, ..plan(&[]) });
        assert!(check.look([(viewer, sent(50))].into_iter(), now).is_empty());
        check.planned(plan(&[LISTENER]));
        check.look([(viewer, sent(50))].into_iter(), now + LOOK_EVERY);
        let found = check.look([(viewer, sent(51))].into_iter(), now + LOOK_EVERY * 2);
        assert_eq!(found, [Ghost::Listener(SLOTS[VOICE], viewer)].into());
    }

    #[test]
    fn a_session_that_begins_anew_is_no_ghost() {
        let (mut check, now) = (GhostCheck::default(), steady());
        check.planned(plan(&[LISTENER]));
        let counted = |count| [(LISTENER, sent(count))].into_iter();
        assert!(check.look(counted(50), now).is_empty());
        check.planned(plan(&[]));
        assert!(check.look(counted(50), now + LOOK_EVERY).is_empty());
        assert!(check.look(counted(0), now + LOOK_EVERY * 2).is_empty());
        assert_eq!(check.look(counted(1), now + LOOK_EVERY * 3).len(), 1);
    }

    #[test]
    fn what_is_planned_is_no_ghost_and_everything_else_is() {
        let (mut check, mut now) = (GhostCheck::default(), steady());
        let mut look = |check: &mut GhostCheck, counts: &[(ConnectionId, u32)]| {
            now += LOOK_EVERY;
            check.look(counts.iter().map(|(who, count)| (*who, sent(*count))), now)
        };
        check.planned(plan(&[SPEAKER, LISTENER]));
        check.fed(VOICE, (SPEAKER, Track::Microphone));
        assert!(look(&mut check, &[(LISTENER, 50), (SPEAKER, 0)]).is_empty());
        // Planned until a moment ago, and not a second longer.
        check.planned(plan(&[SPEAKER]));
        assert!(look(&mut check, &[(LISTENER, 60), (SPEAKER, 0)]).is_empty());
        assert!(look(&mut check, &[(LISTENER, 60), (SPEAKER, 0)]).is_empty());
        let ghost = Ghost::Listener(SLOTS[VOICE], LISTENER);
        assert_eq!(look(&mut check, &[(LISTENER, 61), (SPEAKER, 0)]), [ghost].into());
        // Nobody is sent their own voice.
        let own = Ghost::Listener(SLOTS[VOICE], SPEAKER);
        assert_eq!(look(&mut check, &[(LISTENER, 61), (SPEAKER, 1)]), [own].into());
        // Another's microphone, and the speaker's in the wrong slot.
        check.fed(VOICE, (LISTENER, Track::Microphone));
        check.fed(VOICE + 1, (SPEAKER, Track::Microphone));
        let found = look(&mut check, &[]);
        let sources = [
            Ghost::Source(SLOTS[VOICE], LISTENER, Track::Microphone),
            Ghost::Source(SLOTS[VOICE + 1], SPEAKER, Track::Microphone),
        ];
        assert_eq!(found, sources.into());
        check.planned(Plan { withheld: [(SLOTS[VOICE], LISTENER)].into(), ..plan(&[LISTENER]) });
        look(&mut check, &[(LISTENER, 61)]);
        assert_eq!(
            look(&mut check, &[(LISTENER, 62)]),
            [ghost].into(),
            "a second device beside it"
        );
    }
}
