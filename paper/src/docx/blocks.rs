//! The text of the document: masthead, title, contents, headings, paragraphs.

use super::sheet::Sheet;
use super::xml::Xml;
use super::{runs, table};
use crate::direction::Direction;
use crate::paper::{Block, Paper, Run, Style, Weight};
use rostrum_proto::lang::Lang;

/// What holds for a paragraph.
#[derive(Clone, Copy)]
pub struct Settings {
    /// Its style, by id.
    pub style: &'static str,
    /// Begins on a page of its own.
    pub new_page: bool,
    /// Its language, which gives its direction.
    pub lang: Lang,
}

impl Settings {
    /// Of a style and a language.
    pub fn new(style: &'static str, lang: Lang) -> Self {
        Self { style, new_page: false, lang }
    }
}

/// Begins a paragraph.
pub fn begin(xml: &mut Xml, settings: Settings) {
    xml.open("w:p", &[]).open("w:pPr", &[]).val("w:pStyle", settings.style);
    if settings.new_page {
        xml.empty("w:pageBreakBefore", &[]);
    }
    if Direction::of_lang(settings.lang) == Direction::RightToLeft {
        xml.empty("w:bidi", &[]);
    }
    xml.close("w:pPr");
}

/// Writes the whole text.
pub fn write(xml: &mut Xml, paper: &Paper) {
    if let Some(mark) = &paper.mark {
        begin(xml, Settings::new("Note", paper.lang));
        runs::write(xml, &[Run { weight: Weight::Bold, ..Run::plain(mark) }], paper.lang);
        xml.close("w:p");
    }
    table::masthead(xml, paper);
    begin(xml, Settings::new("Title", paper.lang));
    let title = Run { lang: paper.title_lang, ..Run::plain(&paper.title) };
    runs::write(xml, &[title], paper.lang);
    xml.close("w:p");
    let width = Sheet::of(paper).width();
    let mut headings = 0;
    let mut last: &[Run] = &[];
    for block in &paper.blocks {
        match block {
            Block::Heading { level, new_page, text } => {
                headings += 1;
                if headings == 1 {
                    contents(xml, paper);
                }
                let style = match level {
                    0 | 1 => "Heading1",
                    2 => "Heading2",
                    _ => "Heading3",
                };
                begin(xml, Settings { style, new_page: *new_page, lang: paper.lang });
                heading(xml, headings, text, paper.lang);
                xml.close("w:p");
                last = text;
            }
            Block::Paragraph { lang, style, text } => {
                let style = match style {
                    Style::Body => "BodyText",
                    Style::Subheading => "Subheading",
                    Style::Signature => "Signature",
                    Style::Note => "Note",
                };
                let lang = lang.unwrap_or(paper.lang);
                begin(xml, Settings::new(style, lang));
                runs::write(xml, text, lang);
                xml.close("w:p");
            }
            Block::Terms { terms } => table::terms(xml, paper.lang, width, terms),
            Block::Table { caption, head, rows } => {
                if !caption.is_empty() {
                    table::line(xml, "Caption", caption, paper.lang, paper.lang);
                }
                let says: String = match caption.is_empty() {
                    true => last.iter().map(|run| run.text.as_str()).collect(),
                    false => caption.clone(),
                };
                table::write(xml, paper.lang, (&says, width), head, rows);
            }
        }
    }
}

/// What a link to a heading names.
fn mark(number: u32) -> String {
    format!("_Toc{number:08}")
}

fn heading(xml: &mut Xml, number: u32, text: &[Run], lang: Lang) {
    let id = number.to_string();
    xml.empty("w:bookmarkStart", &[("w:id", &id), ("w:name", &mark(number))]);
    runs::write(xml, text, lang);
    xml.empty("w:bookmarkEnd", &[("w:id", &id)]);
}

/// The table of contents: a field, so that the word processor can do it again, with what it came to already in it.
/// On which page a heading stands only the word processor knows; it says so when the field is brought up to date.
fn contents(xml: &mut Xml, paper: &Paper) {
    let Some(title) = &paper.contents else { return };
    begin(xml, Settings { style: "TOCHeading", new_page: true, lang: paper.lang });
    runs::plain(xml, title, paper.lang);
    xml.close("w:p");
    let headings = paper.blocks.iter().filter_map(|block| match block {
        Block::Heading { level, text, .. } => Some((*level, text)),
        Block::Paragraph { .. } | Block::Terms { .. } | Block::Table { .. } => None,
    });
    let listed: Vec<_> = (1..).zip(headings).filter(|(_, (level, _))| *level <= 2).collect();
    for (n, (number, (level, text))) in listed.iter().enumerate() {
        let style = if *level <= 1 { "TOC1" } else { "TOC2" };
        begin(xml, Settings::new(style, paper.lang));
        if n == 0 {
            field(xml, "begin").open("w:r", &[]);
            xml.open("w:instrText", &[("xml:space", "preserve")]);
            xml.text(" TOC \\o \"1-2\" \\h \\z ").close("w:instrText").close("w:r");
            field(xml, "separate");
        }
        xml.open("w:hyperlink", &[("w:anchor", &mark(*number))]);
        runs::write(xml, text, paper.lang);
        xml.close("w:hyperlink");
        if n + 1 == listed.len() {
            field(xml, "end");
        }
        xml.close("w:p");
    }
}

fn field<'a>(xml: &'a mut Xml, part: &str) -> &'a mut Xml {
    xml.open("w:r", &[]).empty("w:fldChar", &[("w:fldCharType", part)]).close("w:r")
}
