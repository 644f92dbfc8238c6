//! What becomes of letters that cannot be printed as they are. Nothing that was written is left out: a letter that no font
//! has, and one that would make its surroundings say something else, is named in its place: `[U+1F600]`.

use crate::fonts::Chosen;
use crate::wanted::visible;
use std::fmt::Write;
use typst::text::is_default_ignorable;
use unicode_segmentation::UnicodeSegmentation;

/// Text without a place to break a line is given one after so many letters: no page is that wide.
const MAX_UNBROKEN: usize = 24;

/// Letters that take no room are written so often in a row (the Stream-Safe Text Format of UAX #15 has as many); how many
/// more there are is said. Nothing can be read of them, and a line that they never fill has no end.
const MAX_UNSEEN: usize = 30;

/// The same of white space, which takes none at the end of a line.
const MAX_SPACES: usize = 300;

const ZERO_WIDTH_SPACE: char = '\u{200B}';
const WORD_JOINER: char = '\u{2060}';
const LEFT_TO_RIGHT_ISOLATE: char = '\u{2066}';
const RIGHT_TO_LEFT_ISOLATE: char = '\u{2067}';
const POP_ISOLATE: char = '\u{2069}';

/// The text as it can be printed with these fonts; each line in it stands alone.
pub(crate) fn shown(text: &str, chosen: &Chosen) -> String {
    let mut shown = String::with_capacity(text.len());
    for line in lines(text) {
        let mut line_of = Line {
            chosen,
            isolates: isolates_are_closed(line),
            shown: &mut shown,
            named: None,
            base: false,
            unbroken: 0,
            unseen: 0,
            spaces: 0,
        };
        line.graphemes(true).for_each(|cluster| line_of.push(cluster));
        line_of.name();
        shown.push('\n');
    }
    shown.pop();
    shown
}

/// The same, with each line isolated from what stands around it (UAX #9, 2.4.2).
pub(crate) fn isolated(shown: &str, right_to_left: bool) -> String {
    let open = if right_to_left { RIGHT_TO_LEFT_ISOLATE } else { LEFT_TO_RIGHT_ISOLATE };
    let isolate = |line: &str| match line {
        "" => String::new(),
        line => format!("{open}{line}{POP_ISOLATE}"),
    };
    shown.split('\n').map(isolate).collect::<Vec<String>>().join("\n")
}

/// The lines of a text, whatever ends them (UAX #14, class BK, and line feeds).
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.split(['\n', '\u{B}', '\u{C}', '\u{85}', '\u{2028}', '\u{2029}'])
        .map(|line| line.strip_suffix('\r').unwrap_or(line))
}

/// One line while it is written.
struct Line<'a> {
    chosen: &'a Chosen<'a>,
    /// Whether those who isolate a part of it may stay.
    isolates: bool,
    shown: &'a mut String,
    /// What is to be named, and how often it stands here.
    named: Option<(char, usize)>,
    /// Whether the last cluster is something that a mark can stand on.
    base: bool,
    /// How many clusters there have been without a place to break the line.
    unbroken: usize,
    /// How many letters without width.
    unseen: usize,
    /// How many spaces.
    spaces: usize,
}

impl Line<'_> {
    fn push(&mut self, cluster: &str) {
        self.unbroken = if breaks_lines(cluster) { 0 } else { self.unbroken + 1 };
        if self.unbroken > MAX_UNBROKEN {
            self.shown.push(ZERO_WIDTH_SPACE);
            self.unbroken = 1;
        }
        // A mark at the beginning would be set on the end of what stands before, be it another line.
        let alone = !self.base && extends(cluster);
        let together = self.chosen.have_together(visible(cluster));
        let mut kept = String::new();
        for (at, letter) in cluster.chars().enumerate() {
            let of_no_width = at > 0 || is_default_ignorable(letter);
            self.unseen = if of_no_width { self.unseen + 1 } else { 0 };
            self.spaces = if letter.is_whitespace() { self.spaces + 1 } else { 0 };
            let letter = match letter {
                '\t' => ' ',
                // As a mark of byte order it has no place within a text, and its old meaning has a sign of its own.
                '\u{FEFF}' => WORD_JOINER,
                letter => letter,
            };
            let has_font = || {
                together || self.chosen.have_together(visible(&kept).chain(std::iter::once(letter)))
            };
            let keep = match letter {
                _ if self.unseen > MAX_UNSEEN || self.spaces > MAX_SPACES => false,
                LEFT_TO_RIGHT_ISOLATE..=POP_ISOLATE => self.isolates,
                letter if letter.is_control() || is_private(letter) => false,
                letter if is_default_ignorable(letter) => works_unseen(letter),
                _ => !alone && has_font(),
            };
            match &mut self.named {
                _ if keep => {
                    self.name();
                    kept.push(letter);
                    self.shown.push(letter);
                }
                Some((last, times)) if *last == letter => *times += 1,
                named => {
                    let before = named.replace((letter, 1));
                    self.write(before);
                }
            }
        }
        self.base = visible(&kept).next().is_some();
    }

    /// Names what waits for it.
    fn name(&mut self) {
        let named = self.named.take();
        self.write(named);
    }

    fn write(&mut self, named: Option<(char, usize)>) {
        let Some((letter, times)) = named else { return };
        let letter = u32::from(letter);
        let times = if times > 1 { format!(" ×{times}") } else { String::new() };
        // Writing to a string does not fail.
        let _ = write!(
            self.shown,
            "{LEFT_TO_RIGHT_ISOLATE}[U+{letter:04X}{times}]{POP_ISOLATE}{ZERO_WIDTH_SPACE}"
        );
        self.unbroken = 0;
    }
}

/// Whether a cluster has no letter of its own: with one before it, it would be part of that.
fn extends(cluster: &str) -> bool {
    format!("a{cluster}").graphemes(true).count() == 1
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
