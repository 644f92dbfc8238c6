//! The server as a process of its own.

use crate::browser::target;
use crate::program::{Program, free_port};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The program of the tests.
#[must_use]
pub fn program() -> PathBuf {
    target().join("debug/rostrum")
}

/// The server as a process of its own, to be killed without warning.
pub struct Process {
    child: Program,
    program: PathBuf,
    data: PathBuf,
    settings: Vec<String>,
    /// Of HTTP, and of media.
    pub port: u16,
}

impl Process {
    /// Starts the program of the tests on a data folder.
    pub async fn start(data: &Path) -> Self {
        Self::start_with(data, &[]).await
    }

    /// The same with more settings.
    pub async fn start_with(data: &Path, settings: &[&str]) -> Self {
        Self::start_set(&program(), data, settings).await
    }

    /// Starts another build of the program.
    pub async fn start_program(program: &Path, data: &Path) -> Self {
        // All of whose clients come by one address.
        Self::start_set(program, data, &["--connections-per-address", "100000"]).await
    }

    async fn start_set(program: &Path, data: &Path, settings: &[&str]) -> Self {
        let port = free_port(Ipv4Addr::LOCALHOST.into());
        let settings = settings.iter().map(|setting| (*setting).to_owned()).collect();
        Self::start_on((program.to_path_buf(), data.to_path_buf()), settings, port).await
    }

    async fn start_on(
        (program, data): (PathBuf, PathBuf),
        settings: Vec<String>,
        port: u16,
    ) -> Self {
        let child = Command::new(&program)
            .arg("--data")
            .arg(&data)
            .args(["serve", "--listen", &format!("127.0.0.1:{port}"), "--media"])
            .arg(format!("127.0.0.1:{port}"))
            .args(&settings)
            .stderr(std::fs::File::create(data.join("server.log")).unwrap())
            .spawn()
            .unwrap();
        crate::within("the server", async {
            while tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_err() {
                tokio::task::yield_now().await;
            }
        })
        .await;
        Self { child: Program(child), program, data, settings, port }
    }

    /// Kills it as a power cut does, and starts it again.
    pub async fn dies_and_comes_back(mut self) -> Self {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        let files = (self.program.clone(), self.data.clone());
        Self::start_on(files, self.settings.clone(), self.port).await
    }

    /// The number of the process.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Where it serves HTTP.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        (Ipv4Addr::LOCALHOST, self.port).into()
    }

    /// What the program says on standard output when told something about the same data.
    #[must_use]
    pub fn tells(&self, arguments: &[&str]) -> String {
        let told =
            Command::new(&self.program).arg("--data").arg(&self.data).args(arguments).output();
        let told = told.unwrap();
        assert!(told.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&told.stderr));
        String::from_utf8(told.stdout).unwrap()
    }

    /// The link with a code.
    #[must_use]
    pub fn link(&self, code: &str) -> String {
        format!("http://localhost:{}/#/join/{code}", self.port)
    }
}
