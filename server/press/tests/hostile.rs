//! A statement is data and never markup: whatever stands in it comes out of the press as text, and nothing that stands in
//! it keeps the paper from being printed.

mod support;

use rostrum_paper::{Block, Cell, Masthead, Paper, Run, Style, Term, Weight};
use rostrum_press::Job;
use rostrum_proto::lang::Lang;
use support::{
    CREATED, heading, letter, paragraph, paragraph_in, printed, said, solid, solid_text_of, text_of,
};

/// What a typesetter, a browser, a shell or a spreadsheet would do something at.
const MARKUP: [&str; 16] = [
    "#panic(\"printed\")",
    "#set page(width: 1pt)",
    "= Not a heading",
    "- not a list",
    "$ x^2 $ and $",
    "*not bold* _not italic_",
    "`raw` ```raw```",
    "<label> @reference",
    "]]> </p> <script>alert(1)</script>",
    "\\ \\u{41} \\textbf{x}",
    "#[ ] [ ( { } ) ]",
    "// not a comment /* nor this */",
    "=cmd|' /C calc'!A0",
    "{{7*7}} ${7*7} %s %n",
    "/paper.json ../../etc/passwd",
    "\"straight\" 'quotes' -- --- ... ~ fi ffl",
];

#[test]
fn markup_is_printed_as_it_was_written() {
    let blocks = MARKUP
        .iter()
        .flat_map(|text| {
            let cell = |text: &str| vec![Cell::from(text), Cell::from(text)];
            [
                paragraph(text),
                heading(2, text),
                Block::Table {
                    caption: (*text).into(),
                    head: vec![(*text).into(), (*text).into()],
                    rows: vec![cell(text)],
                },
                Block::Terms {
                    terms: vec![Term { name: (*text).into(), text: vec![Run::plain(*text)] }],
                },
            ]
        })
        .collect();
    let read = solid_text_of(&printed(&letter(Lang::En, blocks)));
    for text in MARKUP {
        // As a paragraph, as a heading, five times in a table, and as a term and what it is.
        let times = read.matches(&solid(text)).count();
        assert!(times >= 9, "{text} stands {times} times in {read}");
    }
}

#[test]
fn markup_is_text_at_the_head_of_the_page_as_well() {
    let text = "#panic() <b> $x$ *y*";
    let masthead = Masthead {
        organization: text.into(),
        body: text.into(),
        symbol: text.into(),
        distribution: text.into(),
        date: text.into(),
        language: text.into(),
        original: text.into(),
        lang: None,
    };
    let paper = Paper::new(Lang::Ar, masthead, text, vec![]);
    let paper = Paper { contents: Some(text.into()), ..paper };
    let read = solid_text_of(&printed(&Job { paper, created: CREATED }));
    // Seven lines of the head, the title, and the symbol once more at the foot. There are no headings to be listed.
    let letters = read.matches("panic").count();
    assert_eq!(letters, 9, "{read}");
}

#[test]
fn what_turns_the_order_of_letters_round_is_named() {
    let read = solid_text_of(&printed(&letter(
        Lang::En,
        vec![paragraph("pay 100\u{202E}001 now"), paragraph("open \u{2066}and not closed")],
    )));
    assert!(read.contains("pay100[U+202E]001now"), "{read}");
    assert!(read.contains("open[U+2066]andnotclosed"), "{read}");
}

#[test]
fn letters_without_width_part_no_word_from_itself() {
    let said = "Se\u{200B}cu\u{200D}ri\u{FEFF}ty Co\u{2060}un\u{200C}cil";
    let read = solid_text_of(&printed(&letter(Lang::En, vec![paragraph(said)])));
    let seen: String =
        read.chars().filter(|l| !matches!(l, '\u{200C}' | '\u{200D}' | '\u{2060}')).collect();
    assert!(seen.contains("SecurityCouncilS/2020"), "{read}");
}

#[test]
fn what_is_hidden_in_a_text_is_named() {
    // "hi" in the letters of tags, which are never drawn.
    let read = solid_text_of(&printed(&letter(Lang::En, vec![paragraph("a\u{E0068}\u{E0069}b")])));
    assert!(read.contains("a[U+E0068][U+E0069]b"), "{read}");
}

#[test]
fn letters_that_no_font_has_are_named() {
    for (said, read) in [
        ("Hello \u{1F600}!", "Hello[U+1F600]!"),
        ("unassigned \u{0378}.", "unassigned[U+0378]."),
        ("private \u{E000}.", "private[U+E000]."),
        ("no character \u{FFFF}.", "nocharacter[U+FFFF]."),
        ("three \u{1F600}\u{1F600}\u{1F600}", "three[U+1F600×3]"),
        ("control \u{1}\u{7F}", "control[U+0001][U+007F]"),
    ] {
        for lang in Lang::ALL {
            let pdf = printed(&letter(lang, vec![paragraph_in(Lang::En, said)]));
            let text = solid_text_of(&pdf);
            assert!(text.contains(read), "{lang:?}: {text}");
        }
    }
}

#[test]
fn a_mark_on_a_letter_of_another_writing_is_named() {
    let read = solid_text_of(&printed(&letter(Lang::Zh, vec![paragraph("中\u{0651}文")])));
    assert!(read.contains("中[U+0651]文"), "{read}");
}

#[test]
fn a_mark_on_nothing_is_named() {
    let said = "\u{05B0}a\n\u{0301}b\u{200B}\u{06DB}c";
    let read = solid_text_of(&printed(&letter(Lang::En, vec![paragraph(said)])));
    assert!(read.contains("[U+05B0]a[U+0301]b[U+06DB]c"), "{read}");
}

#[test]
fn a_name_in_any_writing_is_printed() {
    let names = "Ελλάδα ישראל Հայաստան საქართველო भारत ประเทศไทย ኢትዮጵያ 日本 대한민국 ☎ ∑";
    let read = solid_text_of(&printed(&letter(Lang::En, vec![paragraph(names)])));
    for name in ["Ελλάδα", "Հայաստան", "საქართველო", "ኢትዮጵያ", "日本", "대한민국", "☎", "∑"]
    {
        assert!(read.contains(name), "{name} in {read}");
    }
    assert!(!read.contains("U+"), "{read}");
}

#[test]
fn a_million_marks_on_one_letter_are_counted() {
    for base in ["a", "ع", "中", ""] {
        let said = format!("{base}{}.", "\u{0301}".repeat(1_000_000));
        let read = solid_text_of(&printed(&letter(Lang::En, vec![paragraph(&said)])));
        let counted = read.split('×').nth(1).and_then(|rest| rest.split(']').next());
        let counted: usize = counted.expect("a count").parse().expect("a number");
        assert!((999_900..=1_000_000).contains(&counted), "{base}: {counted}");
    }
}

#[test]
fn ten_thousand_marks_in_turn_are_printed() {
    let said = format!("a{}.", "\u{0301}\u{0302}".repeat(5_000));
    let read = solid_text_of(&printed(&letter(Lang::En, vec![paragraph(&said)])));
    assert_eq!(read.matches("[U+0302]").count(), 5_000 - 15, "30 of them stay on the letter");
}

#[test]
fn endless_nothing_comes_to_an_end() {
    for nothing in ["\u{200B}", "\u{200D}", " ", "\u{A0}", "\u{3000}", "\u{AD}", "\t", "\u{34F}"] {
        let said = format!("from {} to", nothing.repeat(100_000));
        let read = text_of(&printed(&letter(Lang::En, vec![paragraph(&said)])));
        assert!(read.contains("from") && read.contains("to"), "{nothing:?}: {read}");
    }
}

#[test]
fn a_name_of_three_hundred_letters_stays_on_the_page() {
    let name = "Wolfeschlegelsteinhausenbergerdorff".repeat(9);
    let table = Block::Table {
        caption: name.clone(),
        head: vec![name.clone(); 3],
        rows: vec![vec![Cell::from(name.as_str()); 3]],
    };
    let mut job = letter(Lang::En, vec![heading(1, &name), paragraph(&name), table]);
    job.paper.title.clone_from(&name);
    job.paper.contents = Some(name.clone());
    let head = &mut job.paper.masthead;
    for line in [&mut head.organization, &mut head.body, &mut head.symbol, &mut head.date] {
        line.clone_from(&name);
    }
    let pdf = printed(&job);
    let boxes = String::from_utf8(support::through("pdftotext", &["-bbox", "-", "-"], &pdf));
    let boxes = boxes.expect("UTF-8");
    let right = boxes.split("xMax=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let right = right.filter_map(|x| x.parse::<f64>().ok()).fold(0.0, f64::max);
    // A4 has 595 points; a margin is left.
    assert!((400.0..=560.0).contains(&right), "{right}");
}

#[test]
fn an_empty_paper_is_a_page() {
    for contents in [None, Some(String::new()), Some("Contents".to_owned())] {
        let paper = Paper::new(Lang::Fr, Masthead::default(), "", vec![]);
        let paper = Paper { contents, ..paper };
        let text = text_of(&printed(&Job { paper, created: CREATED }));
        assert!(text.contains("1/1"), "{text}");
    }
}

#[test]
fn parts_with_nothing_in_them_are_printed() {
    let blank = |text: &str| vec![Run::plain(text)];
    let mut blocks = vec![
        Block::Terms { terms: vec![] },
        Block::Terms { terms: vec![Term { name: String::new(), text: vec![] }] },
        Block::Table { caption: String::new(), head: vec![], rows: vec![] },
        Block::Table { caption: "Alone".into(), head: vec![], rows: vec![vec![], vec![]] },
        Block::Table { caption: String::new(), head: vec!["Head".into()], rows: vec![] },
        Block::Table {
            caption: "Uneven".into(),
            head: vec!["One".into()],
            rows: vec![vec![], vec![Cell::from("a"), Cell::from("b"), Cell(vec![])]],
        },
        said(None, vec![]),
        said(Some(Lang::Ar), blank("")),
    ];
    for text in ["", " ", "\n\n", "\u{200B}", "\u{202E}"] {
        for new_page in [false, true] {
            blocks.push(Block::Heading { level: 2, new_page, text: blank(text) });
        }
        for style in [Style::Body, Style::Subheading, Style::Signature, Style::Note] {
            blocks.push(Block::Paragraph { lang: None, style, text: blank(text) });
        }
    }
    let mut job = letter(Lang::En, blocks);
    job.paper.contents = Some("Contents".into());
    let read = text_of(&printed(&job));
    assert!(read.contains("Alone") && read.contains("Uneven"), "{read}");
}

#[test]
fn headings_of_any_level_are_printed() {
    for levels in [[3, 1, 3], [0, 9, 255], [2, 2, 1]] {
        let blocks = levels.iter().map(|level| heading(*level, "Article")).collect();
        let read = text_of(&printed(&letter(Lang::En, blocks)));
        assert_eq!(read.matches("Article").count(), 3, "{read}");
    }
}

#[test]
fn a_table_of_two_hundred_columns_is_printed() {
    let head: Vec<String> = (0..200).map(|n| n.to_string()).collect();
    let rows = vec![head.iter().map(|text| Cell::from(text.as_str())).collect(); 3];
    let table = Block::Table { caption: "Wide".into(), head, rows };
    assert!(text_of(&printed(&letter(Lang::Ar, vec![table]))).contains("199"));
}

#[test]
fn every_weight_is_printed_in_every_language() {
    let of = |lang, weight| Run { weight, ..Run::in_lang(lang, "Aä я 中 ع 1") };
    let weights = [Weight::Plain, Weight::Bold, Weight::Italic, Weight::Small];
    let runs = Lang::ALL.iter().flat_map(|lang| weights.map(|weight| of(*lang, weight))).collect();
    let read = text_of(&printed(&letter(Lang::Zh, vec![said(None, runs)])));
    for letter in ["ä", "я", "中", "ع"] {
        assert_eq!(read.matches(letter).count(), 6 * 4, "{letter} in {read}");
    }
}
