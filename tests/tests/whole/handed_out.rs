//! The record of journals of before, in each format: every intervention, ruling and vote that the golden records tell of.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::event::Record;
use rostrum_server::journal::form;
use rostrum_server::papers::PaperFormat;
use rostrum_tests::written;
use serde_json::Value;
use std::io::Write;
use std::process::{Command, Stdio};

/// A meeting in which everything occurs, and one with secret ballots.
const GOLDEN: [(&str, &str); 2] = [
    (include_str!("../../golden/journal-4.ndjson"), include_str!("../../golden/record-1.json")),
    (include_str!("../../golden/journal-2.ndjson"), include_str!("../../golden/record-2.json")),
];

fn records(journal: &str) -> Vec<Record> {
    // Each line: {"hash":"…","record":{…}}
    let record = |line: &str| {
        let (_, record) = line.split_once("\",\"record\":").unwrap();
        form::read(record.strip_suffix('}').unwrap()).unwrap_or_else(|why| panic!("{why}: {line}"))
    };
    journal.lines().map(record).collect()
}

/// What has to be found, in English: of every intervention who spoke for what seat, when and how long, every ruling, and
/// every vote with what each seat said.
fn happened(record: &Value) -> Vec<String> {
    let list = |of: &Value| of.as_array().cloned().unwrap_or_default();
    let text = |of: &Value| of.as_str().unwrap_or_default().to_owned();
    let seat = |id: &Value| {
        let seats = list(&record["seats"]);
        let short = seats.iter().find(|seat| seat["seat"] == *id).unwrap()["short"].clone();
        text(if short["en"].is_string() { &short["en"] } else { id })
    };
    let mut happened = vec![];
    for one in list(&record["interventions"]) {
        let seconds = one["spoken_ms"].as_u64().unwrap() / 1000;
        happened.extend([
            seat(&one["seat"]),
            text(&one["started"])[11..19].to_owned(),
            format!("{}:{:02}", seconds / 60, seconds % 60),
        ]);
        for id in list(&one["speakers"]) {
            let people = list(&record["people"]);
            let person = people.iter().find(|person| person["participant"] == id).unwrap();
            happened.extend([text(&person["name"]), text(&person["title"])]);
        }
    }
    for point in list(&record["points_of_order"]) {
        let ruling = &point["ruling"];
        happened.extend([seat(&point["seat"]), text(&ruling["text"])]);
        if ruling.is_object() {
            happened.push(text(&ruling["at"])[11..19].to_owned());
        }
    }
    for vote in list(&record["votes"]) {
        let outcome = &vote["outcome"];
        if outcome.is_object() {
            let count = |of: &str| outcome[of].as_u64().unwrap();
            happened.push(format!("In favour: {},", count("yes")));
            happened.push(format!("Against: {},", count("no")));
            happened.push(format!("Abstention: {},", count("abstain")));
        }
        happened.push(text(&vote["subject"]["text"]));
        happened.extend(list(&vote["ballots"]).iter().map(|ballot| seat(&ballot["seat"])));
        happened.extend(list(&vote["secret"]["voted"]).iter().map(seat));
    }
    happened.retain(|text| !text.is_empty());
    happened
}

/// A text without its white space.
fn solid(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

fn said_by_page(page: &[u8]) -> String {
    let page = std::str::from_utf8(page).unwrap();
    let body = page.split_once("<body").unwrap().1;
    let text: String = body
        .split('<')
        .map(|piece| piece.split_once('>').map_or(piece, |(_, text)| text))
        .collect();
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}

/// The text of a PDF, in the order in which it is read.
fn said_by_pdf(pdf: &[u8]) -> String {
    let mut reader = Command::new("pdftotext")
        .args(["-enc", "UTF-8", "-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("install it: sudo apt-get install poppler-utils");
    let (mut stdin, pdf) = (reader.stdin.take().unwrap(), pdf.to_vec());
    let writing = std::thread::spawn(move || stdin.write_all(&pdf));
    let read = reader.wait_with_output().unwrap();
    writing.join().unwrap().unwrap();
    String::from_utf8(read.stdout).unwrap()
}

#[test]
fn everything_that_happened_is_in_each_format() {
    for (journal, record) in GOLDEN {
        let journal = records(journal);
        let happened = happened(&serde_json::from_str(record).unwrap());
        assert!(happened.len() > 5, "there is something to look for: {happened:?}");
        let page = written::record(&journal, PaperFormat::Html, Lang::En).unwrap();
        let file = written::record(&journal, PaperFormat::Docx, Lang::En).unwrap();
        let file = rostrum_documents::text_of(&file).unwrap().text;
        for (format, said) in [("html", solid(&said_by_page(&page))), ("docx", solid(&file))] {
            for text in &happened {
                assert!(said.contains(&solid(text)), "{text} is not in {format}: {said}");
            }
        }
        // A reader takes the lines of two cells that stand beside each other in turn; so it is the words that are looked for.
        let Ok(printed) = written::record(&journal, PaperFormat::Pdf, Lang::En) else { continue };
        let said = solid(&said_by_pdf(&printed));
        for word in happened.iter().flat_map(|text| text.split_whitespace()) {
            assert!(said.contains(word), "{word} is not in pdf: {said}");
        }
    }
}

#[test]
fn the_same_journal_gives_the_same_bytes_in_each_format_and_language() {
    let journal = records(GOLDEN[0].0);
    for format in [PaperFormat::Html, PaperFormat::Docx, PaperFormat::Pdf, PaperFormat::Json] {
        for lang in Lang::ALL {
            let [one, other] = [(), ()].map(|()| written::record(&journal, format, lang).ok());
            assert!(one == other, "{format:?} in {lang:?}");
            assert!(one.is_some() || format == PaperFormat::Pdf, "{format:?} needs no press");
        }
    }
}
