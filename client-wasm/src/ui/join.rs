//! The join screen: who you are, how you look and sound, and one button.

use crate::app::{App, Kind};
use crate::core::model::{Device, DeviceState};
use crate::core::msg::Msg;
use crate::core::view::network::{self, Finding};
use crate::core::view::{admissions, devices};
use crate::core::{names, text};
use crate::ui::dom::{El, button, el, value_of};
use crate::ui::{channel, media, parts};
use leptos::prelude::*;
use rostrum_proto::lang::Lang;

/// The screen.
pub fn screen(app: App) -> El {
    let lang = app.lang();
    let has_devices = app.model.read_untracked().has_devices();
    let unusable = app.view(|m| {
        [m.devices.camera, m.devices.microphone]
            .iter()
            .any(|d| matches!(d, DeviceState::Missing | DeviceState::Refused))
    });
    let again = move || button("btn", text::try_again(lang)).press(move || app.open_devices());
    let join = button("btn main big", text::join_meeting(lang));
    let you = el("section.card.you")
        .attr("aria-labelledby", "join-title")
        .add(el("h1").attr("id", "join-title").text(text::join_meeting(lang)))
        .add_all(who(app));
    // Everything that is to be looked at comes before the button, on a phone and for a screen reader.
    let checks = el("div.card.checks")
        .add(hints(app))
        .when(move || *unusable.get(), again)
        .add(network_check(app))
        .with(channel::first_choice(app));
    let go = el("div.card.go-in").add(join.press(move || app.dispatch(Msg::Enter)));
    let columns = el(if has_devices { "div.join-cols" } else { "div.join-cols.single" });
    let product = el("span.product").text(text::product(lang));
    el("main.join")
        .add(el("div.card-top").add(product).add(parts::language(app)))
        .add(columns.add(you).add_all(has_devices.then(|| devices(app))).add(checks).add(go))
}

/// Who we are does not change while the screen is there.
fn who(app: App) -> Vec<El> {
    let lang = app.lang();
    let model = app.model.read_untracked();
    let Some(joined) = &model.identity else { return vec![] };
    let seat = joined.seat.as_ref().map(|s| parts::name(&names::local(s, lang)));
    let role = el("span.chip").text(admissions::role(joined.you.role, lang));
    let person = el("bdi").text(&names::person_line(&joined.you));
    let title = parts::name(&names::local(&joined.title, lang));
    let plate = el("div.nameplate-block")
        .add(el("span.quiet").text(text::you_join_as(lang)))
        .add_all(seat.map(|seat| el("p.nameplate").add(seat)))
        .add(el("p").add(person).text(" ").add(role));
    vec![el("p.quiet").add(title), plate]
}

fn hints(app: App) -> El {
    let lang = app.lang();
    let asking = app.view(|m| m.devices.microphone == DeviceState::Asking);
    let warnings = app.view(devices::warnings);
    let warning = |text: &&str| {
        let icon = parts::icon(parts::Icon::Warning);
        el("p.hint.warn").add(icon).add(el("span").text(text))
    };
    el("div")
        .attr("role", "status")
        .when(move || *asking.get(), move || el("p.hint").text(text::device_asking(lang)))
        .parts(move || warnings.get().iter().map(warning).collect())
}

fn network_check(app: App) -> El {
    let lang = app.lang();
    let findings = app.view(network::findings);
    let line = |finding: &Finding| match finding.wrong {
        true => {
            let icon = parts::icon(parts::Icon::Warning);
            el("p.hint.warn").add(icon).add(el("span").text(&finding.text))
        }
        false => el("p").text(&finding.text),
    };
    let title = el("b").text(text::network(lang));
    let lines = el("div").attr("role", "status");
    el("div.network")
        .add(title)
        .text(" ")
        .add(lines.parts(move || findings.get().iter().map(line).collect()))
}

fn devices(app: App) -> El {
    let lang = app.lang();
    let preview = media::video(
        move || app.streams.own.get(),
        "mirrored",
        move || text::camera_preview(lang).to_owned(),
    );
    el("section.card.try")
        .label(text::camera_preview(lang))
        .add(el("div.preview").add(preview))
        .add(chooser(app, Kind::Camera))
        .add(chooser(app, Kind::Microphone))
        .add(parts::meter(app))
        .add(el("p.quiet").text(text::speak_to_test(lang)))
}

/// The choice among the devices of a kind.
pub fn chooser(app: App, kind: Kind) -> El {
    let lang = app.lang();
    let label = match kind {
        Kind::Camera => text::camera(lang),
        Kind::Microphone => text::microphone(lang),
        Kind::Loudspeaker => text::loudspeaker(lang),
    };
    let devices = app.view(move |m| match kind {
        Kind::Camera => (m.devices.cameras.clone(), m.devices.camera_id.clone()),
        Kind::Microphone => (m.devices.microphones.clone(), m.devices.microphone_id.clone()),
        Kind::Loudspeaker => (m.devices.loudspeakers.clone(), m.devices.loudspeaker_id.clone()),
    });
    let options = move || {
        let devices = devices.get();
        let (devices, chosen) = devices.as_ref();
        if devices.is_empty() {
            return vec![el("option").attr("value", "").text(text::device_none(lang))];
        }
        let option = |(i, device): (usize, &Device)| {
            let option = el("option").attr("value", &device.id).text(&shown(device, i, lang));
            if device.id == *chosen { option.attr("selected", "") } else { option }
        };
        devices.iter().enumerate().map(option).collect()
    };
    let choice = el("select.field").parts(options).on("change", move |event| {
        let id = value_of(&event);
        if !id.is_empty() {
            app.choose(kind, id);
        }
    });
    el("label.choice").add(el("span").text(label)).add(choice)
}

fn shown(device: &Device, index: usize, lang: Lang) -> String {
    match device.label.is_empty() {
        true => text::device_n(lang, &(index + 1).to_string()),
        false => device.label.clone(),
    }
}
