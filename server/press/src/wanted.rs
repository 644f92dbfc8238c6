//! What a paper asks of the fonts: its languages and its letters.

use rostrum_paper::{Block, Masthead, Paper, Run};
use rostrum_proto::lang::Lang;
use std::collections::BTreeSet;
use typst::text::is_default_ignorable;

/// The languages in a paper.
pub(crate) fn langs(paper: &Paper) -> BTreeSet<Lang> {
    let mut langs = BTreeSet::from([paper.lang]);
    langs.extend(paper.title_lang);
    for block in &paper.blocks {
        if let Block::Paragraph { lang, .. } = block {
            langs.extend(lang);
        }
        langs.extend(runs(block).filter_map(|run| run.lang));
    }
    langs
}

/// The letters in a paper that a font must have, and those that the press itself may write.
pub(crate) fn letters(paper: &Paper) -> BTreeSet<char> {
    let mut letters: BTreeSet<char> = ('!'..='~').chain(['×']).collect();
    let Masthead { organization, body, symbol, distribution, date, language, original, lang: _ } =
        &paper.masthead;
    let masthead = [organization, body, symbol, distribution, date, language, original];
    for text in masthead.into_iter().chain([&paper.title]) {
        letters.extend(visible(text));
    }
    letters.extend(paper.contents.iter().chain(&paper.mark).flat_map(|text| visible(text)));
    for block in &paper.blocks {
        if let Block::Table { caption, head, .. } = block {
            letters.extend(std::iter::once(caption).chain(head).flat_map(|text| visible(text)));
        }
        if let Block::Terms { terms } = block {
            letters.extend(terms.iter().flat_map(|term| visible(&term.name)));
        }
        letters.extend(runs(block).flat_map(|run| visible(&run.text)));
    }
    letters
}

/// The letters of a text that a font must have.
pub(crate) fn visible(text: &str) -> impl Iterator<Item = char> + Clone {
    text.chars().filter(|&letter| !letter.is_control() && !is_default_ignorable(letter))
}

/// Whether there is nothing to be seen.
pub(crate) fn is_blank(text: &str) -> bool {
    visible(text).all(char::is_whitespace)
}

/// All runs of a block.
fn runs(block: &Block) -> Box<dyn Iterator<Item = &Run> + '_> {
    match block {
        Block::Heading { text, .. } | Block::Paragraph { text, .. } => Box::new(text.iter()),
        Block::Terms { terms } => Box::new(terms.iter().flat_map(|term| &term.text)),
        Block::Table { rows, .. } => Box::new(rows.iter().flatten().flat_map(|cell| &cell.0)),
    }
}
