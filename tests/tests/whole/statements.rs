//! Statements over HTTP: sent from the lobby, with a receipt; files, and what comes of hostile ones; who reads a text;
//! nothing acknowledged is lost when the server is killed.
#![allow(clippy::unwrap_used, reason = "a rehearsal that cannot go on stops where it is")]

use rostrum_proto::meeting::command::Command;
use rostrum_proto::wire::ServerMessage;
use rostrum_proto::wire::documents::{
    DocumentError, DocumentProblem, Documents, DraftAnswer, Receipt, TakenOut,
};
use rostrum_server::contents::{Contents, digest};
use rostrum_server::journal::export;
use rostrum_server::store;
use rostrum_tests::guest::seat;
use rostrum_tests::process::{Process, program};
use rostrum_tests::{Guest, Hall, a_moment, http};
use serde_json::json;
use std::net::SocketAddr;

const TEXT: &str = "لمّا كان الاعتراف بالكرامة المتأصلة\n\n<b>bold</b> #1 ]]> =cmd";

async fn token(server: SocketAddr, code: &str) -> String {
    http::join(server, code).await.unwrap().token
}

fn statement(id: &str, place: &str, text: &str) -> serde_json::Value {
    json!({ "id": id, "seat": place, "text": text, "lang": "ar", "manner": "delivered",
            "name": "Tarek Ladeb", "title": "Permanent Representative" })
}

async fn sends(server: SocketAddr, token: &str, body: &serde_json::Value) -> Receipt {
    let (status, answer) = http::post_as(server, "/api/statement", token, &body.to_string()).await;
    assert_eq!(status, 200, "{answer}");
    serde_json::from_str(&answer).unwrap()
}

async fn refused(
    server: SocketAddr,
    path: &str,
    token: &str,
    body: &str,
) -> (u16, DocumentProblem) {
    let (status, answer) = http::post_as(server, path, token, body).await;
    (status, serde_json::from_str(&answer).unwrap_or_else(|_| panic!("{status} {answer}")))
}

async fn gets(server: SocketAddr, token: &str, path: &str) -> (u16, String) {
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: hall\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\r\n"
    );
    http::say(server, &request).await
}

async fn documents(server: SocketAddr, token: &str) -> Documents {
    let (status, answer) = gets(server, token, "/api/documents").await;
    assert_eq!(status, 200, "{answer}");
    serde_json::from_str(&answer).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_statement_is_sent_from_the_lobby_accepted_and_read_when_it_was_given() {
    let hall = Hall::open().await;
    let server = hall.server.http;
    let tunisia = token(server, hall.code("TUN-delegate")).await;
    let receipt = sends(server, &tunisia, &statement("a-1", "TUN", TEXT)).await;
    assert_eq!(receipt.receipt, "TUN-1");
    let sent = &receipt.version.statement;
    // By hand: five words of Arabic; b, bold, b, 1, cmd.
    assert_eq!((sent.words, &sent.text), (10, &digest(TEXT.as_bytes())));
    let again = sends(server, &tunisia, &statement("a-1", "TUN", TEXT)).await;
    assert_eq!(again, receipt, "the answer was lost, and it comes again");
    let second = sends(server, &tunisia, &statement("a-2", "TUN", "قصير")).await;
    assert_eq!(second.receipt, "TUN-2");

    let mut secretary = Guest::joins(&hall, "secretary").await;
    let office = token(server, hall.code("secretary")).await;
    let by_mail = sends(server, &office, &statement("b-1", "FRA", "Reçu par courrier.")).await;
    assert_eq!(by_mail.receipt, "FRA-1");
    let told = documents(server, &office).await;
    let of =
        |place: &str| told.seats.iter().find(|s| s.seat == seat(place)).unwrap().versions.len();
    assert!(told.settles);
    assert_eq!([of("TUN"), of("FRA"), of("VNM")], [2, 1, 0]);
    secretary.does(Command::AcceptStatement { seat: seat("TUN"), version: 2 }).await;

    let france = token(server, hall.code("FRA-delegate")).await;
    let of_tunisia = "/api/statement/text?seat=TUN&version=2";
    assert_eq!(gets(server, &france, of_tunisia).await.0, 404, "it is not given yet");
    assert_eq!(gets(server, &tunisia, of_tunisia).await, (200, "قصير".into()));
    let public = token(server, hall.code("public")).await;
    assert_eq!(gets(server, &public, of_tunisia).await.0, 404);

    let (mut chair, mut delegate, _technician) = hall.session().await;
    chair.does(Command::GiveFloor { seat: seat("TUN") }).await;
    delegate.until("the call", |g| g.holder().is_some()).await;
    let request = delegate.holder().unwrap().0;
    delegate.does(Command::StartSpeaking { request }).await;
    assert_eq!(gets(server, &france, of_tunisia).await.0, 404, "it is being given");
    a_moment().await;
    delegate.does(Command::ReleaseFloor { request }).await;
    for who in [&france, &public, &office] {
        assert_eq!(gets(server, who, of_tunisia).await, (200, "قصير".into()));
    }
    // However many of the public ask.
    let many = (0..30).map(|_| gets(server, &public, of_tunisia));
    let answers = futures_util::future::join_all(many).await;
    assert!(answers.iter().all(|(status, _)| *status == 200));
    let first = "/api/statement/text?seat=TUN&version=1";
    assert_eq!(gets(server, &public, first).await.0, 404, "it was replaced");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whom_it_concerns_is_told_to_ask_again_and_nobody_else() {
    let hall = Hall::open().await;
    let server = hall.server.http;
    let mut tunisia = Guest::joins(&hall, "TUN-delegate").await;
    let mut france = Guest::joins(&hall, "FRA-delegate").await;
    let mut secretary = Guest::joins(&hall, "secretary").await;
    let code = token(server, hall.code("TUN-delegate")).await;
    sends(server, &code, &statement("a-1", "TUN", TEXT)).await;
    let told = |g: &Guest| g.others.contains(&ServerMessage::DocumentsChanged {});
    tunisia.until("a word in the lobby", told).await;
    secretary.until("a word", told).await;
    let reason = "The title is missing.".to_owned();
    secretary.does(Command::ReturnStatement { seat: seat("TUN"), version: 1, reason }).await;
    let twice = |g: &Guest| {
        let told = |m: &&ServerMessage| **m == ServerMessage::DocumentsChanged {};
        g.others.iter().filter(told).count() == 2
    };
    tunisia.until("another", twice).await;
    // The first word to France is that of its own.
    let own = token(server, hall.code("FRA-delegate")).await;
    assert!(!told(&france));
    sends(server, &own, &statement("c-1", "FRA", TEXT)).await;
    france.until("a word", told).await;
    let words = france.others.iter().filter(|m| **m == ServerMessage::DocumentsChanged {});
    assert_eq!(words.count(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_may_not_send_is_told_why_and_nothing_is_kept() {
    let hall = Hall::open().await;
    let server = hall.server.http;
    let tunisia = token(server, hall.code("TUN-delegate")).await;
    let public = token(server, hall.code("public")).await;
    let path = "/api/statement";
    let body = |text: &str| statement("a-1", "TUN", text).to_string();
    let (status, problem) = refused(server, path, "nonsense", &body(TEXT)).await;
    assert_eq!((status, problem.code), (401, DocumentError::Unauthorized));
    let (status, problem) = refused(server, path, &public, &body(TEXT)).await;
    assert_eq!((status, problem.code), (403, DocumentError::Refused));
    let technician = token(server, hall.code("technician")).await;
    let (status, problem) = refused(server, path, &technician, &body(TEXT)).await;
    assert_eq!((status, problem.code), (403, DocumentError::Refused));
    for (body, code) in [
        ("{}".to_owned(), DocumentError::Malformed),
        (body(""), DocumentError::Refused),
        (body("  \n…"), DocumentError::Refused),
        (statement("a-2", "FRA", TEXT).to_string(), DocumentError::Refused),
        (statement("a-2", "XXX", TEXT).to_string(), DocumentError::Refused),
        (body(&"a".repeat(1_000_001)), DocumentError::TooLarge),
    ] {
        let (_, problem) = refused(server, path, &tunisia, &body).await;
        assert_eq!(problem.code, code, "{}", problem.sentence);
        assert!(problem.sentence.ends_with('.'), "{}", problem.sentence);
    }
    let mut strange = statement("a-3", "TUN", TEXT);
    strange["file"] = digest(b"never sent").as_str().into();
    let (_, problem) = refused(server, path, &tunisia, &strange.to_string()).await;
    assert_eq!(problem.code, DocumentError::Malformed);
    assert_eq!(documents(server, &tunisia).await.seats[0].versions.len(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_text_of_a_file_is_taken_out_by_a_process_of_its_own() {
    let hall = Hall::open().await;
    let server = hall.server.http;
    let tunisia = token(server, hall.code("TUN-delegate")).await;
    let path = "/api/statement/file";
    let (status, answer) =
        http::post_as(server, path, &tunisia, "One paragraph.\r\n\r\nAnother.").await;
    assert_eq!(status, 200, "{answer}");
    let taken: TakenOut = serde_json::from_str(&answer).unwrap();
    assert_eq!((taken.kind.as_str(), taken.text.as_str()), ("plain", "One paragraph.\n\nAnother."));
    let mut body = statement("a-1", "TUN", &taken.text);
    body["file"] = taken.file.as_str().into();
    assert_eq!(sends(server, &tunisia, &body).await.version.statement.file, Some(taken.file));
    for (file, says) in
        [("", "empty"), ("PK\u{3}\u{4} and no archive", "damaged"), ("%PDF-1.7", "PDF")]
    {
        let (status, problem) = refused(server, path, &tunisia, file).await;
        assert_eq!((status, problem.code), (422, DocumentError::NoText), "{}", problem.sentence);
        assert!(problem.sentence.contains(says), "{}", problem.sentence);
    }
    let (status, problem) = refused(server, path, &tunisia, &"a".repeat(10_000_001)).await;
    assert_eq!((status, problem.code), (413, DocumentError::TooLarge));
    let interpreter = token(server, hall.code("technician")).await;
    let (status, _) = refused(server, path, &interpreter, "A text.").await;
    assert_eq!(status, 403, "who sends no statement sends no file");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_draft_is_kept_for_its_seat_and_of_two_at_a_time_both_are() {
    let hall = Hall::open().await;
    let server = hall.server.http;
    let tunisia = token(server, hall.code("TUN-delegate")).await;
    let france = token(server, hall.code("FRA-delegate")).await;
    let path = "/api/statement/draft";
    let draft = |text: &str, based_on: Option<u64>| {
        let draft = json!({ "text": text, "lang": "en", "manner": "written", "name": "",
            "title": "", "behalf": "" });
        match based_on {
            Some(n) => json!({ "seat": "TUN", "draft": draft, "based_on": n }).to_string(),
            None => json!({ "seat": "TUN", "draft": draft }).to_string(),
        }
    };
    let saves = async |body: String| {
        let (status, answer) = http::post_as(server, path, &tunisia, &body).await;
        let answer: DraftAnswer = serde_json::from_str(&answer).unwrap();
        (status, answer.saved.map(|saved| (saved.draft.text, saved.revision)))
    };
    let (status, nothing) = gets(server, &tunisia, "/api/statement/draft?seat=TUN").await;
    assert_eq!((status, nothing.as_str()), (200, "{}"));
    assert_eq!(saves(draft("One.", None)).await, (200, Some(("One.".into(), 1))));
    assert_eq!(saves(draft("Two.", Some(1))).await, (200, Some(("Two.".into(), 2))));
    // The other device had the first.
    assert_eq!(saves(draft("Other.", Some(1))).await, (409, Some(("Two.".into(), 2))));
    assert_eq!(saves(draft("Other.", None)).await, (409, Some(("Two.".into(), 2))));
    assert_eq!(saves(draft("Two.", Some(1))).await, (200, Some(("Two.".into(), 2))), "it is so");
    assert_eq!(saves(draft("Other.", Some(2))).await, (200, Some(("Other.".into(), 3))));
    let (status, problem) = refused(server, path, &france, &draft("Mine.", Some(3))).await;
    assert_eq!((status, problem.code), (403, DocumentError::Refused));
    assert_eq!(gets(server, &france, "/api/statement/draft?seat=TUN").await.0, 403);
    let long = draft(&"a".repeat(1_000_001), Some(3));
    assert_eq!(refused(server, path, &tunisia, &long).await.1.code, DocumentError::TooLarge);
    let hall = hall.restart().await;
    let tunisia = token(hall.server.http, hall.code("TUN-delegate")).await;
    let (_, kept) = gets(hall.server.http, &tunisia, "/api/statement/draft?seat=TUN").await;
    let kept: DraftAnswer = serde_json::from_str(&kept).unwrap();
    assert_eq!(kept.saved.unwrap().draft.text, "Other.");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_document_is_imported_while_the_server_runs() {
    let hall = Hall::open().await;
    let server = hall.server.http;
    let mut france = Guest::joins(&hall, "FRA-delegate").await;
    let file = hall.data().join("note.txt");
    std::fs::write(&file, "概念说明\n\n1. 背景").unwrap();
    let import = |more: &[&str]| {
        let mut command = std::process::Command::new(program());
        command.arg("--data").arg(hall.data()).args(["document", "import"]);
        command.arg(hall.meeting.as_str()).arg("notice").arg(&file).args(more).output().unwrap()
    };
    let unsaid = import(&["--lang", "zh"]);
    assert!(!unsaid.status.success());
    assert!(String::from_utf8_lossy(&unsaid.stderr).contains("--date"));
    let all =
        ["--lang", "zh", "--symbol", "S/2020/754", "--date", "2020-07-30", "--original", "en"];
    let done = import(&all);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let told = |g: &Guest| g.others.contains(&ServerMessage::DocumentsChanged {});
    france.until("a word", told).await;
    let public = token(server, hall.code("public")).await;
    assert_eq!(documents(server, &public).await.documents["notice"].symbol, "S/2020/754");
    // At an address that does not change, for who has no link.
    let address = format!("/m/{}/notice", hall.meeting);
    for query in ["", "?lang=zh", "?lang=fr"] {
        let (status, page) = http::get(server, &format!("{address}{query}")).await;
        assert_eq!(status, 200);
        assert!(page.contains("S/2020/754") && page.contains("概念说明"), "{page}");
        assert!(page.contains("<html lang=\"zh\""), "it is not here in French");
    }
    assert_eq!(http::get(server, &format!("/m/{}/other", hall.meeting)).await.0, 404);
    assert_eq!(http::get(server, "/m/nowhere/notice").await.0, 404);
    let text = "/api/statement/text?document=notice&lang=zh";
    assert_eq!(gets(server, &public, text).await, (200, "概念说明\n\n1. 背景".into()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_is_there_after_a_power_cut() {
    let folder = tempfile::tempdir().unwrap();
    let (meeting, codes) = rostrum_tests::hall::convene(folder.path());
    let mut process = Process::start(folder.path()).await;
    let mut receipts = Vec::new();
    for round in 0..4 {
        let server = SocketAddr::from(([127, 0, 0, 1], process.port));
        let tunisia = token(server, &codes["TUN-delegate"]).await;
        let text = format!("Version {round}.");
        let body = statement(&format!("a-{round}"), "TUN", &text);
        receipts.push((sends(server, &tunisia, &body).await, text));
        process = process.dies_and_comes_back().await;
    }
    let server = SocketAddr::from(([127, 0, 0, 1], process.port));
    let tunisia = token(server, &codes["TUN-delegate"]).await;
    let told = documents(server, &tunisia).await;
    assert_eq!(told.seats[0].versions.len(), receipts.len());
    let contents = Contents::of(folder.path());
    for (receipt, text) in receipts {
        assert_eq!(contents.read(&receipt.version.statement.text).unwrap(), text.as_bytes());
    }
    drop(process);
    let db = store::open(folder.path()).unwrap();
    export::verify(&db, &meeting).unwrap();
}
