//! The floor: its picture, the nameplate, the clock.

use crate::app::App;
use crate::core::names;
use crate::core::text;
use crate::core::view::stage::{self, FloorState};
use crate::ui::{media, parts};
use leptos::prelude::*;
use rostrum_proto::meeting::clock::ClockState;

/// The floor's picture, or calmly what is the case.
pub fn picture(app: App, with_insets: bool) -> impl IntoView {
    let lang = app.lang();
    let pictures = app.view(stage::pictures);
    let plate = app.view(stage::plate);
    let chair_name = app.view(|m| {
        let meeting = m.meeting()?;
        Some(names::seat(meeting, &meeting.setup.presidency, m.lang).text)
    });
    let chair_label = move || text::president_named(lang, &chair_name.get().unwrap_or_default());
    let own =
        app.view(|m| m.devices.camera == crate::core::model::DeviceState::Live && m.camera_wanted);
    view! {
        <div class="picture" class:shows=move || pictures.get().floor>
            {media::video_of(
                move || match pictures.get().own_floor {
                    true => app.streams.own.get(),
                    false => app.streams.floor.get(),
                },
                "floor-video",
                move || text::floor(lang).to_owned(),
            )}
            <div class="still">
                {move || plate.get().map(|p| {
                    let silent = p.state == FloorState::Live;
                    view! {
                        <p class="still-name">{parts::name(&p.name)}</p>
                        <p class="still-line">{if silent { text::floor_no_picture(lang) } else { p.line }}</p>
                    }
                })}
            </div>
            {with_insets.then(|| view! {
                <div class="inset presiding" class:gone=move || !pictures.get().chair>
                    {media::video(app.streams.chair, "", chair_label)}
                    <span>{text::president(lang)}</span>
                </div>
                <div class="inset own" class:gone=move || !own.get() || pictures.get().own_floor>
                    {media::video(app.streams.own, "mirrored", move || text::your_picture(lang).to_owned())}
                    <span>{text::your_picture(lang)}</span>
                </div>
            })}
        </div>
    }
}

/// Who has the floor, and the clock.
pub fn plate(app: App) -> impl IntoView {
    let plate = app.view(stage::plate);
    let class = move || match plate.with(|p| p.as_ref().map(|p| p.state)) {
        Some(FloorState::Live) => "plate live",
        Some(FloorState::Called) => "plate called",
        Some(FloorState::Held) => "plate held",
        Some(FloorState::Free) | None => "plate",
    };
    view! {
        <div class=class>
            {move || plate.get().map(|p| match p.state {
                FloorState::Free => view! {
                    <div class="who"><p class="who-line">{p.line}</p></div>
                }.into_any(),
                FloorState::Called | FloorState::Live | FloorState::Held => view! {
                    <div class="who">
                        <h2>{parts::name(&p.name)}</h2>
                        <p class="who-line">
                            <span class="state">{p.line}</span>
                            {(!p.person.is_empty()).then(|| view! { <bdi>{p.person}</bdi> })}
                        </p>
                    </div>
                }.into_any(),
            })}
            {clock(app)}
        </div>
    }
}

fn clock(app: App) -> impl IntoView {
    let lang = app.lang();
    let face = app.view_at(stage::clock);
    let there = Memo::new(move |_| face.with(Option::is_some));
    let state = Memo::new(move |_| face.with(|f| f.as_ref().map(|f| f.state)));
    let part = Memo::new(move |_| face.with(|f| f.as_ref().map_or(0, |f| f.part)));
    let digits = Memo::new(move |_| face.with(|f| f.as_ref().map(|f| f.digits.clone())));
    let note = Memo::new(move |_| face.with(|f| f.as_ref().map(|f| f.note.clone())));
    let class = move || match state.get() {
        Some(ClockState::Amber) => "clock amber",
        Some(ClockState::Red) => "clock red",
        Some(ClockState::Green) | None => "clock green",
    };
    view! {
        <Show when=move || there.get()>
            <div class=class role="timer" aria-label=text::clock(lang)>
                <svg viewBox="0 0 60 60" aria-hidden="true" focusable="false">
                    <circle class="ring" cx="30" cy="30" r="25"></circle>
                    <circle
                        class="hand"
                        cx="30"
                        cy="30"
                        r="25"
                        pathLength="100"
                        stroke-dasharray=move || format!("{} 100", part.get())
                        transform="rotate(-90 30 30)"
                    ></circle>
                </svg>
                <div>
                    <b dir="ltr">{move || digits.get()}</b>
                    <small>{move || note.get()}</small>
                </div>
            </div>
        </Show>
    }
}
