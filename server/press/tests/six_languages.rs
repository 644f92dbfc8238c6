//! A statement in each official language is printed, and read out of the PDF again in the order in which it was said.

mod support;

use rostrum_paper::{Block, Masthead, Run, Style, Weight};
use rostrum_press::Job;
use rostrum_proto::lang::Lang;
use support::{
    ARTICLE_1, heading, letter, paragraph, paragraph_in, printed, said, solid, solid_text_of,
    text_of, through,
};

/// A letter with nothing in it but what is in one language.
fn only_in(lang: Lang, blocks: Vec<Block>) -> Job {
    let mut job = letter(lang, blocks);
    job.paper.masthead = Masthead::default();
    let (_, title) = ARTICLE_1.into_iter().find(|(of, _)| *of == lang).expect("it has them all");
    job.paper.title = title.into();
    job
}

#[test]
fn each_statement_is_read_as_it_was_said() {
    for (lang, text) in ARTICLE_1 {
        let pdf = printed(&only_in(lang, vec![paragraph(text), heading(1, text), paragraph(text)]));
        let read = solid_text_of(&pdf);
        let times = read.matches(&solid(text)).count();
        assert_eq!(times, 4, "{lang:?}: {}", text_of(&pdf));
    }
}

#[test]
fn statements_stand_in_their_order_whatever_the_document_is_in() {
    for document in Lang::ALL {
        let blocks = ARTICLE_1.iter().map(|(lang, text)| paragraph_in(*lang, text)).collect();
        let read = text_of(&printed(&letter(document, blocks)));
        // One word of each, for who reads a page from left to right has the words of an Arabic line the other way round.
        let words = ["الكرامة", "尊严", "dignity", "dignité", "достоинстве", "dignidad"];
        let places = words.map(|word| read.find(word).unwrap_or_else(|| panic!("{word}: {read}")));
        assert!(places.is_sorted(), "{document:?}: {read}");
    }
}

#[test]
fn marks_over_letters_are_read_once_and_part_no_word() {
    // Shadda and tanwin, which stand at heights of their own.
    let text = "ولما كانت شعوب الأمم المتحدة قد حزمت أمرها على أن تدفع بالرقي الاجتماعي قدمًا، ولمّا كان العهد قائما";
    let read = text_of(&printed(&only_in(Lang::Ar, vec![paragraph(text)])));
    for mark in ['\u{64B}', '\u{651}'] {
        assert_eq!(read.matches(mark).count(), text.matches(mark).count(), "{read}");
    }
    let bare = |text: &str| text.replace(|letter| matches!(letter, '\u{64B}'..='\u{652}'), "");
    for word in ["قدما", "ولما"] {
        assert!(
            bare(&read).split([' ', '\n']).any(|found| found.trim_end_matches('،') == word),
            "{word}: {read}"
        );
    }
}

#[test]
fn a_name_in_another_script_keeps_its_own_direction() {
    let runs = |lang, before: &str, name: &str, after: &str| {
        vec![Run::plain(before), Run::in_lang(lang, name), Run::plain(after)]
    };
    let english = runs(Lang::Ar, "Statement by ", "قيس القبطني", ", 2020");
    let read = solid_text_of(&printed(&letter(Lang::En, vec![said(None, english)])));
    assert!(read.contains("Statementbyقيسالقبطني,2020"), "{read}");
    // The number after the name would join it, were the name not isolated.
    let arabic = runs(Lang::En, "بيان ", "Kais Kabtani", " 2020 ");
    let pdf = printed(&only_in(Lang::Ar, vec![said(None, arabic)]));
    let boxes = String::from_utf8(through("pdftotext", &["-bbox", "-", "-"], &pdf)).expect("UTF-8");
    let left = |word: &str| -> f64 {
        let line = boxes.lines().find(|line| line.contains(&format!(">{word}<")));
        let x = line.and_then(|line| line.split("xMin=\"").nth(1)?.split('"').next());
        x.unwrap_or_else(|| panic!("{word} in {boxes}")).parse().expect("a number")
    };
    // The words of this list have their letters as they lie on the page.
    assert!(left("2020") < left("Kais") && left("Kais") < left("Kabtani"), "{boxes}");
    assert!(left("Kabtani") < left(&"بيان".chars().rev().collect::<String>()), "{boxes}");
}

#[test]
fn the_file_says_its_title_its_language_and_when_it_was_made() {
    let pdf = printed(&letter(Lang::Ar, vec![paragraph("بيان")]));
    let info = String::from_utf8(through("pdfinfo", &["-isodates", "-"], &pdf)).expect("UTF-8");
    let has = |line: &str| info.lines().any(|l| l.split_whitespace().eq(line.split_whitespace()));
    assert!(has("Title: Letter dated 11 August 2020"), "{info}");
    assert!(has("CreationDate: 2020-08-11T14:00:00Z"), "{info}");
    assert!(has("Tagged: yes"), "{info}");
    assert!(info.contains("595.") && info.contains("(A4)"), "{info}");
    let raw = String::from_utf8_lossy(&pdf);
    for said in ["/Lang(ar)", "/DisplayDocTitle true", "<pdfuaid:part>1</pdfuaid:part>"] {
        assert!(raw.contains(said), "{said}");
    }
}

#[test]
fn a_line_feed_is_a_new_line() {
    let signed = Block::Paragraph {
        lang: None,
        style: Style::Signature,
        text: vec![
            Run { weight: Weight::Italic, ..Run::plain("(Signed)") },
            Run::plain(" Dian Triansyah Djani\nPresident of the Security Council"),
        ],
    };
    let text = text_of(&printed(&letter(Lang::En, vec![signed])));
    assert!(
        text.contains("(Signed) Dian Triansyah Djani\nPresident of the Security Council"),
        "{text}"
    );
}

#[test]
fn the_same_job_gives_the_same_bytes() {
    let blocks = ARTICLE_1.iter().map(|(lang, text)| paragraph_in(*lang, text)).collect();
    let job = letter(Lang::En, blocks);
    assert_eq!(printed(&job), printed(&job));
}
