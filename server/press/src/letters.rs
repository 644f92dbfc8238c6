//! What becomes of letters that cannot be printed as they are. Nothing that was written is left out: a letter that no font
//! has, and one that would make its surroundings say something else, is named in its place: `[U+1F600]`.

use crate::fonts::Chosen;
use crate::wanted::visible;
use std::fmt::Write;
use typst::text::is_default_ignorable;
use unicode_segmentation::UnicodeSegmentation;

/// Text without a place to break a line is given one after so many letters: no page is that wide.
const MAX_UNBROKEN: usize = 24;

const ZERO_WIDTH_SPACE: char = '\u{200B}';
const WORD_JOINER: char = '\u{2060}';
const LEFT_TO_RIGHT_ISOLATE: char = '\u{2066}';
const RIGHT_TO_LEFT_ISOLATE: char = '\u{2067}';
const POP_ISOLATE: char = '\u{2069}';

/// The text as it can be printed with these fonts; each line in it stands alone.
pub(crate) fn shown(text: &str, chosen: &Chosen) -> String {
    let mut shown = String::with_capacity(text.len());
    for line in lines(text) {
        let isolates = isolates_are_closed(line);
        let mut unbroken = 0;
        for cluster in line.graphemes(true) {
            unbroken = if breaks_lines(cluster) { 0 } else { unbroken + 1 };
            if unbroken > MAX_UNBROKEN {
                shown.push(ZERO_WIDTH_SPACE);
                unbroken = 1;
            }
            push_cluster(&mut shown, cluster, isolates, chosen);
        }
        shown.push('\n');
    }
    shown.pop();
    shown
}

/// The same, with each line isolated from what stands around it (UAX #9, 2.4.2).
pub(crate) fn isolated(shown: &str, right_to_left: bool) -> String {
    let open = if right_to_left { RIGHT_TO_LEFT_ISOLATE } else { LEFT_TO_RIGHT_ISOLATE };
    let lines: Vec<String> =
        shown.split('\n').map(|line| format!("{open}{line}{POP_ISOLATE}")).collect();
    lines.join("\n")
}

/// The lines of a text, whatever ends them (UAX #14, class BK, and line feeds).
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.split(['\n', '\u{B}', '\u{C}', '\u{85}', '\u{2028}', '\u{2029}'])
        .map(|line| line.strip_suffix('\r').unwrap_or(line))
}

fn push_cluster(shown: &mut String, cluster: &str, isolates: bool, chosen: &Chosen) {
    let mut kept = String::new();
    let mut named: Vec<(char, usize)> = Vec::new();
    let together = chosen.have_together(visible(cluster));
    for letter in cluster.chars() {
        let keep = match letter {
            '\t' => {
                kept.push(' ');
                continue;
            }
            // As a mark of byte order it has no place within a text, and its old meaning has a sign of its own.
            '\u{FEFF}' => {
                kept.push(WORD_JOINER);
                continue;
            }
            LEFT_TO_RIGHT_ISOLATE..=POP_ISOLATE => isolates,
            letter if letter.is_control() || is_private(letter) => false,
            letter if is_default_ignorable(letter) => works_unseen(letter),
            letter => {
                together || chosen.have_together(visible(&kept).chain(std::iter::once(letter)))
            }
        };
        match named.last_mut() {
            _ if keep => kept.push(letter),
            Some((last, times)) if *last == letter => *times += 1,
            _ => named.push((letter, 1)),
        }
    }
    shown.push_str(&kept);
    for (letter, times) in named {
        let letter = u32::from(letter);
        let times = if times > 1 { format!(" ×{times}") } else { String::new() };
        // Writing to a string does not fail.
        let _ = write!(shown, "{LEFT_TO_RIGHT_ISOLATE}[U+{letter:04X}{times}]{POP_ISOLATE}");
    }
}

/// Whether a letter that is not seen does what it is for: joins, parts, or chooses a form. Others only hide, or turn the
/// order of what follows round.
fn works_unseen(letter: char) -> bool {
    matches!(
        letter,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{200B}'..='\u{200F}' | WORD_JOINER
            | '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}'
    )
}

/// Whether what it means is a matter between two who know each other.
fn is_private(letter: char) -> bool {
    matches!(letter, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..)
}

/// Whether a line can be broken beside it: a space, or a letter of a writing without spaces.
fn breaks_lines(cluster: &str) -> bool {
    let breaks = |letter: char| {
        letter.is_whitespace() || matches!(letter, '-' | ZERO_WIDTH_SPACE | '\u{2E80}'..='\u{FAFF}')
    };
    cluster.chars().any(breaks)
}

/// Whether each isolate of a line is closed in it, and none is closed that was not opened.
fn isolates_are_closed(line: &str) -> bool {
    let open = line.chars().try_fold(0_usize, |open, letter| match letter {
        LEFT_TO_RIGHT_ISOLATE..='\u{2068}' => Some(open + 1),
        POP_ISOLATE => open.checked_sub(1),
        _ => Some(open),
    });
    open == Some(0)
}
