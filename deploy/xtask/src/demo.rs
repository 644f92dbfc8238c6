//! The demo: the open debate of 6 August 2020 on this machine, with a link for each of ten people and one for the public.

use crate::{build, root};
use anyhow::Context;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

const PORT: u16 = 8080;
const MEETING: &str = "S-VTC-2020-08-06";
const PEOPLE: [(&str, &str); 10] = [
    ("IDN-chair", "President (Indonesia)"),
    ("IDN-deputy", "Deputy (Indonesia)"),
    ("UNODC-delegate", "UNODC"),
    ("TUN-delegate", "Tunisia"),
    ("VNM-delegate", "Viet Nam"),
    ("FRA-delegate", "France"),
    ("secretary", "Secretary"),
    ("technician", "Technician"),
    ("booth-fr-1", "French booth, 1"),
    ("booth-fr-2", "French booth, 2"),
];

/// Builds, imports, prints the links, and serves until Ctrl-C. The data stays in `data/demo`.
pub fn run() -> anyhow::Result<()> {
    // Before the build: whoever waited for it would be told of another server's links.
    std::net::TcpListener::bind(("0.0.0.0", PORT)).with_context(|| {
        format!("port {PORT} is in use: stop the demo or the server that runs there first")
    })?;
    let program = build::everything()?;
    let data = root().join("data/demo");
    let links = data.join("links.txt");
    if !links.exists() {
        prepare(&program, &data, &links)?;
    }
    let sound = rostrum(&program, &data, &["journal", "verify", MEETING]).output()?;
    anyhow::ensure!(
        sound.status.success(),
        "the meeting in data/demo cannot be resumed: {} It may come from an earlier build: remove the folder to \
         start over",
        String::from_utf8_lossy(&sound.stderr).trim()
    );
    let mut server = rostrum(&program, &data, &["serve"]).spawn().context("starting the server")?;
    if wait_until_ready(&mut server)? {
        println!("\n{}", std::fs::read_to_string(&links)?);
        println!("The technician admits each seat; the President opens the meeting.");
        println!("Ctrl-C stops it. The meeting stays in data/demo and resumes at the next start;");
        println!("remove that folder to start over.\n");
    }
    let ended = server.wait()?;
    anyhow::ensure!(ended.success() || ended.code().is_none(), "the server ended with {ended}");
    Ok(())
}

fn prepare(program: &Path, data: &Path, links: &Path) -> anyhow::Result<()> {
    if data.join("rostrum.db").exists() {
        std::fs::remove_dir_all(data).context("removing an unfinished demo")?;
    }
    let file = root().join("deploy/demo/meeting.json");
    let file = file.to_str().context("the project's path is not valid UTF-8")?;
    crate::run(&mut rostrum(program, data, &["import", file]))?;
    let note = root().join("deploy/demo/concept-note.zh.txt");
    let note = note.to_str().context("the project's path is not valid UTF-8")?;
    let notice =
        ["document", "import", MEETING, "notice", note, "--lang", "zh", "--original", "en"];
    // Its own symbol is not known to the demo.
    let dated = ["--symbol", "Letter of 30 July 2020", "--date", "2020-07-30"];
    crate::run(&mut rostrum(program, data, &[&notice[..], &dated].concat()))?;
    let mut text = String::new();
    let mut link = |who: &str, whom: &[&str]| {
        let arguments = [&["invite", MEETING], whom].concat();
        let made = rostrum(program, data, &arguments).stderr(Stdio::null()).output()?;
        anyhow::ensure!(made.status.success(), "making the link for {who} failed");
        text.push_str(&format!("{who:<22} {}", String::from_utf8(made.stdout)?));
        Ok(())
    };
    for (participant, who) in PEOPLE {
        link(who, &["--participant", participant])?;
    }
    link("The public", &["--public"])?;
    Ok(std::fs::write(links, text)?)
}

fn rostrum(program: &Path, data: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.arg("--data").arg(data).args(arguments);
    command
}

/// `false` if the server ended first.
fn wait_until_ready(server: &mut Child) -> anyhow::Result<bool> {
    while server.try_wait()?.is_none() {
        if std::net::TcpStream::connect(("127.0.0.1", PORT)).is_ok() {
            return Ok(true);
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    Ok(false)
}
