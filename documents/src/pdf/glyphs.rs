//! What a page shows: its letters, each with its place, in the order in which they are drawn.

use super::TooMuch;
use hayro_interpret::font::{Glyph as Drawn, GlyphRun};
use hayro_interpret::hayro_cmap::{BfString, WritingMode};
use hayro_interpret::hayro_syntax::object::{self, Dict};
use hayro_interpret::kurbo::{Affine, BezPath, Point, Rect, Shape};
use hayro_interpret::{
    BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, SoftMask,
};
use std::panic::resume_unwind;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

/// What stands for a letter that the font does not name.
pub const UNKNOWN: char = '\u{FFFD}';

/// A letter, or several that are drawn as one. Lengths are in points, from the lower left corner of the page.
#[derive(Clone, Debug)]
pub struct Glyph {
    /// What it says, in logical order.
    pub text: String,
    /// Where it begins and ends.
    pub left: f64,
    /// Where it ends, and the next begins.
    pub right: f64,
    /// The height of the line that it stands on.
    pub base: f64,
    /// The size of its font.
    pub size: f64,
    /// Whether it is a flat bar that the font does not name: what lengthens a line of Arabic within its words.
    pub bar: bool,
    /// Whether the program that made the file says that it belongs to the page and not to the text (14.8.2.2): a header,
    /// a page number.
    pub of_the_page: bool,
}

/// What has been seen of a page.
#[derive(Debug)]
pub struct Seen {
    /// Its letters.
    pub glyphs: Vec<Glyph>,
    /// Whether there are pictures.
    pub pictures: bool,
    /// Whether there are letters that nobody sees: drawn invisibly, as under scanned pages, or beside the page.
    pub hidden: bool,
    /// Whether there are letters that do not stand upright in lines from left to right or from right to left.
    pub turned: bool,
    marks: Vec<Mark>,
    /// How many of them say that what they mark belongs to the page.
    of_the_page: usize,
    page: Rect,
    steps: u32,
}

/// Marked content that has begun (14.6).
#[derive(Debug)]
enum Mark {
    /// Of no interest.
    Plain,
    /// What belongs to the page.
    OfThePage,
    /// The glyphs from this one on say this (14.9.4).
    Says(String, usize),
}

impl Seen {
    /// Of a page as large as this, while there are so many steps left.
    pub fn new(page: Rect, steps: u32) -> Self {
        Self {
            glyphs: vec![],
            pictures: false,
            hidden: false,
            turned: false,
            marks: vec![],
            of_the_page: 0,
            page,
            steps,
        }
    }

    /// How many steps are left.
    pub fn steps_left(&self) -> u32 {
        self.steps
    }

    /// What is drawn is counted. The library cannot be asked to stop; what comes of this is caught with its panics.
    fn step(&mut self) {
        match self.steps.checked_sub(1) {
            Some(left) => self.steps = left,
            None => resume_unwind(Box::new(TooMuch)),
        }
    }

    /// A glyph that says this, if it is where a reader sees it.
    fn place(&mut self, drawn: &Drawn<'_>, transform: Affine) {
        let origin = transform * Point::ZERO;
        let [a, b, c, d, ..] = transform.as_coeffs();
        // The transform is of thousandths of the font's size.
        let width = a.hypot(b) * 1000.0;
        let size = (a * d - b * c).abs() * 1e6 / width.max(f64::MIN_POSITIVE);
        if !(width.is_finite() && size.is_finite() && origin.x.is_finite() && origin.y.is_finite())
            || size < 0.1
        {
            self.hidden |= says(drawn);
            return;
        }
        if a <= 0.0 || b.abs() > a * 0.02 {
            self.turned |= says(drawn);
            return;
        }
        if !self.page.contains(origin) {
            self.hidden |= says(drawn);
            return;
        }
        let named = drawn.as_unicode();
        let (advance, bar) = match drawn {
            Drawn::Outline(drawn) => {
                (drawn.advance_width(), named.is_none() && is_bar(drawn.outline().bounding_box()))
            }
            Drawn::Type3(drawn) => (drawn.advance_width(), false),
        };
        let text = match named {
            Some(BfString::Char(c)) => cleaned(c.encode_utf8(&mut [0; 4])),
            Some(BfString::String(text)) => cleaned(&text),
            None => UNKNOWN.into(),
        };
        self.glyphs.push(Glyph {
            text,
            left: origin.x,
            right: origin.x + f64::from(advance.unwrap_or(0.0)) / 1000.0 * width,
            base: origin.y,
            size,
            bar,
            of_the_page: self.of_the_page > 0,
        });
    }
}

impl<'a> Device<'a> for Seen {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        for glyph in run.glyphs() {
            self.step();
            if matches!(mode, DrawMode::Invisible) {
                self.hidden |= says(glyph);
            } else if run.writing_mode() == WritingMode::Vertical {
                self.turned |= says(glyph);
            } else {
                self.place(glyph, props.transform * glyph.transform());
            }
        }
    }

    fn draw_image(&mut self, _: Image<'a, '_>, _: ImageDrawProps<'a>) {
        self.step();
        self.pictures = true;
    }

    fn begin_marked_content(&mut self, tag: &[u8], properties: Option<&Dict<'_>>) {
        self.step();
        let says = properties.and_then(|dict| dict.get::<object::String<'_>>(b"ActualText"));
        self.marks.push(match says {
            Some(says) => Mark::Says(decoded(says.as_bytes()), self.glyphs.len()),
            None if tag == b"Artifact" => {
                self.of_the_page += 1;
                Mark::OfThePage
            }
            None => Mark::Plain,
        });
    }

    fn end_marked_content(&mut self) {
        self.step();
        let (text, from) = match self.marks.pop() {
            Some(Mark::Says(text, from)) => (text, from),
            Some(Mark::OfThePage) => return self.of_the_page -= 1,
            Some(Mark::Plain) | None => return,
        };
        let Some((first, more)) = self.glyphs.get(from..).and_then(<[_]>::split_first) else {
            return;
        };
        // What is said of more than a line is not said of where in it.
        if more.iter().any(|glyph| (glyph.base - first.base).abs() > first.size) {
            return;
        }
        let mut whole = Glyph { text: cleaned(&text), bar: false, ..first.clone() };
        for glyph in more {
            whole.left = whole.left.min(glyph.left);
            whole.right = whole.right.max(glyph.right);
            whole.size = whole.size.max(glyph.size);
        }
        self.glyphs.truncate(from);
        if !whole.text.is_empty() {
            self.glyphs.push(whole);
        }
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {
        self.step();
    }
    fn draw_rect(&mut self, _: &Rect, _: DrawProps<'a>, _: &DrawMode) {
        self.step();
    }
    fn push_clip_path(&mut self, _: &ClipPath) {
        self.step();
    }
    fn push_clip_rect(&mut self, _: &Rect) {
        self.step();
    }
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {
        self.step();
    }
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}

/// Whether it is more than a space.
fn says(drawn: &Drawn<'_>) -> bool {
    !matches!(drawn.as_unicode(), Some(BfString::Char(c)) if c.is_whitespace())
}

/// Joins what stands above and below letters to its letter: it is drawn before or after it, and at its place.
pub fn with_marks(glyphs: Vec<Glyph>) -> Vec<Glyph> {
    let mut whole: Vec<Glyph> = Vec::with_capacity(glyphs.len());
    // Those that have no letter yet.
    let mut waiting: Vec<Glyph> = vec![];
    for mut glyph in glyphs {
        if is_mark(&glyph) {
            waiting.push(glyph);
            continue;
        }
        for mark in waiting.drain(..) {
            // In the middle between two: Arabic is drawn from left to right, and its marks before their letters.
            let tie = if mark.text.contains(is_arabic) { 0.0 } else { 0.01 };
            match whole.last_mut() {
                Some(last) if away(&mark, last) < away(&mark, &glyph) + tie => {
                    put_on(last, &mark);
                }
                _ => put_on(&mut glyph, &mark),
            }
        }
        whole.push(glyph);
    }
    match whole.last_mut() {
        Some(last) => waiting.iter().for_each(|mark| put_on(last, mark)),
        None => whole = waiting,
    }
    whole
}

fn combines(c: char) -> bool {
    canonical_combining_class(c) != 0
}

fn is_arabic(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8FF}')
}

/// Whether it takes no place of its own. Some programs let a mark say its letter too, which they draw beside it.
fn is_mark(glyph: &Glyph) -> bool {
    let any = glyph.text.contains(combines);
    any && (glyph.text.chars().all(combines) || glyph.right - glyph.left < glyph.size * 0.05)
}

/// How far a mark is from a letter.
fn away(mark: &Glyph, letter: &Glyph) -> f64 {
    if letter.text == " " {
        return f64::INFINITY;
    }
    let beside = (letter.left - mark.left).max(mark.left - letter.right).max(0.0);
    let other = mark.text.chars().any(|c| !combines(c) && !letter.text.contains(c));
    beside + (letter.base - mark.base).abs() / 2.0 + if other { mark.size } else { 0.0 }
}

/// Puts a mark on its letter, if it is not there yet.
fn put_on(letter: &mut Glyph, mark: &Glyph) {
    for c in mark.text.chars() {
        if !letter.text.contains(c) {
            letter.text.push(c);
        }
    }
}

/// Whether a letter as large as this, in thousandths of its size, is a bar near the line.
fn is_bar(drawn: Rect) -> bool {
    drawn.width() > 0.0 && drawn.height() < 200.0 && drawn.y0 > -150.0 && drawn.y1 < 250.0
}

/// A text string (7.9.2.2): UTF-16, UTF-8, or else as good as Latin-1.
fn decoded(bytes: &[u8]) -> String {
    match bytes {
        [0xFE, 0xFF, rest @ ..] => {
            let units = rest.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
            char::decode_utf16(units).map(|c| c.unwrap_or(UNKNOWN)).collect()
        }
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        bytes => bytes.iter().map(|byte| char::from(*byte)).collect(),
    }
}

/// What fonts say of their letters, as text says it: a letter is the letter itself, in whatever form it is drawn.
fn cleaned(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\t' | '\n' | '\r' => clean.push(' '),
            '\u{FEFF}' => {}
            // Arabic, Hebrew and Latin letters as they are drawn: ﻣ is م, ﻻ is لا, ﬁ is fi.
            '\u{FB00}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}' => {
                clean.extend([c].into_iter().nfkc())
            }
            // The bullets of the fonts Symbol and Wingdings.
            '\u{F0B7}' | '\u{F0A7}' => clean.push('•'),
            '\u{E000}'..='\u{F8FF}' => clean.push(UNKNOWN),
            c if c.is_control() => {}
            c => clean.push(c),
        }
    }
    clean
}
