//! The ghost check: once a second what was forwarded is compared with what the plans since the last look allow. Nothing
//! of it takes part in forwarding: it is told what left, and reads the plan as it was given. It finds nothing, or there is
//! a fault in this program.

use super::plan::{Plan, Stream, Track};
use rostrum_proto::id::ConnectionId;
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

/// How often it looks.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Something that was forwarded and not planned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Ghost {
    /// A stream was made of this track.
    Source(Stream, ConnectionId, Track),
    /// A stream was sent to this connection.
    Listener(Stream, ConnectionId),
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
    fed: BTreeSet<(Stream, ConnectionId, Track)>,
    looked_at: Option<Instant>,
}

impl Default for GhostCheck {
    fn default() -> Self {
        Self { plans: vec![Plan::default()], fed: BTreeSet::new(), looked_at: None }
    }
}

impl GhostCheck {
    /// From now on this is the plan.
    pub(super) fn planned(&mut self, plan: Plan) {
        self.plans.push(plan);
    }

    /// A packet of this track went into a stream.
    pub(super) fn fed(&mut self, stream: Stream, source: (ConnectionId, Track)) {
        self.fed.insert((stream, source.0, source.1));
    }

    /// Whether it is time to look.
    pub(super) fn is_due(&self, now: Instant) -> bool {
        self.looked_at.is_none_or(|looked| now - looked >= LOOK_EVERY)
    }

    /// Looks: `sent` says who was sent which streams since the last time.
    pub(super) fn look(
        &mut self,
        sent: impl Iterator<Item = (ConnectionId, Stream)>,
        now: Instant,
    ) -> BTreeSet<Ghost> {
        self.looked_at = Some(now);
        let fed = std::mem::take(&mut self.fed).into_iter();
        let fed = fed.map(|(stream, source, track)| Ghost::Source(stream, source, track));
        let sent = sent.map(|(connection, stream)| Ghost::Listener(stream, connection));
        let ghosts =
            fed.chain(sent).filter(|found| !self.plans.iter().any(|plan| allows(plan, *found)));
        let ghosts = ghosts.collect();
        self.plans.drain(..self.plans.len() - 1);
        ghosts
    }
}

fn allows(plan: &Plan, found: Ghost) -> bool {
    match found {
        Ghost::Source(stream, connection, track) => {
            plan.sources.get(&stream) == Some(&(connection, track))
        }
        Ghost::Listener(stream, connection) => {
            let source = plan.sources.get(&stream).map(|(source, _)| *source);
            let may = match stream {
                Stream::Colleague(booth, _) | Stream::ColleaguePicture(booth, _) => {
                    plan.booths.get(&connection) == Some(&booth)
                }
                Stream::SeatPicture(_) => !connection.is_viewer(),
                _ => true,
            };
            plan.admits(connection)
                && may
                && source.is_some_and(|source| source != connection)
                && !plan.withheld.contains(&(stream, connection))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::steady;

    const SPEAKER: ConnectionId = ConnectionId(1);
    const LISTENER: ConnectionId = ConnectionId(2);
    const VOICE: Stream = Stream::FloorVoice(0);
    const OTHER: Stream = Stream::FloorVoice(1);

    fn plan(audience: &[ConnectionId]) -> Plan {
        Plan {
            audience: audience.iter().copied().collect(),
            sources: [(VOICE, (SPEAKER, Track::Microphone))].into(),
            ..Plan::default()
        }
    }

    /// The check, and looking a second later each time at who was sent the voice.
    struct Watch {
        check: GhostCheck,
        now: Instant,
    }

    impl Watch {
        fn of(plan: Plan) -> Self {
            let mut check = GhostCheck::default();
            check.planned(plan);
            Self { check, now: steady() }
        }

        fn finds(&mut self, sent: &[ConnectionId]) -> BTreeSet<Ghost> {
            self.now += LOOK_EVERY;
            assert!(self.check.is_due(self.now));
            self.check.look(sent.iter().map(|who| (*who, VOICE)), self.now)
        }
    }

    #[test]
    fn what_viewers_are_sent_while_the_public_may_not_follow_is_a_ghost() {
        let viewer = ConnectionId::viewer(7);
        let mut watch = Watch::of(Plan { public: true, ..plan(&[]) });
        assert!(watch.finds(&[viewer]).is_empty());
        watch.check.planned(plan(&[LISTENER]));
        assert!(watch.finds(&[viewer]).is_empty(), "planned until a moment ago");
        assert_eq!(watch.finds(&[viewer]), [Ghost::Listener(VOICE, viewer)].into());
    }

    #[test]
    fn what_is_planned_is_no_ghost_and_everything_else_is() {
        let mut watch = Watch::of(plan(&[SPEAKER, LISTENER]));
        watch.check.fed(VOICE, (SPEAKER, Track::Microphone));
        assert!(watch.finds(&[LISTENER]).is_empty());
        // Planned until a moment ago, and not a second longer.
        watch.check.planned(plan(&[SPEAKER]));
        assert!(watch.finds(&[LISTENER]).is_empty());
        assert!(watch.finds(&[]).is_empty());
        let ghost = Ghost::Listener(VOICE, LISTENER);
        assert_eq!(watch.finds(&[LISTENER]), [ghost].into());
        // Nobody is sent their own voice.
        assert_eq!(watch.finds(&[SPEAKER]), [Ghost::Listener(VOICE, SPEAKER)].into());
        // Another's microphone, and the speaker's in the wrong stream.
        watch.check.fed(VOICE, (LISTENER, Track::Microphone));
        watch.check.fed(OTHER, (SPEAKER, Track::Microphone));
        let sources = [
            Ghost::Source(VOICE, LISTENER, Track::Microphone),
            Ghost::Source(OTHER, SPEAKER, Track::Microphone),
        ];
        assert_eq!(watch.finds(&[]), sources.into());
        let withheld = Plan { withheld: [(VOICE, LISTENER)].into(), ..plan(&[LISTENER]) };
        watch.check.planned(withheld);
        watch.finds(&[]);
        assert_eq!(watch.finds(&[LISTENER]), [ghost].into(), "a second device beside it");
    }
}
