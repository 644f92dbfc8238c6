//! The document as a page, complete in itself: to be read on a screen, by a screen reader, or on paper. It has a style
//! and no script.

mod writer;

use crate::direction::Direction;
use crate::paper::{Block, Cell, Masthead, Paper, Run, Style, Term, Weight};
use rostrum_proto::lang::Lang;
use writer::Html;

const STYLE: &str = include_str!("style.css");

/// The page.
#[must_use]
pub fn page(paper: &Paper) -> String {
    let head = Html::new().raw("<!doctype html>\n<html").and(spoken(paper.lang));
    let head = head.raw(">\n<head>\n<meta charset=\"utf-8\">\n");
    let head =
        head.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    let head = head.raw("<meta name=\"color-scheme\" content=\"light dark\">\n<title>");
    let head = head.and_text(paper.title_of_file()).raw("</title>\n<style>\n").raw(STYLE);
    let head = head.raw("</style>\n</head>\n");
    let head = head.raw(if paper.landscape { "<body class=\"landscape\">\n" } else { "<body>\n" });
    let head = match &paper.mark {
        Some(mark) => head.raw("<p class=\"mark\">").and_text(mark).raw("</p>\n"),
        None => head,
    };
    let head = head.and(masthead(&paper.masthead));
    let title = match paper.title_lang {
        Some(lang) => run(&Run::in_lang(lang, &paper.title)),
        None => Html::new().and_text(&paper.title),
    };
    let body = Html::new().raw("<main>\n<h1>").and(title).raw("</h1>\n");
    head.and(body).and(content(paper)).raw("</main>\n</body>\n</html>\n").finish()
}

/// The attributes of what is in a language.
fn spoken(lang: Lang) -> Html {
    let html = Html::new().raw(" lang=\"").raw(lang.code()).raw("\" dir=\"");
    html.raw(match Direction::of_lang(lang) {
        Direction::LeftToRight => "ltr\"",
        Direction::RightToLeft => "rtl\"",
    })
}

fn masthead(masthead: &Masthead) -> Html {
    let line = |class: &'static str, attributes: Html, text: &str| match text.is_empty() {
        true => Html::new(),
        false => {
            let html = Html::new().raw("<p class=\"").raw(class).raw("\"").and(attributes);
            html.raw(">").and_text(text).raw("</p>\n")
        }
    };
    let lang = || masthead.lang.map(spoken).unwrap_or_default();
    let html = Html::new().raw("<header>\n<div>\n");
    let html = html.and(line("organization", Html::new(), &masthead.organization));
    let html = html.and(line("body", Html::new(), &masthead.body)).raw("</div>\n<div>\n");
    let html = html.and(line("symbol", Html::new().raw(" dir=\"ltr\""), &masthead.symbol));
    let lines = [&masthead.distribution, &masthead.date, &masthead.language, &masthead.original];
    html.joined(lines.map(|text| line("line", lang(), text)), "").raw("</div>\n</header>\n")
}

/// A heading of the document, and where a link to it leads.
struct Heading<'a> {
    level: u8,
    number: u64,
    text: &'a [Run],
}

fn content(paper: &Paper) -> Html {
    let mut html = Html::new();
    let mut headings = 0;
    let mut section = false;
    for block in &paper.blocks {
        if let Block::Heading { level, new_page, text } = block {
            headings += 1;
            if headings == 1 {
                html = html.and(contents(paper));
            }
            if *level <= 1 {
                html = html.raw(if section { "</section>\n" } else { "" });
                html =
                    html.raw(if *new_page { "<section class=\"page\">\n" } else { "<section>\n" });
                section = true;
            }
            html = html.and(heading(&Heading { level: *level, number: headings, text }));
        } else {
            html = html.and(part(block, headings));
        }
    }
    html.raw(if section { "</section>\n" } else { "" })
}

/// The table of contents: the headings of the first level, and below each those of the second.
fn contents(paper: &Paper) -> Html {
    let Some(title) = &paper.contents else { return Html::new() };
    let headings = paper.blocks.iter().filter_map(|block| match block {
        Block::Heading { level, text, .. } => Some((*level, text)),
        Block::Paragraph { .. } | Block::Terms { .. } | Block::Table { .. } => None,
    });
    let mut entries: Vec<(Html, Vec<Html>)> = vec![];
    for (number, (level, text)) in (1..).zip(headings) {
        let link = Html::new().raw("<a href=\"#part-").number(number).raw("\">");
        let link = link.and(runs(text)).raw("</a>");
        match (level, entries.last_mut()) {
            (0 | 1, _) | (2, None) => entries.push((link, vec![])),
            (2, Some((_, below))) => below.push(link),
            _ => {}
        }
    }
    let entry = |(link, below): (Html, Vec<Html>)| {
        let html = Html::new().raw("<li>").and(link);
        if below.is_empty() {
            return html.raw("</li>\n");
        }
        html.raw("\n<ol><li>").joined(below, "</li><li>").raw("</li></ol></li>\n")
    };
    let html = Html::new().raw("<nav aria-labelledby=\"contents\">\n<h2 id=\"contents\">");
    let html = html.and_text(title).raw("</h2>\n<ol>\n");
    html.joined(entries.into_iter().map(entry), "").raw("</ol>\n</nav>\n")
}

fn heading(heading: &Heading<'_>) -> Html {
    let (open, close) = match heading.level {
        0 | 1 => ("<h2 id=\"part-", "</h2>\n"),
        2 => ("<h3 id=\"part-", "</h3>\n"),
        _ => ("<h4 id=\"part-", "</h4>\n"),
    };
    let html = Html::new().raw(open).number(heading.number).raw("\">");
    html.and(runs(heading.text)).raw(close)
}

/// A part below the heading of a number; 0 above them all.
fn part(block: &Block, heading: u64) -> Html {
    match block {
        Block::Heading { .. } => Html::new(),
        Block::Paragraph { lang, style, text } => {
            let html = Html::new().raw(match style {
                Style::Body => "<p",
                Style::Subheading => "<p class=\"subheading\"",
                Style::Signature => "<p class=\"signature\"",
                Style::Note => "<p class=\"note\"",
            });
            let html = html.and(lang.map(spoken).unwrap_or_default());
            html.raw(">").and(runs(text)).raw("</p>\n")
        }
        Block::Terms { terms } => {
            let term = |Term { name, text }: &Term| {
                let html = Html::new().raw("<dt>").and_text(name).raw("</dt><dd>");
                html.and(runs(text)).raw("</dd>\n")
            };
            Html::new().raw("<dl>\n").joined(terms.iter().map(term), "").raw("</dl>\n")
        }
        Block::Table { caption, head, rows } => table(caption, heading, head, rows),
    }
}

/// A table. One that is wider than the screen is moved sideways, also with the keyboard.
fn table(caption: &str, heading: u64, head: &[String], rows: &[Vec<Cell>]) -> Html {
    let html = Html::new().raw("<div class=\"wide\" tabindex=\"0\" role=\"region\"");
    let columns = rows.iter().map(Vec::len).chain([head.len()]).max().unwrap_or(0);
    let class = match columns {
        0..=3 => "<table class=\"narrow\"",
        4..=7 => "<table",
        _ => "<table class=\"many\"",
    };
    let html = if caption.is_empty() && heading > 0 {
        let named = || Html::new().raw(" aria-labelledby=\"part-").number(heading).raw("\">\n");
        html.and(named()).raw(class).and(named())
    } else {
        let html = html.raw(" aria-label=\"").and_text(caption).raw("\">\n").raw(class);
        html.raw(">\n<caption>").and_text(caption).raw("</caption>\n")
    };
    let html = html.raw("<thead><tr>");
    let column = |name: &String| Html::new().raw("<th scope=\"col\">").and_text(name).raw("</th>");
    let html = html.joined(head.iter().map(column), "").raw("</tr></thead>\n<tbody>\n");
    let row = |cells: &Vec<Cell>| {
        let cell = |(n, Cell(text)): (usize, &Cell)| match n {
            0 => Html::new().raw("<th scope=\"row\">").and(runs(text)).raw("</th>"),
            _ => Html::new().raw("<td>").and(runs(text)).raw("</td>"),
        };
        let html = Html::new().raw("<tr>");
        html.joined(cells.iter().enumerate().map(cell), "").raw("</tr>\n")
    };
    html.joined(rows.iter().map(row), "").raw("</tbody>\n</table>\n</div>\n")
}

fn runs(runs: &[Run]) -> Html {
    Html::new().joined(runs.iter().map(run), "")
}

fn run(run: &Run) -> Html {
    let (open, close) = match run.weight {
        Weight::Plain => ("", ""),
        Weight::Bold => ("<b>", "</b>"),
        Weight::Italic => ("<i>", "</i>"),
        Weight::Small => ("<small>", "</small>"),
    };
    let text = Html::new().raw(open).and_lines(&run.text).raw(close);
    match run.lang {
        Some(lang) => Html::new().raw("<bdi").and(spoken(lang)).raw(">").and(text).raw("</bdi>"),
        None if run.isolated => Html::new().raw("<bdi>").and(text).raw("</bdi>"),
        None => text,
    }
}
