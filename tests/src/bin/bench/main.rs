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
use rostrum_server::meeting_file;
use rostrum_tests::hall;
use rostrum_tests::process::Process;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
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

/// For whom a link is made.
const PEOPLE: [&str; 5] = ["IDN-chair", "technician", "TUN-delegate", "FRA-delegate", "booth-fr-1"];

impl Measured {
    /// Starts one. The program itself makes what it reads, so that any version of it can be measured.
    pub async fn start(program: &Path) -> Self {
        let (data, made) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let mut file = meeting_of_any_version(made.path(), false);
        let is_old = run(program, data.path(), &["import", file.to_str().unwrap()]).is_err();
        if is_old {
            file = meeting_of_any_version(made.path(), true);
            says(program, data.path(), &["import", file.to_str().unwrap()]);
        }
        let meeting = meeting_file::read(&file).unwrap().id;
        let link = |whom: &[&str]| link(program, data.path(), &meeting, whom);
        let people = PEOPLE.iter().filter(|who| !is_old || !who.starts_with("booth"));
        let codes = people.map(|who| ((*who).to_owned(), link(&["--participant", who])));
        let codes = codes.chain([("public".to_owned(), link(&["--public"]))]).collect();
        let server = Process::start_program(program, data.path()).await;
        Self { server, meeting, codes, data }
    }

    /// The code of a link for somebody new.
    pub fn link(&self, program: &Path, whom: &[&str]) -> String {
        link(program, self.data.path(), &self.meeting, whom)
    }
}

/// The demo's meeting without what an earlier program does not know of; one that is old knows no booths.
fn meeting_of_any_version(folder: &Path, is_old: bool) -> PathBuf {
    let demo = hall::meeting_file();
    let mut meeting: Value = serde_json::from_slice(&fs::read(&demo).unwrap()).unwrap();
    let names = meeting["names"].as_str().unwrap_or("names.json").to_owned();
    for seat in meeting["seats"].as_array_mut().unwrap() {
        seat.as_object_mut().unwrap().remove("language");
    }
    if is_old {
        let people = meeting["people"].as_array_mut().unwrap();
        people.retain(|person| person.get("booth").is_none());
    }
    fs::copy(demo.with_file_name(&names), folder.join(&names)).unwrap();
    let file = folder.join("meeting.json");
    fs::write(&file, meeting.to_string()).unwrap();
    file
}

fn link(program: &Path, data: &Path, meeting: &MeetingId, whom: &[&str]) -> String {
    let said = says(program, data, &[&["invite", meeting.as_str()], whom].concat());
    said.trim().rsplit('/').next().unwrap().to_owned()
}

/// What the program says to some arguments.
fn says(program: &Path, data: &Path, arguments: &[&str]) -> String {
    run(program, data, arguments).unwrap_or_else(|why| panic!("{arguments:?}: {why}"))
}

/// The same, or what it complains of.
fn run(program: &Path, data: &Path, arguments: &[&str]) -> Result<String, String> {
    let said = Command::new(program).arg("--data").arg(data).args(arguments).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    if said.status.success() { Ok(text(&said.stdout)) } else { Err(text(&said.stderr)) }
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
