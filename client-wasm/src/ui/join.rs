//! The join screen: who you are, how you look and sound, and one button.

use crate::app::{App, Kind};
use crate::core::model::{Device, DeviceState, Model, Network, Sound};
use crate::core::msg::Msg;
use crate::core::view::admissions;
use crate::core::{names, text};
use crate::ui::{media, parts};
use leptos::prelude::*;
use rostrum_proto::lang::Lang;

/// The screen.
pub fn screen(app: App) -> AnyView {
    let lang = app.lang();
    let who = app.with_identity(move |joined| {
        let seat = joined.seat.as_ref().map(|s| names::local(s, lang));
        let role = admissions::role(joined.you.role, lang);
        let person = names::person_line(&joined.you);
        let title = names::local(&joined.title, lang);
        view! {
            <p class="quiet">{parts::name(&title)}</p>
            <div class="nameplate-block">
                <span class="quiet">{text::you_join_as(lang)}</span>
                {seat.map(|seat| view! { <p class="nameplate">{parts::name(&seat)}</p> })}
                <p><bdi>{person}</bdi>" "<span class="chip">{role}</span></p>
            </div>
        }
    });
    let seated = app.model.with_untracked(Model::seated);
    let warnings = app.view(warnings);
    let unusable = app.view(|m| {
        [m.devices.camera, m.devices.microphone]
            .iter()
            .any(|d| matches!(d, DeviceState::Missing | DeviceState::Refused))
    });
    let asking = app.view(|m| m.devices.microphone == DeviceState::Asking);
    let network = app.view(|m| m.network);
    let join = move |_| app.dispatch(Msg::Enter);
    view! {
        <main class="join">
            <div class="card-top">
                <span class="product">{text::product(lang)}</span>
                {parts::language(app)}
            </div>
            <div class="join-cols" class:single=!seated>
                <section class="card" aria-labelledby="join-title">
                    <h1 id="join-title">{text::join_meeting(lang)}</h1>
                    {who}
                    <div role="status">
                        {move || asking.get().then(|| view! {
                            <p class="hint">{text::device_asking(lang)}</p>
                        })}
                        {move || warnings.get().into_iter().map(|w| view! {
                            <p class="hint warn">{parts::icon(parts::Icon::Warning)}<span>{w}</span></p>
                        }).collect_view()}
                    </div>
                    <Show when=move || unusable.get()>
                        <button type="button" class="btn" on:click=move |_| app.open_devices()>
                            {text::try_again(lang)}
                        </button>
                    </Show>
                    <p class="network">
                        <b>{text::network(lang)}</b>
                        " "
                        <span class:warn-text=move || network.get() == Network::Bad>
                            {move || match network.get() {
                                Network::Checking => text::network_checking(lang).to_owned(),
                                Network::Good(ms) => text::network_good(lang, &ms.to_string()),
                                Network::Bad => text::network_bad(lang).to_owned(),
                            }}
                        </span>
                    </p>
                    <button type="button" class="btn main big" on:click=join>
                        {text::join_meeting(lang)}
                    </button>
                </section>
                {seated.then(|| devices(app))}
            </div>
        </main>
    }
    .into_any()
}

fn devices(app: App) -> impl IntoView {
    let lang = app.lang();
    view! {
        <section class="card" aria-label=text::camera_preview(lang)>
            <div class="preview">
                {media::video(app.streams.own, "mirrored", move || {
                    text::camera_preview(lang).to_owned()
                })}
            </div>
            {chooser(app, Kind::Camera)}
            {chooser(app, Kind::Microphone)}
            {parts::meter(app)}
            <p class="quiet">{text::speak_to_test(lang)}</p>
        </section>
    }
}

impl App {
    /// Shows something of who we are; it does not change while the join screen is there.
    fn with_identity<V: IntoView + 'static>(
        self,
        show: impl Fn(&rostrum_proto::wire::http::Joined) -> V,
    ) -> Option<V> {
        self.model.with_untracked(|m| m.identity.as_ref().map(show))
    }
}

fn chooser(app: App, kind: Kind) -> impl IntoView {
    let lang = app.lang();
    let label = match kind {
        Kind::Camera => text::camera(lang),
        Kind::Microphone => text::microphone(lang),
    };
    let devices = app.view(move |m| match kind {
        Kind::Camera => (m.devices.cameras.clone(), m.devices.camera_id.clone()),
        Kind::Microphone => (m.devices.microphones.clone(), m.devices.microphone_id.clone()),
    });
    let options = move || {
        let (devices, chosen) = devices.get();
        if devices.is_empty() {
            return view! { <option value="">{text::device_none(lang)}</option> }.into_any();
        }
        let option = |(i, device): (usize, Device)| {
            let selected = device.id == chosen;
            let label = shown(&device, i, lang);
            view! { <option value=device.id selected=selected>{label}</option> }
        };
        devices.into_iter().enumerate().map(option).collect_view().into_any()
    };
    view! {
        <label class="choice">
            <span>{label}</span>
            <select class="field" on:change=move |event| {
                let id = event_target_value(&event);
                if !id.is_empty() {
                    app.choose(kind, id);
                }
            }>{options}</select>
        </label>
    }
}

fn shown(device: &Device, index: usize, lang: Lang) -> String {
    match device.label.is_empty() {
        true => text::device_n(lang, &(index + 1).to_string()),
        false => device.label.clone(),
    }
}

/// What could go wrong with these devices, the gravest first.
fn warnings(model: &Model) -> Vec<&'static str> {
    if !model.seated() {
        return vec![];
    }
    let lang = model.lang;
    let devices = &model.devices;
    let unusable = |d| matches!(d, DeviceState::Missing | DeviceState::Refused);
    let mut warnings = Vec::new();
    match (devices.camera, devices.microphone) {
        (DeviceState::Refused, DeviceState::Refused) => {
            return vec![text::warn_both_refused(lang)];
        }
        (camera, microphone) => {
            if unusable(microphone) {
                warnings.push(text::warn_no_microphone(lang));
            }
            if unusable(camera) {
                warnings.push(text::warn_no_camera(lang));
            }
        }
    }
    let chosen = devices.microphones.iter().find(|d| d.id == devices.microphone_id);
    let built_in = |label: &str| {
        let label = label.to_lowercase();
        ["built-in", "internal", "integrated"].iter().any(|word| label.contains(word))
    };
    if devices.microphone == DeviceState::Live && model.sound == Sound::Silent {
        warnings.push(text::warn_silent(lang));
    }
    if chosen.is_some_and(|d| built_in(&d.label)) {
        warnings.push(text::warn_built_in(lang));
    }
    warnings
}
