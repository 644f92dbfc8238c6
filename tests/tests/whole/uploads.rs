//! A file in parts over HTTP, on a line that breaks and over a server that is killed; and what is no such file.
#![allow(clippy::unwrap_used, reason = "a rehearsal that cannot go on stops where it is")]

use rostrum_proto::wire::documents::{Arrived, DocumentError, DocumentProblem};
use rostrum_server::contents::digest;
use rostrum_tests::hall::convene;
use rostrum_tests::{Process, http};
use std::net::SocketAddr;

/// A statement as a word processor prints it, and what stands in it.
const PDF: &[u8] = include_bytes!("../../../documents/tests/files/libreoffice-ar.pdf");
const TEXT: &str = include_str!("../../../documents/tests/files/ar.txt");

fn address(process: &Process) -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], process.port))
}

fn path(file: &[u8], from: usize) -> String {
    let (digest, size) = (digest(file), file.len());
    format!("/api/statement/upload?file={digest}&size={size}&from={from}")
}

/// How much of a file is here.
async fn here(server: SocketAddr, token: &str, file: &[u8]) -> u32 {
    let (digest, size) = (digest(file), file.len());
    let path = format!("/api/statement/upload?file={digest}&size={size}");
    let request = format!("GET {path} HTTP/1.0\r\nAuthorization: Bearer {token}\r\n\r\n");
    let (status, answer) = http::say(server, &request).await;
    assert_eq!(status, 200, "{answer}");
    serde_json::from_str::<Arrived>(&answer).unwrap().bytes
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pdf_arrives_in_parts_over_a_server_that_is_killed() {
    let data = tempfile::tempdir().unwrap();
    let (_, codes) = convene(data.path());
    let process = Process::start(data.path()).await;
    let server = address(&process);
    let tunisia = http::join(server, &codes["TUN-delegate"]).await.unwrap().token;
    let half = PDF.len() / 2;
    assert_eq!(here(server, &tunisia, PDF).await, 0);
    for _ in 0..2 {
        let (status, answer) =
            http::post_bytes(server, &path(PDF, 0), &tunisia, &PDF[..half]).await;
        assert_eq!(status, 200, "{answer}");
        let arrived: Arrived = serde_json::from_str(&answer).unwrap();
        assert_eq!((arrived.bytes as usize, arrived.taken), (half, None));
    }
    drop(process);
    let process = Process::start(data.path()).await;
    let server = address(&process);
    let from = here(server, &tunisia, PDF).await as usize;
    assert_eq!(from, half, "the line broke, and nothing is sent twice");
    let (status, answer) = http::post_bytes(server, &path(PDF, from), &tunisia, &PDF[from..]).await;
    assert_eq!(status, 200, "{answer}");
    let taken = serde_json::from_str::<Arrived>(&answer).unwrap().taken.unwrap();
    assert_eq!((taken.file, taken.kind.as_str()), (digest(PDF), "pdf"));
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(words(&taken.text), words(TEXT));

    // That answer is lost: the file is here, and only its text is asked for again.
    let from = here(server, &tunisia, PDF).await as usize;
    assert_eq!(from, PDF.len());
    let (status, answer) = http::post_bytes(server, &path(PDF, from), &tunisia, &[]).await;
    assert_eq!(status, 200, "{answer}");
    let again = serde_json::from_str::<Arrived>(&answer).unwrap().taken.unwrap();
    assert_eq!(words(&again.text), words(TEXT));
    // Nobody learns from it what others have sent.
    let france = http::join(server, &codes["FRA-delegate"]).await.unwrap().token;
    assert_eq!(here(server, &france, PDF).await, 0);
    let (status, answer) = http::post_bytes(server, &path(PDF, from), &france, &[]).await;
    let arrived: Arrived = serde_json::from_str(&answer).unwrap();
    assert_eq!((status, arrived.bytes, arrived.taken), (200, 0, None));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_such_file_is_not_taken() {
    let data = tempfile::tempdir().unwrap();
    let (_, codes) = convene(data.path());
    let process = Process::start(data.path()).await;
    let server = address(&process);
    let tunisia = http::join(server, &codes["TUN-delegate"]).await.unwrap().token;
    let technician = http::join(server, &codes["technician"]).await.unwrap().token;
    let refused = async |path: &str, token: &str, body: &[u8]| -> (u16, DocumentError) {
        let (status, answer) = http::post_bytes(server, path, token, body).await;
        let problem: DocumentProblem =
            serde_json::from_str(&answer).unwrap_or_else(|why| panic!("{why}: {answer}"));
        (status, problem.code)
    };
    let malformed = (400, DocumentError::Malformed);
    let of = path(b"abc", 0);
    assert_eq!(refused(&of, &tunisia, b"abd").await, malformed, "it is another");
    assert_eq!(refused(&of, &technician, b"abc").await, (403, DocumentError::Refused));
    assert_eq!(refused(&of, "no token", b"abc").await, (401, DocumentError::Unauthorized));
    for query in ["", "?file=..&size=3&from=0", "?file=a&size=x&from=0", "?size=3", "?more=1"] {
        let path = format!("/api/statement/upload{query}");
        assert_eq!(refused(&path, &tunisia, b"abc").await, malformed, "{query}");
    }
    let large = of.replace("size=3", "size=10000001");
    assert_eq!(refused(&large, &tunisia, b"abc").await, (413, DocumentError::TooLarge));
    let part = vec![b'a'; 300_000];
    let of_parts = path(&part, 0);
    assert_eq!(refused(&of_parts, &tunisia, &part).await, (413, DocumentError::TooLarge));
    let folder = data.path().join("uploads");
    assert_eq!(std::fs::read_dir(folder).unwrap().count(), 0, "nothing is left of it");
    assert_eq!(http::post_bytes(server, &of, &tunisia, b"abc").await.0, 200, "and then it is");
}
