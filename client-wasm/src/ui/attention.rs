//! What needs attention: the tab's title, an announcement for who does not look, and a tone for one's own turn.

use crate::app::App;
use crate::core::view::attention;
use crate::ui::dom::{El, el, watch};
use crate::view::View;
use leptos::prelude::document;

/// Follows it, as long as the page is there.
pub fn follow(app: App, page: El) -> El {
    let title = app.view_at(attention::title);
    watch(move || document().set_title(&title.get()));
    let own_turn = app.view_at(|model, now| {
        attention::attention(model, now).filter(|a| a.own_turn).map(|a| a.line)
    });
    watch(move || {
        if own_turn.get().is_some() {
            app.sound_tone();
        }
    });
    let said = move || own_turn.get().as_ref().clone().unwrap_or_default();
    page.add(el("div.unseen").attr("role", "alert").text_of(said))
}

/// The line that is always in sight.
pub fn line(app: App) -> View<Option<attention::Attention>> {
    app.view_at(attention::attention)
}
