//! The plain screens: one message, and what to do next.

use crate::app::{App, intl, reload};
use crate::core::model::{JoinFailure, Screen, Whereabouts};
use crate::core::msg::Msg;
use crate::core::names;
use crate::core::view::{afterwards, recording as recorded, stage};
use crate::core::when::{UTC, Venue};
use crate::core::{refusal, text};
use crate::ui::dom::{self, El, el};
use crate::ui::parts::Confirm;
use crate::ui::{documents, media, parts, record, recording, when};
use crate::view::View;
use leptos::prelude::*;
use rostrum_proto::lang::LocalText;
use rostrum_proto::meeting::phase::Phase;
use rostrum_proto::wire::server::Lobby;

/// A card in the middle of the page.
fn card(app: App, title: &str, content: impl FnOnce(El) -> El) -> El {
    let title = el("h1").attr("tabindex", "-1").text(title);
    untitled(app, |card| card.add(title).with(content))
}

/// The same with a title that it gives itself.
pub(super) fn untitled(app: App, content: impl FnOnce(El) -> El) -> El {
    let product = el("span.product").text(text::product(app.lang()));
    el("main.plain")
        .add(el("div.card-top").add(product).add(parts::language(app)))
        .add(el("section.card").with(content))
}

/// What is known of the meeting outside, as long as we are there.
pub(super) fn outside(app: App) -> View<Option<Lobby>> {
    app.view(|m| match &m.place {
        Whereabouts::Lobby(lobby) => Some((**lobby).clone()),
        Whereabouts::Nowhere | Whereabouts::Meeting(_) => None,
    })
}

/// A line of it.
pub(super) fn line(
    app: App,
    paragraph: &str,
    part: impl Fn(&Lobby) -> Option<&LocalText> + 'static,
) -> El {
    let (lang, lobby) = (app.lang(), outside(app));
    el(paragraph).part(move || {
        let lobby = lobby.get();
        let text = lobby.as_ref().as_ref().and_then(&part)?;
        Some(parts::name(&names::local(text, lang)))
    })
}

fn button(app: App, label: &str, msg: fn() -> Msg) -> El {
    dom::button("btn main", label).press(move || app.dispatch(msg()))
}

/// The screens that only say something.
pub fn message(app: App, screen: Screen) -> El {
    let lang = app.lang();
    let enter = |label| Some(button(app, label, || Msg::Enter));
    let (title, text, next) = match screen {
        Screen::Opening => return card(app, text::opening_link(lang), |card| card),
        Screen::Left if app.model.read_untracked().is_viewer() => {
            (text::left_title(lang), "", enter(text::come_back(lang)))
        }
        Screen::Left => {
            (text::left_title(lang), text::left_text(lang), enter(text::come_back(lang)))
        }
        Screen::Ended => (text::ended_title(lang), text::ended_text(lang), None),
        Screen::Replaced => {
            (text::replaced_title(lang), text::replaced_text(lang), enter(text::use_here(lang)))
        }
        Screen::TooMany => {
            (text::too_many_title(lang), text::too_many_text(lang), enter(text::try_again(lang)))
        }
        Screen::Protocol => {
            let again = dom::button("btn main", text::reload(lang)).press(reload);
            (text::protocol_title(lang), text::protocol_text(lang), Some(again))
        }
        Screen::NoLink | Screen::Failed(_) | Screen::Join | Screen::Inside => {
            (text::no_link_title(lang), text::no_link_text(lang), None)
        }
    };
    card(app, title, |card| card.add(el("p").text(text)).add_all(next))
}

/// The link does not work.
pub fn failed(app: App, failure: JoinFailure) -> El {
    let lang = app.lang();
    let why = el("p").attr("role", "alert").text(refusal::join(failure, lang));
    let from = match failure {
        JoinFailure::TooEarly(from) => Some(from),
        JoinFailure::Network | JoinFailure::Declined(_) => None,
    };
    let from = from.map(|from| {
        let venue = Venue::of(UTC, &LocalText::default(), lang);
        let times =
            venue.and_own(intl::own_zone(lang, from), |zone| intl::date_time(from, lang, zone));
        el("p.lead").add_all(when::all(lang, times))
    });
    let again = button(app, text::try_again(lang), || Msg::TryAgain);
    card(app, text::join_failed_title(lang), |card| card.add(why).add_all(from).add(again))
}

/// Between the join screen and the first word of the server.
pub fn connecting(app: App) -> El {
    card(app, text::connecting(app.lang()), |card| card)
}

/// Waiting to be admitted.
pub fn lobby(app: App) -> El {
    let lang = app.lang();
    let lobby = outside(app);
    let starts = move || {
        let lobby = lobby.get();
        let Some(lobby) = lobby.as_ref() else { return vec![] };
        let venue = Venue::of(&lobby.venue_time_zone, &lobby.venue, lang);
        let at = lobby.starts_at;
        let times = when::both(lang, at, &venue, |zone| intl::date_time(at, lang, zone));
        when::woven(&text::lobby_starts(lang, when::HERE), times)
    };
    let banner = app.view(stage::banner);
    let warning = move || {
        let banner = banner.get();
        let text = &banner.as_ref().as_ref()?.text;
        Some(el("p.warn-text").attr("role", "status").text(text))
    };
    let leave = dom::button("btn", text::leave(lang)).press(move || app.dispatch(Msg::Leave));
    let has_devices = app.model.read_untracked().has_devices();
    let tested = app.view(|m| m.certified.is_some());
    card(app, text::lobby_title(lang), |card| {
        card.add(el("p.lead").attr("role", "status").text(text::lobby_text(lang)))
            .add(line(app, "p.nameplate", |l| l.seat.as_ref()))
            .add(line(app, "p", |l| Some(&l.format)))
            .add(line(app, "p", |l| Some(&l.title)))
            .add(el("p.quiet").parts(starts))
            .part(warning)
            .add_all(has_devices.then(|| preview(app)).into_iter().flatten())
            .add_all(has_devices.then(|| {
                el("p.quiet").part(move || {
                    Some(match *tested.get() {
                        true => el("span.chip.live").text(text::audio_ready(lang)),
                        false => el("span").text(text::audio_trial(lang)),
                    })
                })
            }))
            .add(el("div.buttons").add(documents::opener(app, "btn")).add(leave))
    })
}

fn preview(app: App) -> [El; 2] {
    let label = move || text::camera_preview(app.lang()).to_owned();
    let video = media::video(move || app.streams.own.get(), "mirrored", label);
    [el("div.preview").add(video), parts::meter(app)]
}

/// The meeting is over.
pub fn closed(app: App) -> El {
    let lang = app.lang();
    let times = app.view(|m| {
        let meeting = m.meeting()?;
        let Phase::Closed { opened_at, closed_at } = meeting.phase else { return None };
        let setup = &meeting.setup;
        let venue = Venue::of(&setup.venue_time_zone, &setup.venue, m.lang);
        Some((opened_at, closed_at, venue, names::local(&setup.title, m.lang)))
    });
    let viewer = app.model.read_untracked().is_viewer();
    let content = move || {
        let times = times.get();
        let Some((opened, closed, venue, title)) = times.as_ref() else { return vec![] };
        let written = |zone: &str| {
            let time = |at| Some(parts::alone(&intl::time(at, lang, zone)?));
            let (opened, closed) = (&time(*opened)?, &time(*closed)?);
            Some(text::closed_times(lang, text::ClosedTimes { closed, opened }))
        };
        vec![
            el("p").add(parts::name(title)),
            el("p.lead").add_all(when::both(lang, *closed, venue, written)),
            el("p.quiet").text(match viewer {
                true => text::closed_public(lang),
                false => text::closed_devices(lang),
            }),
        ]
    };
    let reads = app.view(afterwards::reads_record);
    let plays = app.view(recorded::may_play);
    card(app, text::closed_title(lang), |card| {
        card.parts(content)
            .parts(publication(app))
            .when(move || *reads.get(), move || record::offered(app, "btn main", "btn"))
            .when(move || *plays.get(), move || recording::opener(app, "btn"))
            .add(recording::dialog(app))
            .add(documents::opener(app, "btn"))
            .with(publishing(app))
    })
}

/// Whether the record is published, and since when.
fn publication(app: App) -> impl Fn() -> Vec<El> {
    let lang = app.lang();
    let published = app.view(|m| {
        let setup = &m.meeting()?.setup;
        let venue = Venue::of(&setup.venue_time_zone, &setup.venue, m.lang);
        Some((afterwards::published(m)?, venue))
    });
    move || {
        let published = published.get();
        let Some((published, venue)) = published.as_ref() else { return vec![] };
        let Some(at) = *published else {
            return vec![el("p").text(text::record_not_published(lang))];
        };
        let times = when::both(lang, at, venue, |zone| intl::date_time(at, lang, zone));
        let said = el("p").attr("role", "status").text(text::record_is_published(lang));
        vec![said, el("p.quiet").add_all(times)]
    }
}

/// Publishing it, for who may: once, and for good.
fn publishing(app: App) -> impl FnOnce(El) -> El {
    let lang = app.lang();
    let action = app.view_at(afterwards::publish);
    let ask = move || Confirm {
        button: dom::button("btn", text::publish_record(lang)),
        title: text::publish_record_title(lang).to_owned(),
        no: text::publish_record_no(lang).to_owned(),
        yes: text::publish_record_yes(lang).to_owned(),
    };
    let words = move || text::publish_record_text(lang).to_owned();
    parts::confirm(app, ask, move || (*action.get()).clone(), words)
}
