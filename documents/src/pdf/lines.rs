//! The lines of a page, in the order in which they are read.
//!
//! Programs draw a text in its order, and that order is kept where the places of the letters leave a choice: between columns,
//! and between the cells of a table. What is drawn upwards begins a block; blocks that lie over each other are one.

use super::bidi;
use super::glyphs::{Glyph, with_marks};

/// A line.
#[derive(Clone, Debug)]
pub struct Line {
    /// What stands on it, each letter by itself, from left to right.
    drawn: Vec<String>,
    /// Whether it is read from right to left.
    pub right_to_left: bool,
    /// Where it begins, counted in the direction in which it is read.
    pub start: f64,
    /// Where it ends.
    pub end: f64,
    /// How long its first word is.
    pub first_word: f64,
    /// Its height on the page.
    pub base: f64,
    /// The size of most of it.
    pub size: f64,
    /// Its page, from 0.
    pub page: usize,
    /// Its block on the page.
    pub block: usize,
    /// Whether another block stands beside its own.
    pub in_column: bool,
}

impl Line {
    /// What it says.
    pub fn text(&self, mirrored: bool) -> String {
        bidi::logical(&self.drawn, self.right_to_left, mirrored).trim().to_owned()
    }
}

/// The most blocks of a page: what is drawn in more is put in order by its places alone.
const MAX_BLOCKS: usize = 500;

/// The most letters of a line that each letter of another is compared with.
const MAX_ROW: usize = 500;

/// Letters that were drawn one after the other, downwards.
struct Block {
    glyphs: Vec<Glyph>,
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

impl Block {
    fn of(glyph: Glyph) -> Self {
        let (left, right) = (glyph.left, glyph.right);
        let (top, bottom) = (glyph.base + glyph.size * 0.7, glyph.base - glyph.size * 0.2);
        Self { glyphs: vec![glyph], left, right, top, bottom }
    }

    fn take(&mut self, other: Self) {
        self.left = self.left.min(other.left);
        self.right = self.right.max(other.right);
        self.top = self.top.max(other.top);
        self.bottom = self.bottom.min(other.bottom);
        self.glyphs.extend(other.glyphs);
    }

    fn is_over(&self, other: &Self) -> bool {
        self.left < other.right && other.left < self.right
    }

    fn is_beside(&self, other: &Self) -> bool {
        self.bottom < other.top && other.bottom < self.top
    }
}

/// The lines of a page.
pub fn lines(glyphs: Vec<Glyph>, page: usize) -> Vec<Line> {
    let (left, right) = bidi::count(glyphs.iter().map(|glyph| glyph.text.as_str()));
    let blocks = blocks(with_marks(glyphs));
    let in_column: Vec<_> = blocks
        .iter()
        .enumerate()
        .map(|(n, block)| {
            let mut others = blocks.iter().enumerate().filter(|(other, _)| *other != n);
            others.any(|(_, other)| block.is_beside(other))
        })
        .collect();
    let mut lines = vec![];
    for ((n, block), in_column) in blocks.into_iter().enumerate().zip(in_column) {
        for glyphs in rows(block.glyphs) {
            lines.extend(line(glyphs, right > left).map(|line| Line {
                page,
                block: n,
                in_column,
                ..line
            }));
        }
    }
    lines
}

/// The blocks of a page, in the order in which they are read.
fn blocks(glyphs: Vec<Glyph>) -> Vec<Block> {
    let mut drawn: Vec<Block> = vec![];
    let mut last: Option<(f64, f64)> = None;
    for glyph in glyphs {
        let here = (glyph.base, glyph.size);
        let upwards = last.is_none_or(|(base, size)| glyph.base > base + size.min(glyph.size));
        last = Some(here);
        match drawn.last_mut() {
            Some(block) if !upwards => block.take(Block::of(glyph)),
            _ => drawn.push(Block::of(glyph)),
        }
    }
    let mut blocks: Vec<Block> = vec![];
    for block in drawn {
        if blocks.len() > MAX_BLOCKS
            && let Some(last) = blocks.last_mut()
        {
            last.take(block);
            continue;
        }
        if let Some(same) =
            blocks.iter_mut().rev().find(|b| b.is_over(&block) && b.is_beside(&block))
        {
            same.take(block);
            continue;
        }
        // One that is drawn later and stands above is read before.
        let below = blocks.iter().position(|b| b.is_over(&block) && b.top <= block.bottom);
        blocks.insert(below.unwrap_or(blocks.len()), block);
    }
    blocks
}

/// The letters of each line of a block, from the top.
fn rows(mut glyphs: Vec<Glyph>) -> Vec<Vec<Glyph>> {
    glyphs.sort_by(|a, b| b.base.total_cmp(&a.base));
    let mut rows: Vec<Vec<Glyph>> = vec![];
    // Where the largest letters of the row stand: a footnote's number stands higher.
    let mut on: (f64, f64) = (0.0, 0.0);
    for glyph in glyphs {
        let (base, size) = on;
        let below = base - glyph.base;
        match rows.last_mut() {
            Some(row)
                if below < size.max(glyph.size) * 0.45
                    && (below < size * 0.1 || !lies_over(&glyph, row)) =>
            {
                if glyph.size > size {
                    on = (glyph.base, glyph.size);
                }
                row.push(glyph);
            }
            _ => {
                on = (glyph.base, glyph.size);
                rows.push(vec![glyph]);
            }
        }
    }
    rows
}

/// Whether a letter is where another one is: then they are of two lines, close to each other.
fn lies_over(glyph: &Glyph, row: &[Glyph]) -> bool {
    row.len() < MAX_ROW
        && row.iter().filter(|other| !is_space(other)).any(|other| {
            let over = other.right.min(glyph.right) - other.left.max(glyph.left);
            over > other.size.min(glyph.size) * 0.2
        })
}

/// A line of these letters, if there are any.
fn line(mut glyphs: Vec<Glyph>, page_is_right_to_left: bool) -> Option<Line> {
    glyphs.sort_by(|a, b| a.left.total_cmp(&b.left));
    // What is drawn twice to look bold is said once.
    glyphs.dedup_by(|b, a| a.text == b.text && b.left - a.left < a.size * 0.1 && !is_space(b));
    without_bars(&mut glyphs);
    while glyphs.last().is_some_and(is_space) {
        glyphs.pop();
    }
    let blank = glyphs.iter().take_while(|glyph| is_space(glyph)).count();
    glyphs.drain(..blank);
    let (left, right) = (glyphs.first()?.left, glyphs.last()?.right);
    let (to_right, to_left) = bidi::count(glyphs.iter().map(|glyph| glyph.text.as_str()));
    let right_to_left = match to_left {
        // A line of Latin letters, or of none, in a text that is read from right to left.
        0 => {
            page_is_right_to_left
                && (to_right == 0 || glyphs.first().is_some_and(|glyph| ends(&glyph.text)))
        }
        _ => page_is_right_to_left || to_left > to_right,
    };
    let size = most(&glyphs);
    let first_word = match right_to_left {
        true => word(glyphs.iter().rev(), |glyph| right - glyph.left),
        false => word(glyphs.iter(), |glyph| glyph.right - left),
    };
    let base = glyphs.iter().filter(|glyph| glyph.size >= size).map(|glyph| glyph.base);
    let base = base.fold(f64::NEG_INFINITY, f64::max);
    let (start, end) = if right_to_left { (-right, -left) } else { (left, right) };
    let mut drawn = vec![];
    let mut before: Option<&Glyph> = None;
    for glyph in &glyphs {
        if is_space(glyph) {
            if drawn.last().is_some_and(|last| last != " ") {
                drawn.push(" ".to_owned());
            }
        } else {
            if before.is_some_and(|before| apart(before, glyph))
                && drawn.last().is_some_and(|l| l != " ")
            {
                drawn.push(" ".to_owned());
            }
            drawn.push(glyph.text.clone());
        }
        before = Some(glyph);
    }
    Some(Line {
        drawn,
        right_to_left,
        start,
        end,
        first_word,
        base,
        size,
        page: 0,
        block: 0,
        in_column: false,
    })
}

/// Leaves out what lengthens a line within its Arabic words: tatweel, and bars that the font does not name. At the end of
/// a word it may have a meaning, as in هـ, and stays.
fn without_bars(glyphs: &mut Vec<Glyph>) {
    let is_bar = |glyph: &Glyph| glyph.bar || glyph.text == "\u{640}";
    let is_arabic = |glyph: &Glyph| bidi::is_right_to_left(&glyph.text) && !is_bar(glyph);
    let mut kept: Vec<Glyph> = Vec::with_capacity(glyphs.len());
    let mut bars: Vec<Glyph> = vec![];
    for glyph in glyphs.drain(..) {
        if is_bar(&glyph) {
            bars.push(glyph);
            continue;
        }
        if is_arabic(&glyph)
            && !bars.is_empty()
            && let Some(last) = kept.last_mut().filter(|last| is_arabic(last))
        {
            // What follows does not stand apart for it.
            last.right = last.right.max(glyph.left);
            bars.clear();
        }
        kept.append(&mut bars);
        kept.push(glyph);
    }
    kept.append(&mut bars);
    *glyphs = kept;
}

fn is_space(glyph: &Glyph) -> bool {
    glyph.text.chars().all(|c| c == ' ')
}

/// Whether it ends a sentence or a part of it.
fn ends(text: &str) -> bool {
    matches!(text, "." | "،" | "؛" | ":" | "؟" | "!")
}

/// Whether there is a space between two letters that nobody drew.
fn apart(a: &Glyph, b: &Glyph) -> bool {
    let wide = |glyph: &Glyph| glyph.text.chars().all(is_wide);
    let least = if wide(a) && wide(b) { 0.7 } else { 0.17 };
    b.left - a.right > a.size.min(b.size) * least
}

/// Whether it is of a script that has no spaces between words: Chinese and what it is written with.
pub fn is_wide(c: char) -> bool {
    matches!(c, '\u{2E80}'..='\u{A4CF}' | '\u{F900}'..='\u{FAFF}' | '\u{FE30}'..='\u{FE4F}'
        | '\u{FF00}'..='\u{FF60}' | '\u{20000}'..='\u{3FFFF}')
}

/// The size that most of these letters have.
fn most(glyphs: &[Glyph]) -> f64 {
    let mut sizes: Vec<_> = glyphs.iter().map(|glyph| glyph.size).collect();
    sizes.sort_by(f64::total_cmp);
    sizes.get(sizes.len() / 2).copied().unwrap_or(0.0)
}

/// The length of the first word: up to a space, or the first letter of a script without spaces.
fn word<'a>(glyphs: impl Iterator<Item = &'a Glyph>, length: impl Fn(&Glyph) -> f64) -> f64 {
    let mut long = 0.0;
    for glyph in glyphs {
        if is_space(glyph) {
            break;
        }
        long = length(glyph);
        if glyph.text.chars().all(is_wide) {
            break;
        }
    }
    long
}
