//! What is known in memory only.

use std::fmt;

/// What is written nowhere: not in the journal, not on the wire, not in a log. Whoever reads it back finds nothing, and
/// so what holds it is the same with it and without.
#[derive(Clone, Default)]
pub struct Unwritten<T>(pub T);

impl<T> fmt::Debug for Unwritten<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("unwritten")
    }
}

impl<T> PartialEq for Unwritten<T> {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl<T> Eq for Unwritten<T> {}
