//! Hold a key to speak: the microphone is open as long as the key is down. Off until its user turns it on; the rules
//! are those of the button *Open microphone*.

use crate::core::model::Model;
use crate::core::msg::Effect;
use rostrum_proto::meeting::command::Command;
use rostrum_proto::time::Timestamp;

/// A key, by its place on the keyboard and by what it says there (W3C UI Events: `code` and `key`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TalkKey {
    /// Its place: the same in every layout.
    pub code: String,
    /// What its user reads on it.
    pub name: String,
}

impl Default for TalkKey {
    fn default() -> Self {
        Self { code: "KeyV".into(), name: "V".into() }
    }
}

impl TalkKey {
    /// A key that was pressed to be chosen; nothing if it operates the page or writes no sign of its own.
    #[must_use]
    pub fn chosen(code: &str, key: &str) -> Option<Self> {
        let operates = ["Space", "Tab", "Enter", "Escape", "Backspace", "Delete", "Home", "End"];
        let moves = ["Arrow", "Page", "Shift", "Control", "Alt", "Meta", "OS", "Context", "Caps"];
        let taken = code.is_empty()
            || operates.iter().any(|taken| *taken == code || *taken == key)
            || moves.iter().any(|taken| code.starts_with(taken));
        // A dead key says "Dead", an unknown one "Unidentified": their places have names all the same.
        let name = match key.chars().count() {
            1 => key.to_uppercase(),
            _ if key.starts_with('F') => key.to_owned(),
            _ => code.to_owned(),
        };
        (!taken).then(|| Self { code: code.to_owned(), name })
    }

    /// For the memory of the browser.
    #[must_use]
    pub fn to_remember(&self) -> String {
        format!("{} {}", self.code, self.name)
    }

    /// From the memory of the browser.
    #[must_use]
    pub fn remembered(text: &str) -> Option<Self> {
        let (code, name) = text.split_once(' ')?;
        Self::chosen(code, name)
    }
}

impl Model {
    /// The key went down or up. Only what the key opened is closed by it.
    pub(super) fn talk(&mut self, at: Timestamp, held: bool) -> Vec<Effect> {
        let open = Command::OpenMicrophone {};
        match held {
            true if !self.microphone_open() && !self.talking => {
                let now = self.server_time(at);
                self.talking = self.decide(now, &open).is_ok();
                if self.talking { self.press(at, open) } else { vec![] }
            }
            false if self.talking => {
                self.talking = false;
                let opens = self.microphone_open() || self.is_pending(&open);
                if opens { self.press(at, Command::CloseMicrophone {}) } else { vec![] }
            }
            true | false => vec![],
        }
    }
}
