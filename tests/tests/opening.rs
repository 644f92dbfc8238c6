//! The first minute of a link on a slow network, at a real browser: words at once, in the reader's language, with how
//! much has come; and a way on if it does not come.
#![allow(clippy::unwrap_used, reason = "tests say so when they fail")]

use rostrum_tests::browser::{Driver, Person};
use rostrum_tests::hall::convene;
use rostrum_tests::{Process, http};
use serde_json::json;

/// When the first words were seen, in ms after the link was opened.
const FIRST_SEEN: &str =
    "return performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0";

/// A hotel's network: 200 kbit/s, 100 ms away.
async fn is_in_a_hotel(person: &Person) {
    person.commands("Network.enable", json!({})).await;
    let slow = json!({ "offline": false, "latency": 100, "downloadThroughput": 25_000, "uploadThroughput": 25_000 });
    person.commands("Network.emulateNetworkConditions", slow).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_page_says_what_it_is_within_a_second() {
    let data = tempfile::tempdir().unwrap();
    let (_, codes) = convene(data.path());
    let server = Process::start(data.path()).await;
    let driver = Driver::start().await.expect("chromedriver; `cargo xtask test` installs it");
    for (lang, words, direction, join) in [
        ("fr", "Chargement de la page de la séance", "ltr", "Rejoindre la séance"),
        ("ar", "جارٍ تحميل صفحة الجلسة", "rtl", "الانضمام إلى الجلسة"),
    ] {
        let person = driver.person(390, 844, lang).await.unwrap();
        is_in_a_hotel(&person).await;
        let open = format!("location.href = {:?}; return true", server.link(&codes["reporter"]));
        person.page.goto("about:blank").await.unwrap();
        person.says(&open).await;
        person.reads(words).await;
        let alone = "return document.querySelectorAll('#first [lang]').length === 1";
        person.until("no other language", alone).await;
        let moves = "const p = document.querySelector('#first progress'); return p.value > 0 && p.value < 1";
        person.until("how much has come", moves).await;
        person.photographs(&format!("opening-{lang}")).await;
        let seen = person.says(FIRST_SEEN).await.as_f64().unwrap();
        assert!(seen > 0.0 && seen < 1_000.0, "{lang}: seen after {seen} ms");
        assert_eq!(person.says("return document.documentElement.dir").await, direction);
        // The rest comes by a better network.
        let fast = json!({ "offline": false, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
        person.commands("Network.emulateNetworkConditions", fast).await;
        person.reads(join).await;
        assert_eq!(person.says("return document.getElementById('first')").await, json!(null));
        person.quits().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_that_does_not_come_says_so_and_can_be_tried_again() {
    let data = tempfile::tempdir().unwrap();
    let (_, codes) = convene(data.path());
    let server = Process::start(data.path()).await;
    let driver = Driver::start().await.expect("chromedriver; `cargo xtask test` installs it");
    let person = driver.person(390, 844, "es").await.unwrap();
    person.commands("Network.enable", json!({})).await;
    person.commands("Network.setBlockedURLs", json!({ "urls": ["*rostrum_bg.wasm*"] })).await;
    person.opens(&server.link(&codes["reporter"])).await;
    person.reads("No se ha podido cargar la página de la sesión").await;
    person.photographs("opening-failed").await;
    person.commands("Network.setBlockedURLs", json!({ "urls": [] })).await;
    person.presses("Volver a intentarlo").await;
    person.until("the join page", "return !!document.querySelector('main.join')").await;
    person.quits().await;
}

#[tokio::test]
async fn what_a_browser_has_is_not_sent_again() {
    let data = tempfile::tempdir().unwrap();
    let _ = convene(data.path());
    let server = Process::start(data.path()).await;
    let asks = async |head: &str| {
        let request = format!(
            "GET /rostrum_bg.wasm HTTP/1.1\r\nHost: hall\r\n{head}Connection: close\r\n\r\n"
        );
        http::say_and_see(server.address(), &request).await
    };
    let (status, head, body) = asks("").await;
    assert_eq!(status, 200);
    assert!(body.len() > 100_000);
    let tag = head.lines().find_map(|line| line.strip_prefix("etag: ")).unwrap().to_owned();
    let (status, head, body) = asks(&format!("If-None-Match: \"other\", {tag}\r\n")).await;
    assert_eq!((status, body.as_str()), (304, ""));
    assert!(head.contains(&tag));
    assert_eq!(asks("If-None-Match: \"other\"\r\n").await.0, 200);
}
