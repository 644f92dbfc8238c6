//! A small debate in the six languages, against pages that were read by a person.
#![allow(clippy::unwrap_used, reason = "a rehearsal that cannot go on stops where it is")]

mod common;

use common::debate;
use rostrum_compilation::compile;
use rostrum_paper::html;
use rostrum_proto::lang::Lang;

fn page(lang: Lang) -> String {
    let page = html::page(&compile(&debate(), lang));
    // How it looks may change without a word of it.
    page.split_once("<body>\n").unwrap().1.to_owned()
}

fn file(lang: Lang) -> String {
    format!("{}/tests/golden/{}.html", env!("CARGO_MANIFEST_DIR"), lang.code())
}

#[test]
fn a_small_debate_is_compiled_as_it_was_read() {
    for lang in Lang::ALL {
        let golden = std::fs::read_to_string(file(lang)).unwrap();
        let page = page(lang);
        let differ = golden.lines().zip(page.lines()).find(|(golden, page)| golden != page);
        assert_eq!(differ, None, "{lang:?}");
        assert_eq!(golden, page, "{lang:?}");
    }
}

/// Writes the pages anew; read them before they are committed.
#[test]
#[ignore = "for whoever has changed the words"]
fn write_anew() {
    for lang in Lang::ALL {
        std::fs::write(file(lang), page(lang)).unwrap();
    }
}
