//! What delegations upload, and what becomes of it.
#![allow(clippy::unwrap_used, reason = "a rehearsal that cannot go on stops where it is")]

use rostrum_documents::{Kind, LeftOut, MAX_FILE, NoText, Taken, text_of};
use std::io::{Cursor, Write};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A package of these parts.
fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

const W: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";

/// A DOCX whose body is this.
fn docx(body: &str) -> Vec<u8> {
    docx_with(body, &[])
}

fn docx_with(body: &str, more: &[(&str, &str)]) -> Vec<u8> {
    let compatibility = "http://schemas.openxmlformats.org/markup-compatibility/2006";
    let document = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\
         <w:document {W} xmlns:mc=\"{compatibility}\"><w:body>{body}</w:body></w:document>"
    );
    let parts = [("[Content_Types].xml", "<Types/>"), ("word/document.xml", &document)];
    package(&[&parts, more].concat())
}

const ODT: &str = "application/vnd.oasis.opendocument.text";

/// An ODT whose text is this.
fn odt(kind: &str, text: &str, manifest: &str) -> Vec<u8> {
    let ns = |prefix: &str, name: &str| {
        format!("xmlns:{prefix}=\"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0\"")
    };
    let content = format!(
        "<office:document-content {} {} {}><office:body><office:text>{text}</office:text></office:body>\
         </office:document-content>",
        ns("office", "office"),
        ns("text", "text"),
        ns("draw", "drawing"),
    );
    let parts =
        [("mimetype", kind), ("META-INF/manifest.xml", manifest), ("content.xml", &content)];
    package(&parts)
}

fn taken(file: &[u8]) -> Taken {
    text_of(file).unwrap()
}

fn sentence(file: &[u8]) -> String {
    text_of(file).unwrap_err().to_string()
}

#[test]
fn word_sends_paragraphs_in_runs() {
    let file = docx(
        "<w:p><w:pPr><w:tabs><w:tab w:val=\"left\" w:pos=\"720\"/></w:tabs></w:pPr>\
         <w:r><w:rPr><w:b/></w:rPr><w:t>Mr. Presi</w:t></w:r><w:r><w:t xml:space=\"preserve\">dent, </w:t></w:r></w:p>\
         <w:p/><w:p><w:r><w:t>I thank you</w:t><w:br/><w:t>for</w:t><w:tab/><w:t>the floor &amp; the note.</w:t></w:r></w:p>",
    );
    let Taken { kind, text, left_out } = taken(&file);
    assert_eq!(kind, Kind::Docx);
    assert_eq!(text, "Mr. President,\n\nI thank you\nfor\tthe floor & the note.");
    assert_eq!(left_out, []);
}

#[test]
fn the_six_languages_come_out_as_they_went_in() {
    let texts = [
        "لمّا كان الاعتراف بالكرامة المتأصلة",
        "鉴于对人类家庭所有成员的固有尊严",
        "Whereas recognition of the inherent dignity",
        "droits de l’homme",
        "Принимая во внимание, что признание достоинства",
        "Considerando que la libertad, la justicia y la paz",
    ];
    let runs = texts.map(|text| format!("<w:p><w:r><w:rtl/><w:t>{text}</w:t></w:r></w:p>"));
    assert_eq!(taken(&docx(&runs.concat())).text, texts.join("\n\n"));
    let paragraphs = texts.map(|text| format!("<text:p>{text}</text:p>"));
    assert_eq!(taken(&odt(ODT, &paragraphs.concat(), "")).text, texts.join("\n\n"));
    assert_eq!(taken(texts.join("\n\n").as_bytes()).text, texts.join("\n\n"));
}

#[test]
fn what_is_left_out_is_said() {
    let file = docx_with(
        "<w:p><w:pPr><w:numPr/></w:pPr><w:r><w:t>We support</w:t><w:footnoteReference w:id=\"2\"/></w:r>\
         <w:del><w:r><w:delText> strongly oppose</w:delText></w:r></w:del>\
         <w:moveFrom><w:r><w:t> elsewhere</w:t></w:r></w:moveFrom>\
         <w:ins><w:r><w:t> the draft.</w:t></w:r></w:ins>\
         <w:r><w:instrText>HYPERLINK \"http://elsewhere\"</w:instrText><w:drawing/><w:commentReference/></w:r></w:p>",
        &[("word/vbaProject.bin", "Sub AutoOpen()")],
    );
    let Taken { text, left_out, .. } = taken(&file);
    assert_eq!(text, "We support the draft.");
    use LeftOut::{Comments, Deletions, Macros, Notes, Numbers, Pictures};
    assert_eq!(left_out, [Notes, Comments, Deletions, Numbers, Pictures, Macros]);

    let file = odt(
        ODT,
        "<text:tracked-changes><text:deletion><text:p>not this</text:p></text:deletion></text:tracked-changes>\
         <text:list><text:list-item><text:p>We  support<text:note><text:note-body><text:p>1</text:p></text:note-body>\
         </text:note>\n  the<text:s text:c=\"2\"/>draft<office:annotation><text:p>really?</text:p></office:annotation>\
         <draw:image/>.</text:p></text:list-item></text:list>",
        "",
    );
    let Taken { kind, text, left_out } = taken(&file);
    assert_eq!((kind, text.as_str()), (Kind::Odt, "We support the  draft."));
    assert_eq!(left_out, [Notes, Comments, Deletions, Numbers, Pictures]);
}

#[test]
fn what_a_text_box_says_is_said_once() {
    let box_of = |text: &str| {
        format!("<w:txbxContent><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:txbxContent>")
    };
    let file = docx(&format!(
        "<w:p><w:r><mc:AlternateContent><mc:Choice><w:drawing>{}</w:drawing></mc:Choice>\
         <mc:Fallback><w:pict>{}</w:pict></mc:Fallback></mc:AlternateContent><w:t>below</w:t></w:r></w:p>",
        box_of("in the box"),
        box_of("in the box"),
    ));
    assert_eq!(taken(&file).text, "in the box\n\nbelow");
}

#[test]
fn a_statement_is_text_whatever_it_looks_like() {
    let hostile = "# not a heading\n\n=cmd|' /C calc'!A1\n\n]]> </w:t> {{x}}\n\n\u{202e}turned\u{202c}\u{200b}";
    let escaped = hostile.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let runs: Vec<_> = escaped
        .split("\n\n")
        .map(|text| format!("<w:p><w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r></w:p>"))
        .collect();
    assert_eq!(taken(&docx(&runs.concat())).text, hostile);
    let marks = "\u{301}".repeat(1_000_000);
    let long = format!("<w:p><w:r><w:t>a{marks}</w:t></w:r></w:p>");
    assert_eq!(taken(&docx(&long)).text, format!("a{marks}"));
    let controls = docx("<w:p><w:r><w:t>bell&#7; and escape&#x1b;[2J</w:t></w:r></w:p>");
    assert_eq!(taken(&controls).text, "bell and escape[2J");
}

#[test]
fn the_name_of_a_file_says_nothing_of_it() {
    let sheet = package(&[("xl/workbook.xml", "<workbook/>")]);
    assert_eq!(text_of(&sheet), Err(NoText::SomethingElse));
    let slides = odt("application/vnd.oasis.opendocument.presentation", "<text:p>x</text:p>", "");
    assert_eq!(text_of(&slides), Err(NoText::SomethingElse));
    assert!(matches!(text_of(b"%PDF-1.7 and so on"), Err(NoText::Damaged(_))));
    assert_eq!(text_of(b"{\\rtf1 and so on}"), Err(NoText::Old));
    assert_eq!(text_of(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 Word 97"), Err(NoText::Old));
    assert_eq!(text_of(b"PNG\0\0\0 or any other bytes"), Err(NoText::SomethingElse));
}

#[test]
fn who_protects_a_file_is_told_so() {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let compound = [b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".as_slice(), &[0; 512], &name].concat();
    assert_eq!(text_of(&compound), Err(NoText::Encrypted));
    let manifest = "<manifest:encryption-data/>";
    assert_eq!(text_of(&odt(ODT, "<text:p>x</text:p>", manifest)), Err(NoText::Encrypted));
    assert!(sentence(&compound).contains("save it without one"));
}

#[test]
fn texts_of_old_editors() {
    let utf16 =
        |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    let typed = "\u{feff}Côte d’Ivoire\r\n\r\nпозиция\r\n";
    assert_eq!(taken(&utf16(typed)).text, "Côte d’Ivoire\n\nпозиция");
    // "مجلس" in Windows-1256: the same bytes are other letters in other character sets.
    let sentence = sentence(b"\xE3\xCC\xE1\xD3\r\n");
    assert!(sentence.contains("line 1") && sentence.contains("UTF-8"), "{sentence}");
}

#[test]
fn nothing_to_read_is_not_a_statement() {
    assert_eq!(text_of(b""), Err(NoText::Empty));
    for nothing in [docx(""), docx("<w:p><w:r><w:drawing/></w:r></w:p>"), b" \n\t. \n".to_vec()] {
        assert_eq!(text_of(&nothing), Err(NoText::NothingToRead));
    }
    assert!(sentence(&docx("")).contains("scanned"));
}

#[test]
fn bombs_are_put_out() {
    let eleven = vec![b'a'; 11_000_000];
    assert!(matches!(text_of(&eleven), Err(NoText::TooLong(11_000_000))));
    assert!(text_of(&eleven[..MAX_FILE]).is_ok());
    // 100 MB of text in 100 kB.
    let bomb = docx(&format!("<w:p><w:r><w:t>{}</w:t></w:r></w:p>", "a".repeat(100_000_000)));
    assert!(bomb.len() < 1_000_000);
    assert_eq!(text_of(&bomb), Err(NoText::Bomb));
    let spaces = odt(ODT, "<text:p>a<text:s text:c=\"4000000000\"/>b</text:p>", "");
    assert!(taken(&spaces).text.len() < 2_000);
    let deep = docx(&format!("{}{}", "<w:p>".repeat(300_000), "</w:p>".repeat(300_000)));
    assert!(sentence(&deep).contains("deeper"), "{}", sentence(&deep));
}

#[test]
fn entities_and_other_places_are_not_looked_up() {
    let declares = package(&[(
        "word/document.xml",
        "<!DOCTYPE x [<!ENTITY lol \"lol\"><!ENTITY file SYSTEM \"file:///etc/passwd\">]><x>&lol;&file;</x>",
    )]);
    assert!(sentence(&declares).contains("declares a document type"));
    let refers = docx("<w:p><w:r><w:t>&lol;</w:t></w:r></w:p>");
    assert!(sentence(&refers).contains("refers to something outside"));
}

#[test]
fn a_file_that_is_cut_anywhere_is_damaged_and_does_no_harm() {
    let whole = docx("<w:p><w:r><w:t>The whole statement.</w:t></w:r></w:p>");
    for cut in 4..whole.len() - 1 {
        match text_of(&whole[..cut]) {
            Err(NoText::Damaged(_) | NoText::SomethingElse) => {}
            other => panic!("cut after {cut} bytes: {other:?}"),
        }
    }
    let half = package(&[("word/document.xml", "<a xmlns=\"urn:a\"><b>")]);
    assert!(sentence(&half).contains("ends in the middle"));
    for bit in 0..whole.len() * 8 {
        let mut other = whole.clone();
        other[bit / 8] ^= 1 << (bit % 8);
        // Whatever it is now, there is an answer.
        drop(text_of(&other));
    }
}
