//! Runs: stretches of text in one language and direction (ISO/IEC 29500-1, 17.3.2).

use super::tag;
use super::xml::Xml;
use crate::direction::{Direction, held, stretches};
use crate::paper::{Run, Weight};
use crate::text::shown;
use rostrum_proto::lang::Lang;
use std::borrow::Cow;

/// Writes what stands in a paragraph of a language.
pub fn write(xml: &mut Xml, runs: &[Run], lang: Lang) {
    for run in runs {
        write_one(xml, run, lang);
    }
}

/// Writes a text in a language.
pub fn plain(xml: &mut Xml, text: &str, lang: Lang) {
    write_one(xml, &Run::plain(text), lang);
}

fn write_one(xml: &mut Xml, run: &Run, of_paragraph: Lang) {
    let lang = run.lang.unwrap_or(of_paragraph);
    let direction = match run.lang {
        None if run.isolated => Direction::of_text(&run.text).unwrap_or(Direction::LeftToRight),
        _ => Direction::of_lang(lang),
    };
    for (n, line) in shown(&run.text).split('\n').enumerate() {
        if n > 0 {
            xml.open("w:r", &[]).empty("w:br", &[]).close("w:r");
        }
        // A word processor takes the direction of signs and digits from the run and not from the letters around them.
        let line = match direction == Direction::of_lang(of_paragraph) {
            true => Cow::Borrowed(line),
            false => held(line, direction),
        };
        for (text, direction) in stretches(&line, direction) {
            xml.open("w:r", &[]);
            settings(xml, run, lang, direction);
            xml.open("w:t", &[("xml:space", "preserve")]).text(text).close("w:t").close("w:r");
        }
    }
}

/// What holds for a run; in the order of the schema, on which some programs insist.
fn settings(xml: &mut Xml, run: &Run, lang: Lang, direction: Direction) {
    let is_rtl = direction == Direction::RightToLeft;
    let noted = !run.isolated || run.lang.is_some();
    xml.open("w:rPr", &[]);
    if run.weight == Weight::Small {
        xml.val("w:rStyle", "Small");
    }
    if lang == Lang::Zh && noted && !is_rtl {
        // Quotation marks and dashes as wide as the characters.
        xml.empty("w:rFonts", &[("w:hint", "eastAsia")]);
    }
    match run.weight {
        Weight::Plain | Weight::Small => {}
        Weight::Bold => {
            xml.empty("w:b", &[]).empty("w:bCs", &[]);
        }
        // Neither script has slanted letters.
        Weight::Italic if matches!(lang, Lang::Ar | Lang::Zh) && noted => {}
        Weight::Italic => {
            xml.empty("w:i", &[]).empty("w:iCs", &[]);
        }
    }
    if !noted {
        xml.empty("w:noProof", &[]);
    }
    if is_rtl {
        xml.empty("w:rtl", &[]);
    }
    let attribute = match (lang, is_rtl) {
        (Lang::Ar, true) => Some("w:bidi"),
        (Lang::Zh, false) => Some("w:eastAsia"),
        (Lang::En | Lang::Fr | Lang::Ru | Lang::Es, false) => Some("w:val"),
        // Latin letters in Arabic, Arabic letters in the others: in which language, nobody noted.
        _ => None,
    };
    if let Some(attribute) = attribute.filter(|_| noted) {
        xml.empty("w:lang", &[(attribute, tag(lang))]);
    }
    xml.close("w:rPr");
}
