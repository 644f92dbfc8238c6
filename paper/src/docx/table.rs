//! Tables, and the masthead, which is one (ISO/IEC 29500-1, 17.4).

use super::blocks::{Settings, begin};
use super::runs;
use super::xml::Xml;
use crate::direction::Direction;
use crate::paper::{Cell, Paper, Run};
use rostrum_proto::lang::Lang;

/// The width of the text, in twentieths of a point.
const WIDTH: usize = 9_070;

/// Begins a table of columns of these widths, in twentieths of a point.
fn begin_table(xml: &mut Xml, style: &str, lang: Lang, caption: &str, columns: &[usize]) {
    xml.open("w:tbl", &[]).open("w:tblPr", &[]).val("w:tblStyle", style);
    if Direction::of_lang(lang) == Direction::RightToLeft {
        xml.empty("w:bidiVisual", &[]);
    }
    xml.empty("w:tblW", &[("w:w", &WIDTH.to_string()), ("w:type", "dxa")]);
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
    let columns = [WIDTH - 3_200, 3_200];
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

fn line(xml: &mut Xml, style: &'static str, text: &str, of_paragraph: Lang, lang: Lang) {
    begin(xml, Settings::new(style, of_paragraph));
    runs::plain(xml, text, lang);
    xml.close("w:p");
}

/// Writes a table with its caption above it; the first row is repeated on each page.
pub fn write(xml: &mut Xml, lang: Lang, caption: &str, head: &[String], rows: &[Vec<Cell>]) {
    let widths = widths(head, rows);
    if widths.is_empty() {
        return;
    }
    line(xml, "Caption", caption, lang, lang);
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
    xml.close("w:tbl");
    // Between a table and what follows it there is a paragraph, or the two become one.
    begin(xml, Settings::new("Note", lang));
    xml.close("w:p");
}

/// The width of each column: its share grows with its longest cell and with the longest word of its heading; none takes
/// all, and none is narrower than a word in it.
fn widths(head: &[String], rows: &[Vec<Cell>]) -> Vec<usize> {
    let columns = rows.iter().map(Vec::len).chain([head.len()]).max().unwrap_or(0);
    let share = |n: usize| {
        let cells = rows.iter().filter_map(|row| row.get(n)).flat_map(|cell| &cell.0);
        let longest = |text: &str| text.split_whitespace().map(length).max().unwrap_or(0);
        let head = head.get(n).map_or(0, |text| longest(text) + 1);
        let of_cells = rows.iter().filter_map(|row| row.get(n)).map(of_cell).max().unwrap_or(0);
        let word = cells.map(|run| longest(&run.text)).max().unwrap_or(0).max(head);
        // In characters, with room for wide ones and for the space between two columns.
        let word = word.min(20) * 5 / 4 + 3;
        of_cells.min(24).max(word)
    };
    let shares: Vec<usize> = (0..columns).map(share).collect();
    let all: usize = shares.iter().sum();
    shares.into_iter().map(|share| share * WIDTH / all.max(1)).collect()
}

fn of_cell(cell: &Cell) -> usize {
    cell.0.iter().map(|run: &Run| length(&run.text)).sum()
}

/// How long a text is, in characters; beyond a line it does not matter.
fn length(text: &str) -> usize {
    text.chars().take(100).count()
}
