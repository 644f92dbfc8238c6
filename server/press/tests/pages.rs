//! What stands where on the pages.

mod support;

use rostrum_paper::{Block, Cell, Run, Term};
use rostrum_proto::lang::Lang;
use support::{heading, letter, paragraph, paragraph_in, printed, text_of, through};

/// The texts of the pages.
fn pages(text: &str) -> Vec<&str> {
    text.trim_end_matches('\u{C}').split('\u{C}').collect()
}

/// Where the words of a PDF begin and end on the first page, in points from its left edge.
fn words(pdf: &[u8]) -> Vec<(String, f64, f64)> {
    let list = through("pdftotext", &["-bbox", "-l", "1", "-", "-"], pdf);
    let list = String::from_utf8(list).expect("it was asked for in UTF-8");
    let of_line = |line: &str| {
        let at = |side: &str| line.split(side).nth(1)?.split('"').nth(1)?.parse().ok();
        let word = line.split('>').nth(1)?.split('<').next()?;
        Some((word.to_owned(), at("xMin=")?, at("xMax=")?))
    };
    list.lines().filter(|line| line.contains("<word")).filter_map(of_line).collect()
}

#[test]
fn every_page_says_what_it_is_of() {
    let annexes = (1..=2).map(|n| Block::Heading {
        level: 1,
        new_page: true,
        text: vec![Run::plain(format!("Annex {n}"))],
    });
    for lang in Lang::ALL {
        let text = text_of(&printed(&letter(lang, annexes.clone().collect())));
        let pages: Vec<&str> = text.trim_end_matches('\u{C}').split('\u{C}').collect();
        assert_eq!(pages.len(), 3, "{text}");
        for (n, page) in (1..).zip(pages) {
            assert!(page.contains("S/2020/791"), "{lang:?}: {page}");
            assert!(page.contains(&format!("{n}/3")), "{lang:?}: {page}");
        }
    }
}

#[test]
fn the_contents_list_the_first_two_levels_with_their_pages() {
    let mut job = letter(
        Lang::En,
        vec![
            Block::Heading { level: 1, new_page: true, text: vec![Run::plain("Annex I")] },
            heading(2, "Statement by Tunisia"),
            heading(3, "On crime"),
        ],
    );
    job.paper.contents = Some("Contents".into());
    let text = text_of(&printed(&job));
    // Behind what comes before the first heading.
    let contents = text.split('\u{C}').nth(1).expect("there is a second page");
    let listed: Vec<&str> = contents
        .lines()
        .filter(|line| ["Annex", "Statement", "On crime"].iter().any(|name| line.contains(name)))
        .collect();
    assert_eq!(listed.len(), 2, "{contents}");
    assert!(contents.contains("Contents"), "{contents}");
}

#[test]
fn the_headings_of_a_table_stand_on_each_of_its_pages() {
    let row = |n: u32| vec![Cell::from(format!("Speaker {n}").as_str()), Cell::from("5:00")];
    let table = Block::Table {
        caption: "Speaking times".into(),
        head: vec!["Delegation".into(), "Minutes".into()],
        rows: (1..=150).map(row).collect(),
    };
    let pdf = printed(&letter(Lang::En, vec![table]));
    let text = text_of(&pdf);
    let pages: Vec<&str> = text.trim_end_matches('\u{C}').split('\u{C}').collect();
    assert!(pages.len() > 2, "{text}");
    assert!(pages.iter().all(|page| page.contains("Delegation")), "{text}");
    // To a listener the headings are said once, and each row has its own.
    let structure = String::from_utf8(through("pdfinfo", &["-struct-text", "-"], &pdf));
    let structure = structure.expect("UTF-8");
    assert_eq!(structure.matches("\"Delegation\"").count(), 1, "{structure}");
    let heads = structure.lines().filter(|line| line.trim_start().starts_with("TH "));
    assert_eq!(heads.count(), 2 + 150, "{structure}");
}

#[test]
fn a_page_lies_on_its_long_side_where_its_tables_are_wide() {
    let term = Term { name: "Agenda item".into(), text: vec![Run::plain("Peace")] };
    let mut job = letter(Lang::En, vec![Block::Terms { terms: vec![term] }]);
    job.paper.landscape = true;
    job.paper.title_lang = Some(Lang::Ar);
    job.paper.title = "محضر".into();
    job.paper.file_title = Some("Record of the meeting – محضر".into());
    let pdf = printed(&job);
    let info = String::from_utf8(through("pdfinfo", &["-"], &pdf)).expect("UTF-8");
    assert!(info.contains("841.") && info.contains("x 595."), "{info}");
    assert!(info.contains("Record of the meeting – محضر"), "{info}");
    let words = words(&pdf);
    let found = |word: &str| words.iter().find(|(found, ..)| found == word).expect("it is there");
    // What a thing is stands beside its name.
    assert!(found("Peace").1 > found("item").2 + 5.0, "{words:?}");
}

#[test]
fn an_arabic_document_is_laid_out_from_the_right() {
    for (lang, mirrored) in [(Lang::En, false), (Lang::Ar, true)] {
        let words = words(&printed(&letter(lang, vec![])));
        let places = |word: &str| {
            let of_word = words.iter().filter(|(found, ..)| found == word);
            of_word.map(|(_, left, right)| (left + right) / 2.0).collect::<Vec<f64>>()
        };
        let (at_head, at_foot) = match places("S/2020/791")[..] {
            [at_head, at_foot] => (at_head, at_foot),
            _ => panic!("the symbol stands at the head and at the foot: {words:?}"),
        };
        // The middle of the page is at 298 points.
        assert_eq!(at_head < 298.0, mirrored, "{words:?}");
        assert_eq!(at_foot > 298.0, mirrored, "{words:?}");
        assert_eq!(places("1/1")[0] < 298.0, mirrored, "{words:?}");
        assert_eq!(places("Distr.:")[0] < 298.0, mirrored, "{words:?}");
    }
}

#[test]
fn no_heading_is_left_alone_at_the_foot_of_a_page() {
    // Paragraphs of one to seven lines, so that pages end everywhere.
    let part = |n: usize| {
        let words = "We meet by video. ".repeat(3 + n * 5 % 37);
        [heading(1 + (n % 3) as u8, &format!("Heading {n}")), paragraph(&words)]
    };
    for lang in [Lang::En, Lang::Ar, Lang::Zh] {
        let text = text_of(&printed(&letter(lang, (0..200).flat_map(part).collect())));
        let pages = pages(&text);
        assert!(pages.len() > 15);
        for page in pages {
            let lines = page.lines().filter(|line| !line.trim().is_empty());
            let of_text: Vec<&str> =
                lines.filter(|line| line.contains("meet") || line.contains("Heading")).collect();
            let last = of_text.last().expect("there is text on each page");
            assert!(!last.contains("Heading"), "{lang:?}: {page}");
        }
    }
}

#[test]
fn no_line_of_chinese_begins_with_a_stop() {
    let sentence =
        "人人生而自由，在尊严和权利上一律平等。他们赋有理性和良心、并应以兄弟关系的精神相对待。";
    let text =
        text_of(&printed(&letter(Lang::En, vec![paragraph_in(Lang::Zh, &sentence.repeat(40))])));
    let lines: Vec<&str> = text.lines().filter(|line| line.contains("自由")).collect();
    assert!(lines.len() > 20, "{text}");
    assert!(!text.lines().any(|line| line.starts_with(['，', '。', '、'])), "{text}");
}

#[test]
fn a_paragraph_of_chinese_begins_two_letters_in() {
    let job = letter(Lang::Zh, vec![paragraph(&"安全理事会".repeat(30))]);
    let words = words(&printed(&job));
    let lefts: Vec<f64> = words
        .iter()
        .filter(|(word, ..)| word.contains("理事会"))
        .map(|(_, left, _)| *left)
        .collect();
    // Two of 10.5 points.
    assert!((lefts[0] - lefts[1] - 21.0).abs() < 0.5, "{words:?}");
}
