//! PDFs that mean harm, or came to harm: bombs, loops, passwords, files cut off and bits turned.
#![allow(clippy::unwrap_used, reason = "a rehearsal that cannot go on stops where it is")]

mod written;

use rostrum_documents::{NoText, text_of};
use std::io::{Cursor, Write};
use written::{Written, draw, file, stream};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

const LEFT: f64 = 50.0;
const SIZE: f64 = 10.0;

fn one(text: &str) -> Written {
    Written::of([draw(LEFT, 700.0, SIZE, text)])
}

/// So many zeros deflated (RFC 1951), as an archive has them, with the head of a stream (RFC 1950).
fn deflated(zeros: usize) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let how = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    writer.start_file("", how).unwrap();
    let block = vec![0; 1 << 20];
    let mut left = zeros;
    while left > 0 {
        let now = left.min(block.len());
        writer.write_all(&block[..now]).unwrap();
        left -= now;
    }
    let archive = writer.finish().unwrap().into_inner();
    // What is packed stands after a head of 30 bytes, and before the directory.
    let end = archive.windows(4).position(|bytes| bytes == b"PK\x01\x02").unwrap();
    let head = 30 + usize::from(u16::from_le_bytes([archive[28], archive[29]]));
    [b"\x78\x9C", &archive[head..end]].concat()
}

/// A file of one page with the stream of these bytes as its object 10.
fn with_stream(dictionary: &str, bytes: &[u8]) -> Vec<u8> {
    let mark = "@".repeat(bytes.len());
    let mut written = one("Text.");
    written.more = vec![stream(dictionary, &mark)];
    let mut file = written.bytes();
    let at = file.windows(8).position(|window| window == b"stream\n@").unwrap() + 7;
    file[at..at + bytes.len()].copy_from_slice(bytes);
    file
}

#[test]
fn bombs_are_put_out_before_they_are_read() {
    let bomb = deflated(100_000_000);
    assert!(bomb.len() < 200_000);
    assert_eq!(text_of(&with_stream("/Filter/FlateDecode", &bomb)), Err(NoText::Bomb));
    let objects = "/Type/ObjStm/N 1/First 4/Filter/FlateDecode";
    assert_eq!(text_of(&with_stream(objects, &bomb)), Err(NoText::Bomb));
    // In another packing, of which only the outer one can be counted.
    let twice = "/Filter[/FlateDecode/FlateDecode]";
    assert_eq!(text_of(&with_stream(twice, &deflated(1_000))), Err(NoText::Bomb));
    // A picture is not unpacked, and a small stream does no harm.
    let picture = "/Subtype/Image/Width 10000/Height 10000/Filter/FlateDecode";
    assert_eq!(text_of(&with_stream(picture, &bomb)).unwrap().text, "Text.");
    let small = deflated(1_000_000);
    assert_eq!(text_of(&with_stream("/Filter/FlateDecode", &small)).unwrap().text, "Text.");
}

#[test]
fn a_password_is_asked_for_only_to_read() {
    let sentence = "Whereas recognition of the inherent dignity is the foundation of freedom.";
    let owner = include_bytes!("files/owner-password.pdf");
    assert!(text_of(owner).unwrap().text.contains(sentence));
    let user = text_of(include_bytes!("files/user-password.pdf")).unwrap_err();
    assert_eq!(user, NoText::Encrypted);
    assert!(user.to_string().contains("save it without one"));
}

#[test]
fn arabic_of_a_word_processor_and_of_a_browser() {
    // The same text, printed by LibreOffice (its lines filled within words) and by Chromium.
    let went = include_str!("files/ar.txt").trim();
    for file in [
        include_bytes!("files/libreoffice-ar.pdf").as_slice(),
        include_bytes!("files/chromium-ar.pdf").as_slice(),
    ] {
        assert_eq!(text_of(file).unwrap().text, went);
    }
}

#[test]
fn a_file_that_is_cut_anywhere_or_turned_anywhere_is_answered() {
    let whole = one("The whole statement.").bytes();
    assert_eq!(text_of(&whole).unwrap().text, "The whole statement.");
    for cut in 5..whole.len() {
        // Programs repair a PDF whose end is missing; what comes is of the text or nothing.
        match text_of(&whole[..cut]) {
            Ok(taken) => assert!("The whole statement.".contains(&taken.text), "{}", taken.text),
            Err(why) => assert!(!why.to_string().is_empty()),
        }
    }
    for bit in 0..whole.len() * 8 {
        let mut other = whole.clone();
        other[bit / 8] ^= 1 << (bit % 8);
        // Whatever it is now, there is an answer.
        drop(text_of(&other));
    }
}

#[test]
fn bits_of_the_fonts_of_a_real_file_are_turned() {
    let whole = include_bytes!("files/libreoffice-ar.pdf");
    // A fixed walk over all of it.
    for step in 0..600 {
        let mut other = whole.to_vec();
        let bit = (step * 7_919 + step * step * 31) % (whole.len() * 8);
        other[bit / 8] ^= 1 << (bit % 8);
        drop(text_of(&other));
    }
}

#[test]
fn pages_are_counted() {
    let many = |n: usize| {
        Written::of((0..n).map(|n| draw(LEFT, 700.0, SIZE, &format!("Text {}.", n * n)))).bytes()
    };
    assert_eq!(text_of(&many(501)), Err(NoText::TooManyPages(501)));
    assert!(text_of(&many(500)).is_ok());
}

#[test]
fn objects_that_hold_each_other_end() {
    let page = format!("{} /X Do", draw(LEFT, 700.0, SIZE, "Text."));
    let mut draws_itself = Written::of([page.clone()]);
    draws_itself.of_resources = "/XObject<</X 10 0 R>>".into();
    let form = "/Type/XObject/Subtype/Form/BBox[0 0 600 800]/Resources 3 0 R";
    draws_itself.more =
        vec![stream(form, &draw(LEFT, 650.0, SIZE, "Again.")), stream(form, "/X Do")];
    assert_eq!(text_of(&draws_itself.bytes()).unwrap().text, "Text.\n\nAgain.");
    draws_itself.more[0] = stream(form, "/X Do /X Do");
    // As often as is counted, or as deep as is gone.
    drop(text_of(&draws_itself.bytes()));
    let kids = file(
        &[
            (1, "<</Type/Catalog/Pages 2 0 R>>".into()),
            (2, "<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>".into()),
        ],
        "",
    );
    assert!(matches!(text_of(&kids), Err(NoText::Damaged(_))));
}
