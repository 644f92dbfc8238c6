//! The table: a horseshoe of nameplates around the floor; a plain list on a phone.

use crate::app::App;
use crate::core::text;
use crate::core::view::table::{self, SeatState, TableSeat};
use crate::ui::parts::{self, Look};
use leptos::prelude::*;
use rostrum_proto::id::SeatId;
use wasm_bindgen::JsCast;

/// The region.
pub fn table(app: App) -> impl IntoView {
    let lang = app.lang();
    let seats = app.view_at(table::table);
    let columns = app.view(|m| m.meeting().map_or(7, |m| table::columns(m.seats.len())));
    let open = RwSignal::new(None::<SeatId>);
    view! {
        <section class="table" aria-label=text::table(lang)>
            <h2 class="table-title">{text::table(lang)}</h2>
            <ol
                role="list"
                style:--inner=move || (columns.get() - 2).to_string()
                on:keydown=move |event| if event.key() == "Escape" { open.set(None) }
                on:focusout=move |event| close_outside(&event, open)
            >
                <For each=move || seats.get() key=|s| s.id.clone() let:seat>
                    {place(app, seats, seat, open)}
                </For>
            </ol>
        </section>
    }
}

fn place(
    app: App,
    seats: Memo<Vec<TableSeat>>,
    first: TableSeat,
    open: RwSignal<Option<SeatId>>,
) -> impl IntoView {
    let id = first.id.clone();
    let seat = Memo::new({
        let first = first.clone();
        move |_| {
            let id = &first.id;
            seats.with(|s| s.iter().find(|s| s.id == *id).cloned()).unwrap_or_else(|| first.clone())
        }
    });
    let class = move || {
        seat.with(|s| {
            let state = match s.state {
                SeatState::Speaking => "seat speaking",
                SeatState::Called => "seat called",
                SeatState::Held => "seat held",
                SeatState::Trouble => "seat trouble",
                SeatState::Away => "seat away",
                SeatState::Lobby => "seat away lobby",
                SeatState::Wants => "seat wants",
                SeatState::Muted => "seat muted",
                SeatState::Listening => "seat",
            };
            let mine = if s.mine { " mine" } else { "" };
            let apex = if s.presiding { " apex" } else { "" };
            format!("{state}{mine}{apex}")
        })
    };
    let name = Memo::new(move |_| seat.with(|s| s.name.clone()));
    let position = Memo::new(move |_| seat.with(|s| s.position));
    let has_menu = Memo::new(move |_| seat.with(|s| s.menu.is_some()));
    let line = Memo::new(move |_| seat.with(|s| s.line.clone()));
    let content = move || {
        view! {
            <span class="seat-name">{move || parts::name(&name.get())}</span>
            <span class="seat-line">{move || line.get()}</span>
            {move || position.get().map(|n| view! { <span class="seat-no" aria-hidden="true">{n}</span> })}
        }
    };
    let is_open = {
        let id = id.clone();
        Memo::new(move |_| open.get().as_ref() == Some(&id))
    };
    let toggle = {
        let id = id.clone();
        move |_| open.update(|o| *o = if o.as_ref() == Some(&id) { None } else { Some(id.clone()) })
    };
    view! {
        <li
            class=class
            style:grid-row=move || seat.with(|s| s.cell.row).to_string()
            style:grid-column=move || seat.with(|s| s.cell.column).to_string()
        >
            {move || match has_menu.get() {
                true => view! {
                    <button
                        type="button"
                        class="seat-body"
                        aria-expanded=move || is_open.get().to_string()
                        on:click=toggle.clone()
                    >
                        {content()}
                    </button>
                }.into_any(),
                false => view! { <div class="seat-body">{content()}</div> }.into_any(),
            }}
            <Show when=move || is_open.get() && has_menu.get()>
                {menu(app, seat, name)}
            </Show>
        </li>
    }
}

fn menu(app: App, seat: Memo<TableSeat>, name: Memo<crate::core::names::Name>) -> impl IntoView {
    let lang = app.lang();
    let give = Memo::new(move |_| seat.with(|s| s.menu.as_ref().and_then(|m| m.give.clone())));
    let mute = Memo::new(move |_| seat.with(|s| s.menu.as_ref().and_then(|m| m.mute.clone())));
    let muted = Memo::new(move |_| seat.with(|s| s.menu.as_ref().is_some_and(|m| m.muted)));
    let label = move || match muted.get() {
        true => text::unmute(lang, &name.get().text),
        false => text::mute(lang, &name.get().text),
    };
    view! {
        <div class="menu">
            {parts::act(app, Look::both("btn", parts::Icon::Floor), give, move || text::give_floor(lang, &name.get().text))}
            {parts::act(app, Look::both("btn", parts::Icon::MicrophoneOff), mute, label)}
        </div>
    }
}

/// Closes the menu when the focus goes elsewhere.
fn close_outside(event: &web_sys::FocusEvent, open: RwSignal<Option<SeatId>>) {
    let to = event.related_target().and_then(|t| t.dyn_into::<web_sys::Node>().ok());
    let list = event.current_target().and_then(|t| t.dyn_into::<web_sys::Node>().ok());
    if !list.is_some_and(|list| list.contains(to.as_ref())) {
        open.set(None);
    }
}
