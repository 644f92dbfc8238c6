//! Changing how the floor is given.

use crate::meeting::Meeting;
use crate::meeting::event::Event;
use crate::meeting::floor::reason;
use crate::meeting::refusal::Refusal;
use crate::profile::{MOST_MICROPHONES, Policy};

impl Meeting {
    /// Changes the policy from now on. Who has the floor keeps it.
    pub(super) fn set_policy(&self, policy: Policy, why: &str) -> Result<Vec<Event>, Refusal> {
        self.require_not_closed()?;
        if !(1..=MOST_MICROPHONES).contains(&policy.microphones()) {
            return Err(Refusal::BadMicrophones { most: MOST_MICROPHONES });
        }
        let changed = Event::PolicyChanged { policy, reason: reason(why)? };
        Ok(if policy == self.policy { vec![] } else { vec![changed] })
    }
}
