//! The record of the meeting, to be saved.

use crate::app::App;
use crate::core::text;
use crate::ui::dom::{El, button, el};

/// Gives the user the record: as a page, for printing, or for a word processor. The first button looks as said, the others
/// as `rest`.
pub fn offered(app: App, look: &str, rest: &str) -> El {
    let words = text::record_download(app.lang());
    let other = |name: &str, format: &'static str| {
        let button = button(rest, name).label(&format!("{words} ({name})"));
        button.press(move || app.save_record(format))
    };
    el("div.buttons")
        .add(button(look, words).press(move || app.save_record("html")))
        .add(other("PDF", "pdf"))
        .add(other("DOCX", "docx"))
}
