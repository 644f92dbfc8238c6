//! Tables, and the masthead, which is one (ISO/IEC 29500-1, 17.4).

use super::blocks::{Settings, begin};
use super::runs;
use super::sheet::Sheet;
use super::xml::Xml;
use crate::direction::Direction;
use crate::paper::{Cell, Paper, Run, Term};
use rostrum_proto::lang::Lang;

/// The widest that the names of terms are together, in twentieths of a point.
const MAX_NAMES: usize = 4_000;

/// A column counts for so many characters at most: one for each of these, of the width of the text.
const MAX_SHARE: usize = 375;

/// So many columns are few.
const FEW: usize = 3;

/// The width of a character in a table of few columns.
const CHARACTER: usize = 140;

/// Begins a table of columns of these widths, in twentieths of a point.
fn begin_table(xml: &mut Xml, style: &str, lang: Lang, caption: &str, columns: &[usize]) {
    xml.open("w:tbl", &[]).open("w:tblPr", &[]).val("w:tblStyle", style);
    if Direction::of_lang(lang) == Direction::RightToLeft {
        xml.empty("w:bidiVisual", &[]);
    }
    xml.empty("w:tblW", &[("w:w", &columns.iter().sum::<usize>().to_string()), ("w:type", "dxa")]);
    xml.empty("w:tblLayout", &[("w:type", "fixed")]);
    if !caption.is_empty() {
        xml.val("w:tblCaption", caption);
    }
    xml.close("w:tblPr").open("w:tblGrid", &[]);
    for width in columns {
        xml.empty("w:gridCol", &[("w:w", &width.to_string())]);
    }
    xml.close("w:tblGrid");
}

fn begin_cell(xml: &mut Xml, width: usize) {
    xml.open("w:tc", &[]).open("w:tcPr", &[]);
    xml.empty("w:tcW", &[("w:w", &width.to_string()), ("w:type", "dxa")]).close("w:tcPr");
}

/// The head of the first page: the organization and its body, and at the other end what the document is.
pub fn masthead(xml: &mut Xml, paper: &Paper) {
    let (masthead, lang) = (&paper.masthead, paper.lang);
    let of_lines = masthead.lang.unwrap_or(lang);
    let columns = [Sheet::of(paper).width() - 3_200, 3_200];
    begin_table(xml, "Masthead", lang, "", &columns);
    xml.open("w:tr", &[]);
    begin_cell(xml, columns[0]);
    line(xml, "Organization", &masthead.organization, lang, lang);
    line(xml, "OfBody", &masthead.body, lang, lang);
    xml.close("w:tc");
    begin_cell(xml, columns[1]);
    line(xml, "Symbol", &masthead.symbol, Lang::En, Lang::En);
    for text in [&masthead.distribution, &masthead.date, &masthead.language, &masthead.original] {
        if !text.is_empty() {
            line(xml, "MastheadLine", text, of_lines, of_lines);
        }
    }
    xml.close("w:tc").close("w:tr").close("w:tbl");
}

/// A paragraph of one text.
pub fn line(xml: &mut Xml, style: &'static str, text: &str, of_paragraph: Lang, lang: Lang) {
    begin(xml, Settings::new(style, of_paragraph));
    runs::plain(xml, text, lang);
    xml.close("w:p");
}

/// Writes terms: their names in one column, what they are in another.
pub fn terms(xml: &mut Xml, lang: Lang, width: usize, terms: &[Term]) {
    if terms.is_empty() {
        return;
    }
    let longest = terms.iter().map(|term| length(&term.name)).max().unwrap_or(0);
    let names = ((longest + 3) * 110).min(MAX_NAMES);
    let columns = [names, width - names];
    begin_table(xml, "Terms", lang, "", &columns);
    for Term { name, text } in terms {
        xml.open("w:tr", &[]).open("w:trPr", &[]).empty("w:cantSplit", &[]).close("w:trPr");
        begin_cell(xml, columns[0]);
        line(xml, "Term", name, lang, lang);
        xml.close("w:tc");
        begin_cell(xml, columns[1]);
        begin(xml, Settings::new("TermText", lang));
        runs::write(xml, text, lang);
        xml.close("w:p").close("w:tc").close("w:tr");
    }
    end_table(xml, lang);
}

/// Writes a table that shows what `caption` says, in a text of this width; the first row is repeated on each page.
pub fn write(
    xml: &mut Xml,
    lang: Lang,
    (caption, width): (&str, usize),
    head: &[String],
    rows: &[Vec<Cell>],
) {
    let widths = widths(width, head, rows);
    if widths.is_empty() {
        return;
    }
    begin_table(xml, "Grid", lang, caption, &widths);
    xml.open("w:tr", &[]).open("w:trPr", &[]).empty("w:cantSplit", &[]).empty("w:tblHeader", &[]);
    xml.close("w:trPr");
    for (n, width) in widths.iter().enumerate() {
        begin_cell(xml, *width);
        line(xml, "TableHead", head.get(n).map_or("", String::as_str), lang, lang);
        xml.close("w:tc");
    }
    xml.close("w:tr");
    for row in rows {
        xml.open("w:tr", &[]).open("w:trPr", &[]).empty("w:cantSplit", &[]).close("w:trPr");
        for (n, width) in widths.iter().enumerate() {
            begin_cell(xml, *width);
            begin(xml, Settings::new("TableText", lang));
            runs::write(xml, row.get(n).map_or(&[], |cell: &Cell| cell.0.as_slice()), lang);
            xml.close("w:p").close("w:tc");
        }
        xml.close("w:tr");
    }
    end_table(xml, lang);
}

fn end_table(xml: &mut Xml, lang: Lang) {
    xml.close("w:tbl");
    // Between a table and what follows it there is a paragraph, or the two become one.
    begin(xml, Settings::new("Note", lang));
    xml.close("w:p");
}

/// The width of each column: its share grows with its longest line and with the longest word of its heading; none takes
/// all, and none is narrower than a word in it. Of a table of few short columns the last has what is left over.
fn widths(all: usize, head: &[String], rows: &[Vec<Cell>]) -> Vec<usize> {
    let columns = rows.iter().map(Vec::len).chain([head.len()]).max().unwrap_or(0);
    let longest = |text: &str| text.split_whitespace().map(length).max().unwrap_or(0);
    let share = |n: usize| {
        let cells = || rows.iter().filter_map(|row| row.get(n)).map(said);
        let head = head.get(n).map_or(0, |text| longest(text) + 1);
        let line = cells().map(|text| text.lines().map(length).max().unwrap_or(0)).max();
        let word = cells().map(|text| longest(&text)).max().unwrap_or(0).max(head);
        // In characters, with room for wide ones and for the space between two columns.
        let word = word.min(20) * 5 / 4 + 3;
        line.unwrap_or(0).min(all / MAX_SHARE).max(word)
    };
    let shares: Vec<usize> = (0..columns).map(share).collect();
    let sum: usize = shares.iter().sum();
    let needed = if columns <= FEW { all.min(sum * CHARACTER) } else { all };
    let mut widths: Vec<usize> =
        shares.into_iter().map(|share| share * needed / sum.max(1)).collect();
    if let Some(last) = widths.last_mut() {
        *last += all - needed;
    }
    widths
}

/// What a cell says.
fn said(cell: &Cell) -> String {
    cell.0.iter().map(|run: &Run| run.text.as_str()).collect()
}

/// How long a text is, in characters; beyond a line it does not matter.
fn length(text: &str) -> usize {
    text.chars().take(100).count()
}
