//! What holds of the compilation of any debate, in each language.
#![allow(clippy::unwrap_used, reason = "a rehearsal that cannot go on stops where it is")]

mod common;

use common::any::facts;
use common::{headings, letter, said, table};
use proptest::prelude::*;
use proptest::sample::select;
use rostrum_compilation::facts::Manner;
use rostrum_compilation::order::annexes;
use rostrum_compilation::{Facts, compile};
use rostrum_paper::{docx, html};
use rostrum_proto::lang::Lang;
use rostrum_proto::line::is_readable;

/// Roman numerals as they are learnt: the ones after the tens.
fn roman(number: usize) -> String {
    let ones = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"];
    let tens = ["", "X", "XX", "XXX"];
    format!("{}{}", tens[number / 10], ones[number % 10])
}

fn written(facts: &Facts) -> usize {
    facts.statements.iter().filter(|text| text.manner == Manner::Written).count()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn every_speaker_and_every_written_statement_is_there_once(facts in facts()) {
        let annexes = annexes(&facts);
        prop_assert_eq!(annexes.len(), facts.speakers.len() + written(&facts));
        for speaker in &facts.speakers {
            let is_its = |annex: &&_| matches!(annex, rostrum_compilation::order::Annex { speaker: Some(s), .. } if std::ptr::eq(*s, speaker));
            prop_assert_eq!(annexes.iter().filter(is_its).count(), 1);
        }
        for text in &facts.statements {
            let times = annexes.iter().filter(|a| a.text.is_some_and(|t| std::ptr::eq(t, text))).count();
            prop_assert!(times <= 1, "a text is enclosed once");
            prop_assert!(times == 1 || text.manner == Manner::Delivered);
            // A text is left out only if its seat has no more speakers than texts that are enclosed.
            let spoke = facts.speakers.iter().filter(|s| s.seat == text.seat).count();
            let given = annexes.iter().filter(|a| a.speaker.is_some() && *a.seat == text.seat && a.text.is_some()).count();
            prop_assert!(times == 1 || given == spoke);
        }
        let moved = |annex: &&rostrum_compilation::order::Annex<'_>| facts.first.contains(annex.seat);
        let order: Vec<_> = annexes.iter().filter(|a| !moved(a)).map(|annex| annex.what).collect();
        prop_assert!(order.is_sorted(), "{:?}", order);
        let first = annexes.iter().take_while(moved).count();
        prop_assert_eq!(first, annexes.iter().filter(moved).count(), "those that were moved are first");
    }

    #[test]
    fn annexes_are_numbered_without_a_gap(facts in facts(), lang in select(&[Lang::En, Lang::Fr, Lang::Ru, Lang::Es][..])) {
        let paper = compile(&facts, lang);
        let numbers: Vec<_> = table(&paper).iter().map(|row| row[0].clone()).collect();
        let expected: Vec<_> = (1..=facts.speakers.len() + written(&facts)).map(roman).collect();
        prop_assert_eq!(&numbers, &expected);
        let annexes = headings(&paper, 1);
        let of_headings: Vec<_> = annexes.iter().skip(1).map(|text| text.rsplit(' ').next().unwrap()).collect();
        prop_assert_eq!(of_headings, expected);
    }

    #[test]
    fn no_name_and_no_number_is_missing(facts in facts(), lang in select(&Lang::ALL[..])) {
        let paper = compile(&facts, lang);
        let rows = table(&paper);
        let enclosed = annexes(&facts);
        prop_assert_eq!(rows.len(), enclosed.len());
        for (row, annex) in rows.iter().zip(&enclosed) {
            if let Some(name) = annex.name().filter(|name| is_readable(name)) {
                prop_assert!(row[2].contains(name.trim()), "{:?} in {:?}", name, row);
            }
            if let Some(text) = annex.text {
                prop_assert_eq!(&row[6], &text.number);
            }
        }
        let page = html::page(&paper);
        for annex in enclosed.iter().filter_map(|annex| annex.text) {
            prop_assert!(page.contains(&annex.number));
        }
    }

    #[test]
    fn the_letter_names_nobody_who_did_not_speak(facts in facts(), lang in select(&Lang::ALL[..])) {
        // What is isolated was given by somebody; what is not are names of seats and the words of the Council.
        let speakers = facts.speakers.iter().flat_map(|s| [s.name.as_deref(), s.title.as_deref(), Some(s.seat.as_str())]);
        let texts = annexes(&facts).into_iter().filter(|a| a.speaker.is_some());
        let texts: Vec<_> = texts.filter_map(|a| a.text).collect();
        // Where the journal knows no name, the text of the same speech does.
        let texts = texts.iter().flat_map(|t| [t.name.as_deref(), t.title.as_deref()]);
        let written = facts.statements.iter().filter(|t| t.manner == Manner::Written).map(|t| Some(t.seat.as_str()));
        let signs = [Some(facts.president.name.as_str()), Some(facts.president.title.as_str()), Some(facts.president.seat.as_str()), facts.concept_note.as_deref()];
        let known: Vec<_> = speakers.chain(texts).chain(written).chain(signs).flatten().map(str::trim).collect();
        for run in letter(&compile(&facts, lang)).iter().flatten().filter(|run| run.isolated) {
            prop_assert!(known.contains(&run.text.trim()), "{:?} is in the letter", run.text);
        }
    }

    #[test]
    fn the_same_facts_give_the_same_bytes(facts in facts(), lang in select(&Lang::ALL[..])) {
        let paper = compile(&facts, lang);
        let again: Facts = serde_json::from_str(&serde_json::to_string(&facts).unwrap()).unwrap();
        prop_assert_eq!(&paper, &compile(&again, lang));
        prop_assert_eq!(html::page(&paper), html::page(&compile(&again, lang)));
        prop_assert_eq!(docx::file(&paper).unwrap(), docx::file(&compile(&again, lang)).unwrap());
    }

    #[test]
    fn what_agrees_agrees(facts in facts()) {
        let found = facts.points(Lang::En);
        prop_assert_eq!(facts.agree(), found.iter().all(|found| found.reason.is_some()));
        for found in Lang::ALL.iter().flat_map(|lang| facts.points(*lang)) {
            let is_line = !found.sentence.contains(['\n', '\u{202e}']);
            prop_assert!(is_readable(&found.sentence) && is_line);
        }
        if found.is_empty() {
            let delivered = facts.statements.len() - written(&facts);
            prop_assert_eq!(delivered, facts.speakers.len());
            prop_assert!(facts.statements.iter().all(|text| !text.correction_open));
            let known = |id: &_| facts.seats.iter().any(|seat| seat.id == *id);
            prop_assert!(facts.speakers.iter().all(|speaker| known(&speaker.seat)));
        }
    }

    #[test]
    fn a_text_comes_out_word_for_word(facts in facts(), lang in select(&Lang::ALL[..])) {
        let paper = compile(&facts, lang);
        let paragraphs = paper.blocks.iter().filter_map(|block| match block {
            rostrum_paper::Block::Paragraph { text, style: rostrum_paper::Style::Body, .. } => Some(said(text)),
            _ => None,
        });
        let letter = letter(&paper).len() - 1;
        let said: Vec<_> = paragraphs.skip(letter).collect();
        let enclosed = annexes(&facts).into_iter().filter_map(|annex| annex.text);
        let expected: Vec<_> = enclosed.flat_map(|text| text.paragraphs.clone()).collect();
        prop_assert_eq!(said, expected);
    }
}
