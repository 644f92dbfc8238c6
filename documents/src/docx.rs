//! DOCX: the body of `word/document.xml` (ISO/IEC 29500-1, 17.3).

use crate::archive::Archive;
use crate::paragraphs::Paragraphs;
use crate::xml::{Inside, Step, walk};
use crate::{Kind, LeftOut, NoText, Taken};
use std::collections::BTreeSet;

/// Where the text is.
pub const PART: &str = "word/document.xml";

/// The namespaces of WordprocessingML, as Word writes it (transitional) and as the standard has it (strict).
const WORD: [&str; 2] = [
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
];

/// Markup compatibility: what newer programs know is said a second time for older ones.
const COMPATIBILITY: &str = "http://schemas.openxmlformats.org/markup-compatibility/2006";

/// Takes the text out of a DOCX.
///
/// # Errors
/// It is damaged or too long.
pub fn text_of(archive: &mut Archive<'_>) -> Result<Taken, NoText> {
    let xml = archive.part(PART)?;
    let (mut paragraphs, mut left_out) = (Paragraphs::default(), BTreeSet::new());
    let (mut in_text, mut in_settings) = (false, false);
    walk(PART, &xml, |step| {
        match step {
            Step::Begin(COMPATIBILITY, "Fallback", _) => return Inside::Skipped,
            Step::Begin(space, name, _) if WORD.contains(&space) => match name {
                "p" => paragraphs.begin(),
                "t" => in_text = true,
                // Among a paragraph's settings it is where the tabs are, and no tab.
                "tab" if in_settings => {}
                "tab" | "ptab" => paragraphs.text("\t"),
                "br" | "cr" => paragraphs.text("\n"),
                "noBreakHyphen" => paragraphs.text("\u{2011}"),
                "pPr" => in_settings = true,
                "numPr" => drop(left_out.insert(LeftOut::Numbers)),
                "del" | "moveFrom" => {
                    left_out.insert(LeftOut::Deletions);
                    return Inside::Skipped;
                }
                "drawing" | "pict" | "object" => drop(left_out.insert(LeftOut::Pictures)),
                "footnoteReference" | "endnoteReference" => drop(left_out.insert(LeftOut::Notes)),
                "commentReference" => drop(left_out.insert(LeftOut::Comments)),
                _ => {}
            },
            Step::End(space, name) if WORD.contains(&space) => match name {
                "p" => paragraphs.end(),
                "t" => in_text = false,
                "pPr" => in_settings = false,
                _ => {}
            },
            Step::Text(text) if in_text => paragraphs.text(text),
            Step::Begin(..) | Step::End(..) | Step::Text(_) => {}
        }
        Inside::Read
    })?;
    if archive.has_any("word/vbaProject") {
        left_out.insert(LeftOut::Macros);
    }
    Ok(Taken {
        kind: Kind::Docx,
        text: paragraphs.joined(),
        left_out: left_out.into_iter().collect(),
    })
}
