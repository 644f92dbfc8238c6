//! The table: a horseshoe of nameplates around the floor; a plain list on a phone.

use crate::app::App;
use crate::core::text;
use crate::core::view::Action;
use crate::core::view::grade::Grade;
use crate::core::view::table::{self, SeatMenu, SeatState, TableSeat};
use crate::ui::dom::{El, el};
use crate::ui::media;
use crate::ui::parts::{self, Icon, Look};
use crate::view::View;
use leptos::prelude::*;
use rostrum_proto::id::SeatId;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, KeyboardEvent};

/// A name of more letters is set smaller on a low plate.
const LONG_NAME: usize = 22;

/// And one of still more letters smaller again.
const VERY_LONG_NAME: usize = 45;

/// The region.
pub fn table(app: App) -> El {
    let lang = app.lang();
    let seats = app.view_at(table::table);
    let columns = app.view(|m| m.meeting().map_or(7, |m| table::columns(m.seats.len())));
    let open = RwSignal::new(None::<SeatId>);
    let places = el("ol")
        .attr("role", "list")
        .style_of("--inner", move || (*columns.get() - 2).to_string())
        .on("keydown", move |event| {
            if parts::is_escape(&event) && open.get_untracked().is_some() {
                return_to_seat(&event);
                open.set(None);
            }
            walk(&event);
        })
        // Where the keyboard was last is the one stop of the table.
        .on("focusin", |event| stop_at(&event))
        // The menu closes when the focus goes elsewhere.
        .on("focusout", move |event| {
            if parts::leaves(&event) {
                open.set(None);
            }
        })
        .each(
            move || seats.get().to_vec(),
            |s| s.id.to_string(),
            move |seat| place(app, seats, seat, open),
        );
    el("section.table")
        .label(text::table(lang))
        .add(el("h2.table-title").text(text::table(lang)))
        .add(places)
}

/// From the menu of a seat the keyboard goes back to the seat.
fn return_to_seat(event: &Event) {
    let target = event.target().and_then(|t| t.dyn_into::<Element>().ok());
    let seat = target.and_then(|t| t.closest("li").ok()?);
    let seat = seat.and_then(|seat| seat.query_selector("button.seat-body").ok()?);
    if let Some(seat) = seat.and_then(|seat| seat.dyn_into::<HtmlElement>().ok()) {
        let _ = seat.focus();
    }
}

/// Arrow keys go from seat to seat: the table is one stop of the keyboard.
fn walk(event: &Event) {
    let Some(key) = event.dyn_ref::<KeyboardEvent>().map(KeyboardEvent::key) else { return };
    let seats = seats_of(event);
    let active = document().active_element();
    let here = seats.iter().position(|seat| Some(seat.as_ref()) == active.as_ref());
    let Some(here) = here else { return };
    let to = match key.as_str() {
        "ArrowRight" | "ArrowDown" => (here + 1) % seats.len(),
        "ArrowLeft" | "ArrowUp" => (here + seats.len() - 1) % seats.len(),
        "Home" => 0,
        "End" => seats.len() - 1,
        _ => return,
    };
    event.prevent_default();
    let _ = seats[to].focus();
}

fn stop_at(event: &Event) {
    let seats = seats_of(event);
    let active = document().active_element();
    if seats.iter().any(|seat| Some(seat.as_ref()) == active.as_ref()) {
        for seat in seats {
            let stop = if Some(seat.as_ref()) == active.as_ref() { "0" } else { "-1" };
            let _ = seat.set_attribute("tabindex", stop);
        }
    }
}

/// The seats of the table that can be acted on.
fn seats_of(event: &Event) -> Vec<HtmlElement> {
    let table = event.current_target().and_then(|t| t.dyn_into::<Element>().ok());
    let Some(all) = table.and_then(|t| t.query_selector_all("button.seat-body").ok()) else {
        return vec![];
    };
    (0..all.length()).filter_map(|n| all.get(n)?.dyn_into().ok()).collect()
}

fn place(
    app: App,
    seats: View<Vec<TableSeat>>,
    first: TableSeat,
    open: RwSignal<Option<SeatId>>,
) -> El {
    let (id, first_presides) = (first.id.clone(), first.presiding);
    let seat = View::new(move || {
        let seats = seats.get();
        seats.iter().find(|s| s.id == first.id).unwrap_or(&first).clone()
    });
    let name = View::new(move || seat.get().name.clone());
    let quality_now = View::new(move || seat.get().quality);
    let picture = View::new(move || seat.get().picture);
    let lang = app.lang();
    let content = move |body: El| {
        let position = View::new(move || seat.get().position);
        let number = move || {
            let position = (*position.get())?.to_string();
            Some(el("span.seat-no").attr("aria-hidden", "true").text(&position))
        };
        let quality = move || {
            let (grade, words) = (*quality_now.get())?;
            Some(el("span").attr("class", grade.class()).text(words))
        };
        let longer = move |than: usize| move || name.get().text.chars().count() > than;
        body.add(
            el("span.seat-name")
                .class_if("long", longer(LONG_NAME))
                .class_if("longest", longer(VERY_LONG_NAME))
                .part(move || Some(parts::name(&name.get()))),
        )
        .add(el("span.seat-line").text_of(move || seat.get().line.clone()))
        .part(quality)
        .part(number)
    };
    let has_menu = View::new(move || seat.get().menu.is_some());
    let (this, toggled) = (id.clone(), id);
    let is_open = View::new(move || open.read().as_ref() == Some(&this));
    let body = move || match *has_menu.get() {
        true => {
            let id = toggled.clone();
            let toggle = move || {
                open.update(|o| *o = if o.as_ref() == Some(&id) { None } else { Some(id.clone()) });
            };
            content(el("button.seat-body"))
                .attr("type", "button")
                // The presiding seat comes first, and is the stop until another is.
                .attr("tabindex", if first_presides { "0" } else { "-1" })
                .attr_of("aria-expanded", move || Some(is_open.get().to_string()))
                .press(toggle)
        }
        false => content(el("div.seat-body")),
    };
    el("li")
        .attr_of("class", move || Some(class(&seat.get())))
        .style_of("grid-row", move || seat.get().cell.row.to_string())
        .style_of("grid-column", move || seat.get().cell.column.to_string())
        .part(move || {
            let place = (*picture.get())?;
            let stream = move || app.streams.gallery.read().get(place).cloned().flatten();
            let label = move || text::seat_picture(lang, &name.get().text);
            Some(media::video(stream, "seat-picture", label))
        })
        .part(move || Some(body()))
        .when(move || *is_open.get() && *has_menu.get(), move || menu(app, seat, open))
}

fn class(seat: &TableSeat) -> String {
    let state = match seat.state {
        SeatState::Speaking => "seat speaking",
        SeatState::Called => "seat called",
        SeatState::Interrupted | SeatState::Held => "seat held",
        SeatState::Trouble => "seat trouble",
        SeatState::Away => "seat away",
        SeatState::Lobby => "seat away lobby",
        SeatState::Wants => "seat wants",
        SeatState::Muted => "seat muted",
        SeatState::Listening => "seat",
    };
    let mine = if seat.mine { " mine" } else { "" };
    let apex = if seat.presiding { " apex" } else { "" };
    let poor = match seat.quality {
        Some((Grade::Poor | Grade::Lost, _)) => " ailing",
        _ => "",
    };
    let pictured = if seat.picture.is_some() { " pictured" } else { "" };
    format!("{state}{mine}{apex}{poor}{pictured}")
}

fn menu(app: App, seat: View<TableSeat>, open: RwSignal<Option<SeatId>>) -> El {
    let lang = app.lang();
    let part =
        move |of: fn(&SeatMenu) -> Option<Action>| move || seat.get().menu.as_ref().and_then(of);
    let give = move || text::give_floor(lang, &seat.get().name.text);
    let mute = move || {
        let seat = seat.get();
        match seat.menu.as_ref().is_some_and(|m| m.muted) {
            true => text::unmute(lang, &seat.name.text),
            false => text::mute(lang, &seat.name.text),
        }
    };
    let close = move |_| open.set(None);
    el("div.menu")
        .with(parts::act_then(
            app,
            Look::both("btn", Icon::Floor),
            part(|m| m.give.clone()),
            give,
            close,
        ))
        .with(parts::act_then(
            app,
            Look::both("btn", Icon::MicrophoneOff),
            part(|m| m.mute.clone()),
            mute,
            close,
        ))
}
