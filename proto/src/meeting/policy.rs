//! Changing how the floor is given.

use crate::meeting::Meeting;
use crate::meeting::event::Event;
use crate::meeting::floor::RevokeReason;
use crate::meeting::reason::reason;
use crate::meeting::refusal::Refusal;
use crate::profile::{MAX_MICROPHONES, Policy, RequestKind};
use crate::time::Timestamp;

impl Meeting {
    /// Changes the policy from now on. Who has the floor keeps it, but of more than there are microphones
    /// then, those that have it longest lose it.
    pub(super) fn set_policy(
        &self,
        now: Timestamp,
        policy: Policy,
        why: &str,
    ) -> Result<Vec<Event>, Refusal> {
        if !(1..=MAX_MICROPHONES).contains(&policy.microphones()) {
            return Err(Refusal::BadMicrophones { most: MAX_MICROPHONES });
        }
        let changed = Event::PolicyChanged { policy, reason: reason(why)? };
        if policy == self.policy {
            return Ok(vec![]);
        }
        // Who is interrupted will go on, and counts; a point of order is heard beside them.
        let mut holding: Vec<_> =
            self.granted().filter(|r| r.kind != RequestKind::PointOfOrder).collect();
        holding.sort_by_key(|r| (r.grant().map(|g| g.since), r.id));
        let excess = holding.len().saturating_sub(usize::from(policy.microphones()));
        let ends = holding.into_iter().take(excess).map(|r| Event::FloorRevoked {
            request: r.id,
            reason: RevokeReason::Overridden,
            spoken: r.spoken(now),
        });
        let events = ends.chain([changed]).collect();
        Ok(match policy {
            // A queue that finds nobody speaking begins.
            Policy::Queue {} => self.and_next_under(policy, now, events),
            Policy::Moderated {} | Policy::Open { .. } => events,
        })
    }
}
