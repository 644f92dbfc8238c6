//! From lines to paragraphs.
//!
//! A line continues a paragraph unless something says that it does not: more space above it than between other lines, letters
//! of another size, another beginning on the left, or room for its first word at the end of the line before.

use super::lines::{Line, is_wide};
use std::collections::{BTreeMap, BTreeSet};

/// How much more space than usual is above a new paragraph.
const MORE: f64 = 1.2;
/// How far lines of a paragraph are apart at most, in sizes of their letters: those of double spacing 2.4.
const MOST: f64 = 2.6;

/// The paragraphs of a text, and of each the lines.
pub fn paragraphs(lines: &[Line], mirrored: bool) -> Vec<String> {
    let usual = usual_leading(lines);
    let margins = Margins::of(lines, usual);
    let mut found: Vec<Vec<&Line>> = vec![];
    for line in lines {
        let continues = found.last().is_some_and(|paragraph| {
            let Some(last) = paragraph.last() else { return false };
            continues(last, line, paragraph.len() == 1, usual, &margins)
        });
        match found.last_mut() {
            Some(paragraph) if continues => paragraph.push(line),
            _ => found.push(vec![line]),
        }
    }
    let texts: Vec<Vec<_>> = found
        .into_iter()
        .map(|lines| lines.into_iter().map(|line| line.text(mirrored)).collect())
        .collect();
    // The words that stand whole somewhere in the text.
    let words: BTreeSet<String> = texts
        .iter()
        .flatten()
        .flat_map(|line| line.split(|c: char| !c.is_alphanumeric()))
        .map(str::to_lowercase)
        .collect();
    texts.iter().map(|lines| joined(lines, &words)).filter(|text| !text.is_empty()).collect()
}

fn continues(last: &Line, line: &Line, last_is_first: bool, usual: f64, margins: &Margins) -> bool {
    let size = last.size.max(line.size);
    if last.right_to_left != line.right_to_left || (last.size - line.size).abs() > size * 0.15 {
        return false;
    }
    let same_block = (last.page, last.block) == (line.page, line.block);
    if same_block {
        let gap = (last.base - line.base) / size;
        if gap < 0.0 || gap > (usual * MORE).min(MOST) {
            return false;
        }
    } else if last.page == line.page && !(last.in_column && line.in_column) {
        return false;
    }
    // Where they begin, each counted from its own margin.
    let shift = match same_block {
        true => line.start - last.start,
        false => (line.start - margins.around(line).0) - (last.start - margins.around(last).0),
    };
    let as_indented = match last_is_first {
        // A first line can stand further in, and that of a list further out.
        true => shift < size * 0.9 || (shift < size * 6.0 && begins_with_a_label(last)),
        false => shift.abs() < size * 0.9,
    };
    if !as_indented || begins_with_a_bullet(line) {
        return false;
    }
    let (_, end, justified) = margins.around(last);
    // Lines that are made as long as each other end at the margin, but for the last.
    let room = if justified { size * 0.5 } else { line.first_word + size * 1.5 };
    if end - last.end >= room {
        return false;
    }
    // On the next page a title can follow a sentence that fills its line.
    same_block || !ends_a_sentence(last) || ends_a_sentence(line) || end - line.end < size * 2.0
}

fn begins_with_a_bullet(line: &Line) -> bool {
    line.text(false).starts_with(['•', '‣', '◦', '▪', '■', '●', '○'])
}

fn ends_a_sentence(line: &Line) -> bool {
    line.text(false).trim_end_matches(['"', '”', '»', ')']).ends_with(['.', '!', '?', '؟', '。'])
}

/// A bullet, a dash, a number or a letter with a point or bracket: `3.`, `(a)`.
fn begins_with_a_label(line: &Line) -> bool {
    let text = line.text(false);
    let label = text.split(' ').next().unwrap_or_default();
    let bare = label.trim_matches(['(', ')', '.']);
    matches!(label, "–" | "—" | "-" | "*")
        || begins_with_a_bullet(line)
        || (bare != label && bare.chars().count() <= 4)
}

/// The distance of most lines of a paragraph from each other, in sizes of their letters: that of the closest.
fn usual_leading(lines: &[Line]) -> f64 {
    let mut gaps: Vec<f64> = lines
        .windows(2)
        .filter(|pair| (pair[0].page, pair[0].block) == (pair[1].page, pair[1].block))
        .filter(|pair| (pair[0].size - pair[1].size).abs() < pair[0].size * 0.15)
        .map(|pair| (pair[0].base - pair[1].base) / pair[0].size)
        .filter(|gap| *gap > 0.0)
        .collect();
    gaps.sort_by(f64::total_cmp);
    gaps.get(gaps.len() / 20).copied().unwrap_or(1.2)
}

/// Between which margins the text of all pages stands, in each direction, and that of each column.
struct Margins {
    from_left: Between,
    from_right: Between,
    columns: BTreeMap<(usize, usize), Between>,
}

/// Where lines begin, where they end, and whether most of them end just there.
type Between = (f64, f64, bool);

impl Margins {
    fn of(lines: &[Line], usual: f64) -> Self {
        let of = |right_to_left| {
            let side = lines.iter().filter(|l| l.right_to_left == right_to_left && !l.in_column);
            between(&side.collect::<Vec<_>>(), usual)
        };
        let columns = lines
            .chunk_by(|a, b| (a.page, a.block) == (b.page, b.block))
            .filter_map(|column| Some((column.first().filter(|line| line.in_column)?, column)))
            .map(|(line, column)| {
                ((line.page, line.block), between(&column.iter().collect::<Vec<_>>(), usual))
            })
            .collect();
        Self { from_left: of(false), from_right: of(true), columns }
    }

    /// Where the lines around this one begin, and where they end.
    fn around(&self, line: &Line) -> Between {
        let column = self.columns.get(&(line.page, line.block));
        column.copied().unwrap_or(match line.right_to_left {
            true => self.from_right,
            false => self.from_left,
        })
    }
}

/// Where nine of ten lines begin after, and end before: a letterhead stands where it likes.
fn between(lines: &[&Line], usual: f64) -> Between {
    let (mut starts, mut ends): (Vec<_>, Vec<_>) = lines.iter().map(|l| (l.start, l.end)).unzip();
    starts.sort_by(f64::total_cmp);
    ends.sort_by(f64::total_cmp);
    let tenth = starts.len() / 10;
    let start = starts.get(tenth).copied().unwrap_or(0.0);
    let end = ends.len().checked_sub(tenth + 1).and_then(|n| ends.get(n)).copied();
    let end = end.unwrap_or(0.0);
    // Of those that another one follows closely.
    let followed = lines.windows(2).filter(|pair| {
        let gap = (pair[0].base - pair[1].base) / pair[0].size.max(pair[1].size);
        gap > 0.0 && gap < usual * MORE
    });
    let (mut all, mut there) = (0, 0);
    for pair in followed {
        all += 1;
        there += usize::from((pair[0].end - end).abs() < pair[0].size * 0.15);
    }
    (start, end, there > 2 && there * 2 > all)
}

/// The lines of a paragraph as one.
fn joined(lines: &[String], words: &BTreeSet<String>) -> String {
    let mut text = String::new();
    for line in lines {
        let Some(first) = line.chars().next() else { continue };
        let before = text.chars().next_back();
        match before {
            None => {}
            Some('\u{AD}') => drop(text.pop()),
            Some('-' | '\u{2010}') if is_whole(&text, line, words) => drop(text.pop()),
            Some('-' | '\u{2010}' | '\u{2011}' | '/' | '\u{2014}')
                if text.chars().rev().nth(1).is_some_and(|c| !c.is_whitespace()) => {}
            Some(last) if is_wide(last) || is_wide(first) => {}
            Some(_) => text.push(' '),
        }
        text.push_str(line);
    }
    // Where a word might have been divided and was not.
    text.retain(|c| c != '\u{AD}');
    text
}

/// Whether a word that is divided between two lines stands whole elsewhere. If not, its hyphen may be its own.
fn is_whole(text: &str, next: &str, words: &BTreeSet<String>) -> bool {
    let letters = |c: &char| c.is_alphanumeric();
    let begin: Vec<_> = text.chars().rev().skip(1).take_while(letters).collect();
    let end: String = next.chars().take_while(letters).collect();
    let word: String = begin.iter().rev().copied().chain(end.chars()).collect();
    !begin.is_empty() && !end.is_empty() && words.contains(&word.to_lowercase())
}
