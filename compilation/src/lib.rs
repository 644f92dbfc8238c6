//! The compilation of a debate: a letter of the President that says who briefed, spoke and wrote, and an annex for each
//! with the text.
//!
//! Nothing in it is typed: all names, titles and texts are in the [`Facts`], which come from the journal and from the
//! documents that delegations sent, and all fixed words from the data of the body, in six languages. [`Facts::points`]
//! lists what does not agree between the two; while one of these blocks, the compilation is a draft and not to be
//! published. [`compile`] writes it either way.

mod compile;
mod corrections;
pub mod date;
pub mod facts;
mod fill;
pub mod journal;
mod letter;
mod numeral;
pub mod order;
pub mod point;
pub mod points;
mod six;
mod words;

pub use compile::{compile, draft, masthead};
pub use corrections::corrections_until;
pub use date::Date;
pub use facts::Facts;
pub use point::Point;
pub use points::Found;
