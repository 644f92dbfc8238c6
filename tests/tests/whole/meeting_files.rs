//! A meeting file with a mistake is not convened; the answer names the file, the place in it, and what was
//! expected there.
#![allow(clippy::unwrap_used, reason = "a rehearsal that cannot go on stops where it is")]

use rostrum_proto::meeting::setup::Setup;
use rostrum_server::meeting_file;
use rostrum_tests::hall;
use serde_json::{Value, json};

/// What is said of the demo's meeting file after a change to it.
fn said_of(change: impl FnOnce(&mut Value)) -> String {
    let good = hall::meeting_file();
    let folder = tempfile::tempdir().unwrap();
    let mut meeting = serde_json::from_str(&std::fs::read_to_string(&good).unwrap()).unwrap();
    change(&mut meeting);
    let file = folder.path().join("meeting.json");
    std::fs::write(&file, meeting.to_string()).unwrap();
    std::fs::copy(good.with_file_name("names.json"), folder.path().join("names.json")).unwrap();
    let why = format!("{:#}", meeting_file::read(&file).unwrap_err());
    assert!(why.contains("meeting.json"), "it names the file: {why}");
    why
}

fn names(why: &str, parts: &[&str]) {
    for part in parts {
        assert!(why.contains(part), "expected {part:?} in: {why}");
    }
}

#[test]
fn the_demo_can_be_read() {
    assert!(meeting_file::read(&hall::meeting_file()).unwrap().seats.len() >= 15);
}

#[test]
fn an_unknown_seat_is_named() {
    names(
        &said_of(|m| m["speakers_list"][1] = json!("ATLANTIS")),
        &["speakers_list[1]", "ATLANTIS"],
    );
    names(&said_of(|m| m["people"][3]["seat"] = json!("ATLANTIS")), &["people[3]", "ATLANTIS"]);
    names(&said_of(|m| m["presidency"] = json!("ATLANTIS")), &["presidency", "ATLANTIS"]);
}

#[test]
fn what_is_there_twice_is_named() {
    let twice = |list: &'static str| {
        said_of(move |m| {
            let first = m[list][0].clone();
            m[list].as_array_mut().unwrap().push(first);
        })
    };
    names(&twice("seats"), &["seats[", "twice"]);
    names(&twice("people"), &["people[", "twice"]);
    names(&twice("speakers_list"), &["speakers_list[", "twice"]);
}

#[test]
fn a_missing_or_unknown_field_is_named() {
    let missing = said_of(|m| drop(m.as_object_mut().unwrap().remove("title")));
    names(&missing, &["missing field `title`"]);
    let unknown = said_of(|m| m["seats"][2]["colour"] = json!("blue"));
    names(&unknown, &["seats[2]", "unknown field `colour`", "expected"]);
    let kind = said_of(|m| m["seats"][0]["kind"] = json!("king"));
    names(&kind, &["seats[0].kind", "king", "expected"]);
    let when = said_of(|m| m["starts_at"] = json!("tomorrow"));
    names(&when, &["starts_at", "tomorrow", "2020-08-06T14:00:00Z"]);
    let rules = said_of(|m| m["profile"] = json!("parliament"));
    names(&rules, &["profile", "parliament", "security-council-open-vtc"]);
}

#[test]
fn the_venue_has_a_name_if_somebody_gives_it_one() {
    let venue = meeting_file::read(&hall::meeting_file()).unwrap().venue;
    assert_eq!(venue.0.len(), 6);
    let folder = tempfile::tempdir().unwrap();
    let good = hall::meeting_file();
    let text = std::fs::read_to_string(&good).unwrap();
    let mut meeting: Value = serde_json::from_str(&text).unwrap();
    drop(meeting.as_object_mut().unwrap().remove("venue"));
    std::fs::write(folder.path().join("meeting.json"), meeting.to_string()).unwrap();
    std::fs::copy(good.with_file_name("names.json"), folder.path().join("names.json")).unwrap();
    let setup = meeting_file::read(&folder.path().join("meeting.json")).unwrap();
    assert!(setup.venue.is_empty());
    let journaled = serde_json::to_string(&setup).unwrap();
    assert!(!journaled.contains("\"venue\""), "as before there was such a name");
    assert_eq!(serde_json::from_str::<Setup>(&journaled).unwrap(), setup);
    names(&said_of(|m| m["venue"]["fr"] = json!("New\nYork")), &["venue.fr", "U+000A"]);
}

#[test]
fn a_name_that_would_break_a_page_is_named() {
    let person = said_of(|m| m["people"][3]["name"] = json!("Vladimir\u{2028}Voronkov"));
    names(&person, &["people[3].name", "U+2028", "expected one line", "remove"]);
    let seat = said_of(|m| m["seats"][0]["short"]["ru"] = json!("У".repeat(1_000)));
    names(&seat, &["seats[0] (UNODC), short.ru", "1000 characters", "at most 200"]);
    let unseen = said_of(|m| m["people"][3]["title"] = json!("\u{200b}"));
    names(&unseen, &["people[3].title", "nothing in it can be read", "leave it out"]);
}

#[test]
fn a_file_that_is_not_there_or_no_json_is_named() {
    let why = format!("{:#}", meeting_file::read("no/such/file.json".as_ref()).unwrap_err());
    names(&why, &["no/such/file.json"]);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("broken.json");
    std::fs::write(&file, "{ \"id\": ").unwrap();
    names(&format!("{:#}", meeting_file::read(&file).unwrap_err()), &["broken.json", "line 1"]);
}

#[test]
fn files_are_read_whatever_editor_saved_them() {
    let good = hall::meeting_file();
    let expected = meeting_file::read(&good).unwrap();
    let text = |name: &str| std::fs::read_to_string(good.with_file_name(name)).unwrap();
    let utf16 = |text: String, bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    };
    type Saving<'a> = &'a dyn Fn(String) -> Vec<u8>;
    let ways: [(&str, Saving); 5] = [
        ("a byte-order mark", &|text| format!("\u{feff}{text}").into_bytes()),
        ("CRLF", &|text| text.replace('\n', "\r\n").into_bytes()),
        ("CR", &|text| text.replace('\n', "\r").into_bytes()),
        ("UTF-16", &|text| utf16(format!("\u{feff}{text}"), u16::to_le_bytes)),
        ("UTF-16, the other way, and space", &|text| {
            utf16(format!("\u{feff}{text} \r\n\t \r\n"), u16::to_be_bytes)
        }),
    ];
    for (way, saved) in ways {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: String| {
            std::fs::write(folder.path().join(name), saved(text)).unwrap();
        };
        let profile = rostrum_proto::profile::built_in("security-council-open-vtc").unwrap();
        write("profile.json", profile.into());
        write("names.json", text("names.json"));
        let own = text("meeting.json").replace("\"security-council-open-vtc\"", "\"profile.json\"");
        write("meeting.json", own);
        let read = meeting_file::read(&folder.path().join("meeting.json"));
        assert_eq!(read.unwrap(), expected, "{way}");
    }
}

#[test]
fn a_file_in_an_old_character_set_or_with_something_after_it_is_refused_by_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("meeting.json");
    std::fs::write(&file, b"{\r\n\"id\": \"S-1\",\r\n\"title\": {\"fr\": \"S\xe9ance\"}}").unwrap();
    let why = format!("{:#}", meeting_file::read(&file).unwrap_err());
    names(&why, &["meeting.json", "line 3", "expected", "UTF-8"]);
    let good = std::fs::read_to_string(hall::meeting_file()).unwrap();
    std::fs::write(&file, format!("{good}\n}}")).unwrap();
    let why = format!("{:#}", meeting_file::read(&file).unwrap_err());
    names(&why, &["meeting.json", "follows the end", "remove it"]);
}
