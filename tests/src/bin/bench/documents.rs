//! Taking the text out of long files: how long it takes, what the process that does it needs, and that the server itself
//! needs nothing for it.

use crate::{Measured, numbers};
use rostrum_paper::{Block, Masthead, Paper, Run, Style, docx};
use rostrum_proto::lang::Lang;
use rostrum_server::papers::press_beside;
use rostrum_server::press::print;
use rostrum_server::taker::COMMAND;
use rostrum_tests::debate::statement;
use rostrum_tests::http;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// So many statements are about a hundred pages.
const STATEMENTS: usize = 185;
const TIMES: usize = 10;

/// Prints them.
pub async fn measure(program: &Path) {
    let paper = paper();
    let mut files = vec![("DOCX", docx::file(&paper).unwrap())];
    match print(&paper, &press_beside(program)) {
        Ok(pdf) => files.push(("PDF", pdf)),
        Err(why) => println!("documents: no PDF, since {why}"),
    }
    for (kind, file) in &files {
        println!("documents: a {kind} of {} pages, {} KiB", pages(file, kind), file.len() >> 10);
        let (mut times, mut most) = (Vec::new(), 0);
        for _ in 0..TIMES {
            let (took, kib) = take(program, file);
            times.push(took);
            most = most.max(kib);
        }
        numbers::print(&format!("documents: the text out of the {kind}"), times);
        println!("documents: memory of the process that does it, at most {} MiB", most >> 10);
    }
    let measured = Measured::start(program).await;
    let server = measured.server.address();
    let tunisia = http::join(server, &measured.codes["TUN-delegate"]).await.unwrap().token;
    let send = async || {
        for (_, file) in &files {
            let (status, answer) =
                http::post_bytes(server, "/api/statement/file", &tunisia, file).await;
            assert_eq!(status, 200, "{answer}");
        }
    };
    // What a first upload needs for good is not of the text.
    send().await;
    let (_, before) = numbers::used(measured.server.id());
    for _ in 0..4 {
        send().await;
    }
    let (_, after) = numbers::used(measured.server.id());
    println!(
        "documents: memory of the server {before} KiB, and {after} KiB after four more of each"
    );
}

/// A document of about a hundred pages.
fn paper() -> Paper {
    let paragraph = |text: &str| Block::Paragraph {
        lang: None,
        style: Style::Body,
        text: vec![Run::plain(text)],
    };
    let texts = (0..STATEMENTS).map(|n| statement("en", n));
    let blocks = texts.flat_map(|text| text.split("\n\n").map(paragraph).collect::<Vec<_>>());
    let masthead: Masthead = rostrum_compilation::masthead(
        "S/2020/791",
        rostrum_compilation::Date::try_from("2020-08-11".to_owned()).unwrap(),
        Lang::En,
        Lang::En,
    );
    let title = "Letter dated 11 August 2020".to_owned();
    Paper::new(Lang::En, masthead, title, blocks.collect())
}

/// How many pages a file has; of a DOCX nobody knows before it is printed.
fn pages(file: &[u8], kind: &str) -> String {
    let page = b"/Type/Page";
    let found = file.windows(page.len() + 1);
    let found = found.filter(|part| part.starts_with(page) && part[page.len()] != b's').count();
    match (kind, found) {
        ("PDF", 1..) => found.to_string(),
        _ => "as many".into(),
    }
}

/// Has the text taken out: how long it took, and the most memory that the process had, in KiB.
fn take(program: &Path, file: &[u8]) -> (Duration, u64) {
    let began = Instant::now();
    let mut child = Command::new(program)
        .arg(COMMAND)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(file).unwrap();
    let mut most = 0;
    loop {
        if let Some(kib) = peak(child.id()) {
            most = most.max(kib);
        }
        if let Some(status) = child.try_wait().unwrap() {
            assert!(status.success(), "{status}");
            return (began.elapsed(), most);
        }
        std::thread::sleep(Duration::from_millis(1));
    }
}

fn peak(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches(" kB").parse().ok()
}
