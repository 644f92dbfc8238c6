//! A paper as it can be printed: what the format of the file asks of it beyond what a paper has to be.

use crate::fonts::Chosen;
use crate::letters::{isolated, shown};
use crate::wanted::is_blank;
use rostrum_paper::{Block, Cell, Direction, Masthead, Paper, Run, Term};
use rostrum_proto::lang::Lang;

/// The longest title of a file, in letters.
const MAX_TITLE: usize = 500;

/// The paper that is handed to the template.
pub(crate) fn printable(paper: &Paper, chosen: &Chosen) -> Paper {
    let line = |text: &String| shown(text, chosen);
    let Masthead { organization, body, symbol, distribution, date, language, original, lang } =
        &paper.masthead;
    let masthead = Masthead {
        organization: line(organization),
        body: line(body),
        // Left to right in every language.
        symbol: isolated(&line(symbol), false),
        distribution: line(distribution),
        date: line(date),
        language: line(language),
        original: line(original),
        lang: *lang,
    };
    let contents = paper.contents.as_ref().filter(|text| !is_blank(text)).map(line);
    let mark = paper.mark.as_ref().map(line);
    // The heading of the table of contents is one of the first level.
    let mut level = u8::from(contents.is_some());
    let blocks =
        paper.blocks.iter().filter_map(|block| block_of(block, &mut level, chosen)).collect();
    let title = run_of(&Run { lang: paper.title_lang, ..Run::plain(&paper.title) }, chosen).text;
    Paper { masthead, title, mark, contents, blocks, ..paper.clone() }
}

/// What the file is called: a PDF for all has a title.
pub(crate) fn file_title(paper: &Paper) -> String {
    let Masthead { organization, body, symbol, .. } = &paper.masthead;
    let texts = [paper.title_of_file(), &paper.title, symbol, body, organization];
    let title = texts.into_iter().find(|text| !is_blank(text)).unwrap_or("—");
    title.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(MAX_TITLE).collect()
}

fn block_of(block: &Block, above: &mut u8, chosen: &Chosen) -> Option<Block> {
    let text_of = |text: &[Run]| text.iter().map(|run| run_of(run, chosen)).collect::<Vec<Run>>();
    Some(match block {
        // It has no name to be listed by. A new page is begun all the same.
        Block::Heading { text, new_page, .. } if text.iter().all(|run| is_blank(&run.text)) => {
            return new_page.then_some(Block::Heading { level: 1, new_page: true, text: vec![] });
        }
        Block::Heading { level, new_page, text } => {
            // A heading of the third level right below one of the first is one of the second to whoever only hears it.
            *above = (*level).clamp(1, (*above + 1).min(3));
            Block::Heading { level: *above, new_page: *new_page, text: text_of(text) }
        }
        Block::Paragraph { lang, style, text } => {
            Block::Paragraph { lang: *lang, style: *style, text: text_of(text) }
        }
        Block::Terms { terms } => {
            let term_of =
                |term: &Term| Term { name: shown(&term.name, chosen), text: text_of(&term.text) };
            Block::Terms { terms: terms.iter().map(term_of).collect() }
        }
        Block::Table { caption, head, rows } => table_of(caption, head, rows, chosen),
    })
}

/// A table with as many cells in each row as it has columns.
fn table_of(caption: &str, head: &[String], rows: &[Vec<Cell>], chosen: &Chosen) -> Block {
    let columns = rows.iter().map(Vec::len).chain([head.len()]).max().unwrap_or(0);
    let mut head: Vec<String> = head.iter().map(|text| shown(text, chosen)).collect();
    head.resize(columns, String::new());
    let cell_of = |cell: &Cell| Cell(cell.0.iter().map(|run| run_of(run, chosen)).collect());
    let row_of = |row: &Vec<Cell>| {
        let mut row: Vec<Cell> = row.iter().map(cell_of).collect();
        row.resize(columns, Cell(vec![]));
        row
    };
    Block::Table { caption: shown(caption, chosen), head, rows: rows.iter().map(row_of).collect() }
}

fn run_of(run: &Run, chosen: &Chosen) -> Run {
    let text = shown(&run.text, chosen);
    let text = match run.lang {
        Some(lang) => isolated(&text, lang == Lang::Ar),
        None if run.isolated => {
            isolated(&text, Direction::of_text(&text) == Some(Direction::RightToLeft))
        }
        None => text,
    };
    Run { text, ..run.clone() }
}
