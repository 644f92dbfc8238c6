//! What delegations upload as PDF, and what becomes of it. The files are written by a writer of their own (`written`), and
//! what is expected is what it was given.
#![allow(clippy::unwrap_used, reason = "a rehearsal that cannot go on stops where it is")]

mod written;

use rostrum_documents::{Kind, LeftOut, NoText, Taken, text_of};
use written::{Written, draw, length};

const LEFT: f64 = 50.0;
const RIGHT: f64 = 550.0;
const SIZE: f64 = 10.0;
const LEADING: f64 = 14.0;

fn taken(file: &[u8]) -> Taken {
    text_of(file).unwrap()
}

fn text(written: &Written) -> String {
    taken(&written.bytes()).text
}

/// The lines of a paragraph, broken where a word does not fit.
fn broken(paragraph: &str) -> Vec<String> {
    let words: Vec<&str> = match paragraph.contains(' ') {
        true => paragraph.split_inclusive(' ').collect(),
        false => paragraph.split_inclusive(|_| true).collect(),
    };
    let mut lines = vec![String::new()];
    for word in words {
        let line = lines.last_mut().unwrap();
        match length(SIZE, line.trim_end()) + length(SIZE, word.trim_end()) > RIGHT - LEFT {
            true => lines.push(word.to_owned()),
            false => line.push_str(word),
        }
    }
    lines
}

/// Pages of these paragraphs, so many lines to a page, with more space between paragraphs.
fn pages(paragraphs: &[&str], lines_of_a_page: usize, right_to_left: bool) -> Vec<String> {
    let mut pages = vec![String::new()];
    let (mut y, mut n) = (700.0, 0);
    for paragraph in paragraphs {
        for line in broken(paragraph) {
            if n == lines_of_a_page || y < 50.0 {
                pages.push(String::new());
                (y, n) = (700.0, 0);
            }
            let line = line.trim_end();
            let (x, line) = match right_to_left {
                true => (RIGHT - length(SIZE, line), visual(line)),
                false => (LEFT, line.to_owned()),
            };
            pages.last_mut().unwrap().push_str(&draw(x, y, SIZE, &line));
            (y, n) = (y - LEADING, n + 1);
        }
        y -= LEADING;
    }
    pages
}

/// As a line of Arabic is drawn: from the right, and its numbers and Latin words from the left.
fn visual(line: &str) -> String {
    let mut drawn: Vec<String> = vec![];
    for c in line.chars() {
        let runs = c.is_ascii_alphanumeric() || c == '/';
        match drawn.last_mut() {
            Some(run) if runs && run.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '/') => {
                run.push(c);
            }
            _ => drawn.push(c.to_string()),
        }
    }
    drawn.into_iter().rev().collect()
}

const TEXTS: [(&str, bool); 6] = [
    (include_str!("../../proto/tests/texts/ar.txt"), true),
    (include_str!("../../proto/tests/texts/en.txt"), false),
    (include_str!("../../proto/tests/texts/es.txt"), false),
    (include_str!("../../proto/tests/texts/fr.txt"), false),
    (include_str!("../../proto/tests/texts/ru.txt"), false),
    (include_str!("../../proto/tests/texts/zh.txt"), false),
];

#[test]
fn paragraphs_of_six_languages_over_pages_come_out_as_they_went_in() {
    for (text, right_to_left) in TEXTS {
        // No line of a paragraph of its own: a PDF does not say why a line ends.
        let paragraphs: Vec<_> = text.trim().split("\n\n").filter(|p| !p.contains('\n')).collect();
        let file = Written::of(pages(&paragraphs, 40, right_to_left));
        let Taken { kind, text, left_out } = taken(&file.bytes());
        assert_eq!((kind, left_out), (Kind::Pdf, vec![]));
        let came: Vec<_> = text.split("\n\n").collect();
        for (came, went) in came.iter().zip(&paragraphs) {
            assert_eq!(came, went);
        }
        assert_eq!(came.len(), paragraphs.len());
    }
}

#[test]
fn arabic_is_read_from_right_to_left_and_its_numbers_are_not() {
    let went = "يحيط علما بالقرار 2532 (2020) وبالرسالة S/2020/790 المؤرخة 6 آب، بنسبة 50%.";
    // As it is drawn: `(2020)` stands left of `2532`, and each is read from the left.
    let drawn = ".%50 ةبسنب ،بآ 6 ةخرؤملا S/2020/790 ةلاسرلابو )2020( 2532 رارقلاب املع طيحي";
    let x = RIGHT - length(SIZE, drawn);
    assert_eq!(text(&Written::of([draw(x, 700.0, SIZE, drawn)])), went);
    // Some programs name a bracket as it looks.
    let looks = drawn.replace(")2020(", "(2020)");
    assert_eq!(text(&Written::of([draw(x, 700.0, SIZE, &looks)])), went);
    // Letters as they are drawn are the letters themselves: ﻻ is two.
    let forms = "\u{FEE1}\u{FEFC}\u{FEB3}";
    assert_eq!(text(&Written::of([draw(x, 700.0, SIZE, forms)])), "سلام");
}

#[test]
fn an_arabic_word_in_a_line_of_english_is_read_backwards_alone() {
    let drawn = "The word \u{645}\u{644}\u{627}\u{633} (salam) means peace.";
    let file = Written::of([draw(LEFT, 700.0, SIZE, drawn)]);
    assert_eq!(text(&file), "The word \u{633}\u{627}\u{644}\u{645} (salam) means peace.");
}

#[test]
fn lines_are_joined_and_hyphens_stay_where_they_may_be_their_own() {
    // Every line is as long as a line is.
    let lines = |before: &str, after: &str| {
        let (before, after) = (format!("{before:x>100}"), format!("{after:x<100}"));
        let drawn = [before, after, "whole lines, international".into()];
        let drawn = drawn.iter().enumerate();
        let drawn = drawn.map(|(n, line)| draw(LEFT, 700.0 - n as f64 * LEADING, SIZE, line));
        text(&Written::of([drawn.collect::<String>()]))
    };
    let came = lines(" order, and inter-", "national co-operation ");
    assert!(came.contains("and international co-operation"), "{came}");
    let came = lines(" the self-", "determination ");
    assert!(came.contains("the self-determination "), "{came}");
    let came = lines(" multi\u{AD}", "lateral ");
    assert!(came.contains(" multilateral "), "{came}");
    let came = lines(" S/2020/", "790 ");
    assert!(came.contains(" S/2020/790 "), "{came}");
    let came = lines(" the", "order ");
    assert!(came.contains(" the order "), "{came}");
}

#[test]
fn an_indented_line_begins_a_paragraph_and_so_does_one_after_a_short_line() {
    let full = "x".repeat(98);
    let page = [
        draw(LEFT + 20.0, 700.0, SIZE, &full[..96]),
        draw(LEFT, 686.0, SIZE, &full),
        draw(LEFT + 20.0, 672.0, SIZE, &full[..96]),
        draw(LEFT, 658.0, SIZE, "The end."),
        draw(LEFT, 644.0, SIZE, "Another."),
        draw(LEFT, 630.0, 20.0, "A title"),
    ];
    let came = text(&Written::of([page.concat()]));
    let of: Vec<_> = came.split("\n\n").collect();
    assert_eq!(of.len(), 4, "{came}");
    assert_eq!(of[1..], [format!("{} The end.", &full[..96]).as_str(), "Another.", "A title"]);
}

#[test]
fn columns_are_read_one_after_the_other() {
    let line = |n: usize, column: &str| format!("{column}{n} {}", "y".repeat(40));
    let mut page = String::new();
    for (x, column) in [(50.0, "left"), (320.0, "right")] {
        for n in 0..5 {
            page += &draw(x, 700.0 - n as f64 * LEADING, SIZE, &line(n, column));
        }
    }
    let went: Vec<_> =
        ["left", "right"].iter().flat_map(|c| (0..5).map(move |n| line(n, c))).collect();
    assert_eq!(
        text(&Written::of([page])).split_whitespace().collect::<Vec<_>>().join(" "),
        went.join(" ")
    );
}

#[test]
fn headers_and_page_numbers_are_left_out_and_that_is_said() {
    let bodies = ["One body.", "Another one.", "The third."];
    let rest = ["x", "y", "z"].map(|letter| letter.repeat(90));
    let file = Written::of((0..3).map(|n| {
        [
            draw(LEFT, 780.0, SIZE, "S/2020/790"),
            draw(LEFT, 700.0, SIZE, bodies[n]),
            draw(LEFT, 700.0 - 2.0 * LEADING, SIZE, &rest[n]),
            draw(300.0, 20.0, SIZE, &format!("{}/3", n + 1)),
        ]
        .concat()
    }));
    let Taken { text, left_out, .. } = taken(&file.bytes());
    // A full line at the end of a page is continued on the next.
    let went = (0..3).map(|n| format!("{}\n\n{}", bodies[n], rest[n])).collect::<Vec<_>>();
    assert_eq!((text, left_out), (went.join(" "), vec![LeftOut::Running]));
    // What only looks like it stays.
    let file = Written::of(["1", "5", "2"].map(|n| draw(LEFT, 700.0, SIZE, n)));
    assert_eq!(text_of(&file.bytes()).unwrap().text, "1 5 2");
    // What the program says belongs to the page.
    let marked = format!(
        "/Artifact BMC {} EMC {}",
        draw(LEFT, 780.0, SIZE, "DRAFT"),
        draw(LEFT, 700.0, SIZE, "Text.")
    );
    let Taken { text, left_out, .. } = taken(&Written::of([marked]).bytes());
    assert_eq!((text.as_str(), left_out), ("Text.", vec![LeftOut::Running]));
}

#[test]
fn what_letters_say_is_what_the_program_says_that_they_say() {
    let page = format!(
        "/Span<</ActualText<FEFF006600660069>>>BDC {} EMC {}",
        draw(LEFT, 700.0, SIZE, "#"),
        draw(LEFT + 5.0, 700.0, SIZE, "ne")
    );
    assert_eq!(text(&Written::of([page])), "ffine");
}

#[test]
fn what_is_not_seen_or_stands_slantwise_is_left_out_and_said() {
    let page = [
        draw(LEFT, 700.0, SIZE, "Seen."),
        format!("3 Tr {} 0 Tr\n", draw(LEFT, 600.0, SIZE, "Invisible.")),
        draw(2_000.0, 600.0, SIZE, "Beside the page."),
        "BT /F 40 Tf 0.7 0.7 -0.7 0.7 100 100 Tm <0044005200410046> Tj ET\n".to_owned(),
        "BI /W 1 /H 1 /BPC 8 /CS /G ID x EI\n".to_owned(),
    ];
    let mut file = Written::of([page.concat()]);
    file.of_pages = "/Annots[<</Subtype/Text/Contents(really?)/Rect[0 0 1 1]>>]".into();
    let Taken { text, left_out, .. } = taken(&file.bytes());
    assert_eq!(text, "Seen.");
    use LeftOut::{Comments, Hidden, Pictures, Turned};
    assert_eq!(left_out, [Comments, Pictures, Hidden, Turned]);
}

#[test]
fn a_scanned_page_and_a_font_without_names_are_said_to_be_so() {
    let scan = Written::of(["BI /W 1 /H 1 /BPC 8 /CS /G ID x EI\n".to_owned()]);
    assert_eq!(text_of(&scan.bytes()), Err(NoText::Scanned));
    let read_by_a_machine = Written::of([format!("3 Tr {}", draw(LEFT, 700.0, SIZE, "0ne"))]);
    assert_eq!(text_of(&read_by_a_machine.bytes()), Err(NoText::Scanned));
    let mut nameless = Written::of([draw(LEFT, 700.0, SIZE, "Which letters?")]);
    nameless.nameless = true;
    assert_eq!(text_of(&nameless.bytes()), Err(NoText::Nameless));
    let drawn = "BT /F 40 Tf 0 1 -1 0 100 100 Tm <004400520041> Tj ET\n".to_owned();
    assert_eq!(text_of(&Written::of([drawn]).bytes()), Err(NoText::Turned));
}

#[test]
fn a_file_in_a_file_or_another_name_changes_nothing() {
    let whole = Written::of([draw(LEFT, 700.0, SIZE, "Text.")]).bytes();
    assert_eq!(taken(&[b"\r\n", whole.as_slice()].concat()).text, "Text.");
    assert_eq!(taken(b"A text that speaks of %PDF-1.7.").kind, Kind::Plain);
    assert!(matches!(text_of(b"%PDF-1.7 and so on"), Err(NoText::Damaged(_))));
    // What a file would do is not done.
    let mut acts = Written::of([draw(LEFT, 700.0, SIZE, "Text.")]);
    acts.of_catalogue = "/OpenAction<</S/JavaScript/JS(app.alert())>>".into();
    let Taken { text, left_out, .. } = taken(&acts.bytes());
    assert_eq!((text.as_str(), left_out), ("Text.", vec![LeftOut::Macros]));
}
