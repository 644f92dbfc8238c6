//! Pages, as a browser reads them.
#![allow(clippy::unwrap_used, reason = "a rehearsal that cannot go on stops where it is")]

mod common;

use common::{HOSTILE, any_lang, any_text, paper_saying, seen};
use proptest::prelude::*;
use rostrum_paper::{Block, Cell, Masthead, Paper, Run, Style, Term, html};
use rostrum_proto::lang::Lang;

/// The tags of a page without their labels, and the text between them, each stretch once.
fn parsed(page: &str) -> (Vec<String>, Vec<String>) {
    let (mut tags, mut texts) = (vec![], vec![]);
    let mut rest = page;
    while let Some((text, after)) = rest.split_once('<') {
        let (tag, after) = after.split_once('>').unwrap();
        texts.push(decoded(text));
        let tag = tag.split(" aria-label=\"").next().unwrap();
        if tag != "br" {
            tags.push(tag.to_owned());
        } else {
            texts.push("\n".to_owned());
        }
        rest = after;
    }
    texts.push(decoded(rest));
    (tags, texts)
}

fn decoded(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&#x338;", "\u{338}")
        .replace("&amp;", "&")
}

/// What a page says, its lines joined.
fn said(page: &str) -> String {
    let body = page.split_once("<body>").unwrap().1;
    parsed(body).1.concat()
}

fn holds(text: &str, lang: Lang) {
    let page = html::page(&paper_saying(text, lang));
    let harmless = html::page(&paper_saying("x", lang));
    assert_eq!(parsed(&page).0, parsed(&harmless).0, "{text:?} became markup");
    let copies = said(&harmless).matches('x').count();
    // 8 lines and titles, 5 paragraphs and 5 headings of four runs, the contents with 4 of those, terms of 5, a table of 8
    // and one without a caption.
    assert_eq!(copies, 8 + 20 + 20 + 1 + 16 + 5 + 8 + 7, "every place was filled");
    let expected = said(&harmless).replace('x', &seen(text));
    assert_eq!(said(&page), expected);
    let acts = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    assert_eq!(page.find(acts), None, "{text:?} turns what follows");
}

#[test]
fn a_text_is_text_whatever_it_looks_like() {
    for text in HOSTILE {
        for lang in Lang::ALL {
            holds(text, lang);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_text_comes_out_as_it_was(text in any_text(), lang in any_lang()) {
        holds(&text, lang);
        let paper = paper_saying(&text, lang);
        prop_assert_eq!(html::page(&paper), html::page(&paper.clone()));
    }
}

#[test]
fn a_million_marks_are_kept() {
    let marks = format!("a{}", "\u{301}".repeat(1_000_000));
    let page = html::page(&short(vec![paragraph(None, &marks)]));
    assert!(page.contains(&marks));
}

#[test]
fn no_normalization_joins_a_mark_to_a_tag() {
    // ">" and U+0338 are one sign, U+226F, in every normalized file (UAX #15).
    let page = html::page(&short(vec![paragraph(None, "\u{338}text")]));
    assert!(page.contains("<p>&#x338;text</p>"));
}

fn paragraph(lang: Option<Lang>, text: &str) -> Block {
    Block::Paragraph { lang, style: Style::Body, text: vec![Run::plain(text)] }
}

fn heading(level: u8, text: &str) -> Block {
    Block::Heading { level, new_page: level == 1, text: vec![Run::plain(text)] }
}

fn short(blocks: Vec<Block>) -> Paper {
    let masthead = Masthead { symbol: "S/2020/791".into(), ..Masthead::default() };
    Paper::new(Lang::En, masthead, "Letter", blocks)
}

#[test]
fn each_part_says_its_language_and_direction() {
    let page = html::page(&Paper { lang: Lang::Ar, ..short(vec![paragraph(None, "نص")]) });
    assert!(page.contains("<html lang=\"ar\" dir=\"rtl\">"));
    assert!(page.contains("<p class=\"symbol\" dir=\"ltr\">S/2020/791</p>"));
    let name = Block::Paragraph {
        lang: None,
        style: Style::Body,
        text: vec![Run::plain("by "), Run::isolated("سلمى"), Run::in_lang(Lang::Fr, "Genève")],
    };
    let page = html::page(&short(vec![name, paragraph(Some(Lang::Ar), "بيان")]));
    assert!(page.contains("<p lang=\"ar\" dir=\"rtl\">بيان</p>"));
    assert!(page.contains("by <bdi>سلمى</bdi><bdi lang=\"fr\" dir=\"ltr\">Genève</bdi>"));
}

#[test]
fn the_contents_lead_to_the_headings_of_two_levels() {
    let blocks = vec![
        paragraph(None, "The letter"),
        heading(1, "Annex I"),
        heading(2, "Briefing"),
        heading(3, "Aside"),
        heading(1, "Annex II"),
    ];
    let paper = Paper { contents: Some("Contents".into()), ..short(blocks) };
    let page = html::page(&paper);
    for linked in [
        "<a href=\"#part-1\">Annex I</a>\n<ol><li><a href=\"#part-2\">Briefing</a></li></ol>",
        "<a href=\"#part-4\">Annex II</a>",
        "<h3 id=\"part-2\">Briefing</h3>",
        "<h2 id=\"part-4\">Annex II</h2>",
    ] {
        assert!(page.contains(linked), "{linked}");
    }
    assert!(!page.contains("#part-3"), "the third level is not listed");
    let before = page.find("The letter").unwrap();
    let (nav, annex) = (page.find("<nav").unwrap(), page.find("<h2 id=\"part-1\"").unwrap());
    assert!(before < nav && nav < annex);
}

#[test]
fn a_table_without_a_caption_is_named_by_the_heading_before_it() {
    let table = |caption: &str| Block::Table {
        caption: caption.into(),
        head: vec!["Seat".into(), "Vote".into()],
        rows: vec![vec![Cell::from("Tunisia"), Cell::from("In favour")]],
    };
    let page = html::page(&short(vec![heading(1, "Votes"), table(""), table("Vote 1")]));
    let named = "role=\"region\" aria-labelledby=\"part-1\">\n<table class=\"narrow\" aria-labelledby=\"part-1\">\n<thead>";
    assert!(page.contains(named), "{page}");
    assert!(
        page.contains(
            "aria-label=\"Vote 1\">\n<table class=\"narrow\">\n<caption>Vote 1</caption>"
        )
    );
    let scopes =
        "<th scope=\"col\">Vote</th></tr></thead>\n<tbody>\n<tr><th scope=\"row\">Tunisia</th>";
    assert_eq!(page.matches(scopes).count(), 2);
}

#[test]
fn terms_are_a_list_of_names_and_what_they_are() {
    let term = Term { name: "Agenda item".into(), text: vec![Run::isolated("سلام")] };
    let page = html::page(&short(vec![Block::Terms { terms: vec![term] }]));
    assert!(page.contains("<dl>\n<dt>Agenda item</dt><dd><bdi>سلام</bdi></dd>\n</dl>"));
}

#[test]
fn a_title_in_another_language_says_in_which_and_the_file_may_be_called_more() {
    let paper = Paper { title_lang: Some(Lang::Ar), landscape: true, ..short(vec![]) };
    let page = html::page(&Paper { file_title: Some("Record – Letter".into()), ..paper });
    assert!(page.contains("<title>Record – Letter</title>"));
    assert!(page.contains("<h1><bdi lang=\"ar\" dir=\"rtl\">Letter</bdi></h1>"));
    assert!(page.contains("<body class=\"landscape\">"));
}

#[test]
fn a_page_has_a_style_and_no_script() {
    let page = html::page(&paper_saying("x", Lang::En));
    assert!(!page.contains("<script") && !page.contains("http") && !page.contains("style=\""));
    assert!(page.contains("<th scope=\"col\">") && page.contains("<th scope=\"row\">"));
}
