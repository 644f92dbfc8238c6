//! The press as it is started for each job: a PDF, or a sentence, or an end; and nothing but what it was handed.

mod support;

use rostrum_press::{Job, limits};
use rostrum_proto::lang::Lang;
use std::io::Write;
use std::process::{Command, Output, Stdio};
use support::{letter, paragraph, printed, text_of};

/// Runs the press on some bytes.
fn press(fonts: &str, job: &[u8]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rostrum-press"));
    command.args(["--fonts", fonts]).stdin(Stdio::piped());
    let mut child =
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it was built");
    let mut stdin = child.stdin.take().expect("it is piped");
    let job = job.to_vec();
    // It may end before it has read all.
    let writer = std::thread::spawn(move || drop(stdin.write_all(&job)));
    let output = child.wait_with_output().expect("it has been started");
    writer.join().expect("the writer does not panic");
    output
}

fn json(job: &Job) -> Vec<u8> {
    serde_json::to_vec(job).expect("a job is JSON")
}

fn sentence(output: &Output) -> String {
    assert!(!output.status.success());
    assert!(output.stdout.is_empty(), "half a PDF is none");
    String::from_utf8(output.stderr.clone()).expect("a sentence")
}

#[test]
fn a_job_goes_in_and_a_pdf_comes_out() {
    let job = letter(Lang::En, vec![paragraph("We meet by video.")]);
    let output = press("/usr/share/fonts", &json(&job));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(text_of(&output.stdout).contains("We meet by video."));
    // Two processes, another number of threads: the same bytes.
    assert_eq!(output.stdout, printed(&job));
}

#[test]
fn what_is_wrong_is_said_in_a_sentence() {
    let job = json(&letter(Lang::En, vec![paragraph("text")]));
    let cut = sentence(&press("/usr/share/fonts", &job[..job.len() / 2]));
    assert!(cut.starts_with("the job cannot be read: EOF"), "{cut}");
    let empty = sentence(&press("/usr/share/fonts", b""));
    assert!(empty.starts_with("the job cannot be read: EOF"), "{empty}");
    let unknown = sentence(&press("/usr/share/fonts", br#"{"paper":{},"markup":""}"#));
    assert!(unknown.starts_with("the job cannot be read: "), "{unknown}");
    let long = sentence(&press("/usr/share/fonts", &[b' '; 8_000_001]));
    assert_eq!(long.trim(), "the job cannot be read: it has more than 8000000 bytes");
    let no_font = sentence(&press("/nowhere", &job));
    assert!(no_font.starts_with("no font for Latin and Cyrillic: install fonts-noto-core"));
    for sentence in [cut, empty, unknown, long, no_font] {
        assert_eq!(sentence.lines().count(), 1, "{sentence}");
    }
}

#[test]
fn a_job_that_needs_too_much_is_ended_and_the_next_is_printed() {
    // 7 MB of JSON, and some hundred times that once it is typeset.
    let text = "We meet by video. ".repeat(400_000);
    let output = press("/usr/share/fonts", &json(&letter(Lang::En, vec![paragraph(&text)])));
    assert!(!output.status.success());
    assert!(output.stdout.is_empty());
    let small = press("/usr/share/fonts", &json(&letter(Lang::En, vec![paragraph("text")])));
    assert!(small.status.success());
}

/// Set in the process that has limited itself.
const LIMITED: &str = "ROSTRUM_TEST_LIMITED";

#[test]
fn nothing_can_be_opened_once_the_limits_are_set() {
    if std::env::var_os(LIMITED).is_none() {
        let test = "nothing_can_be_opened_once_the_limits_are_set";
        let mut alone = Command::new(std::env::current_exe().expect("this test is a program"));
        let output = alone
            .args(["--exact", test, "--nocapture"])
            .env(LIMITED, "yes")
            .output()
            .expect("it can be started");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        return;
    }
    let file = std::env::temp_dir().join(format!("rostrum-press-{}", std::process::id()));
    std::fs::write(&file, "a statement of another").expect("nothing is limited yet");
    let confined = limits::set().expect("the system has these limits");
    if confined {
        assert!(std::fs::remove_file(&file).is_err());
        assert!(Command::new("/bin/true").status().is_err());
    }
    assert!(std::fs::File::open("/etc/hostname").is_err());
    assert!(std::fs::read_dir("/").is_err());
    assert!(std::fs::write(file.with_extension("new"), "x").is_err());
    assert!(std::net::TcpListener::bind("127.0.0.1:0").is_err());
    assert!(std::net::TcpStream::connect("127.0.0.1:80").is_err());
    assert!(Vec::<u8>::new().try_reserve_exact(2 << 30).is_err(), "more memory than is allowed");
}
