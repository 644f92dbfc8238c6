//! People at real browsers: headless Chromium with a fake camera and microphone, driven by the names that
//! a screen reader says.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;
use thirtyfour::prelude::*;

/// The tests' own chromedriver; ends with them.
pub struct Driver {
    process: Child,
    url: String,
}

impl Driver {
    /// Starts one on a free port.
    ///
    /// # Errors
    /// There is no chromedriver; `cargo xtask test` installs it.
    pub async fn start() -> anyhow::Result<Self> {
        let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let process = Command::new("chromedriver")
            .arg(format!("--port={port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let driver = Self { process, url: format!("http://127.0.0.1:{port}") };
        crate::within("chromedriver", async {
            while tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_err() {
                tokio::task::yield_now().await;
            }
        })
        .await;
        Ok(driver)
    }

    /// Somebody opens a browser window of their own.
    ///
    /// # Errors
    /// The browser does not start.
    pub async fn person(&self, width: u32, height: u32, lang: &str) -> anyhow::Result<Person> {
        let profile = TempDir::new()?;
        let mut wishes = DesiredCapabilities::chrome();
        for argument in [
            "--headless".to_owned(),
            "--no-sandbox".into(),
            "--disable-gpu".into(),
            "--disable-quic".into(),
            "--no-first-run".into(),
            "--disable-background-networking".into(),
            "--disable-component-update".into(),
            "--disable-sync".into(),
            "--disable-dev-shm-usage".into(),
            "--use-fake-device-for-media-stream".into(),
            "--use-fake-ui-for-media-stream".into(),
            "--autoplay-policy=no-user-gesture-required".into(),
            format!("--user-data-dir={}", profile.path().display()),
            format!("--window-size={width},{height}"),
            format!("--lang={lang}"),
            format!("--accept-lang={lang}"),
        ] {
            wishes.add_arg(&argument)?;
        }
        let page = WebDriver::new(&self.url, wishes).await?;
        Ok(Person { page, _profile: profile })
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // It may have ended already.
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

/// Somebody at a browser.
pub struct Person {
    /// The browser.
    pub page: WebDriver,
    _profile: TempDir,
}

impl Person {
    /// Opens a link and joins without a camera.
    pub async fn joins_to_watch(&self, link: &str) {
        self.page.goto(link).await.unwrap();
        self.presses("Join the meeting").await;
    }

    /// Opens a link, waits for the camera's preview, and joins.
    pub async fn joins(&self, link: &str) {
        self.page.goto(link).await.unwrap();
        let preview = "return [...document.querySelectorAll('video')].some(v => v.videoWidth > 0)";
        self.until("the preview", preview).await;
        self.presses("Join the meeting").await;
    }

    /// Presses the button with this name once it is there and can be pressed.
    pub async fn presses(&self, name: &str) {
        let press = format!(
            "const b = [...document.querySelectorAll('button')].find(b => ({LABEL})(b) === {name:?} \
             && !b.disabled && b.getAttribute('aria-disabled') !== 'true' && b.checkVisibility()); \
             if (b) {{ b.click(); return true; }} return false;"
        );
        self.until(&format!("the button {name}"), &press).await;
    }

    /// Waits until a script returns something true.
    pub async fn until(&self, what: &str, script: &str) {
        let asking = async {
            while !self.says(script).await.as_bool().unwrap_or(false) {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        if tokio::time::timeout(Duration::from_secs(40), asking).await.is_err() {
            self.photographs("failure").await;
            let text = self.says("return document.body.innerText").await;
            panic!("waited 40 s in vain for {what}; the page says: {text}");
        }
    }

    /// Waits until some text is on the page.
    pub async fn reads(&self, text: &str) {
        self.until(text, &format!("return document.body.innerText.includes({text:?})")).await;
    }

    /// What a script returns.
    pub async fn says(&self, script: &str) -> serde_json::Value {
        self.page.execute(script, vec![]).await.unwrap().json().clone()
    }

    /// Keeps a picture of the page under `target/screenshots/`.
    pub async fn photographs(&self, name: &str) {
        let folder = target().join("screenshots");
        std::fs::create_dir_all(&folder).unwrap();
        self.page.screenshot(&folder.join(format!("{name}.png"))).await.unwrap();
    }

    /// Leaves the browser.
    pub async fn quits(self) {
        self.page.quit().await.unwrap();
    }
}

/// A button's accessible name, as far as our pages use it.
const LABEL: &str =
    "b => (b.getAttribute('aria-label') || b.innerText).replace(/\\s+/g, ' ').trim()";

/// Where cargo builds.
#[must_use]
pub fn target() -> PathBuf {
    let here = std::env::current_exe().unwrap();
    // target/debug/deps/<test>
    here.ancestors().nth(3).unwrap_or(Path::new("target")).to_path_buf()
}

/// The server as a process of its own, to be killed without warning.
pub struct Process {
    child: Child,
    data: PathBuf,
    port: u16,
}

impl Process {
    /// Starts it on a data folder.
    pub async fn start(data: &Path) -> Self {
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        Self::start_on(data.to_path_buf(), port).await
    }

    async fn start_on(data: PathBuf, port: u16) -> Self {
        let child = Command::new(target().join("debug/rostrum"))
            .arg("--data")
            .arg(&data)
            .args(["serve", "--listen", &format!("127.0.0.1:{port}"), "--media"])
            .arg(format!("127.0.0.1:{port}"))
            .stderr(std::fs::File::create(data.join("server.log")).unwrap())
            .spawn()
            .unwrap();
        crate::within("the server", async {
            while tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_err() {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        })
        .await;
        Self { child, data, port }
    }

    /// Kills it as a power cut does, and starts it again.
    pub async fn dies_and_comes_back(mut self) -> Self {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        Self::start_on(self.data.clone(), self.port).await
    }

    /// The link with a code.
    #[must_use]
    pub fn link(&self, code: &str) -> String {
        format!("http://localhost:{}/#/join/{code}", self.port)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended already.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
