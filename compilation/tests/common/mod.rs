//! Debates to compile.
#![allow(dead_code, reason = "each rehearsal takes what it needs")]

pub mod any;

use rostrum_compilation::Facts;
use rostrum_paper::{Block, Paper, Run};

/// A small debate: two briefers, four members of whom two are ministers, two written statements, six languages.
pub fn debate() -> Facts {
    serde_json::from_str(include_str!("../debate.json")).unwrap()
}

/// What runs say.
pub fn said(runs: &[Run]) -> String {
    runs.iter().map(|run| run.text.as_str()).collect()
}

/// The headings of a level.
pub fn headings(paper: &Paper, of: u8) -> Vec<String> {
    let text = |block: &Block| match block {
        Block::Heading { level, text, .. } if *level == of => Some(said(text)),
        _ => None,
    };
    paper.blocks.iter().filter_map(text).collect()
}

/// The paragraphs of the letter, with the signature.
pub fn letter(paper: &Paper) -> Vec<Vec<Run>> {
    let until_heading = paper.blocks.iter().map_while(|block| match block {
        Block::Paragraph { text, .. } => Some(text.clone()),
        _ => None,
    });
    until_heading.collect()
}

/// The cells of the table of annexes.
pub fn table(paper: &Paper) -> Vec<Vec<String>> {
    let rows = paper.blocks.iter().find_map(|block| match block {
        Block::Table { rows, .. } => Some(rows),
        _ => None,
    });
    let row = |row: &Vec<rostrum_paper::Cell>| row.iter().map(|cell| said(&cell.0)).collect();
    rows.into_iter().flatten().map(row).collect()
}
