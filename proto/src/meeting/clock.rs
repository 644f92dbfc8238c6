//! The speaking clock: how much time a speaker has, and in which colour it shows. It lives in the
//! grant, so it survives restarts and reconnections.

use crate::meeting::Meeting;
use crate::meeting::floor::FloorRequest;
use crate::time::{Millis, Timestamp};

/// What the clock shows at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClockReading {
    /// Time allowed; `None` is no limit, and the clock counts up.
    pub limit: Option<Millis>,
    /// Time used.
    pub spoken: Millis,
    /// Whether it runs.
    pub running: bool,
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
        Some(ClockReading { limit: grant.limit, spoken, running: grant.live().is_some(), state })
    }
}
