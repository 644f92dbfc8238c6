//! The demo: the open debate of 6 August 2020 on this machine, with a link for each of ten people and one for the public.

use crate::{build, root};
use anyhow::Context;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

pub const PORT: u16 = 8080;
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

/// A meeting that is convened once and then served: its folder, and the port for browsers. Media has the next one.
pub struct Demo {
    pub data: PathBuf,
    pub port: u16,
}

/// Builds, imports, prints the links, and serves until Ctrl-C. The data stays in `data/demo`.
pub fn run() -> anyhow::Result<()> {
    let demo = Demo { data: root().join("data/demo"), port: PORT };
    // Before the build: whoever waited for it would be told of another server's links.
    demo.is_free()?;
    let program = build::everything()?;
    let links = demo.data.join("links.txt");
    if !links.exists() {
        demo.convenes(&program)?;
        let people =
            PEOPLE.iter().map(|(participant, who)| (*who, vec!["--participant", participant]));
        let public = ("The public", vec!["--public"]);
        demo.invites(&program, people.chain([public]), &links)?;
    }
    let mut server = demo.serves(&program)?;
    if demo.waits_until_ready(&mut server)? {
        println!("\n{}", std::fs::read_to_string(&links)?);
        println!("The technician admits each seat; the President opens the meeting.");
        demo.says_how_it_ends();
    }
    ends(&mut server)
}

impl Demo {
    /// # Errors
    /// Another server has the port.
    pub fn is_free(&self) -> anyhow::Result<()> {
        let port = self.port;
        std::net::TcpListener::bind(("0.0.0.0", port)).with_context(|| {
            format!("port {port} is in use: stop the demo or the server that runs there first")
        })?;
        Ok(())
    }

    /// Imports the meeting of 6 August 2020 and its concept note, in place of what an unfinished demo has left.
    pub fn convenes(&self, program: &Path) -> anyhow::Result<()> {
        if self.data.join("rostrum.db").exists() {
            std::fs::remove_dir_all(&self.data).context("removing an unfinished demo")?;
        }
        let file = root().join("deploy/demo/meeting.json");
        let file = file.to_str().context("the project's path is not valid UTF-8")?;
        crate::run(&mut self.rostrum(program, &["import", file]))?;
        let note = root().join("deploy/demo/concept-note.zh.txt");
        let note = note.to_str().context("the project's path is not valid UTF-8")?;
        let notice =
            ["document", "import", MEETING, "notice", note, "--lang", "zh", "--original", "en"];
        // Its own symbol is not known to the demo.
        let dated = ["--symbol", "Letter of 30 July 2020", "--date", "2020-07-30"];
        crate::run(&mut self.rostrum(program, &[&notice[..], &dated].concat()))
    }

    /// Makes links, and writes them to a file with whose they are.
    pub fn invites<'a>(
        &self,
        program: &Path,
        people: impl IntoIterator<Item = (&'a str, Vec<&'a str>)>,
        file: &Path,
    ) -> anyhow::Result<()> {
        let address = format!("http://localhost:{}", self.port);
        let mut text = String::new();
        for (who, whom) in people {
            let arguments = [&["invite", MEETING, "--base-url", &address], &whom[..]].concat();
            let made = self.rostrum(program, &arguments).stderr(Stdio::null()).output()?;
            anyhow::ensure!(made.status.success(), "making the link for {who} failed");
            text.push_str(&format!("{who:<22} {}", String::from_utf8(made.stdout)?));
        }
        Ok(std::fs::write(file, text)?)
    }

    /// Starts the server on what was convened.
    pub fn serves(&self, program: &Path) -> anyhow::Result<Child> {
        let sound = self.rostrum(program, &["journal", "verify", MEETING]).output()?;
        let data = self.data.strip_prefix(root()).unwrap_or(&self.data).display();
        anyhow::ensure!(
            sound.status.success(),
            "the meeting in {data} cannot be resumed: {} It may come from an earlier build: remove the folder to \
             start over",
            String::from_utf8_lossy(&sound.stderr).trim()
        );
        let listen = format!("127.0.0.1:{}", self.port);
        let media = format!("0.0.0.0:{}", self.port + 1);
        let arguments = ["serve", "--listen", &listen, "--media", &media];
        self.rostrum(program, &arguments).spawn().context("starting the server")
    }

    /// `false` if the server ended first.
    pub fn waits_until_ready(&self, server: &mut Child) -> anyhow::Result<bool> {
        while server.try_wait()?.is_none() {
            if std::net::TcpStream::connect(("127.0.0.1", self.port)).is_ok() {
                return Ok(true);
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(false)
    }

    pub fn says_how_it_ends(&self) {
        let data = self.data.strip_prefix(root()).unwrap_or(&self.data).display();
        println!("Ctrl-C stops it. The meeting stays in {data} and resumes at the next start;");
        println!("remove that folder to start over.\n");
    }

    fn rostrum(&self, program: &Path, arguments: &[&str]) -> Command {
        let mut command = Command::new(program);
        command.arg("--data").arg(&self.data).args(arguments);
        command
    }
}

/// Waits for the server's end, which is Ctrl-C or a fault.
pub fn ends(server: &mut Child) -> anyhow::Result<()> {
    let ended = server.wait()?;
    anyhow::ensure!(ended.success() || ended.code().is_none(), "the server ended with {ended}");
    Ok(())
}
