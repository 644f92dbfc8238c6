//! The whole compilation: masthead, letter, contents, the table of all annexes, and the annexes.

use crate::date::Date;
use crate::facts::{Facts, Manner, Statement};
use crate::fill::{date, fill, fill_text, person, seat};
use crate::letter::{letter, listed, original, who};
use crate::order::{Annex, What, annexes};
use crate::words::{of, of_masthead};
use rostrum_paper::{Block, Cell, Masthead, Paper, Run, Style};
use rostrum_proto::id::SeatId;
use rostrum_proto::lang::Lang;
use rostrum_proto::words::length;

/// The compilation in a language: the letter, the headings and the table are in it, each text is in its own.
///
/// It is made from whatever facts there are, so that a draft can be read; whether it may be published say the
/// [points](Facts::points). A text that is said to have been delivered and was not is in none of it.
#[must_use]
pub fn compile(facts: &Facts, lang: Lang) -> Paper {
    let words = of(lang);
    let annexes = annexes(facts);
    let mut blocks = letter(facts, &annexes, lang);
    if !annexes.is_empty() {
        blocks.push(heading(1, true, vec![Run::plain(&words.table.heading)]));
        blocks.push(table(facts, &annexes, lang));
    }
    for (n, annex) in annexes.iter().enumerate() {
        blocks.extend(enclosed(facts, n + 1, annex, lang));
    }
    let masthead = masthead(&facts.symbol, facts.letter_date, facts.original, lang);
    let title = fill_text(&words.title, &[("date", &date(words, facts.letter_date))]);
    let contents = (!annexes.is_empty()).then(|| words.contents.clone());
    Paper { contents, ..Paper::new(lang, masthead, title, blocks) }
}

/// The same as long as it is not published: it says so.
#[must_use]
pub fn draft(facts: &Facts, lang: Lang) -> Paper {
    Paper { mark: Some(of(lang).draft.clone()), ..compile(facts, lang) }
}

fn heading(level: u8, new_page: bool, text: Vec<Run>) -> Block {
    Block::Heading { level, new_page, text }
}

/// The head of a document of the Council in a language, by its symbol, its date and the language in which it was
/// written.
#[must_use]
pub fn masthead(symbol: &str, dated: Date, written_in: Lang, lang: Lang) -> Masthead {
    let words = of(lang);
    let (used, masthead) = of_masthead(lang);
    let of_lines = of(used);
    let language = match lang == written_in {
        true => String::new(),
        false => of_lines.languages.of(lang).clone(),
    };
    let original = of_lines.in_language.of(written_in);
    Masthead {
        organization: words.organization.clone(),
        body: words.body.clone(),
        symbol: symbol.to_owned(),
        distribution: masthead.distribution.clone(),
        date: date(of_lines, dated),
        language,
        original: fill_text(&masthead.original, &[("language", original)]),
        lang: (used != lang).then_some(used),
    }
}

/// All annexes on a page: whose, by whom, in which language, how long, how, and by which number it was received.
fn table(facts: &Facts, annexes: &[Annex<'_>], lang: Lang) -> Block {
    let words = &of(lang).table;
    let head = [
        &words.annex,
        &words.seat,
        &words.person,
        &words.language,
        &words.words,
        &words.manner,
        &words.number,
    ];
    let nothing = || Cell::from(words.nothing.as_str());
    let row = |(n, annex): (usize, &Annex<'_>)| {
        let person = person(of(lang), annex.name(), annex.title());
        let of_text = |cell: &dyn Fn(&Statement) -> Cell| annex.text.map_or_else(nothing, cell);
        let manner = match annex.text.map(|text| text.manner) {
            Some(Manner::Written) => &words.written,
            Some(Manner::Delivered) | None => &words.delivered,
        };
        vec![
            Cell::from(of(lang).numerals.write(n + 1).as_str()),
            Cell(seat(facts, annex.seat, lang)),
            person.map_or_else(nothing, Cell),
            of_text(&|text| Cell::from(of(lang).languages.of(text.language).as_str())),
            of_text(&|text| Cell::from(length_of(text).to_string().as_str())),
            Cell::from(manner.as_str()),
            of_text(&|text| Cell(vec![Run::isolated(&text.number)])),
        ]
    };
    Block::Table {
        caption: words.caption.clone(),
        head: head.into_iter().cloned().collect(),
        rows: annexes.iter().enumerate().map(row).collect(),
    }
}

/// Its words, as everywhere counted by Unicode.
fn length_of(text: &Statement) -> usize {
    text.paragraphs.iter().map(|paragraph| length(paragraph).words).sum()
}

/// An annex: its number, who gives it, for whom, in which language, and the text.
fn enclosed(facts: &Facts, number: usize, annex: &Annex<'_>, lang: Lang) -> Vec<Block> {
    let words = of(lang);
    let headings = match annex.what {
        What::Briefing => &words.briefing,
        What::Statement => &words.statement,
        What::Written => &words.written,
    };
    let numbered = fill_text(&words.annex, &[("number", &words.numerals.write(number))]);
    let given = match who(facts, annex, lang) {
        (who, true) => fill(&headings.by, &[("who", who)]),
        (seat, false) => fill(&headings.of, &[("seat", seat)]),
    };
    let mut blocks = vec![heading(1, true, vec![Run::plain(numbered)]), heading(2, false, given)];
    let paragraph = |lang, style, text| Block::Paragraph { lang, style, text };
    let mut also_for: Vec<&SeatId> = annex.on_behalf_of().collect();
    also_for.sort_by_cached_key(|id| facts.alphabetical(id));
    also_for.dedup();
    let also = match also_for.len() {
        0 => None,
        1 => Some(&words.also_for_one),
        _ => Some(&words.also_for),
    };
    blocks.extend(also.map(|also| {
        let text = fill(also, &[("seats", listed(facts, also_for, lang))]);
        paragraph(None, Style::Subheading, text)
    }));
    let Some(text) = annex.text else {
        blocks.push(paragraph(None, Style::Note, vec![Run::plain(&words.no_text)]));
        return blocks;
    };
    let original = vec![Run::plain(original(words, text.language))];
    blocks.push(paragraph(None, Style::Subheading, original));
    let of_text = (text.language != lang).then_some(text.language);
    let said =
        text.paragraphs.iter().map(|said| paragraph(of_text, Style::Body, vec![Run::plain(said)]));
    blocks.extend(said);
    blocks
}
