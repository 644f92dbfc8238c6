//! The text of an uploaded file, taken out by a process of its own: whatever a hostile file makes of the libraries that
//! read it, the meeting goes on. The process has little memory and time, opens no files and is started for each file.

use rostrum_documents::{Kind, LeftOut, MAX_FILE, NoText, Taken};
use rostrum_proto::wire::documents::Unread;
use rustix::process::{Resource, Rlimit, nice, setrlimit};
use serde::{Deserialize, Serialize};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::process::Command;
use tokio::sync::Semaphore;
use tracing::warn;

/// The command of the program that takes a text out.
pub const COMMAND: &str = "take-text";
/// Its memory, in bytes.
const MEMORY: u64 = 768 << 20;
/// Its time on the processor.
const SECONDS: u64 = 30;
/// Its time in all, also while the processors are busy with something else.
const WITHIN: Duration = Duration::from_secs(60);
/// So many at a time: the processors are for the meeting.
const AT_ONCE: usize = 2;

/// What comes of a file.
#[derive(Debug, Serialize, Deserialize)]
pub enum Answer {
    /// Its text.
    Taken {
        /// What the file is: `docx`, `odt`, `pdf` or `plain`.
        kind: String,
        /// Its paragraphs, an empty line between each two.
        text: String,
        /// What is not in the text.
        left_out: Vec<String>,
    },
    /// There is none.
    None {
        /// Why.
        unread: Unread,
        /// The same and what to do, in English.
        sentence: String,
    },
}

/// Takes texts out of files.
#[derive(Clone, Debug)]
pub struct Taker {
    program: PathBuf,
    turns: Arc<Semaphore>,
}

impl Taker {
    /// With this program, which is `rostrum`.
    #[must_use]
    pub fn new(program: &Path) -> Self {
        Self { program: program.to_owned(), turns: Arc::new(Semaphore::new(AT_ONCE)) }
    }

    /// What comes of a file.
    pub async fn take(&self, file: &[u8]) -> Answer {
        let broken = || {
            let sentence = "The text could not be taken out of this file. Save it again as DOCX or ODT, or paste the text.";
            Answer::None { unread: Unread::Failed, sentence: sentence.into() }
        };
        let Ok(_turn) = self.turns.acquire().await else { return broken() };
        match tokio::time::timeout(WITHIN, self.run(file)).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(why)) => {
                warn!(%why, "text.not_taken");
                broken()
            }
            Err(_) => {
                warn!("text.too_slow");
                broken()
            }
        }
    }

    async fn run(&self, file: &[u8]) -> std::io::Result<Answer> {
        let mut command = Command::new(&self.program);
        command.arg(COMMAND).env_clear().kill_on_drop(true);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn()?;
        if let Some(mut stdin) = child.stdin.take() {
            // One that ends early has read enough of it.
            drop(stdin.write_all(file).await);
        }
        let output = child.wait_with_output().await?;
        match serde_json::from_slice(&output.stdout) {
            Ok(answer) if output.status.success() => Ok(answer),
            _ => Err(std::io::Error::other(format!("it ended with {}", output.status))),
        }
    }
}

/// What the process does: reads a file, and writes what comes of it.
///
/// # Errors
/// The system does not set its limits, or nobody reads the answer.
pub fn run(mut from: impl Read, mut to: impl Write) -> anyhow::Result<()> {
    let limit = |what, most| setrlimit(what, Rlimit { current: Some(most), maximum: Some(most) });
    // The processors are for the meeting.
    let _ = nice(10);
    limit(Resource::As, MEMORY)?;
    limit(Resource::Cpu, SECONDS)?;
    limit(Resource::Fsize, 0)?;
    limit(Resource::Core, 0)?;
    let mut file = Vec::new();
    from.by_ref().take(MAX_FILE as u64 + 1).read_to_end(&mut file)?;
    // What is open stays open, and nothing else is opened.
    limit(Resource::Nofile, 0)?;
    let answer = match rostrum_documents::text_of(&file) {
        Ok(Taken { kind, text, left_out }) => Answer::Taken {
            kind: named(kind).into(),
            text,
            left_out: left_out.into_iter().map(|what| left(what).into()).collect(),
        },
        Err(why) => Answer::None { unread: unread(&why), sentence: sentence(&why.to_string()) },
    };
    serde_json::to_writer(&mut to, &answer)?;
    Ok(to.flush()?)
}

/// A cause as a sentence.
fn sentence(why: &str) -> String {
    let mut letters = why.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    format!("{first}{}.", letters.as_str())
}

fn unread(why: &NoText) -> Unread {
    match why {
        NoText::Empty => Unread::Empty,
        NoText::Encrypted => Unread::Protected,
        NoText::Scanned => Unread::Pictures,
        NoText::Nameless => Unread::Nameless,
        NoText::Turned => Unread::Turned,
        NoText::Old => Unread::Old,
        NoText::SomethingElse => Unread::Other,
        NoText::Damaged(_) => Unread::Damaged,
        NoText::TooLong(_) | NoText::TooManyPages(_) | NoText::Bomb => Unread::TooLong,
        NoText::NotText(_) => Unread::NotText,
        NoText::NothingToRead => Unread::Nothing,
    }
}

fn named(kind: Kind) -> &'static str {
    match kind {
        Kind::Docx => "docx",
        Kind::Odt => "odt",
        Kind::Pdf => "pdf",
        Kind::Plain => "plain",
    }
}

fn left(what: LeftOut) -> &'static str {
    match what {
        LeftOut::Notes => "notes",
        LeftOut::Comments => "comments",
        LeftOut::Deletions => "deletions",
        LeftOut::Numbers => "numbers",
        LeftOut::Pictures => "pictures",
        LeftOut::Macros => "macros",
        LeftOut::Running => "running",
        LeftOut::Hidden => "hidden",
        LeftOut::Turned => "turned",
    }
}
