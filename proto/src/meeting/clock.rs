//! The speaking clock: how much time a speaker has, and in which colour it shows. It lives in the
//! grant, so it survives restarts and reconnections.

use crate::id::{ConnectionId, RequestId};
use crate::lang::Lang;
use crate::meeting::Meeting;
use crate::meeting::event::Event;
use crate::meeting::floor::{FloorRequest, Grant, GrantPhase};
use crate::read::Read;
use crate::time::{Millis, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What the clock shows at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClockReading {
    /// Time allowed; `None` is no limit, and the clock counts up.
    pub limit: Option<Millis>,
    /// Time used.
    pub spoken: Millis,
    /// Whether it runs.
    pub running: bool,
    /// Whether it stands although the seat speaks.
    pub stands: bool,
    /// How it looks.
    pub state: ClockState,
}

/// The colour of the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ClockState {
    /// Time enough.
    Green,
    /// The profile's warning time or less is left.
    Amber,
    /// The time is over; the clock counts up.
    Red,
}

/// What the clock of a seat does that speaks, once it was stopped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(tag = "state", rename_all = "snake_case", deny_unknown_fields)]
pub enum Counting {
    /// It stands, and the seat may go on.
    Stopped {
        /// The booths that hold it.
        by: Vec<Lang>,
    },
    /// It runs again.
    Running {
        /// Since when.
        since: Timestamp,
    },
}

impl ClockReading {
    /// Time left; `None` without a limit or when the time is over.
    #[must_use]
    pub fn left(&self) -> Option<Millis> {
        self.limit?.0.checked_sub(self.spoken.0).filter(|left| *left > 0).map(Millis)
    }

    /// Time used beyond the limit.
    #[must_use]
    pub fn over(&self) -> Millis {
        Millis(self.limit.map_or(0, |limit| self.spoken.0.saturating_sub(limit.0)))
    }
}

impl Grant {
    /// Since when the clock runs; `None` while it does not.
    #[must_use]
    pub fn counts_from(&self) -> Option<Timestamp> {
        match self.phase {
            GrantPhase::Live { since, clock: None, .. } => Some(since),
            GrantPhase::Live { clock: Some(Counting::Running { since }), .. } => Some(since),
            GrantPhase::Live { clock: Some(Counting::Stopped { .. }), .. } => None,
            GrantPhase::Called { .. } | GrantPhase::Interrupted { .. } => None,
            GrantPhase::Held { .. } => None,
        }
    }

    /// The booths that hold its clock while the seat speaks.
    #[must_use]
    pub fn held_by(&self) -> Option<&[Lang]> {
        match &self.phase {
            GrantPhase::Live { clock: Some(Counting::Stopped { by }), .. } => Some(by),
            _ => None,
        }
    }

    /// Some booths hold its clock no more; it runs when none does.
    fn is_let_go(&mut self, gone: impl Fn(Lang) -> bool, at: Timestamp) {
        let GrantPhase::Live { clock, .. } = &mut self.phase else { return };
        let Some(Counting::Stopped { by }) = clock else { return };
        by.retain(|booth| !gone(*booth));
        if by.is_empty() {
            *clock = Some(Counting::Running { since: at });
        }
    }
}

impl Meeting {
    /// Speaking time for a request; `None` is no limit.
    #[must_use]
    pub fn limit_of(&self, request: &FloorRequest) -> Option<Millis> {
        let kind = self.seats.get(&request.beneficiary)?.setup.kind;
        let earlier = self.requests.iter().filter(|r| {
            r.id < request.id
                && r.kind == request.kind
                && r.beneficiary == request.beneficiary
                && !r.is_turned_down()
        });
        let nth = earlier.count().saturating_add(1).min(usize::from(u8::MAX)) as u8;
        self.setup.profile.limit(request.kind, kind, nth)
    }

    /// The holder's clock at `now`; `None` when nobody has the floor.
    #[must_use]
    pub fn clock(&self, now: Timestamp) -> Option<ClockReading> {
        self.clock_of(self.holder()?, now)
    }

    /// The clock of a request that has the floor.
    #[must_use]
    pub fn clock_of(&self, request: &FloorRequest, now: Timestamp) -> Option<ClockReading> {
        let grant = request.grant()?;
        let spoken = grant.spoken(now);
        let state = match grant.limit {
            Some(limit) if spoken >= limit => ClockState::Red,
            Some(limit) if spoken + self.setup.profile.warning >= limit => ClockState::Amber,
            Some(_) | None => ClockState::Green,
        };
        let running = grant.counts_from().is_some();
        let stands = grant.live().is_some() && !running;
        Some(ClockReading { limit: grant.limit, spoken, running, stands, state })
    }

    /// The requests whose seats speak.
    pub(super) fn live(&self) -> impl Iterator<Item = &FloorRequest> {
        self.granted().filter(|request| request.grant().and_then(Grant::live).is_some())
    }

    /// A booth cannot interpret what it hears: the clocks of those who speak stand, where the profile says so. A speaker
    /// who is paused and goes on has a clock that runs, whatever was signalled before.
    pub(super) fn hold_clocks(&self, now: Timestamp, booth: Lang) -> Vec<Event> {
        if self.interpretation().is_none_or(|rule| !rule.pauses_clock) {
            return vec![];
        }
        let hold = |request: &FloorRequest| Event::ClockHeld {
            request: request.id,
            booth,
            spoken: request.spoken(now),
        };
        self.live().map(hold).collect()
    }

    /// A booth can interpret again, or nobody is left in it: it holds no clock any more.
    pub(super) fn let_clocks_go(&self, booth: Lang) -> impl Iterator<Item = Event> {
        let holds = move |grant: &Grant| grant.held_by().is_some_and(|by| by.contains(&booth));
        let held = self.granted().filter(move |request| request.grant().is_some_and(holds));
        held.map(move |request| Event::ClockLetGo { request: request.id, booth })
    }

    /// Devices are gone, and with them perhaps the last of a booth that holds a clock.
    pub(super) fn let_go_with(&self, gone: &[&ConnectionId]) -> Vec<Event> {
        let held = self.granted().filter_map(|request| request.grant()?.held_by());
        let booths: BTreeSet<Lang> = held.flatten().copied().collect();
        let is_left = |booth: &Lang| self.devices_in(*booth).all(|here| gone.contains(&&here.id));
        booths.into_iter().filter(is_left).flat_map(|booth| self.let_clocks_go(booth)).collect()
    }

    pub(super) fn note_clock_held(&mut self, request: RequestId, booth: Lang, spoken: Millis) {
        self.with_grant(request, |grant| {
            let GrantPhase::Live { clock, .. } = &mut grant.phase else { return };
            let by = match clock.take() {
                Some(Counting::Stopped { by }) => by,
                Some(Counting::Running { .. }) | None => vec![],
            };
            let others = by.into_iter().filter(|other| *other != booth);
            *clock = Some(Counting::Stopped { by: others.chain([booth]).collect() });
            grant.spoken = spoken;
        });
    }

    pub(super) fn note_clock_let_go(&mut self, request: RequestId, booth: Lang, at: Timestamp) {
        self.with_grant(request, |grant| grant.is_let_go(|holder| holder == booth, at));
    }

    /// What was signalled is past, and no clock is held by it.
    pub(super) fn free_clocks(&mut self, at: Timestamp) {
        let live: Vec<_> = self.live().map(|request| request.id).collect();
        for request in live {
            self.with_grant(request, |grant| grant.is_let_go(|_| true, at));
        }
    }
}
