//! What the kinds of things are called on the wire, in the journal and in logs.

pub use rostrum_proto_derive::Named;

/// A thing of one of several kinds. `derive(Named)` takes the names from the declaration.
pub trait Named {
    /// The names of all kinds, in the order in which they are declared.
    const NAMES: &'static [&'static str];

    /// The name of this one's kind.
    fn name(&self) -> &'static str;
}
