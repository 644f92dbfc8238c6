//! Marks that stand on a letter: each letter of a text is said by one glyph of the file and no more.
//!
//! The typesetter writes glyphs of another height as texts of their own, and gives to each the whole cluster that it is
//! of: a meem (U+0645) under a shadda (U+0651) comes as the text of the shadda, "meem, shadda", and then as that of the
//! meem, "meem, shadda". Whoever copies the word, or hears it, has both twice. Here the shadda gets "shadda" and the meem
//! "meem": so a word is found by its letters, also by readers that know nothing but glyphs.

use std::collections::BTreeMap;
use typst::layout::{Em, Frame, FrameItem};
use typst::model::Document;
use typst::text::{Glyph, TextItem};
use typst_layout::{Page, PagedDocument};

/// The document with each letter said once.
pub(crate) fn said_once(document: PagedDocument) -> PagedDocument {
    let page_of = |page: &Page| match in_frame(&page.frame) {
        Some(frame) => Page { frame, ..page.clone() },
        None => page.clone(),
    };
    let pages = document.pages().iter().map(page_of).collect();
    PagedDocument::new(pages, document.info().clone())
}

/// The frame, if something in it is said twice.
fn in_frame(frame: &Frame) -> Option<Frame> {
    let items: Vec<&FrameItem> = frame.items().map(|(_, item)| item).collect();
    let mut groups = BTreeMap::new();
    let mut texts = BTreeMap::new();
    let mut taken: BTreeMap<(usize, &str), String> = BTreeMap::new();
    for (at, item) in items.iter().enumerate() {
        if let FrameItem::Group(group) = item
            && let Some(frame) = in_frame(&group.frame)
        {
            let mut group = group.clone();
            group.frame = frame;
            groups.insert(at, group);
        }
        if let FrameItem::Text(text) = item
            && let Some(marks) = marks_alone(text)
            && let Some((base, first)) = base_of(&items, at)
        {
            texts.entry(base).or_insert_with(|| first.clone());
            taken.entry((base, text.text.as_str())).or_default().push_str(&marks.text);
            texts.insert(at, marks);
        }
    }
    if groups.is_empty() && texts.is_empty() {
        return None;
    }
    for ((base, cluster), marks) in taken {
        if let Some(base) = texts.get_mut(&base) {
            without(base, cluster, &marks);
        }
    }
    let mut frame = frame.clone();
    let mut at = 0;
    frame.retain(|item| {
        if let Some(group) = groups.remove(&at) {
            *item = FrameItem::Group(group);
        } else if let Some(text) = texts.remove(&at) {
            *item = FrameItem::Text(text);
        }
        at += 1;
        true
    });
    Some(frame)
}

/// The item with its own marks for its text, if it is of marks of one cluster, and the letter under them is elsewhere.
fn marks_alone(item: &TextItem) -> Option<TextItem> {
    let of_whole = |glyph: &Glyph| glyph.range() == (0..item.text.len());
    let on_another = |glyph: &Glyph| glyph.x_advance == Em::zero() && of_whole(glyph);
    let mut letters = item.text.chars();
    letters.next()?;
    let rest = letters.as_str();
    if rest.is_empty() || !item.glyphs.iter().all(on_another) {
        return None;
    }
    let mut marks = item.clone();
    marks.text.clear();
    for glyph in &mut marks.glyphs {
        let of_glyph = |&letter: &char| {
            item.font.ttf().glyph_index(letter).is_some_and(|index| index.0 == glyph.id)
        };
        let from = marks.text.len();
        match rest.chars().find(of_glyph) {
            Some(letter) => marks.text.push(letter),
            // One glyph for several.
            None => marks.text.push_str(rest),
        }
        glyph.range = u16::try_from(from).ok()?..u16::try_from(marks.text.len()).ok()?;
    }
    Some(marks)
}

/// The item with the letter on which the marks at a place stand: before them, or after them from right to left.
fn base_of<'a>(items: &[&'a FrameItem], marks: usize) -> Option<(usize, &'a TextItem)> {
    let FrameItem::Text(text) = items.get(marks)? else { return None };
    let right_to_left = matches!(text.text.chars().next()?, '\u{590}'..='\u{8FF}');
    let mut at = marks;
    loop {
        at = if right_to_left { at + 1 } else { at.checked_sub(1)? };
        let FrameItem::Text(base) = items.get(at)? else { return None };
        let beside = if right_to_left { base.glyphs.first() } else { base.glyphs.last() };
        if base.text.get(beside?.range())? != text.text {
            return None;
        }
        // Another mark of the same cluster lies between.
        if marks_alone(base).is_none() {
            return Some((at, base));
        }
    }
}

/// Takes marks from the glyphs of a cluster, from its end on.
fn without(base: &mut TextItem, cluster: &str, marks: &str) {
    for glyph in &mut base.glyphs {
        if base.text.get(glyph.range()) != Some(cluster) {
            continue;
        }
        let kept = cluster.trim_end_matches(|letter| marks.contains(letter));
        let length = kept.len().max(cluster.chars().next().map_or(0, char::len_utf8));
        glyph.range.end = glyph.range.start + u16::try_from(length).unwrap_or_default();
    }
}
