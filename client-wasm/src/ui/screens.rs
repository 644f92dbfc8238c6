//! The plain screens: one message, and what to do next.

use crate::app::{App, intl, reload};
use crate::core::model::{JoinFailure, Model, Place, Screen};
use crate::core::msg::Msg;
use crate::core::names;
use crate::core::view::stage;
use crate::core::{refusal, text};
use crate::ui::{media, parts};
use leptos::prelude::*;
use rostrum_proto::lang::LocalText;
use rostrum_proto::meeting::phase::Phase;

/// A card in the middle of the page.
fn card(app: App, title: String, content: impl IntoView) -> AnyView {
    view! {
        <main class="plain">
            <div class="card-top"><span class="product">{text::product(app.lang())}</span>{parts::language(app)}</div>
            <section class="card">
                <h1 tabindex="-1">{title}</h1>
                {content}
            </section>
        </main>
    }
    .into_any()
}

fn button(app: App, label: &'static str, msg: fn() -> Msg) -> impl IntoView {
    view! {
        <button type="button" class="btn main" on:click=move |_| app.dispatch(msg())>{label}</button>
    }
}

fn reload_button(label: &'static str) -> impl IntoView {
    view! { <button type="button" class="btn main" on:click=move |_| reload()>{label}</button> }
}

/// The screens that only say something.
pub fn message(app: App, screen: Screen) -> AnyView {
    let lang = app.lang();
    let (title, text, next) = match screen {
        Screen::Opening => {
            return card(app, text::opening_link(lang).to_owned(), ());
        }
        Screen::Left => (
            text::left_title(lang),
            text::left_text(lang),
            button(app, text::come_back(lang), || Msg::Enter).into_any(),
        ),
        Screen::Ended => (text::ended_title(lang), text::ended_text(lang), ().into_any()),
        Screen::Replaced => (
            text::replaced_title(lang),
            text::replaced_text(lang),
            button(app, text::use_here(lang), || Msg::Enter).into_any(),
        ),
        Screen::TooMany => (
            text::too_many_title(lang),
            text::too_many_text(lang),
            button(app, text::try_again(lang), || Msg::Enter).into_any(),
        ),
        Screen::Protocol => (
            text::protocol_title(lang),
            text::protocol_text(lang),
            reload_button(text::reload(lang)).into_any(),
        ),
        Screen::NoLink | Screen::Failed(_) | Screen::Join | Screen::Inside => {
            (text::no_link_title(lang), text::no_link_text(lang), ().into_any())
        }
    };
    card(app, title.to_owned(), view! { <p>{text}</p> {next} })
}

/// The link does not work.
pub fn failed(app: App, failure: JoinFailure) -> AnyView {
    let lang = app.lang();
    let content = view! {
        <p role="alert">{refusal::join(failure, lang)}</p>
        {button(app, text::try_again(lang), || Msg::TryAgain)}
    };
    card(app, text::join_failed_title(lang).to_owned(), content)
}

/// Between the join screen and the first word of the server.
pub fn connecting(app: App) -> AnyView {
    card(app, text::connecting(app.lang()).to_owned(), ())
}

/// Waiting to be admitted.
pub fn lobby(app: App) -> AnyView {
    let lang = app.lang();
    let lobby = app.view(|m| match &m.place {
        Place::Lobby(lobby) => Some((**lobby).clone()),
        Place::Nowhere | Place::Meeting(_) => None,
    });
    let line = move |part: fn(&rostrum_proto::wire::server::Lobby) -> Option<LocalText>| {
        lobby.get().and_then(|l| part(&l)).map(|text| parts::name(&names::local(&text, lang)))
    };
    let starts = move || {
        let at = lobby.get().map(|l| l.starts_at)?;
        let time = intl::date_time(at, lang, "");
        Some(text::lobby_starts(lang, &time))
    };
    let banner = app.view(stage::banner);
    let content = view! {
        <p class="lead" role="status">{text::lobby_text(lang)}</p>
        <p class="nameplate">{move || line(|l| l.seat.clone())}</p>
        <p>{move || line(|l| Some(l.format.clone()))}</p>
        <p>{move || line(|l| Some(l.title.clone()))}</p>
        <p class="quiet">{starts}</p>
        {move || banner.get().map(|b| view! { <p class="warn-text" role="status">{b.text}</p> })}
        {app.model.with_untracked(Model::seated).then(|| view! {
            <div class="preview">
                {media::video(app.streams.own, "mirrored", move || text::camera_preview(lang).to_owned())}
            </div>
            {parts::meter(app)}
        })}
        <button type="button" class="btn" on:click=move |_| app.dispatch(Msg::Leave)>
            {text::leave(lang)}
        </button>
    };
    card(app, text::lobby_title(lang).to_owned(), content)
}

/// The meeting is over.
pub fn closed(app: App) -> AnyView {
    let lang = app.lang();
    let times = app.view(|m| {
        let meeting = m.meeting()?;
        let Phase::Closed { opened_at, closed_at } = meeting.phase else { return None };
        let zone = meeting.setup.venue_time_zone.clone();
        Some((opened_at, closed_at, zone, names::local(&meeting.setup.title, m.lang)))
    });
    let content = move || {
        times.get().map(|(opened, closed, zone, title)| {
            let opened = intl::time(opened, lang, &zone);
            let closed = intl::time(closed, lang, &zone);
            view! {
                <p>{parts::name(&title)}</p>
                <p class="lead">{text::closed_times(lang, &closed, &opened)}</p>
                <p class="quiet">{text::closed_devices(lang)}</p>
            }
        })
    };
    card(app, text::closed_title(lang).to_owned(), content)
}
