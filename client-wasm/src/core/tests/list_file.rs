//! The speakers' list as offices save it, and load it again.

use super::room::{Room, seat};
use crate::core::list_file::{self, Fault};
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::Meeting;
use std::sync::Arc;

/// A meeting with these seats, and with their names as given.
fn meeting(seats: &[(&str, &str)]) -> Meeting {
    let mut meeting = Room::with("ennaifer").meeting;
    let one = meeting.setup.seats[0].clone();
    for (id, name) in seats {
        let mut other = one.clone();
        other.id = seat(id);
        other.short = rostrum_proto::lang::LocalText::english(*name);
        Arc::make_mut(&mut meeting.setup).seats.push(other);
    }
    meeting
}

fn here() -> Meeting {
    meeting(&[
        ("CZE", "Czechia"),
        ("CIV", "Côte d'Ivoire"),
        ("TUR", "Türkiye"),
        ("VNM", "Viet Nam"),
    ])
}

fn read(bytes: &[u8]) -> Result<Vec<String>, Fault> {
    Ok(list_file::seats(&here(), bytes)?.into_iter().map(String::from).collect())
}

fn is_read(text: &str, seats: [&str; 3]) {
    assert_eq!(read(text.as_bytes()), Ok(seats.map(str::to_owned).to_vec()), "{text:?}");
}

const THREE: [&str; 3] = ["CZE", "CIV", "TUR"];

#[test]
fn what_spreadsheets_make_of_our_own_file_is_read() {
    // As we write it.
    let own = "\u{feff}position,seat,name,kind\r\n1,CZE,\"Czechia\",statement\r\n2,CIV,\"Côte d'Ivoire\",statement\r\n3,TUR,\"Türkiye\",statement\r\n";
    is_read(own, THREE);
    // Opened where the semicolon separates, and saved again: a row is one cell.
    is_read(
        "position,seat,name,kind\r\n\"1,CZE,\"\"Czechia\"\",statement\"\r\n\"2,CIV,\"\"Côte d'Ivoire\"\",statement\"\r\n\"3,TUR,\"\"Türkiye\"\",statement\"\r\n",
        THREE,
    );
    // With CR only.
    is_read(&own.replace("\r\n", "\r"), THREE);
    // With rows that were emptied.
    is_read(&format!("{own},,,\r\n,,,\r\n"), THREE);
    is_read(&own.replacen("\r\n", "\r\n\r\n;;;\r\n   \r\n", 2), THREE);
    // With a line break in a name.
    is_read(&own.replace("Czechia", "Czech\nRepublic"), THREE);
    is_read(&own.replace("Czechia", "Czech \"\"Republic\"\";\r\n,"), THREE);
    // With the separator of another country, and as "Unicode text".
    is_read(&own.replace(',', ";"), THREE);
    let tabs = own.replace(',', "\t");
    is_read(&tabs, THREE);
    let utf16: Vec<u8> = tabs.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(read(&utf16).as_deref(), Ok(THREE.map(str::to_owned).as_slice()));
    // In an older character set: names are not read.
    let windows_1252: Vec<u8> =
        own.trim_start_matches('\u{feff}').chars().map(|c| c as u8).collect();
    assert_eq!(read(&windows_1252).as_deref(), Ok(THREE.map(str::to_owned).as_slice()));
}

#[test]
fn what_people_write_is_read() {
    is_read("CZE\nCIV\nTUR", THREE);
    is_read("CZE;\r\n;\r\nCIV;\r\nTUR;\r\n", THREE);
    is_read("seat\nCZE\n\nCIV\nTUR\n", THREE);
    is_read("Name; Seat \r\nCzechia, again; CZE\r\n\"Ivory; Coast\";CIV\r\n;TUR\r\n", THREE);
    is_read(r#"["CZE","CIV","TUR"]"#, THREE);
    is_read(
        "\u{feff}\r\n [ {\"seat\":\"CZE\"},\r\n{\"seat\":\"CIV\",\"kind\":\"statement\"},{\"seat\":\"FRA\",\"kind\":\"right_of_reply\"},\"TUR\" ] \r\n",
        THREE,
    );
    is_read("seat,kind\nCZE,Statement\nFRA,right_of_reply\nCIV,\nTUR,statement\n", THREE);
}

#[test]
fn a_row_that_is_wrong_is_named() {
    let fault = |text: &str| read(text.as_bytes()).unwrap_err();
    let unknown = fault("seat\nCZE\n\nXXX\n");
    assert_eq!(unknown, Fault::UnknownSeat { row: 4, seat: "XXX".into() });
    let said = "Row 4: there is no seat XXX in this meeting. Nothing was loaded; correct the row and load the file again.";
    assert_eq!(unknown.said(Lang::En), said);
    let seats = "position,seat,name\n1,CZE,\"Czech\nRepublic\"\n2,CIV,x\n3,CZE,\n";
    assert_eq!(fault(seats), Fault::Twice { row: 4, first: 2, seat: seat("CZE") });
    assert_eq!(fault("seat,name\nCZE,x\n,Total\n"), Fault::NoSeat { row: 3 });
    let kind = Fault::UnknownKind { row: 3, kind: "remark".into() };
    assert_eq!(fault("seat,kind\nCZE,statement\nCIV,remark\n"), kind);
    assert_eq!(fault("seat,name\nCZE,x\nCIV,\"y\nTUR,z\n"), Fault::OpenQuote { row: 3 });
    assert_eq!(fault("[\"CZE\",{}]"), Fault::NoSeat { row: 2 });
    for lang in Lang::ALL {
        assert!(Fault::Twice { row: 41, first: 2, seat: seat("CZE") }.said(lang).contains("41"));
    }
}

#[test]
fn what_is_no_list_is_not_taken_for_one() {
    let texts = [
        "",
        "\u{feff}",
        ",,,\n",
        "seat\n",
        "name,country\nA,B",
        "[1,2]",
        "[",
        "{\"seat\":\"FRA\"}",
        "not a seat!\n",
        "[]",
    ];
    for text in texts {
        assert_eq!(read(text.as_bytes()), Err(Fault::NoList), "{text:?}");
    }
    let workbook = b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00!\x00";
    assert_eq!(read(workbook), Err(Fault::NoList));
}

#[test]
fn what_is_saved_is_loaded_again_and_opens_with_its_letters() {
    let room = Room::with("ennaifer");
    let saved = list_file::csv(&room.meeting, Lang::Zh);
    assert!(saved.starts_with("\u{feff}position,seat,name,kind\r\n") && saved.contains("突尼斯"));
    let list = ["UNODC", "TUN", "FRA"].map(seat).to_vec();
    assert_eq!(list_file::seats(&room.meeting, saved.as_bytes()), Ok(list.clone()));
    let saved = list_file::json(&room.meeting, Lang::Zh);
    assert!(saved.starts_with('['), "JSON has no byte-order mark: RFC 8259, 8.1");
    assert_eq!(list_file::seats(&room.meeting, saved.as_bytes()), Ok(list));
}
