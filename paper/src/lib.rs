//! A document as it is handed out: one model, from which each format is written. What a text says is data and never
//! markup; whatever stands in it comes out as text.

mod paper;

pub use paper::{Block, Cell, Masthead, Paper, Run, Style, Weight};
