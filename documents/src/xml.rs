//! A part of a document, read once from its beginning to its end.

use crate::NoText;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::name::{Namespace, ResolveResult};
use quick_xml::{NsReader, XmlVersion};

/// What comes next in a part.
pub enum Step<'a> {
    /// An element of a namespace begins.
    Begin(&'a str, &'a str, &'a BytesStart<'a>),
    /// It ends.
    End(&'a str, &'a str),
    /// Text.
    Text(&'a str),
}

/// What becomes of what stands in an element that has begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inside {
    /// It is read.
    Read,
    /// It is passed over, and so is the end of the element.
    Skipped,
}

/// Reads a part. Entities that somebody declared are not replaced: no word processor declares any.
///
/// # Errors
/// It is no XML, ends in the middle, or declares a document type.
pub fn walk(part: &str, xml: &str, mut step: impl FnMut(Step<'_>) -> Inside) -> Result<(), NoText> {
    let damaged = |why: &str| NoText::Damaged(format!("{part}: {why}"));
    let mut reader = NsReader::from_str(xml);
    reader.config_mut().expand_empty_elements = true;
    let (mut depth, mut skipped) = (0_u32, 0_u32);
    loop {
        let (namespace, event) =
            reader.read_resolved_event().map_err(|why| damaged(&why.to_string()))?;
        let ResolveResult::Bound(Namespace(space)) = namespace else {
            match event {
                Event::Eof if depth > 0 => return Err(damaged("it ends in the middle")),
                Event::Eof => return Ok(()),
                Event::DocType(_) => return Err(damaged("it declares a document type")),
                Event::Start(_) => {
                    depth += 1;
                    skipped += u32::from(skipped > 0);
                }
                Event::End(_) => {
                    depth = depth.saturating_sub(1);
                    skipped = skipped.saturating_sub(1);
                }
                _ if skipped > 0 => {}
                Event::Text(text) => {
                    step(Step::Text(&text.xml_content(XmlVersion::Implicit1_0)));
                }
                Event::CData(text) => {
                    step(Step::Text(&text.xml_content(XmlVersion::Implicit1_0)));
                }
                Event::GeneralRef(reference) => {
                    let c = referred(&reference)
                        .ok_or_else(|| damaged("it refers to something outside of it"))?;
                    step(Step::Text(c.encode_utf8(&mut [0; 4])));
                }
                Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            }
            continue;
        };
        match event {
            Event::Start(tag) => {
                depth += 1;
                if skipped > 0
                    || step(Step::Begin(space, tag.local_name().as_ref(), &tag)) == Inside::Skipped
                {
                    skipped += 1;
                }
            }
            Event::End(tag) => {
                depth = depth.saturating_sub(1);
                match skipped {
                    0 => drop(step(Step::End(space, tag.local_name().as_ref()))),
                    _ => skipped -= 1,
                }
            }
            // Only elements have a namespace.
            _ => {}
        }
    }
}

/// The character that a reference stands for, if it is of XML itself (XML 1.0, 4.6) or a number.
fn referred(reference: &BytesRef<'_>) -> Option<char> {
    match &**reference {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "apos" => Some('\''),
        "quot" => Some('"'),
        _ => reference.resolve_char_ref().ok()?,
    }
}
