//! After the meeting: a correction within the time for it, what the secretariat puts right, all statements as one file, and
//! a compilation that is published as it was last seen.
#![allow(clippy::unwrap_used, reason = "tests say so when they fail")]

use rostrum_proto::meeting::command::Command;
use rostrum_proto::meeting::refusal::Refusal;
use rostrum_proto::meeting::statement::Called;
use rostrum_proto::wire::documents::{Disagreements, DocumentProblem, Documents, Receipt};
use rostrum_tests::guest::seat;
use rostrum_tests::hall::{convene, session};
use rostrum_tests::{Guest, Process, http};
use serde_json::{Value, json};
use std::io::{Cursor, Read};
use std::net::SocketAddr;

/// Sends Tunisia's statement.
async fn sends(server: SocketAddr, token: &str, n: u32, text: &str) -> (u16, String) {
    let body = json!({ "id": format!("s-{n}"), "seat": "TUN", "text": text, "lang": "ar",
        "manner": "delivered", "name": "Tarek Ladeb", "title": "=cmd|' /C calc'!A0" });
    http::post_as(server, "/api/statement", token, &body.to_string()).await
}

async fn documents(server: SocketAddr, token: &str) -> Documents {
    let request = format!("GET /api/documents HTTP/1.0\r\nAuthorization: Bearer {token}\r\n\r\n");
    let (status, body) = http::say(server, &request).await;
    assert_eq!(status, 200, "{body}");
    serde_json::from_str(&body).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_the_end_of_the_meeting_to_the_publication() {
    let data = tempfile::tempdir().unwrap();
    let (meeting, codes) = convene(data.path());
    let process = Process::start(data.path()).await;
    let server = SocketAddr::from(([127, 0, 0, 1], process.port));
    let mut secretary = Guest::with_code(server, &codes["secretary"]).await;
    let office = http::join(server, &codes["secretary"]).await.unwrap().token;
    let tunisia = http::join(server, &codes["TUN-delegate"]).await.unwrap().token;
    assert_eq!(sends(server, &tunisia, 1, "سيدي الرئيس، سأوجز.").await.0, 200);
    secretary.does(Command::AcceptStatement { seat: seat("TUN"), version: 1 }).await;
    let (mut chair, mut delegate, _technician) = session(server, &codes).await;
    assert_eq!(documents(server, &tunisia).await.corrections_until, None);
    chair.does(Command::GiveFloor { seat: seat("TUN") }).await;
    delegate.until("the call", |g| g.holder().is_some()).await;
    let request = delegate.holder().unwrap().0;
    delegate.speaks(request).await;
    chair.does(Command::CloseMeeting {}).await;

    // Two working days are two days at least, and with a weekend between them four and a part of one.
    let told = documents(server, &tunisia).await;
    let left = told.corrections_until.unwrap().since(told.now).0 / 3_600_000;
    assert!((48..=120).contains(&left), "{left} hours are left");
    let (status, receipt) = sends(server, &tunisia, 2, "سيدي الرئيس، سأوجز كثيرا.").await;
    assert_eq!(status, 200, "{receipt}");
    let receipt: Receipt = serde_json::from_str(&receipt).unwrap();
    assert_eq!((receipt.receipt.as_str(), receipt.version.late), ("TUN-2", false));

    // It is open until the secretariat has answered, which reads so in its own language.
    let letter = |lang: &str| {
        json!({ "id": "p-1", "symbol": "S/2020/791", "dated": "2120-08-12", "lang": lang,
            "signed": { "name": "Dian Djani", "title": "Permanent Representative" } })
    };
    let points = async |lang: &str| -> Disagreements {
        let body = letter(lang).to_string();
        let (status, found) =
            http::post_as(server, "/api/compilation/points", &office, &body).await;
        assert_eq!(status, 200, "{found}");
        serde_json::from_str(&found).unwrap()
    };
    let open = |found: &Disagreements| {
        found.points.iter().find(|point| point.point.contains("correction_open")).cloned()
    };
    let found = open(&points("fr").await).unwrap();
    assert_eq!(found.sentence, "Tunisie\u{a0}: une correction du texte TUN-1 reste à traiter.");
    secretary.does(Command::AcceptStatement { seat: seat("TUN"), version: 2 }).await;
    assert!(open(&points("fr").await).is_none());

    // The title is put right, and stands so in the draft with who signs it.
    let called = Called { name: "Tarek Ladeb".into(), title: "Ambassador".into() };
    secretary.does(Command::CorrectStatement { seat: seat("TUN"), version: 2, called }).await;
    let draft = "/api/compilation/draft?format=json";
    let (status, draft) = http::post_as(server, draft, &office, &letter("en").to_string()).await;
    assert_eq!(status, 200, "{draft}");
    assert!(draft.contains("Ambassador") && draft.contains("Dian Djani"), "{draft}");
    assert!(!draft.contains("=cmd") && draft.contains("\"S/2020/791\""), "{draft}");
    let own = documents(server, &tunisia).await;
    let known = own.seats[0].versions["2"].called.clone().unwrap();
    assert_eq!(known.title, "Ambassador", "its delegation sees how it is called");

    // Everything as one file, for the secretariat alone.
    let bundle = async |token: &str| {
        let request = format!(
            "GET /api/statements.zip HTTP/1.0\r\nHost: hall\r\nAuthorization: Bearer {token}\r\n\r\n"
        );
        http::say_for_bytes(server, &request).await
    };
    let (status, refused) = bundle(&tunisia).await;
    assert_eq!(status, 403, "{}", String::from_utf8_lossy(&refused));
    let (status, archive) = bundle(&office).await;
    assert_eq!(status, 200);
    assert_eq!(bundle(&office).await.1, archive, "the same statements give the same bytes");
    let mut archive = zip::ZipArchive::new(Cursor::new(archive)).unwrap();
    let mut reads = |name: &str| {
        let mut text = String::new();
        archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    };
    assert_eq!(reads("TUN-1 (ar).txt"), "سيدي الرئيس، سأوجز.");
    assert_eq!(reads("TUN-2 (ar).txt"), "سيدي الرئيس، سأوجز كثيرا.");
    let manifest = reads("manifest.csv");
    let rows: Vec<_> = manifest.lines().collect();
    assert_eq!(rows.len(), 3);
    assert!(rows[2].starts_with("\"TUN-2\",\"TUN\",\"Tunisia\","), "{manifest}");
    assert!(rows[2].contains("\"'=cmd|' /C calc'!A0\"") && rows[2].contains("\"Ambassador\""));
    assert!(rows[2].contains(receipt.version.statement.text.as_str()), "{manifest}");

    // What still does not agree stands for a reason; the order of the annexes is said.
    let seats = vec![seat("TUN")];
    secretary.does(Command::ArrangeAnnexes { seats: seats.clone() }).await;
    let found = points("en").await;
    assert_eq!(found.annexes, seats);
    for point in found.points {
        let (point, reason) = (point.point, "So it was said on the day.".to_owned());
        secretary.does(Command::SettlePoint { point, reason }).await;
    }
    let (status, said) =
        http::post_as(server, "/api/compilation", &office, &letter("en").to_string()).await;
    assert_eq!(status, 200, "{said}");
    let (status, said) = sends(server, &tunisia, 3, "أكثر من ذلك").await;
    let said: DocumentProblem = serde_json::from_str(&said).unwrap();
    assert_eq!((status, said.refusal), (403, Some(Refusal::CompilationPublished {})));
    let page = format!("/m/{meeting}/compilation?lang=ar");
    let (status, page) = http::get(server, &page).await;
    assert!(status == 200 && page.contains("سأوجز كثيرا") && page.contains("Ambassador"));
    drop(process);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn days_off_of_the_venue_are_those_of_the_meeting_file() {
    let data = tempfile::tempdir().unwrap();
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/../deploy/demo/meeting.json");
    let text = std::fs::read_to_string(sample).unwrap();
    let mut file: Value = serde_json::from_str(&text).unwrap();
    let names = concat!(env!("CARGO_MANIFEST_DIR"), "/../deploy/demo/");
    let names = std::path::Path::new(names).join(file["names"].as_str().unwrap());
    let read = |file: &Value| {
        let path = data.path().join("meeting.json");
        std::fs::copy(&names, path.with_file_name(names.file_name().unwrap())).unwrap();
        std::fs::write(&path, file.to_string()).unwrap();
        rostrum_server::meeting_file::read(&path)
    };
    file["days_off"] = json!({ "weekly": ["friday", "saturday"], "dates": ["2020-08-09"] });
    let setup = read(&file).unwrap();
    assert_eq!(setup.days_off.dates, ["2020-08-09"]);
    file["days_off"]["dates"] = json!(["9 August"]);
    let said = format!("{:#}", read(&file).unwrap_err());
    assert!(said.contains("days_off.dates[0]") && said.contains("2020-08-07"), "{said}");
}
