//! The page of the public while they may not follow: before the meeting opens, and behind closed doors. It becomes the
//! meeting by itself.

use crate::app::{App, address, intl, save_file};
use crate::core::model::Whereabouts;
use crate::core::when::Venue;
use crate::core::{calendar, text};
use crate::ui::dom::{self, El, el};
use crate::ui::screens::{line, outside, untitled};
use crate::ui::when;
use crate::view::View;
use leptos::prelude::*;

/// The screen.
pub fn screen(app: App) -> El {
    let lang = app.lang();
    let lobby = outside(app);
    let starts = move || {
        let lobby = lobby.get();
        let Some(lobby) = lobby.as_ref() else { return vec![] };
        let venue = Venue::of(&lobby.venue_time_zone, &lobby.venue, lang);
        let at = lobby.starts_at;
        let times = venue.and_own(intl::own_zone(lang, at), |zone| intl::date_time(at, lang, zone));
        let line = |zoned| el("p.when").add_all(when::all(lang, vec![zoned]));
        times.into_iter().map(line).collect()
    };
    let opens_in = View::new(move || {
        let starts = lobby.get().as_ref().as_ref()?.starts_at;
        let left = starts.since(app.now.get());
        (left.0 > 0).then(|| left.0.div_ceil(60_000))
    });
    let countdown = move || {
        let minutes = (*opens_in.get())?;
        Some(el("p.lead").text(&text::opens_in(lang, &calendar::span(lang, minutes))))
    };
    let add = dom::button("btn main", text::add_to_calendar(lang)).press(move || {
        let model = app.model.read_untracked();
        let (Whereabouts::Lobby(lobby), Some(joined)) = (&model.place, &model.identity) else {
            return;
        };
        let file = calendar::file(&joined.meeting, lobby, &address(), lang);
        save_file(&format!("{}.ics", joined.meeting), &file);
    });
    let private_since = View::new(move || lobby.get().as_ref().as_ref().and_then(|l| l.private));
    let private = move || {
        let since = (*private_since.get())?;
        let lobby = lobby.get();
        let lobby = lobby.as_ref().as_ref()?;
        let venue = Venue::of(&lobby.venue_time_zone, &lobby.venue, lang);
        let times = when::both(lang, since, &venue, |zone| intl::time(since, lang, zone));
        let line = when::woven(&text::private_since(lang, when::HERE), times);
        Some(
            el("div.stack")
                .attr("role", "status")
                .add(el("h1").attr("tabindex", "-1").text(text::private_title(lang)))
                .add(el("p").add_all(line))
                .add(el("p").text(text::private_text(lang))),
        )
    };
    let before = el("div.stack")
        .add(line(app, "h1", |l| Some(&l.title)).attr("tabindex", "-1"))
        .add(line(app, "p.quiet", |l| Some(&l.agenda_item)))
        .part(countdown)
        .add(el("div").attr("role", "status").parts(starts))
        .add(add)
        .add(el("p.quiet").text(text::waiting_text(lang)))
        .attr_of("hidden", move || private_since.get().is_some().then(String::new));
    untitled(app, |card| {
        card.add(line(app, "p.quiet", |l| Some(&l.format))).part(private).add(before)
    })
}
