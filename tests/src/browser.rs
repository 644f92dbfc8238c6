//! People at real browsers: headless Chromium with a fake camera and microphone, driven by the names that
//! a screen reader says.

use crate::PATIENCE;
use crate::calls::REMEMBER_CALLS;
use crate::program::{Program, free_port};
use crate::shown;
use crate::slips::HOLD_THE_CLOCK;
use serde_json::json;
use std::io::{Read, Write};
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use tempfile::TempDir;
use thirtyfour::extensions::cdp::ChromeDevTools;
use thirtyfour::prelude::*;

/// Pictures that a camera of the tests takes in a second, the fewest that the browser's own false one does: they show
/// that it moves, and cost what they cost at every browser.
const PICTURES: u32 = 5;
/// Such a camera takes small ones: to encode 1280 × 720 for four browsers keeps two cores busy with nothing else.
const SMALL_CAMERA: &str = "
    const devices = navigator.mediaDevices, any = devices?.getUserMedia.bind(devices);
    if (any) devices.getUserMedia = wish => any(
        wish.video ? { ...wish, video: { ...wish.video, width: 432, height: 240 } } : wish);";
/// The page may use camera and microphone.
const ALLOWS: &str = "--use-fake-ui-for-media-stream";

/// The tests' own chromedriver; ends with them.
pub struct Driver {
    _process: Program,
    url: String,
}

impl Driver {
    /// Starts one on a free port.
    ///
    /// # Errors
    /// There is no chromedriver; `cargo xtask test` installs it.
    pub async fn start() -> anyhow::Result<Self> {
        let port = free_port(Ipv4Addr::LOCALHOST.into());
        let process = Command::new("chromedriver")
            .arg(format!("--port={port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let driver = Self { _process: Program(process), url: format!("http://127.0.0.1:{port}") };
        listens(port).await;
        Ok(driver)
    }

    /// Somebody opens a browser window of their own.
    ///
    /// # Errors
    /// The browser does not start.
    pub async fn person(&self, width: u32, height: u32, lang: &str) -> anyhow::Result<Person> {
        self.opens_with((width, height), lang, PICTURES, &[ALLOWS]).await
    }

    /// Somebody with a small window, whose camera takes so many pictures a second, and whose microphone hears a sound
    /// file over and over: there is more in a voice than in the beeps that a browser makes for its tests.
    ///
    /// # Errors
    /// The browser does not start.
    pub async fn person_with(&self, pictures: u32, voice: Option<&Path>) -> anyhow::Result<Person> {
        let voice = voice.map(|f| format!("--use-file-for-fake-audio-capture={}", f.display()));
        let more: Vec<&str> = [ALLOWS].into_iter().chain(voice.as_deref()).collect();
        self.opens_with((500, 400), "en", pictures, &more).await
    }

    /// Somebody who does not let the page use the camera and the microphone.
    ///
    /// # Errors
    /// The browser does not start.
    pub async fn person_who_refuses(
        &self,
        width: u32,
        height: u32,
        lang: &str,
    ) -> anyhow::Result<Person> {
        let refuses = "--use-fake-ui-for-media-stream=deny";
        self.opens_with((width, height), lang, PICTURES, &[refuses]).await
    }

    /// Somebody whose browser takes every certificate: that of a relay in a rehearsal is nobody's.
    ///
    /// # Errors
    /// The browser does not start.
    pub async fn person_who_trusts_everybody(&self, lang: &str) -> anyhow::Result<Person> {
        let trusts = "--ignore-certificate-errors";
        self.opens_with((1280, 720), lang, PICTURES, &[ALLOWS, trusts]).await
    }

    async fn opens_with(
        &self,
        (width, height): (u32, u32),
        lang: &str,
        pictures: u32,
        more: &[&str],
    ) -> anyhow::Result<Person> {
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
            format!("--use-fake-device-for-media-stream=fps={pictures}"),
            "--autoplay-policy=no-user-gesture-required".into(),
            format!("--user-data-dir={}", profile.path().display()),
            format!("--window-size={width},{height}"),
            format!("--lang={lang}"),
            format!("--accept-lang={lang}"),
        ]
        .into_iter()
        .chain(more.iter().map(|argument| (*argument).to_owned()))
        {
            wishes.add_arg(&argument)?;
        }
        let log = shown::log();
        if let Some(log) = &log {
            wishes.add_arg("--enable-logging")?;
            wishes.add_arg(&format!("--log-file={}", log.display()))?;
        }
        let page = WebDriver::new(&self.url, wishes).await?;
        page.set_script_timeout(crate::PATIENCE).await?;
        let person = Person { page, _profile: Some(profile), begins: None };
        let tell = log.map_or("", |_| shown::TELL_WHAT_IS_IN_SIGHT);
        let camera = if pictures == PICTURES { SMALL_CAMERA } else { "" };
        person.begins_with(&format!("{REMEMBER_CALLS}{HOLD_THE_CLOCK}{camera}{tell}")).await;
        Ok(person)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // It closes its browsers first, then it is ended.
        let address = self.url.trim_start_matches("http://");
        if let Ok(mut stream) = std::net::TcpStream::connect(address) {
            let request = "GET /shutdown HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            drop(stream.write_all(request.as_bytes()));
            drop(stream.read_to_end(&mut Vec::new()));
        }
    }
}

/// Waits until a driver of browsers listens.
pub(crate) async fn listens(port: u16) {
    crate::within("the driver of browsers", async {
        while tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_err() {
            tokio::task::yield_now().await;
        }
    })
    .await;
}

/// Keeps what the page gives its user as a file, for scripts, as `window.saved`, and its name as `window.savedAs`.
pub const KEEP_FILES: &str = "
    const make = URL.createObjectURL.bind(URL);
    URL.createObjectURL = blob => { blob.text().then(text => window.saved = text); return make(blob); };
    const follow = HTMLAnchorElement.prototype.click;
    HTMLAnchorElement.prototype.click = function() {
        if (this.download) window.savedAs = this.download;
        follow.call(this);
    };";

/// Somebody at a browser.
pub struct Person {
    /// The browser.
    pub page: WebDriver,
    /// Lives as long as the browser; Firefox keeps its own.
    pub(crate) _profile: Option<TempDir>,
    /// What runs in each page that is opened, where the browser itself does not see to it.
    pub(crate) begins: Option<Mutex<String>>,
}

impl Person {
    /// Opens a link. By way of nowhere: an address that differs in its fragment only loads no page, and one that then loads
    /// itself again is not found where it was.
    pub async fn opens(&self, link: &str) {
        self.page.goto("about:blank").await.unwrap();
        self.page.goto(link).await.unwrap();
        let begins = self.begins.as_ref().map(|script| script.lock().unwrap().clone());
        if let Some(script) = begins {
            self.says(&script).await;
        }
    }

    /// Opens a link and joins without a camera.
    pub async fn joins_to_watch(&self, link: &str) {
        self.opens(link).await;
        self.presses("Join the meeting").await;
    }

    /// Opens a link, waits for the camera's preview, and joins.
    pub async fn joins(&self, link: &str) {
        self.previews(link).await;
        self.presses("Join the meeting").await;
    }

    /// Opens a link and waits for the camera's preview.
    pub async fn previews(&self, link: &str) {
        self.opens(link).await;
        let preview = "return [...document.querySelectorAll('video')].some(v => v.videoWidth > 0)";
        self.until("the preview", preview).await;
    }

    /// Presses the button with this name once it is there and can be pressed.
    pub async fn presses(&self, name: &str) {
        self.presses_one(&format!("=== {name:?}"), name).await;
    }

    /// Presses the first button whose name begins so.
    pub async fn presses_first(&self, start: &str) {
        self.presses_one(&format!(".startsWith({start:?})"), start).await;
    }

    /// Opens *More*, if it is not open.
    pub async fn opens_more(&self) {
        let open = format!(
            "const more = [...document.querySelectorAll('button')].find(b => ({LABEL})(b) === 'More'); \
             if (more?.getAttribute('aria-expanded') === 'true') return true; \
             if (more) more.click(); return false;"
        );
        self.until("the menu More", &open).await;
    }

    /// Opens *More* and presses the entry with this name. A menu that has closed meanwhile is opened again: a dialog that
    /// goes takes the focus with it.
    pub async fn chooses(&self, name: &str) {
        let choose = format!(
            "const buttons = [...document.querySelectorAll('button')]; \
             const more = buttons.find(b => ({LABEL})(b) === 'More'); \
             if (!more) return false; \
             if (more.getAttribute('aria-expanded') !== 'true') {{ more.click(); return false; }} \
             const entry = buttons.find(b => ({LABEL})(b) === {name:?} && !b.disabled \
                 && b.getAttribute('aria-disabled') !== 'true' && b.checkVisibility()); \
             if (entry) {{ entry.click(); return true; }} return false;"
        );
        self.until(&format!("the entry {name} of More"), &choose).await;
    }

    /// Moves a motion, as the menu names it: "to suspend the meeting".
    pub async fn moves(&self, motion: &str) {
        self.chooses("Move a motion").await;
        let choose = format!(
            "const select = document.querySelector('dialog[open] select'); \
             const option = [...select?.options ?? []].find(o => o.text.endsWith({motion:?})); \
             if (!option) return false; \
             select.value = option.value; \
             select.dispatchEvent(new Event('change', {{ bubbles: true }})); return true;"
        );
        self.until(motion, &choose).await;
        self.presses("Move it").await;
    }

    /// Finishes speaking, and says again that it is meant if that is asked.
    pub async fn finishes(&self) {
        self.presses("Finish speaking").await;
        let over = format!(
            "const b = [...document.querySelectorAll('dialog[open] button')].find(b => ({LABEL})(b) === 'Finish now' \
                 && b.getAttribute('aria-disabled') !== 'true'); \
             if (b) b.click(); return !document.querySelector('.my-floor.there');"
        );
        self.until("the end of the statement", &over).await;
    }

    async fn presses_one(&self, test: &str, name: &str) {
        let press = format!(
            "const b = [...document.querySelectorAll('button')].find(b => ({LABEL})(b){test} \
             && !b.disabled && b.getAttribute('aria-disabled') !== 'true' && b.checkVisibility()); \
             if (b) {{ b.click(); return true; }} return false;"
        );
        self.until(&format!("the button {name}"), &press).await;
    }

    /// Goes on with Tab until the control with this name has the focus, and presses Enter there.
    pub async fn keys(&self, name: &str) {
        let reached = format!(
            "const e = document.activeElement; return !!e && e !== document.body && !e.disabled \
             && e.getAttribute('aria-disabled') !== 'true' && ({LABEL})(e) === {name:?}"
        );
        let going = async {
            while !self.says(&reached).await.as_bool().unwrap_or(false) {
                self.page.action_chain().send_keys(Key::Tab).perform().await.unwrap();
            }
            self.page.action_chain().send_keys(Key::Enter).perform().await.unwrap();
        };
        // From one end of the page to the other are some hundred stops.
        if tokio::time::timeout(PATIENCE * 4, going).await.is_err() {
            self.photographs("failure").await;
            let here = self.says(&format!("return ({LABEL})(document.activeElement)")).await;
            panic!("Tab does not lead to {name}; the focus is on {here}");
        }
    }

    /// Types into what has the focus.
    pub async fn types(&self, text: &str) {
        self.page.action_chain().send_keys(text).perform().await.unwrap();
    }

    /// Waits until a script returns something true.
    pub async fn until(&self, what: &str, script: &str) {
        let asking = async {
            while !self.says(script).await.as_bool().unwrap_or(false) {
                self.says_later(NEXT_FRAME).await;
            }
        };
        if tokio::time::timeout(PATIENCE, asking).await.is_err() {
            self.photographs("failure").await;
            let text = self.says("return document.body.innerText").await;
            panic!("waited {PATIENCE:?} in vain for {what}; the page says: {text}");
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

    /// What a script gives to its callback, its last argument.
    pub async fn says_later(&self, script: &str) -> serde_json::Value {
        self.page.execute_async(script, vec![]).await.unwrap().json().clone()
    }

    /// Every page that this person opens runs a script before its own.
    pub async fn begins_with(&self, script: &str) {
        if let Some(begins) = &self.begins {
            return begins.lock().unwrap().push_str(script);
        }
        let script = json!({ "source": script });
        self.commands("Page.addScriptToEvaluateOnNewDocument", script).await;
    }

    /// Tells the browser itself something (Chrome DevTools Protocol).
    pub async fn commands(&self, command: &str, parameters: serde_json::Value) {
        let tools = ChromeDevTools::new(self.page.handle.clone());
        tools.execute_cdp_with_params(command, parameters).await.unwrap();
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

/// The next frame, or a moment later where none is drawn.
const NEXT_FRAME: &str = "
    const done = arguments[arguments.length - 1];
    const soon = setTimeout(() => done(true), 100);
    requestAnimationFrame(() => { clearTimeout(soon); done(true); });";

/// A button's accessible name, as far as our pages use it.
pub(crate) const LABEL: &str =
    "b => (b.getAttribute('aria-label') || b.innerText).replace(/\\s+/g, ' ').trim()";

/// Where cargo builds.
#[must_use]
pub fn target() -> PathBuf {
    let here = std::env::current_exe().unwrap();
    // Tests and programs stand at different depths in it; cargo marks its top.
    let top = here.ancestors().find(|folder| folder.join("CACHEDIR.TAG").exists());
    top.unwrap_or(Path::new("target")).to_path_buf()
}

/// Gives the words in the open dialog's field.
pub async fn writes(person: &Person, words: &str) {
    let write = format!(
        "const f = document.querySelector('dialog[open] input.field'); if (!f) return false; \
         f.value = {words:?}; f.dispatchEvent(new Event('input', {{bubbles: true}})); return true;"
    );
    person.until("the field of a dialog", &write).await;
}
