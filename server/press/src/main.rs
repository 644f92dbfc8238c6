//! `rostrum-press --fonts FOLDER… < job.json > paper.pdf`
//!
//! It ends with 0 and a PDF, or with 1 and a sentence on the standard error, or with 2 if it was called wrongly. Out of
//! memory or time, it is ended by a signal.

use rostrum_press::{Fonts, Job, limits};
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

const USAGE: &str = "rostrum-press [--fonts FOLDER]… < JOB > PDF
    Prints one job (JSON: {\"paper\": …, \"created\": MILLISECONDS}) as PDF.
    --fonts FOLDER   look for the Noto fonts there and below; else in the folders of
                     ROSTRUM_FONTS, separated by colons; else in /usr/share/fonts";

/// Where the fonts are on Debian.
const FONTS: &str = "/usr/share/fonts";

fn main() -> ExitCode {
    std::panic::set_hook(Box::new(|why| {
        eprintln!(
            "the press broke down: {}",
            why.payload_as_str().unwrap_or("it does not say why")
        );
    }));
    let Some(folders) = folders() else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    match print(&folders) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

fn print(folders: &[PathBuf]) -> anyhow::Result<()> {
    let fonts = Fonts::open(folders);
    limits::set()?;
    let job = Job::read(std::io::stdin().lock())?;
    let pdf = limits::threads()?.install(|| rostrum_press::print(&job, &fonts))?;
    let mut out = std::io::stdout().lock();
    out.write_all(&pdf)?;
    Ok(out.flush()?)
}

/// The folders of fonts; `None` if the arguments are wrong.
fn folders() -> Option<Vec<PathBuf>> {
    let mut folders = Vec::new();
    let mut arguments = std::env::args_os().skip(1);
    while let Some(argument) = arguments.next() {
        if argument != "--fonts" {
            return None;
        }
        folders.push(arguments.next()?.into());
    }
    if folders.is_empty() {
        let named = std::env::var_os("ROSTRUM_FONTS").unwrap_or(FONTS.into());
        folders = std::env::split_paths(&named).collect();
    }
    Some(folders)
}
