//! From the order in which letters stand on a line, left to right, to that in which they are read.
//!
//! The Unicode bidirectional algorithm (UAX #9) goes the other way, and several texts can look the same: what is read here
//! is what their writers are likely to have written. In a line of Arabic, numbers and words in other letters run from left
//! to right: those that are next to each other, as in `S/2020/790`, together, and two numbers each on its own.

use unicode_bidi::{BidiClass, bidi_class};

/// What a letter does to the order of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Left,
    Right,
    Number,
    /// Stands within a number, as a comma does.
    Within,
    Neutral,
}

/// What a text that is drawn as one does to the order of a line.
fn kind(text: &str) -> Kind {
    let mut kind = Kind::Neutral;
    for c in text.chars() {
        match bidi_class(c) {
            BidiClass::L => return Kind::Left,
            BidiClass::R | BidiClass::AL => return Kind::Right,
            BidiClass::EN | BidiClass::AN => kind = Kind::Number,
            BidiClass::CS if kind == Kind::Neutral && c != '\u{A0}' => kind = Kind::Within,
            _ => {}
        }
    }
    kind
}

/// Whether it is a letter that is read from right to left.
pub fn is_right_to_left(text: &str) -> bool {
    kind(text) == Kind::Right
}

/// How many of them are read from left to right, and from right to left.
pub fn count<'a>(texts: impl Iterator<Item = &'a str>) -> (usize, usize) {
    let mut counted = (0, 0);
    for text in texts {
        match kind(text) {
            Kind::Left => counted.0 += 1,
            Kind::Right => counted.1 += 1,
            Kind::Number | Kind::Within | Kind::Neutral => {}
        }
    }
    counted
}

/// A line as it is read, if what is drawn stands on it so from left to right. `mirrored` is whether the file names
/// brackets as they are drawn: in Arabic, what opens is drawn as what closes.
pub fn logical(drawn: &[String], right_to_left: bool, mirrored: bool) -> String {
    let kinds: Vec<_> = drawn.iter().map(|text| kind(text)).collect();
    let mut runs = match right_to_left {
        true => against(&kinds, Kind::Left),
        false => against(&kinds, Kind::Right),
    };
    if right_to_left {
        runs.reverse();
    }
    let mut read = String::new();
    for run in runs {
        let backwards = matches!(run, Run::With(_)) == right_to_left;
        let (Run::With(run) | Run::Against(run)) = run;
        let texts = &drawn[run.clone()];
        if !backwards {
            texts.iter().for_each(|text| read.push_str(text));
            continue;
        }
        // Within a line of Latin letters: a number among Arabic words is a run of its own.
        let inner = match right_to_left {
            true => vec![Run::With(0..texts.len())],
            false => against(&kinds[run], Kind::Left),
        };
        for run in inner.into_iter().rev() {
            match run {
                Run::With(run) => {
                    texts[run].iter().rev().for_each(|text| push(&mut read, text, mirrored));
                }
                Run::Against(run) => texts[run].iter().for_each(|text| read.push_str(text)),
            }
        }
    }
    read
}

/// A part of a line, in the direction of the line or against it.
#[derive(Clone, Debug)]
enum Run {
    With(std::ops::Range<usize>),
    Against(std::ops::Range<usize>),
}

/// The parts of a line. Against it are letters of the kind `other` with what stands between them, and where the line is
/// read from right to left also numbers.
fn against(kinds: &[Kind], other: Kind) -> Vec<Run> {
    let numbers = other == Kind::Left;
    let is_against = |kind: Kind| kind == other || (numbers && kind == Kind::Number);
    // Where each run begins and ends, and whether it has letters.
    let mut found: Vec<(usize, usize, bool)> = vec![];
    for (n, kind) in kinds.iter().enumerate().filter(|(_, kind)| is_against(**kind)) {
        let letter = *kind == other;
        if let Some((_, end, letters)) = found.last_mut() {
            let between = &kinds[*end..n];
            let joins = match between {
                [] | [Kind::Within] => true,
                _ => (*letters || letter) && between.iter().all(|kind| in_between(*kind, numbers)),
            };
            if joins {
                (*end, *letters) = (n + 1, *letters || letter);
                continue;
            }
        }
        found.push((n, n + 1, letter));
    }
    let mut runs = vec![];
    let mut at = 0;
    for (begin, end, _) in found {
        if at < begin {
            runs.push(Run::With(at..begin));
        }
        runs.push(Run::Against(begin..end));
        at = end;
    }
    if at < kinds.len() {
        runs.push(Run::With(at..kinds.len()));
    }
    runs
}

/// Whether it can stand within a run against the line.
fn in_between(kind: Kind, numbers: bool) -> bool {
    matches!(kind, Kind::Neutral | Kind::Within) || (!numbers && kind == Kind::Number)
}

fn push(read: &mut String, text: &str, mirrored: bool) {
    let mut letters = text.chars();
    match (mirrored, letters.next(), letters.next()) {
        (true, Some(c), None) => read.push(mirror(c)),
        _ => read.push_str(text),
    }
}

/// The other one of a pair of brackets.
fn mirror(c: char) -> char {
    match c {
        '(' => ')',
        ')' => '(',
        '[' => ']',
        ']' => '[',
        '{' => '}',
        '}' => '{',
        '«' => '»',
        '»' => '«',
        '‹' => '›',
        '›' => '‹',
        '<' => '>',
        '>' => '<',
        c => c,
    }
}

/// How many brackets of a text close what was opened, and how many do not.
pub fn pairs(text: &str) -> (usize, usize) {
    let (mut open, mut good, mut bad) = (vec![], 0, 0);
    for c in text.chars() {
        match c {
            '(' | '[' | '«' => open.push(mirror(c)),
            ')' | ']' | '»' if open.last() == Some(&c) => {
                open.pop();
                good += 1;
            }
            ')' | ']' | '»' => bad += 1,
            _ => {}
        }
    }
    (good, bad + open.len())
}
