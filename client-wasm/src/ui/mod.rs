//! The screens. They draw what `core::view` says and send messages; they decide nothing.

mod admissions;
mod bar;
mod chair;
mod desk;
mod join;
mod journal;
mod media;
mod parts;
mod plate;
mod screens;
mod speakers;
mod stage;
mod table;

use crate::app::App;
use crate::core::model::{JoinFailure, Model, Place, Screen};
use crate::core::msg::Msg;
use crate::core::text;
use leptos::prelude::*;

/// What is on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shown {
    Message(Screen),
    Failed(JoinFailure),
    Join,
    Connecting,
    Lobby,
    Stage,
    Closed,
}

/// Draws the client into the page.
pub fn mount() {
    leptos::mount::mount_to_body(|| root(App::start()));
}

fn shown(model: &Model) -> Shown {
    match (model.screen, &model.place) {
        (Screen::Failed(failure), _) => Shown::Failed(failure),
        (Screen::Join, _) => Shown::Join,
        (Screen::Inside, Place::Nowhere) => Shown::Connecting,
        (Screen::Inside, Place::Lobby(_)) => Shown::Lobby,
        (Screen::Inside, Place::Meeting(_)) if model.closed() => Shown::Closed,
        (Screen::Inside, Place::Meeting(_)) => Shown::Stage,
        (message, _) => Shown::Message(message),
    }
}

fn root(app: App) -> impl IntoView {
    let shown = app.view(|m| (m.lang, shown(m)));
    view! {
        {move || {
            let (_, shown) = shown.get();
            match shown {
                Shown::Message(screen) => screens::message(app, screen),
                Shown::Failed(failure) => screens::failed(app, failure),
                Shown::Join => join::screen(app),
                Shown::Connecting => screens::connecting(app),
                Shown::Lobby => screens::lobby(app),
                Shown::Stage => stage::screen(app),
                Shown::Closed => screens::closed(app),
            }
        }}
        {notices(app)}
    }
}

/// The one polite live region, and the one for messages that must be seen.
fn notices(app: App) -> impl IntoView {
    let news = app.view(|m| m.news.1.clone());
    let toast = app.view(|m| m.toast.clone());
    let label = app.view(|m| text::dismiss(m.lang));
    view! {
        <div class="unseen" aria-live="polite">{move || news.get()}</div>
        <div class="toasts" role="alert">
            {move || toast.get().map(|(_, text)| view! {
                <div class="toast">
                    <span>{text}</span>
                    <button
                        class="icon"
                        aria-label=label.get_untracked()
                        on:click=move |_| app.dispatch(Msg::Dismiss)
                    >
                        {parts::icon(parts::Icon::Close)}
                    </button>
                </div>
            })}
        </div>
    }
}
