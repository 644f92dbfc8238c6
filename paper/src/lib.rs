//! A document as it is handed out: one model, from which each format is written. What a text says is data and never
//! markup; whatever stands in it comes out as text.
//!
//! [`Paper`] is the model; [`html::page`] and [`docx::file`] write it. The same document gives the same bytes.

mod direction;
pub mod docx;

pub mod html;
mod paper;
mod text;

pub use direction::{Direction, stretches};
pub use paper::{Block, Cell, Masthead, Paper, Run, Style, Term, Weight};
pub use text::shown;
