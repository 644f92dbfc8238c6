//! What is on its way of each person: so much at a time, that nobody holds the memory, or keeps others waiting.

use super::limits::BODIES_AT_ONCE;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// How many bodies are on their way, by whose they are.
pub type AllPassing = Arc<Mutex<BTreeMap<String, usize>>>;

/// One of them; it counts until it is dropped.
pub struct Passing {
    all: AllPassing,
    whose: String,
}

impl Passing {
    /// One more; `None` if as many are on their way as may be.
    pub fn of(all: &AllPassing, whose: String) -> Option<Self> {
        let mut counts = all.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(whose.clone()).or_default();
        (*count < BODIES_AT_ONCE).then(|| *count += 1)?;
        Some(Self { all: Arc::clone(all), whose })
    }
}

impl Drop for Passing {
    fn drop(&mut self) {
        let mut counts = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&self.whose) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.whose);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_person_has_so_many_on_their_way_and_others_as_many() {
        let all = AllPassing::default();
        let mine: Vec<_> = (0..BODIES_AT_ONCE).map(|_| Passing::of(&all, "a".into())).collect();
        assert!(mine.iter().all(Option::is_some));
        assert!(Passing::of(&all, "a".into()).is_none());
        assert!(Passing::of(&all, "b".into()).is_some());
        drop(mine);
        assert!(Passing::of(&all, "a".into()).is_some());
        assert!(all.lock().is_ok_and(|counts| counts.is_empty()), "nothing is left of them");
    }
}
