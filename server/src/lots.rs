//! Where the seeds come from from which the meeting draws lots. They are recorded with what was drawn.

use rand::RngCore;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// A source of seeds.
#[derive(Clone, Debug)]
pub enum Lots {
    /// The system's chance.
    Chance,
    /// One number after the other, for rehearsals.
    Counted(Arc<AtomicU64>),
}

impl Lots {
    /// Numbers from `first` on.
    #[must_use]
    pub fn counted(first: u64) -> Self {
        Self::Counted(Arc::new(AtomicU64::new(first)))
    }

    /// A seed of at most 53 bits: every reader of JSON knows whole numbers of that size exactly.
    #[must_use]
    pub fn draw(&self) -> u64 {
        match self {
            Lots::Chance => rand::rng().next_u64() >> 11,
            Lots::Counted(next) => next.fetch_add(1, Ordering::Relaxed),
        }
    }
}
