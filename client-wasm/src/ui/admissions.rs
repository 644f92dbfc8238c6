//! The lobby, for those who let people in.

use crate::app::App;
use crate::core::text;
use crate::core::view::admissions::{self, Guest};
use crate::ui::parts::{self, Look};
use leptos::prelude::*;

/// Those who wait, beside the list; nothing while nobody waits.
pub fn waiting(app: App) -> impl IntoView {
    let lang = app.lang();
    let guests = app.view_at(admissions::guests);
    let waits = Memo::new(move |_| {
        guests.with(|g| g.as_ref().is_some_and(|g| g.iter().any(|guest| guest.here)))
    });
    view! {
        <Show when=move || waits.get()>
            <section class="admissions" aria-label=text::admissions(lang)>
                <h2>{text::admissions(lang)}</h2>
                {list(app, guests, true)}
            </section>
        </Show>
    }
}

/// All who are not admitted yet: those who wait, then calmly those who are not connected.
pub fn all(app: App) -> impl IntoView {
    let lang = app.lang();
    let guests = app.view_at(admissions::guests);
    let count = move |here: bool| {
        Memo::new(move |_| {
            guests.with(|g| g.iter().flatten().filter(|guest| guest.here == here).count())
        })
    };
    let (here, absent) = (count(true), count(false));
    view! {
        <section class="card admissions" aria-label=text::admissions(lang)>
            <h2>{text::admissions(lang)}</h2>
            {move || (here.get() == 0).then(|| view! { <p class="quiet">{text::admissions_none(lang)}</p> })}
            {list(app, guests, true)}
            <Show when=move || { absent.get() > 0 }>
                <details>
                    <summary>{text::admissions_absent(lang)}" · "{move || absent.get()}</summary>
                    {list(app, guests, false)}
                </details>
            </Show>
        </section>
    }
}

fn list(app: App, guests: Memo<Option<Vec<Guest>>>, here: bool) -> impl IntoView {
    let lang = app.lang();
    let shown = Memo::new(move |_| {
        let guests = guests.get().unwrap_or_default();
        guests.into_iter().filter(|g| g.here == here).collect::<Vec<_>>()
    });
    let guest = move |first: Guest| {
        let key = first.admit.command.clone();
        let action = Memo::new(move |_| {
            shown.with(|all| all.iter().find(|g| g.admit.command == key).map(|g| g.admit.clone()))
        });
        let name = first.name.text.clone();
        let class = if here { "btn main" } else { "btn" };
        view! {
            <li class="guest">
                <span>
                    {parts::name(&first.name)}
                    {(!first.line.is_empty()).then(|| view! { <small><bdi>{first.line}</bdi></small> })}
                </span>
                {parts::act(app, Look::text(class), action, move || text::admit(lang, &name))}
            </li>
        }
    };
    view! {
        <ul role="list" class="guests">
            <For each=move || shown.get() key=|g| (format!("{:?}", g.admit.command), g.line.clone()) let:first>
                {guest(first)}
            </For>
        </ul>
    }
}
