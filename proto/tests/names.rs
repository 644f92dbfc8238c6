//! Names of seats and people, and titles: refused where they come in if they would break a page, and harmless in the
//! journals that have them.
#![allow(clippy::unwrap_used, missing_docs, reason = "tests say so when they fail")]

use crate::support;

use rostrum_paper::html;
use rostrum_proto::lang::{Lang, LocalText};
use rostrum_proto::line;
use rostrum_proto::meeting::setup::{Person, Setup};
use rostrum_record::{compile, paper};
use support::Rehearsal;

/// What no name is made of.
fn bad_names() -> Vec<String> {
    let bad = ["", " ", "\u{200b}\u{200e}", "a\u{2028}b", "a\u{85}b", "a\nb", "a\0b", "a\u{1b}b"];
    let turning = ["a\u{202e}b", "\u{2066}abc"];
    let long = "a".repeat(1_001);
    bad.into_iter().chain(turning).chain([&*long]).map(str::to_owned).collect()
}

#[test]
fn a_name_is_one_line_that_can_be_read_wherever_it_comes_in() {
    let good = support::setup();
    assert_eq!(good.check(), Ok(()));
    let refused = |place: &str, change: &dyn Fn(&mut Setup)| {
        let mut setup = good.clone();
        change(&mut setup);
        let why = setup.check().unwrap_err();
        assert!(why.contains(place) && why.contains("expected"), "{place}: {why}");
    };
    for bad in bad_names() {
        let text = || LocalText::english(&*bad);
        refused("title", &|s| s.title = text());
        refused("seats[2] (TUN), short.en", &|s| s.seats[2].short = text());
        refused("seats[2] (TUN), formal.en", &|s| s.seats[2].formal = text());
        refused("seats[2] (TUN), sort_key", &|s| s.seats[2].sort_key.clone_from(&bad));
        refused("people[2].name", &|s| s.people[2].name = Some(bad.clone()));
        refused("people[2].title", &|s| s.people[2].title = Some(bad.clone()));
        refused("profile.orders[0].name.en", &|s| s.profile.orders[0].name = text());
        refused("profile.majorities[0].name.en", &|s| s.profile.majorities[0].name = text());
        let person = Person { name: Some(bad.clone()), ..good.people[2].clone() };
        assert!(good.check_person(&person).unwrap_err().starts_with("name: "));
    }
}

#[test]
fn a_journal_with_such_names_is_read_and_its_record_is_one_page() {
    for bad in bad_names() {
        let mut setup = support::setup();
        setup.seats[2].short = LocalText::english(&*bad);
        setup.people[2].name = Some(bad.clone());
        setup.title = LocalText::english(&*bad);
        let m = Rehearsal::convened(setup);
        let record = compile(&m.journal).unwrap();
        let page = html::page(&paper(&record, Lang::En));
        let breaks = |c: char| c != '\n' && c != '\t' && line::breaks(c);
        assert_eq!(page.chars().find(|c| breaks(*c)), None, "{bad:?}");
    }
}
