//! ODT: the body of `content.xml` (ISO/IEC 26300-1, 5).

use crate::archive::Archive;
use crate::paragraphs::Paragraphs;
use crate::xml::{Inside, Step, walk};
use crate::{Kind, LeftOut, NoText, Taken};
use quick_xml::XmlVersion;
use quick_xml::events::BytesStart;
use std::collections::BTreeSet;

/// Where the text is.
pub const PART: &str = "content.xml";

const TEXT: &str = "urn:oasis:names:tc:opendocument:xmlns:text:1.0";
const OFFICE: &str = "urn:oasis:names:tc:opendocument:xmlns:office:1.0";
const DRAW: &str = "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0";

/// The most spaces that one element stands for.
const MAX_SPACES: usize = 1_000;

/// Whether a package with a `content.xml` is a text, and not a spreadsheet or slides.
///
/// # Errors
/// It is damaged.
pub fn is_text(archive: &mut Archive<'_>) -> Result<bool, NoText> {
    let kind = archive.part("mimetype")?;
    Ok(kind.trim().starts_with("application/vnd.oasis.opendocument.text"))
}

/// Takes the text out of an ODT.
///
/// # Errors
/// It is encrypted, damaged or too long.
pub fn text_of(archive: &mut Archive<'_>) -> Result<Taken, NoText> {
    if archive.has("META-INF/manifest.xml")
        && archive.part("META-INF/manifest.xml")?.contains("encryption-data")
    {
        return Err(NoText::Encrypted);
    }
    let xml = archive.part(PART)?;
    let (mut paragraphs, mut left_out) = (Paragraphs::default(), BTreeSet::new());
    // White space counts once, and not at the beginning (6.1.2).
    let mut after_space = true;
    walk(PART, &xml, |step| {
        let mut leave_out = |what| {
            left_out.insert(what);
            Inside::Skipped
        };
        match step {
            Step::Begin(TEXT, "p" | "h", _) => {
                paragraphs.begin();
                after_space = true;
            }
            Step::End(TEXT, "p" | "h") => paragraphs.end(),
            Step::Begin(TEXT, "s", tag) => paragraphs.text(&" ".repeat(spaces(tag))),
            Step::Begin(TEXT, "tab", _) => paragraphs.text("\t"),
            Step::Begin(TEXT, "line-break", _) => paragraphs.text("\n"),
            Step::Begin(TEXT, "note", _) => return leave_out(LeftOut::Notes),
            Step::Begin(TEXT, "tracked-changes", _) => return leave_out(LeftOut::Deletions),
            Step::Begin(TEXT, "list", _) => {
                left_out.insert(LeftOut::Numbers);
            }
            Step::Begin(OFFICE, "annotation", _) => return leave_out(LeftOut::Comments),
            Step::Begin(DRAW, "image" | "object" | "object-ole", _) => {
                return leave_out(LeftOut::Pictures);
            }
            Step::Text(text) => {
                let mut once = String::with_capacity(text.len());
                for c in text.chars() {
                    let is_space = matches!(c, ' ' | '\t' | '\n' | '\r');
                    if !is_space {
                        once.push(c);
                    } else if !after_space {
                        once.push(' ');
                    }
                    after_space = is_space;
                }
                paragraphs.text(&once);
            }
            Step::Begin(..) | Step::End(..) => {}
        }
        Inside::Read
    })?;
    if archive.has_any("Basic/") || archive.has_any("Scripts/") {
        left_out.insert(LeftOut::Macros);
    }
    Ok(Taken {
        kind: Kind::Odt,
        text: paragraphs.joined(),
        left_out: left_out.into_iter().collect(),
    })
}

/// For how many spaces an element stands.
fn spaces(tag: &BytesStart<'_>) -> usize {
    let count = tag.attributes().flatten().find(|a| a.key.local_name().as_ref() == "c");
    let count = count.and_then(|a| a.normalized_value(XmlVersion::Implicit1_0).ok()?.parse().ok());
    count.unwrap_or(1).min(MAX_SPACES)
}
