//! Files, as a word processor reads them.
#![allow(clippy::unwrap_used, reason = "a rehearsal that cannot go on stops where it is")]

mod common;

use common::{HOSTILE, any_lang, any_text, paper_saying, seen};
use proptest::prelude::*;
use quick_xml::events::Event;
use rostrum_documents::{Kind, text_of};
use rostrum_paper::{Block, Cell, Masthead, Paper, Run, Style, docx};
use rostrum_proto::lang::Lang;
use std::io::{Cursor, Read};
use zip::ZipArchive;

fn parts(file: &[u8]) -> Vec<(String, String)> {
    let mut archive = ZipArchive::new(Cursor::new(file)).unwrap();
    let read = |n| {
        let mut part = archive.by_index(n).unwrap();
        let mut text = String::new();
        part.read_to_string(&mut text).unwrap();
        (part.name().unwrap().to_string(), text)
    };
    (0..ZipArchive::new(Cursor::new(file)).unwrap().len()).map(read).collect()
}

fn part(file: &[u8], name: &str) -> String {
    parts(file).into_iter().find(|(found, _)| found == name).unwrap().1
}

/// The elements of a part, each as it begins.
fn elements(part: &str) -> Vec<String> {
    let mut reader = quick_xml::Reader::from_str(part);
    let mut found = vec![];
    loop {
        match reader.read_event().unwrap() {
            Event::Eof => return found,
            Event::Start(tag) | Event::Empty(tag) => found.push(tag.to_string()),
            Event::DocType(_) | Event::CData(_) | Event::PI(_) | Event::Comment(_) => {
                panic!("only elements and text: {part}")
            }
            _ => {}
        }
    }
}

/// What a document says, a paragraph after the other, as a reader without knowledge of this writer takes it out.
fn said(file: &[u8]) -> String {
    let taken = text_of(file).unwrap();
    assert_eq!((taken.kind, taken.left_out), (Kind::Docx, vec![]));
    taken.text
}

/// What it should say.
fn expected(paper: &Paper) -> String {
    let m = &paper.masthead;
    let lines = [&m.organization, &m.body, &m.symbol, &m.distribution, &m.date, &m.language];
    let mut paragraphs: Vec<String> = lines.map(Clone::clone).to_vec();
    paragraphs.extend([m.original.clone(), paper.title.clone()]);
    let joined = |runs: &Vec<Run>| runs.iter().map(|run| run.text.clone()).collect::<String>();
    let is_heading = |block: &Block| matches!(block, Block::Heading { .. });
    let first = paper.blocks.iter().position(is_heading);
    for (n, block) in paper.blocks.iter().enumerate() {
        if let (true, Some(title)) = (Some(n) == first, &paper.contents) {
            paragraphs.push(title.clone());
            paragraphs.extend(paper.blocks.iter().filter_map(|block| match block {
                Block::Heading { level: ..=2, text, .. } => Some(joined(text)),
                _ => None,
            }));
        }
        match block {
            Block::Heading { text, .. } | Block::Paragraph { text, .. } => {
                paragraphs.push(joined(text));
            }
            Block::Terms { terms } => {
                for term in terms {
                    paragraphs.extend([term.name.clone(), joined(&term.text)]);
                }
            }
            Block::Table { caption, head, rows } => {
                paragraphs.extend(Some(caption.clone()).filter(|caption| !caption.is_empty()));
                paragraphs.extend(head.clone());
                paragraphs.extend(rows.iter().flatten().map(|cell| joined(&cell.0)));
            }
        }
    }
    let line_ends = |text: String| {
        let lines: Vec<_> = seen(&text).lines().map(|line| line.trim_end().to_owned()).collect();
        lines.join("\n").trim_matches('\n').to_owned()
    };
    let paragraphs: Vec<_> = paragraphs.into_iter().map(line_ends).collect();
    paragraphs.join("\n\n")
}

fn holds(text: &str, lang: Lang) {
    let paper = paper_saying(text, lang);
    let file = docx::file(&paper).unwrap();
    // What goes in another direction than its paragraph is held by marks.
    // A space at the end of a line may stand before such a mark.
    let unmarked = |text: String| {
        let text = text.replace(['\u{200e}', '\u{200f}'], "");
        text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
    };
    assert_eq!(unmarked(said(&file)), unmarked(expected(&paper)));
    for (name, part) in parts(&file) {
        let known = ["w:", "Types", "Default", "Override", "Relationship", "cp:", "dc:"];
        let is_known = |element: &String| known.iter().any(|start| element.starts_with(start));
        assert!(elements(&part).iter().all(is_known), "{name}");
        let acts = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        assert_eq!(part.find(acts), None, "{name}: {text:?} turns what follows");
    }
    assert_eq!(docx::file(&paper).unwrap(), file, "the same document, the same bytes");
}

#[test]
fn a_text_is_text_whatever_it_looks_like() {
    let space = "t ";
    for text in HOSTILE.into_iter().chain([space]) {
        for lang in [Lang::Ar, Lang::Zh, Lang::En] {
            holds(text, lang);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_text_comes_out_as_it_was(text in any_text(), lang in any_lang()) {
        holds(&text, lang);
    }
}

fn short(lang: Lang, blocks: Vec<Block>) -> Paper {
    let masthead = Masthead { symbol: "S/2020/791".into(), ..Masthead::default() };
    Paper::new(lang, masthead, "Letter", blocks)
}

fn paragraph(lang: Lang, run: Run) -> Block {
    Block::Paragraph { lang: Some(lang), style: Style::Body, text: vec![run] }
}

#[test]
fn a_million_marks_are_kept() {
    let marks = format!("a{}", "\u{301}".repeat(1_000_000));
    let file = docx::file(&short(Lang::En, vec![paragraph(Lang::Fr, Run::plain(&marks))])).unwrap();
    assert!(said(&file).ends_with(&marks));
}

#[test]
fn no_normalization_joins_a_mark_to_a_tag() {
    // ">" and U+0338 are one sign, U+226F, in every normalized file (UAX #15).
    let paper = short(Lang::En, vec![paragraph(Lang::En, Run::plain("\u{338}text"))]);
    let document = part(&docx::file(&paper).unwrap(), "word/document.xml");
    assert!(document.contains(">&#x338;text</w:t>"));
}

#[test]
fn arabic_goes_from_right_to_left_and_what_is_latin_in_it_does_not() {
    let text = "الوثيقة (S/2020/372)";
    let paper = short(Lang::En, vec![paragraph(Lang::Ar, Run::plain(text))]);
    let document = part(&docx::file(&paper).unwrap(), "word/document.xml");
    let (_, written) = document.rsplit_once("<w:p>").unwrap();
    let arabic = |text: &str| {
        format!(
            "<w:r><w:rPr><w:rtl/><w:lang w:bidi=\"ar-SA\"/></w:rPr><w:t xml:space=\"preserve\">{text}</w:t></w:r>"
        )
    };
    let expected = [
        "<w:pPr><w:pStyle w:val=\"BodyText\"/><w:bidi/></w:pPr>",
        &arabic("الوثيقة ("),
        "<w:r><w:rPr></w:rPr><w:t xml:space=\"preserve\">S/2020/372</w:t></w:r>",
        &arabic(")"),
        "</w:p>",
    ];
    assert!(written.starts_with(&expected.concat()), "{written}");
}

#[test]
fn each_run_says_its_language() {
    let of = |lang, run| {
        let file = docx::file(&short(Lang::En, vec![paragraph(lang, run)])).unwrap();
        let document = part(&file, "word/document.xml");
        let settings = document.rsplit_once("<w:rPr>").unwrap().1;
        settings.split_once("</w:rPr>").unwrap().0.to_owned()
    };
    assert_eq!(of(Lang::Fr, Run::plain("Genève")), "<w:lang w:val=\"fr-FR\"/>");
    let chinese = "<w:rFonts w:hint=\"eastAsia\"/><w:lang w:eastAsia=\"zh-CN\"/>";
    assert_eq!(of(Lang::En, Run::in_lang(Lang::Zh, "日内瓦")), chinese);
    assert_eq!(of(Lang::En, Run::isolated("Günter")), "<w:noProof/>");
    assert_eq!(of(Lang::En, Run::isolated("سلمى")), "<w:noProof/><w:rtl/>");
}

#[test]
fn a_time_in_an_arabic_line_is_held_from_left_to_right() {
    let paper = short(Lang::Ar, vec![paragraph(Lang::Ar, Run::isolated("2020-08-06 10:00"))]);
    let document = part(&docx::file(&paper).unwrap(), "word/document.xml");
    let held =
        "<w:noProof/></w:rPr><w:t xml:space=\"preserve\">\u{200e}2020-08-06 10:00\u{200e}</w:t>";
    assert!(document.contains(held), "{document}");
}

#[test]
fn a_page_that_lies_is_as_wide_as_its_tables() {
    let table = Block::Table {
        caption: String::new(),
        head: (1..=8).map(|n| format!("Column {n}")).collect(),
        rows: vec![(1..=8).map(|n| Cell::from(format!("{n}").as_str())).collect()],
    };
    let heading = Block::Heading { level: 1, new_page: false, text: vec![Run::plain("Votes")] };
    let paper = Paper { landscape: true, ..short(Lang::En, vec![heading, table]) };
    let document = part(&docx::file(&paper).unwrap(), "word/document.xml");
    let tags = elements(&document);
    let page = "w:pgSz w:w=\"16838\" w:h=\"11906\" w:orient=\"landscape\"";
    assert!(tags.iter().any(|tag| tag == page), "{tags:?}");
    assert!(tags.iter().any(|tag| tag == "w:tblCaption w:val=\"Votes\""), "named by its heading");
    let last = tags.rsplit(|tag| tag == "w:tblGrid").next().unwrap();
    let widths =
        last.iter().filter_map(|tag| tag.strip_prefix("w:gridCol w:w=\"")?.strip_suffix('"'));
    let widths: Vec<usize> = widths.map(|width| width.parse().unwrap()).collect();
    // 16,838 twentieths of a point without two margins of 20 mm (1,134 each).
    assert_eq!(widths.len(), 8);
    assert!((14_560..=14_570).contains(&widths.iter().sum::<usize>()), "{widths:?}");
}

#[test]
fn the_file_says_what_it_is() {
    let paper = Paper { contents: Some("Contents".into()), ..paper_saying("x & y", Lang::Ar) };
    let file = docx::file(&paper).unwrap();
    let core = part(&file, "docProps/core.xml");
    assert!(core.contains("<dc:title>x &amp; y</dc:title>"), "{core}");
    assert!(core.contains("<dc:language>ar-SA</dc:language>"), "{core}");
    let footer = part(&file, "word/footer1.xml");
    assert!(footer.contains("x &amp; y") && footer.contains("w:instr=\"PAGE\""), "{footer}");
    let document = part(&file, "word/document.xml");
    let pieces =
        ["fldCharType=\"begin\"", "TOC \\o", "fldCharType=\"separate\"", "fldCharType=\"end\""];
    let places = pieces.map(|piece| document.find(piece).unwrap());
    assert!(places.is_sorted(), "{places:?}");
    for (name, mark) in [("w:anchor", 3), ("w:name", 4)] {
        let headings = elements(&document);
        let marked = headings.iter().filter(|e| e.contains(&format!("{name}=\"_Toc"))).count();
        assert_eq!(marked, if mark == 3 { 4 } else { 5 }, "{name}");
    }
    assert!(document.contains("<w:bidiVisual/>") && document.contains("<w:tblHeader/>"));
    assert!(document.contains("<w:tblLayout w:type=\"fixed\"/>"));
    assert!(document.contains("<w:pStyle w:val=\"Heading1\"/><w:pageBreakBefore/><w:bidi/>"));
    let names: Vec<_> = parts(&file).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names[0], "[Content_Types].xml");
}
