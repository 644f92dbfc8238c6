//! The screens. They draw what `core::view` says and send messages; they decide nothing.

mod admissions;
mod alarms;
mod answering;
mod ask;
mod attention;
mod bar;
mod booth;
mod business;
mod chair;
mod channel;
mod choosing;
mod compilation;
mod desk;
mod devices;
mod documents;
mod dom;
mod doors;
mod feeds;
mod focus;
mod hands;
mod headset;
mod join;
mod journal;
mod keys;
mod media;
mod more;
mod parts;
mod plate;
mod prepare;
mod presenting;
mod procedure;
mod prompt;
mod record;
mod recording;
mod rows;
mod screens;
mod select;
mod speakers;
mod stage;
mod statement;
mod statements;
mod story;
mod suspend;
mod table;
mod talk;
mod voices;
mod vote;
mod waiting;
mod watching;
mod when;

use crate::app::App;
use crate::core::model::{JoinFailure, Model, Screen, Whereabouts};
use crate::core::msg::Msg;
use crate::core::text;
use crate::core::view::quality;
use crate::ui::dom::{El, el};
use crate::view::View;

/// What is on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shown {
    Message(Screen),
    Failed(JoinFailure),
    Join,
    Connecting,
    Waiting,
    Lobby,
    Stage,
    Closed,
}

/// Draws the client into the page, in the place of the words that said that it is coming.
pub fn mount() {
    let document = web_sys::window().and_then(|window| window.document());
    if let Some(first) = document.and_then(|document| document.get_element_by_id("first")) {
        first.remove();
    }
    leptos::mount::mount_to_body(|| draw(App::start()));
    hands::watch_over();
}

fn shown(model: &Model) -> Shown {
    match (model.screen, &model.place) {
        (Screen::Failed(failure), _) => Shown::Failed(failure),
        (Screen::Join, _) => Shown::Join,
        (Screen::Inside, Whereabouts::Nowhere) => Shown::Connecting,
        (Screen::Inside, Whereabouts::Lobby(_)) if model.is_viewer() => Shown::Waiting,
        (Screen::Inside, Whereabouts::Lobby(_)) => Shown::Lobby,
        // Questions come after the meeting: the technicians' desk stays.
        (Screen::Inside, Whereabouts::Meeting(_)) if model.closed() && !quality::is_ours(model) => {
            Shown::Closed
        }
        (Screen::Inside, Whereabouts::Meeting(_)) => Shown::Stage,
        (message, _) => Shown::Message(message),
    }
}

fn draw(app: App) {
    let shown = app.view(|m| (m.lang, shown(m)));
    let screen = move || match shown.get().1 {
        Shown::Message(screen) => screens::message(app, screen),
        Shown::Failed(failure) => screens::failed(app, failure),
        Shown::Join => join::screen(app),
        Shown::Connecting => screens::connecting(app),
        Shown::Waiting => waiting::screen(app),
        Shown::Lobby => screens::lobby(app),
        Shown::Stage => stage::screen(app),
        Shown::Closed => screens::closed(app),
    };
    // Who comes into the meeting, by keyboard or by ear, begins at its heading.
    let inside = View::new(move || shown.get().1 == Shown::Stage);
    dom::page()
        .part(move || Some(screen()))
        .with(|page| notices(app, page))
        .add(documents::dialog(app))
        .with(|page| attention::follow(app, page));
    dom::watch(move || {
        if *inside.get() {
            leptos::prelude::request_animation_frame(|| parts::focus_if_nowhere("heading"));
        }
    });
}

/// The one polite live region, and the one for messages that must be seen.
fn notices(app: App, page: El) -> El {
    let news = app.view(|m| m.news.1.clone());
    let toast = app.view(|m| m.toast.clone());
    let lang = app.view(|m| m.lang);
    let dismiss = move || {
        el("button.icon")
            .label(text::dismiss(*lang.get_untracked()))
            .add(parts::icon(parts::Icon::Close))
            .press(move || app.dispatch(Msg::Dismiss))
    };
    let shown = move || {
        let toast = toast.get();
        let (_, text) = toast.as_ref().as_ref()?;
        Some(el("div.toast").add(el("span").text(text)).add(dismiss()))
    };
    let polite = el("div.unseen").attr("aria-live", "polite");
    page.add(polite.text_of(move || news.get().to_string()))
        .add(el("div.toasts").attr("role", "alert").part(shown))
}
