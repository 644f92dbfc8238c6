//! The record as it is handed out: what the journal tells is in each format and each language, and nothing becomes more than
//! text.
#![allow(clippy::unwrap_used, missing_docs, reason = "tests say so when they fail")]

use crate::support;

use rostrum_paper::{Block, Paper, Run, docx, html};
use rostrum_proto::lang::Lang;
use rostrum_record::{compile, paper};
use support::small::small_meeting;

fn handed_out(lang: Lang) -> Paper {
    paper(&compile(&small_meeting().journal).unwrap(), lang)
}

/// What a page says: its text, each element on a line.
fn said_by_page(paper: &Paper) -> String {
    let page = html::page(paper);
    let body = page.split_once("<body").unwrap().1;
    let pieces = body.split('<').map(|piece| piece.split_once('>').map_or(piece, |(_, text)| text));
    let text = pieces.collect::<Vec<_>>().join("\n");
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}

/// What a file says, as a reader without knowledge of its writer takes it out.
fn said_by_file(paper: &Paper) -> String {
    rostrum_documents::text_of(&docx::file(paper).unwrap()).unwrap().text
}

/// A text without the white space and the marks of direction that a format adds.
fn solid(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '\u{200e}' | '\u{200f}')).collect()
}

/// What happened, as `small_meeting` has it and not as the record does: New York is four hours behind UTC in August.
const HAPPENED: [&[&str]; 12] = [
    // The interventions: Tunisia spoke for 90 and 45 seconds, and France interrupted for 40.
    &["1", "Tunisia <i>& Co</i>", "Selma \"Salma\" Ennaifer"],
    &["Secretary of State <script>alert('x')</script>", "Statement", "10:00:55", "14:00:55"],
    &["10:03:50", "14:03:50", "2:15", "6:00", "(of which added 1:00)", "Finished"],
    &["Point of order: FRA", "10:02:25–10:03:05", "(14:02:25–14:03:05 UTC)"],
    &["2", "FRA", "FRA-delegate", "Point of order", "10:02:25", "14:02:25"],
    &["3", "FRA", "FRA-delegate", "Motion", "10:03:50", "14:03:50", "10:04:10", "14:04:10", "0:20"],
    // The ruling, its challenge, and the vote that upheld it.
    &[
        "10:02:55",
        "(14:02:55 UTC)",
        "The point is not well taken: “The list was closed <in time> & \"in order\".”",
    ],
    &["IDN-chair", "FRA", "10:02:55", "14:02:55", "The ruling stands (Vote 1)"],
    &["Shall the ruling be overruled? Point of order of FRA", "Show of hands"],
    &["Not adopted", "In favour: 1, Against: 1, Abstention: 1, Not voting: 1"],
    // The motion, on which nobody voted.
    &["To postpone discussion", "Not adopted (Vote 2)"],
    &["In favour: 0, Against: 0, Abstention: 0, Not voting: 4"],
];

#[test]
fn what_happened_is_in_each_format() {
    let paper = handed_out(Lang::En);
    for (format, said) in [("html", said_by_page(&paper)), ("docx", said_by_file(&paper))] {
        let said = solid(&said);
        for happened in HAPPENED {
            let happened = solid(&happened.concat());
            assert!(said.contains(&happened), "{happened} is not in {format}: {said}");
        }
        // Each seat's vote, in the order of the alphabet; in the roll call all were passed over.
        let ballots =
            ["FRA", "In favour", "IDN", "Abstention", "Tunisia<i>&Co</i>", "Against", "VNM"];
        assert!(said.contains(&solid(&ballots.concat())), "{format}: {said}");
        assert_eq!(said.matches("Notvoting").count(), 2 + 1 + 4, "{format}");
    }
}

#[test]
fn each_format_says_the_same_in_every_language() {
    for lang in Lang::ALL {
        let paper = handed_out(lang);
        assert_eq!(paper.lang, lang);
        let (page, file) = (solid(&said_by_page(&paper)), solid(&said_by_file(&paper)));
        for text in texts(&paper) {
            let text = solid(&text);
            assert!(page.contains(&text), "{lang:?}: {text} is not on the page");
            assert!(file.contains(&text), "{lang:?}: {text} is not in the file");
        }
    }
}

/// Every text of a paper.
fn texts(paper: &Paper) -> Vec<String> {
    let joined = |runs: &[Run]| runs.iter().map(|run| run.text.as_str()).collect::<String>();
    let of = |block: &Block| match block {
        Block::Heading { text, .. } | Block::Paragraph { text, .. } => vec![joined(text)],
        Block::Terms { terms } => {
            terms.iter().flat_map(|term| [term.name.clone(), joined(&term.text)]).collect()
        }
        Block::Table { caption, head, rows } => {
            let cells = rows.iter().flatten().map(|cell| joined(&cell.0));
            std::iter::once(caption).chain(head).cloned().chain(cells).collect()
        }
    };
    paper.blocks.iter().flat_map(of).collect()
}

#[test]
fn every_language_has_words_of_its_own() {
    let of = |lang| texts(&handed_out(lang));
    let english = of(Lang::En);
    for lang in Lang::ALL.into_iter().filter(|lang| *lang != Lang::En) {
        let said = of(lang);
        assert_eq!(said.len(), english.len(), "{lang:?} says as much");
        let words = |text: &String| text.contains(' ') && text.chars().any(char::is_alphabetic);
        // What nobody has translated: names, and somebody's own words.
        let given = [
            "Linkages",
            "Open debate",
            "Threats to",
            "New York",
            "2020-08",
            "<script>",
            "urgent",
            "Tunisia",
        ];
        let same = english.iter().zip(&said).filter(|(one, other)| one == other && words(one));
        let same: Vec<_> = same.filter(|(one, _)| !given.iter().any(|g| one.contains(g))).collect();
        assert_eq!(same, [], "{lang:?} says these in English");
    }
}

#[test]
fn the_same_journal_gives_the_same_bytes() {
    for lang in Lang::ALL {
        let (one, other) = (handed_out(lang), handed_out(lang));
        assert_eq!(html::page(&one), html::page(&other));
        assert_eq!(docx::file(&one).unwrap(), docx::file(&other).unwrap());
        // The press prints what it is given: the same paper, the same bytes.
        assert_eq!(serde_json::to_vec(&one).unwrap(), serde_json::to_vec(&other).unwrap());
    }
}
