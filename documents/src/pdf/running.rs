//! What stands at the head or the foot of every page and is no part of the text: the same words, or numbers that count the
//! pages.

use super::lines::Line;

/// How far apart two lines at the same place can be, in points.
const SAME: f64 = 2.0;
/// The most lines at the head of a page, and at its foot.
const MAX_LINES: usize = 4;

/// Leaves out what is at the same place of every page, perhaps but the first. True if there was anything.
pub fn leave_out(pages: &mut [Vec<Line>]) -> bool {
    let mut any = false;
    for at_the_head in [true, false] {
        for _ in 0..MAX_LINES {
            let from = if runs(pages, at_the_head) {
                0
            } else if pages.len() > 2 && runs(&pages[1..], at_the_head) {
                1
            } else {
                break;
            };
            // If there is nothing else, it is the text.
            if pages.iter().all(|page| page.len() < 2) {
                break;
            }
            for page in pages.iter_mut().skip(from) {
                if let Some(n) = outermost(page, at_the_head) {
                    page.remove(n);
                }
            }
            any = true;
        }
    }
    any
}

/// The highest or the lowest line of a page.
fn outermost(page: &[Line], at_the_head: bool) -> Option<usize> {
    let up = |line: &Line| if at_the_head { line.base } else { -line.base };
    let lines = page.iter().enumerate();
    lines.max_by(|(_, a), (_, b)| up(a).total_cmp(&up(b))).map(|(n, _)| n)
}

/// Whether the outermost line of all these pages is the same, or counts them.
fn runs(pages: &[Vec<Line>], at_the_head: bool) -> bool {
    let lines: Option<Vec<_>> =
        pages.iter().map(|page| page.get(outermost(page, at_the_head)?)).collect();
    let Some([first, rest @ ..]) = lines.as_deref() else { return false };
    let (words, numbers) = parts(first);
    // Two pages can begin with the same line by chance: of two, only a number is certain.
    let certain = rest.len() > 1 || (rest.len() == 1 && !words.contains(char::is_alphabetic));
    let mut counts = false;
    let same = rest.iter().enumerate().all(|(n, line)| {
        let (their_words, their_numbers) = parts(line);
        let pages = n as u64 + 1;
        (line.base - first.base).abs() < SAME
            && their_words == words
            && their_numbers.len() == numbers.len()
            && numbers.iter().zip(&their_numbers).all(|(number, theirs)| {
                let follows = number.checked_add(pages) == Some(*theirs);
                counts |= follows;
                follows || number == theirs
            })
    });
    certain && same && (counts || rest.len() > 1)
}

/// A line without its numbers, and its numbers.
fn parts(line: &Line) -> (String, Vec<u64>) {
    let (mut words, mut numbers): (_, Vec<u64>) = (String::new(), vec![]);
    let mut digits = false;
    for c in line.text(false).chars() {
        match digit(c) {
            Some(digit) => {
                if !digits {
                    words.push('#');
                    numbers.push(0);
                }
                if let Some(number) = numbers.last_mut() {
                    *number = number.wrapping_mul(10).wrapping_add(digit);
                }
            }
            None => words.push(c),
        }
        digits = digit(c).is_some();
    }
    (words, numbers)
}

/// A digit as Europeans, Arabs and Persians write it.
fn digit(c: char) -> Option<u64> {
    let zero = match c {
        '0'..='9' => '0',
        '\u{660}'..='\u{669}' => '\u{660}',
        '\u{6F0}'..='\u{6F9}' => '\u{6F0}',
        _ => return None,
    };
    Some(u64::from(u32::from(c) - u32::from(zero)))
}
