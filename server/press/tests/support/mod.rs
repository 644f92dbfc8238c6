//! What the tests of the press share: papers in a few words, and what a reader of a PDF sees of it.
#![allow(dead_code, reason = "each test uses some of it")]

use rostrum_paper::{Block, Masthead, Paper, Run, Style};
use rostrum_press::{Fonts, Job};
use rostrum_proto::lang::Lang;
use rostrum_proto::time::Timestamp;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::LazyLock;

/// 11 August 2020, 14:00.
pub const CREATED: Timestamp = Timestamp(1_597_154_400_000);

/// The first article of the Universal Declaration of Human Rights.
pub const ARTICLE_1: [(Lang, &str); 6] = [
    (
        Lang::Ar,
        "يولد جميع الناس أحرارا متساوين في الكرامة والحقوق. وقد وهبوا عقلا وضميرا وعليهم أن يعامل بعضهم بعضا بروح الإخاء.",
    ),
    (
        Lang::Zh,
        "人人生而自由,在尊严和权利上一律平等。他们赋有理性和良心,并应以兄弟关系的精神相对待。",
    ),
    (
        Lang::En,
        "All human beings are born free and equal in dignity and rights. They are endowed with reason and conscience \
         and should act towards one another in a spirit of brotherhood.",
    ),
    (
        Lang::Fr,
        "Tous les êtres humains naissent libres et égaux en dignité et en droits. Ils sont doués de raison et de \
         conscience et doivent agir les uns envers les autres dans un esprit de fraternité.",
    ),
    (
        Lang::Ru,
        "Все люди рождаются свободными и равными в своем достоинстве и правах. Они наделены разумом и совестью и \
         должны поступать в отношении друг друга в духе братства.",
    ),
    (
        Lang::Es,
        "Todos los seres humanos nacen libres e iguales en dignidad y derechos y, dotados como están de razón y \
         conciencia, deben comportarse fraternalmente los unos con los otros.",
    ),
];

/// The fonts of this machine.
pub static FONTS: LazyLock<Fonts> =
    LazyLock::new(|| Fonts::open(&[PathBuf::from("/usr/share/fonts")]));

/// A letter of the President, in a language, with these parts.
pub fn letter(lang: Lang, blocks: Vec<Block>) -> Job {
    let masthead = Masthead {
        organization: "United Nations".into(),
        body: "Security Council".into(),
        symbol: "S/2020/791".into(),
        distribution: "Distr.: General".into(),
        date: "11 August 2020".into(),
        language: String::new(),
        original: "Original: English".into(),
        lang: None,
    };
    Job {
        paper: Paper::new(lang, masthead, "Letter dated 11 August 2020", blocks),
        created: CREATED,
    }
}

/// A paragraph in the language of the document.
pub fn paragraph(text: &str) -> Block {
    said(None, vec![Run::plain(text)])
}

/// A paragraph in a language.
pub fn paragraph_in(lang: Lang, text: &str) -> Block {
    said(Some(lang), vec![Run::plain(text)])
}

/// A paragraph of several runs.
pub fn said(lang: Option<Lang>, text: Vec<Run>) -> Block {
    Block::Paragraph { lang, style: Style::Body, text }
}

/// A heading.
pub fn heading(level: u8, text: &str) -> Block {
    Block::Heading { level, new_page: false, text: vec![Run::plain(text)] }
}

/// What comes off the press.
pub fn printed(job: &Job) -> Vec<u8> {
    rostrum_press::print(job, &FONTS).expect("a paper is printable whatever it says")
}

/// The text of a PDF in the order in which it is read, a form feed after each page; without marks of
/// direction, which the reader adds.
pub fn text_of(pdf: &[u8]) -> String {
    let text = through("pdftotext", &["-enc", "UTF-8", "-", "-"], pdf);
    let marks = |mark| matches!(mark, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202C}' | '\u{2066}'..='\u{2069}');
    String::from_utf8(text).expect("it was asked for in UTF-8").replace(marks, "")
}

/// The same without any white space: where lines end is not of the text.
pub fn solid_text_of(pdf: &[u8]) -> String {
    solid(&text_of(pdf))
}

/// A text without white space and without letters of no width.
pub fn solid(text: &str) -> String {
    let unseen = |letter: &char| !letter.is_whitespace() && !"\u{200B}\u{AD}".contains(*letter);
    text.chars().filter(unseen).collect()
}

/// What another program makes of a PDF.
pub fn through(program: &str, arguments: &[&str], input: &[u8]) -> Vec<u8> {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap_or_else(|why| {
        panic!("{program}: {why}; install it: sudo apt-get install poppler-utils")
    });
    let mut stdin = child.stdin.take().expect("it is piped");
    let input = input.to_vec();
    let writer = std::thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output().expect("it has been started");
    // Some have seen enough before the end.
    let _ = writer.join().expect("the writer does not panic");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}
