//! PDF (ISO 32000-2): what its pages show, put together to lines and paragraphs again.
//!
//! A PDF says where each letter stands and which it is, and little of words, lines and paragraphs. `glyphs` has the letters of
//! a page, `lines` puts them in the order in which they are read, `running` leaves out what every page has, and `joined` makes
//! paragraphs. Whoever sends it sees the text before it is sent, and has the last word.
//!
//! The library that reads it (`hayro-interpret`) has no unsafe code, and decodes no picture that nobody asks for. What
//! unpacks to too much is found before (`streams`); what is drawn is counted; a panic is an error of this file. What is
//! still left to a hostile file, memory and time, the process has little of (`server/src/taker.rs`).

mod bidi;
mod glyphs;
mod joined;
mod lines;
mod running;
mod streams;

use crate::{Kind, LeftOut, NoText, Taken};
use glyphs::{Glyph, Seen};
use hayro_interpret::hayro_syntax::object::{Array, Dict, Name, Object};
use hayro_interpret::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use hayro_interpret::kurbo::Rect;
use hayro_interpret::{
    Context, InterpreterCache, InterpreterSettings, RenderContent, TransformExt, interpret_page,
};
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// The most pages that are read.
pub const MAX_PAGES: usize = 500;

/// The most that is drawn on all pages: letters, lines, pictures. A page of text has some 3,000.
const MAX_STEPS: u32 = 2_000_000;

/// More was drawn than that.
#[derive(Debug)]
struct TooMuch;

/// Takes the text out of a PDF.
///
/// # Errors
/// It is damaged, encrypted, too long, or has no text that can be read.
pub fn text_of(file: &[u8]) -> Result<Taken, NoText> {
    // Nothing that was half done is used afterwards.
    match catch_unwind(AssertUnwindSafe(|| read(file))) {
        Ok(taken) => taken,
        Err(why) if why.is::<TooMuch>() => Err(NoText::Bomb),
        Err(_) => Err(damaged()),
    }
}

fn damaged() -> NoText {
    NoText::Damaged("it says that it is a PDF, and cannot be read as one".into())
}

fn read(file: &[u8]) -> Result<Taken, NoText> {
    streams::count_in_file(file)?;
    let pdf = Pdf::new(Arc::new(file.to_vec())).map_err(|why| match why {
        LoadPdfError::Decryption(
            DecryptionError::PasswordProtected | DecryptionError::UnsupportedAlgorithm,
        ) => NoText::Encrypted,
        LoadPdfError::Decryption(_) | LoadPdfError::Invalid => damaged(),
    })?;
    streams::count_in_objects(&pdf)?;
    match pdf.pages().len() {
        0 => return Err(damaged()),
        pages if pages > MAX_PAGES => return Err(NoText::TooManyPages(pages)),
        _ => {}
    }
    let mut left_out = BTreeSet::new();
    if has_programs(&pdf) {
        left_out.insert(LeftOut::Macros);
    }
    let pages = pages(&pdf, &mut left_out);
    let all = pages.iter().flatten();
    let of_the_text = all.clone().filter(|glyph| !glyph.of_the_page && says(glyph)).count();
    // If everything belongs to the pages, nothing does.
    let keep = of_the_text == 0;
    if !keep && all.clone().any(|glyph| glyph.of_the_page && says(glyph)) {
        left_out.insert(LeftOut::Running);
    }
    let kept = |glyph: &Glyph| keep || !glyph.of_the_page;
    let mut pages: Vec<_> = pages
        .into_iter()
        .map(|page| page.into_iter().filter(kept).collect())
        .enumerate()
        .map(|(n, page)| lines::lines(page, n))
        .collect();
    if running::leave_out(&mut pages) {
        left_out.insert(LeftOut::Running);
    }
    let lines: Vec<_> = pages.into_iter().flatten().collect();
    let (mut pairs, mut others) = (0, 0);
    for line in lines.iter().filter(|line| line.right_to_left) {
        let (good, bad) = bidi::pairs(&line.text(false));
        (pairs, others) = (pairs + good, others + bad);
    }
    let text = joined::paragraphs(&lines, others > pairs).join("\n\n");
    let unknown = text.matches(glyphs::UNKNOWN).count();
    if unknown * 20 > text.chars().count() {
        return Err(NoText::Nameless);
    }
    if !text.chars().any(char::is_alphanumeric) {
        return Err(if left_out.contains(&LeftOut::Turned) {
            NoText::Turned
        } else {
            NoText::Scanned
        });
    }
    Ok(Taken { kind: Kind::Pdf, text, left_out: left_out.into_iter().collect() })
}

fn says(glyph: &Glyph) -> bool {
    glyph.text.chars().any(char::is_alphanumeric)
}

/// The letters of each page.
fn pages(pdf: &Pdf, left_out: &mut BTreeSet<LeftOut>) -> Vec<Vec<Glyph>> {
    let cache = InterpreterCache::new();
    let mut steps = MAX_STEPS;
    let mut pages = vec![];
    for page in pdf.pages().iter() {
        let (width, height) = page.render_dimensions();
        let area = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
        let settings = InterpreterSettings {
            render_content: RenderContent::PAGE,
            ..InterpreterSettings::default()
        };
        let upright = page.initial_transform(false).to_kurbo();
        let mut context = Context::new(upright, area, &cache, pdf.xref(), settings);
        let mut seen = Seen::new(area, steps);
        interpret_page(page, &mut context, &mut seen);
        steps = seen.steps_left();
        let has = [
            (seen.pictures, LeftOut::Pictures),
            (seen.hidden, LeftOut::Hidden),
            (seen.turned, LeftOut::Turned),
            (is_commented(page.raw()), LeftOut::Comments),
        ];
        left_out.extend(has.into_iter().filter(|(has, _)| *has).map(|(_, what)| what));
        pages.push(seen.glyphs);
    }
    pages
}

/// Whether somebody has written on a page afterwards (12.5.6).
fn is_commented(page: &Dict<'_>) -> bool {
    let notes = page.get::<Array<'_>>(b"Annots");
    notes.is_some_and(|notes| {
        notes.iter::<Dict<'_>>().any(|note| {
            let kind = note.get::<Name<'_>>(b"Subtype");
            kind.is_some_and(|kind| !matches!(&*kind, b"Link" | b"Popup" | b"Widget"))
        })
    })
}

/// Whether something in it would run or open something else (12.6.4).
fn has_programs(pdf: &Pdf) -> bool {
    let has = |dict: &Dict<'_>, what: &[u8]| dict.data().windows(what.len()).any(|w| w == what);
    pdf.objects().into_iter().any(|object| {
        let Object::Dict(dict) = object else { return false };
        has(&dict, b"/JavaScript") || has(&dict, b"/Launch")
    })
}
