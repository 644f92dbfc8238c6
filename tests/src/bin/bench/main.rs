//! Measurements of a server build, each in one run: `bench PROGRAM`. Nothing here is asserted; what
//! was not measured is not printed.
#![allow(clippy::unwrap_used, reason = "a measurement that cannot go on stops where it is")]

mod bare;
mod browsers;
mod command;
mod commits;
mod crowd;
mod documents;
mod filters;
mod forwarding;
mod numbers;
mod public;
mod rows;
mod start;

use rostrum_proto::id::MeetingId;
use rostrum_tests::hall::convene;
use rostrum_tests::process::Process;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A fresh meeting on the server that is measured.
pub struct Measured {
    /// The server.
    pub server: Process,
    /// The meeting.
    pub meeting: MeetingId,
    /// Codes of links by participant.
    pub codes: BTreeMap<String, String>,
    /// Its data folder.
    pub data: TempDir,
}

impl Measured {
    /// Starts one.
    pub async fn start(program: &Path) -> Self {
        let data = tempfile::tempdir().unwrap();
        let (meeting, codes) = convene(data.path());
        let server = Process::start_program(program, data.path()).await;
        Self { server, meeting, codes, data }
    }
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    if let [_, bare, port] = &*std::env::args().collect::<Vec<_>>()
        && bare == "bare"
    {
        bare::serve(port.parse()?).await;
    }
    let program: PathBuf = std::env::args_os().nth(1).map_or_else(
        || anyhow::bail!("say which program to measure: bench target/release/rostrum"),
        |path| Ok(path.into()),
    )?;
    let only = std::env::args().nth(2);
    let wanted = |name: &str| only.as_deref().is_none_or(|only| only == name);
    println!("machine: {}", numbers::machine());
    if wanted("commits") {
        commits::measure().await;
    }
    if wanted("command") {
        command::measure().await;
    }
    if wanted("filters") {
        filters::measure();
    }
    if wanted("public") {
        public::measure(&program).await;
    }
    if wanted("crowd") {
        crowd::measure(&program).await;
    }
    if wanted("forwarding") {
        forwarding::delay(&program).await;
        forwarding::mute(&program).await;
        for subscribers in [4, 50] {
            forwarding::load(&program, subscribers).await;
        }
    }
    if wanted("browsers") {
        browsers::measure(&program).await;
    }
    if wanted("rows") {
        rows::measure(&program).await;
    }
    if wanted("documents") {
        documents::measure(&program).await;
    }
    if wanted("start") {
        start::measure(&program).await;
    }
    Ok(())
}
