//! What keeps a compilation a draft by itself, and how a draft says that it is one.
#![allow(clippy::unwrap_used, reason = "a rehearsal that cannot go on stops where it is")]

mod common;

use common::debate;
use rostrum_compilation::{Date, Facts, Point, compile, draft};
use rostrum_paper::Paper;
use rostrum_proto::lang::Lang;

#[test]
fn a_letter_of_a_day_before_the_meeting_blocks() {
    let of =
        |date: &str| Facts { letter_date: Date::try_from(date.to_owned()).unwrap(), ..debate() };
    assert!(of("2020-08-06").agree(), "of the same day it may be");
    let early = of("2020-08-05");
    assert!(!early.agree());
    let found = early.points(Lang::Fr);
    let (dated, met) = (early.letter_date, early.meeting_date);
    assert_eq!(found[0].point, Point::DatedBefore { dated, met });
    let sentence =
        "La lettre est datée du 5 août 2020, avant le jour de la séance, le 6 août 2020.";
    assert_eq!(found[0].sentence, sentence);
}

#[test]
fn a_draft_says_on_each_page_that_it_is_one() {
    for (lang, mark) in [(Lang::En, "Draft – not published"), (Lang::Zh, "草稿，尚未印发")]
    {
        let draft = draft(&debate(), lang);
        assert_eq!(draft.mark.as_deref(), Some(mark));
        assert_eq!(
            Paper { mark: None, ..draft.clone() },
            compile(&debate(), lang),
            "and nothing else"
        );
        let html = rostrum_paper::html::page(&draft);
        assert!(html.contains(&format!("<p class=\"mark\">{mark}</p>")));
    }
}
