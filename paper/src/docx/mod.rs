//! The document as a DOCX (ISO/IEC 29500, transitional): for whoever edits it or has to file it.
//!
//! The package holds no date and no name of a program, so that the same document gives the same bytes.

mod blocks;
mod runs;
mod sheet;
mod table;
mod xml;

use crate::direction::Direction;
use crate::paper::Paper;
use rostrum_proto::lang::Lang;
use sheet::Sheet;
use std::io::{self, Cursor, Write};
use xml::Xml;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// The namespace of WordprocessingML.
const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

/// The namespace of references between parts, and the start of their kinds.
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// The namespace of what a package says of its parts.
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";

/// The start of each kind of content.
const KIND: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";

/// What is the same in every document but for its language.
const STYLES: &str = include_str!("styles.xml");
const FONTS: &str = include_str!("fonts.xml");
const SETTINGS: &str = include_str!("settings.xml");

/// The file.
///
/// # Errors
/// It would be longer than a package can be, 4 GB.
pub fn file(paper: &Paper) -> io::Result<Vec<u8>> {
    let mut package = ZipWriter::new(Cursor::new(vec![]));
    // What says of the parts what they are comes first: some programs look no further.
    let parts = [
        ("[Content_Types].xml", content_types()),
        ("_rels/.rels", of_the_package()),
        ("docProps/core.xml", properties(paper)),
        ("word/document.xml", document(paper)),
        ("word/_rels/document.xml.rels", of_the_document()),
        ("word/styles.xml", styles(paper)),
        ("word/fontTable.xml", FONTS.into()),
        ("word/settings.xml", SETTINGS.into()),
        ("word/footer1.xml", footer(paper)),
    ];
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    for (name, part) in parts {
        package.start_file(name, options)?;
        package.write_all(&part)?;
    }
    Ok(package.finish()?.into_inner())
}

/// The language as word processors know it, with a country.
fn tag(lang: Lang) -> &'static str {
    match lang {
        Lang::Ar => "ar-SA",
        Lang::Zh => "zh-CN",
        Lang::En => "en-GB",
        Lang::Fr => "fr-FR",
        Lang::Ru => "ru-RU",
        Lang::Es => "es-ES",
    }
}

fn content_types() -> Vec<u8> {
    let mut xml = Xml::new();
    xml.open("Types", &[("xmlns", &format!("{PACKAGE}/content-types"))]);
    let rels = "application/vnd.openxmlformats-package.relationships+xml";
    xml.empty("Default", &[("Extension", "rels"), ("ContentType", rels)]);
    xml.empty("Default", &[("Extension", "xml"), ("ContentType", "application/xml")]);
    let core = "application/vnd.openxmlformats-package.core-properties+xml".to_owned();
    let mut parts = vec![("/docProps/core.xml", core)];
    for (name, kind) in [
        ("/word/document.xml", "document.main"),
        ("/word/styles.xml", "styles"),
        ("/word/fontTable.xml", "fontTable"),
        ("/word/settings.xml", "settings"),
        ("/word/footer1.xml", "footer"),
    ] {
        parts.push((name, format!("{KIND}.{kind}+xml")));
    }
    for (name, kind) in parts {
        xml.empty("Override", &[("PartName", name), ("ContentType", &kind)]);
    }
    xml.close("Types");
    xml.finish()
}

/// References: the id of each, its kind, and the part that it names.
fn references(references: &[(&str, &str, &str)]) -> Vec<u8> {
    let mut xml = Xml::new();
    xml.open("Relationships", &[("xmlns", &format!("{PACKAGE}/relationships"))]);
    for (id, kind, target) in references {
        xml.empty("Relationship", &[("Id", id), ("Type", kind), ("Target", target)]);
    }
    xml.close("Relationships");
    xml.finish()
}

fn of_the_package() -> Vec<u8> {
    references(&[
        ("rId1", &format!("{OFFICE}/officeDocument"), "word/document.xml"),
        ("rId2", &format!("{PACKAGE}/relationships/metadata/core-properties"), "docProps/core.xml"),
    ])
}

fn of_the_document() -> Vec<u8> {
    references(&[
        ("rId1", &format!("{OFFICE}/styles"), "styles.xml"),
        ("rId2", &format!("{OFFICE}/fontTable"), "fontTable.xml"),
        ("rId3", &format!("{OFFICE}/settings"), "settings.xml"),
        ("rId4", &format!("{OFFICE}/footer"), "footer1.xml"),
    ])
}

fn properties(paper: &Paper) -> Vec<u8> {
    let mut xml = Xml::new();
    let core = format!("{PACKAGE}/metadata/core-properties");
    let dublin = "http://purl.org/dc/elements/1.1/";
    xml.open("cp:coreProperties", &[("xmlns:cp", &core), ("xmlns:dc", dublin)]);
    xml.say("dc:title", paper.title_of_file()).say("dc:identifier", &paper.masthead.symbol);
    xml.say("dc:language", tag(paper.lang)).close("cp:coreProperties");
    xml.finish()
}

fn styles(paper: &Paper) -> Vec<u8> {
    // What is Latin in an Arabic or a Chinese document is most often English.
    let latin = match paper.lang {
        Lang::Ar | Lang::Zh | Lang::En => Lang::En,
        Lang::Fr | Lang::Ru | Lang::Es => paper.lang,
    };
    let width = Sheet::of(paper).width().to_string();
    STYLES.replace("{lang}", tag(latin)).replace("{width}", &width).into_bytes()
}

fn document(paper: &Paper) -> Vec<u8> {
    let mut xml = Xml::new();
    xml.open("w:document", &[("xmlns:w", WORD), ("xmlns:r", OFFICE)]).open("w:body", &[]);
    blocks::write(&mut xml, paper);
    xml.open("w:sectPr", &[]);
    xml.empty("w:footerReference", &[("w:type", "default"), ("r:id", "rId4")]);
    Sheet::of(paper).write(&mut xml);
    if Direction::of_lang(paper.lang) == Direction::RightToLeft {
        xml.empty("w:bidi", &[]);
    }
    xml.close("w:sectPr").close("w:body").close("w:document");
    xml.finish()
}

/// The foot of each page: the symbol where a line begins, and where it ends the number of the page. The line itself goes
/// from left to right in every language, since in the other direction "1/8" is read as page 8.
fn footer(paper: &Paper) -> Vec<u8> {
    let mut xml = Xml::new();
    xml.open("w:ftr", &[("xmlns:w", WORD)]).open("w:p", &[]).open("w:pPr", &[]);
    xml.val("w:pStyle", "Footer").close("w:pPr");
    let symbol = |xml: &mut Xml| {
        xml.open("w:r", &[]).open("w:t", &[("xml:space", "preserve")]);
        xml.text(&paper.masthead.symbol).close("w:t").close("w:r");
        if let Some(mark) = &paper.mark {
            xml.open("w:r", &[]).open("w:t", &[("xml:space", "preserve")]);
            xml.text(&format!("  {mark}")).close("w:t").close("w:r");
        }
    };
    let tab = |xml: &mut Xml| {
        xml.open("w:r", &[]).empty("w:tab", &[]).close("w:r");
    };
    match Direction::of_lang(paper.lang) {
        Direction::LeftToRight => {
            symbol(&mut xml);
            tab(&mut xml);
            page_number(&mut xml);
        }
        Direction::RightToLeft => {
            page_number(&mut xml);
            tab(&mut xml);
            symbol(&mut xml);
        }
    }
    xml.close("w:p").close("w:ftr");
    xml.finish()
}

/// "1/8", as fields.
fn page_number(xml: &mut Xml) {
    let field = |xml: &mut Xml, instruction: &str| {
        xml.open("w:fldSimple", &[("w:instr", instruction)]).open("w:r", &[]).say("w:t", "1");
        xml.close("w:r").close("w:fldSimple");
    };
    field(xml, "PAGE");
    xml.open("w:r", &[]).say("w:t", "/").close("w:r");
    field(xml, "NUMPAGES");
}
