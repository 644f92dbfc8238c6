//! The press, which prints documents as PDF: a program of its own, started for each of them, with limits of its own. Here is
//! what becomes of a job that it does not finish.

use rostrum_paper::Paper;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, PoisonError, mpsc};
use std::time::Duration;
use thiserror::Error;

/// The time for a document, also while the processors are busy with something else.
const WITHIN: Duration = Duration::from_secs(90);

/// One at a time: the processors are for the meeting.
static TURN: Mutex<()> = Mutex::new(());

/// What those are told who cannot mend it: that there is no press,
pub const NOT_HERE: &str =
    "PDF is made by the press, which is not installed on this server. Take DOCX or HTML.";
/// and that it did not finish.
pub const NOT_PRINTED: &str = "The PDF could not be printed. Try again, or take DOCX or HTML.";

/// Why there is no PDF.
#[derive(Debug, Error)]
pub enum PressError {
    /// It is not installed.
    #[error(
        "PDF is made by the press, which is not here: build it with `cargo xtask press`, and put it beside this \
         program as {}", .0.display()
    )]
    Missing(PathBuf),
    /// It did not finish, and why.
    #[error("the press could not print it: {0}")]
    Failed(String),
}

/// Has the press print a document. What it makes depends on nothing else: no clock, no network.
///
/// # Errors
/// It is not there, or did not finish; then the same can be asked for again.
pub fn print(paper: &Paper, press: &Path) -> Result<Vec<u8>, PressError> {
    print_within(paper, press, WITHIN)
}

fn print_within(paper: &Paper, press: &Path, within: Duration) -> Result<Vec<u8>, PressError> {
    if !press.is_file() {
        return Err(PressError::Missing(press.to_owned()));
    }
    let failed = |why: &dyn ToString| PressError::Failed(why.to_string());
    let job = serde_json::to_vec(&serde_json::json!({ "paper": paper, "created": 0 }));
    let job = job.map_err(|why| failed(&why))?;
    // Nothing is kept under it that could be half done.
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let mut child = Command::new(press)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|why| failed(&why))?;
    let said = attend(&mut child, job, within);
    // Of one that has ended nothing is left to be killed.
    drop(child.kill());
    let status = child.wait().map_err(|why| failed(&why))?;
    let Some((pdf, why)) = said else {
        return Err(failed(&format!("it took more than {} s. Try again", within.as_secs())));
    };
    match (status.success(), why.trim()) {
        (true, _) if pdf.starts_with(b"%PDF-") => Ok(pdf),
        (true, _) => Err(failed(&"what it made is no PDF")),
        (false, "") => Err(failed(&format!(
            "the system ended it ({status}), since it was out of memory or time. Try again"
        ))),
        // Of what it says the first line is for people.
        (false, why) if why.starts_with("memory allocation") => Err(failed(
            &"it was out of memory: a text in it is too long, or one paragraph of it is",
        )),
        (false, why) => Err(failed(&why.lines().next().unwrap_or_default())),
    }
}

/// Gives it the job, and waits until it has said all that it has to say: what it made, and why not. `None`: it took too
/// long.
fn attend(child: &mut Child, job: Vec<u8>, within: Duration) -> Option<(Vec<u8>, String)> {
    let (input, output, error) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    std::thread::spawn(move || {
        // One that ends early has read enough of it, and says why.
        drop(input.map(|mut input| input.write_all(&job)));
    });
    let (told, ends) = mpsc::channel();
    let tell = told.clone();
    std::thread::spawn(move || {
        let mut why = Vec::new();
        drop(error.map(|error| error.take(64 << 10).read_to_end(&mut why)));
        drop(tell.send((None, String::from_utf8_lossy(&why).into_owned())));
    });
    std::thread::spawn(move || {
        let mut pdf = Vec::new();
        drop(output.map(|mut output| output.read_to_end(&mut pdf)));
        drop(told.send((Some(pdf), String::new())));
    });
    let (mut made, mut said) = (Vec::new(), String::new());
    for _ in 0..2 {
        match ends.recv_timeout(within).ok()? {
            (Some(pdf), _) => made = pdf,
            (None, why) => said = why,
        }
    }
    Some((made, said))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests say so when they fail")]
    use super::*;
    use rostrum_compilation::Date;
    use rostrum_proto::lang::Lang;
    use std::os::unix::fs::PermissionsExt;

    fn paper() -> Paper {
        let masthead = rostrum_compilation::masthead(
            "S/2020/791",
            Date::try_from("2020-08-11".to_owned()).unwrap(),
            Lang::En,
            Lang::En,
        );
        let title = "Letter dated 11 August 2020".to_owned();
        Paper::new(Lang::En, masthead, &title, vec![])
    }

    /// What is said of a press that does this.
    fn said(script: &str) -> Result<Vec<u8>, String> {
        let folder = tempfile::tempdir().unwrap();
        let press = folder.path().join("rostrum-press");
        std::fs::write(&press, format!("#!/bin/sh\n{script}\n")).unwrap();
        std::fs::set_permissions(&press, PermissionsExt::from_mode(0o755)).unwrap();
        print_within(&paper(), &press, Duration::from_millis(300)).map_err(|why| why.to_string())
    }

    #[test]
    fn a_press_that_does_not_finish_is_told_of_and_the_next_job_is_done() {
        assert_eq!(said("cat > /dev/null; printf %%PDF-1.7"), Ok(b"%PDF-1.7".to_vec()));
        let why = said("kill -KILL $$").unwrap_err();
        assert!(why.contains("the system ended it (signal: 9"), "{why}");
        assert!(why.ends_with("Try again"), "{why}");
        let why = said("echo 'the font is missing' >&2; exit 1").unwrap_err();
        assert_eq!(why, "the press could not print it: the font is missing");
        let why =
            said("echo 'memory allocation of 8 bytes failed\nstack' >&2; exit 1").unwrap_err();
        assert!(why.contains("out of memory") && !why.contains("stack"), "{why}");
        assert!(said("exec sleep 5").unwrap_err().contains("it took more than"));
        // One of its own children keeps its output open.
        assert!(said("sleep 5 & exit 0").unwrap_err().contains("it took more than"));
        assert!(said("echo nothing").unwrap_err().contains("no PDF"));
        assert_eq!(said("printf %%PDF-1.7"), Ok(b"%PDF-1.7".to_vec()), "and again");
    }

    #[test]
    fn where_there_is_no_press_it_is_said_how_to_get_one() {
        let why = print(&paper(), Path::new("/nowhere/rostrum-press")).unwrap_err().to_string();
        assert!(
            why.contains("cargo xtask press") && why.contains("/nowhere/rostrum-press"),
            "{why}"
        );
    }
}
