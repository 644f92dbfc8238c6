//! A hand that trembles: presses that the browser itself makes, by mouse, finger and key, two after another, while the
//! clock of the page stands where the test has put it.

use crate::browser::{LABEL, Person};
use serde::Deserialize;
use serde_json::{Value, json};

/// The page's clock, which a test can hold, and what the page has said to the server.
pub(crate) const HOLD_THE_CLOCK: &str = "
    window.heldAt = null;
    const steady = performance.now.bind(performance);
    performance.now = () => window.heldAt ?? steady();
    window.said = [];
    const say = WebSocket.prototype.send;
    WebSocket.prototype.send = function(text) {
        const message = JSON.parse(text);
        if (message.type === 'command') window.said.push(message.command.type);
        return say.call(this, text);
    };";

/// What a client says by itself.
const BY_ITSELF: [&str; 3] = ["turn_camera", "report_ready", "certify_audio"];

/// The page looks five times a second what has moved.
const LOOKS_FOR_MS: u32 = 300;

/// With what a hand presses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum With {
    /// The mouse.
    Mouse,
    /// A finger on a screen.
    Finger,
    /// The key Enter, with the focus on the button.
    Enter,
    /// The space bar, likewise.
    Space,
}

#[derive(Deserialize)]
struct Point {
    x: f64,
    y: f64,
}

impl Person {
    /// Presses the button with this name, waits until the page shows what came of it (a script), and presses the same
    /// place, or the same key, 400 ms after the first press by the clock of the page. Gives what was said to the server.
    pub async fn presses_twice(&self, with: With, name: &str, shown: &str) -> Vec<String> {
        let find = format!(
            "[...document.querySelectorAll('button')].find(b => ({LABEL})(b) === {name:?} && !b.disabled \
             && b.getAttribute('aria-disabled') !== 'true' && b.checkVisibility())"
        );
        // A hand looks first: what has just appeared, or moved, rests.
        let steady = format!(
            "const b = {find}; if (!b) return false; b.scrollIntoView({{ block: 'nearest' }}); \
             const r = b.getBoundingClientRect(), here = `${{r.left}} ${{r.top}}`, now = performance.now(); \
             if (window.looksAt !== here) {{ window.looksAt = here; window.looksSince = now; }} \
             return now - window.looksSince > {LOOKS_FOR_MS}"
        );
        self.until(&format!("the button {name}, at rest in its place"), &steady).await;
        let place = format!(
            "const b = {find}; const r = b.getBoundingClientRect(); window.looksAt = null; \
             window.said = []; window.heldAt = performance.now(); \
             if ({}) b.focus(); \
             return {{ x: r.left + r.width / 2, y: r.top + r.height / 2 }};",
            matches!(with, With::Enter | With::Space)
        );
        let at: Point = serde_json::from_value(self.says(&place).await).unwrap();
        self.hand(with, &at).await;
        self.until(shown, shown).await;
        self.says("window.heldAt += 400").await;
        self.hand(with, &at).await;
        let said: Vec<String> =
            serde_json::from_value(self.says("return window.said").await).unwrap();
        self.says("window.heldAt = null").await;
        said.into_iter().filter(|said| !BY_ITSELF.contains(&said.as_str())).collect()
    }

    async fn hand(&self, with: With, at: &Point) {
        let key = |code: &str, key: &str, text: &str| {
            json!({ "type": "keyDown", "code": code, "key": key, "text": text,
                    "windowsVirtualKeyCode": if code == "Enter" { 13 } else { 32 } })
        };
        match with {
            With::Mouse => {
                self.mouse("mouseMoved", at).await;
                self.mouse("mousePressed", at).await;
                self.mouse("mouseReleased", at).await;
            }
            With::Finger => {
                let down =
                    json!({ "type": "touchStart", "touchPoints": [{ "x": at.x, "y": at.y }] });
                self.commands("Input.dispatchTouchEvent", down).await;
                self.commands(
                    "Input.dispatchTouchEvent",
                    json!({ "type": "touchEnd", "touchPoints": [] }),
                )
                .await;
            }
            With::Enter => self.key(key("Enter", "Enter", "\r")).await,
            With::Space => self.key(key("Space", " ", " ")).await,
        }
    }

    async fn mouse(&self, what: &str, at: &Point) {
        let buttons = i32::from(what == "mousePressed");
        let event = json!({ "type": what, "x": at.x, "y": at.y, "button": "left", "clickCount": 1, "buttons": buttons });
        self.commands("Input.dispatchMouseEvent", event).await;
    }

    async fn key(&self, mut event: Value) {
        self.commands("Input.dispatchKeyEvent", event.clone()).await;
        event["type"] = json!("keyUp");
        event.as_object_mut().map(|event| event.remove("text"));
        self.commands("Input.dispatchKeyEvent", event).await;
    }
}
