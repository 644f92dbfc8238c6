//! `rostrum recording`: what was recorded of a meeting, taken out, and proved to be what the journal has sealed.

use crate::settings::recordings_of;
use anyhow::Context;
use clap::Subcommand;
use rostrum_proto::id::MeetingId;
use rostrum_proto::meeting::event::Record;
use rostrum_proto::time::Timestamp;
use rostrum_proto::wire::recordings::RecordedPart;
use rostrum_server::journal::{export, sqlite};
use rostrum_server::recorder::listed;
use rostrum_server::recorder::shelf::{LEFT_FREE, Shelf};
use rostrum_server::store;
use std::io::Write;
use std::path::{Path, PathBuf};

/// What is asked of a recording.
#[derive(Subcommand)]
pub enum Recording {
    /// List the parts of a meeting's recording and their files. The server may be running.
    List {
        /// The meeting.
        meeting: MeetingId,
    },
    /// Copy the sealed files of a meeting's recording into a new folder, with its index.
    Export {
        /// The meeting.
        meeting: MeetingId,
        /// The folder to make.
        folder: PathBuf,
    },
    /// Prove that the files of a meeting's recording are those that its journal has sealed.
    Verify {
        /// The meeting.
        meeting: MeetingId,
    },
}

/// Does it.
///
/// # Errors
/// There is no such meeting, its journal is altered, or files are missing or not what they were.
pub fn run(data: &Path, recordings: Option<PathBuf>, asked: &Recording) -> anyhow::Result<()> {
    let (Recording::List { meeting }
    | Recording::Export { meeting, .. }
    | Recording::Verify { meeting }) = asked;
    let shelf = Shelf::new(recordings_of(data, recordings), LEFT_FREE);
    let db = store::open(data)?;
    export::verify(&db, meeting)?;
    let journal = sqlite::read_records(&db, meeting, 0, u64::MAX, u32::MAX)?;
    let mut out = std::io::stdout().lock();
    match asked {
        Recording::List { .. } => {
            let parts = parts(&shelf, meeting, &journal)?;
            anyhow::ensure!(!parts.is_empty(), "nothing was recorded of {meeting}");
            for part in parts {
                let length = part.length.map_or("not sealed".to_owned(), |length| {
                    let seconds = length.0 / 1_000;
                    format!("{}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60)
                });
                writeln!(out, "part {}, from {}, {length}", part.part, utc(part.at))?;
                for file in part.files {
                    writeln!(out, "  {:<20} {:>12} bytes", file.name, file.bytes)?;
                }
            }
        }
        Recording::Export { folder, .. } => {
            let sealed = listed::sealed(&journal);
            anyhow::ensure!(!sealed.is_empty(), "no part of {meeting} is sealed yet");
            std::fs::create_dir(folder)
                .with_context(|| format!("making the folder {}", folder.display()))?;
            let names = sealed.values().flat_map(|sealed| &sealed.files).map(|file| &*file.name);
            for name in names.chain([rostrum_recording::part::INDEX]) {
                std::fs::copy(shelf.of(meeting).join(name), folder.join(name))
                    .with_context(|| format!("copying {name}"))?;
            }
            let parts = sealed.len();
            writeln!(out, "{parts} parts of {meeting} are in {}", folder.display())?;
            say_unsealed(&shelf, meeting, &journal, &mut out)?;
        }
        Recording::Verify { .. } => {
            let (whole, wrong) = listed::verify(&shelf, meeting, &journal)?;
            anyhow::ensure!(
                wrong.is_empty(),
                "the recording of {meeting} is not as the journal has it: {}",
                wrong.join("; ")
            );
            let sealed = listed::sealed(&journal);
            writeln!(out, "{meeting}: {whole} files of {} parts are as sealed", sealed.len())?;
            say_unsealed(&shelf, meeting, &journal, &mut out)?;
        }
    }
    Ok(())
}

/// What there is of a meeting; nothing, if nothing was recorded.
fn parts(
    shelf: &Shelf,
    meeting: &MeetingId,
    journal: &[Record],
) -> anyhow::Result<Vec<RecordedPart>> {
    let index = shelf.index(meeting)?.unwrap_or_default();
    Ok(listed::parts(&shelf.of(meeting), &index, journal))
}

fn utc(at: Timestamp) -> String {
    let seconds = i64::try_from(at.0 / 1_000).unwrap_or_default();
    match time::OffsetDateTime::from_unix_timestamp(seconds) {
        Ok(at) => {
            format!("{} {:02}:{:02}:{:02} UTC", at.date(), at.hour(), at.minute(), at.second())
        }
        Err(_) => "an unknown time".to_owned(),
    }
}

/// Which parts are not sealed, and so are neither proved nor taken out.
fn say_unsealed(
    shelf: &Shelf,
    meeting: &MeetingId,
    journal: &[Record],
    out: &mut impl Write,
) -> anyhow::Result<()> {
    let parts = parts(shelf, meeting, journal)?;
    let open = parts.iter().filter(|part| part.length.is_none()).count();
    if open > 0 {
        writeln!(
            out,
            "{open} parts are not sealed yet: they are being recorded, or nobody has come to the meeting \
             since its server was stopped"
        )?;
    }
    Ok(())
}
