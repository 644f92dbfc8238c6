//! What a document of many pages costs: some 140 of them, with statements in six languages, by the press as it is started
//! for each job. `cargo bench --package rostrum-press`

#[path = "../tests/support/mod.rs"]
mod support;

use rostrum_paper::{Block, Run, Style};
use rostrum_press::Job;
use rostrum_proto::lang::Lang;
use std::io::{Read, Write};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use support::{ARTICLE_1, heading, letter, paragraph_in};

/// Statements annexed to the letter.
const ANNEXES: usize = 60;

/// How long each is, so that together they have the pages.
const PARAGRAPHS: usize = 13;

fn main() {
    for lang in [Lang::En, Lang::Ar, Lang::Zh] {
        let job = serde_json::to_vec(&annexes(lang)).expect("a job is JSON");
        for _ in 0..3 {
            let (pdf, took, memory) = press(&job);
            let text = String::from_utf8_lossy(&pdf);
            let pages =
                text.split("<xmpTPg:NPages>").nth(1).and_then(|rest| rest.split('<').next());
            println!(
                "press: {} pages, document in {}: {} ms, {} MB of memory at most, {} KB",
                pages.unwrap_or("?"),
                lang.code(),
                took.as_millis(),
                memory / 1000,
                pdf.len() / 1000
            );
        }
    }
}

/// The letter with the statements of the meeting, in a language.
fn annexes(lang: Lang) -> Job {
    let annex = |n: usize| {
        let (spoken, text) = ARTICLE_1[n % ARTICLE_1.len()];
        let title = Block::Heading {
            level: 1,
            new_page: true,
            text: vec![Run::plain(format!("Annex {}", n + 1))],
        };
        let original = Block::Paragraph {
            lang: None,
            style: Style::Subheading,
            text: vec![Run::plain(format!("[Original: {}]", spoken.code()))],
        };
        let statement =
            (0..PARAGRAPHS).map(move |_| paragraph_in(spoken, &format!("{text} ").repeat(3)));
        [title, heading(2, "Statement by the Permanent Representative"), original]
            .into_iter()
            .chain(statement)
    };
    let mut job = letter(lang, (0..ANNEXES).flat_map(annex).collect());
    job.paper.contents = Some("Contents".into());
    job
}

/// Runs the press: the PDF, how long it took, and the most memory that it held, in KB.
fn press(job: &[u8]) -> (Vec<u8>, Duration, u64) {
    let start = Instant::now();
    let mut command = Command::new(env!("CARGO_BIN_EXE_rostrum-press"));
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("it was built");
    let mut stdin = child.stdin.take().expect("it is piped");
    let mut stdout = child.stdout.take().expect("it is piped");
    stdin.write_all(job).expect("it reads its job");
    drop(stdin);
    let reader = std::thread::spawn(move || {
        let mut pdf = Vec::new();
        stdout.read_to_end(&mut pdf).map(|_| pdf)
    });
    let status = format!("/proc/{}/status", child.id());
    let mut memory = 0;
    while child.try_wait().expect("it has been started").is_none() {
        // The peak only rises, and the last time it is seen is soon enough before the end.
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let peak =
            text.lines().find_map(|line| line.strip_prefix("VmHWM:")?.split_whitespace().next());
        memory = peak.and_then(|kilobytes| kilobytes.parse().ok()).unwrap_or(memory);
        std::thread::sleep(Duration::from_millis(2));
    }
    let pdf = reader.join().expect("the reader does not panic").expect("it writes a PDF");
    (pdf, start.elapsed(), memory)
}
