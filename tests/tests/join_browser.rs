//! The join page at a real browser, behind what stands between people and a server: it tells which of the things that
//! a meeting uses does not pass.
#![allow(clippy::unwrap_used, reason = "tests say so when they fail")]

use rostrum_tests::Process;
use rostrum_tests::browser::Driver;
use rostrum_tests::hall::convene;
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UdpSocket};

/// What is written in the place of what.
type Changes = Vec<(String, String)>;

/// Something in between that changes what passes: requests, and answers (to something as long).
struct Meddler {
    port: u16,
}

impl Meddler {
    async fn before(server: u16, requests: Changes, answers: Changes) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (requests, answers) = (Arc::new(requests), Arc::new(answers));
        tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                let (requests, answers) = (requests.clone(), answers.clone());
                tokio::spawn(async move {
                    let Ok(far) = TcpStream::connect(("127.0.0.1", server)).await else { return };
                    let ((near_in, near_out), (far_in, far_out)) =
                        (near.into_split(), far.into_split());
                    tokio::join!(
                        carry(near_in, far_out, requests),
                        carry(far_in, near_out, answers)
                    );
                });
            }
        });
        Self { port }
    }

    fn link(&self, code: &str) -> String {
        format!("http://localhost:{}/#/join/{code}", self.port)
    }
}

async fn carry(
    mut from: impl AsyncReadExt + Unpin,
    mut to: impl AsyncWriteExt + Unpin,
    changes: Arc<Changes>,
) {
    let mut buffer = vec![0; 64 * 1024];
    while let Ok(length @ 1..) = from.read(&mut buffer).await {
        let passed = match std::str::from_utf8(&buffer[..length]) {
            Ok(text) => changes
                .iter()
                .fold(text.to_owned(), |text, (old, new)| text.replace(old, new))
                .into_bytes(),
            Err(_) => buffer[..length].to_vec(),
        };
        if to.write_all(&passed).await.is_err() {
            return;
        }
    }
    drop(to.shutdown().await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_join_page_says_what_does_not_pass() {
    let data = tempfile::tempdir().unwrap();
    let (_, codes) = convene(data.path());
    let server = Process::start(data.path()).await;
    let driver = Driver::start().await.expect("chromedriver; `cargo xtask test` installs it");
    let tunisia = driver.person(1280, 900, "en").await.unwrap();
    let code = &codes["TUN-delegate"];

    tunisia.previews(&server.link(code)).await;
    tunisia.reads("Everything that the meeting needs can be reached").await;
    tunisia.photographs("join-reached").await;

    // A proxy that was not told of WebSockets.
    let upgrade = ("Upgrade: websocket".to_owned(), "X-Lost: websocket".to_owned());
    let proxy = Meddler::before(server.port, vec![upgrade], vec![]).await;
    tunisia.opens(&proxy.link(code)).await;
    tunisia.reads(&format!("allow WebSocket connections to localhost:{}", proxy.port)).await;
    tunisia.photographs("join-no-socket").await;

    // A proxy that writes its own Host, before a server that was not told of the proxy's address.
    let host = ("Host: localhost:".to_owned(), "Host: internal:".to_owned());
    let proxy = Meddler::before(server.port, vec![host], vec![]).await;
    tunisia.opens(&proxy.link(code)).await;
    tunisia.reads(&format!("--origin http://localhost:{}", proxy.port)).await;

    // A firewall that lets no UDP pass: nobody answers at that port.
    let silent = UdpSocket::bind(("127.0.0.1", 0)).await.unwrap();
    let nobody = silent.local_addr().unwrap();
    let address = |port: u16| format!("\"127.0.0.1:{port}\"");
    let lost = (address(server.port), address(nobody.port()));
    let firewall = Meddler::before(server.port, vec![], vec![lost]).await;
    tunisia.opens(&firewall.link(code)).await;
    tunisia
        .reads(&format!("your network blocks UDP to 127.0.0.1:{}, and TCP as well", nobody.port()))
        .await;
    tunisia.photographs("join-no-media").await;
    drop(silent);
    tunisia.quits().await;

    // What the operator reads.
    let log = std::fs::read_to_string(data.path().join("server.log")).unwrap();
    for words in ["socket.refused", "Upgrade: none", "Host (internal:"] {
        assert!(log.contains(words), "{words} in {log}");
    }
}
